"""The fairness report (公平报告) of a cycle: counts from its records, held up to `core.mirror`.

For leaders and the county, to look again; it judges nobody and nothing follows from it. What is
compared is said beside each table, with the innocent reasons that a leader should think of first.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jifen.claims.models import Addressee, Claim
from jifen.core.hand import local_date
from jifen.core.mirror import (
    LEAST_CASES,
    Exposed,
    Look,
    Overturned,
    Part,
    gap,
    overturned,
    rates,
    shares,
    surge,
)
from jifen.core.posts import PostGroup
from jifen.core.rules import Direction, Rulebook
from jifen.core.service import GONE, Review
from jifen.core.workdays import Calendar, is_working_day
from jifen.core.workflow import Action, Kind
from jifen.cycles.models import Cycle
from jifen.cycles.queries import calendar
from jifen.ledger.models import Fact
from jifen.ledger.queries import standing
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

_DAY = dt.timedelta(days=1)
LAST_DAYS = 7
"""The days before the end in which a rush of entries is looked for."""
LATE_DAYS = 30
"""A fact recorded later than that after it happened counts as late in the description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a year's report counts: cases by what became of them, and how long they took.

    `median_days` are working days from the notice to the end; None where none has ended.
    """

    proposed: int
    heard: int
    milder_after_hearing: int
    dropped: int
    appealed: int
    overturned: int
    median_days: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One cycle's report. Codes are those of villages, accounts and clauses; `names` says them."""

    cycle: Cycle
    counted: Counted
    villages: tuple[Look, ...]
    proposers: tuple[Look, ...]
    pairs: tuple[Look, ...]
    approvers: tuple[Look, ...]
    groups: tuple[tuple[str, Look], ...]
    clauses: tuple[Overturned, ...]
    deciders: tuple[Overturned, ...]
    rush: Look | None
    late: Part
    names: Mapping[str, str]


def report(cycle: Cycle, *, on: dt.date) -> Report:
    """Return the report of a cycle up to a day. Ten queries, whatever the size."""
    rules = rulebook(cycle.version)
    held = rosters(cycle.town)
    until = min(cycle.ends_on, on + _DAY)
    claims = _claims(cycle)
    facts = _facts(cycle)
    deducted = [f for f in facts if rules.item(f.item).direction is Direction.DEDUCT]
    months = _months(held, cycle.starts_on, until)
    names = {unit.path: unit.name for unit in villages(cycle.town)}
    names |= {i.code: i.title for i in rules.items}
    charged = [c for c in claims if c.kind == Kind.DEDUCTION]
    names |= {str(d.by.ref): d.by.name for c in claims for d in c.decisions.all() if d.by}
    names |= {p.cadre.code: p.cadre.name for c in claims for p in c.people.all()}
    proposers, pairs = _proposers(charged, held, cycle.starts_on, until)
    return Report(
        cycle=cycle,
        counted=_counted(charged, rules, calendar()),
        villages=_villages(deducted, months, names),
        proposers=proposers,
        pairs=pairs,
        approvers=_approvers(claims),
        groups=_groups(deducted, held, until - _DAY),
        clauses=_overturned(charged, lambda claim: {claim.item}),
        deciders=_overturned(charged, _decided_by),
        rush=_rush(facts, cycle, until),
        late=Part(
            code="late",
            part=sum((local_date(f.recorded_at) - f.happened_on).days > LATE_DAYS for f in facts),
            whole=len(facts),
        ),
        names=names,
    )


# ------------------------------------------------------------------ what is read
def _claims(cycle: Cycle) -> list[Claim]:
    found = Claim.objects.filter(cycle=cycle).select_related("unit")
    return list(
        found.prefetch_related("decisions__by", "people__cadre", "addressees__points__reply")
    )


def _facts(cycle: Cycle) -> list[Fact]:
    rows = Fact.objects.filter(cycle=cycle).select_related("unit")
    return [
        fact
        for fact in rows.prefetch_related("changes", "parties__cadre").order_by("seq")
        if standing(fact.changes.all()).get(None) != "withdrawn"
    ]


def _months(held: Rosters, start: dt.date, end: dt.date) -> dict[str, int]:
    """Return the days served in each village: what deductions are compared by."""
    days: Counter[str] = Counter()
    for code in held.serving(start, end):
        days.update(held.units_of(code, start, end))
    return dict(days)


# ------------------------------------------------------------------ what is looked at
def _villages(
    facts: Iterable[Fact], exposure: Mapping[str, int], names: Mapping[str, str]
) -> tuple[Look, ...]:
    counts = Counter(fact.unit.path for fact in facts)
    return rates(
        Exposed(code=path, count=counts[path], exposure=days)
        for path, days in sorted(exposure.items())
        if path in names
    )


def _proposers(
    claims: Sequence[Claim], held: Rosters, start: dt.date, end: dt.date
) -> tuple[tuple[Look, ...], tuple[Look, ...]]:
    """Return whose cases lie oddly among the villages, and among the persons (from 8 cases on).

    Each proposer's own cases are spread by the days served: who proposes much everywhere is busy,
    who proposes much of one village or person is worth another look.
    """
    by: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for step in claim.decisions.all():
            if step.action == Action.PROPOSE and step.by is not None:
                by[str(step.by.ref)].append(claim)
    served = {
        code: sum(held.units_of(code, start, end).values()) for code in held.serving(start, end)
    }
    exposure = _months(held, start, end)
    villages_rows: list[Exposed] = []
    people_rows: list[Exposed] = []
    for key, own in sorted(by.items()):
        if len(own) < LEAST_CASES:
            continue
        units = Counter(claim.unit.path for claim in own)
        villages_rows += [
            Exposed(code=f"{key}→{path}", count=units[path], exposure=days, stratum=key)
            for path, days in sorted(exposure.items())
        ]
        people = Counter(p.cadre.code for claim in own for p in claim.people.all())
        people_rows += [
            Exposed(code=f"{key}→{code}", count=people[code], exposure=days, stratum=key)
            for code, days in sorted(served.items())
        ]
    return (
        tuple(look for look in rates(villages_rows) if look.count),
        tuple(look for look in rates(people_rows, least_cases=LEAST_CASES) if look.count),
    )


