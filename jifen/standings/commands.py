"""Writing standings: freeze a briefing, ask for and confirm a close, issue the circular."""

import datetime as dt
import uuid

from django.db import connection, transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.claims.queries import every
from jifen.core import drafting
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.policy import ACTIONS
from jifen.cycles.models import Cycle
from jifen.cycles.queries import checkpoints
from jifen.ledger.commands import follow_cycle, follow_register
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.rulebook import commands as rulebooks
from jifen.rulebook import queries as texts
from jifen.rulebook.models import Draft
from jifen.rulebook.queries import rulebook
from jifen.standings import body, circulars, leaving, queries, simulated, tables
from jifen.standings.models import Edition, Leaving, Trial
from jifen.standings.simulate import Simulated

OFFICE = frozenset({Role.CLERK})
DECIDERS = frozenset({Role.MEMBER, Role.HEAD})
CLOSERS = OFFICE | DECIDERS
"""Two of these close a cycle, at least one of them a decider."""


# ------------------------------------------------------------------ briefing
@transaction.atomic(durable=True)
def brief(cycle: Cycle, *, checkpoint_on: dt.date, hand: Hand) -> Edition:
    """Freeze the standing of a briefing day (半周期). The last checkpoint is the close's, not this.

    Raises:
        Refusal: "brief.not-clerk", "cycle.closed", "brief.not-checkpoint", "brief.early" before
            the day has come, "brief.twice".
    """
    chain, cycle = _held(cycle, hand)
    if not _roles(cycle, hand.actor, hand.today) & OFFICE:
        raise Refusal("brief.not-clerk", login=hand.actor.login)
    if cycle.state == Cycle.State.CLOSED:
        raise Refusal("cycle.closed", name=cycle.name)
    days = checkpoints(cycle, rulebook(cycle.version))[:-1]
    if checkpoint_on not in days:
        raise Refusal(
            "brief.not-checkpoint",
            on=checkpoint_on,
            days="、".join(day.isoformat() for day in days),
        )
    if checkpoint_on > hand.today:
        raise Refusal("brief.early", on=checkpoint_on)
    if Edition.objects.filter(
        cycle=cycle, kind=Edition.Kind.BRIEFING, checkpoint_on=checkpoint_on
    ).exists():
        raise Refusal("brief.twice", on=checkpoint_on)
    edition = freeze(cycle, Edition.Kind.BRIEFING, checkpoint_on, chain=chain, hand=hand)
    chain.seal()
    return edition


# ------------------------------------------------------------------ close
@transaction.atomic(durable=True)
def propose_close(cycle: Cycle, *, hand: Hand) -> None:
    """Ask for the close of a cycle that has ended; another person confirms it (`close`).

    Who asks last is the one who asks.

    Raises:
        Refusal: "close.not-your-step", "cycle.closed", "close.running", "close.asked" where the
            same person asked already.
    """
    chain, cycle = _held(cycle, hand)
    _may_close(cycle, hand.actor, hand.today)
    if cycle.state == Cycle.State.CLOSED:
        raise Refusal("cycle.closed", name=cycle.name)
    if hand.today < cycle.ends_on:
        raise Refusal("close.running", until=cycle.ends_on - dt.timedelta(days=1))
    key = uuid.UUID(hand.actor.key)
    if cycle.closing_by == key:
        raise Refusal("close.asked", login=hand.actor.login)
    chain.append("closing", cycle=cycle.name, state="proposed", by=hand.actor.key, second=None)
    cycle.closing_by = key
    cycle.save(update_fields=["closing_by"])
    chain.seal()


@transaction.atomic(durable=True)
def close(cycle: Cycle, *, hand: Hand, second: Actor) -> Edition:
    """Confirm the close that `second` asked for: freeze the final edition; nothing posts after it.

    What the version carries on (结转) goes into the next cycle, where that is open already.
    Everything of `queries.checklist` must hold, seen anew under the town's lock.

    Raises:
        Refusal: "close.same-hand", "close.not-your-step", "close.no-decider" unless one of the two
            is a member or the head, "close.not-asked" unless `second` asked for it, or what the
            first bad row of the checklist says.
    """
    chain, cycle = _held(cycle, hand)
    if second.key == hand.actor.key:
        raise Refusal("close.same-hand")
    both = _may_close(cycle, hand.actor, hand.today) | _may_close(cycle, second, hand.today)
    if not both & DECIDERS:
        raise Refusal("close.no-decider")
    # Before the second opinion: it must be one on the last day's figures.
    follow_register(cycle, event_key=f"close:{cycle.seq}", chain=chain, hand=hand)
    for check in queries.checklist(cycle, hand.today):
        if check.refusal is not None:
            raise check.refusal
    if cycle.closing_by != uuid.UUID(second.key):
        raise Refusal("close.not-asked", login=second.login)
    last = cycle.ends_on - dt.timedelta(days=1)
    confirmed = uuid.UUID(second.key)
    edition = freeze(cycle, Edition.Kind.FINAL, last, chain=chain, hand=hand, second=confirmed)
    cycle.closed_seq = chain.append(
        "closing", cycle=cycle.name, state="closed", by=hand.actor.key, second=second.key
    )
    cycle.state = Cycle.State.CLOSED
    cycle.save(update_fields=["state", "closed_seq"])
    follow_cycle(cycle, chain=chain, hand=hand)
    chain.seal()
    return edition


