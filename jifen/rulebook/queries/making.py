"""Reading drafts: the text, what was said of it, what may be done next."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from jifen.chain import canonical as bytes_
from jifen.chain import reading
from jifen.chain.canonical import commitment
from jifen.chain.queries import Fault
from jifen.core import drafting, floors
from jifen.core.access import Actor, Target
from jifen.core.drafting import Action, Progress, State, Step
from jifen.core.errors import Refusal
from jifen.core.policy import ACTIONS, FILE, roles_held
from jifen.people.models import Area
from jifen.rulebook.models import Answer, Comment, Draft, Move, Revision, Simulation
from jifen.rulebook.queries.approved import busy_until, rulebook


def draft_at(ref: uuid.UUID) -> Draft | None:
    """Return the draft that an address names, with its town. One query."""
    return Draft.objects.filter(ref=ref).select_related("town").first()


def draft(town: Area, text: str) -> Draft:
    """Return a town's draft by its reference, or the beginning of it. One query.

    Raises:
        Refusal: "draft.unknown" unless exactly one fits.
    """
    every = Draft.objects.filter(town=town).select_related("town")
    found = [one for one in every if text and one.ref.hex.startswith(text.replace("-", ""))]
    if len(found) != 1:
        raise Refusal("draft.unknown", ref=text)
    return found[0]


def drafts(town: Area, actor: Actor, *, on: dt.date) -> list[tuple[Draft, Revision]]:
    """Return the drafts of a town that somebody may see, latest first, with their present texts.

    Those that became versions are left out. Two queries.
    """
    rows = Draft.objects.filter(town=town).exclude(state=State.APPROVED).order_by("-pk")
    seen = [one for one in rows.select_related("town") if shows(one, actor, on=on)]
    texts = Revision.objects.filter(draft__in=seen).order_by("number")
    last = {text.draft_id: text for text in texts}
    return [(one, last[one.pk]) for one in seen]


def shows(of: Draft, actor: Actor, *, on: dt.date) -> bool:
    """Say whether a draft is there for somebody: for the office and those who decide always, for
    everybody with a role in the town once it was opened for comments. No query.
    """
    target = Target(area=of.town.path)
    if drafting.roles(actor, of.town.path, on=on) & FILE:
        return True
    row = ACTIONS["rulebook.list"]
    return of.until_on is not None and bool(roles_held(row, actor, target, on=on) & row.roles)


def made(of: Draft) -> Revision:
    """Return a draft's present text. One query."""
    return of.revisions.order_by("-number")[0]


def revisions(of: Draft) -> QuerySet[Revision]:
    """Return every text of a draft, latest first. One query."""
    return of.revisions.select_related("by").order_by("-number")


def moves(of: Draft) -> QuerySet[Move]:
    """Return what was done with a draft, in order. One query."""
    return of.moves.select_related("by").order_by("seq")


def simulations(of: Draft) -> QuerySet[Simulation]:
    """Return the simulations of a draft's texts, latest first. One query."""
    rows = Simulation.objects.filter(revision__draft=of).select_related("by", "revision")
    return rows.order_by("-seq")


def remarks(of: Draft) -> list[Comment]:
    """Return what was said of a draft's texts, in order, with the answers. One query."""
    rows = Comment.objects.filter(revision__draft=of)
    return list(rows.select_related("answer", "cadre", "revision", "by").order_by("seq"))


def comment_at(of: Draft, key: str) -> Comment:
    """Return a comment on a draft by its key, or the beginning of it. One query.

    Raises:
        Refusal: "draft.no-comment" unless exactly one fits.
    """
    wanted = key.replace("-", "").lower()
    found = [one for one in remarks(of) if wanted and one.key.hex.startswith(wanted)]
    if len(found) != 1:
        raise Refusal("draft.no-comment", key=key)
    return found[0]


def answered(of: Comment) -> bool:
    """Say whether a comment has its answer, as it was read."""
    return getattr(of, "answer", None) is not None


def progress(of: Draft, text: Revision, *, on: dt.date) -> Progress:
    """Return how far a draft is. Three queries."""
    rules = rulebook(text)
    return Progress(
        today=on,
        effective_on=rules.effective_on,
        until_on=of.until_on,
        unanswered=Comment.objects.filter(revision__draft=of, answer__isnull=True).count(),
        simulated=text.simulations.exists(),
        busy_until=busy_until(of.town),
        breaches=floors.breaches(rules, on=rules.effective_on),
    )


