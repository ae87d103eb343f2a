"""Reading the ledger: accounts, what `assess` reads, the explanation of every number."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max, Q, QuerySet, Sum

from jifen.chain.queries import hash_of
from jifen.chain.receipts import Receipt
from jifen.core import revisions
from jifen.core.assess import Assessment, Line
from jifen.core.errors import Refusal
from jifen.core.facts import Account as Input
from jifen.core.facts import Fact as FactValue
from jifen.core.facts import Party
from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.rules import Capacity, Item, Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger import inputs as assembled
from jifen.ledger.book import FEW
from jifen.ledger.carries import carries
from jifen.ledger.models import Account, Change, Entry, Fact
from jifen.ledger.models import Party as PartyRow
from jifen.ledger.offences import prior
from jifen.people.models import Area, Cadre
from jifen.people.queries import names, rosters
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

LATEST = 5
"""Of how many of an account's latest entries its page prints the receipts."""


# ------------------------------------------------------------------ accounts
def accounts(*cycles: Cycle) -> QuerySet[Account]:
    """Return the accounts of cycles with their holders, cadres by code, then villages by path."""
    return (
        Account.objects.filter(cycle__in=cycles)
        .select_related("cadre", "village", "cycle__town", "cycle__version")
        .order_by("kind", "cadre__code", "village__path")
    )


def holder(account: Account) -> str:
    """Return whose account it is: a cadre code or a village path."""
    if account.cadre is not None:
        return account.cadre.code
    assert account.village is not None
    return account.village.path


def account_of(cycle: Cycle, cadre: Cadre) -> Account:
    """Return a cadre's account in a cycle. One query.

    Raises:
        Refusal: "account.none" where they did not serve in it.
    """
    found = accounts(cycle).filter(cadre=cadre).first()
    if found is None:
        raise Refusal("account.none", name=cadre.name, cycle=cycle.name)
    return found


def account_at(cycle: Cycle, of: str) -> Account:
    """Return the account of a cadre code or a village path in a cycle. One query.

    Raises:
        Refusal: "account.none" where there is none.
    """
    found = accounts(cycle).filter(Q(cadre__code=of) | Q(village__path=of)).first()
    if found is None:
        raise Refusal("account.none", name=of, cycle=cycle.name)
    return found


# ------------------------------------------------------------------ what assess reads
def inputs(
    cycle: Cycle,
    *,
    of: Sequence[Account] | None = None,
    upto_seq: int | None = None,
    upto_day: dt.date | None = None,
    held: Rosters | None = None,
    changes: Sequence[Change] | None = None,
) -> dict[int, Input]:
    """Return account id → what `assess` may look at: its effective facts.

    `of` limits it to some accounts; `upto_seq` and `upto_day` to what was recorded and had happened
    by then (frozen editions, `--at`). Of a closed cycle the register is read as it stood when it
    closed: it goes on, the cycle does not; what an amendment put right since counts. `changes` are
    the cycle's, where they were read already.
    Five queries, whatever the size; where the version looks back, up to two more; one more where
    something was carried in after `upto_seq`.
    """
    chosen = list(accounts(cycle)) if of is None else list(of)
    rules = rulebook(cycle.version)
    stood = register_seq(cycle, upto_seq)
    held = held or rosters(cycle.town, upto_seq=stood, duties=False)
    rows = Fact.objects.filter(cycle=cycle).order_by("seq")
    if upto_seq is not None:
        rows = rows.filter(seq__lte=upto_seq)
    if upto_day is not None:
        rows = rows.filter(happened_on__lte=upto_day).exclude(late__booked_on__gt=upto_day)
    shares = PartyRow.objects.filter(fact__cycle=cycle)
    if of is not None:
        shares = shares.filter(cadre__in=[a.cadre_id for a in chosen if a.cadre_id])
    wanted = {holder(account) for account in chosen}
    parties: dict[int, list[Party]] = defaultdict(list)
    # Plain rows: a year of a town is thousands of facts, and tens of thousands of parties.
    for fact, code, capacities in shares.values_list("fact", "cadre__code", "capacities"):
        if code in wanted:
            parties[fact].append(Party(cadre=code, capacities=assembled.capacities(capacities)))
    if of is not None and len(parties) <= FEW:
        # Named one by one: a subquery here leaves PostgreSQL without a plan worth having.
        units = [a.village_id for a in chosen if a.village_id]
        units += [cycle.town_id] if units else []  # boards lie there
        rows = rows.filter(Q(pk__in=list(parties)) | Q(unit__in=units))
    if changes is None:
        changes = _changes(cycle, upto_seq)
    gone, put_right = _withdrawn(changes), assembled.repairs(changes)
    offences = prior(cycle, chosen, upto_seq=stood)
    brought = carries(chosen, upto_seq=upto_seq)
    facts = assembled.by_holder(rules, rows.values_list(*assembled.COLUMNS), parties, wanted)

    def counts(fact: FactValue, account: Account) -> bool:
        return not gone.get(fact.key, frozenset()) & {None, account.pk}

    return {
        account.pk: assembled.read(
            account,
            cycle,
            held,
            (
                assembled.repaired(fact, account.pk, put_right)
                for fact in facts[holder(account)]
                if counts(fact, account)
            ),
            rules=rules,
            on=upto_day or account.as_of,
            prior=offences.get(account.pk, ()),
            carry_in=brought.get(account.pk, 0),
        )
        for account in chosen
    }


