"""Reading claims: who sees them, what they may do with them, what a claim would move."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q, QuerySet

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault, compare, hash_of
from jifen.chain.receipts import Receipt
from jifen.claims.models import Claim, Decision, PastLock, Person
from jifen.core import revisions
from jifen.core.access import Actor, Role, Target, contains, roles_toward
from jifen.core.facts import Account as Input
from jifen.core.facts import Fact, HolderKind, Measures, parties
from jifen.core.measures import worth
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Direction, Item, Subject
from jifen.core.shapes import Level
from jifen.core.workflow import STEPS, Action, Kind, State, choices
from jifen.cycles.models import Cycle
from jifen.ledger import queries as ledger
from jifen.people.models import Area
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import in_force, rulebook
from jifen.sheets.facts import Lookups

SEES = frozenset(
    {
        Role.SECRETARY,
        Role.LINE_OFFICE,
        Role.STATIONED,
        Role.CLERK,
        Role.MEMBER,
        Role.HEAD,
        Role.COMMITTEE,
        Role.DISCIPLINE,
        Role.COUNTY,
        Role.AUDITOR,
    }
)
"""Roles that read their area's claims; the supervision committee reads its village's grants."""

FINAL = frozenset(
    {
        State.RECORDED,
        State.REFUSED,
        State.WITHDRAWN,
        State.DROPPED,
        State.EXEMPTED,
        State.TRANSFERRED,
    }
)


def every(town: Area) -> QuerySet[Claim]:
    """Return a town's claims with what lists and rules need: three queries when read."""
    return _full(Claim.objects.filter(town=town)).order_by("-pk")


