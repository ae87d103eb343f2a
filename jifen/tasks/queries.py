"""Reading tasks: where each stands in each village, who sees it, what somebody may do about it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core import task as core
from jifen.core.access import Actor, Role, Target, contains, roles_toward
from jifen.core.task import GOOD, OPEN, ROLES, RUNNING, Action, Part, Progress, Result, State
from jifen.core.workdays import Calendar
from jifen.people import queries as people
from jifen.people.mergers import JOINED, stood, within
from jifen.people.models import Area, Cadre
from jifen.people.rosters import Rosters
from jifen.tasks import inspections, routines
from jifen.tasks.assigning import Flag, codes, leads, look, pairs
from jifen.tasks.models import Step, Task

SEES = frozenset(
    {
        Role.SECRETARY,
        Role.LINE_OFFICE,
        Role.STATIONED,
        Role.CLERK,
        Role.MEMBER,
        Role.HEAD,
        Role.COMMITTEE,
        Role.DISCIPLINE,
        Role.COUNTY,
        Role.AUDITOR,
    }
)
"""Roles that read the tasks of their area; whose a task is reads it in their own village."""
UNIT = f"unit__{JOINED}"
"""What a query of steps joins: the village, and which took it over."""
CLOCK = "0" * 32
"""What a record names as its hand where the clock took the step."""


# ------------------------------------------------------------------ what there is
def latest(town: Area) -> QuerySet[Step]:
    """Return where every task of a town stands in each village: its last step there. One query."""
    after = Step.objects.filter(task=OuterRef("task"), unit=OuterRef("unit")).order_by("-number")
    rows = Step.objects.filter(town=town, pk=Subquery(after.values("pk")[:1]))
    return rows.select_related("task", UNIT, "town").order_by("due_on", "task", "unit__path")


def task_at(key: uuid.UUID) -> Task | None:
    """Return the task that an address names, with its town, what found it, and its steps.

    Two queries. The steps are as they stand now: a step is judged by what `steps` reads.
    """
    rows = Task.objects.filter(key=key).select_related("town", "finding__inspection")
    course = Step.objects.select_related(UNIT, "town").order_by("unit__path", "number")
    return rows.prefetch_related(Prefetch("steps", course)).first()


def task(town: Area, text: str) -> Task | None:
    """Return a town's task by its key, or by its number "2026-3". One query."""
    year, _dash, number = text.partition("-")
    rows = Task.objects.filter(town=town).select_related("town")
    if year.isdigit() and number.isdigit():
        return rows.filter(year=int(year), number=int(number)).first()
    try:
        return rows.filter(key=uuid.UUID(text)).first()
    except ValueError:
        return None


def steps(of: Task) -> dict[str, list[Step]]:
    """Return every step of a task, village by village (path), in order. One query."""
    rows = Step.objects.filter(task=of).select_related(UNIT, "task", "town")
    return _courses(rows.order_by("unit__path", "number"))


