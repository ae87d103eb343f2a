"""What every test run needs before Django reads its settings.

Loaded by `-p` (pyproject.toml), because a conftest is read too late for that.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.harness.figures import full_size, record_failure
from tests.harness.postgres import PostgreSQL
from tests.harness.shared import RUN

hypothesis.settings.register_profile("small", max_examples=50, deadline=None, print_blob=True)
hypothesis.settings.register_profile("full", max_examples=500, deadline=None, print_blob=True)


def on_postgresql() -> bool:
    """Say whether this run's database is PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def database() -> str:
    """Return the name of this run's database."""
    return "PostgreSQL" if on_postgresql() else "SQLite"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Give the run a data folder of its own, and PostgreSQL where it was asked for.

    Worker processes of a parallel run inherit both from the first one; each has a folder of its own
    in that one, for the papers of one are not those of another.
    """
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        home = Path(os.environ["JIFEN_HOME"], worker)
        home.mkdir(exist_ok=True)
        os.environ["JIFEN_HOME"] = str(home)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        whole = tempfile.mkdtemp(prefix="jifen-test-home-")
        os.environ["JIFEN_HOME"] = os.environ[RUN] = whole
        early_config.add_cleanup(lambda: shutil.rmtree(whole, ignore_errors=True))
        wanted = os.environ.get("JIFEN_TEST_DB", "")
        if wanted not in {"", "sqlite", "postgresql"}:
            raise pytest.UsageError(
                f"JIFEN_TEST_DB is {wanted!r}: it must be sqlite or postgresql."
            )
        if wanted == "postgresql" and not on_postgresql():
            server = PostgreSQL.start()
            early_config.add_cleanup(server.stop)
            os.environ["DATABASE_URL"] = server.url
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples a law is tried on."""
    hypothesis.settings.load_profile("full" if full_size() else "small")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what this run's database can tell: deselected, never skipped.

    SQLite runs all but the tests of PostgreSQL's concurrency; PostgreSQL runs
    those and whatever else touches a database.
    """
    asking = [item.nodeid for item in items if _is_pure(item) and _touches_database(item)]
    if asking:
        raise pytest.UsageError(f"tests/core is for tests without a database, not {asking}.")
    if on_postgresql():
        kept = [item for item in items if _touches_database(item)]
    else:
        kept = [item for item in items if item.get_closest_marker("postgresql") is None]
    chosen = {id(item) for item in kept}
    config.hook.pytest_deselected(items=[item for item in items if id(item) not in chosen])
    # The flows take a minute each: begun last, one processor would wait for the other.
    items[:] = sorted(kept, key=lambda item: "flows" not in item.path.parts)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Let no figure of a failed test reach the table; told once, by the run and no worker."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        record_failure(report.nodeid)


def pytest_report_header() -> str:
    """Say which database and which size of figures this run is about."""
    return f"jifen: {database()}, {'full' if full_size() else 'small'} figures"


def _is_pure(item: pytest.Item) -> bool:
    """Say whether a test lies where PostgreSQL's run does not look (scripts/stages.py)."""
    return item.path.is_relative_to(item.config.rootpath / "tests" / "core")


def _touches_database(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(name) for name in ("postgresql", "django_db")):
        return True
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return not {"db", "transactional_db", "live_server"}.isdisjoint(fixtures)
