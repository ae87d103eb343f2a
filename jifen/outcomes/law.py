"""The law that a second time meets, as dated data with its source (law.toml).

Points end no office. What is listed here is a dossier for those whom the law lets decide. What is
not verified computes nothing, until the county enters the text with its source (`LawText`).
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from jifen.core.posts import Body
from jifen.core.recall import Terms, terms_for

_FILE = Path(__file__).with_name("law.toml")


@dataclass(frozen=True, slots=True)
class Exit:
    """One lawful way in which an elected office ends (法定情形)."""

    name: str
    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A statute as far as it is used here: its figures, its rule in words, its exits."""

    terms: Terms
    rule: str
    exits: tuple[Exit, ...] = ()


class _Exit(TypedDict):
    name: str
    article: str
    text: str


class _Row(TypedDict):
    unit: str
    province: str
    name: str
    article: str
    in_force_on: dt.date
    source: str
    verified: bool
    rule: str
    sponsors: NotRequired[str]
    delegates: NotRequired[str]
    turnout_over: NotRequired[str]
    majority_over: NotRequired[str]
    vote_within_days: NotRequired[int]
    no_repeat_days: NotRequired[int]
    exit: NotRequired[list[_Exit]]


@cache
def texts() -> tuple[Text, ...]:
    """Return every text that ships with the product, in the order of the file."""
    with _FILE.open("rb") as file:
        rows = cast("list[_Row]", tomllib.load(file)["text"])
    return tuple(_text(row) for row in rows)


def text_for(unit: str, province: str, *, on: dt.date, entered: Iterable[Text] = ()) -> Text:
    """Return the text that governs a kind of unit in a province that day.

    What the county `entered` goes before what ships, for the same kind of unit and day.

    Raises:
        Refusal: "law.none".
    """
    every = (*texts(), *entered)  # of equal ones the later wins
    chosen = terms_for((one.terms for one in every), unit=unit, province=province, on=on)
    return next(one for one in reversed(every) if one.terms == chosen)


OTHERS: Mapping[Body, str] = {
    Body.PARTY: "党内有关规定；由镇党委集体研究决定，村（社区）党组织书记按规定报县级备案。",
    Body.HIRED: "聘用合同和聘用单位的规章制度。",
}
"""What party and hired posts go by."""


def basis(text: Text) -> str:
    """Return a statute as a paper cites it: with its source, and whether it was verified."""
    verified = "" if text.terms.verified else "（条文未核实）"
    return f"《{text.terms.name}》{verified}：{text.terms.source}"


def text_of_rule(unit: str) -> str:
    """Return the rule in words that ships for a kind of unit; every text keeps it."""
    return next(one.rule for one in reversed(texts()) if one.terms.unit == unit)


def share(text: str | None) -> Fraction | None:
    """Read a fraction of the law ("1/5"), or nothing.

    >>> share("1/5")
    Fraction(1, 5)
    """
    return Fraction(text) if text else None


def _text(row: _Row) -> Text:
    return Text(
        terms=Terms(
            name=row["name"],
            article=row["article"],
            source=row["source"],
            unit=row["unit"],
            province=row["province"],
            in_force_on=row["in_force_on"],
            verified=row["verified"],
            sponsors=share(row.get("sponsors")),
            delegates=share(row.get("delegates")),
            turnout_over=share(row.get("turnout_over")),
            majority_over=share(row.get("majority_over")),
            vote_within_days=row.get("vote_within_days"),
            no_repeat_days=row.get("no_repeat_days"),
        ),
        rule=row["rule"].strip(),
        exits=tuple(
            Exit(one["name"], one["article"], one["text"].strip()) for one in row.get("exit", [])
        ),
    )
