"""Writing shortlists: draw those of decided results, choose from one, recommend. Never a post."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core import reasons
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.meeting import PointKind
from jifen.cycles.models import Cycle
from jifen.meetings import queries as meetings
from jifen.meetings.models import Point
from jifen.outcomes import listing, recommending, shortlists
from jifen.outcomes.listing import List
from jifen.outcomes.models import Listing
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.results import queries as results
from jifen.results.queries import Course

DRAWERS = frozenset({Role.CLERK})
CHOOSERS = frozenset({Role.COMMITTEE})


@transaction.atomic(durable=True)
def draw(cycle: Cycle, *, hand: Hand) -> list[Listing]:
    """Draw every list of the version from the decided results; the last drawing counts.

    A list that was chosen from already is left as it is, while the results are the same.

    Raises:
        Refusal: "shortlist.not-yours", "shortlist.none", "shortlist.undecided", "shortlist.done"
            where every list was chosen from.
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = results.course(cycle)
    if not results.roles(cycle, hand.actor, on=hand.today) & DRAWERS:
        raise Refusal("shortlist.not-yours", login=hand.actor.login)
    every = listing.lists(course)
    if not every:
        raise Refusal("shortlist.none", cycle=cycle.name)
    proposed = course.proposed
    if course.decided is None or proposed is None:
        raise Refusal("shortlist.undecided", cycle=cycle.name)
    open_lists = [one for one in every if one.chosen is None or one.stale]
    if not open_lists:
        raise Refusal("shortlist.done", cycle=cycle.name)
    people = shortlists.standings(course, today=hand.today)
    drawn = []
    for one in open_lists:
        found = shortlists.found(one.rule, course, people, on=hand.today)
        row = _row(cycle, one, uuid.UUID(bytes=hand.dice(16), version=4), chain, hand)
        row.outcome, row.people, row.proposal = Listing.Outcome.DRAWN, found, proposed.ref
        row.names = {code: list(course.names[code]) for code in found}
        drawn.append(_appended(row, chain))
    chain.seal()
    return drawn


@transaction.atomic(durable=True)
def choose(cycle: Cycle, code: str, given: Mapping[str, str], *, hand: Hand) -> Listing:
    """Enter whom a meeting chose from a list, each with the reason; `given` by cadre code.

    Everybody who is chosen must stand on the list today, too.

    Raises:
        Refusal: "shortlist.unknown", "shortlist.not-drawn", "shortlist.stale", "shortlist.chosen",
            "shortlist.not-yours" toward anybody on it, "shortlist.no-meeting", "shortlist.nobody",
            "shortlist.not-on-it", "shortlist.no-reason".
    """
    chain = hold(cycle.town.path, at=hand.at)
    course = results.course(cycle)
    one, drawn = _drawn(course, code)
    if one.stale:
        raise Refusal("shortlist.stale", name=one.rule.name)
    if one.chosen is not None:
        raise Refusal("shortlist.chosen", name=one.rule.name)
    if not results.roles(cycle, hand.actor, of=set(drawn.people), on=hand.today) & CHOOSERS:
        raise Refusal("shortlist.not-yours", login=hand.actor.login)
    point = meetings.carried(drawn.key, PointKind.CONSEQUENCE)
    if point is None:
        raise Refusal("shortlist.no-meeting", name=one.rule.name)
    if not given:
        raise Refusal("shortlist.nobody", name=one.rule.name)
    people = shortlists.standings(course, today=hand.today)
    still = shortlists.found(one.rule, course, people, on=hand.today)
    for cadre, why in given.items():
        if cadre not in drawn.people or cadre not in still:
            raise Refusal("shortlist.not-on-it", code=cadre, name=one.rule.name)
        if not reasons.weighs(why):
            raise Refusal("shortlist.no-reason", code=cadre, least=reasons.LEAST)
    row = _row(cycle, one, drawn.key, chain, hand)
    row.outcome, row.proposal, row.point = Listing.Outcome.CHOSEN, drawn.proposal, point.ref
    # In the order of the list, that of places.
    row.people = {cadre: given[cadre].strip() for cadre in drawn.people if cadre in given}
    row.names = {cadre: drawn.names[cadre] for cadre in row.people}
    _appended(row, chain)
    chain.seal()
    return row


def recommend(cycle: Cycle, code: str, *, hand: Hand) -> Paper:
    """Issue the paper of a choice (推荐意见); once issued, return that paper.

    Raises:
        Refusal: "shortlist.unknown", "shortlist.not-yours", "shortlist.not-drawn",
            "shortlist.not-chosen", or see `papers.commands.issue`.
    """
    course = results.course(cycle)
    if not results.roles(cycle, hand.actor, on=hand.today) & DRAWERS:
        raise Refusal("shortlist.not-yours", login=hand.actor.login)
    one, drawn = _drawn(course, code)
    if one.chosen is None:
        raise Refusal("shortlist.not-chosen", name=one.rule.name)
    assert one.chosen.point is not None, "a choice is a meeting's"
    meeting = Point.objects.select_related("meeting").get(ref=one.chosen.point).meeting
    circular = recommending.compose(
        one.chosen, one.rule, listed=len(drawn.people), meeting=meeting.name, on=hand.today
    )
    return papers.issue(
        cycle.town,
        circular,
        sheets=(recommending.sheet(one.chosen),),
        series=recommending.series(cycle.town.name),
        about=one.chosen.key,
        title="".join(circular.title),
        hand=hand,
    )


def _drawn(course: Course, code: str) -> tuple[List, Listing]:
    """Return a list of the version with its last drawing."""
    one = next((one for one in listing.lists(course) if one.rule.code == code), None)
    if one is None:
        raise Refusal("shortlist.unknown", code=code)
    if one.drawn is None:
        raise Refusal("shortlist.not-drawn", name=one.rule.name)
    return one, one.drawn


def _row(cycle: Cycle, one: List, key: uuid.UUID, chain: Chain, hand: Hand) -> Listing:
    return Listing(
        town=cycle.town,
        key=key,
        cycle=cycle,
        code=one.rule.code,
        name=one.rule.name,
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )


def _appended(row: Listing, chain: Chain) -> Listing:
    row.seq = chain.append("shortlist", **listing.fields(row))
    row.save(force_insert=True)
    return row
