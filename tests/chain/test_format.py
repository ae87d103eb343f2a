"""The format never changes: golden vectors, a stranger's implementation, and no two alike."""

import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jifen.chain import canonical
from jifen.chain.kinds import FIELDS, KINDS
from tests.chain import golden, stranger
from tests.harness.figures import figure, record

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "chain.md").read_text("utf-8")


class Vector(TypedDict):
    """One line of golden.json."""

    kind: str
    note: str
    fields: list[tuple[str, golden.Json]]
    payload: str
    digest: str
    previous: str
    town: str
    seq: int
    at: str
    hash: str


VECTORS: list[Vector] = json.loads(golden.FILE.read_text("utf-8"))
MICROSECONDS = {
    "2026-03-01T00:00:00.000001+00:00": 1772323200_000001,
    "2026-03-01T08:30:00+08:00": 1772325000_000000,
    "1969-12-31T23:59:59.999999+00:00": -1,
}
"""The instants of the vectors, by `date -u -d … +%s`."""
PINNED = "33c507163a64852e1a1eeb71417bc9a8e917b6bbf45748ddfc99762b6916778c"
"""SHA-256 of the lines of golden.json for the first 18 kinds."""
each_vector = pytest.mark.parametrize(
    "vector", VECTORS, ids=[f"{one['kind']}: {one['note']}" for one in VECTORS]
)


# ------------------------------------------------------------------ golden vectors
def test_the_golden_vectors_are_the_ones_that_were_pinned() -> None:
    # A kind that comes later appends its lines; those that stand must stay as they are.
    pinned = "".join(golden.FILE.read_text("utf-8").splitlines(keepends=True)[: 1 + 6 * 20])
    assert hashlib.sha256(pinned.rstrip(",\n").encode()).hexdigest() == PINNED


@each_vector
def test_a_record_has_the_bytes_and_the_hash_it_had_when_the_format_was_settled(
    vector: Vector,
) -> None:
    fields = [(name, golden.item(written)) for name, written in vector["fields"]]
    data = canonical.payload(vector["kind"], fields)
    assert data.hex() == vector["payload"]
    assert canonical.digest(data) == vector["digest"]
    found = canonical.link(
        vector["previous"],
        town=vector["town"],
        seq=vector["seq"],
        kind=vector["kind"],
        at=dt.datetime.fromisoformat(vector["at"]),
        payload_digest=vector["digest"],
    )
    assert found == vector["hash"]


@each_vector
def test_a_stranger_with_the_page_alone_reaches_the_same_hash(vector: Vector) -> None:
    kind, fields = stranger.read_payload(bytes.fromhex(vector["payload"]))
    assert kind == vector["kind"]
    assert [name for name, _ in fields] == [name for name, _ in vector["fields"]]
    assert [golden.plain(one) for _, one in fields] == [one for _, one in vector["fields"]]
    assert stranger.write_payload(kind, fields).hex() == vector["payload"]
    covered = stranger.record_bytes(
        bytes.fromhex(vector["payload"]),
        previous=vector["previous"],
        town=vector["town"],
        number=vector["seq"],
        micros=MICROSECONDS[vector["at"]],
    )
    assert hashlib.sha256(covered).hexdigest() == vector["hash"]


def test_every_kind_has_its_vectors() -> None:
    notes = {kind: {one["note"] for one in VECTORS if one["kind"] == kind} for kind in KINDS}
    assert notes == {kind: set(golden.ODD) for kind in KINDS}
    assert {one["kind"] for one in VECTORS} == set(KINDS), "a kind that was used stays in the table"


@each_vector
def test_a_kinds_fields_are_those_of_its_vectors(vector: Vector) -> None:
    assert tuple(name for name, _ in vector["fields"]) == KINDS[vector["kind"]]


def test_every_field_is_of_some_kind_once_and_says_what_it_holds() -> None:
    assert set(FIELDS) == {name for names in KINDS.values() for name in names}
    for names in KINDS.values():
        assert len(set(names)) == len(names)
    for types, meaning in FIELDS.values():
        assert types
        assert set(types) <= set("NTIDBL")
        assert meaning


