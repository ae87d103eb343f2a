"""Workbooks as an office writes them: merged titles, two-row headers, 同上, padded names."""

import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import xlsxwriter

from .events import Event, Withdrawal, months
from .items import BY_CODE
from .register import UNITS, Register
from .town import Town, cycle

_CREATED = dt.datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001  # a property of the file, not an instant
_OFFICE = "示例镇村（社区）干部积分制管理领导小组办公室"
_UNIT_ORDER = {unit: place for place, (unit, _, _) in enumerate(UNITS)}
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")

_HEADER: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...] = (
    ("序号", (), (6,)),
    ("决定文号", (), (20,)),
    ("日期", (), (16,)),
    ("村（社区）", (), (11,)),
    ("姓　名", (), (30,)),
    ("积分项目", ("编号", "名称"), (8, 52)),
    ("计分依据", ("数值/数量", "级别", "发文单位类别", "分值"), (10, 24, 14, 8)),
    ("事　由", (), (44,)),
    ("同一事项", (), (24,)),
    ("依据文号/佐证", (), (20,)),
    ("责任领域", (), (24,)),
    ("备注", (), (14,)),
)
"""Header, what stands below it in the second row, and the widths of its columns."""

_WIDTH = sum(max(1, len(below)) for _, below, _ in _HEADER)

# XlsxWriter's worksheet and format objects carry no types of their own.
_Sheet = Any
_Format = Any


