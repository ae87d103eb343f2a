"""One account of a case as it is written: who it is, what happened, and what that must come to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from jifen.core import points
from jifen.core.assess import BASE, CARRY_IN, FLOOR, PRORATION
from jifen.core.circumstances import EffectKind, Finder
from jifen.core.facts import Account, Away, Fact, HolderKind, Measures, Offence, Party, Service
from jifen.core.measures import fault, worth
from jifen.core.months import months_after
from jifen.core.points import Centipoints, display
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Approver, Capacity, Item, Rulebook
from jifen.core.shapes import Fixed, Level, PerUnit, Range
from jifen.rulebook.fields import Fields
from jifen.rulebook.keys import Keys
from jifen.rulebook.nodes import Listing, Table, Text
from jifen.rulebook.shapes import shape_of

SOMEWHERE = "village"
SCHEME_LINES = (BASE, PRORATION, CARRY_IN, FLOOR)
NOT_CONCERNED = "-"
"""A row of a board that it does not concern."""

MEASURES = (
    "quantity", "chosen", "level", "department", "figure", "scores", "finder", "reminded_on",
    "village_item", "decision", "override",
)  # fmt: skip
FACT = Keys(
    ("item",),
    (
        "gives", "as", "by", "on", "entered", "matter", *MEASURES, "board", "repaired_on",
        "refused", "asks",
    ),
)  # fmt: skip
ASKS = Keys((), ("evidence", "approver", "publicised", "grave"))
WHO = (
    "serves", "away", "post_group", "bodies", "place", "carry_in", "before", "facts", "effects",
    "money",
)  # fmt: skip
AWAY = Keys(("kind", "from", "to"))
BEFORE = Keys(("item", "on"))
_LEAVES = ("sick", "maternity", "private", "suspension")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the process must ask for a fact, and what the version does ask."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An account, and what a case says of it.

    `expected` maps a fact's key ("1", "2" …) to what it gives, signed hundredths; `refused` a
    fact's key to whether it ought to be refused, and whether it is; `effects` and `fen` (of money)
    are None where the case does not say.
    """

    account: Account
    expected: Mapping[str, Centipoints]
    refused: Mapping[str, tuple[bool, bool]]
    asked: Mapping[str, tuple[Asked, ...]]
    effects: frozenset[EffectKind] | None = None
    fen: int | None = None


@dataclass(slots=True)
class _Notes:
    """What is gathered while the facts of one account are read."""

    expected: dict[str, Centipoints] = field(default_factory=dict)
    refused: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    asked: dict[str, tuple[Asked, ...]] = field(default_factory=dict)
    village_items: dict[str, set[str]] = field(default_factory=dict)  # by item
    all_give: bool = True  # each fact must say what it gives


def cycle_of(rulebook: Rulebook) -> tuple[dt.date, dt.date]:
    """Return the first cycle under a version, half-open."""
    start = rulebook.effective_on
    return start, months_after(start, rulebook.cycle.months)


def read(
    rulebook: Rulebook, fields: Fields, *, holder: str, kind: HolderKind, all_give: bool
) -> Written:
    """Return the account that a case, or one person of it, describes."""
    starts_on, ends_on = cycle_of(rulebook)
    notes = _Notes(all_give=all_give)
    facts = []
    for seq, entry in enumerate(fields.entries("facts", FACT), start=1):
        fact = _fact(rulebook, entry, seq, holder, kind, notes)
        if not notes.refused[fact.key][1]:
            facts.append(fact)
    village = kind is HolderKind.VILLAGE
    account = Account(
        holder=holder,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        service=None if village else _service(fields, starts_on, ends_on),
        facts=tuple(facts),
        prior=tuple(_before(rulebook, fields)),
        post_group=fields.choice("post_group", PostGroup, PostGroup.MEMBER)
        if fields.has("post_group")
        else None,
        bodies=frozenset(fields.choices("bodies", Body)),
        place=_among(fields, "place", ("village", "community")),
        carry_in=fields.signed_amount("carry_in"),
    )
    effects = fields.texts("effects")
    known = [each.value for each in EffectKind]
    return Written(
        account=account,
        expected=notes.expected,
        refused=notes.refused,
        asked=notes.asked,
        effects=frozenset(EffectKind(e) for e in effects if fields.among("effects", e, known))
        if fields.has("effects")
        else None,
        fen=fields.yuan("money") if fields.has("money") else None,
    )


