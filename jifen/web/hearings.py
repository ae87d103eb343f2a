"""The hearing of a deduction at the browser: who was reached, what they answer, each reply."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jifen.claims import commands, foreseen, hearings, queries, taking_up
from jifen.claims.letters import MADE_BY, Letter
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.points import Centipoints
from jifen.core.recusal import SPEAKS
from jifen.core.rules import Rulebook
from jifen.core.service import PROVED, Mode, Served
from jifen.core.workflow import SECRET, Action, Kind, State, step_at
from jifen.people.rosters import Rosters
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.claims.models import Addressee, AnswerPoint, Claim

PAPER_MODES = [mode for mode in Mode if PROVED[mode]]
MOST = 4000
"""Characters of an answer or a reply."""


@dataclass(frozen=True, slots=True)
class Other:
    """A recorded line that would move with the case."""

    title: str
    fact: str
    was: Centipoints
    now: Centipoints


@dataclass(frozen=True, slots=True)
class Share:
    """One addressee as the page shows them, and what whoever looks may do for them."""

    row: "Addressee"
    name: str
    status: str
    others: tuple[Other, ...]
    points: "tuple[AnswerPoint, ...]"
    mine: bool
    serves: str
    """What is to be served on them: "notice", "decision", or nothing."""
    reads: bool
    answers: bool
    writes_down: bool
    letters: tuple[Letter, ...]
    """Papers that this person may issue to them."""


def shares(claim: "Claim", seat: Seat, rules: Rulebook) -> list[Share]:
    """Return the addressees of a deduction, the village first: who is one sees their own alone.

    No query.
    """
    judges = bool(queries.hats(claim, seat.actor, on=seat.today) - SPEAKS)
    done = {step.action for step in claim.decisions.all()}
    papers = tuple(one for one in Letter if MADE_BY[one] in done)
    mine = hearings.spoken_for(claim, seat.actor, on=seat.today)
    office = is_office(claim, seat)
    state = State(claim.state)
    found = []
    for one in hearings.live(claim):
        if not judges and one not in mine and claim.drafted_by != seat.user:
            continue
        serves = ""
        if state is State.NOTICED and one.noticed_on is None:
            serves = Served.NOTICE.value
        elif state in {State.SERVED, State.RECORDED} and one.served_on is None:
            serves = Served.DECISION.value
        open_ = hearings.may_still_answer(claim, one, seat.today)
        found.append(
            Share(
                row=one,
                name=hearings.name_of(claim, one),
                status=hearings.status(claim, one, seat.today),
                others=_others(one, rules),
                points=tuple(one.points.all()),
                mine=one in mine,
                serves=serves if office else "",
                reads=bool(serves) and one in mine,
                answers=open_ and one in mine,
                writes_down=open_ and office and one not in mine,
                letters=papers if office else (),
            )
        )
    return found


def _others(one: "Addressee", rules: Rulebook) -> tuple[Other, ...]:
    return tuple(
        Other(
            rules.by_code[line["item"]].title if line["item"] in rules.by_code else line["item"],
            line["fact"],
            Centipoints(line["was"]),
            Centipoints(line["now"]),
        )
        for line in one.knock_on
    )


def is_office(claim: "Claim", seat: Seat) -> bool:
    """Say whether this person serves papers in a case."""
    role = Role.DISCIPLINE if queries.route(claim) in SECRET else Role.CLERK
    return role in queries.hats(claim, seat.actor, on=seat.today)


def may_reply(claim: "Claim", seat: Seat) -> bool:
    """Say whether this person replies to the points of an answer."""
    row = step_at(Kind.DEDUCTION, State.ANSWERED, Action.REPLY, queries.route(claim))
    assert row is not None
    going = State(claim.state) in hearings.HEARD
    return going and bool(queries.hats(claim, seat.actor, on=seat.today) & row.roles)


def checks(
    claim: "Claim", seat: Seat, moves: Sequence[foreseen.Move], held: Rosters | None
) -> list[tuple[taking_up.Finding, str]]:
    """Return what taking it up looks at, each with why it fails; for those who take it up."""
    if claim.kind != Kind.DEDUCTION or State(claim.state) not in TO_BE_TAKEN_UP:
        return []
    if not is_office(claim, seat):
        return []
    found = taking_up.findings(claim, seat.actor, on=seat.today, held=held, moves=moves)
    return [(one, sentence(one.refusal) if one.refusal else "") for one in found]


TO_BE_TAKEN_UP = frozenset({State.PROPOSED, State.ATTESTED})


def context(
    claim: "Claim",
    seat: Seat,
    rules: Rulebook,
    moves: Sequence[foreseen.Move],
    held: Rosters | None,
) -> dict[str, object]:
    """Return what the page of a deduction shows besides what every claim's page shows."""
    if claim.kind != Kind.DEDUCTION:
        return {}
    waits = queries.pending(claim)
    return {
        "route": queries.route(claim),
        "shares": shares(claim, seat, rules),
        "may_reply": may_reply(claim, seat),
        "checks": checks(claim, seat, moves, held),
        "modes": PAPER_MODES,
        "waits": waits,
        "may_take_back": waits is not None and waits.by == seat.user,
    }


