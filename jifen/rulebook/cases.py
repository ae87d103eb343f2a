"""Cases (案例): sentences an official can sign, each with facts and the points they come to.

A file of cases lies beside its rulebook; `run` recomputes them, `unexercised` names what of the
rulebook no case has tried. The format is described in docs/rulebook.md.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jifen.core import points
from jifen.core.assess import BASE, CARRY_IN, FLOOR, PRORATION, Assessment, assess
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
from jifen.core.measures import fault
from jifen.core.points import Centipoints, display, signed
from jifen.core.rules import Capacity, Item, MatterMode, Rulebook, Subject
from jifen.core.shapes import Level, PerUnit, Range, Rate, Scoring, Tiers
from jifen.rulebook.fields import PARAGRAPH, Fields
from jifen.rulebook.nodes import Listing, parse
from jifen.rulebook.problems import Report
from jifen.rulebook.shapes import shape_of

FORMAT = "jifen-cases/1"

_SOMEBODY = "cadre"
_SOMEWHERE = "village"
_SCHEME_LINES = (BASE, PRORATION, CARRY_IN, FLOOR)
_NAMES = {
    "net": "总分",
    "gross": "扣分累计",
    BASE: "基础分",
    PRORATION: "折算",
    CARRY_IN: "结转",
    FLOOR: "保底",
}
_FACT = ("item", "gives")
_FACT_OPTIONAL = ("as", "on", "matter", "quantity", "chosen", "level", "department", "figure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One sentence, the account it speaks of, and what it must come to.

    `expected` maps a line's name (a fact's key "1", "2" …, `base`, `proration`, `floor`), "net" or
    "gross" to its amount, signed hundredths.
    """

    line: int
    says: str
    account: Account
    expected: Mapping[str, Centipoints]


@dataclass(frozen=True, slots=True)
class Difference:
    """One amount that came out otherwise."""

    name: str
    expected: Centipoints
    got: Centipoints

    def __str__(self) -> str:
        what = _NAMES.get(self.name, f"第{self.name}条")
        return f"{what}：应为{signed(self.expected)}，算得{signed(self.got)}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and what `assess` made of it."""

    case: Case
    assessment: Assessment
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether every expected amount came out."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Unexercised:
    """What no case tries: provisions by name, items by code."""

    shapes: tuple[str, ...]
    items: tuple[str, ...]


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
    cases = tuple(_case(rulebook, fields) for fields in _entries(top, "cases"))
    report.close()
    return cases


def run(rulebook: Rulebook, text: str | bytes, name: str = "cases.yaml") -> tuple[CaseResult, ...]:
    """Recompute every case of a file.

    Raises:
        RulebookProblems: the file cannot be read.
    """
    return tuple(check(rulebook, case) for case in read(rulebook, text, name))


def check(rulebook: Rulebook, case: Case) -> CaseResult:
    """Recompute one case on the last day of its cycle."""
    assessment = _assess(rulebook, case)
    got = {**assessment.amounts(), "net": assessment.net, "gross": assessment.gross}
    differences = tuple(
        Difference(name, amount, got.get(name, points.ZERO))
        for name, amount in case.expected.items()
        if got.get(name, points.ZERO) != amount
    )
    return CaseResult(case, assessment, differences)


def unexercised(rulebook: Rulebook, cases: Sequence[Case]) -> Unexercised:
    """Return what of the rulebook no case tries.

    A way of scoring counts as tried when a fact by it gives points; the shares of an item, when
    every capacity in them has borne a fact; a limit or rule, when some case comes out differently
    without it.
    """
    tried = {fact.item for case in cases for fact in case.account.facts}
    shapes = (
        *_scorings(rulebook, cases),
        *_liabilities(rulebook, cases),
        *_provisions(rulebook, cases),
    )
    return Unexercised(shapes, tuple(i.code for i in rulebook.items if i.code not in tried))


