"""Cut lines of a result (分数线、名额线): who is inside, and ties that only a meeting can break.

Nobody tied across a line is inside it, until a meeting has said who. A decision holds for the
tie that it was about, and for no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """What a meeting decided about one tie: of `tied`, whoever is `seated` is inside the line."""

    tied: frozenset[str]
    seated: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that ran through a tie. `seated` is None until a meeting has decided it."""

    key: str  # "quota:good:town", "prize:first:post_group:chief", "whole:C012", "pool"
    tied: tuple[str, ...]  # codes, sorted
    open_seats: int
    seated: tuple[str, ...] | None = None

    @property
    def open(self) -> bool:
        """Whether a meeting is still to decide."""
        return self.seated is None


def settled(key: str, tied: Sequence[str], seats: int, meeting: Mapping[str, Seating]) -> Line:
    """Return the line with what the meeting decided, if it decided about this very tie."""
    decision = meeting.get(key)
    holds = (
        decision is not None
        and decision.tied == frozenset(tied)
        and decision.seated <= decision.tied
        and len(decision.seated) <= seats
    )
    return Line(
        key=key,
        tied=tuple(sorted(tied)),
        open_seats=seats,
        seated=tuple(sorted(decision.seated)) if decision is not None and holds else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Who lies inside a line, across it, and outside it."""

    inside: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int
    outside: tuple[str, ...]


def draw(places: Sequence[Sequence[str]], seats: int) -> Drawn:
    """Draw a line after `seats` of people who stand by `places`, the best first."""
    inside: list[str] = []
    tied: tuple[str, ...] = ()
    outside: list[str] = []
    left = max(seats, 0)
    open_seats = 0
    for same in places:
        if len(same) <= left:
            inside += same
            left -= len(same)
        elif left:
            tied, open_seats, left = tuple(sorted(same)), left, 0
        else:
            outside += same
    return Drawn(inside=tuple(inside), tied=tied, open_seats=open_seats, outside=tuple(outside))
