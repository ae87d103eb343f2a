"""The database itself keeps what is settled (law I2), against our own code and against SQL."""

from collections.abc import Callable, Iterator
from typing import Any  # a cell is whatever its column keeps

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from jifen.chain.append_only import append_only, sealed_tables
from jifen.chain.four_eyes import rule_of
from tests.chain.rows import fresh, saved
from tests.harness.database import undone, walls_down

pytestmark = pytest.mark.django_db

CHANGING = {
    "chain_head": "moves with every record; the chain tells if it lies",
    "people_area": "official codes and names change",
    "people_cadre": "a name may be mended or blotted out; the chain holds its commitment",
    "people_holding": "is ended",
    "people_duty": "is ended",
    "people_leave": "is ended",
    "people_user": "changes its password",
    "people_grant": "is ended",
    "people_relation": "may cease",
    "people_reading": "expires after its time",
    "evidence_use": "goes with a draft's revision",
    "evidence_likeness": "follows from the pictures; no record rests on it",
    "notices_notice": "is read once and reminded of once; records, not notices, prove a service",
    "rulebook_draft": "moves from state to state; its steps are sealed",
    "cycles_cycle": "is closed",
    "cycles_specialday": "is replaced by the year's next notice",
    "cycles_clock": "moves",
    "ledger_account": "follows from the entries; verify rebuilds it",
    "standings_trial": "is taken the place of when its text is tried again; no record rests on it",
    "meetings_meeting": "moves from state to state; its sittings are sealed",
    "meetings_point": "may be counted again until it is decided; its decision is sealed",
    "meetings_covered": "goes when a case is pulled out; the decision's record has those decided",
    "publicity_batch": "is the list a meeting had before it; the meeting's decision is sealed",
    "publicity_batchline": "may be pulled out; what was decided stands in the meeting's record",
    "claims_claim": "moves from state to state; its decisions are sealed",
    "sendings_sending": "gets its answer, and is forgotten after days",
    "jobs_turn": "is done, or fails and is tried again",
    "jobs_worker": "moves with who leads",
    "claims_person": "goes with a draft's revision",
    "appeals_appeal": "moves from state to state; its points, steps and ruling are sealed",
    "claims_pending": "may be taken back for ten seconds; then a sealed decision stands for it",
    "claims_addressee": "follows from its services, answers and reviews, which are sealed",
}
"""Tables whose rows may change, and why. A new model is sealed or gets its reason here."""

MODELS = {model._meta.db_table: model for model in apps.get_models()}
SEALED = sealed_tables()
each_table = pytest.mark.parametrize("table", SEALED)

Attack = tuple[str, str, list[Any]]


# ------------------------------------------------------------------ none forgotten
def test_every_table_of_ours_is_sealed_or_says_why_not() -> None:
    ours = {name for name, model in MODELS.items() if model.__module__.startswith("jifen.")}
    assert set(SEALED) | set(CHANGING) == ours
    assert not set(SEALED) & set(CHANGING)
    assert "chain_record" in SEALED


@each_table
def test_a_model_whose_table_is_sealed_says_so(table: str) -> None:
    said = (MODELS[table].__doc__ or "").lower()
    assert "append-only" in said or "never change" in said, "its docstring is what people read"


