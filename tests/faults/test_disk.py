"""A cut of the power takes back nothing acknowledged (R-04, R-05); what fails, fails whole (R-06).

The power is cut on SQLite alone: there the syncing is ours to order. PostgreSQL orders its own.
"""

import json
from typing import Any  # what a driver printed as JSON

from tests.custody.homes import Home
from tests.faults import disk
from tests.harness import forked
from tests.harness.figures import figure, full_size, record
from tests.harness.plugin import database, on_postgresql

Outcome = dict[str, Any]

SEED = 20260502
ROUNDS, CONTROLS, CLAIMS = figure(6, 200), figure(4, 60), figure(4, 16)
EVERY = 1 if full_size() else 2
"""1 tries every k; else they grow further apart by half."""
ALL = ("recording", "import", "close", "issue of a paper", "backup")
SIZES = {name: 1 if name == "recording" else figure(2, 6) for name in ALL}
SAID = {"home.full", "home.away"}
"""What people are told."""
ON = database()


def test_a_power_cut_takes_back_nothing_that_was_acknowledged(migrated_sqlite: Home) -> None:
    plan = map(str, (ROUNDS, CONTROLS, CLAIMS, SEED))
    told = disk.told(migrated_sqlite, "tests.faults.cut", *plan)
    full, normal = told["FULL"], told["NORMAL"]
    assert (full["rounds"], full["lost"], full["half"]) == (ROUNDS, [], [])
    assert full["acknowledged"] > 0
    assert full["unsynced"] == 0, "the ledger is synced before anything is acknowledged"
    assert normal["losing"] > 0, "the control loses, or the cut cuts nothing"
    assert normal["unsynced"] > 0
    record(
        "Power cuts during recording: acknowledged and lost; half done; acknowledged unsynced",
        n=ROUNDS,
        seed=SEED,
        result=f"0; 0; 0, with {full['acknowledged']} acknowledged",
    )
    record(
        "Power cuts during recording under synchronous=NORMAL",
        n=CONTROLS,
        seed=SEED,
        result=f"{normal['losing']} rounds lose what was acknowledged",
    )


def failed(found: dict[str, Outcome], what: str) -> None:
    for deed, of in found.items():
        assert of["wrong"] == [], deed
        assert of["tried"] >= of["outlived"] > -1
        assert set(of["refused"]) <= SAID, deed
        assert sum(of["refused"].values()) + of["outlived"] == of["tried"] > 1
        record(
            f"{what} of a deed fails, {ON}, {deed}: half done, or not told in words",
            n=of["tried"],
            result=f"0; {of['outlived']} were not needed, of {of['places']} places",
        )


def test_whichever_statement_fails_nothing_is_half_done_and_the_next_try_succeeds(
    migrated: Home,
) -> None:
    plan = json.dumps({deed: SIZES[deed] for deed in ALL if deed != "backup"})
    line = ["-m", "tests.faults.fail", "statement", plan, str(EVERY)]
    done = forked.run(line, environment=migrated.environment())
    assert done.returncode == 0, done.stderr
    failed(json.loads(done.stdout), "One statement")


def test_whichever_write_to_the_disk_fails_nothing_is_half_done_and_the_next_try_succeeds(
    migrated: Home,
) -> None:
    """PostgreSQL writes its own files: there, a paper's and a backup's are ours."""
    deeds = ALL[3:] if on_postgresql() else ALL
    plan = json.dumps({deed: SIZES[deed] for deed in deeds})
    found = disk.told(migrated, "tests.faults.fail", "file", plan, str(EVERY))
    assert set(found) == set(deeds)
    failed(found, "One write or sync")


def test_without_the_transaction_a_failing_statement_leaves_something_half(migrated: Home) -> None:
    line = ["-m", "tests.faults.fail", "bare", json.dumps({"recording": 1}), "3"]
    done = forked.run(line, environment=migrated.environment())
    assert done.returncode == 0, done.stderr
    (wrong,) = json.loads(done.stdout)["recording"]["wrong"]
    assert any(said in wrong for said in SAID), "told in words as ever, and yet half done"
