"""Quiet hours (免打扰): a notice is shown on working days from 08:00 to 20:00, Asia/Shanghai.

What happens at night or on a holiday is told on the next working morning, so that nobody has to
look after work (docs/notices.md).
"""

import datetime as dt

from jifen.core.hand import SHANGHAI
from jifen.core.workdays import Calendar, is_working_day

OPENS = dt.time(8)
CLOSES = dt.time(20)


def shown_from(at: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Return the UTC instant from which something told at `at` is shown.

    >>> shown_from(dt.datetime(2025, 9, 1, 13, 0, tzinfo=dt.UTC), {})  # 21:00 in Shanghai
    datetime.datetime(2025, 9, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    local = at.astimezone(SHANGHAI)
    day = local.date()
    if is_working_day(day, calendar):
        if OPENS <= local.time() < CLOSES:
            return at.astimezone(dt.UTC)
        if local.time() < OPENS:
            return _morning(day)
    day += dt.timedelta(days=1)
    while not is_working_day(day, calendar):
        day += dt.timedelta(days=1)
    return _morning(day)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, OPENS, tzinfo=SHANGHAI).astimezone(dt.UTC)
