"""督办周表, handed out as a workbook or on paper."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from jifen.tasks import weekly
from jifen.web.papers import handed
from jifen.web.seat import Request, Seat


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the week's sheet as a workbook."""
    seat = request.seat
    return handed(weekly.sheet(seat.actor, seat.town, on=seat.today), _filename(seat, "xlsx"))


@require_GET
def paper(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the week's sheet on paper, with room for what the meeting says."""
    seat = request.seat
    return handed(weekly.paper(seat.actor, seat.town, on=seat.today), _filename(seat, "docx"))


def _filename(seat: Seat, ending: str) -> str:
    return f"{weekly.title(seat.town)}{seat.today:%Y%m%d}.{ending}"
