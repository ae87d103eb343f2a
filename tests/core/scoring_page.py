"""docs/scoring.md read as data: its tables, and the small rulebook that its examples stand on.

A phrase of the page is turned into terms here by a table, never by guessing: one that is not in
the table fails the test that meets it.
"""

import datetime as dt
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from jifen.core.circumstances import (
    CalendarPeriod,
    Effect,
    EffectKind,
    Finder,
    MonthDay,
    Needs,
    Population,
    Recurring,
    Repair,
    Repeat,
    ValidFrom,
    Validity,
    Zeroing,
)
from jifen.core.facts import Account, Fact, HolderKind, Late, Measures, Offence, Party, Service
from jifen.core.points import Centipoints, parse
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import (
    Capacity,
    Chapter,
    Direction,
    Item,
    Limit,
    MatterGroup,
    MatterMode,
    Rulebook,
    ScoreRule,
    ServiceRule,
    Several,
    Subject,
)
from jifen.core.shapes import Fixed, Level, LevelRow, Period, Range, Tiers, TierStep
from tests.core.strategies import ENDS_ON, HOLDER, STARTS_ON, VILLAGE, rulebook_of

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text("utf-8")
Row = dict[str, str]


def tables() -> dict[str, list[Row]]:
    """Every table of the page, by its heading; a second one under it by its first column too."""
    found: dict[str, list[Row]] = {}
    name = heading = ""
    head: list[str] = []
    for line in PAGE.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            head = []
            continue
        cells = [_cell(text.strip()) for text in line.strip().strip("|").split("|")]
        if not head:
            head = cells
            name = heading if heading not in found else f"{heading}: {head[0]}"
        elif set(line) - set("|-: "):
            found.setdefault(name, []).append(dict(zip(head, cells, strict=True)))
    return found


def _cell(text: str) -> str:
    """A cell without the marks of code around all of it."""
    return text[1:-1] if text.count("`") == 2 and text[0] == text[-1] == "`" else text


TABLES = tables()


def table(column: str) -> list[Row]:
    """The one table that has this column first met."""
    return next(rows for rows in TABLES.values() if column in rows[0])


def stated(*sentences: str) -> None:
    """What is built here is what the page says."""
    said = " ".join(PAGE.split())
    for sentence in sentences:
        assert sentence in said, f"the page no longer says: {sentence}"


# ------------------------------------------------------------------ terms of an item
def valid_by_level() -> dict[str, Any]:
    county = LevelRow(key="county", name="county", points=Centipoints(6_00))
    town = LevelRow(key="town", name="town", points=Centipoints(2_00))
    return {
        "scoring": Level(rows=(county, town)),
        "validity": Validity(by_level={"county": 24, "town": 3}),
    }


def cumulated() -> Tiers:
    three = TierStep(bound=Fraction(3), points=Centipoints(2_00))
    ten = TierStep(bound=Fraction(10), points=Centipoints(5_00))
    return Tiers(metric="数", at_most=False, steps=(ten, three), cumulated=Period.QUARTER)


LARGE = ValidFrom(points=Centipoints(5_00), months=12)
SMALL = ValidFrom(points=Centipoints(1), months=3)
IN_PERIODS = {"flood": Fraction(2), "spring": Fraction(3, 2)}
FOUND_BY = {Finder.SUPERIOR: Fraction(2), Finder.SELF: Fraction(1, 2)}
TALK = Effect(kind=EffectKind.TALK, from_time=2)
MONEY = Effect(kind=EffectKind.MONEY, fen=150, per_point=True)
HALF_BACK = Repair(gives_back=Fraction(1, 2), within_days=30)
ALL_BACK = Repair(gives_back=Fraction(1), gross=True)

