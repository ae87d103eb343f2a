"""One table of a rulebook file, read key by key; what is wrong goes to the report, never aloud.

A broken value is answered with a stand-in, so that reading goes on and one pass finds everything;
`Fields.sound` says whether a value may be reasoned about.
"""

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from jifen.core import points
from jifen.core.facts import decimal
from jifen.core.points import Centipoints
from jifen.rulebook.keys import Keys
from jifen.rulebook.nodes import Listing, Node, Table, Text
from jifen.rulebook.problems import Report

E = TypeVar("E", bound=StrEnum)

LINE = 120
PARAGRAPH = 1000
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?|[1-9][0-9]{0,5}/[1-9][0-9]{0,5}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_YUAN = re.compile(r"(0|[1-9][0-9]{0,9})(?:\.([0-9]{1,2}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[^\W_](?:[\w-]{0,30}[^\W_])?")
_NULLS = {"", "~", "null", "Null", "NULL"}
_ANY = Keys()
MOST_FACTOR = 1000
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def number(text: str) -> Fraction:
    """Read an exact number: "95", "0.5", "1/3".

    Raises:
        ValueError: anything else, exponents and signs of addition included.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    return Fraction(text)


def _exact(text: str) -> Fraction | None:
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def is_code(text: str) -> bool:
    """Say whether a text can be a code: letters, digits, inner hyphens; at most 32."""
    return _CODE.fullmatch(text) is not None


def invisible(text: str) -> str:
    """Return the first character that cannot be seen (a line feed apart), or "".

    Unicode's noncharacters (U+FFFE, U+FFFF of any plane) count: no YAML file may hold them.
    """
    for character in text:
        hidden = unicodedata.category(character) in _INVISIBLE or ord(character) & 0xFFFE == 0xFFFE
        if hidden and character != "\n":
            return character
    return ""


def advice(value: str, known: Collection[str]) -> dict[str, str]:
    """Return the suggestion for a word that is not known: its likeliest neighbour, or the list."""
    close = difflib.get_close_matches(value, list(known), n=1, cutoff=0.6)
    if close:
        return {"advice_zh": f"是不是“{close[0]}”", "advice_en": f"is “{close[0]}” meant"}
    if not known:
        return {"advice_zh": "先写明它", "advice_en": "state it first"}
    words = "、".join(known)
    return {"advice_zh": f"可以写：{words}", "advice_en": f"write one of: {words}"}


def found(node: Node) -> dict[str, str]:
    """Say what a node is, where another kind was expected."""
    if isinstance(node, Listing):
        return {"found_zh": "列表", "found_en": "a list"}
    if isinstance(node, Table):
        return {"found_zh": "一组字段", "found_en": "keys and values"}
    if node.value in _NULLS and not node.quoted:
        return {"found_zh": "空的", "found_en": "nothing"}
    return {"found_zh": f"“{node.value[:30]}”", "found_en": f"“{node.value[:30]}”"}


class Fields:
    """A table with known keys. `path` is where it stands, e.g. "items.A-01.scoring"."""

    def __init__(
        self,
        report: Report,
        node: Node,
        path: str,
        *,
        required: Sequence[str] = (),
        optional: Sequence[str] = (),
    ) -> None:
        self.report = report
        self.path = path
        self.line = node.line
        self.rows: dict[str, tuple[Text, Node]] = {}
        self._broken: set[str] = set()
        if not isinstance(node, Table):
            colon = isinstance(node, Text) and "：" in node.value
            says = (
                ("冒号要用半角“: ”，后面空一格", "use an ASCII colon and a space")
                if colon
                else ("改成“字段: 内容”的样子", "write it as “key: value”")
            )
            words = {"advice_zh": says[0], "advice_en": says[1]}
            report.add("value.not-table", node.line, path, **found(node), **words)
            self._broken = {*required, *optional}
            return
        known = {*required, *optional}
        for key, value in node.rows:
            if known and key.value not in known:
                self.report.add(
                    "key.unknown",
                    key.line,
                    self.at(key.value),
                    key=key.value,
                    **advice(key.value, (*required, *optional)),
                )
            else:
                self.rows[key.value] = (key, value)
        for key_name in required:
            if key_name not in self.rows:
                self.problem("key.missing", key_name, key=key_name)

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the table where the key is missing."""
        return self.rows[key][0].line if key in self.rows else self.line

    def problem(self, code: str, key: str, /, **values: object) -> None:
        """Report something about one key."""
        self._broken.add(key)
        self.report.add(code, self.line_of(key), self.at(key), **values)

    def has(self, key: str) -> bool:
        """Say whether the key is written."""
        return key in self.rows

    def sound(self, *keys: str) -> bool:
        """Say whether these keys, as far as read, hold what was written."""
        return self._broken.isdisjoint(keys)

    def distrust(self, key: str) -> None:
        """Note that what stands under a key is broken, and has been reported where it is."""
        self._broken.add(key)

    def scalar(self, key: str) -> Text | None:
        """Return the text of a key; None when it is missing, empty or no text."""
        if key not in self.rows:
            return None
        return self._scalar(key, self.rows[key][1], self.at(key))

    def _scalar(self, key: str, node: Node, path: str) -> Text | None:
        if not isinstance(node, Text):
            self._broken.add(key)
            self.report.add("value.not-text", node.line, path, **found(node))
            return None
        if node.value.strip() == "" or (not node.quoted and node.value in _NULLS):
            self._broken.add(key)
            self.report.add("value.empty", node.line, path)
            return None
        return node

    # ------------------------------------------------------------ texts
    def text(self, key: str, default: str = "", *, most: int = LINE, lines: bool = False) -> str:
        """Return a text, trimmed; one line unless `lines`."""
        node = self.scalar(key)
        return default if node is None else self._checked(key, node, self.at(key), most, lines)

    def _checked(self, key: str, node: Text, path: str, most: int, lines: bool) -> str:
        value = node.value.strip()
        hidden = invisible(value)
        if hidden:
            self._note("text.invisible", key, node, path, character=f"U+{ord(hidden):04X}")
        if not lines and "\n" in value:
            self._note("text.line-break", key, node, path)
        if len(value) > most:
            self._note("text.too-long", key, node, path, length=len(value), most=most)
        return value

    def _note(self, code: str, key: str, node: Node, path: str, /, **values: object) -> None:
        self._broken.add(key)
        self.report.add(code, node.line, path, **values)

    def code(self, key: str, default: str = "") -> str:
        """Return a code."""
        node = self.scalar(key)
        if node is None:
            return default
        if not is_code(node.value):
            self.problem("text.code", key, value=node.value)
        return node.value

    def texts(self, key: str, *, most: int = LINE) -> tuple[str, ...]:
        """Return a list of texts, none twice."""
        if key not in self.rows:
            return ()
        node = self.rows[key][1]
        if not isinstance(node, Listing):
            self._note("value.not-list", key, node, self.at(key), **found(node))
            return ()
        texts: list[str] = []
        for place, entry in enumerate(node.entries, start=1):
            path = f"{self.at(key)}[{place}]"
            scalar = self._scalar(key, entry, path)
            if scalar is None:
                continue
            value = self._checked(key, scalar, path, most, False)
            if value in texts:
                self._note("value.repeated", key, scalar, path, value=value)
            else:
                texts.append(value)
        return tuple(texts)

    # ------------------------------------------------------------ figures
    def _quoted(self, key: str) -> Text | None:
        node = self.scalar(key)
        if node is not None and not node.quoted:
            self.problem("figure.unquoted", key, value=node.value)
            return None
        return node

    def amount(self, key: str) -> Centipoints | None:
        """Return a figure in points, zero or more; None when it is missing or broken."""
        node = self._quoted(key)
        if node is None:
            return None
        try:
            value = points.parse(node.value)
        except ValueError:
            self.problem("figure.points", key, value=node.value)
            return None
        if value < 0:
            self.problem("figure.sign", key, value=node.value)
            return None
        return value

    def signed_amount(self, key: str) -> Centipoints:
        """Return a figure in points of any sign."""
        node = self._quoted(key)
        if node is None:
            return points.ZERO
        try:
            return points.parse(node.value)
        except ValueError:
            self.problem("figure.points", key, value=node.value)
            return points.ZERO

    def award(self, key: str, default: Centipoints = points.ZERO) -> Centipoints:
        """Return a figure in points, more than zero."""
        value = self.award_or_none(key)
        return default if value is None else value

    def award_or_none(self, key: str) -> Centipoints | None:
        """Return a figure more than zero; None when it is missing or broken."""
        value = self.amount(key)
        if value == 0:
            self.problem("figure.sign", key, value="0")
            return None
        return value

    def number(self, key: str) -> Fraction:
        """Return an exact number of any sign."""
        node = self._quoted(key)
        if node is None:
            return Fraction(0)
        try:
            return number(node.value)
        except ValueError:
            self.problem("figure.number", key, value=node.value)
            return Fraction(0)

    def share(self, key: str, *, zero: bool = False) -> Fraction:
        """Return a share: more than 0 (or from 0, with `zero`), at most 1."""
        value = self.number(key)
        if self.sound(key) and key in self.rows and not (0 < value <= 1 or (zero and value == 0)):
            self.problem("figure.share", key, value=decimal(value))
        return value

    def factor(self, key: str) -> Fraction:
        """Return what an amount is multiplied by: from 0 to `MOST_FACTOR`."""
        value = self.number(key)
        if self.sound(key) and not 0 <= value <= MOST_FACTOR:
            self.problem("figure.factor", key, value=decimal(value), most=MOST_FACTOR)
        return value

    def factors(self, key: str) -> tuple[Fraction, ...]:
        """Return a list of factors."""
        if key not in self.rows:
            return ()
        node = self.rows[key][1]
        if not isinstance(node, Listing):
            self._note("value.not-list", key, node, self.at(key), **found(node))
            return ()
        rows = tuple(
            (Text(entry.line, str(n), False), entry) for n, entry in enumerate(node.entries, 1)
        )
        inner = Fields(self.report, Table(node.line, rows), self.at(key))
        values = tuple(inner.factor(place) for place in inner.rows)
        if not inner.sound(*inner.rows):
            self.distrust(key)
        return values

    def yuan(self, key: str) -> int | None:
        """Return money in fen, more than zero; None when it is missing or broken."""
        node = self._quoted(key)
        if node is None:
            return None
        found = _YUAN.fullmatch(node.value)
        fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
        if not fen:
            self.problem("figure.money", key, value=node.value)
            return None
        return fen

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.whole_or_none(key, least=least, most=most)
        return default if value is None else value

    def whole_or_none(self, key: str, *, least: int, most: int) -> int | None:
        """Return a whole number within bounds; None when it is missing or broken."""
        node = self.scalar(key)
        if node is None:
            return None
        value = int(node.value) if _WHOLE.fullmatch(node.value) else -1
        if not least <= value <= most:
            self.problem("figure.whole", key, value=node.value, least=least, most=most)
            return None
        return value

    # ------------------------------------------------------------ choices
    def boolean(self, key: str, default: bool) -> bool:
        """Return true or false; no other spelling."""
        node = self.scalar(key)
        if node is None:
            return default
        if node.value not in {"true", "false"}:
            self.problem("value.boolean", key, value=node.value)
        return node.value == "true"

    def day(self, key: str) -> dt.date:
        """Return a date."""
        node = self.scalar(key)
        if node is None:
            return dt.date.min
        try:
            if not _DAY.fullmatch(node.value):
                raise ValueError(node.value)
            return dt.date.fromisoformat(node.value)
        except ValueError:
            self.problem("value.date", key, value=node.value)
            return dt.date.min

    def choice(self, key: str, choices: type[E], default: E) -> E:
        """Return one member of an enumeration, by its value."""
        node = self.scalar(key)
        if node is None or not self.among(key, node.value, [member.value for member in choices]):
            return default
        return choices(node.value)

    def choices(self, key: str, choices: type[E]) -> tuple[E, ...]:
        """Return a list of members of an enumeration, by their values."""
        known = [member.value for member in choices]
        return tuple(choices(value) for value in self.texts(key) if self.among(key, value, known))

    def among(self, key: str, value: str, known: Sequence[str]) -> bool:
        """Check that `value`, written under `key`, is one of the fixed choices."""
        if value in known:
            return True
        words = advice(value, known)
        self.problem("value.choice", key, value=value, choices="、".join(known), **words)
        return False

    def refers(self, key: str, value: str, table: str, known: Collection[str]) -> bool:
        """Check that `value`, written under `key`, is one of `known`, the codes of `table`."""
        if value in known:
            return True
        self.problem("reference.unknown", key, value=value, table=table, **advice(value, known))
        return False

    # ------------------------------------------------------------ what stands inside
    def inner(
        self,
        key: str,
        keys: Keys = _ANY,
        *,
        required: Sequence[str] = (),
        optional: Sequence[str] = (),
    ) -> "Fields":
        """Return the table under a key; an empty one without complaints where it is missing."""
        required, optional = required or keys.required, optional or keys.optional
        if key in self.rows:
            name, node = self.rows[key]
            if isinstance(node, Table):
                node = Table(name.line, node.rows)  # what is missing in it is missed at its name
            return Fields(self.report, node, self.at(key), required=required, optional=optional)
        missing = Fields(self.report, Table(self.line, ()), self.at(key))
        missing._broken = {*required, *optional}
        return missing

    def part(self, key: str, keys: Keys = _ANY) -> "Fields | None":
        """Return the table under a key, which must hold something; None where it is missing."""
        if key not in self.rows:
            return None
        inner = self.inner(key, keys)
        if isinstance(node := self.rows[key][1], Table) and not node.rows:
            self.problem("value.nothing", key, key=key)
        return inner

    def entries(self, key: str, keys: Keys = _ANY) -> Iterator["Fields"]:
        """Walk a list of tables."""
        if key not in self.rows:
            return
        node = self.rows[key][1]
        if not isinstance(node, Listing):
            self._note("value.not-list", key, node, self.at(key), **found(node))
            return
        if not node.entries:
            self.problem("value.nothing", key, key=key)
        for place, entry in enumerate(node.entries, start=1):
            path = f"{self.at(key)}[{place}]"
            yield Fields(self.report, entry, path, required=keys.required, optional=keys.optional)

    def amounts(self, key: str) -> Iterator[tuple[str, Centipoints, "Fields"]]:
        """Walk a table whose keys are quoted points, none twice: text, points, the table."""
        for text, _, inner in self.bounds(key):
            try:
                least = points.parse(text)
                if least < 0:
                    raise ValueError(text)
            except ValueError:
                inner.problem("figure.points", text, value=text)
                continue
            yield text, least, inner

    def bounds(self, key: str) -> Iterator[tuple[str, Fraction, "Fields"]]:
        """Walk a table whose keys are quoted numbers, none twice: its text, its number, the table.

        A key that is no number is reported and passed over.
        """
        inner = self.part(key)
        if inner is None:
            return
        seen: set[Fraction] = set()
        for text, (name, _) in inner.rows.items():
            bound = _exact(text)
            if not name.quoted:
                inner.problem("figure.unquoted", text, value=text)
            elif bound is None:
                inner.problem("figure.number", text, value=text)
            elif bound in seen:
                inner.problem("scoring.tier-overlap", text, value=text)
            else:
                seen.add(bound)
                yield text, bound, inner
            if not inner.sound(text):
                self.distrust(key)

    def coded(self, key: str) -> tuple["Fields", tuple[str, ...]]:
        """Return the table under a key, and its keys, which are codes, in the order of the file."""
        inner = self.inner(key)
        if key in self.rows and isinstance(self.rows[key][1], Table) and not inner.rows:
            self.problem("value.nothing", key, key=key)
        for code in inner.rows:
            if not is_code(code):
                inner.problem("text.code", code, value=code)
        return inner, tuple(inner.rows)

    def tables(self, key: str, keys: Keys) -> Iterator[tuple[str, "Fields"]]:
        """Walk a table of tables whose keys are codes, in the order of the file."""
        inner, codes = self.coded(key)
        for code in codes:
            yield code, inner.inner(code, keys)

    def names(self, key: str) -> Iterator[tuple[str, str]]:
        """Walk a table of names whose keys are codes, in the order of the file."""
        inner, codes = self.coded(key)
        for code in codes:
            yield code, inner.text(code)
