"""A board (评比榜): what the shape reads of a whole group's figures in place of one's own.

Written in docs/scoring.md, "Amount by shape". Exact: places are counted, shares are fractions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction

from jifen.core.shapes import Better, Board, BoardBy

_HUNDRED = Fraction(100)


class Readings:
    """A board's figures, ready to be read for each of those whom it concerns."""

    __slots__ = ("board", "figures", "mean")

    def __init__(self, board: Board, rows: Sequence[Fraction | None]) -> None:
        self.board = board
        self.figures = sorted(row for row in rows if row is not None)
        total = sum(self.figures, Fraction(0))
        self.mean = total / len(self.figures) if self.figures else Fraction(0)

    def read(self, figure: Fraction) -> Fraction:
        """Return what the shape reads for somebody who has this figure on the board."""
        match self.board.by:
            case BoardBy.FIGURE:
                return figure
            case BoardBy.PLACE:
                return Fraction(1 + self._above(figure, better=self.board.better))
            case BoardBy.PLACE_FROM_BOTTOM:
                other = Better.LESS if self.board.better is Better.MORE else Better.MORE
                return Fraction(1 + self._above(figure, better=other))
            case BoardBy.PERCENT_OF_BEST:
                return self._of_best(figure)
            case BoardBy.PERCENT_OF_MEAN:
                return self._of_mean(figure)
            case BoardBy.OVER_MEAN:
                less = self.board.better is Better.LESS
                return self.mean - figure if less else figure - self.mean

    def _above(self, figure: Fraction, *, better: Better) -> int:
        """Count those strictly ahead."""
        if better is Better.MORE:
            return len(self.figures) - bisect_right(self.figures, figure)
        return bisect_left(self.figures, figure)

    def _of_best(self, figure: Fraction) -> Fraction:
        if self.board.better is Better.LESS:
            return _HUNDRED * self.figures[0] / figure if figure else _HUNDRED
        best = self.figures[-1]
        return _HUNDRED * figure / best if best else _HUNDRED

    def _of_mean(self, figure: Fraction) -> Fraction:
        if not self.mean:
            return _HUNDRED
        if self.board.better is Better.LESS:
            return _HUNDRED * self.mean / figure if figure else 2 * _HUNDRED
        return _HUNDRED * figure / self.mean
