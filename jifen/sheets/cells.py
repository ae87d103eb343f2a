"""Single cells, read strictly: a value, or a sentence that says what is wrong with it.

Every reader takes a raw cell that is not empty and returns the value or a
`Bad`.  Its sentence continues 第 37 行“日期”…, so it starts with a verb.  Nothing
is guessed: what two people could read differently is not read at all.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jifen.sheets.workbook import Raw


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that could not be read: what is wrong and how to mend it."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open range of local dates, [first, end)."""

    first: dt.date
    end: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day < self.end

    def __str__(self) -> str:
        last = self.end - dt.timedelta(days=1)
        return f"{_chinese(self.first)}至{_chinese(last)}"


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a cell names them, with the capacity (责任人 …) written in brackets."""

    name: str
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with the unit written behind it: 3宗 → (3, "宗"), 96.5% → (96.5, "%")."""

    value: Decimal
    unit: str = ""


DITTO = frozenset({"同上", "〃", "″", '"', "“", "”", "々", "''", "同前", "上同"})
EMPTY = frozenset({"", "/", "／", "\\", "无", "—", "——", "-", "－", "--", "–", "暂无"})
TICKS = frozenset({"√", "✓", "✔", "☑", "是", "有", "对"})
CROSSES = frozenset({"×", "✗", "✘", "X", "x", "☐", "□", "否", "没有"})

