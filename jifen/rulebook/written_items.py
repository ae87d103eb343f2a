"""Items as they are written into a file: the other direction of `jifen.rulebook.items`."""

import datetime as dt
from collections.abc import Mapping, Sequence

from jifen.core.circumstances import (
    CalendarPeriod,
    Effect,
    MonthDay,
    Needs,
    Population,
    Recurring,
    Repair,
    Repeat,
    Validity,
    Zeroing,
)
from jifen.core.rules import Capacity, Item
from jifen.core.shapes import (
    Board,
    Fixed,
    Level,
    Linear,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
)
from jifen.rulebook.layout import (
    Value,
    amount,
    count,
    figure,
    number,
    number_or_none,
    numbers,
    only_if,
    part,
    some,
    text,
    texts,
    yuan,
)
from jifen.rulebook.shapes import shape_of


def item(of: Item) -> Mapping[str, Value]:
    """Return the table of one item."""
    return {
        "chapter": text(of.chapter),
        "title": text(of.title),
        "purpose": some(of.purpose),
        "procedure": some(of.procedure),
        "direction": of.direction.value,
        "subject": of.subject.value if of.subject.value != "cadre" else None,
        "scoring": scoring(of.scoring),
        "shares": {c.value: number(of.shares[c]) for c in Capacity if c in of.shares},
        "event_max": amount(of.event_max),
        "month_max": amount(of.month_max),
        "quarter_max": amount(of.quarter_max),
        "half_max": amount(of.half_max),
        "cycle_max": amount(of.cycle_max),
        "matter_group": some(of.matter_group),
        "duty_area": text(of.duty_area),
        "board": part(of.board, _board),
        "only_for": part(of.only_for, population),
        "repeat": part(of.repeat, _repeat),
        "period_factors": numbers(of.period_factors),
        "finder_factors": numbers(of.finder_factors),
        "reminded_within": count(of.reminded_within),
        "recurring": part(of.recurring, _recurring),
        "needs": part(of.needs, _needs),
        "zeroing": part(of.zeroing, _zeroing),
        "freezes": only_if(of.freezes),
        "repair": part(of.repair, _repair),
        "validity": part(of.validity, _validity),
        "effects": [_effect(effect) for effect in of.effects],
        "article": text(of.article),
        "evidence": texts(of.evidence),
        "proposers": texts(of.proposers),
        "scorers": numbers(of.scorers),
        "approver": of.approver and of.approver.value,
        "publicised": None if of.publicised else "false",
        "village_set": count(of.village_set),
        "overridable": only_if(of.overridable),
        "grave": only_if(of.grave),
        "note": some(of.note),
    }


# ------------------------------------------------------------------ scoring
def scoring(of: Scoring) -> Mapping[str, Value]:
    """Return the table of one way of scoring."""
    return {"kind": shape_of(of).value, **_terms(of)}


def _terms(of: Scoring) -> Mapping[str, Value]:
    match of:
        case Fixed():
            return {"points": figure(of.points)}
        case Range():
            return {
                "least": figure(of.least),
                "most": figure(of.most),
                "decided": only_if(of.decided),
            }
        case PerUnit():
            return {"each": figure(of.each), "unit": text(of.unit)}
        case Level(table=""):
            return level(of)
        case Level():
            return {"table": text(of.table)}
        case Tiers():
            return {
                "metric": text(of.metric),
                **_steps(of),
                "cumulated": of.cumulated and of.cumulated.value,
            }
        case Rate():
            return {
                "metric": text(of.metric),
                "target": number(of.target),
                "step": number(of.step),
                "each": figure(of.each),
                "most": figure(of.most),
                "started": only_if(of.started),
            }
        case Linear():
            points: Value = {number(point.figure): figure(point.points) for point in of.points}
            return {"metric": text(of.metric), "points": points}
        case Threshold():
            return {
                "metric": text(of.metric),
                "target": number(of.target),
                "full": figure(of.full),
                "short": part(of.short, _slope),
                "zero_under": number_or_none(of.zero_under),
                "over": part(of.over, _slope),
            }


