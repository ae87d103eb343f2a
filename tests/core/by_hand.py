"""Small accounts written by hand: what a test needs said, and nothing else."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from jifen.core.assess import Assessment, Line, Step, StepKind, assess, readds
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints, display, parse
from jifen.core.rules import Capacity, Direction, Item, Rulebook
from jifen.core.shapes import Fixed, Range
from tests.core.strategies import ENDS_ON, HOLDER, LAST_DAY, STARTS_ON, VILLAGE, rulebook_of

ADD, DEDUCT = Direction.ADD, Direction.DEDUCT
FREE = Range(least=Centipoints(0), most=Centipoints(1000_00))
"""A range so wide that a fact may be worth anything."""


def p(text: str) -> Centipoints:
    """Points as a rulebook prints them."""
    return parse(text)


def item(code: str, **fields: object) -> Item:
    """An item worth 4 points, named 1; deducting where its code begins with D."""
    plain = Item(
        code=code,
        chapter="A",
        title=code,
        direction=DEDUCT if code.startswith("D") else ADD,
        scoring=Fixed(points=p("4")),
        shares={Capacity.NAMED: Fraction(1)},
        article="第一条",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # the fields of an Item, by name


def on(text: str) -> dt.date:
    """A day of the cycle from 1 August 2024: "08-31", "2025-02-28"."""
    if len(text) == 5:
        text = f"{2024 if text >= '08' else 2025}-{text}"
    return dt.date.fromisoformat(text)


def fact(key: str, code: str, happened: str = "08-01", **fields: object) -> Fact:
    """A fact of the holder's, named; `seq` is the number in its key unless it is given."""
    digits = "".join(sign for sign in key if sign.isdigit())
    plain = Fact(
        key=key,
        seq=int(digits or 0),
        item=code,
        happened_on=on(happened),
        matter=key,
        village=VILLAGE,
        parties=(Party(cadre=HOLDER, capacities=frozenset({Capacity.NAMED})),),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # the fields of a Fact, by name


def amount(text: str) -> Measures:
    """Measures of an item that is scored `FREE`."""
    return Measures(chosen=p(text))


def account(*facts: Fact, **fields: object) -> Account:
    plain = Account(
        holder=HOLDER,
        kind=HolderKind.CADRE,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        facts=facts,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # the fields of an Account, by name


def village(*facts: Fact, **fields: object) -> Account:
    return account(*facts, holder=VILLAGE, kind=HolderKind.VILLAGE, **fields)


def of(
    book: Rulebook | Item, *facts: Fact, as_of: str = "", whose: Account | None = None
) -> Assessment:
    """What the facts come to, once the trace re-adds and the second opinion agrees."""
    rulebook = rulebook_of(book) if isinstance(book, Item) else book
    day = on(as_of) if as_of else LAST_DAY
    asked = replace(whose or account(), facts=facts)
    result = assess(rulebook, asked, as_of=day)
    assert readds(result)
    plain = assess_plain(rulebook, asked, as_of=day)
    assert (result.amounts(), result.net, result.gross) == (plain.amounts, plain.net, plain.gross)
    return result


def gives(result: Assessment) -> dict[str, str]:
    """What each fact's line comes to, as printed."""
    return {line.name: display(line.amount) for line in result.lines if line.item}


def line_of(result: Assessment, key: str) -> Line:
    return next(line for line in result.lines if line.name == key)


def step_of(result: Assessment, key: str, kind: StepKind) -> Step:
    return next(step for step in line_of(result, key).steps if step.kind is kind)


def kinds(result: Assessment, key: str) -> list[str]:
    return [step.kind.value for step in line_of(result, key).steps]
