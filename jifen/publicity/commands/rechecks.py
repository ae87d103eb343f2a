"""Looking again at a random sample of what was recorded (抽查)."""

import datetime as dt
import uuid

from django.db import transaction

from jifen.chain.commands import hold
from jifen.chain.models import Record
from jifen.claims.models import Decision
from jifen.claims.queries import named, taken
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI, Hand
from jifen.core.months import months_after
from jifen.core.sample import LEAST_PERCENT, MOST_PERCENT
from jifen.core.sample import draw as drawn
from jifen.core.workflow import Action
from jifen.people.models import Area, User
from jifen.publicity import proof
from jifen.publicity.models import Recheck, RecheckLine, RecheckResult

DRAWERS = frozenset({Role.CLERK, Role.MEMBER, Role.HEAD, Role.DISCIPLINE})
LOOKERS = frozenset({Role.MEMBER, Role.HEAD, Role.DISCIPLINE, Role.CLERK, Role.LINE_OFFICE})


@transaction.atomic(durable=True)
def draw(town: Area, month: dt.date, *, percent: int = LEAST_PERCENT, hand: Hand) -> Recheck:
    """Draw a month's sample of recorded grants; once a month, asked again it is the one drawn.

    The seed is the hash of the month's last record: nobody chooses it, and anybody who has the
    chain draws the same grants.

    Raises:
        Refusal: "recheck.not-yours", "recheck.month-running", "recheck.nothing",
            "recheck.percent".
    """
    chain = hold(town.path, at=hand.at)
    if not roles_toward(hand.actor, Target(area=town.path), on=hand.today) & DRAWERS:
        raise Refusal("recheck.not-yours")
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        raise Refusal("recheck.percent", least=LEAST_PERCENT, most=MOST_PERCENT)
    month = month.replace(day=1)
    after = months_after(month, 1)
    standing = Recheck.objects.filter(town=town, month=month).first()
    if standing is not None:
        return standing
    if hand.today < after:
        raise Refusal("recheck.month-running", on=after)
    start, end = (dt.datetime.combine(day, dt.time(), SHANGHAI) for day in (month, after))
    rows = Decision.objects.filter(
        town=town, claim__kind="grant", action=Action.RECORD, at__gte=start, at__lt=end
    )
    claims = {row.claim.ref.hex: row.claim for row in rows.select_related("claim")}
    seed = (
        Record.objects.filter(town=town.path, at__lt=end)
        .order_by("-seq")
        .values_list("hash", flat=True)
        .first()
    )
    if not claims or seed is None:
        raise Refusal("recheck.nothing", month=f"{month.year}-{month.month:02}")
    cases = drawn(list(claims), seed=seed, percent=percent)
    made = Recheck(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        month=month,
        seed=seed,
        percent=percent,
        population=len(claims),
        by=User.objects.get(ref=hand.actor.key),
        at=chain.at,
    )
    made.seq = chain.append(
        "recheck",
        key=made.ref.hex,
        month_on=month,
        seed=seed,
        percent=percent,
        population=made.population,
        cases=sorted(cases),
        by=hand.actor.key,
    )
    made.save(force_insert=True)
    RecheckLine.objects.bulk_create(
        RecheckLine(recheck=made, claim=claims[case], number=number)
        for number, case in enumerate(cases, start=1)
    )
    chain.seal()
    return made


@transaction.atomic(durable=True)
def enter_result(line: RecheckLine, *, right: bool, reason: str, hand: Hand) -> RecheckResult:
    """Enter what was found when a drawn grant was looked at again, by somebody not in the case.

    One found wrong proposes a withdrawal: it moves nothing by itself.

    Raises:
        Refusal: "recheck.not-yours", "recheck.same-hand", "recheck.no-reason", "recheck.done".
    """
    claim = line.claim
    chain = hold(claim.town.path, at=hand.at)
    toward = Target(area=claim.unit.path, cadres=frozenset(named(claim)))
    if not roles_toward(hand.actor, toward, on=hand.today) & LOOKERS:
        raise Refusal("recheck.not-yours")
    if taken(claim, hand.actor) & {Action.SUBMIT, Action.VERIFY, Action.APPROVE}:
        raise Refusal("recheck.same-hand")
    if len(reason.strip()) < 5:
        raise Refusal("recheck.no-reason", least=5)
    if RecheckResult.objects.filter(line=line).exists():
        raise Refusal("recheck.done")
    row = RecheckResult(
        line=line,
        right=right,
        reason=reason.strip(),
        by=User.objects.get(ref=hand.actor.key),
        salt=hand.dice(16),
        at=chain.at,
    )
    row.seq = chain.append("recheck-result", **proof.result(row))
    row.save(force_insert=True)
    chain.seal()
    return row