def _among(fields: Fields, key: str, known: tuple[str, ...]) -> str:
    text = fields.text(key)
    return text if text and fields.among(key, text, known) else ""


# ------------------------------------------------------------------ one fact
def _fact(
    rulebook: Rulebook, fields: Fields, seq: int, holder: str, kind: HolderKind, notes: _Notes
) -> Fact:
    starts_on, ends_on = cycle_of(rulebook)
    key = str(seq)
    code = fields.code("item")
    day = fields.day("on") if fields.has("on") else starts_on
    if fields.sound("on") and not starts_on <= day < ends_on:
        last = ends_on - dt.timedelta(days=1)
        fields.problem("case.outside", "on", day=day, start=starts_on, end=last)
    if kind is HolderKind.CADRE and not fields.has("as"):
        fields.problem("key.missing", "as", key="as")
    fact = Fact(
        key=key,
        seq=seq,
        item=code,
        happened_on=day,
        measures=_measures(fields),
        matter=fields.text("matter", key),
        village=holder if kind is HolderKind.VILLAGE else SOMEWHERE,
        parties=(Party(cadre=holder, capacities=frozenset(fields.choices("as", Capacity))),),
        repaired_on=fields.day("repaired_on") if fields.has("repaired_on") else None,
        board=_board(fields),
    )
    ought = fields.boolean("refused", False)
    notes.refused[key] = (ought, False)
    if fields.has("gives"):
        notes.expected[key] = fields.signed_amount("gives")
    elif not ought and notes.all_give:
        fields.problem("key.missing", "gives", key="gives")
    known = fields.has("item") and fields.sound("item")
    if known and fields.refers("item", code, "items", rulebook.by_code):
        item = rulebook.item(code)
        late = _late(rulebook, fact, fields)
        notes.refused[key] = (ought, late or _refused(item, fact, fields, ought, notes))
        notes.asked[key] = tuple(_asked(rulebook, item, fact, fields))
    return fact


def _measures(fields: Fields) -> Measures:
    scores = fields.part("scores")
    return Measures(
        quantity=fields.whole_or_none("quantity", least=1, most=10**6),
        chosen=fields.award_or_none("chosen"),
        level=fields.text("level"),
        department=fields.boolean("department", False),
        figure=fields.number("figure") if fields.has("figure") else None,
        scores=tuple((who, scores.number(who)) for who in sorted(scores.rows)) if scores else (),
        finder=fields.choice("finder", Finder, Finder.TOWN) if fields.has("finder") else None,
        reminded_on=fields.day("reminded_on") if fields.has("reminded_on") else None,
        village_item=fields.text("village_item"),
        decision=fields.text("decision"),
        override=fields.amount("override"),
    )


def _board(fields: Fields) -> tuple[Fraction | None, ...]:
    """Read every row's figure; two rows may well be the same."""
    if not fields.has("board"):
        return ()
    node = fields.rows["board"][1]
    if not isinstance(node, Listing):
        fields.problem("value.not-list", "board", found_zh="别的内容", found_en="something else")
        return ()
    written = tuple((Text(e.line, str(n), False), e) for n, e in enumerate(node.entries, 1))
    inner = Fields(fields.report, Table(node.line, written), fields.at("board"))
    return tuple(
        None if isinstance(row, Text) and row.value == NOT_CONCERNED else inner.number(place)
        for place, (_, row) in inner.rows.items()
    )


def _late(rulebook: Rulebook, fact: Fact, fields: Fields) -> bool:
    """Say whether it was entered after the version's deadline."""
    most = rulebook.cycle.entry_deadline_days
    if most is None or not fields.has("entered"):
        return False
    return (fields.day("entered") - fact.happened_on).days > most


def _refused(item: Item, fact: Fact, fields: Fields, ought: bool, notes: _Notes) -> bool:
    """Say whether recording would refuse a fact; measures that do not fit by mistake are told."""
    proposer = fields.text("by")
    if proposer and proposer not in item.proposers:
        return True
    if fields.sound(*MEASURES, "board") and fault(item, fact.measures, board=fact.board):
        if not ought:
            _tell(item, fields)
        return True
    if item.village_set is not None:
        taken = notes.village_items.setdefault(item.code, set())
        taken.add(fact.measures.village_item)
        if len(taken) > item.village_set:
            taken.discard(fact.measures.village_item)
            return True
    return False


