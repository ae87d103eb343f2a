"""How long something is publicised (公示).

Article: 村民委员会组织法 (2025-10-28) art. 35: what is published as village affairs stays up for
fifteen days at least.
"""

import datetime as dt

from jifen.core.workdays import Calendar, after

VILLAGE_AFFAIRS_DAYS = 15
"""Calendar days; the day of posting does not count."""


def last_day(
    posted_on: dt.date, days: int, calendar: Calendar, *, village_affairs: bool
) -> dt.date:
    """Return the last day of a publicity of `days` working days; longer where the law wants it.

    >>> last_day(dt.date(2026, 3, 2), 5, {}, village_affairs=False)
    datetime.date(2026, 3, 9)
    >>> last_day(dt.date(2026, 3, 2), 5, {}, village_affairs=True)
    datetime.date(2026, 3, 17)
    """
    end = after(posted_on, days, calendar)
    if not village_affairs:
        return end
    return max(end, posted_on + dt.timedelta(days=VILLAGE_AFFAIRS_DAYS))
