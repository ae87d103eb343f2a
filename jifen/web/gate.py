"""The gate: every page is refused unless its row in the policy table lets this person in."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from jifen.chain import freezing
from jifen.core import policy
from jifen.cycles import queries as cycles
from jifen.notices import queries as notices
from jifen.people import commands as people_commands
from jifen.people import queries as people
from jifen.web import errors, things
from jifen.web.seat import Request, Seat

if TYPE_CHECKING:
    from jifen.people.models import User

SEEN_SECONDS = 60
"""How often a session's last use is written down: reading a page is not a write each time."""


class View(Protocol):
    """A page."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer a request."""


class Gate:
    """Deny by default: 404 for what does not exist for this person, 403 for what is not theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let no browser or proxy keep a page, and no page use what an office has no need of."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.OK and request.method in {"GET", "HEAD"}:
            _note_reading(request)
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Find the row, the person, the thing; refuse or let pass."""
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        # A page that nobody wrote a row for is a mistake of ours, and answers 500 to all.
        action = policy.ACTIONS[policy.ROUTES[name]]
        _limit_session(request)
        if action.scope is policy.Scope.OPEN:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)

        request = cast(Request, request)
        seat = request.seat = seat_of(cast("User", request.user))
        if action.kind is policy.Kind.NONE:
            return None
        ref = cast(uuid.UUID, kwargs["ref"])
        thing, actor = things.find(action.kind, ref, seat.actor, on=seat.today), seat.actor
        if thing is None:
            raise Http404
        roles = policy.roles_held(action, actor, thing.target, on=seat.today)
        if not policy.allows(action, roles):
            return errors.not_yours(request, action, actor, thing.target)
        rows = cycles.with_missing_years(cycles.cycles(thing.town), seat.today)
        known = tuple(notices.counted(rows, seat.user, thing.town, at=seat.now))
        request.seat = seat.before(thing, roles, known, notices.count_in(known))
        return None


def seat_of(user: "User") -> Seat:
    """Return the seat of a signed-in account, before any thing. Three queries."""
    offset = cycles.offset()
    now = dt.datetime.now(dt.UTC) + (offset or dt.timedelta())
    return Seat(user=user, actor=people.actor(user), now=now, demo=offset is not None)


def _limit_session(request: HttpRequest) -> None:
    """End a session that is older than its absolute limit; note the use of a living one."""
    if not request.user.is_authenticated:
        return
    session, now = request.session, int(time.time())
    since = session.setdefault("since", now)
    if now - since >= settings.SESSION_ABSOLUTE_SECONDS:
        logout(request)
    elif now - session.get("seen", 0) >= SEEN_SECONDS:
        session["seen"] = now  # a changed session is saved, and its idle time starts again


def _note_reading(request: HttpRequest) -> None:
    """Write down who looked at what is about whom (谁看过我的信息), for every page alike.

    Looking again within the minute is the same look; the session knows, so it asks nothing then.
    """
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None or seat.thing is None:
        return
    about = seat.thing.target.cadres - {seat.actor.cadre_in(seat.town.path)}
    if not about:
        return
    assert request.resolver_match is not None
    now, page = int(time.time()), request.resolver_match.view_name
    key = f"{page} {request.resolver_match.kwargs['ref']}"
    looked = request.session.get("looked", {})
    if now - looked.get(key, 0) >= SEEN_SECONDS:
        lately = {one: at for one, at in looked.items() if now - at < SEEN_SECONDS}
        request.session["looked"] = {**lately, key: now}
        people_commands.note_readings(about, seat.town, user=seat.user, hand=seat.hand(), page=page)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = reverse("account_login")
    if request.method == "GET" and request.path != reverse("desk"):
        address += "?" + urlencode({"next": request.get_full_path()})
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def context(request: HttpRequest) -> dict[str, object]:
    """Give every page its person, its town, whether recording is suspended, and the type size.

    No query.
    """
    return {
        "seat": getattr(request, "seat", None),
        "suspended": freezing.frozen(),
        "large_type": request.COOKIES.get(errors.TYPE_COOKIE) == "large",
    }
