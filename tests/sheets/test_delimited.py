"""Text tables, in every encoding and with every separator that offices produce."""

import pytest

from jifen.sheets.limits import Limits
from jifen.sheets.problems import SheetProblem
from jifen.sheets.workbook import read

TEXT = '姓名,村,备注\r\n张　三,东禾村,"一, 二"\r\n吴𠮷,西麦村,\r\n'
GRID = [["姓名", "村", "备注"], ["张　三", "东禾村", "一, 二"], ["吴𠮷", "西麦村", None]]


@pytest.mark.parametrize(
    ("encoding", "mark", "said"),
    [
        ("utf-8-sig", b"", "UTF-8（带标记）"),
        ("utf-8", b"", "UTF-8"),
        ("gb18030", b"", "GB18030"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
    ],
)
def test_the_encoding_is_found_and_said(encoding: str, mark: bytes, said: str) -> None:
    book = read(mark + TEXT.encode(encoding), "表.csv")
    assert [list(row) for row in book.sheets[0].rows] == GRID
    assert said in book.notes[0].sentence


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_under_a_title_and_above_a_footer(separator: str) -> None:
    body = [["姓名", "村", "分值"], *[["张三", "东禾村", "3"]] * 9]
    lines = ["示例镇登记表", "填报时间：2024.8", *[separator.join(row) for row in body], "制表人："]
    book = read("\n".join(lines).encode(), "表.csv")
    assert [list(row) for row in book.sheets[0].rows[2:-1]] == body


@pytest.mark.parametrize("content", [b"\xff\xff\xff\x00", b"abc\x00def", b"\xef\xbb\xbf\xff"])
def test_text_in_no_known_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(SheetProblem) as caught:
        read(content, "表.csv")
    assert caught.value.code == "file.encoding"


def test_a_quote_that_never_closes_is_refused_or_kept_in_one_cell() -> None:
    with pytest.raises(SheetProblem) as caught:
        read(('姓名,村\n"' + "x," * 200_000).encode(), "表.csv")
    assert caught.value.code == "file.damaged"


def test_limits_hold_for_text_too() -> None:
    with pytest.raises(SheetProblem) as caught:
        read(b"a,b\n" * 11, "表.csv", limits=Limits(rows=10))
    assert caught.value.code == "file.rows"
    with pytest.raises(SheetProblem) as caught:
        read(b"a," * 200 + b"\n", "表.csv", limits=Limits(columns=100))
    assert caught.value.code == "file.columns"
