"""A database that vanishes under a running application is never made anew, and is missed in words.

A process with the whole application in it runs through: it reads, the database goes, it is told so,
the database comes back, it reads and records again. No restart.
"""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.custody.homes import Home
from tests.harness.plugin import on_postgresql

pytestmark = pytest.mark.django_db
PROGRAM = """
import json, os
from pathlib import Path
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from jifen.people.models import Area, User
from jifen.custody import known
setup_test_environment()
known.keep()
home, place = settings.HOME, f"/towns/{Area.objects.get(kind='town').ref}/"
browser = Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})
browser.force_login(User.objects.get(login="clerk"))
found = []
def ask():
    answer = browser.get(place)
    sent = browser.post(place + "claims/new/", {"csrfmiddlewaretoken": "a" * 64})
    found.append([answer.status_code, sent.status_code, "数据库" in answer.content.decode()])
    connection.close()
def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
    connection.close()
ask()
if connection.vendor == "sqlite":
    file = home / "jifen.sqlite3"
    for leave in (lambda: None, file.touch):
        file.rename(home / "away")
        leave()
        ask()
        found.append([file.exists(), file.stat().st_size if file.exists() else 0])
        file.unlink(missing_ok=True)
        (home / "away").rename(file)
else:
    sql("ALTER SCHEMA public RENAME TO away"); sql("CREATE SCHEMA public")
    ask()
    with connection.cursor() as cursor:
        found.append(len(connection.introspection.table_names(cursor)))
    sql("DROP SCHEMA public"); sql("ALTER SCHEMA away RENAME TO public")
ask()
print(json.dumps(found))
"""


def test_a_database_that_vanishes_is_missed_and_not_made_anew(home: Home) -> None:
    first, *gone, last = json.loads(home.python(PROGRAM))
    assert first == [200, 200, False]
    assert last == first
    missed = [503, 503, True]
    if on_postgresql():
        assert gone == [missed, 0]
    else:
        assert gone == [missed, [False, 0], missed, [True, 0]]


def test_without_the_guard_sqlite_makes_an_empty_ledger_in_its_place(home: Home) -> None:
    """The control: what SQLite does by itself with a file that is gone."""
    lost = home.path / "lost" / "jifen.sqlite3"
    lost.parent.mkdir()
    with closing(sqlite3.connect(lost)) as made:
        made.execute("PRAGMA journal_mode=WAL")
    assert lost.stat().st_size > 0
