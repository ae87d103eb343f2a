"""One account's deductions through time: what they came to after each record that touched them.

A line that was once reached is found even if a withdrawal has taken it back since, so that a case
that lapsed is a case that is listed.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from jifen.core.facts import Account, Fact
from jifen.core.points import Centipoints
from jifen.core.revisions import Assess
from jifen.core.rules import Direction, Rulebook

Counts = Callable[[Fact], bool]
"""Which facts are asked about: those since a talk, those before one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A fact about a fact, as far as it touches this account."""

    seq: int
    kind: str  # withdraw, suspend, resume, repair
    fact: str
    whole: bool  # for all accounts, or for this one
    on: dt.date
    repaired_on: dt.date | None = None  # of a repair; None: the one that stood is taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The record after which a line was reached first: its fact, or the turn that did it."""

    seq: int
    fact: str
    on: dt.date | None
    gross: Centipoints


class History:
    """One account's deduction facts, those that no longer count among them, and their turns."""

    def __init__(
        self,
        rules: Rulebook,
        account: Account,
        turns: Sequence[Turn],
        *,
        as_of: dt.date,
        assess: Assess,
    ) -> None:
        """`as_of`: the day up to which the account is assessed; nothing later has recurred yet."""
        deducts = {i.code for i in rules.items if i.direction is Direction.DEDUCT}
        self.rules = rules
        self.account = account
        self.facts = tuple(fact for fact in account.facts if fact.item in deducts)
        self.turns = tuple(turns)
        self.as_of = as_of
        self.assess = assess  # as the cycle was assessed

    def most(self) -> Centipoints:
        """Return the gross if everything counted that was ever recorded: never less than it was."""
        return self._gross([replace(f, repaired_on=None) for f in self.facts], lambda fact: True)

    def gross(
        self, counts: Counts, *, upto: int | None = None, with_suspended: bool = False
    ) -> Centipoints:
        """Return the gross of the facts asked about, after record `upto`."""
        gone = self.gone(upto, with_suspended=with_suspended)
        standing = [
            replace(fact, repaired_on=self._repaired(fact.key, upto))
            for fact in self.facts
            if fact.key not in gone and (upto is None or fact.seq <= upto)
        ]
        return self._gross(standing, counts)

    def first(self, line: Centipoints, counts: Counts, *, after: int = 0) -> Moment | None:
        """Return when the facts asked about first came to `line`, in records after `after`."""
        moments = [Moment(seq=f.seq, fact=f.key, on=None, gross=line) for f in self.facts]
        moments += [Moment(seq=t.seq, fact="", on=t.on, gross=line) for t in self.turns]
        for moment in sorted(moments, key=lambda moment: moment.seq):
            if moment.seq > after:
                reached = self.gross(counts, upto=moment.seq)
                if reached >= line:
                    return replace(moment, gross=reached)
        return None

    def gone(self, upto: int | None = None, *, with_suspended: bool = False) -> set[str]:
        """Return the keys of the facts that do not count after record `upto`."""
        state: dict[tuple[str, bool], str] = {}
        for turn in self.turns:
            if turn.kind == "repair":
                continue
            key = (turn.fact, turn.whole)
            if (upto is None or turn.seq <= upto) and state.get(key) != "withdraw":
                state[key] = turn.kind
        away = {"withdraw"} if with_suspended else {"withdraw", "suspend"}
        return {fact for (fact, _), kind in state.items() if kind in away}

    def _repaired(self, fact: str, upto: int | None) -> dt.date | None:
        """Return the day on which a fact stood put right after record `upto`."""
        said = {
            turn.whole: turn.repaired_on
            for turn in self.turns
            if (turn.kind, turn.fact) == ("repair", fact) and (upto is None or turn.seq <= upto)
        }
        return min((day for day in said.values() if day is not None), default=None)

    def _gross(self, standing: Sequence[Fact], counts: Counts) -> Centipoints:
        # A fact takes nothing from one recorded earlier, so the part of some facts is their lines'.
        result = self.assess(
            self.rules, replace(self.account, facts=tuple(standing)), as_of=self.as_of
        )
        wanted: Mapping[str, bool] = {fact.key: counts(fact) for fact in standing}
        return Centipoints(sum(x.gross for x in result.lines if wanted.get(x.name)))
