"""Work that comes again: setting it, changing and ending it, and what the day does about it."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.db import transaction

from jifen.chain.commands import hold
from jifen.core import rhythm as core
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rhythm import Rhythm
from jifen.core.task import REASON_LEAST, Level, Origin, Result
from jifen.cycles.queries import calendar
from jifen.notices import commands as notices
from jifen.notices.queries import to_whom
from jifen.people.mergers import stood
from jifen.people.models import Area, User
from jifen.people.queries import actor, villages
from jifen.people.queries import standing as villages_on
from jifen.tasks import routines
from jifen.tasks.commands.issuing import NewTask, Source, issue_inside
from jifen.tasks.models import Routine, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoutine:
    """Work that comes again: what is asked, and on which days.

    `task` names working days, no last day; no village there means all that stand on the day of a
    turn.
    """

    source: Source
    task: NewTask
    rhythm: Rhythm
    day: int
    from_on: dt.date
    until_on: dt.date | None = None


@transaction.atomic(durable=True)
def set_routine(town: Area, new: NewRoutine, *, token: uuid.UUID, hand: Hand) -> Routine:
    """Set work that comes again; its turns are asked for in the name of whoever set it.

    `token` is the form's own id: the same form sent twice sets it once.

    Raises:
        Refusal: "routine.day", "routine.from", "routine.until", or what `issue` says of the task:
            what could not be asked for today is not set.
    """
    key = uuid.uuid5(token, f"{town.path}#routine")
    standing = routines.routine(town, key)
    if standing is not None:
        return standing
    _check(town, new, hand)
    return _record(_row(town, key, 0, new, hand), hand)


@transaction.atomic(durable=True)
def change_routine(of: Routine, new: NewRoutine, *, hand: Hand) -> Routine:
    """Set it anew: from then on it is asked for as it says now, in the name of whoever changed it.

    What was asked for already stays as it is. Changed into what it is already, nothing is recorded.

    Raises:
        Refusal: "routine.not-yours", "routine.ended", or what `set_routine` says.
    """
    last = _last(of, hand)
    if last.reason:
        raise Refusal("routine.ended", on=last.until_on)
    made = _row(of.town, of.key, last.number + 1, new, hand)
    if _same(last, made):
        return last
    _check(of.town, new, hand)
    return _record(made, hand)


@transaction.atomic(durable=True)
def end_routine(of: Routine, reason: str, *, hand: Hand) -> Routine:
    """Ask for it no more from today on. What was asked for already goes on.

    Raises:
        Refusal: "routine.not-yours", "task.no-reason".
    """
    last = _last(of, hand)
    if last.reason:
        return last
    if len(reason.strip()) < REASON_LEAST:
        raise Refusal("task.no-reason", least=REASON_LEAST)
    ended = Routine.objects.get(pk=last.pk)
    ended.pk = None
    ended.town = of.town
    ended.number = last.number + 1
    ended.until_on = hand.today - dt.timedelta(days=1)
    ended.reason = reason.strip()[:2000]
    ended.by = uuid.UUID(hand.actor.key)
    return _record(ended, hand)


@transaction.atomic(durable=True)
def issue_turn(of: Routine, *, hand: Hand) -> Task:
    """Ask for the turn that was kept back, in one's own name; twice is once.

    Raises:
        Refusal: "routine.nothing-due", or what `issue` says: it says why it was kept back.
    """
    last = routines.routine(of.town, of.key) or of
    on = routines.due(last, calendar(), today=hand.today)
    if on is None:
        raise Refusal("routine.nothing-due")
    return _issue(last, on, hand)


@transaction.atomic
def clock(town: Area, *, hand: Hand) -> int:
    """Ask for every turn whose day has come, each once; return how many were.

    What cannot be asked for is kept back, and the office is told, once: whoever set it may have no
    such role any more, or what it names is gone.
    """
    rows = list(routines.latest(town))
    waiting = [one for one in routines.standing(rows, calendar(), today=hand.today) if one.held]
    return sum(_of_clock(one.routine, one.held, hand) for one in waiting if one.held)


def _of_clock(of: Routine, on: dt.date, hand: Hand) -> int:
    setter = User.objects.select_related("cadre__town").filter(ref=of.by, is_active=True).first()
    try:
        if setter is None:
            raise Refusal("task.not-issuer")
        with transaction.atomic():
            _issue(of, on, replace(hand, actor=actor(setter)))
    except Refusal:
        _tell_kept_back(of, on, setter, hand)
        return 0
    return 1


def _tell_kept_back(of: Routine, on: dt.date, setter: User | None, hand: Hand) -> None:
    office = to_whom(of.town, Role.CLERK, on=hand.today)
    notices.tell(
        [*office, *([setter] if setter else [])],
        event=f"routine:{of.key.hex}:{on:%Y%m%d}:{of.number}",
        code="routine.kept-back",
        about=of.town.ref,
        town=of.town,
        values={"title": of.title, "on": f"{on:%Y-%m-%d}"},
        at=hand.at,
    )


# ------------------------------------------------------------------ what it asks for
def _issue(of: Routine, on: dt.date, hand: Hand) -> Task:
    (made,) = issue_inside(
        of.town, _source(of), [_task(of, hand.today)], token=routines.token(of, on), hand=hand
    )
    return made


def _source(of: Routine) -> Source:
    return Source(
        origin=Origin(of.origin),
        level=Level(of.level),
        issuer=of.issuer,
        document=of.document,
    )


def _task(of: Routine, today: dt.date) -> NewTask:
    """Return the task of a turn: the villages are those that stand today."""
    return NewTask(
        title=of.title,
        text=of.text,
        area=of.area,
        units=_units(of.town, of, today),
        people=of.people,
        days=of.days,
        worth={Result(r): (one["item"], one["measure"]) for r, one in of.worth.items()},
    )


def _units(town: Area, of: Routine, today: dt.date) -> list[Area]:
    if of.people:
        return []
    if not of.units:
        return villages_on(town, on=today)
    by_path = {unit.path: unit for unit in villages(town)}
    return [stood(by_path[path], today) for path in of.units]


# ------------------------------------------------------------------ setting it
def _check(town: Area, new: NewRoutine, hand: Hand) -> None:
    """Raise what keeps it from being set; the task is tried as if it were asked for today."""
    core.check_day(new.rhythm, new.day)
    if new.from_on < hand.today:
        raise Refusal("routine.from", on=new.from_on)
    if new.until_on is not None and new.until_on < new.from_on:
        raise Refusal("routine.until", on=new.until_on, since=new.from_on)
    with transaction.atomic():
        units = [] if new.task.people else new.task.units or villages_on(town, on=hand.today)
        tried = replace(new.task, units=units)
        issue_inside(town, new.source, [tried], token=uuid.UUID(bytes=hand.dice(16)), hand=hand)
        transaction.set_rollback(True)


def _last(of: Routine, hand: Hand) -> Routine:
    """Return how it holds now, once the hand may change it: its setter, or the town's office."""
    hold(of.town.path, at=hand.at)
    last = routines.routine(of.town, of.key) or of
    roles = roles_toward(hand.actor, Target(area=of.town.path), on=hand.today)
    if last.by.hex != hand.actor.key and Role.CLERK not in roles:
        raise Refusal("routine.not-yours")
    return last


