"""Whether the walls still stand: triggers, unique keys, checks and columns of append-only tables.

What must stand is derived from the code (models, migrations, append_only.py) each time, by the same
server that is asked, so neither a new migration nor another version of PostgreSQL raises an alarm.
Who owns the database can take a wall down, change rows and put it up again: the chain shows that.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jifen.chain import append_only, four_eyes
from jifen.chain.queries import Fault

Model = type[models.Model]
Walls = Counter[str]
"""One line for each thing that guards a table; some checks stand there twice."""

_TWIN = "jifen_twin"
_EVENTS = {4: "INSERT", 8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}
"""Bits of pg_trigger.tgtype; 1 is for each row, 2 before, 64 instead."""


def faults() -> Iterator[Fault]:
    """Yield what is missing from, or was added to, the walls of each append-only table.

    About ten queries a table on PostgreSQL, five on SQLite; nothing is changed.
    """
    for model in sealed_models():
        table = model._meta.db_table
        stands, wanted = standing(model), expected(model)
        for line in sorted((wanted - stands).keys()):
            yield Fault(town="", seq=None, code="schema.missing", detail=f"{table}: {_short(line)}")
        for line in sorted((stands - wanted).keys()):
            yield Fault(town="", seq=None, code="schema.strange", detail=f"{table}: {_short(line)}")


def digest() -> str:
    """Return the SHA-256 of all walls that stand, table by table."""
    lines = [
        f"{model._meta.db_table}\t{line}\t{count}"
        for model in sealed_models()
        for line, count in sorted(standing(model).items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def sealed_models() -> list[Model]:
    """Return the models whose tables are append-only, by table."""
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    return [by_table[table] for table in append_only.sealed_tables()]


def standing(model: Model) -> Walls:
    """Return the walls that a table has in the database; none where there is no such table."""
    return _sqlite(model._meta.db_table) if _on_sqlite() else _postgresql(model._meta.db_table)


def expected(model: Model) -> Walls:
    """Return the walls that the code says a table has.

    On PostgreSQL a temporary table of the same columns is given them, and the server is asked what
    it calls them; it is gone again before this returns.
    """
    return _sqlite_expected(model) if _on_sqlite() else _postgresql_expected(model)


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _short(line: str) -> str:
    return line if len(line) <= 120 else f"{line[:119]}…"


def _rows(query: str, values: list[str]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _columns(model: Model) -> Walls:
    # A composite key is of several columns and has none itself.
    return Counter(
        f"column {field.column}{'' if field.null else ' NOT NULL'}"
        for field in model._meta.local_concrete_fields
        if field.column is not None
    )


def _checks(model: Model, editor: BaseDatabaseSchemaEditor) -> Iterator[str]:
    for field in model._meta.local_concrete_fields:
        check = field.db_parameters(connection)["check"]
        if check:
            yield check
    for one in model._meta.constraints:
        if isinstance(one, models.CheckConstraint):
            # Django's own spelling of the condition, which it offers under this name only.
            yield str(one._get_check_sql(model, editor))  # type: ignore[attr-defined]  # no stub


def _uniques(model: Model) -> Iterator[tuple[list[str], str]]:
    """Yield the columns of each unique key besides the primary one, and its constraint's name."""
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key and field.column is not None:
            yield [field.column], ""
    for together in model._meta.unique_together:
        yield _named(model, together), ""
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            yield _named(model, one.fields), one.name


def _named(model: Model, names: Iterable[str]) -> list[str]:
    columns = {field.name: field.column for field in model._meta.local_concrete_fields}
    return [str(columns[name]) for name in names]


