"""Facts about facts: withdrawal, suspension, resumption, repair; and what they move."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from jifen.chain.commands import Chain
from jifen.core.assess import Assessment
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rules import Direction, Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger import openings, proof, queries
from jifen.ledger.commands import posting
from jifen.ledger.models import Account, Change, Entry, Fact
from jifen.people.queries import rosters
from jifen.rulebook.queries import rulebook


def record_change(
    fact: Fact,
    kind: Change.Kind,
    *,
    key: uuid.UUID,
    reason: str,
    second: str,
    account: Account | None = None,
    identity: str = "",
    amends: bool = False,
    chain: Chain,
    hand: Hand,
) -> Change:
    """Withdraw, suspend or resume a fact, for one account or for all, and post what that moves.

    `amends`: after the close, as two people decided; without it a closed cycle takes nothing.

    A deduction that this releases from a limit is suspended until it is served anew: nobody is
    worse off from one day to the next because somebody else's fact went away (model.md). So is
    one that a resumption releases (where limits do not nest); the resumed one counts again.

    Raises:
        Refusal: "cycle.closed", "amend.open", "change.already" where the fact is already so,
            "change.withdrawn" where it was withdrawn, "change.no-reason", "fact.same-hand".
    """
    assert connection.in_atomic_block
    cycle = fact.cycle
    assert kind is not Change.Kind.REPAIR, "a repair says more: record_repair"
    _check_hands(cycle, reason, second, hand, amends=amends)
    _check_change(fact, kind, account)
    movement = posting.Movement(
        cycle, _moved(fact, account), held=rosters(cycle.town), chain=chain, hand=hand
    )
    change = _change(fact, kind, key, reason, second, account, chain=chain, hand=hand)
    change.identity = identity
    change.seq = chain.append("change", **proof.change_fields(change))
    change.save(force_insert=True)
    _suspend_released(movement, change, chain=chain, hand=hand)
    movement.post(Entry.Event.AMEND if amends else Entry.Event(kind.value), change.key.hex)
    return change


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRepair:
    """A repair (整改) to be recorded: the day it was put right; None takes back what stands."""

    key: uuid.UUID
    repaired_on: dt.date | None
    reason: str
    evidence: Sequence[str] = ()
    second: str


def record_repair(
    fact: Fact, new: NewRepair, *, account: Account | None = None, chain: Chain, hand: Hand
) -> Change:
    """Record that what a fact was about has been put right, for one account or for all.

    What that gives back, thaws or stops is the item's business (docs/scoring.md). A deduction that
    it releases from a limit is suspended, as after a withdrawal.

    Raises:
        Refusal: "cycle.closed", "change.no-reason", "fact.same-hand", "change.withdrawn",
            "opening.no-repair" of an opening balance, "repair.no-rule"
            where nothing in the item depends on it, "repair.early" before it
            happened, "repair.future", "repair.no-evidence", "repair.stands" where one is
            recorded, "repair.none" where there is none to take back.
    """
    assert connection.in_atomic_block
    cycle = fact.cycle
    _check_hands(cycle, new.reason, new.second, hand)
    _check_repair(fact, new, account, hand)
    movement = posting.Movement(
        cycle, _moved(fact, account), held=rosters(cycle.town), chain=chain, hand=hand
    )
    change = _change(
        fact, Change.Kind.REPAIR, new.key, new.reason, new.second, account, chain=chain, hand=hand
    )
    change.repaired_on = new.repaired_on
    change.evidence = [text.strip() for text in new.evidence if text.strip()]
    change.seq = chain.append("repair", **proof.repair_fields(change))
    change.save(force_insert=True)
    _suspend_released(movement, change, chain=chain, hand=hand)
    movement.post(Entry.Event.REPAIR, change.key.hex)
    return change


def _check_hands(
    cycle: Cycle, reason: str, second: str, hand: Hand, *, amends: bool = False
) -> None:
    posting.check_takes(cycle, amends=amends)
    if not reason.strip():
        raise Refusal("change.no-reason")
    if second == hand.actor.key:
        raise Refusal("fact.same-hand")


def _check_repair(fact: Fact, new: NewRepair, account: Account | None, hand: Hand) -> None:
    item = rulebook(fact.cycle.version).item(fact.item)
    changes = list(fact.changes.order_by("seq"))
    share = account.pk if account else None
    now = queries.standing(changes)
    if "withdrawn" in {now.get(None), now.get(share)}:
        raise Refusal("change.withdrawn")
    if openings.of(fact) is not None:
        raise Refusal("opening.no-repair", article=item.article, item=item.code, title=item.title)
    if not queries.asks_repair(item):
        raise Refusal("repair.no-rule", article=item.article, item=item.code, title=item.title)
    stands = queries.repaired_on(changes, account)
    if new.repaired_on is None:
        if stands is None:
            raise Refusal("repair.none")
        return
    if stands is not None:
        raise Refusal("repair.stands", on=stands)
    if new.repaired_on < fact.happened_on:
        raise Refusal("repair.early", on=new.repaired_on, happened=fact.happened_on)
    if new.repaired_on > hand.today:
        raise Refusal("repair.future", on=new.repaired_on, today=hand.today)
    if not [text for text in new.evidence if text.strip()]:
        raise Refusal("repair.no-evidence", article=item.article, item=item.code)


def _moved(fact: Fact, account: Account | None) -> list[Account]:
    """Return the accounts that bear a fact, read under the lock; or the one among them."""
    moved = _bearers(fact)
    if account is not None:
        moved = [one for one in moved if one.pk == account.pk]
        assert moved, f"{account} does not bear {fact}"
    return moved


def _check_change(fact: Fact, kind: Change.Kind, account: Account | None) -> None:
    now = queries.standing(fact.changes.order_by("seq"))
    share = account.pk if account else None
    if "withdrawn" in {now.get(None), now.get(share)}:
        raise Refusal("change.withdrawn")
    suspended = now.get(share) == "suspended"
    if (kind is Change.Kind.SUSPEND) == suspended and kind is not Change.Kind.WITHDRAW:
        raise Refusal("change.already")


def _bearers(fact: Fact) -> list[Account]:
    codes = set(fact.parties.values_list("cadre_id", flat=True))
    units = {fact.unit.path, *(row[0] for row in fact.board or ())}
    return [
        account
        for account in queries.accounts(fact.cycle)
        if account.cadre_id in codes or (account.village and account.village.path in units)
    ]


def _change(
    fact: Fact,
    kind: Change.Kind,
    key: uuid.UUID,
    reason: str,
    second: str,
    account: Account | None,
    *,
    chain: Chain,
    hand: Hand,
) -> Change:
    return Change(
        town=fact.town,
        key=key,
        kind=kind.value,
        fact=fact,
        account=account,
        reason=reason,
        salt=hand.dice(16),
        recorded_at=chain.at,
        by=uuid.UUID(hand.actor.key),
        second=uuid.UUID(second),
    )


def _suspend_released(
    movement: posting.Movement, cause: Change, *, chain: Chain, hand: Hand
) -> None:
    """Suspend, account by account, each deduction that would now take more than it took before."""
    for cycle, accounts in movement.groups:
        going = accounts
        while going:
            now = posting.assessments(cycle, going, held=movement.held)
            still: list[Account] = []
            for account in going:
                was = movement.before.get(account.pk, {})
                line = _released(rulebook(cycle.version), now[account.pk], was, cause)
                if line is None:
                    continue
                change = _change(
                    Fact.objects.select_related("cycle", "town").get(key=line),
                    Change.Kind.SUSPEND,
                    uuid.UUID(bytes=hand.dice(16), version=4),
                    cause.reason,
                    cause.second.hex,
                    account,
                    chain=chain,
                    hand=hand,
                )
                change.seq = chain.append("change", **proof.change_fields(change))
                change.save(force_insert=True)
                still.append(account)  # what is suspended may release another
            going = still


def _released(
    rules: Rulebook, now: Assessment, before: Mapping[str, int], cause: Change
) -> str | None:
    """Return the first other deduction that would now take more than it took, or None."""
    for line in now.lines:
        item = rules.known(line.item)
        if item is None or item.direction is not Direction.DEDUCT:
            continue
        if line.name == cause.fact.key.hex:
            continue
        if line.amount < before.get(line.name, 0):
            return line.name
    return None
