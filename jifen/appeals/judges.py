"""Who had a hand in what is appealed, and who therefore may judge it: other people."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from jifen.appeals.models import Appeal
from jifen.claims.models import Claim
from jifen.core.access import Actor, Role, Target, contains, roles_toward
from jifen.core.appeal import OPEN, Action, Part, State
from jifen.core.recusal import Effect
from jifen.core.secrecy import is_confidential
from jifen.core.workflow import Action as Taken
from jifen.core.workflow import Kind
from jifen.ledger.models import Fact
from jifen.ledger.queries import CONCERNS
from jifen.people.models import Area
from jifen.recusals import queries as recusals
from jifen.rulebook.queries import rulebook

DECIDING = frozenset({Taken.DECIDE, Taken.APPROVE, Taken.REFUSE})
SPEAKING = frozenset({Taken.ANSWER})
"""Steps that a person takes for themself: they are no hand in the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Whom it touches, who had a hand in it, and who therefore may judge it."""

    cadres: frozenset[str]
    involved: frozenset[str]
    deciders: frozenset[str]
    body: Role
    reviewers: tuple[Actor, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Effect] = field(default_factory=dict)
    """Account → what was asked about its recusal from this case comes to."""


def hands(
    claim: Claim | None, fact: Fact | None, before: Appeal | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the accounts that had a hand in a case, and those among them that decided it.

    At a second appeal the deciders are those of the first review. Reads what `every` prefetched.
    """
    involved: set[str] = set()
    deciders: set[str] = set()
    if claim is not None:
        steps = [d for d in claim.decisions.all() if d.by is not None]
        involved |= {d.by.ref.hex for d in steps if d.by and d.action not in SPEAKING}
        last = max((d for d in steps if d.action in DECIDING), key=lambda d: d.seq, default=None)
        deciders |= {last.by.ref.hex} if last is not None and last.by else set()
        if not claim.identity:
            involved.add(claim.drafted_by.ref.hex)
    if fact is not None:
        involved |= {fact.by.hex, fact.second.hex}
        deciders |= set() if claim is not None else {fact.second.hex}
    if before is not None:
        judged = [s for s in before.steps.all() if s.part != Part.PERSON]
        involved |= {s.by.ref.hex for s in judged if s.by}
        ends = {Action.DECIDE, Action.DECLINE}
        deciders = {s.by.ref.hex for s in judged if s.by and s.action in ends}
    return frozenset(involved), frozenset(deciders)


def touched(claim: Claim | None, fact: Fact | None, holder: str) -> frozenset[str]:
    """Return the cadres a case is about or bears on. Reads what `every` prefetched."""
    found = {holder} if holder and "/" not in holder else set()
    if claim is not None:
        found |= {p.cadre.code for p in claim.people.all()}
        found |= {a.cadre.code for a in claim.addressees.all() if a.cadre is not None}
    if fact is not None and by_parties(claim):
        bears = CONCERNS | {c.value for c in rulebook(fact.version).item(fact.item).shares}
        found |= {p.cadre.code for p in fact.parties.all() if bears & set(p.capacities.split(","))}
    return frozenset(found)


def case_of(appeal: Appeal, *, on: dt.date) -> Case:
    """Return who may judge an appeal that day. Three queries; six where the town has nobody."""
    return case(
        appeal.town,
        appeal.claim,
        appeal.fact,
        appeal.before,
        holder=appeal.holder,
        ref=appeal.ref,
        on=on,
        over=State(appeal.state) not in OPEN,
    )


