"""Reading appeals: who sees them, who may judge them, what waits, what they leave to be done."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from jifen.appeals.models import Appeal, Point, Ruling, Step
from jifen.claims.models import Addressee, Claim, Decision, Person
from jifen.claims.queries import FINAL as ENDED
from jifen.claims.queries import claim_at
from jifen.core import appeal as rules
from jifen.core.access import Actor, Role, Target, contains, roles_toward
from jifen.core.appeal import OPEN, Action, Level, Part, Progress, State
from jifen.core.facts import Measures
from jifen.core.hand import local_date
from jifen.core.measures import worth
from jifen.core.points import Centipoints
from jifen.core.recusal import Effect
from jifen.core.rules import Item, Subject
from jifen.core.service import Review
from jifen.core.workdays import Calendar
from jifen.core.workflow import Action as Taken
from jifen.core.workflow import Kind, Outcome
from jifen.core.workflow import State as ClaimState
from jifen.cycles.models import Cycle
from jifen.cycles.queries import calendar
from jifen.ledger.models import Fact
from jifen.ledger.models import Party as Share
from jifen.ledger.queries import CONCERNS, fact_by
from jifen.people.models import Area, Cadre
from jifen.recusals import queries as recusals
from jifen.rulebook.queries import rulebook

READERS = frozenset(
    {Role.CLERK, Role.MEMBER, Role.HEAD, Role.COMMITTEE, Role.DISCIPLINE, Role.COUNTY, Role.AUDITOR}
)
"""Roles over the town that read its reviews: office, deciders, reviewers, county, auditor."""
SECRET_READERS = frozenset({Role.HEAD, Role.DISCIPLINE, Role.COMMITTEE, Role.COUNTY})
"""Those of them that read the review of confidential material."""
DECIDING = frozenset({Taken.DECIDE, Taken.APPROVE, Taken.REFUSE})
SPEAKING = frozenset({Taken.ANSWER})
"""Steps that a person takes for themself: they are no hand in the case."""


# ------------------------------------------------------------------ appeals
def every(town: Area) -> QuerySet[Appeal]:
    """Return a town's appeals with all that lists and rules need, latest first. Nine queries."""
    return _full(Appeal.objects.filter(town=town)).order_by("-pk")


def _full(found: QuerySet[Appeal]) -> QuerySet[Appeal]:
    related = (
        "town", "filed_by__cadre", "ruling__by", "before__ruling", "before__claim", "before__fact",
        "claim__cycle__version", "claim__cycle__town", "claim__unit", "claim__town",
        "claim__drafted_by", "fact__cycle__version", "fact__cycle__town", "fact__unit",
        "fact__town",
    )  # fmt: skip
    return found.select_related(*related).prefetch_related(
        Prefetch("points", Point.objects.order_by("number")),
        Prefetch("steps", Step.objects.select_related("by").order_by("seq")),
        Prefetch("before__steps", Step.objects.select_related("by").order_by("seq")),
        Prefetch("claim__people", Person.objects.select_related("cadre").order_by("cadre__code")),
        Prefetch("claim__addressees", Addressee.objects.select_related("cadre")),
        Prefetch("claim__decisions", Decision.objects.select_related("by").order_by("seq")),
        Prefetch("fact__parties", Share.objects.select_related("cadre")),
    )


def appeal_at(ref: uuid.UUID) -> Appeal | None:
    """Return the appeal that an address names, with all that its page shows. Nine queries."""
    return _full(Appeal.objects.filter(ref=ref)).first()


def about(claim: Claim | None, fact: Fact | None) -> list[Appeal]:
    """Return the appeals about a claim or the fact it became, first to last. One query."""
    of = Q(claim=claim) if claim is not None else Q()
    if fact is not None:
        of |= Q(fact=fact)
    found = Appeal.objects.filter(of) if claim or fact else Appeal.objects.none()
    return list(found.select_related("ruling", "filed_by").order_by("seq"))


def pair(claim: Claim | None, fact: Fact | None) -> tuple[Claim | None, Fact | None]:
    """Return a claim with the fact it became, and a fact with the claim it came from."""
    if fact is None and claim is not None and claim.fact is not None:
        fact = fact_by(claim.fact)
    if claim is None and fact is not None and fact.way == Fact.Way.CLAIM:
        claim = claim_at(fact.key)
    return claim, fact


def is_open(appeal: Appeal) -> bool:
    """Say whether it still has an outcome before it."""
    return State(appeal.state) in OPEN


def ruling_of(appeal: Appeal) -> Ruling | None:
    """Return what was ruled, or None. No query on rows that `every` read."""
    found: Ruling | None = getattr(appeal, "ruling", None)
    return found


