"""What is wrong with a rulebook file, said so that an official can mend it.

A problem says what is wrong, why it matters and how to mend it, in Chinese and in English, and
names file, line and path.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from jifen.core.errors import Refusal
from jifen.rulebook.mistakes import KINDS
from jifen.rulebook.said import Language, Said

MOST = 500
"""How many problems are told at once."""


def _ended(part: str, stop: str, question: str) -> str:
    asks = part.startswith(("是不是", "is “"))
    return part + (question if asks else stop)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one place. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    path: str
    code: str
    what: Said
    why: Said
    suggestion: Said

    def sentence(self, language: Language = "zh-hans") -> str:
        """Say all of it in one line: place, what, why, how to mend it."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [said.words(language) for said in (self.what, self.why, self.suggestion)]
        if language == "en":
            return f"{place} [{self.path}] " + " ".join(_ended(part, ".", "?") for part in parts)
        return f"{place}〔{self.path}〕" + "".join(_ended(part, "。", "？") for part in parts)

    def __str__(self) -> str:
        return self.sentence("zh-hans")


class RulebookProblems(Refusal):
    """A file that cannot become a rulebook: all that is wrong with it, in the order of lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("rulebook.problems", file=problems[0].file, count=len(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(problem.sentence() for problem in self.problems)


@dataclass(slots=True)
class Report:
    """Where a reader puts what it finds, so that one pass names everything."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, line: int, path: str, /, **values: object) -> None:
        """Note one mistake; `code` is a key of `KINDS`, `values` fill its blanks.

        After `MOST` of them nothing more is looked for: the file is another kind of file.

        Raises:
            RulebookProblems: the `MOST` first ones, and one that says so.
        """
        if len(self.problems) == MOST and code != "file.too-many":
            self.add("file.too-many", 0, "", most=MOST)
            self.close()
        kind = KINDS[code]
        blanks = {name: str(value) for name, value in values.items()}
        said = [part.filled(blanks) for part in (kind.what, kind.why, kind.suggestion)]
        self.problems.append(Problem(self.file, line, path or "·", code, *said))

    def close(self) -> None:
        """Raise `RulebookProblems` if anything was found."""
        if self.problems:
            raise RulebookProblems(sorted(self.problems, key=lambda problem: problem.line))