# ------------------------------------------------------------------ reading
def _entries(top: Fields, key: str, required: Sequence[str] = ()) -> Iterator[Fields]:
    if not top.has(key):
        return
    node = top.rows[key][1]
    if not isinstance(node, Listing):
        top.problem("value.not-list", key, found_zh="别的内容", found_en="something else")
        return
    if not node.entries:
        top.problem("value.nothing", key, key=key)
    for place, entry in enumerate(node.entries, start=1):
        path = f"{top.at(key)}[{place}]"
        if key == "cases":
            yield Fields(
                top.report,
                entry,
                path,
                required=("says", "facts"),
                optional=("account", "serves", "net", "gross", "lines"),
            )
        else:
            yield Fields(top.report, entry, path, required=_FACT, optional=_FACT_OPTIONAL)


def _case(rulebook: Rulebook, fields: Fields) -> Case:
    starts_on, ends_on = _cycle(rulebook)
    kind = fields.choice("account", HolderKind, HolderKind.CADRE)
    expected: dict[str, Centipoints] = {}
    facts: list[Fact] = []
    for seq, entry in enumerate(_entries(fields, "facts"), start=1):
        fact = _fact(rulebook, entry, seq, kind)
        expected[fact.key] = entry.signed_amount("gives")
        facts.append(fact)
    for key in ("net", "gross"):
        if fields.has(key):
            expected[key] = fields.signed_amount(key)
    lines = fields.inner("lines", optional=_SCHEME_LINES)
    for key in lines.rows:
        expected[key] = lines.signed_amount(key)
    village = kind is HolderKind.VILLAGE
    service = None if village else _service(fields, starts_on, ends_on)
    account = Account(
        holder=_SOMEWHERE if village else _SOMEBODY,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        service=service,
        facts=tuple(facts),
    )
    says = fields.text("says", most=PARAGRAPH)
    return Case(line=fields.line, says=says, account=account, expected=expected)


def _fact(rulebook: Rulebook, fields: Fields, seq: int, kind: HolderKind) -> Fact:
    starts_on, ends_on = _cycle(rulebook)
    code = fields.code("item")
    measures = Measures(
        quantity=fields.whole("quantity", 0, least=1, most=10**6)
        if fields.has("quantity")
        else None,
        chosen=fields.award_or_none("chosen"),
        level=fields.text("level"),
        department=fields.boolean("department", False),
        figure=fields.number("figure") if fields.has("figure") else None,
    )
    known = fields.has("item") and fields.sound("item")
    if known and fields.refers("item", code, "items", rulebook.by_code):
        _check_measures(rulebook.item(code), measures, fields)
    day = fields.day("on") if fields.has("on") else starts_on
    if fields.sound("on") and not starts_on <= day < ends_on:
        last = ends_on - dt.timedelta(days=1)
        fields.problem("case.outside", "on", day=day, start=starts_on, end=last)
    capacities = fields.choices("as", Capacity)
    if kind is HolderKind.CADRE and not fields.has("as"):
        fields.problem("key.missing", "as", key="as")
    key = str(seq)
    return Fact(
        key=key,
        seq=seq,
        item=code,
        happened_on=day,
        measures=measures,
        matter=fields.text("matter", key),
        village=_SOMEWHERE,
        parties=(Party(cadre=_SOMEBODY, capacities=frozenset(capacities)),),
    )


def _check_measures(item: Item, measures: Measures, fields: Fields) -> None:
    if not fields.sound("quantity", "chosen", "level", "department", "figure"):
        return
    if fault(item, measures) is not None:
        chinese, english = _needed(item.scoring)
        fields.problem(
            "case.measure",
            "item",
            item=item.code,
            kind=shape_of(item.scoring),
            needed_zh=chinese,
            needed_en=english,
        )


def _needed(scoring: Scoring) -> tuple[str, str]:
    match scoring:
        case PerUnit():
            return "要写“quantity”（整数）", "it needs “quantity”, a whole number"
        case Range():
            least, most = display(scoring.least), display(scoring.most)
            return f"要写“chosen”（{least}至{most}分）", f"it needs “chosen”, {least} to {most}"
        case Level():
            keys = "、".join(row.key for row in scoring.rows)
            lower = "，可写“department”" if scoring.department_lower else ""
            return f"要写“level”（{keys}）{lower}", f"it needs “level”, one of {keys}"
        case Tiers() | Rate():
            return f"要写“figure”（{scoring.metric}）", "it needs “figure”, not negative"
        case _:
            return "不用写度量", "it takes no measure"


