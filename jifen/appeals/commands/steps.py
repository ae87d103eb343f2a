"""The life of an appeal: admit, hear, decide, serve; or decline, take back, extend, lift."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction

from jifen.appeals import judges, proof, queries
from jifen.appeals.commands import effects, telling
from jifen.appeals.models import Appeal, Ruling, Step
from jifen.chain.commands import Chain, hold
from jifen.core import appeal as rules
from jifen.core.appeal import Action, Ground, Part, State
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.rules import Direction
from jifen.core.workflow import Outcome
from jifen.cycles.queries import calendar
from jifen.people.models import User

LEAST = 2
"""Characters of a reply."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one point: accepted or not (采纳/不采纳), and why."""

    accepted: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a reviewer decides: outcome, grounds found, a reply to each point by its number."""

    outcome: Outcome
    grounds: frozenset[Ground] = frozenset()
    replies: Mapping[int, Answer] = field(default_factory=dict)
    measures: Measures | None = None
    """Of a change: what takes the place of what was measured."""


@transaction.atomic(durable=True)
def take_step(
    appeal: Appeal,
    action: Action,
    *,
    hand: Hand,
    reason: str = "",
    judgement: Judgement | None = None,
) -> State:
    """Take one step of an appeal's life; a decision takes effect when it is served.

    Raises:
        Refusal: "appeal.unknown" to whom it does not exist, "appeal.recusal-waits", or as
            `core.appeal.advance`, `core.measures.check` and `claims.commands.end_review`.
    """
    chain = hold(appeal.town.path, at=hand.at)
    return step(appeal, action, chain=chain, hand=hand, reason=reason, judgement=judgement)


def step(
    appeal: Appeal,
    action: Action,
    *,
    chain: Chain,
    hand: Hand,
    reason: str = "",
    judgement: Judgement | None = None,
) -> State:
    """Take a step in the transaction of a caller who holds the town's head; seals it."""
    found = queries.appeal_at(appeal.ref)  # as it stands under the lock
    if found is None or not queries.shows(found, hand.actor, on=hand.today):
        raise Refusal("appeal.unknown", ref=appeal.ref)
    case = judges.case_of(found, on=hand.today)
    is_ = judges.parts(found, hand.actor, case, on=hand.today)
    seen = queries.progress(found, hand.today, _value(found, judgement))
    if action is Action.DECIDE:
        seen = _replied(found, seen, judgement)
    row = rules.advance(
        State(found.state),
        action,
        is_,
        seen,
        taken=queries.taken(found, hand.actor),
        reason=reason,
    )
    if action is Action.DECIDE and judges.waits_for_recusal(case, hand.actor):
        raise Refusal("appeal.recusal-waits")
    _do(found, action, reason, judgement, chain, hand)
    write(found, row, next(p for p in Part if p in row.parts & is_), reason, chain, hand)
    _tell(found, action, case, hand)
    chain.seal()
    return row.target


def _do(
    appeal: Appeal,
    action: Action,
    reason: str,
    judgement: Judgement | None,
    chain: Chain,
    hand: Hand,
) -> None:
    """Do what a step does besides moving the appeal."""
    match action:
        case Action.ADMIT:
            answer = rules.period("answer", on=hand.today)
            appeal.answer_until = answer.last_day(hand.today, calendar())
        case Action.DECLINE | Action.WITHDRAW:
            why = reason if action is Action.DECLINE else WITHDRAWN
            effects.end(appeal, Outcome.UPHELD, reason=why, chain=chain, hand=hand)
            appeal.served_on = hand.today
        case Action.EXTEND:
            more = rules.period("extension", on=hand.today)
            appeal.due_on = more.last_day(appeal.due_on, calendar())
            appeal.extended = True
        case Action.LIFT:
            effects.lift(appeal, reason=reason, chain=chain, hand=hand)
        case Action.DECIDE:
            assert judgement is not None, "the table asked for an outcome"
            _rule(appeal, judgement, reason, chain, hand)
        case Action.SERVE:
            ruling = appeal.ruling
            effects.end(
                appeal,
                Outcome(ruling.outcome),
                measures=None if ruling.measures is None else Measures.read(ruling.measures),
                reason=ruling.reason,
                judge=ruling.by,
                chain=chain,
                hand=hand,
            )
            appeal.served_on = hand.today
        case _:
            pass


