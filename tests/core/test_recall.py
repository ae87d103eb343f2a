"""The thresholds of a recall at their boundaries (村民委员会组织法 2025, 第十九条)."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from jifen.core.errors import Refusal
from jifen.core.recall import (
    Terms,
    carries,
    delegates,
    majority,
    petition_stands,
    sponsors,
    terms_for,
    turnout,
)

NATION = Terms(
    name="中华人民共和国村民委员会组织法",
    article="第十九条",
    source="2025年10月28日修正",
    unit="village",
    in_force_on=dt.date(2026, 1, 1),
    verified=True,
    sponsors=Fraction(1, 5),
    delegates=Fraction(1, 3),
    turnout_over=Fraction(1, 2),
    majority_over=Fraction(1, 2),
)


@pytest.mark.parametrize(
    ("voters", "need"), [(1000, 200), (1001, 201), (1004, 201), (1005, 201), (1006, 202), (1, 1)]
)
def test_a_fifth_of_the_voters_is_counted_in_whole_people(voters: int, need: int) -> None:
    assert sponsors(NATION, voters=voters, signed=need).reached
    assert not sponsors(NATION, voters=voters, signed=need - 1).reached


@pytest.mark.parametrize(("representatives", "need"), [(30, 10), (31, 11), (32, 11), (33, 11)])
def test_a_third_of_the_representatives_is_counted_in_whole_people(
    representatives: int, need: int
) -> None:
    assert delegates(NATION, representatives=representatives, signed=need).reached
    assert not delegates(NATION, representatives=representatives, signed=need - 1).reached


@pytest.mark.parametrize(("registered", "need"), [(1000, 501), (1001, 501), (999, 500), (2, 2)])
def test_half_of_the_registered_is_not_enough(registered: int, need: int) -> None:
    assert turnout(NATION, registered=registered, voted=need).reached
    assert not turnout(NATION, registered=registered, voted=need - 1).reached


@pytest.mark.parametrize(("voted", "need"), [(501, 251), (502, 252), (600, 301), (601, 301)])
def test_half_of_the_votes_is_not_enough(voted: int, need: int) -> None:
    assert majority(NATION, voted=voted, in_favour=need).reached
    assert not majority(NATION, voted=voted, in_favour=need - 1).reached


def test_either_the_voters_or_their_representatives_suffice() -> None:
    def stands(voters_signed: int, delegates_signed: int) -> bool:
        return petition_stands(
            NATION,
            voters=1001,
            voters_signed=voters_signed,
            representatives=31,
            delegates_signed=delegates_signed,
        )

    assert stands(201, 0)
    assert stands(0, 11)
    assert not stands(200, 10)


def test_a_vote_needs_both_halves() -> None:
    assert carries(NATION, registered=1000, voted=501, in_favour=251)
    assert not carries(NATION, registered=1000, voted=500, in_favour=500)
    assert not carries(NATION, registered=1000, voted=502, in_favour=251)


@pytest.mark.parametrize(
    ("registered", "voted", "in_favour"), [(10, 11, 6), (10, 8, 9), (10, 8, -1)]
)
def test_counts_that_contradict_each_other_are_refused(
    registered: int, voted: int, in_favour: int
) -> None:
    with pytest.raises(Refusal, match=r"recall\.counts"):
        carries(NATION, registered=registered, voted=voted, in_favour=in_favour)


def test_a_text_that_was_not_verified_computes_nothing() -> None:
    unread = replace(NATION, verified=False)
    with pytest.raises(Refusal, match=r"law\.unverified"):
        sponsors(unread, voters=1000, signed=1000)
    with pytest.raises(Refusal, match=r"law\.unverified"):
        carries(replace(NATION, turnout_over=None), registered=10, voted=9, in_favour=9)


def test_the_nearest_and_latest_text_in_force_governs() -> None:
    province = replace(NATION, province="某省", name="省实施办法", vote_within_days=30)
    later = replace(province, in_force_on=dt.date(2027, 1, 1), vote_within_days=60)
    every = (NATION, province, later)

    def name(province: str, on: dt.date) -> tuple[str, int | None]:
        found = terms_for(every, unit="village", province=province, on=on)
        return found.name, found.vote_within_days

    assert name("某省", dt.date(2026, 6, 1)) == ("省实施办法", 30)
    assert name("某省", dt.date(2027, 6, 1)) == ("省实施办法", 60)
    assert name("邻省", dt.date(2027, 6, 1)) == (NATION.name, None)
    with pytest.raises(Refusal, match=r"law\.none"):
        terms_for(every, unit="village", province="某省", on=dt.date(2025, 12, 31))
    with pytest.raises(Refusal, match=r"law\.none"):
        terms_for(every, unit="community", province="某省", on=dt.date(2026, 6, 1))