def register_seq(cycle: Cycle, upto_seq: int | None) -> int | None:
    """Return up to which record the register and other cycles are known to a cycle: its close."""
    return min((seq for seq in (upto_seq, cycle.closed_seq) if seq is not None), default=None)


def _changes(cycle: Cycle, upto_seq: int | None = None) -> Sequence[Change]:
    """Return the changes of a cycle's facts, in order. One query."""
    changes = Change.objects.filter(fact__cycle=cycle).select_related("fact").order_by("seq")
    return list(changes if upto_seq is None else changes.filter(seq__lte=upto_seq))


def _withdrawn(changes: Iterable[Change]) -> Mapping[str, frozenset[int | None]]:
    """Return fact key → accounts for which it does not count (None: for nobody)."""
    by_fact: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_fact[change.fact.key.hex].append(change)
    gone = {key: standing(some) for key, some in by_fact.items()}
    return {key: frozenset(a for a, how in found.items() if how) for key, found in gone.items()}


def standing(changes: Iterable[Change]) -> dict[int | None, str]:
    """Return how the changes of one fact leave it: by account, None for the whole of it.

    "withdrawn", "suspended", or "" for neither. Whole and share stand apart: a share that waits
    goes on waiting when the whole is resumed. A withdrawal stays.
    """
    found: dict[int | None, str] = {}
    for change in sorted(changes, key=lambda change: change.seq):
        if change.kind == Change.Kind.REPAIR:
            continue
        if found.get(change.account_id) != _HOW[Change.Kind.WITHDRAW]:
            found[change.account_id] = _HOW[Change.Kind(change.kind)]
    return found


_HOW = {
    Change.Kind.WITHDRAW: "withdrawn",
    Change.Kind.SUSPEND: "suspended",
    Change.Kind.RESUME: "",
}


def status(fact: Fact, account: Account | None = None) -> str:
    """Say "effective", "suspended" or "withdrawn": for an account, or the whole. One query.

    None where `fact.changes` were read before.
    """
    return _status(fact, account, fact.changes.all())


def _status(fact: Fact, account: Account | None, changes: Iterable[Change]) -> str:
    found = standing(change for change in changes if change.fact_id == fact.pk)
    both = {found.get(None, ""), found.get(account.pk, "") if account else ""}
    return next((how for how in ("withdrawn", "suspended") if how in both), "effective")


def asks_repair(item: Item) -> bool:
    """Say whether anything in an item depends on what it is about being put right (整改)."""
    return bool(item.repair or item.recurring or item.freezes)


