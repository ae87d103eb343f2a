"""The pages of reviews: asking in three clicks, judging, serving, printing; each form twice."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.appeals import commands as appeals
from jifen.appeals.letters import Letter
from jifen.appeals.models import Appeal, Point, ServedAnew
from jifen.core.appeal import State
from jifen.core.hand import SHANGHAI, local_date
from jifen.core.workflow import Outcome
from jifen.cycles import commands as cycles
from jifen.cycles.queries import now
from tests.appeals.scene import DAY, ask, balance, charged, ended, fresh, served
from tests.appeals.test_released import decided_before, fact_of, release, under_one_limit
from tests.laws.town import Town
from tests.web.conftest import Browser


@pytest.fixture(autouse=True)
def at_home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def browser(town: Town, who: str) -> Browser:
    """A browser in Chinese on the town's day, signed in."""
    if local_date(now()) != town.day:
        cycles.move_clock(dt.datetime.combine(town.day, dt.time(20), SHANGHAI))
    found = Browser(headers={"accept-language": "zh-CN"})
    found.force_login(town.users[who])
    return found


def seen(page: object) -> str:
    return re.sub(r"<[^>]+>", " ", page.content.decode())  # type: ignore[attr-defined]


def links(page: object, words: str) -> list[str]:
    found = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', page.content.decode(), re.S)  # type: ignore[attr-defined]
    return [where for where, text in found if words in re.sub(r"<[^>]+>", "", text)]


def taken(town: Town, who: str, paper: str) -> int:
    """Take a paper's file to the end; return the answer's code."""
    answer = browser(town, who).get(paper)
    if answer.streaming:
        assert b"".join(answer.streaming_content)[:4] == b"%PDF"  # type: ignore[attr-defined]
    return answer.status_code


def form(**more: str) -> dict[str, str]:
    said = {"text-1": "当天我在镇里开会，不在现场。", "ground-1": "facts-unclear"}
    return said | {"once": "0f8c2b7a-4e1d-4c5f-9a3b-6d7e8f901234"} | more


def test_from_ones_own_points_it_is_asked_for_in_three_clicks_and_once(town: Town) -> None:
    charged(town)
    before = balance(town)
    mine = browser(town, "zhang")
    points = mine.get(f"/cadres/{town.cadre('张三稻').ref}/")
    (where,) = links(points, "申请复核")
    page = mine.get(where)
    assert "不会因为申请而加重处理" in seen(page)
    said = form(holder=town.code("张三稻"))
    for _ in range(2):
        done = mine.post(where, said)
        assert done.status_code == 302
    appeal = Appeal.objects.get()
    assert done.headers["Location"] == f"/appeals/{appeal.ref}/"
    assert Point.objects.count() == 1
    assert balance(town) == before + 8_00
    assert "复核中" not in seen(mine.get(done.headers["Location"]))
    assert "已申请" in seen(mine.get(done.headers["Location"]))


def test_from_the_page_of_the_decision_too(town: Town) -> None:
    claim = served(town)
    mine = browser(town, "zhang")
    (where,) = links(mine.get(f"/claims/{claim.ref}/"), "申请复核")
    assert mine.post(where, form(holder=town.code("张三稻"))).status_code == 302
    assert links(browser(town, "li").get(f"/claims/{claim.ref}/"), "申请复核") == []


def test_a_review_is_judged_served_and_printed_from_its_pages(town: Town) -> None:
    charge = charged(town)
    before = balance(town)
    appeal = ask(town, charge)
    judge = browser(town, "committee")
    (here,) = links(judge.get(f"/towns/{town.area.ref}/appeals/"), "张三稻")
    assert judge.post(f"{here}admit/").status_code == 302
    page = judge.get(here)
    assert "说明期到" in seen(page)
    town.day = town.day + 10 * DAY
    judge = browser(town, "committee")
    judge.post(f"{here}hear/")
    assert "作出复核决定" in seen(judge.get(here))
    said = {
        "outcome": Outcome.CHANGED.value, "ground-excessive": "1", "measure": "light",
        "reason": "经复核，情节较轻，已当场整改，原定等次过重。",
        **{f"accepted-{n}": "1" for n in (1, 2)}, **{f"why-{n}": "查证属实。" for n in (1, 2)},
    }  # fmt: skip
    for _ in range(2):
        judge.post(f"{here}decide/", said)
    assert fresh(appeal).state == State.DECIDED
    office = browser(town, "clerk")
    for _ in range(2):
        office.post(f"{here}serve/", {"reason": "当面送达本人签收"})
    assert fresh(appeal).state == State.SERVED
    assert balance(town) == before + 5_00
    for _ in range(2):
        assert office.post(f"{here}papers/decision/").status_code == 302
    (paper,) = links(office.get(here), "复核决定书")
    assert b"".join(office.get(paper).streaming_content)[:5] == b"%PDF-"
    mine = browser(town, "zhang")
    assert links(mine.get(here), "向县级申诉")


