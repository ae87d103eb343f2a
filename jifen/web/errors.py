"""Pages that say no: what is wrong, why, and what to do about it.

They hold nothing of the person and nothing of the thing, so that what exists elsewhere and what
exists nowhere answer with the same bytes.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

from jifen.core.access import Actor, Target
from jifen.core.policy import Action
from jifen.terms import role

TYPE_COOKIE = "jifen-type"


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
    """Say that we made a mistake."""
    return _page(request, "500.html", 500)


def _page(request: HttpRequest, template: str, status: int, **words: str) -> HttpResponse:
    large = request.COOKIES.get(TYPE_COOKIE) == "large"
    return HttpResponse(
        get_template(template).render({"large_type": large, **words}), status=status
    )
