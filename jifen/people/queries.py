"""Reading people: who someone is, who held what on which day."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from django.db.models import DateField, Q, QuerySet, Value

from jifen.chain import canonical, reading
from jifen.chain.canonical import commitment
from jifen.chain.queries import Fault
from jifen.core.access import Actor, Role, contains
from jifen.core.access import Grant as Hat
from jifen.core.errors import Refusal
from jifen.core.facts import Away, Member
from jifen.core.posts import Body, PostGroup
from jifen.people.models import Area, Cadre, Duty, Grant, Holding, Leave, Reading, Relation, User


# ------------------------------------------------------------------ accounts
def user(login: str) -> User:
    """Return an account by what it signs in with. One query.

    Raises:
        Refusal: "user.unknown" if there is none, or it was disabled.
    """
    found = User.objects.select_related("cadre__town").filter(login=login, is_active=True).first()
    if found is None:
        raise Refusal("user.unknown", login=login)
    return found


def actor(who: User) -> Actor:
    """Return an account as the rules see it. One query; more if cadre and town were not read."""
    nothing = Value(None, output_field=DateField())
    grants = Grant.objects.filter(user=who).values_list("role", "area__path", "from_on", "to_on")
    kin = Relation.objects.filter(user=who).values_list(Value(""), "cadre__code", nothing, nothing)
    rows = list(grants.union(kin, all=True))
    return Actor(
        key=who.ref.hex,
        login=who.login,
        grants=frozenset(
            Hat(role=Role(role), area=path, from_on=from_on, to_on=to_on)
            for role, path, from_on, to_on in rows
            if role
        ),
        cadre=who.cadre.code if who.cadre else "",
        kin=frozenset(code for role, code, _, _ in rows if not role),
        register=who.cadre.town.path if who.cadre else "",
    )


def user_at(ref: uuid.UUID) -> User | None:
    """Return the account that a record names, if it is not disabled. One query."""
    return User.objects.select_related("cadre__town").filter(ref=ref, is_active=True).first()


def names(keys: Iterable[str]) -> dict[str, str]:
    """Return account key → the person's name. One query."""
    wanted = {str(key) for key in keys if key}
    return {u.ref.hex: u.name for u in User.objects.filter(ref__in=wanted)}


def holders(of: "Area", roles: Collection[Role], *, on: dt.date) -> list[User]:
    """Return who holds one of `roles` over a whole area that day, by name. One query."""
    parts = of.path.split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    held = Grant.objects.filter(role__in=roles, area__path__in=above, from_on__lte=on)
    held = held.filter(Q(to_on=None) | Q(to_on__gt=on))
    users = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return list(users.select_related("cadre__town").order_by("name"))


# ------------------------------------------------------------------ areas
def town(name: str) -> Area:
    """Return a town by its path or its name. One query.

    Raises:
        Refusal: "town.unknown" if none, "town.ambiguous" if several bear the name.
    """
    found = list(Area.objects.filter(Q(path=name) | Q(name=name), kind=Area.Kind.TOWN)[:2])
    if not found:
        raise Refusal("town.unknown", name=name)
    if len(found) > 1:
        raise Refusal("town.ambiguous", name=name)
    return found[0]


def town_of(path: str) -> Area:
    """Return the town a path lies in. One query."""
    parts = path.split("/")
    prefixes = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return Area.objects.get(path__in=prefixes, kind=Area.Kind.TOWN)


def towns_of(who: Actor, *, on: dt.date) -> list[Area]:
    """Return the towns in which `who` holds a role that day, by path. One query."""
    held = [g.area for g in who.grants if g.holds(on)]
    towns = Area.objects.filter(kind=Area.Kind.TOWN).order_by("path")
    return [t for t in towns if any(contains(a, t.path) or contains(t.path, a) for a in held)]


def area_at(ref: uuid.UUID, kinds: Collection[str]) -> Area | None:
    """Return the area that an address names, if it is of one of `kinds`. One query."""
    return Area.objects.filter(ref=ref, kind__in=kinds).first()


def towns() -> list[Area]:
    """Return every town of this home, by path. One query."""
    return list(Area.objects.filter(kind=Area.Kind.TOWN).order_by("path"))


def area(path: str) -> Area:
    """Return the area at a path. One query.

    Raises:
        Refusal: "area.unknown".
    """
    standing = Area.objects.filter(path=path).first()
    if standing is None:
        raise Refusal("area.unknown", path=path)
    return standing


