"""Writing results: enter and confirm counts, seat a tie, propose, decide, publicise, confirm."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.core import reasons
from jifen.core.access import Role
from jifen.core.appraising import Action, Step, advance
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.meeting import PointKind
from jifen.core.publicity import last_day
from jifen.cycles.models import Cycle
from jifen.cycles.queries import calendar
from jifen.meetings import queries as meetings
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.results import (
    body,
    counting,
    letters,
    making,
    objection_letters,
    objections,
    queries,
)
from jifen.results.counting import Row
from jifen.results.models import Count, Move, Proposed, Seating
from jifen.results.queries import Course
from jifen.rulebook.queries import rulebook

COUNTERS = frozenset({Role.CLERK})
CONFIRMERS = frozenset({Role.MEMBER, Role.HEAD, Role.COMMITTEE})
KEEPERS = COUNTERS | CONFIRMERS


# ------------------------------------------------------------------ counts
@transaction.atomic(durable=True)
def enter_count(cycle: Cycle, source: str, rows: Sequence[Row], *, paper: str, hand: Hand) -> Count:
    """Enter the count of a source, whole: it takes the place of what was counted before.

    Nothing counts by it until another account confirms it.

    Raises:
        Refusal: "results.not-yours", "count.no-such-source", "count.no-paper", "count.empty",
            "count.fixed" once the results were decided.
    """
    chain = hold(cycle.town.path, at=hand.at)
    _check(cycle, hand, COUNTERS)
    _check_unfixed(cycle)
    of = counting.of(rulebook(cycle.version), source)
    if not paper.strip():
        raise Refusal("count.no-paper")
    if not rows:
        raise Refusal("count.empty")
    row = Count(
        town=cycle.town,
        cycle=cycle,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        source=of.code,
        outcome=Count.Outcome.ENTERED,
        rows=[one.plain() for one in sorted(rows, key=lambda one: (one.code, one.voters))],
        paper=paper.strip()[:60],
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    return _sealed(row, chain)


@transaction.atomic(durable=True)
def say_count(cycle: Cycle, key: uuid.UUID, *, right: bool, hand: Hand) -> Count:
    """Confirm a count against its signed paper, or reject it. Somebody else than who entered it.

    Raises:
        Refusal: "results.not-yours", "count.unknown", "count.said", "count.same-hand",
            "count.fixed" once the results were decided.
    """
    chain = hold(cycle.town.path, at=hand.at)
    _check(cycle, hand, CONFIRMERS)
    _check_unfixed(cycle)
    rows = list(Count.objects.filter(cycle=cycle, key=key).order_by("seq"))
    if not rows:
        raise Refusal("count.unknown")
    if len(rows) > 1:
        raise Refusal("count.said")
    (entered,) = rows
    if entered.by.hex == hand.actor.key:
        raise Refusal("count.same-hand", login=hand.actor.login)
    row = Count(
        town=cycle.town,
        cycle=cycle,
        key=key,
        source=entered.source,
        outcome=Count.Outcome.CONFIRMED if right else Count.Outcome.REJECTED,
        rows=entered.rows,
        paper=entered.paper,
        by=uuid.UUID(hand.actor.key),
        entered_by=entered.by,
        at=chain.at,
    )
    return _sealed(row, chain)


def _sealed(row: Count, chain: Chain) -> Count:
    row.seq = chain.append("tally", **queries.count_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


def _check(cycle: Cycle, hand: Hand, wanted: frozenset[Role], *, of: Collection[str] = ()) -> None:
    if not queries.roles(cycle, hand.actor, of=of, on=hand.today) & wanted:
        raise Refusal("results.not-yours")


def _check_unfixed(cycle: Cycle) -> None:
    """Raise where results stand decided: what they rest on is taken back with them, or not."""
    if queries.course(cycle).decided is not None:
        raise Refusal("count.fixed", cycle=cycle.name)


# ------------------------------------------------------------------ ties
@transaction.atomic(durable=True)
def seat(cycle: Cycle, line: str, codes: Sequence[str], *, hand: Hand) -> Seating:
    """Enter who of a tie sits inside its line, as a meeting decided; some places may stay open.

    Raises:
        Refusal: "results.not-yours", "results.none", "count.fixed", "seating.no-line" where the
            latest proposal has no such open line, "seating.no-meeting" where no carried point is
            about it, "seating.too-many" for more people than places, or somebody not of the tie.
    """
    chain = hold(cycle.town.path, at=hand.at)
    _check(cycle, hand, KEEPERS)
    _check_unfixed(cycle)
    course = queries.course(cycle)
    if course.sheet is None:
        raise Refusal("results.none", cycle=cycle.name)
    found = next((one for one in course.sheet.lines if one.key == line), None)
    if found is None:
        raise Refusal("seating.no-line", line=line)
    _check(cycle, hand, KEEPERS, of=found.tied)
    point = meetings.carried(queries.line_key(cycle.ref, found), PointKind.TIE)
    if point is None:
        raise Refusal("seating.no-meeting")
    seated = sorted(set(codes))
    if not set(seated) <= set(found.tied) or len(seated) > found.open_seats:
        raise Refusal("seating.too-many", seats=found.open_seats)
    row = Seating(
        town=cycle.town,
        cycle=cycle,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        line=found.key,
        tied=list(found.tied),
        seated=seated,
        point=point.ref,
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    row.seq = chain.append("seating", **queries.seating_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


# ------------------------------------------------------------------ the results
@transaction.atomic(durable=True)
def propose(cycle: Cycle, *, pool_fen: int | None = None, hand: Hand) -> Proposed:
    """Freeze what the version makes of a closed cycle now, as the next proposal.

    `pool_fen` names the size of the pool, where the version leaves it to the close.

    Raises:
        Refusal: "results.not-closed", "results.pool" where the version has no pool, or names its
            size itself, or what the table says.
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = queries.course(cycle)
    if course.edition is None:
        raise Refusal("results.not-closed", cycle=cycle.name)
    needs = queries.needs_to_propose(course)
    advance(course.state, Action.PROPOSE, queries.held(course, hand.actor, on=hand.today), needs)
    rule = rulebook(cycle.version).results
    pool = rule.pool if rule is not None else None
    if pool_fen is not None and (pool is None or pool.fen is not None or pool_fen < 0):
        raise Refusal("results.pool")
    made = making.make(course.edition, named_fen=pool_fen, upto_seq=chain.seq)
    data = body.encode(made.sheet)
    row = Proposed(
        town=cycle.town,
        cycle=cycle,
        edition=course.edition,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        number=course.proposed.number + 1 if course.proposed is not None else 1,
        last_seq=chain.seq,
        named_fen=pool_fen,
        body=data,
        digest=canonical.digest(data),
        names=made.names,
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    row.seq = chain.append("result", **queries.proposed_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def decide(cycle: Cycle, departures: Mapping[str, tuple[str, str]], *, hand: Hand) -> Move:
    """Decide on the proposed results, as a meeting of the town party committee carried them.

    `departures`: code → (grade, why) where the decision gives another grade than the proposal.

    Raises:
        Refusal: what the table says, "results.no-such-person", "results.kin" for a word about the
            actor's own kin, "results.departure" for a grade that the person's figures do not give,
            "results.no-departure-reason", "results.over-quota".
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = queries.course(cycle)
    proposed, sheet = course.proposed, course.sheet
    if proposed is None or sheet is None:
        raise Refusal("results.none", cycle=cycle.name)
    step = _step(course, Action.DECIDE, hand, "")
    rules = rulebook(cycle.version)
    given = {row.code: row.grade for row in sheet.rows if row.graded}
    kept: dict[str, list[str]] = {}
    for code, (grade, why) in sorted(departures.items()):
        row = sheet.row(code)
        if row is None:
            raise Refusal("results.no-such-person", code=code)
        name = proposed.names[code][0]
        if not queries.roles(cycle, hand.actor, of={code}, on=hand.today) & step.roles:
            raise Refusal("results.kin", name=name)
        if grade not in {one.code for one in queries.may_give(rules, row)}:
            raise Refusal("results.departure", name=name)
        if given[code] == grade:
            continue
        if not reasons.weighs(why):
            raise Refusal("results.no-departure-reason", name=name, least=reasons.LEAST)
        kept[code] = [grade, why.strip()]
    queries.check_places(rules, sheet, given | {code: one[0] for code, one in kept.items()})
    point = queries.carried(proposed)
    move = _move(course, step, hand, chain)
    move.departures, move.point = kept, point
    return _moved(move, chain)


@transaction.atomic(durable=True)
def post(cycle: Cycle, *, contact: str, hand: Hand) -> Paper:
    """Begin the publicity of decided results: the notice, for the version's working days.

    Raises:
        Refusal: what the table says, "results.no-contact", or what `papers.commands.issue` says.
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = queries.course(cycle)
    step = _step(course, Action.POST, hand, "")
    if len(contact.strip()) < 2:
        raise Refusal("results.no-contact")
    row = _move(course, step, hand, chain)
    days = rulebook(cycle.version).process.publicity_days
    row.until_on = last_day(hand.today, days, calendar(), village_affairs=False)
    _appended(row, chain)
    paper = papers.issue_under(
        chain,
        cycle.town,
        letters.notice(course, until_on=row.until_on, contact=contact.strip(), on=hand.today),
        sheets=letters.public_sheets(course),
        series=letters.series(cycle.town.name),
        about=row.proposed.ref,
        title=letters.title(course),
        hand=hand,
    )
    chain.seal()
    return paper


@transaction.atomic(durable=True)
def confirm(cycle: Cycle, *, reason: str = "", hand: Hand) -> Move:
    """Let decided results stand once their publicity is over, with the closing record.

    The record lists what was objected; `reason` is a remark besides, if there is any.

    Raises:
        Refusal: what the table says: while the period runs, while an objection waits for its
            ruling, and where one was borne out.
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = queries.course(cycle)
    step = _step(course, Action.CONFIRM, hand, reason)
    row = _move(course, step, hand, chain)
    row.reason = reason.strip()
    _appended(row, chain)
    said = [one for one in objections.of_cycle(cycle) if one.proposed_id == row.proposed_id]
    papers.issue_under(
        chain,
        cycle.town,
        objection_letters.record(course, said, on=hand.today),
        sheets=objection_letters.record_sheets(course, said),
        series=letters.series(cycle.town.name),
        about=row.proposed.ref,
        title=objection_letters.title(course),
        hand=hand,
    )
    chain.seal()
    return row


@transaction.atomic(durable=True)
def reopen(cycle: Cycle, *, reason: str, hand: Hand) -> Move:
    """Take decided results back, so that they are proposed anew.

    A notice that hangs is taken down by whoever hung it; the next one replaces it.

    Raises:
        Refusal: what the table says.
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = queries.course(cycle)
    step = _step(course, Action.REOPEN, hand, reason)
    row = _move(course, step, hand, chain)
    row.reason = reason.strip()
    return _moved(row, chain)


def _step(course: Course, action: Action, hand: Hand, reason: str) -> Step:
    held = queries.held(course, hand.actor, on=hand.today)
    needs = queries.met(course, action, on=hand.today, reason=reason)
    return advance(course.state, action, held, needs)


def _move(course: Course, step: Step, hand: Hand, chain: Chain) -> Move:
    assert course.proposed is not None, "the table moves nothing that was not proposed"
    held = queries.held(course, hand.actor, on=hand.today)
    return Move(
        proposed=course.proposed,
        town=course.cycle.town,
        action=step.action.value,
        source=step.source.value,
        target=step.target.value,
        role=next(role for role in Role if role in held & step.roles).value,
        departures={},
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )


def _appended(row: Move, chain: Chain) -> Move:
    row.seq = chain.append("result-step", **queries.move_fields(row))
    row.save(force_insert=True)
    return row


def _moved(row: Move, chain: Chain) -> Move:
    _appended(row, chain)
    chain.seal()
    return row
