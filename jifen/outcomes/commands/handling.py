"""Entering what people did about a case (处置). Nobody's post changes here (I9)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from jifen.chain.commands import hold
from jifen.core import consequence
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.consequence import Action, Needs, Way
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.meeting import PointKind
from jifen.core.reasons import weighs
from jifen.core.recall import carries
from jifen.meetings import queries as meetings
from jifen.outcomes import handling, queries
from jifen.outcomes.case import Stage
from jifen.outcomes.commands.talks import SECONDS
from jifen.outcomes.handling import FIGURES, Course
from jifen.outcomes.models import Handling
from jifen.people.models import Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is handed in: the day it was done, the paper it rests on, why, and the figures."""

    done_on: dt.date
    paper: str = ""
    reason: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic(durable=True)
def enter(
    town: Area,
    case_id: str,
    holding: int,
    action: Action,
    entry: Entry,
    *,
    hand: Hand,
    second: Actor | None = None,
) -> Handling:
    """Enter one row of a course: `holding` is the number of the holding's record, 0 the talk's.

    Where figures decide what follows (how many signed, how many voted), nobody chooses it. The talk
    itself is entered by `hold_talk`.

    Raises:
        Refusal: "case.unknown", "consequence.no-course", "consequence.same-hand",
            "consequence.future", "consequence.order", "consequence.figures", "recall.counts",
            "law.unverified", "law.none", or what `core.consequence.advance` says.
    """
    chain = hold(town.path, at=hand.at)
    course = _course(town, case_id, holding, hand)
    _check_day(course, entry, hand)
    figures = _figures(action, entry)
    toward = Target(area=town.path, cadres=frozenset({course.cadre.code}))
    if second is not None and (
        second.key == hand.actor.key or not roles_toward(second, toward, on=hand.today) & SECONDS
    ):
        raise Refusal("consequence.same-hand", login=second.login)
    roles = roles_toward(hand.actor, toward, on=hand.today)
    point = meetings.carried(course.key, PointKind.CONSEQUENCE)
    met = _met(course, action, entry, figures, second, point is not None)
    step = consequence.advance(course.way, course.state, action, roles, met)
    if action is Action.HOLD:
        raise Refusal("consequence.no-such-step", action=action, state=course.state)
    row = Handling(
        town=town,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        case=case_id,
        cadre=course.cadre,
        way=course.way.value,
        holding=holding,
        action=action.value,
        source=step.source.value,
        target=step.target.value,
        role=next(role for role in Role if role in roles & step.roles).value,
        done_on=entry.done_on,
        paper=entry.paper.strip(),
        reason=entry.reason.strip(),
        figures=figures,
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        second=uuid.UUID(second.key) if second else None,
        point=point.ref if point is not None and Needs.MEETING in step.needs else None,
        at=chain.at,
    )
    row.seq = chain.append("handling", **handling.handling_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


def _course(town: Area, case_id: str, holding: int, hand: Hand) -> Course:
    """Return the course, if it may begin or go on: a case that waits or fell moves nothing."""
    course = handling.course(town, case_id, holding, on=hand.today)
    case = queries.case(town, case_id, today=hand.today)
    begins = (
        case.occurrence == 1 and case.stage in {Stage.DUE, Stage.TALKED}
        if course.way is Way.TALK
        else case.stage is Stage.PROPOSED
    )
    over = case.stage in {Stage.LAPSED, Stage.OVERTURNED, Stage.WAITING}
    if over or not (begins or course.entries):
        raise Refusal("consequence.no-course", case=case_id)
    return course


def _check_day(course: Course, entry: Entry, hand: Hand) -> None:
    if entry.done_on > hand.today:
        raise Refusal("consequence.future", on=entry.done_on)
    before = course.entries[-1].done_on if course.entries else dt.date.min
    if entry.done_on < before:
        raise Refusal("consequence.order", on=entry.done_on, before=before)


def _figures(action: Action, entry: Entry) -> dict[str, str]:
    """Read the counts and days of an entry, each in its one way of writing."""
    found = {}
    for name in FIGURES.get(action, ()):
        text = entry.figures.get(name, "").strip()
        try:
            found[name] = dt.date.fromisoformat(text).isoformat() if name.endswith("_on") else text
            if not name.endswith("_on") and not (text.isascii() and text.isdigit()):
                raise ValueError
        except ValueError:
            raise Refusal("consequence.figures", name=name, text=text) from None
        if not name.endswith("_on"):
            found[name] = str(int(text))
    return found


def _met(
    course: Course,
    action: Action,
    entry: Entry,
    figures: Mapping[str, str],
    second: Actor | None,
    carried: bool,
) -> frozenset[Needs]:
    """Return which needs are met by what was handed in, by the counts, and by the law."""
    found = {
        Needs.PAPER: bool(entry.paper.strip()),
        Needs.REASON: weighs(entry.reason),
        Needs.SECOND: second is not None,
        Needs.MEETING: carried,
        Needs.SECRETARY: course.secretary,
    }
    if action in {Action.PETITION, Action.COUNT}:
        found[Needs.NAMES] = any(int(count) for count in figures.values())
    if action is Action.COUNT and course.way is Way.ELECTED and course.electorate is not None:
        assert course.text is not None, "an elected post has its law"
        enough = handling.stands(course.text.terms, course.electorate, figures)
        found[Needs.ENOUGH], found[Needs.TOO_FEW] = enough, not enough
    if action is Action.VOTE:
        assert course.text is not None, "an elected post has its law"
        counts = {name: int(value) for name, value in figures.items()}
        carried_by_law = carries(course.text.terms, **counts)
        found[Needs.VOTES] = True
        found[Needs.CARRIES], found[Needs.FAILS] = carried_by_law, not carried_by_law
    if action is Action.RESIGN:
        found[Needs.ACCEPTED] = figures["accepted_on"] <= entry.done_on.isoformat()
    if action is Action.EVALUATE:
        first, last = figures["first_on"], figures["second_on"]
        found[Needs.TWICE] = first < last <= entry.done_on.isoformat()
    return frozenset(need for need, met in found.items() if met)
