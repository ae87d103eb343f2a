"""An edition beside the one before it (与上期比较): points and places then, by code and by path."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from jifen.standings.board import Board, Row, Village
from jifen.standings.models import Edition
from jifen.standings.queries import board


@dataclass(frozen=True, slots=True)
class Before:
    """The edition before, thawed. `same_rules` where points mean the same in both."""

    edition: Edition
    board: Board
    same_rules: bool

    def row(self, code: str, scope: str = "") -> Row | None:
        """Return somebody's row then; in a post group, where they stood in that group."""
        rows: Iterable[Row] = self.board.rows
        if scope:
            rows = next((rows for group, rows in self.board.groups.items() if group == scope), ())
        return next((row for row in rows if row.code == code), None)

    def village(self, path: str) -> Village | None:
        """Return a village's row then."""
        return next((unit for unit in self.board.villages if unit.path == path), None)

    def moved(self, now: Sequence[Row]) -> tuple[int, int, int]:
        """Count who stands higher than then, as high, lower; of those who had a place both times.

        Places are counted anew among those alone: who came or went lifts and lowers nobody.
        """
        then = {row.code: row.place for row in self.board.ranked}
        both = {row.code: row.place for row in now if row.code in then and not row.not_ranked}
        was, is_now = _anew({code: then[code] for code in both}), _anew(both)
        changes = [was[code] - is_now[code] for code in both]
        higher, lower = sum(one > 0 for one in changes), sum(one < 0 for one in changes)
        return higher, len(changes) - higher - lower, lower


def _anew(places: dict[str, int]) -> dict[str, int]:
    """Return the places that are left when only these are counted."""
    every = sorted(places.values())
    return {code: bisect_left(every, place) for code, place in places.items()}


def before(edition: Edition) -> Before | None:
    """Return what an edition is compared with; None where there is nothing. One query."""
    earlier = Edition.objects.filter(town=edition.town_id, kind=edition.kind).filter(
        Q(cycle=edition.cycle_id) | Q(cycle__ends_on=edition.cycle.starts_on)
    )
    found = of(edition, earlier.select_related("cycle").order_by("-checkpoint_on", "-number"))
    if found is None:
        return None
    return Before(found, board(found), same_rules=found.version == edition.version)


def of(edition: Edition, every: Iterable[Edition]) -> Edition | None:
    """Return which of a town's editions, latest first, one is compared with. No query.

    A briefing: the one before it in its cycle, else the last of the cycle before. A final edition:
    the one that counts of the cycle before.
    """
    return next(
        (
            one
            for one in every
            if one.kind == edition.kind
            and (
                (one.cycle_id == edition.cycle_id and one.checkpoint_on < edition.checkpoint_on)
                or one.cycle.ends_on == edition.cycle.starts_on
            )
        ),
        None,
    )
