"""How the database itself refuses to change, replace, remove or empty a table's rows (law I2).

SQLite: triggers before UPDATE and DELETE, and before an INSERT that meets a row with its rowid or
one of its unique keys (`INSERT OR REPLACE` removes such rows and fires no delete trigger).
PostgreSQL: triggers before UPDATE, DELETE and TRUNCATE, under every replication role; it has no
REPLACE, and `ON CONFLICT DO UPDATE` and MERGE are an UPDATE. Both answer with an IntegrityError.

Who owns the database can still drop a trigger: then the chain shows what was done (queries.faults).
A migration that alters a sealed table must seal it again: SQLite rebuilds the table without its
triggers, and a new unique key needs its own. tests/chain/test_walls.py fails where one forgets.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader

from jifen.chain.steps import DatabaseStep

_SQLITE_VERB = """
CREATE TRIGGER "{table}_no_{verb}" BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_REPLACE = """
CREATE TRIGGER "{table}_no_replace_{n}" BEFORE INSERT ON "{table}"
WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: UNIQUE constraint failed'); END
"""
POSTGRESQL_BODY = """
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END """
_POSTGRESQL_REFUSE = (
    "CREATE OR REPLACE FUNCTION jifen_append_only() RETURNS trigger LANGUAGE plpgsql"
    f" AS $${POSTGRESQL_BODY}$$"
)
POSTGRESQL_VERBS = {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}
_POSTGRESQL_VERB = """
CREATE TRIGGER "{table}_no_{verb}" BEFORE {verb} ON "{table}"
FOR EACH {each} EXECUTE FUNCTION jifen_append_only()
"""
# Else `SET session_replication_role = replica` would walk past them.
_POSTGRESQL_ALWAYS = 'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{table}_no_{verb}"'


class Seal(DatabaseStep):
    """The migration step that makes `table` append-only. Undone, it takes the triggers away."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return how a squashed migration writes this step."""
        return (type(self).__name__, [self.table], {})

    def describe(self) -> str:
        """Return what `migrate --plan` says of this step."""
        return f"Make {self.table} append-only"

    def do(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Put the walls up."""
        for statement in triggers(self.table, editor):
            editor.execute(statement, params=None)

    def undo(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Take the walls away."""
        on = "" if editor.connection.vendor == "sqlite" else f' ON "{self.table}"'
        for name in _names(self.table, editor):
            editor.execute(f'DROP TRIGGER "{name}"{on}', params=None)


def append_only(table: str) -> Seal:
    """Return the migration step that seals `table`, with the unique keys it has by then."""
    return Seal(table)


class Unseal(DatabaseStep):
    """The migration step that opens a sealed `table` to be altered. A `Seal` must come after it."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return how a squashed migration writes this step."""
        return (type(self).__name__, [self.table], {})

    def describe(self) -> str:
        """Return what `migrate --plan` says of this step."""
        return f"Open {self.table} to be altered"

    def do(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Take the walls away."""
        Seal(self.table).undo(editor)

    def undo(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Put the walls up."""
        Seal(self.table).do(editor)


def to_be_altered(table: str) -> Unseal:
    """Return the migration step that opens `table` for the steps until it is sealed again."""
    return Unseal(table)


def sealed_tables() -> list[str]:
    """Return every table that some migration makes append-only, by name. Needs no database."""
    steps = (
        step
        for migration in MigrationLoader(None).disk_migrations.values()
        for step in migration.operations
    )
    return sorted({step.table for step in steps if isinstance(step, Seal)})


def triggers(table: str, editor: BaseDatabaseSchemaEditor) -> list[str]:
    """Return the statements that put the walls up, for the unique keys the table has now."""
    if editor.connection.vendor == "sqlite":
        sql = [_SQLITE_VERB.format(table=table, verb=verb) for verb in ("update", "delete")]
        same = ["rowid = NEW.rowid", *_same_keys(table, editor)]
        return sql + [
            _SQLITE_REPLACE.format(table=table, n=n, same=one) for n, one in enumerate(same)
        ]
    sql = [_POSTGRESQL_REFUSE]
    for verb, each in POSTGRESQL_VERBS.items():
        sql.append(_POSTGRESQL_VERB.format(table=table, verb=verb, each=each))
        sql.append(_POSTGRESQL_ALWAYS.format(table=table, verb=verb))
    return sql


def _same_keys(table: str, editor: BaseDatabaseSchemaEditor) -> list[str]:
    """Return, per unique index of a SQLite table, when a standing row has the new row's key."""
    found = []
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT list.name, master.sql FROM pragma_index_list(%s) AS list"
            " JOIN sqlite_master AS master ON master.name = list.name WHERE list.[unique]"
            " ORDER BY list.name",
            [table],
        )
        for index, sql in cursor.fetchall():
            cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
            columns = [name for (name,) in cursor.fetchall()]
            assert None not in columns, f"{index}: an expression cannot be compared by column"
            same = [f'"{name}" = NEW."{name}"' for name in columns]
            _, partial, condition = (sql or "").partition(" WHERE ")
            found.append(" AND ".join([*same, f"({condition})"] if partial else same))
    return found


def _names(table: str, editor: BaseDatabaseSchemaEditor) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if editor.connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass"
    )
    with editor.connection.cursor() as cursor:
        cursor.execute(query, [table])
        return sorted(name for (name,) in cursor.fetchall() if name.startswith(f"{table}_no_"))
