"""Who is told of what happens to an appeal: each once, inside the step that it is about."""

import datetime as dt
from collections.abc import Iterable

from jifen.appeals import judges, queries
from jifen.appeals.models import Appeal
from jifen.core.access import Role
from jifen.core.hand import Hand
from jifen.notices import commands as notices
from jifen.notices.queries import to_whom
from jifen.people.models import Area, User


def filed(appeal: Appeal, *, hand: Hand) -> None:
    """Tell those who may judge it that there is an appeal, and until when it is decided."""
    reviewers = judges.case_of(appeal, on=hand.today).reviewers
    _tell(appeal, _users(one.key for one in reviewers), "appeal.filed", hand, due=True)


def admitted(appeal: Appeal, found: judges.Case, *, hand: Hand) -> None:
    """Tell the person that it was taken up, and who decided first that they may answer."""
    _tell(appeal, persons(appeal, hand), "appeal.admitted", hand)
    notices.tell(
        _users(found.deciders),
        event=f"appeal:{appeal.ref}:answer",
        code="appeal.answer",
        about=appeal.ref,
        town=appeal.town,
        values=_values(appeal),
        due_on=appeal.answer_until,
        at=hand.at,
    )


def declined(appeal: Appeal, *, hand: Hand) -> None:
    """Tell the person that it was not taken up."""
    _tell(appeal, persons(appeal, hand), "appeal.declined", hand)


def decided(appeal: Appeal, *, hand: Hand) -> None:
    """Tell the office that there is a decision to serve."""
    office = to_whom(appeal.town, judges.office(appeal.claim, appeal.fact), on=hand.today)
    _tell(appeal, office, "appeal.decided", hand, due=True)


def served(appeal: Appeal, *, hand: Hand) -> None:
    """Tell the person what was decided."""
    _tell(appeal, persons(appeal, hand), "appeal.served", hand)


def overdue(appeal: Appeal, *, hand: Hand) -> None:
    """Tell the leaders that an appeal has run past its last day; the person is told nothing."""
    town, on = appeal.town, hand.today
    leaders = [u for role in LEADERS[appeal.level] for u in to_whom(town, role, on=on)]
    _tell(appeal, leaders, "appeal.overdue", hand)


LEADERS = {
    "first": (Role.HEAD, Role.COMMITTEE),
    "second": (Role.COUNTY,),
}
"""Level → who is told that it is overdue."""


def persons(appeal: Appeal, hand: Hand) -> list[User]:
    """Return the accounts that speak for the holder. One query."""
    return accounts_of(appeal.town, appeal.holder, on=hand.today)


def accounts_of(town: Area, holder: str, *, on: dt.date) -> list[User]:
    """Return the accounts that speak for a holder: the person's, or the secretary's. One query."""
    if "/" in holder:
        return to_whom(town, Role.SECRETARY, on=on, area=holder)
    return list(User.objects.filter(cadre__town=town, cadre__code=holder, is_active=True))


def settle(appeal: Appeal) -> None:
    """Note that nothing more is to be done about it: nobody is reminded any more."""
    notices.settle(appeal.ref)


def _tell(
    appeal: Appeal, users: Iterable[User], code: str, hand: Hand, *, due: bool = False
) -> None:
    what = code.removeprefix("appeal.")
    notices.tell(
        users,
        event=f"appeal:{appeal.ref}:{what}",
        code=code,
        about=appeal.ref,
        town=appeal.town,
        values=_values(appeal),
        due_on=appeal.due_on if due else None,
        at=hand.at,
    )


def _values(appeal: Appeal) -> dict[str, str]:
    return {"title": queries.item_of(appeal).title}


def _users(keys: Iterable[str]) -> list[User]:
    return list(User.objects.filter(ref__in=list(keys), is_active=True))
