"""Making the results of a closed cycle: its accounts, counts and rulings put before the core."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jifen.core.appraising import Action
from jifen.core.circumstances import EffectKind
from jifen.core.composite import Ballots, Person, UnitResult
from jifen.core.lines import Seating as Decided
from jifen.core.meeting import PointKind
from jifen.core.points import Centipoints, parse
from jifen.core.results import Outcome, Results, results
from jifen.core.rules import Rulebook
from jifen.core.secrecy import is_confidential
from jifen.core.streaks import PastCycle
from jifen.core.trace import EffectDue
from jifen.meetings import queries as meetings
from jifen.results import body, counting
from jifen.results.body import Consequence, Names, Ruling, Sheet
from jifen.results.models import Count, Move, Proposed, Seating
from jifen.standings import live
from jifen.standings.board import Board
from jifen.standings.models import Edition
from jifen.standings.queries import board as thawed

NOT_BY_ITSELF = frozenset(
    {
        EffectKind.GRADE_CAP,
        EffectKind.GRADE,
        EffectKind.TOTAL,
        EffectKind.NO_AWARD,
        EffectKind.NO_BONUS,
    }
)
"""Consequences that apply only once a meeting has said so (一票否决不自动生效)."""


@dataclass(frozen=True, slots=True)
class Made:
    """The results, what those they speak of are called, and what they were made of."""

    sheet: Sheet
    names: Names
    day: live.Day
    board: Board
    people: Sequence[Person]
    grades: Mapping[str, str]  # of the villages, by path
    results: Results


def make(edition: Edition, *, named_fen: int | None, upto_seq: int) -> Made:
    """Return what follows from a final edition, by counts and rulings up to a record.

    Twenty queries, whatever the size; one more for each cycle before this one.
    """
    cycle = edition.cycle
    day = live.day(
        cycle, at=edition.checkpoint_on, upto_seq=edition.last_seq, revision=edition.revision
    )
    board = live.board(day)
    counts = confirmed(edition, upto_seq)
    codes = day.people()
    due = {code: day.results[code].effects for code in codes}
    asked = [_named(cycle.ref, code, one) for code in codes for one in due[code]]
    ruled = meetings.said(cycle.town, PointKind.VETO, asked, upto_seq=upto_seq)
    people = []
    consequences: list[Consequence] = []
    for code in codes:
        kept = []
        for one in due[code]:
            ruling = _ruling(ruled.get(_named(cycle.ref, code, one)))
            if one.effect.kind in NOT_BY_ITSELF:
                consequences.append(_consequence(day.rules, code, one, ruling))
                if ruling is not Ruling.APPLIES:
                    continue
            kept.append(one)
        people.append(
            Person(
                account=day.accounts[code],
                assessment=replace(day.results[code], effects=tuple(kept)),
                months=day.served[code],
                village=day.unit(code),
                kept_out=day.kept_out(code),
                ballots=counts.ballots[code],
                scores=counts.scores[code],
            )
        )
    totals = {unit.path: unit.total for unit in board.villages}
    found = results(
        day.rules,
        people,
        units=tuple(
            UnitResult(path=path, result=totals.get(path), grade=counts.grades.get(path, ""))
            for path in sorted(totals.keys() | counts.grades.keys())
        ),
        pool_fen=named_fen,
        history=history(edition, upto_seq),
        meeting=seated(edition, upto_seq),
        as_of=day.on,
    )
    paid = paid_before(edition, upto_seq)
    sheet = _sheet(edition, day, found, people, consequences, named_fen, upto_seq, paid)
    return Made(sheet, _names(board, codes), day, board, people, counts.grades, found)


# ------------------------------------------------------------------ what was counted
@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted and confirmed: by cadre code, then by source; a village's grade by path."""

    ballots: Mapping[str, Mapping[str, Mapping[str, Ballots]]]
    scores: Mapping[str, Mapping[str, Centipoints]]
    grades: Mapping[str, str]


