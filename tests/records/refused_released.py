"""What is declined of a deduction that was released from a limit."""

from collections.abc import Callable, Mapping, Sequence

from jifen.appeals import commands as appeals
from jifen.core.service import Mode
from jifen.ledger.models import Change, Fact
from tests.laws.histories import alter
from tests.laws.test_withdrawal import two_under_one_limit
from tests.laws.town import Town

Wrong = Callable[[Town], object]


def released(town: Town) -> tuple[Fact, str]:
    """A deduction that waits since what stood beside it under a limit was withdrawn."""
    first, second = two_under_one_limit(town)
    alter(town, first, Change.Kind.WITHDRAW)
    return second, town.code("张三稻")


def serve(town: Town, fact: Fact, holder: str) -> object:
    hand = town.hand("clerk")
    return appeals.serve_anew(fact, holder=holder, mode=Mode.SIGNED, proof_of="回证1号", hand=hand)


def resumed(town: Town, *, after_service: bool) -> object:
    fact, holder = released(town)
    if after_service:
        serve(town, fact, holder)
    hand, second = town.hand("clerk"), town.actor("member")
    return appeals.resume(fact, holder=holder, reason="期满", hand=hand, second=second)


def served_what_counts(town: Town) -> object:
    first, _second = two_under_one_limit(town)
    return serve(town, first, town.code("张三稻"))


RELEASED: Mapping[str, Sequence[Wrong]] = {
    "change.window-running": [lambda town: resumed(town, after_service=True)],
    "released.not-served": [lambda town: resumed(town, after_service=False)],
    "released.none": [served_what_counts],
}