TERMS: dict[str, dict[str, Any]] = {
    "": {},
    "valid for 6 months": {"validity": Validity(months=6)},
    "county 6, valid for 24 months; town 2, valid for 3": valid_by_level(),
    "from 5 points valid for 12 months, from 0.01 for 3": {
        "validity": Validity(by_size=(LARGE, SMALL))
    },
    "once more for every 30 days uncorrected, at most 4 times": {
        "recurring": Recurring(days=30, times=4)
    },
    "once more for every month uncorrected": {"recurring": Recurring(months=1)},
    "second time double, from the third triple, `r3` counting as the same": {
        "repeat": Repeat(
            factors=(Fraction(1), Fraction(2), Fraction(3)), together=frozenset({"r3"})
        )
    },
    "second time within 90 days double": {
        "repeat": Repeat(factors=(Fraction(1), Fraction(2)), days=90)
    },
    "in `flood` double, in `spring` one and a half times": {"period_factors": IN_PERIODS},
    "found by a superior double, by oneself half": {"finder_factors": FOUND_BY},
    "only within 30 days of a reminder": {"reminded_within": 30},
    "needs two facts of `n1`": {"needs": Needs(at_least=2)},
    "from the second time `n2` adds nothing": {
        "zeroing": Zeroing(items=frozenset({"n2"}), from_time=2)
    },
    "freezes additions until corrected": {"freezes": True},
    "corrected within 30 days gives back half": {"repair": HALF_BACK},
    "corrected at any time gives back all, and lowers the gross": {"repair": ALL_BACK},
    "4, unless another amount is decided": {
        "scoring": Fixed(points=Centipoints(4_00)),
        "overridable": True,
    },
    "tiers at least 3: 2, 10: 5, cumulated in a quarter": {"scoring": cumulated()},
    "at most 3 in a month, 5 in a quarter, 6 in a half, 8 in the cycle": {
        "month_max": Centipoints(3_00),
        "quarter_max": Centipoints(5_00),
        "half_max": Centipoints(6_00),
        "cycle_max": Centipoints(8_00),
    },
    "only for chiefs": {"only_for": Population(post_groups=frozenset({PostGroup.CHIEF}))},
    "only for deputies in villages": {
        "only_for": Population(
            post_groups=frozenset({PostGroup.DEPUTY}), places=frozenset({"village"})
        )
    },
    "from the second time a talk; 1.5 yuan for each point": {"effects": (TALK, MONEY)},
}
"""What the column *terms* of the examples says → what the item then has."""


# ------------------------------------------------------------------ the rulebook
def _limit(code: str, items: str, most: int, per: Period = Period.CYCLE) -> Limit:
    limit = Centipoints(most * 100)
    return Limit(code=code, text="", items=frozenset(items.split()), limit=limit, per=per)


FLOOD = CalendarPeriod(
    code="flood", name="防汛期", dates=((dt.date(2024, 8, 10), dt.date(2024, 9, 30)),)
)
SPRING = CalendarPeriod(
    code="spring", name="春节前后", yearly=((MonthDay(12, 20), MonthDay(2, 10)),)
)


def example_rulebook() -> Rulebook:
    """The small rulebook of the page: its tables of items, and the limits its text names."""
    stated(
        "base 100, floor 0, additions at most 60",
        "`awards`, highest; `tasks`, sum at most 8",
        "`shared` (`s1` and `s2`, at most 10) and `wide` (`w1`, `w2` and `w3`, at most 12)",
        "`D` deducts at most 12, `W` adds at most 8",
        "`flood` from 2024-08-10 to 2024-09-30, `spring` every year from 12-20 to 02-10",
        "`monthly` holds `l1` and `l2` to 4 in each month",
        "sick leave costs, no other leave does",
    )
    awards = MatterGroup(code="awards", text="", mode=MatterMode.HIGHEST)
    tasks = MatterGroup(code="tasks", text="", mode=MatterMode.SUM_MAX, limit=Centipoints(8_00))
    items = [row for rows in TABLES.values() if "side" in rows[0] for row in rows]
    return rulebook_of(
        *(example_item(row) for row in items),
        chapters=(
            Chapter(code="D", name="D", deduct_max=Centipoints(12_00)),
            Chapter(code="W", name="W", add_max=Centipoints(8_00)),
        ),
        matter_groups=(awards, tasks),
        limits=(
            _limit("shared", "s1 s2", 10),
            _limit("wide", "w1 w2 w3", 12),
            _limit("monthly", "l1 l2", 4, Period.MONTH),
        ),
        periods=(FLOOD, SPRING),
        score=ScoreRule(base=Centipoints(100_00), add_max=Centipoints(60_00), floor=Centipoints(0)),
        service=ServiceRule(leave_costs=frozenset({"sick"})),
    )


