"""Reads a rulebook from its workbook: the same problems as of the file, each with sheet and cell.

The sheets are put together as the file they are another dress of, and the file's own reader reads
it; a line of that file is a cell here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jifen.core.rules import Rulebook
from jifen.rulebook import cells, reader
from jifen.rulebook.cells import Rows, Value
from jifen.rulebook.fields import advice
from jifen.rulebook.grammar import Node, Shaped
from jifen.rulebook.mistakes import KINDS
from jifen.rulebook.problems import MOST, Problem, RulebookProblems
from jifen.rulebook.said import kind
from jifen.rulebook.sheets import (
    FIELD,
    FILL,
    GUIDE,
    HOW,
    PART,
    SAID,
    SCHEME,
    TABS,
    TERMS,
    TOPIC,
    Place,
    Tab,
    places,
    scheme,
)
from jifen.sheets import forms
from jifen.sheets.marks import column_letter
from jifen.sheets.notation import Unreadable
from jifen.sheets.workbook import Sheet, Workbook

_MISTAKES = {
    "cell.notation": kind(
        ("这一格读不懂：{detail}", "this cell cannot be read: {detail}"),
        (
            "一格写几样内容要用固定的写法，否则各人读法不同",
            "a cell that holds several things has one way of writing them",
        ),
        (
            "写成“名称：内容；名称：内容”，并列的用“、”分开，含有这些符号的文字加英文双引号",
            "write “name：content；name：content”, part lists with 、, quote texts with such marks",
        ),
    ),
    "cell.fault": kind(
        ("这一格{detail}", "this cell has no value: {detail}"),
        ("看不出这一格的内容", "nobody can tell what it holds"),
        ("直接填写内容", "type the content"),
    ),
    "cell.no-code": kind(
        ("这一行没有填“{heading}”", "this row has no “{heading}”"),
        ("别处要用它来指明这一行", "other tables name the row by it"),
        ("补上，或者删去这一行", "fill it in, or delete the row"),
    ),
    "cell.no-heading": kind(
        ("这一列有内容，却没有表头", "this column holds something but has no heading"),
        ("看不出内容是什么", "nobody can tell what it holds"),
        ("补上表头，或者删去这一列", "give it a heading, or delete it"),
    ),
    "sheet.unknown": kind(
        ("工作表“{name}”不是细则的一部分", "the sheet “{name}” is no part of a rulebook"),
        ("不认识的表不能当作没有看见", "what is not known is not passed over"),
        ("{advice_zh}，或者删去这张表", "{advice_en}, or delete the sheet"),
    ),
    "sheet.no-header": kind(
        ("工作表“{name}”里找不到表头", "the sheet “{name}” has no header that is known"),
        ("表头说明每一列是什么", "the header says what each column holds"),
        ("照模板恢复表头：{headings}", "restore the header: {headings}"),
    ),
}
"""What is wrong with a workbook only; everything else is a mistake of the file as well."""


@dataclass(frozen=True, slots=True)
class At:
    """A cell: sheet, row and column counted from 0; -1 where a whole sheet is meant."""

    sheet: str
    row: int = -1
    column: int = -1

    def __str__(self) -> str:
        if self.row < 0:
            return f"工作表“{self.sheet}”"
        letter = column_letter(self.column) if self.column >= 0 else ""
        return f"{self.sheet}!{letter}{self.row + 1}"


@dataclass(slots=True)
class Leaf:
    """A text of the file, and the cell it came from."""

    text: str
    at: At


@dataclass(slots=True)
class Twigs:
    """A list of the file."""

    at: At
    entries: "list[Part]" = field(default_factory=list)


@dataclass(slots=True)
class Branch:
    """A table of the file."""

    at: At
    rows: "dict[str, Part]" = field(default_factory=dict)


Part = Leaf | Twigs | Branch
Texts = dict[str, tuple[str, At]]
"""Heading → what a row has under it, and where."""


def read(book: Workbook) -> Rulebook:
    """Return the rulebook that a workbook holds.

    Raises:
        RulebookProblems: everything that is wrong with it, each with its sheet and cell.
    """
    return _Reading(book).rulebook()


class _Reading:
    """One pass over one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.problems: list[Problem] = []
        self.top = Branch(At(SCHEME))
        self.columns: dict[str, dict[str, int]] = {}
        self.scheme_rows: dict[str, At] = {}
        tabs = {tab.name: tab for tab in TABS}
        for sheet in book.sheets:
            if sheet.name == SCHEME:
                self._scheme(sheet)
            elif sheet.name in tabs:
                self._tab(sheet, tabs[sheet.name])
            elif sheet.name != GUIDE and any(
                cell is not None for row in sheet.rows for cell in row
            ):
                known = advice(sheet.name, [SCHEME, *tabs])
                self._mistake("sheet.unknown", At(sheet.name), name=sheet.name, **known)

    def rulebook(self) -> Rulebook:
        """Return the whole, or raise all that is wrong."""
        text, where = _file(self.top)
        try:
            found = reader.read(text, self.book.filename)
        except RulebookProblems as refused:
            told = {problem.file for problem in self.problems}
            placed = [self._placed(problem, where) for problem in refused.problems]
            # What could not be read has been told; that it is missing, too, is no news.
            self.problems += [p for p in placed if p.code != "key.missing" or p.file not in told]
        if self.problems:
            raise RulebookProblems(self.problems[:MOST])
        return found

    # ------------------------------------------------------------ what is wrong
    def _mistake(self, code: str, at: At, path: str = "", /, **values: object) -> None:
        said = _MISTAKES.get(code) or KINDS[code]
        blanks = {"first": str(at.row + 1)} | {name: str(value) for name, value in values.items()}
        words = [part.filled(blanks) for part in (said.what, said.why, said.suggestion)]
        self.problems.append(Problem(f"{self.book.filename} {at}", 0, path or "·", code, *words))

    def _placed(self, problem: Problem, where: Sequence[At]) -> Problem:
        """Return a problem of the file at the cell that its line came from."""
        at = where[problem.line - 1] if 0 < problem.line <= len(where) else None
        tabs = {tab.path: tab.name for tab in TABS}
        if problem.path in self.scheme_rows:
            at = self.scheme_rows[problem.path]
        elif problem.path in tabs:
            at = At(tabs[problem.path])
        elif at is not None and problem.code == "key.missing":
            key = problem.path.rpartition(".")[2]
            at = replace(at, column=self.columns.get(at.sheet, {}).get(key, at.column))
        file = f"{self.book.filename} {at}" if at is not None else self.book.filename
        return replace(problem, file=file, line=0)

    def _part(self, text: str, holds: Node, at: At, path: str) -> Part | None:
        """Return what a cell holds, or None with the reason told."""

        def ears(code: str, /, **values: object) -> None:
            self._mistake(code, at, path, **values)

        try:
            return _grown(cells.read(text, holds, ears), at)
        except Unreadable as detail:
            self._mistake("cell.notation", at, path, detail=detail)
            return None

    # ------------------------------------------------------------ sheets
    def _filled(self, sheet: Sheet, headings: list[str]) -> forms.Filled | None:
        """Return the rows of a sheet, having told what is wrong with its columns."""
        found = forms.filled(sheet, frozenset(headings))
        if found is None:
            if any(cell is not None for row in sheet.rows for cell in row):
                said = "、".join(headings[:6])
                self._mistake("sheet.no-header", At(sheet.name), name=sheet.name, headings=said)
            return None
        seen: set[str] = set()
        for column, heading in found.headings.items():
            at = At(sheet.name, found.header, column)
            if heading in seen:
                self._mistake("yaml.duplicate-key", at, key=heading)
            elif heading not in headings:
                self._mistake("key.unknown", at, key=heading, **advice(heading, headings))
            seen.add(heading)
        for column in sorted({column for _, row in found.rows for column in row}):
            if column not in found.headings:
                number = next(number for number, row in found.rows if column in row)
                self._mistake("cell.no-heading", At(sheet.name, number, column))
        for (number, column), detail in sheet.faults.items():
            if number > found.header and column in found.headings:
                self._mistake("cell.fault", At(sheet.name, number, column), detail=detail)
        return found

    def _scheme(self, sheet: Sheet) -> None:
        found = self._filled(sheet, [PART, TOPIC, FILL, HOW, FIELD])
        if found is None:
            return
        columns = _columns(found)
        known = {f"{part}.{key}" if part else key: node for part, key, _, node in scheme()}
        for number, row in found.rows:
            path = cells.plain(row.get(columns.get(FIELD, -1)))
            text = cells.plain(row.get(columns.get(FILL, -1)))
            at = At(sheet.name, number, columns.get(FILL, -1))
            if path in self.scheme_rows:
                first = self.scheme_rows[path].row + 1
                self._mistake("yaml.duplicate-key", at, path, key=path, first=first)
            elif path in known:
                self.scheme_rows[path] = at
                part = self._part(text, known[path], at, path) if text else None
                if part is not None:
                    self._put(path, part)
            elif text:
                self._mistake("key.unknown", at, key=path, **advice(path, known))

    def _put(self, path: str, part: Part) -> None:
        """Put a part of the scheme at its path, through tables begun where they are not yet."""
        *above, key = path.split(".")
        branch = self.top
        for name in above:
            inner = branch.rows.setdefault(name, Branch(part.at))
            assert isinstance(inner, Branch), path
            branch = inner
        branch.rows[key] = part

    def _tab(self, sheet: Sheet, tab: Tab) -> None:
        wanted = places(tab)
        found = self._filled(sheet, [*(p.column.heading for p in wanted), SAID])
        if found is None:
            return
        columns = _columns(found)
        self.columns[sheet.name] = {
            place.key: columns[place.column.heading]
            for place in reversed(wanted)
            if place.column.heading in columns
        }
        at = At(sheet.name, found.header, 0)
        table, listing = Branch(at), Twigs(at)
        for number, row in found.rows:
            texts = {
                heading: (cells.plain(row[column]), At(sheet.name, number, column))
                for heading, column in columns.items()
                if column in row
            }
            if not set(texts) <= {SAID}:
                self._row(tab, wanted, texts, At(sheet.name, number, 0), table, listing)
        if table.rows or listing.entries:
            self._put(tab.path, table if table.rows else listing)

    def _row(
        self,
        tab: Tab,
        wanted: Sequence[Place],
        texts: Texts,
        at: At,
        table: Branch,
        listing: Twigs,
    ) -> None:
        """Read one row into the table it belongs to, or the list."""
        first = wanted[0]
        if first.key:
            listing.entries.append(self._entry(tab.path, wanted, texts, at))
            return
        heading = first.column.heading
        text, at = texts.get(heading, ("", replace(at, column=self.columns[at.sheet].get("", 0))))
        if not text:
            self._mistake("cell.no-code", at, tab.path, heading=heading)
            return
        leaf = self._part(text, first.holds, at, tab.path)
        assert isinstance(leaf, Leaf)
        if leaf.text in table.rows:
            before = table.rows[leaf.text].at.row + 1
            self._mistake("yaml.duplicate-key", at, f"{tab.path}.{text}", key=text, first=before)
            return
        path = f"{tab.path}.{leaf.text}"
        if wanted[1].key == ".":
            said, there = texts.get(wanted[1].column.heading, ("", at))
            part = self._part(said, wanted[1].holds, there, path)
            table.rows[leaf.text] = Branch(at) if part is None else part
        else:
            table.rows[leaf.text] = self._entry(path, wanted[1:], texts, at)

    def _entry(self, path: str, wanted: Sequence[Place], texts: Texts, at: At) -> Branch:
        branch = Branch(at)
        for place in wanted:
            if place.column.heading not in texts:
                continue
            text, there = texts[place.column.heading]
            holds = place.holds
            where = f"{path}.{place.key}"
            if isinstance(holds, Shaped):
                scoring = branch.rows.get(place.key)
                assert scoring is None or isinstance(scoring, Branch)
                shape = scoring.rows["kind"] if scoring is not None else None
                if not isinstance(shape, Leaf):
                    branch.rows[place.key] = Branch(there)
                    continue
                terms = self._part(text, holds.shapes[shape.text], there, where)
                if isinstance(terms, Branch) and scoring is not None:
                    scoring.rows |= terms.rows
                continue
            part = self._part(text, holds, there, where)
            if part is None:
                continue
            if place.column.heading != TERMS and _names_shape(place, wanted):
                branch.rows[place.key] = Branch(there, {"kind": part})
            else:
                branch.rows[place.key] = part
        return branch


