"""Issuing tasks: one document of a superior body, or a wish of the town, becomes many."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from jifen.chain.commands import Chain, hold
from jifen.core import task as core
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rules import Rulebook
from jifen.core.task import ROLES, Action, Level, Origin, Part, Result, State
from jifen.core.workdays import Calendar
from jifen.cycles.queries import calendar, cycle_on
from jifen.people.mergers import check_stands
from jifen.people.models import Area
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.tasks import queries, routines
from jifen.tasks.assigning import NAMED, Pairs, by_duty, written
from jifen.tasks.commands import telling
from jifen.tasks.models import Step, Task
from jifen.tasks.worth import settle_worth

MOST = 200
"""Tasks that are issued at once at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where tasks come from: who asked, at what level, on what paper."""

    origin: Origin
    level: Level = Level.TOWN
    issuer: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """One thing that is asked: of the holders of a duty area in villages, or of people by code.

    `days` counts working days after today; `until` names the last day instead.
    """

    title: str
    text: str = ""
    area: str = ""
    units: Sequence[Area] = ()
    people: Sequence[str] = ()
    days: int | None = None
    until: dt.date | None = None
    worth: Mapping[Result, tuple[str, str]] = field(default_factory=dict)


@transaction.atomic(durable=True)
def issue(
    town: Area, source: Source, tasks: Sequence[NewTask], *, token: uuid.UUID, hand: Hand
) -> list[Task]:
    """Issue tasks, all or none. Whose each is in a village follows from the duties of today.

    Of people who are named, each has it in their own village. `token` is the form's own id: the
    same form sent twice issues its tasks once.

    Raises:
        Refusal: "task.not-issuer", "task.none", "task.many", "task.no-document", "task.no-title",
            "task.no-area", "task.no-villages", "task.not-serving", "task.days",
            "task.day-past", "unit.unknown", "unit.merged", or what `settle_worth` says.
    """
    return issue_inside(town, source, tasks, token=token, hand=hand)


def issue_inside(
    town: Area, source: Source, tasks: Sequence[NewTask], *, token: uuid.UUID, hand: Hand
) -> list[Task]:
    """Do what `issue` does, inside a transaction of the caller's."""
    chain = hold(town.path, at=hand.at)
    keys = [routines.issued(town, token, n) for n in range(len(tasks))]
    standing = list(Task.objects.filter(town=town, key__in=keys).order_by("seq"))
    if standing:
        return standing
    if not tasks:
        raise Refusal("task.none")
    if len(tasks) > MOST:
        raise Refusal("task.many", most=MOST)
    if source.origin is Origin.SUPERIOR and not source.document.strip():
        raise Refusal("task.no-document")
    rules = rulebook(cycle_on(town, hand.today).version)
    made = Issue(town, source, rules, rosters(town), calendar(), chain, hand)
    found = [made.one(new, key) for new, key in zip(tasks, keys, strict=True)]
    chain.seal()
    return found


@dataclass(slots=True)
class Issue:
    """What is the same for every task of one issue."""

    town: Area
    source: Source
    rules: Rulebook
    held: Rosters
    days: Calendar
    chain: Chain
    hand: Hand

    def one(self, new: NewTask, key: uuid.UUID) -> Task:
        """Issue one task in each of its villages."""
        today = self.hand.today
        whose = self._whose(new)
        if len(new.title.strip()) < 2:
            raise Refusal("task.no-title")
        roles = self._roles(whose)
        task = Task(
            town=self.town,
            key=key,
            year=today.year,
            number=self._number(today.year),
            origin=self.source.origin.value,
            level=self.source.level.value,
            issuer=self.source.issuer.strip()[:60],
            document=self.source.document.strip()[:60],
            title=new.title.strip()[:120],
            text=new.text.strip()[:4000],
            area=new.area,
            issued_on=today,
            due_on=self._due(new),
            worth=settle_worth(new.worth, self.rules, roles),
            salt=self.hand.dice(16),
            by=uuid.UUID(self.hand.actor.key),
            at=self.chain.at,
        )
        task.seq = self.chain.append("task", **queries.task_fields(task))
        task.save(force_insert=True)
        role = next(one for one in Role if one in roles)
        for unit, holders in whose:
            self._ask(task, unit, holders, role)
        return task

    def _whose(self, new: NewTask) -> list[tuple[Area, Pairs]]:
        units = {unit.path: unit for unit in villages(self.town)}
        if bool(new.people) is bool(new.area):
            raise Refusal("task.no-area")
        if new.people:
            return self._named(new, units)
        if new.area not in {one.code for one in self.rules.duty_areas}:
            raise Refusal("task.no-area")
        if not new.units:
            raise Refusal("task.no-villages")
        for unit in new.units:
            if unit.path not in units:
                names = "、".join(one.name for one in units.values())
                raise Refusal("unit.unknown", name=unit.name, names=names)
            check_stands(units[unit.path], self.hand.today)
        wanted = sorted({unit.path for unit in new.units})
        today = self.hand.today
        return [(units[p], by_duty(self.held.on(p, today), new.area)) for p in wanted]

    def _named(self, new: NewTask, units: Mapping[str, Area]) -> list[tuple[Area, Pairs]]:
        by_unit: dict[str, list[tuple[str, str]]] = {}
        for code in sorted(set(new.people)):
            posts = self.held.posts(code, self.hand.today)
            if not posts:
                raise Refusal("task.not-serving", code=code)
            by_unit.setdefault(posts[0].unit, []).append((code, NAMED))
        if not set(by_unit) <= set(units):
            raise Refusal("task.not-serving", code="、".join(sorted(new.people)))
        return [(units[path], tuple(whose)) for path, whose in sorted(by_unit.items())]

    def _roles(self, whose: Sequence[tuple[Area, Pairs]]) -> frozenset[Role]:
        """Return the office's roles that the hand has toward every village it asks."""
        held = ROLES[Part.OFFICE]
        for unit, holders in whose:
            toward = Target(area=unit.path, cadres=frozenset(code for code, _how in holders))
            held = held & roles_toward(self.hand.actor, toward, on=self.hand.today)
        if not held:
            raise Refusal("task.not-issuer")
        return held

    def _number(self, year: int) -> int:
        last = Task.objects.filter(town=self.town, year=year).aggregate(n=Max("number"))["n"]
        return int(last or 0) + 1

    def _due(self, new: NewTask) -> dt.date:
        today = self.hand.today
        if new.until is None:
            return core.due_on(today, new.days or 0, self.days)
        if new.until <= today:
            raise Refusal("task.day-past", on=new.until)
        if (new.until - today).days > 2 * core.MOST_DAYS:
            raise Refusal("task.days", days=(new.until - today).days, most=core.MOST_DAYS)
        return core.on_work(new.until, self.days)

    def _ask(self, task: Task, unit: Area, holders: Pairs, role: Role) -> None:
        step = Step(
            town=self.town,
            task=task,
            unit=unit,
            number=0,
            action=Action.ISSUE.value,
            source=State.ISSUED.value,
            target=State.ISSUED.value,
            role=role.value,
            due_on=task.due_on,
            holders=written(holders),
            salt=self.hand.dice(16),
            by=uuid.UUID(self.hand.actor.key),
            at=self.chain.at,
        )
        step.seq = self.chain.append("task-step", **queries.step_fields(step))
        step.save(force_insert=True)
        telling.tell_holders(step, "task.issued", hand=self.hand)
