"""All that was ever recorded for some cadres' accounts, what counts no longer among it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from jifen.core.facts import Account as Input
from jifen.core.facts import Party
from jifen.ledger import inputs
from jifen.ledger.carries import carries
from jifen.ledger.models import Account, Change, Fact, Late, Opening
from jifen.ledger.models import Party as PartyRow
from jifen.ledger.offences import prior
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

FEW = 500
"""Up to so many facts of a cycle are named one by one; for more, the whole cycle is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Some cadres' accounts, whole."""

    inputs: Mapping[int, Input]  # by account id
    facts: Mapping[str, Fact]  # by key
    changes: Mapping[int, Sequence[Change]]  # by cycle id, in order


def book(of: Sequence[Account], *, held: Mapping[int, Rosters]) -> Book:
    """Return everything of some cadres' accounts, in any cycles of a town.

    The accounts come with their cadres and cycles. `held`: cycle id → the register from which the
    service in it is read: of a closed one, as it stood when it closed. Three queries, whatever the
    size and however many the cycles; one more for each cycle whose version looks back.
    """
    by_cycle: dict[int, list[Account]] = defaultdict(list)
    for account in of:
        by_cycle[account.cycle_id].append(account)
    parties = _parties(by_cycle)
    rows, facts = _facts(by_cycle, parties)
    changes: dict[int, list[Change]] = {pk: [] for pk in by_cycle}
    made = Change.objects.filter(fact__cycle__in=list(by_cycle)).select_related("fact")
    for change in made.order_by("seq"):
        changes[change.fact.cycle_id].append(change)
    found: dict[int, Input] = {}
    brought = carries(of)
    for pk, accounts in by_cycle.items():
        cycle = accounts[0].cycle
        rules = rulebook(cycle.version)
        theirs = inputs.by_holder(rules, rows[pk], parties[pk], ())
        put_right = inputs.repairs(changes[pk])
        offences = prior(cycle, accounts, upto_seq=cycle.closed_seq)
        for account in accounts:
            assert account.cadre is not None
            mine = theirs.get(account.cadre.code, ())
            found[account.pk] = inputs.read(
                account,
                cycle,
                held[pk],
                (inputs.repaired(fact, account.pk, put_right) for fact in mine),
                rules=rules,
                on=account.as_of,
                prior=offences.get(account.pk, ()),
                carry_in=brought.get(account.pk, 0),
            )
    return Book(inputs=found, facts=facts, changes=changes)


def _parties(by_cycle: Mapping[int, Sequence[Account]]) -> dict[int, dict[int, list[Party]]]:
    """Return cycle id → fact id → its parties among the cycle's accounts. One query."""
    theirs = Q()
    for pk, accounts in by_cycle.items():
        theirs |= Q(fact__cycle=pk, cadre__in=[account.cadre_id for account in accounts])
    rows = PartyRow.objects.filter(theirs, fact__cycle__in=list(by_cycle))
    found: dict[int, dict[int, list[Party]]] = {pk: defaultdict(list) for pk in by_cycle}
    for pk, fact, code, capacities in rows.values_list(
        "fact__cycle", "fact", "cadre__code", "capacities"
    ):
        party = Party(cadre=code, capacities=inputs.capacities(capacities))
        found[pk][fact].append(party)
    return found


def _facts(
    by_cycle: Mapping[int, Sequence[Account]], parties: Mapping[int, Mapping[int, object]]
) -> tuple[dict[int, list[inputs.Row]], dict[str, Fact]]:
    """Return cycle id → the facts that have parties, in order; and them all by key. One query."""
    # No subquery: it would leave PostgreSQL without a plan worth having.
    few = [fact for some in parties.values() if len(some) <= FEW for fact in some]
    many = [pk for pk, some in parties.items() if len(some) > FEW]
    rows: dict[int, list[inputs.Row]] = {pk: [] for pk in by_cycle}
    facts: dict[str, Fact] = {}
    chosen = Fact.objects.filter(Q(pk__in=few) | Q(cycle__in=many)).order_by("seq")
    for f in chosen.annotate(path=F("unit__path")).select_related("late__cycle", "opening"):
        late: Late | None = getattr(f, "late", None)
        back = (late.cycle.name, late.booked_on, late.amounts) if late else (None, None, None)
        opening: Opening | None = getattr(f, "opening", None)
        stood = (opening.holder, opening.points, opening.count) if opening else (None, None, None)
        row = (f.pk, f.key, f.seq, f.item, f.happened_on, f.measures, f.matter, f.path)
        rows[f.cycle_id].append((*row, *back, *stood, f.board))
        facts[f.key.hex] = f
    return rows, facts
