"""Lists by key: a page begins after the last row of the one before, whatever came since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

SIZE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, how many there are in all, and where the next page begins."""

    rows: Sequence[Row]
    count: int
    next: int | None
    first: bool


def page(request: HttpRequest, rows: "QuerySet[Row]", key: str) -> Page[Row]:
    """Return the page that `?before=` asks for, of rows whose `key` falls. Two queries."""
    count = rows.count()
    before = whole(request.GET.get("before"))
    part = rows if before is None else rows.filter(**{f"{key}__lt": before})
    found = list(part.order_by(f"-{key}")[: SIZE + 1])
    more = len(found) > SIZE
    found = found[:SIZE]
    last = getattr(found[-1], key) if more else None
    return Page(found, count, last, before is None)


def whole(text: str | None) -> int | None:
    """Read a whole number from an address; anything else is as if it were not there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
