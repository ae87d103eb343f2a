"""Reading results: what is counted, what was proposed and decided, what waits, the proof."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare, head
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.appraisal import Among, Band, ResultsRule
from jifen.core.appraising import Action, Needs, State, best, choices
from jifen.core.errors import Refusal
from jifen.core.grades import Proposal
from jifen.core.meeting import PointKind
from jifen.core.posts import PostGroup
from jifen.core.reasons import weighs
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger.queries import accounts
from jifen.meetings import queries as meetings
from jifen.meetings.queries import Waiting
from jifen.people.models import Area
from jifen.people.queries import villages
from jifen.results import body, counting, making, objections
from jifen.results.body import Line, Row, Sheet
from jifen.results.counting import Asked
from jifen.results.models import Count, Move, Proposed, Seating
from jifen.rulebook.queries import rulebook
from jifen.standings import ties
from jifen.standings.models import Edition


# ------------------------------------------------------------------ what is counted
@dataclass(frozen=True, slots=True)
class Tally:
    """One source: what waits to be confirmed, and what counts now."""

    of: Asked
    waiting: Count | None
    counts: Count | None

    @property
    def rows(self) -> int:
        """How many rows count now."""
        return 0 if self.counts is None else len(self.counts.rows)


def tallies(cycle: Cycle) -> tuple[Tally, ...]:
    """Return what the version asks to be counted, and how far that is. One query."""
    rules = rulebook(cycle.version)
    every = counting.asked(rules)
    if not every:
        return ()
    entered: dict[uuid.UUID, Count] = {}
    waiting: dict[str, Count] = {}
    counts: dict[str, Count] = {}
    for row in Count.objects.filter(cycle=cycle).order_by("seq"):
        match row.outcome:
            case Count.Outcome.ENTERED:
                entered[row.key] = row
                waiting[row.source] = row
            case _:
                if row.source in waiting and waiting[row.source].key == row.key:
                    del waiting[row.source]
                if row.outcome == Count.Outcome.CONFIRMED:
                    counts[row.source] = row
    return tuple(Tally(one, waiting.get(one.code), counts.get(one.code)) for one in every)


def people(cycle: Cycle) -> dict[str, str]:
    """Return code → name of everybody who has an account in a cycle. One query."""
    return {one.cadre.code: one.cadre.name for one in accounts(cycle) if one.cadre is not None}


def units(town: Area) -> dict[str, str]:
    """Return path → name of a town's villages. One query."""
    return {unit.path: unit.name for unit in villages(town)}


# ------------------------------------------------------------------ what was proposed
@dataclass(frozen=True, slots=True)
class Course:
    """Where the results of a cycle stand: the latest proposal, and what was done about it."""

    cycle: Cycle
    edition: Edition | None  # the final edition that counts now
    proposed: Proposed | None
    moves: tuple[Move, ...]
    corrects: bool = False
    """Whether results of this cycle stood already, before it was amended."""

    @property
    def state(self) -> State:
        """Where they stand."""
        if self.proposed is None:
            return State.NONE
        return State(self.moves[-1].target) if self.moves else State.PROPOSED

    @property
    def decided(self) -> Move | None:
        """The decision that holds, if there is one."""
        if self.state is State.REOPENED:
            return None
        return next((move for move in self.moves if move.action == Action.DECIDE), None)

    @property
    def posted(self) -> Move | None:
        """The publicity, if it was begun."""
        return next((move for move in self.moves if move.action == Action.POST), None)

    @property
    def sheet(self) -> Sheet | None:
        """What was proposed. No query."""
        return None if self.proposed is None else body.decode(bytes(self.proposed.body))

    @property
    def names(self) -> Mapping[str, Sequence[str]]:
        """Return code → name, village, post, as they were at the checkpoint."""
        return {} if self.proposed is None else dict(self.proposed.names)

    @property
    def number(self) -> int:
        """Which proposal it is; 0 for none."""
        return 0 if self.proposed is None else self.proposed.number

    @property
    def digest(self) -> str:
        """What the proposal can be checked by."""
        return "" if self.proposed is None else self.proposed.digest

    @property
    def amended(self) -> bool:
        """Whether a later edition of the standing than theirs counts now."""
        return (
            self.proposed is not None
            and self.edition is not None
            and self.proposed.edition_id != self.edition.pk
        )

    def grade(self, row: Row) -> str:
        """Return somebody's grade: as decided, else as proposed; "" while a meeting has to say."""
        decided = self.decided
        departure = decided.departures.get(row.code) if decided is not None else None
        return str(departure[0]) if departure else row.grade