WITHDRAWN = "申请人撤回申请"
"""What the ledger says of a request that was taken back; why is the person's own."""


def _value(appeal: Appeal, judgement: Judgement | None) -> rules.Ruling | None:
    """Return a judgement as the table weighs it; measures that do not fit are refused."""
    if judgement is None:
        return None
    item, measures = queries.item_of(appeal), judgement.measures
    if measures is not None:
        check(item, measures)
    changes = judgement.outcome is Outcome.CHANGED and measures is not None
    return rules.Ruling(
        outcome=judgement.outcome,
        grounds=judgement.grounds,
        before=queries.amount(item, queries.measures_of(appeal)),
        after=queries.amount(item, measures) if changes and measures is not None else None,
        takes=item.direction is Direction.DEDUCT,
    )


def _replied(appeal: Appeal, seen: rules.Progress, judgement: Judgement | None) -> rules.Progress:
    given = judgement.replies if judgement is not None else {}
    open_ = [
        p
        for p in appeal.points.all()
        if p.number not in given or len(given[p.number].why.strip()) < LEAST
    ]
    return replace(seen, unreplied=len(open_))


def _rule(appeal: Appeal, judgement: Judgement, reason: str, chain: Chain, hand: Hand) -> None:
    numbers = [p.number for p in appeal.points.all()]
    measures = judgement.measures if judgement.outcome is Outcome.CHANGED else None
    ruling = Ruling(
        town=appeal.town,
        appeal=appeal,
        outcome=judgement.outcome.value,
        grounds=sorted(ground.value for ground in judgement.grounds),
        measures=None if measures is None else measures.plain(),
        replies=[
            [n, int(judgement.replies[n].accepted), judgement.replies[n].why.strip()]
            for n in numbers
        ],
        reason=reason.strip(),
        salt=hand.dice(16),
        by=User.objects.get(ref=hand.actor.key),
        at=chain.at,
    )
    ruling.seq = chain.append("appeal-ruling", **proof.ruling_fields(ruling))
    ruling.save(force_insert=True)


def write(
    appeal: Appeal, row: rules.Step, part: Part, reason: str, chain: Chain, hand: Hand
) -> None:
    """Record a step, and where the appeal stands after it."""
    made = Step(
        town=appeal.town,
        appeal=appeal,
        action=row.action.value,
        source=row.source.value,
        target=row.target.value,
        part=part.value,
        by=User.objects.filter(ref=hand.actor.key).first(),
        reason=reason.strip(),
        salt=hand.dice(16),
        at=chain.at,
    )
    made.seq = chain.append("appeal-step", **proof.step_fields(made))
    made.save(force_insert=True)
    appeal.state = row.target.value
    appeal.save(update_fields=CHANGING)


CHANGING = (
    "state", "fact", "due_on", "answer_until", "extended", "told", "hold", "served_on",
)  # fmt: skip


def _tell(appeal: Appeal, action: Action, case: judges.Case, hand: Hand) -> None:
    match action:
        case Action.ADMIT:
            telling.admitted(appeal, case, hand=hand)
        case Action.DECLINE:
            telling.settle(appeal)
            telling.declined(appeal, hand=hand)
        case Action.WITHDRAW:
            telling.settle(appeal)
        case Action.DECIDE:
            telling.decided(appeal, hand=hand)
        case Action.SERVE:
            telling.settle(appeal)
            telling.served(appeal, hand=hand)
        case _:
            pass
