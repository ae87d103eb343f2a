"""公示: what is posted, objections and rulings, the monthly batch, the second look at a sample."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.claims import commands as claim_commands
from jifen.claims import monthly
from jifen.claims import queries as claims
from jifen.core.errors import Refusal
from jifen.core.sample import LEAST_PERCENT, MOST_PERCENT
from jifen.core.service import PROVED, Mode
from jifen.core.workflow import Action, State
from jifen.meetings import queries as meetings
from jifen.papers import queries as papers
from jifen.people.queries import rosters, user_at
from jifen.publicity import commands, letters, queries
from jifen.publicity.kinds import Audience, Subject, Way
from jifen.results import objections as result_objections
from jifen.web.claims import say_answers
from jifen.web.paging import whole
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.people.rosters import Rosters
    from jifen.publicity.models import Batch, BatchLine, Objection, Posting, PostingLine

LATE_DAYS = 30
"""For how long a posting that is over stays in the list."""


# ------------------------------------------------------------------ postings
@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List what is posted today, and what was lately, with what was taken off and why."""
    seat = request.seat
    held = rosters(seat.town)
    since = seat.today - dt.timedelta(days=LATE_DAYS)
    context = {
        "running": [(one, _lines(one, held)) for one in queries.running(seat.town, on=seat.today)],
        "over": queries.postings(seat.town).filter(until_on__gte=since, until_on__lt=seat.today),
        "results": result_objections.running(seat.town, on=seat.today),
        "may_rule": seat.may("objections"),
    }
    return render(request, "publicity/table.html", context)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show one posting, how to object, and for the office how it comes to its end."""
    seat, posting = request.seat, _posting(request)
    clerk = "clerk" in seat.roles
    over = seat.today > posting.until_on
    context = {
        "posting": posting,
        "name": letters.heading(posting),
        "lines": _lines(posting, rosters(seat.town)),
        "running": not over and not queries.is_over(posting),
        "closed": queries.is_over(posting),
        "waiting": queries.open_count(posting) if clerk or over else 0,
        "papers": papers.about(posting.ref),
        "may_close": clerk and over and not queries.is_over(posting),
        "may_record": clerk and queries.is_over(posting) and _unrecorded(posting),
        "writes_down": "discipline" in seat.roles,
        "ways": [Way.PAPER, Way.PHONE],
    }
    return render(request, "publicity/posting.html", context)


Shown = tuple["PostingLine", list[letters.Line], str]
"""A posted grant, what is publicly said of it, and why it was taken off, if it was."""


def _lines(posting: "Posting", held: "Rosters") -> list[Shown]:
    """Return each posted grant with what is publicly said of it, and why it was taken off."""
    found: list[Shown] = []
    for line in posting.lines.all():
        strike = getattr(line, "strike", None)
        found.append((line, letters.said(line.claim, held), strike.reason if strike else ""))
    return found


def _unrecorded(posting: "Posting") -> bool:
    return any(line.claim.state == State.PUBLICISED for line in posting.lines.all())


@require_POST
def object_to(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take somebody's objection; discipline may write one down that came on paper or by phone."""
    posting, seat = _posting(request), request.seat
    asked, text = request.POST.get("line", ""), request.POST.get("text", "")[:2000]
    line = next((one for one in posting.lines.all() if str(one.pk) == asked), None)
    way = request.POST.get("way", "")
    try:
        if line is None:
            raise Refusal("objection.over", until=posting.until_on)
        if way in {Way.PAPER, Way.PHONE}:
            reporter = request.POST.get("reporter", "")
            hand = seat.hand()
            commands.enter(line, text, way=Way(way), reporter=reporter, hand=hand)
        else:
            commands.object_to(line, text, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(
            request,
            _("Your objection came in. Only the discipline inspection sees who made it."),
        )
    return redirect("posting", ref=ref)


@require_POST
def end(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Close a posting with its record, then record together what stood in it."""
    posting, hand = _posting(request), request.seat.hand()
    try:
        if request.POST.get("do") == "record":
            say_answers(request, commands.record(posting, hand=hand))
        else:
            commands.close(posting, hand=hand)
            messages.success(request, _("Closed; the closing record is issued."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("posting", ref=ref)


# ------------------------------------------------------------------ objections
@require_GET
def objections(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List what was objected; who objected is on the page of each, for discipline alone."""
    seat = request.seat
    return render(
        request, "publicity/objections.html", {"rows": queries.objections(seat.town)[:100]}
    )


@require_GET
def objection(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show an objection and what may be ruled on it."""
    seat, one = request.seat, _objection(request)
    told = queries.shown_reporter(one, seat.actor, on=seat.today)
    claim = one.line.claim
    whole_claim = claims.claim_at(claim.ref)
    may = whole_claim is not None and {Action.DISMISS, Action.REOPEN} & set(
        claims.open_actions(whole_claim, seat.actor, on=seat.today)
    )
    context = {
        "one": one,
        "claim": claim,
        "item": claims.item_of(claim),
        "reporter": _reporter(one) if told else "",
        "ruled": queries.is_ruled(one),
        "may_rule": may and not queries.is_ruled(one),
    }
    return render(request, "publicity/objection.html", context)


def _reporter(one: "Objection") -> str:
    if one.way != Way.ACCOUNT:
        return one.reporter
    user = user_at(uuid.UUID(one.reporter))
    return user.name if user else ""


@require_POST
def rule(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Rule on an objection, with a reason."""
    one = _objection(request)
    upheld = request.POST.get("upheld")
    try:
        if upheld not in {"yes", "no"}:
            raise ValueError
        reason = request.POST.get("reason", "")[:2000]
        commands.rule(one, upheld=upheld == "yes", reason=reason, hand=request.seat.hand())
    except ValueError:
        messages.error(request, _("Choose whether the objection is borne out."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Ruled. Whoever objected is told."))
    return redirect("objection", ref=ref)


# ------------------------------------------------------------------ batches
@require_GET
def batches(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the monthly batches, and offer to gather the next."""
    seat = request.seat
    clerk = seat.may("batch-gather")
    context = {
        "rows": queries.batches(seat.town)[:50],
        "may_gather": clerk and seat.cycle is not None,
        "notices": monthly.notices(seat.town) if clerk else [],
        "modes": [mode for mode, proved in PROVED.items() if proved],
        "month": f"{seat.today:%Y-%m}",
        "subjects": list(Subject),
    }
    return render(request, "publicity/batches.html", context)


def _issue_sheets(request: Request, month: dt.date) -> None:
    made = claim_commands.issue_sheets(request.seat.town, month, hand=request.seat.hand())
    for paper in made:
        messages.success(request, f"{paper.title}（{paper}）")


def _serve_sheet(request: Request, month: dt.date) -> None:
    named = request.POST.get("mode", "")
    made = claim_commands.serve_sheet(
        request.seat.town,
        month,
        request.POST.get("holder", ""),
        Mode(named) if named in set(Mode) else Mode.SIGNED,
        proof=request.POST.get("proof", "")[:80],
        hand=request.seat.hand(),
    )
    until = max(one.until for one in made)
    messages.success(request, _("Served; the time runs until %(until)s.") % {"until": until})


SHEETS: Mapping[str, Callable[[Request, dt.date], None]] = {
    "sheets": _issue_sheets,
    "serve-sheet": _serve_sheet,
}
"""What the form's `do` asks for about a month's notice sheets → what does it."""


@require_POST
def gather(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Gather what waits of a month into a batch; or issue and serve its notice sheets."""
    seat = request.seat
    try:
        month = dt.date.fromisoformat(f"{request.POST.get('month', '')}-01")
        if (does := SHEETS.get(request.POST.get("do", ""))) is not None:
            does(request, month)
            return redirect("batches", ref=ref)
        if seat.cycle is None:
            raise Refusal("cycle.none", on=seat.today)
        named = request.POST.get("subject", "")
        subject = Subject(named) if named in set(Subject) else Subject.GRANTS
        batch = commands.gather(seat.cycle, month, subject=subject, hand=seat.hand())
    except ValueError:
        messages.error(request, _("Choose the month to gather."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        return redirect("batch", ref=batch.ref)
    return redirect("batches", ref=ref)


@require_GET
def batch(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a batch: its grants, where it stands, what comes next."""
    seat, found = request.seat, _batch(request)
    inside = queries.lines(found)
    point = queries.point_of(found)
    stands = queries.stage(found, inside, point)
    held = rosters(seat.town)
    roles = {role.value for role in seat.roles}
    context = {
        "batch": found,
        "inside": [(one, letters.said(one.claim, held)) for one in inside if not one.pulled],
        "pulled": [(one, letters.said(one.claim, held), _why(one)) for one in inside if one.pulled],
        "stage": stands,
        "point": point,
        "posting": getattr(found, "posting", None),
        "meetings": (
            [one for one in meetings.every(seat.town)[:20] if one.state in {"convened", "held"}]
            if stands is queries.Stage.GATHERED
            else []
        ),
        "clerk": "clerk" in roles,
        "voter": bool(roles & {"member", "head"}),
        "open": stands in {queries.Stage.GATHERED, queries.Stage.TABLED},
        "audiences": list(Audience),
        "subject": Subject(found.subject),
        "papers": papers.about(found.ref),
        "contact": letters.CONTACT,
    }
    return render(request, "publicity/batch.html", context)


def _why(line: "BatchLine") -> str:
    """Say why a grant was pulled out: in somebody's words, or by what refused it."""
    if not line.values and "." not in line.pulled:
        return line.pulled
    code = line.pulled
    try:
        return sentence(Refusal(code, **line.values))
    except KeyError:
        return line.pulled


def _pull(request: Request, found: "Batch") -> None:
    asked = request.POST.get("claim", "")
    line = next((one for one in queries.lines(found) if str(one.claim.ref) == asked), None)
    if line is None:
        raise Refusal("batch.not-inside")
    commands.pull(found, line.claim, request.POST.get("reason", ""), hand=request.seat.hand())


def _table(request: Request, found: "Batch") -> None:
    meeting = meetings.meeting(found.town, request.POST.get("meeting", ""))
    commands.table(found, meeting, hand=request.seat.hand())


def _approve(request: Request, found: "Batch") -> None:
    say_answers(request, commands.approve(found, hand=request.seat.hand()))


def _publish(request: Request, found: "Batch") -> None:
    named = request.POST.get("audience", "")
    audience = Audience(named) if named in set(Audience) else Audience.TOWN
    contact = request.POST.get("contact", "")
    _posted, left = commands.publish(
        found, audience=audience, contact=contact, hand=request.seat.hand()
    )
    say_answers(request, left)


DOES: Mapping[str, Callable[[Request, "Batch"], object]] = {
    "pull": _pull,
    "table": _table,
    "approve": _approve,
    "publish": _publish,
    "list": lambda request, found: commands.issue_list(found, hand=request.seat.hand()),
}


@require_POST
def batch_step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Do what comes next with a batch, or say why not."""
    does = DOES.get(request.POST.get("do", ""))
    try:
        if does is None:
            messages.error(request, _("Choose what is to be done on the batch's page."))
        else:
            does(request, _batch(request))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("batch", ref=ref)


# ------------------------------------------------------------------ the second look
@require_GET
def rechecks(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the samples with their public seeds, and what was found."""
    seat = request.seat
    found = queries.rechecks(seat.town)
    context = {
        "samples": found,
        "may_draw": seat.may("recheck-draw"),
        "may_enter": seat.may("recheck-enter"),
        "percents": range(LEAST_PERCENT, MOST_PERCENT + 1),
        "month": f"{seat.today.replace(day=1) - dt.timedelta(days=1):%Y-%m}",
    }
    return render(request, "publicity/rechecks.html", context)


@require_POST
def draw(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Draw a month's sample."""
    seat = request.seat
    try:
        month = dt.date.fromisoformat(f"{request.POST.get('month', '')}-01")
        percent = whole(request.POST.get("percent")) or LEAST_PERCENT
        commands.draw(seat.town, month, percent=percent, hand=seat.hand())
    except ValueError:
        messages.error(request, _("Choose the month to draw from."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("rechecks", ref=ref)


@require_POST
def enter_result(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter what was found when a drawn grant was looked at again."""
    seat = request.seat
    try:
        sample = uuid.UUID(request.POST.get("sample", ""))
        claim = uuid.UUID(request.POST.get("claim", ""))
        line = queries.recheck_line(seat.town, sample, claim)
        right = request.POST.get("right")
        if line is None or right not in {"yes", "no"}:
            raise ValueError
        reason = request.POST.get("reason", "")[:2000]
        commands.enter_result(line, right=right == "yes", reason=reason, hand=seat.hand())
    except ValueError:
        messages.error(request, _("Choose the grant, and whether it is right."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The result is entered."))
    return redirect("rechecks", ref=ref)


# ------------------------------------------------------------------ what the address names
def _posting(request: Request) -> "Posting":
    return cast("Posting", request.seat.thing and request.seat.thing.row)


def _objection(request: Request) -> "Objection":
    return cast("Objection", request.seat.thing and request.seat.thing.row)


def _batch(request: Request) -> "Batch":
    return cast("Batch", request.seat.thing and request.seat.thing.row)
