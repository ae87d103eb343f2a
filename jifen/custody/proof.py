"""Proving the whole home: schema, accounts, and every town from its chain to its papers."""

from collections.abc import Iterable, Iterator

from jifen.chain import queries as chain
from jifen.chain import schema
from jifen.chain.queries import Fault
from jifen.outcomes import queries as outcomes
from jifen.people import proof as roles
from jifen.people import queries as people

HOME = ""
"""Stands for the database itself where a town's path would stand."""


LAST = 1000
"""So many records of each town every start walks through."""


def quick() -> Iterator[Fault]:
    """Yield what does not hold of that which every start looks at: schema and last records."""
    yield from schema.faults()
    for one in chain.chains():
        held = chain.head(one)
        yield from chain.walk(one, after=max(0, held.seq - LAST) if held else 0)


def prove() -> dict[str, list[Fault]]:
    """Return what does not hold, by town; what is wrong with the schema under `HOME`."""
    towns = {town.path: town for town in people.towns()}
    found = {HOME: list(schema.faults()), chain.HOME: list(roles.home_faults())}
    for path in chain.towns():
        if path not in towns:
            gone = Fault(town=path, seq=None, code="town.gone", detail=path)
            found[path] = [gone, *chain.faults(path)]
    for path, town in towns.items():
        found[path] = list(outcomes.verify(town))
    return found


def contradicted(others: Iterable[tuple[str, int, str]]) -> list[str]:
    """Return the records known from elsewhere that are others here; later ones are only missing."""
    found = []
    for town, seq, hash_ in others:
        here = chain.hash_at(town, seq)
        if here is not None and not here.startswith(hash_):
            found.append(f"{town}#{seq}:{hash_}")
    return found