def _full(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    decisions = Decision.objects.select_related("by").annotate(hash=hash_of()).order_by("seq")
    return claims.select_related(
        "unit", "cycle__version", "cycle__town", "town", "drafted_by__cadre"
    ).prefetch_related(
        Prefetch("people", Person.objects.select_related("cadre").order_by("cadre__code")),
        Prefetch("decisions", decisions),
    )


def receipts(claim: Claim) -> dict[int, Receipt]:
    """Return the receipts of a claim's steps, by number, for one read whole (`every`). No query."""
    return {
        one.seq: Receipt(claim.town.path, one.seq, vars(one)["hash"] or "")
        for one in claim.decisions.all()
    }


def claim_at(ref: uuid.UUID) -> Claim | None:
    """Return the claim that an address names, with all that its page shows. Three queries."""
    return _full(Claim.objects.filter(ref=ref)).first()


def shows(claim: Claim, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may read a claim: what `visible_to` lists, for one. No query."""
    codes = named(claim).keys()
    if actor.kin & codes:
        return False
    draft, grant = claim.state == State.DRAFT, claim.kind == Kind.GRANT
    if claim.drafted_by.ref.hex == actor.key:
        return True
    if actor.cadre_in(claim.town.path) in codes and (grant or not draft):
        return True
    return any(
        (hat.role in SEES and (not draft or claim.identity != ""))
        or (hat.role is Role.SUPERVISION and grant and not draft)
        for hat in actor.grants
        if hat.holds(on) and contains(hat.area, claim.unit.path)
    )


def visible_to(actor: Actor, town: Area, *, on: dt.date) -> QuerySet[Claim]:
    """Return the claims `actor` may read: their own, those they drafted, those of their areas.

    A draft is its author's, and that of whoever may take it further: not of the person whom a
    deduction would name. Kin's claims are not shown.
    """
    seen = Q(drafted_by__ref=actor.key)
    if mine := actor.cadre_in(town.path):
        own = Claim.objects.filter(people__cadre__code=mine).values("pk")
        seen |= Q(pk__in=own) & (Q(kind=Kind.GRANT) | ~Q(state=State.DRAFT))
    for grant in actor.grants:
        inside = Q(unit__path=grant.area) | Q(unit__path__startswith=grant.area + "/")
        if grant.holds(on) and grant.role in SEES:
            seen |= inside & (~Q(state=State.DRAFT) | ~Q(identity=""))
        elif grant.holds(on) and grant.role is Role.SUPERVISION:
            seen |= inside & Q(kind=Kind.GRANT) & ~Q(state=State.DRAFT)
    found = Claim.objects.filter(seen, town=town)
    if actor.kin:
        theirs = Person.objects.filter(cadre__code__in=actor.kin, claim__town=town)
        found = found.exclude(pk__in=theirs.values("claim"))
    return every(town).filter(pk__in=found.values("pk"))


def named(claim: Claim) -> dict[str, Capacity]:
    """Return the cadres named on a claim: code → capacity."""
    return {p.cadre.code: Capacity(p.capacity) for p in claim.people.all()}


def target(claim: Claim) -> Target:
    """Return what roles are held toward: where it lies, and whose it is."""
    return Target(area=claim.unit.path, cadres=frozenset(named(claim)))


def hats(
    claim: Claim, actor: Actor, *, on: dt.date, held: Rosters | None = None
) -> frozenset[Role]:
    """Return the roles `actor` holds toward a claim that day.

    Who would bear a share without being named, or whose kin would, decides and checks nothing; they
    may still claim and answer for the village. Three queries, for those alone who are or have kin
    in a register and also hold such a role; none where `held` is given.
    """
    roles = roles_toward(actor, target(claim), on=on)
    close = (actor.kin | {actor.cadre_in(claim.town.path)}) - {""}
    if not close or roles <= SPEAKS:
        return roles
    return roles & SPEAKS if close & bearers(claim, held or rosters(claim.town)) else roles


SPEAKS = frozenset({Role.CADRE, Role.SECRETARY})
"""Hats that speak for somebody and never judge."""


def bearers(claim: Claim, held: Rosters) -> frozenset[str]:
    """Return the codes of the cadres whose accounts a claim would touch."""
    item = item_of(claim)
    everybody = parties(
        held.on(claim.unit.path, claim.happened_on),
        named(claim),
        duty_area=claim.duty_area or item.duty_area,
    )
    return frozenset(p.cadre for p in everybody if p.capacities & item.shares.keys())


def taken(claim: Claim, actor: Actor) -> frozenset[Action]:
    """Return the steps `actor` took on a claim. Who wrote it proposed it, whoever hands it in."""
    steps = {Action(d.action) for d in claim.decisions.all() if d.by.ref.hex == actor.key}
    if claim.drafted_by.ref.hex == actor.key and not claim.identity:
        steps |= {Action.SUBMIT, Action.PROPOSE}
    return frozenset(steps)


def may_propose(item: Item, roles: Iterable[Role]) -> frozenset[Role]:
    """Return which of `roles` may propose an item; an item that names nobody is everybody's."""
    allowed = {Role(code) for code in item.proposers}
    return frozenset(role for role in roles if not allowed or role in allowed)


def is_grave(claim: Claim) -> bool:
    """Say whether a deduction is grave (重大): its item is, or it reaches the version's line."""
    item, line = item_of(claim), rulebook(claim.cycle.version).process.grave_line
    measures = Measures.read(claim.measures)
    amount = worth(item, measures) if measures.override is None else measures.override
    return item.direction is Direction.DEDUCT and (item.grave or amount >= line)


def item_of(claim: Claim) -> Item:
    """Return a claim's item under the version of its cycle."""
    return rulebook(claim.cycle.version).item(claim.item)


def open_actions(
    claim: Claim, actor: Actor, *, on: dt.date, held: Rosters | None = None
) -> tuple[Action, ...]:
    """Return the buttons `actor` is shown on a claim: what `take_step` would accept of them.

    A period that still runs does not hide a button; pressing it says until when. In a closed cycle
    a claim can only be withdrawn.
    """
    if not shows(claim, actor, on=on):
        return ()
    roles = hats(claim, actor, on=on, held=held)
    kind, state = Kind(claim.kind), State(claim.state)
    item = item_of(claim)
    found = choices(kind, state, roles, taken(claim, actor), publicised=item.publicised)
    return tuple(
        action
        for action in found
        if (claim.cycle.state == Cycle.State.OPEN or action is Action.WITHDRAW)
        if action not in {Action.SUBMIT, Action.PROPOSE}
        or may_propose(item, roles & _roles_of(kind, state, action))
    )


def _roles_of(kind: Kind, state: State, action: Action) -> frozenset[Role]:
    return next(s.roles for s in STEPS[kind] if s.source is state and s.action is action)


def awaiting(actor: Actor, town: Area, *, on: dt.date) -> list[Claim]:
    """Return the claims on which `actor` has a step to take, those due first. Three queries.

    Six for those who are or have kin in a register. The same function that draws the buttons
    decides; withdrawing alone is not waiting.
    """
    return waiting(going(actor, town, on=on), actor, town, on=on)


def going(actor: Actor, town: Area, *, on: dt.date) -> list[Claim]:
    """Return the claims `actor` may read that are still on their way. Three queries."""
    return list(visible_to(actor, town, on=on).exclude(state__in=FINAL))


def waiting(claims: Iterable[Claim], actor: Actor, town: Area, *, on: dt.date) -> list[Claim]:
    """Return those of `claims` on which `actor` has a step to take, those due first."""
    close = actor.kin or actor.cadre_in(town.path)
    held = rosters(town) if close else None
    found = []
    for claim in claims:
        running = claim.due_on is not None and on <= claim.due_on
        idle = {Action.WITHDRAW} | (AFTER_DUE if running else set())
        if set(open_actions(claim, actor, on=on, held=held)) - idle:
            found.append(claim)
    return sorted(found, key=lambda c: (c.due_on or dt.date.max, c.pk))


AFTER_DUE = frozenset({Action.RECORD, Action.HEAR_NOTHING})
"""Steps for which a running period must have ended."""


def words(town: Area, *, on: dt.date) -> Lookups:
    """Return what a facts workbook may call things: items, levels, duty areas, units. Two queries.

    By the version in force that day.
    """
    rules = rulebook(in_force(town, on=on))
    levels = [item.scoring for item in rules.items if isinstance(item.scoring, Level)]
    return Lookups(
        items={item.title: item.code for item in rules.items},
        levels={r.name: r.key for shape in levels for r in shape.rows}
        | {issuer.name: issuer.name for shape in levels for issuer in shape.issuers},
        proposers={proposer.name: proposer.code for proposer in rules.proposers},
        duty_areas={area.name: area.code for area in rules.duty_areas},
        units=frozenset(unit.name for unit in villages(town)),
    )


def past_locked(town: Area) -> bool:
    """Say whether the county has locked the way in for past decisions. One query."""
    return PastLock.objects.filter(town=town).exists()


# ------------------------------------------------------------------ what it would move
@dataclass(frozen=True, slots=True)
class Move:
    """What accepting a fact would do to one account."""

    holder: str
    kind: HolderKind
    full: Centipoints
    """The award before limits, signed."""
    amount: Centipoints
    """What would be posted to the account."""
    total: Centipoints
    """What the account would stand at."""


def preview(
    cycle: Cycle,
    *,
    item: Item,
    unit: Area,
    people: Mapping[str, Capacity],
    happened_on: dt.date,
    measures: Measures,
    matter: str = "",
    duty_area: str = "",
    on: dt.date,
    held: Rosters | None = None,
) -> tuple[Move, ...]:
    """Return what a fact would move if it were recorded on a day, account by account. Six queries.

    A move of an account is the whole difference, other lines' included; what the day alone will
    have moved until then is no part of it.
    """
    key = uuid.UUID(int=0).hex
    held = held or rosters(cycle.town)
    everybody = parties(
        held.on(unit.path, happened_on), people, duty_area=duty_area or item.duty_area
    )
    fact = Fact(
        key=key,
        seq=2**62,
        item=item.code,
        happened_on=happened_on,
        measures=measures,
        matter=matter or key,
        village=unit.path,
        parties=everybody,
    )
    bearers = {p.cadre for p in everybody if p.capacities & item.shares.keys()}
    if item.subject is Subject.VILLAGE:
        bearers.add(unit.path)
    chosen = [a for a in ledger.accounts(cycle) if ledger.holder(a) in bearers]
    last = cycle.ends_on - dt.timedelta(days=1)
    for account in chosen:
        account.as_of = min(max(account.as_of, on), last)
    found = ledger.inputs(cycle, of=chosen, held=held)
    rules = rulebook(cycle.version)
    assess = revisions.of(cycle.revision).assess
    moves = []
    for account in chosen:
        base = found[account.pk]
        before = assess(rules, base, as_of=account.as_of)
        after = assess(rules, _with(base, fact), as_of=account.as_of)
        line = next(line for line in after.lines if line.name == key)
        moves.append(
            Move(
                holder=ledger.holder(account),
                kind=HolderKind(account.kind),
                full=Centipoints(line.amount + line.withheld),
                amount=Centipoints(after.net - before.net),
                total=after.net,
            )
        )
    return tuple(moves)


def _with(base: Input, fact: Fact) -> Input:
    return replace(base, facts=(*base.facts, fact))


def preview_of(claim: Claim, *, on: dt.date, held: Rosters | None = None) -> tuple[Move, ...]:
    """Return what a claim would move if it were recorded on a day."""
    return preview(
        claim.cycle,
        item=item_of(claim),
        unit=claim.unit,
        people=named(claim),
        happened_on=claim.happened_on,
        measures=Measures.read(claim.measures),
        matter=claim.matter,
        duty_area=claim.duty_area,
        on=on,
        held=held,
    )


# ------------------------------------------------------------------ the proof
def content(claim: Claim) -> str:
    """Return what a claim says, as one text: what the hand that decided it saw."""
    fields: list[canonical.Value] = [
        claim.item,
        claim.unit.path,
        claim.duty_area,
        claim.happened_on,
        [[name, text] for name, text in sorted(claim.measures.items())],
        claim.matter,
        claim.reason,
        list(claim.evidence),
        [[code, capacity.value] for code, capacity in sorted(named(claim).items())],
    ]
    return canonical.value(fields).decode("utf-8")


def faults(town: Area) -> Iterator[Fault]:
    """Yield the steps and locks that their record contradicts, and claims that no step explains."""
    steps = Decision.objects.filter(town=town).select_related("by").order_by("seq")
    claims = {claim.pk: claim for claim in every(town)}
    revised: dict[int, int] = {}  # claim → its last step back to a draft, which may be rewritten
    reached: dict[int, str] = {}
    for step in steps:
        reached[step.claim_id] = step.target
        if step.target == State.DRAFT:
            revised[step.claim_id] = step.seq
    rows = ((s.seq, _said(s, claims[s.claim_id], revised)) for s in steps)
    yield from reading.differ(town.path, "decision", rows)
    for claim in claims.values():
        if claim.state != reached.get(claim.pk, State.DRAFT):
            detail = f"{claim.unit.name} {claim.item} {claim.happened_on}"
            yield Fault(town=town.path, seq=None, code="decision.state", detail=detail)
    locks = PastLock.objects.filter(town=town)
    yield from compare(
        town.path, "lock", ((k.seq, {"what": "as-decided", "by": k.by.hex}) for k in locks)
    )


def _said(step: Decision, claim: Claim, revised: Mapping[int, int]) -> dict[str, canonical.Value]:
    """Return what the chain holds of a step; of the claim, what stands since its last draft."""
    salt = bytes(step.salt)
    fields: dict[str, canonical.Value] = {
        "claim": claim.ref.hex,
        "action": step.action,
        "source": step.source,
        "target": step.target,
        "role": step.role,
        "reason_salted": canonical.commitment(salt, step.reason),
        "by": step.by.ref.hex,
    }
    if step.seq > revised.get(claim.pk, 0):
        fields["content_salted"] = canonical.commitment(salt, content(claim))
    return fields
