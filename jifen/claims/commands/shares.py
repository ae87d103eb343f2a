"""What a review does to a recorded fact, for one holder: it waits, counts again, goes, is milder.

For facts that no deduction's addressee stands behind: grants, and decisions of before go-live.
Every function runs inside its caller's transaction, which holds the town's head.
"""

import uuid
from collections.abc import Mapping

from django.db import connection

from jifen.chain.commands import Chain
from jifen.claims.models import Claim
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.rules import Capacity, Direction, Item, Subject
from jifen.ledger import openings
from jifen.ledger.commands import NewFact, record_change, record_facts
from jifen.ledger.late import stored
from jifen.ledger.models import Account, Change, Fact
from jifen.ledger.queries import account_at, accounts, holder, standing
from jifen.rulebook.queries import rulebook


def suspend_share(fact: Fact, of: str, *, reason: str, chain: Chain, hand: Hand) -> Change:
    """Let a fact wait for one holder while its review is open.

    Nobody approves a suspension: the rule does. The second account named is one that answers for
    the fact already.

    Raises:
        Refusal: "account.none", or as `record_change`.
    """
    return _change(fact, of, Change.Kind.SUSPEND, reason, _other(fact, hand), chain, hand)


def resume_share(
    fact: Fact, of: str, *, reason: str, second: str = "", chain: Chain, hand: Hand
) -> Change:
    """Let a fact that waited count again for one holder; `second` decided it, where anybody did.

    Raises:
        Refusal: as `record_change`.
    """
    return _change(fact, of, Change.Kind.RESUME, reason, second or _other(fact, hand), chain, hand)


def withdraw_share(
    fact: Fact, of: str, *, reason: str, second: str, amends: bool = False, chain: Chain, hand: Hand
) -> Change:
    """Withdraw a fact for one holder: the whole of it where nobody else bears it, or "" is given.

    Raises:
        Refusal: as `record_change`.
    """
    return _change(fact, of, Change.Kind.WITHDRAW, reason, second, chain, hand, amends=amends)


def change_fact(
    fact: Fact,
    measures: Measures,
    *,
    reason: str,
    second: str,
    amends: bool = False,
    chain: Chain,
    hand: Hand,
) -> Fact:
    """Put a fact with other measures in the place of one that counts, for all who bear it.

    Two entries a line, both to be seen: the old one goes, the new one comes. Nobody whom it touches
    may stand lower than before.

    Raises:
        Refusal: "opening.no-change" of an opening balance, "share.parted"
            where it does not count for everybody who bears it, "share.worse"
            where somebody would stand lower, or what the ledger says of the new measures.
    """
    assert connection.in_atomic_block
    item = rulebook(fact.version).item(fact.item)
    if openings.of(fact) is not None:
        raise Refusal("opening.no-change", title=item.title)
    if any(how for account, how in standing(fact.changes.all()).items() if account is not None):
        raise Refusal("share.parted", article=item.article)
    bearing = bearers(fact, item)
    was = _balances(fact, bearing)
    _change(fact, "", Change.Kind.WITHDRAW, reason, second, chain, hand, amends=amends)
    made = record_anew(
        fact,
        measures,
        people=_named(fact),
        duty_area=_duty_area(fact),
        matter="" if fact.matter == fact.key.hex else fact.matter,
        second=second,
        amends=amends,
        chain=chain,
        hand=hand,
    )
    now = _balances(fact, bearing | bearers(made, item))
    if any(now[one] < was.get(one, now[one]) for one in now):
        raise Refusal("share.worse", article=item.article)
    return made


def record_anew(
    fact: Fact,
    measures: Measures,
    *,
    people: Mapping[str, Capacity],
    duty_area: str,
    matter: str,
    second: str,
    amends: bool = False,
    chain: Chain,
    hand: Hand,
) -> Fact:
    """Record what a withdrawn fact said with other measures; `matter` "": a matter of its own.

    Raises:
        Refusal: what the ledger says of the new measures.
    """
    key, late = uuid.UUID(bytes=hand.dice(16), version=4), stored(fact)
    new = NewFact(
        key=key,
        item=fact.item,
        unit=fact.unit,
        named=people,
        happened_on=fact.happened_on,
        measures=measures,
        duty_area=duty_area,
        matter=matter,
        reason=fact.reason,
        evidence=fact.evidence,
        decision_number=fact.decision_number,
        way=Fact.Way.CLAIM,
        by=hand.actor.key,
        second=second,
        late_of=late.cycle if late else None,
        booked_on=late.booked_on if late else None,
    )
    (made,) = record_facts(
        fact.cycle, [new], event_key=key.hex, amends=amends, chain=chain, hand=hand
    )
    return made


def bearers(fact: Fact, item: Item) -> frozenset[str]:
    """Return whose accounts a fact touches: cadre codes and village paths. One query."""
    opening = openings.of(fact)
    if opening is not None:
        return frozenset({opening.holder})
    shares = {c.value for c in item.shares}
    rows = fact.parties.values_list("cadre__code", "capacities")
    found = {code for code, text in rows if shares & set(text.split(","))}
    if item.subject is Subject.VILLAGE:
        found |= {row[0] for row in fact.board or () if "/" in row[0]}
        found |= {fact.unit.path} if fact.board is None else set()
    late = stored(fact)
    return frozenset(found if late is None else found & late.amounts.keys())


def takes(fact: Fact) -> bool:
    """Say whether a fact takes points rather than gives them."""
    return rulebook(fact.version).item(fact.item).direction is Direction.DEDUCT


def _change(
    fact: Fact,
    of: str,
    kind: Change.Kind,
    reason: str,
    second: str,
    chain: Chain,
    hand: Hand,
    *,
    amends: bool = False,
) -> Change:
    return record_change(
        fact,
        kind,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        reason=reason,
        second=second,
        account=_waits(fact, of) if kind is Change.Kind.RESUME else _share(fact, of),
        amends=amends,
        chain=chain,
        hand=hand,
    )


def _share(fact: Fact, of: str) -> Account | None:
    """Return a holder's account; None, the whole fact, where they bear it alone."""
    if not of or bearers(fact, rulebook(fact.version).item(fact.item)) <= {of}:
        return None
    return account_at(fact.cycle, of)


def _waits(fact: Fact, of: str) -> Account | None:
    """Return the account for which a share was suspended: released, it waits for one by itself."""
    account = account_at(fact.cycle, of) if of else None
    if account is not None and standing(fact.changes.all()).get(account.pk) == "suspended":
        return account
    return _share(fact, of)


def _other(fact: Fact, hand: Hand) -> str:
    return fact.by.hex if fact.second.hex == hand.actor.key else fact.second.hex


def _balances(fact: Fact, of: frozenset[str]) -> dict[str, int]:
    return {holder(a): a.balance for a in accounts(fact.cycle) if holder(a) in of}


def _named(fact: Fact) -> dict[str, Capacity]:
    found: dict[str, Capacity] = {}
    for code, text in fact.parties.values_list("cadre__code", "capacities"):
        for capacity in (Capacity.RESPONSIBLE, Capacity.NAMED):
            if capacity.value in text.split(","):
                found[code] = capacity
    return found


def _duty_area(fact: Fact) -> str:
    claim = Claim.objects.filter(town=fact.town_id, fact=fact.key).first()
    return claim.duty_area if claim is not None else ""
