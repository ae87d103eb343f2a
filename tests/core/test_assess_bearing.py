"""Which facts count, who bears them and how much, and what a meeting may put in their place."""

from dataclasses import replace
from fractions import Fraction

import pytest

from jifen.core.assess import StepKind, in_sequence
from jifen.core.circumstances import Needs, Population
from jifen.core.facts import Account, Fact, Late, Measures, Party
from jifen.core.points import Centipoints, display
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Capacity, ServiceRule, Several, Subject
from tests.core.by_hand import account, fact, gives, item, kinds, of, on, p, step_of, village
from tests.core.strategies import HOLDER, VILLAGE, rulebook_of

SHARES = {
    Capacity.NAMED: Fraction(1),
    Capacity.SECRETARY: Fraction(1, 2),
    Capacity.DIRECTOR: Fraction(3, 10),
    Capacity.MEMBER: Fraction(1, 5),
}


def bears(*capacities: Capacity, cadre: str = HOLDER) -> tuple[Party, ...]:
    return (Party(cadre=cadre, capacities=frozenset(capacities)),)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (fact("f1", "A1", "2024-07-31"), "outside-cycle"),
        (fact("f1", "A1", "2025-08-01"), "outside-cycle"),
        (fact("f1", "A1", "2025-07-31"), "not-yet"),
        (fact("f1", "gone"), "no-such-item"),
        (fact("f1", "A1", measures=Measures(quantity=1)), "unfit-measures"),
        (fact("f1", "A1", parties=bears(Capacity.NAMED, cadre="C999")), "not-party"),
        (fact("f1", "A1", parties=bears()), "not-party"),
        (fact("f1", "A1", parties=bears(Capacity.RESPONSIBLE)), "no-share"),
    ],
)
def test_a_fact_that_does_not_count_leaves_one_step_that_says_why(one: Fact, why: str) -> None:
    asked = of(item("A1"), one, as_of="2025-07-30")
    assert gives(asked) == {"f1": "0"}
    assert kinds(asked, "f1") == [why]
    assert asked.lines[-1].unscored is (why in {"no-such-item", "unfit-measures"})


@pytest.mark.parametrize(("amount", "way"), [(-1, "no-such-item"), (0, "late"), (1, "late")])
def test_a_late_fact_counts_by_an_item_that_goes_the_way_its_own_cycle_went(
    amount: int, way: str
) -> None:
    booked = Late(cycle="2023-2024", booked_on=on("09-03"), amount=Centipoints(amount))
    asked = of(item("A1"), fact("f1", "A1", "2024-03-02", late=booked), as_of="2025-07-30")
    assert gives(asked) == {"f1": display(Centipoints(max(amount, 0)))}
    assert kinds(asked, "f1")[-1] == way


def test_the_first_and_the_last_day_of_the_cycle_are_inside() -> None:
    facts = fact("f1", "A1", "2024-08-01"), fact("f2", "A1", "2025-07-31")
    assert gives(of(item("A1"), *facts, as_of="2025-07-31")) == {"f1": "4", "f2": "4"}


def test_what_is_not_borne_counts_for_nothing_else() -> None:
    busy = item("A1", needs=Needs(at_least=2), cycle_max=p("4"))
    stranger = fact("f1", "A1", parties=bears(Capacity.NAMED, cadre="C999"))
    assert gives(of(busy, stranger, fact("f2", "A1"))) == {"f1": "0", "f2": "0"}
    assert gives(of(busy, stranger, fact("f2", "A1"), fact("f3", "A1")))["f2"] == "4"


# ------------------------------------------------------------------ shares
def test_the_largest_of_several_shares_is_borne_once() -> None:
    shared = item("A1", shares=SHARES)
    one = fact("f1", "A1", parties=bears(Capacity.MEMBER, Capacity.SECRETARY, Capacity.HOLDER))
    asked = of(shared, one)
    assert gives(asked) == {"f1": "2"}
    assert step_of(asked, "f1", StepKind.SHARE).scope == "secretary"


def test_somebody_listed_twice_has_all_their_capacities() -> None:
    twice = bears(Capacity.MEMBER) + bears(Capacity.DIRECTOR)
    asked = of(item("A1", shares=SHARES), fact("f1", "A1", parties=twice))
    assert gives(asked) == {"f1": "1.2"}


def test_shares_are_summed_where_the_version_says_so() -> None:
    summing = rulebook_of(item("A1", shares=SHARES), service=ServiceRule(several=Several.SUM))
    one = fact("f1", "A1", parties=bears(Capacity.MEMBER, Capacity.SECRETARY, Capacity.HOLDER))
    asked = of(summing, one)
    assert gives(asked) == {"f1": "2.8"}
    step = step_of(asked, "f1", StepKind.SHARE)
    assert (step.scope, step.share) == ("secretary+member", Fraction(7, 10))


