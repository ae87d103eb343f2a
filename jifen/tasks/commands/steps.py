"""The life of a task in a village: every step is judged by the table, recorded, and told."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core import task as core
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.task import ROLES, RUNNING, Action, Needs, Result, State
from jifen.core.workdays import Calendar
from jifen.cycles.queries import calendar
from jifen.evidence import commands as evidence
from jifen.evidence.queries import cause
from jifen.people.mergers import stood
from jifen.people.models import Area
from jifen.people.queries import rosters
from jifen.people.rosters import Rosters
from jifen.tasks import queries, worth
from jifen.tasks.assigning import NAMED, Pairs, codes, look, written
from jifen.tasks.commands import telling
from jifen.tasks.models import Step, Task

TOLD_HOLDERS = {
    Action.RETURN: "task.returned",
    Action.EXTEND: "task.extended",
    Action.REFUSE: "task.not-extended",
    Action.HAND_OVER: "task.issued",
    Action.URGE: "task.urged",
}
TOLD_OFFICE = {Action.REPORT: "task.reported", Action.ASK: "task.asked"}
"""Step → what is told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is handed in with a step, as far as it needs it.

    `until` is the day asked for or given; `people` are codes of those it is handed to by name.
    """

    reason: str = ""
    evidence: Sequence[str] = ()
    until: dt.date | None = None
    people: Sequence[str] = ()
    outstanding: bool = False


@transaction.atomic(durable=True)
def take_step(task: Task, unit: Area, action: Action, given: Given, *, hand: Hand) -> Step:
    """Take one step of a task in a village.

    What is reported late, or was missed, stays so. Once a report is accepted, and once a task is
    missed, what the result is worth becomes a draft claim of the office, if it is worth anything.

    Files in the evidence of a report are attached to the task there; only who kept them does so.

    Raises:
        Refusal: "task.unknown", what `core.task.advance` says, "task.day-past",
            "task.day-earlier", "task.not-serving", "task.late-not-outstanding",
            "evidence.unknown", "evidence.many".
    """
    chain = hold(task.town.path, at=hand.at)
    held, days = rosters(task.town), calendar()
    course = queries.steps(task).get(unit.path)
    if course is None or not queries.shows(task, hand.actor, on=hand.today):
        raise Refusal("task.unknown")
    last = course[-1]
    new = _holders(last, given, held, hand) if action is Action.HAND_OVER else ()
    seen = core.Progress(
        today=hand.today,
        missed_after=core.grace_until(last.due_on, days),
        missed=last.result == Result.MISSED,
        asked=last.asked_on is not None,
        people=bool(new),
    )
    parts = queries.parts(last, hand.actor, on=hand.today)
    row = core.advance(
        State(last.target), action, parts, seen, _met(given), queries.taken(course, hand.actor)
    )
    if new:
        _check_close(last, new, hand.actor, hand.today)
    step = carry(last, row, given, days, chain=chain, hand=hand, holders=new)
    if action is Action.REPORT:
        about = cause(worth.identity(step))
        evidence.add(task.town, step.evidence, about=about, hand=hand)
    if action in {Action.ACCEPT, Action.CLOSE}:
        worth.draft(step, held, hand=hand)  # what keeps it back now, the clock tries again
    chain.seal()
    return step


def carry(
    last: Step,
    row: core.Step,
    given: Given,
    days: Calendar,
    *,
    chain: Chain,
    hand: Hand,
    holders: Pairs = (),
) -> Step:
    """Carry out a step that nothing keeps from being taken: record it, and tell of it."""
    by_clock = not hand.actor.key.strip("0")
    step = Step(
        town=last.town,
        task=last.task,
        unit=last.unit,
        number=last.number + 1,
        action=row.action.value,
        source=row.source.value,
        target=row.target.value,
        role="" if by_clock else _role(last, row, hand),
        due_on=_due(last, row, given, days, hand.today),
        asked_on=_asked(last, row, given, hand.today),
        reported_on=_reported(last, row, hand.today),
        result=_result(last, row, given, hand.today),
        holders=written(holders) if holders else last.holders,
        evidence=_evidence(last, row, given),
        reason=given.reason.strip()[:2000],
        salt=hand.dice(16),
        by=None if by_clock else uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    step.seq = chain.append("task-step", **queries.step_fields(step))
    step.save(force_insert=True)
    if row.action in {Action.EXTEND, Action.HAND_OVER}:
        telling.settle_for(last)  # of the old day, or the old holders, nobody is reminded
    _tell(step, row, hand)
    return step


def _tell(step: Step, row: core.Step, hand: Hand) -> None:
    if row.target not in RUNNING:
        telling.settle_for(step)
    if row.action in TOLD_HOLDERS:
        telling.tell_holders(step, TOLD_HOLDERS[row.action], hand=hand)
    if row.action in TOLD_OFFICE:
        telling.tell_office(step, TOLD_OFFICE[row.action], hand=hand)


# ------------------------------------------------------------------ what a step says
def _met(given: Given) -> frozenset[Needs]:
    found = {
        Needs.EVIDENCE: any(text.strip() for text in given.evidence),
        Needs.REASON: len(given.reason.strip()) >= core.REASON_LEAST,
        Needs.UNTIL: given.until is not None,
    }
    return frozenset(need for need, met in found.items() if met)


def _role(last: Step, row: core.Step, hand: Hand) -> str:
    toward = Target(area=stood(last.unit, hand.today).path, cadres=codes(last.holders))
    held = roles_toward(hand.actor, toward, on=hand.today)
    needed = frozenset().union(*(ROLES[part] for part in row.parts))
    return next(role for role in Role if role in held & needed).value


def _due(last: Step, row: core.Step, given: Given, days: Calendar, today: dt.date) -> dt.date:
    """Return the last day after a step: an extension moves it later, never earlier."""
    due = last.due_on
    if row.action is Action.RETURN:
        due = core.after_return(due, today, days)
    if given.until is None or row.action not in {Action.EXTEND, Action.RETURN, Action.HAND_OVER}:
        return due
    return max(due, _later(last, given.until, days, today))


def _later(last: Step, until: dt.date, days: Calendar, today: dt.date) -> dt.date:
    if until <= today:
        raise Refusal("task.day-past", on=until)
    if until <= last.due_on:
        raise Refusal("task.day-earlier", on=until, until=last.due_on)
    if (until - today).days > 2 * core.MOST_DAYS:
        raise Refusal("task.days", days=(until - today).days, most=core.MOST_DAYS)
    return core.on_work(until, days)


def _asked(last: Step, row: core.Step, given: Given, today: dt.date) -> dt.date | None:
    if row.action is Action.ASK:
        assert given.until is not None, "the table wants a day"
        if given.until <= max(today, last.due_on):
            raise Refusal("task.day-earlier", on=given.until, until=max(today, last.due_on))
        return given.until
    answered = {Action.EXTEND, Action.REFUSE, Action.REPORT, Action.HAND_OVER, Action.MISS}
    return None if row.action in answered else last.asked_on


def _reported(last: Step, row: core.Step, today: dt.date) -> dt.date | None:
    if row.action is Action.REPORT:
        return today
    return None if row.action is Action.RETURN else last.reported_on


def _result(last: Step, row: core.Step, given: Given, today: dt.date) -> str:
    """Return the result that stands after a step: late and missed at once, good when accepted.

    Whether a report was late shows when it is made; what is accepted says the rest.
    """
    before = Result(last.result) if last.result else None
    match row.action:
        case Action.REPORT:
            found = core.result_of(today, last.due_on, before=before)
            return found.value if found in {Result.LATE, Result.MISSED} else ""
        case Action.ACCEPT:
            on = last.reported_on or today
            due = last.due_on
            return core.result_of(on, due, before=before, outstanding=given.outstanding).value
        case Action.MISS:
            return Result.MISSED.value
        case _:
            return last.result


def _evidence(last: Step, row: core.Step, given: Given) -> list[str]:
    if row.action is Action.REPORT:
        return [text.strip()[:120] for text in given.evidence if text.strip()]
    return [] if row.action is Action.RETURN else last.evidence


# ------------------------------------------------------------------ to whom it goes
def _holders(last: Step, given: Given, held: Rosters, hand: Hand) -> Pairs:
    """Return whose it becomes: those named, or else by the duties of today; () where no others."""
    if given.people:
        for code in given.people:
            if not held.posts(code, hand.today):
                raise Refusal("task.not-serving", code=code)
        found: Pairs = tuple((code, NAMED) for code in sorted(set(given.people)))
    else:
        place = stood(last.unit, hand.today).path
        found = look(held, place, last.task.area, last.holders, hand.today).now
    return () if written(found) == last.holders else found


def _check_close(last: Step, new: Pairs, actor: Actor, on: dt.date) -> None:
    """Raise where the hand would give a task to itself or to its kin: another does that."""
    toward = Target(area=stood(last.unit, on).path, cadres=frozenset(code for code, _how in new))
    if not roles_toward(actor, toward, on=on) - {Role.CADRE}:
        raise Refusal("task.not-yours", action=Action.HAND_OVER.value)
