"""Accounts follow the register and the day: opened, moved by what it says, brought to today."""

from django.db import connection

from jifen.chain.commands import Chain
from jifen.core.facts import HolderKind
from jifen.core.hand import Hand
from jifen.cycles.models import Cycle
from jifen.ledger import queries
from jifen.ledger.commands import posting
from jifen.ledger.commands.carrying import carry_in
from jifen.ledger.models import Account, Entry
from jifen.people.models import Area, Cadre
from jifen.people.queries import rosters, standing


def follow_register(cycle: Cycle, *, event_key: str, chain: Chain, hand: Hand) -> None:
    """Open the accounts that a cycle's register calls for, and move those that it changed.

    Then all are brought to today. A closed cycle does not move.
    """
    assert connection.in_atomic_block
    if not posting.is_open(cycle):
        return
    held = rosters(cycle.town, duties=False)
    existing = list(queries.accounts(cycle))
    have = {queries.holder(account) for account in existing}
    serving = [c for c in held.serving(cycle.starts_on, cycle.ends_on) if c not in have]
    people = {c.code: c for c in Cadre.objects.filter(town=cycle.town, code__in=serving)}
    stand = standing(cycle.town, on=cycle.starts_on)
    units = [unit for unit in stand if unit.path not in have]
    day = posting.day_of(cycle, cycle.starts_on, hand)
    fresh = [
        Account(cycle=cycle, kind=HolderKind.CADRE.value, cadre=people[code], as_of=day)
        for code in serving
    ]
    fresh += [
        Account(cycle=cycle, kind=HolderKind.VILLAGE.value, village=unit, as_of=day)
        for unit in units
    ]
    Account.objects.bulk_create(fresh)
    carry_in(cycle, fresh, chain=chain)
    before = queries.line_sums(existing)
    after = posting.assessments(cycle, [*existing, *fresh], held=held)
    posting.post(fresh, {}, after, Entry.Event.OPEN, event_key, chain)
    posting.post(existing, before, after, Entry.Event.REGISTER, event_key, chain)
    sums = {account.pk: after[account.pk].amounts() for account in existing}
    posting.bring(cycle, existing, sums, held=held, chain=chain, hand=hand)


def follow_day(town: Area, *, chain: Chain, hand: Hand) -> int:
    """Bring every account of a town's open cycles to today; return how many entries that made.

    Done again on the same day it adds nothing.
    """
    assert connection.in_atomic_block
    first = chain.seq
    held = rosters(town, duties=False)
    running = Cycle.objects.filter(
        town=town, state=Cycle.State.OPEN, starts_on__lte=hand.today
    ).select_related("town", "version")
    for cycle in running.order_by("starts_on"):
        behind = [
            account
            for account in queries.accounts(cycle)
            if account.as_of < posting.day_of(cycle, account.as_of, hand)
        ]
        if behind:
            sums = posting.before(cycle, behind, held)
            posting.bring(cycle, behind, sums, held=held, chain=chain, hand=hand)
    return chain.seq - first
