"""How the database itself refuses to change, replace, remove or empty a table's rows (law I2).

SQLite: triggers before UPDATE and DELETE, and before INSERT where a row with the same key stands
(`INSERT OR REPLACE` removes rows without firing delete triggers). PostgreSQL: triggers before
UPDATE, DELETE and TRUNCATE; it has no REPLACE, and `ON CONFLICT DO UPDATE` is an UPDATE.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_SQLITE_VERB = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_REPLACE = """
CREATE TRIGGER {table}_no_replace_{n} BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table} is append-only'); END
"""
_POSTGRESQL_REFUSE = """
CREATE OR REPLACE FUNCTION jifen_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL_ROW = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION jifen_append_only()
"""
_POSTGRESQL_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION jifen_append_only()
"""


def _install(table: str, keys: Sequence[Sequence[str]], vendor: str) -> list[str]:
    if vendor == "sqlite":
        sql = [_SQLITE_VERB.format(table=table, verb=verb) for verb in ("update", "delete")]
        for n, key in enumerate(keys):
            same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
            sql.append(_SQLITE_REPLACE.format(table=table, n=n, same=same))
        return sql
    sql = [_POSTGRESQL_REFUSE]
    sql += [_POSTGRESQL_ROW.format(table=table, verb=verb) for verb in ("update", "delete")]
    return [*sql, _POSTGRESQL_TRUNCATE.format(table=table)]


def _remove(table: str, keys: Sequence[Sequence[str]], vendor: str) -> list[str]:
    if vendor == "sqlite":
        names = ["update", "delete", *(f"replace_{n}" for n in range(len(keys)))]
        return [f"DROP TRIGGER {table}_no_{name}" for name in names]
    names = ["update", "delete", "truncate"]
    return [f"DROP TRIGGER {table}_no_{name} ON {table}" for name in names]


def append_only(table: str, *keys: Sequence[str]) -> RunPython:
    """Return the migration step that seals `table`; `keys` are its unique keys besides its id."""
    every = (("id",), *keys)

    def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _install(table, every, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _remove(table, every, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    return RunPython(forwards, backwards)