def test_of_equal_shares_the_trace_names_the_same_one_always() -> None:
    equal = item("A1", shares=dict.fromkeys((Capacity.SECRETARY, Capacity.DIRECTOR), Fraction(1)))
    asked = of(equal, fact("f1", "A1", parties=bears(Capacity.SECRETARY, Capacity.DIRECTOR)))
    assert step_of(asked, "f1", StepKind.SHARE).scope == "director"


def test_a_village_bears_its_own_village_facts_whole_and_leaves_no_step_of_share() -> None:
    book = rulebook_of(item("A1", subject=Subject.VILLAGE, shares=SHARES), item("A2"))
    facts = fact("f1", "A1"), fact("f2", "A2"), fact("f3", "A1", village=VILLAGE + "x")
    asked = of(book, *facts, whose=village())
    assert gives(asked) == {"f1": "4", "f2": "0", "f3": "0"}
    assert [kinds(asked, key) for key in ("f1", "f2", "f3")] == [
        ["amount"],
        ["not-party"],
        ["not-party"],
    ]


def test_a_members_mean_leaves_out_what_they_bore_of_village_items() -> None:
    book = rulebook_of(
        item("A1", subject=Subject.VILLAGE), item("D1", subject=Subject.VILLAGE), item("A2")
    )
    asked = of(book, fact("f1", "A1"), fact("f2", "D1"), fact("f3", "D1"), fact("f4", "A2"))
    assert (asked.net, asked.without_village_items) == (100_00, 104_00)


# ------------------------------------------------------------------ only for some 适用对象
CHIEF = account(post_group=PostGroup.CHIEF, bodies=frozenset({Body.PARTY}), place="village")


@pytest.mark.parametrize(
    ("whom", "whose", "fits"),
    [
        (Population(), account(), True),
        (Population(post_groups=frozenset({PostGroup.CHIEF})), CHIEF, True),
        (Population(post_groups=frozenset({PostGroup.MEMBER})), CHIEF, False),
        (Population(post_groups=frozenset({PostGroup.MEMBER})), account(), False),
        (Population(bodies=frozenset({Body.PARTY, Body.HIRED})), CHIEF, True),
        (Population(bodies=frozenset({Body.ELECTED})), CHIEF, False),
        (Population(places=frozenset({"village"})), CHIEF, True),
        (Population(places=frozenset({"community"})), CHIEF, False),
        (
            Population(post_groups=frozenset({PostGroup.CHIEF}), places=frozenset({"community"})),
            CHIEF,
            False,
        ),
    ],
)
def test_an_item_for_some_is_nothing_to_the_others(
    whom: Population, whose: Account, fits: bool
) -> None:
    asked = of(item("A1", only_for=whom), fact("f1", "A1"), whose=whose)
    assert gives(asked) == {"f1": "4" if fits else "0"}
    assert (kinds(asked, "f1") == ["not-for"]) is not fits


@pytest.mark.parametrize(("place", "worth"), [("village", "4"), ("community", "0")])
def test_a_village_is_held_to_its_place_alone(place: str, worth: str) -> None:
    whom = Population(
        post_groups=frozenset({PostGroup.CHIEF}),
        bodies=frozenset({Body.PARTY}),
        places=frozenset({"village"}),
    )
    own = item("A1", subject=Subject.VILLAGE, only_for=whom)
    assert gives(of(own, fact("f1", "A1"), whose=village(place=place))) == {"f1": worth}


# ------------------------------------------------------------------ override, sequence
def test_a_meetings_amount_stands_in_place_of_the_computed_one_which_stays_in_the_trace() -> None:
    decided = fact("f1", "D1", measures=Measures(override=p("1.5"), decision="纪要7号"))
    asked = of(item("D1", overridable=True), decided)
    assert gives(asked) == {"f1": "-1.5"}
    assert kinds(asked, "f1") == ["amount", "override", "share"]
    assert step_of(asked, "f1", StepKind.AMOUNT).after == -4_00


def test_a_meeting_may_decide_on_nothing() -> None:
    decided = fact("f1", "A1", measures=Measures(override=p("0"), decision="纪要8号"))
    assert gives(of(item("A1", overridable=True), decided)) == {"f1": "0"}


def test_the_sequence_is_the_order_of_recording_and_a_key_counts_at_its_first_place() -> None:
    one, two = fact("b", "A1", seq=1), fact("a", "A1", seq=1)
    again = replace(one, seq=9, happened_on=one.happened_on.replace(day=20))
    assert [each.key for each in in_sequence((again, one, two))] == ["a", "b"]
    assert [each.seq for each in in_sequence((again, one))] == [1]
