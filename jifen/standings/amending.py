"""Amending a closed cycle (结账后更正): a proven mistake, by two people, in a new edition.

The one thing that posts to a closed cycle. Its entries are of event `amend`, the register stays as
it stood at the close, and edition n+1 says what is right now; edition n stays to be seen.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.db import transaction
from django.db.models import Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from jifen.appeals import queries as appeals
from jifen.appeals.models import Appeal
from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.chain.queries import Fault, compare
from jifen.claims.commands import shares
from jifen.core import reasons
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.core.secrecy import is_confidential
from jifen.core.workflow import Outcome
from jifen.cycles.models import Cycle
from jifen.ledger import veil
from jifen.ledger.commands import follow_cycle
from jifen.ledger.models import Entry, Fact
from jifen.ledger.queries import account_at, concerned, status
from jifen.people.models import Area
from jifen.rulebook.queries import rulebook
from jifen.standings import commands
from jifen.standings.models import Amendment, Edition


class Part(StrEnum):
    """Which of the two people somebody is."""

    PROPOSES = "proposes"
    MAKES = "makes"


PLAIN: Mapping[Part, frozenset[Role]] = {
    Part.PROPOSES: frozenset({Role.CLERK, Role.MEMBER, Role.HEAD}),
    Part.MAKES: frozenset({Role.MEMBER, Role.HEAD, Role.COMMITTEE}),
}
SECRET: Mapping[Part, frozenset[Role]] = {
    Part.PROPOSES: frozenset({Role.DISCIPLINE}),
    Part.MAKES: frozenset({Role.HEAD}),
}
"""Of a confidential fact: discipline does the clerk's step, and the head decides."""
REVIEWERS = frozenset({Role.COMMITTEE})
"""Who makes it too, once a review of the fact was asked for: they know of it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What is proposed: the fact that goes, for whom, what proves it, and why."""

    fact: Fact
    holder: str = ""
    basis: Amendment.Basis
    appeal: Appeal | None = None
    paper: str
    reason: str


def basis(text: str) -> Amendment.Basis:
    """Return what proves a mistake, by its code.

    Raises:
        Refusal: "amend.basis".
    """
    try:
        return Amendment.Basis(text)
    except ValueError:
        raise Refusal("amend.basis") from None


