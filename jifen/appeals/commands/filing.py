"""Taking an appeal in: who may ask, about what, until when, and what waits from then on."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from jifen.appeals import chances, judges, proof, queries, released
from jifen.appeals.commands import effects, telling
from jifen.appeals.models import Appeal, Point, ServedAnew
from jifen.chain.commands import hold
from jifen.claims.models import Claim
from jifen.claims.queries import claim_at
from jifen.core import appeal as rules
from jifen.core.access import Target, roles_toward
from jifen.core.appeal import Ground, Level
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.workdays import Calendar
from jifen.cycles.queries import calendar
from jifen.ledger.models import Fact
from jifen.people.models import Area, User

LEAST = 4
"""Characters of a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoint:
    """One thing that is said to be wrong, on which ground, with what may show it."""

    ground: Ground
    text: str
    evidence: Sequence[str] = ()


@transaction.atomic(durable=True)
def ask(
    town: Area,
    *,
    claim: Claim | None = None,
    fact: Fact | None = None,
    holder: str,
    points: Sequence[NewPoint],
    excuse: str = "",
    on_paper: str = "",
    ref: uuid.UUID | None = None,
    hand: Hand,
) -> Appeal:
    """Ask for a review of a decision (复核), or, after one, for the county's (申诉).

    About one holder's share of a claim that was served or refused, or of a recorded fact. From then
    on it waits: it counts in no total, ranking or paper until the review ends. `on_paper` is the
    number of the signed paper that the office enters for somebody. `ref` is the form's own id: the
    same form sent twice is one appeal.

    Raises:
        Refusal: "appeal.not-yours", "appeal.nothing-to", "appeal.open", "appeal.taken-back",
            "appeal.heard-twice",
            "appeal.no-points", "appeal.window-over", "appeal.late-reason", or as
            `claims.commands.begin_review`.
    """
    chain = hold(town.path, at=hand.at)
    key = ref or uuid.UUID(bytes=hand.dice(16), version=4)
    known = Appeal.objects.filter(ref=key).select_related("filed_by").first()
    if known is not None:
        if known.filed_by.ref.hex != hand.actor.key:
            raise Refusal("appeal.not-yours")
        return known
    claim = claim_at(claim.ref) if claim is not None else None  # as they stand under the lock
    claim, fact = queries.pair(claim, queries.fact_at(fact.key) if fact is not None else None)
    assert claim is not None or fact is not None
    _check_hand(town, holder, claim, fact, on_paper, hand)
    _check_points(points)
    days = calendar()
    again = released.renewed(fact).get(holder)
    level, before, window = _stage(claim, fact, holder, again, days)
    late = window.check(hand.today, excuse)
    appeal = Appeal(
        town=town,
        ref=key,
        level=level.value,
        claim=claim,
        fact=fact,
        before=before,
        holder=holder,
        filed_by=User.objects.get(ref=hand.actor.key),
        filed_at=chain.at,
        on_paper=on_paper.strip(),
        excuse=excuse.strip() if late else "",
        due_on=rules.due_on(level, hand.today, days),
        salt=hand.dice(16),
    )
    rows = [
        Point(
            appeal=appeal,
            number=number,
            ground=one.ground.value,
            text=one.text.strip(),
            evidence=[text.strip() for text in one.evidence if text.strip()],
        )
        for number, one in enumerate(points, 1)
    ]
    appeal.seq = chain.append("appeal", **proof.appeal_fields(appeal, rows))
    effects.begin(appeal, late=late or again is not None, chain=chain, hand=hand)
    appeal.save(force_insert=True)
    Point.objects.bulk_create(rows)
    telling.filed(appeal, hand=hand)
    chain.seal()
    return appeal


def _check_hand(
    town: Area, holder: str, claim: Claim | None, fact: Fact | None, on_paper: str, hand: Hand
) -> None:
    """Raise unless the hand speaks for the holder, or is the office's with a signed paper."""
    if judges.speaks(hand.actor, holder, town, on=hand.today):
        return
    toward = Target(area=town.path, cadres=judges.touched(claim, fact, holder))
    office = judges.office(claim, fact)
    if office in roles_toward(hand.actor, toward, on=hand.today) and on_paper.strip():
        return
    raise Refusal("appeal.not-yours")


def _check_points(points: Sequence[NewPoint]) -> None:
    if not points or any(len(one.text.strip()) < LEAST for one in points):
        raise Refusal("appeal.no-points", least=LEAST)


def _stage(
    claim: Claim | None,
    fact: Fact | None,
    holder: str,
    again: ServedAnew | None,
    days: Calendar,
) -> tuple[Level, Appeal | None, rules.Window]:
    """Return which review it would be, after which, and until when it may be asked for."""
    if holder not in chances.shares(claim, fact):
        raise Refusal("appeal.nothing-to")
    mine = [a for a in queries.about(claim, fact) if a.holder == holder]
    if any(queries.is_open(a) for a in mine):
        raise Refusal("appeal.open")
    if any(chances.taken_back(a, again) for a in mine):
        raise Refusal("appeal.taken-back")
    judged = [a for a in mine if a.state in chances.JUDGED]
    if not judged:
        window = chances.first_window(claim, fact, holder, again, days)
        if window is None or (fact is not None and _gone(fact, holder)):
            raise Refusal("appeal.nothing-to")
        return Level.FIRST, None, window
    last = judged[-1]
    if last.level == Level.SECOND:
        raise Refusal("appeal.heard-twice")
    if chances.gave_all(last) or last.served_on is None:
        raise Refusal("appeal.nothing-to")
    before = queries.appeal_at(last.ref)
    return Level.SECOND, before, chances.second_window(last.served_on, again, days)


def _gone(fact: Fact, holder: str) -> bool:
    return effects.counts(fact, holder) == "withdrawn"