def course(cycle: Cycle) -> Course:
    """Return where the results of a cycle stand. Three queries, or four once proposed anew."""
    rows = Proposed.objects.filter(cycle=cycle).select_related("edition").order_by("-number")
    proposed = rows.first()
    finals = Edition.objects.filter(cycle=cycle, kind=Edition.Kind.FINAL)
    found = finals.select_related("town", "cycle__version", "cycle__town").order_by("-number")
    moves = proposed.moves.order_by("seq") if proposed is not None else Move.objects.none()
    edition = found.first()
    stood = Move.objects.filter(proposed__cycle=cycle, action=Action.CONFIRM)
    # No question where the cycle was never amended: then nothing can have stood before.
    corrects = (
        proposed is not None and proposed.number > 1 and stood.exclude(proposed=proposed).exists()
    )
    return Course(cycle, edition, proposed, tuple(moves), corrects)


@dataclass(frozen=True, slots=True)
class Closed:
    """A cycle's last final edition, with the results that were decided on, where they stand."""

    edition: Edition
    sheet: Sheet | None
    departures: Mapping[str, Sequence[str]]

    def grade(self, row: Row) -> str:
        """Return somebody's grade as decided."""
        departure = self.departures.get(row.code)
        return departure[0] if departure else row.grade


def closed(cycles: Collection[int]) -> dict[int, Closed]:
    """Return cycle id → how it closed, of those cycles that did. One query."""
    return frozen(cycles)[1]


def frozen(cycles: Collection[int]) -> tuple[list[Edition], dict[int, Closed]]:
    """Return the editions of cycles, the first one first, and how those closed. One query."""
    undone = Move.objects.filter(proposed=OuterRef("proposed"), action=Action.REOPEN)
    held = Move.objects.filter(proposed__cycle=OuterRef("cycle"), action=Action.DECIDE)
    latest = held.exclude(Exists(undone)).order_by("-seq")
    rows = (
        Edition.objects.filter(cycle__in=cycles)
        .select_related("cycle")
        .annotate(
            decided_body=Subquery(latest.values("proposed__body")[:1]),
            departures=Subquery(latest.values("departures")[:1]),
        )
    )
    every: list[Edition] = list(rows.order_by("checkpoint_on", "number"))
    found: dict[int, Closed] = {}
    for edition in (one for one in every if one.kind == Edition.Kind.FINAL):
        said = vars(edition)
        data = said["decided_body"]
        sheet = None if data is None else body.decode(bytes(data))
        found[edition.cycle_id] = Closed(edition, sheet, said["departures"] or {})
    return every, found


def standing(town: Area) -> QuerySet[Proposed, uuid.UUID]:
    """Return which results of a town were decided and hold: not taken back, not made anew."""
    newer = Proposed.objects.filter(cycle=OuterRef("cycle"), number__gt=OuterRef("number"))
    moves = Move.objects.filter(proposed=OuterRef("pk"))
    rows = Proposed.objects.filter(town=town).exclude(Exists(newer))
    rows = rows.exclude(Exists(moves.filter(action=Action.REOPEN)))
    return rows.filter(Exists(moves.filter(action=Action.DECIDE))).values_list("ref", flat=True)


