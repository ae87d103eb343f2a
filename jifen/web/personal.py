"""一人一档: one cadre's file of all years, on screen and as a workbook to take along."""

import io
import uuid
from typing import TYPE_CHECKING, cast

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jifen.core.access import Role
from jifen.outcomes import personal
from jifen.web.papers import handed
from jifen.web.seat import Request
from jifen.wording.files import Table, tables

if TYPE_CHECKING:
    from jifen.people.models import Cadre


TOGETHER = {"points": [(0, 1), (2, 5), (3, 4), (6, 7), (8,)]}
"""Columns that stand in one on the page; the workbook has each by itself."""


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the file."""
    found = _file(request)
    context = {
        "file": found,
        "mine": request.seat.roles == {Role.CADRE},
        "tables": [_shown(one) for one in tables(found)],
    }
    return render(request, "cadres/file.html", context)


def _shown(one: Table) -> tuple[str, list[str], list[list[tuple[str, list[str]]]]]:
    """Return a table as the page has room for: name, heads, rows of label and lines of a cell."""
    groups = TOGETHER.get(one.key) or [(n,) for n in range(len(one.head))]
    heads = ["、".join(one.head[n] for n in group) for group in groups]
    rows = [[[row[n] for n in group if row[n]] for group in groups] for row in one.rows]
    return one.name, heads, [list(zip(heads, row, strict=True)) for row in rows]


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand the file out as a workbook."""
    found, out = _file(request), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for one in tables(found):
        page = book.add_worksheet(one.name)
        page.write_string(0, 0, f"{found.cadre.name}（{found.cadre.code}）{one.name}")
        for down, row in enumerate([one.head, *one.rows], 1):
            for across, text in enumerate(row):
                page.write_string(down, across, text)
        page.set_column(0, len(one.head) - 1, 18)
        page.freeze_panes(2, 0)
    book.close()
    return handed(out.getvalue(), _("file of %(name)s.xlsx") % {"name": found.cadre.name})


def _file(request: Request) -> personal.File:
    seat = request.seat
    cadre = cast("Cadre", seat.thing and seat.thing.row)
    return personal.personal(cadre, seat.actor, on=seat.today)
