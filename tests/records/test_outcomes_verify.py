"""The whole proof of a town: it holds, and it finds what was changed, noun by noun."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import F

from jifen.chain.kinds import KINDS
from jifen.chain.models import Record
from jifen.claims import commands as claims
from jifen.claims.models import Claim, Decision, PastLock
from jifen.core.access import Role
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity
from jifen.core.workflow import Action
from jifen.cycles.commands import load_calendar
from jifen.cycles.models import Cycle, SpecialDay
from jifen.ledger.models import Account, Change, Entry, Fact, Party
from jifen.outcomes.commands import hold_talk
from jifen.outcomes.models import Talk
from jifen.outcomes.queries import cases, verify
from jifen.papers import queries as papers
from jifen.papers.models import Paper
from jifen.people import commands as people
from jifen.people.models import Cadre, Duty, Holding, Leave
from jifen.register.commands import end_holding, end_leave, import_people
from jifen.rulebook.models import Version
from jifen.sheets.people import DutyRow, PeopleSheet
from jifen.standings.commands import brief, issue
from jifen.standings.models import Edition
from tests.harness.database import walls_down
from tests.harness.host import HOST
from tests.records.town import HALF, NO_LOW_RANK, V1, Town, forgotten, found, origin

pytestmark = pytest.mark.django_db
day = dt.date
DRAFTS = ("draft", "draft-step", "comment", "answer", "simulation")


@pytest.fixture
def town() -> Town:
    """A town with a record of every kind but the close's own."""
    made = found(ladder=NO_LOW_RANK)
    load_calendar(
        {day(2025, 10, 1): (False, "国庆节"), day(2025, 10, 11): (True, "调休")},
        towns=[made.area],
        hand=made.hand("clerk"),
    )
    duty = DutyRow(origin(), V1, "安全", "甲二", (), day(2024, 9, 1), day(2025, 1, 1))
    sheet = PeopleSheet("duty.xlsx", "0" * 64, (), (), (duty,), (), (), (), ())
    import_people(made.area, sheet, hand=made.hand("clerk"))
    made.leave("乙三", "sick", day(2025, 1, 1), day(2025, 2, 1))
    made.leave("乙二", "private", day(2025, 1, 6))
    end_leave(
        Leave.objects.get(to_on=None),
        to_on=day(2025, 1, 8),
        reason="提前返岗",
        hand=made.hand("clerk"),
    )
    end_holding(
        made.cadre("甲一").holdings.get(post="村委会主任"),
        to_on=day(2025, 6, 1),
        reason="辞职，村民代表会议审议通过",
        hand=made.hand("clerk"),
    )
    made.fact("甲一", "D-1", "45", day(2024, 9, 1))
    made.withdraw(made.fact("甲二", "A-1", "5", day(2024, 9, 1)))
    step(made)
    brief(made.cycle, checkpoint_on=HALF, hand=made.hand("clerk"))
    issue(Edition.objects.select_related("cycle__version", "town").get(), hand=made.hand("clerk"))
    (case,) = cases(made.cycle, today=made.today)
    hold_talk(
        made.area, case.id, held_on=made.today, record="指出问题，表示接受。",
        hand=made.hand("head"), second=made.actor("committee"),
    )  # fmt: skip
    county = people.add_user("county", "县级", "a-long-password", hand=HOST)
    people.grant(county, Role.COUNTY, made.area, from_on=day(2024, 1, 1), hand=HOST)
    made.users["county"] = county
    claims.lock_past(made.area, hand=made.hand("county"))
    people.relate(made.users["auditor"], made.cadre("甲一"), "配偶", hand=HOST)
    end = {"to_on": day(2030, 1, 1), "hand": HOST}
    people.end_grant(made.users["second-clerk"], Role.CLERK, made.area, **end)
    return made


