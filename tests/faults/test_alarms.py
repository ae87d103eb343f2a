"""Whoever keeps the machine as it should be kept raises no alarm (R-51)."""

import json

from tests.custody.homes import Home
from tests.harness import forked
from tests.harness.figures import half, record
from tests.harness.plugin import database

ROUNDS, SEED = half(4, 1000), 20260503


def test_what_is_vacuumed_dumped_restored_or_migrated_raises_no_alarm(migrated: Home) -> None:
    line = ["-m", "tests.faults.alarm", str(ROUNDS), str(SEED)]
    done = forked.run(line, environment=migrated.environment())
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["alarms"] == []
    assert sum(told["tried"].values()) == ROUNDS
    record(
        f"False alarms, {database()}: "
        + "; ".join(f"{way} {n}" for way, n in told["tried"].items()),
        n=ROUNDS,
        seed=SEED,
        result="0",
    )
