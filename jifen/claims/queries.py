"""Reading claims: who sees them, and what they may do with them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from jifen.chain.queries import hash_of
from jifen.chain.receipts import Receipt
from jifen.claims import last_resort, late
from jifen.claims.models import Addressee, AnswerPoint, Claim, Decision, PastLock, Pending, Person
from jifen.core.access import Actor, Role, Target, contains, roles_toward
from jifen.core.facts import Measures, parties
from jifen.core.hand import local_date
from jifen.core.measures import fault, worth
from jifen.core.points import ZERO, Centipoints
from jifen.core.recusal import SPEAKS, worn
from jifen.core.rules import Approver, Capacity, Direction, Item
from jifen.core.shapes import Level
from jifen.core.workflow import (
    Action,
    Kind,
    Route,
    State,
    Step,
    choices,
    route_of,
    step_at,
)
from jifen.evidence.queries import cause
from jifen.people.models import Area, User
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.recusals.models import Recusal
from jifen.recusals.queries import Bench, effect_in
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
KNOWS = frozenset({Role.DISCIPLINE, Role.HEAD})
"""Of them, those that read a confidential case (discipline material)."""
REVIEWS = frozenset({Role.COMMITTEE, Role.COUNTY})
"""Of them, those that read a confidential case once its review was asked for."""

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
    """Return a town's claims with what lists and rules need: five queries when read, or three."""
    return _full(Claim.objects.filter(town=town)).order_by("-pk")


def one_thing(claim: Claim) -> frozenset[uuid.UUID]:
    """Return what bears a claim's files and is nothing else: the claim, and what it came of."""
    return frozenset({claim.ref, *([cause(claim.identity)] if claim.identity else [])})


