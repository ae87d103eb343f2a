"""How values are written on a page: points, days, names of codes, icons."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from jifen import terms
from jifen.core import burden
from jifen.core import points as core
from jifen.core.hand import SHANGHAI
from jifen.evidence.queries import digest_in
from jifen.notices import wording
from jifen.notices.queries import stands_for
from jifen.papers import numerals
from jifen.publicity import letters
from jifen.terms import tasks

if TYPE_CHECKING:
    from jifen.notices.models import Notice
    from jifen.publicity.models import Posting
    from jifen.tasks.models import Routine

register = template.Library()

_LISTS: Mapping[str, terms.Words] = {
    "role": terms.ROLES,
    "served": terms.SERVED,
    "mode": terms.MODES,
    "route": terms.ROUTES,
    "record": terms.RECORDS,
    "erasure": terms.ERASURE_BASES,
    "kind": terms.KINDS,
    "ground": terms.GROUNDS,
    "hearing": terms.HEARINGS,
    "manner": terms.MANNERS,
    "recusal": terms.EFFECTS,
    "leave": terms.LEAVES,
    "left": terms.LEFT,
    "state": terms.STATES,
    "action": terms.ACTIONS,
    "deed": terms.DEEDS,
    "level": terms.APPEAL_LEVELS,
    "appeal_state": terms.APPEAL_STATES,
    "appeal_action": terms.APPEAL_ACTIONS,
    "appeal_deed": terms.APPEAL_DEEDS,
    "appeal_part": terms.APPEAL_PARTS,
    "appeal_ground": terms.APPEAL_GROUNDS,
    "outcome": terms.OUTCOMES,
    "capacity": terms.CAPACITIES,
    "direction": terms.DIRECTIONS,
    "subject": terms.SUBJECTS,
    "body": terms.BODIES,
    "results": terms.RESULT_STATES,
    "amendment": terms.AMENDMENT_BASES,
    "appraising": terms.APPRAISING,
    "ruling": terms.RULINGS,
    "listed": terms.LISTED,
    "use": terms.USES,
    "why": terms.WHYS,
    "effect": terms.CONSEQUENCES,
    "group": terms.GROUPS,
    "event": terms.EVENTS,
    "opening": terms.OPENINGS,
    "status": terms.STATUSES,
    "line": terms.LINES,
    "step": terms.STEPS,
    "area": terms.AREAS,
    "edition": terms.EDITIONS,
    "cycle_state": terms.CYCLE_STATES,
    "not_ranked": terms.NOT_RANKED,
    "crossing": terms.CROSSINGS,
    "measure": terms.MEASURES,
    "decider": terms.DECIDERS,
    "stage": terms.STAGES,
    "handled": terms.HANDLING_WAYS,
    "course": terms.COURSES,
    "entry": terms.ENTRIES,
    "figure": terms.FIGURE_WORDS,
    "threshold": terms.THRESHOLDS,
    "mark": terms.MARKS,
    "mirror": terms.MIRROR,
    "fairness": terms.FAIRNESS,
    "fairness method": terms.FAIRNESS_METHODS,
    "cause": terms.CAUSES,
    "check": terms.CHECKS,
    "letter": terms.LETTERS,
    "page": terms.PAGES,
    "draft": terms.DRAFTS,
    "drafting": terms.DRAFTING,
    "condition": terms.CONDITIONS,
    "basis": terms.BASES,
    "meeting": terms.MEETING_STATES,
    "point": terms.POINTS,
    "sits": terms.SITS,
    "audience": terms.AUDIENCES,
    "way of an objection": terms.OBJECTION_WAYS,
    "stage of a batch": terms.BATCH_STAGES,
    "subject of a batch": terms.BATCH_SUBJECTS,
    "rhythm": terms.RHYTHMS,
    "task": terms.TASK_STATES,
    "task step": terms.TASK_ACTIONS,
    "task result": terms.TASK_RESULTS,
    "task flag": terms.TASK_FLAGS,
    "task origin": terms.TASK_ORIGINS,
    "task level": terms.TASK_LEVELS,
    "task holder": terms.TASK_HOLDERS,
    "task list": terms.TASK_LISTS,
    "look": terms.LOOKS,
}


@register.filter
def told(notice: "Notice") -> str:
    """Write what a notice says, in the reader's language."""
    return wording.sentence(notice.code, notice.values, count=stands_for(notice))


