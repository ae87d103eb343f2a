"""The cases of one cycle, from its ledger, its final edition and its talks. Asks no database.

An account's facts fall into stretches: up to a talk that stands, and since the last one. Each
stretch that reached a trigger is a case. A talk that was overturned ends no stretch.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jifen.core import revisions
from jifen.core.facts import Fact as Value
from jifen.core.hand import local_date
from jifen.core.ladder import (
    CaseState,
    Low,
    Verdict,
    case_state,
    judge,
    line_of,
    low,
    reaches_line,
)
from jifen.core.points import Centipoints
from jifen.core.ranking import Row as Ranked
from jifen.core.ranking import lowest, rank
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Change, Fact
from jifen.outcomes.case import Cause, Trigger
from jifen.outcomes.history import Counts, History, Moment, Turn
from jifen.outcomes.models import Talk
from jifen.outcomes.scene import Scene
from jifen.people.models import Cadre


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One case before it is known whether it is a first or a second time."""

    id: str
    cycle: Cycle
    rules: Rulebook
    cadre: Cadre
    opened_on: dt.date
    triggers: tuple[Trigger, ...]
    gross: Centipoints
    state: CaseState
    talk: Talk | None
    marked: bool  # a row says that the talk was overturned

    @property
    def stands(self) -> bool:
        """Whether a talk was held here that counts."""
        return self.talk is not None and self.state is not CaseState.OVERTURNED


def stretches(scene: Scene) -> list[Stretch]:
    """Return the cases of a scene's cadres, by their codes."""
    turns = [_turn(change) for change in scene.changes]
    out: list[Stretch] = []
    for account in scene.accounts:
        mine = [turn for whose, turn in turns if whose in {None, account.pk}]
        history = History(
            scene.rules,
            scene.inputs[account.pk],
            mine,
            as_of=account.as_of,
            assess=revisions.of(scene.cycle.revision).assess,
        )
        out += _Person(scene, account, history).stretches()
    return out


def _turn(change: Change) -> tuple[int | None, Turn]:
    """Return whose account a change touches (None: everybody's), and what it does there."""
    turn = Turn(
        seq=change.seq,
        kind=change.kind,
        fact=change.fact.key.hex,
        whole=change.account_id is None,
        on=local_date(change.recorded_at),
        repaired_on=change.repaired_on,
    )
    return change.account_id, turn


