"""From assessments to entries: bring accounts to the day, assess before and after, post the rest.

What the day alone does (expiry, recurrence, freezing) has entries of its own, of event `expire`;
what a record does is the difference between two assessments of one day.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence

from jifen.chain.canonical import Value
from jifen.chain.commands import Chain
from jifen.core import revisions
from jifen.core.assess import Assessment
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger import proof, queries
from jifen.ledger.models import Account, Entry, Fact
from jifen.ledger.offences import looks_back
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

Lines = Mapping[int, Mapping[str, int]]
"""Account id → line → what its entries come to."""


class Movement:
    """Some accounts that a record is about to move: at their day, with what stood before it.

    Besides the accounts given, those of the same holders in later cycles whose versions look back.
    """

    def __init__(
        self, cycle: Cycle, of: Sequence[Account], *, held: Rosters, chain: Chain, hand: Hand
    ) -> None:
        self.held, self.chain = held, chain
        self.groups = [(cycle, list(of)), *_later(cycle, of)]
        self.before: dict[int, Mapping[str, int]] = {}
        for one, accounts in self.groups:
            sums = before(one, accounts, held)
            self.before |= bring(one, accounts, sums, held=held, chain=chain, hand=hand)

    def post(self, event: Entry.Event, event_key: str, fresh: Sequence[Fact] = ()) -> None:
        """Assess the accounts anew, and post what the record moved."""
        for cycle, accounts in self.groups:
            after = assessments(cycle, accounts, held=self.held)
            post(accounts, self.before, after, event, event_key, self.chain, fresh)


def _later(cycle: Cycle, of: Sequence[Account]) -> list[tuple[Cycle, list[Account]]]:
    """Return the later open cycles whose versions look back, with the same holders' accounts."""
    later = Cycle.objects.filter(
        town=cycle.town_id, state=Cycle.State.OPEN, starts_on__gt=cycle.starts_on
    ).select_related("version", "town")
    holders = {queries.holder(account) for account in of}
    found = [
        (one, [a for a in queries.accounts(one) if queries.holder(a) in holders])
        for one in later.order_by("starts_on")
        if looks_back(rulebook(one.version))
    ]
    return [(one, accounts) for one, accounts in found if accounts]


# ------------------------------------------------------------------ the day
def is_open(cycle: Cycle) -> bool:
    """Read the cycle's state under the town's lock: what the caller holds may be older."""
    return Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.OPEN).exists()


def check_takes(cycle: Cycle, *, amends: bool) -> None:
    """Raise unless a cycle takes what is to be recorded: an open one, or an amendment a closed one.

    Raises:
        Refusal: "cycle.closed", or "amend.open" where nothing is to be amended yet.
    """
    if is_open(cycle) == amends:
        raise Refusal("amend.open" if amends else "cycle.closed", name=cycle.name)


def register(cycle: Cycle, held: Rosters) -> Rosters:
    """Return the register by which a cycle's service is read: of a closed one, as it closed."""
    return held if cycle.closed_seq is None else held.stood(cycle.closed_seq)


def day_of(cycle: Cycle, least: dt.date, hand: Hand) -> dt.date:
    """Return the day to assess at: today, never before `least`, never past the cycle's last day."""
    last = cycle.ends_on - dt.timedelta(days=1)
    return min(max(least, hand.today), last)


def moves_by_day(rules: Rulebook) -> bool:
    """Say whether the day alone can move an account under these rules."""
    return any(
        item.validity or item.recurring or item.freezes or item.repair or item.only_for
        for item in rules.items
    )


def bring(
    cycle: Cycle, of: Sequence[Account], sums: Lines, *, held: Rosters, chain: Chain, hand: Hand
) -> Lines:
    """Bring accounts to today, and return their lines as the ledger then has them.

    What that moves is posted as event `expire`. `sums` are their lines so far.
    """
    behind = [account for account in of if account.as_of < day_of(cycle, account.as_of, hand)]
    for account in behind:
        account.as_of = day_of(cycle, account.as_of, hand)
    if not behind:
        return sums
    if not moves_by_day(rulebook(cycle.version)):
        Account.objects.bulk_update(behind, ["as_of"], batch_size=200)
        return sums
    after = assessments(cycle, behind, held=held)
    key = f"day:{behind[0].as_of}"
    post(behind, sums, after, Entry.Event.EXPIRE, key, chain)
    return {**sums, **{pk: found.amounts() for pk, found in after.items()}}


# ------------------------------------------------------------------ before and after
def before(cycle: Cycle, of: Sequence[Account], held: Rosters) -> Lines:
    """Return the accounts' lines as the ledger has them, having seen that `assess` says the same.

    A ledger out of step with its facts is a fault to find, never one to post over.
    """
    sums = queries.line_sums(of)
    for pk, says in assessments(cycle, of, held=held).items():
        assert sums.get(pk, {}) == says.amounts(), f"account {pk} is out of step with its facts"
    return sums


def assessments(cycle: Cycle, of: Collection[Account], *, held: Rosters) -> dict[int, Assessment]:
    """Return account id → its assessment at its `as_of`."""
    rules = rulebook(cycle.version)
    found = queries.inputs(cycle, of=list(of), held=register(cycle, held))
    assess = revisions.of(cycle.revision).assess
    return {a.pk: assess(rules, found[a.pk], as_of=a.as_of) for a in of}


def post(
    of: Sequence[Account],
    before: Mapping[int, Mapping[str, int]],
    after: Mapping[int, Assessment],
    event: Entry.Event,
    event_key: str,
    chain: Chain,
    fresh: Sequence[Fact] = (),
) -> None:
    """Append the differences as entries, and write the balances that follow from them."""
    changed: list[tuple[Account, str, int]] = []
    for account in of:
        was, now = before.get(account.pk, {}), after[account.pk].amounts()
        for line in sorted(was.keys() | now.keys()):
            amount = now.get(line, 0) - was.get(line, 0)
            if amount:
                changed.append((account, line, amount))
    facts = _facts(changed, fresh)
    rows: list[Entry] = []
    for account, line, amount in changed:
        entry = Entry(
            town=account.cycle.town,
            event=event.value,
            event_key=event_key,
            account=account,
            line=line,
            fact_id=facts.get(line),
            amount=amount,
            version=account.cycle.version.digest,
            recorded_at=chain.at,
        )
        fields: dict[str, Value] = proof.entry_fields(entry)
        entry.seq = chain.append("entry", **fields)
        rows.append(entry)
        account.balance += amount
    for account in of:
        result = after[account.pk]
        account.added, account.deducted = result.added, result.deducted
        account.gross = result.gross
    Entry.objects.bulk_create(rows, batch_size=500)
    Account.objects.bulk_update(
        of, ["balance", "added", "deducted", "gross", "as_of"], batch_size=200
    )


def _facts(changed: Sequence[tuple[Account, str, int]], fresh: Sequence[Fact]) -> dict[str, int]:
    """Return line → the id of the fact it names. One query where some are not fresh."""
    facts = {fact.key.hex: fact.pk for fact in fresh}
    missing = {uuid.UUID(line) for _, line, _ in changed if len(line) == 32 and line not in facts}
    found = Fact.objects.filter(key__in=missing).values_list("key", "pk") if missing else ()
    return facts | {key.hex: pk for key, pk in found}
