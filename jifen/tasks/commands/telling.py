"""Telling people of tasks: in the step's transaction, each thing once."""

from jifen.core.access import Role
from jifen.core.hand import Hand
from jifen.notices import commands as notices
from jifen.notices.queries import to_whom
from jifen.people.models import User
from jifen.tasks.assigning import codes
from jifen.tasks.models import Step


def tell_holders(step: Step, code: str, *, hand: Hand) -> None:
    """Tell those whose task it is, as far as they have accounts; they are reminded of its day."""
    mine = codes(step.holders)
    users = User.objects.filter(cadre__town=step.town, cadre__code__in=mine, is_active=True)
    _tell(step, list(users) if mine else [], code, hand)


def tell_office(step: Step, code: str, *, hand: Hand) -> None:
    """Tell the office and whoever issued it."""
    users = to_whom(step.town, Role.CLERK, on=hand.today)
    issuer = User.objects.filter(ref=step.task.by, is_active=True)
    _tell(step, [*users, *issuer], code, hand, due=False)


def settle_for(step: Step) -> None:
    """Note that it asks nothing more of its holders in a village."""
    mine = codes(step.holders)
    for user in User.objects.filter(cadre__town=step.town, cadre__code__in=mine):
        notices.settle(step.task.key, user=user)


def _tell(step: Step, users: list[User], code: str, hand: Hand, *, due: bool = True) -> None:
    place = step.unit.path.rsplit("/", 1)[-1]
    notices.tell(
        users,
        event=f"task:{step.task.key.hex}:{place}:{step.due_on:%Y%m%d}:{code}",
        code=code,
        about=step.task.key,
        town=step.town,
        values={
            "title": step.task.title,
            "unit": step.unit.name,
            "on": step.due_on.isoformat(),
        },
        due_on=step.due_on if due else None,
        at=hand.at,
    )
