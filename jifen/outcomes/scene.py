"""What a cycle's cases follow from, read at once: its records, and the talks of other cycles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from jifen.core.facts import Account as Input
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger.book import book
from jifen.ledger.models import Account, Change, Fact
from jifen.outcomes.models import Talk
from jifen.people.queries import registers
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.standings.board import Board
from jifen.standings.models import Edition
from jifen.standings.queries import board, finals


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the cases of some cadres in one cycle follow from."""

    cycle: Cycle
    rules: Rulebook
    accounts: Sequence[Account]  # with their cadres, by code
    inputs: Mapping[int, Input]  # by account id: every fact, whether it counts or not
    facts: Mapping[str, Fact]  # by key
    changes: Sequence[Change]  # of the cycle's facts, in order
    talks: Mapping[int, Sequence[Talk]]  # held in the cycle, by cadre id, in order
    overturned: frozenset[str]  # cases whose talk was
    final: Edition | None
    board: Board | None  # of the final edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenes:
    """A cycle with everybody in it, and the others with those who had a talk in them."""

    asked: Scene
    others: Sequence[Scene]
    register: Rosters  # as it stands now


def scenes(cycle: Cycle, cycles: Iterable[Cycle]) -> Scenes:
    """Read what a cycle's cases follow from. Seven queries, whatever the size.

    `cycles` are all of the town's as they stand, with their versions. Of a closed one the register
    is read as it stood at the close: what it says later moves nothing there.
    """
    talks: dict[int, list[Talk]] = defaultdict(list)
    for talk in Talk.objects.filter(town=cycle.town_id).order_by("seq"):
        talks[talk.cycle_id].append(talk)
    concerned = {one.pk: one for one in cycles if one == cycle or one.pk in talks}
    accounts = _accounts(cycle, concerned, talks)
    held = registers(cycle.town, {None} | {one.closed_seq for one in concerned.values()})
    whole = book(
        [account for some in accounts.values() for account in some],
        held={pk: held[one.closed_seq] for pk, one in concerned.items()},
    )
    frozen = finals(concerned.values())

    def scene(one: Cycle) -> Scene:
        held_talks: dict[int, list[Talk]] = defaultdict(list)
        for talk in talks[one.pk]:
            if talk.outcome == Talk.Outcome.HELD:
                held_talks[talk.cadre_id].append(talk)
        final = frozen.get(one.pk)
        return Scene(
            cycle=one,
            rules=rulebook(one.version),
            accounts=accounts[one.pk],
            inputs=whole.inputs,
            facts=whole.facts,
            changes=whole.changes.get(one.pk, ()),
            talks=held_talks,
            overturned=frozenset(
                talk.case for talk in talks[one.pk] if talk.outcome == Talk.Outcome.OVERTURNED
            ),
            final=final,
            board=board(final) if final else None,
        )

    return Scenes(
        asked=scene(concerned[cycle.pk]),
        others=[scene(one) for pk, one in concerned.items() if pk != cycle.pk],
        register=held[None],
    )


def _accounts(
    cycle: Cycle, concerned: Mapping[int, Cycle], talks: Mapping[int, Sequence[Talk]]
) -> dict[int, list[Account]]:
    """Return cycle id → all its cadres' accounts, or of another cycle those with talks in it."""
    wanted = Q(cycle=cycle)
    for pk in concerned.keys() - {cycle.pk}:
        wanted |= Q(cycle=pk, cadre__in={talk.cadre_id for talk in talks[pk]})
    found: dict[int, list[Account]] = {pk: [] for pk in concerned}
    rows = Account.objects.filter(wanted, cadre__isnull=False).select_related("cadre")
    for account in rows.order_by("cadre__code"):
        account.cycle = concerned[account.cycle_id]
        found[account.cycle_id].append(account)
    return found
