"""What became of each row of a file that somebody handed in: nothing is refused silently."""

from dataclasses import dataclass, field
from enum import StrEnum

from jifen.core.errors import Refusal


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    KNOWN = "known"  # it had been entered before; nothing was added
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row: where it stands in the file, what was understood, what became of it."""

    origin: str
    understood: str
    outcome: Outcome
    refusal: Refusal | None = None
    sentence: str = ""
    """Said by the reader of the file, where the row could not be read at all."""


@dataclass(slots=True)
class Report:
    """What became of a file."""

    filename: str
    digest: str
    dry_run: bool
    rows: list[RowResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, origin: object, understood: str, outcome: Outcome) -> None:
        """Note a row that went in, or stood already."""
        self.rows.append(RowResult(str(origin), understood, outcome))

    def refuse(self, origin: object, understood: str, refusal: Refusal) -> None:
        """Note a row that was refused, and why."""
        self.rows.append(RowResult(str(origin), understood, Outcome.REFUSED, refusal))

    def unreadable(self, sentence: str) -> None:
        """Note a row that could not be read; the sentence names it."""
        self.rows.append(RowResult("", "", Outcome.REFUSED, None, sentence))

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came to `outcome`."""
        return sum(row.outcome is outcome for row in self.rows)
