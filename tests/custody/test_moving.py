"""A home moves to the other database and back, and every table arrives as it left."""

import pytest

from tests.custody import homes
from tests.custody.homes import Home
from tests.harness.plugin import on_postgresql

pytestmark = pytest.mark.django_db


def test_a_home_moves_and_comes_back_with_equal_digests(home: Home, place: Home) -> None:
    (home.path / "papers").mkdir()
    (home.path / "papers" / "a.pdf").write_bytes(b"issued")
    there = Home(home.path.parent / "there", "")
    out = home.told("move", str(there.path))
    assert out["faults"] == []
    assert there.heads() == home.heads()
    assert (there.path / "papers" / "a.pdf").read_bytes() == b"issued"
    assert sum(table.startswith("people_") for table in out["digests"]) >= 5
    assert there.run("area add p1/c9 某市 --kind city").returncode == 0, "numbers go on"
    if not on_postgresql():
        return
    address = there.path / "address"
    address.write_text(place.url)
    back = there.told("move", str(address))
    assert back["faults"] == []
    differs = {name for name, one in back["digests"].items() if out["digests"][name] != one}
    assert differs == {"people_area"}
    assert place.run("area add p1/c8 某市 --kind city").returncode == 0, "numbers go on"
    again = there.run("move", str(address))
    assert (again.returncode, "不是空的" in again.stderr) == (1, True)


def test_nothing_is_moved_into_a_place_that_holds_something(home: Home) -> None:
    other = homes.empty(home.path.parent / "other")
    (other.path / "thesis.docx").write_bytes(b"years of work")
    done = home.run("move", str(other.path))
    assert (done.returncode, "不是空的" in done.stderr) == (1, True)
    assert [path.name for path in other.path.iterdir()] == ["thesis.docx"]
