"""Moving a home to the other database: table by table in one transaction, proved by digests."""

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction

from jifen import settings as ours
from jifen.core.errors import Refusal
from jifen.custody import backups, elsewhere

TARGET = "target"
_PAGE = 1000

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the data are now, and the digest of each table, equal on both sides."""

    place: str
    digests: Mapping[str, str]
    faults: tuple[str, ...]
    """What does not hold on the far side; nothing unless it did not hold here either."""


def move(to: str) -> Moved:
    """Copy the home's whole database into an empty one, and prove it there.

    `to` is an address, postgresql://user:password@host:port/name, or a file that holds one, or else
    the path of a new home, which gets a SQLite database and the papers. This home stays as it is.

    Raises:
        Refusal: "move.not-empty", "move.address", "move.differs" where a table did not arrive as it
            left: then the target holds nothing of it.
    """
    home = _open(to)
    call_command("migrate", database=TARGET, verbosity=0, interactive=False)
    call_command("createcachetable", database=TARGET, verbosity=0)
    with transaction.atomic(), transaction.atomic(using=TARGET):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        digests = _copy()
    if home is not None:
        for name in backups.FOLDERS:
            if (settings.HOME / name).is_dir():
                shutil.copytree(settings.HOME / name, home / name)
    connections[TARGET].close()
    there = elsewhere.run(
        home or settings.HOME, "prove", "--look-only", database="" if home else _address(to)
    )
    faults = tuple(f"{one['town']} {one['code']} {one['detail']}" for one in there["faults"])
    place = connections[TARGET].settings_dict["NAME"]
    del connections[TARGET], connections.databases[TARGET]
    return Moved(str(home or place), digests, faults)


def digest(model: Model, using: str) -> str:
    """Return the SHA-256 of a table's rows, by key; the same on both databases for equal rows."""
    seen = hashlib.sha256()
    for row in _rows(model, using):
        seen.update(_canonical(row))
    return seen.hexdigest()


def tables() -> list[Model]:
    """Return every model that has a table of its own, those that join others too."""
    every = apps.get_models(include_auto_created=True)
    return [one for one in every if one._meta.managed and not one._meta.proxy]


def _open(to: str) -> Path | None:
    """Set the target up as a second database; return the new home where it is to be one.

    Raises:
        Refusal: "move.address", "move.not-empty".
    """
    address, home = _address(to), None
    if "://" in address:
        try:
            found = ours.postgresql(address)
        except ImproperlyConfigured as problem:
            raise Refusal("move.address", text=to) from problem
    else:
        home = Path(to).resolve()
        if home.exists() and any(home.iterdir()):
            raise Refusal("move.not-empty", place=home)
        home.mkdir(parents=True, exist_ok=True)
        found = ours.sqlite(home / "jifen.sqlite3")
    connections.databases[TARGET] = connections.configure_settings({TARGET: found, "default": {}})[
        TARGET
    ]
    if home is None:
        with connections[TARGET].cursor() as cursor:
            if connections[TARGET].introspection.table_names(cursor):
                raise Refusal("move.not-empty", place=connections[TARGET].settings_dict["NAME"])
    return home


def _address(to: str) -> str:
    return Path(to).read_text("utf-8").strip() if Path(to).is_file() else to


def _copy() -> dict[str, str]:
    digests: dict[str, str] = {}
    for model in reversed(tables()):
        # A fresh database has the framework's own rows; ours come with their numbers.
        model._base_manager.using(TARGET).all()._raw_delete(TARGET)
    for model in tables():
        rows: list[models.Model] = []
        for row in model._base_manager.order_by("pk").iterator(chunk_size=_PAGE):
            rows.append(row)
            if len(rows) == _PAGE:
                model._base_manager.using(TARGET).bulk_create(rows)
                rows = []
        model._base_manager.using(TARGET).bulk_create(rows)
    far = connections[TARGET]
    far.check_constraints()
    with far.cursor() as cursor:
        for statement in far.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
    for model in tables():
        table = model._meta.db_table
        digests[table] = digest(model, "default")
        if digest(model, TARGET) != digests[table]:
            raise Refusal("move.differs", table=table)
    return digests


def _rows(model: Model, using: str) -> Iterator[tuple[object, ...]]:
    names = [field.attname for field in model._meta.local_concrete_fields if field.column]
    keys = [field.attname for field in model._meta.pk_fields]
    rows = model._base_manager.using(using).values_list(*names)
    # Databases sort text each in their own way: the order is that of the canonical bytes.
    integers = all(isinstance(field, models.IntegerField) for field in model._meta.pk_fields)
    if integers:
        yield from rows.order_by(*keys).iterator(chunk_size=_PAGE)
    else:
        yield from sorted(rows.iterator(chunk_size=_PAGE), key=_canonical)


def _canonical(row: tuple[object, ...]) -> bytes:
    """Return a row's bytes: each value's kind, length and text; two rows share none."""
    parts = (_value(one) for one in row)
    return b"".join(b"%d:%b" % (len(part), part) for part in parts) + b"\n"


def _value(value: object) -> bytes:
    match value:
        case None:
            return b"N"
        case bool():
            return b"O1" if value else b"O0"
        case bytes() | memoryview():
            return b"B" + bytes(value)
        case dt.datetime():
            return b"M" + value.astimezone(dt.UTC).isoformat(timespec="microseconds").encode()
        case list() | dict():
            return b"J" + json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
        case dt.timedelta():
            return b"L%d" % (value // dt.timedelta(microseconds=1))
    return f"{type(value).__name__} {value}".encode()
