"""A suspended deduction counts again after it was served anew and its window is over."""

import datetime as dt
from dataclasses import replace

import pytest

from jifen.appeals.commands import resume, serve_anew
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.service import Mode
from jifen.ledger.models import Account, Change
from tests.laws.histories import alter
from tests.laws.oracle import after_commit
from tests.laws.test_withdrawal import two_under_one_limit
from tests.laws.town import Town


def later(hand: Hand, days: int) -> Hand:
    return replace(hand, at=hand.at + dt.timedelta(days=days))


def test_a_released_deduction_waits_for_its_window_and_then_counts_in_full(town: Town) -> None:
    first, second = two_under_one_limit(town)
    mine = Account.objects.select_related("cadre").get(cycle=town.cycle, cadre__name="张三稻")
    assert mine.cadre is not None
    alter(town, first, Change.Kind.WITHDRAW)
    clerk, member = town.hand("clerk"), town.actor("member")

    def count_again(hand: Hand) -> Change:
        return resume(
            second, holder=mine.cadre.code, reason="已经重新送达", hand=hand, second=member
        )

    with pytest.raises(Refusal) as unserved:
        count_again(later(clerk, 60))
    assert unserved.value.code == "released.not-served"
    made = serve_anew(
        second, holder=mine.cadre.code, mode=Mode.SIGNED, proof_of="回证1号", hand=clerk
    )
    with pytest.raises(Refusal) as early:
        count_again(clerk)
    assert early.value.code == "change.window-running"
    assert early.value.values["until"] == made.until > clerk.today

    change = count_again(later(clerk, 60))
    mine.refresh_from_db()
    assert (change.kind, mine.deducted) == (Change.Kind.RESUME, 8_00)
    assert after_commit(town.area) == []


def test_what_does_not_wait_is_not_resumed(town: Town) -> None:
    first, _second = two_under_one_limit(town)
    with pytest.raises(Refusal) as refused:
        resume(first, holder="", reason="误", hand=town.hand("clerk"), second=town.actor("member"))
    assert refused.value.code == "change.already"


def test_the_hand_that_decides_is_another_one(town: Town) -> None:
    first, _second = two_under_one_limit(town)
    hand = town.hand("clerk")
    with pytest.raises(Refusal) as refused:
        resume(first, holder="", reason="误", hand=hand, second=hand.actor)
    assert refused.value.code == "past.same-hand"
