"""The plain recomputation (复算): the same account, worked out a second way.

Written from docs/scoring.md, step by step over the whole account: a column of amounts, and one
pass over it for each step. With its siblings `plain_*` it shares the parsed types with
`jifen.core.assess`, and nothing else (an import contract), so that a mistake in one is not
repeated in the other. It keeps no trace and is in no hurry.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.circumstances import EffectKind
from jifen.core.facts import Account
from jifen.core.plain_amounts import Row, rounded
from jifen.core.plain_bearing import borne
from jifen.core.plain_calendar import month_number
from jifen.core.plain_circumstances import Scene, expiries, opening_amount, weighed
from jifen.core.plain_late import offences, shared_amount
from jifen.core.plain_limits import through_outer_limits, to_item_limits
from jifen.core.points import Centipoints
from jifen.core.rules import Direction, Rulebook

DueEffect = tuple[str, EffectKind, tuple[str, ...], int | None]
"""The item, what follows, the keys of the facts that brought it about, and fen for money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What the account comes to, without reasons."""

    amounts: dict[str, Centipoints]  # lines that are not zero, as `Assessment.amounts()`
    net: Centipoints
    gross: Centipoints
    effects: tuple[DueEffect, ...] = ()


def assess_plain(rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Plain:
    """Return what the account comes to on `as_of`."""
    starts_on = account.starts_on
    rows = borne(rulebook, account, as_of)
    opened: dict[str, int] = {}
    for row in rows:
        if row.fact.opening is not None:
            opened[row.item.code] = opened.get(row.item.code, 0) + row.fact.opening.count
    scene = Scene(
        rows=[row for row in rows if row.fact.late is None and row.fact.opening is None],
        opened=opened,
        opened_items=[row.item for row in rows if row.fact.opening is not None],
        prior=(*account.prior, *offences(rows)),
        calendar=rulebook.periods,
        starts_on=starts_on,
        as_of=as_of,
    )
    after_items = _after_item_limits(rulebook, rows, scene, gross=False)
    column = through_outer_limits(rulebook, rows, after_items, starts_on=starts_on)

    keys = [row.fact.key for row in rows]
    amounts: dict[str, int] = {"base": rulebook.score.base}
    if account.service is not None and rulebook.service.prorate_base:
        amounts["proration"] = _prorated(rulebook, account) - rulebook.score.base
    amounts["carry-in"] = account.carry_in
    for row, amount in zip(rows, column, strict=True):
        amounts[row.fact.key] = amount if row.item.direction is Direction.ADD else -amount
    if rulebook.score.floor is not None:
        amounts["floor"] = max(rulebook.score.floor - sum(amounts.values()), 0)
    gross = _after_item_limits(rulebook, rows, scene, gross=True)
    return Plain(
        amounts={name: Centipoints(amount) for name, amount in amounts.items() if amount},
        net=Centipoints(sum(amounts.values())),
        gross=Centipoints(
            sum(
                amount
                for row, amount in zip(rows, gross, strict=True)
                if row.item.direction is Direction.DEDUCT
            )
        ),
        effects=_effects(
            rulebook,
            scene,
            dict(zip(keys, after_items, strict=True)),
            [row for row in rows if row.fact.opening is not None],
        ),
    )


def _after_item_limits(
    rulebook: Rulebook, rows: Sequence[Row], scene: Scene, *, gross: bool
) -> list[int]:
    """Return steps 2 to 7; `gross`: with only the repairs that lower the gross deductions."""
    shared = {
        row.fact.key: rounded(amount * row.share)
        for row, amount in zip(scene.rows, weighed(scene, gross=gross), strict=True)
    }
    for row in rows:
        if row.fact.late is not None:
            shared[row.fact.key] = shared_amount(row, scene, gross=gross)
        elif row.fact.opening is not None:
            shared[row.fact.key] = opening_amount(row, scene)
    column = [shared[row.fact.key] for row in rows]
    return to_item_limits(rulebook, rows, column, starts_on=scene.starts_on)


# ------------------------------------------------------------------ effects
def _effects(
    rulebook: Rulebook, scene: Scene, amounts: Mapping[str, int], openings: Sequence[Row]
) -> tuple[DueEffect, ...]:
    """Return what follows besides points; `amounts`: what each fact came to after step 7."""
    expired = expiries(scene)
    found: list[DueEffect] = []
    for item in rulebook.items:
        lasting: list[Row] = [
            row
            for row, over in zip(scene.rows, expired, strict=True)
            if row.item.code == item.code and not over
        ]
        in_order = [
            row.fact.key
            for row in openings
            if row.item.code == item.code and row.fact.opening is not None
            for _ in range(row.fact.opening.count)
        ]
        in_order += [row.fact.key for row in sorted(lasting, key=lambda row: row.by_day)]
        for effect in item.effects:
            times = in_order[effect.from_time - 1 :]
            if not times:
                continue
            keys = tuple(dict.fromkeys(times))  # an opening balance stands for several
            fen: int | None = None
            if effect.fen is not None:
                fen = len(times) * effect.fen
                if effect.per_point:
                    fen = sum(rounded(Fraction(effect.fen * amounts[key], 100)) for key in keys)
            found.append((item.code, effect.kind, keys, fen))
    return tuple(found)


# ------------------------------------------------------------------ months served
def _prorated(rulebook: Rulebook, account: Account) -> int:
    """Return the base for the full months served, day by day."""
    assert account.service is not None
    served = _days(account.service.spans)
    served -= _days(
        (away.from_on, away.to_on)
        for away in account.service.away
        if away.kind in rulebook.service.leave_costs
    )
    months: dict[int, set[dt.date]] = {}
    for day in _days([(account.starts_on, account.ends_on)]):
        months.setdefault(month_number(account.starts_on, day), set()).add(day)
    full = sum(served >= days for days in months.values())
    return rounded(Fraction(rulebook.score.base * full, len(months)))


def _days(spans: Iterable[tuple[dt.date, dt.date]]) -> set[dt.date]:
    return {start + dt.timedelta(days=n) for start, end in spans for n in range((end - start).days)}