def _courses(rows: Iterable[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for one in rows:
        found.setdefault(one.unit.path, []).append(one)
    return found


# ------------------------------------------------------------------ who sees it
def visible_to(actor: Actor, town: Area, *, on: dt.date) -> QuerySet[Step]:
    """Return where the tasks that somebody may read stand: of their areas, and their own."""
    seen = Q(pk__in=[])
    mine = actor.cadre_in(town.path)
    if mine:
        seen |= Q(holders__contains=f",{mine}:")
    for grant in actor.grants:
        if grant.holds(on) and grant.role in SEES:
            if contains(grant.area, town.path):
                seen |= Q(town=town)
            elif contains(town.path, grant.area):
                seen |= within(grant.area, "unit", on=on)
    return latest(town).filter(seen)


def shows(of: Task, actor: Actor, *, on: dt.date) -> bool:
    """Say whether somebody may read a task, in some village. One query."""
    return visible_to(actor, of.town, on=on).filter(task=of).exists()


def mine(actor: Actor, town: Area) -> QuerySet[Step]:
    """Return the open tasks that are somebody's own, those due first."""
    return open_of(actor.cadre_in(town.path), town)


def open_of(code: str, town: Area) -> QuerySet[Step]:
    """Return the open tasks of a cadre, those due first; of nobody (""), none."""
    states = [state.value for state in OPEN - {State.ACCEPTED}]
    rows = latest(town).filter(target__in=states)
    return rows.filter(holders__contains=f",{code}:") if code else rows.none()


def dated(actor: Actor, town: Area, *, on: dt.date) -> QuerySet[Step]:
    """Return the open tasks whose last days are somebody's own affair: theirs, and asked by them.

    Only what they may still read.
    """
    code = actor.cadre_in(town.path)
    theirs = Q(task__by=uuid.UUID(actor.key))
    if code:
        theirs |= Q(holders__contains=f",{code}:")
    states = [state.value for state in OPEN - {State.ACCEPTED}]
    return visible_to(actor, town, on=on).filter(theirs, target__in=states)


def seen(of: Task, actor: Actor, *, on: dt.date) -> list[list[Step]]:
    """Return the steps of a task that `task_at` read, in each village where one may read it."""
    courses = _courses(of.steps.all()).values()
    return [course for course in courses if _reads(course[-1], of.town, actor, on=on)]


def _reads(last: Step, town: Area, actor: Actor, *, on: dt.date) -> bool:
    """Say of one task in a village what `visible_to` asks of the database."""
    mine = actor.cadre_in(town.path)
    return (mine != "" and mine in codes(last.holders)) or any(
        grant.holds(on) and grant.role in SEES and contains(grant.area, place)
        for grant in actor.grants
        for place in {last.unit.path, stood(last.unit, on).path}
    )


# ------------------------------------------------------------------ what may be done
def parts(step: Step, actor: Actor, *, on: dt.date) -> frozenset[Part]:
    """Return what somebody is toward a task in a village: their own, or in their roles."""
    own = codes(step.holders)
    roles = roles_toward(actor, Target(area=stood(step.unit, on).path, cadres=own), on=on)
    found = {part for part, needed in ROLES.items() if needed & roles}
    if actor.cadre_in(step.town.path) not in own - {""}:
        found.discard(Part.HOLDER)
    return frozenset(found)


def taken(course: Sequence[Step], actor: Actor) -> frozenset[Action]:
    """Return the step that somebody took last, where it is the report that waits."""
    last = course[-1]
    reported = next((one for one in reversed(course) if one.action == Action.REPORT), None)
    mine = {actor.key} | actor.tied(last.task.issued_on)
    if last.target == State.REPORTED and reported and reported.by and reported.by.hex in mine:
        return frozenset({Action.REPORT})
    return frozenset()


def progress(step: Step, calendar: Calendar, *, today: dt.date) -> Progress:
    """Return how far a task is in a village."""
    return Progress(
        today=today,
        missed_after=core.grace_until(step.due_on, calendar),
        missed=step.result == Result.MISSED,
        asked=step.asked_on is not None,
    )


def choices(
    course: Sequence[Step], actor: Actor, seen: Progress, *, on: dt.date
) -> tuple[core.Step, ...]:
    """Return the steps that somebody may take on a task in a village."""
    last = course[-1]
    return core.choices(State(last.target), parts(last, actor, on=on), seen, taken(course, actor))


# ------------------------------------------------------------------ how it stands
@dataclass(frozen=True, slots=True)
class Standing:
    """A task in a village on a day: overdue, due soon, and what is to be seen about its holders."""

    step: Step
    overdue: bool
    soon: bool
    flags: tuple[Flag, ...]


def standing(
    rows: Sequence[Step], held: Rosters, calendar: Calendar, *, today: dt.date
) -> list[Standing]:
    """Return how tasks stand that day, in the order given."""
    found = []
    for step in rows:
        going = State(step.target) in RUNNING
        late = going or step.target == State.MISSED
        live = State(step.target) in OPEN and step.target != State.ACCEPTED
        place = stood(step.unit, today).path
        flags = look(held, place, step.task.area, step.holders, today).flags
        found.append(
            Standing(
                step,
                overdue=late and today > step.due_on,
                soon=going and core.soon_from(step.due_on, today, calendar),
                flags=flags if live else (),
            )
        )
    return found


@dataclass(slots=True)
class Cell:
    """How many tasks there are in a duty area and a village: all, open, overdue."""

    every: int = 0
    open: int = 0
    overdue: int = 0


@dataclass(slots=True)
class Load:
    """What somebody answers for: all, open, overdue, and how what is over ended."""

    every: int = 0
    open: int = 0
    overdue: int = 0
    done: int = 0
    late: int = 0
    missed: int = 0


def loads(rows: Sequence[Standing]) -> dict[str, Load]:
    """Return code → what each person leads or is named for; who only assists is not counted."""
    found: dict[str, Load] = {}
    for one in rows:
        result = one.step.result
        for code in leads(one.step.holders):
            load = found.setdefault(code, Load())
            load.every += 1
            load.open += State(one.step.target) in OPEN
            load.overdue += one.overdue
            load.done += result in GOOD
            load.late += result == Result.LATE
            load.missed += result == Result.MISSED
    return found


def by_person(
    town: Area, rows: Sequence[Standing], held: Rosters, *, on: dt.date
) -> list[tuple[Cadre, str, Load]]:
    """Return who answers for tasks, with their village: by village and code, never by how many.

    One query.
    """
    found = loads(rows)
    of = {one.code: one for one in people.cadres(town) if one.code in found}
    places = sorted((held.unit(code, on) or "", code) for code in of)
    return [(of[code], place, found[code]) for place, code in places]


def heat(rows: Sequence[Standing]) -> dict[tuple[str, str], Cell]:
    """Return duty area and village (path) → how many; people do not appear in it."""
    found: dict[tuple[str, str], Cell] = {}
    for one in rows:
        cell = found.setdefault((one.step.task.area, one.step.unit.path), Cell())
        cell.every += 1
        cell.open += State(one.step.target) in OPEN
        cell.overdue += one.overdue
    return found


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the tasks and steps that their record contradicts, and steps that do not follow."""
    tasks = list(Task.objects.filter(town=town).order_by("seq"))
    yield from compare(town.path, "task", ((t.seq, task_fields(t)) for t in tasks))
    rows = list(Step.objects.filter(town=town).select_related("task", "unit").order_by("seq"))
    yield from compare(town.path, "task-step", ((s.seq, step_fields(s)) for s in rows))
    stood: dict[tuple[int, int], Step] = {}
    for one in rows:
        before = stood.get((one.task_id, one.unit_id))
        follows = (
            one.action == Action.ISSUE and one.number == 0
            if before is None
            else one.source == before.target and one.number == before.number + 1
        )
        if not follows:
            yield Fault(town=town.path, seq=one.seq, code="task.order", detail=str(one.task))
        stood[one.task_id, one.unit_id] = one
    yield from inspections.faults(town)
    yield from routines.faults(town)


def said(of: Task) -> str:
    """Return what a task says, as one text."""
    return canonical.value([of.level, of.issuer, of.title, of.text]).decode("utf-8")


def task_fields(row: Task) -> dict[str, canonical.Value]:
    """Return what the chain holds of a task."""
    return {
        "key": row.key.hex,
        "number": row.number,
        "origin": row.origin,
        "document_number": row.document,
        "area": row.area,
        "from_on": row.issued_on,
        "until_on": row.due_on,
        "worth": [
            [result, one["item"], [[name, text] for name, text in sorted(one["measures"].items())]]
            for result, one in sorted(row.worth.items())
        ],
        "text_salted": canonical.commitment(bytes(row.salt), said(row)),
        "by": row.by.hex,
    }


def step_fields(row: Step) -> Mapping[str, canonical.Value]:
    """Return what the chain holds of a step."""
    return {
        "task": row.task.key.hex,
        "unit": row.unit.path,
        "number": row.number,
        "action": row.action,
        "source": row.source,
        "target": row.target,
        "role": row.role,
        "until_on": row.due_on,
        "asked_on": row.asked_on,
        "reported_on": row.reported_on,
        "result": row.result,
        "holders": [list(pair) for pair in pairs(row.holders)],
        "evidence": list(row.evidence),
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.hex if row.by else CLOCK,
    }
