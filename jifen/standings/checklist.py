"""What must be so before a cycle closes (年终结账核对): one table, shown and enforced."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from jifen.appeals.models import Appeal
from jifen.claims import openings
from jifen.claims.models import Claim
from jifen.claims.openings import File
from jifen.claims.queries import FINAL
from jifen.core import revisions
from jifen.core.appeal import OPEN
from jifen.core.errors import Refusal
from jifen.core.workflow import State
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Change, Fact
from jifen.ledger.queries import accounts, holder, inputs, line_sums, standing
from jifen.rulebook.queries import rulebook
from jifen.standings.leaving import Left, told, with_leaving


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row: what was looked at, and why the cycle may not close, if it may not.

    `claims`, `openings`, `left`, `facts` and `accounts` are what the row is about, to be linked.
    """

    code: str
    refusal: Refusal | None = None
    claims: tuple[Claim, ...] = ()
    openings: tuple[File, ...] = ()
    left: tuple[Left, ...] = ()
    facts: tuple[Fact, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether this row lets the cycle close."""
        return self.refusal is None


def checks(cycle: Cycle, today: dt.date) -> tuple[Check, ...]:
    """Return every row, those that cost least first. Nine queries at most."""
    unfinished, rules = _unfinished(cycle), rulebook(cycle.version)
    waiting = tuple(c for c in unfinished if c.state != State.DRAFT)
    goes_on = tuple(one for c in waiting if c.state not in FINAL and (one := told(c, rules)))
    leaving = {one.claim.pk for one in goes_on}
    return (
        _open(cycle),
        _ended(cycle, today),
        _claims(tuple(c for c in waiting if c.pk not in leaving)),
        _openings(cycle),
        Check(code="late", left=goes_on),
        _drafts(tuple(c for c in unfinished if c.state == State.DRAFT)),
        _suspended(cycle),
        _plain(cycle),
    )


def _open(cycle: Cycle) -> Check:
    closed = cycle.state != Cycle.State.OPEN
    return Check(code="open", refusal=Refusal("cycle.closed", name=cycle.name) if closed else None)


def _ended(cycle: Cycle, today: dt.date) -> Check:
    running = today < cycle.ends_on
    last = cycle.ends_on - dt.timedelta(days=1)
    return Check(code="ended", refusal=Refusal("close.running", until=last) if running else None)


def _unfinished(cycle: Cycle) -> tuple[Claim, ...]:
    """Return the claims that are not final, or on which a review is open. One query."""
    reviews = Appeal.objects.filter(claim=OuterRef("pk"), state__in=OPEN)
    found = Claim.objects.filter(~Q(state__in=FINAL) | Exists(reviews), cycle=cycle)
    return tuple(with_leaving(found).order_by("pk"))


def _claims(waiting: tuple[Claim, ...]) -> Check:
    """Nothing waits for anybody: what is not final counts for nobody, and would be lost."""
    refusal = Refusal(
        "close.claims-waiting",
        count=len(waiting),
        claims="、".join(f"{c.unit.name} {c.item} {c.happened_on}" for c in waiting),
    )
    return Check(code="claims", refusal=refusal if waiting else None, claims=waiting)


def _openings(cycle: Cycle) -> Check:
    """No file of opening balances waits: what nobody approved counts for nobody."""
    waiting = tuple(openings.waiting(cycle)) if cycle.state == Cycle.State.OPEN else ()
    names = "、".join(one.entered.filename for one in waiting)
    refusal = Refusal("close.openings-waiting", count=len(waiting), files=names)
    return Check(code="openings", refusal=refusal if waiting else None, openings=waiting)


def _drafts(drafts: tuple[Claim, ...]) -> Check:
    """Drafts are listed and stop nobody: nothing was asked of anybody yet."""
    return Check(code="drafts", claims=drafts)


def _suspended(cycle: Cycle) -> Check:
    facts = suspended(cycle)
    refusal = Refusal(
        "close.suspended",
        count=len(facts),
        facts="、".join(f"{fact.unit.name} {fact.item} {fact.happened_on}" for fact in facts),
    )
    return Check(code="suspended", refusal=refusal if facts else None, facts=facts)


def suspended(cycle: Cycle) -> tuple[Fact, ...]:
    """Return the facts that are suspended for anybody, in order. One query."""
    said: dict[Fact, list[Change]] = defaultdict(list)
    changes = Change.objects.filter(fact__cycle=cycle).select_related("fact__unit")
    for change in changes.order_by("fact__seq", "seq"):
        said[change.fact].append(change)
    return tuple(
        fact
        for fact, some in said.items()
        if "suspended" in (how := standing(some)).values() and how.get(None) != "withdrawn"
    )


def _plain(cycle: Cycle) -> Check:
    """Ledger, assessment and second opinion agree, account by account (I12)."""
    bad = differing(cycle)
    names = "、".join(holder(account) for account in bad)
    refusal = Refusal("close.plain-differs", count=len(bad), accounts=names) if bad else None
    return Check(code="plain", refusal=refusal, accounts=bad)


def differing(cycle: Cycle) -> tuple[Account, ...]:
    """Return the accounts for which ledger, assessment and plain recomputation are not one.

    The ledger is at each account's day; the two others agree about the cycle's last day as well.
    """
    rules, opinion = rulebook(cycle.version), revisions.of(cycle.revision)
    every = list(accounts(cycle))
    found, sums = inputs(cycle, of=every), line_sums(every)
    last = cycle.ends_on - dt.timedelta(days=1)
    bad = []
    for account in every:
        whole = found[account.pk]
        kept: Mapping[str, int] = sums.get(account.pk, {})
        opinions: list[tuple[Mapping[str, int], int, int]] = [
            (kept, account.balance, account.gross)
        ]
        agree = True
        for on in sorted({account.as_of, last}):
            plain = opinion.plain(rules, whole, as_of=on)
            result = opinion.assess(rules, whole, as_of=on)
            opinions += [
                (plain.amounts, plain.net, plain.gross),
                (result.amounts(), result.net, result.gross),
            ]
            due = tuple((one.item, one.effect.kind, one.facts, one.fen) for one in result.effects)
            agree &= plain.effects == due
        ours, rest = opinions[:3], opinions[3:]
        agree &= all(one == ours[0] for one in ours) and all(one == rest[0] for one in rest)
        if not agree:
            bad.append(account)
    return tuple(bad)
