"""Reading people: who someone is, who held what on which day."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any  # a row of a union

from django.db import connection
from django.db.models import CharField, DateField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from jifen.chain import canonical, reading
from jifen.chain.canonical import commitment
from jifen.chain.queries import HOME, Fault
from jifen.core.access import APART, DECIDERS, Actor, Role, Tie, contains
from jifen.core.access import Grant as Hat
from jifen.core.erasure import State
from jifen.core.errors import Refusal
from jifen.core.posts import Body, PostGroup
from jifen.people import mergers
from jifen.people.models import Area, Cadre, Duty, Grant, Holding, Leave, Reading, Relation, User
from jifen.people.rosters import Absence, Charge, Post, Rosters, Span


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
    return actors([who])[0]


def actors(users: Sequence[User]) -> list[Actor]:
    """Return accounts as the rules see them. One query; more if cadre and town were not read.

    A delegated role goes with the account it comes from: it ends where that one is disabled.
    """
    of = [who.pk for who in users]
    # Every page asks this of one account. To put it in words takes the ORM ten times as long as
    # the database takes to answer, so for one it is put in words once.
    found = _asked(of[0]) if len(of) == 1 else _hats_and_ties(of)
    rows: dict[int, list[tuple[str, str, str, dt.date, dt.date | None, str]]] = defaultdict(list)
    for what, owner, code, area_, from_on, to_on, key in found:
        rows[owner].append((what, code or "", area_, from_on, to_on, (key or "").replace("-", "")))
    return [_actor(who, rows[who.pk]) for who in users]


def _hats_and_ties(users: Sequence[int]) -> QuerySet[Any, tuple[Any, ...]]:
    """Ask what accounts hold, whom they are tied to, and whose cases they shun."""
    held = Grant.objects.filter(user__in=users)
    held = held.filter(Q(delegated_by=None) | Q(delegated_by__is_active=True))
    given = Grant.objects.filter(delegated_by__in=users)
    taken = Grant.objects.filter(user__in=users, delegated_by__isnull=False)
    kin = Relation.objects.filter(user__in=users)
    never, nothing = Value(None, output_field=DateField()), Value("")
    delegator, delegate = (Cast(name, CharField()) for name in ("delegated_by__ref", "user__ref"))
    until = ("from_on", "to_on")
    found = held.values_list(Value("held"), "user", "role", "area__path", *until, delegator)
    return found.union(
        given.values_list(Value("tie"), "delegated_by", nothing, nothing, *until, delegate),
        taken.values_list(Value("tie"), "user", nothing, nothing, *until, delegator),
        taken.values_list(
            Value("shun"), "user", "delegated_by__cadre__code", nothing, never, never, delegator
        ),
        taken.values_list(
            Value("shun"),
            "user",
            "delegated_by__relations__cadre__code",
            nothing,
            never,
            never,
            delegator,
        ),
        kin.values_list(Value("kin"), "user", "cadre__code", nothing, never, never, nothing),
        all=True,
    )


_ANYBODY = -1
"""Stands for an account in the question that is put in words once."""


@cache
def _question() -> tuple[str, tuple[Any, ...]]:
    return _hats_and_ties([_ANYBODY]).query.sql_with_params()


def _asked(user: int) -> Iterator[tuple[Any, ...]]:
    sql, given = _question()
    with connection.cursor() as cursor:
        cursor.execute(sql, [user if one == _ANYBODY else one for one in given])
        found = cursor.fetchall()
    for *row, from_on, to_on, key in found:
        yield *row, _day(from_on), _day(to_on), key


def _day(day: dt.date | str | None) -> dt.date | None:
    """Return a day of a union: SQLite does not say that it is one."""
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def _actor(who: User, rows: Iterable[tuple[str, str, str, dt.date, dt.date | None, str]]) -> Actor:
    shuns: dict[str, set[str]] = defaultdict(set)
    for what, code, _area, _from_on, _to_on, key in rows:
        if what == "shun" and code:
            shuns[key].add(code)
    return Actor(
        key=who.ref.hex,
        login=who.login,
        grants=frozenset(
            Hat(
                role=Role(role),
                area=path,
                from_on=from_on,
                to_on=to_on,
                delegator=key,
                shuns=frozenset(shuns[key]) if key else frozenset(),
            )
            for what, role, path, from_on, to_on, key in rows
            if what == "held"
        ),
        cadre=who.cadre.code if who.cadre else "",
        kin=frozenset(code for what, code, *_rest in rows if what == "kin"),
        register=who.cadre.town.path if who.cadre else "",
        ties=frozenset(
            Tie(key=key, to_on=to_on) for what, _c, _a, _f, to_on, key in rows if what == "tie"
        ),
    )


def user_at(ref: uuid.UUID) -> User | None:
    """Return the account that a record names, if it is not disabled. One query."""
    return User.objects.select_related("cadre__town").filter(ref=ref, is_active=True).first()


def names(keys: Iterable[str]) -> dict[str, str]:
    """Return account key → the person's name. One query."""
    wanted = {str(key) for key in keys if key}
    return {u.ref.hex: u.name for u in User.objects.filter(ref__in=wanted)}