def cycle_of(appeal: Appeal) -> Cycle:
    """Return the cycle that what is appealed belongs to."""
    if appeal.fact is not None:
        return appeal.fact.cycle
    assert appeal.claim is not None
    return appeal.claim.cycle


def item_of(appeal: Appeal) -> Item:
    """Return the item of what is appealed, under the version it was decided by."""
    if appeal.fact is not None:
        return rulebook(appeal.fact.version).item(appeal.fact.item)
    assert appeal.claim is not None
    return rulebook(appeal.claim.cycle.version).item(appeal.claim.item)


def cadre_of(appeal: Appeal) -> Cadre:
    """Return the cadre whose share it is; a village's appeal has none. One query."""
    return Cadre.objects.get(town=appeal.town, code=appeal.holder)


def measures_of(appeal: Appeal) -> Measures:
    """Return what was measured, as it stands."""
    if appeal.fact is not None:
        return Measures.read(appeal.fact.measures)
    assert appeal.claim is not None
    return Measures.read(appeal.claim.measures)


def amount(item: Item, measures: Measures) -> Centipoints:
    """Return what measures are worth by themselves, a magnitude, before shares and limits."""
    return worth(item, measures) if measures.override is None else measures.override


# ------------------------------------------------------------------ who had a hand in it
@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Whom it touches, who had a hand in it, and who therefore may judge it."""

    cadres: frozenset[str]
    involved: frozenset[str]
    deciders: frozenset[str]
    body: Role
    reviewers: tuple[Actor, ...]


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
    found = {holder} if "/" not in holder else set()
    if claim is not None:
        found |= {p.cadre.code for p in claim.people.all()}
        found |= {a.cadre.code for a in claim.addressees.all() if a.cadre is not None}
    if fact is not None:
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
) -> Case:
    """Return who may judge: the committee's accounts without a hand in the case, else the county's.

    Out are those who proposed, took up, signed, checked, decided or recorded it, who stand in for
    one of them or the other way round, whom it touches or whose kin it does, and the recused.
    """
    cadres = touched(claim, fact, holder)
    involved, deciders = hands(claim, fact, before)
    body = Role.COMMITTEE if before is None else Role.COUNTY
    left = recusals.bench(town, {body}, on=on).left(town.path, cadres, unlike=involved, case=ref)
    if not left and body is Role.COMMITTEE:
        body = Role.COUNTY
        bench = recusals.bench(town, {body}, on=on)
        left = bench.left(town.path, cadres, unlike=involved, case=ref)
    return Case(
        cadres=cadres, involved=involved, deciders=deciders, body=body, reviewers=tuple(left)
    )


def speaks(actor: Actor, holder: str, town: Area, *, on: dt.date) -> bool:
    """Say whether `actor` may ask and take back for a holder: themself, or their village."""
    if "/" not in holder:
        return actor.cadre_in(town.path) == holder
    return any(
        g.role is Role.SECRETARY and g.holds(on) and contains(g.area, holder) for g in actor.grants
    )


def holders(actor: Actor, town: Area, units: Iterable[Area], *, on: dt.date) -> frozenset[str]:
    """Return the holders in a town that `actor` speaks for."""
    mine = {actor.cadre_in(town.path)} - {""}
    return frozenset(mine | {u.path for u in units if speaks(actor, u.path, town, on=on)})


def parts(appeal: Appeal, actor: Actor, found: Case, *, on: dt.date) -> frozenset[Part]:
    """Return what `actor` is in an appeal. One query for those who might judge."""
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
    if Role.CLERK in roles:
        is_.add(Part.OFFICE)
    judging = is_ - {Part.PERSON, Part.DECIDER}
    if judging and _effect(appeal, actor) is Effect.OUT:
        is_ -= judging
    return frozenset(is_)


def _effect(appeal: Appeal, actor: Actor) -> Effect:
    return recusals.effect_in(appeal.town, appeal.ref, actor.hands)


def waits_for_recusal(appeal: Appeal, actor: Actor) -> bool:
    """Say whether somebody asked that `actor` keep out, and nobody has ruled on it. One query."""
    return _effect(appeal, actor) is Effect.WAITS


def progress(appeal: Appeal, today: dt.date, ruling: rules.Ruling | None = None) -> Progress:
    """Return how far an appeal is. No query on rows that `every` read."""
    share = addressee_of(appeal)
    waits = share is not None and share.review == Review.OPEN and share.reviews > 0
    return Progress(
        today=today,
        level=Level(appeal.level),
        due_on=appeal.due_on,
        answer_until=appeal.answer_until,
        ruling=ruling,
        extended=appeal.extended,
        suspended=appeal.hold is not None or (appeal.fact is not None and waits),
        told=appeal.told,
    )


def addressee_of(appeal: Appeal) -> Addressee | None:
    """Return the share of a deduction that an appeal is about, or None: a grant, or no claim's."""
    if appeal.claim is None:
        return None
    found = (a for a in appeal.claim.addressees.all() if a.holder == appeal.holder)
    return next(found, None)


