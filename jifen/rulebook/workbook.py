"""Writes a rulebook as an Excel workbook; `jifen.rulebook.filled` reads it back as the same one.

The workbook is the file in another dress: `jifen.rulebook.sheets` says where each key stands.
"""

from dataclasses import replace

from jifen.core.rules import Rulebook
from jifen.rulebook import cells, nodes, writer
from jifen.rulebook.grammar import Node, Scalar, Shaped
from jifen.rulebook.problems import Report
from jifen.rulebook.sheets import (
    FIELD,
    FILL,
    GUIDE,
    HOW,
    PART,
    PARTS,
    SAID,
    SCHEME,
    TABS,
    TOPIC,
    Tab,
    hint,
    places,
    scheme,
)
from jifen.rulebook.wording import describe
from jifen.sheets import forms
from jifen.sheets.forms import Column, Form

GUIDE_LINES = (
    "一、每张表的表头不要改名；列的先后可以调换，不用的格子空着。带“＊”的必须填。",
    "二、“总则”按行填写，最后一列“字段”不要改。“项目”每行一项，从上到下是纸上的次序。",
    "三、分值、比例、金额照数字填。比例可以写0.5、50%或1/3。加分扣分都写正数，由“加分或扣分”决定。",
    "四、一格写几样内容：写成“名称：内容”，几条之间用“；”或换行分开；几项并列用“、”分开。",
    '五、内容本身含有：；、或换行的，用英文双引号括起来，例如 "甲、乙"。',
    "六、每格怎么填，看表头右上角的批注；“总则”看“怎么填”一栏。",
    "七、所有格子都是文字，不计算公式；以 = + - @ 开头的内容照原样读取。",
    "八、填好后用 jifen rulebook convert 变回细则文件；有问题的格子会逐一指出。",
)


def write(rulebook: Rulebook) -> bytes:
    """Return the .xlsx that reads as this rulebook.

    Raises:
        ValueError: two items carry different level tables under one name, or a text is longer
            than a cell.
    """
    return forms.render(drawn(rulebook), title=rulebook.title, date=rulebook.effective_on)


def drawn(rulebook: Rulebook) -> tuple[Form, ...]:
    """Return the sheets of the workbook, as they are to be drawn."""
    top = nodes.parse(writer.write(rulebook), Report(rulebook.code))
    assert isinstance(top, nodes.Table)
    guide = Form(
        GUIDE,
        "积分细则工作簿填写说明",
        (Column("说明", 110),),
        tuple((line,) for line in GUIDE_LINES),
        fixed=0,
    )
    return (guide, _scheme(top, rulebook), *(_tab(tab, top, rulebook) for tab in TABS))


def _under(node: nodes.Node | None, path: str) -> nodes.Node | None:
    """Return what stands under a path of a node."""
    for key in path.split(".") if path else ():
        if not isinstance(node, nodes.Table):
            return None
        node = next((value for name, value in node.rows if name.value == key), None)
    return node


def _written(node: nodes.Node | None, grammar: Node) -> str:
    return "" if node is None else cells.written(node, grammar)


def _scheme(top: nodes.Table, rulebook: Rulebook) -> Form:
    rows: list[tuple[str, ...]] = []
    for part, key, label, node in scheme():
        path = f"{part}.{key}" if part else key
        text = _written(_under(top, path), node)
        rows.append((PARTS[part], label, text, hint(node), path))
    columns = (
        Column(PART, 14),
        Column(TOPIC, 24),
        Column(FILL, 48),
        Column(HOW, 56, faint=True),
        Column(FIELD, 32, faint=True),
    )
    note = "每行一项规定，填在“填写”一栏；没有这项规定的空着。项目和各种代码在后面的表里。"
    return Form(SCHEME, f"{rulebook.title}　{SCHEME}", columns, tuple(rows), (note,), fixed=2)


def _tab(tab: Tab, top: nodes.Table, rulebook: Rulebook) -> Form:
    node = _under(top, tab.path)
    columns = [place.column for place in places(tab)]
    rows: list[tuple[str, ...]] = []
    for code, entry in _entries(node):
        row = tuple(_cell(place.key, place.holds, code, entry) for place in places(tab))
        if tab.path == "items":
            row = (*row, describe(rulebook.item(code), rulebook))
        rows.append(row)
    if tab.path == "items":
        columns.append(Column(SAID, 60, group="阅读", faint=True))
    title = f"{rulebook.title}　{tab.name}"
    return Form(tab.name, title, tuple(columns), tuple(rows), (tab.note,), tab.fixed)


def _entries(node: nodes.Node | None) -> list[tuple[str, nodes.Node]]:
    match node:
        case nodes.Table():
            return [(name.value, entry) for name, entry in node.rows]
        case nodes.Listing():
            return [("", entry) for entry in node.entries]
        case _:
            return []


def _cell(key: str, holds: Node, code: str, entry: nodes.Node) -> str:
    if key == "":
        assert isinstance(holds, Scalar)
        return holds.words.get(code, code)
    if key == ".":
        return cells.written(entry, holds)
    found = _under(entry, key)
    if isinstance(holds, Shaped):
        assert isinstance(found, nodes.Table)
        rest = tuple(row for row in found.rows if row[0].value != "kind")
        return _written(replace(found, rows=rest), holds.shapes[_kind(found)])
    if isinstance(found, nodes.Table) and isinstance(holds, Scalar):  # the shape's name
        return holds.words[_kind(found)]
    return _written(found, holds)


def _kind(scoring: nodes.Table) -> str:
    kind_ = _under(scoring, "kind")
    assert isinstance(kind_, nodes.Text)
    return kind_.value
