"""The results of a cycle as bytes, and back: what a proposal freezes. Codes, no names.

Format 1 stays: every class is the list of its fields in their order, a fraction numerator and
denominator, yes and no 1 and 0, a word of the core its value.
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin, get_type_hints  # types are what is read here

from jifen.chain import canonical, reading
from jifen.core.bonus import Left, NoShare
from jifen.core.circumstances import EffectKind
from jifen.core.composite import Held, Missing
from jifen.core.grades import Ground
from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.ranking import Reason

FORMAT = 1

Names = Mapping[str, Sequence[str]]
"""Cadre code → [name, village name, post]. Beside the bytes, not in them."""


class Ruling(StrEnum):
    """What a meeting said about a consequence that an item proposes."""

    OPEN = "open"  # not yet decided: it does not apply
    APPLIES = "applies"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One source of a result: `weight` × `value`, exact hundredths; or what is missing of it."""

    source: str
    weight: Fraction
    value: Fraction | None
    missing: Missing | None
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What held a result down: from, to, and the item of a veto."""

    held: Held
    before: Centipoints
    after: Centipoints
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """A prize proposed; fen where it is worth money."""

    prize: str
    name: str
    fen: int | None
    scope: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the pool, and what it was worked out from; exact is in fen."""

    fen: int
    worth: int
    coefficient: Fraction
    months: int | None
    exact: Fraction
    at_most: bool
    remainder: bool
    alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What an item takes from performance pay, or gives."""

    fen: int
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A streak that is long enough, and what it proposes."""

    streak: str
    measure: str
    cycles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person. `place` 0 where `not_ranked` says why; `grade` "" where a meeting has to say.

    `graded`: the version has bands for them and they get a grade. Points in hundredths.
    """

    code: str
    village: str  # path
    group: PostGroup | None
    months: int
    points: Centipoints  # the net of the account
    gross: Centipoints
    total: Centipoints | None
    parts: tuple[Part, ...]
    holds: tuple[Hold, ...]
    place: int
    tied: bool
    not_ranked: Reason | None
    graded: bool
    grade: str
    grounds: tuple[Ground, ...]
    lines: tuple[str, ...]  # keys of the lines that the grade hangs on
    prizes: tuple[Prize, ...]
    share: Share | None
    no_share: NoShare | None
    money: tuple[Money, ...]
    kept_fen: int  # paid by the results before an amendment, and not taken back
    pay_fen: int  # prizes, share, money and what is kept together
    runs: tuple[Run, ...]
    low: bool  # inside the low rank
    carry_in: Centipoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What an item proposes besides points, and what a meeting said about it."""

    code: str
    item: str
    title: str  # of the item; "" where it is confidential
    kind: EffectKind
    grade: str
    points: Centipoints | None
    facts: tuple[str, ...]
    ruling: Ruling

    @property
    def name(self) -> str:
        """What an agenda's key is made from: always the same for the same."""
        return name_of(self.code, self.item, self.kind, self.facts)


