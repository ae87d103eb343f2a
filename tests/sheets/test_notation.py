"""One cell that holds several things reads as what was written, and says why it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.sheets.notation import (
    ENTRY,
    LIST,
    LIST_MARKS,
    TABLE_MARKS,
    Unreadable,
    listing,
    pair,
    parts,
    scalar,
    table,
    unscalar,
    unwrapped,
    wrapped,
)

texts = st.text(st.sampled_from('甲乙ab1 ：；、:;,（）【】()"\\\n=%'), min_size=1, max_size=8)
trees = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(texts, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def written(tree: object) -> str:
    if isinstance(tree, dict):
        return wrapped(table((key, written(value)) for key, value in tree.items()), TABLE_MARKS)
    if isinstance(tree, list):
        return wrapped(listing(map(written, tree)), LIST_MARKS)
    assert isinstance(tree, str)
    return scalar(tree)


def read(text: str, like: object) -> object:
    """Read a text whose form is known, as the rulebook's grammar knows it."""
    if isinstance(like, dict):
        pairs = [pair(part) for part in parts(unwrapped(text, TABLE_MARKS), ENTRY)]
        return {
            key: read(value, one) for (key, value), one in zip(pairs, like.values(), strict=True)
        }
    if isinstance(like, list):
        entries = parts(unwrapped(text, LIST_MARKS), LIST)
        return [read(entry, one) for entry, one in zip(entries, like, strict=True)]
    return unscalar(text)


@given(trees)
def test_what_is_written_in_a_cell_reads_as_the_same(tree: object) -> None:
    assert read(written(tree), tree) == tree


def answer(text: str) -> list[tuple[str, str]] | str:
    try:
        return [pair(part) for part in parts(unwrapped(text, TABLE_MARKS), ENTRY)]
    except Unreadable as why:
        return str(why)


@given(st.text(st.sampled_from('甲a ：；、（）【】"\\\n'), max_size=12))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    found = answer(text)
    if isinstance(found, str):
        assert found
    else:
        assert all(value for _key, value in found)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("站所", "站所"), ("满意率（%）", "满意率（%）"), ("=1+1", "=1+1"), ("甲、乙", '"甲、乙"')],
)
def test_a_text_is_quoted_only_where_it_must_be(text: str, plain: str) -> None:
    assert scalar(text) == plain


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("甲：（1", "括号“）”没有成对"),
        ("甲：1）", "括号“）”没有成对"),
        ("甲：（1】", "括号“】”没有成对"),
        ('甲："1', "引号没有成对"),
        ("甲 1", "里没有“：”"),
        ("甲：", "“甲”后面没有内容"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        [pair(part) for part in parts(text, ENTRY)]


def test_what_follows_a_quotation_is_refused() -> None:
    with pytest.raises(Unreadable, match="引号后面还有“乙”"):
        unscalar('"甲"乙')


def test_marks_of_the_keyboard_part_as_well() -> None:
    assert [pair(part) for part in parts("甲: 1; 乙：2\n丙:3", ENTRY)] == [
        ("甲", "1"),
        ("乙", "2"),
        ("丙", "3"),
    ]
