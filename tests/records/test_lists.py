"""What waits for someone, what buttons they see, and what is accepted of them: one answer."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.claims import queries
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.workflow import STEPS, Action, Kind, State
from jifen.ledger import queries as ledger
from jifen.ledger.models import Account, Change, Fact
from jifen.people import commands as people
from tests.harness.figures import record
from tests.harness.host import HOST
from tests.laws.histories import alter
from tests.laws.town import EAST, NOTHING, WAYS, Town, fact, fitting, found, undone

SOME_DAY = dt.date(2025, 6, 2)
ITEMS = {Kind.GRANT: "A-2", Kind.DEDUCTION: "D-1"}
GATES = {
    "claim.publicity-running", "claim.answer-running", "claim.appeal-running",
    "claim.reason-needed", "claim.points-open", "claim.not-served", "claim.review-open",
}  # fmt: skip
"""Reasons to wait: the button is shown, pressing it says why not yet."""


@pytest.fixture
def town(db: None) -> Town:
    """With a village's people: the person named, a colleague, the secretary, kin in the office."""
    made = found()
    made.day = SOME_DAY
    made.user("cadre", Role.CADRE, made.unit(EAST), "张三稻")
    made.user("colleague", Role.CADRE, made.unit(EAST), "李二麦")
    made.user("secretary", Role.SECRETARY, made.unit(EAST), "王一禾")
    made.user("kin", Role.MEMBER, made.area)
    people.relate(made.users["kin"], made.cadre("张三稻"), "配偶", hand=HOST)
    return made


def every_state(town: Town) -> Iterator[Claim]:
    """A claim in each state that can be reached, each on a day within its running period."""
    for kind, way in WAYS.items():
        for length in range(len(way) + 1):
            town.day = SOME_DAY
            with undone():
                claim = town.draft("line", ITEMS[kind], "张三稻")
                for n, step in enumerate(way[:length]):
                    claim = town.walk(claim, step)
                    if claim.due_on and n < length - 1:
                        town.day = claim.due_on + dt.timedelta(days=1)
                yield claim
    town.day = SOME_DAY
    with undone():
        imported = fact(
            "决1号", "A-2", "张三稻", on=SOME_DAY, measures=fitting(town.version, "A-2")
        )
        town.enter(imported, second="")
        yield Claim.objects.get(town=town.area)


def accepted(town: Town, claim: Claim, login: str, action: Action) -> str:
    try:
        with undone():
            town.step(claim, login, action)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_list_desk_button_and_step_give_one_answer(town: Town) -> None:
    """Every account × state × action.

    A button is shown exactly where the step is accepted, or declined for a reason to wait; a claim
    is listed exactly for whom its page is shown; it waits on the desks of those who can go on now.
    """
    cells = 0
    for claim in every_state(town):
        full = queries.every(town.area).get(pk=claim.pk)
        for login in town.users:
            who, where = town.actor(login), (login, claim.kind, claim.state)
            shown = set(queries.open_actions(full, who, on=town.day))
            # Of steps that leave from elsewhere one will do: the table has its own test.
            here = {s.action for s in STEPS[Kind(claim.kind)] if s.source == claim.state}
            actions = here | {Action.RECORD}
            said = {action: accepted(town, claim, login, action) for action in actions}
            assert shown == {a for a, word in said.items() if word in {"", *GATES}}, where
            now = {a for a, word in said.items() if word in {""}}
            waits = claim in queries.awaiting(who, town.area, on=town.day)
            assert waits == bool(now - {Action.WITHDRAW}), where
            listed = claim in queries.visible_to(who, town.area, on=town.day)
            assert listed == queries.shows(full, who, on=town.day), where
            cells += len(actions)
    assert cells > 500
    record("List, desk, button and step, by account × state × action", n=cells, result="0 differ")


def test_the_person_concerned_does_not_see_a_deduction_being_drafted(town: Town) -> None:
    claim = town.draft("line", "D-1", "张三稻")
    own = town.actor("cadre")
    assert list(queries.visible_to(own, town.area, on=town.day)) == []
    claim = town.walk(claim, ("line", Action.PROPOSE))
    assert claim.state == State.PROPOSED
    assert list(queries.visible_to(own, town.area, on=town.day)) == [claim]


def test_what_waits_is_sorted_by_what_is_due_first(town: Town) -> None:
    later = town.draft("line", "D-1", "张三稻")
    town.day += dt.timedelta(days=1)
    sooner = town.draft("line", "D-1", "李二麦")
    for claim in (later, sooner):
        town.walk(claim, ("line", Action.PROPOSE), ("clerk", Action.TAKE_UP))
    town.walk(sooner, ("clerk", Action.NOTICE))
    town.day += dt.timedelta(days=14)
    waiting = queries.awaiting(town.actor("clerk"), town.area, on=town.day)
    assert [claim.pk for claim in waiting] == [sooner.pk, later.pk]


# ------------------------------------------------------------------ queries do not grow
def asked(deed: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        deed()
    return len(seen)


def test_lists_and_explanations_ask_the_database_a_constant_number_of_times(town: Town) -> None:
    def counts() -> dict[str, int]:
        clerk, mine = town.actor("clerk"), town.actor("cadre")
        account = ledger.accounts(town.cycle).get(cadre__name="张三稻")
        return {
            "visible_to": asked(lambda: list(queries.visible_to(clerk, town.area, on=town.day))),
            "awaiting": asked(lambda: queries.awaiting(clerk, town.area, on=town.day)),
            "awaiting, of a register": asked(
                lambda: queries.awaiting(mine, town.area, on=town.day)
            ),
            "inputs": asked(lambda: ledger.inputs(town.cycle)),
            "inputs, of one": asked(lambda: ledger.inputs(town.cycle, of=[account])),
            "explain": asked(lambda: ledger.explain(account)),
        }

    def more(n: int) -> None:
        for number in range(3):
            one = fact(f"决{n}{number}号", "D-3", "张三稻", measures=Measures(level="light"))
            town.enter(one)
            town.walk(town.draft("line", "D-1", "张三稻"), ("line", Action.PROPOSE))
        full = Fact.objects.select_related("cycle__version", "cycle__town", "town", "unit")
        alter(town, full.get(decision_number=f"决{n}0号"), Change.Kind.WITHDRAW)

    more(1)
    first = counts()
    more(2)
    more(3)
    assert counts() == first
    most = {
        "visible_to": 4,
        "awaiting": 4,
        "awaiting, of a register": 6,
        "inputs": 7,
        "inputs, of one": 7,
        "explain": 12,
    }
    assert all(first[name] <= most[name] for name in most), first


def test_recording_asks_no_more_for_many_accounts(town: Town) -> None:
    """A village's fact that bears on everybody costs what one person's does, within a few."""

    def cost(item: str, *who: str) -> int:
        number = town.number()
        return asked(lambda: town.enter(fact(number, item, *who, measures=NOTHING)))

    cost("A-5")
    assert abs(cost("A-5") - cost("D-6", "张三稻")) <= 3
    assert Account.objects.filter(cycle=town.cycle).count() == 7
