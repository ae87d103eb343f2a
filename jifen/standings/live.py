"""Making a board: accounts as they stood on a day, assessed, ranked and rolled up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jifen.chain.queries import head
from jifen.core import revisions
from jifen.core.assess import BASE, CARRY_IN, FLOOR, PRORATION, Assessment
from jifen.core.facts import Account as Input
from jifen.core.facts import HolderKind, Service
from jifen.core.months import full_months
from jifen.core.points import ZERO, Centipoints
from jifen.core.ranking import NotRanked, Ranking, Reason, Standing, lowest, of_post_groups, rank
from jifen.core.ranking import Row as Ranked
from jifen.core.rollup import Member, member_total, roll_up
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account
from jifen.ledger.queries import accounts, inputs, register_seq
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.standings.board import Board, Identity, Row, Village

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A cycle as it stood on a day: what a board and the results of a cycle are made of."""

    cycle: Cycle
    rules: Rulebook
    held: Rosters
    every: Sequence[Account]
    last_seq: int
    revision: int
    on: dt.date
    until: dt.date  # first day that does not count as served
    accounts: Mapping[str, Input]  # by cadre code or village path
    results: Mapping[str, Assessment]  # by the same
    served: Mapping[str, int]  # full months by cadre code

    def people(self) -> list[str]:
        """Return the codes of everybody who had served by then, in order."""
        known = {account.cadre.code for account in self.every if account.cadre}
        serving = self.held.serving(self.cycle.starts_on, self.until)
        return [code for code in serving if code in known]

    def unit(self, code: str) -> str:
        """Return the path of the unit in which somebody served that day.

        Whoever is still to come stands there by the post they come to.
        """
        return self.held.unit(code, self.seen(code))

    def seen(self, code: str) -> dt.date:
        """Return the day on which somebody's post is looked at."""
        return max(self.on, self.held.spans(code, self.cycle.starts_on, self.until)[0][0])

    def kept_out(self, code: str) -> Reason | None:
        """Return why somebody was kept out that day: suspended from office, or under inquiry."""
        return self.held.kept_out(code, self.on)


def day(
    cycle: Cycle, *, at: dt.date | None, upto_seq: int | None, revision: int | None = None
) -> Day:
    """Read a cycle as it stood. `revision`: a frozen edition's; else the cycle's. Eight queries."""
    rules = rulebook(cycle.version)
    revision = cycle.revision if revision is None else revision
    assess = revisions.of(revision).assess
    every = list(accounts(cycle))
    last = cycle.ends_on - _DAY
    on = min(at, last) if at is not None else max((a.as_of for a in every), default=last)
    until = on + _DAY if at is not None else cycle.ends_on
    if upto_seq is None:
        end = head(cycle.town.path)
        upto_seq = end.seq if end else 0
    held = rosters(cycle.town, upto_seq=register_seq(cycle, upto_seq), duties=False)
    days = {account.pk: on if at is not None else account.as_of for account in every}
    upto_day = on if at is not None else None
    found = inputs(cycle, of=every, upto_seq=upto_seq, upto_day=upto_day, held=held)
    return Day(
        cycle=cycle,
        rules=rules,
        held=held,
        every=every,
        last_seq=upto_seq,
        revision=revision,
        on=on,
        until=until,
        accounts={i.holder: i for i in found.values()},
        results={i.holder: assess(rules, i, as_of=days[pk]) for pk, i in found.items()},
        served={i.holder: _full_months(rules, i, on + _DAY) for i in found.values() if i.service},
    )


def make(
    cycle: Cycle, *, at: dt.date | None, upto_seq: int | None, revision: int | None = None
) -> Board:
    """Return the board; see `queries.live`. `revision`: a frozen edition's; else the cycle's."""
    return board(day(cycle, at=at, upto_seq=upto_seq, revision=revision))


def board(day: Day) -> Board:
    """Return the board of a day that was read. One query."""
    cycle, rules, on = day.cycle, day.rules, day.on
    units = {unit.path: unit.name for unit in villages(cycle.town)}
    people = _people(day, units)
    rows = [_ranked(day, row) for row in people.values()]
    least = min(rules.service.months_to_rank, months_elapsed(cycle, on))
    ranking = rank(rows, rule=rules.ranking, months_to_rank=least)
    groups = of_post_groups(rows, rule=rules.ranking, months_to_rank=least)
    line = rules.ladder
    return Board(
        identity=Identity(
            town=cycle.town.path,
            cycle=cycle.name,
            checkpoint_on=on,
            last_seq=day.last_seq,
            as_of=on,
            version=cycle.version.digest,
            revision=day.revision,
        ),
        rows=_placed(ranking, people),
        groups={group: _placed(each, people) for group, each in groups.items()},
        villages=_villages(day, units),
        low=lowest(ranking, line.low_rank) if line.low_rank else None,
        reminder=lowest(ranking, line.reminder) if line.reminder else None,
        meeting_orders_ties=ranking.meeting_orders_ties,
    )