def villages(of: Area) -> list[Area]:
    """Return a town's villages and communities, by path. One query."""
    kinds = (Area.Kind.VILLAGE, Area.Kind.COMMUNITY)
    return list(
        Area.objects.filter(path__startswith=of.path + "/", kind__in=kinds).order_by("path")
    )


def unit(of: Area, name: str) -> Area:
    """Return a town's village or community by its name or path. One query.

    Raises:
        Refusal: "unit.unknown", naming those there are.
    """
    every = villages(of)
    for one in every:
        if name in {one.name, one.path}:
            return one
    raise Refusal("unit.unknown", name=name, names="、".join(one.name for one in every))


# ------------------------------------------------------------------ cadres
def cadres(of: Area) -> QuerySet[Cadre]:
    """Return a town's register, by code."""
    return Cadre.objects.filter(town=of).order_by("code")


def cadre(of: Area, text: str) -> Cadre:
    """Return a cadre by code or by full name. One query.

    Raises:
        Refusal: "cadre.unknown", or "cadre.ambiguous" naming the codes of that name.
    """
    found = list(cadres(of).filter(Q(code=text.upper()) | Q(name=text)))
    if not found:
        raise Refusal("cadre.unknown", name=text)
    if len(found) > 1:
        raise Refusal("cadre.ambiguous", name=text, codes="、".join(c.code for c in found))
    return found[0]


def cadre_at(ref: uuid.UUID) -> Cadre | None:
    """Return the cadre that an address names, with their town. One query."""
    return Cadre.objects.filter(ref=ref).select_related("town").first()


def lookup(of: Area, text: str, *, limit: int = 20) -> list[Cadre]:
    """Return cadres whose name, pinyin, initials or code hold `text`. One query."""
    wanted = text.strip().lower()
    held = Q(name__icontains=wanted) | Q(name_key__contains=wanted) | Q(code__icontains=wanted)
    return list(cadres(of).filter(held)[:limit])


# ------------------------------------------------------------------ who held it on that day
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
    """A leave or suspension."""

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
    ) -> None:
        """No charges: they were not read, and asking for them is a mistake.

        Absences are read when somebody first asks: one query then, none where nobody does.
        """
        self._posts: Mapping[str, list[Post]] = defaultdict(list)
        self._by_unit: Mapping[str, list[Post]] = defaultdict(list)
        self._charges: Mapping[str, list[Charge]] = defaultdict(list)
        self._absences: Mapping[str, list[Absence]] | None = None
        for post in posts:
            self._posts[post.cadre].append(post)
            self._by_unit[post.unit].append(post)
        self._duties_read = charges is not None
        for charge in charges or ():
            self._charges[charge.unit].append(charge)
        self._read_absences = absences

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

    def away(self, code: str, start: dt.date, end: dt.date) -> tuple[Away, ...]:
        """Return a cadre's leaves and suspensions inside [start, end), by day."""
        found = [
            Away(kind=absence.kind, from_on=part[0], to_on=part[1])
            for absence in self._away(code)
            if (part := absence.span.within(start, end))
        ]
        return tuple(sorted(found, key=lambda away: (away.from_on, away.to_on, away.kind)))

    def _away(self, code: str) -> list[Absence]:
        if self._absences is None:
            self._absences = defaultdict(list)
            for absence in self._read_absences():
                self._absences[absence.cadre].append(absence)
        return self._absences.get(code, [])


def rosters(of: Area, *, upto_seq: int | None = None, duties: bool = True) -> Rosters:
    """Read a town's posts and duties: two queries, whatever the size; a third at the first leave.

    With `upto_seq`, as the register stood after that record of the town's chain. Who needs no
    duties (`on`) saves a query.
    """
    most = _most(upto_seq)
    holdings = Holding.objects.filter(cadre__town=of, seq__lte=most).select_related("cadre", "unit")
    charges = Duty.objects.filter(cadre__town=of, seq__lte=most).select_related("cadre", "unit")
    return Rosters(
        _posts(holdings.order_by("seq"), most),
        [
            Charge(d.cadre.code, d.unit.path, d.area, d.lead, _span(d, most))
            for d in charges.order_by("seq")
        ]
        if duties
        else None,
        lambda: _absences(of, most),
    )


