"""How the database itself refuses a row whose hand did the other half before (law I4).

A trigger before INSERT looks at the rows that stand: one condition in SQL that SQLite and
PostgreSQL read alike, in which NEW is the row that comes. Both answer with an IntegrityError.

A migration that alters such a table must put its rule up again, as with the walls of
append_only.py: SQLite rebuilds a table without its triggers. schema.py tells where one forgets.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader

from jifen.chain.steps import DatabaseStep

_SQLITE = """
CREATE TRIGGER "{table}_four_eyes" BEFORE INSERT ON "{table}" WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table}: the same hand did the other half'); END
"""
_BODY = """
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '%: the same hand did the other half', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END """
_POSTGRESQL = """
CREATE TRIGGER "{table}_four_eyes" BEFORE INSERT ON "{table}"
FOR EACH ROW EXECUTE FUNCTION {function}()
"""


class FourEyes(DatabaseStep):
    """The migration step that makes `table` refuse a row for which `condition` holds."""

    def __init__(self, table: str, condition: str) -> None:
        self.table, self.condition = table, " ".join(condition.split())

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return how a squashed migration writes this step."""
        return (type(self).__name__, [self.table, self.condition], {})

    def describe(self) -> str:
        """Return what `migrate --plan` says of this step."""
        return f"Make {self.table} refuse the same hand twice"

    @property
    def name(self) -> str:
        """The trigger's name."""
        return f"{self.table}_four_eyes"

    @property
    def function(self) -> str:
        """The name of the function that PostgreSQL's trigger calls."""
        return f"jifen_{self.table}_four_eyes"

    @property
    def body(self) -> str:
        """The text of that function."""
        return _BODY.format(condition=self.condition)

    @property
    def sqlite(self) -> str:
        """SQLite's whole trigger."""
        return _SQLITE.format(table=self.table, condition=self.condition)

    def do(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Put the rule up."""
        if editor.connection.vendor == "sqlite":
            editor.execute(self.sqlite, params=None)
            return
        head = f"CREATE OR REPLACE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql"
        editor.execute(f"{head} AS $${self.body}$$", params=None)
        trigger = _POSTGRESQL.format(table=self.table, function=self.function)
        editor.execute(trigger, params=None)
        # Else `SET session_replication_role = replica` would walk past it.
        always = f'ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER "{self.name}"'
        editor.execute(always, params=None)

    def undo(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Take the rule away."""
        on = "" if editor.connection.vendor == "sqlite" else f' ON "{self.table}"'
        editor.execute(f'DROP TRIGGER "{self.name}"{on}', params=None)


def four_eyes(table: str, condition: str) -> FourEyes:
    """Return the migration step that makes `table` refuse a row for which `condition` holds."""
    return FourEyes(table, condition)


def rule_of(table: str) -> FourEyes | None:
    """Return the rule that the migrations put up last for a table. Needs no database."""
    found = [
        step
        for _key, migration in sorted(MigrationLoader(None).disk_migrations.items())
        for step in migration.operations
        if isinstance(step, FourEyes) and step.table == table
    ]
    return found[-1] if found else None
