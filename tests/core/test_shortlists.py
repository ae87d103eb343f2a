"""What must hold of a shortlist whatever the version asks (docs/results.md, "Shortlists")."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jifen.core.appraisal import Shortlist, Use
from jifen.core.points import Centipoints
from jifen.core.shortlists import Condition, Standing, checks, listed
from tests.core.plain_results import plain_shortlist

TODAY = dt.date(2026, 8, 31)
GRADES = ("good", "fair", "poor")
points = st.integers(50_00, 120_00).map(Centipoints)
days = st.none() | st.dates(dt.date(2024, 6, 1), TODAY)
lists = st.builds(
    Shortlist,
    code=st.just("l"),
    name=st.just("推荐名单"),
    use=st.sampled_from(Use),
    grades=st.sampled_from([(), ("good",), ("good", "fair")]),
    streak=st.sampled_from(["", "s"]),
    places=st.none() | st.integers(1, 6),
    least=st.none() | points,
    months=st.integers(0, 12),
    no_case=st.booleans(),
    no_talk_months=st.sampled_from([0, 1, 6, 12, 24]),
    no_grave_months=st.sampled_from([0, 1, 6, 12, 24]),
)
standings = st.builds(
    Standing,
    code=st.integers(0, 99).map("C{:02}".format),
    kept_out=st.booleans(),
    grade=st.sampled_from(["", *GRADES]),
    streaks=st.sets(st.sampled_from(["s", "t"])),
    place=st.integers(0, 8),
    total=st.none() | points,
    months=st.integers(0, 12),
    open_case=st.booleans(),
    talk_on=days,
    grave_on=days,
)
towns = st.lists(standings, max_size=8, unique_by=lambda one: one.code)


@given(lists, towns)
def test_two_opinions_agree_on_who_is_listed(rule: Shortlist, people: list[Standing]) -> None:
    assert list(listed(rule, people, on=TODAY)) == plain_shortlist(rule, people, TODAY)


@given(lists, towns)
def test_nobody_takes_anybodys_place(rule: Shortlist, people: list[Standing]) -> None:
    together = set(listed(rule, people, on=TODAY))
    assert together == {one.code for one in people if listed(rule, [one], on=TODAY)}


@given(lists, standings)
def test_everything_that_is_asked_is_said_and_nothing_else(rule: Shortlist, one: Standing) -> None:
    asked = {check.condition for check in checks(rule, one, on=TODAY)}
    nothing = replace(
        rule,
        grades=(),
        streak="",
        places=None,
        least=None,
        months=0,
        no_case=False,
        no_talk_months=0,
        no_grave_months=0,
    )
    assert {check.condition for check in checks(nothing, one, on=TODAY)} == {Condition.IN_OFFICE}
    assert (Condition.NO_TALK in asked) == (rule.no_talk_months > 0)
    assert (Condition.NO_GRAVE in asked) == (rule.no_grave_months > 0)
    assert (Condition.GRADE in asked) == bool(rule.grades)


@given(lists, standings, st.integers(0, 900))
def test_time_alone_never_takes_anybody_off(rule: Shortlist, one: Standing, later: int) -> None:
    if listed(rule, [one], on=TODAY):
        assert listed(rule, [one], on=TODAY + dt.timedelta(days=later))
