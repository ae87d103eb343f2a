"""Handing out the files of issued papers."""

import hashlib
import uuid
from typing import TYPE_CHECKING, cast

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from jifen.papers import queries
from jifen.web.seat import Request

if TYPE_CHECKING:
    from jifen.papers.models import Paper

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def handed(body: bytes, name: str) -> HttpResponse:
    """Return a file that is drawn for whoever asks, to be kept under its name."""
    answer = HttpResponse(body, content_type=TYPES[name.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


@require_GET
def take(request: Request, ref: uuid.UUID, ending: str) -> HttpResponseBase:
    """Hand out one file of a paper, after seeing that it is the one that was issued."""
    paper = cast("Paper", request.seat.thing and request.seat.thing.row)
    digest = paper.files.get(ending)
    path = queries.place(paper, ending)
    if ending not in TYPES or digest is None or not path.is_file():
        raise Http404
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    assert found == digest, f"{path.name} is not the file that was issued"
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{queries.number(paper)} {paper.title}.{ending}",
        content_type=TYPES[ending],
    )
