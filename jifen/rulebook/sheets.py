"""What stands on which sheet of a rulebook's workbook, under which heading, and how it is filled.

One table: the drawing and the reading both go by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jifen.rulebook import grammar
from jifen.rulebook.cells import NO, YES
from jifen.rulebook.grammar import Coded, Kind, Listed, Node, Record, Scalar, Shaped
from jifen.sheets.forms import Column

GUIDE, SCHEME = "填写说明", "总则"
CODE, NAME = "代码", "名称"
SHAPE, TERMS = "计分方式", "计分内容"
SAID = "计分说明（自动生成，不读取）"
PART, TOPIC, FILL, HOW, FIELD = "部分", "内容", "填写", "怎么填", "字段（勿改）"

PARTS: Mapping[str, str] = {
    "": "细则",
    "cycle": "积分周期",
    "score": "计分",
    "service": "任职与请假",
    "ranking": "排名",
    "rollup": "村级汇总",
    "ladder": "警示阶梯",
    "process": "程序",
    "results": "考核结果",
    "results.sub_cycles": "分期计分",
    "results.pool": "绩效奖金",
    "results.carry_in": "结转",
}
"""The parts whose keys are rows of the sheet 总则, each with its name there."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One table of the file on a sheet of its own; `fixed` columns stay in sight."""

    path: str
    name: str
    note: str
    fixed: int = 2