def test_neither_locale_nor_zone_nor_hash_seed_moves_a_byte() -> None:
    program = (
        "import datetime as dt; from jifen.chain import canonical as c;"
        "p = c.payload('fact', [('\\xe9', ['\\u7532', -1234567, dt.date(2025, 8, 5), None])]);"
        "print(c.link(c.GENESIS, town='t', seq=1, kind='fact', payload_digest=c.digest(p),"
        " at=dt.datetime(2025, 8, 5, tzinfo=dt.UTC)))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-X", "utf8=0", "-c", program],
            env={"LC_ALL": locale, "TZ": zone, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for locale, zone, seed in [("C", "UTC", "1"), ("zh_CN.GBK", "America/New_York", "2")]
    }
    assert len(seen) == 1


# ------------------------------------------------------------------ no two alike
values = st.recursive(
    st.none()
    | st.text(max_size=12)
    | st.sampled_from(["é", "e\u0301", "", " ", "N", "T0:", "0"])
    | st.integers()
    | st.dates()
    | st.binary(max_size=8),
    lambda parts: st.lists(parts, max_size=4),
    max_leaves=5,
)
records = st.tuples(
    st.text(max_size=6), st.lists(st.tuples(st.text(max_size=6), values), max_size=3)
)
MANY = settings(max_examples=figure(500, 50_000))


@MANY
@given(records)
def test_what_was_written_is_read_back(given_: stranger.Record) -> None:
    # Whatever can be read back exactly shares its bytes with nothing else.
    assert stranger.read_payload(canonical.payload(*given_)) == given_


@given(records, records)
def test_different_records_have_different_bytes(
    one: stranger.Record, other: stranger.Record
) -> None:
    assert (one == other) == (canonical.payload(*one) == canonical.payload(*other))


@given(values, values)
def test_no_values_bytes_begin_another_values_bytes(
    one: canonical.Value, other: canonical.Value
) -> None:
    first, second = canonical.value(one), canonical.value(other)
    assert first == second or not second.startswith(first)


PAIRS: list[tuple[canonical.Value, canonical.Value]] = [
    (["ab", "c"], ["a", "bc"]),
    (None, ""),
    ("é", "e\u0301"),
    ("张三", "张三 "),
    ("张三", "张\u3000三"),
    ("1", 1),
    (b"1", "1"),
    ("2025-08-05", dt.date(2025, 8, 5)),
    ([], None),
    ([["a"], []], [["a", []]]),
    (0, None),
]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=repr)
def test_what_looks_alike_is_kept_apart(one: canonical.Value, other: canonical.Value) -> None:
    assert canonical.value(one) != canonical.value(other)


def test_the_figure_of_distinct_records_is_noted() -> None:
    n = figure(500, 50_000)
    assert MANY.max_examples == n
    record("Different records, different canonical bytes", n=n, result="no two alike")


@pytest.mark.parametrize(
    "inexact",
    [1.5, True, dt.datetime(2025, 8, 5, tzinfo=dt.UTC), {"a": 1}, {1}, bytearray(b"x"), object()],
    ids=lambda one: type(one).__name__,
)
def test_what_has_no_exact_form_is_not_written(inexact: object) -> None:
    with pytest.raises(TypeError):
        canonical.value(inexact)  # type: ignore[arg-type]  # just what must be refused
    with pytest.raises(TypeError):
        canonical.value([[inexact]])  # type: ignore[list-item]  # likewise


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical.value("\ud83c")


# ------------------------------------------------------------------ instants
@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_an_instant_is_the_same_number_in_every_zone(one: dt.datetime, other: dt.datetime) -> None:
    assert canonical.instant(one) == canonical.instant(one.astimezone(dt.UTC))
    assert (canonical.instant(one) < canonical.instant(other)) == (
        one.astimezone(dt.UTC) < other.astimezone(dt.UTC)
    )


