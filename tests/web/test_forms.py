"""Forms: what they ask for, what they refuse in words, and that sending one twice adds nothing."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jifen.claims.models import Claim, Decision
from jifen.ledger.models import Entry, Fact
from jifen.standings.models import Edition
from tests.harness.world import Town
from tests.web.conftest import Browser

GOOD = {
    "happened_on": "2026-02-27",
    "reason": "提出道路修缮建议，被镇采纳。",
    "evidence": "示镇办〔2026〕31号\n示镇办〔2026〕32号",
}


def new(town: Town, item: str = "B-03") -> str:
    return reverse("claim-new", args=[town.area.ref]) + f"?item={item}"


def form(town: Town, **changed: object) -> dict[str, object]:
    mine = {"named": [town.cadres["member-v1"].code], "once": str(uuid.uuid4()), "do": "keep"}
    return GOOD | mine | changed


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


# ------------------------------------------------------------------ writing a claim
def test_a_draft_is_kept_once_however_often_its_form_is_sent(town: Town, browser: Browser) -> None:
    browser.as_(town, "cadre-v1")
    before = Claim.objects.count()
    sent = form(town)
    first, second = (browser.post(new(town), sent) for _ in range(2))
    assert Claim.objects.count() == before + 1
    assert first.headers["Location"] == second.headers["Location"]
    claim = Claim.objects.get(ref=sent["once"])
    assert claim.evidence == ["示镇办〔2026〕31号", "示镇办〔2026〕32号"]


def test_a_submitted_form_sent_again_takes_no_second_step(town: Town, browser: Browser) -> None:
    browser.as_(town, "cadre-v1")
    sent = form(town, do="submit")
    for _ in range(2):
        assert browser.post(new(town), sent).status_code == 302
    claim = Claim.objects.get(ref=sent["once"])
    assert claim.state == "submitted"
    assert Decision.objects.filter(claim=claim).count() == 1


def test_a_preview_says_the_points_and_keeps_nothing(town: Town, browser: Browser) -> None:
    town_cadre = form(town, do="preview", named=[town.cadres["deputy-v1"].code])
    browser.as_(town, "line-office")
    before = Claim.objects.count()
    page = text(browser.post(new(town) + f"&unit={town.villages[0].ref}", town_cadre))
    assert "如果今天入账" in page
    assert re.search(r"李二麦（副主任）.*?\+2.*?\+2.*?102", page, re.S)
    assert Claim.objects.count() == before


def test_a_preview_says_what_a_limit_withholds(town: Town, browser: Browser) -> None:
    page = text(browser.as_(town, "cadre-v1").post(new(town), form(town, do="preview")))
    assert "受封顶限制" in page  # three such grants have filled the item's six points


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"happened_on": "2025-11-03"}, "已超过可申报期限（30天）"),
        ({"happened_on": "2026-03-09"}, "还没有到"),
        ({"happened_on": "2024-11-03"}, "不在2025-2026周期内"),
        ({"happened_on": "明天"}, "有效的日期"),
        ({"reason": ""}, "这个字段是必填项"),
        ({"evidence": " \n "}, "请至少填写一个文号，或附上一个文件"),
        ({"named": []}, "这个字段是必填项"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(
    town: Town, browser: Browser, wrong: dict[str, object], said: str
) -> None:
    answer = browser.as_(town, "cadre-v1").post(new(town), form(town, do="submit", **wrong))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "alert-danger" in text(answer)
    if "reason" not in wrong:
        assert GOOD["reason"] in text(answer)


def test_nobody_claims_for_another_village(town: Town, browser: Browser) -> None:
    foreign = new(town) + f"&unit={town.villages[1].ref}"
    page = text(browser.as_(town, "cadre-v1").get(foreign))
    assert "东沟村" in page
    assert "西坡社区" not in page


def test_nobody_is_offered_a_clause_they_may_not_propose(town: Town, browser: Browser) -> None:
    page = text(browser.as_(town, "cadre-v1").get(reverse("claim-new", args=[town.area.ref])))
    assert "<b>B-03" in page
    assert "<b>B-01" not in page
    assert "<b>B-01" not in text(
        browser.get(new(town, "B-01"))
    )  # asked for by hand: back to the list


@pytest.mark.parametrize(
    ("item", "who", "measure", "stored"),
    [
        ("D-01", "cadre-v1", {"quantity": "2"}, {"quantity": "2"}),
        ("B-09", "cadre-v1", {"level": "county"}, {"level": "county"}),
        ("D-03", "cadre-v1", {"chosen": "2.5"}, {"chosen": "2.5"}),
    ],
)
def test_each_way_of_scoring_asks_for_its_measure(
    town: Town,
    browser: Browser,
    item: str,
    who: str,
    measure: dict[str, str],
    stored: dict[str, str],
) -> None:
    browser.as_(town, who)
    bare = browser.post(new(town, item), form(town))
    assert bare.status_code == 422
    sent = form(town, **measure)
    answer = browser.post(new(town, item), sent)
    assert answer.status_code == 302, text(answer)
    assert Claim.objects.get(ref=sent["once"]).measures == stored


def test_a_figure_with_its_unit_is_refused_in_words(town: Town, browser: Browser) -> None:
    answer = browser.as_(town, "cadre-v1").post(new(town, "D-03"), form(town, chosen="2.5分"))
    assert "最多两位小数" in text(answer)


def test_a_returned_claim_is_changed_and_sent_again(town: Town, browser: Browser) -> None:
    claim = town.claims["returned"]
    where = reverse("claim-edit", args=[claim.ref])
    browser.as_(town, "cadre-v1")
    assert "按时完成" in text(browser.get(where))
    answer = browser.post(where, form(town, reason="已补采纳意见单。", do="submit"))
    assert answer.headers["Location"] == reverse("claim", args=[claim.ref])
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("submitted", "已补采纳意见单。")


def test_who_may_not_change_a_claim_is_shown_it(town: Town, browser: Browser) -> None:
    claim = town.claims["submitted"]
    answer = browser.as_(town, "clerk").get(reverse("claim-edit", args=[claim.ref]))
    assert answer.headers["Location"] == reverse("claim", args=[claim.ref])


# ------------------------------------------------------------------ steps
def step(browser: Browser, claim: Claim, action: str, **more: str) -> str:
    where = reverse("claim-step", args=[claim.ref, action])
    return text(browser.post(where, more, follow=True))


def test_a_step_taken_twice_moves_once(town: Town, browser: Browser) -> None:
    claim = town.claims["submitted"]
    browser.as_(town, "clerk")
    assert "已办理" in step(browser, claim, "verify")
    assert "已先于" in step(browser, claim, "verify")
    assert Decision.objects.filter(claim=claim, action="verify").count() == 1


def test_sending_back_wants_a_reason(town: Town, browser: Browser) -> None:
    claim = town.claims["submitted"]
    browser.as_(town, "clerk")
    assert "须写明理由" in step(browser, claim, "return")
    assert "已办理" in step(browser, claim, "return", reason="缺采纳意见单。")
    assert browser.get(reverse("claim", args=[claim.ref])).status_code == 404  # a draft again
    browser.as_(town, "cadre-v1")
    assert "缺采纳意见单。" in text(browser.get(reverse("claim", args=[claim.ref])))


def test_publicity_blocks_recording_and_says_until_when(town: Town, browser: Browser) -> None:
    claim = town.claims["publicised"]
    browser.as_(town, "clerk-2")
    page = text(browser.get(reverse("claim", args=[claim.ref])))
    assert "公示到2026-03-04当天结束" in page
    assert "disabled" in page
    facts = Fact.objects.count()
    assert "公示到2026-03-04当天结束" in step(browser, claim, "record")
    assert Fact.objects.count() == facts


def test_who_took_an_earlier_step_is_told_why_not_the_next(town: Town, browser: Browser) -> None:
    town.users["clerk"].grants.create(role="member", area=town.area, from_on="2024-08-01")
    page = text(
        browser.as_(town, "clerk").get(reverse("claim", args=[town.claims["verified"].ref]))
    )
    assert "您办理过前面的步骤，下一步须由另一人办理" in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize("who", ["member", "auditor", "county", "supervision"])
def test_who_may_do_nothing_sees_no_button(town: Town, browser: Browser, who: str) -> None:
    page = text(browser.as_(town, who).get(reverse("claim", args=[town.claims["submitted"].ref])))
    assert "formaction" not in page
    assert "下一步由" in page


# ------------------------------------------------------------------ briefing and close
def test_a_briefing_is_frozen_once(town: Town, browser: Browser) -> None:
    cycle = town.cycles["2025"]
    before = Edition.objects.count()
    browser.as_(town, "clerk")
    where = reverse("cycle-brief", args=[cycle.ref])
    page = text(browser.post(where, {"on": "2026-01-31"}, follow=True))
    assert "已经封存" in page
    assert "不是汇总日" in text(browser.post(where, {"on": "2026-02-28"}, follow=True))
    assert "请选择要汇总的日期" in text(browser.post(where, {"on": ""}, follow=True))
    assert Edition.objects.count() == before


def test_a_running_cycle_is_not_closed(town: Town, browser: Browser) -> None:
    cycle = town.cycles["2025"]
    browser.as_(town, "clerk")
    page = text(browser.post(reverse("cycle-propose-close", args=[cycle.ref]), follow=True))
    assert "本周期到2026-07-31期满，次日起才能结账" in page
    page = text(browser.post(reverse("cycle-close", args=[cycle.ref]), follow=True))
    assert "还没有人提出结账" in page


def test_what_stands_in_the_way_of_a_close_is_listed_and_linked(
    town: Town, browser: Browser
) -> None:
    where = reverse("cycle-closing", args=[town.cycles["2025"].ref])
    page = text(browser.as_(town, "head").get(where))
    waiting = ["submitted", "verified", "approved", "publicised", "proposed", "objected"]
    waiting.append("refused-v2")  # a review of it is open
    assert f"还有{len(waiting)}件没有办结" in page
    assert all(reverse("claim", args=[town.claims[one].ref]) in page for one in waiting)
    assert reverse("claim", args=[town.claims["recorded-v1"].ref]) not in page
    assert "独立复算一致" in page


def test_a_closed_cycle_takes_no_claim(town: Town, browser: Browser) -> None:
    before = Entry.objects.count()
    sent = form(town, happened_on="2025-03-01", do="submit")
    assert browser.as_(town, "cadre-v1").post(new(town), sent).status_code == 422
    assert Entry.objects.count() == before
