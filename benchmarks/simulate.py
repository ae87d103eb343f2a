"""Simulating (W5): a cycle under another version against a plain loop, and memory at any size."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.parts import cycle, rounds
from benchmarks.parts.plain_loop import Reference, loop, reference
from jifen.console.bar import Bar
from jifen.core.comparison import Comparison
from jifen.core.facts import Account
from jifen.core.simulation import Replayed, Simulation, simulate

PEOPLE, FACTS = 91, 20_000
MANY_PEOPLE = 3_000
MANY, FEWER = 1_000_000, 100_000
GROWS, SLOWER = 1.25, 1.25
"""Ten times as many facts may take so many times the memory (an account that is ten times as long
is in it while it is assessed), and so many times the time each."""

NOTE = """\
The plain loop scores both versions with the same limits and ranks by the net; the product besides
compares results, grades, lines, pool, groups and items."""


def net(ref: Reference, account: Account) -> int:
    """What the plain loop makes of an account, with the floor under it."""
    floor = ref.rulebook.score.floor
    found = loop(ref, account)[1]
    return found if floor is None else max(found, floor)


def places(ref: Reference, accounts: Iterable[Replayed]) -> dict[str, int]:
    """Rank by a plain loop: one more than the number of those with more."""
    nets = {one.account.holder: net(ref, one.account) for one in accounts}
    found: dict[str, int] = {}
    ordered = sorted(nets, key=lambda code: -nets[code])
    for number, code in enumerate(ordered, start=1):
        ahead = ordered[number - 2] if number > 1 else ""
        found[code] = found[ahead] if ahead and nets[ahead] == nets[code] else number
    return found


def moves(refs: tuple[Reference, Reference], accounts: list[Replayed]) -> dict[str, int]:
    """Return by how many places everybody moves, as the plain loop has it."""
    before, after = (places(ref, accounts) for ref in refs)
    return {code: before[code] - after[code] for code in before}


def equal(refs: tuple[Reference, Reference], accounts: list[Replayed]) -> Comparison:
    """See that loop and product move everybody by as many places."""
    found = simulate(refs[0].rulebook, refs[1].rulebook, accounts)
    for move in found.moves:
        account = next(one.account for one in accounts if one.account.holder == move.code)
        assert [net(ref, account) for ref in refs] == [move.before.net, move.after.net]
    assert len({move.rise for move in found.moves}) > 1
    return found


def run(people: int, facts: int) -> dict[str, float]:
    """Simulate so many facts, showing how far it is; return processor seconds and peak KiB."""
    began = process_time()
    with Bar(f"simulate {facts:,}") as bar:
        simulation = Simulation(cycle.in_force(), cycle.draft())
        for done, one in enumerate(cycle.accounts(people, facts), start=1):
            simulation.take(one)
            bar.tell(done, people)
        found = simulation.comparison()
    assert len(found.moves) == people
    return {
        "seconds": process_time() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def apart(people: int, facts: int) -> dict[str, float]:
    """Do the same in a process of its own, so that its memory is its own."""
    told = subprocess.run(
        [sys.executable, __file__, str(people), str(facts)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    found: dict[str, float] = json.loads(told)
    return found


def _told(found: dict[str, float]) -> str:
    return f"{found['seconds']:.0f} s, peak memory {found['peak'] / 1024:.0f} MiB"


def main() -> int:
    """Run the benchmark; 1 where a goal is missed, 3 where the machine is too noisy to say."""
    refs = reference(cycle.in_force()), reference(cycle.draft())
    accounts = list(cycle.accounts(PEOPLE, FACTS))
    equal(refs, accounts)
    try:
        ratio = rounds.compare(
            f"a cycle under two versions, {PEOPLE} cadres and {FACTS:,} facts ÷ a plain loop",
            goal=3,
            reference=lambda: moves(refs, accounts),
            product=lambda: simulate(refs[0].rulebook, refs[1].rulebook, accounts),
        )
    except rounds.TooNoisy as noisy:
        print(f"Too noisy to judge: {noisy}")
        return rounds.TOO_NOISY
    fewer, many = (apart(MANY_PEOPLE, facts) for facts in (FEWER, MANY))
    memory = many["peak"] / fewer["peak"]
    each = (many["seconds"] / MANY) / (fewer["seconds"] / FEWER)
    notes = [
        (
            f"{MANY:,} facts of {MANY_PEOPLE:,} cadres, making them included: {_told(many)}. "
            f"{FEWER:,} facts of as many: {_told(fewer)}."
        ),
        (
            f"Ten times the facts: memory × **{memory:.3f}** (goal ≤ {GROWS:g}), "
            f"time for each fact × **{each:.3f}** (goal ≤ {SLOWER:g})."
        ),
        NOTE,
    ]
    missed = rounds.tell("Simulating", [ratio], notes)
    return 1 if missed or memory > GROWS or each > SLOWER else 0


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
        sys.exit(0)
    sys.exit(main())
