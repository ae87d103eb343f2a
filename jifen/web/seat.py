"""Who sits at the browser, for one request: the account, what it came for, in what roles."""

import datetime as dt
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import HttpRequest

from jifen.core import policy
from jifen.core.access import Actor, Role, Target
from jifen.core.hand import Hand, local_date
from jifen.cycles.queries import missing_years
from jifen.web.menu import Entry, menu

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from jifen.cycles.models import Cycle
    from jifen.people.models import Area, Cadre, User
    from jifen.web.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One request's person. `thing` is what the address names, already found to be theirs to see.

    `cycles` are the town's, latest first; empty where the page is about no town.
    """

    user: "User"
    actor: Actor
    now: dt.datetime
    demo: bool
    thing: "Thing | None" = None
    roles: frozenset[Role] = frozenset()
    cycles: "tuple[Cycle, ...]" = ()
    unread: int = 0
    """Messages in the town that this person has not read."""

    @property
    def today(self) -> dt.date:
        """The local business date."""
        return local_date(self.now)

    @property
    def town(self) -> "Area":
        """The town the page is about."""
        assert self.thing is not None, "this page is about no town"
        return self.thing.town

    @property
    def cycle(self) -> "Cycle | None":
        """The town's cycle of today, or else the latest that has begun."""
        return next((one for one in self.cycles if one.starts_on <= self.today), None)

    @property
    def missing_years(self) -> tuple[int, ...]:
        """The years that periods of today can reach and whose holidays nobody has entered."""
        return missing_years(self.cycles, self.today)

    @property
    def hats(self) -> list[Role]:
        """The roles held in the town, in the order of `Role`."""
        held = policy.roles_held(
            policy.ACTIONS["town.desk"], self.actor, Target(area=self.town.path), on=self.today
        )
        return [role for role in Role if role in held]

    @property
    def own(self) -> "Cadre | None":
        """The cadre this person is in the page's town, if they are one."""
        mine = self.user.cadre
        return mine if mine is not None and mine.town == self.town else None

    @property
    def menu(self) -> list[Entry]:
        """What the menu offers this person on this page."""
        return menu(self)

    def may(self, route: str) -> bool:
        """Say whether a page about the town as a whole is open to this person."""
        action = policy.ACTIONS[policy.ROUTES[route]]
        held = policy.roles_held(action, self.actor, Target(area=self.town.path), on=self.today)
        return policy.allows(action, held)

    def hand(self) -> Hand:
        """Return the hand that acts for this request: whoever sits here, now."""
        return Hand(actor=self.actor, at=self.now, dice=os.urandom)

    def before(
        self, thing: "Thing", roles: frozenset[Role], cycles: "tuple[Cycle, ...]", unread: int
    ) -> "Seat":
        """Return the same person before a thing."""
        return replace(self, thing=thing, roles=roles, cycles=cycles, unread=unread)


class Request(HttpRequest):
    """A request that passed the gate."""

    seat: Seat
    htmx: "HtmxDetails"
