"""What the day does to tasks: it says overdue, then missed; it drafts what results propose."""

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.claims.models import Claim
from jifen.core import task as core
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.task import RUNNING, Action, Part, Progress, Result, State
from jifen.core.workdays import Calendar
from jifen.cycles.queries import calendar
from jifen.people.models import Area
from jifen.people.queries import rosters
from jifen.people.rosters import Rosters
from jifen.tasks import queries, worth
from jifen.tasks.commands import telling
from jifen.tasks.commands.inspecting import draft, undrafted
from jifen.tasks.commands.steps import Given, carry
from jifen.tasks.models import Step

_LATE = [state.value for state in RUNNING]
_ENDED = [State.ACCEPTED.value, State.MISSED.value]


@transaction.atomic
def clock(town: Area, *, hand: Hand) -> int:
    """Do what the day does to a town's tasks; return how many things were done.

    Whoever has one that is past its last day is told, once; past the days of grace it is missed.
    What a result proposes is drafted for the office, once; an accepted task is then closed. Done
    again it does nothing more.
    """
    late = queries.latest(town).filter(target__in=_LATE, due_on__lt=hand.today)
    ended = queries.latest(town).filter(target__in=_ENDED)
    going = [*late, *ended]
    waiting = undrafted(town)
    if not going and not waiting:
        return 0
    chain = hold(town.path, at=hand.at)
    held, days = rosters(town), calendar()
    known = set(
        Claim.objects.filter(town=town, identity__in=[worth.identity(one) for one in ended])
        .values_list("identity", flat=True)
    )  # fmt: skip
    done = sum(_one(step, held, days, known, chain, hand) for step in going)
    done += sum(draft(finding, held, hand=hand) for finding in waiting)
    chain.seal()
    return done


def _one(
    step: Step, held: Rosters, days: Calendar, known: set[str], chain: Chain, hand: Hand
) -> int:
    done = 0
    if State(step.target) in RUNNING:
        missed = _missed(step, days, chain, hand)
        if missed is None:
            telling.tell_holders(step, "task.overdue", hand=hand)
            return 0
        step, done = missed, 1
    if worth.proposes(step) is not None and worth.identity(step) not in known:
        drafted = worth.draft(step, held, hand=hand)
        if isinstance(drafted, Claim):
            done += 1
        elif worth.who_answers(step, held):
            return done  # it may be proposed later: it waits
    if step.target == State.ACCEPTED:
        _carry(step, Action.CLOSE, days, chain, hand)
        done += 1
    return done


def _missed(step: Step, days: Calendar, chain: Chain, hand: Hand) -> Step | None:
    """Say that a task was missed, where its days of grace are over."""
    try:
        found = _carry(step, Action.MISS, days, chain, hand)
    except Refusal:
        return None
    telling.tell_holders(found, "task.missed", hand=hand)
    telling.tell_office(found, "task.missed", hand=hand)
    return found


def _carry(step: Step, action: Action, days: Calendar, chain: Chain, hand: Hand) -> Step:
    seen = Progress(
        today=hand.today,
        missed_after=core.grace_until(step.due_on, days),
        missed=step.result == Result.MISSED,
    )
    row = core.advance(State(step.target), action, {Part.CLOCK}, seen, frozenset())
    return carry(step, row, Given(), days, chain=chain, hand=hand)