def _names_shape(place: Place, wanted: Sequence[Place]) -> bool:
    """Say whether a column holds the name of a shape whose terms stand in another."""
    return any(one.key == place.key and isinstance(one.holds, Shaped) for one in wanted)


def _columns(found: forms.Filled) -> dict[str, int]:
    """Return where each heading stands, the first time it does."""
    columns: dict[str, int] = {}
    for column, heading in found.headings.items():
        columns.setdefault(heading, column)
    return columns


def _grown(value: Value, at: At) -> Part:
    match value:
        case str():
            return Leaf(value, at)
        case Rows():
            return Branch(at, {key: _grown(part, at) for key, part in value.rows})
        case list():
            return Twigs(at, [_grown(part, at) for part in value])


# ------------------------------------------------------------------ as a file
def _file(top: Branch) -> tuple[str, list[At]]:
    """Return the file that the parts make, and for each of its lines the cell it came from."""
    lines: list[str] = []
    where: list[At] = []

    def put(line: str, at: At) -> None:
        lines.append(line)
        where.append(at)

    def part(head: str, found: Part, indent: str) -> None:
        match found:
            case Leaf():
                put(f"{head} {_quoted(found.text)}", found.at)
            case Branch():
                put(head if found.rows else f"{head} {{}}", found.at)
                for key, inner in found.rows.items():
                    part(f"{indent}  {_quoted(key)}:", inner, indent + "  ")
            case Twigs():
                put(head if found.entries else f"{head} []", found.at)
                for inner in found.entries:
                    part(f"{indent}  -", inner, indent + "  ")

    for key, inner in top.rows.items():
        part(f"{_quoted(key)}:", inner, "")
    return "\n".join(lines or ["{}"]) + "\n", where


def _quoted(text: str) -> str:
    """Write a text in YAML's double quotes, on one line whatever it holds."""
    signs = ('\\"' if s == '"' else "\\\\" if s == "\\" else _escaped(s) for s in text)
    return f'"{"".join(signs)}"'


def _escaped(sign: str) -> str:
    if sign == "\n":
        return "\\n"
    return sign if sign.isprintable() else f"\\U{ord(sign):08X}"
