"""The schema is what the code says, and whatever is taken from it or added to it is named."""

import pytest
from django.db import connection

from jifen.chain import schema
from jifen.chain.append_only import sealed_tables
from tests.harness.database import undone

pytestmark = pytest.mark.django_db

SQLITE = {
    "trigger dropped": 'DROP TRIGGER "chain_record_no_update"',
    "trigger hollowed": 'DROP TRIGGER "chain_record_no_delete" ; '
    'CREATE TRIGGER "chain_record_no_delete" BEFORE DELETE ON "chain_record" BEGIN SELECT 1; END',
    "trigger added": 'CREATE TRIGGER "more" AFTER INSERT ON "chain_record" BEGIN SELECT 1; END',
    "check rewritten": "PRAGMA writable_schema = ON ; UPDATE sqlite_master SET sql ="
    " replace(sql, '\"seq\" >= 0', '\"seq\" >= -9') WHERE name = 'chain_record'",
    "unique index dropped": 'DROP INDEX "{index}"',
}
POSTGRESQL = {
    "trigger dropped": 'DROP TRIGGER "chain_record_no_update" ON chain_record',
    "trigger disabled": 'ALTER TABLE chain_record DISABLE TRIGGER "chain_record_no_delete"',
    "replicas pass": 'ALTER TABLE chain_record ENABLE TRIGGER "chain_record_no_truncate"',
    "function hollowed": "CREATE OR REPLACE FUNCTION jifen_append_only() RETURNS trigger"
    " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "rule added": "CREATE RULE swallow AS ON INSERT TO chain_record DO INSTEAD NOTHING",
    "check dropped": "ALTER TABLE chain_record DROP CONSTRAINT chain_record_seq_check",
    "check widened": "ALTER TABLE chain_record DROP CONSTRAINT chain_record_seq_check ; "
    "ALTER TABLE chain_record ADD CONSTRAINT chain_record_seq_check CHECK (seq >= -9)",
    "key dropped": "ALTER TABLE chain_record DROP CONSTRAINT chain_record_pkey",
    "column may be empty": "ALTER TABLE chain_record ALTER hash DROP NOT NULL",
}
ATTACKS = sorted(SQLITE.keys() | POSTGRESQL.keys())


def spoil(what: str) -> bool:
    """Do what is named, where this engine knows of it; say whether it was done."""
    sql = (SQLITE if connection.vendor == "sqlite" else POSTGRESQL).get(what)
    if sql is None:
        return False
    with connection.cursor() as cursor:
        if "{index}" in sql:
            cursor.execute(
                "SELECT tbl_name, name FROM sqlite_master"
                " WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%%'"
            )
            index = next(name for table, name in cursor.fetchall() if table in sealed_tables())
            sql = sql.format(index=index)
        for one in sql.split(" ; "):
            cursor.execute(one)
    return True


def test_an_untouched_schema_raises_no_alarm() -> None:
    assert list(schema.faults()) == []
    assert len(schema.digest()) == 64


@pytest.mark.parametrize("table", sealed_tables())
def test_every_append_only_table_has_walls_to_lose(table: str) -> None:
    model = next(one for one in schema.sealed_models() if one._meta.db_table == table)
    stands = schema.standing(model)
    assert stands == schema.expected(model)
    assert sum(line.startswith("trigger ") for line in stands) >= 3
    assert any(line.endswith(" NOT NULL") for line in stands)


@pytest.mark.parametrize("what", ATTACKS)
def test_what_is_taken_from_the_walls_or_added_is_named(what: str) -> None:
    before = schema.digest()
    with undone():
        if spoil(what):
            found = list(schema.faults())
            assert found, what
            assert schema.digest() != before
    assert list(schema.faults()) == []
    assert schema.digest() == before


def test_asking_leaves_nothing_behind() -> None:
    before = set(connection.introspection.table_names())
    list(schema.faults())
    assert set(connection.introspection.table_names()) == before
