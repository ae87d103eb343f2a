"""Counts of votes and scores as sheets: the form to fill in, and what a filled one says.

One sheet for one source of the version's results: a row for each person and category of voters
(计票), for each person (评分), or for each village (村的等次). Counts only, never who voted how.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jifen.core.appraisal import ResultsRule, Source, SourceKind
from jifen.core.composite import Ballots
from jifen.core.errors import Refusal
from jifen.core.points import Centipoints, parse
from jifen.core.rules import Rulebook
from jifen.sheets import cells, forms
from jifen.sheets.forms import Column, Form
from jifen.sheets.workbook import Raw, Workbook

UNIT_GRADES = "unit-grades"
"""What stands for a source where the villages' own grades are entered (quotas follow them)."""

CODE, NAME, VOTERS, GIVEN, SPOILED = "编号", "姓名", "票种", "发出票数", "作废票数"
SCORE, UNIT, GRADE = "得分", "村（社区）", "等次"
MOST = 10**6
"""No count of ballots is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the ballots of one category for one person, a person's score, a village's grade."""

    code: str  # of the cadre, or the path of the village
    voters: str = ""
    given: int = 0
    spoiled: int = 0
    answers: Mapping[str, int] = field(default_factory=dict)
    score: str = ""
    grade: str = ""

    def plain(self) -> dict[str, object]:
        """Return it as the table keeps it: only what is said."""
        if self.voters:
            answers = dict(sorted(self.answers.items()))
            return {
                "code": self.code,
                "voters": self.voters,
                "given": self.given,
                "spoiled": self.spoiled,
                "answers": answers,
            }
        return {
            "code": self.code,
            **({"score": self.score} if self.score else {"grade": self.grade}),
        }

    @property
    def ballots(self) -> Ballots:
        """Return what the core counts."""
        return Ballots(given=self.given, answers=self.answers, spoiled=self.spoiled)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the version wants counted before results can be whole."""

    code: str
    name: str
    source: Source | None  # None for the villages' grades


def asked(rules: Rulebook) -> tuple[Asked, ...]:
    """Return what a version's results ask to be counted, in its order."""
    rule = rules.results or ResultsRule()
    found = [
        Asked(one.code, one.name, one)
        for one in rule.sources
        if one.kind in {SourceKind.VOTE, SourceKind.SCORE}
    ]
    if any(quota.by_unit_grade for quota in rule.quotas):
        found.append(Asked(UNIT_GRADES, "村（社区）考核等次", None))
    return tuple(found)


def of(rules: Rulebook, code: str) -> Asked:
    """Return one of them by its code.

    Raises:
        Refusal: "count.no-such-source" naming those there are.
    """
    every = asked(rules)
    for one in every:
        if code in {one.code, one.name}:
            return one
    raise Refusal("count.no-such-source", code=code, codes="、".join(o.code for o in every) or "—")


# ------------------------------------------------------------------ the form
def form(rules: Rulebook, one: Asked, people: Mapping[str, str], units: Mapping[str, str]) -> Form:
    """Return the sheet to fill in: `people` by code, `units` by path."""
    grades = _grades(rules)
    if one.source is None:
        return Form(
            name=one.name,
            title=one.name,
            columns=(
                Column(UNIT, 24, faint=True),
                Column(GRADE, 14, "按县或镇的考核结果填写", tuple(grades), required=True),
            ),
            rows=tuple((name, "") for _path, name in sorted(units.items())),
        )
    who = (Column(CODE, 12, faint=True), Column(NAME, 12, faint=True))
    if one.source.vote is None:
        most = f"满分{one.source.out_of // 100}" if one.source.out_of is not None else ""
        return Form(
            name=one.name,
            title=one.name,
            columns=(*who, Column(SCORE, 12, most, required=True)),
            rows=tuple((code, name, "") for code, name in sorted(people.items())),
            fixed=2,
        )
    vote = one.source.vote
    columns = (
        *who,
        Column(VOTERS, 16, faint=True),
        Column(GIVEN, 12, required=True),
        *(Column(option, 10, group="得票") for option in vote.options),
        Column(SPOILED, 12),
    )
    empty = ("",) * (len(columns) - 3)
    return Form(
        name=one.name,
        title=one.name,
        columns=columns,
        rows=tuple(
            (code, name, category, *empty)
            for code, name in sorted(people.items())
            for category in vote.voters
        ),
        notes=("只填票数，不记谁投了什么票；收回票数等于各项得票与作废票之和。",),
        fixed=3,
    )


# ------------------------------------------------------------------ what a filled one says
def read(
    book: Workbook,
    rules: Rulebook,
    one: Asked,
    people: Mapping[str, str],
    units: Mapping[str, str],
) -> tuple[Row, ...]:
    """Return the rows of a filled sheet, in order.

    Raises:
        Refusal: "count.no-sheet", or "count.rows" with everything that is wrong, row by row.
    """
    reader = _Reader(rules, one, people, units)
    wanted = frozenset({CODE, NAME, UNIT, VOTERS, GIVEN, SCORE, GRADE})
    for sheet in book.sheets:
        found = forms.filled(sheet, wanted)
        if found is not None and set(found.headings.values()) >= reader.needed:
            for number, row in found.rows:
                reader.take(number + 1, {found.headings.get(at, ""): v for at, v in row.items()})
            return reader.rows()
    raise Refusal("count.no-sheet", headings="、".join(sorted(reader.needed)))