def check_apart(user: User, role: Role) -> None:
    """Raise where an account would hold what is kept apart. One query.

    Raises:
        Refusal: "grant.apart".
    """
    held = {Role(r) for r in Grant.objects.filter(user=user).values_list("role", flat=True)}
    both = held | {role}
    if len(both & APART) > 1 or (both & APART and both & DECIDERS):
        raise Refusal("grant.apart", login=user.login)


def holders(of: "Area", roles: Collection[Role], *, on: dt.date) -> list[User]:
    """Return who holds one of `roles` over a whole area that day, by name. One query."""
    parts = of.path.split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    held = Grant.objects.filter(role__in=roles, area__path__in=above, from_on__lte=on)
    held = held.filter(Q(to_on=None) | Q(to_on__gt=on))
    held = held.filter(Q(delegated_by=None) | Q(delegated_by__is_active=True))
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


def chain_of(area: Area) -> str:
    """Return the chain that records the roles over an area: its town's, above towns the home's."""
    lower = {Area.Kind.TOWN, Area.Kind.VILLAGE, Area.Kind.COMMUNITY}
    return town_of(area.path).path if area.kind in lower else HOME


def towns_of(who: Actor, *, on: dt.date) -> list[Area]:
    """Return the towns in which `who` holds a role that day, by path. One query."""
    held = [g.area for g in who.grants if g.holds(on)]
    towns = Area.objects.filter(kind=Area.Kind.TOWN).order_by("path")
    return [t for t in towns if any(contains(a, t.path) or contains(t.path, a) for a in held)]


def area_at(ref: uuid.UUID, kinds: Collection[str]) -> Area | None:
    """Return the area that an address names, if it is of one of `kinds`. One query."""
    rows = Area.objects.filter(ref=ref, kind__in=kinds)
    return rows.select_related(mergers.JOINED).first()


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
        Area.objects.filter(path__startswith=of.path + "/", kind__in=kinds)
        .select_related(mergers.JOINED)
        .order_by("path")
    )


def standing(of: Area, *, on: dt.date) -> list[Area]:
    """Return the villages and communities that belong to no other that day, by path. One query."""
    return [one for one in villages(of) if mergers.stood(one, on) == one]


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
    return Cadre.objects.filter(town=of).select_related("town").order_by("code")


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
_UNIT = f"unit__{mergers.JOINED}"
"""What a query of posts and duties joins: the village, and which took it over."""


def rosters(of: Area, *, upto_seq: int | None = None, duties: bool = True) -> Rosters:
    """Read a town's posts and duties: two queries, whatever the size; a third at the first leave.

    With `upto_seq`, as the register stood after that record of the town's chain. Who needs no
    duties (`on`) saves a query.
    """
    most = _most(upto_seq)
    holdings = Holding.objects.filter(cadre__town=of, seq__lte=most).select_related("cadre", _UNIT)
    rows = list(holdings.order_by("seq"))
    charges = Duty.objects.filter(cadre__town=of, seq__lte=most).select_related("cadre", _UNIT)
    return Rosters(
        _posts(rows, most),
        _charges(charges.order_by("seq"), most) if duties else None,
        lambda: _absences(of, most),
        former=_posts(rows, most, former=True),
        stood=partial(_stood, of, rows),
    )


def registers(of: Area, upto: Iterable[int | None]) -> dict[int | None, Rosters]:
    """Read a town's posts as they stood after some records of its chain, by their numbers.

    None: as they stand now. Without duties. One query, however many are asked for; one more for
    each in which somebody asks for leaves.
    """
    rows = list(
        Holding.objects.filter(cadre__town=of).select_related("cadre", _UNIT).order_by("seq")
    )
    return {seq: _stood(of, rows, seq) for seq in set(upto)}