def test_a_time_without_its_zone_is_no_instant() -> None:
    with pytest.raises(TypeError):
        canonical.instant(dt.datetime(2025, 8, 5))  # noqa: DTZ001  # just what must be refused


# ------------------------------------------------------------------ a record's hash
HASHED = {
    "previous": ("0" * 64, "1" * 64),
    "town": ("p1/t4", "p1/t5"),
    "seq": (1, 11),
    "kind": ("fact", "entry"),
    "at": (
        dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 1, microsecond=1, tzinfo=dt.UTC),
    ),
    "payload_digest": ("a" * 64, "b" * 64),
}


@pytest.mark.parametrize("changed", HASHED)
def test_a_records_hash_covers(changed: str) -> None:
    def of(which: str) -> str:
        chosen = {name: pair[name == which] for name, pair in HASHED.items()}
        previous = chosen.pop("previous")
        return canonical.link(previous, **chosen)  # type: ignore[arg-type]  # by name above

    assert of(changed) != of("")


def test_a_payload_is_never_taken_for_a_record_nor_a_value_for_either() -> None:
    payload = canonical.payload("", ())
    assert payload.startswith(b"J7:payload")
    assert stranger.record_bytes(payload, "", "", 1, 0).startswith(b"J6:record")
    assert not canonical.value("payload").startswith(b"J")


# ------------------------------------------------------------------ commitments
SALT = bytes(range(16))


def test_a_commitment_is_the_standard_hmac() -> None:
    # RFC 4231, test case 1.
    salt, mac = b"\x0b" * 20, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert canonical.commitment(salt, "Hi There") == f"hmac-sha256:{mac}"
    assert canonical.commitment(memoryview(salt), "Hi There") == f"hmac-sha256:{mac}"


@given(st.binary(min_size=16, max_size=32), st.text(), st.text())
def test_a_commitment_tells_texts_apart_and_keeps_them(salt: bytes, one: str, other: str) -> None:
    assert (canonical.commitment(salt, one) == canonical.commitment(salt, other)) == (one == other)


def test_the_same_name_under_two_salts_cannot_be_matched() -> None:
    assert canonical.commitment(SALT, "张三") != canonical.commitment(SALT[::-1], "张三")


def test_a_salt_short_enough_to_try_through_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="salt"):
        canonical.commitment(SALT[:15], "张三")


def test_what_is_salted_says_so_and_holds_text() -> None:
    for name, (types, meaning) in FIELDS.items():
        assert name.endswith("_salted") == ("committed to" in meaning)
        if name.endswith("_salted"):
            assert types == "T"


# ------------------------------------------------------------------ the page
def test_the_page_lists_every_kind_with_its_fields_in_order() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| ((?:`\w+`(?:, )?)+) \|$", PAGE, re.MULTILINE)
    assert {kind: tuple(re.findall(r"`(\w+)`", names)) for kind, names in rows} == KINDS


def test_the_page_says_of_every_field_its_types_and_what_it_holds() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {name: (types, meaning) for name, types, meaning in rows} == FIELDS


def test_the_example_of_the_page_is_right() -> None:
    example = re.search(r"```text\npayload (.+)\ndigest  (\w+)\nhash    (\w+)\n```", PAGE)
    assert example is not None
    payload, digest, hash_ = example.groups()
    data = canonical.payload("lock", [("what", "past"), ("by", "0f8c")])
    assert data.decode() == payload
    assert canonical.digest(data) == digest
    assert hash_ == canonical.link(
        canonical.GENESIS,
        town="p1/c2/k3/t4",
        seq=1,
        kind="lock",
        at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        payload_digest=digest,
    )


def test_a_stranger_needs_no_more_than_sixty_lines() -> None:
    source = Path(stranger.__file__).read_text("utf-8")
    assert len([line for line in source.splitlines() if line]) <= 60
    assert "jifen" not in source
