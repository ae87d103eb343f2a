"""The example schemes: each reads, keeps to the law, and has a case for everything it says."""

from functools import cache
from pathlib import Path

import pytest

from jifen.core import floors
from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, cases, reader, writer
from jifen.rulebook.unexercised import Unexercised, unexercised

FOLDER = Path(__file__).parents[2] / "examples" / "rulebooks"
SCHEMES = sorted(path.parent.name for path in FOLDER.glob("*/rulebook.yaml"))


@cache
def book(name: str) -> Rulebook:
    return reader.read((FOLDER / name / "rulebook.yaml").read_bytes(), f"{name}/rulebook.yaml")


def signed(name: str) -> bytes:
    return (FOLDER / name / "cases.yaml").read_bytes()


def test_there_are_five_schemes_of_different_character() -> None:
    assert SCHEMES == ["jingzi", "qianfen", "shanhe", "yuekao", "zhibiao"]
    shapes = [{type(item.scoring) for item in book(name).items} for name in SCHEMES]
    assert all(len(used) >= 5 for used in shapes)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_item_and_every_provision_of_a_scheme_has_a_case(name: str) -> None:
    read = cases.read(book(name), signed(name))
    assert unexercised(book(name), read) == Unexercised((), ())


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_survives_being_written_and_read(name: str) -> None:
    again = reader.read(writer.write(book(name)), name)
    assert canonical.encode(again) == canonical.encode(book(name))


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_stays_above_every_legal_floor(name: str) -> None:
    assert floors.breaches(book(name), on=book(name).effective_on) == ()


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_says_that_it_is_an_illustration(name: str) -> None:
    assert book(name).illustrative
    assert book(name).assumptions
