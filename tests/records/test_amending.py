"""After the close one thing posts to a cycle: an amendment, by two people, in a new edition."""

import datetime as dt
from collections.abc import Callable

import pytest

from jifen.core.errors import Refusal
from jifen.cycles.models import Cycle
from jifen.ledger.models import Entry, Fact
from jifen.outcomes.queries import verify
from jifen.standings import amending, circulars, queries
from jifen.standings.amending import New, drop, make, propose, waiting
from jifen.standings.models import Amendment, Edition
from tests.harness.database import undone, walls_down
from tests.records.results_town import closed, town
from tests.records.town import V1, Town

pytestmark = pytest.mark.django_db
day = dt.date
WHY = "县人民法院生效判决认定该事项不属实，予以更正。"


@pytest.fixture
def small() -> Town:
    return town()


def refused(code: str, deed: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def new(fact: Fact, *, holder: str = "", paper: str = "（2025）示民终1号", why: str = WHY) -> New:
    return New(fact=fact, holder=holder, basis=Amendment.Basis.COURT, paper=paper, reason=why)


def amended(small: Town, fact: Fact, *, holder: str = "") -> Edition:
    row = propose(small.cycle, new(fact, holder=holder), hand=small.hand("clerk"))
    return make(small.cycle, row.key, hand=small.hand("head"))


def fresh(small: Town) -> Cycle:
    return Cycle.objects.select_related("town", "version").get(pk=small.cycle.pk)


def test_an_amendment_restores_what_would_have_been_and_says_so_in_a_new_edition(
    small: Town,
) -> None:
    small.fact("甲一", "A-1", "9", day(2024, 10, 8))
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    first = closed(small)
    before = queries.board(first).row(small.code("甲二"))
    assert before is not None
    assert before.total == 88_00
    edition = amended(small, wrong)
    after = queries.board(edition).row(small.code("甲二"))
    assert after is not None
    assert (after.total, edition.number) == (100_00, first.number + 1)
    assert small.account("甲二").balance == 100_00
    assert set(Entry.objects.filter(fact=wrong).values_list("event", flat=True)) == {
        "accept",
        "amend",
    }
    changed = {one.code: (one.before, one.after) for one in queries.differences(edition)}
    assert changed[small.code("甲二")] == (88_00, 100_00)
    assert queries.board(first) == queries.board(Edition.objects.get(pk=first.pk))
    assert list(verify(small.area)) == []


def test_nothing_else_posts_to_a_closed_cycle(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    closed(small)
    refused("cycle.closed", lambda: small.withdraw(wrong))
    assert small.account("甲二").balance == 88_00
    assert not Entry.objects.filter(fact=wrong).exclude(event="accept").exists()


def test_an_open_cycle_is_not_amended(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    refused("amend.open", lambda: propose(small.cycle, new(wrong), hand=small.hand("clerk")))
    assert not Amendment.objects.exists()


def test_two_people_amend_and_the_first_may_not_be_the_second(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    closed(small)
    row = propose(small.cycle, new(wrong), hand=small.hand("head"))
    refused("amend.same-hand", lambda: make(small.cycle, row.key, hand=small.hand("head")))
    refused("amend.not-yours", lambda: make(small.cycle, row.key, hand=small.hand("clerk")))
    refused("amend.not-yours", lambda: propose(small.cycle, new(wrong), hand=small.hand("auditor")))
    refused("amend.waits", lambda: propose(small.cycle, new(wrong), hand=small.hand("clerk")))
    assert small.account("甲二").balance == 88_00
    make(small.cycle, row.key, hand=small.hand("member"))
    refused("amend.unknown", lambda: make(small.cycle, row.key, hand=small.hand("committee")))
    assert small.account("甲二").balance == 100_00
    assert Amendment.objects.count() == 2


def test_what_is_proposed_names_its_paper_and_why_and_may_be_dropped(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    closed(small)
    clerk = small.hand("clerk")
    refused("amend.no-paper", lambda: propose(small.cycle, new(wrong, paper=" "), hand=clerk))
    refused("amend.no-reason", lambda: propose(small.cycle, new(wrong, why="错"), hand=clerk))
    row = propose(small.cycle, new(wrong), hand=small.hand("clerk"))
    drop(small.cycle, row.key, hand=small.hand("clerk"))
    assert waiting(small.cycle) == []
    assert small.account("甲二").balance == 88_00
    assert list(verify(small.area)) == []


def test_one_share_of_a_village_fact_goes_and_the_others_stay(small: Town) -> None:
    wrong = small.fact("", "D-2", "10", day(2024, 11, 8), village=V1)
    closed(small)
    amended(small, wrong, holder=small.code("甲三"))
    assert small.account("甲三").balance == 100_00
    assert small.account("甲四").balance < 100_00
    assert list(verify(small.area)) == []


def test_what_the_register_says_after_the_close_stays_out_of_an_amendment(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    closed(small)
    small.leave("甲三", "suspension", day(2025, 7, 1))
    edition = amended(small, wrong)
    row = queries.board(edition).row(small.code("甲三"))
    assert row is not None
    assert row.place > 0, "the suspension was entered after the close"
    assert list(verify(small.area)) == []


def test_the_circular_of_the_new_edition_corrects_the_old_one(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    first = closed(small)
    plain = "".join(circulars.compose(first, on=small.today).title)
    edition = amended(small, wrong)
    paper = circulars.compose(edition, on=small.today)
    assert "更正" in "".join(paper.title)
    assert "更正" not in plain
    said = repr(paper.blocks)
    assert "以本通报为准" in said
    assert "甲二" in said


def test_an_amended_cycle_proves_whole_and_a_changed_row_is_found(small: Town) -> None:
    wrong = small.fact("甲二", "D-1", "12", day(2024, 11, 8))
    closed(small)
    amended(small, wrong)
    assert list(verify(small.area)) == []
    with undone(), walls_down():
        Amendment.objects.filter(outcome="made").update(paper="（2025）示民终9号")
        made = Amendment.objects.get(outcome="made")
        assert [fault.seq for fault in amending.faults(small.area)] == [made.seq]
    with undone(), walls_down():
        Amendment.objects.filter(outcome="made").delete()
        assert "amendment.missing" in {fault.code for fault in amending.faults(small.area)}
