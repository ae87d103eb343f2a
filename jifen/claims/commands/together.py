"""Many grants at once: the same step for each, and one entry into the ledger for all of them.

What refuses one grant keeps back that one alone, with its sentence; the others go on.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.claims import late
from jifen.claims.commands import recording
from jifen.claims.commands.booking import check_booked
from jifen.claims.commands.steps import BY_OBJECTION, carry, judge, step
from jifen.claims.models import Claim
from jifen.claims.proof import CLOCK
from jifen.claims.queries import every, shows
from jifen.core.access import Actor, Role
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.workflow import Action, Kind, State, Step, step_at
from jifen.cycles.models import Cycle
from jifen.ledger.commands import NewFact, check_fact, record_facts
from jifen.people.models import Area
from jifen.people.queries import rosters
from jifen.rulebook.queries import rulebook

NOBODY = Actor(key=CLOCK, login="")
"""In whose name an objection moves a grant: whoever objects is named nowhere."""
TOGETHER = frozenset({Action.SUBMIT, Action.VERIFY})
"""Steps that are taken for many grants at once. Nothing is decided so, and no deduction moved."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A grant that nothing keeps from being recorded: by which row, in which hat, as what."""

    claim: Claim
    row: Step
    role: Role
    new: NewFact


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one grant: nothing stood in its way, or what did."""

    claim: Claim
    refusal: Refusal | None = None


@transaction.atomic(durable=True)
def take_together(
    town: Area, refs: Collection[uuid.UUID], action: Action, *, hand: Hand
) -> list[Answer]:
    """Take one step of many grants; each is refused or done by itself.

    Raises:
        Refusal: "claim.not-together" for a step that is taken one by one.
    """
    if action not in TOGETHER:
        raise Refusal("claim.not-together")
    chain = hold(town.path, at=hand.at)
    answers = []
    for claim in every(town).filter(ref__in=refs).order_by("pk"):
        answers.append(Answer(claim, _refused(claim, action, chain, hand)))
    chain.seal()
    return answers


def _refused(claim: Claim, action: Action, chain: Chain, hand: Hand) -> Refusal | None:
    try:
        if claim.kind != Kind.GRANT and shows(claim, hand.actor, on=hand.today):
            raise Refusal("claim.not-together")
        step(claim, action, chain=chain, hand=hand)
    except Refusal as refusal:
        return refusal
    return None


def object_to(claim: Claim, *, chain: Chain, hand: Hand) -> None:
    """Move a publicised grant to where an objection waits for its ruling; nobody is named for it.

    In the transaction of a caller who holds the town's head and seals it, and keeps what was said.

    Raises:
        Refusal: "claim.no-such-step" unless it is publicised, "cycle.closed".
    """
    claim = every(claim.town).get(pk=claim.pk)
    row = step_at(Kind(claim.kind), State(claim.state), Action.OBJECT)
    if row is None:
        raise Refusal("claim.no-such-step")
    late.into(claim.cycle, on=hand.today)
    carry(claim, row, role=BY_OBJECTION, chain=chain, hand=replace(hand, actor=NOBODY))


def check_step(claim: Claim, action: Action, *, hand: Hand, reason: str = "") -> None:
    """Raise what would keep the hand from a step that it does not take.

    Raises:
        Refusal: as `step`.
    """
    claim = every(claim.town).get(pk=claim.pk)
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    judge(claim, action, hand=hand, reason=reason)


def record_together(
    claims: Sequence[Claim], *, event_key: str, chain: Chain, hand: Hand
) -> list[Answer]:
    """Record many grants, read whole, by one movement of the ledger for each cycle.

    The caller holds the town's head and seals it. They are recorded in the order given.
    """
    refused: dict[int, Refusal] = {}
    ready: dict[Cycle, list[Ready]] = defaultdict(list)
    held = rosters(claims[0].town) if claims else None
    for claim in claims:
        assert held is not None, "there are claims"
        rules = rulebook(claim.cycle.version)
        try:
            cycle = late.into(claim.cycle, on=hand.today)
            before = ready[cycle]
            row, role = judge(claim, Action.RECORD, hand=hand, reason="")
            new = recording.new_fact(claim, hand=hand)
            beside = [one.new for one in before]
            check_fact(new, claim.cycle, rules, held, today=hand.today, beside=beside)
            check_booked(new, claim.cycle, cycle, held)
        except Refusal as refusal:
            refused[claim.pk] = refusal
        else:
            before.append(Ready(claim, row, role, new))
    for cycle, many in ready.items():
        new_facts = [one.new for one in many]
        facts = record_facts(cycle, new_facts, event_key=event_key, chain=chain, hand=hand)
        for one, fact in zip(many, facts, strict=True):
            carry(one.claim, one.row, role=one.role.value, fact=fact, chain=chain, hand=hand)
    return [Answer(claim, refused.get(claim.pk)) for claim in claims]