class _Book:
    """One workbook being written, its formats at hand."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.book.set_properties({"created": _CREATED, "author": "", "title": ""})
        cell = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
        centre = {**cell, "align": "center", "text_wrap": True}
        self.cell: _Format = self.book.add_format({**cell, "text_wrap": True})
        self.centre: _Format = self.book.add_format(centre)
        self.day: _Format = self.book.add_format({**centre, "num_format": "yyyy.m.d"})
        self.bold: _Format = self.book.add_format({**centre, "bold": True})
        self.title: _Format = self.book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        self.loose: _Format = self.book.add_format({"font_name": "宋体", "font_size": 11})

    def sheet(self, name: str, title: str, left: str, right: str, widths: Sequence[int]) -> _Sheet:
        """Start a sheet: merged title row, unit and date row, A4 landscape."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        last = len(widths) - 1
        half = max(1, last * 2 // 3)
        sheet.set_row(0, 32)
        sheet.merge_range(0, 0, 0, last, title, self.title)
        if half > 1:
            sheet.merge_range(1, 0, 1, half - 1, left, self.loose)
        else:
            sheet.write_string(1, 0, left, self.loose)
        sheet.write_string(1, half, right, self.loose)
        return sheet

    def foot(self, sheet: _Sheet, row: int, columns: int) -> None:
        """Sign a sheet at its foot, a blank row below the table."""
        for place, text in enumerate(("制表人：孙示例", "审核人：", "分管领导（签字）：")):
            sheet.write_string(row + 1, place * max(1, columns // 3), text, self.loose)

    def content(self) -> bytes:
        """Finish the file."""
        self.book.close()
        return self.buffer.getvalue()


def padded(name: str) -> str:
    """Spread a name of two characters over three, as tables do: 张三 → 张　三."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _merged(book: _Book, sheet: _Sheet, column: int, row: int, height: int, text: str) -> None:
    if height > 1:
        sheet.merge_range(row, column, row + height - 1, column, text, book.centre)
    else:
        sheet.write_string(row, column, text, book.centre)


# ------------------------------------------------------------------ people
def people(town: Town) -> bytes:
    """Write the people workbook."""
    book = _Book()
    right = "填报时间：2026年2月28日"
    left = f"填报单位：{_OFFICE}"
    sheet = book.sheet("村居名单", "示例镇村（社区）名单", left, right, (6, 18, 12, 16))
    _plain_table(
        book,
        sheet,
        ("序号", "村（社区）", "类型", "备注"),
        [[str(number), unit, kind, ""] for number, (unit, kind, _) in enumerate(UNITS, 1)],
    )
    _roster(book, town.register, left, right)
    _duties(book, town.register, left, right)
    sheet = book.sheet(
        "请假", "示例镇村（社区）干部请假登记表", left, right, (6, 10, 12, 12, 10, 14, 14, 14)
    )
    rows = []
    for number, leave in enumerate(town.register.leaves, 1):
        person = town.register.people[leave.code]
        stint = person.at(leave.first)
        assert stint is not None
        days = [_dotted(leave.first), _dotted(leave.last)]
        rows.append(
            [str(number), padded(person.name), leave.code, stint.unit, leave.kind, *days, "/"]
        )
    header = ("序号", "姓　名", "干部编号", "村（社区）", "请假类别", "请假起", "请假止", "备注")
    _plain_table(book, sheet, header, rows)
    return book.content()


def _dotted(day: dt.date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def _plain_table(
    book: _Book, sheet: _Sheet, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    for column, title in enumerate(header):
        sheet.write_string(2, column, title, book.bold)
    for row, texts in enumerate(rows, 3):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, book.centre)
    book.foot(sheet, 3 + len(rows), len(header))


def _roster(book: _Book, register: Register, left: str, right: str) -> None:
    header = (
        "序号", "村（社区）", "姓　名", "干部编号", "性别", "职　务", "任职类别", "岗位组",
        "任职日期", "离任日期", "备注",
    )  # fmt: skip
    widths = (6, 12, 12, 10, 6, 30, 12, 10, 12, 12, 14)
    title = "示例镇村（社区）“两委”干部名册"
    sheet = book.sheet("干部名册", title, left, right, widths)
    for column, head in enumerate(header):
        sheet.write_string(2, column, head, book.bold)
    stints = [
        (person, stint, place)
        for person in register.people.values()
        for place, stint in enumerate(person.stints)
    ]
    stints.sort(key=lambda one: (_UNIT_ORDER[one[1].unit], one[2], one[0].code))
    row = 3
    for unit, group in groupby(stints, key=lambda one: one[1].unit):
        block = list(group)
        _merged(book, sheet, 1, row, len(block), unit)
        for person, stint, place in block:
            texts = {
                0: str(row - 2),
                2: padded(person.name),
                3: person.code,
                4: person.sex,
                5: stint.posts,
                6: stint.body,
                7: stint.group,
                8: _dotted(stint.since),
                9: _dotted(stint.until) if stint.until else "",
                10: "由他村调入" if place else "",
            }
            for column, text in texts.items():
                sheet.write_string(row, column, text, book.centre)
            row += 1
    sheet.merge_range(row, 0, row, 1, "合　计", book.bold)
    sheet.write_string(row, 2, f"{len(register.people)}人", book.bold)
    book.foot(sheet, row + 1, len(header))


def _duties(book: _Book, register: Register, left: str, right: str) -> None:
    title = "示例镇村（社区）干部责任分工表"
    sheet = book.sheet("责任分工", title, left, right, (6, 12, 26, 12, 16, 12, 12, 14))
    for column, head in ((0, "序号"), (1, "村（社区）"), (2, "责任领域"), (5, "分工日期"),
                         (6, "终止日期"), (7, "备注")):  # fmt: skip
        sheet.merge_range(2, column, 3, column, head, book.bold)
    sheet.merge_range(2, 3, 2, 4, "责任人员", book.bold)
    sheet.write_string(3, 3, "牵头", book.bold)
    sheet.write_string(3, 4, "协助", book.bold)
    row = 4
    for unit, group in groupby(register.duties, key=lambda one: one.unit):
        block = list(group)
        _merged(book, sheet, 1, row, len(block), unit)
        for duty in block:
            texts = {
                0: str(row - 3),
                2: duty.area,
                3: padded(register.people[duty.lead].name),
                4: "、".join(padded(register.people[code].name) for code in duty.assist),
                5: _dotted(duty.since),
                6: _dotted(duty.until) if duty.until else "",
                7: "",
            }
            for column, text in texts.items():
                sheet.write_string(row, column, text, book.centre)
            row += 1
    book.foot(sheet, row, 8)


# ------------------------------------------------------------------ facts
def facts(town: Town, start_year: int, seed: int) -> bytes:
    """Write the facts workbook of the cycle that starts in August of that year."""
    # How a clerk happens to write a cell is drawn apart from what happened.
    rng = random.Random(f"{seed} {start_year}")  # noqa: S311  # a story, not a secret
    book = _Book()
    for month in months():
        events = [one for one in town.events if one.month == month and cycle(one) == start_year]
        if events:
            _month(book, rng, month, start_year, events)
    taken_back = [one for one in town.withdrawals if cycle(one.event) == start_year]
    _withdrawals(book, taken_back)
    return book.content()


def one_row(town: Town) -> bytes:
    """Write the smallest facts workbook: a title, a header, one row."""
    book = _Book()
    event = town.one_row
    header = (
        "序号",
        "决定文号",
        "日期",
        "村（社区）",
        "姓　名",
        "项目编号",
        "数量",
        "事　由",
        "佐证",
    )
    widths = (6, 20, 12, 12, 12, 10, 8, 30, 16)
    title = "示例镇村（社区）干部积分情况登记表"
    sheet = book.sheet("积分情况", title, f"填报单位：{_OFFICE}", "填报时间：2026年2月28日", widths)
    name = padded(event.people[0][0])
    row = ["1", event.decision, _dotted(event.happened_on), event.unit, name, event.item]
    row += [f"{event.figure}{event.unit_written}", event.reason, event.evidence]
    _plain_table(book, sheet, header, [row])
    return book.content()


def _month(
    book: _Book, rng: random.Random, month: dt.date, start_year: int, events: list[Event]
) -> None:
    name = f"{month.year}年{month.month}月"
    span = f"积分周期：{start_year}年8月1日至{start_year + 1}年7月31日"
    last = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    filed = f"填报时间：{last.year}年{last.month}月{last.day}日"
    widths = [width for _, _, below in _HEADER for width in below]
    sheet = book.sheet(
        name,
        f"示例镇村（社区）干部积分情况登记表（{name}）",
        f"填报单位：{_OFFICE}　{span}",
        filed,
        widths,
    )
    column = 0
    for head, below, _ in _HEADER:
        if below:
            sheet.merge_range(2, column, 2, column + len(below) - 1, head, book.bold)
            for place, lower in enumerate(below):
                sheet.write_string(3, column + place, lower, book.bold)
        else:
            sheet.merge_range(2, column, 3, column, head, book.bold)
        column += max(1, len(below))
    sheet.repeat_rows(2, 3)
    sheet.freeze_panes(4, 0)
    row = 4
    for banner, adds in (("一、加分情况", True), ("二、扣分情况", False)):
        part = [event for event in events if event.adds is adds]
        part.sort(key=lambda one: (_UNIT_ORDER[one.unit], one.happened_on))
        sheet.merge_range(row, 0, row, _WIDTH - 1, banner, book.bold)
        row = _part(book, sheet, rng, row + 1, part)
        sheet.merge_range(row, 0, row, 2, "小　计", book.bold)
        sheet.write_string(row, 4, f"{len(part)}条", book.bold)
        row += 1
    sheet.merge_range(row, 0, row, 2, "合　计", book.bold)
    sheet.write_string(row, 4, f"{len(events)}条", book.bold)
    book.foot(sheet, row + 1, _WIDTH)


def _part(book: _Book, sheet: _Sheet, rng: random.Random, row: int, events: Sequence[Event]) -> int:
    """Write the rows of one half of a month's table; return the row after the last."""
    serial = 0
    above: Event | None = None
    for unit, group in groupby(events, key=lambda one: one.unit):
        block = list(group)
        _merged(book, sheet, 3, row, len(block), unit)
        for event in block:
            serial += 1
            sheet.write_string(row, 0, str(serial), book.centre)
            _row(book, sheet, rng, row, event, above)
            above = event
            row += 1
        if rng.random() < 0.12:
            row += 1
    return row


def _row(
    book: _Book, sheet: _Sheet, rng: random.Random, row: int, event: Event, above: Event | None
) -> None:
    def same(part: Callable[[Event], str]) -> bool:
        return above is not None and part(above) == part(event) != "" and rng.random() < 0.5

    ditto = rng.choice(("同上", "同上", "〃"))
    decision = ditto if same(lambda one: one.decision) else _document(rng, event.decision)
    sheet.write_string(row, 1, decision, book.centre)
    _write_day(book, sheet, rng, row, event.happened_on)
    names = "、".join(
        padded(name) + (f"（{capacity}）" if capacity else "") for name, capacity in event.people
    )
    sheet.write_string(row, 4, names or rng.choice(("", "", "/")), book.centre)
    sheet.write_string(row, 5, event.item, book.centre)
    sheet.write_string(row, 6, BY_CODE[event.item].title, book.cell)
    _write_figure(book, sheet, rng, row, event)
    sheet.write_string(row, 8, event.level or rng.choice(("", "", "/")), book.centre)
    issuer = ("部门" if event.department else "党委政府") if event.item in ("L-01", "L-02") else ""
    sheet.write_string(row, 9, issuer, book.centre)
    if event.points and rng.random() < 0.5:
        sheet.write_number(row, 10, float(event.points), book.centre)
    else:
        points = f"{event.points}分" if event.points and rng.random() < 0.3 else event.points
        sheet.write_string(row, 10, points, book.centre)
    reason = ditto if same(lambda one: one.reason) else event.reason
    sheet.write_string(row, 11, reason, book.cell)
    sheet.write_string(row, 12, event.matter, book.cell)
    evidence = ditto if same(lambda one: one.evidence) else event.evidence
    sheet.write_string(row, 13, evidence, book.cell)
    sheet.write_string(row, 14, event.duty_area, book.cell)
    sheet.write_string(row, 15, event.remark or rng.choice(("", "", "", "", "无")), book.cell)


def _document(rng: random.Random, number: str) -> str:
    """Write a document number with the brackets that come to hand."""
    return number.translate(str.maketrans("〔〕", "[]")) if rng.random() < 0.05 else number


def _write_day(book: _Book, sheet: _Sheet, rng: random.Random, row: int, day: dt.date) -> None:
    style = rng.choices(range(6), weights=(52, 26, 8, 6, 4, 4))[0]
    if style == 4:
        sheet.write_datetime(row, 2, day, book.day)
        return
    texts = (
        _dotted(day),
        f"{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        "",
        f"{day:%Y%m%d}",
    )
    sheet.write_string(row, 2, texts[style], book.centre)


def _write_figure(book: _Book, sheet: _Sheet, rng: random.Random, row: int, event: Event) -> None:
    """Write a number as a number, as text, in full-width digits, or with its unit."""
    figure = event.figure
    if event.unit_written:
        place = f"第{figure}名" if event.unit_written == "名" and rng.random() < 0.5 else ""
        sheet.write_string(row, 7, place or f"{figure}{event.unit_written}", book.centre)
    elif not figure:
        sheet.write_string(row, 7, rng.choice(("", "", "/")), book.centre)
    elif rng.random() < 0.5:
        sheet.write_number(row, 7, float(figure), book.centre)
    else:
        text = figure.translate(_WIDE) if rng.random() < 0.08 else figure
        sheet.write_string(row, 7, text, book.centre)


def _withdrawals(book: _Book, withdrawals: Sequence[Withdrawal]) -> None:
    header = (
        "序号", "决定文号", "原决定文号", "村（社区）", "姓　名", "项目编号", "原发生日期",
        "撤销理由", "撤销日期", "备注",
    )  # fmt: skip
    widths = (6, 20, 20, 12, 12, 10, 12, 34, 12, 12)
    title = "示例镇村（社区）干部积分撤销登记表"
    sheet = book.sheet("撤销", title, f"填报单位：{_OFFICE}", "填报时间：2026年2月28日", widths)
    rows = [
        [
            str(number),
            one.decision,
            one.event.decision,
            one.event.unit,
            padded(one.event.people[0][0]),
            one.event.item,
            _dotted(one.event.happened_on),
            one.reason,
            _dotted(one.on),
            "",
        ]
        for number, one in enumerate(withdrawals, 1)
    ]
    _plain_table(book, sheet, header, rows)
