"""The fairness report (公平报告) of a cycle: counts from its records, held up to `core.mirror`.

For leaders and the county, to look again; it judges nobody and nothing follows from it. What is
compared is said beside each table, with the innocent reasons that a leader should think of first.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef

from jifen.claims.models import Addressee, Claim, Decision, Person, PointReply
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
from jifen.core.rules import Direction
from jifen.core.service import GONE, Review
from jifen.core.workdays import Calendar, is_working_day
from jifen.core.workflow import Action, Kind
from jifen.cycles.models import Cycle
from jifen.cycles.queries import calendar
from jifen.ledger.models import Account, Change, Fact
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
    """Return the report of a cycle up to a day. Nine queries, whatever the size."""
    rules = rulebook(cycle.version)
    held = rosters(cycle.town, duties=False)
    until = min(cycle.ends_on, on + _DAY)
    cases, called = _cases(cycle)
    facts = _facts(cycle)
    deducted = [f for f in facts if rules.item(f.item).direction is Direction.DEDUCT]
    months = _months(held, cycle.starts_on, until)
    names = {unit.path: unit.name for unit in villages(cycle.town)}
    names |= {i.code: i.title for i in rules.items}
    names |= called
    charged = [case for case in cases if case.claim.kind == Kind.DEDUCTION]
    proposers, pairs = _proposers(charged, held, cycle.starts_on, until)
    return Report(
        cycle=cycle,
        counted=_counted(charged, calendar()),
        villages=_villages(deducted, months, names),
        proposers=proposers,
        pairs=pairs,
        approvers=_approvers(cases),
        groups=_groups(cycle, held, until - _DAY),
        clauses=_overturned(charged, lambda case: {case.claim.item}),
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
@dataclass(frozen=True, slots=True)
class _Case:
    """A claim with all that was done on it."""

    claim: Claim
    steps: list[Decision]
    people: list[str]
    addressees: list[Addressee]


def _cases(cycle: Cycle) -> tuple[list[_Case], dict[str, str]]:
    """Return the claims on which anything was done, and what their people are called.

    Three queries. Of an addressee, `adopted` says whether a point of the answer was adopted.
    """
    found: dict[int, _Case] = {}
    names: dict[str, str] = {}
    steps = Decision.objects.filter(claim__cycle=cycle).select_related("claim__unit", "by")
    for step in steps.order_by("seq"):
        found.setdefault(step.claim_id, _Case(step.claim, [], [], [])).steps.append(step)
        if step.by is not None:
            names[str(step.by.ref)] = step.by.name
    people = Person.objects.filter(claim__cycle=cycle).select_related("cadre")
    for person in people.order_by("pk"):
        if person.claim_id in found:
            found[person.claim_id].people.append(person.cadre.code)
            names[person.cadre.code] = person.cadre.name
    adopted = PointReply.objects.filter(point__addressee=OuterRef("pk"), accepted=True)
    rows = Addressee.objects.filter(claim__cycle=cycle).annotate(adopted=Exists(adopted))
    for row in rows.order_by("pk"):
        if row.claim_id in found:
            found[row.claim_id].addressees.append(row)
    return list(found.values()), names


def _facts(cycle: Cycle) -> list[Fact]:
    """Return the facts that stand. One query."""
    gone = Change.objects.filter(
        fact=OuterRef("pk"), kind=Change.Kind.WITHDRAW, account__isnull=True
    )
    # An opening balance is a sum: neither its day nor its size says anything of one decision.
    rows = Fact.objects.filter(~Exists(gone), cycle=cycle, opening=None).select_related("unit")
    return list(rows.order_by("seq"))


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
    cases: Sequence[_Case], held: Rosters, start: dt.date, end: dt.date
) -> tuple[tuple[Look, ...], tuple[Look, ...]]:
    """Return whose cases lie oddly among the villages, and among the persons (from 8 cases on).

    Each proposer's own cases are spread by the days served: who proposes much everywhere is busy,
    who proposes much of one village or person is worth another look.
    """
    by: dict[str, list[_Case]] = defaultdict(list)
    for case in cases:
        for step in case.steps:
            if step.action == Action.PROPOSE and step.by is not None:
                by[str(step.by.ref)].append(case)
    served = {
        code: sum(held.units_of(code, start, end).values()) for code in held.serving(start, end)
    }
    exposure = _months(held, start, end)
    villages_rows: list[Exposed] = []
    people_rows: list[Exposed] = []
    for key, own in sorted(by.items()):
        if len(own) < LEAST_CASES:
            continue
        units = Counter(case.claim.unit.path for case in own)
        villages_rows += [
            Exposed(code=f"{key}→{path}", count=units[path], exposure=days, stratum=key)
            for path, days in sorted(exposure.items())
        ]
        people = Counter(code for case in own for code in case.people)
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


def _approvers(cases: Iterable[_Case]) -> tuple[Look, ...]:
    """Return whose share of approvals is larger than everybody else's, from 20 decisions on."""
    part: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for case in cases:
        for step in case.steps:
            if step.by is not None and step.role in _GROUP and step.action in _JUDGES:
                whole[str(step.by.ref)] += 1
                part[str(step.by.ref)] += step.action in _GIVES
    return shares([Part(code=key, part=part[key], whole=whole[key]) for key in sorted(whole)])


def _groups(cycle: Cycle, held: Rosters, on: dt.date) -> tuple[tuple[str, Look], ...]:
    """Compare the post groups by who has a deduction at all, where both have ten people."""
    rows = Account.objects.filter(cycle=cycle, cadre__isnull=False, gross__gt=0)
    charged = set(rows.values_list("cadre__code", flat=True))
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
    cases: Iterable[_Case], codes: Callable[[_Case], set[str]]
) -> tuple[Overturned, ...]:
    """Return how often a review overturned, by what `codes` says of a claim."""
    part: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for case in cases:
        reviews = [a.review for a in case.addressees if a.review in _OUTCOMES]
        for code in codes(case):
            whole[code] += len(reviews)
            part[code] += sum(review != Review.UPHELD for review in reviews)
    return tuple(
        overturned(Part(code=code, part=part[code], whole=whole[code]))
        for code in sorted(whole)
        if whole[code]
    )


_OUTCOMES = frozenset({Review.UPHELD, Review.CHANGED, Review.QUASHED, Review.REDO})


def _decided_by(case: _Case) -> set[str]:
    return {
        str(step.by.ref)
        for step in case.steps
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
def _counted(cases: Sequence[_Case], days: Calendar) -> Counted:
    heard = [case for case in cases if any(a.answered_on for a in case.addressees)]
    ended = [a for case in cases for a in case.addressees if a.noticed_on and a.final_on]
    reviews = [a.review for case in cases for a in case.addressees if a.review]
    took = [_working_days(addressee, days) for addressee in ended]
    return Counted(
        proposed=sum(_has(case, Action.PROPOSE) for case in cases),
        heard=len(heard),
        milder_after_hearing=sum(
            any(getattr(a, "adopted", False) for a in case.addressees) for case in heard
        ),
        dropped=sum(_has(case, Action.DROP, Action.EXEMPT) for case in cases),
        appealed=len(reviews),
        overturned=sum(one in GONE or one == Review.CHANGED for one in reviews),
        median_days=_median(took),
    )


def _has(case: _Case, *actions: Action) -> bool:
    return any(step.action in actions for step in case.steps)


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
