"""Where villages merged (合村并组), what is open there goes to whose duty it is now."""

from collections.abc import Sequence

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core import task as core
from jifen.core.access import Target, roles_toward
from jifen.core.hand import Hand
from jifen.core.task import ROLES, RUNNING, Action, Needs, Part, Progress, State
from jifen.core.workdays import Calendar
from jifen.cycles.queries import calendar
from jifen.people.mergers import stood
from jifen.people.models import Area, Merger
from jifen.people.queries import rosters
from jifen.people.rosters import Rosters
from jifen.tasks import queries
from jifen.tasks.assigning import codes, leads, look, written
from jifen.tasks.commands.steps import Given, carry
from jifen.tasks.models import Step


@transaction.atomic(durable=True)
def follow_mergers(town: Area, mergers: Sequence[Merger], *, hand: Hand) -> int:
    """Hand over what is open in villages that merged; return how many tasks went to other hands.

    Each goes to whose duty it is in the village as it is now, where that is somebody else and the
    hand may give it to them; its last day, its course and the village for which it was asked stay.
    What was given to people by name stays theirs. Done again it hands over nothing more.
    """
    chain = hold(town.path, at=hand.at)
    held, days = rosters(town), calendar()
    open_there = queries.latest(town).filter(
        unit__in=[one.unit for one in mergers], target__in=[state.value for state in RUNNING]
    )
    said = {one.unit_id: f"{one.unit}自{one.on}并入{one.into}（{one.document}）" for one in mergers}
    handed = sum(
        _hand_over(last, said[last.unit_id], held, days, chain, hand) for last in open_there
    )
    chain.seal()
    return handed


def _hand_over(
    last: Step, reason: str, held: Rosters, days: Calendar, chain: Chain, hand: Hand
) -> bool:
    """Hand a task over to whose duty it is now, and say whether it went to other hands."""
    place, today = stood(last.unit, hand.today).path, hand.today
    new = look(held, place, last.task.area, last.holders, today).now
    if written(new) == last.holders or not leads(written(new)):
        return False
    about = Target(area=place, cadres=codes(last.holders) | {code for code, _how in new})
    if not ROLES[Part.OFFICE] & roles_toward(hand.actor, about, on=today):
        return False  # it is the hand's own, or their kin's: the list shows it to somebody else
    seen = Progress(today=today, missed_after=core.grace_until(last.due_on, days))
    row = core.advance(State(last.target), Action.HAND_OVER, {Part.OFFICE}, seen, {Needs.REASON})
    carry(last, row, Given(reason=reason), days, chain=chain, hand=hand, holders=new)
    return True