# ------------------------------------------------------------------ what is sent
View = Callable[[Request, uuid.UUID], HttpResponse]


def _in_words(view: View) -> View:
    """Say a refusal on the case's page, also one of a form that names what is not there."""

    @wraps(view)
    def said(request: Request, ref: uuid.UUID) -> HttpResponse:
        try:
            return view(request, ref)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
            return redirect("claim", ref=ref)

    return said


@require_POST
@_in_words
def serve(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Note a service: the person read it here, or the office served it on paper."""
    one = _addressee(request)
    posted = request.POST

    def do() -> str:
        commands.serve(
            one,
            _one_of(Served, posted.get("what", "")),
            _one_of(Mode, posted.get("mode", "")),
            proof=posted.get("proof", "").strip()[:120],
            on=_day(posted.get("on", "")),
            hand=request.seat.hand(),
        )
        return _("The service is noted; the time runs from that day.")

    return _done(request, ref, do)


@require_POST
@_in_words
def answer(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Answer a notice, a point a line; or write down what the person says."""
    one = _addressee(request)
    posted = request.POST

    def do() -> str:
        made = commands.answer(
            one,
            posted.get("points", "")[:MOST].splitlines(),
            evidence=posted.get("evidence", "")[:MOST].splitlines(),
            signature=posted.get("signature", "").strip()[:120],
            hand=request.seat.hand(),
        )
        return _("The answer is in, in %(points)s points. Each will get a reply.") % {
            "points": len(made)
        }

    return _done(request, ref, do)


@require_POST
@_in_words
def reply(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Reply to one point."""
    claim = cast("Claim", request.seat.thing and request.seat.thing.row)
    wanted = request.POST.get("point", "")
    point = next((one for one in hearings.points(claim) if str(one.pk) == wanted), None)
    if point is None:
        raise Refusal("hearing.form")
    accepted = request.POST.get("accepted", "")

    def do() -> str:
        if accepted not in {"1", "0"}:
            raise Refusal("answer.accepted-or-not")
        commands.reply(
            point,
            accepted=accepted == "1",
            reason=request.POST.get("reason", "")[:MOST],
            hand=request.seat.hand(),
        )
        return _("The point has its reply.")

    return _done(request, ref, do)


@require_POST
@_in_words
def take_back(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take back one's decision within ten seconds."""
    claim = cast("Claim", request.seat.thing and request.seat.thing.row)

    def do() -> str:
        commands.take_back(claim, hand=request.seat.hand())
        return _("The decision is taken back, as if it had never been taken.")

    return _done(request, ref, do)


@require_POST
@_in_words
def letter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue a letter to one addressee, and show it."""
    one = _addressee(request)
    wanted = request.POST.get("letter", "")
    if wanted not in set(Letter):
        raise Refusal("hearing.form")
    try:
        paper = commands.issue_letter(one, Letter(wanted), hand=request.seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("claim", ref=ref)
    return redirect("paper", ref=paper.ref, ending="pdf")


def _done(request: Request, ref: uuid.UUID, do: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, do())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("claim", ref=ref)


def _addressee(request: Request) -> "Addressee":
    claim = cast("Claim", request.seat.thing and request.seat.thing.row)
    wanted = request.POST.get("addressee", "")
    found = next((one for one in hearings.live(claim) if str(one.ref) == wanted), None)
    if found is None:
        raise Refusal("hearing.form")
    return found


Code = TypeVar("Code", Served, Mode)


def _one_of(codes: type[Code], text: str) -> Code:
    try:
        return codes(text)
    except ValueError:
        raise Refusal("hearing.form") from None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
