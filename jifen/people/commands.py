"""Writing people. What is part of the register goes through the chain its caller holds."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q

from jifen.chain.canonical import commitment
from jifen.chain.commands import Chain, hold
from jifen.chain.queries import HOME
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.posts import Body, PostGroup
from jifen.core.recusal import GROUNDS, registered
from jifen.people import mergers
from jifen.people.models import (
    Area,
    Cadre,
    Duty,
    Grant,
    Holding,
    Leave,
    Merger,
    Reading,
    Relation,
    User,
)
from jifen.people.queries import chain_of, check_apart

_CHECK = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Characters of a code's check character: no I and no O, which hands confuse with 1 and 0."""


# ------------------------------------------------------------------ areas, accounts, grants
@transaction.atomic(durable=True)
def add_area(path: str, kind: str, name: str, *, official_code: str = "") -> Area:
    """Add an area, or return the one that stands at `path`.

    Raises:
        Refusal: "area.other-name" if another name stands there.
    """
    area, fresh = Area.objects.get_or_create(
        path=path, defaults={"kind": kind, "name": name, "official_code": official_code}
    )
    if not fresh and (area.name, area.kind) != (name, kind):
        raise Refusal("area.other-name", path=path, name=area.name)
    return area


@transaction.atomic(durable=True)
def add_user(
    login: str, name: str, password: str, *, hand: Hand, cadre: Cadre | None = None
) -> User:
    """Add an account that signs in with `login` and `password`.

    Raises:
        Refusal: "user.taken" if the login is in use.
    """
    chain = hold(HOME, at=hand.at)
    if User.objects.filter(login=login).exists():
        raise Refusal("user.taken", login=login)
    user = User(login=login, name=name, cadre=cadre, salt=hand.dice(16))
    user.set_password(password)
    user.save()
    _note_account(user, "added", chain=chain, hand=hand)
    chain.seal()
    return user


@transaction.atomic(durable=True)
def grant(
    user: User,
    role: Role,
    area: Area,
    *,
    hand: Hand,
    from_on: dt.date,
    to_on: dt.date | None = None,
) -> Grant:
    """Give an account a role over an area. The same one again is the one that stands.

    Raises:
        Refusal: "grant.apart" where the account would hold two of the separated roles, or one of
            them together with a role that moves points.
    """
    chain = hold(chain_of(area), at=hand.at)
    standing = Grant.objects.filter(user=user, role=role.value, area=area, from_on=from_on).first()
    if standing is not None:
        return standing
    check_apart(user, role)
    seq = chain.append(
        "grant",
        user=user.ref.hex,
        role=role.value,
        area_path=area.path,
        from_on=from_on,
        to_on=to_on,
        by=hand.actor.key,
    )
    made = Grant.objects.create(
        user=user, role=role.value, area=area, from_on=from_on, to_on=to_on, seq=seq
    )
    chain.seal()
    return made


@transaction.atomic(durable=True)
def end_grant(user: User, role: Role, area: Area, *, to_on: dt.date, hand: Hand) -> None:
    """End a role that an account holds over an area: `to_on` is the first day without it.

    Who stands in with that role for this account does so no longer either.

    Raises:
        Refusal: "grant.none" where the account holds no such role without an end.
    """
    chain = hold(chain_of(area), at=hand.at)
    held = Grant.objects.filter(user=user, role=role.value, area=area, to_on__isnull=True)
    standing = list(held.order_by("pk"))
    if not standing:
        raise Refusal("grant.none", login=user.login, area=area.name)
    for one in standing:
        assert one.seq is not None
        seq = chain.append("grant-end", grant=one.seq, to_on=to_on, by=hand.actor.key)
        held.filter(pk=one.pk).update(to_on=to_on, end_seq=seq)
    inside = Q(area=area) | Q(area__path__startswith=area.path + "/")
    stands_in = Grant.objects.filter(inside, delegated_by=user, role=role.value, to_on__gt=to_on)
    for one in stands_in.order_by("seq"):
        assert one.seq is not None
        last = max(one.from_on, to_on)
        seq = chain.append("delegation-end", delegation=one.seq, to_on=last, by=hand.actor.key)
        stands_in.filter(pk=one.pk).update(to_on=last, end_seq=seq)
    chain.seal()


@transaction.atomic(durable=True)
def set_password(user: User, password: str, *, hand: Hand) -> None:
    """Give an account a new password; whoever is signed in with the old one is signed out.

    The chain holds that it was done, and nothing of the password.
    """
    chain = hold(HOME, at=hand.at)
    user.set_password(password)
    user.save(update_fields=["password"])
    _note_account(user, "password", chain=chain, hand=hand)
    chain.seal()


