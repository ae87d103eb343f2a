"""Objecting to results while they are publicised (结果公示期间的异议), and ruling on it."""

import uuid

from django.db import transaction

from jifen.chain.commands import hold
from jifen.core import reasons
from jifen.core.access import Target, roles_toward, sees
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.cycles.models import Cycle
from jifen.notices.commands import settle, tell
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.people.models import User
from jifen.people.queries import user_at
from jifen.publicity.commands.objections import TEXT_LEAST
from jifen.publicity.kinds import Way
from jifen.results import objection_letters as letters
from jifen.results import objections, queries
from jifen.results.models import Answer, Objection

MADE, RULED, UPHELD = "result-objection.made", "result-objection.ruled", "result-objection.upheld"


@transaction.atomic(durable=True)
def object_to(cycle: Cycle, code: str, text: str, *, hand: Hand) -> Objection:
    """Object to publicised results, one's own or another's, as any account in the town may.

    `code` says whose result it is about; empty, the results as a whole. Said again while it waits,
    the same objection is the one that stands.

    Raises:
        Refusal: "objection.not-yours", "objection.not-posted", "objection.no-text",
            "results.no-such-person".
    """
    if not sees(hand.actor, cycle.town.path, on=hand.today):
        raise Refusal("objection.not-yours")
    return _take(cycle, code, text, Way.ACCOUNT, hand.actor.key, "", hand)


@transaction.atomic(durable=True)
def enter(
    cycle: Cycle, code: str, text: str, *, way: Way, reporter: str, paper: str, hand: Hand
) -> Objection:
    """Write down an objection that came on paper or by phone, with the number it is kept under.

    Raises:
        Refusal: "objection.not-office", "objection.no-paper", or as `object_to`.
    """
    held = roles_toward(hand.actor, Target(area=cycle.town.path), on=hand.today)
    if not held & objections.WRITERS or way is Way.ACCOUNT:
        raise Refusal("objection.not-office")
    if not paper.strip():
        raise Refusal("objection.no-paper")
    who = reporter.strip()[:120] or "匿名"
    return _take(cycle, code, text, way, who, paper.strip()[:60], hand)


def _take(
    cycle: Cycle, code: str, text: str, way: Way, reporter: str, paper: str, hand: Hand
) -> Objection:
    chain = hold(cycle.town.path, at=hand.at)
    course = queries.course(cycle)
    if course.proposed is None or objections.open_until(course, on=hand.today) is None:
        raise Refusal("objection.not-posted", cycle=cycle.name)
    if len(text.strip()) < TEXT_LEAST:
        raise Refusal("objection.no-text", least=TEXT_LEAST)
    if code and code not in course.names:
        raise Refusal("results.no-such-person", code=code)
    said = text.strip()[:2000]
    same = objections.waiting(cycle).filter(proposed=course.proposed, code=code, way=way.value)
    standing = same.filter(reporter=reporter, paper=paper, text=said).first()
    if standing is not None:
        return standing
    one = Objection(
        town=cycle.town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        proposed=course.proposed,
        code=code,
        way=way.value,
        text=said,
        reporter=reporter,
        paper=paper,
        entered_by=None if way is Way.ACCOUNT else uuid.UUID(hand.actor.key),
        salt=hand.dice(16),
        at=chain.at,
    )
    one.seq = chain.append("result-objection", **objections.objection_fields(one))
    one.save(force_insert=True)
    _tell(one, MADE, objections.weighers([one], on=hand.today)[one.pk], hand)
    chain.seal()
    return one


@transaction.atomic(durable=True)
def rule(cycle: Cycle, ref: uuid.UUID, *, upheld: bool, reason: str, hand: Hand) -> Answer:
    """Rule on an objection to results, with a reason; whoever objected under an account is told.

    Upheld, these results cannot stand any more: the committee takes them back.

    Raises:
        Refusal: "objection.unknown", "objection.ruled", "objection.own" for whoever made it or
            wrote it down, "objection.decided" for whoever had a hand in the results or sat there,
            "objection.not-judge" for another role and for whoever's own or kin's result it is
            about, "objection.no-reason".
    """
    chain = hold(cycle.town.path, at=hand.at)
    one = objections.objection_at(cycle, ref)
    if one is None:
        raise Refusal("objection.unknown")
    if objections.answer_of(one) is not None:
        raise Refusal("objection.ruled")
    key = hand.actor.key
    if key in objections.hands(one):
        raise Refusal("objection.own")
    if key in objections.deciders(one.proposed):
        raise Refusal("objection.decided")
    if one.pk not in objections.ruled_by([one], hand.actor, on=hand.today):
        raise Refusal("objection.not-judge")
    if not reasons.weighs(reason):
        raise Refusal("objection.no-reason", least=reasons.LEAST)
    row = Answer(
        objection=one,
        town=one.town,
        upheld=upheld,
        reason=reason.strip()[:2000],
        salt=hand.dice(16),
        by=uuid.UUID(key),
        at=chain.at,
    )
    row.seq = chain.append("result-ruling", **objections.answer_fields(row))
    row.save(force_insert=True)
    if not objections.waiting(cycle).exists():
        settle(cycle.ref, code=MADE)
    if one.way == Way.ACCOUNT:
        who = user_at(uuid.UUID(one.reporter))
        _tell(one, RULED, [who] if who else [], hand)
    if upheld:
        _tell(one, UPHELD, objections.committee(one, on=hand.today), hand)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def reply(cycle: Cycle, ref: uuid.UUID, *, hand: Hand) -> Paper:
    """Issue the written reply to an objection that came on paper or by phone, to be handed over.

    Raises:
        Refusal: "objection.unknown", also to whoever may not read it; "objection.not-ruled",
            "objection.by-account" where the person reads it here, or what `papers.commands.issue`
            says.
    """
    chain = hold(cycle.town.path, at=hand.at)
    one = objections.objection_at(cycle, ref)
    if one is None or not objections.reads(one, hand.actor, on=hand.today):
        raise Refusal("objection.unknown")
    ruling = objections.answer_of(one)
    if ruling is None:
        raise Refusal("objection.not-ruled")
    if one.way == Way.ACCOUNT:
        raise Refusal("objection.by-account")
    paper = papers.issue_under(
        chain,
        one.town,
        letters.reply(one, ruling, on=hand.today),
        sheets=letters.reply_sheets(one, ruling),
        series=letters.series(one.town.name),
        about=one.ref,
        title=letters.REPLY,
        hand=hand,
    )
    chain.seal()
    return paper


def _tell(one: Objection, code: str, whom: list[User], hand: Hand) -> None:
    tell(
        whom,
        event=f"{code}:{one.ref.hex}",
        code=code,
        about=one.proposed.cycle.ref,
        town=one.town,
        values={"cycle": one.proposed.cycle.name},
        at=hand.at,
    )
