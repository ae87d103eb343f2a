"""Reading outcomes: warning cases, what a second time proposes, reminders, and the whole proof."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core.errors import Refusal
from jifen.core.ladder import SECOND_TIME, CaseState, next_steps, occurrence
from jifen.core.ladder import Talk as Held
from jifen.core.posts import Body
from jifen.cycles.models import Cycle
from jifen.cycles.queries import cycle as named
from jifen.cycles.queries import cycles as cycles_of
from jifen.outcomes import handling, law, proof
from jifen.outcomes.case import Case, Cause, Proposal, Stage
from jifen.outcomes.ladder import Stretch, stretches
from jifen.outcomes.models import Electorate, Handling, LawText, Talk
from jifen.outcomes.scene import scenes
from jifen.people.models import Area
from jifen.people.rosters import Post
from jifen.standings.board import Row
from jifen.standings.models import Edition
from jifen.standings.queries import board, editions

_STAGES: Mapping[CaseState, Stage] = {
    CaseState.OPEN: Stage.DUE,
    CaseState.WAITING: Stage.WAITING,
    CaseState.LAPSED: Stage.LAPSED,
    CaseState.HELD: Stage.TALKED,
    CaseState.OVERTURNED: Stage.OVERTURNED,
}


# ------------------------------------------------------------------ cases
def cases(
    cycle: Cycle, *, today: dt.date, cycles: Iterable[Cycle] | None = None
) -> tuple[Case, ...]:
    """Return a cycle's warning cases, by cadre code. They follow from the records: none is missed.

    Whether a case is a first or a second time is asked of the talks of every cycle, as they stand.
    `cycles` are the town's, with their versions, where they were read already; else it is eight
    queries, not seven, whatever the size and however many cycles have talks.
    """
    every = list(cycles if cycles is not None else cycles_of(cycle.town))
    read = scenes(cycle, every)
    found = stretches(read.asked)
    talks = _talks(found, (one for other in read.others for one in stretches(other)))
    starts = [one.starts_on for one in every if one.starts_on < cycle.starts_on]
    made = []
    for one in found:
        count = occurrence(
            one.rules.ladder,
            [talk for id_, talk in talks[one.cadre.pk] if id_ != one.id],
            opened_on=one.opened_on,
            cycle_starts_on=cycle.starts_on,
            previous_cycle_starts_on=max(starts, default=None),
            gross=one.gross,
        )
        posts = read.register.posts(one.cadre.code, today)
        made.append(_case(one, count, posts, today=today))
    return tuple(made)


def case(town: Area, case_id: str, *, today: dt.date) -> Case:
    """Return one case by its identity.

    Raises:
        Refusal: "case.unknown".
    """
    try:
        found = cases(named(town, case_id.partition(":")[0]), today=today)
    except Refusal:
        found = ()
    for one in found:
        if one.id == case_id:
            return one
    raise Refusal("case.unknown", case=case_id)


def reminders(cycle: Cycle) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return whom the latest briefing reminds (提醒), and who is tied across that line. One query.

    A briefing opens no case.
    """
    edition = editions(cycle).filter(kind=Edition.Kind.BRIEFING).first()
    if edition is None:
        return (), ()
    found = board(edition)
    cut = found.reminder
    if cut is None:
        return (), ()
    return (
        tuple(row for row in found.rows if row.code in cut.inside),
        tuple(row for row in found.rows if row.code in cut.tied_at_line),
    )


def _talks(found: list[Stretch], elsewhere: Iterable[Stretch]) -> dict[int, list[tuple[str, Held]]]:
    """Return cadre → the talks held with them in any cycle, whether they still stand or not."""
    talks: dict[int, list[tuple[str, Held]]] = defaultdict(list)
    for one in (*found, *elsewhere):
        if one.talk is not None:
            talk = Held(
                held_on=one.talk.held_on,
                cycle_starts_on=one.cycle.starts_on,
                overturned=not one.stands,
            )
            talks[one.cadre.pk].append((one.id, talk))
    return talks


