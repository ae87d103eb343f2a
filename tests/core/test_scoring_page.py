"""The worked examples of docs/scoring.md come out as printed, in both implementations."""

import datetime as dt
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from jifen.core.assess import FLOOR, PRORATION, assess
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
from jifen.core.measures import check, worth
from jifen.core.months import full_months
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints, display, parse
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
    Subject,
)
from jifen.core.shapes import Fixed, Level, LevelRow, PerUnit, Range, Rate, Scoring, Tiers, TierStep
from tests.core.strategies import ENDS_ON, HOLDER, LAST_DAY, STARTS_ON, VILLAGE, rulebook_of

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text("utf-8")
Row = dict[str, str]


def tables() -> dict[str, list[Row]]:
    """Every table of the page, by the heading over it."""
    found: dict[str, list[Row]] = {}
    heading = ""
    head: list[str] = []
    for line in PAGE.splitlines():
        if line.startswith("#"):
            heading, head = line.lstrip("# "), []
        elif line.startswith("|"):
            cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
            if not head:
                head = cells
            elif set(line) - set("|-: "):
                found.setdefault(heading, []).append(dict(zip(head, cells, strict=True)))
    return found


TABLES = tables()
ACCOUNTS = {name: rows for name, rows in TABLES.items() if "gives" in rows[0]}
SHAPES = next(rows for rows in TABLES.values() if "worth" in rows[0])
MONTHS = next(rows for rows in TABLES.values() if "full months" in rows[0])