@each_table
def test_the_walls_stand_after_all_migrations(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        else:
            query = (
                "SELECT tgname FROM pg_trigger"
                " WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid = %s::regclass"
            )
        cursor.execute(query, [table])
        standing = {name for (name,) in cursor.fetchall()}
    if connection.vendor == "sqlite":
        wanted = {"update", "delete"} | {f"replace_{n}" for n in range(len(_keys(table)) + 1)}
    else:
        wanted = {"update", "delete", "truncate"}
    others = {rule.name} if (rule := rule_of(table)) is not None else set()
    assert standing == {f"{table}_no_{verb}" for verb in wanted} | others


# ------------------------------------------------------------------ attacks in SQL
def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _keys(table: str) -> list[tuple[list[str], str]]:
    """Return the columns and the condition of each unique key besides SQLite's rowid."""
    partial = {
        one.name
        for one in MODELS[table]._meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.condition is not None
    }
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    keys = []
    for name, one in found.items():
        if one["columns"] == ["id"] and connection.vendor == "sqlite":
            continue
        if one["unique"] or one["primary_key"]:
            # The one condition there is; a new one fails here until it is attacked as well.
            condition = "NOT (identity = '')" if name in partial else ""
            keys.append((list(one["columns"]), condition))
    return keys


def _values(row: models.Model) -> dict[str, Any]:
    return {
        str(field.column): field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
        if not (isinstance(field, models.AutoField) and row.pk is None)
    }


def _sharing(table: str, row: models.Model, columns: list[str]) -> dict[str, Any]:
    """Return the values of another row that has one key in common with `row`, nothing else."""
    old = _values(row)
    new = _values(fresh(MODELS[table]))
    return new | {column: old[column] for column in columns}


def _insert(verb: str, table: str, values: dict[str, Any], end: str = "") -> Attack:
    slots = ", ".join(["%s"] * len(values))
    sql = f'{verb} INTO "{table}" ({_quoted(list(values))}) VALUES ({slots}) {end}'
    return (f"{verb} {end}", sql, list(values.values()))


def changes(table: str, row: models.Model) -> Iterator[Attack]:
    """Yield attacks that change or replace the row, each as its name, its SQL and its values."""
    for column in _values(row):
        yield (f"UPDATE {column}", f'UPDATE "{table}" SET "{column}" = "{column}"', [])
    first = next(name for name in reversed(_values(row)))
    for columns, condition in [*_keys(table), (["id"], "")]:
        if not set(columns) <= set(_values(row)):
            continue
        other = _sharing(table, row, columns)
        where = f" WHERE {condition}" if condition else ""
        on = f'ON CONFLICT ({_quoted(columns)}){where} DO UPDATE SET "{first}" = excluded."{first}"'
        yield _insert("INSERT", table, other, on)
        if connection.vendor == "sqlite":
            yield _insert("INSERT OR REPLACE", table, other)
            yield _insert("REPLACE", table, other)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT max(rowid) FROM "{table}"')
            (rowid,) = cursor.fetchone()
        taken = {k: v for k, v in _values(fresh(MODELS[table])).items() if k != "id"}
        yield _insert("REPLACE", table, {"rowid": rowid} | taken)
        for verb in ("REPLACE", "IGNORE", "ROLLBACK", "FAIL"):
            if verb != "ROLLBACK":  # it would end the test's own transaction
                sql = f'UPDATE OR {verb} "{table}" SET "{first}" = "{first}"'
                yield (f"UPDATE OR {verb}", sql, [])
    else:
        merge = (
            f'MERGE INTO "{table}" AS t USING (SELECT 1 AS one) AS s ON true'
            f' WHEN MATCHED THEN UPDATE SET "{first}" = t."{first}"'
        )
        yield ("MERGE", merge, [])


def removals(table: str) -> Iterator[Attack]:
    """Yield attacks that remove rows."""
    yield ("DELETE", f'DELETE FROM "{table}"', [])
    if connection.vendor == "postgresql":
        yield ("TRUNCATE CASCADE", f'TRUNCATE "{table}" CASCADE', [])
        yield (
            "MERGE DELETE",
            f'MERGE INTO "{table}" USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE',
            [],
        )
        for parent in MODELS[table]._meta.concrete_fields:
            if isinstance(parent, models.ForeignKey):
                above = parent.related_model._meta.db_table
                yield (f"TRUNCATE {above}", f'TRUNCATE "{above}" CASCADE', [])


def _rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')
        return [tuple(map(_bytes, row)) for row in cursor.fetchall()]


def _attacks(table: str) -> list[Attack]:
    """Put one row into the table and return every attack on it."""
    row = saved(MODELS[table])
    attacks = [*changes(table, row), *removals(table)]
    connection.check_constraints()  # PostgreSQL empties no table that has checks outstanding
    return attacks


def _bytes(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _run(attack: Attack) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack[1], attack[2])


@each_table
def test_no_statement_changes_replaces_removes_or_empties(table: str) -> None:
    attacks = _attacks(table)
    before = _rows(table)
    assert len(before) == 1
    for attack in attacks:
        with pytest.raises(IntegrityError, match="append-only"):
            _run(attack)
        assert _rows(table) == before, attack[0]


@each_table
def test_without_its_walls_every_one_of_these_statements_would_succeed(table: str) -> None:
    attacks = _attacks(table)
    before = _rows(table)
    with undone(), walls_down():
        for attack in attacks:
            with undone():
                _run(attack)
                if not attack[0].startswith(("UPDATE", "MERGE", "INSERT ON")):
                    assert _rows(table) != before, attack[0]
    with pytest.raises(IntegrityError, match="append-only"):
        _run(attacks[0])


@each_table
def test_no_way_of_the_orm_changes_or_removes(table: str) -> None:
    model = MODELS[table]
    row = saved(model)
    before = _rows(table)
    field = next(f for f in reversed(model._meta.concrete_fields) if not f.is_relation)
    same = {field.attname: getattr(row, field.attname)}
    rows = model._base_manager.all()
    keys = [field.name for field in model._meta.pk_fields]
    ways: dict[str, Callable[[], object]] = {
        "save": lambda: row.save(force_update=True),
        "delete": row.delete,
        "update": lambda: rows.update(**same),
        "delete all": lambda: rows.delete(),
        "raw delete": lambda: rows._raw_delete(rows.db),
        "bulk_update": lambda: rows.bulk_update([row], [field.name]),
        "upsert": lambda: rows.bulk_create(
            [row], update_conflicts=True, unique_fields=keys, update_fields=[field.name]
        ),
    }
    for name, way in ways.items():
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            way()
        assert _rows(table) == before, name


@each_table
def test_rows_can_still_be_added(table: str) -> None:
    for _ in range(3):
        saved(MODELS[table])
    MODELS[table]._base_manager.bulk_create([fresh(MODELS[table]), fresh(MODELS[table])])
    assert len(_rows(table)) == 5


# ------------------------------------------------------------------ PostgreSQL's side doors
@pytest.mark.postgresql
def test_a_replica_session_meets_the_walls_too() -> None:
    saved(MODELS["chain_record"])
    before = _rows("chain_record")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    for attack in (("", "UPDATE chain_record SET kind = 'x'", []), *removals("chain_record")):
        with pytest.raises(IntegrityError, match="append-only"):
            _run(attack)
    assert _rows("chain_record") == before


# ------------------------------------------------------------------ the migrations
@each_table
def test_sealing_can_be_undone_and_done_again(table: str) -> None:
    step = append_only(table)  # called here as `migrate` would, with an editor of its own
    saved(MODELS[table])
    remove = ("", f'DELETE FROM "{table}"', list[Any]())
    with undone():
        connection.check_constraints()
        editor = connection.schema_editor()
        step.undo(editor)
        with undone():
            _run(remove)
            assert _rows(table) == []
        step.do(editor)
        with pytest.raises(IntegrityError, match="append-only"):
            _run(remove)
