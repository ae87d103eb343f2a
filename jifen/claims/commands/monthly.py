"""Issuing the month's notice sheets, and serving each once for everything on it."""

import datetime as dt

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims import monthly
from jifen.claims.commands import addressing, announcing
from jifen.claims.models import Service
from jifen.claims.queries import hats
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.service import PROVED, Mode, Served
from jifen.papers import queries as papers
from jifen.papers.commands import issue_under
from jifen.papers.models import Paper
from jifen.people.models import Area


@transaction.atomic(durable=True)
def issue_sheets(town: Area, month: dt.date, *, hand: Hand) -> list[Paper]:
    """Issue a notice sheet for everybody to whom minor deductions of a month are to be noticed.

    What stands for exactly the same cases is not issued again.

    Raises:
        Refusal: "service.not-yours", "sheet.nothing", or as `papers.commands.issue_under`.
    """
    chain = hold(town.path, at=hand.at)
    if Role.CLERK not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("service.not-yours")
    month = month.replace(day=1)
    found = [one for one in monthly.notices(town) if one.month == month]
    if not found:
        raise Refusal("sheet.nothing", month=f"{month:%Y-%m}")
    made = [
        issue_under(
            chain,
            town,
            monthly.sheet(one, on=hand.today),
            sheets=monthly.table(one),
            series=monthly.series(town.name),
            about=one.key,
            title=one.title,
            hand=hand,
        )
        for one in found
    ]
    chain.seal()
    return made


@transaction.atomic(durable=True)
def serve_sheet(
    town: Area,
    month: dt.date,
    holder: str,
    mode: Mode,
    *,
    proof: str,
    on: dt.date | None = None,
    hand: Hand,
) -> list[Service]:
    """Note that a notice sheet reached its addressee: one service for each case on it, together.

    Each service names the sheet's number and what proves it; each period to answer starts that day.

    Raises:
        Refusal: "sheet.nothing" where all of it was served, "sheet.not-issued" where no sheet
            holds exactly what is to be noticed, "service.not-yours", "service.no-proof", or as
            `addressing.serve`.
    """
    chain = hold(town.path, at=hand.at)
    month = month.replace(day=1)
    found = [one for one in monthly.notices(town) if (one.month, one.holder) == (month, holder)]
    if not found:
        raise Refusal("sheet.nothing", month=f"{month:%Y-%m}")
    (notice,) = found
    if notice.paper is None:
        raise Refusal("sheet.not-issued", who=notice.name)
    if not PROVED[mode] or any(
        Role.CLERK not in hats(claim, hand.actor, on=hand.today) for claim, _ in notice.lines
    ):
        raise Refusal("service.not-yours")
    if not proof.strip():
        raise Refusal("service.no-proof")
    proved = f"{papers.number(notice.paper)}；{proof.strip()}"[:120]
    made = []
    for claim, one in notice.lines:
        made.append(
            addressing.serve(
                claim, one, Served.NOTICE, mode,
                proof=proved, on=on or hand.today, chain=chain, hand=hand,
            )
        )  # fmt: skip
        announcing.done(claim, "claim.noticed")
    chain.seal()
    return made
