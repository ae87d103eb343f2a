"""The PostgreSQL role under which Jifen runs: it may add to the ledger and change nothing there.

The owner of the tables runs `setup-home`; the server runs as this role. It owns nothing, so it can
neither drop a trigger nor disable one, nor empty a table.
"""

from django.apps import apps
from django.db import connection

from jifen.chain.append_only import sealed_tables

READ_ONLY = ("django_migrations",)


def statements(role: str) -> list[str]:
    """Return the SQL, for the tables' owner to run, that gives `role` what it needs and no more.

    The role itself and its password are made by the database's administrator.
    """
    name = connection.ops.quote_name(role)
    sealed = sealed_tables()
    every = sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        | {"jifen_cache"}
    )
    changing = [table for table in every if table not in sealed]
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {name};",
        f"GRANT USAGE ON SCHEMA public TO {name};",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};",
        f"GRANT SELECT ON {_named(READ_ONLY)} TO {name};",
        f"GRANT SELECT, INSERT ON {_named(sealed)} TO {name};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_named(changing)} TO {name};",
    ]


def _named(tables: "list[str] | tuple[str, ...]") -> str:
    return ", ".join(connection.ops.quote_name(table) for table in tables)
