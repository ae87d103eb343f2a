"""What workbooks and the console print alike: a person's file of all years, a second look."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from jifen.core.points import Centipoints, display, signed
from jifen.ledger.veil import VEILED
from jifen.outcomes.personal import File, Held, Line, Stood, Year
from jifen.papers.numerals import points
from jifen.people.rosters import Span
from jifen.standings.audits import Row
from jifen.terms import BODIES, EDITIONS, LEAVES, LINES, STAGES, STATUSES


class Table(NamedTuple):
    """A table of words; `key` names it for programs."""

    key: str
    name: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def tables(found: File) -> list[Table]:
    """Return the file as tables of texts."""
    return [
        Table(
            "years",
            _("Years"),
            (_("Cycle"), _("Total"), _("Carried in"), _("Place"), _("Grade"),
             _("Performance pay"), _("Village"), _("Post")),
            [_year(one) for one in found.years],
        ),
        Table(
            "stood",
            _("Briefings and year ends"),
            (_("Cycle"), _("What"), _("Up to"), _("Place"), _("Total"), _("Place last time"),
             _("Total last time")),
            [_stood(one) for one in found.stood],
        ),
        Table(
            "posts",
            _("Posts"),
            (_("Post"), _("Village"), _("Body"), _("From"), _("To")),
            [
                (one.post, one.unit_name, str(BODIES[one.body]), *_span(one.span))
                for one in found.posts
            ],
        ),
        Table(
            "points",
            _("Points"),
            (_("Cycle"), _("Happened on"), _("Item"), _("Points"), _("State"), _("Reason"),
             _("Evidence"), _("Decision number"), _("Record no.")),
            [_line(one) for one in found.lines],
        ),
        Table(
            "leaves",
            _("Leaves"),
            (_("Kind"), _("From"), _("To")),
            [(str(LEAVES[one.kind]), *_span(one.span)) for one in found.absences],
        ),
        Table(
            "chosen",
            _("Honours and development"),
            (_("Cycle"), _("Shortlist"), _("Reason"), _("Record no.")),
            [(one.cycle, one.name, one.reason, str(one.seq)) for one in found.chosen],
        ),
        Table(
            "talks",
            _("Talks"),
            (_("Cycle"), _("Held on"), _("State"), _("Record"), _("Record no.")),
            [_talk(one) for one in found.talks],
        ),
    ]  # fmt: skip


def _year(one: Year) -> tuple[str, ...]:
    row, result = one.final, one.result
    brought = signed(Centipoints(one.account.carried)) if one.account.carried else ""
    decided = ("", "") if result is None else (result.grade, points(result.pay_fen))
    if row is None:
        return (one.cycle.name, display(one.account.balance), brought, "", *decided, "", "")
    place = str(row.place or "")
    return (
        one.cycle.name,
        display(row.total),
        brought,
        place,
        *decided,
        row.village_name,
        row.post,
    )


def _stood(one: Stood) -> tuple[str, ...]:
    edition, then = one.edition, one.before
    return (
        edition.cycle.name,
        f"{EDITIONS[edition.kind]} {edition.number}",
        str(edition.checkpoint_on),
        str(one.row.place or ""),
        display(one.row.total),
        str(then.place or "") if then else "",
        display(then.total) if then else "",
    )


def _line(one: Line) -> tuple[str, ...]:
    fact = one.fact
    if one.hidden:
        return (one.cycle.name, "", str(LINES[VEILED]), signed(one.amount), "", "", "", "", "")
    return (
        one.cycle.name,
        str(fact.happened_on),
        f"{fact.item} {one.title}",
        signed(one.amount),
        str(STATUSES[one.status]),
        fact.reason,
        "、".join(fact.evidence),
        fact.decision_number,
        str(fact.seq),
    )


def _talk(one: Held) -> tuple[str, ...]:
    stage = STAGES["overturned" if one.overturned else "talked"]
    return (one.cycle, str(one.held_on), str(stage), one.record, str(one.seq))


def _span(span: Span) -> tuple[str, str]:
    return str(span.from_on), str(span.to_on or "")


def second_look(row: Row) -> str:
    """Return what a second look found, and who looked; "" where nobody has."""
    result = getattr(row.looked, "result", None)
    if result is None:
        return ""
    verdict = _("right") if result.right else _("wrong: withdrawal proposed")
    return f"{verdict} {result.reason} {result.by.name}"
