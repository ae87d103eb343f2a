"""The sentence of each notice, and the page it leads to: the one place where a code becomes words.

tests/notices/test_wording.py pairs every `code="…"` that is told in the source with a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence whose blanks the notice's values fill; `route` of the page `about` is shown on.

    `route` is a name of the policy table's pages; "" where there is nothing to open.
    """

    text: Promise | str
    route: str = ""


NOTICES: Mapping[str, Words] = {
    "complaint.made": Words(
        _("A complaint or suggestion about the system came in from %(town)s: %(about)s."),
        "complaints",
    ),
    "complaint.answered": Words(
        _("The county has answered your complaint or suggestion: %(answer)s"), "complain"
    ),
}


def sentence(code: str, values: Mapping[str, str]) -> str:
    """Return a notice's sentence in the reader's language."""
    return str(NOTICES[code].text) % values
