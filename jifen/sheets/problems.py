"""What could not be read, said so that a clerk can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, why and how to mend it, in one or two Chinese sentences."""

    code: str
    """Stable, for tests and translations: "cell.date", "table.no-column", "file.macros" …"""
    sentence: str
    sheet: str = ""
    row: int = 0
    """Row number as the spreadsheet program shows it; 0 when the whole sheet or file is meant."""
    column: str = ""
    """Column letter; empty when the whole row is meant."""

    def __str__(self) -> str:
        return self.sentence


class SheetProblem(Exception):
    """A file that cannot be read at all. Nothing of it was taken over."""

    def __init__(self, code: str, sentence: str, *, sheet: str = "") -> None:
        super().__init__(sentence)
        self.problem = Problem(code, sentence, sheet)

    @property
    def code(self) -> str:
        """Name the kind of problem, stable across wordings."""
        return self.problem.code

    @property
    def sentence(self) -> str:
        """Say what is wrong, why, and how to mend it."""
        return self.problem.sentence


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was recognised or passed over on purpose, so that nothing happens silently."""

    kind: str
    """"title", "unit", "period", "header", "total", "footer", "blank", "banner", "hidden" …"""
    sentence: str
    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        return self.sentence
