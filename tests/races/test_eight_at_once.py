"""Eight people at once break no cap, double no entry, slip nothing past a close.

On both databases: PostgreSQL takes them in turn by the town's head, SQLite one writer at a time.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from pytest_django import DjangoDbBlocker

from jifen.claims.commands import draft, import_facts, take_step
from jifen.claims.models import Claim, Decision, Pending
from jifen.core.access import Role
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.core.report import Outcome
from jifen.core.rules import Capacity
from jifen.core.workflow import Action, Kind, State
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Fact
from jifen.people import commands as people
from jifen.people.models import Cadre
from jifen.sheets.facts import FactsSheet
from jifen.standings import commands as standings
from jifen.standings.models import Edition
from jifen.standings.queries import board
from tests.harness.figures import figure, record
from tests.harness.host import HOST
from tests.laws.oracle import Books, after_commit, broken
from tests.laws.town import EAST, WAYS, Town, fact, found, origin, person
from tests.races.rounds import CROWD, DONE, Round, at_once, without_the_lock

ROUNDS = figure(3, 10)
PEOPLE = [f"person-{n}" for n in range(CROWD)]
Guard = Callable[[], AbstractContextManager[None]]
"""What stands around the race alone: nothing, or a spell without the lock."""


@pytest.fixture
def crowded(transactional_db: None) -> Town:
    """A town with eight who may each take any step."""
    return crowd(found())


def crowd(town: Town) -> Town:
    for login in PEOPLE:
        town.user(login, Role.CLERK, town.area)
        for role in (Role.LINE_OFFICE, Role.MEMBER):
            people.grant(
                town.users[login], role, town.area, from_on=town.cycle.starts_on, hand=HOST
            )
    town.day = town.cycle.starts_on + dt.timedelta(days=32)  # many a case still ends in the cycle
    return town


def steps(town: Town, claims: list[Claim], action: Action) -> list[Callable[[], object]]:
    """One deed for each person: a step on the claim that is theirs to take."""
    hands = [town.hand(login) for login in PEOPLE]
    return [
        lambda claim=claim, hand=hand: take_step(claim, action, hand=hand, reason="经核对，属实。")
        for claim, hand in zip(claims, hands, strict=True)
    ]


def at(town: Town, kind: Kind, length: int, item: str, **other: object) -> Claim:
    """A claim so many steps along its way; the town's day is past any running period.

    Days only go on: a chain's instants never go back, so on an earlier day no second would pass
    of those in which a decision may be taken back.
    """
    claim = town.draft("line", item, "张三稻", **other)  # type: ignore[arg-type]
    for step in WAYS[kind][:length]:
        claim = town.walk(claim, step)
        if claim.due_on is not None:
            town.day = claim.due_on.fromordinal(claim.due_on.toordinal() + 1)
    return claim


LAST = {Kind.GRANT: len(WAYS[Kind.GRANT]), Kind.DEDUCTION: len(WAYS[Kind.DEDUCTION])}


# ------------------------------------------------------------------ one claim
def same_step(
    town: Town, kind: Kind, length: int, action: Action, guard: Guard = nullcontext
) -> tuple[Claim, Round]:
    claim = at(town, kind, length, "A-2" if kind is Kind.GRANT else "D-1")
    with guard():
        return claim, at_once(steps(town, [claim] * CROWD, action))


@pytest.mark.parametrize(
    ("kind", "length", "action"),
    [
        (Kind.GRANT, 1, Action.VERIFY),
        (Kind.GRANT, 2, Action.APPROVE),
        (Kind.GRANT, LAST[Kind.GRANT], Action.RECORD),
        (Kind.DEDUCTION, LAST[Kind.DEDUCTION] - 2, Action.DECIDE),
        (Kind.DEDUCTION, LAST[Kind.DEDUCTION], Action.RECORD),
    ],
)
def test_one_of_eight_takes_the_step_and_seven_are_told_so(
    crowded: Town, kind: Kind, length: int, action: Action
) -> None:
    for _ in range(ROUNDS):
        claim, found_ = same_step(crowded, kind, length, action)
        assert found_.errors == ()
        late = {"claim.moved-first", "claim.just-decided"}  # both say by whom
        assert found_.answers[DONE] == 1
        assert found_.answers.keys() <= late | {DONE}
        assert sum(found_.answers.values()) == CROWD
        steps_ = Decision.objects.filter(claim=claim, action=action).count()
        waits = Pending.objects.filter(claim=claim, action=action).count()
        assert steps_ + waits == 1
        assert Fact.objects.filter(key=claim.ref).count() == (action is Action.RECORD)
    assert after_commit(crowded.area) == []
    record(
        f"Eight at once on one claim, {action} ({kind}): effects beyond the one",
        n=ROUNDS * CROWD,
        result="0; all others refused in words",
    )


def test_one_author_hands_a_draft_in_once_from_eight_tabs(crowded: Town) -> None:
    claim = at(crowded, Kind.GRANT, 0, "A-2")
    hands = [crowded.hand("line") for _ in PEOPLE]
    found_ = at_once([lambda h=h: take_step(claim, Action.SUBMIT, hand=h) for h in hands])
    assert found_.errors == ()
    assert found_.answers == {DONE: 1, "claim.moved-first": CROWD - 1}


def test_one_hand_does_not_approve_what_it_verifies_at_the_same_moment(crowded: Town) -> None:
    for _ in range(ROUNDS):
        claim = at(crowded, Kind.GRANT, 1, "A-2")
        hands = [crowded.hand("person-0") for _ in PEOPLE]
        deeds = [
            lambda c=claim, a=a, h=h: take_step(c, a, hand=h)
            for a, h in zip([Action.VERIFY, Action.APPROVE] * (CROWD // 2), hands, strict=True)
        ]
        found_ = at_once(deeds)
        assert found_.errors == ()
        assert found_.done == 1
        assert set(found_.answers) <= {
            DONE,
            "claim.no-such-step",
            "claim.moved-first",
            "claim.same-hand",
        }
        claim.refresh_from_db()
        assert claim.state == State.VERIFIED


def test_one_form_sent_eight_times_is_one_draft(crowded: Town) -> None:
    ref = uuid.uuid4()
    unit, code = crowded.unit(EAST), crowded.code("张三稻")
    hands = [crowded.hand("line") for _ in PEOPLE]
    found_ = at_once(
        [
            lambda h=h: draft(
                crowded.cycle,
                item="A-1",
                unit=unit,
                people={code: Capacity.NAMED},
                happened_on=crowded.day,
                measures=Measures(),
                reason="按时完成。",
                evidence=["试府办〔2024〕1号"],
                ref=ref,
                hand=h,
            )
            for h in hands
        ]
    )
    assert (found_.errors, found_.answers) == ((), {DONE: CROWD})
    assert Claim.objects.get().people.count() == 1


# ------------------------------------------------------------------ one cap
def under_one_cap(town: Town, guard: Guard = nullcontext) -> tuple[Round, int]:
    """Eight deductions of 6 under a limit of 8 for the cycle, recorded at once."""
    claims = [
        at(town, Kind.DEDUCTION, LAST[Kind.DEDUCTION], "D-1", measures=Measures(quantity=3))
        for _ in PEOPLE
    ]
    with guard():
        found_ = at_once(steps(town, claims, Action.RECORD))
    mine = Account.objects.get(cycle=town.cycle, cadre__name="张三稻")
    keys = {claim.ref.hex for claim in claims}
    taken = sum(n for line, n in Books(town.area).lines(mine).items() if line in keys)
    return found_, -taken


def test_eight_under_one_cap_never_break_it(transactional_db: None) -> None:
    for n in range(ROUNDS):
        town = crowd(found(f"p1/c1/k1/t{n}", f"镇{n}"))
        found_, taken = under_one_cap(town)
        assert found_.errors == ()
        assert found_.answers == {DONE: CROWD}
        assert taken == 8_00
        assert after_commit(town.area) == []
    record("Eight recordings at once under one cap", n=ROUNDS * CROWD, result="0 over the cap")


# ------------------------------------------------------------------ one row
def one_row(town: Town, guard: Guard = nullcontext) -> tuple[Round, int, int]:
    town.day = town.cycle.ends_on.replace(month=6, day=2)  # what a file tells of has happened
    row = fact(town.number(), "D-1", "张三稻", measures=Measures(quantity=1))
    towns = [replace(town) for _ in PEOPLE]  # each hands in a file of their own
    reports: list[object] = []
    deeds = [
        lambda t=t, by=by: reports.append(t.enter(row, by=by))
        for t, by in zip(towns, PEOPLE, strict=True)
    ]
    with guard():
        found_ = at_once(deeds)
    outcomes = [row.outcome for report in reports for row in report.rows]  # type: ignore[attr-defined]
    return found_, outcomes.count(Outcome.ADDED), outcomes.count(Outcome.KNOWN)


def test_one_row_handed_in_eight_times_enters_once(crowded: Town) -> None:
    for n in range(1, ROUNDS + 1):
        found_, added, known = one_row(crowded)
        assert found_.errors == ()
        assert (added, known) == (1, CROWD - 1)
        assert Fact.objects.filter(town=crowded.area).count() == n
    assert after_commit(crowded.area) == []
    record("The same row handed in eight times at once", n=ROUNDS * CROWD, result="entered once")


def test_one_person_registered_eight_times_is_one_person(crowded: Town) -> None:
    row = person("孙六豆", EAST, since=crowded.cycle.starts_on)
    towns = [replace(crowded) for _ in PEOPLE]
    found_ = at_once([lambda t=t: t.register(people=[row]) for t in towns])
    assert (found_.errors, found_.answers) == ((), {DONE: CROWD})
    assert Cadre.objects.filter(name="孙六豆").count() == 1
    assert Account.objects.filter(cadre__name="孙六豆").count() == 1
    assert after_commit(crowded.area) == []
    assert origin().row == row.origin.row


# ------------------------------------------------------------------ one close
def around_a_close(n: int, guard: Guard = nullcontext) -> tuple[Town, Round, int]:
    """Seven hand in facts while one confirms the close; return how many facts went in."""
    town = crowd(found(f"p1/c1/k1/t{n}", f"镇{n}"))
    town.day = town.cycle.ends_on.replace(month=9)
    standings.propose_close(town.cycle, hand=town.hand("clerk"))
    head, second = town.hand("head"), town.actor("clerk")
    approves = town.actor("member")
    added: list[int] = []

    def enter(number: int, hand: Hand) -> None:
        row = fact(f"决{number}号", "A-2", "张三稻", measures=Measures(chosen=Centipoints(1_00)))
        sheet = FactsSheet("facts.xlsx", "0" * 64, (row,), (), (), (), ())
        done = import_facts(town.area, sheet, hand=hand, second=approves)
        added.append(done.count(Outcome.ADDED))

    hands = [town.hand(login) for login in PEOPLE[1:]]
    deeds: list[Callable[[], object]] = [
        lambda number=number, hand=hand: enter(number, hand) for number, hand in enumerate(hands)
    ]
    deeds.insert(n % CROWD, lambda: standings.close(town.cycle, hand=head, second=second))
    with guard():
        return town, at_once(deeds), sum(added)


def slipped(town: Town) -> list[str]:
    """Say what the final edition does not count, though it is in the books."""
    final = Edition.objects.select_related("cycle__version", "cycle__town").get(
        cycle=town.cycle, kind=Edition.Kind.FINAL
    )
    totals = {row.code: int(row.total) for row in board(final).rows}
    held = Account.objects.filter(cycle=town.cycle, cadre__isnull=False).select_related("cadre")
    now = {account.cadre.code: account.balance for account in held if account.cadre}
    return [f"{code}: {totals[code]} ≠ {now[code]}" for code in totals if totals[code] != now[code]]


def test_nothing_slips_past_a_close(transactional_db: None) -> None:
    late = 0
    for n in range(ROUNDS):
        town, found_, added = around_a_close(n)
        assert found_.errors == ()
        assert found_.answers == {DONE: CROWD}
        assert Cycle.objects.get(pk=town.cycle.pk).state == Cycle.State.CLOSED
        assert Fact.objects.filter(town=town.area).count() == added
        assert slipped(town) == []
        assert broken(town.area) == []
        late += CROWD - 1 - added
    record(
        "Seven hand in facts while one closes the cycle",
        n=ROUNDS * CROWD,
        result=f"0 past the close, {late} refused as too late",
    )


# ------------------------------------------------------------------ without the lock
@pytest.mark.postgresql
def test_without_the_lock_a_claim_is_decided_more_than_once(
    crowded: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0
    guard = partial(without_the_lock, monkeypatch)
    for _ in range(ROUNDS):
        claim, _found = same_step(crowded, Kind.GRANT, 2, Action.APPROVE, guard)
        most = max(most, Decision.objects.filter(claim=claim, action=Action.APPROVE).count())
    assert most > 1


@pytest.mark.postgresql
def test_without_the_lock_a_record_is_answered_by_the_database_not_in_words(
    crowded: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fact's unique key still stands in the way of a double: as an error, to seven people."""
    guard = partial(without_the_lock, monkeypatch)
    claim, found_ = same_step(crowded, Kind.GRANT, LAST[Kind.GRANT], Action.RECORD, guard)
    assert found_.errors
    assert Fact.objects.filter(key=claim.ref).count() == 1