def before(cycle: Cycle) -> Sheet | None:
    """Return what was decided for the cycle before this one, to compare with. One query."""
    rows = Proposed.objects.filter(
        town=cycle.town_id, cycle__ends_on=cycle.starts_on, moves__action=Action.DECIDE
    )
    last = rows.order_by("-number").first()
    return None if last is None else body.decode(bytes(last.body))


def roles(cycle: Cycle, actor: Actor, *, of: Collection[str] = (), on: dt.date) -> frozenset[Role]:
    """Return the hats over the town that count toward those it is about, by code (I4)."""
    return roles_toward(actor, Target(area=cycle.town.path, cadres=frozenset(of)), on=on)


def held(of: Course, actor: Actor, *, on: dt.date) -> frozenset[Role]:
    """Return the hats toward results as a whole: none to whoever they appraise.

    That kin is among all the cadres of a town keeps nobody out; from a word about kin it does.
    """
    own = {actor.cadre_in(of.cycle.town.path)} & of.names.keys()
    return roles(of.cycle, actor, of=own, on=on)


def open_actions(of: Course, actor: Actor, *, on: dt.date) -> tuple[Action, ...]:
    """Return the buttons `actor` is shown: what the table has, less what cannot be yet."""
    if of.edition is None:
        return ()
    every = choices(of.state, held(of, actor, on=on))
    hidden = set()
    if of.state is State.STANDING and not of.amended:
        hidden.add(Action.PROPOSE)
    if of.posted is not None and of.posted.until_on is not None and on <= of.posted.until_on:
        hidden.add(Action.CONFIRM)
    return tuple(one for one in every if one not in hidden)


def carried(proposed: Proposed) -> uuid.UUID | None:
    """Return the point of the agenda that carried a proposal. Two queries."""
    point = meetings.carried(proposed.ref, PointKind.CONSEQUENCE)
    return point.ref if point is not None else None


def needs_to_propose(of: Course) -> frozenset[Needs]:
    """Return which needs of a new proposal are met. No query."""
    return frozenset({Needs.AMENDED} if of.amended else ())


def met(of: Course, action: Action, *, on: dt.date, reason: str) -> frozenset[Needs]:
    """Return which needs are met; for a decision the results are made again, in twenty queries."""
    found = set(needs_to_propose(of))
    if action is Action.DECIDE and of.proposed is not None and of.edition is not None:
        sheet = body.decode(bytes(of.proposed.body))
        waits = any(one.waiting is not None for one in tallies(of.cycle))
        if not (sheet.open_lines or sheet.open_consequences or waits):
            found.add(Needs.SETTLED)
        again = making.make(
            of.edition, named_fen=of.proposed.named_fen, upto_seq=_end(of.cycle.town)
        )
        if body.undated(again.sheet) == body.undated(sheet):
            found.add(Needs.CURRENT)
        if carried(of.proposed) is not None:
            found.add(Needs.MEETING)
    posted = of.posted
    if posted is not None and posted.until_on is not None and on > posted.until_on:
        found.add(Needs.PERIOD)
    if action is Action.CONFIRM and of.proposed is not None:
        found |= objections.settled(of.proposed)
    if weighs(reason):
        found.add(Needs.REASON)
    return frozenset(found)


def _end(town: Area) -> int:
    end = head(town.path)
    return end.seq if end is not None else 0


# ------------------------------------------------------------------ what a decision may say
def bands(rules: Rulebook, group: PostGroup | None) -> tuple[Band, ...]:
    """Return the bands that hold for a post group."""
    rule = rules.results or ResultsRule()
    return rule.bands if group is None else rule.bands_of.get(group, rule.bands)


def may_give(rules: Rulebook, row: Row) -> tuple[Band, ...]:
    """Return the grades that a decision may give somebody: from the best that their figures give.

    Whether a quota has a place left is seen when the decision is taken (`check_places`).
    """
    if not row.graded or not row.grade:
        return ()
    every = bands(rules, row.group)
    order = [band.code for band in every]
    proposal = Proposal(grade=row.grade, grounds=row.grounds)
    return every[order.index(best(proposal, every)) :]


