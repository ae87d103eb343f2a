"""The pages of recusal, standing in, leaves, the calendar and the lists, used as people do."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jifen.cycles.models import SpecialDay
from jifen.people.models import Grant, Leave
from jifen.recusals.models import Recusal, Ruling
from tests.harness.world import TODAY, Town
from tests.web.conftest import Browser

FILE = "日期,上班,名称\n2027-01-01,0,元旦\n2027-01-02,1,调休上班\n".encode()


@pytest.fixture
def calendars(world: object) -> None:
    SpecialDay.objects.create(on=dt.date(2025, 10, 1), works=False, name="国庆节")


def post(browser: Browser, name: str, ref: object, **given: object) -> str:
    answer = browser.post(reverse(name, args=[ref]), given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_person_sees_the_names_asks_and_the_head_rules(town: Town, browser: Browser) -> None:
    claim = town.claims["proposed"]
    browser.as_(town, "cadre-v1")
    shown = browser.get(reverse("recusal", args=[claim.ref])).content.decode()
    assert "成员甲" in shown
    assert "组长" in shown
    asked = {"about": town.users["member"].ref, "ground": "complaint", "manner": "request"}
    assert "请用一句话写明理由" in post(browser, "recusal-say", claim.ref, **asked, reason="")
    shown = post(browser, "recusal-say", claim.ref, **asked, reason="去年举报过他。")
    assert "决定前不参与决定" in shown
    assert "应在2026-03-04前作出决定" in shown
    one = Recusal.objects.get(case=claim.ref)
    browser.as_(town, "head")
    assert str(claim.ref) in browser.get(reverse("recusals", args=[town.area.ref])).content.decode()
    ruling = {"recusal": one.ref, "granted": "yes", "reason": "经审查属实。"}
    assert "已回避" in post(browser, "recusal-rule", claim.ref, **ruling)
    post(browser, "recusal-rule", claim.ref, **ruling)
    assert Ruling.objects.count() == 1


def test_kin_are_named_as_such_and_offered_nothing(town: Town, browser: Browser) -> None:
    claim = town.claims["proposed"]
    browser.as_(town, "head")
    shown = browser.get(reverse("recusal", args=[claim.ref])).content.decode()
    assert "当事人或其亲属" in shown
    browser.as_(town, "auditor")
    assert (
        "您不是这件事的当事人或经办人"
        in browser.get(reverse("recusal", args=[claim.ref])).content.decode()
    )


def test_somebody_stands_in_until_a_day_and_it_is_ended_once(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk")
    given = {
        "role": f"clerk@{town.area.path}", "to": town.users["line-office"].ref,
        "from_on": TODAY, "last_on": TODAY + dt.timedelta(days=4),
    }  # fmt: skip
    assert "已登记，到期自动终止" in post(browser, "delegate", town.area.ref, **given)
    assert "无须委托" in post(browser, "delegate", town.area.ref, **given)
    one = Grant.objects.get(delegated_by=town.users["clerk"])
    assert one.to_on == TODAY + dt.timedelta(days=5)
    assert "已终止" in post(browser, "delegation-end", town.area.ref, delegation=one.seq)
    assert "委托已于" in post(browser, "delegation-end", town.area.ref, delegation=one.seq)
    assert "没有这项委托" in post(browser, "delegation-end", town.area.ref, delegation=1)


def test_drafts_are_handed_over_by_who_wrote_them(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk")
    given = {"leaving": town.users["clerk"].ref, "to": town.users["clerk-2"].ref}
    assert "没有可以移交" in post(
        browser, "handover-give", town.area.ref, **given, reason="调离本岗位"
    )
    assert "请选择离岗人和接收人" in post(browser, "handover-give", town.area.ref, leaving="x")


def test_a_leave_is_entered_once_and_its_kind_is_for_the_clerk_alone(
    town: Town, browser: Browser
) -> None:
    browser.as_(town, "clerk")
    given = {
        "who": town.cadres["member-v1"].code, "kind": "sick", "from_on": TODAY,
        "last_on": TODAY + dt.timedelta(days=1),
    }  # fmt: skip
    assert "已登记，本周期相应折算" in post(browser, "leave-enter", town.area.ref, **given)
    assert "这项请假已登记" in post(browser, "leave-enter", town.area.ref, **given)
    assert Leave.objects.get().last_on == TODAY + dt.timedelta(days=1)
    where = reverse("leaves", args=[town.area.ref])
    assert "病假" in browser.get(where).content.decode()
    browser.as_(town, "member")
    shown = browser.get(where).content.decode()
    assert "张三稻" in shown
    assert "病假" not in shown
    assert "当日没有人请假" in browser.get(where + "?on=2026-03-10").content.decode()


def test_a_years_notice_is_looked_through_before_it_is_entered(
    town: Town, browser: Browser, calendars: None
) -> None:
    browser.as_(town, "county")
    where = reverse("calendar-load", args=[town.area.ref])
    file = SimpleUploadedFile("2027.csv", FILE)
    shown = browser.post(where, {"file": file}).content.decode()
    assert "2027-01-01" in shown
    assert not SpecialDay.objects.filter(on__year=2027).exists()
    post(browser, "calendar-load", town.area.ref, seen="yes", text=FILE.decode())
    assert SpecialDay.objects.filter(on__year=2027).count() == 2
    again = browser.post(where, {"text": FILE.decode()}).content.decode()
    assert "与现有的一致" in again
    bad = SimpleUploadedFile("bad.csv", b"date,works,name\n2027-13-01,0,x\n")
    assert "2" in browser.post(where, {"file": bad}, follow=True).content.decode()
    assert SpecialDay.objects.filter(on__year=2027).count() == 2


def test_a_missing_year_is_said_on_every_page_until_it_is_entered(
    town: Town, browser: Browser, calendars: None
) -> None:
    browser.as_(town, "clerk")
    said = "2026年的放假安排还没有录入"
    for name in ("town", "claims", "recusals", "rulebook"):
        assert said in browser.get(reverse(name, args=[town.area.ref])).content.decode()
    SpecialDay.objects.create(on=dt.date(2026, 1, 1), works=False, name="元旦")
    assert said not in browser.get(reverse("town", args=[town.area.ref])).content.decode()


def test_the_lists_name_a_seed_and_the_workbook_has_a_page_for_each(
    town: Town, browser: Browser
) -> None:
    browser.as_(town, "auditor")
    cycle = town.cycles["2025"].ref
    shown = browser.get(reverse("audit", args=[cycle]) + "?seed=88").content.decode()
    assert 'value="88"' in shown
    assert "随机抽查" in shown
    assert browser.get(reverse("audit-sheet", args=[cycle])).content.startswith(b"PK")


def test_an_inquiry_is_discipline_s_to_enter_and_end_and_nobody_else_is_told(
    town: Town, browser: Browser
) -> None:
    browser.as_(town, "discipline")
    code = town.cadres["member-v1"].code
    given = {"who": code, "from_on": TODAY, "document": "示纪立〔2026〕1号"}
    assert "请选择人员和起始日" in post(browser, "inquiry-enter", town.area.ref, who=code)
    assert "示纪立〔2026〕1号" in post(browser, "inquiry-enter", town.area.ref, **given)
    assert "这项请假已登记" in post(browser, "inquiry-enter", town.area.ref, **given)
    assert Leave.objects.filter(kind="inquiry").count() == 1
    where, away = (reverse(name, args=[town.area.ref]) for name in ("inquiries", "leaves"))
    browser.as_(town, "clerk")
    assert browser.get(where).status_code in {403, 404}
    assert "当日没有人请假" in browser.get(away).content.decode()
    end = {"who": code, "from_on": TODAY, "to_on": TODAY, "reason": "查无问题"}
    assert "没有这样的登记" in post(browser, "leave-end", town.area.ref, **end)
    browser.as_(town, "head")
    shown = browser.get(where).content.decode()
    assert "示纪立〔2026〕1号" in shown
    assert reverse("inquiry-end", args=[town.area.ref]) not in shown, "reads, and does not end it"
    browser.as_(town, "discipline")
    assert reverse("inquiry-end", args=[town.area.ref]) in browser.get(where).content.decode()
    assert "结束后的第一天" in post(browser, "inquiry-end", town.area.ref, **end | {"to_on": ""})
    assert "已登记为从未发生" in post(browser, "inquiry-end", town.area.ref, **end)


def test_a_leave_whose_end_was_open_is_ended_on_the_page(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk")
    given = {"who": town.cadres["member-v1"].code, "kind": "suspension", "from_on": TODAY}
    post(browser, "leave-enter", town.area.ref, **given)
    where = reverse("leaves", args=[town.area.ref])
    assert reverse("leave-end", args=[town.area.ref]) in browser.get(where).content.decode()
    end = {"who": given["who"], "from_on": TODAY, "to_on": TODAY + dt.timedelta(days=3)}
    shown = post(browser, "leave-end", town.area.ref, **end, reason="复职")
    assert "结束日已登记" in shown
    assert Leave.objects.get().end_reason == "复职"
    assert reverse("leave-end", args=[town.area.ref]) not in shown
