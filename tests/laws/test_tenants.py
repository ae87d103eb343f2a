"""I8: another town's rows are unreachable.

The two towns are twins: same villages, same names, same cadre codes, even the same day's work. Only
paths and keys differ, so whatever goes by name or code alone confuses them.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import pytest

import jifen
from jifen.appeals import commands as appeals
from jifen.appeals import judges
from jifen.appeals import queries as reviews
from jifen.appeals.models import Appeal
from jifen.claims import commands as claims
from jifen.claims import queries
from jifen.claims.commands import past, recusing
from jifen.claims.models import Claim
from jifen.core import access
from jifen.core.access import Actor, Role, Target, roles_toward, sees
from jifen.core.appeal import Action as Review
from jifen.core.appeal import Ground as Fault
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.recusal import Ground, Manner
from jifen.core.rules import Capacity
from jifen.core.task import Action as Task
from jifen.core.task import Origin
from jifen.core.workflow import STEPS, Action, Kind
from jifen.ledger.models import Fact
from jifen.meetings import queries as meetings
from jifen.meetings.models import Meeting, Point
from jifen.people import queries as people
from jifen.people.queries import rosters
from jifen.publicity import commands as postings
from jifen.publicity import queries as publicity
from jifen.publicity.models import Objection, PostingLine
from jifen.recusals import queries as recusals
from jifen.register.commands import open_cycle
from jifen.results import queries as results
from jifen.standings import commands as standings
from jifen.standings.models import Edition
from jifen.tasks import commands as tasks
from jifen.tasks import queries as asked
from jifen.tasks.models import Step
from tests.harness.kept import once
from tests.laws.oracle import after_commit, snapshot
from tests.laws.town import EAST, WAYS, Town, fact, found

PATHS = ("p1/c1/k1/t1", "p1/c1/k2/t1")


@pytest.fixture
def twins(db: None) -> tuple[Town, Town]:
    """Two towns, each with a recorded fact and a claim in every state on the way."""
    return once(found_twins)


def found_twins() -> tuple[Town, Town]:
    made = []
    for path in PATHS:
        town = found(path, f"镇{path}")
        for role, unit in (("secretary", "王一禾"), ("cadre", "张三稻")):
            town.user(role, Role(role), town.unit(EAST), unit)
        town.enter(fact("试积决〔2025〕1号", "D-1", "张三稻", measures=Measures(quantity=1)))
        town.day = town.cycle.ends_on.replace(month=6, day=2)
        town.draft("cadre", "A-2", "张三稻")
        for kind, item in ((Kind.GRANT, "A-2"), (Kind.DEDUCTION, "D-1")):
            for length in (1, 2, len(WAYS[kind]) - 1):
                claim = town.draft("line", item, "张三稻")
                for n in range(length):
                    claim = town.walk(claim, WAYS[kind][n])
                    if claim.due_on and n < length - 1:
                        town.day = claim.due_on.fromordinal(claim.due_on.toordinal() + 1)
        handed_in = town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))
        recusing.recuse(
            handed_in, town.users["member"], Ground.INTEREST,
            manner=Manner.ORDER, reason="有利害关系。", hand=town.hand("head"),
        )  # fmt: skip
        appeal = appeals.ask(
            town.area,
            fact=Fact.objects.get(town=town.area),
            holder=town.code("张三稻"),
            points=[appeals.NewPoint(ground=Fault.EXCESSIVE, text="已经当场整改。")],
            hand=town.hand("cadre"),
        )
        appeals.take_step(appeal, Review.ADMIT, hand=town.hand("committee"))
        _supervise(town)
        made.append(town)
    return made[0], made[1]


def _supervise(town: Town) -> None:
    """Ask something of the secretary's duty area, and have it reported."""
    task = tasks.NewTask(title="巡查耕地", area="land", units=[town.unit(EAST)], days=3)
    source = tasks.Source(origin=Origin.TOWN)
    (made,) = tasks.issue(town.area, source, [task], token=town.area.ref, hand=town.hand("clerk"))
    done = tasks.Given(evidence=["巡查台账"])
    tasks.take_step(made, town.unit(EAST), Task.REPORT, done, hand=town.hand("secretary"))


def _course(there: Town) -> list[Step]:
    (task,) = asked.latest(there.area)
    (course,) = asked.steps(task.task).values()
    return course