def confirmed(edition: Edition, upto_seq: int) -> Counted:
    """Return the counts that hold: of each source the one confirmed last. One query."""
    rows = Count.objects.filter(
        cycle=edition.cycle, outcome=Count.Outcome.CONFIRMED, seq__lte=upto_seq
    )
    latest = {row.source: row for row in rows.order_by("seq")}
    ballots: dict[str, dict[str, dict[str, Ballots]]] = defaultdict(lambda: defaultdict(dict))
    scores: dict[str, dict[str, Centipoints]] = defaultdict(dict)
    grades: dict[str, str] = {}
    for source, count in sorted(latest.items()):
        for row in counting.thawed(count.rows):
            if row.voters:
                ballots[row.code][source][row.voters] = row.ballots
            elif row.score:
                scores[row.code][source] = parse(row.score)
            else:
                grades[row.code] = row.grade
    return Counted(ballots, scores, grades)


# ------------------------------------------------------------------ what meetings said
def key_of(cycle: uuid.UUID, name: str) -> uuid.UUID:
    """Return what an agenda names a consequence or a line of a cycle by: the same for the same."""
    return uuid.uuid5(cycle, name)


def _named(cycle: uuid.UUID, code: str, due: EffectDue) -> uuid.UUID:
    return key_of(cycle, body.name_of(code, due.item, due.effect.kind, due.facts))


def _consequence(rules: Rulebook, code: str, due: EffectDue, ruling: Ruling) -> Consequence:
    item = rules.item(due.item)
    return Consequence(
        code=code,
        item=due.item,
        title="" if is_confidential(item) else item.title,
        kind=due.effect.kind,
        grade=due.effect.grade,
        points=due.effect.points,
        facts=due.facts,
        ruling=ruling,
    )


def _ruling(carried: bool | None) -> Ruling:
    if carried is None:
        return Ruling.OPEN
    return Ruling.APPLIES if carried else Ruling.NOT


def seated(edition: Edition, upto_seq: int) -> Mapping[str, Decided]:
    """Return what meetings decided about ties, by line: the latest of each. One query."""
    rows = Seating.objects.filter(cycle=edition.cycle, seq__lte=upto_seq).order_by("seq")
    return {
        row.line: Decided(tied=frozenset(row.tied), seated=frozenset(row.seated)) for row in rows
    }


# ------------------------------------------------------------------ the cycles before
def history(edition: Edition, upto_seq: int) -> tuple[PastCycle, ...]:
    """Return the town's cycles before, as decided, without a gap, the latest last. One query.

    A cycle whose results were never decided breaks every streak: nothing is known of it.
    """
    rows = Move.objects.filter(town=edition.town_id, seq__lte=upto_seq)
    rows = rows.filter(action__in=(Action.DECIDE, Action.REOPEN)).order_by("seq")
    decided: dict[dt.date, Move] = {}
    for row in rows.select_related("proposed__cycle", "proposed__edition"):
        ends_on = row.proposed.cycle.ends_on
        if row.action == Action.DECIDE:
            decided[ends_on] = row
        elif ends_on in decided and decided[ends_on].proposed_id == row.proposed_id:
            del decided[ends_on]
    found: list[PastCycle] = []
    begins = edition.cycle.starts_on
    while begins in decided:
        row = decided[begins]
        low = thawed(row.proposed.edition).low
        found.append(
            PastCycle(
                name=row.proposed.cycle.name,
                grades=grades(row.proposed, row),
                lowest=frozenset(low.inside) if low is not None else frozenset(),
            )
        )
        begins = row.proposed.cycle.starts_on
    return tuple(reversed(found))


def grades(of: Proposed, decided: Move | None) -> dict[str, str]:
    """Return the grade of everybody who has one: as proposed, or as the decision departed."""
    departures = decided.departures if decided is not None else {}
    proposed = {row.code: row.grade for row in body.decode(bytes(of.body)).rows if row.graded}
    return proposed | {code: grade for code, (grade, _reason) in departures.items()}


