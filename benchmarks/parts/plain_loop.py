"""The reference: one plain loop over an account's facts, with the same caps and the same rows.

It knows what the benchmark's rulebook uses and no more: five shapes, the largest share, the event
maximum, the highest of a matter, and limits that stand one inside the other. It neither looks
whether measures fit nor knows any circumstance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.assess import BASE, Line, Step, StepKind
from jifen.core.facts import Account, Measures
from jifen.core.limits import Cap, caps_over
from jifen.core.points import ZERO, Centipoints
from jifen.core.rules import Capacity, Direction, Item, Rulebook
from jifen.core.shapes import Fixed, Level, Period, PerUnit, Range, Scoring, Tiers

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}


@dataclass(frozen=True, slots=True)
class Reference:
    """A version's items with what the loop asks of them."""

    rulebook: Rulebook
    items: Mapping[str, Item]
    caps: Mapping[str, tuple[Cap, ...]]
    amounts: Mapping[str, Callable[[Measures], int]]
    shares: Mapping[str, tuple[tuple[Capacity, Fraction], ...]]


def reference(rulebook: Rulebook) -> Reference:
    return Reference(
        rulebook,
        {item.code: item for item in rulebook.items},
        caps_over(rulebook),
        {item.code: _amount(item.scoring) for item in rulebook.items},
        {
            item.code: tuple(sorted(item.shares.items(), key=lambda one: -one[1]))
            for item in rulebook.items
        },
    )


def loop(ref: Reference, account: Account) -> tuple[list[Line], int]:
    """Return every line and the net."""
    base = ref.rulebook.score.base
    lines = [Line(BASE, base, (Step(StepKind.BASE, ZERO, base),))]
    totals: dict[object, int] = {}
    net: int = base
    starts_on = account.starts_on
    for fact in sorted(account.facts, key=lambda fact: (fact.seq, fact.key)):
        item = ref.items[fact.item]
        sign = -1 if item.direction is Direction.DEDUCT else 1
        now = ref.amounts[item.code](fact.measures)
        steps = [Step(StepKind.AMOUNT, ZERO, Centipoints(sign * now), item.code)]

        mine = next(party for party in fact.parties if party.cadre == account.holder).capacities
        capacity, share = next(one for one in ref.shares[item.code] if one[0] in mine)
        after = (2 * now * share.numerator + share.denominator) // (2 * share.denominator)
        steps.append(_step(StepKind.SHARE, sign, now, after, capacity.value, share=share))
        now = after

        if item.event_max is not None and now > item.event_max:
            steps.append(
                _step(StepKind.EVENT, sign, now, item.event_max, item.code, item.event_max)
            )
            now = item.event_max
        if item.matter_group:
            matter = item.matter_group, fact.matter, sign
            highest = totals.get(matter, 0)
            adds = max(now - highest, 0)
            totals[matter] = highest + adds
            if adds != now:
                steps.append(_step(StepKind.MATTER, sign, now, adds, item.matter_group, highest))
                now = adds
        gross = now
        for cap in ref.caps[item.code]:
            part, period = 0, cap.scope.period
            if period is not Period.CYCLE:
                day = fact.happened_on
                months = (day.year - starts_on.year) * 12 + day.month - starts_on.month
                part = (months - (day.day < starts_on.day)) // _MONTHS[period]
            spent = totals.get((cap.place, part), 0)
            passes = min(now, cap.limit - spent)
            totals[cap.place, part] = spent + passes
            if passes != now:
                kind = StepKind(cap.scope.kind.value)
                steps.append(
                    _step(kind, sign, now, passes, cap.scope.code, cap.limit, period=period)
                )
                now = passes
            if cap.scope.kind == "item":
                gross = now
        lines.append(
            Line(
                fact.key,
                Centipoints(sign * now),
                tuple(steps),
                fact.item,
                fact.seq,
                Centipoints(gross if sign < 0 else 0),
            )
        )
        net += sign * now
    return lines, net


def _step(
    kind: StepKind,
    sign: int,
    before: int,
    after: int,
    scope: str,
    limit: int | None = None,
    *,
    share: Fraction | None = None,
    period: Period = Period.CYCLE,
) -> Step:
    most = None if limit is None else Centipoints(limit)
    return Step(
        kind,
        Centipoints(sign * before),
        Centipoints(sign * after),
        scope,
        most,
        share,
        period=period,
    )


def _amount(scoring: Scoring) -> Callable[[Measures], int]:
    match scoring:
        case Fixed(points=points):
            return lambda _: points
        case PerUnit(each=each):
            return lambda measures: each * (measures.quantity or 0)
        case Range():
            return lambda measures: measures.chosen or 0
        case Level(rows=rows):
            table = {row.key: row.points for row in rows}
            return lambda measures: table[measures.level]
        case Tiers(steps=steps):
            return lambda measures: next(
                (step.points for step in steps if (measures.figure or 0) >= step.bound), ZERO
            )
        case _:
            raise AssertionError(f"the benchmark's rulebook scores by no {type(scoring).__name__}")