_GIVES = {Action.APPROVE, Action.DECIDE}
_JUDGES = _GIVES | {Action.REFUSE, Action.RETURN, Action.DROP, Action.EXEMPT}
_GROUP = {"member", "head"}


def _approvers(claims: Iterable[Claim]) -> tuple[Look, ...]:
    """Return whose share of approvals is larger than everybody else's, from 20 decisions on."""
    part: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for claim in claims:
        for step in claim.decisions.all():
            if step.by is not None and step.role in _GROUP and step.action in _JUDGES:
                whole[str(step.by.ref)] += 1
                part[str(step.by.ref)] += step.action in _GIVES
    return shares([Part(code=key, part=part[key], whole=whole[key]) for key in sorted(whole)])


def _groups(facts: Iterable[Fact], held: Rosters, on: dt.date) -> tuple[tuple[str, Look], ...]:
    """Compare the post groups by who has a deduction at all, where both have ten people."""
    charged = {party.cadre.code for fact in facts for party in fact.parties.all()}
    members: dict[PostGroup, set[str]] = defaultdict(set)
    for code in held.serving(on, on + _DAY):
        members[held.group(code, on)].add(code)
    found = []
    for one in PostGroup:
        others = set().union(*(members[g] for g in PostGroup if g is not one))
        look = gap(
            Part(code=one.value, part=len(members[one] & charged), whole=len(members[one])),
            Part(code="others", part=len(others & charged), whole=len(others)),
        )
        if look is not None:
            found.append((one.value, look))
    return tuple(found)


def _overturned(
    claims: Iterable[Claim], codes: Callable[[Claim], set[str]]
) -> tuple[Overturned, ...]:
    """Return how often a review overturned, by what `codes` says of a claim."""
    part: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for claim in claims:
        reviews = [a.review for a in claim.addressees.all() if a.review in _OUTCOMES]
        for code in codes(claim):
            whole[code] += len(reviews)
            part[code] += sum(review != Review.UPHELD for review in reviews)
    return tuple(
        overturned(Part(code=code, part=part[code], whole=whole[code]))
        for code in sorted(whole)
        if whole[code]
    )


_OUTCOMES = frozenset({Review.UPHELD, Review.CHANGED, Review.QUASHED, Review.REDO})


def _decided_by(claim: Claim) -> set[str]:
    return {
        str(step.by.ref)
        for step in claim.decisions.all()
        if step.action == Action.DECIDE and step.by is not None
    }


def _rush(facts: Sequence[Fact], cycle: Cycle, until: dt.date) -> Look | None:
    """Compare the last days with the whole, once the cycle has ended; None while it runs."""
    if until < cycle.ends_on or not facts:
        return None
    since = cycle.ends_on - LAST_DAYS * _DAY
    inside = [f for f in facts if local_date(f.recorded_at) < cycle.ends_on]
    late = sum(local_date(fact.recorded_at) >= since for fact in inside)
    days = (cycle.ends_on - cycle.starts_on).days
    return surge(late, len(inside), days=LAST_DAYS, of_days=days)


# ------------------------------------------------------------------ the year's counts
def _counted(claims: Sequence[Claim], rules: Rulebook, days: Calendar) -> Counted:
    heard = [c for c in claims if any(a.answered_on for a in c.addressees.all())]
    ended = [a for c in claims for a in c.addressees.all() if a.noticed_on and a.final_on]
    reviews = [a.review for c in claims for a in c.addressees.all() if a.review]
    dropped = {Action.DROP, Action.EXEMPT}
    took = [_working_days(a, days) for a in ended]
    return Counted(
        proposed=sum(any(d.action == Action.PROPOSE for d in c.decisions.all()) for c in claims),
        heard=len(heard),
        milder_after_hearing=sum(_adopted(c) for c in heard),
        dropped=sum(any(d.action in dropped for d in c.decisions.all()) for c in claims),
        appealed=len(reviews),
        overturned=sum(one in GONE or one == Review.CHANGED for one in reviews),
        median_days=_median(took),
    )


def _working_days(addressee: Addressee, days: Calendar) -> int:
    start, end = addressee.noticed_on, addressee.final_on
    assert start is not None
    assert end is not None
    span = range(1, (end - start).days + 1)
    return sum(is_working_day(start + n * _DAY, days) for n in span)


def _median(found: list[int]) -> Fraction | None:
    """Return the middle of some counts, exactly; None of none."""
    if not found:
        return None
    every, middle = sorted(found), len(found) // 2
    if len(every) % 2:
        return Fraction(every[middle])
    return Fraction(every[middle - 1] + every[middle], 2)


def _adopted(claim: Claim) -> bool:
    """Whether a point of the answer was adopted."""
    return any(
        point.reply.accepted
        for addressee in claim.addressees.all()
        for point in addressee.points.all()
        if hasattr(point, "reply")
    )
