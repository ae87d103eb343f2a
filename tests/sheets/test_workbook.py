"""Files: which are read, which are refused before they can do harm, and what is said of them."""

import datetime as dt
import io
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jifen.sheets.limits import LIMITS, Limits
from jifen.sheets.problems import SheetProblem
from jifen.sheets.workbook import Raw, Workbook, read
from tests.sheets.sheet_files import rezipped, xlsx

SMALL = xlsx({"表": [["姓名", "分值"], ["张三", 3]]})
HERE = Path(__file__).parent


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refusal(content: bytes, filename: str = "表.xlsx", limits: Limits = LIMITS) -> SheetProblem:
    with pytest.raises(SheetProblem) as caught:
        read(content, filename, limits=limits)
    return caught.value


def cells(book: Workbook, sheet: int = 0) -> list[list[Raw]]:
    return [list(row) for row in book.sheets[sheet].rows]


def test_a_workbook_is_read_from_a_path_and_from_bytes_alike(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(SMALL)
    assert read(path).sheets == read(SMALL, "名册.xlsx").sheets
    assert read(path).filename == "名册.xlsx"


def test_the_digest_is_that_of_the_bytes() -> None:
    import hashlib

    assert read(SMALL, "a.xlsx").digest == hashlib.sha256(SMALL).hexdigest()


def test_rows_and_columns_count_from_the_first_cell_of_the_sheet() -> None:
    book = read(xlsx({"表": [[], [], [None, None, "姓名"]]}), "a.xlsx")
    assert book.sheets[0].rows[2][2] == "姓名"


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_older_and_the_open_format_read_like_the_new_one(kind: str) -> None:
    old = read(HERE / f"office.{kind}")
    assert old.kind == kind
    assert cells(old) == cells(read(HERE / "office.xlsx"))


def test_a_wrong_suffix_is_said_and_the_content_counts() -> None:
    book = read((HERE / "office.xls").read_bytes(), "office.xlsx")
    assert book.kind == "xls"
    assert [note.kind for note in book.notes] == ["kind"]


# ------------------------------------------------------------------ refused by kind
@pytest.mark.parametrize(
    ("filename", "content", "code", "says"),
    [
        ("表.xlsx", b"", "file.empty", "0 字节"),
        ("表.et", SMALL, "file.kind", "这是 WPS 的 .et 文件，请在 WPS 里“另存为 .xlsx”。"),
        ("表.ET", SMALL, "file.kind", "另存为"),
        ("表.xlsm", SMALL, "file.kind", "宏"),
        ("表.xlsb", SMALL, "file.kind", "另存为"),
        ("表.pdf", b"%PDF-1.7", "file.kind", "PDF"),
        ("表.docx", SMALL, "file.kind", "Word"),
        ("表.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file.html", "网页"),
        ("表.xls", b"\xef\xbb\xbf \r\n<TABLE>", "file.html", "网页"),
        ("表.xlsx", b"<!DOCTYPE html><p>", "file.html", "网页"),
        ("表.xls", b"<?xml version='1.0'?><Workbook/>", "file.kind", "XML"),
        ("表.xls", "姓名\t分值\n".encode("gb18030"), "file.kind", "不是 Excel"),
        ("表", b"abc", "file.kind", "不是 Excel"),
        ("表.xlsx", SMALL[:900], "file.damaged", "损坏"),
        ("表.xlsx", b"PK\x03\x04" + b"\0" * 60, "file.damaged", "损坏"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "file.kind", "没有 Excel"),
        (
            "表.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 + "Workbook".encode("utf-16-le"),
            "file.damaged",
            "损坏",
        ),
        (
            "表.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file.encrypted",
            "密码",
        ),
        ("表.xlsx", zipped({"a.txt": b"1"}), "file.kind", "压缩包"),
        ("表.xlsx", zipped({"word/document.xml": b"<w/>"}), "file.kind", "Word"),
        ("表.xlsx", zipped({"xl/workbook.bin": b"1"}), "file.kind", "另存为"),
        (
            "表.xlsx",
            zipped({"xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"1"}),
            "file.kind",
            "宏",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_way_to_mend_it(
    filename: str, content: bytes, code: str, says: str
) -> None:
    problem = refusal(content, filename)
    assert problem.code == code
    assert says in problem.sentence
    assert "请" in problem.sentence


def test_a_locked_member_is_said_to_be_locked() -> None:
    at = SMALL.index(b"PK\x01\x02")
    locked = bytearray(SMALL)
    locked[at + 8] |= 1
    assert refusal(bytes(locked)).code == "file.encrypted"


def test_a_declaration_that_could_pull_in_other_files_is_refused() -> None:
    evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"?>", b"?>" + evil, 1) if name == "xl/sharedStrings.xml" else part

    assert refusal(rezipped(SMALL, change)).code == "file.entities"


def test_a_workbook_that_counts_days_from_1904_is_refused() -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')

    assert refusal(rezipped(SMALL, change)).code == "file.epoch"


# ------------------------------------------------------------------ refused by size
def test_a_file_past_the_size_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(LIMITS.file_bytes + 1)
    with pytest.raises(SheetProblem) as caught:
        read(path)
    assert caught.value.code == "file.size"
    assert refusal(b"PK" + b"0" * LIMITS.file_bytes).code == "file.size"


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = zipped({"xl/workbook.xml": b"<w/>", "xl/a.xml": b" " * (101 << 20)})
    started = time.process_time()
    assert refusal(bomb).code in ("file.unpacked", "file.ratio")
    assert time.process_time() - started < 2


def test_many_small_bombs_count_together() -> None:
    import random

    noise = random.Random(1).randbytes(1 << 10) * 64  # packs well, but under the ratio
    parts = {f"xl/{number}.xml": noise for number in range(40)}
    assert refusal(zipped(parts), limits=Limits(unpacked_bytes=2 << 20)).code == "file.unpacked"


def test_a_member_packed_beyond_belief_is_refused() -> None:
    assert refusal(zipped({"xl/workbook.xml": b" " * (4 << 20)})).code == "file.ratio"


def test_too_many_members_are_refused_from_the_list_alone() -> None:
    parts = {f"xl/{number}.xml": b"" for number in range(LIMITS.members + 1)}
    assert refusal(zipped(parts)).code == "file.members"


@pytest.mark.parametrize("lie", [1, 0xFFFFFF])
def test_a_member_that_lies_about_its_size_is_refused(lie: int) -> None:
    at = SMALL.index(b"PK\x01\x02")
    lying = bytearray(SMALL)
    struct.pack_into("<L", lying, at + 24, lie)
    assert refusal(bytes(lying)).code in ("file.damaged", "file.ratio")


def far(row: int, column: int) -> bytes:
    def finish(_book: Any, sheets: dict[str, Any]) -> None:
        sheets["表"].write_string(row, column, "x")

    return xlsx({"表": [["姓名"]]}, finish=finish)


def test_a_cell_in_the_farthest_corner_is_refused_at_once() -> None:
    wide, tall = far(1_048_575, 16_383), far(1_048_575, 10)
    started = time.process_time()
    problem = refusal(wide)
    assert problem.code == "file.columns"
    assert "XFD" in problem.sentence
    assert refusal(tall).code == "file.rows"
    assert time.process_time() - started < 1


def test_a_sheet_that_only_claims_to_be_huge_is_read() -> None:
    def change(_name: str, part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1:XFD1048576"/>')

    assert cells(read(rezipped(SMALL, change), "a.xlsx")) == [["姓名", "分值"], ["张三", 3.0]]


def test_formatted_but_empty_cells_far_below_do_not_count() -> None:
    def finish(book: Any, sheets: dict[str, Any]) -> None:
        sheets["表"].write_blank(1_000_000, 3, None, book.add_format({"border": 1}))

    assert len(read(xlsx({"表": [["姓名"]]}, finish=finish), "a.xlsx").sheets[0].rows) == 1


def test_two_hundred_blank_rows_end_a_sheet_and_it_is_said() -> None:
    (sheet,) = read(far(300, 0), "a.xlsx").sheets
    assert len(sheet.rows) == 1
    assert [note.kind for note in sheet.notes] == ["end"]
    (sheet,) = read(far(150, 0), "a.xlsx").sheets
    assert len(sheet.rows) == 151
    assert sheet.notes == ()


def test_too_many_rows_are_refused() -> None:
    tall = xlsx({"表": [["x"]] * 61})
    assert refusal(tall, limits=Limits(rows=60)).code == "file.rows"
    assert len(read(tall, "a.xlsx", limits=Limits(rows=61)).sheets[0].rows) == 61


def test_too_many_sheets_are_refused() -> None:
    many = xlsx({f"表{number}": [["x"]] for number in range(4)})
    assert refusal(many, limits=Limits(sheets=3)).code == "file.sheets"


def test_an_ods_that_repeats_a_filled_cell_without_end_is_refused() -> None:
    row = b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    cell = b'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    assert refusal(zipped({"content.xml": row + cell}), "a.ods").code == "file.rows"
    row = b"<table:table-row><table:table-cell table:number-columns-repeated='9' "
    wide = row.replace(b"'9'", b'"16384"') + cell
    assert refusal(zipped({"content.xml": wide}), "a.ods").code == "file.rows"


# ------------------------------------------------------------------ said of the cells
def test_hidden_sheets_rows_and_columns_are_read_and_said() -> None:
    def finish(_book: Any, sheets: dict[str, Any]) -> None:
        sheets["乙"].hide()
        sheets["甲"].set_row(1, None, None, {"hidden": True})
        sheets["甲"].set_column(1, 1, None, None, {"hidden": True})

    first, second = read(
        xlsx({"甲": [["姓名", "分值"], ["张三", 3]], "乙": [["姓名"]]}, finish=finish), "a.xlsx"
    ).sheets
    assert [list(row) for row in first.rows] == [["姓名", "分值"], ["张三", 3.0]]
    assert first.hidden_rows == {1}
    assert first.hidden_columns == {1}
    assert "第 2 行" in first.notes[0].sentence
    assert second.hidden
    assert second.notes[0].kind == "hidden"


def test_a_percentage_is_read_as_it_is_shown() -> None:
    def finish(book: Any, sheets: dict[str, Any]) -> None:
        shown = book.add_format({"num_format": "0.0%"})
        sheets["表"].write_number(0, 0, 0.965, shown)
        sheets["表"].write_number(0, 1, 1, shown)

    assert cells(read(xlsx({"表": []}, finish=finish), "a.xlsx")) == [["96.5%", "100%"]]


def test_a_formula_without_a_result_is_a_fault_and_one_with_a_result_is_a_value() -> None:
    def finish(_book: Any, sheets: dict[str, Any]) -> None:
        sheets["表"].write_formula(0, 1, "=1+1", None, 2)
        sheets["表"].write_formula(0, 2, "=1+1", None, "")
        sheets["表"].write_formula(0, 3, "=1/0", None, "#DIV/0!")

    (sheet,) = read(xlsx({"表": [["姓名"]]}, finish=finish), "a.xlsx").sheets
    assert sheet.rows[0][1] == 2.0
    assert set(sheet.faults) == {(0, 2), (0, 3)}
    assert "没有保存算出的结果" in sheet.faults[0, 2]
    assert "公式错误" in sheet.faults[0, 3]


def test_dates_and_truth_values_keep_their_kind() -> None:
    grid = [[dt.date(2025, 8, 5), True, 46022, "001", 0.1]]
    expected = [[dt.date(2025, 8, 5), True, 46022.0, "001", 0.1]]
    assert cells(read(xlsx({"表": grid}), "a.xlsx")) == expected


def test_a_chart_sheet_is_passed_over_and_said() -> None:
    def finish(book: Any, _sheets: dict[str, Any]) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=表!$B$2:$B$2"})
        book.add_chartsheet("图").set_chart(chart)

    content = xlsx({"表": [["姓名", "分值"], ["张三", 3]]}, finish=finish)
    chart = next(sheet for sheet in read(content, "a.xlsx").sheets if sheet.name == "图")
    assert [note.kind for note in chart.notes] == ["skipped"]


def test_merged_blocks_are_known() -> None:
    book = read(xlsx({"表": [["题"]]}, merges=[(0, 0, 0, 3), (1, 1, 4, 1)]), "a.xlsx")
    found = {(one.top, one.left, one.bottom, one.right) for one in book.sheets[0].merges}
    assert found == {(0, 0, 0, 3), (1, 1, 4, 1)}
