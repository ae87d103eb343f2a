"""How far a deduction has come for each whom it is addressed to, and what that keeps back."""

import datetime as dt
from collections.abc import Iterator

from jifen.claims.models import Addressee, AnswerPoint, Claim
from jifen.claims.queries import hats
from jifen.core.access import Actor, Role
from jifen.core.errors import Refusal
from jifen.core.hand import local_date
from jifen.core.meeting import PointKind
from jifen.core.service import GONE, RUNNING, Review, Served
from jifen.core.workflow import Action, State
from jifen.notices.queries import to_whom
from jifen.people.models import User

MEETING_POINTS = (PointKind.RANGE_AWARD, PointKind.GRAVE, PointKind.DEDUCTION_LIST)
"""Points of an agenda under which a deduction is decided by a meeting."""
HEARD = frozenset({State.NOTICED, State.ANSWERED, State.REPLIED, State.CHECKED})
"""States in which a point may still be made, while its period runs, and replied to."""


def live(claim: Claim) -> list[Addressee]:
    """Return whom the case is addressed to as it was last noticed; the village comes first."""
    every = list(claim.addressees.all())
    last = max((one.round for one in every), default=0)
    return [one for one in every if one.round == last]


def points(claim: Claim) -> Iterator[AnswerPoint]:
    """Yield every point that was made in the case; one made before a new notice is still one."""
    for one in claim.addressees.all():
        yield from one.points.all()


def name_of(claim: Claim, one: Addressee) -> str:
    """Return what an addressee is called."""
    return claim.unit.name if one.cadre is None else one.cadre.name


def users_of(claim: Claim, one: Addressee, *, on: dt.date) -> list[User]:
    """Return the accounts of an addressee: the person's, or the village secretary's. One query."""
    if one.cadre is None:
        return to_whom(claim.town, Role.SECRETARY, on=on, area=claim.unit.path)
    return list(User.objects.filter(cadre=one.cadre, is_active=True))


def spoken_for(claim: Claim, actor: Actor, *, on: dt.date) -> list[Addressee]:
    """Return the addressees for whom `actor` reads, answers and asks: oneself, one's village."""
    mine = actor.cadre_in(claim.town.path)
    speaks = Role.SECRETARY in hats(claim, actor, on=on)
    return [
        one
        for one in live(claim)
        if (one.holder == mine and mine) or (one.cadre_id is None and speaks)
    ]


# ------------------------------------------------------------------ how far it has come
def all_answered(claim: Claim) -> bool:
    """Say whether everybody has answered."""
    return all(one.answered_on is not None for one in live(claim))


def is_heard(one: Addressee, on: dt.date) -> bool:
    """Say whether an addressee has answered, or let the time for it pass."""
    if one.answered_on is not None:
        return True
    return one.answer_until is not None and on > one.answer_until


def may_still_answer(claim: Claim, one: Addressee, on: dt.date) -> bool:
    """Say whether a point may still be made for an addressee."""
    if State(claim.state) not in HEARD:
        return False
    return one.answer_until is None or on <= one.answer_until


def is_final(one: Addressee, on: dt.date) -> bool:
    """Say whether the decision is final for an addressee: its window is over, or it was upheld."""
    if one.review in RUNNING | GONE:
        return False
    if one.final_on is not None:
        return True
    return one.appeal_until is not None and on > one.appeal_until


def due_on(claim: Claim) -> dt.date | None:
    """Return the last day of the period that runs: to answer, until all are heard; to appeal."""
    state, now = State(claim.state), live(claim)
    if state is State.NOTICED:
        ends = [one.answer_until for one in now if one.answered_on is None]
        known = [day for day in ends if day is not None]
        return max(known, default=None) if len(known) == len(ends) else None
    if state is State.SERVED:
        return min((one.appeal_until for one in now if one.appeal_until is not None), default=None)
    return None


# ------------------------------------------------------------------ what keeps a step back
def check_heard(claim: Claim, *, on: dt.date) -> None:
    """Raise while somebody may still answer.

    Raises:
        Refusal: "claim.not-served" where the notice has not reached them, "claim.answer-running".
    """
    for one in live(claim):
        if one.noticed_on is None:
            raise Refusal("claim.not-served", who=name_of(claim, one))
        if not is_heard(one, on):
            raise Refusal("claim.answer-running", until=one.answer_until)


def check_replied(claim: Claim) -> None:
    """Raise while a point of anybody's answer has no reply.

    Raises:
        Refusal: "claim.points-open" naming how many.
    """
    waits = [point for point in points(claim) if not hasattr(point, "reply")]
    if waits:
        raise Refusal("claim.points-open", points=len(waits))


def check_final(claim: Claim, *, on: dt.date) -> None:
    """Raise unless the decision is final for one addressee at least.

    Raises:
        Refusal: "claim.not-served", "claim.review-open", or "claim.appeal-running".
    """
    now = live(claim)
    if any(is_final(one, on) for one in now):
        return
    ends = [one.appeal_until for one in now if one.appeal_until and on <= one.appeal_until]
    if ends and not all(one.review in RUNNING for one in now):
        raise Refusal("claim.appeal-running", until=min(ends))
    check_no_review(claim)
    raise Refusal("claim.not-served", who="、".join(name_of(claim, one) for one in now))


def check_no_review(claim: Claim) -> None:
    """Raise while a review of somebody's share is open.

    Raises:
        Refusal: "claim.review-open".
    """
    for one in live(claim):
        if one.review in RUNNING:
            raise Refusal("claim.review-open", who=name_of(claim, one))


def status(claim: Claim, one: Addressee, on: dt.date) -> str:
    """Return where an addressee stands, as a code: `terms.HEARINGS` has the words."""
    if one.review:
        return f"review-{Review(one.review).value}"
    if is_final(one, on):
        return "final"
    if one.served_on is not None:
        return "appeal"
    if State(claim.state) is State.SERVED:
        return "to-be-served"
    if one.noticed_on is None:
        return "to-be-noticed"
    if one.answered_on is not None:
        return "answered"
    return "silent" if is_heard(one, on) else "answering"


def made_on(claim: Claim, what: Served) -> dt.date:
    """Return the day on which what is served was made: it reaches nobody before that."""
    action = Action.NOTICE if what is Served.NOTICE else Action.SERVE
    return max(local_date(d.at) for d in claim.decisions.all() if d.action == action)


def keeps_back(claim: Claim, action: Action, on: dt.date) -> Refusal | None:
    """Return what keeps a step of a deduction from being taken yet, for the page to say."""
    try:
        match action:
            case Action.HEAR_NOTHING:
                check_heard(claim, on=on)
            case Action.REPLY | Action.CHECK_LAW | Action.EXEMPT | Action.DECIDE:
                check_replied(claim)
            case Action.RECORD:
                check_final(claim, on=on)
            case Action.SUSPEND | Action.RETURN:
                check_no_review(claim)
    except Refusal as refusal:
        return refusal
    return None
