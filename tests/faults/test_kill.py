"""Killed at any moment, the application has done a thing whole or not at all (R-01 to R-03)."""

import json

from tests.custody.homes import Home
from tests.faults.process import PLACES
from tests.harness import forked
from tests.harness.figures import figure, record
from tests.harness.plugin import database

SEED = 20260501
CONTROL = 60
"""Kills within which the control must have been caught."""
PLAN = {
    "recording": (figure(5, 16), figure(9, 500), CONTROL),
    "import": (figure(6, 60), figure(4, 200), CONTROL),
    "close": (figure(4, 40), figure(4, 200), CONTROL),
}
"""Deed → how large it is (claims, rows), how often it is killed, how often without protection."""


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_figure(
    migrated: Home,
) -> None:
    line = ["-m", "tests.faults.kill", json.dumps(PLAN), str(SEED)]
    done = forked.run(line, environment=migrated.environment())
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    on = database()
    between, kills = 0, 0
    for deed, (_, count, _) in PLAN.items():
        found, control = told[deed], told[f"{deed} bare"]
        places = [found["places"].get(place, 0) for place in PLACES]
        fell = "; ".join(f"{n} {place}" for n, place in zip(places, PLACES, strict=True))
        assert (found["lost"], found["half"]) == ([], []), deed
        assert sum(places) == found["rounds"] == count
        between, kills = between + places[1], kills + count
        record(
            f"kill -9 during {deed}, {on}: acknowledged and lost; half done",
            n=count,
            seed=SEED,
            result=f"0; 0, with {found['acknowledged']} acknowledged. Killed: {fell}",
        )
        assert control["half"], f"{deed}: {CONTROL} kills without a transaction went unnoticed"
        record(
            f"kill -9 during {deed}, {on}, without its transaction",
            n=control["rounds"],
            seed=SEED,
            result="half done by then",
        )
    assert between >= 0.3 * kills, "too few fell between the first write and the commit"
