"""A version is read back from its canonical bytes as exactly what was approved."""

import pytest
from hypothesis import given

from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, stored
from tests.rulebook.rulebooks import rulebooks


@given(rulebooks())
def test_what_was_written_is_read_back(book: Rulebook) -> None:
    data = canonical.encode(book)
    back = stored.rulebook(data)
    assert back == book
    assert canonical.encode(back) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"none",
        canonical.VERSION + b"x",
        canonical.VERSION + b"o1:i1.t",
        canonical.VERSION + b"o1:s5:extrat",
    ],
)
def test_bytes_that_are_no_rulebook_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        stored.rulebook(data)


@given(rulebooks())
def test_bytes_after_the_rulebook_are_refused(book: Rulebook) -> None:
    with pytest.raises(ValueError, match="follow"):
        stored.rulebook(canonical.encode(book) + b"t")
