"""The workbook: typed cells that come back equal, and nothing that computes."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jifen.papers.workbook import Cell, Column, Kind, Sheet, render

from .samples import OFFICE, RARE

DAY = dt.date(2025, 2, 5)
COLUMNS = (
    Column("名次", 6, Kind.COUNT),
    Column("姓名", 16),
    Column("净分", 10, Kind.POINTS),
    Column("入账日期", 12, Kind.DATE),
)
NAMES = ("=1+1", "+张三", "-李四", "@王五", "=cmd|' /C calc'!A0", "http://example.invalid", "007",
         "44010119900307001X", RARE, "𠮷·买买提", "{=SUM(A1)}")  # fmt: skip


def sheet(name: str = "排名表", names: tuple[str, ...] = NAMES) -> Sheet:
    return Sheet(
        name=name,
        title="示例镇村（社区）干部积分排名表",
        columns=COLUMNS,
        rows=tuple(
            (place, person, 12345 - 101 * place, DAY + dt.timedelta(days=place))
            for place, person in enumerate(names, start=1)
        ),
        total=("合计", f"{len(names)}人", 123456789, None),
        above=("填报单位：" + OFFICE, "单位：分"),
        notes=("注：净分相同的名次并列。",),
    )


def made(*sheets: Sheet, warning: str = "") -> bytes:
    return render(sheets, title="积分排名表", author=OFFICE, date=DAY, warning=warning)


def read(data: bytes, name: str = "排名表") -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def hundredths(cell: object) -> int:
    assert isinstance(cell, int | float)
    return int(Decimal(str(cell)) * 100)


def test_every_cell_comes_back_as_it_went_in() -> None:
    rows = read(made(sheet()))
    assert rows[0][0] == "示例镇村（社区）干部积分排名表"
    assert rows[1][0] == "填报单位：" + OFFICE
    assert rows[1][-1] == "单位：分"
    assert rows[2] == ["名次", "姓名", "净分", "入账日期"]
    body = rows[3 : 3 + len(NAMES)]
    back = [(row[0], row[1], hundredths(row[2]), row[3]) for row in body]
    assert back == list(sheet().rows)
    total = rows[3 + len(NAMES)]
    assert total[:2] == ["合计", f"{len(NAMES)}人"]
    assert hundredths(total[2]) == 123456789
    assert "".join(str(cell) for cell in rows[-1]) == "制表人：审核人：分管领导（签字）："


def test_no_cell_is_a_formula_or_a_link() -> None:
    data = made(sheet())
    cells = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in cells
    assert "<f " not in cells
    assert "hyperlink" not in cells
    assert all(person in [row[1] for row in read(data)] for person in NAMES)


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=30))
def test_points_are_written_to_the_last_hundredth(figures: list[int]) -> None:
    rows: tuple[tuple[Cell, ...], ...] = tuple((figure,) for figure in figures)
    table = Sheet("分", "分", (Column("净分", 12, Kind.POINTS),), rows, signatures=())
    cells = part(made(table), "xl/worksheets/sheet1.xml")
    written = [Decimal(text) for text in re.findall(r'<c r="A\d+" s="\d+"><v>([^<]+)</v>', cells)]
    assert written == [Decimal(figure).scaleb(-2) for figure in figures]
    assert [hundredths(row[0]) for row in read(made(table), "分")[2:]] == figures


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert made(sheet()) == made(sheet())
    assert made(sheet()) != made(sheet(names=("张三",)))


def test_several_sheets_keep_their_order() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(sheet("上半年"), sheet("下半年"))))
    assert book.sheet_names == ["上半年", "下半年"]


def test_a_sheet_prints_on_a4_landscape_with_its_header_on_every_page() -> None:
    data = made(sheet(), warning="未冻结")
    page = part(data, "xl/worksheets/sheet1.xml")
    assert 'paperSize="9"' in page
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    assert 'state="frozen"' in page
    assert 'ySplit="3"' in page
    assert "未冻结" in page
    names = part(data, "xl/workbook.xml")
    assert "排名表!$3:$3" in names
    assert f"排名表!$A$1:$D${3 + len(NAMES) + 3}" in names
    assert 'val="SimSun"' in part(data, "xl/styles.xml")


def test_a_cell_of_the_wrong_kind_is_a_fault() -> None:
    wrong: list[tuple[Kind, Cell]] = [
        (Kind.POINTS, "12.3"), (Kind.COUNT, DAY), (Kind.DATE, 3), (Kind.TEXT, 5),
        (Kind.COUNT, True),
    ]  # fmt: skip
    for kind, cell in wrong:
        with pytest.raises(TypeError, match="is not of the kind"):
            made(Sheet("表", "表", (Column("列", 8, kind),), ((cell,),)))


def test_a_figure_that_excel_would_round_is_a_fault() -> None:
    with pytest.raises(ValueError, match="more digits than Excel keeps"):
        made(Sheet("表", "表", (Column("列", 8, Kind.COUNT),), ((10**15,),)))


def test_a_name_excel_refuses_is_a_fault() -> None:
    for name in ("", "甲/乙", "很" * 32):
        with pytest.raises(ValueError, match="cannot name a sheet"):
            sheet(name)
