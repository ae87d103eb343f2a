"""The life of a claim: draft it, revise it, take a step. Points move at the last step only."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.claims.models import Claim, Decision, Person
from jifen.claims.proof import content
from jifen.claims.queries import (
    every,
    hats,
    is_grave,
    item_of,
    may_propose,
    named,
    shows,
    taken,
)
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.rules import Capacity, Direction, Rulebook
from jifen.core.workdays import after
from jifen.core.workflow import Action, Kind, State, Step, advance
from jifen.cycles.models import Cycle
from jifen.cycles.queries import calendar
from jifen.ledger.commands import NewFact, check_fact, record_facts
from jifen.ledger.models import Fact
from jifen.people.models import Area, Cadre, User
from jifen.people.queries import rosters
from jifen.rulebook.queries import rulebook

REASONED = frozenset(
    {
        Action.RETURN,
        Action.REFUSE,
        Action.NOTICE,
        Action.ANSWER,
        Action.REPLY,
        Action.DECIDE,
        Action.DROP,
        Action.EXEMPT,
        Action.TRANSFER,
        Action.SERVE,
    }
)
"""Steps that are not taken without a written reason (for service: how it was served)."""

CLAIMANTS = frozenset(
    {
        Role.CADRE,
        Role.SECRETARY,
        Role.LINE_OFFICE,
        Role.STATIONED,
        Role.CLERK,
        Role.DISCIPLINE,
    }
)


@transaction.atomic(durable=True)
def draft(
    cycle: Cycle,
    *,
    item: str,
    unit: Area,
    people: Mapping[str, Capacity],
    happened_on: dt.date,
    measures: Measures,
    reason: str,
    evidence: Sequence[str],
    duty_area: str = "",
    matter: str = "",
    ref: uuid.UUID | None = None,
    hand: Hand,
) -> Claim:
    """Write a draft claim, of the kind its item has. It is checked as if it were recorded now.

    `ref` is the form's own id: the same form sent twice makes one claim, and the first stands.

    Raises:
        Refusal: "claim.not-your-item" where none of the author's roles may propose the item,
            "claim.already-moved" where somebody else's claim has that `ref`, or what
            `ledger.commands.check_fact` says.
    """
    rules = rulebook(cycle.version)
    _check(
        cycle, rules, item, unit, people, happened_on, measures, reason, evidence, duty_area, hand
    )
    kind = Kind.DEDUCTION if rules.item(item).direction is Direction.DEDUCT else Kind.GRANT
    author = User.objects.get(ref=hand.actor.key)
    claim, fresh = Claim.objects.get_or_create(
        ref=ref or uuid.UUID(bytes=hand.dice(16), version=4),
        defaults={
            "town": cycle.town,
            "cycle": cycle,
            "kind": kind.value,
            "item": item,
            "unit": unit,
            "duty_area": duty_area,
            "happened_on": happened_on,
            "measures": measures.plain(),
            "matter": matter,
            "reason": reason,
            "evidence": [text.strip() for text in evidence if text.strip()],
            "drafted_by": author,
            "drafted_at": hand.at,
        },
    )
    if claim.drafted_by_id != author.pk:
        raise Refusal("claim.already-moved")
    if fresh:
        _name(claim, people)
    return claim


@transaction.atomic(durable=True)
def revise(
    claim: Claim,
    *,
    people: Mapping[str, Capacity],
    happened_on: dt.date,
    measures: Measures,
    reason: str,
    evidence: Sequence[str],
    duty_area: str = "",
    matter: str = "",
    hand: Hand,
) -> None:
    """Rewrite a draft. Its item and unit stay: another item is another claim.

    Raises:
        Refusal: "claim.already-moved" unless it is a draft, "claim.not-your-step" unless the hand
            wrote it (rows of a file are the office's), or as `draft`.
    """
    if claim.drafted_by.ref.hex != hand.actor.key and not claim.identity:
        raise Refusal("claim.not-your-step")
    rules = rulebook(claim.cycle.version)
    _check(
        claim.cycle,
        rules,
        claim.item,
        claim.unit,
        people,
        happened_on,
        measures,
        reason,
        evidence,
        duty_area,
        hand,
    )
    changed = Claim.objects.filter(pk=claim.pk, state=State.DRAFT).update(
        duty_area=duty_area,
        happened_on=happened_on,
        measures=measures.plain(),
        matter=matter,
        reason=reason,
        evidence=[text.strip() for text in evidence if text.strip()],
    )
    if not changed:
        raise Refusal("claim.already-moved")
    claim.people.all().delete()
    _name(claim, people)


@transaction.atomic(durable=True)
def take_step(claim: Claim, action: Action, *, hand: Hand, reason: str = "") -> State:
    """Take one step of a claim's life, and record its fact at the last one. Returns the new state.

    Raises:
        Refusal: the step is not in the table, is not the actor's to take, wants a reason, comes
            before its period has ended, or was just taken by somebody else.
    """
    chain = hold(claim.town.path, at=hand.at)
    claim = every(claim.town).get(pk=claim.pk)  # as it stands under the lock
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    roles = hats(claim, hand.actor, on=hand.today)
    step = advance(
        Kind(claim.kind),
        State(claim.state),
        action,
        roles,
        taken(claim, hand.actor),
        publicised=item_of(claim).publicised,
    )
    rules = rulebook(claim.cycle.version)
    _check_gates(claim, step, rules, hand, reason)
    as_role = _role(claim, step, roles)

    fact = _record(claim, chain, hand) if step.target is State.RECORDED else None
    claim.state = step.target.value
    claim.due_on = _due(step, rules, hand.today)
    claim.fact = fact.key if fact else None
    claim.save(update_fields=["state", "due_on", "fact"])
    _decide(claim, step, as_role, reason, chain, hand)
    chain.seal()
    return step.target


def _check(
    cycle: Cycle,
    rules: Rulebook,
    item: str,
    unit: Area,
    people: Mapping[str, Capacity],
    happened_on: dt.date,
    measures: Measures,
    reason: str,
    evidence: Sequence[str],
    duty_area: str,
    hand: Hand,
) -> None:
    if cycle.state != Cycle.State.OPEN:
        raise Refusal("cycle.closed", name=cycle.name)
    one = NewFact(
        key=uuid.UUID(int=0),
        item=item,
        unit=unit,
        named=people,
        happened_on=happened_on,
        measures=measures,
        duty_area=duty_area,
        reason=reason,
        evidence=evidence,
        way=Fact.Way.CLAIM,
        by=hand.actor.key,
        second="",
    )
    check_fact(one, cycle, rules, rosters(cycle.town), today=hand.today)
    _check_deadline(rules, happened_on, hand)
    toward = Target(area=unit.path, cadres=frozenset(people))
    roles = roles_toward(hand.actor, toward, on=hand.today)
    if not may_propose(rules.item(item), roles & CLAIMANTS):
        raise Refusal("claim.not-your-item", article=rules.item(item).article, item=item)


def _check_deadline(rules: Rulebook, happened_on: dt.date, hand: Hand) -> None:
    deadline = rules.cycle.entry_deadline_days
    if deadline is not None and (hand.today - happened_on).days > deadline:
        raise Refusal("claim.too-late", on=happened_on, days=deadline)


def _name(claim: Claim, people: Mapping[str, Capacity]) -> None:
    codes = {c.code: c for c in Cadre.objects.filter(town=claim.town, code__in=people)}
    Person.objects.bulk_create(
        Person(claim=claim, cadre=codes[code], capacity=capacity.value)
        for code, capacity in people.items()
    )


def _check_gates(claim: Claim, step: Step, rules: Rulebook, hand: Hand, reason: str) -> None:
    """Raise what keeps a step from being taken yet, though it is this actor's."""
    if claim.cycle.state != Cycle.State.OPEN and step.action is not Action.WITHDRAW:
        raise Refusal("cycle.closed", name=claim.cycle.name)
    if step.action in REASONED and len(reason.strip()) < 2:
        raise Refusal("claim.reason-needed")
    if step.action is Action.SUBMIT or step.action is Action.PROPOSE:
        roles = hats(claim, hand.actor, on=hand.today) & step.roles
        item = item_of(claim)
        if not may_propose(item, roles):
            raise Refusal("claim.not-your-item", article=item.article, item=item.code)
        if not claim.decisions.all():  # what the office sent back was in time
            _check_deadline(rules, claim.happened_on, hand)
    running = claim.due_on is not None and hand.today <= claim.due_on
    if step.action is Action.RECORD and running:
        code = "claim.publicity-running" if claim.kind == Kind.GRANT else "claim.appeal-running"
        raise Refusal(code, until=claim.due_on)
    if step.action is Action.HEAR_NOTHING and running:
        raise Refusal("claim.answer-running", until=claim.due_on)
    if step.action is Action.DECIDE and is_grave(claim):
        raise Refusal("claim.grave")


def _due(step: Step, rules: Rulebook, today: dt.date) -> dt.date | None:
    days = {
        Action.PUBLICISE: rules.process.publicity_days,
        Action.NOTICE: rules.process.answer_days,
        Action.SERVE: rules.process.appeal_days,
    }.get(step.action)
    return after(today, days, calendar()) if days is not None else None


def _role(claim: Claim, step: Step, roles: frozenset[Role]) -> Role:
    """Return the hat the step is taken in: the first in the order of `Role` that may take it."""
    able = roles & step.roles
    if step.action in {Action.SUBMIT, Action.PROPOSE}:
        able = may_propose(item_of(claim), able)
    return next(role for role in Role if role in able)


def _record(claim: Claim, chain: Chain, hand: Hand) -> Fact:
    deciding = Action.APPROVE if claim.kind == Kind.GRANT else Action.DECIDE
    decided = [d for d in claim.decisions.all() if d.action == deciding]
    one = NewFact(
        key=claim.ref,
        item=claim.item,
        unit=claim.unit,
        named=named(claim),
        happened_on=claim.happened_on,
        measures=Measures.read(claim.measures),
        duty_area=claim.duty_area,
        matter=claim.matter,
        reason=claim.reason,
        evidence=claim.evidence,
        decision_number=claim.decision_number,
        identity=claim.identity,
        way=Fact.Way.CLAIM,
        by=hand.actor.key,
        second=_hand_of(max(decided, key=lambda d: d.seq)),
    )
    return record_facts(claim.cycle, [one], event_key=claim.ref.hex, chain=chain, hand=hand)[0]


def _hand_of(step: Decision) -> str:
    assert step.by is not None, "the clock decides nothing"
    return step.by.ref.hex


def _decide(claim: Claim, step: Step, role: Role, reason: str, chain: Chain, hand: Hand) -> None:
    salt = hand.dice(16)
    seq = chain.append(
        "decision",
        claim=claim.ref.hex,
        content_salted=canonical.commitment(salt, content(claim)),
        action=step.action.value,
        source=step.source.value,
        target=step.target.value,
        role=role.value,
        reason_salted=canonical.commitment(salt, reason),
        by=hand.actor.key,
    )
    Decision.objects.create(
        town=claim.town,
        claim=claim,
        action=step.action.value,
        source=step.source.value,
        target=step.target.value,
        role=role.value,
        by=User.objects.get(ref=hand.actor.key),
        reason=reason,
        salt=salt,
        at=chain.at,
        seq=seq,
    )