def _stood(of: Area, rows: Sequence[Holding], seq: int | None) -> Rosters:
    """Return the register of some holdings as it stood after a record, without duties."""
    most = _most(seq)
    former = _posts(rows, most, former=True)
    return Rosters(_posts(rows, most), None, partial(_absences, of, most), former=former)


def _absences(of: Area, most: int) -> list[Absence]:
    rows = Leave.objects.filter(cadre__town=of, seq__lte=most).select_related("cadre")
    return [
        Absence(leave.cadre.code, leave.kind, _lasted(leave, most))
        for leave in rows.order_by("seq")
    ]


def _most(upto_seq: int | None) -> int:
    return upto_seq if upto_seq is not None else 2**62


def _posts(rows: Iterable[Holding], most: int, *, former: bool = False) -> list[Post]:
    """Return posts as they were held, each in the village it belonged to at the time.

    `former`: what is still held under the name of a village that merged, under that name.
    """
    return [
        Post(
            cadre=h.cadre.code,
            unit=unit.path,
            unit_name=unit.name,
            unit_kind=unit.kind,
            post=h.post,
            body=Body(h.body),
            group=PostGroup(h.group),
            secretary=h.secretary,
            director=h.director,
            span=span,
            seq=h.seq,
        )
        for h in rows
        if h.seq <= most
        for unit, span in _parts(h, most, former=former)
    ]


def _charges(rows: Iterable[Duty], most: int) -> list[Charge]:
    """Return duties in the village they belonged to at the time, and under the old name as well."""
    return [
        Charge(d.cadre.code, unit.path, d.area, d.lead, span)
        for d in rows
        for former in (False, True)
        for unit, span in _parts(d, most, former=former)
    ]


def _parts(row: Holding | Duty, most: int, *, former: bool) -> list[tuple[Area, Span]]:
    """Return the villages of something dated; those of later days under the old name: `former`."""
    span = _span(row, most)
    parts = mergers.split(row.unit, span, most)
    if not former:
        return parts
    later = [part for unit, part in parts if unit != row.unit]
    return [(row.unit, Span(later[0].from_on, span.to_on))] if later else []


def post_at(cadre: Cadre, seq: int) -> Post | None:
    """Return the post whose record has that number in the town's chain, if the cadre had it.

    One query.
    """
    rows = Holding.objects.filter(cadre=cadre, seq=seq).select_related("cadre", _UNIT)
    return next(iter(_posts(rows, seq)), None)


def posts_of(cadre: OuterRef, seq: OuterRef) -> QuerySet[Holding]:
    """Return, for a query around this one, the post of `cadre` whose record is number `seq`."""
    return Holding.objects.filter(cadre=cadre, seq=seq)


def _span(row: Holding | Duty, most: int) -> Span:
    """Return when it was so, as far as records up to `most` say."""
    ended = row.end_seq is not None and row.end_seq <= most
    return Span(row.from_on, row.to_on if ended else None)


def _lasted(leave: Leave, most: int) -> Span:
    """Return from when to when somebody was away, as far as records up to `most` say."""
    later = leave.end_seq is not None and leave.end_seq > most
    return Span(leave.from_on, None if later else leave.to_on)


LEAVE_KINDS = tuple(kind for kind in Leave.Kind.values if kind != Leave.Kind.INQUIRY)
"""What the office enters; of an inquiry only discipline, the head and the person know."""
INQUIRY = (Leave.Kind.INQUIRY.value,)


def away_on(of: Area, *, on: dt.date) -> list[Leave]:
    """Return who is on leave or suspended in a town that day, by code. One query."""
    held = Leave.objects.filter(cadre__town=of, kind__in=LEAVE_KINDS, from_on__lte=on)
    held = held.filter(Q(to_on=None) | Q(to_on__gt=on))
    return list(held.select_related("cadre").order_by("cadre__code", "from_on"))


def away_after(of: Area, *, on: dt.date) -> list[Leave]:
    """Return whose leave begins after a day, first those who leave first. One query."""
    coming = Leave.objects.filter(cadre__town=of, kind__in=LEAVE_KINDS, from_on__gt=on)
    return list(coming.select_related("cadre").order_by("from_on", "cadre__code"))