class _Person:
    """One cadre's account, and the talks held with them in the cycle."""

    def __init__(self, scene: Scene, account: Account, history: History) -> None:
        assert account.cadre is not None
        self.scene, self.history = scene, history
        self.cadre = account.cadre
        self.talks = scene.talks.get(account.cadre.pk, ())
        self.rule = scene.rules.ladder
        self.group = history.account.post_group

    def stretches(self) -> Iterator[Stretch]:
        """Yield the cases, first to last."""
        if not self._concerned():
            return
        before: Talk | None = None
        for ordinal, talk in enumerate(self.talks, start=1):
            one = self._stretch(ordinal, before, talk)
            yield one
            before = talk if one.stands else before
        last = self._open_stretch(len(self.talks) + 1, before)
        if last is not None:
            yield last

    def _concerned(self) -> bool:
        """Say whether there can be a case at all, before looking closer."""
        return bool(
            self.talks
            or reaches_line(self.rule, self.history.most(), self.group)
            or self._place(None) is not Low.OUTSIDE
        )

    # ---------------------------------------------------------------- one stretch
    def _stretch(self, ordinal: int, before: Talk | None, talk: Talk) -> Stretch:
        """Return the case that `talk` was held on."""
        counts = self._between(before, talk)
        place = self._place(before) if not self._precedes(talk) else Low.OUTSIDE
        verdict, suspended, gross = self._verdicts(counts, place)
        state = case_state(talk_held=True, verdict=_held(verdict), with_suspended=_held(suspended))
        marked = talk.case in self.scene.overturned
        triggers = self._triggers(counts, place, after=0)
        return self._make(
            ordinal,
            triggers,
            opened_on=min((t.on for t in triggers), default=talk.held_on),
            gross=gross,
            state=CaseState.OVERTURNED if marked else state,
            talk=talk,
            marked=marked,
        )

    def _open_stretch(self, ordinal: int, before: Talk | None) -> Stretch | None:
        """Return the case on which no talk was held yet, if anything reached a trigger."""
        counts = self._between(before, None)
        after = self.talks[-1].seq if self.talks else 0
        place = self._place(before) if self._edition_is_since_talks() else Low.OUTSIDE
        verdict, suspended, gross = self._verdicts(counts, place)
        # Since the last talk it must have been reached anew, or stand reached still.
        since = after if before is None else 0
        triggers = self._triggers(counts, place, after=since)
        if verdict is Verdict.NOTHING and not any(
            self._judge(t.gross, place) is not Verdict.NOTHING for t in triggers
        ):
            return None
        if not triggers:  # it stands reached since before an overturned talk
            triggers = self._triggers(counts, place, after=0)
        return self._make(
            ordinal,
            triggers,
            opened_on=min(t.on for t in triggers),
            gross=gross,
            state=case_state(talk_held=False, verdict=verdict, with_suspended=suspended),
        )

    def _make(
        self,
        ordinal: int,
        triggers: tuple[Trigger, ...],
        *,
        opened_on: dt.date,
        gross: Centipoints,
        state: CaseState,
        talk: Talk | None = None,
        marked: bool = False,
    ) -> Stretch:
        return Stretch(
            id=f"{self.scene.cycle.name}:{self.cadre.code}:{ordinal}",
            cycle=self.scene.cycle,
            rules=self.scene.rules,
            cadre=self.cadre,
            opened_on=opened_on,
            triggers=triggers,
            gross=gross,
            state=state,
            talk=talk,
            marked=marked,
        )

    def _verdicts(self, counts: Counts, place: Low) -> tuple[Verdict, Verdict, Centipoints]:
        gross = self.history.gross(counts)
        whole = self.history.gross(counts, with_suspended=True)
        return (
            self._judge(gross, place),
            self._judge(whole, place),
            gross,
        )

    def _judge(self, gross: Centipoints, place: Low) -> Verdict:
        return judge(self.rule, gross=gross, rank=place, post_group=self.group)

    # ---------------------------------------------------------------- which facts
    def _between(self, before: Talk | None, talk: Talk | None) -> Counts:
        def counts(fact: Value) -> bool:
            return (before is None or self._since(fact, before)) and (
                talk is None or not self._since(fact, talk)
            )

        return counts

    def _since(self, fact: Value, talk: Talk) -> bool:
        """Say whether a fact came after a talk: by the records, or by its day where it is past.

        Decisions of before go-live are entered in any order, and so are talks of that time.
        """
        if fact.opening is not None:
            return False  # a sum from the cycle's first day: none of it is certain to come after
        if self.scene.facts[fact.key].way == Fact.Way.DECIDED:
            return fact.counts_on > talk.held_on
        return fact.seq > talk.last_seq

    # ---------------------------------------------------------------- low rank
    def _precedes(self, talk: Talk) -> bool:
        """Say whether a talk was held before the final edition was frozen."""
        final = self.scene.final
        if final is None:
            return True
        return (talk.held_on, talk.seq) < (local_date(final.frozen_at), final.seq)

    def _edition_is_since_talks(self) -> bool:
        return all(self._precedes(talk) for talk in self.talks)

    def _place(self, before: Talk | None) -> Low:
        """Return where they stand toward the low line of the final edition.

        After a talk that stands: where they would stand without the deductions that it answered.
        What they earned before stays theirs: part of a year is not measured against whole ones.
        """
        board, rule = self.scene.board, self.rule.low_rank
        if board is None or rule is None:
            return Low.OUTSIDE
        if before is None:
            return low(board.low, self.cadre.code)
        if board.row(self.cadre.code) not in board.ranked:
            return Low.OUTSIDE
        gone = self.history.account
        counts = self._between(before, None)
        answered = {fact.key for fact in self.history.facts if not counts(fact)}
        since = replace(
            gone, facts=tuple(fact for fact in self._effective() if fact.key not in answered)
        )
        alone = self.history.assess(self.scene.rules, since, as_of=self.history.as_of)
        chapter = self.scene.rules.ranking.tie_chapter
        rows = [
            Ranked(
                code=row.code,
                total=row.total,
                gross=row.gross,
                in_chapter=row.in_chapter,
                prorated=row.proration != 0,
            )
            if row.code != self.cadre.code
            else Ranked(
                code=row.code,
                total=alone.net,
                gross=alone.gross,
                in_chapter=alone.added_by_chapter.get(chapter, Centipoints(0)),
                prorated=row.proration != 0,
            )
            for row in board.ranked
        ]
        return low(lowest(rank(rows, rule=self.scene.rules.ranking), rule), self.cadre.code)

    def _effective(self) -> tuple[Value, ...]:
        gone = self.history.gone()
        return tuple(fact for fact in self.history.account.facts if fact.key not in gone)

    # ---------------------------------------------------------------- what opened it
    def _triggers(self, counts: Counts, place: Low, *, after: int) -> tuple[Trigger, ...]:
        found: list[Trigger] = []
        moment = self.history.first(line_of(self.rule, self.group), counts, after=after)
        if moment is not None:
            fact = self.scene.facts.get(moment.fact)
            found.append(
                Trigger(
                    cause=Cause.GROSS,
                    on=self._day(moment, counts),
                    gross=moment.gross,
                    fact=fact,
                )
            )
        final, board = self.scene.final, self.scene.board
        if final and board and place is not Low.OUTSIDE:
            row = board.row(self.cadre.code)
            found.append(
                Trigger(
                    cause=Cause.LOW if place is Low.INSIDE else Cause.TIED,
                    on=local_date(final.frozen_at),
                    gross=row.gross if row else Centipoints(0),
                    edition=final.ref,
                    place=row.place if row else 0,
                )
            )
        return tuple(found)

    def _day(self, moment: Moment, counts: Counts) -> dt.date:
        """Return the day the line was reached: of the record, or of what happened, if past."""
        if moment.on is not None:
            return moment.on
        fact = self.scene.facts[moment.fact]
        if fact.way != Fact.Way.DECIDED:
            return local_date(fact.recorded_at)
        by_then = [f for f in self.history.facts if f.seq <= moment.seq and counts(f)]
        return max(f.counts_on for f in by_then)


def _held(verdict: Verdict) -> Verdict:
    """A talk held with somebody who hung on a tie was decided by a meeting: it is a case."""
    return Verdict.CASE if verdict is Verdict.MEETING else verdict
