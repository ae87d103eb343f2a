"""The text of a rulebook in a file that somebody hands over: the text itself, or a workbook."""

from jifen.core.errors import Refusal
from jifen.rulebook import filled, writer
from jifen.sheets import workbook
from jifen.sheets.problems import SheetProblem

_WORKBOOK = b"PK"
"""How an .xlsx begins, whatever it is called."""


def text_of(content: bytes, name: str) -> str:
    """Return the text of a file, as the reader takes it. `name` is the file's, for the sentences.

    Raises:
        RulebookProblems: everything that is wrong with a workbook, each with its cell.
        Refusal: "draft.unreadable" for bytes that are no text in UTF-8, "draft.no-workbook" for a
            workbook that cannot be opened.
    """
    if content.startswith(_WORKBOOK):
        try:
            book = workbook.read(content, name)
        except SheetProblem as problem:
            raise Refusal("draft.no-workbook", name=name, why=problem.sentence) from None
        return writer.write(filled.read(book))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("draft.unreadable", name=name) from None