def _open(who: Actor, there: Town) -> object:
    course = _course(there)
    seen = asked.progress(course[-1], {}, today=there.day)
    return asked.choices(course, who, seen, on=there.day)


def logins(town: Town) -> list[str]:
    return sorted(town.users)


def _review(there: Town) -> Appeal:
    found = reviews.appeal_at(Appeal.objects.get(town=there.area).ref)
    assert found is not None
    return found


def _choices(who: Actor, there: Town) -> object:
    one = _review(there)
    is_ = judges.parts(one, who, judges.case_of(one, on=there.day), on=there.day)
    return reviews.choices(one, who, is_, on=there.day)


def _meeting(there: Town) -> Meeting:
    return Meeting(town=there.area, chair=there.users["head"])


# ------------------------------------------------------------------ every query that takes an actor
Ask = Callable[[Actor, Town, Claim], object]
QUERIES: dict[str, Ask] = {
    "jifen.claims.queries.visible_to": lambda who, there, claim: list(
        queries.visible_to(who, there.area, on=there.day)
    ),
    "jifen.claims.queries.of_causes": lambda who, there, claim: [
        one
        for one, read in queries.of_causes(who, there.area, [claim.identity], on=there.day).values()
        if read
    ],
    "jifen.claims.queries.going": lambda who, there, claim: queries.going(
        who, there.area, on=there.day
    ),
    "jifen.claims.queries.waiting": lambda who, there, claim: queries.waiting(
        [claim], who, there.area, on=there.day
    ),
    "jifen.claims.queries.awaiting": lambda who, there, claim: queries.awaiting(
        who, there.area, on=there.day
    ),
    "jifen.claims.queries.shows": lambda who, there, claim: queries.shows(claim, who, on=there.day),
    "jifen.claims.queries.hats": lambda who, there, claim: queries.hats(claim, who, on=there.day),
    "jifen.claims.queries.open_actions": lambda who, there, claim: queries.open_actions(
        claim, who, on=there.day
    ),
    "jifen.claims.queries.taken": lambda who, there, claim: queries.taken(claim, who),
    "jifen.claims.queries.own_roles": lambda who, there, claim: queries.own_roles(
        who, claim, on=there.day
    ),
    "jifen.recusals.queries.barred": lambda who, there, claim: recusals.barred(there.area, who),
    "jifen.meetings.queries.roles": lambda who, there, claim: meetings.roles(
        _meeting(there), who, on=there.day
    ),
    "jifen.meetings.queries.open_actions": lambda who, there, claim: meetings.open_actions(
        _meeting(there), who, on=there.day
    ),
    "jifen.meetings.queries.closeness": lambda who, there, claim: meetings.closeness(
        Point(cadres=sorted(queries.named(claim)), about=claim.ref), who, there.area
    ),
    "jifen.results.queries.roles": lambda who, there, claim: results.roles(
        there.cycle, who, on=there.day
    ),
    "jifen.results.queries.held": lambda who, there, claim: results.held(
        results.Course(there.cycle, Edition(), None, ()), who, on=there.day
    ),
    "jifen.results.queries.open_actions": lambda who, there, claim: results.open_actions(
        results.Course(there.cycle, Edition(), None, ()), who, on=there.day
    ),
    "jifen.publicity.queries.weighs": lambda who, there, claim: publicity.weighs(
        claim, who, on=there.day
    ),
    "jifen.publicity.queries.shown_reporter": lambda who, there, claim: publicity.shown_reporter(
        Objection(line=PostingLine(claim=claim)), who, on=there.day
    ),
    "jifen.appeals.queries.visible_to": lambda who, there, claim: reviews.visible_to(
        who, there.area, on=there.day
    ),
    "jifen.appeals.queries.awaiting": lambda who, there, claim: reviews.awaiting(
        who, there.area, on=there.day
    ),
    "jifen.appeals.queries.shows": lambda who, there, claim: reviews.shows(
        _review(there), who, on=there.day
    ),
    "jifen.appeals.queries.red_for": lambda who, there, claim: reviews.red_for(
        _review(there), who, on=there.cycle.ends_on
    ),
    "jifen.appeals.queries.choices": lambda who, there, claim: _choices(who, there),
    "jifen.appeals.queries.taken": lambda who, there, claim: reviews.taken(_review(there), who),
    "jifen.tasks.queries.visible_to": lambda who, there, claim: list(
        asked.visible_to(who, there.area, on=there.day)
    ),
    "jifen.tasks.queries.shows": lambda who, there, claim: asked.shows(
        _course(there)[-1].task, who, on=there.day
    ),
    "jifen.tasks.queries.seen": lambda who, there, claim: asked.seen(
        _course(there)[-1].task, who, on=there.day
    ),
    "jifen.tasks.queries.mine": lambda who, there, claim: list(asked.mine(who, there.area)),
    "jifen.tasks.queries.dated": lambda who, there, claim: list(
        asked.dated(who, there.area, on=there.day)
    ),
    "jifen.tasks.queries.parts": lambda who, there, claim: asked.parts(
        _course(there)[-1], who, on=there.day
    ),
    "jifen.tasks.queries.taken": lambda who, there, claim: asked.taken(_course(there), who),
    "jifen.tasks.queries.choices": lambda who, there, claim: _open(who, there),
    "jifen.people.queries.towns_of": lambda who, there, claim: [
        town for town in people.towns_of(who, on=there.day) if town == there.area
    ],
    "jifen.core.access.sees": lambda who, there, claim: sees(who, there.area.path, on=there.day),
    "jifen.core.access.roles_toward": lambda who, there, claim: roles_toward(
        who, queries.target(claim), on=there.day
    ),
}
"""Each must come to nothing for somebody of another town, whatever they are there."""


