"""One command line being carried out: its options, its hand, what its words name, its printing."""

import argparse
import datetime as dt
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any  # options come from argparse, which knows no types

from jifen.console.bar import Bar
from jifen.core.access import Target
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.policy import Kind
from jifen.cycles import queries as cycles
from jifen.people import queries as people


class Line:
    """What a verb works with."""

    def __init__(
        self,
        options: argparse.Namespace,
        hand: Hand | None,
        run: Callable[[Sequence[str]], int],
        bar: Bar,
    ) -> None:
        self.options = options
        self.bar = bar
        self._hand = hand
        self.run = run
        """Runs another command line in this process."""

    def __getitem__(self, name: str) -> Any:  # an option has the type its row gave it
        return getattr(self.options, name)

    @property
    def hand(self) -> Hand:
        """Who acts, and when."""
        assert self._hand is not None, "this verb names no operator"
        return self._hand

    # ---------------------------------------------------------------- what the words name
    def town(self) -> Any:  # people.models.Area: a door does not import models
        """Return the town named by --town, or the only one the operator has."""
        if self.options.town:
            return people.town(self.options.town)
        towns = people.towns_of(self.hand.actor, on=self.hand.today)
        if len(towns) != 1:
            raise Refusal("town.which", names="、".join(town.name for town in towns))
        return towns[0]

    def cycle(self) -> Any:  # cycles.models.Cycle
        """Return the cycle named by --cycle, or the current one."""
        town = self.town()
        if self.options.cycle:
            return cycles.cycle(town, self.options.cycle)
        found = cycles.current(town, self.hand.today)
        if found is None:
            raise Refusal("cycle.none", on=self.hand.today)
        return found

    def target(self, kind: Kind) -> Target | None:
        """Return what the line is about, as far as roles care; None where its verb looks itself."""
        if kind in {Kind.TOWN, Kind.CYCLE, Kind.FACT}:
            return Target(area=self.town().path)
        if kind is Kind.CADRE:
            town = self.town()
            cadre = people.cadre(town, self.options.who)
            unit = people.rosters(town).unit(cadre.code, self.hand.today)
            return Target(area=unit or town.path, cadres=frozenset({cadre.code}))
        return None

    # ---------------------------------------------------------------- printing
    def say(self, text: str = "") -> None:
        """Print a line for a person; with --json nothing but JSON is printed."""
        if not self.options.json:
            print(text)

    def give(self, value: object) -> None:
        """Print a value as JSON where --json was asked for."""
        if self.options.json:
            print(json.dumps(value, ensure_ascii=False, indent=1, default=str))

    def rows(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table whose columns line up, Chinese characters counted as two wide."""
        if self.options.json:
            return
        every = [[str(cell) for cell in row] for row in (head, *rows)]
        widths = [max(map(_width, column)) for column in zip(*every, strict=True)]
        for n, row in enumerate(every):
            cells = (c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True))
            print("  ".join(cells).rstrip())
            if n == 0:
                print("  ".join("─" * w for w in widths))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def day(text: str) -> dt.date:
    """Read a date of the command line, e.g. 2025-01-31."""
    return dt.date.fromisoformat(text)