TABS = (
    Tab("items", "项目", "每行一项，从上到下是纸上的次序。一格写几样内容时照表头批注写。", 3),
    Tab("chapters", "章", "每行一章。封顶对加分、扣分各自计算。"),
    Tab(
        "matter_groups",
        "同一事项",
        "同一事项在同组项目之间怎样计分；项目在“项目”表里注明所属的代码。",
    ),
    Tab("limits", "共用封顶", "几个项目合在一起的封顶；“共用的项目”填项目代码，用“、”分开。"),
    Tab("periods", "重要时段", "日期写成“首日/末日”，几段用“、”分开。"),
    Tab("level_tables", "级别表", "几个项目共用的级别表，从高到低，每行一级。", 1),
    Tab("articles", "条款", "条款代码就是印在每一笔积分旁边的条款号。"),
    Tab("duty_areas", "分管领域", "“all”（全体）不用写。"),
    Tab("proposers", "提出人", "代码是固定的几种：" + "、".join(grammar.ROLES) + "。"),
    Tab("results.sources", "结果构成", "考核结果由哪几部分组成，占比合计为1。不填就以积分为结果。"),
    Tab("results.bands", "等次", "从高到低；最低一等不填界限。"),
    Tab("results.bands_of", "分类等次", "岗位类别另有等次线的，每类一行。", 1),
    Tab("results.quotas", "等次名额", "每行一条。", 1),
    Tab("results.prizes", "名次奖", "从第一名往后排。"),
    Tab("results.streaks", "连续", "连续几个周期如何，就提出什么。"),
    Tab("results.shortlists", "推荐名单", "各列条件都符合的列入名单；由会议选定，不自动生效。"),
)
"""The tables on sheets of their own, in the order of the sheets."""

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "基本": ("chapter", "title", "direction", "subject", "article"),
    "计分": ("scoring", "shares"),
    "封顶": (
        "event_max", "month_max", "quarter_max", "half_max", "cycle_max", "matter_group",
    ),
    "程序": (
        "proposers", "duty_area", "evidence", "scorers", "approver", "publicised", "village_set",
        "overridable", "grave",
    ),
    "情形": (
        "only_for", "board", "validity", "recurring", "repeat", "period_factors", "finder_factors",
        "reminded_within", "needs", "zeroing", "freezes", "repair", "effects",
    ),
    "文字": ("purpose", "procedure", "note"),
}  # fmt: skip
"""The keys of an item in the order of its columns, by group."""
_WIDTHS = {
    "title": 30, "scoring": 30, "shares": 22, "purpose": 40, "procedure": 40, "note": 30,
    "evidence": 24, "proposers": 20, "effects": 34, "rows": 60, "issuers": 40, "items": 30,
    "text": 34, "name": 28, "vote": 46, "bands_of": 60, "dates": 34, "every_year": 26,
    "measure": 34, "by_unit_grade": 22, "tie_breaks": 30,
}  # fmt: skip
_HINTS: Mapping[Kind, str] = {
    Kind.TEXT: "文字，一行",
    Kind.PARAGRAPH: "文字，可以分行",
    Kind.CODE: "代码",
    Kind.POINTS: "分值，最多两位小数",
    Kind.NUMBER: "数，可以写成分数，如1/3",
    Kind.SHARE: "比例，如0.5、50%、1/3",
    Kind.YUAN: "金额，单位元",
    Kind.WHOLE: "整数",
    Kind.BOOLEAN: f"{YES}或{NO}",
    Kind.DATE: "日期，如2025-01-01",
    Kind.DATES: "首日/末日，如2025-03-01/2025-03-12",
    Kind.DAYS: "首日/末日，如04-15/10-15",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a tab: the key it holds ("" is the code), what it holds, how it is drawn."""

    key: str
    holds: Node
    column: Column


def node_at(path: str) -> Node:
    """Return what stands at a path of the file, e.g. "results.bands"."""
    node: Node = grammar.TOP
    for key in path.split(".") if path else ():
        assert isinstance(node, Record)
        node = node.holds[key]
    return node


def scheme() -> Iterator[tuple[str, str, str, Node]]:
    """Yield the rows of the sheet 总则: path of the part, key, label, what it holds."""
    own = {tab.path for tab in TABS} | set(PARTS)
    for path in PARTS:
        part = node_at(path)
        assert isinstance(part, Record)
        for key in part.holds:
            if (f"{path}.{key}" if path else key) not in own:
                yield path, key, part.labels[key], part.holds[key]


def places(tab: Tab) -> tuple[Place, ...]:
    """Return the columns of a tab, but those that are made by the program."""
    node = node_at(tab.path)
    found: list[Place] = []
    if isinstance(node, Coded):
        head = CODE if node.key.kind is not Kind.CHOICE or tab.path == "proposers" else "类别"
        column = Column(head, 14, hint(node.key), _words(node.key), "基本", required=True)
        found.append(Place("", node.key, column))
        entry = node.entry
    else:
        assert isinstance(node, Listed)
        entry = node.entry
    if not isinstance(entry, Record):
        key = tab.path.rpartition(".")[2]
        name = NAME if isinstance(entry, Scalar) else "等次"
        column = Column(name, _WIDTHS.get(key, 40), hint(entry), required=True)
        return (
            *(Place(p.key, p.holds, _ungrouped(p.column)) for p in found),
            Place(".", entry, column),
        )
    groups = _GROUPS if tab.path == "items" else {"基本": tuple(entry.holds)}
    for group, keys in groups.items():
        for key in keys:
            found += _columns(entry, key, group)
    if tab.path != "items":  # one group needs no line of groups
        found = [Place(p.key, p.holds, _ungrouped(p.column)) for p in found]
    return tuple(found)


def _columns(entry: Record, key: str, group: str) -> Iterator[Place]:
    node, required = entry.holds[key], key in entry.keys.required
    if isinstance(node, Shaped):
        kinds = Scalar(Kind.CHOICE, node.words)
        yield Place(key, kinds, Column(SHAPE, 12, hint(kinds), _words(kinds), group, required))
        yield Place(key, node, Column(TERMS, _WIDTHS[key], hint(node), (), group, required))
        return
    width = _WIDTHS.get(key, 12 if isinstance(node, Scalar) else 24)
    words = _words(node) if isinstance(node, Scalar) else ()
    yield Place(key, node, Column(entry.labels[key], width, hint(node), words, group, required))


def _ungrouped(column: Column) -> Column:
    return Column(column.heading, column.width, column.note, column.words, "", column.required)


def _words(node: Scalar) -> tuple[str, ...]:
    return (YES, NO) if node.kind is Kind.BOOLEAN else tuple(node.words.values())


def hint(node: Node) -> str:
    """Say how a cell is filled."""
    match node:
        case Scalar(kind=Kind.CHOICE):
            return "填：" + "、".join(node.words.values())
        case Scalar():
            return _HINTS[node.kind]
        case Listed(entry=Scalar()):
            return f"{hint(node.entry)}；几项用“、”分开"
        case Listed():
            return f"每行一条，{hint(node.entry)}"
        case Coded():
            known = "、".join(node.key.words.values())
            names = f"（名称：{known}）" if known else ""
            return f"写成“名称：内容”，几条用“；”分开{names}。内容：{_inside(node.entry)}"
        case Record():
            rows = "；".join(
                f"{node.labels[key]}：…（{_inside(entry)}）" for key, entry in node.holds.items()
            )
            return f"写成“名称：内容”，用“；”分开，不用的不写。{rows}"
        case Shaped():
            return "\n".join(
                f"{node.words[kind]}：" + "；".join(shape.labels[key] for key in shape.holds)
                for kind, shape in node.shapes.items()
            )


def _inside(node: Node) -> str:
    match node:
        case Record():
            return "（" + "；".join(node.labels[key] for key in node.holds) + "）"
        case Listed():
            return "【" + _inside(node.entry) + "、…】"
        case Coded():
            return f"（…：{_inside(node.entry)}）"
        case Scalar():
            return hint(node)
        case Shaped():
            raise AssertionError(node)
