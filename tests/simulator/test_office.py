"""Fairness by simulation: whatever an office tries, these stay nought (docs/appeals.md)."""

from collections import Counter
from itertools import chain

import pytest

from jifen.core import appeal as rules
from jifen.cycles.models import Cycle
from tests.harness.figures import figure, full_size, record
from tests.harness.kept import once
from tests.harness.plugin import database, on_postgresql
from tests.laws.town import Town, undone
from tests.simulator import books
from tests.simulator.office import begin, open_office

RUNS, STEPS = figure(50, 500), figure(50, 200)
"""How many offices a part simulates, and how many moves each of them makes."""
PARTS, ON_SQLITE = 10, 8
"""Five hundred offices, five thousand in full; PostgreSQL, where a step takes twice as long, takes
the last two parts of ten."""
CLOSED = 5
"""So many steps at the end of each run, the cycle is closed."""
TRIES = ("early", "harsher", "self", "kin", "stale")


@pytest.fixture
def town(db: None) -> Town:
    return once(open_office)


@pytest.mark.parametrize("part", range(ON_SQLITE, PARTS) if on_postgresql() else range(ON_SQLITE))
def test_no_run_of_an_office_is_unfair(town: Town, part: int) -> None:
    tried, refused, done = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(part * RUNS, (part + 1) * RUNS):
        with undone():
            office = begin(town, seed)
            seen = books.last_entry(office)
            for number in range(STEPS):
                if number == STEPS - CLOSED:
                    seq = books.last_entry(office)
                    Cycle.objects.filter(pk=office.town.cycle.pk).update(
                        state=Cycle.State.CLOSED, closed_seq=seq
                    )
                    seen = seq
                office.step()
                now = books.last_entry(office)
                if number >= STEPS - CLOSED:
                    assert now == seen, "a closed cycle moved without an amendment"
                elif now != seen:
                    found = chain(
                        books.unlike(office), books.unassessed(office), books.premature(office)
                    )
                    assert list(found) == [], f"seed {seed}, step {number}"
                    seen = now
            assert list(books.self_decided(office)) == [], seed
            assert list(books.worse(office)) == [], seed
            tried, refused, done = (
                tried + office.tried,
                refused + office.refused,
                done + office.done,
            )
    for what in TRIES:
        assert refused[what] > 0, (what, tried[what])
    assert min(done["ask"], done["review"], done["right"], done["serve"], done["twice"]) > 0
    codes = ("claim.worse", "claim.not-your-step", "appeal.not-your-step")
    assert all(refused[code] for code in codes) or not full_size(), refused
    record(
        f"Steps of simulated offices: effects before final, self-decisions, worse after an answer,"
        f" {database()}, part {part + 1} of {PARTS}",
        n=RUNS * STEPS,
        seed=part * RUNS,
        result="0, 0, 0; refused: " + ", ".join(f"{what} {refused[what]}" for what in TRIES),
    )


def test_an_office_that_may_get_harsher_is_found_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the one check some review takes more than stood before."""
    lax = {**rules.CHECKS, rules.Condition.NOT_HARSHER: lambda seen: None}
    monkeypatch.setattr(rules, "CHECKS", lax)
    monkeypatch.setattr("jifen.claims.commands.reviewing._check_milder", lambda *args: None)
    for seed in range(20):
        with undone():
            office = begin(town, seed)
            for _ in range(30):
                office.step()
            if list(books.worse(office)):
                return
    pytest.fail("no run of twenty got worse: the books see nothing")
