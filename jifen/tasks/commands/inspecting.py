"""Entering what a round over villages found (督查、暗访、审计), and asking that it be put right."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from jifen.chain.commands import hold
from jifen.claims.models import Claim
from jifen.core.access import Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.task import ROLES, Action, Look, Origin, Part, Result
from jifen.cycles.queries import calendar, cycle_on
from jifen.evidence.commands import attach
from jifen.evidence.queries import cause
from jifen.people.mergers import check_stands, stood
from jifen.people.models import Area
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.tasks import inspections, worth
from jifen.tasks.commands.issuing import Issue, NewTask, Source
from jifen.tasks.models import Finding, Inspection, Step

MOST = 100
"""Findings of one round at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round: how, when, over which villages, on what paper."""

    look: Look
    held_on: dt.date
    units: Sequence[Area]
    document: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was found in a village, and until when it is to be put right.

    `area` or `people` say whose it is; `item` is what it proposes, with what is measured.
    """

    unit: Area
    text: str
    area: str = ""
    people: Sequence[str] = ()
    days: int
    item: str = ""
    measure: str = ""
    evidence: Sequence[str] = ()


@transaction.atomic(durable=True)
def inspect(
    town: Area, round_: Round, findings: Sequence[NewFinding], *, token: uuid.UUID, hand: Hand
) -> Inspection:
    """Enter a round with what it found; each finding becomes a task to put it right.

    What a finding proposes is drafted for the office, once, against those who held the duty on the
    day of the inspection, and files go along. The same form sent twice enters its round once.

    Raises:
        Refusal: "inspection.future", "inspection.many", "inspection.elsewhere",
            "inspection.no-text", "evidence.unknown", "evidence.many", "task.not-issuer",
            "task.no-villages", "unit.unknown", or what issuing says of the tasks.
    """
    chain = hold(town.path, at=hand.at)
    key = uuid.uuid5(token, town.path)
    standing = Inspection.objects.filter(town=town, key=key).first()
    if standing is not None:
        return standing
    rules, held = rulebook(cycle_on(town, hand.today).version), rosters(town)
    _check(town, round_, findings, held, hand)
    year = round_.held_on.year
    last = Inspection.objects.filter(town=town, year=year).aggregate(n=Max("number"))["n"]
    made = Inspection(
        town=town,
        key=key,
        year=year,
        number=int(last or 0) + 1,
        look=round_.look.value,
        held_on=round_.held_on,
        document=round_.document.strip()[:60],
        text=round_.text.strip()[:4000],
        units=sorted({unit.path for unit in round_.units}),
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    made.seq = chain.append("inspection", **inspections.inspection_fields(made))
    made.save(force_insert=True)
    source = Source(origin=Origin.TOWN, document=str(made))
    issue = Issue(town, source, rules, held, calendar(), chain, hand)
    for n, new in enumerate(findings):
        roles = ROLES[Part.OFFICE] & roles_toward(
            hand.actor, Target(area=new.unit.path), on=hand.today
        )
        bad = {Result.MISSED: (new.item, new.measure)} if new.item else {}
        proposes = worth.settle_worth(bad, rules, roles).get(Result.MISSED.value, {})
        assert isinstance(proposes, dict)
        asked = NewTask(
            title=f"整改：{new.text.strip()}"[:120],
            text=new.text,
            area=new.area,
            units=[] if new.people else [stood(new.unit, hand.today)],
            people=new.people,
            days=new.days,
        )
        task = issue.one(asked, uuid.uuid5(key, f"{n}"))
        row = Finding(
            town=town,
            key=uuid.uuid5(key, f"finding {n}"),
            inspection=made,
            unit=new.unit,
            task=task,
            item=new.item,
            measures=proposes.get("measures", {}),
            repeats=inspections.before(town, new.unit, new.area, new.item, round_.held_on),
            text=new.text.strip()[:2000],
            evidence=[text.strip()[:120] for text in new.evidence if text.strip()],
            salt=hand.dice(16),
            by=uuid.UUID(hand.actor.key),
            at=chain.at,
        )
        row.seq = chain.append("finding", **inspections.finding_fields(row))
        row.save(force_insert=True)
        attach(town, row.evidence, about=cause(worth.cause(row)), hand=hand)
        draft(row, held, hand=hand)
    chain.seal()
    return made


def _check(
    town: Area, round_: Round, findings: Sequence[NewFinding], held: Rosters, hand: Hand
) -> None:
    known = {unit.path: unit for unit in villages(town)}
    if round_.held_on > hand.today:
        raise Refusal("inspection.future", on=round_.held_on)
    if len(findings) > MOST:
        raise Refusal("inspection.many", most=MOST)
    if not round_.units:
        raise Refusal("task.no-villages")
    for unit in round_.units:
        if unit.path not in known:
            names = "、".join(one.name for one in known.values())
            raise Refusal("unit.unknown", name=unit.name, names=names)
        check_stands(known[unit.path], round_.held_on)
        toward = Target(area=unit.path)
        if not ROLES[Part.OFFICE] & roles_toward(hand.actor, toward, on=hand.today):
            raise Refusal("task.not-issuer")
    paths = {unit.path for unit in round_.units}
    for new in findings:
        if new.unit.path not in paths:
            raise Refusal("inspection.elsewhere", unit=new.unit.name)
        if len(new.text.strip()) < 2:
            raise Refusal("inspection.no-text")
        for code in new.people:
            place = stood(new.unit, hand.today).path
            if place not in {post.unit for post in held.posts(code, hand.today)[:1]}:
                raise Refusal("task.not-serving", code=code)


def undrafted(town: Area) -> list[Finding]:
    """Return the findings that propose something and have no claim yet. Two queries."""
    rows = list(
        Finding.objects.filter(town=town)
        .exclude(item="")
        .select_related("inspection", "unit", "task", "town")
        .order_by("pk")
    )
    causes = {worth.cause(one): one for one in rows}
    known = set(
        Claim.objects.filter(town=town, identity__in=list(causes)).values_list(
            "identity", flat=True
        )
    )
    return [one for cause, one in causes.items() if cause not in known]


def draft(finding: Finding, held: Rosters, *, hand: Hand) -> int:
    """Draft what a finding proposes, if it can be; return how many claims that made."""
    first = Step.objects.get(task=finding.task, action=Action.ISSUE.value)
    return isinstance(worth.draft_finding(finding, first.holders, held, hand=hand), Claim)
