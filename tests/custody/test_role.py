"""The role under which PostgreSQL lets Jifen run may add to the ledger and change nothing there."""

from urllib.parse import urlsplit

import psycopg
import pytest

from jifen.chain.append_only import sealed_tables
from tests.custody.homes import Home

ROLE = "jifen_app"
ATTACKS = (
    'UPDATE "{table}" SET "{column}" = "{column}"',
    'DELETE FROM "{table}"',
    'TRUNCATE "{table}" CASCADE',
    'DROP TRIGGER "{table}_no_update" ON "{table}"',
    'ALTER TABLE "{table}" DISABLE TRIGGER "{table}_no_update"',
    'DROP TABLE "{table}" CASCADE',
)


@pytest.mark.postgresql
def test_the_role_runs_the_product_and_can_change_nothing_that_is_settled(home: Home) -> None:
    with psycopg.connect(home.url, autocommit=True) as owner:
        owner.execute(f"DROP ROLE IF EXISTS {ROLE}")
        owner.execute(f"CREATE ROLE {ROLE} LOGIN")
        for statement in home.told(f"database-role {ROLE}"):
            owner.execute(statement)
    found = urlsplit(home.url)
    app = Home(
        home.path, found._replace(netloc=f"{ROLE}@{found.netloc.partition('@')[2]}").geturl()
    )
    opened = app.run("cycle open 2025-2026 --starts 2025-08-01 --as clerk")
    assert opened.returncode == 0, opened.stderr
    assert app.run("prove").returncode == 0, "it can look at the walls, too"
    with psycopg.connect(app.url, autocommit=True) as live:
        for table in sealed_tables():
            row = live.execute(f'SELECT * FROM "{table}" LIMIT 0')
            column = row.description[0].name if row.description else ""
            for attack in ATTACKS:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    live.execute(attack.format(table=table, column=column))
    with psycopg.connect(home.url, autocommit=True) as owner:
        owner.execute("ALTER TABLE chain_record DISABLE TRIGGER chain_record_no_update")
        # The negative control: the owner gets past the walls, and the look at them says so.
        assert owner.execute("UPDATE chain_record SET kind = kind").rowcount > 0
        owner.execute(f"DROP OWNED BY {ROLE}")
        owner.execute(f"DROP ROLE {ROLE}")
    done = home.run("prove")
    assert (done.returncode, "chain_record" in done.stdout) == (3, True)