def repaired_on(changes: Iterable[Change], account: Account | None = None) -> dt.date | None:
    """Return the day a fact was put right, by its changes in order: for an account, or for all."""
    said: dict[int | None, dt.date | None] = {}
    for change in changes:
        if change.kind == Change.Kind.REPAIR:
            said[change.account_id] = change.repaired_on
    whose = {None, account.pk if account else None}
    return min((day for of, day in said.items() if day and of in whose), default=None)


def assessments(cycle: Cycle, *, of: Sequence[Account] | None = None) -> dict[int, Assessment]:
    """Return account id → its assessment now."""
    chosen = list(accounts(cycle)) if of is None else list(of)
    rules = rulebook(cycle.version)
    found = inputs(cycle, of=chosen)
    assess = revisions.of(cycle.revision).assess
    return {a.pk: assess(rules, found[a.pk], as_of=a.as_of) for a in chosen}


# ------------------------------------------------------------------ entries
def entries(cycle: Cycle) -> QuerySet[Entry]:
    """Return a cycle's entries with what a list shows, latest first."""
    return (
        Entry.objects.filter(account__cycle=cycle)
        .select_related("account__cadre", "account__village", "fact__unit")
        .order_by("-seq")
    )


def moved_by(event_key: str) -> list[Entry]:
    """Return the entries that one event posted, in the order of the chain. One query."""
    rows = Entry.objects.filter(event_key=event_key).order_by("seq")
    return list(rows.select_related("account__cadre", "account__village"))


def fact_at(town: Area, seq: int) -> Fact:
    """Return the fact that a record of the town's chain holds. One query.

    Raises:
        Refusal: "fact.unknown".
    """
    rows = Fact.objects.select_related("town", "unit", "cycle__town", "cycle__version")
    found = rows.filter(town=town, seq=seq).first()
    if found is None:
        raise Refusal("fact.unknown", seq=seq)
    return found


def fact_by(key: uuid.UUID) -> Fact | None:
    """Return the fact that an address names, with its town, unit and cycle. One query."""
    rows = Fact.objects.select_related(
        "town", "unit", "cycle__town", "cycle__version", "version", "late__cycle", "opening"
    )
    return rows.filter(key=key).first()


CONCERNS = frozenset(c.value for c in (Capacity.NAMED, Capacity.RESPONSIBLE, Capacity.HOLDER))
"""The capacities in which a fact is about somebody; in the others they bear what others did."""


def concerned(fact: Fact) -> frozenset[str]:
    """Return the codes of those the fact is about. One query."""
    rows = fact.parties.values_list("cadre__code", "capacities")
    return frozenset(code for code, text in rows if CONCERNS & set(text.split(",")))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """A fact with what stands around it."""

    parties: Sequence[PartyRow]
    changes: Sequence[Change]  # in order
    entries: Sequence[Entry]
    status: str
    names: Mapping[str, str]  # account key → the person's name


def page_of(fact: Fact) -> FactPage:
    """Return a fact's parties, changes and entries. Four queries."""
    people = fact.parties.select_related("cadre__town").order_by("cadre__code")
    said = fact.changes.select_related("account__cadre", "account__village").order_by("seq")
    moved = fact.entries.select_related("account__cadre", "account__village").order_by("seq")
    changes = list(said)
    hands = {fact.by.hex, fact.second.hex}
    hands |= {key.hex for change in changes for key in (change.by, change.second)}
    return FactPage(
        parties=list(people),
        changes=changes,
        entries=list(moved),
        status=_status(fact, None, changes),
        names=names(hands),
    )


def line_sums(of: Iterable[Account]) -> dict[int, dict[str, int]]:
    """Return account id → line → Σ of its entries, zero sums left out. One query."""
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Entry.objects.filter(account__in=list(of)).values_list("account_id", "line")
    for account, line, total in rows.annotate(total=Sum("amount")):
        if total:
            sums[account][line] = total
    return sums


