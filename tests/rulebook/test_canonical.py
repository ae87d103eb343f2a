"""The canonical bytes say what a rulebook says, and nothing about how it was typed."""

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, reader, writer
from jifen.rulebook.problems import RulebookProblems
from tests.rulebook.rulebooks import LARGE, rulebooks

SCHEME = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")

GOLDEN = "dee202c0baa71be660952ac3486b1a73c6c5b1d4959100269c7c46f9abed7618"
"""SHA-256 of scheme.yaml. It never changes: chained records name versions by it."""


def small() -> Rulebook:
    return reader.read(SCHEME, "scheme.yaml")


def test_the_digest_of_the_small_scheme_is_the_one_of_the_first_release() -> None:
    assert canonical.digest(small()) == GOLDEN


def test_the_bytes_begin_with_their_version() -> None:
    assert canonical.encode(small()).startswith(b"jifen/rulebook/1\no")


def test_comments_spacing_quotes_and_the_order_of_keys_leave_no_trace() -> None:
    text = SCHEME.replace("title: 调解", '"title":    "调解"  # 说明')
    text = text.replace('{kind: fixed, points: "2"}', '{points: "2.00", kind: "fixed"}')
    text = text.replace('{named: "1", responsible: "0.5"', '{responsible: "1/2", named: "1.0"')
    text = text.replace("code: demo\n", "").replace("items:\n", "code: demo\nitems:\n", 1)
    text = text.replace('{"95": "3", "90": "2"}', '{"90": "2", "95": "3"}')
    assert text.count("\n") == SCHEME.count("\n")

    assert reader.read(text, "scheme.yaml") == small()
    assert canonical.encode(reader.read(text, "scheme.yaml")) == canonical.encode(small())


def test_the_order_of_items_on_paper_is_part_of_the_scheme() -> None:
    book = small()
    turned = replace(book, items=book.items[::-1])
    assert canonical.digest(turned) != canonical.digest(book)


def test_every_figure_of_a_file_reaches_the_digest() -> None:
    before = canonical.digest(small())
    changed = 0
    for figure in re.finditer(r'(?<=[a-z]: ")\d+(?=")', SCHEME):
        for other in (str(int(figure[0]) + 1), f"0.{figure[0]}", str(int(figure[0]) + 2)):
            text = SCHEME[: figure.start()] + other + SCHEME[figure.end() :]
            try:
                book = reader.read(text, "scheme.yaml")
            except RulebookProblems:
                continue  # the figure contradicts another one; the reader said so
            assert canonical.digest(book) != before, (figure[0], figure.start())
            changed += 1
            break
    assert changed >= 25


@given(rulebooks())
def test_what_is_written_reads_as_the_same_rulebook(book: Rulebook) -> None:
    text = writer.write(book)
    again = reader.read(text, "written.yaml")
    assert again == book
    assert canonical.encode(again) == canonical.encode(book)
    assert writer.write(again) == text


@given(rulebooks(), rulebooks())
def test_different_rulebooks_have_different_bytes(one: Rulebook, other: Rulebook) -> None:
    assert (canonical.encode(one) == canonical.encode(other)) == (one == other)


@given(rulebooks(), st.data())
def test_a_change_in_one_item_changes_the_bytes(book: Rulebook, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(book.items) - 1))
    item = book.items[place]
    changed = data.draw(
        st.sampled_from(
            [
                replace(item, title=item.title + "改"),
                replace(item, note=item.note + "改"),
                replace(item, grave=not item.grave),
                replace(item, evidence=(*item.evidence, "新佐证")),
                replace(item, event_max=None if item.event_max else LARGE),
            ]
        )
    )
    items = (*book.items[:place], changed, *book.items[place + 1 :])
    assert canonical.digest(replace(book, items=items)) != canonical.digest(book)