def registers(of: Area, upto: Iterable[int | None]) -> dict[int | None, Rosters]:
    """Read a town's posts as they stood after some records of its chain, by their numbers.

    None: as they stand now. Without duties. One query, however many are asked for; one more for
    each in which somebody asks for leaves.
    """
    rows = list(
        Holding.objects.filter(cadre__town=of).select_related("cadre", "unit").order_by("seq")
    )
    return {
        seq: Rosters(_posts(rows, _most(seq)), None, partial(_absences, of, _most(seq)))
        for seq in set(upto)
    }


def _absences(of: Area, most: int) -> list[Absence]:
    rows = Leave.objects.filter(cadre__town=of, seq__lte=most).select_related("cadre")
    return [
        Absence(leave.cadre.code, leave.kind, Span(leave.from_on, leave.to_on))
        for leave in rows.order_by("seq")
    ]


def _most(upto_seq: int | None) -> int:
    return upto_seq if upto_seq is not None else 2**62


def _posts(rows: Iterable[Holding], most: int) -> list[Post]:
    return [
        Post(
            cadre=h.cadre.code,
            unit=h.unit.path,
            unit_name=h.unit.name,
            unit_kind=h.unit.kind,
            post=h.post,
            body=Body(h.body),
            group=PostGroup(h.group),
            secretary=h.secretary,
            director=h.director,
            span=_span(h, most),
            seq=h.seq,
        )
        for h in rows
        if h.seq <= most
    ]


def _span(row: Holding | Duty, most: int) -> Span:
    """Return when it was so, as far as records up to `most` say."""
    ended = row.end_seq is not None and row.end_seq <= most
    return Span(row.from_on, row.to_on if ended else None)


# ------------------------------------------------------------------ who looked
def readings(of: Cadre, *, limit: int = 100) -> QuerySet[Reading]:
    """Return who looked at a cadre's file, latest first. One query."""
    return Reading.objects.filter(cadre=of).select_related("user").order_by("-at")[:limit]


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the rows of a town's register that their records contradict."""
    cadres_ = Cadre.objects.filter(town=town).order_by("seq")
    yield from reading.differ(
        town.path,
        "cadre",
        ((c.seq, {"code": c.code, "name_salted": commitment(c.salt, c.name)}) for c in cadres_),
    )
    held = list(
        Holding.objects.filter(cadre__town=town).select_related("cadre", "unit").order_by("seq")
    )
    yield from reading.differ(town.path, "holding", ((h.seq, _holding_fields(h)) for h in held))
    yield from reading.differ(
        town.path,
        "holding-end",
        (
            (
                h.end_seq or 0,
                {
                    "holding": h.seq,
                    "to_on": h.to_on,
                    "reason_salted": commitment(h.cadre.salt, h.end_reason),
                },
            )
            for h in held
            if h.to_on is not None or h.end_seq is not None
        ),
    )
    led = list(
        Duty.objects.filter(cadre__town=town).select_related("cadre", "unit").order_by("seq")
    )
    yield from reading.differ(town.path, "duty", ((d.seq, _duty_fields(d)) for d in led))
    yield from reading.differ(
        town.path,
        "duty-end",
        (
            (d.end_seq or 0, {"duty": d.seq, "to_on": d.to_on})
            for d in led
            if d.to_on is not None or d.end_seq is not None
        ),
    )
    away = Leave.objects.filter(cadre__town=town).select_related("cadre").order_by("seq")
    yield from reading.differ(town.path, "leave", ((x.seq, _leave_fields(x)) for x in away))


def _holding_fields(row: Holding) -> dict[str, canonical.Value]:
    return {
        "cadre": row.cadre.code,
        "post": row.post,
        "body": row.body,
        "group": row.group,
        "secretary": int(row.secretary),
        "director": int(row.director),
        "unit": row.unit.path,
        "from_on": row.from_on,
    }


def _duty_fields(row: Duty) -> dict[str, canonical.Value]:
    return {
        "cadre": row.cadre.code,
        "area": row.area,
        "unit": row.unit.path,
        "lead": int(row.lead),
        "from_on": row.from_on,
    }


def _leave_fields(row: Leave) -> dict[str, canonical.Value]:
    return {
        "cadre": row.cadre.code,
        "leave_salted": commitment(row.cadre.salt, row.kind),
        "from_on": row.from_on,
        "to_on": row.to_on,
    }