_SPACES = re.compile(r"\s+")  # str patterns: the full-width space U+3000 counts as one
_LOOSE_SPACES = re.compile(r"(?<!\d)\s+|\s+(?!\d)")  # two numbers apart stay two numbers
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202c\u202d\u202e"))
_DOTS = str.maketrans(dict.fromkeys("•‧．・∙⋅●", "·"))
_WESTERN = str.maketrans("０１２３４５６７８９．，－＋％／：（）", "0123456789.,-+%/:()")

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNITS = (
    "%", "名", "位", "次", "项", "宗", "处", "件", "起", "户", "人", "人次", "户季度", "日", "天",
    "月", "个", "个月", "个问题", "个工作日", "周", "分", "元", "万元", "亩", "公顷", "级",
)  # fmt: skip
_BETWEEN = re.compile(r"[、,;；\n]")
_SCORED = re.compile(r"([^\d:=＝+-]+?)\s*[:=＝]?\s*(\d+(?:\.\d+)?)\s*分?")
_MEASURE = re.compile(
    rf"(第)?({_NUMBER})\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})?", re.ASCII
)
_DATES = (
    re.compile(r"(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})\.?", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)
_MIDNIGHT = re.compile(r"[T ]?0?0:00(:00(\.0+)?)?$")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_DOCUMENT = re.compile(r"(\D{1,20}?)[〔\[(【［﹝](\d{4})[〕\])】］﹞]第?(\d{1,6})号?", re.ASCII)
_PEOPLE_MARKS = re.compile(r"[、，,；;\n/]")
_CAPACITY = re.compile(r"([^()（）]+)(?:[(（]([^()（）]+)[)）])?")

_LARGEST = Decimal(10) ** 12
_SERIAL_FIRST = 36_526  # 2000-01-01 in the spreadsheet programs' count of days
_SERIAL_END = 73_415  # 2101-01-01
_EPOCH = dt.date(1899, 12, 30)
_YEARS = range(1930, 2101)


def plain(raw: Raw) -> str:
    """Write a raw cell as one line of text: trimmed, without invisible characters."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int | float):
        return f"{Decimal(str(raw)):f}".removesuffix(".0")
    if isinstance(raw, dt.datetime | dt.date | dt.time):
        return raw.isoformat()
    return _SPACES.sub(" ", str(raw).translate(_INVISIBLE)).strip()


def shown(raw: Raw) -> str:
    """Quote a cell in a sentence, cut short where it is long."""
    written = plain(raw)
    return written if len(written) <= 40 else f"{written[:39]}…"


def is_empty(raw: Raw) -> bool:
    """Say whether a cell holds nothing, or one of the signs an office writes for nothing."""
    return isinstance(raw, str | None) and plain(raw) in EMPTY


def is_ditto(raw: Raw) -> bool:
    """Say whether a cell means: as in the cell above."""
    return isinstance(raw, str) and _SPACES.sub("", plain(raw)) in DITTO


def text(raw: Raw) -> str | Bad:
    """Read free text, on one line."""
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Bad("cell.text", f"是日期或时间格式（{plain(raw)}），这里要填文字。请改成文本格式。")
    found = plain(raw)
    if len(found) > 2_000:
        return Bad("cell.long", f"有 {len(found)} 个字，超过 2000 字。请写得简短些。")
    return found


def label(raw: Raw) -> str | Bad:
    """Read a short name of a thing (village, post, item), with no spaces inside."""
    found = text(raw)
    if isinstance(found, Bad):
        return found
    found = _SPACES.sub("", found)
    if len(found) > 120:
        return Bad("cell.long", f"有 {len(found)} 个字，不像一个名称。请只填名称。")
    return found


def name(raw: Raw) -> str | Bad:
    """Read one person's name: 张　三 → 张三, with the minority name's dot as U+00B7."""
    if not isinstance(raw, str):
        return Bad("cell.name", f"写的是“{shown(raw)}”，不是姓名。请填写姓名。")
    written = plain(raw).translate(_DOTS)
    parts = [part for part in re.split(r"\s", re.sub(r"\s*·\s*", "·", written)) if part]
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        return Bad(
            "cell.name-two", f"写的是“{shown(written)}”，看不出是一个人还是几个人。请用顿号分开。"
        )
    found = "".join(parts)
    if any(unicodedata.category(sign) == "Co" for sign in found):
        return Bad(
            "cell.name-private",
            "里有自造字，别的电脑上显示不出来。请改用输入法里的正式汉字（如“喆”“𠮷”）。",
        )
    if not 2 <= len(found) <= 30 or not all(_is_name_sign(sign) for sign in found):
        return Bad("cell.name", f"写的是“{shown(written)}”，不像姓名。请只填姓名，2 至 30 个汉字。")
    if found.startswith("·") or found.endswith("·") or "··" in found:
        return Bad("cell.name", f"写的是“{shown(written)}”，间隔号的位置不对。请核对姓名。")
    return found


def _is_name_sign(sign: str) -> bool:
    point = ord(sign)
    return (
        sign in "·〇"
        or 0x3400 <= point <= 0x4DBF
        or 0x4E00 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x3FFFF
    )


def people(raw: Raw) -> tuple[Named, ...] | Bad:
    """Read one or several names parted by 、 each with a capacity in brackets or none."""
    if not isinstance(raw, str):
        return Bad("cell.name", f"写的是“{shown(raw)}”，不是姓名。请填写姓名。")
    found: list[Named] = []
    for piece in _split_outside_brackets(raw):
        shape = _CAPACITY.fullmatch(piece.strip())
        if shape is None:
            return Bad(
                "cell.people", f"写的是“{shown(piece)}”，括号不成对。请写成“张三（责任人）”。"
            )
        who = name(shape[1])
        if isinstance(who, Bad):
            return who
        if who.endswith("等"):
            return Bad("cell.people", f"写的是“{who}”，没有写全。请写出每个人的姓名。")
        if who in {one.name for one in found}:
            return Bad(
                "cell.people", f"把“{who}”写了两次。请删去一个；若是同名的两个人，请分两行写。"
            )
        found.append(Named(who, _SPACES.sub("", shape[2] or "")))
    if not found:
        return Bad("cell.people", "没有写姓名。请填写姓名。")
    return tuple(found)


def _split_outside_brackets(written: str) -> Iterator[str]:
    """Part a list of people at 、 , ; / or a new line, but not inside brackets."""
    piece, depth = "", 0
    for sign in written.translate(_INVISIBLE):
        depth += (sign in "(（") - (sign in ")）")
        if depth <= 0 and _PEOPLE_MARKS.fullmatch(sign):
            if piece.strip():
                yield piece
            piece = ""
        else:
            piece += sign
    if piece.strip():
        yield piece


def date(raw: Raw, *, period: Period | None = None) -> dt.date | Bad:
    """Read a day. A missing year is taken from `period` if exactly one fits; else it is a problem.

    Accepted: real date cells, 2025.8.5, 2025-08-05, 2025/8/5, 20250805,
    2025年8月5日, 8月5日 (with a period) and the programs' own day count.
    """
    if isinstance(raw, dt.datetime):
        return _day(raw.year, raw.month, raw.day, plain(raw))
    if isinstance(raw, dt.date):
        return _day(raw.year, raw.month, raw.day, plain(raw))
    if isinstance(raw, bool | dt.time | dt.timedelta) or raw is None:
        return _not_a_date(plain(raw))
    if isinstance(raw, int | float):
        number = Decimal(str(raw))
        if _SERIAL_FIRST <= number < _SERIAL_END:
            return _EPOCH + dt.timedelta(days=int(number))
        written = plain(raw)
        shape = _DATES[2].fullmatch(written)
        return _day(int(shape[1]), int(shape[2]), int(shape[3]), written) if shape else (
            _not_a_date(written)
        )  # fmt: skip
    written = plain(raw)
    compact = _LOOSE_SPACES.sub("", _MIDNIGHT.sub("", written.translate(_WESTERN)))
    for pattern in _DATES:
        if shape := pattern.fullmatch(compact):
            return _day(int(shape[1]), int(shape[2]), int(shape[3]), written)
    if shape := _MONTH_DAY.fullmatch(compact):
        return _day_of_period(int(shape[1]), int(shape[2]), written, period)
    return _not_a_date(written)


def _day(year: int, month: int, day: int, written: str) -> dt.date | Bad:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return Bad("cell.date-none", f"写的是“{shown(written)}”，日历上没有这一天。请核对后改正。")
    if found.year not in _YEARS:
        return Bad("cell.date", f"写的是“{shown(written)}”，年份不对。请核对后改正。")
    return found


def _day_of_period(month: int, day: int, written: str, period: Period | None) -> dt.date | Bad:
    mend = "请写全年月日，如 2025.8.5。"
    if period is None:
        return Bad(
            "cell.date-year", f"写的是“{shown(written)}”，没有年份，表上也没有写明期间。{mend}"
        )
    fitting: list[dt.date] = []
    possible = False
    for year in range(period.first.year, period.end.year + 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        possible = True
        if found in period:
            fitting.append(found)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        return Bad("cell.date-year", f"写的是“{shown(written)}”，在{period}里不止一天。{mend}")
    if not possible:
        return Bad(
            "cell.date-none", f"写的是“{shown(written)}”，{period}里没有这一天。请核对后改正。"
        )
    return Bad(
        "cell.date-year", f"写的是“{shown(written)}”，不在{period}之内，看不出是哪一年。{mend}"
    )


def _not_a_date(written: str) -> Bad:
    return Bad(
        "cell.date", f"写的是“{shown(written)}”，看不出是哪一天。请写成 2025.8.5 或 2025-08-05。"
    )


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def measure(raw: Raw) -> Measure | Bad:
    """Read a quantity, rank or rate, with the unit written behind it if there is one."""
    found = _number(raw)
    if isinstance(found, Measure) and found.value < 0:
        return Bad("cell.number", f"写的是“{shown(raw)}”，数量不能小于 0。请去掉负号或改正。")
    return found


def _number(raw: Raw) -> Measure | Bad:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return Bad("cell.number", f"写的是“{shown(raw)}”，不是数。请填写数字。")
    if isinstance(raw, int | float):
        value, unit = Decimal(str(raw)), ""
    else:
        written = plain(raw)
        shape = _MEASURE.fullmatch(_LOOSE_SPACES.sub("", written.translate(_WESTERN)))
        if shape is None or (shape[1] and shape[3] not in {"名", "位", None}):
            return Bad(
                "cell.number",
                f"写的是“{shown(written)}”，不是确定的数。请只填一个数字，如 3 或 96.5。",
            )
        value, unit = Decimal(shape[2].replace(",", "")), shape[3] or ""
    # Far above anything an office measures, and well inside exact arithmetic.
    if not value.is_finite() or abs(value) > _LARGEST:
        return Bad("cell.number", f"写的是“{shown(raw)}”，大得不合情理。请核对后改正。")
    return Measure(_trimmed(value), unit)


def _trimmed(value: Decimal) -> Decimal:
    """Drop trailing zeros, so that 2.50, 2.5 and the cell 2.5 are one value: 100, not 1E+2."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def decimal(raw: Raw) -> Decimal | Bad:
    """Read an exact number without a unit other than 分."""
    found = _number(raw)
    if isinstance(found, Bad):
        return found
    if found.unit not in {"", "分"}:
        return Bad("cell.unit", f"写的是“{shown(raw)}”，这里不带单位。请只填数字。")
    return found.value


def points(raw: Raw) -> Decimal | Bad:
    """Read a number of points: a magnitude above zero, no finer than a hundredth."""
    found = decimal(raw)
    if isinstance(found, Bad):
        return found
    if found <= 0:
        return Bad(
            "cell.points",
            f"写的是“{shown(raw)}”，分值要大于 0；加分还是扣分由项目决定。请去掉负号或改正。",
        )
    if found * 100 % 1:
        return Bad("cell.points", f"写的是“{shown(raw)}”，比百分之一分还细。请改成最多两位小数。")
    return found


def scores(raw: Raw) -> tuple[tuple[str, Decimal], ...] | Bad:
    """Read who scored how much, in the order written: 农业农村办95、综治办 90.5."""
    written = text(raw)
    if isinstance(written, Bad):
        return written
    parts = [part for part in _BETWEEN.split(written.translate(_WESTERN)) if part.strip()]
    found: list[tuple[str, Decimal]] = []
    for part in parts:
        shape = _SCORED.fullmatch(part.strip())
        if shape is None:
            said = f"写的是“{shown(part)}”，看不出是谁打了几分。请写成“农业农村办95、综治办90”。"
            return Bad("cell.scores", said)
        found.append((shape[1], Decimal(shape[2])))
    return tuple(found)


def integer(raw: Raw) -> int | Bad:
    """Read a whole number."""
    found = decimal(raw)
    if isinstance(found, Bad):
        return found
    if found % 1:
        return Bad("cell.integer", f"写的是“{shown(raw)}”，不是整数。请填写整数。")
    return int(found)


def tick(raw: Raw) -> bool | Bad:
    """Read a ticked box: √ or ×, 是 or 否."""
    if isinstance(raw, bool):
        return raw
    written = plain(raw)
    if written in TICKS:
        return True
    if written in CROSSES:
        return False
    return Bad("cell.tick", f"写的是“{shown(written)}”，看不出是还是否。请填“√”，或者不填。")


def document_number(raw: Raw) -> str | Bad:
    """Read a document number of GB/T 9704-2012: 示积决[2024]017号 → 示积决〔2024〕17号."""
    if not isinstance(raw, str):
        return _not_a_document(plain(raw))
    written = plain(raw)
    shape = _DOCUMENT.fullmatch(_LOOSE_SPACES.sub("", written.translate(_WESTERN)))
    if shape is None or int(shape[3]) == 0:
        return _not_a_document(written)
    return f"{shape[1]}〔{shape[2]}〕{int(shape[3])}号"


def _not_a_document(written: str) -> Bad:
    return Bad(
        "cell.document", f"写的是“{shown(written)}”，不像文号。请写成“示积决〔2024〕17号”的样子。"
    )


def evidence(raw: Raw) -> str | Bad:
    """Read what the fact rests on: a document number in its one form, or a paper's name."""
    number = document_number(raw)
    return text(raw) if isinstance(number, Bad) else number


def id_number(raw: Raw) -> str | Bad:
    """Read a resident ID number (GB 11643-1999): 18 characters with a right check character."""
    if not isinstance(raw, str):
        return Bad("cell.id-numeric", "是数字格式，后几位已丢失。请把该列设为“文本”后重新填写。")
    written = _SPACES.sub("", plain(raw).translate(_WESTERN)).upper()
    if re.fullmatch(r"\d{15}", written):
        return Bad("cell.id", "是 15 位的旧号码。请填写 18 位的公民身份号码。")
    if not re.fullmatch(r"\d{17}[\dX]", written):
        return Bad("cell.id", "不是 18 位的公民身份号码。请核对后重新填写。")
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = sum(int(sign) * weight for sign, weight in zip(written, weights, strict=False)) % 11
    if written[-1] != "10X98765432"[check]:
        return Bad("cell.id", "最后一位校验不对，可能有一位写错。请对照证件核对。")
    if isinstance(_day(int(written[6:10]), int(written[10:12]), int(written[12:14]), ""), Bad):
        return Bad("cell.id", "里的出生日期不对。请对照证件核对。")
    return written
