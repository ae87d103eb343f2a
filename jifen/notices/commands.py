"""Telling people, reminding them, and noting what was read."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from jifen.core.hand import SHANGHAI, Hand, local_date
from jifen.core.quiet import shown_from
from jifen.core.workdays import after
from jifen.cycles.queries import calendar
from jifen.notices.models import Notice
from jifen.notices.wording import NOTICES, sentence
from jifen.people.models import Area, User

REMIND_DAYS = 2
"""A reminder comes so many working days before the last day."""
REMINDER = ":soon"
"""What a reminder's event ends with."""


def tell(
    users: Iterable[User],
    *,
    event: str,
    code: str,
    about: uuid.UUID,
    town: Area,
    values: Mapping[str, str] = {},
    due_on: dt.date | None = None,
    at: dt.datetime,
) -> None:
    """Tell some people of a happening, each once however often it is told.

    It is part of the caller's transaction: what did not happen is told to nobody. `event` names
    the happening ("claim:<ref>:noticed"), `code` a row of `notices.wording.NOTICES`, `values` fill
    its blanks, `due_on` is the last day of what is asked. Shown from the next working morning on
    where `at` falls in quiet hours. Two queries; what is gathered (`wording.Words.many`) asks more.
    """
    assert transaction.get_connection().in_atomic_block, "tell inside the transaction it is about"
    sentence(code, values)  # an unknown code or an empty blank is loud here, not on a page
    shown = shown_from(at, calendar())
    users = {user.pk: user for user in users}.values()
    Notice.objects.bulk_create(
        [
            Notice(
                town=town,
                user=user,
                event=event,
                code=code,
                about=about,
                values=dict(values),
                due_on=due_on,
                shown_from=shown,
            )
            for user in users
        ],
        ignore_conflicts=True,
    )
    if NOTICES[code].many:
        _gather(town, {user.pk for user in users}, code, shown, reminder=False)


def _gather(
    town: Area, users: Collection[int], code: str, shown: dt.datetime, *, reminder: bool
) -> None:
    """Show a person's unread notices of one kind and one day as one, the first of them.

    One query, and one for each person who has several.
    """
    morning = dt.datetime.combine(local_date(shown), dt.time(), SHANGHAI)
    day = (morning, morning + dt.timedelta(days=1, microseconds=-1))
    rows = Notice.objects.filter(town=town, user__in=users, code=code, reminder=reminder)
    first: dict[int, int] = {}
    later: dict[int, list[int]] = {}
    alone = rows.filter(read=False, under=None, shown_from__range=day).order_by("pk")
    for pk, user in alone.values_list("pk", "user"):
        if first.setdefault(user, pk) != pk:
            later.setdefault(user, []).append(pk)
    for user, found in later.items():
        Notice.objects.filter(pk__in=found).update(under=first[user])


def settle(about: uuid.UUID, *, code: str = "", user: User | None = None) -> int:
    """Note that what notices about a thing ask for was done: nobody is reminded of it any more.

    Of one `code`, or of one person, where it was done by that alone. Returns how many. One query.
    """
    asked = Notice.objects.filter(about=about, done=False)
    if code:
        asked = asked.filter(code=code)
    if user is not None:
        asked = asked.filter(user=user)
    return asked.update(done=True)


@transaction.atomic(durable=True)
def read(notices: Iterable[Notice]) -> int:
    """Note that notices were read, and those shown under them. One query.

    When, and how often, is nobody's business.
    """
    every = [one.pk for one in notices]
    asked = Notice.objects.filter(Q(pk__in=every) | Q(under__in=every), read=False)
    return asked.update(read=True)


@transaction.atomic
def clock(town: Area, *, hand: Hand) -> int:
    """Remind, once, whoever has something to do that ends within two working days.

    Nobody is reminded on the day they are told, in quiet hours, after the last day, or of what was
    done. Returns how many reminders there are new. Three queries.
    """
    days = calendar()
    if shown_from(hand.at, days) > hand.at:
        return 0
    soon = after(hand.today, REMIND_DAYS, days)
    due = Notice.objects.filter(
        town=town, due_on__range=(hand.today, soon), done=False, reminder=False
    )
    already = set(
        Notice.objects.filter(town=town, due_on__gte=hand.today, reminder=True).values_list(
            "user", "event"
        )
    )
    new = [
        Notice(
            town=town,
            user_id=one.user_id,
            event=one.event + REMINDER,
            code=one.code,
            about=one.about,
            values=one.values,
            due_on=one.due_on,
            reminder=True,
            shown_from=hand.at,
        )
        for one in due
        if hand.at - one.shown_from >= dt.timedelta(days=1)
        and (one.user_id, one.event + REMINDER) not in already
    ]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    for code in sorted({one.code for one in new if NOTICES[one.code].many}):
        told = {one.user_id for one in new if one.code == code}
        _gather(town, told, code, hand.at, reminder=True)
    return len(new)
