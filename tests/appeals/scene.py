"""A small town with people who ask for reviews and people who may judge them."""

import datetime as dt
from collections.abc import Sequence

from jifen.appeals import commands as appeals
from jifen.appeals.commands import Answer, Judgement, NewPoint
from jifen.appeals.models import Appeal
from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.claims.queries import claim_at
from jifen.core.access import Role
from jifen.core.appeal import Action, Ground, State
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action as Take
from jifen.core.workflow import Outcome
from jifen.ledger.models import Account, Fact
from tests.laws.town import EAST, Town, fact, found

MONDAY = dt.date(2025, 6, 2)
DAY = dt.timedelta(days=1)
WHY = "经复核，认定原决定所依据的事实、条款和程序情况如上。"
POINTS = (
    NewPoint(ground=Ground.FACTS_UNCLEAR, text="当天我在镇里开会，不在现场。"),
    NewPoint(ground=Ground.EXCESSIVE, text="已经当场整改，扣得过重。", evidence=["会议签到表"]),
)


def ready() -> Town:
    """Found the town, with accounts of those who ask, and a second judge; today is a Monday."""
    town = found()
    east = town.unit(EAST)
    town.user("zhang", Role.CADRE, east, "张三稻")
    town.user("li", Role.CADRE, east, "李二麦")
    town.user("wang", Role.SECRETARY, east, "王一禾")
    town.user("committee-2", Role.COMMITTEE, town.area)
    town.day = MONDAY
    return town


# ------------------------------------------------------------------ what is appealed
def charged(town: Town, item: str = "D-3", *who: str, measures: Measures | None = None) -> Fact:
    """Enter a deduction that was decided before go-live, about 张三稻 unless said."""
    row = fact(
        town.number(),
        item,
        *(who or ("张三稻",)),
        on=town.day - 5 * DAY,
        measures=measures or Measures(level="heavy"),
    )
    done = town.enter(row)
    assert not [one.refusal for one in done.rows if one.refusal]
    return fact_of(town, row.decision)


def fact_of(town: Town, number: str) -> Fact:
    rows = Fact.objects.select_related("town", "unit", "cycle__town", "cycle__version", "version")
    return rows.get(town=town.area, decision_number=number)


def served(town: Town, item: str = "D-3", *who: str, measures: Measures | None = None) -> Claim:
    """Take a deduction through its whole life until the decision has reached everybody."""
    claim = noticed(town, item, *who, measures=measures)
    town.day = max(a.answer_until for a in claim.addressees.all() if a.answer_until) + DAY
    for login, action in (("clerk", Take.HEAR_NOTHING), ("member", Take.DECIDE)):
        claim = walk(town, claim, login, action)
    claim = walk(town, claim, "clerk", Take.SERVE)
    return serve(town, claim, Served.DECISION)


def noticed(town: Town, item: str, *who: str, measures: Measures | None = None) -> Claim:
    named = {town.code(name): Capacity.NAMED for name in who or ("张三稻",)}
    claim = claims.draft(
        town.cycle,
        item=item,
        unit=town.unit(EAST),
        people=named,
        happened_on=town.day - 2 * DAY,
        measures=measures or Measures(level="heavy"),
        reason="现场检查发现，情况属实。",
        evidence=["试府办〔2025〕12号"],
        hand=town.hand("line"),
    )
    for login, action in (("line", Take.PROPOSE), ("clerk", Take.TAKE_UP), ("clerk", Take.NOTICE)):
        claim = walk(town, claim, login, action)
    return serve(town, claim, Served.NOTICE)


def walk(town: Town, claim: Claim, login: str, action: Take) -> Claim:
    claims.take_step(claim, action, hand=town.hand(login), reason="经核对，情况属实，按程序办理。")
    return again(claim)


def serve(town: Town, claim: Claim, what: Served) -> Claim:
    for one in claim.addressees.all():
        claims.serve(one, what, Mode.SIGNED, proof="送达回证1号", hand=town.hand("clerk"))
    return again(claim)


def again(claim: Claim) -> Claim:
    found = claim_at(claim.ref)
    assert found is not None
    return found


def refused(town: Town) -> Claim:
    """A grant about 张三稻 that the member did not approve."""
    claim = town.draft("line", "A-2", "张三稻")
    for login, action in (("line", Take.SUBMIT), ("clerk", Take.VERIFY), ("member", Take.REFUSE)):
        claim = walk(town, claim, login, action)
    return claim


def chosen(amount: int) -> Measures:
    """Measures of an item that leaves the amount to whoever decides."""
    return Measures(chosen=Centipoints(amount))


# ------------------------------------------------------------------ the review of it
def ask(
    town: Town,
    of: Claim | Fact,
    login: str = "zhang",
    *,
    holder: str = "",
    points: Sequence[NewPoint] = POINTS,
    hand: Hand | None = None,
    **more: str,
) -> Appeal:
    """Ask for a review as somebody, of their own share unless `holder` says whose."""
    about = {"claim": of} if isinstance(of, Claim) else {"fact": of}
    mine = holder or town.actor(login).cadre
    return appeals.ask(
        town.area,
        **about,  # type: ignore[arg-type]  # one of the two
        holder=mine,
        points=points,
        hand=hand or town.hand(login),
        **more,
    )


def take(
    town: Town,
    appeal: Appeal,
    login: str,
    action: Action,
    *,
    judgement: Judgement | None = None,
    reason: str = WHY,
) -> State:
    return appeals.take_step(
        appeal, action, hand=town.hand(login), reason=reason, judgement=judgement
    )


def heard(town: Town, appeal: Appeal, by: str = "committee") -> Appeal:
    """Take it up and hear it, the first decider's days being over."""
    take(town, appeal, by, Action.ADMIT)
    appeal.refresh_from_db()
    assert appeal.answer_until is not None
    town.day = appeal.answer_until + DAY
    take(town, appeal, by, Action.HEAR)
    return fresh(appeal)


def decided(
    town: Town,
    appeal: Appeal,
    outcome: Outcome,
    *grounds: Ground,
    measures: Measures | None = None,
    by: str = "committee",
) -> Appeal:
    """Decide it, every point replied to."""
    found = judgement(appeal, outcome, *grounds, measures=measures)
    take(town, appeal, by, Action.DECIDE, judgement=found)
    return fresh(appeal)


def judgement(
    appeal: Appeal, outcome: Outcome, *grounds: Ground, measures: Measures | None = None
) -> Judgement:
    kept = bool(grounds)
    return Judgement(
        outcome=outcome,
        grounds=frozenset(grounds),
        measures=measures,
        replies={p.number: Answer(kept, "经查证属实。") for p in appeal.points.all()},
    )


def ended(
    town: Town,
    appeal: Appeal,
    outcome: Outcome,
    *grounds: Ground,
    measures: Measures | None = None,
    by: str = "committee",
    server: str = "clerk",
) -> Appeal:
    """Take a filed appeal all the way to a served decision."""
    appeal = decided(town, heard(town, appeal, by), outcome, *grounds, measures=measures, by=by)
    take(town, appeal, server, Action.SERVE)
    return fresh(appeal)


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_related("ruling", "town", "claim", "fact").get(pk=appeal.pk)


def balance(town: Town, name: str = "张三稻") -> int:
    return Account.objects.get(cycle=town.cycle, cadre__name=name).balance