# ------------------------------------------------------------------ people
def _people(day: Day, units: Mapping[str, str]) -> dict[str, Row]:
    """Return a row without its place for everybody who had served by then, by code."""
    cadres = {a.cadre.code: a.cadre for a in day.every if a.cadre}
    return {code: _person(day, code, cadres[code].name, units) for code in day.people()}


def _person(day: Day, code: str, name: str, units: Mapping[str, str]) -> Row:
    result = day.results[code]
    lines = {line.name: line.amount for line in result.lines if not line.item}
    on, unit = day.seen(code), day.unit(code)
    return Row(
        place=0,
        tied=False,
        code=code,
        name=name,
        village=unit,
        village_name=units.get(unit, ""),
        post="、".join(post.post for post in day.held.last_posts(code, on)),
        group=day.held.group(code, on),
        base=lines.get(BASE, ZERO),
        proration=lines.get(PRORATION, ZERO),
        carry_in=lines.get(CARRY_IN, ZERO),
        added=result.added,
        deducted=result.deducted,
        floor=lines.get(FLOOR, ZERO),
        gross=result.gross,
        total=result.net,
        in_chapter=result.added_by_chapter.get(day.rules.ranking.tie_chapter, ZERO),
        full_months=day.served[code],
    )


def _ranked(day: Day, row: Row) -> Ranked:
    return Ranked(
        code=row.code,
        total=row.total,
        gross=row.gross,
        in_chapter=row.in_chapter,
        village=row.village,
        post_group=row.group,
        bodies=day.accounts[row.code].bodies,
        place_kind=day.accounts[row.code].place,
        full_months=row.full_months,
        kept_out=day.kept_out(row.code),
        prorated=row.proration != ZERO,
    )


def _placed(ranking: Ranking, people: Mapping[str, Row]) -> tuple[Row, ...]:
    def one(each: Standing | NotRanked) -> Row:
        row = people[each.row.code]
        if isinstance(each, NotRanked):
            return replace(row, not_ranked=each.reason.value)
        return replace(row, place=each.place, tied=each.tied)

    return (*map(one, ranking.standings), *map(one, ranking.not_ranked))


def _full_months(rules: Rulebook, account: Input, until: dt.date) -> int:
    """Return how many of the cycle's months somebody had served throughout before `until`."""
    assert account.service is not None
    spans = tuple((a, min(b, until)) for a, b in account.service.spans if a < until)
    served = replace(account, service=replace(account.service, spans=spans))
    return full_months(served, leave_costs=rules.service.leave_costs)


def months_elapsed(cycle: Cycle, on: dt.date) -> int:
    """Return how many of the cycle's months had ended with `on`.

    In the first months nobody can have served as long as the version asks for a place; whoever
    served since the cycle began is ranked all the same.
    """
    whole = Service(spans=((cycle.starts_on, on + _DAY),))
    return full_months(
        Input(
            holder="",
            kind=HolderKind.CADRE,
            starts_on=cycle.starts_on,
            ends_on=cycle.ends_on,
            service=whole,
        ),
        leave_costs=frozenset(),
    )


# ------------------------------------------------------------------ villages
def _villages(day: Day, units: Mapping[str, str]) -> tuple[Village, ...]:
    """Return the villages in which anybody had served, or anything had happened, by place."""
    rule = day.rules.rollup
    members: dict[str, list[Member]] = {}
    for code in day.held.serving(day.cycle.starts_on, day.on + _DAY):
        if code not in day.results:
            continue
        total = member_total(rule, day.results[code])
        days = day.held.units_of(code, day.cycle.starts_on, day.on + _DAY)
        for unit, served in sorted(days.items()):
            members.setdefault(unit, []).append(Member(code, total, served))
    paths = [a.village.path for a in day.every if a.village]
    kept = [p for p in paths if p in members or len(day.results[p].lines) > 1]
    rolled = {path: roll_up(rule, day.results[path].net, members.get(path, [])) for path in kept}
    rows = [Ranked(code=path, total=result.total) for path, result in rolled.items()]
    places = rank(rows, rule=replace(day.rules.ranking, tie_breaks=()))
    return tuple(
        Village(
            place=each.place,
            tied=each.tied,
            path=each.row.code,
            name=units[each.row.code],
            total=Centipoints(rolled[each.row.code].total),
            mean=rolled[each.row.code].mean,
            members_part=rolled[each.row.code].members_part,
            own=rolled[each.row.code].own,
            own_part=rolled[each.row.code].own_part,
            members=rolled[each.row.code].members,
        )
        for each in places.standings
    )
