"""The public check of a receipt (回执): for anybody, signed in or not, by hand or through its QR.

It says whether the receipt is in the town's chain, of what kind its record is and of what day;
nothing about anybody.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jifen.chain import queries, receipts
from jifen.core.errors import Refusal
from jifen.people import queries as people
from jifen.wording import sentence


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Compare the receipt that the address carries; without one, ask for it."""
    towns = people.towns()
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("t", "n", "h")}
    context: dict[str, object] = {"several": len(towns) > 1, "asked": asked}
    if not (asked["n"] or asked["h"]):
        return _page(request, context)
    if not ratelimit.consume(
        request, app="jifen", action="check", config=settings.CHECK_LIMITS, limit_get=True
    ):
        answer: HttpResponse = ratelimit.respond_429(request)
        return answer
    try:
        town = people.town(asked["t"]) if asked["t"] or len(towns) != 1 else towns[0]
        asked["t"] = context["town"] = town.name
        number = receipts.number(asked["n"])
        given = receipts.digits(asked["h"])
    except Refusal as refusal:
        return _page(request, context | {"problem": sentence(refusal)}, status=400)
    return _page(request, context | {"found": queries.check(town.path, number, given)})


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return render(request, "check.html", context, status=status)
