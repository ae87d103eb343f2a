"""What a clause was worth lately is shown to whoever chooses; far above it somebody says why."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.claims.precedents import hint
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity
from jifen.core.workflow import Action, State
from jifen.people import commands as people
from jifen.rulebook.queries import rulebook
from tests.harness.host import HOST
from tests.records.town import MARCH_2026, V1, Town, found

pytestmark = pytest.mark.django_db

SHORT, LONG = "按时完成。", "带队连续三周排查隐患，完成整改四十余处，成效明显。"


@pytest.fixture
def town() -> Town:
    """A town in March 2026 with three precedents of two points, and one too old to count."""
    made = found()
    user = people.add_user("line", "站所", "a-long-password-of-tests", hand=HOST)
    people.grant(user, Role.LINE_OFFICE, made.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    made.users["line"] = user
    made.fact("甲一", "A-1", "50", dt.date(2025, 3, 1))
    made.cycle = made.next_cycle()
    for day in (1, 2, 3):
        made.fact("甲二", "A-1", "2", dt.date(2025, 9, day))
    return made


def draft(town: Town, points: int, reason: str) -> Claim:
    return claims.draft(
        town.cycle,
        item="A-1",
        unit=town.unit(V1),
        people={town.code("甲三"): Capacity.NAMED},
        happened_on=dt.date(2026, 2, 20),
        measures=Measures(chosen=Centipoints(points)),
        reason=reason,
        evidence=["示镇办〔2026〕1号"],
        hand=town.hand("line"),
    )


def step(town: Town, claim: Claim, action: Action, who: str, reason: str = "") -> State:
    return claims.take_step(claim, action, hand=town.hand(who), reason=reason)


def test_precedents_are_of_the_last_twelve_months_and_bear_no_name(town: Town) -> None:
    item = rulebook(town.cycle.version).item("A-1")
    with CaptureQueriesContext(connection) as asked:
        said = hint(town.area, item, Centipoints(400), on=MARCH_2026)
    assert said is not None
    assert (said.count, said.median, said.most) == (3, 200, 300)
    assert len(asked) == 2
    assert hint(town.area, item, Centipoints(400), on=dt.date(2027, 1, 1)) is None


def test_what_was_withdrawn_is_no_precedent(town: Town) -> None:
    item = rulebook(town.cycle.version).item("A-1")
    town.withdraw(town.fact("甲四", "A-1", "60", dt.date(2025, 9, 4)))
    said = hint(town.area, item, None, on=MARCH_2026)
    assert said is not None
    assert said.count == 3


def test_far_above_the_median_the_proposer_says_why(town: Town) -> None:
    with pytest.raises(Refusal) as refused:
        step(town, draft(town, 301, SHORT), Action.SUBMIT, "line")
    assert refused.value.code == "claim.above-median"
    assert step(town, draft(town, 301, LONG), Action.SUBMIT, "line") == State.SUBMITTED
    assert step(town, draft(town, 300, SHORT), Action.SUBMIT, "line") == State.SUBMITTED


def test_far_above_the_median_the_decider_says_why(town: Town) -> None:
    claim = draft(town, 301, LONG)
    step(town, claim, Action.SUBMIT, "line")
    step(town, claim, Action.VERIFY, "clerk")
    with pytest.raises(Refusal) as refused:
        step(town, claim, Action.APPROVE, "member", "同意。")
    assert refused.value.code == "claim.above-median"
    assert refused.value.values["median"] == "2"
    assert step(town, claim, Action.APPROVE, "member", LONG) != State.VERIFIED