def paid_before(edition: Edition, upto_seq: int) -> dict[str, int]:
    """Return what everybody was paid by results of this cycle that stood already. One query.

    An amendment takes nothing back that was paid (model.md); nothing where none stood.
    """
    rows = Move.objects.filter(
        proposed__cycle=edition.cycle_id, action=Action.CONFIRM, seq__lte=upto_seq
    )
    last = rows.select_related("proposed").order_by("-seq").first()
    if last is None:
        return {}
    return {row.code: row.pay_fen for row in body.decode(bytes(last.proposed.body)).rows}


# ------------------------------------------------------------------ the sheet
def _sheet(
    edition: Edition,
    day: live.Day,
    found: Results,
    people: Sequence[Person],
    consequences: Sequence[Consequence],
    named_fen: int | None,
    upto_seq: int,
    paid: Mapping[str, int],
) -> Sheet:
    bonus = found.bonus
    low = frozenset(found.low.inside) if found.low is not None else frozenset[str]()
    rows = [
        _row(person, found.outcomes[person.code], low, paid.get(person.code, 0))
        for person in people
    ]
    return Sheet(
        town=edition.town.path,
        cycle=edition.cycle.name,
        edition=edition.digest,
        last_seq=upto_seq,
        version=edition.version,
        revision=day.revision,
        named_fen=named_fen,
        pool_fen=bonus.pool_fen if bonus is not None else None,
        left_fen=bonus.left_fen if bonus is not None else 0,
        left=bonus.left if bonus is not None else (),
        most_fen=bonus.most_fen if bonus is not None else None,
        rows=tuple(sorted(rows, key=lambda row: (row.place == 0, row.place, row.code))),
        lines=tuple(
            body.Line(key=line.key, tied=line.tied, open_seats=line.open_seats, seated=line.seated)
            for line in found.lines
        ),
        consequences=tuple(consequences),
        moot=found.moot,
    )


def _row(person: Person, out: Outcome, low: frozenset[str], paid: int) -> body.Row:
    kept = max(paid - out.performance_fen, 0)
    return body.Row(
        code=person.code,
        village=person.village,
        group=person.account.post_group,
        months=person.months,
        points=person.assessment.net,
        gross=person.assessment.gross,
        total=out.result.total,
        parts=tuple(
            body.Part(
                source=piece.source,
                weight=piece.weight,
                value=piece.value,
                missing=piece.missing,
                category=piece.category,
            )
            for piece in out.result.pieces
        ),
        holds=tuple(
            body.Hold(held=hold.held, before=hold.before, after=hold.after, item=hold.item)
            for hold in out.result.holds
        ),
        place=out.place,
        tied=out.tied,
        not_ranked=out.not_ranked,
        graded=out.grade is not None,
        grade=out.grade.grade if out.grade is not None else "",
        grounds=out.grade.grounds if out.grade is not None else (),
        lines=out.grade.lines if out.grade is not None else (),
        prizes=tuple(
            body.Prize(
                prize=award.prize,
                name=award.name,
                fen=award.fen,
                scope=award.scope,
                place=award.place,
            )
            for award in out.awards
        ),
        share=_share(out),
        no_share=out.no_share,
        money=tuple(body.Money(fen=one.fen, item=one.item) for one in out.money),
        kept_fen=kept,
        pay_fen=out.performance_fen + kept,
        runs=tuple(
            body.Run(streak=run.streak, measure=run.measure, cycles=run.cycles) for run in out.runs
        ),
        low=person.code in low,
        carry_in=out.carry_in,
    )


def _share(out: Outcome) -> body.Share | None:
    share = out.share
    if share is None:
        return None
    return body.Share(
        fen=share.fen,
        worth=share.worth,
        coefficient=share.coefficient,
        months=share.months,
        exact=share.exact,
        at_most=share.at_most,
        remainder=share.remainder,
        alike=share.alike,
    )


def _names(board: Board, codes: Sequence[str]) -> dict[str, list[str]]:
    wanted = frozenset(codes)
    return {
        row.code: [row.name, row.village_name, row.post] for row in board.rows if row.code in wanted
    }
