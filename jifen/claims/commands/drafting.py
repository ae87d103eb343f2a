"""Writing a draft claim, and rewriting it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from jifen.claims import late
from jifen.claims.commands.booking import check_booked
from jifen.claims.models import Claim, Person
from jifen.claims.queries import may_propose
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.rules import Capacity, Direction, Item, Rulebook
from jifen.core.secrecy import is_confidential
from jifen.core.workflow import Kind, State
from jifen.cycles.models import Cycle
from jifen.evidence.commands import attach, pass_on
from jifen.ledger.commands import NewFact, check_fact
from jifen.ledger.models import Fact
from jifen.people.mergers import check_stands
from jifen.people.models import Area, Cadre, User
from jifen.people.queries import rosters
from jifen.rulebook.queries import rulebook

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
            `ledger.commands.check_fact` and `evidence.commands.attach` say.
    """
    rules = rulebook(cycle.version)
    _check(
        cycle, rules, item, unit, people, happened_on, measures, reason, evidence, duty_area, hand
    )
    author = User.objects.get(ref=hand.actor.key)
    claim, fresh = Claim.objects.get_or_create(
        ref=ref or uuid.UUID(bytes=hand.dice(16), version=4),
        defaults={
            **_about(cycle, rules.item(item), unit, author, hand),
            **_said(happened_on, measures, reason, evidence, duty_area, matter),
        },
    )
    if claim.drafted_by_id != author.pk:
        raise Refusal("claim.already-moved")
    if fresh:
        _name(claim, people)
        attach(cycle.town, claim.evidence, about=claim.ref, hand=hand)
    return claim


def propose(
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
    identity: str,
    hand: Hand,
) -> Claim:
    """Write what a cause proposes as a draft that is the office's: once for each `identity`.

    Part of the caller's transaction, under the town's head. The hand is that of whoever may propose
    the item; the same cause again is the claim that stands, however far it has come. Files that
    the cause bears go along.

    Raises:
        Refusal: as `draft`.
    """
    assert transaction.get_connection().in_atomic_block, "propose inside the cause's transaction"
    standing = Claim.objects.filter(town=cycle.town, identity=identity).first()
    if standing is not None:
        return standing
    rules = rulebook(cycle.version)
    _check(
        cycle, rules, item, unit, people, happened_on, measures, reason, evidence, duty_area, hand
    )
    author = User.objects.get(ref=hand.actor.key)
    claim = Claim.objects.create(
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        identity=identity,
        **_about(cycle, rules.item(item), unit, author, hand),
        **_said(happened_on, measures, reason, evidence, duty_area),
    )
    _name(claim, people)
    pass_on(cycle.town, claim.evidence, identity=identity, about=claim.ref)
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
        **_said(happened_on, measures, reason, evidence, duty_area, matter)
    )
    if not changed:
        raise Refusal("claim.already-moved")
    attach(claim.town, evidence, about=claim.ref, before=claim.evidence, hand=hand)
    claim.people.all().delete()
    _name(claim, people)


def _about(cycle: Cycle, item: Item, unit: Area, author: User, hand: Hand) -> dict[str, object]:
    """Return the fields of a claim that stay as they are written first."""
    kind = Kind.DEDUCTION if item.direction is Direction.DEDUCT else Kind.GRANT
    return {
        "town": cycle.town,
        "cycle": cycle,
        "kind": kind.value,
        "item": item.code,
        "unit": unit,
        "confidential": is_confidential(item),
        "drafted_by": author,
        "drafted_at": hand.at,
    }


def _said(
    happened_on: dt.date,
    measures: Measures,
    reason: str,
    evidence: Sequence[str],
    duty_area: str,
    matter: str = "",
) -> dict[str, object]:
    """Return the fields of a draft that may be written anew."""
    return {
        "happened_on": happened_on,
        "measures": measures.plain(),
        "reason": reason,
        "evidence": [text.strip() for text in evidence if text.strip()],
        "duty_area": duty_area,
        "matter": matter,
    }


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
    booked = late.into(cycle, on=hand.today)
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
    check_stands(unit, happened_on)
    held = rosters(cycle.town)
    check_fact(one, cycle, rules, held, today=hand.today)
    check_deadline(rules, happened_on, hand)
    check_booked(one, cycle, booked, held, on=hand.today)
    toward = Target(area=unit.path, cadres=frozenset(people))
    roles = roles_toward(hand.actor, toward, on=hand.today)
    if not may_propose(rules.item(item), roles & CLAIMANTS):
        raise Refusal("claim.not-your-item", article=rules.item(item).article, item=item)


def check_deadline(rules: Rulebook, happened_on: dt.date, hand: Hand) -> None:
    """Raise "claim.too-late" where the version lets nobody enter it any more."""
    deadline = rules.cycle.entry_deadline_days
    if deadline is not None and (hand.today - happened_on).days > deadline:
        raise Refusal("claim.too-late", on=happened_on, days=deadline)


def _name(claim: Claim, people: Mapping[str, Capacity]) -> None:
    codes = {c.code: c for c in Cadre.objects.filter(town=claim.town, code__in=people)}
    Person.objects.bulk_create(
        Person(claim=claim, cadre=codes[code], capacity=capacity.value)
        for code, capacity in people.items()
    )
