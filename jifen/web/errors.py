"""Pages that say no: what is wrong, why, and what to do about it.

They hold nothing of the person and nothing of the thing, so that what exists elsewhere and what
exists nowhere answer with the same bytes.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

from jifen.core.access import Actor, Target
from jifen.core.errors import Refusal
from jifen.core.policy import Action
from jifen.custody import trouble
from jifen.terms import role
from jifen.wording import sentence

TYPE_COOKIE = "jifen-type"
RETRY_SECONDS = 20
"""What a program is told to wait before it asks again."""


def not_yours(request: HttpRequest, action: Action, actor: Actor, target: Target) -> HttpResponse:
    """Say that a page is for other roles, and which; or that kinship stands in the way."""
    if actor.kin & target.cadres:
        why = _("You are registered as kin of the person concerned, so you are recused.")
    else:
        why = _("This page is for: %(roles)s.") % {
            "roles": "、".join(role(r) for r in sorted(action.roles))
        }
    return _page(request, "403.html", 403, why=why)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, for you."""
    return _page(request, "404.html", 404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the rules do not allow it."""
    return _page(request, "403.html", 403, why="")


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old or came from elsewhere."""
    return _page(request, "csrf.html", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request cannot be read."""
    return _page(request, "400.html", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that we made a mistake; or, where the machine beneath failed, what is wrong with it."""
    refusal = trouble.of(sys.exc_info()[1])
    if refusal is not None:
        return unable(request, refusal)
    return _page(request, "500.html", 500)


def unable(request: HttpRequest, refusal: Refusal, *, status: int = 503) -> HttpResponse:
    """Say that nothing was recorded and why, and whether pressing once more may help."""
    known = status == 409 or refusal.code == "sending.part"
    title = _("This was sent before") if known else _("Nothing was recorded")
    answer = _page(
        request,
        "unable.html",
        status,
        title=title,
        said=sentence(refusal),
        again=request.method == "POST" and refusal.code in trouble.PASSING,
    )
    if status == 503:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _page(request: HttpRequest, template: str, status: int, **words: object) -> HttpResponse:
    large = request.COOKIES.get(TYPE_COOKIE) == "large"
    return HttpResponse(
        get_template(template).render({"large_type": large, **words}), status=status
    )
