"""What a task's results are worth: the items that they propose, and the drafts that come of it.

Nothing posts by itself. Once a result stands it becomes one draft claim of the office, with the
task as its evidence; the claim's identity is the cause, so that it comes once however often the
clock looks.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from fractions import Fraction

from jifen.chain import canonical
from jifen.claims.commands import propose
from jifen.claims.models import Claim
from jifen.claims.queries import may_propose
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.points import parse
from jifen.core.rules import Capacity, Direction, Item, Rulebook
from jifen.core.shapes import Fixed, Level, PerUnit, Range
from jifen.core.task import GOOD, Action, Result
from jifen.cycles.queries import cycle_on
from jifen.people.mergers import stood
from jifen.people.models import Area
from jifen.people.queries import actor, holders, user_at
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.tasks.assigning import NAMED, answerable, by_duty, leads, pairs, written
from jifen.tasks.models import Finding, Step

Worth = Mapping[Result, tuple[str, str]]
"""Result → the item's code, and what is measured as text ("" where the item measures nothing)."""


def measured(item: Item, text: str) -> Measures:
    """Read what is measured, in the one way that the item's shape has.

    Raises:
        Refusal: "task.measure" where the text is no such figure, or what `core.measures` says.
    """
    said = text.strip()
    try:
        match item.scoring:
            case Fixed():
                found = Measures()
            case PerUnit():
                found = Measures(quantity=int(said)) if said else Measures()
            case Range():
                found = Measures(chosen=parse(said)) if said else Measures()
            case Level():
                found = Measures(level=said)
            case _:
                found = Measures(figure=Fraction(said)) if said else Measures()
    except (ValueError, ZeroDivisionError):
        raise Refusal("task.measure", item=item.code, title=item.title, text=said) from None
    check(item, found)
    return found


def settle_worth(worth: Worth, rules: Rulebook, roles: frozenset[Role]) -> dict[str, object]:
    """Return what results propose as it is stored, once each item fits its result.

    Raises:
        Refusal: "fact.item-unknown", "task.wrong-side" for a grant where a deduction belongs or the
            other way round, "task.not-your-item", "task.board", or what `measured` says.
    """
    stored: dict[str, object] = {}
    for result in (one for one in Result if one in worth):
        code, text = worth[result]
        item = rules.by_code.get(code)
        if item is None:
            raise Refusal("fact.item-unknown", item=code)
        if (item.direction is Direction.ADD) is not (result in GOOD):
            raise Refusal("task.wrong-side", item=code, title=item.title)
        if item.board is not None:
            raise Refusal("task.board", item=code, title=item.title)
        if not may_propose(item, roles):
            raise Refusal("task.not-your-item", item=code, title=item.title)
        stored[result.value] = {"item": code, "measures": measured(item, text).plain()}
    return stored


def identity(step: Step) -> str:
    """Return what the claim of a village's result is known by: the cause."""
    cause: list[canonical.Value] = ["task", step.task.key.hex, step.unit.path]
    return hashlib.sha256(canonical.value(cause)).hexdigest()


def proposes(step: Step) -> Mapping[str, object] | None:
    """Return what a result that stands is worth, None where it is worth nothing."""
    found: Mapping[str, object] | None = step.task.worth.get(step.result) if step.result else None
    return found


def claim_of(step: Step) -> Claim | None:
    """Return the claim that a village's result became. One query."""
    return Claim.objects.filter(town=step.town, identity=identity(step)).first()


def day_of(step: Step) -> dt.date:
    """Return the day a result is of: of the report where it is good, else the last day."""
    good = Result(step.result) in GOOD
    return step.reported_on if good and step.reported_on else step.due_on


def who_answers(step: Step, held: Rosters) -> tuple[str, ...]:
    """Return whom a result's claim would name: its leads; those who answer, where it is bad."""
    if Result(step.result) in GOOD:
        return leads(step.holders)
    place = stood(step.unit, step.due_on).path
    return answerable(held, place, step.task.area, step.holders, step.due_on)


def draft(step: Step, held: Rosters, *, hand: Hand) -> Claim | Refusal | None:
    """Draft what a result that stands proposes; return why not where nothing can be proposed.

    None where it is worth nothing. Under the town's head.
    """
    worth = proposes(step)
    if worth is None:
        return None
    task, on = step.task, day_of(step)
    who = who_answers(step, held)
    if not who:
        return Refusal("task.nobody-answers", unit=step.unit.name)
    try:
        cycle = cycle_on(step.town, on)
        rules = rulebook(cycle.version)
        item = rules.by_code.get(str(worth["item"]))
        if item is None:
            return Refusal("fact.item-unknown", item=worth["item"])
        capacity = Capacity.NAMED
        if not {Capacity.NAMED, Capacity.HOLDER} & item.shares.keys():
            capacity = Capacity.RESPONSIBLE
        measures = worth["measures"]
        assert isinstance(measures, dict)
        return propose(
            cycle,
            item=item.code,
            unit=_unit(step, held, who[0]),
            people=dict.fromkeys(who, capacity),
            happened_on=on,
            measures=Measures.read(measures),
            reason=reason(step),
            evidence=evidence(step),
            duty_area=task.area,
            identity=identity(step),
            hand=_author(step, item, frozenset(who), hand),
        )
    except Refusal as refusal:
        return refusal


