"""Receipts (回执): a record's number and the first digits of its hash, kept by whoever got them.

A hash covers everything before it, so one receipt contradicts every later change of its record or
of any before. docs/chain.md says it for a stranger. Pure: no database.
"""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings

from jifen.core.errors import Refusal

CHECK = "/check/"
"""The address of the page where anybody compares a receipt (jifen/web/urls.py, "check")."""
SHORT, LONG = 16, 32
"""Digits that are printed to be read, and that a QR code carries: half a byte each."""
_DIGITS = re.compile(r"[0-9a-f]{16,64}")
_SEPARATORS = re.compile(r"[\s·\-–—_,，.。:：()（）【】]+")
_LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """One record as its receipt names it. `hash` is the record's, all 64 digits."""

    town: str
    seq: int
    hash: str

    @property
    def hex16(self) -> str:
        """The digits that are printed, as typed into the check page."""
        return self.hash[:SHORT]

    @property
    def text(self) -> str:
        """What a paper and a page print: the number, then the digits in fours.

        >>> Receipt("p1/c2/k3/t4", 4217, "9f2c51d0" * 8).text
        '4217 9f2c 51d0 9f2c 51d0'
        """
        digits = self.hex16
        return " ".join([str(self.seq), *(digits[n : n + 4] for n in range(0, SHORT, 4))])

    @property
    def code(self) -> str:
        """What its QR code carries: the check page's address with town, number and 32 digits.

        Without a public address (JIFEN_PUBLIC_ADDRESS) it is the path alone: no host is guessed.
        """
        asked = {"t": self.town, "n": self.seq, "h": self.hash[:LONG]}
        told = urlencode(asked, safe="/", quote_via=quote)
        return f"{settings.PUBLIC_ADDRESS}{CHECK}?{told}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a receipt: whether it holds, and of what kind and instant its record is.

    Where it does not hold nothing more is told. `last` is the town's last number.
    """

    seq: int
    holds: bool
    last: int
    kind: str = ""
    at: dt.datetime | None = None

    @property
    def beyond(self) -> bool:
        """Whether the chain ends before this number: an end cut off, or a number mistyped."""
        return self.seq > self.last


def digits(text: str) -> str:
    """Return the digits as somebody typed them, without what stands between them.

    Figures and letters of full width are read; so are the letters O and I, which no digit is, for
    0 and 1.

    >>> digits(" 9F2C 51d0—9f2c ５１d0")
    '9f2c51d09f2c51d0'

    Raises:
        Refusal: "receipt.short" for fewer than 16, or for what is no digit.
    """
    plain = _SEPARATORS.sub("", text.translate(_WIDE)).lower()
    plain = plain.replace("o", "0").replace("i", "1").replace("l", "1")
    if not _DIGITS.fullmatch(plain):
        raise Refusal("receipt.short", text=text[:80])
    return plain


def number(text: str) -> int:
    """Return a record's number as somebody typed it.

    >>> number("№ ４２１７ 号")
    4217

    Raises:
        Refusal: "receipt.number".
    """
    plain = "".join(text.translate(_WIDE).split()).strip("#№第号")
    if not (plain.isascii() and plain.isdigit() and 0 < int(plain[:20]) <= _LAST):
        raise Refusal("receipt.number", text=text[:80])
    return int(plain)


_WIDE = {ord("！") + n: ord("!") + n for n in range(94)}