def _cycle(rulebook: Rulebook) -> tuple[dt.date, dt.date]:
    start = rulebook.effective_on
    months = start.month - 1 + rulebook.cycle.months
    return start, dt.date(start.year + months // 12, months % 12 + 1, 1)


def _service(fields: Fields, starts_on: dt.date, ends_on: dt.date) -> Service:
    if not fields.has("serves"):
        return Service(spans=((starts_on, ends_on),))
    try:
        first, last = (dt.date.fromisoformat(text) for text in fields.texts("serves"))
    except ValueError:
        first = last = ends_on
    first, last = max(first, starts_on), min(last, ends_on)
    if first >= last:
        fields.problem("case.serves", "serves")
    return Service(spans=((first, last),))


# ------------------------------------------------------------------ what no case tries
def _assess(rulebook: Rulebook, case: Case) -> Assessment:
    return assess(rulebook, case.account, as_of=case.account.ends_on - dt.timedelta(days=1))


def _scorings(rulebook: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    giving = {
        shape_of(rulebook.item(fact.item).scoring)
        for case in cases
        for fact in case.account.facts
        if case.expected[fact.key]
    }
    used = {shape_of(item.scoring) for item in rulebook.items}
    yield from (f"计分方式：{shape}" for shape in sorted(used - giving))


def _liabilities(rulebook: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    borne: dict[frozenset[tuple[Capacity, Fraction]], set[Capacity]] = {}
    for case in cases:
        for fact in case.account.facts:
            shares = frozenset(rulebook.item(fact.item).shares.items())
            for party in fact.parties:
                borne.setdefault(shares, set()).update(party.capacities)
    seen = set()
    for item in rulebook.items:
        shares = frozenset(item.shares.items())
        if shares not in seen and not set(item.shares) <= borne.get(shares, set()):
            words = "、".join(f"{capacity} {share}" for capacity, share in item.shares.items())
            yield f"责任份额：{words}"
        seen.add(shares)


def _provisions(rulebook: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    before = [_assess(rulebook, case).lines for case in cases]
    for name, without in _WITHOUT.items():
        other = without(rulebook)
        if other != rulebook and before == [_assess(other, case).lines for case in cases]:
            yield name


def _each_item(change: Callable[[Item], Item]) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(book, items=tuple(change(item) for item in book.items))


def _groups(mode: MatterMode) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(
        book, matter_groups=tuple(group for group in book.matter_groups if group.mode is not mode)
    )


def _no_department(item: Item) -> Item:
    if isinstance(item.scoring, Level):
        return replace(item, scoring=replace(item.scoring, department_lower=False))
    return item


_WITHOUT: Mapping[str, Callable[[Rulebook], Rulebook]] = {
    "单次封顶：event_max": _each_item(lambda item: replace(item, event_max=None)),
    "单项封顶：cycle_max": _each_item(lambda item: replace(item, cycle_max=None)),
    "部门低一级：department_lower": _each_item(_no_department),
    "村级事项：subject village": _each_item(lambda item: replace(item, subject=Subject.CADRE)),
    "同一事项就高：highest": _groups(MatterMode.HIGHEST),
    "同一事项合计封顶：sum_max": _groups(MatterMode.SUM_MAX),
    "共用封顶：limits": lambda book: replace(book, limits=()),
    "章封顶：chapters": lambda book: replace(
        book,
        chapters=tuple(replace(each, add_max=None, deduct_max=None) for each in book.chapters),
    ),
    "加分合计封顶：score.add_max": lambda book: replace(
        book, score=replace(book.score, add_max=None)
    ),
    "扣分合计封顶：score.deduct_max": lambda book: replace(
        book, score=replace(book.score, deduct_max=None)
    ),
    "保底：score.floor": lambda book: replace(book, score=replace(book.score, floor=None)),
    "基础分折算：service.prorate_base": lambda book: replace(
        book, service=replace(book.service, prorate_base=False)
    ),
}
"""Each provision with a rulebook that lacks it."""
