"""What is declined of opening balances (期初余额), row by row and step by step."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.commands.shares import change_fact
from jifen.core.facts import Measures
from jifen.core.posts import Body, PostGroup
from jifen.core.report import Report
from jifen.ledger.models import Fact
from jifen.sheets.openings import OpeningRow, OpeningsSheet
from jifen.sheets.people import PersonRow, Post
from jifen.sheets.rows import Origin
from tests.laws.town import EAST, Town, fact

Wrong = Callable[[Town], object]
UNTIL = dt.date(2025, 3, 31)
ONE = Measures(quantity=1)


GOOD = OpeningRow(
    Origin("0" * 64, "期初", 4),
    decision="示积决〔2025〕1号",
    until=UNTIL,
    unit=EAST,
    name="李二麦",
    code="",
    item="D-1",
    added=None,
    deducted=Decimal(2),
    count=2,
    evidence="2025年台账",
    remark="",
)
"""A good row: a deputy's two deductions."""


class Cells(TypedDict, total=False):
    """What is written otherwise in a row."""

    until: dt.date
    name: str
    item: str
    added: Decimal | None
    deducted: Decimal | None
    count: int | None


def line(**cells: Unpack[Cells]) -> OpeningRow:
    """The good row, unless changed."""
    return replace(GOOD, **cells)


def entered(town: Town, *rows: OpeningRow) -> tuple[Report, uuid.UUID | None]:
    sheet = OpeningsSheet("期初.xlsx", "0" * 64, rows, (), (), ())
    return claims.enter_openings(town.area, sheet, hand=town.hand("clerk"))


def row(**cells: Unpack[Cells]) -> Wrong:
    """Enter one row that is wrong in these cells."""
    return lambda town: entered(town, line(**cells))[0]


def opened(town: Town, *rows: OpeningRow) -> uuid.UUID:
    """Enter rows and approve them."""
    _report, key = entered(town, *rows)
    assert key is not None
    claims.approve_openings(town.area, key, hand=town.hand("member"))
    return key


def after(first: OpeningRow, **cells: Unpack[Cells]) -> Wrong:
    """Enter a row beside one that counts."""

    def wrong(town: Town) -> object:
        opened(town, first)
        return entered(town, line(**cells))[0]

    return wrong


def decided(town: Town) -> object:
    town.enter(fact("决1号", "D-1", "李二麦", measures=ONE))
    return entered(town, line(until=dt.date(2025, 4, 30)))[0]


def in_opening(town: Town) -> object:
    opened(town, line(until=dt.date(2025, 4, 30)))
    return town.enter(fact("决1号", "D-1", "李二麦", measures=ONE, on=dt.date(2025, 3, 3)))


def newcomer(town: Town) -> object:
    """Enter what stood of somebody who comes after the cycle."""
    since = dt.date(2025, 8, 1)
    post = (Post("党支部委员", Body.PARTY),)
    one = PersonRow(
        Origin("0" * 64, "名册", 4), "", "周十禾", "", "", EAST, post, PostGroup.MEMBER, since, None
    )
    town.register(people=(one,))
    return entered(town, line(name="周十禾"))[0]


def put_right(town: Town) -> object:
    opened(town, SUMS)
    return claims.repair(
        Fact.objects.get(town=town.area),
        town.day,
        reason="已经整改",
        evidence=["验收单"],
        hand=town.hand("clerk"),
        second=town.actor("member"),
    )


def done_twice(town: Town) -> object:
    key = opened(town, line())
    return claims.approve_openings(town.area, key, hand=town.hand("member"))


def changed(town: Town) -> object:
    opened(town, line())
    hand = town.hand("clerk")
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        one = Fact.objects.select_related("version", "cycle__version").get(town=town.area)
        second = town.actor("member").key
        return change_fact(one, ONE, reason="复核", second=second, chain=chain, hand=hand)


NOUGHT: Cells = {"item": "", "count": None}
SUMS = line(**NOUGHT)
OPENED: Mapping[str, Sequence[Wrong]] = {
    "account.none": [newcomer],
    "opening.one-by-one": [row(item="C-1", added=Decimal(1), deducted=None)],
    "opening.nothing": [row(deducted=None, count=None), row(**NOUGHT, deducted=None)],
    "opening.count": [row(count=None)],
    "opening.count-of-sums": [row(item="")],
    "opening.side": [row(added=Decimal(2), deducted=None)],
    "opening.negative": [row(deducted=Decimal(-2))],
    "opening.limit": [row(item="A-2", added=Decimal(13), deducted=None)],
    "opening.no-villages": [row(name="")],
    "opening.stands": [after(line(), deducted=Decimal(1))],
    "opening.mixed": [after(line(), **NOUGHT), after(SUMS)],
    "opening.decided": [decided],
    "opening.unknown": [
        lambda town: claims.approve_openings(town.area, None, hand=town.hand("member"))
    ],
    "opening.done": [done_twice],
    "opening.no-repair": [put_right],
    "opening.no-change": [changed],
    "past.in-opening": [in_opening],
}