def name_of(code: str, item: str, kind: EffectKind, facts: Sequence[str]) -> str:
    """Return what a consequence's key is made from."""
    return f"{code}:{item}:{kind}:{','.join(facts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that ran through a tie: `seated` is None until a meeting has said who."""

    key: str
    tied: tuple[str, ...]
    open_seats: int
    seated: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a pool falls to people, in fen: none without anybody. The median is half up."""

    people: int
    least: int | None
    median: int | None
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The results of a cycle: Σ shares + what is left over = the pool (I10).

    After an amendment nobody pays back what they were paid: what is kept is added to this edition's
    pool, and shown (`whole_fen`).

    They are the answer to: the edition of the standing with this digest, the records up to
    `last_seq`, and a pool of this size. Rows by place, then those without one, by code.
    """

    town: str
    cycle: str
    edition: str
    last_seq: int
    version: str
    revision: int
    named_fen: int | None  # the pool as it was named; None: the version's, or there is none
    pool_fen: int | None  # None where the version has no pool
    left_fen: int
    left: tuple[Left, ...]
    most_fen: int | None
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    consequences: tuple[Consequence, ...]
    moot: tuple[str, ...]

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The lines that wait for a meeting."""
        return tuple(line for line in self.lines if line.seated is None)

    @property
    def open_consequences(self) -> tuple[Consequence, ...]:
        """What items propose and no meeting has decided on."""
        return tuple(one for one in self.consequences if one.ruling is Ruling.OPEN)

    @property
    def shared_fen(self) -> int:
        """What of the pool is shared out."""
        return (self.pool_fen or 0) - self.left_fen

    @property
    def kept_fen(self) -> int:
        """What was paid before an amendment and is not taken back: added to the pool."""
        return sum(row.kept_fen for row in self.rows)

    @property
    def whole_fen(self) -> int:
        """The pool of this edition with what is added to it: Σ shares + kept + left over."""
        return (self.pool_fen or 0) + self.kept_fen

    @property
    def paid_fen(self) -> int:
        """Everything that would be paid: shares, prizes and money."""
        return sum(row.pay_fen for row in self.rows)

    @property
    def spread(self) -> Spread:
        """How the pool falls to people."""
        fen = sorted(row.share.fen for row in self.rows if row.share is not None)
        if not fen:
            return Spread(people=0, least=None, median=None, most=None)
        low, high = fen[(len(fen) - 1) // 2], fen[len(fen) // 2]
        return Spread(people=len(fen), least=fen[0], median=(low + high + 1) // 2, most=fen[-1])

    def row(self, code: str) -> Row | None:
        """Return somebody's row."""
        return next((row for row in self.rows if row.code == code), None)


def encode(sheet: Sheet) -> bytes:
    """Return the bytes."""
    return canonical.value(["results", FORMAT, _plain(sheet)])


def decode(data: bytes) -> Sheet:
    """Return what `encode` wrote.

    Raises:
        ValueError: the bytes are no results of this format.
    """
    try:
        whole: Any = reading.value(data)  # checked by encoding it again
        tag, version, plain = whole
        found = _thawed(Sheet, plain)
    except (TypeError, KeyError, IndexError) as problem:
        raise ValueError("the bytes are no results") from problem
    if (tag, version) != ("results", FORMAT) or encode(found) != data:
        raise ValueError("the bytes are no results")
    assert isinstance(found, Sheet)
    return found


def _plain(thing: object) -> canonical.Value:
    if is_dataclass(thing):
        return [_plain(getattr(thing, one.name)) for one in fields(thing)]
    if isinstance(thing, Fraction):
        return [thing.numerator, thing.denominator]
    if isinstance(thing, bool):
        return int(thing)
    if isinstance(thing, StrEnum):
        return thing.value
    if isinstance(thing, tuple):
        return [_plain(one) for one in thing]
    assert thing is None or isinstance(thing, int | str), f"{thing!r} has no bytes"
    return thing


def _thawed(of: Any, plain: Any) -> Any:  # whatever the types of a class's fields say
    options = get_args(of)
    if get_origin(of) in {Union, types.UnionType}:
        (wanted,) = (one for one in options if one is not type(None))
        return None if plain is None else _thawed(wanted, plain)
    if get_origin(of) is tuple:
        return tuple(_thawed(options[0], one) for one in plain)
    if isinstance(of, type) and is_dataclass(of):
        hints = get_type_hints(of)
        pairs = zip(fields(of), plain, strict=True)
        return of(**{one.name: _thawed(hints[one.name], value) for one, value in pairs})
    if of is Fraction:
        return Fraction(*plain)
    if of is Centipoints:
        return Centipoints(plain)
    return of(plain)


def undated(sheet: Sheet) -> Sheet:
    """Return the sheet without its number, so that two that say the same compare equal."""
    return replace(sheet, last_seq=0)
