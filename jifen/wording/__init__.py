"""The sentence a reader sees for each refusal: what is wrong, why, and how to mend it.

The one place where a code becomes words, for the browser and the terminal alike.
tests/web/test_wording.py pairs every `Refusal("…")` in the source with a row here, both ways.
"""

import datetime as dt
from collections.abc import Mapping

from django.utils.functional import Promise

from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI
from jifen.core.points import display
from jifen.wording import (
    claims,
    facts,
    home,
    meetings,
    outcomes,
    papers,
    people,
    results,
    rulebook,
    tasks,
)

_PARTS = (people, rulebook, facts, claims, meetings, tasks, outcomes, results, papers, home)
SENTENCES: Mapping[str, Promise | str] = {
    code: text for part in _PARTS for code, text in part.SENTENCES.items()
}

_IN_POINTS: Mapping[str, frozenset[str]] = {
    "measures.chosen-out-of-range": frozenset({"chosen", "least", "most"}),
    "measures.quantity-too-large": frozenset({"most"}),
}
"""Refusal → its blanks that are hundredths of a point; all other numbers count something."""


def sentence(refusal: Refusal) -> str:
    """Return the refusal in the reader's language, followed by its article.

    >>> SENTENCES.keys() >= {"claim.same-hand"}
    True
    """
    points = _IN_POINTS.get(refusal.code, frozenset())
    blanks = {name: _written(value, name in points) for name, value in refusal.values.items()}
    text = str(SENTENCES[refusal.code]) % blanks
    return f"{text}（{refusal.article}）" if refusal.article else text


def _written(value: object, in_points: bool) -> str:
    if in_points and isinstance(value, int):
        return display(value)
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
