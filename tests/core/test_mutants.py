"""Something notices when the assessment is wrong: mutants of it, and what becomes of them.

How it is done is in `tests/harness/mutation.py`; what must notice is in `killing.py`; what
survives, and why, is in docs/mutants.md.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.core.killing import SUBJECTS
from tests.harness.figures import figure, full_size, record
from tests.harness.mutants import Source
from tests.harness.mutation import Trial, read, sources
from tests.harness.survivors import drawn, name_of, reasons, survivors

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "mutants.md"
SEED = 20240801
NOTICED = 85
"""The least share of mutants, in percent, that something must notice."""


def trials(folder: Path, *, suite: str, sample: int, seed: int = SEED) -> list[Trial]:
    """Try mutants in a program of its own, which has no threads and no database."""
    result = folder / "trials.json"
    command = [sys.executable, "-m", "tests.harness.mutation", f"tests.core.killing:{suite}"]
    options = ["--sample", str(sample), "--seed", str(seed)]
    done = subprocess.run(
        [*command, str(result), *SUBJECTS, *options], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return read(result)


def everything() -> list[Source]:
    return sources(SUBJECTS)


def test_mutants_of_the_assessment_are_noticed(tmp_path: Path) -> None:
    tried = trials(tmp_path, suite="suite", sample=figure(60, 0))
    left = survivors(tried)
    share = 100 * (len(tried) - len(left)) / len(tried)
    record(
        "Mutants of the assessment that something notices",
        n=len(tried),
        seed=figure(SEED, 0),
        result=f"{share:.1f} %; the others in docs/mutants.md, each with a reason",
    )
    known = reasons(PAGE.read_text("utf-8"))
    assert [str(mutant) for mutant in left if not known.get(name_of(mutant))] == []
    assert share >= NOTICED
    if full_size():
        assert len(tried) == sum(len(source.changes) for source in everything())
        assert PAGE.read_text("utf-8") == drawn(tried, known), "draw docs/mutants.md again"


def test_where_nothing_looks_nothing_is_noticed(tmp_path: Path) -> None:
    assert {trial.noticed_by for trial in trials(tmp_path, suite="nothing", sample=20)} == {""}


def test_every_reason_is_for_a_mutant_that_there_is() -> None:
    there = {name_of(mutant) for source in everything() for mutant in source.changes}
    why = reasons(PAGE.read_text("utf-8"))
    assert set(why) <= there
    assert all(why.values()), "a mutant is listed without a reason"


# ------------------------------------------------------------------ the mutator
PROGRAM = '''
LEAST = 2

def clamp(number: int, *, most: int = 9) -> int:
    """Return the number inside its bounds."""
    assert most >= LEAST
    kept = sorted([number, LEAST], key=abs)[1:]
    if not kept or number is None:
        raise ValueError("none")
    kept[0] += 0
    return min(kept[0], most)
'''


def test_each_kind_of_change_is_made_and_what_is_asserted_is_left_alone() -> None:
    source = Source("program", PROGRAM)
    made = {(mutant.function, mutant.after) for mutant in source.changes}
    whole = "sorted([number, LEAST], key=abs)"
    assert made == {
        ("LEAST", "LEAST = 3"),
        ("LEAST", "LEAST = 1"),
        ("clamp", "def clamp(number: int, *, most: int=10) -> int:"),
        ("clamp", "def clamp(number: int, *, most: int=8) -> int:"),
        ("clamp", "sorted([number, LEAST])"),
        ("clamp", f"{whole}[:]"),
        ("clamp", f"{whole}[2:]"),
        ("clamp", f"{whole}[0:]"),
        ("clamp", "not kept and number is None"),
        ("clamp", "not kept or number is not None"),
        ("clamp", "kept or number is None"),
        ("clamp", "pass"),
        ("clamp", "kept[0] -= 0"),
        ("clamp", "kept[1] += 0"),
        ("clamp", "kept[-1] += 0"),
        ("clamp", "kept[0] += 1"),
        ("clamp", "kept[0] += -1"),
        ("clamp", "return None"),
        ("clamp", "return max(kept[0], most)"),
        ("clamp", "return min(kept[1], most)"),
        ("clamp", "return min(kept[-1], most)"),
    }
    again = Source("program", PROGRAM)
    assert list(again.changes) == list(source.changes), "listing changes nothing for good"


def test_equal_changes_of_one_function_are_told_apart_by_their_number() -> None:
    twice = "def f(a, b):\n    a.append(b)\n    a.append(b)\n"
    known = Counter(mutant.nth for mutant in Source("program", twice).changes)
    assert known == {1: 1, 2: 1}


@pytest.mark.parametrize("reason", ["Nothing is left to tell them apart.", ""])
def test_a_page_that_is_drawn_again_keeps_its_reasons(reason: str) -> None:
    mutant, noticed = list(Source("jifen.core.program", PROGRAM).changes)[:2]
    tried = [Trial(mutant, ""), Trial(noticed, "time")]
    page = drawn(tried, {name_of(mutant): reason})
    assert reasons(page) == {name_of(mutant): reason}
    assert drawn(tried, reasons(page)) == page
    assert "| **all** | 2 | 1 (50.0 %) | 1 |" in page
