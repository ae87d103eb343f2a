"""Figures and short lists as a township paper prints them: 3分, 50%, 第二次, “甲”“乙”."""

import datetime as dt
import re
from collections.abc import Iterable
from fractions import Fraction

from jifen.core.circumstances import CalendarPeriod, MonthDay
from jifen.core.points import display
from jifen.core.shapes import Period

_UNIT = re.compile(r"(.+)（(%|\w{1,3})）")
_CYCLES = {12: "全年", 6: "半年", 3: "全季", 1: "全月"}
_NUMERALS = "零一二三四五六七八九"

EACH = {
    Period.MONTH: "每月",
    Period.QUARTER: "每季度",
    Period.HALF: "每半年",
    Period.CYCLE: "每个周期",
}
"""A period counted from the first day of the cycle, as it is named where it recurs."""


def amount(points: int) -> str:
    """Write points: "2.5分"."""
    return f"{display(points)}分"


def money(fen: int) -> str:
    """Write money: "100元", "0.5元"."""
    return f"{display(fen)}元"


def number(value: Fraction) -> str:
    """Write an exact number as people do: at most six decimals, otherwise as a fraction."""
    if not decimal(value):
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(int(value * 10**6)), 10**6)
    decimals = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def decimal(value: Fraction) -> bool:
    """Say whether six decimals hold a number."""
    return (value * 10**6).denominator == 1


def percent(share: Fraction) -> str:
    """Write a share: "50%", or "1/3" where no percentage is exact."""
    hundred = share * 100
    return f"{number(hundred)}%" if decimal(hundred) else f"{share.numerator}/{share.denominator}"


def times(factor: Fraction) -> str:
    """Write what a factor does: "按2倍计", "按原分值计", "不计分"."""
    if factor == 0:
        return "不计分"
    return "按原分值计" if factor == 1 else f"按{number(factor)}倍计"


def numeral(count: int) -> str:
    """Write a small count in Chinese numerals, a large one in digits: 2 → "二", 12 → "十二"."""
    if not 1 <= count <= 99:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_NUMERALS[tens]}十")
    return head + (_NUMERALS[ones] if ones or not tens else "")


def from_time(count: int) -> str:
    """Say from which time on: "" for the first, "第二次起"."""
    return "" if count == 1 else f"第{numeral(count)}次起"


def metric(text: str) -> tuple[str, str]:
    """Split a metric from the unit it ends with: "过火面积（公顷）" is measured in 公顷."""
    found = _UNIT.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def step(value: Fraction, unit: str) -> str:
    """Write a distance in a unit: five of "%" are 5个百分点."""
    return number(value) + ("个百分点" if unit == "%" else unit)


def whole_cycle(months: int) -> str:
    """Name a cycle of so many months: "全年", "18个月"."""
    return _CYCLES.get(months, f"{months}个月")


def quoted(texts: Iterable[str]) -> str:
    """Write titles side by side, each in quotation marks."""
    return "".join(f"“{text}”" for text in texts)


def day(date: dt.date) -> str:
    """Write a date: "2025年3月1日"."""
    return f"{date.year}年{date.month}月{date.day}日"


def _month_day(one: MonthDay) -> str:
    return f"{one.month}月{one.day}日"


def calendar(period: CalendarPeriod) -> str:
    """Name a calendar period with its days: "防汛期（每年4月15日至10月15日）"."""
    spans = [f"每年{_month_day(a)}至{_month_day(b)}" for a, b in period.yearly]
    spans += [day(a) if a == b else f"{day(a)}至{day(b)}" for a, b in period.dates]
    return f"{period.name}（{'、'.join(spans)}）"
