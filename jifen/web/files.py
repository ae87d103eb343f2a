"""Files of evidence: taken from a form, shown beside document numbers, handed out as downloads."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jifen.claims import hearings
from jifen.claims import queries as claims
from jifen.claims.commands.attaching import add_files
from jifen.core.errors import Refusal
from jifen.evidence import commands, queries
from jifen.evidence.names import ENDINGS
from jifen.sheets.limits import KEPT
from jifen.tasks import inspections, worth
from jifen.tasks import queries as tasks
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.claims.models import Claim
    from jifen.evidence.models import File
    from jifen.ledger.models import Fact
    from jifen.people.models import Area
    from jifen.tasks.models import Task

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


def pieces(town: "Area", evidence: Iterable[str], *, of: Collection[uuid.UUID]) -> list[Piece]:
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
            else Piece(file.name, file.digest, _kilobytes(file.size), file.elsewhere)
        )
    return found


def each(
    town: "Area", lists: Mapping[str, Sequence[str]], claims_of: Iterable["Claim"]
) -> dict[str, list[Piece]]:
    """Return the evidence of several causes as a page shows it. One query; none without files.

    A cause is what its claim is known by; `claims_of` are those that came of them. Where two of the
    causes bear the same, it is elsewhere too.
    """
    every = [text for evidence in lists.values() for text in evidence]
    own = {*map(queries.cause, lists), *(claim.ref for claim in claims_of)}
    files = {file.digest: file for file in queries.elsewhere(town, every, apart_from=own)}
    times = Counter(digest for texts in lists.values() for digest in set(queries.digests(texts)))

    def piece(text: str) -> Piece:
        file = files.get(queries.digest_in(text))
        if file is None:
            return Piece(text)
        twice = file.elsewhere or times[file.digest] > 1
        return Piece(file.name, file.digest, _kilobytes(file.size), twice)

    return {cause: [piece(text) for text in texts] for cause, texts in lists.items()}


def _kilobytes(size: int) -> int:
    return -(-size // 1024)


def gathered(request: Request, n: int | None = None) -> tuple[list[str], list[str]]:
    """Return the marks of the files a form was sent with, and why others were not kept.

    Files sent before stay marked (`attached`), so that a form that was not accepted loses none.
    A form with several lines says which with `n`.
    """
    seat, line = request.seat, "" if n is None else f"-{n}"
    marks = [one for one in request.POST.getlist(f"attached{line}") if queries.digest_in(one)]
    said = []
    for upload in request.FILES.getlist(f"files{line}")[: KEPT.on_one]:
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
    of = claims.one_thing(claim)
    return _shown(request, (evidence, of), back=reverse("claim", args=[ref]), may_add=may_add)


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
    of = claims.thing_of(fact.town, fact.key)
    return _shown(request, (fact.evidence, of), back=reverse("fact", args=[ref]))


@require_GET
def of_task(request: Request, ref: uuid.UUID) -> HttpResponseBase:
    """Show what was reported on a task in a village, and found there; with `?file=` hand one out.

    Without `?unit=` it is the first village in which one may read the task.
    """
    seat = request.seat
    task = cast("Task", seat.thing and seat.thing.row)
    courses = tasks.seen(task, seat.actor, on=seat.today)
    wanted = request.GET.get("unit")
    course = next((one for one in courses if wanted in {None, str(one[-1].unit.ref)}), None)
    if course is None:
        raise Http404
    lists = {worth.identity(course[-1]): worth.reported(course)}
    finding = inspections.finding_of(task)
    if finding is not None:
        lists[worth.cause(finding)] = finding.evidence
    asked = request.GET.get("file")
    if asked is not None:
        borne = [digest for texts in lists.values() for digest in queries.digests(texts)]
        return _handed_out(task.town, asked, borne)
    came = claims.of_causes(seat.actor, task.town, lists, on=seat.today)
    parts = [
        (texts, claims.one_thing(came[cause][0]) if cause in came else {queries.cause(cause)})
        for cause, texts in lists.items()
    ]
    back = reverse("task", args=[ref]) + f"#{course[-1].unit.ref}"
    return _shown(request, *parts, back=back)


def _shown(
    request: Request,
    *parts: tuple[Sequence[str], Collection[uuid.UUID]],
    back: str,
    may_add: bool = False,
) -> HttpResponse:
    """Show evidence, each part of it with what bears it and is nothing else."""
    seat = request.seat
    every = list(dict.fromkeys(text for evidence, _of in parts for text in evidence))
    borne = [(set(queries.digests(evidence)), of) for evidence, of in parts]
    others = [
        one
        for one in queries.shared(seat.town, every, apart_from=())
        if any(one.digest in digests and one.about not in of for digests, of in borne)
    ]
    seen = _called(seat, {one.about for one in others})
    context = {
        "pieces": pieces(seat.town, every, of=()),
        "others": [
            {"digest": o.digest, "percent": o.percent, "is": seen.get(o.about)} for o in others
        ],
        "back": back,
        "unit": request.GET.get("unit", ""),
        "may_add": may_add,
        "accepted": ACCEPTED,
    }
    return render(request, "files/table.html", context)


def _called(seat: Seat, abouts: Set[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return address and name of what bears files, as far as one may read it.

    One query for claims; two more where something is no claim that one reads.
    """
    if not abouts:
        return {}
    mine = claims.visible_to(seat.actor, seat.town, on=seat.today).filter(ref__in=abouts)
    rows = mine.values_list("ref", "item", "happened_on", "unit__name")
    found = {
        ref: (reverse("claim", args=[ref]), f"{item} {on} {unit}") for ref, item, on, unit in rows
    }
    if abouts <= found.keys():
        return found
    steps = tasks.visible_to(seat.actor, seat.town, on=seat.today)
    by_place = {(step.task_id, step.unit_id): step for step in steps}
    causes = {queries.cause(worth.identity(step)): step for step in by_place.values()}
    for one in inspections.findings(seat.town):
        if (step := by_place.get((one.task_id, one.unit_id))) is not None:
            causes[queries.cause(worth.cause(one))] = step
    for about in abouts & causes.keys():
        step = causes[about]
        where = reverse("task", args=[step.task.key]) + f"#{step.unit.ref}"
        found[about] = (where, f"{step.task} {step.task.title} {step.unit.name}")
    return found


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
