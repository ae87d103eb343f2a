"""Late facts (补记): what happened in a closed cycle, booked in the running one or refused."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.commands import recording
from jifen.core.errors import Refusal
from jifen.core.posts import Body, PostGroup
from jifen.core.report import Outcome
from jifen.core.trace import StepKind
from jifen.cycles.models import Cycle
from jifen.ledger import queries as ledger
from jifen.ledger.late import recomputed
from jifen.ledger.models import Change, Entry, Fact, Late
from jifen.outcomes.queries import verify
from jifen.rulebook import reader
from jifen.rulebook.commands.approved import enter
from jifen.sheets.facts import FactsSheet
from jifen.standings import checklist
from jifen.standings.commands import brief, close, propose_close
from jifen.standings.queries import live, refreeze
from tests.harness.database import walls_down
from tests.records.town import (
    LADDER,
    LAST,
    NEXT,
    RULES,
    V1,
    V2,
    Town,
    found,
    person,
    row,
)

pytestmark = pytest.mark.django_db
day = dt.date
MAY = day(2025, 5, 20)
BOOKED = day(2026, 3, 1)

NEWER: tuple[tuple[str, str], ...] = (
    ('version: "1"', 'version: "2"'),
    ("effective_on: 2024-08-01", "effective_on: 2025-08-01"),
    ('minor_line: "2"}}', 'minor_line: "2", late: book}}'),
    ('cycle_max: "100"', 'month_max: "5"'),
)
"""What the version of the next cycle says otherwise: it books late facts, five points a month."""
DONE = "title: 完成任务\n    direction: add"
RANGE = 'scoring: {{kind: range, least: "0.01", most: "60"}}'
CLERK = "proposers: [line-office, clerk]\n  D-2"
UNDONE = "title: 未完成任务\n    direction: deduct"
MISSED = f"{UNDONE}\n    {RANGE}\n    shares: {{{{named: "
LAGGED = "title: 村级落后\n    direction: deduct\n    subject: village\n    "
LAGS = f"{LAGGED}{RANGE}\n    shares: {{{{member: "


def newer(*others: tuple[str, str]) -> str:
    text = RULES
    for before, after in (*NEWER, *others):
        assert before in text, before
        text = text.replace(before, after)
    return text.format(ladder=LADDER)


def after_close(*others: tuple[str, str], name: str = "示例镇", path: str = "p1/c1/k1/t1") -> Town:
    """A town whose first cycle is closed, and whose next one runs under a newer version."""
    town = found(name=name, path=path)
    town.fact("甲二", "A-1", "7", day(2024, 9, 1))
    shut(town)
    return opened(town, *others)


def shut(town: Town) -> None:
    propose_close(town.cycle, hand=town.hand("clerk"))
    close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    town.cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)


def opened(town: Town, *others: tuple[str, str]) -> Town:
    made = with_newer(town, *others)
    town.cycle = Cycle.objects.select_related("town", "version").get(pk=made.pk)
    return town


def with_newer(town: Town, *others: tuple[str, str]) -> Cycle:
    """Open the next cycle under a newer version; the town goes on in the one it is in."""
    text, hand = newer(*others), town.hand("head")
    with transaction.atomic():  # as the making of a version ends, months of comments before it
        chain = hold(town.area.path, at=hand.at)
        town.version = enter(
            town.area,
            reader.read(text, "two.yaml"),
            text,
            document_number="示委〔2025〕2号",
            chain=chain,
            hand=hand,
        )
        chain.seal()
    return town.next_cycle()


def refused(code: str, deed: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def entered(
    town: Town, who: str, item: str, points: str, on: dt.date, village: str = ""
) -> list[str]:
    """Enter one decided fact; return the codes of what was refused."""
    village = village or (V1 if who.startswith("甲") else V2)
    number = f"示积决〔2026〕{next(town.papers)}号"
    sheet = FactsSheet(
        "f.xlsx", "0" * 64, (row(who, item, points, on, village, number),), (), (), (), ()
    )
    done = claims.import_facts(
        town.area, sheet, hand=town.hand("clerk"), second=town.actor("member")
    )
    return [one.refusal.code for one in done.rows if one.refusal] or (
        [] if done.count(Outcome.ADDED) else ["known"]
    )


def steps(town: Town, who: str, fact: Fact) -> list[tuple[StepKind, int]]:
    account = town.account(who)
    (line,) = [
        one for one in ledger.assessments(town.cycle)[account.pk].lines if one.name == fact.key.hex
    ]
    return [(step.kind, step.after) for step in line.steps]


# ------------------------------------------------------------------ refused
def test_a_version_that_says_nothing_of_late_facts_refuses_them() -> None:
    town = after_close((", late: book", ""))
    assert entered(town, "甲一", "A-1", "3", MAY) == ["cycle.closed"]
    assert not Late.objects.exists()


@pytest.mark.parametrize(
    ("code", "others", "item", "on"),
    [
        ("cycle.closed", ((", late: book", ", late: refuse"),), "A-1", MAY),
        ("late.time-barred", (), "A-1", day(2025, 2, 28)),
        ("late.no-item", (("  A-1:\n", "  A-9:\n"),), "A-1", MAY),
        (
            "late.no-item",
            ((UNDONE, UNDONE.replace("deduct", "add")), (CLERK, CLERK.replace(", clerk", ""))),
            "D-1",
            MAY,
        ),
        (
            "late.measured-otherwise",
            ((f"{DONE}\n    {RANGE}", f'{DONE}\n    scoring: {{{{kind: fixed, points: "2"}}}}'),),
            "A-1",
            MAY,
        ),
    ],
)
def test_what_cannot_be_booked_late_is_refused_with_its_reason(
    code: str, others: tuple[tuple[str, str], ...], item: str, on: dt.date
) -> None:
    town = after_close(*others)
    assert entered(town, "甲一", item, "3", on) == [code]
    assert not Late.objects.exists()
    assert list(verify(town.area)) == []


def test_the_last_day_of_the_time_bar_is_in_time() -> None:
    town = after_close()
    assert entered(town, "甲一", "A-1", "3", day(2025, 3, 1)) == []


# ------------------------------------------------------------------ booked
def test_a_late_grant_gives_what_its_own_version_gives_inside_the_limits_of_its_booking() -> None:
    town = after_close()
    assert entered(town, "甲一", "A-1", "6", MAY) == []
    assert entered(town, "甲一", "A-1", "2", day(2026, 2, 3)) == []
    (late,) = Late.objects.select_related("fact")
    assert (late.cycle.name, late.booked_on) == ("2024-2025", BOOKED)
    assert late.amounts == {town.code("甲一"): 6_00}
    assert steps(town, "甲一", late.fact) == [
        (StepKind.AMOUNT, 6_00),
        (StepKind.SHARE, 6_00),
        (StepKind.LATE, 6_00),
        (StepKind.ITEM, 5_00),
    ]
    assert town.account("甲一").balance == 107_00  # February has its own five
    closed = Cycle.objects.get(name="2024-2025")
    assert town.account("甲一", cycle=closed).balance == 100_00
    assert Entry.objects.get(fact=late.fact).version == town.version.digest
    assert list(verify(town.area)) == []


def test_a_late_deduction_is_the_smaller_of_what_both_versions_give() -> None:
    town = after_close((f'{MISSED}"1"', f'{MISSED}"0.5"'), (f'{LAGS}"0.5"', f'{LAGS}"1"'))
    assert entered(town, "甲一", "D-1", "4", MAY) == []
    assert entered(town, "甲", "D-2", "6", MAY) == ["cadre.unknown"]
    assert entered(town, "", "D-2", "6", MAY) == []
    named, of_village = Late.objects.order_by("seq").values_list("amounts", flat=True)
    assert named == {town.code("甲一"): -4_00}
    assert set(of_village.values()) == {-6_00, -3_00}
    assert town.account("甲一").deducted == 2_00 + 0  # the village of its row is the other one
    fact = Fact.objects.get(item="D-1")
    assert steps(town, "甲一", fact) == [
        (StepKind.AMOUNT, -4_00),
        (StepKind.SHARE, -2_00),
        (StepKind.LATE, -2_00),
    ]
    assert town.account("乙一").gross == 3_00, "its own version gave a member half"
    assert list(verify(town.area)) == []


def test_who_has_left_since_bears_nothing_of_it() -> None:
    town = found()
    gone = person("丁一", V1, PostGroup.MEMBER, (("村委会委员", Body.ELECTED),), until=LAST)
    town.join(gone)
    shut(town)
    town = opened(town)
    assert entered(town, "", "D-2", "6", MAY, V1) == []
    late = Late.objects.select_related("fact__unit", "cycle__version", "cycle__town").get()
    people = [(p.cadre.code, p.capacities) for p in late.fact.parties.select_related("cadre")]
    left = town.code("丁一")
    assert left in {code for code, _ in people}
    assert left not in late.amounts
    assert len(late.amounts) == 5, "four members and the village"
    assert recomputed(late.fact, people) == late.amounts
    recording.resume(late.fact, left, "已经生效", chain=None, hand=town.hand("clerk"))  # type: ignore[arg-type]  # nothing is recorded
    assert not Change.objects.exists()
    assert list(verify(town.area)) == []


def test_a_withdrawal_leaves_every_account_as_if_it_had_never_been_booked() -> None:
    town = after_close()
    before = {a.pk: a.balance for a in ledger.accounts(town.cycle)}
    entered(town, "甲一", "D-1", "4", MAY)
    fact = Fact.objects.get(item="D-1")
    assert town.account("甲一").balance == 96_00
    town.withdraw(fact)
    assert {a.pk: a.balance for a in ledger.accounts(town.cycle)} == before
    assert list(verify(town.area)) == []


def test_a_board_holds_a_late_fact_from_the_day_it_was_booked() -> None:
    town = after_close()
    entered(town, "甲一", "A-1", "3", MAY)

    def of(at: dt.date) -> int:
        return next(r.added for r in live(town.cycle, at=at).rows if r.name == "甲一")

    assert (of(day(2026, 2, 28)), of(BOOKED)) == (0, 3_00)
    edition = brief(town.cycle, checkpoint_on=day(2026, 1, 31), hand=town.hand("clerk"))
    assert refreeze(edition) == bytes(edition.body)


def test_a_cycle_with_late_facts_closes_by_both_opinions() -> None:
    town = after_close()
    entered(town, "甲一", "A-1", "6", MAY)
    entered(town, "甲一", "D-1", "4", MAY)
    town.today = day(2026, 8, 3)
    assert checklist.differing(town.cycle) == ()
    shut(town)
    assert list(verify(town.area)) == []


def test_the_same_row_again_books_nothing_twice() -> None:
    town = after_close()
    number = f"示积决〔2026〕{next(town.papers)}号"
    one = row("甲一", "A-1", "3", MAY, V1, number)
    sheet = FactsSheet("f.xlsx", "0" * 64, (one,), (), (), (), ())
    for _ in range(2):
        claims.import_facts(town.area, sheet, hand=town.hand("clerk"), second=town.actor("member"))
    assert Late.objects.count() == 1


@pytest.mark.parametrize("column", ["amounts", "booked_on", "cycle_id", "fact_id", "seq"])
def test_the_proof_finds_a_late_booking_that_was_changed(column: str) -> None:
    town = after_close()
    entered(town, "甲一", "D-1", "4", MAY)
    entered(town, "乙一", "D-1", "4", day(2026, 2, 1))
    other = {
        "amounts": "'{\"" + town.code("甲一") + "\": -300}'",
        "booked_on": "'2026-02-01'",
        "cycle_id": str(town.cycle.pk),
        "fact_id": str(Fact.objects.exclude(late__isnull=False).latest("seq").pk),
        "seq": "2",
    }[column]
    assert list(verify(town.area)) == []
    with walls_down(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_late SET {column} = {other}")  # the test's own
    assert [fault.code for fault in verify(town.area) if fault.code.startswith(("late", "ledger"))]


def test_amounts_that_the_closed_cycle_does_not_give_are_found_though_the_chain_says_them() -> None:
    town = after_close()
    entered(town, "甲一", "D-1", "4", MAY)
    (late,) = Late.objects.select_related(
        "fact__unit", "fact__version", "cycle__version", "cycle__town"
    )
    people_of = [(p.cadre.code, p.capacities) for p in late.fact.parties.select_related("cadre")]
    late.amounts = {town.code("甲一"): -1_00}
    assert recomputed(late.fact, people_of) != late.amounts


def test_each_day_is_booked_where_it_belongs() -> None:
    town = after_close()
    outcome = {
        on: entered(town, "乙二", "A-1", "1", on)
        for on in (
            day(2024, 7, 31),  # before any cycle
            day(2025, 2, 28),  # closed, past the time bar
            day(2025, 7, 31),  # the closed cycle's last day
            NEXT,  # the running one's first
            town.today,
            day(2026, 3, 2),  # still to come
            day(2026, 8, 1),  # after the running cycle
        )
    }
    assert list(outcome.values()) == [
        ["cycle.none"],
        ["late.time-barred"],
        [],
        [],
        [],
        ["fact.future"],
        ["cycle.none"],
    ]
    assert Late.objects.values_list("fact__happened_on", "cycle__name").get() == (LAST, "2024-2025")
