"""Tables of shares and factors as they are written: by code, by post group, by who found it."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from jifen.core.facts import decimal
from jifen.core.points import Centipoints
from jifen.rulebook.fields import Fields
from jifen.rulebook.keys import Keys

E = TypeVar("E", bound=StrEnum)


def weights(fields: Fields, key: str) -> Mapping[str, Fraction]:
    """Return shares by code, more than 0 each and together 1; empty where nothing is written."""
    inner, codes = fields.coded(key)
    shares = {code: inner.share(code) for code in codes}
    if shares and inner.sound(*shares):
        together(fields, key, shares.values())
    return shares


def together(fields: Fields, key: str, shares: Collection[Fraction]) -> None:
    """Check that shares come to the whole."""
    total = sum(shares, Fraction(0))
    if total != 1:
        fields.problem("weights.sum", key, key=key, total=decimal(total))


def factors(fields: Fields, key: str, keys: Keys | None = None) -> Mapping[str, Fraction]:
    """Return factors by key, not negative; empty where nothing is written."""
    inner = fields.part(key, keys or Keys())
    return {} if inner is None else {code: inner.factor(code) for code in inner.rows}


def ordered(values: Mapping[str, Fraction], kind: type[E]) -> Mapping[E, Fraction]:
    """Return factors keyed by an enumeration, in its order."""
    return {member: values[member] for member in kind if member in values}


def lines(fields: Fields, key: str, kind: type[E]) -> Mapping[E, Centipoints]:
    """Return points more than zero by the members of an enumeration, in its order."""
    inner = fields.part(key, Keys((), tuple(member.value for member in kind)))
    if inner is None:
        return {}
    return {member: inner.award(member) for member in kind if inner.has(member)}