@transaction.atomic(durable=True)
def leave_late(cycle: Cycle, ref: uuid.UUID, *, reason: str, hand: Hand) -> Leaving:
    """Let an unfinished claim go on after the close, to be booked late in the next cycle.

    The head's alone, case by case; the published close lists it with its reason.

    Raises:
        Refusal: "claim.unknown", or what `leaving.check` says.
    """
    chain, cycle = _held(cycle, hand)
    claim = every(cycle.town).filter(ref=ref).first()
    if claim is None:
        raise Refusal("claim.unknown", ref=ref)
    leaving.check(claim, cycle, reason=reason, hand=hand)
    made = Leaving(
        town=cycle.town,
        cycle=cycle,
        claim=claim,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        reason=reason.strip(),
        salt=hand.dice(16),
        at=chain.at,
        by=uuid.UUID(hand.actor.key),
    )
    made.seq = chain.append("closing-late", **leaving.fields(made))
    made.save(force_insert=True)
    chain.seal()
    return made


def _held(cycle: Cycle, hand: Hand) -> tuple[Chain, Cycle]:
    """Hold the town's head, and read the cycle as it stands under it."""
    chain = hold(cycle.town.path, at=hand.at)
    return chain, Cycle.objects.select_related("town", "version").get(pk=cycle.pk)


def _roles(cycle: Cycle, actor: Actor, on: dt.date) -> frozenset[Role]:
    return roles_toward(actor, Target(area=cycle.town.path), on=on)


def _may_close(cycle: Cycle, actor: Actor, on: dt.date) -> frozenset[Role]:
    roles = _roles(cycle, actor, on) & CLOSERS
    if not roles:
        raise Refusal("close.not-your-step", login=actor.login)
    return roles


def freeze(
    cycle: Cycle,
    kind: Edition.Kind,
    checkpoint_on: dt.date,
    *,
    chain: Chain,
    hand: Hand,
    second: uuid.UUID | None = None,
) -> Edition:
    """Write an edition of what the records up to here say, and its record.

    Call inside the caller's transaction, which holds the town's head.
    """
    assert connection.in_atomic_block
    board = queries.live(cycle, at=checkpoint_on, upto_seq=chain.seq)
    data = body.encode(board)
    edition = Edition(
        town=cycle.town,
        cycle=cycle,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        kind=kind,
        number=Edition.objects.filter(cycle=cycle).count() + 1,
        checkpoint_on=checkpoint_on,
        last_seq=board.identity.last_seq,
        as_of=board.identity.as_of,
        version=board.identity.version,
        revision=board.identity.revision,
        body=data,
        digest=canonical.digest(data),
        names=body.names(board),
        frozen_at=chain.at,
        by=uuid.UUID(hand.actor.key),
        second=second,
    )
    edition.seq = chain.append("standing", **queries.edition_fields(edition))
    edition.save(force_insert=True)
    return edition


# ------------------------------------------------------------------ papers
def issue(
    edition: Edition, *, hand: Hand, practices: str = "", contact: str = "", series: str = ""
) -> Paper:
    """Issue an edition's circular (通报) with the next number; once issued, return that paper.

    `practices` is the office's own text on what was done (主要做法), a paragraph a line; without it
    one is written from the figures. `contact` is who takes questions, and the telephone number.
    `series` is the organ's short name (机关代字).

    Raises:
        Refusal: see `papers.commands.issue`.
    """
    circular = circulars.compose(edition, on=hand.today, practices=practices, contact=contact)
    return papers.issue(
        edition.town,
        circular,
        sheets=tables.sheets(edition),
        series=series or circulars.series(edition.town.name),
        about=edition.ref,
        title="".join(circular.title),
        hand=hand,
    )


# ------------------------------------------------------------------ trying out
@transaction.atomic(durable=True)
def keep(found: Simulated, *, hand: Hand) -> Trial:
    """Keep what a simulation found, person by person, for those who decide about rulebooks.

    The same text tried again on the same cycle takes its place.

    Raises:
        Refusal: "policy.not-allowed" for whoever may not see it.
    """
    if not _roles(found.cycle, hand.actor, hand.today) & ACTIONS["cycle.simulate"].roles:
        raise Refusal("policy.not-allowed", login=hand.actor.login, verb="simulate")
    made, _ = Trial.objects.update_or_create(
        cycle=found.cycle,
        digest=found.digest,
        defaults={
            "body": simulated.detail(found),
            "made_at": hand.at,
            "by": uuid.UUID(hand.actor.key),
        },
    )
    return made


def note(found: Simulated, draft: Draft, *, hand: Hand) -> bool:
    """Note a simulation beside the draft whose text was tried, without names; say whether it was.

    Not, where that is not this hand's step: the draft was not opened for comments yet, or a clerk
    notes it.
    """
    seen = texts.progress(draft, texts.made(draft), on=hand.today)
    steps = {held.step.action for held in texts.open_steps(draft, seen, hand.actor)}
    if drafting.Action.SIMULATE not in steps:
        return False
    rulebooks.note_simulation(
        draft,
        digest=found.digest,
        cycle=found.cycle.name,
        summary=simulated.summary(found),
        hand=hand,
    )
    return True
