"""The menu: the pages of a town that are open to the person who sits there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from jifen.web.seat import Seat


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    route: str
    address: str
    icon: str
    name: Promise | str
    count: int = 0
    """Of what waits there."""


_ABOUT_TOWN = (
    ("town", "home", _("Desk")),
    ("claim-new", "plus", _("Claim points")),
    ("claims", "list-details", _("Claims")),
    ("tasks", "clipboard-check", _("Supervision")),
    ("appeals", "scale", _("Reviews")),
    ("postings", "clipboard-check", _("Postings")),
    ("batches", "list-details", _("Monthly batches")),
    ("meetings", "users", _("Meetings")),
)
_ABOUT_CYCLE = (
    ("ledger", "book", _("Ledger")),
    ("standings", "chart-bar", _("Standings")),
    ("cycle", "calendar", _("Cycle")),
    ("audit", "list-details", _("Auditor's lists")),
)
_AFTER = (
    ("cases", "alert-triangle", _("Warnings")),
    ("people", "users", _("People")),
    ("recusals", "eye", _("Recusals")),
    ("leaves", "users", _("Leaves")),
    ("inquiries", "eye", _("Under inquiry")),
    ("mergers", "users", _("Mergers of villages")),
    ("calendar", "calendar", _("Working calendar")),
    ("erasures", "trash", _("Erasing personal data")),
    ("rulebook", "scale", _("Rulebook")),
    ("home-care", "settings", _("State of the system")),
    ("complaints", "message", _("Complaints to the county")),
)


def menu(seat: "Seat") -> list[Entry]:
    """Return the entries for a person before a thing; none where the page is about no town."""
    if seat.thing is None:
        return []
    found = [
        Entry(route, reverse(route, args=[seat.town.ref]), icon, name)
        for route, icon, name in _ABOUT_TOWN
        if seat.may(route)
    ]
    told = reverse("notices", args=[seat.town.ref])
    found.insert(1, Entry("notices", told, "message", _("Messages"), seat.unread))
    if seat.own is not None:
        mine = reverse("cadre", args=[seat.own.ref])
        found.insert(1, Entry("cadre", mine, "user", _("My points")))
    if seat.cycle is not None:
        found += [
            Entry(route, reverse(route, args=[seat.cycle.ref]), icon, name)
            for route, icon, name in _ABOUT_CYCLE
            if seat.may(route)
        ]
    found += [
        Entry(route, reverse(route, args=[seat.town.ref]), icon, name)
        for route, icon, name in _AFTER
        if seat.may(route)
    ]
    return found
