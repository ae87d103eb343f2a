"""What must be so of a town, worked out from its bare rows by another road than the house's own.

Reads accounts, facts, parties, changes and posts as they lie there, and assesses each account over
all facts of its cycle with the plain recomputation.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from jifen.chain.queries import faults as chain_faults
from jifen.core.assess import readds
from jifen.core.facts import Account as Input
from jifen.core.facts import Fact as Value
from jifen.core.facts import HolderKind, Measures, Offence, Party, Service
from jifen.core.facts import Opening as OpeningValue
from jifen.core.plain import Plain, assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Subject
from jifen.ledger.models import Account, Carry, Change, Entry, Fact, Opening
from jifen.ledger.models import Party as PartyRow
from jifen.ledger.proof import faults as ledger_faults
from jifen.ledger.queries import explain
from jifen.outcomes.queries import verify
from jifen.people.models import Area, Holding
from jifen.rulebook.queries import rulebook


class Books:
    """A town's rows, read once."""

    def __init__(self, town: Area) -> None:
        self.town = town
        self.accounts = list(
            Account.objects.filter(cycle__town=town)
            .select_related("cadre", "village", "cycle__version", "cycle__town")
            .order_by("cycle__starts_on", "kind", "cadre__code", "village__path")
        )
        self.facts = list(Fact.objects.filter(town=town).select_related("unit").order_by("seq"))
        self.changes: dict[int, list[Change]] = defaultdict(list)
        for change in Change.objects.filter(town=town).order_by("seq"):
            self.changes[change.fact_id].append(change)
        self.parties: dict[int, list[Party]] = defaultdict(list)
        for row in PartyRow.objects.filter(fact__town=town).select_related("cadre"):
            held = frozenset(Capacity(text) for text in row.capacities.split(","))
            self.parties[row.fact_id].append(Party(cadre=row.cadre.code, capacities=held))
        self.openings = {
            one.fact_id: OpeningValue(points=Centipoints(one.points), count=one.count)
            for one in Opening.objects.filter(town=town)
        }
        self.carried: dict[int, int] = {}
        for carry in Carry.objects.filter(town=town).order_by("seq"):
            self.carried[carry.account_id] = carry.amount
        self.posts = list(Holding.objects.filter(cadre__town=town))
        self.sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entry in Entry.objects.filter(town=town):
            self.sums[entry.account_id][entry.line] += entry.amount

    def lines(self, account: Account) -> dict[str, int]:
        """What an account's entries come to, line by line."""
        return {line: total for line, total in self.sums[account.pk].items() if total}

    def gone(self, fact: Fact, account: Account) -> str:
        """How a fact is gone for an account: "withdraw", "suspend" or ""."""
        found = ""
        for share in (None, account.pk):
            mine = [
                c.kind
                for c in self.changes[fact.pk]
                if c.account_id == share and c.kind != "repair"
            ]
            if "withdraw" in mine:
                return "withdraw"
            if mine and mine[-1] == "suspend":
                found = "suspend"
        return found

    def repaired(self, fact: Fact, account: Account) -> dt.date | None:
        """The first day on which a fact stands repaired: for all, or for the account."""
        days: list[dt.date] = []
        for share in (None, account.pk):
            mine = [
                c.repaired_on
                for c in self.changes[fact.pk]
                if c.account_id == share and c.kind == "repair"
            ]
            days += [day for day in mine[-1:] if day is not None]
        return min(days, default=None)

    def prior(self, account: Account) -> tuple[Offence, ...]:
        """Every fact of an earlier cycle that counts for the holder, and that they bore."""
        rules, found = rulebook(account.cycle.version), []
        for fact in self.facts:
            theirs = [
                one
                for one in self.accounts
                if one.cycle_id == fact.cycle_id
                and (one.cadre_id, one.village_id) == (account.cadre_id, account.village_id)
            ]
            item = rules.item(fact.item)
            if account.cadre is None:
                bore = item.subject is Subject.VILLAGE and fact.unit_id == account.village_id
            else:
                code = account.cadre.code
                bore = any(
                    party.cadre == code and party.capacities & item.shares.keys()
                    for party in self.parties[fact.pk]
                )
            if (
                fact.happened_on < account.cycle.starts_on
                and bore
                and theirs
                and not self.gone(fact, theirs[0])
            ):
                found.append(
                    Offence(key=fact.key.hex, item=fact.item, happened_on=fact.happened_on)
                )
        return tuple(found)

    def effective(self, account: Account) -> tuple[Value, ...]:
        """Every fact of the account's cycle that counts for it, its own or not."""
        return tuple(
            replace(self.seen(fact, account), repaired_on=self.repaired(fact, account))
            for fact in self.facts
            if fact.cycle_id == account.cycle_id and not self.gone(fact, account)
        )

    def seen(self, fact: Fact, account: Account) -> Value:
        """A fact as the account sees it: of a board, its own row and everybody's figures."""
        value = self.value(fact)
        if fact.board is None:
            return value
        figures = [None if figure is None else Fraction(figure) for _, figure, _ in fact.board]
        holder = account.cadre.code if account.cadre else account.village and account.village.path
        for (subject, _, people), figure in zip(fact.board, figures, strict=True):
            if holder == subject or holder in dict(people):
                return replace(
                    value,
                    measures=Measures(figure=figure),
                    board=tuple(figures),
                    village=subject if "/" in subject else value.village,
                )
        return value

    def value(self, fact: Fact) -> Value:
        """A stored fact as scoring reads it, with all its parties."""
        return Value(
            key=fact.key.hex,
            seq=fact.seq,
            item=fact.item,
            happened_on=fact.happened_on,
            measures=Measures.read(fact.measures),
            matter=fact.matter,
            village=fact.unit.path,
            parties=tuple(self.parties[fact.pk]),
            opening=self.openings.get(fact.pk),
        )

    def plain(self, account: Account, facts: Iterable[Value] | None = None) -> Plain:
        """The plain recomputation of an account: of the facts that count, or of those given."""
        cycle = account.cycle
        holder = (
            account.cadre.code if account.cadre else str(account.village and account.village.path)
        )
        return assess_plain(
            rulebook(cycle.version),
            Input(
                holder=holder,
                kind=HolderKind(account.kind),
                starts_on=cycle.starts_on,
                ends_on=cycle.ends_on,
                service=Service(spans=self._served(account)) if account.cadre else None,
                facts=self.effective(account) if facts is None else tuple(facts),
                prior=self.prior(account),
                carry_in=Centipoints(self.carried.get(account.pk, 0)),
            ),
            as_of=account.as_of,
        )

    def _served(self, account: Account) -> tuple[tuple[dt.date, dt.date], ...]:
        """Every single day served, as a span of one day."""
        start, end = account.cycle.starts_on, account.cycle.ends_on
        days = {
            start + dt.timedelta(days=n)
            for post in self.posts
            if post.cadre_id == account.cadre_id
            for n in range((end - start).days)
            if post.from_on <= start + dt.timedelta(days=n)
            and (post.to_on is None or start + dt.timedelta(days=n) < post.to_on)
        }
        return tuple((day, day + dt.timedelta(days=1)) for day in sorted(days))


