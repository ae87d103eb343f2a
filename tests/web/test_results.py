"""考核结果 on its page: counted, proposed, decided, publicised, each by whoever may."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from jifen.core.appraising import State
from jifen.core.meeting import PointKind
from jifen.cycles import commands as clocks
from jifen.cycles.models import Cycle
from jifen.outcomes.personal import personal
from jifen.people.models import User
from jifen.results import body, counting, letters, queries
from jifen.results.models import Count, Proposed
from jifen.rulebook.queries import rulebook
from jifen.sheets import forms
from jifen.sheets.workbook import read
from tests.harness import world as worlds
from tests.records.results_town import (
    LISTS,
    RESULTS,
    VOTED,
    closed,
    decided,
    meet,
    settled,
    town,
    waits,
)
from tests.records.town import Town
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
GRANTS = (("甲一", "9"), ("甲二", "6"), ("乙一", "3"))


def made(*, results: str = "") -> Town:
    """Make a closed town with distinct points, whose home stands on the day after."""
    small = town(results=results) if results else town()
    for name, amount in GRANTS:
        small.fact(name, "A-1", amount, small.cycle.starts_on)
    closed(small)
    clocks.move_clock(small.hand("clerk").at)
    return small


def page(browser: Browser, small: Town, who: str) -> str:
    browser.force_login(User.objects.get(pk=small.users[who].pk))
    return browser.get(reverse("results", args=[small.cycle.ref])).content.decode()


def do(browser: Browser, small: Town, who: str, action: str, **given: str) -> str:
    browser.force_login(User.objects.get(pk=small.users[who].pk))
    answer = browser.post(
        reverse("results-step", args=[small.cycle.ref]), {"action": action, **given}, follow=True
    )
    return answer.content.decode()


def state(small: Town) -> State:
    return queries.course(
        Cycle.objects.select_related("town", "version").get(pk=small.cycle.pk)
    ).state


def test_the_page_takes_the_results_from_proposal_to_standing(browser: Browser) -> None:
    small = made()
    assert "拟定考核结果" in page(browser, small, "clerk")
    assert "拟定考核结果" not in page(browser, small, "member")
    said = do(browser, small, "clerk", "propose", pool="10000")
    assert "第1稿" in said
    assert "优秀" in said
    assert "10000.00元" in said
    settled(small)
    assert "还没有会议通过" in do(browser, small, "committee", "decide")
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    code = small.code("甲一")
    asked = {
        "code-0": code,
        "grade-0": "competent",
        "why-0": "会议研究认为群众反映突出，评为称职。",
    }
    do(browser, small, "committee", "decide", **asked)
    assert state(small) is State.DECIDED
    said = do(browser, small, "clerk", "post", contact="示例镇纪委 0000")
    assert "公示中" in said
    assert "还在公示" in do(browser, small, "clerk", "confirm", reason="没有收到异议。")
    assert "会议另定等次" in page(browser, small, "head")
    (year,) = personal(small.cadre("甲一"), small.actor("head"), on=small.today).years
    assert year.result is not None
    assert year.result.grade == "称职"
    assert year.result.pay_fen > 0


def test_only_whoever_reads_files_reads_the_results(browser: Browser) -> None:
    small = made()
    do(browser, small, "clerk", "propose", pool="10000")
    for who, code in (("clerk", 200), ("auditor", 200), ("county", 200)):
        browser.force_login(User.objects.get(pk=small.users[who].pk))
        assert browser.get(reverse("results", args=[small.cycle.ref])).status_code == code


@pytest.mark.parametrize("who", ["cadre-v1", "supervision", "line-office"])
def test_whoever_reads_no_file_does_not_read_what_others_are_paid(
    town: worlds.Town, browser: Browser, who: str
) -> None:
    browser.as_(town, who)
    for route in ("results", "results-sheet", "results-form"):
        where = reverse(route, args=[town.cycles["2024"].ref])
        assert browser.get(where).status_code == 403


def test_a_vote_is_counted_on_the_sheet_that_the_page_hands_out(browser: Browser) -> None:
    small = made(results=VOTED)
    browser.force_login(User.objects.get(pk=small.users["clerk"].pk))
    where = reverse("results-form", args=[small.cycle.ref]) + "?source=democratic"
    handed = read(browser.get(where).content, "票.xlsx")
    rules = rulebook(small.cycle.version)
    asked = counting.of(rules, "democratic")
    form = counting.form(rules, asked, queries.people(small.cycle), queries.units(small.area))
    assert len(handed.sheets[0].rows) >= len(form.rows)
    rows = tuple((*row[:3], "10", "8", "1", "0", "1") for row in form.rows)
    sheet = forms.render((replace(form, rows=rows),), title="票", date=small.today)

    def hand_in(paper: str) -> HttpResponse:
        given = {
            "source": "democratic",
            "paper": paper,
            "sheet": SimpleUploadedFile("票.xlsx", sheet),
        }
        return browser.post(reverse("results-count", args=[small.cycle.ref]), given, follow=True)

    assert "文号或者编号" in hand_in(" ").content.decode()
    assert "由另一人对照签字的计票单核对" in hand_in("示积票〔2025〕1号").content.decode()
    key = str(Count.objects.get().key)
    assert "其他岗位" in do(browser, small, "clerk", "say", key=key, right="1")
    assert "已核对" in do(browser, small, "member", "say", key=key, right="1")
    do(browser, small, "clerk", "propose", pool="1000")
    (found,) = Proposed.objects.all()
    sheet_of = queries.course(small.cycle).sheet
    assert sheet_of is not None
    assert all(row.total is not None for row in sheet_of.rows), found


def test_the_workbook_has_everybody_and_the_table_to_pay_out_by(browser: Browser) -> None:
    small = made()
    do(browser, small, "clerk", "propose", pool="10000")
    answer = browser.get(reverse("results-sheet", args=[small.cycle.ref]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        text = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "ignore")
    for said in ("考核结果", "奖金发放", "签领", "甲一", "拟定稿，未经审定"):
        assert said in text


def test_the_notice_s_workbook_tells_nobody_else_s_grade(browser: Browser) -> None:
    small = made()
    settled(small)
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    do(browser, small, "committee", "decide")
    do(browser, small, "clerk", "post", contact="示例镇纪委 0000")
    course = queries.course(small.cycle)
    assert course.posted is not None
    public = repr(letters.public_sheets(course))
    assert "优秀" in public
    assert "称职" not in public
    assert "称职" in repr(letters.sheets(course, None)), (
        "the control: the meeting's table has them all"
    )


def test_the_bonus_stands_beside_that_of_the_cycle_before(browser: Browser) -> None:
    small = made()
    assert "上一周期没有已经审定的考核结果" in do(browser, small, "clerk", "propose", pool="10000")
    decided(small)
    small.today = dt.date(2026, 8, 1)
    cycle = small.next_cycle()
    small.cycle = Cycle.objects.select_related("town", "version").get(pk=cycle.pk)
    small.fact("甲一", "A-1", "30", cycle.starts_on)
    closed(small)
    clocks.move_clock(small.hand("clerk").at)
    said = do(browser, small, "clerk", "propose", pool="7000")
    now, then = queries.course(small.cycle).sheet, queries.before(small.cycle)
    assert now is not None
    assert then is not None
    assert (now.pool_fen, then.pool_fen) == (7000_00, 10_000_00)
    shares = sorted(row.share.fen for row in now.rows if row.share is not None)
    middle = shares[len(shares) // 2]
    assert len(shares) % 2 == 1
    assert now.spread == body.Spread(
        people=len(shares), least=shares[0], median=middle, most=shares[-1]
    )
    for words, one, other in letters.figures(now, then):
        assert one, words
        assert f">{one}</td>" in said
        assert f">{other}</td>" in said
    assert "奖金对比" in repr(letters.sheets(queries.course(small.cycle), then))


def test_a_shortlist_goes_from_the_page_to_a_choice(browser: Browser) -> None:
    small = made(results=RESULTS + LISTS)
    assert "生成推荐名单" not in page(browser, small, "clerk"), "nothing is decided yet"
    decided(small)
    assert "推荐名单" in do(browser, small, "clerk", "draw")
    said = page(browser, small, "committee")
    assert "没有未办结的警示案件" in said, "what the list asks, once"
    assert said.count("没有未办结的警示案件") == 2
    code = small.code("甲一")
    given = {"list": "honour", "chosen": code, f"why-{code}": "群众公认，工作实绩突出，予以推荐。"}
    assert "还没有会议通过" in do(browser, small, "committee", "choose", **given)
    meet(small, *[one for one in waits(small, PointKind.CONSEQUENCE) if "名单" in one.title])
    assert "其他" not in do(browser, small, "committee", "choose", **given)
    assert "群众公认，工作实绩突出，予以推荐。" in page(browser, small, "clerk")
    assert "印发推荐意见" in page(browser, small, "clerk")
    assert "印发推荐意见" not in page(browser, small, "member")
