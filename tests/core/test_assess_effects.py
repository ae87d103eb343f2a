"""Effects: which facts bring them about, from which time on, and how much money."""

from fractions import Fraction

from jifen.core.assess import EffectDue
from jifen.core.circumstances import Effect, EffectKind, Repair, Validity
from jifen.core.rules import Capacity, Chapter, Limit
from tests.core.by_hand import FREE, amount, fact, item, of, on, p
from tests.core.strategies import rulebook_of

TALK = Effect(kind=EffectKind.TALK, from_time=2)
FINE = Effect(kind=EffectKind.MONEY, fen=10_00)
PER_POINT = Effect(kind=EffectKind.MONEY, fen=3_33, per_point=True)


def test_an_effect_names_the_fact_that_brought_it_about_and_those_after_it_by_day() -> None:
    warned = item("D1", effects=(TALK,))
    first = fact("f3", "D1", "08-01")
    assert of(warned, first).effects == ()
    asked = of(warned, fact("f1", "D1", "10-01"), fact("f2", "D1", "09-01"), first)
    assert asked.effects == (EffectDue(TALK, "D1", ("f2", "f1")),)


def test_money_is_for_each_fact_from_that_time_on() -> None:
    late = Effect(kind=EffectKind.MONEY, fen=10_00, from_time=2)
    fined = item("D1", effects=(FINE, late))
    asked = of(fined, *(fact(f"f{n}", "D1", f"08-0{n}") for n in (1, 2, 3)))
    assert [(due.facts, due.fen) for due in asked.effects] == [
        (("f1", "f2", "f3"), 30_00),
        (("f2", "f3"), 20_00),
    ]


def test_money_by_the_point_is_for_what_passed_the_items_limits_and_no_other() -> None:
    fined = rulebook_of(
        item("D1", scoring=FREE, cycle_max=p("5"), effects=(PER_POINT,)),
        chapters=(Chapter(code="A", name="A", deduct_max=p("1")),),
        limits=(Limit(code="L", text="", items=frozenset({"D1"}), limit=p("2")),),
    )
    facts = fact("f1", "D1", measures=amount("2.5")), fact("f2", "D1", measures=amount("9"))
    asked = of(fined, *facts)
    # 3.33 yuan × 2.5 = 8.325 yuan each, half up to the fen.
    assert [due.fen for due in asked.effects] == [8_33 + 8_33]
    assert asked.deducted == 1_00


def test_the_money_of_a_repaired_fact_follows_what_is_left_of_it() -> None:
    fined = item("D1", effects=(PER_POINT,), repair=Repair(gives_back=Fraction(1, 2)))
    asked = of(fined, fact("f1", "D1", repaired_on=on("09-01")))
    assert ([due.fen for due in asked.effects], asked.gross) == ([6_66], 4_00)


def test_expired_facts_bring_nothing_about() -> None:
    warned = item("D1", effects=(TALK,), validity=Validity(months=3))
    facts = fact("f1", "D1", "08-01"), fact("f2", "D1", "09-01")
    assert of(warned, *facts, as_of="10-31").effects != ()
    assert of(warned, *facts, as_of="11-01").effects == ()


def test_effects_stand_in_the_order_of_the_items_and_then_of_the_item() -> None:
    book = rulebook_of(item("D2", effects=(FINE,)), item("D1", effects=(PER_POINT, FINE)))
    asked = of(book, fact("f1", "D1"), fact("f2", "D2"))
    assert [(due.item, due.effect) for due in asked.effects] == [
        ("D2", FINE),
        ("D1", PER_POINT),
        ("D1", FINE),
    ]


def test_a_fact_that_is_not_borne_brings_nothing_about() -> None:
    fined = item("D1", effects=(FINE,), shares={Capacity.MEMBER: Fraction(1)})
    assert of(fined, fact("f1", "D1")).effects == ()
