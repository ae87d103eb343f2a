"""Recusal as tables: every ground has a source, every ask an effect, nobody rules on themself."""

from itertools import product

import pytest

from jifen.core import floors
from jifen.core.access import Role
from jifen.core.recusal import (
    EFFECTS,
    GROUNDS,
    JUDGES,
    OBJECTION_DAYS,
    SPEAKS,
    Effect,
    Ground,
    Manner,
    effect,
    may_rule,
    registered,
    worn,
)

PEOPLE = ("head", "about", "by", "somebody")


def test_every_ground_has_a_row_with_its_source_and_its_name() -> None:
    assert GROUNDS.keys() == set(Ground)
    assert all("第" in row.article and row.said for row in GROUNDS.values())


def test_a_word_means_one_ground_and_those_of_one_case_are_not_registered() -> None:
    words = [word for row in GROUNDS.values() for word in row.said]
    assert len(words) == len(set(words))
    for row in GROUNDS.values():
        for word in (row.ground.value, *row.said):
            assert registered(f" {word} ") is (row.ground if row.registered else None)


def test_every_ask_has_an_effect_and_an_order_is_never_ruled_on() -> None:
    wanted = set(product((Manner.SELF, Manner.REQUEST), (None, True, False)))
    assert EFFECTS.keys() == wanted | {(Manner.ORDER, None)}


def test_of_several_asks_the_strictest_counts_in_any_order() -> None:
    order = list(Effect)
    for one, two in product(EFFECTS, repeat=2):
        both = max(EFFECTS[one], EFFECTS[two], key=order.index)
        assert effect([one, two]) == effect([two, one]) == both
    assert effect([]) is Effect.NONE


@pytest.mark.parametrize("role", list(Role))
def test_out_leaves_what_speaks_and_waiting_leaves_what_does_not_judge(role: Role) -> None:
    assert worn({role}, Effect.NONE) == {role}
    assert bool(worn({role}, Effect.OUT)) == (role in SPEAKS)
    assert bool(worn({role}, Effect.WAITS)) == (role not in JUDGES)


def test_nobody_rules_on_what_is_about_them_or_what_they_asked() -> None:
    ruled = set()
    for role, key, heads, overdue in product(Role, PEOPLE, (True, False), (True, False)):
        allowed = may_rule(
            {role}, key=key, about="about", by="by", about_a_head=heads, overdue=overdue
        )
        assert not (allowed and key in {"about", "by"})
        if allowed:
            ruled.add((role, heads, overdue))
    assert ruled == {
        (Role.HEAD, False, False),
        (Role.HEAD, False, True),
        (Role.COUNTY, True, False),
        (Role.COUNTY, True, True),
        (Role.COUNTY, False, True),
    }


def test_no_version_leaves_less_time_to_answer_than_to_object() -> None:
    """Nobody decides before the answer or the end of its period: there is time to object."""
    assert floors.ANSWER_DAYS >= OBJECTION_DAYS