class _Reader:
    """Rows being read, and what is wrong with them."""

    def __init__(
        self, rules: Rulebook, one: Asked, people: Mapping[str, str], units: Mapping[str, str]
    ) -> None:
        self.one, self.people, self.units = one, people, units
        self.grades = _grades(rules)
        self.problems: list[str] = []
        self.found: dict[tuple[str, str], Row] = {}
        vote = one.source.vote if one.source is not None else None
        self.voters = tuple(vote.voters) if vote is not None else ()
        self.options = tuple(vote.options) if vote is not None else ()
        if one.source is None:
            self.needed = {UNIT, GRADE}
        else:
            self.needed = (
                {CODE, VOTERS, GIVEN, *self.options} if vote is not None else {CODE, SCORE}
            )

    def take(self, number: int, row: Mapping[str, Raw]) -> None:
        """Read one row; `number` as the sheet counts."""
        try:
            made = self._row({head: cells.plain(value).strip() for head, value in row.items()})
        except ValueError as problem:
            self.problems.append(f"第{number}行：{problem}")
            return
        if made is None:
            return
        key = (made.code, made.voters)
        if key in self.found:
            self.problems.append(f"第{number}行：与前面的一行重复，请只留一行。")
        self.found[key] = made

    def rows(self) -> tuple[Row, ...]:
        """Return them, in order of code and category."""
        if self.problems:
            raise Refusal(
                "count.rows", count=len(self.problems), problems="；".join(self.problems[:20])
            )
        if not self.found:
            raise Refusal("count.no-sheet", headings="、".join(sorted(self.needed)))
        return tuple(row for _key, row in sorted(self.found.items()))

    def _row(self, row: Mapping[str, str]) -> Row | None:
        if self.one.source is None:
            paths = {name: path for path, name in self.units.items()}
            name, grade = row.get(UNIT, ""), row.get(GRADE, "")
            if name not in paths:
                raise ValueError(f"没有“{name}”这个村（社区），请核对名称。")
            if not grade:
                return None
            if grade not in self.grades:
                raise ValueError(f"没有“{grade}”这个等次，可填：{'、'.join(self.grades)}。")
            return Row(code=paths[name], grade=self.grades[grade])
        code = row.get(CODE, "")
        if code not in self.people:
            raise ValueError(f"编号“{code}”不在本周期的干部中，请核对编号。")
        if self.one.source.vote is None:
            return self._score(code, row.get(SCORE, ""))
        return self._ballots(code, row)

    def _score(self, code: str, text: str) -> Row | None:
        if not text:
            return None
        assert self.one.source is not None, "villages' grades are read elsewhere"
        most = self.one.source.out_of or Centipoints(100_00)
        try:
            value = parse(text)
        except ValueError:
            raise ValueError(f"得分“{text}”不是最多两位小数的数。") from None
        if not 0 <= value <= most:
            raise ValueError(f"得分{text}不在0到{most // 100}之间。")
        return Row(code=code, score=text)

    def _ballots(self, code: str, row: Mapping[str, str]) -> Row | None:
        voters = row.get(VOTERS, "")
        if voters not in self.voters:
            raise ValueError(f"没有“{voters}”这种票，可填：{'、'.join(self.voters)}。")
        if not any(row.get(head, "") for head in (GIVEN, SPOILED, *self.options)):
            return None
        made = Row(
            code=code,
            voters=voters,
            given=_whole(GIVEN, row.get(GIVEN, "")),
            spoiled=_whole(SPOILED, row.get(SPOILED, "0") or "0"),
            answers={one: _whole(one, row.get(one, "0") or "0") for one in self.options},
        )
        if made.ballots.returned > made.given:
            raise ValueError(f"收回{made.ballots.returned}票，多于发出的{made.given}票。")
        return made


def _whole(head: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise ValueError(f"“{head}”要填整数，现在是“{text}”。")
    return int(text)


def _grades(rules: Rulebook) -> dict[str, str]:
    """Return the names of the version's grades → their codes."""
    rule = rules.results or ResultsRule()
    return {band.name: band.code for band in rule.bands}


# ------------------------------------------------------------------ from rows back
def thawed(rows: Sequence[Mapping[str, object]]) -> Iterator[Row]:
    """Return rows as the table keeps them."""
    for row in rows:
        answers = row.get("answers", {})
        assert isinstance(answers, Mapping), "answers are counts by option"
        yield Row(
            code=str(row["code"]),
            voters=str(row.get("voters", "")),
            given=int(str(row.get("given", 0))),
            spoiled=int(str(row.get("spoiled", 0))),
            answers={str(name): int(count) for name, count in answers.items()},
            score=str(row.get("score", "")),
            grade=str(row.get("grade", "")),
        )