# ------------------------------------------------------------------ SQLite
def _sqlite(table: str) -> Walls:
    found = Walls()
    rows = _rows("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s", [table])
    found.update(f"trigger {_spaced(str(sql))}" for kind, sql in rows if kind == "trigger")
    for kind, sql in rows:
        if kind == "table":
            found.update(f"check {one}" for one in _sqlite_checks(str(sql)))
    for name, notnull in _rows('SELECT name, "notnull" FROM pragma_table_info(%s)', [table]):
        found[f"column {name}{' NOT NULL' if notnull else ''}"] += 1
    indexes = _rows(
        "SELECT list.name, master.sql FROM pragma_index_list(%s) AS list"
        " JOIN sqlite_master AS master ON master.name = list.name WHERE list.[unique]",
        [table],
    )
    for index, sql in indexes:
        columns = _rows("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [str(index)])
        _, _, where = str(sql or "").partition(" WHERE ")
        found[_unique([str(name) for (name,) in columns], where)] += 1
    return found


def _sqlite_expected(model: Model) -> Walls:
    found = _columns(model)
    editor = connection.schema_editor(collect_sql=True)  # never entered: it alters nothing
    found.update(f"check {_spaced(one)}" for one in _checks(model, editor))
    conditions = {
        one.name: str(one.create_sql(model, editor) or "").partition(" WHERE ")[2]
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.condition is not None
    }
    # The triggers against REPLACE follow the unique keys that stand: those are compared below.
    triggers = append_only.triggers(model._meta.db_table, editor)
    found.update(f"trigger {_spaced(one)}" for one in triggers)
    if (rule := four_eyes.rule_of(model._meta.db_table)) is not None:
        found[f"trigger {_spaced(rule.sqlite)}"] += 1
    found.update(_unique(columns, conditions.get(name, "")) for columns, name in _uniques(model))
    key = model._meta.pk_fields
    if not isinstance(key[0], models.AutoField):
        found[_unique([str(field.column) for field in key], "")] += 1
    return found


def _unique(columns: list[str], where: str) -> str:
    return f"unique {', '.join(columns)}{f' WHERE {where}' if where else ''}"


def _sqlite_checks(sql: str) -> Iterator[str]:
    """Yield the conditions in a table's own text, each up to its closing bracket."""
    for found in re.finditer(r"\bCHECK \(", sql):
        depth, quote, end = 1, "", found.end()
        while depth:
            char = sql[end]
            if quote:
                quote = "" if char == quote else quote
            elif char in "'\"":
                quote = char
            else:
                depth += {"(": 1, ")": -1}.get(char, 0)
            end += 1
        yield _spaced(sql[found.end() : end - 1])


def _spaced(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------ PostgreSQL
def _postgresql(table: str) -> Walls:
    found = _postgresql_walls(table)
    triggers = _rows(
        "SELECT t.tgname, t.tgtype, t.tgenabled, p.proname, p.prosrc, t.tgqual IS NOT NULL"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgrelid = to_regclass(%s)",
        [f'"{table}"'],
    )
    for name, kind, enabled, function, source, conditional in triggers:
        assert isinstance(kind, int), "a bit mask"
        each = "ROW" if kind & 1 else "STATEMENT"
        when = "BEFORE" if kind & 2 else "AFTER"
        verbs = "/".join(sorted({verb for bit, verb in _EVENTS.items() if kind & bit}))
        found[_pg_trigger(name, when, verbs, each, enabled, function, source)] += 1
        if conditional:
            found[f"trigger {name} has a condition"] += 1
    rules = _rows(
        "SELECT rulename FROM pg_rewrite WHERE ev_class = to_regclass(%s)", [f'"{table}"']
    )
    found.update(f"rule {name}" for (name,) in rules)
    return found


def _postgresql_expected(model: Model) -> Walls:
    table = model._meta.db_table
    body = append_only.POSTGRESQL_BODY
    with transaction.atomic():
        found = (
            _postgresql_twin(model)
            if _rows("SELECT 1 WHERE to_regclass(%s) IS NOT NULL", [f'"{table}"'])
            else _columns(model)
        )
        transaction.set_rollback(True)
    for verb, each in append_only.POSTGRESQL_VERBS.items():
        found[
            _pg_trigger(
                f"{table}_no_{verb}", "BEFORE", verb.upper(), each, "A", "jifen_append_only", body
            )
        ] += 1
    if (rule := four_eyes.rule_of(table)) is not None:
        trigger = (rule.name, "BEFORE", "INSERT", "ROW", "A", rule.function, rule.body)
        found[_pg_trigger(*trigger)] += 1
    return found


def _pg_trigger(*parts: object) -> str:
    return f"trigger {' '.join(_spaced(str(part)) for part in parts)}"


def _postgresql_walls(table: str) -> Walls:
    """Return columns, checks and unique keys, as the server spells them."""
    found = Walls()
    here = [f'"{table}"']
    columns = _rows(
        "SELECT attname, attnotnull FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
        here,
    )
    found.update(f"column {name}{' NOT NULL' if notnull else ''}" for name, notnull in columns)
    checks = _rows(
        "SELECT pg_get_constraintdef(oid), convalidated FROM pg_constraint"
        " WHERE conrelid = to_regclass(%s) AND contype = 'c'",
        here,
    )
    found.update(f"check {text}{'' if valid else ' NOT VALID'}" for text, valid in checks)
    uniques = _rows(
        "SELECT array_to_string(ARRAY(SELECT pg_get_indexdef(indexrelid, k, true)"
        " FROM generate_series(1, indnkeyatts) k), ', '), pg_get_expr(indpred, indrelid),"
        " indisvalid AND indisready AND indislive FROM pg_index"
        " WHERE indrelid = to_regclass(%s) AND indisunique",
        here,
    )
    for keys, where, valid in uniques:
        found[_unique([str(keys)], str(where or "")) + ("" if valid else " INVALID")] += 1
    return found


def _postgresql_twin(model: Model) -> Walls:
    """Give a temporary table the keys and checks that the code says, and return what it has."""
    table = model._meta.db_table
    key = ", ".join(f'"{field.column}"' for field in model._meta.pk_fields)
    editor = connection.schema_editor(collect_sql=True)  # never entered: it alters nothing
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE {_TWIN} (LIKE "{table}")')
        cursor.execute(f"ALTER TABLE {_TWIN} ADD PRIMARY KEY ({key})")
        for check in _checks(model, editor):
            cursor.execute(f"ALTER TABLE {_TWIN} ADD CHECK ({check})")
        partial = {
            one.name: str(one.create_sql(model, editor))
            for one in model._meta.constraints
            if isinstance(one, models.UniqueConstraint) and one.condition is not None
        }
        for columns, name in _uniques(model):
            if name in partial:
                cursor.execute(partial[name].replace(f'ON "{table}"', f"ON {_TWIN}"))
            else:
                named = ", ".join(f'"{column}"' for column in columns)
                cursor.execute(f"CREATE UNIQUE INDEX ON {_TWIN} ({named})")
    found = _postgresql_walls(_TWIN)
    return Counter(
        {line: n for line, n in found.items() if not line.startswith("column ")}
    ) + _columns(model)
