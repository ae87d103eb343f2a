"""Receipts: what people hold contradicts a rewritten history, every time (R-50)."""

import random
from collections.abc import Callable

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from jifen.chain import receipts
from jifen.chain.kinds import KINDS
from jifen.chain.models import Record
from jifen.chain.queries import check, faults, receipt
from jifen.chain.queries import receipts as given_out
from jifen.chain.receipts import Receipt
from jifen.core.errors import Refusal
from jifen.terms import RECORDS
from tests.chain.test_checkpoints import FORGERS, chain, rechain
from tests.chain.test_tampering import LENGTH, SEED, TOWN
from tests.harness.database import undone, walls_down
from tests.harness.figures import figure, record

N = figure(20, 1000)

__all__ = ["chain"]


def contradicted(held: list[Receipt]) -> list[int]:
    return [one.seq for one in held if not check(TOWN, one.seq, one.hex16).holds]


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_rewritten_history_contradicts_a_receipt_every_time() -> None:
    held = list(given_out(TOWN, range(1, LENGTH + 1)).values())
    assert len(held) == LENGTH
    assert contradicted(held) == []
    dice = random.Random(f"{SEED} receipts")
    with undone(), walls_down():
        for _ in range(N):
            how = dice.choice(sorted(FORGERS))
            with undone():
                FORGERS[how](dice)
                rechain()
                assert list(faults(TOWN)) == [], "the chain alone is sound in itself"
                assert contradicted(held), how
    record(
        "Histories written anew, each record's receipt in somebody's hand",
        n=N,
        seed=SEED,
        result="chain alone: none found; receipts: all",
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_receipts_protect_what_lies_before_them_and_not_what_comes_after() -> None:
    early = [receipt(TOWN, seq) for seq in range(1, 11)]
    late = receipt(TOWN, LENGTH)
    with undone(), walls_down():
        Record.objects.filter(seq=11).update(kind=Record.objects.get(seq=12).kind)
        rechain()
        assert contradicted(early) == []
        assert contradicted([late]) == [LENGTH]


@pytest.mark.django_db
@pytest.mark.usefixtures("chain")
def test_a_receipt_is_told_kind_and_instant_and_one_that_does_not_hold_nothing() -> None:
    row = Record.objects.get(seq=3)
    found = check(TOWN, 3, receipt(TOWN, 3).hex16)
    assert (found.holds, found.kind, found.at) == (True, row.kind, row.at)
    assert check(TOWN, 3, row.hash).holds
    wrong = check(TOWN, 4, row.hash[:16])
    assert (wrong.holds, wrong.beyond, wrong.kind, wrong.at) == (False, False, "", None)
    assert check(TOWN, LENGTH + 1, row.hash[:16]).beyond
    assert not check("p1/c2/k3/t5", 3, row.hash[:16]).holds


def test_what_is_printed_is_read_back_however_it_is_typed() -> None:
    given = Receipt(TOWN, 4217, "9f2c51d0" * 8)
    number, _, digits = given.text.partition(" ")
    assert (receipts.number(number), receipts.digits(digits)) == (4217, given.hex16)
    for typed in (
        "9F2C51D09F2C51D0",
        "９f2c 51d0-9f2c·51d0",
        "9f2c51do9f2c51dO",
        " 9f2c，51d09f2c51d0",
    ):
        assert receipts.digits(typed) == given.hex16
    assert receipts.number("第４２１７号") == 4217


@given(st.text())
def test_whatever_else_is_typed_is_read_or_refused_with_a_sentence(text: str) -> None:
    codes = {said(receipts.digits, text), said(receipts.number, text)}
    assert codes <= {"", "receipt.short", "receipt.number"}


def said(read: Callable[[str], object], text: str) -> str:
    """The code of the refusal, or nothing."""
    try:
        read(text)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("text", ["", "0", "-1", "1e5", "12a", "9" * 30, "²"])
def test_a_number_that_no_record_can_have_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        receipts.number(text)
    assert refused.value.code == "receipt.number"


@pytest.mark.parametrize("text", ["", "9f2c51d09f2c51d", "9f2c51d09f2c51dg", "0" * 65])
def test_digits_too_few_too_many_or_none_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        receipts.digits(text)
    assert refused.value.code == "receipt.short"


def test_every_kind_of_record_has_a_word_for_who_asks() -> None:
    assert set(KINDS) == set(RECORDS)


def test_a_code_leads_to_the_check_page_and_guesses_no_host(settings: Settings) -> None:
    given = Receipt(TOWN, 4217, "9f2c51d0" * 8)
    assert reverse("check") == receipts.CHECK
    assert given.code == f"/check/?t={TOWN}&n=4217&h={given.hash[:32]}"
    settings.PUBLIC_ADDRESS = "https://jf.example"
    assert given.code == f"https://jf.example/check/?t={TOWN}&n=4217&h={given.hash[:32]}"