def taken(of: Draft, actor: Actor) -> frozenset[Action]:
    """Return PROPOSE where it was `actor` who proposed the approval last. One query."""
    last = of.moves.filter(action=Action.PROPOSE).select_related("by").order_by("-seq").first()
    mine = last is not None and last.by.ref.hex == actor.key
    return frozenset({Action.PROPOSE}) if mine else frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """A step that is somebody's to take, and why they cannot take it now."""

    step: Step
    refusal: Refusal | None


def open_steps(of: Draft, seen: Progress, actor: Actor) -> tuple[Held, ...]:
    """Return the steps that are an actor's, each with what still stands in its way.

    One query while an approval waits for its second hand, none otherwise.
    """
    held = drafting.roles(actor, of.town.path, on=seen.today)
    hands = taken(of, actor) if of.state == State.PROPOSED else frozenset()
    return tuple(
        Held(step, drafting.unmet(step, seen) if free else Refusal("draft.same-hand"))
        for step, free in drafting.choices(State(of.state), held, hands)
        if step.action is not Action.ENTER
    )


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the rows about a town's drafts that their records contradict."""
    texts = Revision.objects.filter(draft__town=town).select_related("draft", "by").order_by("seq")
    yield from reading.differ(town.path, "draft", ((r.seq, revision_fields(r)) for r in texts))
    said = Comment.objects.filter(revision__draft__town=town).order_by("seq")
    said = said.select_related("revision__draft", "cadre", "by")
    yield from reading.differ(town.path, "comment", ((c.seq, comment_fields(c)) for c in said))
    answers = Answer.objects.filter(comment__revision__draft__town=town).order_by("seq")
    yield from reading.differ(
        town.path,
        "answer",
        ((a.seq, answer_fields(a)) for a in answers.select_related("comment", "by")),
    )
    runs = Simulation.objects.filter(revision__draft__town=town).order_by("seq")
    yield from reading.differ(
        town.path,
        "simulation",
        ((s.seq, simulation_fields(s)) for s in runs.select_related("revision__draft", "by")),
    )
    rows = Move.objects.filter(draft__town=town).select_related("draft", "revision", "by")
    steps = list(rows.order_by("seq"))
    yield from reading.differ(town.path, "draft-step", ((m.seq, move_fields(m)) for m in steps))
    last = {step.draft_id: (step.seq, step.target) for step in steps}
    for one in Draft.objects.filter(town=town):
        seq, target = last.get(one.pk, (None, State.DRAFT))
        if one.state != target:
            yield Fault(town=town.path, seq=seq, code="draft.state", detail=one.ref.hex)


def revision_fields(row: Revision) -> dict[str, bytes_.Value]:
    """Return what the record of a text says."""
    rules = rulebook(row)
    return {
        "key": row.draft.ref.hex,
        "number": row.number,
        "code": rules.code,
        "version": rules.version,
        "digest": hashlib.sha256(bytes(row.form)).hexdigest(),
        "text": hashlib.sha256(row.source.encode()).hexdigest(),
        "by": row.by.ref.hex,
    }


def move_fields(row: Move) -> dict[str, bytes_.Value]:
    """Return what the record of a step says."""
    return {
        "draft": row.draft.ref.hex,
        "number": row.revision.number,
        "action": row.action,
        "source": row.source,
        "target": row.target,
        "until_on": row.until_on,
        "meeting": row.meeting,
        "document_number": row.document_number,
        "reason_salted": commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }


def comment_fields(row: Comment) -> dict[str, bytes_.Value]:
    """Return what the record of a comment says."""
    return {
        "key": row.key.hex,
        "draft": row.revision.draft.ref.hex,
        "number": row.revision.number,
        "item": row.item,
        "cadre": row.cadre.code,
        "text_salted": commitment(bytes(row.salt), row.text),
        "by": row.by.ref.hex,
    }


def answer_fields(row: Answer) -> dict[str, bytes_.Value]:
    """Return what the record of an answer says."""
    return {
        "comment": row.comment.key.hex,
        "adopted": int(row.adopted),
        "reason_salted": commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }


def simulation_fields(row: Simulation) -> dict[str, bytes_.Value]:
    """Return what the record of a simulation says."""
    return {
        "draft": row.revision.draft.ref.hex,
        "number": row.revision.number,
        "version": row.revision.digest,
        "cycle": row.cycle,
        "digest": hashlib.sha256(row.summary.encode()).hexdigest(),
        "by": row.by.ref.hex,
    }
