"""Reading appeals: who sees them, who may judge them, what waits, what they leave to be done."""

import datetime as dt
import uuid

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from jifen.appeals.judges import by_parties, case_of, named, parts, speaks, touched
from jifen.appeals.models import Appeal, Point, Ruling, Step
from jifen.claims.models import Addressee, Claim, Decision, Person
from jifen.claims.queries import every as claims
from jifen.core import appeal as rules
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.appeal import OPEN, Action, Level, Part, Progress, State
from jifen.core.facts import Measures
from jifen.core.measures import worth
from jifen.core.points import Centipoints
from jifen.core.rules import Item
from jifen.core.service import Review
from jifen.core.workflow import Outcome
from jifen.cycles.models import Cycle
from jifen.ledger.models import Fact
from jifen.ledger.models import Party as Share
from jifen.ledger.queries import fact_by
from jifen.people.models import Area, Cadre
from jifen.rulebook.queries import rulebook

READERS = frozenset(
    {Role.CLERK, Role.MEMBER, Role.HEAD, Role.COMMITTEE, Role.DISCIPLINE, Role.COUNTY, Role.AUDITOR}
)
"""Roles over the town that read its reviews: office, deciders, reviewers, county, auditor."""
SECRET_READERS = frozenset({Role.HEAD, Role.DISCIPLINE, Role.COMMITTEE, Role.COUNTY})
"""Those of them that read the review of confidential material."""


# ------------------------------------------------------------------ appeals
def every(town: Area) -> QuerySet[Appeal]:
    """Return a town's appeals with all that lists and rules need, latest first. Nine queries."""
    return _full(Appeal.objects.filter(town=town)).order_by("-pk")


def _full(found: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return found.select_related(*_RELATED).prefetch_related(
        Prefetch("points", Point.objects.order_by("number")),
        Prefetch("steps", _STEPS),
        Prefetch("before__steps", _STEPS),
        _PEOPLE,
        _ADDRESSEES,
        _DECISIONS,
        _PARTIES,
    )


_RELATED = (
    "town", "filed_by__cadre", "ruling__by", "before__ruling", "before__claim", "before__fact",
    "claim__cycle__version", "claim__cycle__town", "claim__unit", "claim__town",
    "claim__drafted_by", "fact__cycle__version", "fact__cycle__town", "fact__unit", "fact__town",
)  # fmt: skip
_STEPS = Step.objects.select_related("by").order_by("seq")
_PEOPLE = Prefetch("claim__people", Person.objects.select_related("cadre").order_by("cadre__code"))
_ADDRESSEES = Prefetch("claim__addressees", Addressee.objects.select_related("cadre"))
_DECISIONS = Prefetch("claim__decisions", Decision.objects.select_related("by").order_by("seq"))
_PARTIES = Prefetch("fact__parties", Share.objects.select_related("cadre"))


def appeal_at(ref: uuid.UUID) -> Appeal | None:
    """Return the appeal that an address names, with all that its page shows. Seven queries."""
    found = Appeal.objects.filter(ref=ref).select_related(*_RELATED).first()
    if found is None:
        return None
    prefetch_related_objects([found], Prefetch("points", Point.objects.order_by("number")))
    both = [one for one in (found, found.before) if one is not None]
    prefetch_related_objects(both, Prefetch("steps", _STEPS))
    if found.claim is not None:
        prefetch_related_objects([found], _PEOPLE, _ADDRESSEES, _DECISIONS)
    if found.fact is not None and by_parties(found.claim):
        prefetch_related_objects([found], _PARTIES)
    return found


def fact_at(key: uuid.UUID) -> Fact | None:
    """Return a recorded fact with the parties whose shares may be asked about. Two queries."""
    found = fact_by(key)
    if found is not None:
        prefetch_related_objects(
            [found], Prefetch("parties", Share.objects.select_related("cadre"))
        )
    return found


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
        fact = fact_at(claim.fact)
    if claim is None and fact is not None and fact.way == Fact.Way.CLAIM:
        claim = claims(fact.town).filter(fact=fact.key).first()
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


def name_of(appeal: Appeal) -> str:
    """Return what the holder is called. No query on rows that `every` read."""
    return named(appeal.claim, appeal.fact).get(appeal.holder, appeal.holder)


def measures_of(appeal: Appeal) -> Measures:
    """Return what was measured, as it stands."""
    if appeal.fact is not None:
        return Measures.read(appeal.fact.measures)
    assert appeal.claim is not None
    return Measures.read(appeal.claim.measures)


def amount(item: Item, measures: Measures) -> Centipoints:
    """Return what measures are worth by themselves, a magnitude, before shares and limits."""
    return worth(item, measures) if measures.override is None else measures.override


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
