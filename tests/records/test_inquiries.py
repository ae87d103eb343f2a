"""接受审查调查: kept out of places, grades and shares; told to nobody who may not know."""

import datetime as dt
import json

import pytest

from jifen.chain.models import Record
from jifen.core.access import Role
from jifen.core.bonus import NoShare
from jifen.core.ranking import Reason
from jifen.outcomes.personal import personal
from jifen.people import commands as people
from jifen.people.models import Leave
from jifen.people.queries import away_on, inquiries, rosters
from jifen.register.commands import end_leave, enter_inquiry
from jifen.results import queries
from jifen.results.export import export
from jifen.results.letters import remark_words
from jifen.standings import circulars
from jifen.standings import queries as standings
from jifen.standings.frame import FOR_NOW
from jifen.standings.models import Edition
from tests.harness.host import HOST
from tests.records.results_town import closed, settled, town
from tests.records.test_results_again import script
from tests.records.test_standings_circulars import text
from tests.records.town import Town

pytestmark = pytest.mark.django_db
DOCUMENT = "示纪立〔2025〕1号"
SINCE = dt.date(2025, 5, 6)
FIRST = "甲一"


def a_town() -> Town:
    """A town with discipline, in which the best two are 甲一 and 甲二."""
    small = town()
    officer = people.add_user("discipline", "discipline", "a-long-password-1", hand=HOST)
    people.grant(officer, Role.DISCIPLINE, small.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    small.users["discipline"] = officer
    for name, amount in ((FIRST, "20"), ("甲二", "10"), ("乙一", "3")):
        small.fact(name, "A-1", amount, small.cycle.starts_on)
    return small


def inquired(small: Town, name: str = FIRST) -> Leave:
    return enter_inquiry(
        small.cadre(name), from_on=SINCE, document=DOCUMENT, hand=small.hand("discipline")
    )


def over(small: Town, one: Leave, day: dt.date) -> None:
    end_leave(one, to_on=day, reason="查无问题", hand=small.hand("discipline"))


def places(small: Town) -> dict[str, tuple[int, str]]:
    board = standings.live(small.cycle)
    return {row.name: (row.place, row.not_ranked) for row in board.rows}


def test_meanwhile_there_is_no_place_grade_or_share_and_the_others_move_up() -> None:
    small = a_town()
    before = places(small)
    inquired(small)
    assert before[FIRST] == (1, "")
    now = places(small)
    assert (now[FIRST], now["甲二"]) == ((0, "withheld"), (1, ""))
    closed(small)
    made = queries.course(small.cycle) if settled(small) else None
    assert made is not None
    assert made.sheet is not None
    row = made.sheet.row(small.code(FIRST))
    assert row is not None
    assert (row.not_ranked, row.graded, row.no_share) == (Reason.WITHHELD, False, NoShare.WITHHELD)
    assert (row.prizes, row.pay_fen, row.points) == ((), 0, 120_00)
    assert remark_words(made, row) == f"{FOR_NOW}；不分配：暂不确定"
    found = json.loads(json.dumps(export(made)))
    assert list(script().differing(found)) == [], "the script comes to the same"
    (one,) = [each for each in found["people"] if each["code"] == small.code(FIRST)]
    assert one["kept_out"] == "withheld"
    one["kept_out"] = ""
    assert "place" in {what for _who, what, _said, _came in script().differing(found)}


def test_a_suspension_beside_it_is_what_is_said() -> None:
    small = a_town()
    inquired(small)
    small.leave(FIRST, "suspension", dt.date(2025, 6, 1))
    assert places(small)[FIRST] == (0, "suspended")


def test_the_papers_say_of_both_the_same_and_count_them_together() -> None:
    small = a_town()
    inquired(small)
    small.leave("甲二", "suspension", dt.date(2025, 6, 1))
    edition = closed(small)
    paper = circulars.compose(edition, on=small.today)
    said = text(paper) + "".join("".join(row) for row in paper.annexes[0].table.rows)
    assert f"{FOR_NOW}2名" in said
    assert not {word for word in ("审查", "调查", "停职", DOCUMENT, "纪") if word in said}
    assert bytes(Edition.objects.get(pk=edition.pk).body).find(b"inquiry") < 0


def test_an_end_counts_from_its_day_and_the_day_it_began_says_it_never_was() -> None:
    small = a_town()
    one = inquired(small)
    entered = one.seq
    over(small, one, dt.date(2025, 6, 1))
    on = dt.date(2025, 5, 20)
    assert standings.live(small.cycle, at=on).row(small.code(FIRST)).not_ranked == "withheld"  # type: ignore[union-attr]
    assert places(small)[FIRST] == (1, "")
    earlier = standings.live(small.cycle, upto_seq=entered).row(small.code(FIRST))
    assert earlier is not None
    assert earlier.not_ranked == "withheld", "as the records then stood"
    never = inquired_again(small)
    over(small, never, never.from_on)
    assert rosters(small.area).kept_out(small.code(FIRST), never.from_on) is None


def inquired_again(small: Town) -> Leave:
    return enter_inquiry(
        small.cadre(FIRST),
        from_on=dt.date(2025, 7, 1),
        document=DOCUMENT,
        hand=small.hand("discipline"),
    )


def test_nobody_is_away_meanwhile() -> None:
    small = a_town()
    inquired(small)
    held, code = rosters(small.area), small.code(FIRST)
    assert held.absences(code, SINCE) == ()
    assert held.away(code, small.cycle.starts_on, small.cycle.ends_on) == ()
    assert away_on(small.area, on=SINCE) == []


def test_the_person_discipline_and_the_head_read_it_and_nobody_else() -> None:
    small = a_town()
    one = inquired(small)
    own = people.add_user("own", FIRST, "a-long-password-1", cadre=small.cadre(FIRST), hand=HOST)
    people.grant(own, Role.CADRE, small.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    small.users["own"] = own
    reads = {
        who: bool(personal(one.cadre, small.actor(who), on=small.today).absences)
        for who in small.users
    }
    assert {who for who, told in reads.items() if told} == {"own", "discipline", "head"}
    assert [each.document for each in inquiries(small.area, but=())] == [DOCUMENT]
    assert inquiries(small.area, but={one.cadre.code}) == [], "not to kin"


def test_the_chain_tells_it_from_no_leave() -> None:
    small = a_town()
    one = inquired(small)
    over(small, one, dt.date(2025, 6, 1))
    found = Record.objects.filter(town=small.area.path, seq__gte=one.seq).order_by("seq")
    assert [each.kind for each in found][:2] == ["leave", "leave-end"]
    payloads = b"".join(bytes(each.payload) for each in found)
    assert not any(word.encode() in payloads for word in ("inquiry", DOCUMENT, "查无问题"))