@transaction.atomic(durable=True)
def disable(user: User, *, hand: Hand) -> None:
    """Disable an account: it signs in no more, and is out at its next request."""
    chain = hold(HOME, at=hand.at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _note_account(user, "disabled", chain=chain, hand=hand)
    chain.seal()


def _note_account(user: User, deed: str, *, chain: Chain, hand: Hand) -> None:
    chain.append(
        "account",
        key=user.ref.hex,
        deed=deed,
        active=int(user.is_active),
        person=user.cadre.code if user.cadre else None,
        area_path=user.cadre.town.path if user.cadre else "",
        login_salted=commitment(user.salt, user.login),
        name_salted=commitment(user.salt, user.name),
        by=hand.actor.key,
    )


@transaction.atomic(durable=True)
def relate(user: User, cadre: Cadre, kind: str, *, hand: Hand) -> Relation:
    """Register a reason for recusal, by its code or an everyday word.

    Raises:
        Refusal: "relation.kind" for what core/recusal.py does not know.
    """
    ground = registered(kind)
    if ground is None:
        names = "、".join(row.said[0] for row in GROUNDS.values() if row.registered)
        raise Refusal("relation.kind", kind=kind, kinds=names)
    chain = hold(cadre.town.path, at=hand.at)
    found = {"kind": ground.value}
    made, fresh = Relation.objects.get_or_create(user=user, cadre=cadre, defaults=found)
    if fresh:
        chain.append(
            "relation",
            user=user.ref.hex,
            cadre=cadre.code,
            reason_salted=commitment(cadre.salt, ground.value),
            by=hand.actor.key,
        )
        chain.seal()
    return made


def erase(cadre: Cadre, *, chain: Chain, hand: Hand) -> None:
    """Destroy a person's salts and what hung on them: name, reasons, kin, account, who looked.

    What the chain holds can then be guessed by nobody, and still verifies; code, posts, duties and
    points stay. The caller holds the town's head and has recorded who wanted it
    (custody/erasing.py).

    Raises:
        Refusal: "erasure.roles" while the account still holds a role.
    """
    assert connection.in_atomic_block
    user = User.objects.filter(cadre=cadre).first()
    if user is not None:
        held = Grant.objects.filter(user=user).exclude(to_on__lte=hand.today)
        if held.exists():
            raise Refusal("erasure.roles", login=user.login)
        home = hold(HOME, at=hand.at)
        user.is_active = False
        _note_account(user, "erased", chain=home, hand=hand)
        home.seal()
        user.login, user.name, user.salt = f"erased-{user.ref.hex[:16]}", cadre.code, b""
        user.set_unusable_password()
        user.save()
    Relation.objects.filter(cadre=cadre).delete()
    Reading.objects.filter(cadre=cadre).delete()
    Holding.objects.filter(cadre=cadre).update(end_reason="")
    Leave.objects.filter(cadre=cadre).update(document="", end_reason="")
    cadre.name, cadre.name_key, cadre.salt = cadre.code, cadre.code.lower(), b""
    cadre.save(update_fields=["name", "name_key", "salt"])


@transaction.atomic(durable=True)
def note_readings(codes: Iterable[str], town: Area, *, user: User, hand: Hand, page: str) -> None:
    """Note that somebody looked at what is about some cadres, themselves left out. Two queries."""
    others = set(codes) - {hand.actor.cadre_in(town.path)}
    found = Cadre.objects.filter(town=town, code__in=others)
    Reading.objects.bulk_create(
        Reading(cadre=cadre, user=user, at=hand.at, page=page) for cadre in found
    )


def note_reading(cadre: Cadre, *, hand: Hand, page: str) -> None:
    """Note that somebody else looked at a cadre's file: once a minute for one page is enough."""
    if hand.actor.cadre_in(cadre.town.path) == cadre.code:
        return
    since = hand.at - dt.timedelta(minutes=1)
    lately = Reading.objects.filter(cadre=cadre, page=page, at__gt=since)
    if not lately.filter(user__ref=hand.actor.key).exists():
        user = User.objects.get(ref=hand.actor.key)
        Reading.objects.create(cadre=cadre, user=user, at=hand.at, page=page)


# ------------------------------------------------------------------ the register
def code(unit: Area, number: int) -> str:
    """Return a cadre code: the unit's short name, a number, a check character.

    The check character catches every single wrong digit and every swap of neighbours.
    """
    short = unit.path.rsplit("/", 1)[-1].upper()
    body = f"{short}-{number:02d}"
    total = sum((n + 2) * (ord(char) - 32) for n, char in enumerate(body))
    return body + _CHECK[total % 31]


def name_key(name: str) -> str:
    """Return what a name is sorted and searched by: pinyin, then initials, in lower case."""
    # Its dictionary takes a fifth of a second to read, and most command lines name nobody anew.
    from pypinyin import Style, lazy_pinyin

    full = "".join(lazy_pinyin(name))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return f"{full} {initials}".lower()


def add_cadre(town: Area, unit: Area, name: str, *, code_: str, chain: Chain, hand: Hand) -> Cadre:
    """Enter a person in the register, with the next free code of `unit` unless one is given.

    Raises:
        Refusal: "cadre.code-taken" if somebody else bears the code.
    """
    assert connection.in_atomic_block
    taken = set(Cadre.objects.filter(town=town).values_list("code", flat=True))
    if not code_:
        number = next(n for n in range(1, 1000) if code(unit, n) not in taken)
        code_ = code(unit, number)
    elif code_ in taken:
        raise Refusal("cadre.code-taken", code=code_)
    salt = hand.dice(16)
    seq = chain.append("cadre", code=code_, name_salted=commitment(salt, name), by=hand.actor.key)
    return Cadre.objects.create(
        town=town, code=code_, name=name, name_key=name_key(name), salt=salt, seq=seq
    )


def add_holding(
    cadre: Cadre,
    unit: Area,
    *,
    post: str,
    body: Body,
    group: PostGroup,
    secretary: bool,
    director: bool = False,
    from_on: dt.date,
    chain: Chain,
    hand: Hand,
) -> Holding:
    """Enter that a cadre holds a post from a day."""
    seq = chain.append(
        "holding",
        cadre=cadre.code,
        post=post,
        body=body.value,
        group=group.value,
        secretary=int(secretary),
        director=int(director),
        unit=unit.path,
        from_on=from_on,
        by=hand.actor.key,
    )
    return Holding.objects.create(
        cadre=cadre,
        unit=unit,
        post=post,
        body=body.value,
        group=group.value,
        secretary=secretary,
        director=director,
        from_on=from_on,
        seq=seq,
    )


def end_holding(holding: Holding, *, to_on: dt.date, reason: str, chain: Chain, hand: Hand) -> None:
    """Enter that a post is held no longer, from a day, and why.

    The register only: nothing that counts points can reach this (law I9; an import contract).

    Raises:
        Refusal: "holding.ended" if it ended already, "holding.span" if before it began.
    """
    if holding.to_on is not None:
        raise Refusal("holding.ended", post=holding.post)
    if to_on <= holding.from_on:
        raise Refusal("holding.span", post=holding.post)
    holding.end_seq = chain.append(
        "holding-end",
        holding=holding.seq,
        to_on=to_on,
        reason_salted=commitment(holding.cadre.salt, reason),
        by=hand.actor.key,
    )
    holding.to_on, holding.end_reason = to_on, reason
    holding.save(update_fields=["to_on", "end_reason", "end_seq"])


def add_merger(
    unit: Area, into: Area, *, town: Area, on: dt.date, document: str, chain: Chain, hand: Hand
) -> Merger:
    """Enter that a village belongs to another from a day. Nobody's post ends by it."""
    made = Merger(
        town=town,
        unit=unit,
        into=into,
        on=on,
        document=document,
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    made.seq = chain.append("merger", **mergers.merger_fields(made))
    made.save(force_insert=True)
    return made


def add_duty(
    cadre: Cadre,
    unit: Area,
    *,
    area: str,
    lead: bool,
    from_on: dt.date,
    chain: Chain,
    hand: Hand,
) -> Duty:
    """Enter that a cadre leads or assists a duty area of a unit from a day."""
    seq = chain.append(
        "duty",
        cadre=cadre.code,
        area=area,
        unit=unit.path,
        lead=int(lead),
        from_on=from_on,
        by=hand.actor.key,
    )
    return Duty.objects.create(
        cadre=cadre, unit=unit, area=area, lead=lead, from_on=from_on, seq=seq
    )


def end_duty(duty: Duty, *, to_on: dt.date, chain: Chain, hand: Hand) -> None:
    """Enter that a duty ended, from a day."""
    duty.end_seq = chain.append("duty-end", duty=duty.seq, to_on=to_on, by=hand.actor.key)
    duty.to_on = to_on
    duty.save(update_fields=["to_on", "end_seq"])


def add_leave(
    cadre: Cadre,
    *,
    kind: str,
    from_on: dt.date,
    to_on: dt.date | None,
    document: str = "",
    chain: Chain,
    hand: Hand,
) -> Leave:
    """Enter a leave, a suspension or an inquiry. One kind of record: it does not say which."""
    made = Leave(cadre=cadre, kind=kind, from_on=from_on, to_on=to_on, document=document)
    made.seq = chain.append(
        "leave",
        cadre=cadre.code,
        leave_salted=commitment(cadre.salt, made.said),
        from_on=from_on,
        to_on=to_on,
        by=hand.actor.key,
    )
    made.save()
    return made


def end_leave(leave: Leave, *, to_on: dt.date, reason: str, chain: Chain, hand: Hand) -> None:
    """Enter that a leave whose end was open is over, from a day, and why."""
    leave.end_seq = chain.append(
        "leave-end",
        leave=leave.seq,
        to_on=to_on,
        reason_salted=commitment(leave.cadre.salt, reason),
        by=hand.actor.key,
    )
    leave.to_on, leave.end_reason = to_on, reason
    leave.save(update_fields=["to_on", "end_reason", "end_seq"])
