"""审计清单: what an auditor looks at first, on screen and as a workbook."""

import io
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from xlsxwriter.worksheet import Worksheet

from jifen.core import secrecy
from jifen.core.rules import TOTALS
from jifen.ledger.veil import VEILED
from jifen.rulebook.queries import rulebook
from jifen.standings import audits
from jifen.standings.leaving import Left
from jifen.terms import LINES
from jifen.web.papers import handed
from jifen.web.seat import Request
from jifen.wording.files import second_look

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle

SHOWN = 100
"""Rows of a list on the page; the workbook has them all."""


def _audit(request: Request) -> tuple["Cycle", audits.Audit]:
    cycle = cast("Cycle", request.seat.thing and request.seat.thing.row)
    seed = request.GET.get("seed", "").strip()[:60] or f"{cycle.name} {request.seat.today}"
    return cycle, audits.audit(cycle, seed=seed)


def _hidden(request: Request, cycle: "Cycle") -> frozenset[str]:
    """Return the items of which this person sees that there is a record, and nothing else."""
    seat, rules = request.seat, rulebook(cycle.version)
    return secrecy.hidden(rules, seat.actor, seat.town.path, on=seat.today)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the lists of a cycle."""
    cycle, found = _audit(request)
    context = {
        "cycle": cycle,
        "audit": found,
        "lists": [
            ("sample", _("Random sample"), found.sample[:SHOWN], len(found.sample)),
            ("late", _("Recorded late"), found.late[:SHOWN], len(found.late)),
            ("back-dated", _("Back-dated"), found.back_dated[:SHOWN], len(found.back_dated)),
            ("as-decided", _("Past decisions"), found.as_decided[:SHOWN], len(found.as_decided)),
            ("rechecked", _("Looked at again"), found.rechecked[:SHOWN], len(found.rechecked)),
            ("booked", _("Late facts"), found.booked_late[:SHOWN], len(found.booked_late)),
        ],
        "late_days": audits.LATE_DAYS,
        "items": _titles(cycle),
        "hidden": _hidden(request, cycle),
        "reads_facts": request.seat.may("fact"),
    }
    return render(request, "audits/show.html", context)


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Give the lists as a workbook, a page for each."""
    cycle, found = _audit(request)
    titles = _titles(cycle)
    hidden = _hidden(request, cycle)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    head = (
        _("Record no."), _("Happened on"), _("Recorded"), _("Days between"), _("Item"),
        _("Village"), _("Who"), _("Decision number"), _("Evidence"), _("Entered by"),
        _("Second hand"), _("Missed the edition of"), _("What was found"),
        _("Happened in the cycle"),
    )  # fmt: skip
    seed = _("Sample drawn by the seed “%(seed)s”") % {"seed": found.seed}
    for name, rows in (
        (_("Random sample"), found.sample),
        (_("Recorded late"), found.late),
        (_("Back-dated"), found.back_dated),
        (_("Past decisions"), found.as_decided),
        (_("Looked at again"), found.rechecked),
        (_("Late facts"), found.booked_late),
    ):
        page = book.add_worksheet(name)
        page.write_string(0, 0, f"{cycle.name} {name} {seed if rows is found.sample else ''}")
        for across, text in enumerate(head):
            page.write_string(1, across, text)
        for down, cells in enumerate(_cells(rows, titles, hidden), 2):
            for across, cell in enumerate(cells):
                page.write_string(down, across, cell)
        page.set_column(0, len(head) - 1, 16)
        page.freeze_panes(2, 0)
    _left(book.add_worksheet(_("Left to be booked late")), cycle, found.left, hidden)
    book.close()
    return handed(file.getvalue(), _("audit %(cycle)s.xlsx") % {"cycle": cycle.name})


def _left(page: Worksheet, cycle: "Cycle", rows: Iterable[Left], hidden: frozenset[str]) -> None:
    head = (
        _("Case"), _("Happened on"), _("Item"), _("Village"), _("Reason"), _("Who"),
        _("Record no."),
    )  # fmt: skip
    page.write_string(0, 0, f"{cycle.name} {_('Left to be booked late')}")
    for across, text in enumerate(head):
        page.write_string(1, across, text)
    for down, one in enumerate(rows, 2):
        cells = [one.number, str(one.claim.happened_on), str(LINES[VEILED])]
        if one.claim.item not in hidden:
            cells = [
                *cells[:2],
                f"{one.claim.item} {one.item.title}",
                one.claim.unit.name,
                one.leaving.reason,
                one.by,
                str(one.fact.seq) if one.fact else "",
            ]
        for across, cell in enumerate(cells):
            page.write_string(down, across, cell)
    page.set_column(0, len(head) - 1, 16)
    page.freeze_panes(2, 0)


def _cells(
    rows: Iterable[audits.Row], titles: dict[str, str], hidden: frozenset[str]
) -> Iterable[tuple[str, ...]]:
    for row in rows:
        fact = row.fact
        if fact.item in hidden:
            day, recorded = str(fact.happened_on), f"{fact.recorded_at:%Y-%m-%d}"
            yield (str(fact.seq), day, recorded, str(row.days), str(LINES[VEILED]))
            continue
        yield (
            str(fact.seq),
            str(fact.happened_on),
            f"{fact.recorded_at:%Y-%m-%d}",
            str(row.days),
            f"{fact.item} {titles.get(fact.item, '')}",
            fact.unit.name,
            "、".join(party.cadre.name for party in fact.parties.all()),
            fact.decision_number,
            "\n".join(fact.evidence),
            row.entered,
            row.approved,
            str(row.checkpoint_on or ""),
            second_look(row),
            row.happened_in,
        )


def _titles(cycle: "Cycle") -> dict[str, str]:
    """Return what items are called, the sums of opening balances among them."""
    every = (*rulebook(cycle.version).items, *TOTALS.values())
    return {item.code: item.title for item in every}