def figures_in(text: str) -> list[Fraction]:
    return [Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def points_in(text: str) -> list[Centipoints]:
    return [parse(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def shape(row: Row) -> Scoring:
    terms, name = row["terms"], row["shape"]
    if name.startswith("fixed"):
        return Fixed(points=parse(terms))
    if name.startswith("range"):
        return Range(least=points_in(terms)[0], most=points_in(terms)[1])
    if name.startswith("per unit"):
        return PerUnit(each=points_in(terms)[0], unit="次")
    if name.startswith("level"):
        rows = (part.split() for part in terms.split(", "))
        return Level(
            rows=tuple(LevelRow(key=key, name=key, points=parse(worth)) for key, worth in rows),
            department_lower="department one lower" in name,
        )
    if name.startswith("tiers"):
        steps = (part.split(": ") for part in terms.split(", "))
        return Tiers(
            metric="数",
            at_most="at most" in name,
            steps=tuple(TierStep(bound=Fraction(b), points=parse(p)) for b, p in steps),
        )
    assert name.startswith("rate"), f"the page names a shape that is not there: {name}"
    target, each, step, most = figures_in(terms)
    return Rate(
        metric="率",
        target=target,
        step=step,
        each=Centipoints(int(each * 100)),
        most=Centipoints(int(most * 100)),
    )


def measured(scoring: Scoring, text: str) -> Measures:
    match scoring:
        case Fixed():
            return Measures()
        case Range():
            return Measures(chosen=parse(text))
        case PerUnit():
            return Measures(quantity=int(text))
        case Level():
            return Measures(level=text.split()[0], department="department" in text)
        case _:
            return Measures(figure=Fraction(text))


def example_rulebook() -> Rulebook:
    """The small rulebook of the page: its table of items, and the limits its text names."""
    rows = next(rows for rows in TABLES.values() if "shares" in rows[0])
    groups = (
        MatterGroup(code="awards", text="", mode=MatterMode.HIGHEST),
        MatterGroup(code="tasks", text="", mode=MatterMode.SUM_MAX, limit=Centipoints(8_00)),
    )
    assert "`awards`, highest; `tasks`, sum at most 8" in PAGE
    shared = (
        Limit(code="shared", text="", items=frozenset({"s1", "s2"}), limit=Centipoints(10_00)),
        Limit(code="wide", text="", items=frozenset({"w1", "w2", "w3"}), limit=Centipoints(12_00)),
    )
    assert "`shared` (`s1` and `s2`, at most 10) and `wide` (`w1`, `w2` and `w3`" in PAGE
    chapters = (
        Chapter(code="D", name="D", deduct_max=Centipoints(12_00)),
        Chapter(code="W", name="W", add_max=Centipoints(8_00)),
    )
    assert "`D` deducts at most 12, `W` adds at most 8" in PAGE
    assert "base 100, floor 0, additions at most 60" in PAGE
    return rulebook_of(
        *(example_item(row) for row in rows),
        chapters=chapters,
        matter_groups=groups,
        limits=shared,
        score=ScoreRule(base=Centipoints(100_00), add_max=Centipoints(60_00), floor=Centipoints(0)),
    )


def example_item(row: Row) -> Item:
    shares = (part.split() for part in row["shares"].split(", "))
    return Item(
        code=row["item"],
        chapter=row["chapter"],
        title=row["item"],
        direction=Direction(row["side"]),
        subject=Subject(row["whose"]),
        scoring=Range(least=Centipoints(0), most=Centipoints(1000_00)),
        shares={Capacity(capacity): Fraction(share) for capacity, share in shares},
        event_max=parse(row["event max"]) if row["event max"] else None,
        cycle_max=parse(row["cycle max"]) if row["cycle max"] else None,
        matter_group=row["matter group"],
        article="第一条",
    )


def example_account(rows: list[Row]) -> Account:
    return Account(
        holder=HOLDER,
        kind=HolderKind.CADRE,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        service=Service(spans=((STARTS_ON, ENDS_ON),)),
        facts=tuple(
            Fact(
                key=f"f{seq}",
                seq=seq,
                item=row["item"],
                happened_on=STARTS_ON,
                measures=Measures(chosen=parse(row["amount"])),
                matter=row["matter"],
                village=VILLAGE,
                parties=(
                    Party(
                        cadre=HOLDER,
                        capacities=frozenset(map(Capacity, row["capacities"].split(", "))),
                    ),
                ),
            )
            for seq, row in enumerate(rows, start=1)
        ),
    )


@pytest.mark.parametrize("row", SHAPES, ids=lambda row: f"{row['shape']}-{row['measured']}")
def test_each_shape_is_worth_what_the_page_says(row: Row) -> None:
    scoring = shape(row)
    taken = measured(scoring, row["measured"])
    item = replace(example_rulebook().item("b1"), scoring=scoring)
    check(item, taken)
    assert display(worth(scoring, taken)) == row["worth"]
    account = example_account(ACCOUNTS[next(iter(ACCOUNTS))][:1])
    fact = replace(account.facts[0], item="b1", measures=taken)
    plain = assess_plain(rulebook_of(item), replace(account, facts=(fact,)), as_of=LAST_DAY)
    assert display(plain.amounts.get("f1", 0)) == row["worth"]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_each_worked_account_comes_out_as_printed(name: str) -> None:
    rows = ACCOUNTS[name]
    rulebook, account = example_rulebook(), example_account(rows)
    result = assess(rulebook, account, as_of=LAST_DAY)
    given = {f"f{seq}": row["gives"] for seq, row in enumerate(rows, start=1)}
    assert {line.name: display(line.amount) for line in result.lines if line.item} == given
    plain = assess_plain(rulebook, account, as_of=LAST_DAY)
    assert plain.amounts == result.amounts()

    said = PAGE.split(f"### {name}\n")[1].split("→ ")[1].splitlines()[0]
    floor = result.amounts().get(FLOOR)
    sentence = f"net {display(result.net)}, gross {display(result.gross)}"
    sentence += f", floor {display(floor)}." if floor else "."
    if "Without village items" in said:
        sentence += f" Without village items: {display(result.without_village_items)}."
    assert said == sentence
    assert (plain.net, plain.gross) == (result.net, result.gross)


@pytest.mark.parametrize("row", MONTHS, ids=lambda row: row["served"])
def test_each_span_of_service_is_prorated_as_printed(row: Row) -> None:
    spans = tuple(
        (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
        for start, end in (span.split(" to ") for span in row["served"].split(", "))
    )
    account = replace(example_account([]), service=Service(spans=spans))
    assert str(full_months(account)) == row["full months"]
    for result in (
        assess(example_rulebook(), account, as_of=LAST_DAY).amounts(),
        assess_plain(example_rulebook(), account, as_of=LAST_DAY).amounts,
    ):
        assert display(result.get(PRORATION, 0)) == row["proration"]


def test_the_page_shows_every_shape_and_every_limit() -> None:
    assert {type(shape(row)) for row in SHAPES} == {Fixed, Range, PerUnit, Level, Tiers, Rate}
    taken = {
        step.kind
        for rows in ACCOUNTS.values()
        for line in assess(example_rulebook(), example_account(rows), as_of=LAST_DAY).lines
        for step in line.steps
    }
    assert {"event", "matter", "item", "group", "chapter", "side", "floor", "share"} <= taken
