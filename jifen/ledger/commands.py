"""Writing the ledger: bring accounts to the register, record facts, record facts about facts.

Every function here runs inside its caller's transaction, while the caller holds the town's head:
that one lock orders the chain, and closes every race on caps, doubles and a closing cycle.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from jifen.chain.canonical import Value
from jifen.chain.commands import Chain
from jifen.core.assess import Assessment, assess
from jifen.core.errors import Refusal
from jifen.core.facts import Account as Input
from jifen.core.facts import HolderKind, Measures, parties
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.rules import Capacity, Direction, Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger import queries
from jifen.ledger.models import Account, Change, Entry, Fact, Party
from jifen.people.models import Area, Cadre
from jifen.people.queries import Rosters, rosters, villages
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """What is to be recorded as a fact; everything that makes it final has happened already."""

    key: uuid.UUID
    item: str
    unit: Area
    named: Mapping[str, Capacity]
    happened_on: dt.date
    measures: Measures
    duty_area: str = ""
    matter: str = ""
    reason: str
    evidence: Sequence[str]
    decision_number: str = ""
    way: Fact.Way
    identity: str = ""
    by: str
    second: str


# ------------------------------------------------------------------ accounts follow the register
def follow_register(cycle: Cycle, *, event_key: str, chain: Chain, hand: Hand) -> None:
    """Open the accounts that a cycle's register calls for, and move those that it changed.

    A closed cycle does not move.
    """
    assert connection.in_atomic_block
    if not _is_open(cycle):
        return
    held = rosters(cycle.town)
    existing = list(queries.accounts(cycle))
    have = {queries.holder(account) for account in existing}
    serving = [c for c in held.serving(cycle.starts_on, cycle.ends_on) if c not in have]
    people = {c.code: c for c in Cadre.objects.filter(town=cycle.town, code__in=serving)}
    units = [unit for unit in villages(cycle.town) if unit.path not in have]
    day = _as_of(cycle, cycle.starts_on, hand)
    fresh = [
        Account(cycle=cycle, kind=HolderKind.CADRE.value, cadre=people[code], as_of=day)
        for code in serving
    ]
    fresh += [
        Account(cycle=cycle, kind=HolderKind.VILLAGE.value, village=unit, as_of=day)
        for unit in units
    ]
    Account.objects.bulk_create(fresh)
    every = [*existing, *fresh]
    before = queries.line_sums(existing)
    after = _assess(cycle, every, hand, held=held)
    _post(fresh, {}, after, Entry.Event.OPEN, event_key, chain)
    _post(existing, before, after, Entry.Event.REGISTER, event_key, chain)


# ------------------------------------------------------------------ facts
def record_facts(
    cycle: Cycle, new: Sequence[NewFact], *, event_key: str, chain: Chain, hand: Hand
) -> list[Fact]:
    """Accept facts into a cycle, in the order given, and post what they move.

    One batch assesses each account once. All facts are accepted or none.

    Raises:
        Refusal: "cycle.closed"; or what `check_fact` says of one of them.
    """
    assert connection.in_atomic_block
    if not _is_open(cycle):
        raise Refusal("cycle.closed", name=cycle.name)
    rules = rulebook(cycle.version)
    held = rosters(cycle.town)
    by_code = {queries.holder(a): a for a in queries.accounts(cycle)}
    codes = {c.code: c for c in Cadre.objects.filter(town=cycle.town)}
    rows: list[Fact] = []
    shares: list[Party] = []
    touched: dict[str, Account] = {}
    for one in new:
        check_fact(one, cycle, rules, held, today=hand.today)
        item = rules.item(one.item)
        everybody = parties(
            held.on(one.unit.path, one.happened_on), one.named, duty_area=_duty_area(one, item)
        )
        fact = _row(one, cycle, chain, hand)
        pairs = [(p.cadre, ",".join(sorted(p.capacities))) for p in everybody]
        fact.seq = chain.append("fact", **queries.fact_fields(fact, pairs))
        rows.append(fact)
        shares += [Party(fact=fact, cadre=codes[c], capacities=text) for c, text in pairs]
        bearers = [p.cadre for p in everybody if p.capacities & item.shares.keys()]
        if item.subject is Subject.VILLAGE:
            bearers.append(one.unit.path)
        touched |= {code: by_code[code] for code in bearers}
    moved = list(touched.values())
    before = _before(cycle, moved, held)
    Fact.objects.bulk_create(rows, batch_size=200)
    Party.objects.bulk_create(shares, batch_size=500)
    after = _assess(cycle, moved, hand, held=held)
    _post(moved, before, after, Entry.Event.ACCEPT, event_key, chain, rows)
    return rows


def check_fact(
    one: NewFact, cycle: Cycle, rules: Rulebook, held: Rosters, *, today: dt.date
) -> None:
    """Raise what keeps a fact from being accepted; also what a preview and a dry run ask.

    Raises:
        Refusal: "fact.item-unknown", "fact.outside-cycle", "fact.future", "fact.no-evidence",
            "fact.no-reason", "fact.not-serving", "fact.nobody-bears", "fact.same-hand",
            "unit.unknown", or what `core.measures.check` says.
    """
    if not one.unit.path.startswith(cycle.town.path + "/"):
        names = "、".join(unit.name for unit in villages(cycle.town))
        raise Refusal("unit.unknown", name=one.unit.name, names=names)
    item = rules.by_code.get(one.item)
    if item is None:
        raise Refusal("fact.item-unknown", item=one.item)
    if not cycle.starts_on <= one.happened_on < cycle.ends_on:
        raise Refusal(
            "fact.outside-cycle", article=item.article, on=one.happened_on, cycle=cycle.name
        )
    if one.happened_on > today:
        raise Refusal("fact.future", on=one.happened_on, today=today)
    if not [text for text in one.evidence if text.strip()]:
        raise Refusal("fact.no-evidence", article=item.article, item=item.code)
    if not one.reason.strip():
        raise Refusal("fact.no-reason", article=item.article, item=item.code)
    if one.by == one.second:
        raise Refusal("fact.same-hand")
    check(item, one.measures)
    for code in one.named:
        if not held.spans(code, cycle.starts_on, cycle.ends_on):
            raise Refusal("fact.not-serving", code=code, cycle=cycle.name)
    everybody = parties(
        held.on(one.unit.path, one.happened_on), one.named, duty_area=_duty_area(one, item)
    )
    bears = any(p.capacities & item.shares.keys() for p in everybody)
    if not bears and item.subject is Subject.CADRE:
        raise Refusal("fact.nobody-bears", article=item.article, item=item.code, unit=one.unit.name)


def _duty_area(one: NewFact, item: Item) -> str:
    return one.duty_area or item.duty_area


def _row(one: NewFact, cycle: Cycle, chain: Chain, hand: Hand) -> Fact:
    return Fact(
        town=cycle.town,
        cycle=cycle,
        version=cycle.version,
        key=one.key,
        item=one.item,
        unit=one.unit,
        happened_on=one.happened_on,
        measures=one.measures.plain(),
        matter=one.matter or one.key.hex,
        reason=one.reason,
        salt=hand.dice(16),
        evidence=[text.strip() for text in one.evidence if text.strip()],
        decision_number=one.decision_number,
        way=one.way,
        identity=one.identity,
        recorded_at=chain.at,
        by=uuid.UUID(one.by),
        second=uuid.UUID(one.second),
    )


# ------------------------------------------------------------------ facts about facts
def record_change(
    fact: Fact,
    kind: Change.Kind,
    *,
    key: uuid.UUID,
    reason: str,
    second: str,
    account: Account | None = None,
    identity: str = "",
    chain: Chain,
    hand: Hand,
) -> Change:
    """Withdraw, suspend or resume a fact, for one account or for all, and post what that moves.

    A deduction that this releases from a limit is suspended until it is served anew: nobody is
    worse off from one day to the next because somebody else's fact went away (model.md). So is
    one that a resumption releases (where limits do not nest); the resumed one counts again.

    Raises:
        Refusal: "cycle.closed", "change.already" where the fact is already so,
            "change.withdrawn" where it was withdrawn, "change.no-reason", "fact.same-hand".
    """
    assert connection.in_atomic_block
    cycle = fact.cycle
    if not _is_open(cycle):
        raise Refusal("cycle.closed", name=cycle.name)
    if not reason.strip():
        raise Refusal("change.no-reason")
    if second == hand.actor.key:
        raise Refusal("fact.same-hand")
    _check_change(fact, kind, account)
    moved = _bearers(fact)  # read under the lock: what the caller holds may be older
    if account is not None:
        moved = [one for one in moved if one.pk == account.pk]
        assert moved, f"{account} does not bear {fact}"
    held = rosters(cycle.town)
    before = _before(cycle, moved, held)
    change = _add_change(
        fact, kind, key, reason, second, account, identity=identity, chain=chain, hand=hand
    )
    _suspend_released(cycle, moved, before, change, held=held, chain=chain, hand=hand)
    after = _assess(cycle, moved, hand, held=held)
    _post(moved, before, after, Entry.Event(kind.value), change.key.hex, chain)
    return change


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
    return [
        account
        for account in queries.accounts(fact.cycle)
        if account.cadre_id in codes or account.village_id == fact.unit_id
    ]


def _add_change(
    fact: Fact,
    kind: Change.Kind,
    key: uuid.UUID,
    reason: str,
    second: str,
    account: Account | None,
    *,
    identity: str = "",
    chain: Chain,
    hand: Hand,
) -> Change:
    change = Change(
        town=fact.town,
        key=key,
        kind=kind.value,
        fact=fact,
        account=account,
        reason=reason,
        salt=hand.dice(16),
        identity=identity,
        recorded_at=chain.at,
        by=uuid.UUID(hand.actor.key),
        second=uuid.UUID(second),
    )
    change.seq = chain.append("change", **queries.change_fields(change))
    change.save(force_insert=True)
    return change


def _suspend_released(
    cycle: Cycle,
    moved: Sequence[Account],
    before: Mapping[int, Mapping[str, int]],
    cause: Change,
    *,
    held: Rosters,
    chain: Chain,
    hand: Hand,
) -> None:
    """Suspend, account by account, each deduction that would now take more than it took before."""
    going = list(moved)
    while going:
        found = queries.inputs(cycle, of=going, held=held)
        still: list[Account] = []
        for account in going:
            line = _released(cycle, account, found[account.pk], before.get(account.pk, {}), cause)
            if line is None:
                continue
            _add_change(
                Fact.objects.select_related("cycle", "town").get(key=line),
                Change.Kind.SUSPEND,
                uuid.UUID(bytes=hand.dice(16), version=4),
                cause.reason,
                cause.second.hex,
                account,
                chain=chain,
                hand=hand,
            )
            still.append(account)  # what is suspended may release another
        going = still


def _released(
    cycle: Cycle, account: Account, found: Input, before: Mapping[str, int], cause: Change
) -> str | None:
    """Return the first other deduction that would now take more than it took, or None."""
    rules = rulebook(cycle.version)
    for line in assess(rules, found, as_of=account.as_of).lines:
        item = rules.by_code.get(line.item)
        if item is None or item.direction is not Direction.DEDUCT:
            continue
        if line.name == cause.fact.key.hex:
            continue
        if line.amount < before.get(line.name, 0):
            return line.name
    return None


# ------------------------------------------------------------------ from assessments to entries
def _is_open(cycle: Cycle) -> bool:
    """Read the cycle's state under the town's lock: what the caller holds may be older."""
    return Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.OPEN).exists()


def _as_of(cycle: Cycle, least: dt.date, hand: Hand) -> dt.date:
    last = cycle.ends_on - dt.timedelta(days=1)
    return min(max(least, hand.today), last)


def _before(cycle: Cycle, of: Sequence[Account], held: Rosters) -> dict[int, dict[str, int]]:
    """Return the accounts' lines as the ledger has them, having seen that `assess` says the same.

    A ledger out of step with its facts is a fault to find, never one to post over.
    """
    sums = queries.line_sums(of)
    rules = rulebook(cycle.version)
    found = queries.inputs(cycle, of=of, held=held)
    for account in of:
        says = assess(rules, found[account.pk], as_of=account.as_of).amounts()
        assert sums.get(account.pk, {}) == says, f"{account} is out of step with its facts"
    return sums


def _assess(
    cycle: Cycle, of: Collection[Account], hand: Hand, *, held: Rosters
) -> dict[int, Assessment]:
    """Bring accounts to today and return their assessments."""
    rules = rulebook(cycle.version)
    found = queries.inputs(cycle, of=list(of), held=held)
    results: dict[int, Assessment] = {}
    for account in of:
        account.as_of = _as_of(cycle, account.as_of, hand)
        results[account.pk] = assess(rules, found[account.pk], as_of=account.as_of)
    return results


def _post(
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
    facts = {fact.key.hex: fact.pk for fact in fresh}
    missing = {uuid.UUID(line) for _, line, _ in changed if len(line) == 32 and line not in facts}
    facts |= {
        key.hex: pk for key, pk in Fact.objects.filter(key__in=missing).values_list("key", "pk")
    }
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
        fields: dict[str, Value] = queries.entry_fields(entry)
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
