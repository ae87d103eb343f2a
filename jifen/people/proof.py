"""What proves accounts, the roles they hold and their kin: each row says what its records say."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.db.models import Q, QuerySet

from jifen.chain import blocks, checkpoints, reading
from jifen.chain import queries as chain
from jifen.chain.canonical import Value, commitment
from jifen.chain.queries import HOME, Fault
from jifen.people import queries
from jifen.people.models import Area, Cadre, Grant, Relation, User


def faults(town: Area) -> Iterator[Fault]:
    """Yield what in a town contradicts its records: roles, reasons for recusal, erased persons."""
    inside = Q(area=town) | Q(area__path__startswith=town.path + "/")
    yield from _grants(town.path, Grant.objects.filter(inside))
    erased = set(queries.erased(town))
    for cadre in Cadre.objects.filter(town=town).order_by("seq"):
        blotted = (bytes(cadre.salt), cadre.name) == (b"", cadre.code)
        if blotted != (cadre.code in erased) or not (cadre.salt or blotted):
            yield Fault(town=town.path, seq=cadre.seq, code="cadre.changed", detail=cadre.code)
    rows = Relation.objects.filter(cadre__town=town).select_related("user", "cadre")
    yield from _latest(
        town.path,
        "relation",
        ("user", "cadre"),
        (
            {
                "user": one.user.ref.hex,
                "cadre": one.cadre.code,
                **_salted(one.cadre.salt, reason_salted=one.kind),
            }
            for one in rows
        ),
        gone=lambda fields: fields["cadre"] in erased,
    )


def home_faults() -> Iterator[Fault]:
    """Yield what does not hold of the home's own chain: accounts, and roles above the towns."""
    blamed = []
    for fault in chain.faults(HOME):
        yield fault
        blamed.append(fault.seq)
    yield from blocks.faults(HOME, known=frozenset(seq for seq in blamed if seq is not None))
    yield from checkpoints.faults(HOME)
    yield from home_rows()


def home_rows() -> Iterator[Fault]:
    """Yield the accounts, and the roles above the towns, that their records contradict."""
    lower = (Area.Kind.TOWN, Area.Kind.VILLAGE, Area.Kind.COMMUNITY)
    yield from _grants(HOME, Grant.objects.exclude(area__kind__in=lower))
    users = User.objects.select_related("cadre__town").order_by("pk")
    yield from _latest(HOME, "account", ("key",), (_account(one) for one in users))


def _grants(town: str, rows: "QuerySet[Grant]") -> Iterator[Fault]:
    """Compare the roles of a chain, those delegated left out: these have records of their own."""
    held = list(rows.filter(delegated_by=None).select_related("user", "area").order_by("seq"))
    yield from reading.differ(town, "grant", ((one.seq or 0, _grant(one)) for one in held))
    ends = ((one.end_seq or 0, one) for one in held if one.end_seq is not None)
    yield from reading.differ(
        town, "grant-end", ((seq, {"grant": one.seq, "to_on": one.to_on}) for seq, one in ends)
    )


def _grant(one: Grant) -> dict[str, Value]:
    fields: dict[str, Value] = {
        "user": one.user.ref.hex,
        "role": one.role,
        "area_path": one.area.path,
        "from_on": one.from_on,
    }
    return fields if one.end_seq is not None else fields | {"to_on": one.to_on}


def _account(one: User) -> dict[str, Value]:
    blotted = {} if one.salt else {"deed": "erased"}
    return {
        **blotted,
        "key": one.ref.hex,
        "active": int(one.is_active),
        "person": one.cadre.code if one.cadre else None,
        "area_path": one.cadre.town.path if one.cadre else "",
        **_salted(one.salt, login_salted=one.login, name_salted=one.name),
    }


def _salted(salt: bytes | memoryview, **texts: str) -> dict[str, Value]:
    """Return the commitments to some texts; nothing to compare where the salt was destroyed."""
    return {name: commitment(salt, text) for name, text in texts.items()} if bytes(salt) else {}


def _latest(
    town: str,
    kind: str,
    key: tuple[str, ...],
    rows: Iterable[Mapping[str, Value]],
    *,
    gone: Callable[[Mapping[str, Value]], bool] = lambda _fields: False,
) -> Iterator[Fault]:
    """Compare rows with the last record about each: a row without one was put there by hand.

    `gone` says of a record whether its row may be missing.
    """
    said = {
        tuple(fields[name] for name in key): (seq, fields)
        for seq, fields in reading.records(town, kind)
    }
    for row in rows:
        seq, fields = said.pop(tuple(row[name] for name in key), (None, None))
        if fields is None or any(fields[name] != value for name, value in row.items()):
            yield Fault(town=town, seq=seq, code=f"{kind}.changed")
    for seq, fields in said.values():
        if not gone(fields):
            yield Fault(town=town, seq=seq, code=f"{kind}.missing")