# ------------------------------------------------------------------ who sees it
def shows(appeal: Appeal, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may read an appeal. No query on rows that `every` read."""
    if speaks(actor, appeal.holder, appeal.town, on=on) or appeal.filed_by.ref.hex == actor.key:
        return True
    cadres = touched(appeal.claim, appeal.fact, appeal.holder)
    if actor.kin & cadres:
        return False
    roles = roles_toward(actor, Target(area=appeal.town.path, cadres=cadres), on=on)
    if appeal.claim is not None and appeal.claim.confidential:
        return bool(roles & SECRET_READERS)
    return bool(roles & READERS)


def visible_to(actor: Actor, town: Area, *, on: dt.date) -> list[Appeal]:
    """Return the appeals `actor` may read, latest first. Nine queries, whatever the size."""
    return [one for one in every(town) if shows(one, actor, on=on)]


def overdue(appeal: Appeal, *, on: dt.date) -> bool:
    """Say whether its last day is past and the person still waits."""
    return is_open(appeal) and on > appeal.due_on


def red_for(appeal: Appeal, actor: Actor, *, on: dt.date) -> bool:
    """Say whether an overdue appeal is red: to whoever answers for it, never to the person."""
    if not overdue(appeal, on=on) or speaks(actor, appeal.holder, appeal.town, on=on):
        return False
    toward = Target(area=appeal.town.path)
    return bool(roles_toward(actor, toward, on=on) & {Role.HEAD, Role.COMMITTEE, Role.COUNTY})


def awaiting(actor: Actor, town: Area, *, on: dt.date) -> list[Appeal]:
    """Return the open appeals on which `actor` has a step to take, those due first.

    Nine queries, and up to four for each that is open.
    """
    waiting = []
    for one in visible_to(actor, town, on=on):
        if not is_open(one):
            continue
        is_ = parts(one, actor, case_of(one, on=on), on=on) - {Part.PERSON, Part.LEADER}
        if any(s.action in FORWARD for s in choices(one, actor, is_, on=on)):
            waiting.append(one)
    return sorted(waiting, key=lambda one: (one.due_on, one.pk))


FORWARD = frozenset(
    {Action.ADMIT, Action.DECLINE, Action.ANSWER, Action.HEAR, Action.DECIDE, Action.SERVE}
)
"""Steps that bring an appeal nearer to its end."""


def choices(
    appeal: Appeal, actor: Actor, is_: frozenset[Part], *, on: dt.date
) -> tuple[rules.Step, ...]:
    """Return the steps that `actor` is shown: what `take_step` would accept, or accept later."""
    seen = progress(appeal, on)
    return rules.choices(State(appeal.state), is_, seen, taken(appeal, actor))


def taken(appeal: Appeal, actor: Actor) -> frozenset[Action]:
    """Return the steps `actor` took on an appeal."""
    steps = [s for s in appeal.steps.all() if s.by is not None and s.by.ref.hex == actor.key]
    return frozenset(Action(s.action) for s in steps)


# ------------------------------------------------------------------ what may be appealed
@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What somebody may ask about a decision, for whom, and until when."""

    holder: str
    level: Level
    window: rules.Window
    before: Appeal | None = None


def chances(
    actor: Actor,
    town: Area,
    *,
    claim: Claim | None = None,
    fact: Fact | None = None,
    on: dt.date,
    days: Calendar | None = None,
) -> tuple[Chance, ...]:
    """Return what `actor` may ask today about a claim (with people and addressees) or a fact.

    Two queries at most.
    """
    mine = [h for h in shares(claim, fact) if speaks(actor, h, town, on=on)]
    if not mine:
        return ()
    days = calendar() if days is None else days
    asked = about(claim, fact)
    found = []
    for holder in mine:
        earlier = [a for a in asked if a.holder == holder]
        chance = _chance(holder, earlier, claim, fact, days)
        if chance is not None and on <= chance.window.late_until:
            found.append(chance)
    return tuple(found)


def _chance(
    holder: str,
    mine: list[Appeal],
    claim: Claim | None,
    fact: Fact | None,
    days: Calendar,
) -> Chance | None:
    if any(is_open(a) or a.state == State.WITHDRAWN for a in mine):
        return None
    judged = [a for a in mine if a.state in JUDGED]
    if not judged:
        first = first_window(claim, fact, holder, days)
        return None if first is None else Chance(holder=holder, level=Level.FIRST, window=first)
    last = judged[-1]
    if last.level == Level.SECOND or last.served_on is None or gave_all(last):
        return None
    until = rules.window(Level.SECOND, last.served_on, 0, days)
    return Chance(holder=holder, level=Level.SECOND, window=until, before=last)


JUDGED = frozenset({State.SERVED, State.INADMISSIBLE})
"""States in which a review has ended with an answer."""


def gave_all(appeal: Appeal) -> bool:
    """Say whether a review left nothing to appeal: what it was about is gone."""
    ruling = ruling_of(appeal)
    return ruling is not None and ruling.outcome in {Outcome.QUASHED, Outcome.REDO}


def shares(claim: Claim | None, fact: Fact | None) -> list[str]:
    """Return whose shares can be appealed."""
    if claim is not None:
        shares = [a.holder for a in claim.addressees.all()]
        if claim.kind == Kind.GRANT:
            people = [p.cadre.code for p in claim.people.all()]
            shares += people or [claim.unit.path]
        return shares
    assert fact is not None
    item = rulebook(fact.version).item(fact.item)
    bears = {c.value for c in item.shares}
    found = [p.cadre.code for p in fact.parties.all() if bears & set(p.capacities.split(","))]
    if item.subject is not Subject.VILLAGE:
        return found
    return [*found, *([fact.unit.path] if fact.board is None else [r[0] for r in fact.board])]


def first_window(
    claim: Claim | None, fact: Fact | None, holder: str, days: Calendar
) -> rules.Window | None:
    """Return until when a first review may be asked for, or None: nothing was decided yet."""
    told = told_on(claim, fact, holder)
    if told is None:
        return None
    one = claim or fact
    assert one is not None
    version = one.cycle.version
    return rules.window(Level.FIRST, told, rulebook(version).process.appeal_days, days)


def told_on(claim: Claim | None, fact: Fact | None, holder: str) -> dt.date | None:
    """Return the day on which a holder was told of a decision that can be appealed, or None."""
    if claim is not None:
        if claim.kind == Kind.DEDUCTION:
            share = next((a for a in claim.addressees.all() if a.holder == holder), None)
            decided = claim.state in {ClaimState.SERVED, ClaimState.RECORDED}
            return share.served_on if share is not None and decided else None
        if claim.state not in {ClaimState.REFUSED, ClaimState.RECORDED} & ENDED:
            return None
        return max((local_date(d.at) for d in claim.decisions.all()), default=None)
    assert fact is not None
    return local_date(fact.recorded_at)


# ------------------------------------------------------------------ what is left to do
def amendments_due(town: Area) -> list[Appeal]:
    """Return the served reviews whose outcome a closed cycle still has to take in. Two queries.

    The cycle was closed when the decision was served: what it moves comes as an amendment, decided
    by two people, in a new edition (model.md). First to last.
    """
    moving = [outcome.value for outcome in MOVING]
    found = Appeal.objects.filter(town=town, state=State.SERVED, ruling__outcome__in=moving)
    found = found.select_related("ruling", "fact__cycle", "claim__cycle", "town")
    found = found.prefetch_related("steps")
    return [one for one in found.order_by("seq") if closed_before(one)]


MOVING = frozenset({Outcome.CHANGED, Outcome.QUASHED, Outcome.REDO})
"""Outcomes after which something is no longer as it was."""


def closed_before(appeal: Appeal) -> bool:
    """Say whether what is appealed lay in a closed cycle when the decision on it was served."""
    closed = cycle_of(appeal).closed_seq
    served = (s.seq for s in appeal.steps.all() if s.action == Action.SERVE)
    return closed is not None and any(closed < seq for seq in served)


def under_review(cycle: Cycle) -> frozenset[tuple[str, str]]:
    """Return (fact key, holder) of the recorded facts whose review is open. One query."""
    rows = Appeal.objects.filter(fact__cycle=cycle, state__in=[s.value for s in OPEN])
    return frozenset((key.hex, holder) for key, holder in rows.values_list("fact__key", "holder"))


def open_in(cycle: Cycle) -> list[Appeal]:
    """Return the reviews that are open in a cycle: what its close waits for. One query."""
    rows = Appeal.objects.filter(state__in=[s.value for s in OPEN], town=cycle.town)
    return [a for a in rows.select_related("claim", "fact") if _in(a, cycle)]


def _in(appeal: Appeal, cycle: Cycle) -> bool:
    one = appeal.fact or appeal.claim
    return one is not None and one.cycle_id == cycle.pk
