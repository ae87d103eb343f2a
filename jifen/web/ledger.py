"""积分台账: every entry, by village, person, item and day; to read, to add up, to take away."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import xlsxwriter
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jifen.chain import checkpoints
from jifen.core import secrecy
from jifen.core.rules import Rulebook
from jifen.ledger import queries
from jifen.ledger.veil import VEILED
from jifen.people import commands as people_commands
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.terms import EVENTS, LINES
from jifen.web.paging import page
from jifen.web.papers import handed
from jifen.web.seat import Request

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle
    from jifen.ledger.models import Entry
    from jifen.people.models import Area, Cadre


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of entries was asked for."""

    unit: "Area | None"
    who: "list[Cadre]"
    q: str
    item: str
    side: str
    since: dt.date | None
    until: dt.date | None

    @property
    def any(self) -> bool:
        """Whether anything was asked for at all."""
        return bool(self.unit or self.q or self.item or self.side or self.since or self.until)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the entries asked for, with what they add up to."""
    cycle, units = _cycle(request), people.villages(request.seat.town)
    asked = _asked(request, units)
    hidden = _hidden(request, cycle)
    rows = _chosen(cycle, asked, hidden)
    _note(request, asked, "ledger")
    sums = rows.aggregate(
        added=Sum("amount", filter=Q(amount__gt=0), default=0),
        taken=Sum("amount", filter=Q(amount__lt=0), default=0),
        net=Sum("amount", default=0),
    )
    rules = rulebook(cycle.version)
    window = checkpoints.window(request.seat.town.path)
    context = {
        "window": window,
        "window_hours": window.hours(request.seat.now),
        "cycle": cycle,
        "asked": asked,
        "units": units,
        "items": rules.by_code,
        "hidden": hidden,
        "page": page(request, rows, "seq"),
        "sums": sums,
        "query": request.GET.urlencode(),
    }
    return render(request, "ledger/show.html", context)


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the entries asked for as a workbook."""
    cycle = _cycle(request)
    asked = _asked(request, people.villages(request.seat.town))
    _note(request, asked, "ledger-sheet")
    hidden = _hidden(request, cycle)
    body = _workbook(_chosen(cycle, asked, hidden), rulebook(cycle.version), hidden)
    name = f"{cycle.town.name}积分台账-{cycle.name}.xlsx"
    return handed(body, name)


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)


def _asked(request: Request, units: "list[Area]") -> Asked:
    get = {name: request.GET.get(name, "")[:40] for name in request.GET}
    q = get.get("q", "").strip()
    return Asked(
        unit=next((one for one in units if str(one.ref) == get.get("unit")), None),
        who=people.lookup(request.seat.town, q, limit=200) if q else [],
        q=q,
        item=get.get("item", ""),
        side=get.get("side", "") if get.get("side") in {"add", "deduct"} else "",
        since=_day(get.get("since", "")),
        until=_day(get.get("until", "")),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _hidden(request: Request, cycle: "Cycle") -> frozenset[str]:
    """Return the items of which this person sees the points alone."""
    seat, rules = request.seat, rulebook(cycle.version)
    return secrecy.hidden(rules, seat.actor, seat.town.path, on=seat.today)


def _chosen(cycle: "Cycle", asked: Asked, hidden: frozenset[str]) -> "QuerySet[Entry]":
    rows = queries.entries(cycle)
    if asked.item in hidden:
        return rows.none()
    if asked.unit is not None:
        rows = rows.filter(Q(fact__unit=asked.unit) | Q(account__village=asked.unit))
    if asked.q:
        rows = rows.filter(account__cadre__in=asked.who)
    if asked.item:
        rows = rows.filter(fact__item=asked.item)
    if asked.side:
        rows = rows.filter(amount__gt=0) if asked.side == "add" else rows.filter(amount__lt=0)
    if asked.since is not None:
        rows = rows.filter(fact__happened_on__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(fact__happened_on__lte=asked.until)
    return rows


def _note(request: Request, asked: Asked, which: str) -> None:
    """Note the reading of one person's lines, as their page does."""
    if len(asked.who) == 1:
        people_commands.note_reading(asked.who[0], hand=request.seat.hand(), page=which)


def _workbook(rows: "QuerySet[Entry]", rules: Rulebook, hidden: frozenset[str]) -> bytes:
    """Write the entries as a workbook; every text is written as text, so none is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False})
    paper = book.add_worksheet(_("Ledger"))
    bold = book.add_format({"bold": True, "bottom": 1})
    number = book.add_format({"num_format": "0.00"})
    heads = (
        _("No."), _("Recorded on"), _("Happened on"), _("Whose"), _("Village"), _("Item"),
        _("Clause"), _("Event"), _("Points"), _("What was done"),
    )  # fmt: skip
    for column, head in enumerate(heads):
        paper.write_string(0, column, head, bold)
    for line, entry in enumerate(rows.iterator(2000), start=1):
        fact = entry.fact
        item = rules.known(fact.item) if fact else None
        texts = {
            1: f"{entry.recorded_at:%Y-%m-%d}",
            2: f"{fact.happened_on}" if fact else "",
            3: str(entry.account.cadre or entry.account.village),
            4: str(fact.unit) if fact else "",
            5: fact.item if fact else "",
            6: item.title if item else str(LINES.get(entry.line, "")),
            7: str(EVENTS[entry.event]),
            9: fact.reason if fact else "",
        }
        if fact is not None and fact.item in hidden:
            texts |= {4: "", 5: "", 6: str(LINES[VEILED]), 9: ""}
        paper.write_number(line, 0, entry.seq)
        for column, text in texts.items():
            paper.write_string(line, column, text)
        paper.write_number(line, 8, entry.amount / 100, number)
    paper.set_column(6, 6, 36)
    paper.set_column(9, 9, 60)
    paper.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