def _steps(of: Tiers) -> Mapping[str, Value]:
    keys = ("at_most", "below") if of.at_most else ("at_least", "above")
    return {
        key: {number(step.bound): figure(step.points) for step in of.steps if step.inside is inside}
        for key, inside in zip(keys, (True, False), strict=True)
    }


def _slope(of: Slope) -> Mapping[str, Value]:
    return {
        "step": number(of.step),
        "each": figure(of.each),
        "most": amount(of.most),
        "started": only_if(of.started),
    }


def level(of: Level) -> Mapping[str, Value]:
    """Return the table of a level table."""
    return {
        "department_lower": only_if(of.department_lower),
        "rows": [
            {
                "key": text(row.key),
                "name": text(row.name),
                "points": figure(row.points),
                "most": amount(row.most),
            }
            for row in of.rows
        ],
        "issuers": [
            {
                "name": text(issuer.name),
                "level": text(issuer.level),
                "department": only_if(issuer.department),
            }
            for issuer in of.issuers
        ],
    }


# ------------------------------------------------------------------ circumstances
def population(of: Population) -> Mapping[str, Value]:
    """Return the table of a population."""
    return {
        "post_groups": texts(sorted(of.post_groups)),
        "bodies": texts(sorted(of.bodies)),
        "places": texts(sorted(of.places)),
    }


def calendar_period(of: CalendarPeriod) -> Mapping[str, Value]:
    """Return the row of a calendar period."""
    return {
        "name": text(of.name),
        "dates": _spans([(_day(first), _day(last)) for first, last in of.dates]),
        "every_year": _spans([(_day(first), _day(last)) for first, last in of.yearly]),
    }


def _day(day: dt.date | MonthDay) -> str:
    return day.isoformat() if isinstance(day, dt.date) else f"{day.month:02d}-{day.day:02d}"


def _spans(spans: Sequence[tuple[str, str]]) -> list[Value]:
    return [first if first == last else f"{first}/{last}" for first, last in spans]


def _board(of: Board) -> Mapping[str, Value]:
    return {"by": of.by.value, "better": of.better.value, "absent": of.absent.value}


def _repeat(of: Repeat) -> Mapping[str, Value]:
    return {
        "factors": [number(factor) for factor in of.factors],
        "days": count(of.days),
        "months": count(of.months),
        "together": texts(sorted(of.together)),
    }


def _recurring(of: Recurring) -> Mapping[str, Value]:
    return {"days": count(of.days), "months": count(of.months), "times": count(of.times)}


def _needs(of: Needs) -> Mapping[str, Value]:
    return {"at_least": str(of.at_least), "items": texts(sorted(of.items))}


def _zeroing(of: Zeroing) -> Mapping[str, Value]:
    return {"items": texts(sorted(of.items)), "from_time": _later(of.from_time)}


def _repair(of: Repair) -> Mapping[str, Value]:
    return {
        "gives_back": number(of.gives_back),
        "within_days": count(of.within_days),
        "gross": only_if(of.gross),
    }


def _validity(of: Validity) -> Mapping[str, Value]:
    return {
        "months": count(of.months),
        "by_level": {text(key): str(of.by_level[key]) for key in sorted(of.by_level)},
        "by_size": {figure(row.points): str(row.months) for row in of.by_size},
    }


def _effect(of: Effect) -> Mapping[str, Value]:
    return {
        "kind": of.kind.value,
        "from_time": _later(of.from_time),
        "grade": some(of.grade),
        "points": amount(of.points),
        "yuan": yuan(of.fen),
        "per_point": only_if(of.per_point),
    }


def _later(from_time: int) -> str | None:
    return None if from_time == 1 else str(from_time)
