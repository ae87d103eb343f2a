"""How figures, dates and document numbers are written in an official paper."""

import datetime as dt
import unicodedata
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
NOT_IN_SERIES = "〔〕()（）[]［］【】第号"


def chinese_number(number: int) -> str:
    """Write a heading's number: 一, 十, 十一, 二十 … 九十九.

    >>> [chinese_number(n) for n in (1, 10, 11, 20, 47, 99)]
    ['一', '十', '十一', '二十', '四十七', '九十九']

    Raises:
        ValueError: the number is not from 1 to 99.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not a heading number; they run from 1 to 99")
    tens, ones = divmod(number, 10)
    return (
        (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")
    )


def chinese_date(day: dt.date) -> str:
    """Write a date in Arabic digits without leading zeros (GB/T 9704—2012, 7.3.5.4).

    >>> chinese_date(dt.date(2025, 2, 5))
    '2025年2月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(series: str, year: int, number: int) -> str:
    """Write a document number (发文字号): hexagonal brackets, no 第, no leading zero.

    `series` is the issuing organ's short name (机关代字), e.g. 示积办.
    Source: GB/T 9704—2012, 7.2.5.

    >>> document_number("示积办", 2025, 3)
    '示积办〔2025〕3号'

    Raises:
        ValueError: the series is empty or carries a blank, a bracket, 第 or 号, the
            year has not four digits, or the number is not positive.
    """
    if not series or any(sign.isspace() or sign in NOT_IN_SERIES for sign in series):
        raise ValueError(f"{series!r} is not an organ's short name: no blank, bracket, 第 or 号")
    if not 1000 <= year <= 9999:
        raise ValueError(f"{year} is not a year of four digits")
    if number < 1:
        raise ValueError(f"{number} is not a document number; they start at 1")
    return f"{series}〔{year}〕{number}号"


def points(hundredths: int) -> str:
    """Write points with two decimals, as a table column prints them.

    >>> points(12305), points(-50), points(0)
    ('123.05', '-0.50', '0.00')
    """
    return f"{Decimal(hundredths).scaleb(-2):.2f}"


def ems(text: str) -> Decimal:
    """Count the width of a text in characters (字): a half-width sign counts one half.

    >>> ems("2025年2月5日")
    Decimal('6.0')
    """
    wide = sum(unicodedata.east_asian_width(sign) in "WFA" for sign in text)
    return Decimal(wide * 10 + (len(text) - wide) * 5).scaleb(-1)