def check_places(rules: Rulebook, sheet: Sheet, given: Mapping[str, str]) -> None:
    """Raise unless a decision stays within the places of every quota; `given` by code.

    Raises:
        Refusal: "results.over-quota".
    """
    rule = rules.results or ResultsRule()
    for quota in rule.quotas:
        holders: dict[str, int] = {}
        for row in sheet.rows:
            if given.get(row.code) == quota.grade:
                scope = _scope(quota.among, row)
                holders[scope] = holders.get(scope, 0) + 1
        seats = {
            _scope(quota.among, row): ground.seats
            for row in sheet.rows
            for ground in row.grounds
            if ground.among is quota.among and ground.least == quota.floor and ground.ranked
        }
        for scope, count in sorted(holders.items()):
            if scope in seats and count > seats[scope]:
                raise Refusal(
                    "results.over-quota", grade=grade_name(rules, quota.grade), seats=seats[scope]
                )


def _scope(among: Among, row: Row) -> str:
    match among:
        case Among.TOWN:
            return ""
        case Among.POST_GROUP:
            return row.group or ""
        case Among.VILLAGE:
            return row.village


def grade_name(rules: Rulebook, grade: str) -> str:
    """Return what a version calls a grade."""
    rule = rules.results or ResultsRule()
    every = (*rule.bands, *(band for some in rule.bands_of.values() for band in some))
    return next((band.name for band in every if band.code == grade), grade)


# ------------------------------------------------------------------ what waits for a meeting
def for_meeting(town: Area) -> list[Waiting]:
    """Return what the latest edition and the open proposals leave to a meeting. One query.

    Ties at a line of the edition; consequences that only a meeting lets apply, and ties of the
    results; when nothing of those is left, the results themselves (结果运用).
    """
    newer = Proposed.objects.filter(cycle=OuterRef("cycle"), number__gt=OuterRef("number"))
    undone = Proposed.objects.filter(town=town, moves__isnull=True).exclude(Exists(newer))
    rows = ties.latest(town).union(ties.asked(undone, "results", on="edition__checkpoint_on"))
    found: list[Waiting] = []
    for row in sorted(map(ties.Frozen._make, rows), key=lambda row: (row.what, row.on)):
        found += ties.waiting(row) if row.what == "edition" else _waiting(row)
    return found


def _waiting(of: ties.Frozen) -> Iterator[Waiting]:
    sheet = body.decode(bytes(of.body))
    for one in sheet.open_consequences:
        name = of.names.get(one.code, [one.code])[0]
        # What a confidential matter is about stands on no agenda: the head says it in the room.
        about = f"“{one.title}”" if one.title else "不公开事项"
        yield Waiting(
            PointKind.VETO,
            making.key_of(of.cycle_ref, one.name),
            f"{of.cycle}年度：{name}{about}的考核后果是否适用"[:160],
            cadres=(one.code,),
        )
    for line in sheet.open_lines:
        names = "、".join(of.names.get(code, [code])[0] for code in line.tied)
        yield Waiting(
            PointKind.TIE,
            line_key(of.cycle_ref, line),
            f"{of.cycle}年度考核结果{line.open_seats}席并列：{names}"[:160],
            cadres=line.tied,
        )
    if not sheet.open_consequences and not sheet.open_lines:
        title = f"{of.cycle}年度考核结果（第{of.number}稿）"
        yield Waiting(PointKind.CONSEQUENCE, of.ref, title)


def line_key(cycle: uuid.UUID, line: Line) -> uuid.UUID:
    """Return what an agenda names a tie by: another tie at the same line is another point."""
    return making.key_of(cycle, f"{line.key}:{','.join(line.tied)}:{line.open_seats}")


