"""The canonical bytes say what a rulebook says, and nothing about how it was typed."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jifen.core import appraisal, circumstances, rules, shapes
from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, reader, writer
from jifen.rulebook.problems import RulebookProblems
from jifen.rulebook.shapes import OF
from tests.harness.figures import figure
from tests.rulebook.rulebooks import rulebooks

SCHEME = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")
WHOLE = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")

GOLDEN = "65566c911cc5ce31c3fe3bedfeffea3f9b3459681a6eabe81cee7b517a6382f9"
"""SHA-256 of scheme.yaml. It never changes: chained records name versions by it."""
GOLDEN_WHOLE = "f9ea8a6091ba05fc02720e46e3f2e4e2ed2831a4d5326647b2cbef83fdb07585"
"""SHA-256 of whole.yaml, in which every field of every type says something, as it was without
`process.late`: a field that came later, and that leaves alone whatever does not say it."""


# Texts made of what the encoding itself is made of, so that a mark could be mistaken for content.
_piece = st.text("s1:oé", max_size=4)
texts_of_an_item = st.tuples(_piece, _piece, st.lists(_piece, max_size=3).map(tuple), _piece)
Texts = tuple[str, str, tuple[str, ...], str]


def small() -> Rulebook:
    return reader.read(SCHEME, "scheme.yaml")


def saying(texts: Texts) -> Rulebook:
    purpose, procedure, evidence, note = texts
    item = replace(
        SMALL.items[0], purpose=purpose, procedure=procedure, evidence=evidence, note=note
    )
    return replace(SMALL, items=(item,))


SMALL = small()


def test_the_digests_are_those_of_the_first_release() -> None:
    assert canonical.digest(small()) == GOLDEN
    whole = reader.read(WHOLE, "whole.yaml")
    assert whole.results is not None
    first = replace(
        whole,
        process=replace(whole.process, late=None),
        results=replace(whole.results, shortlists=()),
    )
    assert canonical.digest(first) == GOLDEN_WHOLE


def said(value: object) -> Iterator[str]:
    """Yield each field, by its type, that says more than the empty value of its type."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            inner = getattr(value, each.name)
            empty = isinstance(inner, str | tuple | frozenset | Mapping) and not inner
            if each.compare and not (inner is None or inner is False or empty):
                yield f"{type(value).__name__}.{each.name}"
                yield from said(inner)
    elif isinstance(value, tuple | frozenset | Mapping):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from said(part)


def named(book: object) -> set[str]:
    """Return every field of every type that a rulebook is made of."""
    found = {type(book).__name__: type(book)}
    for module in (appraisal, circumstances, rules, shapes):
        found |= {n: c for n, c in vars(module).items() if isinstance(c, type) and is_dataclass(c)}
    return {f"{name}.{each.name}" for name, kind in found.items() for each in fields(kind)}


def test_every_field_of_the_language_can_be_written_and_is_in_the_whole_scheme() -> None:
    book = reader.read(WHOLE, "whole.yaml")
    silent = named(book) - set(said(book)) - {"Rulebook.by_code"}
    assert silent == {"Pool.by_months"}  # said by being false
    assert book.results is not None
    assert book.results.pool is not None
    assert not book.results.pool.by_months
    assert reader.read(writer.write(book), "written.yaml") == book


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


@pytest.mark.parametrize(("scheme", "least"), [(SCHEME, 25), (WHOLE, 60)])
def test_every_figure_of_a_file_reaches_the_digest(scheme: str, least: int) -> None:
    before = canonical.digest(reader.read(scheme, "scheme.yaml"))
    changed = 0
    for shown in re.finditer(r'(?<=[a-z\u4e00-\u9fff]: ")\d+(?=[."])', scheme):
        for other in (str(int(shown[0]) + 1), f"0.{shown[0]}", str(int(shown[0]) + 2)):
            text = scheme[: shown.start()] + other + scheme[shown.end() :]
            try:
                book = reader.read(text, "scheme.yaml")
            except RulebookProblems:
                continue  # the figure contradicts another one; the reader said so
            assert canonical.digest(book) != before, (shown[0], shown.start())
            changed += 1
            break
    assert changed >= least


def test_what_is_written_reads_as_the_same_rulebook_whatever_it_says() -> None:
    told: set[str] = set()
    ways: set[object] = set()

    @settings(max_examples=figure(400, 5_000))
    @given(rulebooks())
    def law(book: Rulebook) -> None:
        text = writer.write(book)
        again = reader.read(text, "written.yaml")
        assert again == book
        assert canonical.encode(again) == canonical.encode(book)
        assert writer.write(again) == text
        told.update(said(book))
        ways.update(type(item.scoring) for item in book.items)

    law()
    assert ways == set(OF)
    assert len(told) >= len(named(small())) * 0.9


def variants(value: object) -> Iterator[object]:
    """Yield every value that differs from `value` in exactly one leaf, or lacks one entry."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Enum):
        yield next(member for member in type(value) if member is not value)
    elif isinstance(value, str):
        yield value + "改"
    elif isinstance(value, int | Fraction):
        yield type(value)(value + 1)
    elif isinstance(value, dt.date):
        yield value + dt.timedelta(days=1)
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield value[:place] + value[place + 1 :]
            for other in variants(part):
                yield (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, frozenset):
        for part in value:
            yield value - {part}
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield {other: rest for other, rest in value.items() if other != key}
            for other in variants(part):
                yield {**value, key: other}
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.compare:
                for other in variants(getattr(value, each.name)):
                    yield replace(value, **{each.name: other})


@pytest.mark.parametrize(("scheme", "least"), [(SCHEME, 200), (WHOLE, 500)])
def test_no_two_rulebooks_that_differ_in_a_leaf_share_their_bytes(scheme: str, least: int) -> None:
    book = reader.read(scheme, "scheme.yaml")
    others = [other for other in variants(book) if isinstance(other, Rulebook)]
    assert len(others) >= least
    by_digest: dict[str, Rulebook] = {canonical.digest(book): book}
    for other in others:
        assert by_digest.setdefault(canonical.digest(other), other) == other
    assert len(by_digest) > least


@given(texts_of_an_item, texts_of_an_item)
def test_no_text_can_pass_for_part_of_its_neighbour(one: Texts, other: Texts) -> None:
    assert (canonical.encode(saying(one)) == canonical.encode(saying(other))) == (one == other)
