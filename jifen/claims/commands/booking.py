"""Whether what happened in a closed cycle can be booked in the running one (补记)."""

import datetime as dt

from jifen.claims import late
from jifen.cycles.models import Cycle
from jifen.ledger.commands import NewFact, check_late
from jifen.ledger.queries import accounts, holder
from jifen.people.rosters import Rosters


def check_booked(
    new: NewFact, own: Cycle, booked: Cycle, held: Rosters, *, on: dt.date | None = None
) -> None:
    """Raise what keeps something of `own` from being booked in `booked`; where both are one, none.

    `on`: the day it is entered, for the time bar; None where it was entered before.

    Raises:
        Refusal: "late.time-barred", or what `ledger.commands.check_late` says.
    """
    if booked == own:
        return
    if on is not None:
        late.check_bar(own, new.happened_on, on=on)
    booked_in = {holder(account) for account in accounts(booked)}
    check_late(new, own, booked, held, booked_in=booked_in)
