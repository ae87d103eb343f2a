"""What proves a town, noun by noun: one row each. `queries.verify` walks them."""

from collections.abc import Callable, Iterator

from jifen.appeals import proof as appeals
from jifen.chain import blocks, checkpoints
from jifen.chain import queries as chain
from jifen.chain.queries import Fault
from jifen.claims import proof as claims
from jifen.cycles import queries as cycles
from jifen.evidence import queries as evidence
from jifen.ledger import proof as ledger
from jifen.meetings import queries as meetings
from jifen.notices import queries as notices
from jifen.outcomes import listing
from jifen.papers import queries as papers
from jifen.people import proof as roles
from jifen.people import queries as people
from jifen.people.models import Area
from jifen.publicity import proof as publicity
from jifen.recusals import queries as recusals
from jifen.results import queries as results
from jifen.rulebook import queries as rulebook
from jifen.standings import amending
from jifen.standings import queries as standings
from jifen.tasks import queries as tasks


def _chain(town: Area) -> Iterator[Fault]:
    blamed = []
    for fault in chain.faults(town.path):
        yield fault
        blamed.append(fault.seq)
    yield from blocks.faults(town.path, known=frozenset(seq for seq in blamed if seq is not None))
    yield from checkpoints.faults(town.path)


PARTS: tuple[Callable[[Area], Iterator[Fault]], ...] = (
    _chain,
    people.faults,
    roles.faults,
    rulebook.faults,
    cycles.faults,
    recusals.faults,
    evidence.faults,
    papers.faults,
    notices.faults,
    meetings.faults,
    ledger.faults,
    claims.faults,
    publicity.faults,
    appeals.faults,
    tasks.faults,
    standings.faults,
    amending.faults,
    results.faults,
    listing.faults,
)
"""From the chain upward. Every kind of record is answered for by one of them, or by the talks'."""