def _case(one: Stretch, count: int, posts: Sequence[Post], *, today: dt.date) -> Case:
    stage = _STAGES[one.state]
    second = count > 1 and stage in {Stage.DUE, Stage.WAITING}
    if second and stage is Stage.DUE:
        stage = Stage.PROPOSED
    return Case(
        id=one.id,
        cycle=one.cycle,
        cadre=one.cadre,
        opened_on=one.opened_on,
        triggers=one.triggers,
        gross=one.gross,
        occurrence=count,
        stage=stage,
        first_measure=one.rules.ladder.first_measure,
        steps=next_steps(count, (post.body for post in posts))
        if stage in {Stage.DUE, Stage.PROPOSED}
        else (),
        proposals=tuple(_proposal(post, today) for post in posts)
        if stage is Stage.PROPOSED
        else (),
        talk=one.talk,
        unmarked=one.talk is not None and one.state is CaseState.OVERTURNED and not one.marked,
    )


def _proposal(post: Post, on: dt.date) -> Proposal:
    """Say what may follow for one post: the body that it belongs to decides the words (I9)."""
    step = SECOND_TIME[post.body]
    what = f"{post.unit_name}{post.post}"
    exits: tuple[law.Exit, ...] = ()
    match post.body:
        case Body.PARTY:
            text = f"建议镇党委集体研究是否免去{what}职务（免职）。系统只提建议，不改变任何职务。"
            basis = law.OTHERS[Body.PARTY]
        case Body.ELECTED:
            statute = law.text_for(post.unit_kind, "", on=on)
            text, basis, exits = f"{what}：{statute.rule}", law.basis(statute), statute.exits
        case Body.HIRED:
            text = f"{what}：由聘用单位按照聘用合同研究处理。系统只提建议，不改变任何岗位。"
            basis = law.OTHERS[Body.HIRED]
    return Proposal(
        measure=step.measure,
        decider=step.decider,
        body=post.body,
        holding=post.seq,
        post=post.post,
        unit=post.unit_name,
        text=text,
        basis=basis,
        exits=exits,
    )


def awaits_talk(one: Case) -> bool:
    """Say whether a talk may be held on a case: it is due, or a meeting decides a tie for it."""
    tied = any(trigger.cause is Cause.TIED for trigger in one.triggers)
    return one.talk is None and (
        one.stage is Stage.DUE or (one.stage is Stage.WAITING and tied and one.occurrence == 1)
    )


# ------------------------------------------------------------------ the proof
def talk_fields(talk: Talk) -> dict[str, canonical.Value]:
    """Return what the chain holds of a talk."""
    return {
        "key": talk.key.hex,
        "case": talk.case,
        "cadre": talk.cadre.code,
        "held_on": talk.held_on,
        "outcome": talk.outcome,
        "record_salted": canonical.commitment(bytes(talk.salt), talk.record),
        "by": talk.by.hex,
        "second": talk.second.hex,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the talks, entries and counts that are not what their record says."""
    rows = Talk.objects.filter(town=town).select_related("cadre").order_by("seq")
    yield from compare(town.path, "talk", ((talk.seq, talk_fields(talk)) for talk in rows))
    entered = Handling.objects.filter(town=town).select_related("cadre").order_by("seq")
    fields = ((row.seq, handling.handling_fields(row)) for row in entered)
    yield from compare(town.path, "handling", fields)
    counts = Electorate.objects.filter(town=town).select_related("unit").order_by("seq")
    kept = ((row.seq, handling.electorate_fields(row)) for row in counts)
    yield from compare(town.path, "electorate", kept)
    texts = LawText.objects.filter(town=town).order_by("seq")
    yield from compare(town.path, "law", ((row.seq, handling.law_fields(row)) for row in texts))


def verify(town: Area) -> Iterator[Fault]:
    """Prove a town from its chain to its papers; yield everything that does not hold.

    It stands here because this is the only noun that sees all the others, talks being its own; the
    doors above it must not each sum up for themselves.
    """
    for part in (*proof.PARTS, faults):
        try:
            yield from part(town)
        except Exception as problem:
            # A changed row can break any reading: that is a fault, and the rest is proved too.
            detail = f"{part.__module__}: {type(problem).__name__} {problem}"[:200]
            yield Fault(town=town.path, seq=None, code="proof.broken", detail=detail)
