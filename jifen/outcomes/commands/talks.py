"""Writing outcomes: that a warning talk was held, or that one is overturned. Never a post (I9)."""

import datetime as dt
import uuid

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.outcomes import letters, queries
from jifen.outcomes.case import Case, Stage
from jifen.outcomes.handling import key
from jifen.outcomes.letters import Letter
from jifen.outcomes.models import Talk
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.people.models import Area
from jifen.people.queries import names, rosters

TALKERS = frozenset({Role.MEMBER, Role.HEAD, Role.COMMITTEE})
SECONDS = TALKERS | {Role.CLERK, Role.DISCIPLINE}
"""Who may be the second of the two talkers."""
_LEAST = 5
"""Characters of a record at least: what was said, not that it was said."""


@transaction.atomic(durable=True)
def hold_talk(
    town: Area, case_id: str, *, held_on: dt.date, record: str, hand: Hand, second: Actor
) -> Talk:
    """Enter that the hand and `second` held the warning talk (谈话提醒警示) of a case.

    A talk of before go-live is entered the same way, with its day.

    Raises:
        Refusal: "case.unknown", "case.second-time" where proposals have taken the talk's place,
            "case.no-talk-due", "talk.same-hand", "talk.not-yours", "talk.no-record",
            "talk.future", "talk.before-case".
    """
    chain = hold(town.path, at=hand.at)
    case = queries.case(town, case_id, today=hand.today)
    _check_hands(town, case, hand, second)
    if case.stage is Stage.PROPOSED:
        raise Refusal("case.second-time", case=case_id)
    if not queries.awaits_talk(case):
        raise Refusal("case.no-talk-due", case=case_id)
    if len(record.strip()) < _LEAST:
        raise Refusal("talk.no-record", least=_LEAST)
    if held_on > hand.today:
        raise Refusal("talk.future", on=held_on)
    if held_on < case.opened_on:
        raise Refusal("talk.before-case", on=held_on, opened_on=case.opened_on)
    return _enter(case, Talk.Outcome.HELD, held_on, record, town, chain, hand, second)


@transaction.atomic(durable=True)
def overturn_talk(town: Area, case_id: str, *, reason: str, hand: Hand, second: Actor) -> Talk:
    """Enter that the talk of a case is overturned (撤销), and why: it counts no longer.

    Raises:
        Refusal: "case.unknown", "talk.none" unless one was held and not overturned yet,
            "talk.same-hand", "talk.not-yours", "talk.no-record".
    """
    chain = hold(town.path, at=hand.at)
    case = queries.case(town, case_id, today=hand.today)
    _check_hands(town, case, hand, second)
    if case.talk is None or (case.stage is Stage.OVERTURNED and not case.unmarked):
        raise Refusal("talk.none", case=case_id)
    if len(reason.strip()) < _LEAST:
        raise Refusal("talk.no-record", least=_LEAST)
    return _enter(case, Talk.Outcome.OVERTURNED, hand.today, reason, town, chain, hand, second)


def _check_hands(town: Area, case: Case, hand: Hand, second: Actor) -> None:
    if second.key == hand.actor.key:
        raise Refusal("talk.same-hand")
    toward = Target(area=town.path, cadres=frozenset({case.cadre.code}))
    for who, able in ((hand.actor, TALKERS), (second, SECONDS)):
        if not roles_toward(who, toward, on=hand.today) & able:
            raise Refusal("talk.not-yours", login=who.login)


def _enter(
    case: Case,
    outcome: Talk.Outcome,
    held_on: dt.date,
    record: str,
    town: Area,
    chain: Chain,
    hand: Hand,
    second: Actor,
) -> Talk:
    talk = Talk(
        town=town,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        case=case.id,
        cycle=case.cycle,
        cadre=case.cadre,
        held_on=held_on,
        outcome=outcome,
        record=record.strip(),
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        second=uuid.UUID(second.key),
        at=chain.at,
        last_seq=chain.seq,
    )
    talk.seq = chain.append("talk", **queries.talk_fields(talk))
    talk.save(force_insert=True)
    chain.seal()
    return talk


def issue_letter(town: Area, case_id: str, letter: Letter, *, hand: Hand) -> Paper:
    """Issue the call to a talk or its record; asked for again it is the paper that stands.

    Raises:
        Refusal: "case.unknown", "talk.no-call", "talk.none", "talk.not-yours" for one's own or
            kin's case, or what `papers.commands.issue` says.
    """
    case = queries.case(town, case_id, today=hand.today)
    toward = Target(area=town.path, cadres=frozenset({case.cadre.code}))
    if not roles_toward(hand.actor, toward, on=hand.today) & papers.ISSUERS:
        raise Refusal("talk.not-yours", login=hand.actor.login)
    held = rosters(town, duties=False)
    posts = held.last_posts(case.cadre.code, hand.today)
    keys = (case.talk.by.hex, case.talk.second.hex) if case.talk is not None else ("", "")
    called = names(keys) if case.talk is not None else {}
    paper = letters.compose(
        case,
        letter,
        post="、".join(f"{post.unit_name}{post.post}" for post in posts),
        talkers=(called.get(keys[0], ""), called.get(keys[1], "")),
        on=hand.today,
    )
    return papers.issue(
        town,
        paper,
        sheets=(letters.sheet(paper),),
        series=letters.series(town.name),
        about=key(town, case_id, 0),
        title=letters.title(case, letter),
        hand=hand,
    )
