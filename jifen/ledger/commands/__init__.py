"""Writing the ledger: accounts follow register and day; facts, and facts about facts, are recorded.

Every function here runs inside its caller's transaction, while the caller holds the town's head:
that one lock orders the chain, and closes every race on caps, doubles and a closing cycle.
"""

from jifen.ledger.commands.boards import (
    NewBoard,
    bearers,
    board_parties,
    check_board,
    record_board,
)
from jifen.ledger.commands.carrying import follow_cycle
from jifen.ledger.commands.changes import NewRepair, record_change, record_repair
from jifen.ledger.commands.facts import NewFact, check_fact, check_late, record_facts
from jifen.ledger.commands.following import follow_day, follow_register
from jifen.ledger.commands.openings import NewOpening, check_opening

__all__ = [
    "NewBoard",
    "NewFact",
    "NewOpening",
    "NewRepair",
    "bearers",
    "board_parties",
    "check_board",
    "check_fact",
    "check_late",
    "check_opening",
    "follow_cycle",
    "follow_day",
    "follow_register",
    "record_board",
    "record_change",
    "record_facts",
    "record_repair",
]
