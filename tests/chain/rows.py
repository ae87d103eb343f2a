"""A row of any model, made from what its fields say, so that no table is forgotten."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable
from typing import Any  # rows of every model, fields of every type

from django.db import models

from jifen.appeals.models import Appeal
from jifen.ledger.models import Account
from jifen.outcomes.models import Handling, Listing
from jifen.publicity.models import Posting, Recheck
from jifen.recusals.models import Recusal
from jifen.results.models import Count
from jifen.results.models import Objection as ResultObjection
from jifen.standings.models import Amendment

_numbers = itertools.count(1)
_FIRST = dt.date(2024, 8, 1)
_NOON = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)

_MADE: "dict[type[models.Field[Any, Any]], Callable[[int], object]]" = {
    models.UUIDField: lambda n: uuid.UUID(int=n),
    models.DateTimeField: lambda n: _NOON + dt.timedelta(microseconds=n),
    models.DateField: lambda n: _FIRST + dt.timedelta(days=n),
    models.DurationField: lambda n: dt.timedelta(seconds=n),
    models.BinaryField: lambda n: b"%016d" % n,
    models.JSONField: lambda n: [str(n)],
    models.BooleanField: lambda n: True,
    models.SmallIntegerField: lambda n: n % 30_000 + 1,
    models.PositiveSmallIntegerField: lambda n: n % 30_000 + 1,
    models.IntegerField: lambda n: n,
    models.CharField: lambda n: f"x{n}",
    models.TextField: lambda n: f"text {n}",
}
"""For a field's class, or the nearest it stands on: a value that no other row has."""

_ELSE: dict[type[models.Model], dict[str, object]] = {
    Account: {"kind": "village", "cadre": None},
    Appeal: {"level": "first", "before": None},
    Recusal: {"manner": "order"},
    Posting: {"audience": "town"},
    Recheck: {"percent": 5},
    Handling: {"way": "party"},
    Listing: {"outcome": "drawn", "point": None},
    Amendment: {"outcome": "proposed", "proposed_by": None, "edition": None},
    Count: {"outcome": "entered", "entered_by": None},
    ResultObjection: {"way": "account", "entered_by": None, "paper": ""},
}
"""Where a check of the table ties one field to another."""


def fresh(model: type[models.Model]) -> models.Model:
    """Return an unsaved row of `model` that differs from every other, its parents saved."""
    given = _ELSE.get(model, {})
    values: dict[str, object] = {}
    for field in model._meta.concrete_fields:
        if field.name in given:
            values[field.name] = given[field.name]
        elif isinstance(field, models.AutoField) or (field.null and not given):
            continue
        elif isinstance(field, models.ForeignKey):
            values[field.name] = saved(field.related_model)
        elif field.choices:
            values[field.name] = field.choices[0][0]
        else:
            kind = next(base for base in type(field).__mro__ if base in _MADE)
            values[field.name] = _MADE[kind](next(_numbers))
    return model(**values)


def saved(model: type[models.Model]) -> models.Model:
    """Return a row of `model` that is in the database."""
    row = fresh(model)
    row.save(force_insert=True)
    return row
