"""What the day does to deductions: silence, papers nobody read, windows that are over."""

from django.db import transaction
from django.db.models import Q

from jifen.chain.commands import Chain, hold
from jifen.claims import hearings, late
from jifen.claims.commands import announcing, recording
from jifen.claims.commands.steps import BY_CLOCK, carry, check_no_worse, settle
from jifen.claims.models import Claim
from jifen.claims.queries import every, pending, route
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.service import SECONDS_TO_TAKE_BACK, UNREAD_DAYS, Served
from jifen.core.workdays import after
from jifen.core.workflow import Action, Kind, State, step_at
from jifen.cycles.queries import calendar
from jifen.people.models import Area

WAITS = (State.NOTICED, State.SERVED, State.RECORDED)


@transaction.atomic
def clock(town: Area, *, hand: Hand) -> int:
    """Do what the day does to a town's claims; return how many things were done.

    Decisions that can no longer be taken back are recorded. Where everybody was heard or let the
    time pass, the case goes on; what nobody read within three working days becomes a paper task of
    the office; what is final is recorded, account by account. Done again it does nothing more. One
    case that cannot go on keeps no other back.
    """
    chain = hold(town.path, at=hand.at)
    ready = Q(pending__isnull=False) | Q(kind=Kind.DEDUCTION, state__in=WAITS) & (
        ~Q(state=State.RECORDED) | Q(addressees__final_on__isnull=True, addressees__isnull=False)
    )
    going = late.still_going(town, on=hand.today)
    found = every(town).filter(ready, going).distinct().order_by("pk")
    done = sum(_one(claim, chain, hand) for claim in found)
    chain.seal()
    return done


def _one(claim: Claim, chain: Chain, hand: Hand) -> int:
    done, waits = 0, pending(claim)
    if waits is not None:
        if (chain.at - waits.at).total_seconds() < SECONDS_TO_TAKE_BACK:
            return 0
        claim = settle(claim, chain=chain, hand=hand)
        done += 1
    match State(claim.state):
        case State.NOTICED:
            _remind(claim, Served.NOTICE, hand)
            done += _carry(claim, Action.HEAR_NOTHING, chain, hand)
        case State.SERVED:
            _remind(claim, Served.DECISION, hand)
            done += _carry(claim, Action.RECORD, chain, hand)
        case State.RECORDED if claim.kind == Kind.DEDUCTION:
            _remind(claim, Served.DECISION, hand)
            done += recording.count_finals(claim, chain=chain, hand=hand)
    return done


def _carry(claim: Claim, action: Action, chain: Chain, hand: Hand) -> int:
    """Take the step that the day brings, where nothing keeps it back: every check is before it."""
    try:
        if action is Action.RECORD:
            hearings.check_final(claim, on=hand.today)
            check_no_worse(claim, on=hand.today)
        else:
            hearings.check_heard(claim, on=hand.today)
    except Refusal:
        return 0
    row = step_at(Kind.DEDUCTION, State(claim.state), action, route(claim))
    assert row is not None
    carry(claim, row, role=BY_CLOCK, chain=chain, hand=hand)
    return 1


def _remind(claim: Claim, what: Served, hand: Hand) -> None:
    """Give the office a paper task for everybody who has not read within three working days."""
    since = hearings.made_on(claim, what)
    if hand.today <= after(since, UNREAD_DAYS, calendar()):
        return
    for one in hearings.live(claim):
        read = one.noticed_on if what is Served.NOTICE else one.served_on
        if read is None:
            users = announcing.office(claim, hand=hand)
            announcing.say(claim, one, users, f"claim.unread-{what.value}", hand=hand)