SAID: Mapping[Result, str] = {
    Result.OUTSTANDING: "按时完成，成效突出",
    Result.ON_TIME: "按时完成",
    Result.LATE: "逾期完成",
    Result.MISSED: "逾期未完成",
}
"""How a claim's reason says it: papers are Chinese."""


def reason(step: Step) -> str:
    """Return what the claim says happened."""
    said = SAID[Result(step.result)]
    done = f"，{step.reported_on}报办结" if step.reported_on else ""
    return f"{step.task}“{step.task.title}”，办结期限{step.due_on}{done}，{said}。"


def evidence(step: Step) -> list[str]:
    """Return what the claim rests on: the task, the document it rests on, and what was reported."""
    papers = [str(step.task), step.task.document, *step.evidence]
    return [one for one in dict.fromkeys(papers) if one]


def reported(course: Iterable[Step]) -> list[str]:
    """Return what all reports of a task in a village rested on, those sent back among them."""
    reports = [one for one in course if one.action == Action.REPORT]
    return list(dict.fromkeys(text for one in reports for text in one.evidence))


def _unit(step: Step, held: Rosters, who: str) -> Area:
    """Return where it happened, as the villages were that day; of somebody named, their own."""
    there = stood(step.unit, day_of(step))
    if (who, NAMED) not in pairs(step.holders):
        return there
    path = held.unit(who, day_of(step))
    return Area.objects.filter(path=path).first() or there


def _author(step: Step, item: Item, who: frozenset[str], hand: Hand) -> Hand:
    """Return the hand that proposes what a task's result is worth."""
    return author(step.town, step.unit, step.task.by, item, who, hand)


def author(
    town: Area, unit: Area, by: uuid.UUID, item: Item, who: frozenset[str], hand: Hand
) -> Hand:
    """Return the hand that proposes: whoever asked for it, else the office, as each may.

    Raises:
        Refusal: "task.nobody-proposes".
    """
    first = user_at(by)
    office = holders(town, {Role.CLERK, Role.LINE_OFFICE}, on=hand.today)
    toward = Target(area=stood(unit, hand.today).path, cadres=who)
    for user in [*([first] if first else []), *office]:
        one = actor(user)
        roles = roles_toward(one, toward, on=hand.today) - {Role.CADRE}
        if may_propose(item, roles):
            return Hand(actor=one, at=hand.at, dice=hand.dice)
    raise Refusal("task.nobody-proposes", item=item.code, title=item.title)


# ------------------------------------------------------------------ what an inspection found
def cause(finding: Finding) -> str:
    """Return what the claim of a finding is known by."""
    said: list[canonical.Value] = ["finding", finding.key.hex]
    return hashlib.sha256(canonical.value(said)).hexdigest()


def responsible(finding: Finding, named: str, held: Rosters) -> tuple[str, ...]:
    """Return who answers for a finding: by the duties of the day of the inspection, or by name.

    `named` are the holders of the task that puts it right, as they were when it was issued.
    """
    on, unit, area = finding.inspection.held_on, finding.unit.path, finding.task.area
    whose = written(by_duty(held.on(unit, on), area)) if area else named
    return answerable(held, unit, area, whose, on)


def draft_finding(
    finding: Finding, named: str, held: Rosters, *, hand: Hand
) -> Claim | Refusal | None:
    """Draft what a finding proposes; return why not where nothing can be proposed.

    None where it proposes nothing. Under the town's head.
    """
    if not finding.item:
        return None
    on = finding.inspection.held_on
    who = responsible(finding, named, held)
    if not who:
        return Refusal("task.nobody-answers", unit=finding.unit.name)
    try:
        cycle = cycle_on(finding.town, on)
        item = rulebook(cycle.version).by_code.get(finding.item)
        if item is None:
            return Refusal("fact.item-unknown", item=finding.item)
        capacity = Capacity.NAMED
        if not {Capacity.NAMED, Capacity.HOLDER} & item.shares.keys():
            capacity = Capacity.RESPONSIBLE
        again = "（屡查屡犯）" if finding.repeats_id else ""
        papers = [str(finding.inspection), finding.inspection.document, *finding.evidence]
        return propose(
            cycle,
            item=item.code,
            unit=finding.unit,
            people=dict.fromkeys(who, capacity),
            happened_on=on,
            measures=Measures.read(finding.measures),
            reason=f"{finding.inspection}检查发现：{finding.text}{again}",
            evidence=[one for one in dict.fromkeys(papers) if one],
            duty_area=finding.task.area,
            identity=cause(finding),
            hand=author(finding.town, finding.unit, finding.by, item, frozenset(who), hand),
        )
    except Refusal as refusal:
        return refusal