def test_what_may_not_be_done_is_said_in_a_sentence(town: Town) -> None:
    appeal = ask(town, charged(town))
    here = f"/appeals/{appeal.ref}/"
    office = browser(town, "clerk")
    office.post(f"{here}admit/")
    assert "不能复核" in seen(office.get(here))
    assert fresh(appeal).state == State.FILED


def test_an_overdue_review_is_red_for_the_leader_and_never_for_the_person(town: Town) -> None:
    appeal = ask(town, charged(town))
    town.day = appeal.due_on + DAY
    for who, red in (("head", True), ("committee", True), ("zhang", False)):
        page = seen(browser(town, who).get(f"/appeals/{appeal.ref}/"))
        assert ("现已逾期" in page) is red


def test_others_see_nothing_of_it(town: Town) -> None:
    appeal = ask(town, charged(town))
    for who in ("li", "line", "supervision"):
        assert browser(town, who).get(f"/appeals/{appeal.ref}/").status_code == 404
        assert "张三稻" not in seen(browser(town, who).get(f"/towns/{town.area.ref}/appeals/"))


def test_after_the_county_nothing_more_is_offered(town: Town) -> None:
    charge = charged(town)
    ended(town, ask(town, charge), Outcome.UPHELD)
    ended(town, ask(town, charge), Outcome.UPHELD, by="county")
    page = browser(town, "zhang").get(f"/facts/{charge.key}/appeal/")
    assert "现在不能就此申请复核" in seen(page)


def test_what_was_released_is_read_or_served_from_its_page_and_nobody_elses_business(
    town: Town,
) -> None:
    first, second = decided_before(town)
    one = release(town, first, second)
    where = f"/facts/{second.key}/anew/"
    mine = browser(town, "zhang")
    page = mine.get(where)
    shown = " ".join(seen(page).split())
    assert "此前计入 3 恢复后计入 8" in shown
    assert "登记" not in shown, "only the office serves on paper"
    points = mine.get(f"/cadres/{town.cadre('张三稻').ref}/")
    assert links(points, "为何暂停") == [where]
    for other in ("li", "wang", "line"):
        assert browser(town, other).get(where).status_code == 404
    office = browser(town, "clerk")
    shown = seen(office.get(where))
    assert "我已阅读" not in shown
    bad = {"holder": one.holder, "mode": "signed", "proof": "回证9号", "on": "九月"}
    assert "2026-03-01" in seen(office.post(where + "serve/", bad, follow=True))
    assert "印发" in seen(office.post(where + "paper/", {"holder": one.holder}, follow=True))
    (letter,) = links(office.get(where), "恢复计算扣分告知书")
    assert [taken(town, who, letter) for who in ("clerk", "zhang", "li")] == [200, 200, 404]
    for _ in range(2):
        said = mine.post(where + "serve/", {"holder": one.holder, "mode": "read"}, follow=True)
    assert "已经送达" in seen(said)
    assert ServedAnew.objects.count() == 1
    assert links(mine.get(where), "申请复核") == [f"/facts/{second.key}/appeal/"]


def test_a_page_of_nothing_released_says_so(town: Town) -> None:
    charge = charged(town)
    shown = seen(browser(town, "zhang").get(f"/facts/{charge.key}/anew/"))
    assert "该事项没有待重新送达的扣分" in shown


def test_the_letters_of_a_review_are_read_by_those_who_read_the_review(town: Town) -> None:
    appeal = ask(town, charged(town))
    paper = appeals.issue(appeal, Letter.RECEIPT, hand=town.hand("clerk"))
    where = f"/papers/{paper.ref}.pdf"
    readers = ("zhang", "member", "li", "line", "wang")
    assert [taken(town, who, where) for who in readers] == [200, 200, 404, 404, 404]


def test_pages_of_what_was_released_ask_no_more_than_others(town: Town) -> None:
    first, claim = under_one_limit(town)
    second = fact_of(claim)
    one = release(town, first, second)
    appeals.issue_anew(second, holder=one.holder, hand=town.hand("clerk"))
    for who in ("zhang", "clerk"):
        seat = browser(town, who)
        for where in (f"/facts/{second.key}/anew/", f"/facts/{second.key}/appeal/"):
            assert seat.get(where).status_code == 200
            with CaptureQueriesContext(connection) as asked:
                seat.get(where)
            brackets = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
            told = [q["sql"] for q in asked if not q["sql"].startswith(brackets)]
            assert len(told) <= 15, (who, where, told)
