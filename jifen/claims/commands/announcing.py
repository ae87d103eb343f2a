"""Telling people of what became of a case: once for each happening, in the step's transaction."""

from collections.abc import Iterable

from jifen.claims import hearings
from jifen.claims.models import Addressee, Claim
from jifen.claims.queries import item_of, route
from jifen.core.access import Role
from jifen.core.hand import Hand
from jifen.core.workflow import SECRET, Action, Kind, Outcome, Step
from jifen.notices.commands import settle, tell
from jifen.notices.queries import to_whom
from jifen.people.models import User

TOLD = {
    Action.NOTICE: "claim.noticed",
    Action.SERVE: "claim.decided",
    Action.DROP: "claim.dropped",
    Action.EXEMPT: "claim.dropped",
    Action.TRANSFER: "claim.dropped",
    Action.QUASH: "claim.dropped",
    Action.SUSPEND: "claim.suspended",
    Action.CHANGE: "claim.milder",
    Action.REDO: "claim.redone",
}
"""Step of a deduction → what its addressees are told of it."""


def announce(claim: Claim, row: Step, *, hand: Hand) -> None:
    """Tell the addressees of a deduction what was done, and whoever serves what is to be served."""
    if claim.kind != Kind.DEDUCTION:
        return
    code = TOLD.get(row.action)
    if code is None:
        return
    for one in hearings.live(claim):
        users = hearings.users_of(claim, one, on=hand.today)
        say(claim, one, users, code, hand=hand)


def say(claim: Claim, one: Addressee, users: Iterable[User], code: str, *, hand: Hand) -> None:
    """Tell some people one thing about one addressee's share, once in each round."""
    tell(
        users,
        event=f"claim:{claim.ref.hex}:{one.holder.rsplit('/', 1)[-1]}:{one.round}:{code}",
        code=code,
        about=claim.ref,
        town=claim.town,
        values={
            "item": item_of(claim).title,
            "who": hearings.name_of(claim, one),
            "on": claim.happened_on.isoformat(),
        },
        due_on=claim.due_on,
        at=hand.at,
    )


def office(claim: Claim, *, hand: Hand) -> list[User]:
    """Return the accounts that serve papers in a case: the office's, or discipline's. One query."""
    role = Role.DISCIPLINE if route(claim) in SECRET else Role.CLERK
    return to_whom(claim.town, role, on=hand.today)


def done(claim: Claim, code: str) -> None:
    """Note that what a notice asked for was done."""
    settle(claim.ref, code=code)


def tell_of_answer(claim: Claim, one: Addressee, *, hand: Hand) -> None:
    """Tell the office and whoever proposed the case that an answer came."""
    users = {user.pk: user for user in (*office(claim, hand=hand), claim.drafted_by)}
    say(claim, one, users.values(), "claim.answered", hand=hand)


def tell_of_review(claim: Claim, one: Addressee, outcome: Outcome, *, hand: Hand) -> None:
    """Tell the office that a review is over, and how: what follows from it is theirs to do."""
    say(claim, one, office(claim, hand=hand), f"claim.review-{outcome.value}", hand=hand)