def _row(town: Area, key: uuid.UUID, number: int, new: NewRoutine, hand: Hand) -> Routine:
    task, source = new.task, new.source
    return Routine(
        town=town,
        key=key,
        number=number,
        rhythm=new.rhythm.value,
        day=new.day,
        days=task.days or 0,
        origin=source.origin.value,
        level=source.level.value,
        issuer=source.issuer.strip()[:60],
        document=source.document.strip()[:60],
        title=task.title.strip()[:120],
        text=task.text.strip()[:4000],
        area=task.area,
        units=sorted({unit.path for unit in task.units}),
        people=sorted(set(task.people)),
        worth={
            result.value: {"item": item, "measure": measure}
            for result, (item, measure) in task.worth.items()
        },
        from_on=new.from_on,
        until_on=new.until_on,
        by=uuid.UUID(hand.actor.key),
    )


def _same(one: Routine, other: Routine) -> bool:
    """Say whether two rows ask for the same, in the same name."""
    apart = {"id", "number", "salt", "at", "seq", "from_on"}
    names = [field.attname for field in Routine._meta.concrete_fields]
    return all(getattr(one, n) == getattr(other, n) for n in names if n not in apart)


def _record(row: Routine, hand: Hand) -> Routine:
    chain = hold(row.town.path, at=hand.at)
    row.salt = hand.dice(16)
    row.at = chain.at
    row.seq = chain.append("routine", **routines.fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row