def i1(books: Books) -> Iterator[str]:
    """Entries, balance, projection and net are one; `as_of` stays in the cycle."""
    for account in books.accounts:
        kept, says = books.lines(account), books.plain(account)
        if kept != dict(says.amounts):
            yield f"I1 {account}: entries {kept}, plain {dict(says.amounts)}"
        if not account.balance == sum(kept.values()) == says.net:
            yield f"I1 {account}: balance {account.balance}, net {says.net}"
        if account.gross != says.gross:
            yield f"I1 {account}: gross {account.gross}, plain {says.gross}"
        last = account.cycle.ends_on - dt.timedelta(days=1)
        if not account.cycle.starts_on <= account.as_of <= last:
            yield f"I1 {account}: as of {account.as_of}"


def i2(town: Area) -> Iterator[str]:
    """The chain verifies, and every row is what its record says: chain to papers."""
    for fault in verify(town):
        yield f"I2 {fault}"


def after_commit(town: Area) -> list[str]:
    """Say what is broken of I1 and, in chain and ledger, of I2."""
    found = [*chain_faults(town.path), *ledger_faults(town)]
    return [*i1(Books(town)), *(f"I2 {fault}" for fault in found)]


def i11(books: Books) -> Iterator[str]:
    """What is shown as the reason of a number adds up to the number, step by step."""
    for account in books.accounts:
        why = explain(account)
        shown = {r.line.name: int(r.line.amount) for r in why.reasons if r.line.amount}
        if shown != books.lines(account) or not account.balance == why.total == sum(shown.values()):
            yield f"I11 {account}: shown {shown}, entries {books.lines(account)}"
        if not readds(why.assessment):
            yield f"I11 {account}: a step does not re-add"
        for reason in why.reasons:
            behind = reason.line.name in {"base", "proration", "carry-in", "floor"} or (
                reason.fact is not None
                and reason.item is not None
                and reason.item.article
                and reason.fact.evidence
                and reason.by
                and reason.second
            )
            if not behind or bool(reason.line.amount) > bool(reason.seqs):
                yield f"I11 {account}: {reason.line.name} has nothing behind it"


def broken(town: Area) -> list[str]:
    """Say what is broken of I1, I2 and I11 in a town: nothing, one hopes."""
    books = Books(town)
    return [*i1(books), *i2(town), *i11(books)]


def snapshot(town: Area) -> tuple[object, ...]:
    """Everything the ledger of a town holds, to be compared."""
    return (
        tuple(Account.objects.filter(cycle__town=town).order_by("pk").values_list()),
        tuple(Entry.objects.filter(town=town).order_by("pk").values_list("pk", "amount")),
        Fact.objects.filter(town=town).count(),
        Change.objects.filter(town=town).count(),
    )
