"""What an address can name, and how it is found: one table, one row for each kind of thing."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from jifen.appeals import anew_letter, chances
from jifen.appeals import queries as appeals
from jifen.appeals.letters import is_letter
from jifen.claims import queries as claims
from jifen.claims.monthly import is_sheet
from jifen.core.access import Actor, Target, sees
from jifen.core.policy import ACTIONS, Kind, allows, roles_held
from jifen.cycles import queries as cycles
from jifen.ledger import queries as ledger
from jifen.ledger import veil
from jifen.meetings import queries as meetings
from jifen.meetings.letters import is_minutes
from jifen.outcomes.letters import is_talk
from jifen.outcomes.recommending import is_recommendation
from jifen.papers import queries as papers
from jifen.people import queries as people
from jifen.publicity import queries as publicity
from jifen.results.objection_letters import is_reply
from jifen.rulebook import queries as rulebook
from jifen.standings import queries as standings
from jifen.tasks import queries as tasks

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import Model

    from jifen.appeals.models import Appeal
    from jifen.claims.models import Claim
    from jifen.ledger.models import Fact
    from jifen.papers.models import Paper
    from jifen.people.models import Area
    from jifen.rulebook.models import Draft
    from jifen.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Thing:
    """What an address names: the row, its town, and how the rules see it."""

    row: "Model"
    town: "Area"
    target: Target
    claim: "Claim | None" = None
    """The claim it belongs to, where it is something of a claim: it is read by whom that is."""


def _town(ref: uuid.UUID) -> Thing | None:
    row = people.area_at(ref, ("town",))
    return None if row is None else Thing(row, row, Target(area=row.path))


def _village(ref: uuid.UUID) -> Thing | None:
    row = people.area_at(ref, ("village", "community"))
    return None if row is None else Thing(row, people.town_of(row.path), Target(area=row.path))


def _cadre(ref: uuid.UUID) -> Thing | None:
    row = people.cadre_at(ref)
    # A file is the town's, not the village's: only roles over the whole town reach it.
    return (
        None
        if row is None
        else Thing(row, row.town, Target(area=row.town.path, cadres=frozenset({row.code})))
    )


def _cycle(ref: uuid.UUID) -> Thing | None:
    row = cycles.cycle_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _version(ref: uuid.UUID) -> Thing | None:
    row = rulebook.version_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _draft(ref: uuid.UUID) -> Thing | None:
    row = rulebook.draft_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _edition(ref: uuid.UUID) -> Thing | None:
    row = standings.edition_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _paper(ref: uuid.UUID) -> Thing | None:
    """Find a paper. Minutes are found only by those who may read the meeting (`find`)."""
    row = papers.paper_at(ref)
    if row is None:
        return None
    claim = claims.claim_at(row.about)
    cadres = frozenset() if claim is None else claims.target(claim).cadres
    return Thing(row, row.town, Target(area=row.town.path, cadres=cadres), claim)


def _claim(ref: uuid.UUID) -> Thing | None:
    row = claims.claim_at(ref)
    return None if row is None else Thing(row, row.town, claims.target(row))


def _fact(ref: uuid.UUID) -> Thing | None:
    row = ledger.fact_by(ref)
    # Like the files of those whom it concerns: the town's, not the village's.
    return (
        None
        if row is None
        else Thing(row, row.town, Target(area=row.town.path, cadres=ledger.concerned(row)))
    )


def _meeting(ref: uuid.UUID) -> Thing | None:
    row = meetings.meeting_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _batch(ref: uuid.UUID) -> Thing | None:
    row = publicity.batch_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _posting(ref: uuid.UUID) -> Thing | None:
    row = publicity.posting_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _objection(ref: uuid.UUID) -> Thing | None:
    row = publicity.objection_at(ref)
    # Like the files of those whom it concerns: the town's, not the village's.
    return (
        None
        if row is None
        else Thing(
            row,
            row.town,
            Target(area=row.town.path, cadres=frozenset(claims.named(row.line.claim))),
        )
    )


def _share(ref: uuid.UUID) -> Thing | None:
    row = appeals.fact_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _appeal(ref: uuid.UUID) -> Thing | None:
    row = appeals.appeal_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


def _task(ref: uuid.UUID) -> Thing | None:
    row = tasks.task_at(ref)
    return None if row is None else Thing(row, row.town, Target(area=row.town.path))


FINDERS: Mapping[Kind, Callable[[uuid.UUID], Thing | None]] = {
    Kind.TOWN: _town,
    Kind.VILLAGE: _village,
    Kind.CADRE: _cadre,
    Kind.CYCLE: _cycle,
    Kind.VERSION: _version,
    Kind.DRAFT: _draft,
    Kind.EDITION: _edition,
    Kind.PAPER: _paper,
    Kind.CLAIM: _claim,
    Kind.FACT: _fact,
    Kind.SHARE: _share,
    Kind.APPEAL: _appeal,
    Kind.TASK: _task,
    Kind.MEETING: _meeting,
    Kind.BATCH: _batch,
    Kind.POSTING: _posting,
    Kind.OBJECTION: _objection,
}


def find(kind: Kind, ref: uuid.UUID, actor: Actor, *, on: "dt.date") -> Thing | None:
    """Return what an address names, if it exists for `actor`. Three queries at most.

    Another town's things, and claims and drafts that are not listed to them, do not exist for
    anybody.
    """
    thing = FINDERS[kind](ref)
    if thing is None or not sees(actor, thing.town.path, on=on):
        return None
    claim = cast("Claim", thing.row) if kind is Kind.CLAIM else thing.claim
    if claim is not None and not claims.shows(claim, actor, on=on):
        return None
    if kind is Kind.APPEAL and not appeals.shows(cast("Appeal", thing.row), actor, on=on):
        return None
    if kind is Kind.SHARE and not chances.may_ask(cast("Fact", thing.row), actor, on=on):
        return None
    if kind is Kind.TASK and not tasks.seen(cast("Task", thing.row), actor, on=on):
        return None
    if kind is Kind.PAPER and not _reads_paper(cast("Paper", thing.row), actor, on=on):
        return None
    if kind is Kind.FACT and not veil.shows(cast("Fact", thing.row), actor, on=on):
        return None
    if kind is Kind.DRAFT and not rulebook.shows(cast("Draft", thing.row), actor, on=on):
        return None
    return thing


def _reads_paper(paper: "Paper", actor: Actor, *, on: "dt.date") -> bool:
    """Say whether a paper is for `actor`.

    Minutes and a month's notice sheets, which hold more than one case, the papers of a warning
    talk, which are handed to the person, recommendations, which go to whoever honours or
    appoints, and replies to objections are for the office and the deciders alone. A review's
    letters are for those who read the review; that a deduction was released, for whoever bears it.
    """
    if is_letter(paper.series, paper.title):
        appeal = appeals.appeal_at(paper.about)
        return appeal is not None and appeals.shows(appeal, actor, on=on)
    if anew_letter.is_letter(paper.title):
        fact = appeals.fact_at(paper.about)
        return fact is not None and chances.may_ask(fact, actor, on=on)
    series = paper.series
    kept = (is_minutes, is_sheet, is_talk, is_recommendation, is_reply)
    if not any(of(series) for of in kept):
        return True
    action = ACTIONS["meeting.show"]
    return allows(action, roles_held(action, actor, Target(area=paper.town.path), on=on))
