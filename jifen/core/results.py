"""Results (考核结果): from what everybody's account comes to, to grades, prizes, money and more.

The one entry of everything in docs/results.md, which is its specification. Pure and exact: points
in hundredths, money in fen, fractions until the one rounding. Everything is a proposal: people
decide, and what a tie leaves open a meeting says (`meeting`), after which this is asked again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jifen.core.appraisal import ResultsRule
from jifen.core.bonus import Bonus, NoShare, Share, Sharer, split
from jifen.core.circumstances import EffectKind
from jifen.core.composite import Ballots, Person, Result, UnitResult, result
from jifen.core.grades import UNGRADED, Gradable, Ground, Proposal, Why, grades
from jifen.core.lines import Line, Seating
from jifen.core.months import months_of
from jifen.core.points import ZERO, Centipoints
from jifen.core.prizes import Award, Runner, prizes
from jifen.core.ranking import Cut, Ranking, Reason, Row, lowest, rank
from jifen.core.rules import Direction, Rulebook
from jifen.core.streaks import PastCycle, Run, carried, runs
from jifen.core.trace import PRORATION, EffectDue

__all__ = [
    "Award",
    "Ballots",
    "Bonus",
    "Ground",
    "Line",
    "Money",
    "NoShare",
    "Outcome",
    "PastCycle",
    "Person",
    "Proposal",
    "Result",
    "Results",
    "Run",
    "Seating",
    "Share",
    "UnitResult",
    "Why",
    "results",
]

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Performance pay that an item takes (below zero) or gives, outside the pool; a proposal."""

    fen: int
    item: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that follows for one person. `place` 0 where `not_ranked` says why.

    `grade` is None where the version has no bands for them, or they are not graded; `effects` are
    those of the account, as they came; `money` and `talks` are what some of them ask for.
    """

    code: str
    result: Result
    place: int
    tied: bool
    not_ranked: Reason | None
    grade: Proposal | None
    awards: tuple[Award, ...]
    share: Share | None
    no_share: NoShare | None
    effects: tuple[EffectDue, ...]
    talks: tuple[EffectDue, ...]
    money: tuple[Money, ...]
    runs: tuple[Run, ...]
    carry_in: Centipoints  # into the next cycle

    @property
    def performance_fen(self) -> int:
        """Prizes, share and money together: never under nothing, for no other pay is touched."""
        prize = sum(award.fen or 0 for award in self.awards)
        share = self.share.fen if self.share is not None else 0
        return max(prize + share + sum(one.fen for one in self.money), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a checkpoint makes of a town's points.

    `lines` are the cut lines that ran through a tie: those that are `open` wait for a meeting.
    `moot` names decisions of a meeting about a tie that is not there (any more): not applied.
    """

    outcomes: Mapping[str, Outcome]  # by code
    ranking: Ranking  # of the town, by result; who has no result is not in it
    low: Cut | None  # 排名靠后, where the version draws the line
    lines: tuple[Line, ...]
    bonus: Bonus | None
    moot: tuple[str, ...]

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The lines that a meeting is still to decide."""
        return tuple(line for line in self.lines if line.open)


def results(
    rulebook: Rulebook,
    people: Sequence[Person],
    *,
    units: Sequence[UnitResult] = (),
    pool_fen: int | None = None,
    history: Sequence[PastCycle] = (),
    meeting: Mapping[str, Seating] = MappingProxyType({}),
    as_of: dt.date | None = None,
) -> Results:
    """Return what follows for everybody; the order in which people are given means nothing.

    Args:
        rulebook: the version. Without `results` in it the result is the net.
        people: everybody who has an account in the cycle, once.
        units: the villages' own results and grades, where the version asks for them.
        pool_fen: the size of the pool, where it is named at the close or is another than the
            version's.
        history: the town's cycles before this one, the latest last, without a gap.
        meeting: what a meeting decided, by key of the line (`Line.key`).
        as_of: the day of the checkpoint; None for the last of the cycle.
    """
    rule = rulebook.results or ResultsRule()
    people = sorted(people, key=lambda person: person.code)
    codes = [person.code for person in people]
    assert len(set(codes)) == len(codes), "everybody is given once"
    by_path = {unit.path: unit for unit in units}
    found = {
        person.code: result(
            rulebook, person, unit=by_path.get(person.village), as_of=_on(person, as_of)
        )
        for person in people
    }
    board = _ranking(rulebook, people, found, as_of)
    places = {one.row.code: one.place for one in board.standings}
    reasons = {one.row.code: one.reason for one in board.not_ranked}
    reasons |= {code: Reason.NOT_ESTABLISHED for code in codes if found[code].total is None}
    line = rulebook.ladder.low_rank
    low = lowest(board, line) if line is not None else None

    lines: list[Line] = []
    proposals, some = grades(
        rule,
        [
            Gradable(person=person, total=total, whole=whole, place=places.get(person.code))
            for person in people
            if reasons.get(person.code) not in UNGRADED
            and (total := found[person.code].total) is not None
            and (whole := found[person.code].whole) is not None
        ],
        units=by_path,
        meeting=meeting,
    )
    lines += some
    awards, some = prizes(
        rule.prizes,
        [
            Runner(person=person, total=total, place=places[person.code])
            for person in people
            if person.code in places
            and (total := found[person.code].total) is not None
            and person.months >= rulebook.service.months_to_award
            and not _of(person, EffectKind.NO_AWARD)
        ],
        meeting=meeting,
    )
    lines += some
    bonus: Bonus | None = None
    if rule.pool is not None:
        sharers = [
            Sharer(
                person=person,
                total=found[person.code].total,
                place=places.get(person.code),
                refused=_no_share(rulebook, person),
            )
            for person in people
        ]
        bonus, some = split(rule.pool, pool_fen, sharers, meeting=meeting)
        lines += some
    shares = {share.code: share for share in bonus.shares} if bonus is not None else {}
    tied = {one.row.code: one.tied for one in board.standings}
    outcomes: dict[str, Outcome] = {}
    for person in people:
        code = person.code
        proposal = proposals.get(code)
        outcomes[code] = Outcome(
            code=code,
            result=found[code],
            place=places.get(code, 0),
            tied=tied.get(code, False),
            not_ranked=reasons.get(code),
            grade=proposal,
            awards=awards.get(code, ()),
            share=shares.get(code),
            no_share=bonus.without.get(code) if bonus is not None else None,
            effects=person.assessment.effects,
            talks=_of(person, EffectKind.TALK),
            money=_money(rulebook, person),
            runs=runs(
                rule.streaks,
                code,
                grade=proposal.grade if proposal is not None else "",
                lowest=frozenset(low.inside) if low is not None else frozenset(),
                history=history,
            ),
            carry_in=carried(rule.carry_in, person.assessment),
        )
    decided = {line.key for line in lines if not line.open}
    return Results(
        outcomes=outcomes,
        ranking=board,
        low=low,
        lines=tuple(lines),
        bonus=bonus,
        moot=tuple(sorted(set(meeting) - decided)),
    )


def _ranking(
    rulebook: Rulebook,
    people: Sequence[Person],
    found: Mapping[str, Result],
    as_of: dt.date | None,
) -> Ranking:
    """Rank everybody who has a result by it, with the version's tie breaks.

    In the first months nobody can have served as long as the version asks for a place: then the
    months that have ended are enough.
    """
    rows = [
        Row(
            code=person.code,
            total=total,
            gross=person.assessment.gross,
            in_chapter=person.assessment.added_by_chapter.get(rulebook.ranking.tie_chapter, ZERO),
            village=person.village,
            post_group=person.account.post_group,
            bodies=person.account.bodies,
            place_kind=person.account.place,
            full_months=person.months,
            kept_out=person.kept_out,
            prorated=found[person.code].whole != total
            or any(line.name == PRORATION for line in person.assessment.lines),
        )
        for person in people
        if (total := found[person.code].total) is not None
    ]
    least = rulebook.service.months_to_rank
    if people:
        on = _on(people[0], as_of)
        ended = sum(end <= on + _DAY for _, end in months_of(people[0].account))
        least = min(least, ended)
    return rank(rows, rule=rulebook.ranking, months_to_rank=least)


def _on(person: Person, as_of: dt.date | None) -> dt.date:
    last = person.account.ends_on - _DAY
    return last if as_of is None else min(as_of, last)


def _of(person: Person, kind: EffectKind) -> tuple[EffectDue, ...]:
    return tuple(due for due in person.assessment.effects if due.effect.kind is kind)


def _no_share(rulebook: Rulebook, person: Person) -> NoShare | None:
    if person.kept_out is not None:
        return NoShare(person.kept_out.value)
    if person.months < rulebook.service.months_to_award:
        return NoShare.SERVED_TOO_SHORT
    return NoShare.NO_BONUS if _of(person, EffectKind.NO_BONUS) else None


def _money(rulebook: Rulebook, person: Person) -> tuple[Money, ...]:
    """Return what items take from performance pay or add to it: deductions take."""
    found = []
    for due in _of(person, EffectKind.MONEY):
        assert due.fen is not None, "a money effect says how much"
        takes = rulebook.item(due.item).direction is Direction.DEDUCT
        found.append(Money(fen=-due.fen if takes else due.fen, item=due.item, facts=due.facts))
    return tuple(found)