# ------------------------------------------------------------------ the proof
def count_fields(row: Count) -> dict[str, canonical.Value]:
    """Return what the chain holds of a count."""
    return {
        "key": row.key.hex,
        "cycle": row.cycle.name,
        "code": row.source,
        "outcome": row.outcome,
        "digest": canonical.digest(canonical.value(plain_rows(row.rows))),
        "document_number": row.paper,
        "by": row.by.hex,
        "second": row.entered_by.hex if row.entered_by else None,
    }


def plain_rows(rows: Sequence[Mapping[str, object]]) -> list[canonical.Value]:
    """Return counted rows as canonical bytes hold them."""
    return [
        [
            row.code,
            row.voters,
            row.given,
            row.spoiled,
            [[name, count] for name, count in sorted(row.answers.items())],
            row.score,
            row.grade,
        ]
        for row in counting.thawed(rows)
    ]


def seating_fields(row: Seating) -> dict[str, canonical.Value]:
    """Return what the chain holds of who sits inside a line."""
    return {
        "key": row.key.hex,
        "cycle": row.cycle.name,
        "line": row.line,
        "tied": list(row.tied),
        "seated": list(row.seated),
        "point": row.point.hex,
        "by": row.by.hex,
    }


def proposed_fields(row: Proposed) -> dict[str, canonical.Value]:
    """Return what the chain holds of proposed results."""
    return {
        "key": row.ref.hex,
        "cycle": row.cycle.name,
        "standing": row.edition.ref.hex,
        "number": row.number,
        "last_seq": row.last_seq,
        "pool": row.named_fen,
        "digest": row.digest,
        "by": row.by.hex,
    }


def move_fields(row: Move) -> dict[str, canonical.Value]:
    """Return what the chain holds of a step; the reasons are committed to."""
    salt = bytes(row.salt)
    grades = [[code, grade] for code, (grade, _why) in sorted(row.departures.items())]
    said = [[code, why] for code, (_grade, why) in sorted(row.departures.items())]
    reasons: list[canonical.Value] = [row.reason, *said]
    return {
        "proposal": row.proposed.ref.hex,
        "action": row.action,
        "source": row.source,
        "target": row.target,
        "role": row.role,
        "grades": list(grades),
        "reason_salted": canonical.commitment(salt, _text(reasons)),
        "point": row.point.hex if row.point else None,
        "until_on": row.until_on,
        "by": row.by.hex,
    }


def _text(value: canonical.Value) -> str:
    return canonical.value(value).decode("utf-8")


def faults(town: Area) -> Iterator[Fault]:
    """Yield what does not hold of a town's counts, seatings, results and steps."""
    counts = Count.objects.filter(town=town).select_related("cycle").order_by("seq")
    yield from compare(town.path, "tally", ((row.seq, count_fields(row)) for row in counts))
    seatings = Seating.objects.filter(town=town).select_related("cycle").order_by("seq")
    yield from compare(town.path, "seating", ((r.seq, seating_fields(r)) for r in seatings))
    rows = list(
        Proposed.objects.filter(town=town)
        .select_related("cycle__version", "cycle__town", "edition__cycle__version")
        .select_related("edition__cycle__town", "edition__town")
        .order_by("seq")
    )
    yield from compare(town.path, "result", ((row.seq, proposed_fields(row)) for row in rows))
    moves = Move.objects.filter(town=town).select_related("proposed").order_by("seq")
    yield from compare(town.path, "result-step", ((row.seq, move_fields(row)) for row in moves))
    yield from objections.faults(town)
    for row in rows:
        where = f"{row.cycle.name} {row.number}"
        data = bytes(row.body)
        if canonical.digest(data) != row.digest:
            yield Fault(town=town.path, seq=row.seq, code="result.digest", detail=where)
            continue
        again = making.make(row.edition, named_fen=row.named_fen, upto_seq=row.last_seq)
        if body.encode(again.sheet) != data:
            yield Fault(town=town.path, seq=row.seq, code="result.refreeze", detail=where)
