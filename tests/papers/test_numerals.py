"""Figures, dates and document numbers as official papers write them."""

import datetime as dt

import pytest

from jifen.papers.circular import Fit, letterhead_fit
from jifen.papers.numerals import chinese_date, chinese_number, document_number, points

NUMBERS = [
    ("示积办", 2025, 3, "示积办〔2025〕3号"),
    ("示积办", 2026, 12, "示积办〔2026〕12号"),
    ("示委", 2024, 100, "示委〔2024〕100号"),
    ("示府", 2026, 1, "示府〔2026〕1号"),
    ("示委办发", 1999, 1024, "示委办发〔1999〕1024号"),
]


@pytest.mark.parametrize(("series", "year", "number", "written"), NUMBERS)
def test_a_document_number_has_hexagonal_brackets_and_no_leading_zero(
    series: str, year: int, number: int, written: str
) -> None:
    assert document_number(series, year, number) == written
    assert "\u3014" in written
    assert "\u3015" in written
    assert "第" not in written


@pytest.mark.parametrize(
    ("series", "year", "number"),
    [
        ("", 2025, 1), ("示积办 ", 2025, 1), ("示　办", 2025, 1), ("示积办〔", 2025, 1),
        ("示积办[", 2025, 1), ("示（办）", 2025, 1), ("示积办第", 2025, 1), ("号", 2025, 1),
        ("示积办", 25, 1), ("示积办", 10000, 1), ("示积办", 2025, 0), ("示积办", 2025, -3),
    ],
)  # fmt: skip
def test_what_is_no_document_number_is_not_written(series: str, year: int, number: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        document_number(series, year, number)


def test_dates_carry_no_leading_zeros() -> None:
    assert chinese_date(dt.date(2025, 2, 5)) == "2025年2月5日"
    assert chinese_date(dt.date(2025, 12, 31)) == "2025年12月31日"


def test_heading_numbers_are_distinct_and_end_at_ninety_nine() -> None:
    written = [chinese_number(number) for number in range(1, 100)]
    assert len(set(written)) == 99
    assert written[9:12] == ["十", "十一", "十二"]
    assert written[19:22] == ["二十", "二十一", "二十二"]
    for outside in (0, 100, -1):
        with pytest.raises(ValueError, match="heading number"):
            chinese_number(outside)


def test_points_are_written_with_two_decimals_and_their_sign() -> None:
    assert [points(p) for p in (0, 5, -5, 250, -12345)] == [
        "0.00",
        "0.05",
        "-0.05",
        "2.50",
        "-123.45",
    ]


def test_a_red_head_fills_its_line_and_a_long_one_is_condensed() -> None:
    assert letterhead_fit("示例镇人民政府文件") == Fit(49, 100)
    assert letterhead_fit("示例镇积分制管理工作领导小组办公室文件") == Fit(40, 58)
    longest = letterhead_fit("某" * 40)
    assert longest.scale == 50
    assert 40 * longest.size * longest.scale <= 442 * 100
