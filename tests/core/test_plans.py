"""What is worked out once for a version is remembered for that version, and not for ever."""

from jifen.core import plans
from jifen.core.plans import book_of
from jifen.core.rules import TOTALS
from tests.core.by_hand import item
from tests.core.strategies import rulebook_of


def test_a_versions_plans_are_worked_out_once() -> None:
    rulebook = rulebook_of(item("A1"))
    assert book_of(rulebook) is book_of(rulebook)


def test_a_version_never_meets_the_plans_of_another_one() -> None:
    rulebook, other = rulebook_of(item("A1")), rulebook_of(item("A2"))
    plans._MEMORY[id(rulebook)] = book_of(other)
    assert {*book_of(rulebook).plans} == {"A1", *TOTALS}
    assert book_of(rulebook).rulebook is rulebook


def test_no_more_than_the_last_few_versions_are_remembered() -> None:
    versions = [rulebook_of(item(f"A{number}")) for number in range(70)]
    kept = []
    for version in versions:
        book_of(version)
        kept.append(len(plans._MEMORY))
    assert max(kept) == 32
