"""Assessing: one account against a plain loop, one fact more against the account, a town's year."""

import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.parts import rounds, town
from benchmarks.parts.plain_loop import Reference, loop, reference
from jifen.core.assess import assess
from jifen.core.facts import Account, Fact
from jifen.core.incremental import Running
from jifen.core.limits import nesting
from jifen.core.rules import Rulebook

FACTS = 300
MORE = 20
CADRES, FACTS_OF_A_TOWN = 91, 20_000
NOTE = """\
The plain loop applies the same limits and builds the same rows; it neither looks whether measures
fit nor knows any circumstance."""


def equal(ref: Reference, account: Account) -> None:
    """See that reference and product come to the same, row by row."""
    lines, net = loop(ref, account)
    result = assess(ref.rulebook, account, as_of=town.LAST_DAY)
    assert list(result.lines) == lines
    assert result.net == net
    assert min(result.added, result.deducted, result.gross) > 0
    assert any(line.withheld for line in lines)


def equal_one_by_one(rules: Rulebook, account: Account, more: int) -> None:
    """See that facts taken one by one come to the same as the account with them."""
    running = Running(rules, account, as_of=town.LAST_DAY)
    for fact in facts_more(rules, account, more):
        running.add(fact)
    assert running.result == assess(rules, running.account, as_of=town.LAST_DAY)


def facts_more(rules: Rulebook, account: Account, more: int) -> list[Fact]:
    """Facts that are recorded after those of the account, happened any day of the cycle."""
    random, first = Random(len(account.facts)), len(account.facts) + 1
    return [town.fact(random, rules, seq) for seq in range(first, first + more)]


def of_a_town(rules: Rulebook, *, cadres: int, facts: int) -> list[Account]:
    """As many accounts, which have so many facts together."""
    shares = [facts * (n + 1) // cadres - facts * n // cadres for n in range(cadres)]
    return [town.account(rules, share, seed=n) for n, share in enumerate(shares)]


def one_more(rules: Rulebook, account: Account, *, name: str) -> rounds.Ratio:
    """Compare facts recorded one by one with as many assessments of the whole account."""
    added = facts_more(rules, account, MORE)
    running = Running(rules, account, as_of=town.LAST_DAY)

    def whole() -> None:
        for _ in added:
            assess(rules, account, as_of=town.LAST_DAY)

    def prepare() -> None:
        nonlocal running
        running = Running(rules, account, as_of=town.LAST_DAY)

    def add_all() -> None:
        for fact in added:
            running.add(fact)

    return rounds.compare(
        name, goal=0.1, reference=whole, product=add_all, prepare=prepare, pieces=MORE
    )


def main() -> int:
    """Run the benchmark; 1 where a goal is missed, 3 where the machine is too noisy to say."""
    rules = town.rulebook()
    assert nesting(rules) == ()
    rich = town.with_circumstances(rules)
    ref = reference(rules)
    account, rich_account = (town.account(each, FACTS, seed=1) for each in (rules, rich))
    year = of_a_town(rules, cadres=CADRES, facts=FACTS_OF_A_TOWN)
    for each in (account, *year[:5]):
        equal(ref, each)
    for book, each in ((rules, account), (rich, rich_account)):
        equal_one_by_one(book, each, MORE)
    try:
        ratios = [
            rounds.compare(
                f"an account of {FACTS} facts ÷ a plain loop",
                goal=5,
                reference=lambda: loop(ref, account),
                product=lambda: assess(rules, account, as_of=town.LAST_DAY),
            ),
            rounds.compare(
                f"the same with circumstances on {len(town.CIRCUMSTANCES)} items ÷ the plain loop",
                goal=5,
                reference=lambda: loop(ref, account),
                product=lambda: assess(rich, rich_account, as_of=town.LAST_DAY),
            ),
            one_more(rules, account, name=f"one fact more ÷ an account of {FACTS} facts"),
            one_more(rich, rich_account, name="the same with circumstances"),
            rounds.compare(
                f"a town's year, {CADRES} cadres and {FACTS_OF_A_TOWN:,} facts ÷ a plain loop",
                goal=5,
                reference=lambda: [loop(ref, each) for each in year],
                product=lambda: [assess(rules, each, as_of=town.LAST_DAY) for each in year],
            ),
        ]
    except rounds.TooNoisy as noisy:
        print(f"Too noisy to judge: {noisy}")
        return rounds.TOO_NOISY
    return rounds.tell("Assessing", ratios, [NOTE])


if __name__ == "__main__":
    sys.exit(main())