def step(town: Town) -> Claim:
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, town.area, from_on=day(2024, 1, 1), hand=HOST)
    town.users["line"] = officer
    claim = claims.draft(
        town.cycle,
        item="A-1",
        unit=town.unit(V1),
        people={town.code("甲一"): Capacity.NAMED},
        happened_on=day(2025, 7, 20),
        measures=Measures(chosen=Centipoints(3_00)),
        reason="完成任务",
        evidence=["示府办〔2025〕3号"],
        hand=town.hand("line"),
    )
    claims.take_step(claim, Action.SUBMIT, hand=town.hand("line"))
    return claim


def test_a_town_that_nobody_touched_holds(town: Town) -> None:
    assert list(verify(town.area)) == []


TESTS = Path(__file__).parents[1]
ELSEWHERE: dict[str, frozenset[str]] = {
    "records/test_standings_close.py": frozenset({"closing"}),
    "records/test_drafts.py": frozenset(DRAFTS),
    "records/test_late.py": frozenset({"late", "closing-late"}),
    "records/test_boards.py": frozenset({"board"}),
    "records/test_day_and_repair.py": frozenset({"repair"}),
    "records/test_accounts.py": frozenset({"account", "erasure"}),
    "records/test_recusals.py": frozenset(
        {"delegation", "delegation-end", "handover", "recusal", "recusal-ruling"}
    ),
    "records/test_shortlists.py": frozenset({"shortlist"}),
    "records/test_openings.py": frozenset({"opening", "opening-batch"}),
    "records/test_carrying.py": frozenset({"carry"}),
    "records/test_handling.py": frozenset({"electorate", "handling", "law"}),
    "records/test_amending.py": frozenset({"amendment"}),
    "records/test_results.py": frozenset({"result", "result-step", "seating", "tally"}),
    "records/test_result_objections.py": frozenset({"result-objection", "result-ruling"}),
    "records/test_due_process.py": frozenset({"point", "point-reply", "review", "service"}),
    "appeals/test_released.py": frozenset({"service-anew"}),
    "appeals/test_life.py": frozenset({"appeal", "appeal-ruling", "appeal-step"}),
    "evidence/test_files.py": frozenset({"file"}),
    "meetings/test_meetings.py": frozenset({"meeting", "resolution"}),
    "notices/test_pages.py": frozenset({"complaint", "complaint-answer"}),
    "records/test_tasks.py": frozenset({"task", "task-step"}),
    "records/test_inspections.py": frozenset({"inspection", "finding"}),
    "records/test_routines.py": frozenset({"routine"}),
    "records/test_mergers.py": frozenset({"merger"}),
    "publicity/test_publicity.py": frozenset(
        {
            "objection",
            "objection-ruling",
            "posting",
            "posting-end",
            "recheck",
            "recheck-result",
            "strike",
        }
    ),
}
"""Kinds whose rows other tests change, and find again."""


def test_the_town_of_these_tests_has_a_record_of_every_kind(town: Town) -> None:
    kinds = set(Record.objects.filter(town=town.area.path).values_list("kind", flat=True))
    assert set(KINDS) - kinds == {kind for every in ELSEWHERE.values() for kind in every}


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_what_is_proved_elsewhere_is_proved_there(name: str) -> None:
    text = (TESTS / name).read_text("utf-8")
    assert "faults(" in text or "verify(" in text


def _ref(number: int) -> uuid.UUID:
    return uuid.UUID(int=number, version=4)


def _other_text() -> str:
    return Version.objects.get().source.replace("完成任务", "办成任务")