@register.filter
def posting_name(posting: "Posting") -> str:
    """Return what a posting is called."""
    return letters.heading(posting)


@register.filter
def document(evidence: str) -> str:
    """Write a piece of evidence where there is no room for its name: a number, or "a file"."""
    return gettext("a file") if digest_in(evidence) else evidence


@register.filter
def points(amount: int) -> str:
    """Write an amount as a rulebook prints it: 12.5."""
    return core.display(amount).replace("-", "−")


@register.filter
def yuan(fen: int) -> str:
    """Write money in yuan to the fen: 1234.50."""
    return gettext("%(sum)s yuan") % {"sum": numerals.points(fen).replace("-", "−")}


@register.filter
def minutes(seconds: int) -> str:
    """Write seconds as minutes: 8.5."""
    return burden.minutes(seconds)


@register.filter
def change(amount: int) -> str:
    """Write a change with its sign, the minus as a minus: +3, −0.5."""
    return core.signed(amount).replace("-", "−")


@register.filter
def middle(amount: Fraction) -> str:
    """Write hundredths that may lie between two, cut to the hundredth: a median."""
    return points(int(amount))


@register.filter
def less(amount: int) -> str:
    """Write a magnitude that was taken away: −4, or 0."""
    return change(-amount)


@register.filter
def mean(value: Fraction | None) -> str:
    """Write an exact mean of hundredths, rounded for reading to four decimals of a point."""
    if value is None:
        return "—"
    whole, rest = divmod(round(value * 100), 10000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


@register.filter
def percent(share: Fraction) -> str:
    """Write a share as people do: 50%, or 1/3 where no short decimal is exact."""
    scaled = share * 10000
    if scaled.denominator != 1:
        return f"{share.numerator}/{share.denominator}"
    return core.display(int(scaled)) + "%"


@register.filter
def tenths(value: Fraction) -> str:
    """Write an expected count to one decimal, half up: 4.3."""
    whole = (value.numerator * 20 + value.denominator) // (2 * value.denominator)
    return f"{whole // 10}.{whole % 10}"


@register.filter
def permille(value: int) -> str:
    """Write thousandths as a percentage: 23.6."""
    return f"{value // 10}.{value % 10}"


@register.filter
def up_or_down(amount: int) -> str:
    """Return the class that colours a change; its sign says the same in words."""
    return "points-up" if amount > 0 else "points-down" if amount < 0 else ""


@register.filter
def term(code: str, of: str) -> str:
    """Return what a code of one of the lists is called."""
    return str(_LISTS[of][code])


@register.filter
def tone(state: str) -> str:
    """Return the colour that goes with a state's name."""
    return terms.TONES.get(state, "warning")


@register.filter
def day(value: dt.date) -> str:
    """Write a business date: 2026-07-01."""
    return f"{value:%Y-%m-%d}"


@register.filter
def turns(of: "Routine") -> str:
    """Say on which days a recurring task comes."""
    return tasks.turns(of.rhythm, of.day)


@register.filter
def moment(value: dt.datetime) -> str:
    """Write an instant as the office's clock showed it: 2026-07-01 09:30."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@register.filter
def lookup(table: Mapping[str, object], key: str) -> object:
    """Return what a table holds under a key, or nothing."""
    return table.get(key, "")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of assets/icons.txt; it says nothing that the words beside it do not."""
    address = static("dist/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        address,
        name,
    )