def last_seq(cycle: Cycle) -> int:
    """Return the number of the last record that moved or could move this cycle. Two queries."""
    last = Entry.objects.filter(account__cycle=cycle).aggregate(m=Max("seq"))["m"]
    fact = Fact.objects.filter(cycle=cycle).aggregate(m=Max("seq"))["m"]
    return max(last or 0, fact or 0)


# ------------------------------------------------------------------ why it is this number
@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line of an account and everything that stands behind it."""

    line: Line
    item: Item | None = None
    fact: Fact | None = None
    repaired_on: dt.date | None = None  # the day it was put right, for this account
    by: str = ""  # who recorded it
    second: str = ""  # who approved it
    seqs: tuple[int, ...] = ()  # numbers of its entries in the chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """为什么是这个分: the total, and the lines that add up to it."""

    account: Account
    rules: Rulebook
    assessment: Assessment
    reasons: tuple[Reason, ...]
    post_group: PostGroup | None = None  # None for a village: whose line of the ladder it is
    withdrawn: tuple[tuple[Fact, str], ...] = ()  # facts that do not count, and their status
    receipts: tuple[tuple[dt.datetime, Receipt], ...] = ()  # of the latest entries, latest first

    @property
    def total(self) -> Centipoints:
        """The sum of the lines; equal to the balance (I1), shown from the lines (I11)."""
        return Centipoints(sum(reason.line.amount for reason in self.reasons))


def explain(account: Account) -> Explanation:
    """Return why an account stands where it stands. Seven queries, whatever the size."""
    cycle = account.cycle
    rules = rulebook(cycle.version)
    changes = _changes(cycle)
    found = inputs(cycle, of=[account], changes=changes)[account.pk]
    assessment = revisions.of(cycle.revision).assess(rules, found, as_of=account.as_of)
    repaired = {fact.key: fact.repaired_on for fact in found.facts}
    own = _facts_of(account)
    seqs: dict[str, list[int]] = defaultdict(list)
    moved = Entry.objects.filter(account=account).annotate(hash=hash_of()).order_by("seq")
    rows = list(moved.values_list("line", "seq", "recorded_at", "hash"))
    for line, seq, _at, _hash in rows:
        seqs[line].append(seq)
    who = names({key.hex for fact in own.values() for key in (fact.by, fact.second)})
    counted = {line.name for line in assessment.lines}
    return Explanation(
        account=account,
        rules=rules,
        assessment=assessment,
        reasons=tuple(
            replace(_reason(line, rules, own, who, seqs), repaired_on=repaired.get(line.name))
            for line in assessment.lines
        ),
        post_group=found.post_group,
        withdrawn=tuple(
            (fact, _status(fact, account, changes))
            for key, fact in own.items()
            if key not in counted and seqs.get(key)
        ),
        receipts=tuple(
            (at, Receipt(cycle.town.path, seq, hash_ or ""))
            for _line, seq, at, hash_ in reversed(rows[-LATEST:])
        ),
    )


def _facts_of(account: Account) -> dict[str, Fact]:
    rows = Fact.objects.filter(cycle_id=account.cycle_id).select_related("unit", "opening")
    rows = rows.order_by("seq")
    if account.cadre_id is not None:
        rows = rows.filter(parties__cadre_id=account.cadre_id)
    else:
        board = Q(unit_id=account.cycle.town_id, board__isnull=False)
        rows = rows.filter(Q(unit_id=account.village_id) | board)
    return {row.key.hex: row for row in rows}


def _reason(
    line: Line,
    rules: Rulebook,
    own: Mapping[str, Fact],
    who: Mapping[str, str],
    seqs: Mapping[str, list[int]],
) -> Reason:
    fact = own.get(line.name)
    return Reason(
        line=line,
        item=rules.known(line.item) if line.item else None,
        fact=fact,
        by=who.get(fact.by.hex, "") if fact else "",
        second=who.get(fact.second.hex, "") if fact else "",
        seqs=tuple(seqs.get(line.name, ())),
    )
