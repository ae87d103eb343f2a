"""How one reads: language, type size, help. Open to everybody, remembered by the browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from jifen.web.errors import TYPE_COOKIE

_YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language chosen, and go back."""
    response = redirect(_back(request))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, str(chosen))
    return response


@require_POST
def type_size(request: HttpRequest) -> HttpResponse:
    """Remember the type size chosen, and go back."""
    response = redirect(_back(request))
    large = request.POST.get("size") == "large"
    _remember(response, TYPE_COOKIE, "large" if large else "normal")
    return response


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Show how it works and whom to ask."""
    return render(request, "help.html")


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else "/"
