"""What takes long to make in a database: made once by each worker, brought back often.

The rows are kept as they lie in the tables and laid back the same way, past the models, in a
fraction of the time that the product's own commands took to make them.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models

from jifen.people.models import Area

Made = TypeVar("Made")
P = ParamSpec("P")
Row = tuple[bytes | float | int | str | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of our tables: from PostgreSQL in its own copy format, from SQLite as tuples."""

    copied: dict[type[models.Model], bytes]
    plain: dict[type[models.Model], list[Row]]


Files = dict[Path, bytes]
"""File of the home, from the home's folder → what is in it."""
Given = tuple[tuple[object, ...], tuple[tuple[str, object], ...]]
_ONCE: dict[tuple[Callable[..., object], Given], tuple[object, Rows, Files]] = {}


def kept(make: Callable[P, Made]) -> Callable[P, Made]:
    """Return `make` so that it makes a thing once, and brings it back wherever nothing is yet.

    Beside what is there already it makes it anew.
    """

    @wraps(make)
    def bring(*args: P.args, **given: P.kwargs) -> Made:
        if Area.objects.exists():
            return make(*args, **given)
        return once(make, *args, **given)

    return bring


def once(make: Callable[P, Made], *args: P.args, **given: P.kwargs) -> Made:
    """Return what `make` makes in an empty database, made the first time, then brought back."""
    make = getattr(make, "__wrapped__", make)  # of one that is `kept`, what makes it
    key = make, (args, tuple(sorted(given.items())))
    if key not in _ONCE:
        there = _files()
        made = make(*args, **given)
        fresh = {one: data for one, data in _files().items() if there.get(one) != data}
        _ONCE[key] = deepcopy(made), read(), fresh
        return made
    found, rows, files = _ONCE[key]
    lay(rows)
    for name, data in files.items():  # another test's paper may have had the same name
        file = settings.HOME / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return deepcopy(found)  # type: ignore[return-value]  # what this `make` made


def _files() -> Files:
    """Return the files of the home that rows speak of: issued papers, kept evidence."""
    folders = (settings.HOME / "papers", settings.HOME / "evidence")
    found = (one for folder in folders for one in folder.rglob("*"))
    return {one.relative_to(settings.HOME): one.read_bytes() for one in found if one.is_file()}


def read() -> Rows:
    """Read all rows of our tables."""
    ours = [one for one in apps.get_models(include_auto_created=True) if _is_ours(one)]
    if connection.vendor == "postgresql":
        copied = {model: _copied(model) for model in ours}
        return Rows({model: text for model, text in copied.items() if text}, {})
    plain = {model: _plain(model) for model in ours}
    return Rows({}, {model: rows for model, rows in plain.items() if rows})


def lay(rows: Rows) -> None:
    """Lay rows back into tables that are empty. References are looked at when the test commits."""
    with connection.cursor() as cursor:
        for model, text in rows.copied.items():
            with cursor.cursor.copy(_command(model, "FROM STDIN")) as copy:
                copy.write(text)
        for model, many in rows.plain.items():
            marks = ", ".join(["%s"] * len(many[0]))
            cursor.executemany(f"INSERT INTO {_table(model)} VALUES ({marks})", many)
        counted = connection.ops.sequence_reset_sql(no_style(), [*rows.copied, *rows.plain])
        if counted:
            cursor.execute("; ".join(counted))


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("jifen.") and model._meta.managed and not model._meta.proxy


def _copied(model: type[models.Model]) -> bytes:
    with connection.cursor() as cursor, cursor.cursor.copy(_command(model, "TO STDOUT")) as copy:
        return b"".join(bytes(part) for part in copy)


def _command(model: type[models.Model], way: str) -> str:
    return f"COPY {_table(model)} {way}"


def _plain(model: type[models.Model]) -> list[Row]:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
        # A plus before it keeps SQLite's driver from making a date of what is text.
        named = ", ".join(f"+{connection.ops.quote_name(one.name)}" for one in columns)
        cursor.execute(f"SELECT {named} FROM {_table(model)} ORDER BY rowid")
        rows: list[Row] = cursor.fetchall()
        return rows


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
