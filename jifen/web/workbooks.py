"""A workbook handed in on a page: taken in whole, and told row by row what became of it."""

from jifen.core.errors import Refusal
from jifen.core.report import Outcome, Report
from jifen.sheets.workbook import Workbook, read
from jifen.web.seat import Request
from jifen.wording import sentence

MOST_BYTES = 5_000_000
"""Of a workbook that is handed in."""

Told = tuple[str, str, str, str]
"""Of a row of the file: where it stands, what was understood, what became of it, and why not."""


def taken(request: Request, field: str = "file") -> Workbook:
    """Return the workbook that a form hands in.

    Raises:
        Refusal: "workbook.none" where no file was chosen, "workbook.large".
        SheetProblem: where it cannot be read.
    """
    file = request.FILES.get(field)
    if file is None:
        raise Refusal("workbook.none")
    if (file.size or 0) > MOST_BYTES:
        raise Refusal("workbook.large", most=MOST_BYTES // 1_000_000)
    return read(file.read(), file.name or "")


def told(report: Report | None, *, added: str, refused: str, known: str) -> list[Told]:
    """Return what became of each row, in the words of the page."""
    if report is None:
        return []
    words = {Outcome.ADDED: added, Outcome.KNOWN: known, Outcome.REFUSED: refused}
    return [
        (
            row.origin,
            row.understood,
            words[row.outcome],
            sentence(row.refusal) if row.refusal else row.sentence,
        )
        for row in report.rows
    ]
