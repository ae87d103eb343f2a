"""Which roles may be stood in with, and toward whom nobody wears the hat of who stood aside."""

import datetime as dt

import pytest

from jifen.core.access import APART, Actor, Grant, Role, Target, Tie, roles_toward
from jifen.core.delegation import DELEGABLE, MOST_DAYS, check
from jifen.core.errors import Refusal

TODAY = dt.date(2026, 3, 2)
TOWN, VILLAGE = "p1/c1/k1/t1", "p1/c1/k1/t1/v01"
OWN = Grant(role=Role.MEMBER, area=TOWN, from_on=TODAY)


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def code(
    *held: Grant, role: Role = Role.MEMBER, area: str = TOWN, first: int = 0, last: int = 10
) -> str:
    try:
        check(held, role, area, from_on=days(first), to_on=days(last), on=TODAY)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_the_separated_roles_and_those_that_speak_for_somebody_are_nobodys_to_give() -> None:
    assert not DELEGABLE & (APART | {Role.CADRE, Role.SECRETARY, Role.SUPERVISION})
    for role in Role:
        own = Grant(role=role, area=TOWN, from_on=TODAY)
        assert code(own, role=role) == ("" if role in DELEGABLE else "delegation.role")


@pytest.mark.parametrize(
    ("held", "area", "first", "last", "said"),
    [
        (OWN, TOWN, 0, 10, ""),
        (OWN, VILLAGE, 0, 10, ""),
        (OWN, "p1/c1/k1", 0, 10, "delegation.wider"),
        (OWN, "p1/c1/k1/t10", 0, 10, "delegation.wider"),
        (Grant(role=Role.HEAD, area=TOWN, from_on=TODAY), TOWN, 0, 10, "delegation.wider"),
        (Grant(role=Role.MEMBER, area=TOWN, from_on=days(1)), TOWN, 0, 10, "delegation.wider"),
        (
            Grant(role=Role.MEMBER, area=TOWN, from_on=TODAY, to_on=days(9)),
            TOWN, 0, 10, "delegation.wider",
        ),
        (Grant(role=Role.MEMBER, area=TOWN, from_on=TODAY, to_on=days(10)), TOWN, 0, 10, ""),
        (
            Grant(role=Role.MEMBER, area=TOWN, from_on=TODAY, delegator="a"),
            TOWN, 0, 10, "delegation.wider",
        ),
        (OWN, TOWN, -1, 10, "delegation.past"),
        (OWN, TOWN, 3, 3, "delegation.dates"),
        (OWN, TOWN, 0, MOST_DAYS, ""),
        (OWN, TOWN, 0, MOST_DAYS + 1, "delegation.dates"),
    ],
)  # fmt: skip
def test_it_is_never_wider_or_longer_than_what_one_holds(
    held: Grant, area: str, first: int, last: int, said: str
) -> None:
    assert code(held, area=area, first=first, last=last) == said


def test_toward_the_kin_of_who_stood_aside_only_ones_own_hats_remain() -> None:
    stood_in = Grant(
        role=Role.MEMBER, area=TOWN, from_on=TODAY, delegator="a", shuns=frozenset({"V01-01A"})
    )
    own = Grant(role=Role.COMMITTEE, area=TOWN, from_on=TODAY)
    who = Actor(key="b", login="b", grants=frozenset({stood_in, own}))
    for cadre, hats in (("V01-01A", {Role.COMMITTEE}), ("V01-02B", {Role.COMMITTEE, Role.MEMBER})):
        toward = Target(area=TOWN, cadres=frozenset({cadre}))
        assert roles_toward(who, toward, on=TODAY) == hats


def test_a_tie_counts_in_whatever_was_going_on_before_it_ended() -> None:
    ties = frozenset({Tie(key="a", to_on=days(5)), Tie(key="c", to_on=None)})
    who = Actor(key="b", login="b", ties=ties)
    assert who.tied(days(4)) == {"a", "c"}
    assert who.tied(days(5)) == {"c"}
