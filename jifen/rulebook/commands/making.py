"""The making of a version: a draft's texts, its comments and answers, its simulations, its steps.

core/drafting.py says what may be done when and by whom; every deed is a record of the chain.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core import drafting, floors
from jifen.core.access import Role
from jifen.core.drafting import Action, State, Step
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rules import Rulebook
from jifen.people.models import Area, Cadre, User
from jifen.rulebook import canonical
from jifen.rulebook.commands.approved import enter
from jifen.rulebook.models import Answer, Comment, Draft, Move, Revision, Simulation, Version
from jifen.rulebook.queries import making as queries
from jifen.rulebook.queries.approved import rulebook
from jifen.rulebook.reader import read

_LEAST = 5
"""Characters of a reason at least: why, not that."""


@transaction.atomic(durable=True)
def start(town: Area, source: str, *, name: str, hand: Hand) -> Draft:
    """Keep a first text as a draft. `name` is the file's name, for the sentences.

    Raises:
        RulebookProblems: everything that is wrong with the text; nothing is kept then.
        Refusal: "draft.not-your-step", "rulebook.below-floor", "rulebook.other-text".
    """
    chain = hold(town.path, at=hand.at)
    _office(town, hand)
    rules = _sound(town, source, name)
    made = Draft.objects.create(town=town, ref=_key(hand), state=State.DRAFT)
    _keep(made, 1, source, rules, chain=chain, hand=hand)
    chain.seal()
    return made


@transaction.atomic(durable=True)
def revise(draft: Draft, source: str, *, name: str, hand: Hand) -> Revision:
    """Put a newer text in the place of a draft's present one, which is kept.

    What was opened for comments goes back to being a draft: no text is approved that did not
    itself lie open for the whole period.

    Raises:
        RulebookProblems: everything that is wrong with the text; nothing is kept then.
        Refusal: as `start`, "draft.same-text" if it says the same as the present one, and those
            of `drafting.advance`.
    """
    chain, draft = _held(draft, hand)
    rules = _sound(draft.town, source, name)
    old = queries.made(draft)
    if old.digest == canonical.digest(rules):
        raise Refusal("draft.same-text")
    step = _advance(draft, old, Action.REVISE, hand)
    text = _keep(draft, old.number + 1, source, rules, chain=chain, hand=hand)
    _enter_step(draft, text, step, chain=chain, hand=hand)
    chain.seal()
    return text


@transaction.atomic(durable=True)
def take_step(
    draft: Draft,
    action: Action,
    *,
    hand: Hand,
    until_on: dt.date | None = None,
    meeting: str = "",
    document_number: str = "",
    reason: str = "",
) -> State:
    """Open a draft for comments, propose or give the approval, send it back, or drop it.

    `until_on` goes with opening (the earliest day allowed where it is left out), meeting and
    document number with the proposal of the approval.

    Raises:
        Refusal: those of `drafting.advance`, "draft.too-short", "draft.no-meeting",
            "draft.reason-needed", and those of `enter` when the approval is given.
    """
    assert action in {Action.OPEN, Action.PROPOSE, Action.APPROVE, Action.RETURN, Action.DROP}
    chain, draft = _held(draft, hand)
    text = queries.made(draft)
    step = _advance(draft, text, action, hand)
    if action in drafting.REASONED and len(reason.strip()) < _LEAST:
        raise Refusal("draft.reason-needed", least=_LEAST)
    opened = drafting.last_day(hand.today, until_on) if action is Action.OPEN else None
    if action is Action.PROPOSE:
        if not meeting.strip() or not document_number.strip():
            raise Refusal("draft.no-meeting")
        _check_free(draft.town, rulebook(text))
    else:
        meeting = document_number = ""
    if action is Action.APPROVE:
        _approve(draft, text, chain=chain, hand=hand)
    _enter_step(
        draft,
        text,
        step,
        chain=chain,
        hand=hand,
        until_on=opened,
        meeting=meeting.strip(),
        document_number=document_number.strip(),
        reason=reason.strip(),
    )
    chain.seal()
    return step.target


@transaction.atomic(durable=True)
def comment(
    draft: Draft, text: str, *, hand: Hand, cadre: Cadre | None = None, item: str = ""
) -> Comment:
    """Enter what a cadre says of a draft, of one item or of the whole.

    `cadre` is whose words a clerk enters from paper; a cadre's own are their own.

    Raises:
        Refusal: "draft.comment-whose", "draft.no-item", "draft.no-text", and those of
            `drafting.advance`: "draft.comments-over" among them.
    """
    chain, draft = _held(draft, hand)
    revision = queries.made(draft)
    _advance(draft, revision, Action.COMMENT, hand)
    whose = _whose(draft.town, cadre, hand)
    if item and item not in rulebook(revision).by_code:
        raise Refusal("draft.no-item", item=item)
    if len(text.strip()) < _LEAST:
        raise Refusal("draft.no-text", least=_LEAST)
    row = Comment(
        revision=revision,
        key=_key(hand),
        item=item,
        cadre=whose,
        text=text.strip(),
        salt=hand.dice(16),
        by=_user(hand),
        at=chain.at,
    )
    row.seq = chain.append("comment", **queries.comment_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def answer(of: Comment, *, adopted: bool, reason: str, hand: Hand) -> Answer:
    """Answer a comment for the office: adopted or not, and why. An answer stands.

    Raises:
        Refusal: "draft.answered-already", "draft.reason-needed", those of `drafting.advance`.
    """
    chain, draft = _held(of.revision.draft, hand)
    _advance(draft, queries.made(draft), Action.ANSWER, hand)
    if Answer.objects.filter(comment=of).exists():
        raise Refusal("draft.answered-already")
    if len(reason.strip()) < _LEAST:
        raise Refusal("draft.reason-needed", least=_LEAST)
    row = Answer(
        comment=of,
        adopted=adopted,
        reason=reason.strip(),
        salt=hand.dice(16),
        by=_user(hand),
        at=chain.at,
    )
    row.seq = chain.append("answer", **queries.answer_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def note_simulation(
    draft: Draft, *, digest: str, cycle: str, summary: Mapping[str, object], hand: Hand
) -> Simulation:
    """Keep what a simulation of a draft's present text over a cycle's facts came to.

    `digest`: of the rulebook that was simulated. `summary`: figures for JSON; the sentences
    under its key `says` (a list of texts) stand on the draft's page.

    Raises:
        Refusal: "draft.other-text" if the draft has another text by now, and those of
            `drafting.advance`.
    """
    chain, draft = _held(draft, hand)
    revision = queries.made(draft)
    if revision.digest != digest:
        raise Refusal("draft.other-text")
    step = _advance(draft, revision, Action.SIMULATE, hand)
    row = Simulation(
        revision=revision,
        cycle=cycle,
        summary=json.dumps(summary, ensure_ascii=False, sort_keys=True),
        by=_user(hand),
        at=chain.at,
    )
    row.seq = chain.append("simulation", **queries.simulation_fields(row))
    row.save(force_insert=True)
    _enter_step(draft, revision, step, chain=chain, hand=hand)
    chain.seal()
    return row


# ------------------------------------------------------------------ parts of a deed
def _held(draft: Draft, hand: Hand) -> tuple[Chain, Draft]:
    """Lock the town, then read the draft as it stands."""
    chain = hold(draft.town.path, at=hand.at)
    return chain, Draft.objects.select_related("town").get(pk=draft.pk)


def _advance(draft: Draft, text: Revision, action: Action, hand: Hand) -> Step:
    return drafting.advance(
        State(draft.state),
        action,
        drafting.roles(hand.actor, draft.town.path, on=hand.today),
        queries.progress(draft, text, on=hand.today),
        queries.taken(draft, hand.actor),
    )


def _office(town: Area, hand: Hand) -> None:
    able = next(s.roles for s in drafting.STEPS if s.action is Action.REVISE)
    if not able & drafting.roles(hand.actor, town.path, on=hand.today):
        raise Refusal("draft.not-your-step")


def _sound(town: Area, source: str, name: str) -> Rulebook:
    """Read a text; refuse one below a floor, or under the number of a version that stands."""
    rules = read(source, name)
    found = floors.breaches(rules, on=rules.effective_on)
    if found:
        raise drafting.below(found)
    _check_number(town, rules)
    return rules


def _check_number(town: Area, rules: Rulebook) -> None:
    if Version.objects.filter(town=town, code=rules.code, version=rules.version).exists():
        raise Refusal("rulebook.other-text", version=rules.version)


def _check_free(town: Area, rules: Rulebook) -> None:
    """Refuse early what `enter` would refuse when the second of the two approves."""
    _check_number(town, rules)
    if Version.objects.filter(town=town, effective_on=rules.effective_on).exists():
        raise Refusal("rulebook.overlap", on=rules.effective_on)


def _keep(
    draft: Draft, number: int, source: str, rules: Rulebook, *, chain: Chain, hand: Hand
) -> Revision:
    row = Revision(
        draft=draft,
        number=number,
        source=source,
        form=canonical.encode(rules),
        digest=canonical.digest(rules),
        by=_user(hand),
        at=chain.at,
    )
    row.seq = chain.append("draft", **queries.revision_fields(row))
    row.save(force_insert=True)
    return row


def _approve(draft: Draft, text: Revision, *, chain: Chain, hand: Hand) -> Version:
    asked = draft.moves.filter(action=Action.PROPOSE).order_by("-seq")[0]
    return enter(
        draft.town,
        rulebook(text),
        text.source,
        document_number=asked.document_number,
        chain=chain,
        hand=hand,
        draft=draft,
    )


def _enter_step(
    draft: Draft,
    text: Revision,
    step: Step,
    *,
    chain: Chain,
    hand: Hand,
    until_on: dt.date | None = None,
    meeting: str = "",
    document_number: str = "",
    reason: str = "",
) -> None:
    row = Move(
        draft=draft,
        revision=text,
        action=step.action,
        source=step.source,
        target=step.target,
        until_on=until_on,
        meeting=meeting,
        document_number=document_number,
        reason=reason,
        salt=hand.dice(16),
        by=_user(hand),
        at=chain.at,
    )
    row.seq = chain.append("draft-step", **queries.move_fields(row))
    row.save(force_insert=True)
    draft.state = step.target
    draft.until_on = until_on or draft.until_on
    draft.save()


def _whose(town: Area, cadre: Cadre | None, hand: Hand) -> Cadre:
    """Return whose words are entered: a cadre's own, or of the one a clerk names."""
    own = hand.actor.cadre_in(town.path)
    clerk = Role.CLERK in drafting.roles(hand.actor, town.path, on=hand.today)
    if cadre is None and own:
        return Cadre.objects.get(town=town, code=own)
    if cadre is None or cadre.town_id != town.pk or (cadre.code != own and not clerk):
        raise Refusal("draft.comment-whose")
    return cadre


def _user(hand: Hand) -> User:
    return User.objects.get(ref=uuid.UUID(hand.actor.key))


def _key(hand: Hand) -> uuid.UUID:
    return uuid.UUID(bytes=hand.dice(16), version=4)
