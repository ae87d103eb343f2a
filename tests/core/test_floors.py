"""The floors above every rulebook: each is found where a version goes below it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from jifen.core.appraisal import ResultsRule, Streak, StreakOf
from jifen.core.drafting import below
from jifen.core.floors import FLOORS, Basis, breaches, in_force
from jifen.core.rules import Rulebook
from jifen.rulebook.reader import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "rulebooks" / "jingzi" / "rulebook.yaml"
NOW = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return read(EXAMPLE.read_text("utf-8"), EXAMPLE.name)


def codes(rules: Rulebook, on: dt.date = NOW) -> list[str]:
    return [one.floor.code for one in breaches(rules, on=on)]


def process(rules: Rulebook, **days: int) -> Rulebook:
    return replace(rules, process=replace(rules.process, **days))


def measure(rules: Rulebook, text: str) -> Rulebook:
    return replace(rules, ladder=replace(rules.ladder, first_measure=text))


def test_the_example_goes_below_none(rules: Rulebook) -> None:
    assert codes(rules) == []


@pytest.mark.parametrize(
    ("code", "days", "least"),
    [
        ("publicity-days", "publicity_days", 5),
        ("answer-days", "answer_days", 3),
        ("appeal-days", "appeal_days", 3),
    ],
)
def test_a_period_may_not_be_shorter(rules: Rulebook, code: str, days: str, least: int) -> None:
    assert codes(process(rules, **{days: least - 1})) == [code]
    assert codes(process(rules, **{days: least})) == []


@pytest.mark.parametrize("kind", ["sick", "maternity"])
def test_sick_and_maternity_leave_cost_nothing(rules: Rulebook, kind: str) -> None:
    costly = replace(
        rules, service=replace(rules.service, leave_costs=frozenset({kind, "private"}))
    )
    assert codes(costly) == ["free-leave"]
    free = replace(rules, service=replace(rules.service, leave_costs=frozenset({"private"})))
    assert codes(free) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("给予警告处分", "no-punishment"),
        ("记过", "no-punishment"),
        ("撤换其职务", "elected-posts"),
        ("免去村委会委员职务", "elected-posts"),
        ("停发基本报酬", "performance-pay-only"),
    ],
)
def test_a_measure_is_no_punishment_ends_no_elected_post_and_touches_no_basic_pay(
    rules: Rulebook, text: str, code: str
) -> None:
    assert codes(measure(rules, text)) == [code]
    streak = Streak(code="s", of=StreakOf.LOWEST, times=2, measure=text)
    later = replace(rules, results=ResultsRule(streaks=(streak,)))
    (found,) = breaches(later, on=NOW)
    assert (found.floor.code, found.path) == (code, "results.streaks.s.measure")


@pytest.mark.parametrize("text", ["谈话提醒警示", "批评教育", "扣减绩效奖励", "依法提请罢免"])
def test_lawful_measures_stand(rules: Rulebook, text: str) -> None:
    assert codes(measure(rules, text)) == []


def test_a_floor_holds_from_its_day_on(rules: Rulebook) -> None:
    low = measure(rules, "停发基本报酬")
    assert codes(low, dt.date(2025, 12, 31)) == []
    assert codes(low, dt.date(2026, 1, 1)) == ["performance-pay-only"]
    assert len(in_force(dt.date(2019, 1, 1))) < len(in_force(NOW)) == len(FLOORS)


def test_every_floor_says_where_it_comes_from() -> None:
    for floor in FLOORS:
        assert bool(floor.source) == (floor.basis is not Basis.HOUSE), floor.code
    assert len({floor.code for floor in FLOORS}) == len(FLOORS)


def test_the_refusal_names_every_place_and_every_article(rules: Rulebook) -> None:
    found = below(breaches(measure(process(rules, answer_days=1), "记过"), on=NOW))
    assert found.code == "rulebook.below-floor"
    assert "process.answer_days（1）" in str(found.values["places"])
    assert "ladder.first_measure（记过）" in str(found.values["places"])
    assert "《行政处罚法》" in found.article
    assert "《公职人员政务处分法》第二十二条" in found.article
