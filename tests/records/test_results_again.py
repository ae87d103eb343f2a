"""A script that shares nothing with Jifen works the results out again from the export alone."""

import ast
import datetime as dt
import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from jifen.cycles.models import Cycle
from jifen.results import queries
from jifen.results.export import export
from tests.harness.figures import figure, record
from tests.records.results_town import RESULTS, VOTED, closed, decided, proposed, settled, town
from tests.records.test_results import NAMES, count

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[2] / "verifier" / "results.py"
PRIZED = RESULTS.replace(
    '    first: {name: 一等奖, places: 1, at_least: "100", yuan: "800"}\n',
    """    first: {name: 一等奖, places: 2, at_least: "100", yuan: "800"}
    second: {name: 二等奖, places: 4, at_least: "90", yuan: "300.50"}
    village: {name: 村先进, places: 1, at_least: "60", yuan: "100", among: village}
""",
)
RATIO = RESULTS.replace("  pool: {", '  pool: {ratio: "0.6", share_max: "0.4", ')


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verifier_results", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_imports_the_standard_library_and_nothing_of_jifen() -> None:
    named = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named |= {one.name.split(".")[0] for one in node.names}
        if isinstance(node, ast.ImportFrom):
            named.add(str(node.module).split(".")[0])
    assert named <= sys.stdlib_module_names


@pytest.mark.parametrize(
    "results", [RESULTS, VOTED, RATIO, PRIZED], ids=["points", "voted", "ratio", "prized"]
)
def test_it_comes_to_the_same_ranking_roll_up_grades_ladder_and_bonus(results: str) -> None:
    dice = random.Random(results)
    small = town(results=results)
    for name in NAMES:
        small.fact(name, "A-1", f"{dice.randrange(1, 3000) / 100:.2f}", small.cycle.starts_on)
        if dice.random() < 0.6:
            small.fact(name, "D-1", f"{dice.randrange(1, 4500) / 100:.2f}", small.cycle.starts_on)
    small.fact(NAMES[0], "D-9", "5", small.cycle.starts_on)
    small.fact("", "A-2", "4", small.cycle.starts_on, village="青禾村")
    closed(small)
    if results is VOTED:
        count(small)
    settled(small)
    found = json.loads(json.dumps(export(queries.course(small.cycle))))
    assert list(script().differing(found)) == []
    assert sum(one["said"]["share"] or 0 for one in found["people"]) > 0
    assert any(one["said"]["warned"] for one in found["people"])
    won = [prize for one in found["people"] for prize in one["said"]["prizes"]]
    assert len(won) >= (4 if results is PRIZED else 0)


def test_it_comes_to_the_same_prizes_through_ties_and_meetings() -> None:
    small = town(results=PRIZED)
    for name in NAMES:
        small.fact(name, "A-1", "9" if name < "甲五" else "4", small.cycle.starts_on)
    closed(small)
    proposed(small)
    open_lines = json.loads(json.dumps(export(queries.course(small.cycle))))
    assert list(script().differing(open_lines)) == [], "while meetings are to say"
    settled(small)
    found = json.loads(json.dumps(export(queries.course(small.cycle))))
    assert any(line.startswith("prize:") for line in found["seatings"])
    assert list(script().differing(found)) == []


def test_it_counts_the_cycles_of_a_streak() -> None:
    small = town()
    small.fact(NAMES[0], "A-1", "30", small.cycle.starts_on)
    closed(small)
    decided(small)
    small.today = dt.date(2026, 8, 1)
    cycle = small.next_cycle()
    small.cycle = Cycle.objects.select_related("town", "version").get(pk=cycle.pk)
    small.fact(NAMES[0], "A-1", "20", cycle.starts_on)
    closed(small)
    settled(small)
    found = json.loads(json.dumps(export(queries.course(small.cycle))))
    runs = [one["said"]["streaks"] for one in found["people"] if one["said"]["streaks"]]
    assert ["twice-excellent", 2] in runs[0]
    assert list(script().differing(found)) == []
    found["history"] = []
    assert {what for _who, what, _said, _came in script().differing(found)} == {"streaks"}


def test_a_figure_that_was_changed_is_named(tmp_path: Path) -> None:
    small = town()
    for number, name in enumerate(NAMES, 1):
        small.fact(name, "A-1", str(number), small.cycle.starts_on)
    closed(small)
    settled(small)
    found = json.loads(json.dumps(export(queries.course(small.cycle))))
    file = tmp_path / "export.json"

    def run(changed: dict[str, object]) -> tuple[int, str]:
        file.write_text(json.dumps(changed), encoding="utf-8")
        done = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True)
        return done.returncode, done.stdout

    assert run(found)[0] == 0
    caught = 0
    tried = 0
    for person in found["people"][: figure(3, 7)]:
        for name, value in list(person["said"].items()):
            person["said"][name] = not value if isinstance(value, bool) else "x"
            code, said = run(found)
            tried += 1
            caught += code == 3 and person["code"] in said and name in said
            person["said"][name] = value
    record("Changed figures of results that the independent script names", n=tried,
           result=f"{caught} of {tried}")  # fmt: skip
    assert caught == tried
    assert run({"format": "something"})[0] == 2