TAMPERINGS: dict[str, Callable[[], object]] = {
    "cadre.changed": lambda: Cadre.objects.filter(name="甲一").update(name="甲壹"),
    "holding.changed": lambda: Holding.objects.filter(post="党支部委员").update(body="hired"),
    "holding-end.changed": lambda: Holding.objects.exclude(to_on=None).update(
        to_on=day(2025, 6, 2)
    ),
    "holding-end.missing": lambda: Holding.objects.exclude(to_on=None).update(
        to_on=None, end_seq=None
    ),
    "duty.changed": lambda: Duty.objects.update(lead=False),
    "duty-end.changed": lambda: Duty.objects.update(to_on=day(2025, 2, 1)),
    "leave.changed": lambda: Leave.objects.update(kind="private"),
    "leave.missing": lambda: Leave.objects.all().delete(),
    "leave-end.changed": lambda: Leave.objects.exclude(end_seq=None).update(end_reason="另有说法"),
    "leave-end.missing": lambda: Leave.objects.exclude(end_seq=None).update(
        to_on=None, end_seq=None
    ),
    "calendar.changed": lambda: SpecialDay.objects.filter(works=True).delete(),
    "version.changed": lambda: Version.objects.update(document_number="示委〔2024〕2号"),
    "proof.broken": lambda: Version.objects.update(form=b"none"),
    "version.text": lambda: Version.objects.update(source=_other_text()),
    "cycle.changed": lambda: Cycle.objects.update(name="2024"),
    "fact.changed": lambda: Fact.objects.filter(item="D-1").update(reason="另有说法"),
    "change.changed": lambda: Change.objects.update(kind="suspend"),
    "entry.changed": lambda: Entry.objects.filter(amount=-45_00).update(amount=-44_00),
    "ledger.balance": lambda: Account.objects.filter(cadre__name="乙一").update(
        balance=F("balance") + 1
    ),
    "ledger.projection": lambda: Account.objects.filter(cadre__name="乙一").update(gross=1),
    "decision.changed": lambda: Decision.objects.update(reason="另有说法"),
    "decision.state": lambda: Claim.objects.update(state="verified"),
    "lock.changed": lambda: PastLock.objects.update(by=_ref(1)),
    "standing.changed": lambda: Edition.objects.update(by=_ref(1)),
    "paper.changed": lambda: Paper.objects.update(title="另一题名"),
    "paper.gap": lambda: Paper.objects.update(number=2),
    "talk.changed": lambda: Talk.objects.update(record="没有谈话"),
    "talk.missing": lambda: Talk.objects.all().delete(),
}


def test_a_changed_row_is_found_and_named(town: Town) -> None:
    for code, tamper in TAMPERINGS.items():
        with forgotten(), walls_down():
            assert tamper(), f"{code}: nothing was changed"
            assert code in {fault.code for fault in verify(town.area)}, code
    assert list(verify(town.area)) == []


def test_a_changed_party_is_found(town: Town) -> None:
    with walls_down():
        Party.objects.filter(cadre__name="甲一").update(capacities="secretary")
    assert "fact.changed" in {fault.code for fault in verify(town.area)}


def test_a_claim_rewritten_after_it_was_handed_in_is_found(town: Town) -> None:
    Claim.objects.update(reason="另有说法")
    assert {fault.code for fault in verify(town.area)} == {"decision.changed"}


def test_a_claim_rewritten_as_a_draft_is_no_fault(town: Town) -> None:
    claim = Claim.objects.select_related("town", "cycle__version", "cycle__town", "unit").get()
    claims.take_step(claim, Action.RETURN, reason="请补正", hand=town.hand("clerk"))
    claim.refresh_from_db()
    claims.revise(
        claim,
        people={town.code("甲二"): Capacity.NAMED},
        happened_on=day(2025, 7, 21),
        measures=Measures(chosen=Centipoints(4_00)),
        reason="已经补正",
        evidence=["示府办〔2025〕4号"],
        hand=town.hand("line"),
    )
    assert list(verify(town.area)) == []


def test_a_paper_whose_file_was_changed_or_lost_is_found(town: Town) -> None:
    paper = Paper.objects.get()
    place = papers.place(paper, "pdf")
    place.write_bytes(place.read_bytes() + b" ")
    assert {fault.code for fault in verify(town.area)} == {"paper.file"}
    papers.place(paper, "docx").unlink()
    assert [fault.detail for fault in verify(town.area)] == [
        "示积办〔2026〕1号 docx",
        "示积办〔2026〕1号 pdf",
    ]


def test_another_towns_faults_are_not_this_ones(town: Town) -> None:
    other = found(name="邻镇", path="p1/c1/k1/t2")
    with walls_down():
        Entry.objects.filter(town=other.area).update(amount=F("amount") + 1)
    assert list(verify(town.area)) == []
    assert list(verify(other.area)) != []
