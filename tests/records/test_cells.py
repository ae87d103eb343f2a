"""Whatever cell of whatever row is changed by SQL, the whole proof finds it (R-41, R-47 to R-49).

In the world of the web's tests, where nearly every noun has a row. Rows, columns and what is put
there are drawn; what the database itself refuses is drawn again.
"""

import datetime as dt
import random
import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F

from jifen.chain import queries as chain
from jifen.custody import proof
from jifen.ledger.models import Entry
from tests.harness import world as worlds
from tests.harness.database import undone, walls_down
from tests.harness.figures import half, record
from tests.harness.kept import once
from tests.harness.plugin import database
from tests.harness.world import World

pytestmark = pytest.mark.django_db

N, SEED = half(10, 1000), 20260504
Cell = object
"""Whatever a field holds."""
NOT_LEDGER = {
    "jifen.jobs": "what is to be done, and was; lost, it is done again",
    "jifen.sendings": "what was answered to whom, kept for a day",
}
OPEN = {
    "people_user.last_login": "when somebody signed in last: the framework's own note",
    "cycles_clock.offset": "a demo's clock, shown on every page",
}


@pytest.fixture
def world(db: None) -> World:
    return once(worlds.build)


def fields() -> list[models.Field[Cell, Cell]]:
    """Return every column that has a row to change, of the tables that anything rests on."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jifen.")
        and not any(model.__module__.startswith(name) for name in NOT_LEDGER)
        and model._base_manager.exists()
        for field in model._meta.concrete_fields
        if not field.primary_key and f"{model._meta.db_table}.{field.attname}" not in OPEN
    ]


def other(field: models.Field[Cell, Cell], value: Cell, dice: random.Random) -> Cell:
    """Return something else that the column could hold."""
    if isinstance(field, models.ForeignKey):
        keys = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)
        return dice.choice([*keys, None])
    match value:
        case bool():
            return not value
        case int():
            return value + dice.choice([-100, -1, 1, 7, 100])
        case dt.datetime():
            return value + dt.timedelta(microseconds=dice.randrange(1, 1 << 40))
        case dt.date():
            return value + dt.timedelta(days=dice.randrange(1, 400))
        case uuid.UUID():
            return uuid.UUID(int=value.int ^ 1 << dice.randrange(128))
        case bytes() | memoryview():
            data = bytearray(value) or bytearray(1)
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            return bytes(data)
        case str():
            place = dice.randrange(len(value) + 1)
            return value[:place] + dice.choice("改0a") + value[place + dice.randrange(2) :]
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "x": 1}
    made = {
        models.DateTimeField: dt.datetime(2025, 5, 5, tzinfo=dt.UTC),
        models.DateField: dt.date(2025, 5, 5),
        models.UUIDField: uuid.UUID(int=5),
        models.CharField: "x",
        models.TextField: "x",
    }
    return next((one for kind, one in made.items() if isinstance(field, kind)), 1)


def changed(dice: random.Random, every: list[models.Field[Cell, Cell]]) -> str:
    """Change one cell; return which, or "" where the database would not have it."""
    field = dice.choice(every)
    model = field.model
    row = dice.choice(list(model._base_manager.order_by("pk")))
    value = getattr(row, field.attname)
    new = other(field, value, dice)
    if new == value:
        return ""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**{field.attname: new})
            connection.check_constraints()
    except DatabaseError:
        return ""
    return f"{model._meta.db_table}.{field.attname} of {row.pk}: {value!r:.60} → {new!r:.60}"


def test_whatever_cell_is_changed_is_found(world: World) -> None:
    dice, every, tried, missed = random.Random(SEED), fields(), 0, []
    assert len(every) > 200
    while tried < N:
        with undone(), walls_down():
            if what := changed(dice, every):
                tried += 1
                if not any(proof.prove().values()):
                    missed.append(what)
    assert missed == []
    assert not any(proof.prove().values()), "each was taken back"
    record(
        f"By SQL, any cell of any row of {len({one.model for one in every})} tables, {database()}",
        n=N,
        seed=SEED,
        result="all found",
    )


def test_the_chain_alone_does_not_see_a_row_that_was_changed_beside_it(world: World) -> None:
    """The control: it is the comparison of rows with their records that finds them."""
    with undone(), walls_down():
        assert Entry.objects.filter(town=world.first.area).update(amount=F("amount") + 1)
        assert list(chain.faults(world.first.area.path)) == []
        assert any(proof.prove().values())


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_left_open_is_a_column(name: str) -> None:
    columns = {
        f"{model._meta.db_table}.{field.attname}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }
    assert name in columns
