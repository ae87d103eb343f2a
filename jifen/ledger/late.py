"""Late facts (补记): what a closed cycle's version gives each account for what happened in it.

The fact is put to the accounts of its own cycle as the records stood when it closed, and assessed
on its last day (docs/scoring.md). The same question gives the same answer for good.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jifen.core import revisions
from jifen.core.errors import Refusal
from jifen.core.facts import Fact as Value
from jifen.core.facts import Measures, Party
from jifen.core.measures import fault
from jifen.core.points import Centipoints
from jifen.core.rules import Item, LateFacts, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger import inputs as assembled
from jifen.ledger.models import Account, Fact, Late
from jifen.ledger.queries import accounts, holder, inputs
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

LAST = 2**62
"""The place of a fact in the sequence of an account in which it was never recorded."""


def bearing(item: Item, people: Sequence[Party], unit: str) -> set[str]:
    """Return whose accounts a fact of an item touches: cadre codes, and the village's path."""
    found = {p.cadre for p in people if p.capacities & item.shares.keys()}
    return found | ({unit} if item.subject is Subject.VILLAGE else set())


def given(
    own: Cycle,
    fact: Value,
    *,
    of: Iterable[Account] | None = None,
    held: Rosters | None = None,
) -> dict[str, Centipoints]:
    """Return holder → what the version of the fact's own cycle gives that account for it, signed.

    Those alone who have an account there, and bear it by that version. Seven queries; one less with
    each of the cycle's accounts and the register of now, where they were read already.
    """
    rules = rulebook(own.version)
    touched = bearing(rules.item(fact.item), fact.parties, fact.village)
    every = accounts(own) if of is None else of
    chosen = [account for account in every if holder(account) in touched]
    stood = held.stood(own.closed_seq) if held is not None and own.closed_seq is not None else None
    # As it closed: what an amendment puts right later does not move what was booked by then.
    found = inputs(own, of=chosen, upto_seq=own.closed_seq, held=stood)
    assess = revisions.of(own.revision).assess
    last = own.ends_on - dt.timedelta(days=1)
    alone = replace(fact, seq=LAST, late=None)
    amounts: dict[str, Centipoints] = {}
    for account in chosen:
        whole = found[account.pk]
        result = assess(rules, replace(whole, facts=(*whole.facts, alone)), as_of=last)
        line = next(line for line in result.lines if line.name == fact.key)
        amounts[holder(account)] = line.unlimited
    return amounts


def check_books(rules: Rulebook, own: Cycle) -> None:
    """Raise where a version books nothing of a closed cycle.

    Raises:
        Refusal: "late.refused".
    """
    if rules.process.late is not LateFacts.BOOK:
        raise Refusal("late.refused", name=own.name, version=rules.version)


def check_item(rules: Rulebook, own: Item, measures: Measures) -> Item:
    """Return a version's item for a fact of an earlier version's.

    Raises:
        Refusal: "late.no-item" where the version has it no more, or on the other side, or as a
            board; "late.measured-otherwise" where it asks for other measures.
    """
    item = rules.by_code.get(own.code)
    if item is None or item.direction is not own.direction or item.board or own.board:
        raise Refusal("late.no-item", item=own.code, title=own.title, version=rules.version)
    if fault(item, measures) is not None:
        raise Refusal(
            "late.measured-otherwise", item=own.code, title=own.title, version=rules.version
        )
    return item


def check_borne(amounts: Mapping[str, int], item: Item, cycle: Cycle) -> None:
    """Raise where a late fact would touch nobody's account.

    Raises:
        Refusal: "late.nobody".
    """
    if not amounts:
        raise Refusal("late.nobody", article=item.article, item=item.code, name=cycle.name)


def stored(fact: Fact) -> Late | None:
    """Return what makes a recorded fact a late one; None where it is of its own cycle.

    One query where it was not read with the fact.
    """
    found: Late | None = getattr(fact, "late", None)
    return found


def recomputed(fact: Fact, parties: Sequence[tuple[str, str]]) -> Mapping[str, int]:
    """Work the amounts of a recorded late fact out again. `parties`: code and capacities."""
    late = stored(fact)
    assert late is not None
    people = tuple(
        Party(cadre=code, capacities=assembled.capacities(text)) for code, text in sorted(parties)
    )
    value = Value(
        key=fact.key.hex,
        seq=LAST,
        item=fact.item,
        happened_on=fact.happened_on,
        measures=Measures.read(fact.measures),
        matter=fact.matter,
        village=fact.unit.path,
        parties=people,
    )
    amounts = given(late.cycle, value)
    # Who had no account yet when it was booked bears nothing of it, whoever joins later.
    return {code: amount for code, amount in amounts.items() if code in late.amounts}
