"""The door for whatever is sent: nothing is recorded twice, and no trouble of the machine is raw.

Each form carries a token of its own (templatetags/form_keys.py), without which nothing is accepted.
What a form records is recorded together with that token's key, in one transaction. Sent again with
the same content it gets the first answer again; with other content it is refused.
"""

import hashlib
import random
import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from jifen.chain import freezing
from jifen.core import policy
from jifen.core.errors import Refusal
from jifen.custody import starting, trouble
from jifen.cycles import queries as cycles
from jifen.sendings import commands, queries
from jifen.sendings.commands import Claim, SentAlready
from jifen.web import errors
from jifen.web.gate import View

FREE = frozenset({"sign-in", "look"})
"""Actions that record nothing: they are open in a frozen home, and may be sent as often as wanted.
"""
PATIENCE = 20.0
"""Seconds after which a busy database is told of and not tried again."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
LARGEST = 1 << 18
"""Characters of an answer that are kept to be said again; of a longer one only that it was."""
_PAUSE = 0.05


class Again:
    """Stands before the gate: what was sent before is answered again, to whoever sent it.

    Before, because the first sending may have taken the thing out of the sender's sight: who sent a
    claim back does not see it any more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Answer what is known; let pass what is new. One query for what is sent."""
        key = _key(request)
        known = queries.find(key) if key and _who(request) else None
        return _again(request, key, _digest(request)) if known is not None else None


class Once:
    """Stands behind the gate: who comes here may do what they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Answer what is sent; pages that are only read go their way."""
        assert request.resolver_match is not None
        action = policy.ROUTES[request.resolver_match.view_name]
        if request.method != "POST" or action in FREE:
            return None
        key = _key(request)
        if not key and not getattr(request, "_dont_enforce_csrf_checks", False):
            return errors.no_token(request)
        try:
            see_that_records_can_be_made()
        except Refusal as refusal:
            return errors.unable(request, refusal)
        return _answer(request, lambda: view(request, *args, **kwargs), key)


def see_that_records_can_be_made() -> None:
    """Refuse where nothing may be recorded now. Two queries.

    Raises:
        Refusal: "home.frozen"; "clock.behind" where the clock lies more than a day behind the last
            record, so that every date would be wrong.
    """
    freezing.see_that_it_is_not()
    starting.see_that_the_clock_is_right(cycles.now())


def _answer(request: HttpRequest, view: Callable[[], HttpResponse], key: str) -> HttpResponse:
    until = time.monotonic() + PATIENCE
    body = _digest(request)
    while True:
        claim = Claim(key, by=_who(request), body=body, at=timezone.now())
        try:
            if not key:
                return view()
            with connection.execute_wrapper(claim):
                response = view()
            if claim.stands:
                _keep(request, key, response)
            return response
        except SentAlready:
            return _again(request, key, body)
        except (DatabaseError, InterfaceError, OSError) as problem:
            refusal = trouble.of(problem)
            if refusal is None:
                raise
            if claim.stands:
                return errors.unable(request, Refusal("sending.part"))
            if refusal.code != "home.busy" or time.monotonic() > until:
                return errors.unable(request, refusal)
            _begin_again(request)


def _begin_again(request: HttpRequest) -> None:
    """Undo what the first try left in the request, and let the others go first for a moment."""
    connection.close_if_unusable_or_obsolete()
    _queued(request).clear()
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    time.sleep(_PAUSE * (1 + random.random()))  # noqa: S311 - only so that two do not keep step


def _keep(request: HttpRequest, key: str, response: HttpResponse) -> None:
    """Keep the answer. It was recorded whether this succeeds or not."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    text = "" if response.streaming or len(response.content) > LARGEST else response.text
    whole = response.status_code in {301, 302, 303} or bool(text)
    told = {
        "location": response.headers.get("Location", ""),
        "type": response.headers.get("Content-Type", ""),
        "text": text,
        "messages": [[one.level, str(one.message)] for one in _queued(request)],
    }
    try:
        if whole:
            commands.note_answer(key, response.status_code, told)
    except DatabaseError as problem:
        if trouble.of(problem) is None:
            raise


def _again(request: HttpRequest, key: str, body: str) -> HttpResponse:
    """Say the first answer again; to another content, or another person, no."""
    until = time.monotonic() + 2.0
    while True:
        known = queries.find(key)
        if known is None or (known.by, known.body) != (_who(request), body):
            return errors.unable(request, Refusal("sending.other"), status=409)
        if known.status is not None or time.monotonic() > until:
            break
        time.sleep(_PAUSE)  # its twin has recorded, and is about to note what it answers
    if known.status is None or known.answer is None:
        return errors.unable(request, Refusal("sending.known"), status=409)
    told = known.answer
    response = HttpResponse(told["text"], status=known.status, content_type=told["type"])
    if told["location"]:
        response["Location"] = told["location"]
    response["Idempotent-Replay"] = "true"
    for level, text in told["messages"]:
        messages.add_message(request, level, text)
    return response


def _queued(request: HttpRequest) -> list[Message]:
    """Return the messages that this request has put up so far, which Django shows nobody."""
    queued: list[Message] = vars(messages.get_messages(request))["_queued_messages"]
    return queued


def _key(request: HttpRequest) -> str:
    """Return the key of what is sent; "" of what is only read, and of what has no token."""
    token = request.POST.get(TOKEN, "") if request.method == "POST" else ""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def _who(request: HttpRequest) -> str:
    """Return the key of whoever sends; "" where nobody is signed in."""
    return request.user.ref.hex if request.user.is_authenticated else ""


def _digest(request: HttpRequest) -> str:
    """Return the SHA-256 of where a form goes and of all it holds but its token."""
    seen = hashlib.sha256(request.get_full_path().encode())
    for name, values in sorted(request.POST.lists()):
        if name != TOKEN:
            for value in values:
                seen.update(b"%d:%b%d:%b" % _piece(name, value))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.sha256(b"".join(file.chunks())).hexdigest()
            file.seek(0)
            seen.update(b"%d:%b%d:%b" % _piece(name, f"{file.name}{content}"))
    return seen.hexdigest()


def _piece(name: str, value: str) -> tuple[int, bytes, int, bytes]:
    first, second = name.encode(), value.encode()
    return len(first), first, len(second), second