def case(
    town: Area,
    claim: Claim | None,
    fact: Fact | None,
    before: Appeal | None,
    *,
    holder: str,
    ref: uuid.UUID | None,
    on: dt.date,
    over: bool = False,
) -> Case:
    """Return who may judge: the committee's accounts without a hand in the case, else the county's.

    Nobody judges what is `over`.

    Out are those who proposed, took up, signed, checked, decided or recorded it, who stand in for
    one of them or the other way round, whom it touches or whose kin it does, and the recused.
    """
    cadres = touched(claim, fact, holder)
    involved, deciders = hands(claim, fact, before)
    body = Role.COMMITTEE if before is None else Role.COUNTY
    if over:
        return Case(cadres=cadres, involved=involved, deciders=deciders, body=body)
    bench = recusals.bench(town, {body}, on=on)
    left = bench.left(town.path, cadres, unlike=involved, case=ref)
    if not left and body is Role.COMMITTEE:
        body = Role.COUNTY
        bench = recusals.bench(town, {body}, on=on)
        left = bench.left(town.path, cadres, unlike=involved, case=ref)
    return Case(
        cadres=cadres,
        involved=involved,
        deciders=deciders,
        body=body,
        reviewers=tuple(left),
        names=bench.names,
        asked=bench.asked.get(ref, {}) if ref is not None else {},
    )


def office(claim: Claim | None, fact: Fact | None) -> Role:
    """Return who serves papers in a case: the office; of confidential ones discipline. No query."""
    if claim is not None:
        return Role.DISCIPLINE if claim.confidential else Role.CLERK
    assert fact is not None
    item = rulebook(fact.version).known(fact.item)
    return Role.DISCIPLINE if item is not None and is_confidential(item) else Role.CLERK


def speaks(actor: Actor, holder: str, town: Area, *, on: dt.date) -> bool:
    """Say whether `actor` may ask and take back for a holder: themself, or their village."""
    if "/" not in holder:
        return actor.cadre_in(town.path) == holder
    return any(
        g.role is Role.SECRETARY and g.holds(on) and contains(g.area, holder) for g in actor.grants
    )


def parts(appeal: Appeal, actor: Actor, found: Case, *, on: dt.date) -> frozenset[Part]:
    """Return what `actor` is in an appeal. No query."""
    is_: set[Part] = set()
    if speaks(actor, appeal.holder, appeal.town, on=on):
        is_.add(Part.PERSON)
    if actor.key in found.deciders:
        is_.add(Part.DECIDER)
    roles = roles_toward(actor, Target(area=appeal.town.path, cadres=found.cadres), on=on)
    if actor.key in {one.key for one in found.reviewers}:
        is_.add(Part.REVIEWER)
    apart = actor.key not in found.involved and not actor.tied(dt.date.min) & found.involved
    if apart and Role.HEAD in roles:
        is_.add(Part.LEADER)
    if office(appeal.claim, appeal.fact) in roles:
        is_.add(Part.OFFICE)
    if _effect(found, actor) is Effect.OUT:
        is_ &= {Part.PERSON, Part.DECIDER}
    return frozenset(is_)


def _effect(found: Case, actor: Actor) -> Effect:
    order = list(Effect)
    bound = (found.asked.get(key, Effect.NONE) for key in actor.hands)
    return max(bound, key=order.index, default=Effect.NONE)


def waits_for_recusal(found: Case, actor: Actor) -> bool:
    """Say whether somebody asked that `actor` keep out, and nobody has ruled on it. No query."""
    return _effect(found, actor) is Effect.WAITS


def named(claim: Claim | None, fact: Fact | None) -> dict[str, str]:
    """Return what those are called whom a case may bear on: code or path → name."""
    found: dict[str, str] = {}
    if claim is not None:
        found |= {p.cadre.code: p.cadre.name for p in claim.people.all()}
        found |= {a.cadre.code: a.cadre.name for a in claim.addressees.all() if a.cadre}
        found[claim.unit.path] = claim.unit.name
    if fact is not None and by_parties(claim):
        found |= {p.cadre.code: p.cadre.name for p in fact.parties.all()}
        found[fact.unit.path] = fact.unit.name
    return found


def names_of(found: Case) -> list[str]:
    """Return the names of those who may judge. No query."""
    return [found.names[one.key] for one in found.reviewers]


def by_parties(claim: Claim | None) -> bool:
    """Say whether a fact's own parties say whom it touches; a deduction's addressees do as well."""
    return claim is None or claim.kind == Kind.GRANT
