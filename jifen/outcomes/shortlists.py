"""Who stands on the shortlists (推荐名单) of a cycle's decided results, and on what grounds."""

import datetime as dt
from collections.abc import Mapping, Sequence

from jifen.claims.queries import magnitude
from jifen.core.appraisal import Shortlist
from jifen.core.consequence import State
from jifen.core.facts import Measures
from jifen.core.points import display
from jifen.core.ranking import KEPT_OUT
from jifen.core.rules import Direction, Rulebook
from jifen.core.shortlists import Check, Condition, Standing, listed
from jifen.core.streaks import runs
from jifen.cycles.queries import cycles as cycles_of
from jifen.ledger.inputs import capacities
from jifen.ledger.models import Account, Party
from jifen.ledger.queries import status
from jifen.outcomes.case import Case, Stage
from jifen.outcomes.models import Handling
from jifen.outcomes.queries import cases
from jifen.people.models import Area
from jifen.results import making
from jifen.results import queries as results
from jifen.results.queries import Course
from jifen.rulebook.queries import rulebook

OVER = frozenset(
    {
        State.REMOVAL,
        State.KEPT,
        State.FILED,
        State.CARRIED,
        State.NOT_CARRIED,
        State.RESIGNED,
        State.ENDED,
        State.JUDGED,
        State.CLOSED,
        State.SETTLED,
    }
)
"""Where a second time is decided: no case of it is open any more."""


def standings(course: Course, *, today: dt.date) -> list[Standing]:
    """Return everybody as the lists of decided results ask. Ten queries, and eight for each cycle.

    Open cases and talks are those of every cycle of the town, grave deductions those that count
    for the person today.
    """
    sheet, edition = course.sheet, course.edition
    assert sheet is not None, "lists are drawn from what was decided"
    assert edition is not None, "lists are drawn from what was decided"
    rules = rulebook(course.cycle.version)
    town = course.cycle.town
    every = list(cycles_of(town))
    found = [case for cycle in every for case in cases(cycle, today=today, cycles=every)]
    decided = _decided(town)
    open_cases = {case.cadre.code for case in found if _is_open(case, decided)}
    talks: dict[str, dt.date] = {}
    for case in found:
        if case.stage is Stage.TALKED and case.talk is not None:
            code = case.cadre.code
            talks[code] = max(talks.get(code, dt.date.min), case.talk.held_on)
    graves = grave_days(town)
    history = making.history(edition, course.proposed.last_seq if course.proposed else 0)
    low = frozenset(row.code for row in sheet.rows if row.low)
    streaks = rules.results.streaks if rules.results is not None else ()
    return [
        Standing(
            code=row.code,
            kept_out=row.not_ranked in KEPT_OUT.values(),
            grade=course.grade(row) if row.graded else "",
            streaks=frozenset(
                run.streak
                for run in runs(
                    streaks, row.code, grade=course.grade(row), lowest=low, history=history
                )
            ),
            place=row.place,
            total=row.total,
            months=row.months,
            open_case=row.code in open_cases,
            talk_on=talks.get(row.code),
            grave_on=graves.get(row.code),
        )
        for row in sheet.rows
    ]


def grave_days(town: Area) -> dict[str, dt.date]:
    """Return code → the last day on which a grave deduction that counts for them happened.

    Grave is what the item says, or what reaches the version's line by itself. Four queries.
    """
    # A version's text is long: read once a cycle, not once for everybody who bears a fact of it.
    rules_of = {cycle.pk: rulebook(cycle.version) for cycle in cycles_of(town)}
    accounts = {
        (one.cycle_id, one.cadre_id): one
        for one in Account.objects.filter(cycle__town=town, cadre__isnull=False)
    }
    deducting = {
        item.code
        for rules in rules_of.values()
        for item in rules.items
        if item.direction is Direction.DEDUCT
    }
    rows = Party.objects.filter(fact__town=town, fact__item__in=deducting)
    rows = rows.select_related("cadre", "fact")
    days: dict[str, dt.date] = {}
    for party in rows.prefetch_related("fact__changes"):
        fact = party.fact
        rules = rules_of[fact.cycle_id]
        item = rules.by_code.get(fact.item)
        account = accounts.get((fact.cycle_id, party.cadre_id))
        if item is None or account is None or item.direction is not Direction.DEDUCT:
            continue
        if not capacities(party.capacities) & item.shares.keys():
            continue
        reaches = magnitude(item, Measures.read(fact.measures)) >= rules.process.grave_line
        if (item.grave or reaches) and status(fact, account) == "effective":
            code = party.cadre.code
            days[code] = max(days.get(code, dt.date.min), fact.happened_on)
    return days


def _decided(town: Area) -> dict[str, bool]:
    """Return case → whether every way that was begun on it has come to its end. One query."""
    last: dict[tuple[str, int], str] = {}
    for row in Handling.objects.filter(town=town, holding__gt=0).order_by("seq"):
        last[row.case, row.holding] = row.target
    found: dict[str, bool] = {}
    for (case, _holding), target in last.items():
        found[case] = found.get(case, True) and State(target) in OVER
    return found


def _is_open(case: Case, decided: Mapping[str, bool]) -> bool:
    """Say whether a case waits: for a talk, for a meeting, or for whoever decides a second time."""
    if case.stage is Stage.PROPOSED:
        return not decided.get(case.id, False)
    return case.stage in {Stage.DUE, Stage.WAITING}


def found(
    rule: Shortlist, course: Course, people: Sequence[Standing], *, on: dt.date
) -> dict[str, list[list[str]]]:
    """Return code → the grounds on which somebody stands on a list: condition and figure."""
    rules = rulebook(course.cycle.version)
    every = {one.code: one for one in people}
    return {
        code: [[check.condition.value, _figure(check, rule, every[code], rules)] for check in asked]
        for code, asked in listed(rule, people, on=on).items()
    }


def _figure(check: Check, rule: Shortlist, one: Standing, rules: Rulebook) -> str:
    match check.condition:
        case Condition.GRADE:
            return results.grade_name(rules, one.grade)
        case Condition.STREAK:
            return rule.streak
        case Condition.PLACE:
            return str(one.place)
        case Condition.RESULT:
            return display(one.total) if one.total is not None else ""
        case Condition.MONTHS:
            return str(one.months)
        case Condition.NO_TALK:
            return str(rule.no_talk_months)
        case Condition.NO_GRAVE:
            return str(rule.no_grave_months)
        case Condition.IN_OFFICE | Condition.NO_CASE:
            return ""
