"""What a review leaves to be corrected: circulars that told of it, and what they should say."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from jifen.appeals import judges, queries
from jifen.appeals.letters import Scene
from jifen.appeals.models import Appeal
from jifen.chain import reading
from jifen.core import revisions
from jifen.core.access import Role, contains
from jifen.core.appeal import Action, Level, State
from jifen.ledger.late import stored
from jifen.ledger.models import Change, Fact
from jifen.ledger.queries import account_at, inputs
from jifen.papers.models import Paper
from jifen.people.models import Area
from jifen.people.queries import actor, rosters
from jifen.rulebook.queries import rulebook

EDITION = "briefing"
"""The kind of edition that is corrected by a circular; a final one takes an amendment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One issued circular that says something else than is right now."""

    original: Paper
    checkpoint_on: dt.date
    total: int
    """What the holder comes to on the checkpoint's day, in centipoints."""


def due(appeal: Appeal) -> list[Correction]:
    """Return the circulars that a served review makes wrong. A handful of queries.

    Those about a frozen edition of the open cycle that counted the fact: it was recorded by then,
    and was not yet waiting for this review.
    """
    ruling = queries.ruling_of(appeal)
    fact = appeal.fact
    if ruling is None or fact is None or appeal.state != State.SERVED:
        return []
    if ruling.outcome not in queries.MOVING or queries.closed_before(appeal):
        return []
    editions = dict(_editions(appeal, fact))
    papers = Paper.objects.filter(town=appeal.town, about__in=list(editions)).order_by("seq")
    return [
        Correction(
            original=paper,
            checkpoint_on=editions[paper.about],
            total=_total(fact, appeal.holder, editions[paper.about]),
        )
        for paper in papers
    ]


def _editions(appeal: Appeal, fact: Fact) -> Iterator[tuple[uuid.UUID, dt.date]]:
    """Yield key and day of the frozen editions that counted a fact, from the chain itself."""
    until, late = _waits_since(appeal, fact), stored(fact)
    lay_on = fact.happened_on if late is None else late.booked_on
    for seq, said in reading.records(appeal.town.path, "standing"):
        if said["cycle"] != fact.cycle.name or said["edition"] != EDITION:
            continue
        last, on, key = said["last_seq"], said["checkpoint_on"], said["key"]
        assert isinstance(last, int)
        assert isinstance(on, dt.date)
        if fact.seq <= last and lay_on <= on and seq < until:
            yield uuid.UUID(str(key)), on


def _waits_since(appeal: Appeal, fact: Fact) -> int:
    """Return the number of the record from which the fact waited for this review."""
    suspended = fact.changes.filter(kind=Change.Kind.SUSPEND, seq__gte=appeal.seq)
    first = suspended.order_by("seq").values_list("seq", flat=True).first()
    return int(first) if first is not None else appeal.seq


def _total(fact: Fact, holder: str, on: dt.date) -> int:
    """Return what a holder comes to on a day by what is recorded now."""
    account = account_at(fact.cycle, holder)
    found = inputs(fact.cycle, of=[account], upto_day=on)[account.pk]
    assess = revisions.of(fact.cycle.revision).assess
    return assess(rulebook(fact.cycle.version), found, as_of=on).net


def scene_of(appeal: Appeal, *, on: dt.date) -> Scene:
    """Return who asks, their post and unit that day, and who judges. A handful of queries."""
    body = _body(appeal, on)
    one = appeal.fact or appeal.claim
    assert one is not None
    above = appeal.town.path.rpartition("/")[0]
    county = Area.objects.filter(path=above).values_list("name", flat=True).first() or ""
    if "/" in appeal.holder:
        unit = Area.objects.get(path=appeal.holder).name
        return Scene(name=unit, post="", unit=unit, body=body, county=county)
    cadre = queries.cadre_of(appeal)
    held = rosters(appeal.town, duties=False)
    posts = "、".join(post.post for post in held.last_posts(cadre.code, one.happened_on))
    path = held.unit(cadre.code, one.happened_on)
    unit = Area.objects.filter(path=path).values_list("name", flat=True).first() or one.unit.name
    return Scene(name=cadre.name, post=posts, unit=unit, body=body, county=county)


def _body(appeal: Appeal, on: dt.date) -> Role:
    """Return which body judges a review, or judged it: the county also where nobody was left."""
    ruling = queries.ruling_of(appeal)
    declined = (s.by for s in appeal.steps.all() if s.action == Action.DECLINE)
    judge = ruling.by if ruling is not None else next(declined, None)
    if judge is None:
        return judges.case_of(appeal, on=on).body
    held = actor(judge).grants
    sits = any(g.role is Role.COMMITTEE and contains(g.area, appeal.town.path) for g in held)
    return Role.COMMITTEE if sits and appeal.level == Level.FIRST else Role.COUNTY
