"""Files of evidence: taken from a form, shown beside document numbers, handed out as downloads."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jifen.claims import hearings
from jifen.claims import queries as claims
from jifen.claims.commands.attaching import add_files
from jifen.core.errors import Refusal
from jifen.evidence import commands, queries
from jifen.evidence.names import ENDINGS
from jifen.sheets.limits import KEPT
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.claims.models import Claim
    from jifen.evidence.models import File
    from jifen.ledger.models import Fact
    from jifen.people.models import Area

ACCEPTED = ",".join(f".{ending}" for ending in (*ENDINGS, "jpeg"))
"""What a browser's file chooser offers; what is kept is looked into all the same."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: a document number, or a file with its digest and size in kB."""

    text: str
    digest: str = ""
    kilobytes: int = 0
    elsewhere: bool = False
    """Whether something else bears it too, or a picture like it."""


def pieces(town: "Area", evidence: Iterable[str], *, of: uuid.UUID) -> list[Piece]:
    """Return evidence as a page shows it. One query; none where there are document numbers alone.

    `of` is what it proves: what bears the same besides is elsewhere.
    """
    evidence = list(evidence)
    files = {file.digest: file for file in queries.elsewhere(town, evidence, apart_from=of)}
    found = []
    for text in evidence:
        file = files.get(queries.digest_in(text))
        found.append(
            Piece(text)
            if file is None
            else Piece(file.name, file.digest, -(-file.size // 1024), file.elsewhere)
        )
    return found


def gathered(request: Request) -> tuple[list[str], list[str]]:
    """Return the marks of the files a form was sent with, and why others were not kept.

    Files sent before stay marked (`attached`), so that a form that was not accepted loses none.
    """
    seat = request.seat
    marks = [one for one in request.POST.getlist("attached") if queries.digest_in(one)]
    said = []
    for upload in request.FILES.getlist("files")[: KEPT.on_one]:
        try:
            file = commands.keep(seat.town, upload, upload.name or "", seat.hand())  # type: ignore[arg-type]  # an upload reads as a binary file does
        except Refusal as refusal:
            said.append(sentence(refusal))
        else:
            marks.append(queries.mark(file))
    return list(dict.fromkeys(marks)), said


def named(town: "Area", marks: Iterable[str]) -> "list[File]":
    """Return the files that marks stand for, to be shown on a form. One query, or none."""
    return queries.files(town, marks)


# ------------------------------------------------------------------ pages
@require_http_methods(["GET", "POST"])
def of_claim(request: Request, ref: uuid.UUID) -> HttpResponseBase:
    """Show a claim's files and what else bears them; with `?file=` hand one out.

    Whoever may answer a deduction adds files of their own.
    """
    seat = request.seat
    claim = cast("Claim", seat.thing and seat.thing.row)
    if request.method == "POST":
        return _added(request, claim)
    borne = queries.borne(claim.town, claim.ref)
    asked = request.GET.get("file")
    if asked is not None:
        return _handed_out(claim.town, asked, borne)
    own = {queries.digest_in(text) for text in claim.evidence}
    answers = [queries.PREFIX + digest for digest in borne if digest not in own]
    mine = hearings.spoken_for(claim, seat.actor, on=seat.today)
    may_add = any(hearings.may_still_answer(claim, one, seat.today) for one in mine)
    evidence = [*claim.evidence, *answers]
    return _shown(request, evidence, of=claim.ref, route="claim", may_add=may_add)


def _added(request: Request, claim: "Claim") -> HttpResponse:
    marks, said = gathered(request)
    if marks:
        try:
            add_files(claim, marks, hand=request.seat.hand())
        except Refusal as refusal:
            said.append(sentence(refusal))
        else:
            messages.success(request, _("The files are added to your answer."))
    for why in said:
        messages.error(request, why)
    return redirect("claim-evidence", ref=claim.ref)


@require_GET
def of_fact(request: Request, ref: uuid.UUID) -> HttpResponseBase:
    """Show a fact's files; with `?file=` hand one out."""
    fact = cast("Fact", request.seat.thing and request.seat.thing.row)
    asked = request.GET.get("file")
    if asked is not None:
        return _handed_out(fact.town, asked, queries.digests(fact.evidence))
    return _shown(request, fact.evidence, of=fact.key, route="fact")


def _shown(
    request: Request, evidence: Iterable[str], *, of: uuid.UUID, route: str, may_add: bool = False
) -> HttpResponse:
    seat, evidence = request.seat, list(evidence)
    others = queries.shared(seat.town, evidence, apart_from=of)
    mine = claims.visible_to(seat.actor, seat.town, on=seat.today)
    rows = mine.filter(ref__in={one.about for one in others})
    seen = {row[0]: row[1:] for row in rows.values_list("ref", "item", "happened_on", "unit__name")}
    context = {
        "pieces": pieces(seat.town, evidence, of=of),
        "others": [
            {"digest": o.digest, "percent": o.percent, "ref": o.about, "is": seen.get(o.about)}
            for o in others
        ],
        "ref": of,
        "route": route,
        "may_add": may_add,
        "accepted": ACCEPTED,
    }
    return render(request, "files/table.html", context)


def _handed_out(town: "Area", digest: str, borne: Iterable[str]) -> HttpResponseBase:
    """Hand out one file as a download that no browser opens as a page of ours."""
    found = queries.files(town, [queries.PREFIX + digest]) if digest in set(borne) else []
    if not found:
        raise Http404
    (file,) = found
    path = queries.place(file.digest)
    if not path.is_file():
        raise Http404
    with path.open("rb") as content:
        digest_now = hashlib.file_digest(content, "sha256").hexdigest()
    assert digest_now == file.digest, f"{path.name} is not the file that was kept"
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=str(file), content_type=ENDINGS[file.ending]
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
