"""Serving a released deduction anew (重新送达), and letting it count once its days are over."""

import datetime as dt

from django.db import transaction

from jifen.appeals import anew_letter, judges, proof, queries, released
from jifen.appeals.chances import JUDGED
from jifen.appeals.commands.telling import accounts_of
from jifen.appeals.models import ServedAnew
from jifen.appeals.released import Released
from jifen.chain.commands import hold
from jifen.chain.queries import receipt
from jifen.claims.commands import shares
from jifen.claims.letters import series
from jifen.core.access import Role, Target, roles_toward
from jifen.core.appeal import Level
from jifen.core.errors import Refusal
from jifen.core.hand import Hand, local_date
from jifen.core.service import PROVED, UNREAD_DAYS, Mode
from jifen.core.workdays import after
from jifen.cycles.queries import calendar
from jifen.ledger.models import Fact
from jifen.notices.commands import settle, tell
from jifen.notices.queries import to_whom
from jifen.papers.commands import DISCIPLINED, ISSUERS, issue_under
from jifen.papers.models import Paper
from jifen.people.models import Area, User
from jifen.rulebook.queries import rulebook

READ_IT = "fact.released"
SERVE_IT = "fact.to-serve-anew"
UNREAD = "fact.unread-anew"


@transaction.atomic(durable=True)
def serve_anew(
    fact: Fact,
    *,
    holder: str,
    mode: Mode,
    proof_of: str = "",
    on: dt.date | None = None,
    hand: Hand,
) -> ServedAnew:
    """Note that a released deduction was served anew on a holder (code or path); the days run.

    Reading it in the system is the holder's own; the other ways are the office's to note, with what
    proves them (`proof_of`). `on` is the day it reached them, today unless said.

    Raises:
        Refusal: "released.none" where nothing waits, "service.already", "service.not-yours",
            "service.no-proof", "service.future", "service.early".
    """
    chain = hold(fact.town.path, at=hand.at)
    one = _waiting(fact, holder)
    found = released.amount(one)
    if released.standing_service(one, found) is not None:
        raise Refusal("service.already", who=one.name)
    if not _may_serve(one, mode, hand):
        raise Refusal("service.not-yours")
    if PROVED[mode] and not proof_of.strip():
        raise Refusal("service.no-proof")
    day = on or hand.today
    since = local_date(one.suspension.recorded_at)
    if day > hand.today:
        raise Refusal("service.future", on=day, today=hand.today)
    if day < since:
        raise Refusal("service.early", on=day, made=since)
    made = ServedAnew(
        town=fact.town,
        suspension=one.suspension,
        amount=found.now,
        mode=mode.value,
        proof=proof_of.strip(),
        on=day,
        until=released.until(one.fact, level_of(one), day, calendar()),
        by=User.objects.get(ref=hand.actor.key),
        salt=hand.dice(16),
        at=chain.at,
    )
    made.seq = chain.append("service-anew", **proof.service_fields(made))
    made.save(force_insert=True)
    if all(other.served is not None for other in released.of(fact)):
        for code in (READ_IT, SERVE_IT, UNREAD):
            settle(fact.key, code=code)
    chain.seal()
    return made


@transaction.atomic(durable=True)
def issue_anew(fact: Fact, *, holder: str, hand: Hand) -> Paper:
    """Issue the letter by which a released deduction is served anew; asked for again, the same.

    Raises:
        Refusal: "released.none", or as `papers.commands.issue_under`.
    """
    chain = hold(fact.town.path, at=hand.at)
    one = _waiting(fact, holder)
    town, found = one.fact.town, released.amount(one)
    told = receipt(town.path, one.suspension.seq)
    paper = issue_under(
        chain,
        town,
        anew_letter.compose(one, found, level_of(one), on=hand.today, receipt=told),
        sheets=anew_letter.sheets(one, found),
        series=series(town.name),
        about=fact.key,
        title=anew_letter.title(one, found),
        issuers=ISSUERS if judges.office(None, one.fact) is Role.CLERK else DISCIPLINED,
        hand=hand,
    )
    chain.seal()
    return paper


def count_again(town: Area, *, hand: Hand) -> int:
    """Tell of what was released, and let count what was served and whose days are over.

    Each is told once: the holder to read it, the office to serve it, and the office again where
    nobody has read it within three working days. The rule lets it count again, no hand chooses;
    where it has come to take more than was said, it is told of and served once more.
    Returns how many count again. One query where nothing waits.
    """
    if not released.waiting(town):
        return 0
    chain = hold(town.path, at=hand.at)
    done = 0
    for one in released.waiting(town):  # as they stand under the lock
        if one.served is not None and hand.today <= one.served.until:
            continue
        served = released.standing_service(one, released.amount(one))
        if served is None:
            _tell(one, hand)
        else:
            reason = f"重新送达（{served.on.isoformat()}），期满未申请复核"
            shares.resume_share(one.fact, one.holder, reason=reason, chain=chain, hand=hand)
            done += 1
    chain.seal()
    return done


def level_of(one: Released) -> Level:
    """Return which review may be asked for of a released deduction: a second after a first."""
    claim, fact = queries.pair(None, one.fact)
    asked = queries.about(claim, fact)
    judged = any(a.holder == one.holder and a.state in JUDGED for a in asked)
    return Level.SECOND if judged else Level.FIRST


# ------------------------------------------------------------------ the parts of it
def _waiting(fact: Fact, holder: str) -> Released:
    """Return what waits of a fact for a holder, as it stands under the lock."""
    one = released.at(fact, holder)
    if one is None:
        raise Refusal("released.none")
    return one


def _may_serve(one: Released, mode: Mode, hand: Hand) -> bool:
    if mode is Mode.READ:
        return judges.speaks(hand.actor, one.holder, one.fact.town, on=hand.today)
    fact = queries.fact_at(one.fact.key)
    cadres = judges.touched(None, fact, one.holder)
    toward = Target(area=one.fact.town.path, cadres=cadres)
    return judges.office(None, one.fact) in roles_toward(hand.actor, toward, on=hand.today)


def _tell(one: Released, hand: Hand) -> None:
    town, on = one.fact.town, hand.today
    since = one.served.until if one.served else local_date(one.suspension.recorded_at)
    last = after(since, UNREAD_DAYS, calendar())
    office = to_whom(town, judges.office(None, one.fact), on=on)
    _say(one, accounts_of(town, one.holder, on=on), READ_IT, None, hand)
    _say(one, office, SERVE_IT, last, hand)
    if on > last:
        _say(one, office, UNREAD, None, hand)


def _say(one: Released, users: list[User], code: str, due_on: dt.date | None, hand: Hand) -> None:
    tell(
        users,
        event=released.event(one, code.removeprefix("fact.")),
        code=code,
        about=one.fact.key,
        town=one.fact.town,
        values={
            "who": one.name,
            "title": rulebook(one.fact.version).item(one.fact.item).title,
        },
        due_on=due_on,
        at=hand.at,
    )
