"""Rosters (在册): everything dated of one town in memory, and who held what on any day.

Reads nothing by itself: `queries.rosters` fills it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jifen.core.facts import Away, Member
from jifen.core.posts import Body, PostGroup
from jifen.core.ranking import Reason, kept_out

INQUIRY = "inquiry"
"""The kind of absence in which nobody is away: it keeps out, and is not shown to everybody."""


@dataclass(frozen=True, slots=True)
class Span:
    """A dated thing: half-open local dates, `to_on` None while it lasts."""

    from_on: dt.date
    to_on: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Say whether it was so that day."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)

    def within(self, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date] | None:
        """Return the part inside [start, end), or None."""
        first, last = max(self.from_on, start), min(self.to_on or end, end)
        return (first, last) if first < last else None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it was held."""

    cadre: str
    unit: str  # path
    unit_name: str
    unit_kind: str
    post: str
    body: Body
    group: PostGroup
    secretary: bool
    director: bool
    span: Span
    seq: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A duty area as it was led or assisted."""

    cadre: str
    unit: str
    area: str
    lead: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave, a suspension or an inquiry."""

    cadre: str
    kind: str
    span: Span


GROUP_ORDER = (PostGroup.CHIEF, PostGroup.DEPUTY, PostGroup.MEMBER)


