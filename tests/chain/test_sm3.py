"""The same format with SM3: golden vectors, proof, seals, the verifier; and never a mixture."""

import datetime as dt
import hashlib
import json
import random
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from pytest_django import Settings

import jifen.settings
from jifen.chain import blocks, canonical, seals
from jifen.chain.commands import hold, take_root
from jifen.chain.kinds import KINDS
from jifen.chain.models import Block, Record
from jifen.chain.queries import faults, other_digest
from jifen.core.errors import Refusal
from jifen.custody import starting
from tests.chain import golden, stranger
from tests.chain import test_tampering as forged
from tests.chain.golden import USUAL
from tests.chain.test_bundle import said, written
from tests.chain.test_tampering import NOON, TAMPERS, TOWN
from tests.harness.database import undone, walls_down

chain = forged.chain


@pytest.fixture
def sm3(settings: Settings) -> None:
    """A home that was set to SM3 before its first record."""
    settings.DIGEST = "sm3"


def test_the_digest_is_that_of_the_standard() -> None:
    """GB/T 32905—2016, appendix A: the two examples."""
    assert canonical.digest(b"abc", "sm3") == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert canonical.digest(b"abcd" * 16, "sm3") == (
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_every_kind_has_the_bytes_and_the_hash_it_had_when_this_was_settled() -> None:
    standing = json.loads(golden.SM3.read_text("utf-8"))
    assert {one["kind"] for one in standing} == set(KINDS)
    for one in standing:
        fields = [(name, USUAL[name]) for name in KINDS[one["kind"]]]
        data = canonical.payload(one["kind"], fields)
        assert canonical.digest(data, "sm3") == one["digest"]
        found = canonical.link(
            canonical.GENESIS,
            town=golden.TOWNS[0],
            seq=1,
            kind=one["kind"],
            at=golden.INSTANTS[0],
            payload_digest=one["digest"],
            algorithm="sm3",
        )
        assert found == one["hash"]


def test_a_stranger_with_the_page_alone_reaches_the_same_hash() -> None:
    data = canonical.payload("lock", [("what", "past"), ("by", "0f8c")])
    digest = hashlib.new("sm3", data).hexdigest()
    pieces = stranger.piece("J", "record") + stranger.piece("v", 1) + stranger.piece("A", "sm3")
    for letter, body in (
        ("P", "0" * 64), ("C", TOWN), ("S", 1), ("K", "lock"),
        ("M", 1772323200000000), ("H", digest),
    ):  # fmt: skip
        pieces += stranger.piece(letter, body)
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert hashlib.new("sm3", pieces).hexdigest() == canonical.link(
        "0" * 64, town=TOWN, seq=1, kind="lock", at=at, payload_digest=digest, algorithm="sm3"
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("sm3", "chain")
def test_a_chain_is_written_proved_and_read_by_the_verifier(tmp_path: Path) -> None:
    assert set(Record.objects.values_list("algorithm", flat=True)) == {"sm3"}
    assert list(faults(TOWN)) == []
    take_root(dt.date(2026, 3, 1), at=NOON)
    assert list(blocks.faults(TOWN)) == []
    code, named, text = said(written(tmp_path))
    assert (code, named) == (0, []), text


@pytest.mark.django_db
@pytest.mark.usefixtures("sm3", "chain")
@pytest.mark.parametrize("how", ["one bit of payload flipped", "one bit of hash flipped"])
def test_whatever_is_tampered_with_is_named_alike(how: str, tmp_path: Path) -> None:
    with undone(), walls_down():
        at = TAMPERS[how](random.Random(how))
        ours_ = [fault.seq for fault in faults(TOWN)]
        code, named, _text = said(written(tmp_path))
    assert ours_[0] == at
    assert (code, named) == (3, ours_)


@pytest.mark.django_db
@pytest.mark.usefixtures("sm3")
def test_a_thousand_records_get_a_seal_of_the_same_algorithm(tmp_path: Path) -> None:
    with transaction.atomic():
        held = hold(TOWN, at=NOON)
        for number in range(seals.SIZE + 1):
            held.append("lock", what=str(number), by="")
        held.seal()
    assert Block.objects.count() == 1
    assert list(blocks.faults(TOWN)) == []
    assert said(written(tmp_path))[0] == 0


# ------------------------------------------------------------------ never a mixture
@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_chain_does_not_go_on_with_another_algorithm(settings: Settings) -> None:
    starting.see_that_it_is_set_up()
    settings.DIGEST = "sm3"
    with pytest.raises(Refusal) as refused, transaction.atomic():
        hold(TOWN, at=NOON)
    assert refused.value.code == "chain.digest"
    assert other_digest() == "sha256"
    with pytest.raises(Refusal) as at_start:
        starting.see_that_it_is_set_up()
    assert at_start.value.code == "chain.digest"
    assert at_start.value.values == {"chain": "sha256", "set": "sm3"}


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_record_that_names_the_other_algorithm_is_named_by_both_proofs(tmp_path: Path) -> None:
    """Even one that is right in itself: whoever owns the database may add it, not quietly."""
    last = Record.objects.latest("seq")
    data = canonical.payload("lock", [("what", "past"), ("by", "")])
    digest = canonical.digest(data, "sm3")
    hash_ = canonical.link(
        last.hash,
        town=TOWN,
        seq=last.seq + 1,
        kind="lock",
        at=last.at,
        payload_digest=digest,
        algorithm="sm3",
    )
    Record.objects.create(
        town=TOWN, seq=last.seq + 1, kind="lock", version=1, algorithm="sm3",
        payload=data, digest=digest, at=last.at, hash=hash_,
    )  # fmt: skip
    found = [(fault.seq, fault.code) for fault in faults(TOWN)]
    assert (last.seq + 1, "chain.format") in found
    code, named, _text = said(written(tmp_path))
    assert code == 3
    assert last.seq + 1 in named


def test_an_installation_without_it_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ours.DIGEST == "sha256"

    def lacking(name: str) -> object:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setenv("JIFEN_DIGEST", "sm3")
    assert jifen.settings._digest() == "sm3"
    monkeypatch.setattr(hashlib, "new", lacking)
    with pytest.raises(ImproperlyConfigured, match="OpenSSL"):
        jifen.settings._digest()
    monkeypatch.setenv("JIFEN_DIGEST", "md5")
    with pytest.raises(ImproperlyConfigured, match="JIFEN_DIGEST"):
        jifen.settings._digest()