def example_item(row: Row) -> Item:
    shares = (part.split() for part in row.get("shares", "named 1").split(", "))
    item = Item(
        code=row["item"],
        chapter=row.get("chapter", "Z"),
        title=row["item"],
        direction=Direction(row["side"]),
        subject=Subject(row.get("whose", "cadre")),
        scoring=Range(least=Centipoints(0), most=Centipoints(1000_00)),
        shares={Capacity(capacity): Fraction(share) for capacity, share in shares},
        event_max=parse(row["event max"]) if row.get("event max") else None,
        cycle_max=parse(row["cycle max"]) if row.get("cycle max") else None,
        matter_group=row.get("matter group", ""),
        article="第一条",
    )
    return replace(item, **TERMS[row.get("terms", "")])


# ------------------------------------------------------------------ an account
def example_account(rows: list[Row]) -> Account:
    stated("The account is a deputy's who serves in a village")
    stated("one fact of `r2` is known, of 2024-07-01")
    return Account(
        holder=HOLDER,
        kind=HolderKind.CADRE,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        service=Service(spans=((STARTS_ON, ENDS_ON),)),
        facts=tuple(example_fact(str(number), row) for number, row in enumerate(rows, start=1)),
        prior=(Offence(key="0", item="r2", happened_on=dt.date(2024, 7, 1)),),
        post_group=PostGroup.DEPUTY,
        bodies=frozenset({Body.ELECTED}),
        place="village",
    )


def example_fact(number: str, row: Row) -> Fact:
    capacities = row.get("capacities", "named").split(", ")
    return Fact(
        key=f"f{number}",
        seq=int(number),
        item=row["item"],
        happened_on=_day(row.get("happened")) or STARTS_ON,
        measures=Measures(
            chosen=_points(row.get("amount")),
            level=row.get("level", ""),
            figure=Fraction(row["figure"]) if row.get("figure") else None,
            finder=Finder(row["found by"]) if row.get("found by") else None,
            reminded_on=_day(row.get("reminded")),
            override=_points(row.get("decided")),
            decision="纪要3号" if row.get("decided") else "",
        ),
        matter=row.get("matter", number),
        village=VILLAGE,
        parties=(Party(cadre=HOLDER, capacities=frozenset(map(Capacity, capacities))),),
        repaired_on=_day(row.get("repaired")),
        late=example_late(row),
    )


def example_late(row: Row) -> Late | None:
    booked_on, amount = _day(row.get("booked")), _points(row.get("own"))
    if booked_on is None or amount is None:
        return None
    return Late(cycle="2023-2024", booked_on=booked_on, amount=amount)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _points(text: str | None) -> Centipoints | None:
    return parse(text) if text else None


# ------------------------------------------------------------------ the accounts of the page
ACCOUNTS = {name: rows for name, rows in TABLES.items() if "gives" in rows[0]}


def prose(name: str) -> str:
    """What stands under a heading."""
    return re.split(r"\n#+ ", PAGE.split(f"### {name}\n")[1])[0]


def rulebook_of_example(name: str) -> Rulebook:
    """The small rulebook, with what the heading's own prose changes of it."""
    rulebook = example_rulebook()
    if "Where `several` is `sum`" in prose(name):
        return replace(rulebook, service=replace(rulebook.service, several=Several.SUM))
    return rulebook