class Rosters:
    """Everything dated of one town, read once: who held what on any day."""

    def __init__(
        self,
        posts: list[Post],
        charges: list[Charge] | None,
        absences: Callable[[], Iterable[Absence]],
        *,
        stood: "Callable[[int], Rosters] | None" = None,
        former: Iterable[Post] = (),
    ) -> None:
        """No charges: they were not read, and asking for them is a mistake.

        Absences are read when somebody first asks: one query then, none where nobody does. `stood`
        makes the register as it was after an earlier record, without duties. `former` are posts
        still held under the name of a village that merged: they stand on its roster alone.
        """
        self._stood = stood
        self._posts: Mapping[str, list[Post]] = defaultdict(list)
        self._by_unit: Mapping[str, list[Post]] = defaultdict(list)
        self._charges: Mapping[str, list[Charge]] = defaultdict(list)
        self._absences: Mapping[str, list[Absence]] | None = None
        for post in posts:
            self._posts[post.cadre].append(post)
            self._by_unit[post.unit].append(post)
        for post in former:
            self._by_unit[post.unit].append(post)
        self._duties_read = charges is not None
        for charge in charges or ():
            self._charges[charge.unit].append(charge)
        self._read_absences = absences

    def stood(self, seq: int) -> "Rosters":
        """Return the posts as they stood after an earlier record. No query, unless for leaves."""
        assert self._stood is not None, "this register was read as it stood once already"
        return self._stood(seq)

    def on(self, unit: str, day: dt.date) -> tuple[Member, ...]:
        """Return a unit's roster that day, by cadre code."""
        assert self._duties_read, "the duties were not read"
        held: dict[str, list[Post]] = {}
        for post in self._by_unit.get(unit, ()):
            if post.span.holds(day):
                held.setdefault(post.cadre, []).append(post)
        leads: dict[str, set[str]] = defaultdict(set)
        assists: dict[str, set[str]] = defaultdict(set)
        for charge in self._charges.get(unit, ()):
            if charge.span.holds(day):
                (leads if charge.lead else assists)[charge.cadre].add(charge.area)
        return tuple(
            Member(
                cadre=code,
                secretary=any(post.secretary for post in posts),
                director=any(post.director for post in posts),
                leads=frozenset(leads.get(code, ())),
                assists=frozenset(assists.get(code, ())),
                posts=tuple(post.post for post in posts),
            )
            for code, posts in sorted(held.items())
        )

    def posts(self, code: str, day: dt.date) -> tuple[Post, ...]:
        """Return the posts a cadre held that day, chief ones first."""
        held = [post for post in self._posts.get(code, ()) if post.span.holds(day)]
        return tuple(
            sorted(held, key=lambda p: (GROUP_ORDER.index(p.group), not p.secretary, p.seq))
        )

    def history(self, code: str) -> list[Post]:
        """Return every post somebody held or holds, latest first."""
        return sorted(
            self._posts.get(code, ()), key=lambda one: (one.span.from_on, one.seq), reverse=True
        )

    def leaves(self, code: str, *, inquiries: bool = False) -> list[Absence]:
        """Return every leave and suspension of somebody, latest first; inquiries if asked for."""
        found = [one for one in self._entered(code) if inquiries or one.kind != INQUIRY]
        return sorted(found, key=lambda one: one.span.from_on, reverse=True)

    def last_posts(self, code: str, day: dt.date) -> tuple[Post, ...]:
        """Return the posts held that day, or those held last before it (a leaver's)."""
        held = self.posts(code, day)
        if held:
            return held
        ended = [
            p.span.to_on for p in self._posts.get(code, ()) if p.span.to_on and p.span.to_on <= day
        ]
        return self.posts(code, max(ended) - dt.timedelta(days=1)) if ended else ()

    def unit(self, code: str, day: dt.date) -> str:
        """Return the unit (path) a cadre belonged to that day, or last before it; "" if none."""
        held = self.last_posts(code, day)
        return held[0].unit if held else ""

    def group(self, code: str, day: dt.date) -> PostGroup:
        """Return a cadre's post group that day: the chief one of several posts."""
        held = self.last_posts(code, day)
        return held[0].group if held else PostGroup.MEMBER

    def spans(
        self, code: str, start: dt.date, end: dt.date, *, unit: str = ""
    ) -> tuple[tuple[dt.date, dt.date], ...]:
        """Return when a cadre held any post (in `unit`, if given) inside [start, end), merged."""
        parts = sorted(
            part
            for post in self._posts.get(code, ())
            if not unit or post.unit == unit
            if (part := post.span.within(start, end))
        )
        merged: list[tuple[dt.date, dt.date]] = []
        for first, last in parts:
            if merged and first <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return tuple(merged)

    def serving(self, start: dt.date, end: dt.date) -> list[str]:
        """Return the codes of everybody who held a post inside [start, end), in order."""
        return sorted(code for code in self._posts if self.spans(code, start, end))

    def units_of(self, code: str, start: dt.date, end: dt.date) -> dict[str, int]:
        """Return unit → days served there inside [start, end)."""
        days: dict[str, int] = {}
        for unit in {post.unit for post in self._posts.get(code, ())}:
            served = sum((b - a).days for a, b in self.spans(code, start, end, unit=unit))
            if served:
                days[unit] = served
        return days

    def absences(self, code: str, day: dt.date) -> tuple[Absence, ...]:
        """Return the leaves and suspensions in force that day."""
        return tuple(a for a in self._away(code) if a.span.holds(day))

    def kept_out(self, code: str, day: dt.date) -> Reason | None:
        """Return why somebody has no place, grade or share that day: suspended, under inquiry."""
        return kept_out({one.kind for one in self._entered(code) if one.span.holds(day)})

    def away(self, code: str, start: dt.date, end: dt.date) -> tuple[Away, ...]:
        """Return a cadre's leaves and suspensions inside [start, end), by day."""
        found = [
            Away(kind=absence.kind, from_on=part[0], to_on=part[1])
            for absence in self._away(code)
            if (part := absence.span.within(start, end))
        ]
        return tuple(sorted(found, key=lambda away: (away.from_on, away.to_on, away.kind)))

    def _away(self, code: str) -> list[Absence]:
        """Return when somebody was not there: under inquiry they are."""
        return [one for one in self._entered(code) if one.kind != INQUIRY]

    def _entered(self, code: str) -> list[Absence]:
        if self._absences is None:
            self._absences = defaultdict(list)
            for absence in self._read_absences():
                self._absences[absence.cadre].append(absence)
        return self._absences.get(code, [])
