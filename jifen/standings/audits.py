"""What an auditor looks at first (审计清单): late, back-dated, booked late, decided, drawn."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jifen.core import sampling
from jifen.core.hand import local_date
from jifen.cycles.models import Cycle
from jifen.ledger.late import stored
from jifen.ledger.models import Fact
from jifen.people import queries as people
from jifen.publicity import queries as publicity
from jifen.publicity.models import RecheckLine
from jifen.standings import leaving
from jifen.standings.leaving import Left
from jifen.standings.models import Edition

LATE_DAYS = 30
"""Recorded more than so many days after it happened."""


@dataclass(frozen=True, slots=True)
class Row:
    """One recorded fact on a list: days between happening and recording, and the edition it missed.

    `checkpoint_on` is the day of the latest frozen edition that was to hold it and does not;
    `looked` the line of the sample that drew it for a second look, with its result if there is one.
    """

    fact: Fact
    days: int
    checkpoint_on: dt.date | None
    entered: str
    approved: str
    looked: RecheckLine | None

    @property
    def happened_in(self) -> str:
        """Return the name of the closed cycle that a late fact is of; "" of any other."""
        late = stored(self.fact)
        return "" if late is None else late.cycle.name


@dataclass(frozen=True, slots=True)
class Audit:
    """The lists of one cycle."""

    count: int
    late: tuple[Row, ...]
    back_dated: tuple[Row, ...]
    as_decided: tuple[Row, ...]
    rechecked: tuple[Row, ...]
    booked_late: tuple[Row, ...]
    left: tuple[Left, ...]
    sample: tuple[Row, ...]
    seed: str


def audit(cycle: Cycle, *, seed: str) -> Audit:
    """Return a cycle's lists, the sample drawn by `seed`. Eight queries."""
    facts = list(
        Fact.objects.filter(cycle=cycle)
        .select_related("unit", "version", "late__cycle")
        .prefetch_related("parties__cadre")
        .order_by("seq")
    )
    editions = list(Edition.objects.filter(cycle=cycle).order_by("checkpoint_on"))
    named = people.names(key for fact in facts for key in (fact.by.hex, fact.second.hex))
    looked = publicity.rechecked(cycle)
    rows = [_row(fact, editions, named, looked.get(fact.key)) for fact in facts]
    drawn = sampling.draw((fact.key.hex for fact in facts), sampling.size_for(len(facts)), seed)
    by_key = {row.fact.key.hex: row for row in rows}
    return Audit(
        count=len(rows),
        late=tuple(row for row in rows if row.days > LATE_DAYS),
        back_dated=tuple(row for row in rows if row.checkpoint_on is not None),
        as_decided=tuple(row for row in rows if row.fact.way == Fact.Way.DECIDED),
        rechecked=tuple(row for row in rows if row.looked is not None),
        booked_late=tuple(row for row in rows if stored(row.fact) is not None),
        left=leaving.left(cycle),
        sample=tuple(by_key[key] for key in drawn),
        seed=seed,
    )


def _row(
    fact: Fact, editions: Sequence[Edition], named: dict[str, str], looked: RecheckLine | None
) -> Row:
    late = stored(fact)
    lay_on = fact.happened_on if late is None else late.booked_on
    missed = [
        one.checkpoint_on
        for one in editions
        if lay_on <= one.checkpoint_on and fact.seq > one.last_seq
    ]
    return Row(
        fact=fact,
        days=(local_date(fact.recorded_at) - fact.happened_on).days,
        checkpoint_on=max(missed, default=None),
        entered=named.get(fact.by.hex, ""),
        approved=named.get(fact.second.hex, ""),
        looked=looked,
    )