@pytest.mark.postgresql
def test_without_the_lock_caps_break_and_books_go_wrong(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = wrong = 0
    for n in range(ROUNDS):
        town = crowd(found(f"p1/c1/k1/t{n}", f"镇{n}"))
        _, taken = under_one_cap(town, partial(without_the_lock, monkeypatch))
        over += taken > 8_00
        wrong += bool(after_commit(town.area))
    assert over
    assert wrong


@pytest.mark.postgresql
def test_without_the_lock_a_row_without_identity_enters_twice(
    crowded: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lock and unique identity each stop the double; without both it enters again and again."""
    monkeypatch.setattr("jifen.claims.commands.past.NewFact", _nameless)
    _, added, _ = one_row(crowded, partial(without_the_lock, monkeypatch))
    assert added > 1
    assert Fact.objects.filter(town=crowded.area).count() > 1


def _nameless(**fields: object) -> object:
    from jifen.ledger.commands import NewFact

    return NewFact(**fields | {"identity": ""})  # type: ignore[arg-type]


@pytest.mark.postgresql
def test_without_the_lock_facts_slip_past_a_close(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = 0
    for n in range(figure(8, 20)):
        town, _, _ = around_a_close(n, partial(without_the_lock, monkeypatch))
        if Edition.objects.filter(cycle=town.cycle).exists():
            missed += bool(slipped(town))
    assert missed


@pytest.mark.usefixtures("django_db_setup")
def test_on_sqlite_a_transaction_that_reads_first_is_turned_away(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The control of IMMEDIATE: begun as DEFERRED, transactions answer "database is locked".

    It asks for no fixture of a database: PostgreSQL has no such mode, and does not run it.
    """
    options = connections["default"].settings_dict["OPTIONS"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        try:
            call_command("migrate", verbosity=0)  # where no other test of this run made the tables
            town = crowd(found())
            patch.setitem(options, "transaction_mode", "DEFERRED")
            rounds = [same_step(town, Kind.GRANT, 2, Action.APPROVE)[1] for _ in range(ROUNDS)]
        finally:
            call_command("flush", verbosity=0, interactive=False)
            connections.close_all()
    errors = [error for one in rounds for error in one.errors]
    assert any(isinstance(e, OperationalError) and "locked" in str(e) for e in errors), errors