def asked_by_actor() -> set[str]:
    """Find every function of a noun's queries, and of access, that takes an actor."""
    modules = [access] + [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(jifen.__path__, "jifen.")
        if found.name.endswith(".queries")
    ]
    return {
        f"{module.__name__}.{name}"
        for module in modules
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_")
        if Actor in {given.annotation for given in inspect.signature(one).parameters.values()}
    }


def test_every_query_that_takes_an_actor_is_asked_here() -> None:
    assert asked_by_actor() == set(QUERIES)


def test_nobody_reaches_a_row_of_the_other_town(twins: tuple[Town, Town]) -> None:
    here, there = twins
    every = list(queries.every(there.area))
    assert len({claim.state for claim in every}) > 5
    for login in logins(here):
        who = here.actor(login)
        for claim in every:
            for name, ask in QUERIES.items():
                assert not ask(who, there, claim), (name, login, claim)


def test_at_home_each_of_these_queries_finds_something(twins: tuple[Town, Town]) -> None:
    """The control: asked by their own town's people, none of them is empty for all."""
    here, _ = twins
    every = list(queries.every(here.area))
    for name, ask in QUERIES.items():
        assert any(ask(here.actor(login), here, c) for login in logins(here) for c in every), name


def test_a_namesake_by_code_is_nobody_here(twins: tuple[Town, Town]) -> None:
    here, there = twins
    mine, theirs = here.actor("cadre"), there.actor("cadre")
    assert mine.cadre == theirs.cadre
    about = Target(area=there.unit(EAST).path, cadres=frozenset({theirs.cadre}))
    assert roles_toward(mine, about, on=here.day) == frozenset()
    assert roles_toward(theirs, about, on=here.day) == {Role.CADRE}


