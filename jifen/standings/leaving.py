"""What a close leaves to be booked late (留待补记): case by case, each with its written reason."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.claims.late import books
from jifen.claims.models import Claim, Decision
from jifen.claims.queries import FINAL, hats, item_of, shows
from jifen.core import reasons
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.rules import Item, Rulebook
from jifen.core.workflow import Kind, State
from jifen.cycles.models import Cycle
from jifen.ledger.late import check_item
from jifen.ledger.models import Fact
from jifen.people.models import Area, User
from jifen.rulebook.queries import rulebook
from jifen.standings.models import Leaving

CASE = 8
"""How many characters of a case's key name it where nothing else of it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One case that a close left: why, by whom, and the fact that it has become since, if any."""

    leaving: Leaving
    claim: Claim
    item: Item
    by: str
    fact: Fact | None = None

    @property
    def is_grant(self) -> bool:
        """Whether it may be told of on paper; a deduction is a case number there, no more."""
        return self.claim.kind == Kind.GRANT

    @property
    def number(self) -> str:
        """What a case is called where nothing else of it is told."""
        return self.claim.ref.hex[:CASE].upper()


def following(cycle: Cycle) -> Cycle | None:
    """Return the open cycle that follows a cycle, if there is one. One query."""
    rows = Cycle.objects.filter(town=cycle.town_id, starts_on=cycle.ends_on, state=Cycle.State.OPEN)
    return rows.select_related("version", "town").first()


def may_leave(cycle: Cycle, among: Iterable[Cycle]) -> bool:
    """Say whether the cycle that follows, of a town's, is open and books late facts. No query."""
    return any(
        one.starts_on == cycle.ends_on and one.state == Cycle.State.OPEN and books(one)
        for one in among
    )


def check(claim: Claim, cycle: Cycle, *, reason: str, hand: Hand) -> None:
    """Raise what keeps a case from being left to the next cycle. `claim` was read under the lock.

    Raises:
        Refusal: "cycle.closed", "claim.unknown" where the hand may not read it, "close.not-head"
            unless it is the head's, "close.not-waiting" where it does not wait in this cycle,
            "close.left" where it was left before, "close.reason-short", "close.no-next" unless
            the next cycle is open, "close.books-nothing", "late.no-item" or
            "late.measured-otherwise".
    """
    if cycle.state != Cycle.State.OPEN:
        raise Refusal("cycle.closed", name=cycle.name)
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    if Role.HEAD not in hats(claim, hand.actor, on=hand.today):
        raise Refusal("close.not-head", login=hand.actor.login)
    if claim.cycle_id != cycle.pk or claim.state in {State.DRAFT, *FINAL}:
        raise Refusal("close.not-waiting", name=cycle.name)
    if Leaving.objects.filter(claim=claim).exists():
        raise Refusal("close.left")
    if not reasons.weighs(reason):
        raise Refusal("close.reason-short", least=reasons.LEAST)
    into = following(cycle)
    if into is None:
        raise Refusal("close.no-next", name=cycle.name)
    if not books(into):
        raise Refusal("close.books-nothing", version=into.version.version)
    check_item(rulebook(into.version), item_of(claim), Measures.read(claim.measures))


def with_leaving(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Return claims with what was said where they were left, for `told`; it costs no query."""
    hand = User.objects.filter(ref=OuterRef("leaving__by"))
    return claims.select_related("leaving", "unit").annotate(
        left_by=Subquery(hand.values("name")[:1])
    )


def told(claim: Claim, rules: Rulebook, fact: Fact | None = None) -> Left | None:
    """Return how a claim was left, for one read by `with_leaving`; None where it was not."""
    found: Leaving | None = getattr(claim, "leaving", None)
    if found is None:
        return None
    return Left(
        leaving=found,
        claim=claim,
        item=rules.item(claim.item),
        by=vars(claim)["left_by"] or "",
        fact=fact,
    )


def left(cycle: Cycle) -> tuple[Left, ...]:
    """Return what a cycle's close leaves, or left, in the order of the deeds. Two queries at most.

    What became final before the close after all is not among it.
    """
    before = Decision.objects.filter(claim=OuterRef("pk"))
    if cycle.closed_seq is not None:
        before = before.filter(seq__lte=cycle.closed_seq)
    stood = Subquery(before.order_by("-seq").values("target")[:1])
    rows = with_leaving(Claim.objects.filter(leaving__cycle=cycle)).annotate(stood=stood)
    claims = [one for one in rows.order_by("leaving__seq") if vars(one)["stood"] not in FINAL]
    keys = [one.fact for one in claims if one.fact is not None]
    facts = Fact.objects.filter(key__in=keys).select_related("cycle") if keys else ()
    by_key = {fact.key: fact for fact in facts}
    rules = rulebook(cycle.version)
    found = (told(one, rules, by_key.get(one.fact) if one.fact else None) for one in claims)
    return tuple(one for one in found if one is not None)


def fields(one: Leaving) -> dict[str, canonical.Value]:
    """Return what the chain holds of it."""
    return {
        "key": one.ref.hex,
        "cycle": one.cycle.name,
        "claim": one.claim.ref.hex,
        "reason_salted": canonical.commitment(bytes(one.salt), one.reason),
        "by": one.by.hex,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the rows that the chain contradicts."""
    rows = Leaving.objects.filter(town=town).select_related("cycle", "claim").order_by("seq")
    yield from compare(town.path, "closing-late", ((one.seq, fields(one)) for one in rows))


# ------------------------------------------------------------------ on paper
def sentences(found: Iterable[Left]) -> tuple[str, ...]:
    """Return what the published close says of it: grants one by one, deductions by number alone."""
    rows = tuple(found)
    grants = [one for one in rows if one.is_grant]
    others = [one.number for one in rows if not one.is_grant]
    if not rows:
        return ()
    about = f"结账时尚未办结、经组长书面同意留待下一周期补记的事项共{len(rows)}件"
    said = [f"{about}，分值按本周期细则计算，不计入本次排名。"]
    for number, one in enumerate(grants, start=1):
        day = chinese(one.claim.happened_on)
        said.append(
            f"{number}.{one.claim.unit.name}，{day}“{one.item.title}”。理由：{one.leaving.reason}"
        )
    if others:
        said.append(
            f"其中扣分事项{len(others)}件，尚未作出终局决定，不公布内容，案号：{'、'.join(others)}。"
        )
    return tuple(said)


def chinese(day: dt.date) -> str:
    """Write a day in the text of a paper.

    >>> chinese(dt.date(2025, 7, 1))
    '2025年7月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