@transaction.atomic(durable=True)
def propose(cycle: Cycle, new: New, *, hand: Hand) -> Amendment:
    """Propose to put a mistake of a closed cycle right; somebody else makes it so.

    Where a review decided it, the review says what becomes of the fact.

    Raises:
        Refusal: "amend.not-yours", "amend.open", "amend.not-there" for a fact that is not this
            cycle's or does not count, "amend.no-paper", "amend.no-reason", "amend.waits" where it
            is proposed already, "amend.not-by-review" where no review of this fact decided it,
            "fact.unknown" where they may not know of it.
    """
    chain = hold(cycle.town.path, at=hand.at)
    cycle = Cycle.objects.select_related("town", "version").get(pk=cycle.pk)
    if cycle.state != Cycle.State.CLOSED:
        raise Refusal("amend.open", name=cycle.name)
    _check_yours(new.fact, hand.actor, Part.PROPOSES, on=hand.today)
    holder, measures = new.holder, None
    if new.basis is Amendment.Basis.APPEAL:
        holder, measures = _decided(cycle, new)
    account = account_at(cycle, holder) if holder else None
    if new.fact.cycle_id != cycle.pk or status(new.fact, account) == "withdrawn":
        raise Refusal("amend.not-there", cycle=cycle.name)
    if not new.paper.strip():
        raise Refusal("amend.no-paper")
    if not reasons.weighs(new.reason):
        raise Refusal("amend.no-reason", least=reasons.LEAST)
    if any(one.fact_id == new.fact.pk for one in waiting(cycle)):
        raise Refusal("amend.waits")
    row = Amendment(
        town=cycle.town,
        cycle=cycle,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        outcome=Amendment.Outcome.PROPOSED,
        fact=new.fact,
        holder=holder,
        measures=None if measures is None else measures.plain(),
        basis=new.basis,
        appeal=new.appeal.ref if new.appeal is not None else None,
        paper=new.paper.strip()[:60],
        reason=new.reason.strip(),
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    _append(row, chain)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def make(cycle: Cycle, key: uuid.UUID, *, hand: Hand) -> Edition:
    """Make a proposed amendment: post it, and freeze the edition that follows from it.

    What it changes of what is carried into the running cycle is posted there.

    Raises:
        Refusal: "amend.unknown", "amend.same-hand", "amend.not-yours", "amend.not-there" where
            the fact has gone since, "share.worse" where milder measures put somebody lower.
    """
    chain = hold(cycle.town.path, at=hand.at)
    asked = _asked(cycle, key)
    if asked.by.hex == hand.actor.key:
        raise Refusal("amend.same-hand", login=hand.actor.login)
    _check_yours(asked.fact, hand.actor, Part.MAKES, on=hand.today)
    account = account_at(cycle, asked.holder) if asked.holder else None
    if status(asked.fact, account) == "withdrawn":
        raise Refusal("amend.not-there", cycle=cycle.name)
    _post(asked, chain, hand)
    last = asked.cycle.ends_on - dt.timedelta(days=1)
    edition = commands.freeze(
        asked.cycle, Edition.Kind.FINAL, last, chain=chain, hand=hand, second=asked.by
    )
    follow_cycle(asked.cycle, amends=True, chain=chain, hand=hand)
    row = _answer(asked, Amendment.Outcome.MADE, chain, hand)
    row.edition = edition
    _append(row, chain)
    chain.seal()
    return edition


@transaction.atomic(durable=True)
def drop(cycle: Cycle, key: uuid.UUID, *, hand: Hand) -> Amendment:
    """Drop a proposed amendment: whoever proposed it, or whoever could have made it.

    Raises:
        Refusal: "amend.unknown", "amend.not-yours".
    """
    chain = hold(cycle.town.path, at=hand.at)
    asked = _asked(cycle, key)
    if asked.by.hex != hand.actor.key:
        _check_yours(asked.fact, hand.actor, Part.MAKES, on=hand.today)
    row = _answer(asked, Amendment.Outcome.DROPPED, chain, hand)
    _append(row, chain)
    chain.seal()
    return row


def _check_yours(fact: Fact, actor: Actor, part: Part, *, on: dt.date) -> None:
    """Raise unless the part is theirs; of what they may not know of, as of what is not there."""
    if is_theirs(fact, actor, part, on=on):
        return
    if not knows(fact, actor, on=on):
        raise Refusal("fact.unknown", seq=fact.seq)
    raise Refusal("amend.not-yours")


def _decided(cycle: Cycle, new: New) -> tuple[str, Measures | None]:
    """Return for whom a review decided, and the milder measures where it changed them."""
    due = [one for one in appeals.amendments_due(cycle.town) if one.fact_id == new.fact.pk]
    found = next((one for one in due if new.appeal is not None and one.pk == new.appeal.pk), None)
    if found is None:
        raise Refusal("amend.not-by-review")
    ruling = appeals.ruling_of(found)
    assert ruling is not None, "a served review was decided"
    if ruling.outcome != Outcome.CHANGED:
        return found.holder, None
    assert ruling.measures is not None, "a change says to what"
    return "", Measures.read(ruling.measures)


def _asked(cycle: Cycle, key: uuid.UUID) -> Amendment:
    for one in waiting(cycle):
        if one.key == key:
            return one
    raise Refusal("amend.unknown")


def _post(asked: Amendment, chain: Chain, hand: Hand) -> None:
    deed = (
        partial(shares.withdraw_share, asked.fact, asked.holder)
        if asked.measures is None
        else partial(shares.change_fact, asked.fact, Measures.read(asked.measures))
    )
    deed(reason=asked.reason, second=asked.by.hex, amends=True, chain=chain, hand=hand)


def _answer(asked: Amendment, outcome: Amendment.Outcome, chain: Chain, hand: Hand) -> Amendment:
    return Amendment(
        town=asked.town,
        cycle=asked.cycle,
        key=asked.key,
        outcome=outcome,
        fact=asked.fact,
        holder=asked.holder,
        measures=asked.measures,
        basis=asked.basis,
        appeal=asked.appeal,
        paper=asked.paper,
        reason=asked.reason,
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        proposed_by=asked.by,
        at=chain.at,
    )


def _append(row: Amendment, chain: Chain) -> None:
    row.seq = chain.append("amendment", **fields(row))
    row.save(force_insert=True)


# ------------------------------------------------------------------ whose it is
def is_theirs(fact: Fact, actor: Actor, part: Part, *, on: dt.date) -> bool:
    """Say whether an actor may propose, or make, an amendment of a fact.

    Nobody does toward their own or their kin's case (I4). Two queries; three of a confidential one.
    """
    held = roles_toward(actor, Target(area=fact.town.path, cadres=concerned(fact)), on=on)
    if not is_confidential(rulebook(fact.version).item(fact.item)):
        return bool(held & PLAIN[part])
    reviewing = REVIEWERS if part is Part.MAKES and held & REVIEWERS else frozenset()
    return bool(held & SECRET[part]) or bool(reviewing and _was_reviewed(fact))


def knows(fact: Fact, actor: Actor, *, on: dt.date) -> bool:
    """Say whether an actor may know what is amended: of a confidential fact few do."""
    if veil.shows(fact, actor, on=on):
        return True
    held = roles_toward(actor, Target(area=fact.town.path, cadres=concerned(fact)), on=on)
    return bool(held & REVIEWERS) and _was_reviewed(fact)


def _was_reviewed(fact: Fact) -> bool:
    return Appeal.objects.filter(Q(fact=fact) | Q(claim__fact=fact.key)).exists()


# ------------------------------------------------------------------ reading
def amendments(cycle: Cycle) -> list[Amendment]:
    """Return every row about a cycle, in order, with its fact and edition. One query."""
    rows = Amendment.objects.filter(cycle=cycle).select_related(
        "town", "cycle__town", "cycle__version", "fact__unit", "fact__town", "fact__cycle__town",
        "fact__cycle__version", "fact__version", "edition",
    )  # fmt: skip
    return list(rows.order_by("seq"))


def waiting(cycle: Cycle) -> list[Amendment]:
    """Return what was proposed and neither made nor dropped. One query."""
    rows = amendments(cycle)
    answered = {row.key for row in rows if row.outcome != Amendment.Outcome.PROPOSED}
    return [row for row in rows if row.key not in answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What an amendment moved in a later cycle: by earlier offences there, or as carried in."""

    account: int
    name: str
    cycle: str
    amount: Centipoints


def knock_on(row: Amendment) -> tuple[Knock, ...]:
    """Return what a made amendment moved in later cycles, by cycle and name. One query.

    It was made in one go under the town's head: its entries lie between the one before and it.
    """
    before = Amendment.objects.filter(
        town=row.town_id, outcome=Amendment.Outcome.MADE, seq__lt=row.seq
    ).order_by("-seq")
    since = Coalesce(Subquery(before.values("seq")[:1]), Value(0))
    entries = Entry.objects.filter(
        town=row.town_id, event=Entry.Event.AMEND, seq__gt=since, seq__lt=row.seq
    ).exclude(account__cycle=row.cycle_id)
    whose = Coalesce("account__cadre__name", "account__village__name")
    found = entries.values_list("account", whose, "account__cycle__name").annotate(Sum("amount"))
    return tuple(
        Knock(account=account, name=name, cycle=cycle, amount=Centipoints(amount))
        for account, name, cycle, amount in found.order_by("account__cycle__starts_on", "account")
    )


def due(cycle: Cycle) -> list[Appeal]:
    """Return the served reviews that this closed cycle has not taken in yet. Three queries."""
    done = {row.appeal for row in amendments(cycle) if row.outcome != Amendment.Outcome.DROPPED}
    return [
        one
        for one in appeals.amendments_due(cycle.town)
        if one.ref not in done and one.fact is not None and one.fact.cycle_id == cycle.pk
    ]


# ------------------------------------------------------------------ the proof
def fields(row: Amendment) -> dict[str, canonical.Value]:
    """Return what the chain holds of a row."""
    measures: Mapping[str, str] = row.measures or {}
    return {
        "key": row.key.hex,
        "cycle": row.cycle.name,
        "outcome": row.outcome,
        "fact": row.fact.key.hex,
        "account": row.holder or None,
        "measures": [[name, text] for name, text in sorted(measures.items())],
        "basis": row.basis,
        "appeal": row.appeal.hex if row.appeal else None,
        "document_number": row.paper,
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "standing": row.edition.ref.hex if row.edition else None,
        "by": row.by.hex,
        "second": row.proposed_by.hex if row.proposed_by else None,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the amendments that are not what their record says, and editions without one."""
    rows = Amendment.objects.filter(town=town).select_related("cycle", "fact", "edition")
    every = list(rows.order_by("seq"))
    yield from compare(town.path, "amendment", ((row.seq, fields(row)) for row in every))
    made = {row.edition_id for row in every if row.outcome == Amendment.Outcome.MADE}
    first: set[int] = set()
    for edition in Edition.objects.filter(town=town, kind=Edition.Kind.FINAL).order_by("seq"):
        if edition.cycle_id in first and edition.pk not in made:
            where = f"{edition.cycle_id} {edition.number}"
            yield Fault(town=town.path, seq=edition.seq, code="amendment.missing", detail=where)
        first.add(edition.cycle_id)
