"""The thresholds by which an elected office may end (依法罢免), exact, from dated law.

Points end no such office (I9): these figures only say whether what villagers asked for, and how
they voted, reaches what the law asks. Fractions of the law stay fractions; a part of a person is
rounded to the person the law needs: one fifth of 1 001 is 201, more than half of 1 000 is 501.

Article: 村民委员会组织法 (2025) 第十九条.
"""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one text asks for, from a day on, in a province ("": everywhere).

    `unit` is the kind of unit it governs ("village", "community"). A text that was not `verified`
    gives no figure: whoever asks is told which text is missing. `vote_within_days` counts from the
    petition, `no_repeat_days` from a vote that failed; None: the text sets none.
    """

    name: str
    article: str
    source: str
    unit: str
    province: str = ""
    in_force_on: dt.date
    verified: bool
    sponsors: Fraction | None = None  # of those with voting rights
    delegates: Fraction | None = None  # of the representatives
    turnout_over: Fraction | None = None  # of the registered, to be passed
    majority_over: Fraction | None = None  # of the votes cast, to be passed
    vote_within_days: int | None = None
    no_repeat_days: int | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """`need` people, `got` so many."""

    need: int
    got: int

    @property
    def reached(self) -> bool:
        """Whether there are enough."""
        return self.got >= self.need


def terms_for(every: Iterable[Terms], *, unit: str, province: str, on: dt.date) -> Terms:
    """Return the text that governs a unit that day: the province's own, then the latest.

    Of equal ones it is the last, so that what was entered goes before what shipped. What
    a province does not say itself, it repeats from the national text: a row stands alone.

    Raises:
        Refusal: "law.none" where no text is known.
    """
    found = [
        one
        for one in every
        if one.unit == unit and one.in_force_on <= on and one.province in {"", province}
    ]
    if not found:
        raise Refusal("law.none", on=on)
    best = max((one.province != "", one.in_force_on) for one in found)
    return [one for one in found if (one.province != "", one.in_force_on) == best][-1]


def sponsors(terms: Terms, *, voters: int, signed: int) -> Threshold:
    """Return how many of those with voting rights must sign (联名), and how many did."""
    return Threshold(math.ceil(_known(terms, terms.sponsors) * voters), signed)


def delegates(terms: Terms, *, representatives: int, signed: int) -> Threshold:
    """Return how many of the representatives must sign, and how many did."""
    return Threshold(math.ceil(_known(terms, terms.delegates) * representatives), signed)


def turnout(terms: Terms, *, registered: int, voted: int) -> Threshold:
    """Return how many of the registered must vote for the vote to hold, and how many did."""
    return Threshold(math.floor(_known(terms, terms.turnout_over) * registered) + 1, voted)


def majority(terms: Terms, *, voted: int, in_favour: int) -> Threshold:
    """Return how many of the votes cast must be in favour, and how many were."""
    return Threshold(math.floor(_known(terms, terms.majority_over) * voted) + 1, in_favour)


def petition_stands(
    terms: Terms, *, voters: int, voters_signed: int, representatives: int, delegates_signed: int
) -> bool:
    """Say whether a petition has enough names: of voters, or of representatives."""
    return (
        sponsors(terms, voters=voters, signed=voters_signed).reached
        or delegates(terms, representatives=representatives, signed=delegates_signed).reached
    )


def carries(terms: Terms, *, registered: int, voted: int, in_favour: int) -> bool:
    """Say whether a vote holds and is carried.

    Raises:
        Refusal: "recall.counts" where the counts contradict each other.
    """
    if not 0 <= in_favour <= voted <= registered:
        raise Refusal("recall.counts", registered=registered, voted=voted, in_favour=in_favour)
    return (
        turnout(terms, registered=registered, voted=voted).reached
        and majority(terms, voted=voted, in_favour=in_favour).reached
    )


def _known(terms: Terms, share: Fraction | None) -> Fraction:
    if not terms.verified or share is None:
        raise Refusal("law.unverified", name=terms.name, article=terms.article)
    return share
