"""Cases (案例): sentences an official can sign, each with facts and the points they come to.

A file of cases lies beside its rulebook; `run` recomputes them, `jifen.rulebook.unexercised` names
what of the rulebook no case has tried. The format is described in docs/rulebook.md.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jifen.core import points
from jifen.core.assess import BASE, CARRY_IN, FLOOR, PRORATION, Assessment, assess
from jifen.core.circumstances import EffectKind
from jifen.core.facts import HolderKind
from jifen.core.ladder import Verdict, judge, reaches_removal
from jifen.core.points import Centipoints, display, signed
from jifen.core.results import Results
from jifen.core.rules import Rulebook
from jifen.rulebook import case_accounts, case_people
from jifen.rulebook.case_accounts import SCHEME_LINES, WHO, Written, cycle_of
from jifen.rulebook.case_people import Folk
from jifen.rulebook.fields import PARAGRAPH, Fields
from jifen.rulebook.keys import Keys
from jifen.rulebook.nodes import Table, parse
from jifen.rulebook.problems import Report

FORMAT = "jifen-cases/1"
ONE = Keys(("says", "facts"), ("account", *WHO, "as_of", "net", "gross", "lines", "ladder"))

_SOMEBODY = "cadre"
_NAMES = {
    "net": "总分",
    "gross": "扣分累计",
    BASE: "基础分",
    PRORATION: "折算",
    CARRY_IN: "结转",
    FLOOR: "保底",
}


class Ladder(StrEnum):
    """What the gross deductions of a case lead to."""

    NOTHING = "nothing"
    TALK = "talk"  # the first line: a case is opened
    REMOVAL = "removal"  # the second line


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One sentence, the account or the people it speaks of, and what they must come to.

    `expected` maps a line's name (a fact's key "1", "2" …, `base`, `proration`, `floor`), "net" or
    "gross" to its amount, signed hundredths.
    """

    line: int
    says: str
    one: Written | None
    as_of: dt.date
    expected: Mapping[str, Centipoints]
    ladder: Ladder | None = None
    folk: Folk | None = None

    @property
    def accounts(self) -> tuple[Written, ...]:
        """The accounts that the case speaks of."""
        if self.one is not None:
            return (self.one,)
        return tuple(written for written, _ in self.folk.people.values()) if self.folk else ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise: its name, and both as they are printed."""

    name: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.name}：应为{self.expected}，算得{self.got}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and what came of it: an account's assessment, or the people's results."""

    case: Case
    differences: tuple[Difference, ...]
    assessment: Assessment | None = None
    results: Results | None = None

    @property
    def passed(self) -> bool:
        """Whether everything that is expected came out."""
        return not self.differences


def read(rulebook: Rulebook, text: str | bytes, name: str = "cases.yaml") -> tuple[Case, ...]:
    """Return the cases that a file holds.

    Raises:
        RulebookProblems: everything that is wrong with the file, each with its line.
    """
    report = Report(name)
    node = parse(text, report)
    report.close()
    assert node is not None
    top = Fields(report, node, "", required=("format", "cases"))
    version = top.text("format")
    if top.has("format") and top.sound("format") and version != FORMAT:
        top.problem("format.unknown", "format", value=version, known=FORMAT)
    cases = tuple(_case(rulebook, fields) for fields in top.entries("cases"))
    report.close()
    return cases


def run(rulebook: Rulebook, text: str | bytes, name: str = "cases.yaml") -> tuple[CaseResult, ...]:
    """Recompute every case of a file.

    Raises:
        RulebookProblems: the file cannot be read.
    """
    return tuple(check(rulebook, case) for case in read(rulebook, text, name))


def check(rulebook: Rulebook, case: Case) -> CaseResult:
    """Recompute one case: on its day, or on the last one of its cycle."""
    if case.folk is not None:
        return _check_people(rulebook, case, case.folk)
    assert case.one is not None, "a case speaks of one account or of several people"
    assessment = assess(rulebook, case.one.account, as_of=case.as_of)
    got = {**assessment.amounts(), "net": assessment.net, "gross": assessment.gross}
    differences = [
        Difference(
            _NAMES.get(name, f"第{name}条"), signed(amount), signed(got.get(name, points.ZERO))
        )
        for name, amount in case.expected.items()
        if got.get(name, points.ZERO) != amount
    ]
    differences += _differences(case.one, assessment, "")
    if case.ladder is not None and (came := ladder(rulebook, case.one, assessment)) != case.ladder:
        differences.append(Difference("警示阶梯", case.ladder, came))
    return CaseResult(case, tuple(differences), assessment=assessment)