def test_without_the_register_a_namesake_would_be_taken_for_the_person(
    twins: tuple[Town, Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = twins
    monkeypatch.setattr(Actor, "cadre_in", lambda self, area: self.cadre)
    assert list(queries.visible_to(here.actor("cadre"), there.area, on=there.day))


# ------------------------------------------------------------------ every command
@pytest.fixture
def untouched(twins: tuple[Town, Town]) -> tuple[Town, Town, object]:
    here, there = twins
    return here, there, snapshot(there.area)


def test_no_step_of_the_other_town_can_be_taken(untouched: tuple[Town, Town, object]) -> None:
    here, there, stood = untouched
    for claim in queries.every(there.area):
        for action in {s.action for s in STEPS[Kind(claim.kind)] if s.source == claim.state}:
            for login in logins(here):
                with pytest.raises(Refusal) as refused:
                    postings.take_step(claim, action, hand=here.hand(login), reason="越界")
                assert refused.value.code == "claim.unknown"
    assert snapshot(there.area) == stood


def test_no_draft_lies_in_the_other_town(untouched: tuple[Town, Town, object]) -> None:
    here, there, stood = untouched
    for login in logins(here):
        for cycle, unit in ((there.cycle, there), (here.cycle, there), (there.cycle, here)):
            with pytest.raises(Refusal):
                claims.draft(
                    cycle,
                    item="A-2",
                    unit=unit.unit(EAST),
                    people={there.code("张三稻"): Capacity.NAMED},
                    happened_on=here.day,
                    measures=Measures(chosen=100),  # type: ignore[arg-type]
                    reason="越界",
                    evidence=["文号"],
                    hand=here.hand(login),
                )
    assert snapshot(there.area) == stood


def test_no_draft_of_the_other_town_is_revised(untouched: tuple[Town, Town, object]) -> None:
    here, there, _ = untouched
    draft = Claim.objects.get(town=there.area, state="draft", drafted_by=there.users["cadre"])
    for login in logins(here):
        with pytest.raises(Refusal):
            claims.revise(
                draft,
                people={},
                happened_on=draft.happened_on,
                measures=Measures.read(draft.measures),
                reason="越界",
                evidence=["文号"],
                hand=here.hand(login),
            )


@pytest.mark.parametrize("second", ["member", ""])
def test_no_file_enters_the_other_town(untouched: tuple[Town, Town, object], second: str) -> None:
    here, there, stood = untouched
    one = fact("越界1号", "D-1", "张三稻", measures=Measures(quantity=1))
    sheet = past.FactsSheet("f.xlsx", "0" * 64, (one,), (), (), (), ())
    for login in logins(here):
        with pytest.raises(Refusal, match=r"past\."):
            claims.import_facts(
                there.area,
                sheet,
                hand=here.hand(login),
                second=here.actor(second) if second else None,
            )
    assert snapshot(there.area) == stood


def test_nothing_else_of_the_other_town_is_decided(untouched: tuple[Town, Town, object]) -> None:
    here, there, stood = untouched
    theirs = Fact.objects.select_related("town", "unit", "cycle__town", "version").get(
        town=there.area
    )
    for login in logins(here):
        hand = here.hand(login)
        for deed in (
            lambda hand=hand: claims.withdraw(
                theirs, reason="越界", hand=hand, second=here.actor("member")
            ),
            lambda hand=hand: claims.lock_past(there.area, hand=hand),
            lambda hand=hand: appeals.take_step(_review(there), Review.HEAR, hand=hand),
            lambda hand=hand: appeals.ask(
                there.area,
                fact=theirs,
                holder=there.code("张三稻"),
                points=[appeals.NewPoint(ground=Fault.EXCESSIVE, text="越界越界")],
                hand=hand,
            ),
            lambda hand=hand: standings.brief(there.cycle, checkpoint_on=there.day, hand=hand),
            lambda hand=hand: standings.propose_close(there.cycle, hand=hand),
            lambda hand=hand: standings.close(
                there.cycle, hand=hand, second=here.actor("member-2")
            ),
        ):
            with pytest.raises(Refusal):
                deed()
    assert snapshot(there.area) == stood
    assert after_commit(there.area) == []


def test_a_cycle_is_not_opened_under_the_other_towns_rulebook(twins: tuple[Town, Town]) -> None:
    here, there = twins
    with pytest.raises(Refusal, match=r"rulebook\.unknown"):
        open_cycle(
            here.area,
            "2025-2026",
            starts_on=here.cycle.ends_on,
            version=there.version,
            hand=here.hand("clerk"),
        )


def test_what_happens_in_one_town_leaves_the_other_as_it_was(twins: tuple[Town, Town]) -> None:
    here, there = twins
    stood = snapshot(there.area)
    here.enter(fact("试积决〔2025〕2号", "D-1", "张三稻", measures=Measures(quantity=3)))
    here.register(people=[])
    assert snapshot(there.area) == stood
    assert [m.cadre for m in rosters(here.area).on(here.unit(EAST).path, here.day)] == [
        m.cadre for m in rosters(there.area).on(there.unit(EAST).path, there.day)
    ]
    assert after_commit(here.area) == after_commit(there.area) == []


def test_the_county_above_one_town_is_not_above_the_other(twins: tuple[Town, Town]) -> None:
    here, there = twins
    claim = queries.every(there.area).exclude(state="draft")[0]
    assert queries.shows(claim, there.actor("county"), on=there.day)
    assert not queries.shows(claim, here.actor("county"), on=there.day)
    assert Action.VERIFY not in queries.open_actions(claim, there.actor("county"), on=there.day)
