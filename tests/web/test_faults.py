"""A disk that is full, a folder that is closed, a clock that went back: told, read past, outlived.

Each through the whole application, with the database's own refusal; no restart in between.
"""

import datetime as dt
import errno
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection, connections

from jifen.chain import queries as chain
from jifen.claims.models import Claim
from jifen.web import once
from tests.harness.world import Town
from tests.web.conftest import Browser
from tests.web.forms_sent import Form, forms
from tests.web.test_matrix import address
from tests.web.test_once import rows

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def opened_so(monkeypatch: pytest.MonkeyPatch, sqlite: str, postgresql: str) -> Iterator[None]:
    """Let every new connection be opened with one more setting."""
    options = connections["default"].settings_dict["OPTIONS"]
    with monkeypatch.context() as patch:
        if connection.vendor == "sqlite":
            patch.setitem(options, "init_command", f"{options['init_command']} {sqlite}")
        else:
            patch.setitem(options, "options", f"{options['options']} {postgresql}")
        connection.close()
        yield
    connection.close()


@contextmanager
def disk_full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the database find no room: SQLite may not grow; PostgreSQL says what it says then."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON claims_decision"
                " FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
    try:
        with opened_so(monkeypatch, "PRAGMA max_page_count=1;", "-c jit=off"):
            yield
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("DROP FUNCTION no_room CASCADE")


def read_only(monkeypatch: pytest.MonkeyPatch) -> AbstractContextManager[None]:
    """Let the database be one that can be read and no more."""
    sqlite, postgresql = "PRAGMA query_only=ON;", "-c default_transaction_read_only=on"
    return opened_so(monkeypatch, sqlite, postgresql)


@pytest.fixture
def step(town: Town, browser: Browser) -> Form:
    """The clerk verifies a submitted claim, with a reason that does not fit in between."""
    browser.as_(town, "clerk")
    place = address("claim", town.claims["submitted"].ref)
    form = next(one for one in forms(browser, place) if one.target.endswith("/verify/"))
    form.fields["reason"] = "经核对，情况属实。" * 200
    return form


@pytest.mark.parametrize(
    ("fault", "said"), [(disk_full, "磁盘空间不足，未记账"), (read_only, "不能写入，未记账")]
)
def test_a_machine_that_cannot_keep_it_says_so_is_read_and_goes_on_without_a_restart(
    town: Town,
    browser: Browser,
    step: Form,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[pytest.MonkeyPatch], AbstractContextManager[None]],
    said: str,
) -> None:
    claim = town.claims["submitted"]
    before = rows()
    with fault(monkeypatch):
        answer = browser.post(step.target, step.fields)
        assert answer.status_code == 503
        assert said in answer.content.decode()
        for route, ref in (("claim", claim.ref), ("town", town.area.ref)):
            assert browser.get(address(route, ref)).status_code == 200, "reading goes on"
    assert rows() == before
    assert browser.post(step.target, step.fields).status_code == 302
    assert Claim.objects.get(pk=claim.pk).state == "verified"


def test_a_paper_that_finds_no_room_is_told_of_likewise(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    edition = town.editions["briefing"]
    browser.as_(town, "clerk")
    before = rows()
    with monkeypatch.context() as patch:
        patch.setattr("jifen.standings.commands.issue", full)
        answer = browser.post(address("edition-issue", edition.ref), {once.TOKEN: "a" * 64})
    assert answer.status_code == 503
    assert "磁盘空间不足，未记账" in answer.content.decode()
    assert rows() == before


# ------------------------------------------------------------------ the clock
@pytest.mark.parametrize(("hours", "status"), [(30, 503), (1, 302), (-1, 302)])
def test_a_clock_a_day_behind_the_last_record_records_nothing(
    town: Town,
    browser: Browser,
    step: Form,
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    status: int,
) -> None:
    """An hour behind, the record bears the last one's instant: they never go back."""
    last = chain.last_at()
    assert last is not None
    monkeypatch.setattr("jifen.cycles.queries.now", lambda: last - dt.timedelta(hours=hours))
    answer = browser.post(step.target, step.fields)
    assert answer.status_code == status
    assert ("落后30小时" in answer.content.decode()) == (status == 503)
    later = chain.last_at()
    assert later is not None
    assert later >= last