def inquiries(of: Area, *, but: Collection[str]) -> list[Leave]:
    """Return a town's inquiries, latest first: not about some cadres (kin). One query.

    For those alone whom the policy lets list them (core.policy, "inquiry.list").
    """
    found = Leave.objects.filter(cadre__town=of, kind=Leave.Kind.INQUIRY)
    found = found.exclude(cadre__code__in=but)
    return list(found.select_related("cadre").order_by("-from_on", "cadre__code"))


def leave(of: Area, code: str, from_on: dt.date, *, kinds: Collection[str]) -> Leave:
    """Return the latest leave of some kinds that somebody began on a day. One query.

    Raises:
        Refusal: "leave.unknown" where there is none.
    """
    found = Leave.objects.filter(cadre__town=of, cadre__code=code, from_on=from_on)
    one = found.filter(kind__in=kinds).select_related("cadre__town").order_by("-seq").first()
    if one is None:
        raise Refusal("leave.unknown")
    return one


# ------------------------------------------------------------------ who looked
def readings(of: Cadre, *, limit: int = 100) -> QuerySet[Reading]:
    """Return who looked at a cadre's file, latest first. One query."""
    return Reading.objects.filter(cadre=of).select_related("user").order_by("-at")[:limit]


# ------------------------------------------------------------------ erasing
def proposals(of: Area) -> dict[str, dict[str, canonical.Value]]:
    """Return the erasures that were proposed and not carried out: cadre → the record's fields."""
    waiting: dict[str, dict[str, canonical.Value]] = {}
    for _seq, fields in reading.records(of.path, "erasure"):
        waiting[str(fields["cadre"])] = fields
    return {code: said for code, said in waiting.items() if said["state"] == State.PROPOSED}


def erased(of: Area) -> list[str]:
    """Return the codes of the persons whose data were erased. One query."""
    rows = reading.records(of.path, "erasure")
    return [str(fields["cadre"]) for _seq, fields in rows if fields["state"] == State.DONE]


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the rows of a town's register that their records contradict."""
    cadres_ = Cadre.objects.filter(town=town).order_by("seq")
    yield from reading.differ(
        town.path,
        "cadre",
        ((c.seq, {"code": c.code, **_salted(c, name_salted=c.name)}) for c in cadres_),
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
                    **_salted(h.cadre, reason_salted=h.end_reason),
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
    stood_in = [
        grant
        for grant in Grant.objects.filter(delegated_by__isnull=False)
        .select_related("user", "area", "delegated_by")
        .order_by("seq")
        if contains(town.path, grant.area.path)
    ]
    yield from reading.differ(
        town.path, "delegation", ((g.seq or 0, _delegation_fields(g)) for g in stood_in)
    )
    yield from reading.differ(
        town.path,
        "delegation-end",
        (
            (g.end_seq, {"delegation": g.seq, "to_on": g.to_on})
            for g in stood_in
            if g.end_seq is not None
        ),
    )
    away = Leave.objects.filter(cadre__town=town).select_related("cadre").order_by("seq")
    yield from mergers.faults(town)
    yield from reading.differ(town.path, "leave", ((x.seq, _leave_fields(x)) for x in away))
    yield from reading.differ(
        town.path,
        "leave-end",
        (
            (
                x.end_seq,
                {
                    "leave": x.seq,
                    "to_on": x.to_on,
                    **_salted(x.cadre, reason_salted=x.end_reason),
                },
            )
            for x in away
            if x.end_seq is not None
        ),
    )


def _salted(of: Cadre, **texts: str) -> dict[str, canonical.Value]:
    """Return the commitments to a person's texts; nothing to compare once they were erased.

    That nobody's salt is gone who was not erased, `people.proof` sees.
    """
    salt = bytes(of.salt)
    return {name: commitment(salt, text) for name, text in texts.items()} if salt else {}


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


def _delegation_fields(row: Grant) -> dict[str, canonical.Value]:
    assert row.delegated_by is not None
    fields: dict[str, canonical.Value] = {
        "user": row.user.ref.hex,
        "role": row.role,
        "area_path": row.area.path,
        "from_on": row.from_on,
        "by": row.delegated_by.ref.hex,
    }
    return fields if row.end_seq is not None else fields | {"to_on": row.to_on}


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
        **_salted(row.cadre, leave_salted=row.said),
        "from_on": row.from_on,
        "to_on": None if row.end_seq is not None else row.to_on,
    }
