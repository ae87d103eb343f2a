"""What of a town's rulebooks, approved and in the making, its records contradict."""

from collections.abc import Iterator

from jifen.chain.queries import Fault
from jifen.people.models import Area
from jifen.rulebook.queries import approved, making


def faults(town: Area) -> Iterator[Fault]:
    """Yield the rows that their record contradicts, and the texts that are others."""
    yield from approved.faults(town)
    yield from making.faults(town)