def thing_of(town: Area, ref: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return `one_thing` of the claim that a fact was, or the fact alone. One query."""
    claim = Claim.objects.filter(town=town, ref=ref).only("ref", "identity").first()
    return frozenset({ref}) if claim is None else one_thing(claim)


def _full(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return _rows(claims).prefetch_related(*_steps(), *_hearing())


def _rows(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    asked = Recusal.objects.filter(case=OuterRef("ref"))
    return claims.annotate(asked_about=Exists(asked)).select_related(
        "unit", "cycle__version", "cycle__town", "town", "drafted_by__cadre", "pending__by"
    )


def _steps() -> tuple[Prefetch[str], ...]:
    decisions = Decision.objects.select_related("by").annotate(hash=hash_of()).order_by("seq")
    return (
        Prefetch("people", Person.objects.select_related("cadre").order_by("cadre__code")),
        Prefetch("decisions", decisions),
    )


def _hearing() -> tuple[Prefetch[str], ...]:
    points = AnswerPoint.objects.select_related("by", "reply__by").order_by("number")
    return (
        Prefetch("addressees", Addressee.objects.select_related("cadre").order_by("-holder")),
        Prefetch("addressees__points", points),
    )


def receipts(claim: Claim) -> dict[int, Receipt]:
    """Return the receipts of a claim's steps, by number, for one read whole (`every`). No query."""
    return {
        one.seq: Receipt(claim.town.path, one.seq, vars(one)["hash"] or "")
        for one in claim.decisions.all()
    }


def claim_at(ref: uuid.UUID) -> Claim | None:
    """Return the claim that an address names, with all that its page shows.

    Three queries; two more once it was noticed to somebody.
    """
    claim = _rows(Claim.objects.filter(ref=ref)).first()
    if claim is None:
        return None
    if claim.noticed is None:
        prefetch_related_objects([claim], *_steps())
        nobody = Addressee.objects.none()
        assert not nobody  # read once, so that nothing asks for them again
        cache: dict[str, QuerySet[Addressee]] = vars(claim)["_prefetched_objects_cache"]
        cache["addressees"] = nobody
    else:
        prefetch_related_objects([claim], *_steps(), *_hearing())
    return claim


def pending(claim: Claim) -> Pending | None:
    """Return the decision that may still be taken back, if there is one."""
    found: Pending | None = getattr(claim, "pending", None)
    return found


def shows(claim: Claim, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may read a claim: what `visible_to` lists, for one. No query."""
    codes = named(claim).keys()
    if actor.kin & codes:
        return False
    draft, grant = claim.state == State.DRAFT, claim.kind == Kind.GRANT
    if claim.drafted_by.ref.hex == actor.key:
        return True
    mine = actor.cadre_in(claim.town.path)
    if mine in codes and (grant or not draft) and (claim.noticed or not claim.confidential):
        return True
    if mine and mine in {one.holder for one in claim.addressees.all()}:
        return True
    knows = SEES if not claim.confidential else KNOWS | (REVIEWS if _reviewed(claim) else set())
    return any(
        (hat.role in knows and (not draft or claim.identity != ""))
        or (hat.role is Role.SUPERVISION and grant and not draft)
        for hat in actor.grants
        if hat.holds(on) and contains(hat.area, claim.unit.path)
    )


def _reviewed(claim: Claim) -> bool:
    return any(one.review for one in claim.addressees.all())


def visible_to(actor: Actor, town: Area, *, on: dt.date) -> QuerySet[Claim]:
    """Return the claims `actor` may read: their own, those they drafted, those of their areas.

    A draft is its author's, and that of whoever may take it further: not of the person whom a
    deduction would name. Kin's claims are not shown. Of a confidential case know discipline, the
    head, once it is noticed the person, and once its review was asked for the reviewers.
    """
    seen = Q(drafted_by__ref=actor.key)
    told = Q(confidential=False) | Q(noticed__isnull=False)
    addressed = Addressee.objects.filter(claim__town=town)
    if mine := actor.cadre_in(town.path):
        own = Claim.objects.filter(people__cadre__code=mine).values("pk")
        seen |= Q(pk__in=own) & (Q(kind=Kind.GRANT) | ~Q(state=State.DRAFT)) & told
        seen |= Q(pk__in=addressed.filter(holder=mine).values("claim"))
    for grant in actor.grants:
        inside = Q(unit__path=grant.area) | Q(unit__path__startswith=grant.area + "/")
        if grant.holds(on) and grant.role in SEES:
            here = inside & (~Q(state=State.DRAFT) | ~Q(identity=""))
            if grant.role in REVIEWS:
                reviewed = addressed.exclude(review="").values("claim")
                here &= Q(confidential=False) | Q(pk__in=reviewed)
            elif grant.role not in KNOWS:
                here &= Q(confidential=False)
            seen |= here
        elif grant.holds(on) and grant.role is Role.SUPERVISION:
            seen |= inside & Q(kind=Kind.GRANT) & ~Q(state=State.DRAFT)
    found = Claim.objects.filter(seen, town=town)
    if actor.kin:
        theirs = Person.objects.filter(cadre__code__in=actor.kin, claim__town=town)
        found = found.exclude(pk__in=theirs.values("claim"))
    return every(town).filter(pk__in=found.values("pk"))


def of_causes(
    actor: Actor, town: Area, identities: Iterable[str], *, on: dt.date
) -> dict[str, tuple[Claim, bool]]:
    """Return the claims that came of causes, each with whether somebody may read it. One query."""
    read = visible_to(actor, town, on=on).filter(pk=OuterRef("pk"))
    rows = _rows(Claim.objects.filter(town=town, identity__in=set(identities)))
    return {claim.identity: (claim, claim.read) for claim in rows.annotate(read=Exists(read))}


def drafts_of(town: Area, author: User) -> list[Claim]:
    """Return what an account wrote in a town and has not handed in. Three queries."""
    mine = Claim.objects.filter(town=town, drafted_by=author, state=State.DRAFT, identity="")
    return list(_full(mine).order_by("pk"))


def named(claim: Claim) -> dict[str, Capacity]:
    """Return the cadres named on a claim: code → capacity."""
    return {p.cadre.code: Capacity(p.capacity) for p in claim.people.all()}


def target(claim: Claim) -> Target:
    """Return what roles are held toward: where it lies, and whose it is."""
    return Target(area=claim.unit.path, cadres=frozenset(named(claim)))


def hats(
    claim: Claim,
    actor: Actor,
    *,
    on: dt.date,
    held: Rosters | None = None,
    bench: Bench | None = None,
) -> frozenset[Role]:
    """Return the roles `actor` holds toward a claim that day.

    Who would bear a share without being named, or whose kin would, decides and checks nothing; they
    may still claim and answer for the village. Nor does who is recused from the claim, or stands in
    for who is. Where nobody of the town is left to decide, the county wears the head's hat.

    Three queries, for those alone who are or have kin in a register and also hold such a role; none
    where `held` is given. One for a claim about which a recusal was asked. For the county, where a
    claim waits for its decision, six: three less with each of `held` and `bench`.
    """
    roles = roles_toward(actor, target(claim), on=on)
    if roles <= SPEAKS:
        return roles
    close = (actor.kin | {actor.cadre_in(claim.town.path)}) - {""}
    shunned = frozenset(code for g in actor.grants for code in g.shuns)
    if close or shunned:
        bearing = bearers(claim, held or rosters(claim.town))
        if close & bearing:
            return roles & SPEAKS
        if shunned & bearing:
            roles = own_roles(actor, claim, on=on)
    if getattr(claim, "asked_about", True):
        roles = worn(roles, effect_in(claim.town, claim.ref, actor.hands))
    if Role.COUNTY in roles and last_resort.waits_for_decision(claim):
        touched = named(claim).keys() | bearers(claim, held or rosters(claim.town))
        found = bench or last_resort.judges(claim.town, on=on)
        if last_resort.nobody_left(claim, touched, found):
            return roles | {Role.HEAD}
    return roles


def own_roles(actor: Actor, claim: Claim, *, on: dt.date) -> frozenset[Role]:
    """Return the roles `actor` holds toward a claim without those they stand in for others with."""
    alone = replace(actor, grants=frozenset(g for g in actor.grants if not g.delegator))
    return roles_toward(alone, target(claim), on=on)


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
    """Return the steps `actor` took on a claim. Who wrote it proposed it, whoever hands it in.

    Whoever replied to a point replied; a decision that may still be taken back was taken. Who stood
    in for somebody since it was drafted, and for whom, are the same hand.
    """
    mine = {actor.key} | actor.tied(local_date(claim.drafted_at))
    steps = {Action(d.action) for d in claim.decisions.all() if d.by and d.by.ref.hex in mine}
    if claim.drafted_by.ref.hex in mine and not claim.identity:
        steps |= {Action.SUBMIT, Action.PROPOSE}
    waits = pending(claim)
    if waits is not None and waits.by.ref.hex in mine:
        steps.add(Action(waits.action))
    for one in claim.addressees.all():
        replies = [point.reply for point in one.points.all() if hasattr(point, "reply")]
        if any(reply.by.ref.hex in mine for reply in replies):
            steps.add(Action.REPLY)
    return frozenset(steps)


def may_propose(item: Item, roles: Iterable[Role]) -> frozenset[Role]:
    """Return which of `roles` may propose an item; an item that names nobody is everybody's."""
    allowed = {Role(code) for code in item.proposers}
    return frozenset(role for role in roles if not allowed or role in allowed)


def magnitude(item: Item, measures: Measures) -> Centipoints:
    """Return what measures are worth by themselves, or zero where they do not fit the item yet."""
    if fault(item, measures) is not None:
        return ZERO
    return worth(item, measures) if measures.override is None else measures.override


def is_grave(claim: Claim) -> bool:
    """Say whether a deduction is grave (重大): its item is, or it reaches the version's line.

    What was noticed decides, however much milder the decision is.
    """
    item, line = item_of(claim), rulebook(claim.cycle.version).process.grave_line
    amount = magnitude(item, Measures.read(claim.noticed or claim.measures))
    return item.direction is Direction.DEDUCT and (item.grave or amount >= line)


def route(claim: Claim) -> Route:
    """Return the route by which a claim goes; every grant goes the ordinary one."""
    if claim.kind == Kind.GRANT:
        return Route.ORDINARY
    amount = magnitude(item_of(claim), Measures.read(claim.noticed or claim.measures))
    return route_of(
        confidential=claim.confidential,
        grave=is_grave(claim),
        minor=amount < rulebook(claim.cycle.version).process.minor_line,
    )


def item_of(claim: Claim) -> Item:
    """Return a claim's item under the version of its cycle."""
    return rulebook(claim.cycle.version).item(claim.item)


def open_actions(
    claim: Claim,
    actor: Actor,
    *,
    on: dt.date,
    held: Rosters | None = None,
    bench: Bench | None = None,
    going: late.Going | None = None,
) -> tuple[Action, ...]:
    """Return the buttons `actor` is shown on a claim: what `take_step` would accept of them.

    A period that still runs does not hide a button; pressing it says until when. In a closed cycle
    a claim can only be withdrawn, unless it is booked late: one query, with `going` given once.
    """
    if not shows(claim, actor, on=on):
        return ()
    going = going or late.Going(claim.town, on)
    roles = hats(claim, actor, on=on, held=held, bench=bench)
    kind, state, item = Kind(claim.kind), State(claim.state), item_of(claim)
    by = route(claim)
    found = choices(kind, state, roles, taken(claim, actor), route=by, publicised=item.publicised)
    return tuple(
        action
        for action in found
        if action is Action.WITHDRAW or going.on_with(claim)
        if (step := step_at(kind, state, action, by)) and able(item, step, roles)
    )


def able(item: Item, step: Step, roles: frozenset[Role]) -> frozenset[Role]:
    """Return which of `roles` may take a step, as the table and the item say together.

    The item names who may propose it, and may leave its decision to the head.
    """
    found = roles & step.roles
    if step.action in {Action.SUBMIT, Action.PROPOSE}:
        return may_propose(item, found)
    if step.action in {Action.APPROVE, Action.DECIDE} and item.approver is Approver.HEAD:
        return found & {Role.HEAD}
    return found


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
    county = any(g.role is Role.COUNTY for g in actor.grants)
    held = rosters(town) if close or county else None
    bench = last_resort.judges(town, on=on) if county else None
    found, still = [], late.Going(town, on)
    for claim in claims:
        running = claim.due_on is not None and on <= claim.due_on
        idle = {Action.WITHDRAW} | (AFTER_DUE if running else set())
        open_to = open_actions(claim, actor, on=on, held=held, bench=bench, going=still)
        if set(open_to) - idle:
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