def ladder(rulebook: Rulebook, one: Written, assessment: Assessment) -> Ladder:
    """Return what an account's gross deductions lead to."""
    rule, gross = rulebook.ladder, assessment.gross
    if reaches_removal(rule, gross):
        return Ladder.REMOVAL
    verdict = judge(rule, gross=gross, post_group=one.account.post_group)
    return Ladder.TALK if verdict is Verdict.CASE else Ladder.NOTHING


def _check_people(rulebook: Rulebook, case: Case, folk: Folk) -> CaseResult:
    found = case_people.work_out(rulebook, folk)
    got = case_people.came(rulebook, folk, found)
    differences = [
        Difference(case_people.name_of(*key), words, got.get(key, case_people.NONE))
        for key, words in folk.expected.items()
        if got.get(key, case_people.NONE) != words
    ]
    for name, (written, person) in folk.people.items():
        whose = f"{name}的"
        amounts = person.assessment.amounts()
        differences += [
            Difference(f"{whose}第{key}条", signed(amount), signed(amounts.get(key, points.ZERO)))
            for key, amount in written.expected.items()
            if amounts.get(key, points.ZERO) != amount
        ]
        differences += _differences(written, person.assessment, whose)
    return CaseResult(case, tuple(differences), results=found)


def _differences(one: Written, assessment: Assessment, whose: str) -> Iterator[Difference]:
    """Yield what is otherwise besides amounts: refusals, the process, effects."""
    for key, (ought, is_refused) in one.refused.items():
        if ought and not is_refused:
            yield Difference(f"{whose}第{key}条", "不予受理", "受理")
    for key, asked in one.asked.items():
        for ask in asked:
            if ask.expected != ask.got:
                yield Difference(f"{whose}第{key}条的{ask.what}", ask.expected, ask.got)
    if one.effects is not None:
        came = frozenset(due.effect.kind for due in assessment.effects)
        if came != one.effects:
            yield Difference(f"{whose}后果", _kinds(one.effects), _kinds(came))
    if one.fen is not None:
        fen = sum(due.fen or 0 for due in assessment.effects)
        if fen != one.fen:
            yield Difference(f"{whose}绩效增减（元）", display(one.fen), display(fen))


def _kinds(kinds: frozenset[EffectKind]) -> str:
    return "、".join(sorted(kinds)) or "无"


# ------------------------------------------------------------------ reading
def _case(rulebook: Rulebook, fields: Fields) -> Case:
    """Read one case; which keys belong is known once it is known whom it speaks of."""
    keys = case_people.PEOPLE if fields.has("people") else ONE
    fields = Fields(
        fields.report,
        Table(fields.line, tuple(fields.rows.values())),
        fields.path,
        required=keys.required,
        optional=keys.optional,
    )
    starts_on, ends_on = cycle_of(rulebook)
    last = ends_on - dt.timedelta(days=1)
    says = fields.text("says", most=PARAGRAPH)
    if fields.has("people"):
        folk = case_people.read(rulebook, fields)
        return Case(line=fields.line, says=says, one=None, as_of=last, expected={}, folk=folk)
    kind = fields.choice("account", HolderKind, HolderKind.CADRE)
    holder = case_accounts.SOMEWHERE if kind is HolderKind.VILLAGE else _SOMEBODY
    one = case_accounts.read(rulebook, fields, holder=holder, kind=kind, all_give=True)
    expected = dict(one.expected)
    for key in ("net", "gross"):
        if fields.has(key):
            expected[key] = fields.signed_amount(key)
    lines = fields.inner("lines", optional=SCHEME_LINES)
    for key in lines.rows:
        expected[key] = lines.signed_amount(key)
    as_of = fields.day("as_of") if fields.has("as_of") else last
    if fields.sound("as_of") and not starts_on <= as_of <= last:
        fields.problem("case.outside", "as_of", day=as_of, start=starts_on, end=last)
    return Case(
        line=fields.line,
        says=says,
        one=one,
        as_of=as_of,
        expected=expected,
        ladder=fields.choice("ladder", Ladder, Ladder.NOTHING) if fields.has("ladder") else None,
    )