def _tell(item: Item, fields: Fields) -> None:
    chinese, english = _needed(item)
    fields.problem(
        "case.measure",
        "item",
        item=item.code,
        kind=shape_of(item.scoring),
        needed_zh=chinese,
        needed_en=english,
    )


def _needed(item: Item) -> tuple[str, str]:
    scoring = item.scoring
    if item.scorers:
        who = "、".join(item.scorers)
        return f"要写“scores”（{who}）", f"it needs “scores” of {who}"
    if item.board is not None:
        return "要写“board”和其中的“figure”", "it needs “board”, and “figure” out of it"
    match scoring:
        case PerUnit():
            return "要写“quantity”（整数）", "it needs “quantity”, a whole number"
        case Range():
            least, most = display(scoring.least), display(scoring.most)
            also = ("和“decision”", " and “decision”") if scoring.decided else ("", "")
            return (
                f"要写“chosen”（{least}至{most}分）{also[0]}",
                f"it needs “chosen”, {least} to {most}{also[1]}",
            )
        case Level():
            keys = "、".join(row.key for row in scoring.rows)
            lower = "，可写“department”" if scoring.department_lower else ""
            return f"要写“level”（{keys}）{lower}", f"it needs “level”, one of {keys}"
        case Fixed():
            return "不用写度量", "it takes no measure"
        case _:
            return f"要写“figure”（{scoring.metric}）", "it needs “figure”, not negative"


def _asked(rulebook: Rulebook, item: Item, fact: Fact, fields: Fields) -> list[Asked]:
    """Compare what the process is said to ask for with what the version asks."""
    asks = fields.part("asks", ASKS)
    if asks is None:
        return []
    found = []
    if asks.has("evidence"):
        found.append(Asked("佐证材料", "、".join(asks.texts("evidence")), "、".join(item.evidence)))
    if asks.has("approver"):
        expected = asks.choice("approver", Approver, Approver.HEAD).value
        found.append(Asked("审定人", expected, item.approver.value if item.approver else "-"))
    if asks.has("publicised"):
        expected = "是" if asks.boolean("publicised", True) else "否"
        found.append(Asked("公示", expected, "是" if item.publicised else "否"))
    if asks.has("grave"):
        expected = "是" if asks.boolean("grave", False) else "否"
        whole = points.ZERO
        if fault(item, fact.measures, board=fact.board) is None:
            whole = worth(item, fact.measures, board=fact.board)
        grave = item.grave or whole >= rulebook.process.grave_line
        found.append(Asked("重大", expected, "是" if grave else "否"))
    return found


# ------------------------------------------------------------------ who it is
def _service(fields: Fields, starts_on: dt.date, ends_on: dt.date) -> Service:
    service = Service(spans=(_serves(fields, starts_on, ends_on),))
    away = []
    for entry in fields.entries("away", AWAY):
        entry.among("kind", kind := entry.text("kind"), _LEAVES)
        first, last = entry.day("from"), entry.day("to")
        if entry.sound("from", "to") and not starts_on <= first < last <= ends_on:
            entry.problem("case.serves", "from")
        away.append(Away(kind=kind, from_on=first, to_on=last))
    return replace(service, away=tuple(away))


def _serves(fields: Fields, starts_on: dt.date, ends_on: dt.date) -> tuple[dt.date, dt.date]:
    if not fields.has("serves"):
        return starts_on, ends_on
    try:
        first, last = (dt.date.fromisoformat(text) for text in fields.texts("serves"))
    except ValueError:
        first = last = ends_on
    first, last = max(first, starts_on), min(last, ends_on)
    if first >= last:
        fields.problem("case.serves", "serves")
    return first, last


def _before(rulebook: Rulebook, fields: Fields) -> list[Offence]:
    """Read what was borne in earlier cycles."""
    found = []
    for n, entry in enumerate(fields.entries("before", BEFORE), start=1):
        code, day = entry.code("item"), entry.day("on")
        entry.refers("item", code, "items", rulebook.by_code)
        if entry.sound("on") and day >= rulebook.effective_on:
            entry.problem("case.before", "on", day=day, start=rulebook.effective_on)
        found.append(Offence(key=f"before-{n}", item=code, happened_on=day))
    return found
