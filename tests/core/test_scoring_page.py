"""The worked examples of docs/scoring.md come out as printed, in both implementations."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction

import pytest

from jifen.core.assess import FLOOR, PRORATION, StepKind, assess
from jifen.core.facts import Account, Away, Measures, Service
from jifen.core.measures import check, worth
from jifen.core.plain import DueEffect, assess_plain
from jifen.core.points import Centipoints, display, parse
from jifen.core.rules import Item
from jifen.core.shapes import (
    Absent,
    Better,
    Board,
    BoardBy,
    Fixed,
    Issuer,
    Level,
    LevelRow,
    Linear,
    LinearPoint,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
    TierStep,
)
from tests.core.scoring_page import (
    ACCOUNTS,
    PAGE,
    TERMS,
    Row,
    example_account,
    example_rulebook,
    prose,
    rulebook_of_example,
    stated,
    table,
)
from tests.core.strategies import LAST_DAY, rulebook_of

SHAPES = table("worth")
BOARD = table("read")
MONTHS = table("full months")
VILLAGES = "甲乙丙丁戊"


# ------------------------------------------------------------------ shapes
def figures_in(text: str) -> list[Fraction]:
    return [Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def points_in(text: str) -> list[Centipoints]:
    return [parse(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def shape(row: Row) -> Scoring:
    terms, name = row["terms"], row["shape"]
    if name.startswith("fixed"):
        return Fixed(points=parse(terms))
    if name.startswith("range"):
        least, most = points_in(terms)
        return Range(least=least, most=most, decided="decided" in name)
    if name.startswith("per unit"):
        return PerUnit(each=points_in(terms)[0], unit="次")
    if name.startswith("level"):
        return level(name, terms)
    if name.startswith("tiers"):
        return tiers(terms, at_most="at most" in name, inside="open" not in name)
    if name.startswith("scorers"):
        return tiers(terms.split("at least ")[1], at_most=False, inside=True)
    if name.startswith("linear"):
        points = (part.split(": ") for part in terms.split(", "))
        return Linear(
            metric="率",
            points=tuple(LinearPoint(figure=Fraction(f), points=parse(p)) for f, p in points),
        )
    if name.startswith("threshold"):
        return threshold(terms)
    assert name.startswith("rate"), f"the page names a shape that is not there: {name}"
    target, each, step, top = figures_in(terms)
    return Rate(
        metric="率",
        target=target,
        step=step,
        each=Centipoints(int(each * 100)),
        most=Centipoints(int(top * 100)),
        started="begun" in name,
    )


def tiers(terms: str, *, at_most: bool, inside: bool) -> Tiers:
    steps = (part.split(": ") for part in terms.split(", "))
    return Tiers(
        metric="数",
        at_most=at_most,
        steps=tuple(
            TierStep(bound=Fraction(bound), points=parse(points), inside=inside)
            for bound, points in steps
        ),
    )


def level(name: str, terms: str) -> Level:
    rows, _, issuers = terms.partition("; ")
    found = []
    for part in rows.split(", "):
        key, points = part.split(" ", 1)
        least, _, most = points.partition(" to ")
        top = parse(most) if most else None
        found.append(LevelRow(key=key, name=key, points=parse(least), most=top))
    named = (part.split(" is ") for part in issuers.split(", ") if part)
    return Level(
        rows=tuple(found),
        department_lower="department one lower" in name,
        issuers=tuple(
            Issuer(name=who, level=what.split()[0], department="department" in what)
            for who, what in named
        ),
    )


def threshold(terms: str) -> Threshold:
    parts: dict[str, str] = {}
    for part in re.findall(r"(target|full|short|over|zero under) (.*?)(?=, (?!most)|$)", terms):
        parts[part[0]] = part[1]

    def slope(text: str | None) -> Slope | None:
        if text is None:
            return None
        each, step, *most = figures_in(text)
        return Slope(
            step=step,
            each=Centipoints(int(each * 100)),
            most=Centipoints(int(most[0] * 100)) if most else None,
        )

    return Threshold(
        metric="率",
        target=Fraction(parts["target"]),
        full=parse(parts["full"]),
        short=slope(parts.get("short")),
        over=slope(parts.get("over")),
        zero_under=Fraction(parts["zero under"]) if "zero under" in parts else None,
    )


def scorers(row: Row) -> Mapping[str, Fraction]:
    if not row["shape"].startswith("scorers"):
        return {}
    weights = (part.split() for part in row["terms"].partition("; ")[0].split(", "))
    return {who: Fraction(weight) for who, weight in weights}


def measured(scoring: Scoring, text: str, asked: Mapping[str, Fraction]) -> Measures:
    if asked:
        scores = (part.split() for part in text.split(", "))
        return Measures(scores=tuple(sorted((who, Fraction(score)) for who, score in scores)))
    match scoring:
        case Fixed():
            return Measures()
        case Range():
            chosen, _, decision = text.partition(" by decision ")
            return Measures(chosen=parse(chosen), decision=decision)
        case PerUnit():
            return Measures(quantity=int(text))
        case Level():
            name, _, chosen = text.partition(", ")
            return Measures(
                level=name.split()[0],
                department="department" in name,
                chosen=parse(chosen) if chosen else None,
            )
        case _:
            return Measures(figure=Fraction(text))


def plain_worth(item: Item, measures: Measures, board: tuple[Fraction | None, ...] = ()) -> int:
    """What the plain recomputation gives an account of this one fact."""
    account = example_account([{"item": item.code}])
    fact = replace(account.facts[0], measures=measures, board=board)
    found = assess_plain(rulebook_of(item), replace(account, facts=(fact,)), as_of=LAST_DAY)
    return found.amounts.get("f1", 0)


@pytest.mark.parametrize("row", SHAPES, ids=lambda row: f"{row['shape']}-{row['measured']}")
def test_each_shape_is_worth_what_the_page_says(row: Row) -> None:
    asked = scorers(row)
    scoring = shape(row)
    taken = measured(scoring, row["measured"], asked)
    item = replace(example_rulebook().item("b1"), scoring=scoring, scorers=asked)
    check(item, taken)
    assert display(worth(item, taken)) == row["worth"]
    assert display(plain_worth(item, taken)) == row["worth"]


# ------------------------------------------------------------------ boards
FIGURES = tuple(Fraction(BOARD[0][village]) if BOARD[0][village] else None for village in VILLAGES)
SHIFT = 1000


def read_off(row: Row) -> Item:
    """An item that is worth what the board reads, a thousand added: no amount is negative."""
    wide = Linear(
        metric="数",
        points=(
            LinearPoint(figure=Fraction(-SHIFT), points=Centipoints(0)),
            LinearPoint(figure=Fraction(SHIFT), points=Centipoints(2 * SHIFT * 100)),
        ),
    )
    board = Board(by=BoardBy(row["read"]), better=Better(row["better"]))
    return replace(example_rulebook().item("b1"), scoring=wide, board=board)


@pytest.mark.parametrize("row", BOARD, ids=lambda row: f"{row['read']}-{row['better']}")
def test_each_board_is_read_as_the_page_says(row: Row) -> None:
    item = read_off(row)
    for village, figure in zip(VILLAGES, FIGURES, strict=True):
        taken = Measures(figure=figure)
        check(item, taken, board=FIGURES)
        one, two = worth(item, taken, board=FIGURES), plain_worth(item, taken, FIGURES)
        if figure is None:
            assert (one, two, row[village]) == (0, 0, "")
        else:
            assert {display(one - SHIFT * 100), display(two - SHIFT * 100)} == {row[village]}


def test_whom_a_board_does_not_concern_gets_the_mean_where_the_version_says() -> None:
    stated("`place` (more is better) gives 1: 5, 3: 3, 10: 2, and `absent` is `mean`")
    stated("丁 gets (3 + 5 + 5 + 2) ÷ 4 = 3.75")
    places = tiers("1: 5, 3: 3, 10: 2", at_most=True, inside=True)
    board = Board(by=BoardBy.PLACE, absent=Absent.MEAN)
    item = replace(example_rulebook().item("b1"), scoring=places, board=board)
    assert worth(item, Measures(), board=FIGURES) == 3_75
    assert plain_worth(item, Measures(), FIGURES) == 3_75


# ------------------------------------------------------------------ accounts
def asked_on(name: str) -> dt.date:
    day = re.search(r"→ as of (\d{4}-\d{2}-\d{2}): ", prose(name))
    return dt.date.fromisoformat(day[1]) if day else LAST_DAY


def follows(effects: tuple[DueEffect, ...]) -> str:
    """Say effects as the page does."""
    said = []
    for _, kind, keys, fen in effects:
        names = ", ".join(key.removeprefix("f") for key in keys)
        said.append(f"{kind} for {names}" + (f": {display(fen)} yuan" if fen is not None else ""))
    return f" Follows: {'; '.join(said)}." if said else ""


@pytest.mark.parametrize("name", ACCOUNTS)
def test_each_worked_account_comes_out_as_printed(name: str) -> None:
    rows = ACCOUNTS[name]
    rulebook, account, as_of = rulebook_of_example(name), example_account(rows), asked_on(name)
    result = assess(rulebook, account, as_of=as_of)
    given = {f"f{seq}": row["gives"] for seq, row in enumerate(rows, start=1)}
    assert {line.name: display(line.amount) for line in result.lines if line.item} == given
    plain = assess_plain(rulebook, account, as_of=as_of)
    assert plain.amounts == result.amounts()

    said = prose(name).split("→ ")[1].splitlines()[0].removeprefix(f"as of {as_of}: ")
    floor = result.amounts().get(FLOOR)
    sentence = f"net {display(result.net)}, gross {display(result.gross)}"
    sentence += f", floor {display(floor)}." if floor else "."
    if "Without village items" in said:
        sentence += f" Without village items: {display(result.without_village_items)}."
    due = tuple((each.item, each.effect.kind, each.facts, each.fen) for each in result.effects)
    assert said == sentence + follows(due)
    assert (plain.net, plain.gross, plain.effects) == (result.net, result.gross, due)


# ------------------------------------------------------------------ months
def spans(text: str) -> tuple[tuple[dt.date, dt.date], ...]:
    days = [span.split(" to ") for span in text.split(", ") if span]
    return tuple((dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in days)


def served(row: Row) -> Account:
    kind, _, days = row["leave"].partition(" ")
    away = tuple(Away(kind=kind, from_on=a, to_on=b) for a, b in spans(days))
    return replace(example_account([]), service=Service(spans=spans(row["served"]), away=away))


@pytest.mark.parametrize("row", MONTHS, ids=lambda row: f"{row['served']}-{row['leave']}")
def test_each_span_of_service_is_prorated_as_printed(row: Row) -> None:
    rulebook, account = example_rulebook(), served(row)
    for result in (
        assess(rulebook, account, as_of=LAST_DAY).amounts(),
        assess_plain(rulebook, account, as_of=LAST_DAY).amounts,
    ):
        assert display(result.get(PRORATION, 0)) == row["proration"]


# ------------------------------------------------------------------ nothing is left out
def test_the_page_shows_every_shape_every_board_and_every_circumstance() -> None:
    shown = {type(shape(row)) for row in SHAPES}
    assert shown == {Fixed, Range, PerUnit, Level, Tiers, Rate, Linear, Threshold}
    assert {row["read"] for row in BOARD} == set(BoardBy)
    terms = {name for kwargs in TERMS.values() for name in kwargs}
    circumstances = {
        *("only_for", "repeat", "period_factors", "finder_factors", "reminded_within"),
        *("recurring", "needs", "zeroing", "freezes", "repair", "validity", "effects"),
    }
    assert circumstances <= {field.name for field in fields(Item)} & terms


def test_the_page_shows_every_step_of_a_fact_that_counts() -> None:
    taken = {
        step.kind
        for name, rows in ACCOUNTS.items()
        for line in assess(
            rulebook_of_example(name), example_account(rows), as_of=asked_on(name)
        ).lines
        for step in line.steps
    }
    elsewhere = {
        StepKind.PRORATION,  # the table of months
        StepKind.CARRY_IN,
        StepKind.OPENING,  # its own table, tried in test_laws_opening.py
        StepKind.OUTSIDE_CYCLE,
        StepKind.UNFIT_MEASURES,
        StepKind.NOT_PARTY,
    }
    assert set(StepKind) - taken == elsewhere
    assert PAGE.count("→ ") >= len(ACCOUNTS)
