"""A deduction released from a limit: told of, served anew, reviewed, counting after its days."""

import datetime as dt

import pytest

from jifen.appeals import commands, queries, released
from jifen.appeals.anew_letter import NAME
from jifen.appeals.chances import chances
from jifen.appeals.models import ServedAnew
from jifen.appeals.proof import faults
from jifen.claims.models import Addressee, Claim
from jifen.core.appeal import Action, Ground, Level
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.service import Mode
from jifen.core.workflow import Action as Take
from jifen.core.workflow import Outcome
from jifen.ledger.models import Change, Fact
from jifen.ledger.queries import status
from jifen.notices.models import Notice
from jifen.outcomes.queries import verify
from jifen.papers.models import Paper
from tests.appeals.scene import (
    DAY,
    ask,
    balance,
    charged,
    decided,
    ended,
    fresh,
    heard,
    ready,
    served,
    take,
    walk,
)
from tests.harness.database import walls_down
from tests.harness.kept import once
from tests.laws.histories import alter
from tests.laws.town import Town

PAPER = "送达回证9号"


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)


def fact_of(claim: Claim) -> Fact:
    rows = Fact.objects.select_related("town", "unit", "cycle__town", "cycle__version", "version")
    return rows.get(key=claim.fact)


def recorded(town: Town) -> Claim:
    """A blame of 8 that a case led to, recorded and final."""
    claim = served(town)
    town.day = max(a.appeal_until for a in claim.addressees.all() if a.appeal_until) + DAY
    return walk(town, claim, "clerk-2", Take.RECORD)


def decided_before(town: Town) -> tuple[Fact, Fact]:
    """Two blames under a limit of 9, decided before go-live: 6 count of the first, 3 of the second.

    Nobody asks about them in time: the days of both are long over.
    """
    first = charged(town, "D-1", measures=Measures(quantity=3))
    second = charged(town)
    town.day += 60 * DAY
    return first, second


def under_one_limit(town: Town) -> tuple[Fact, Claim]:
    """The same, the second by a case of this system."""
    first = charged(town, "D-1", measures=Measures(quantity=3))
    claim = recorded(town)
    town.day += 60 * DAY
    return first, claim


def release(town: Town, first: Fact, second: Fact) -> released.Released:
    alter(town, first, Change.Kind.WITHDRAW)
    one = released.at(second, town.code("张三稻"))
    assert one is not None
    return one


def serve(town: Town, fact: Fact, login: str = "clerk", mode: Mode = Mode.SIGNED) -> ServedAnew:
    proof = PAPER if mode is not Mode.READ else ""
    return commands.serve_anew(
        fact, holder=town.code("张三稻"), mode=mode, proof_of=proof, hand=town.hand(login)
    )


def tick(town: Town) -> int:
    return commands.clock(town.area, hand=town.hand("system"))


def told(town: Town, code: str) -> set[str]:
    by_key = {user.pk: login for login, user in town.users.items()}
    return {by_key[pk] for pk in Notice.objects.filter(code=code).values_list("user", flat=True)}


def refuses(code: str, town: Town, fact: Fact, login: str = "clerk", **more: object) -> None:
    given = {"holder": town.code("张三稻"), "mode": Mode.SIGNED, "proof_of": PAPER} | more
    with pytest.raises(Refusal) as caught:
        commands.serve_anew(fact, hand=town.hand(login), **given)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_it_takes_nothing_until_it_was_served_anew_and_its_days_are_over(town: Town) -> None:
    before = balance(town)
    first, second = decided_before(town)
    assert balance(town) == before - 9_00
    one = release(town, first, second)
    assert balance(town) == before
    found = released.amount(one)
    assert (found.full, found.was, found.now) == (8_00, 3_00, 8_00)

    town.day += 90 * DAY
    assert tick(town) == 0, "unserved it waits however long"
    made = serve(town, second)
    town.day = made.until
    assert tick(town) == 0
    assert balance(town) == before
    town.day += DAY
    assert tick(town) == 1
    assert balance(town) == before - 8_00
    assert tick(town) == 0
    assert released.waiting(town.area) == []
    assert list(verify(town.area)) == []


def test_what_has_come_to_take_more_than_was_said_is_served_once_more(town: Town) -> None:
    """A third blame beside it goes after the service: 8 would count, where 3 were said."""
    before = balance(town)
    low, high = Measures(level="light"), Measures(quantity=3)
    gone = charged(town, "D-1", measures=Measures(quantity=1))
    other = charged(town, "D-1", measures=high)
    second = charged(town)
    town.day += 60 * DAY
    one = release(town, gone, second)
    said = released.amount(one).now
    assert said < 8_00, low
    made = serve(town, second)
    assert made.amount == said
    short = commands.issue_anew(second, holder=one.holder, hand=town.hand("clerk"))
    alter(town, other, Change.Kind.WITHDRAW)
    town.day = made.until + DAY
    assert tick(town) == 0
    assert balance(town) == before
    assert Notice.objects.filter(code="fact.released").count() == 1
    whole = commands.issue_anew(second, holder=one.holder, hand=town.hand("clerk"))
    assert whole.pk != short.pk, "the letter says the other amount"
    again = serve(town, second)
    assert again.amount == 8_00
    refuses("service.already", town, second)
    town.day = again.until + DAY
    assert tick(town) == 1
    assert balance(town) == before - 8_00
    assert list(verify(town.area)) == []


def test_who_bears_it_and_who_serves_it_are_told_once_and_again_where_nobody_reads(
    town: Town,
) -> None:
    first, second = decided_before(town)
    release(town, first, second)
    assert not Notice.objects.filter(code__startswith="fact.").exists()
    tick(town)
    tick(town)
    assert told(town, "fact.released") == {"zhang"}
    assert told(town, "fact.to-serve-anew") == {"clerk", "clerk-2"}
    assert told(town, "fact.unread-anew") == set()
    town.day += 7 * DAY
    tick(town)
    assert told(town, "fact.unread-anew") == {"clerk", "clerk-2"}
    assert Notice.objects.filter(code="fact.released").count() == 1
    serve(town, second)
    assert not Notice.objects.filter(code__startswith="fact.", done=False).exists()


def test_the_person_reads_it_in_the_system_and_nobody_else_does_for_them(town: Town) -> None:
    first, second = decided_before(town)
    release(town, first, second)
    for other in ("li", "clerk", "wang"):
        refuses("service.not-yours", town, second, other, mode=Mode.READ, proof_of="")
    for other in ("zhang", "member", "head"):
        refuses("service.not-yours", town, second, other)
    refuses("service.no-proof", town, second, proof_of=" ")
    refuses("service.future", town, second, on=town.day + DAY)
    refuses("service.early", town, second, on=town.day - DAY)
    refuses("released.none", town, second, holder=town.code("李二麦"))
    refuses("released.none", town, first)
    made = serve(town, second, "zhang", Mode.READ)
    assert (made.on, made.proof) == (town.day, "")
    refuses("service.already", town, second)


def test_the_days_for_a_first_review_run_anew_from_that_service(town: Town) -> None:
    first, second = decided_before(town)
    person = town.actor("zhang")

    def open_to(fact: Fact) -> list[tuple[Level, dt.date]]:
        found = queries.fact_at(fact.key)
        every = chances(person, town.area, fact=found, on=town.day)
        return [(one.level, one.window.until) for one in every]

    assert open_to(second) == []
    release(town, first, second)
    made = serve(town, second)
    assert open_to(second) == [(Level.FIRST, made.until)]
    town.day = made.until
    appeal = ask(town, second)
    town.day += DAY
    assert tick(town) == 0, "it waits for the review"
    assert released.waiting(town.area) == []
    before = balance(town)
    ended(town, appeal, Outcome.UPHELD)
    assert balance(town) == before - 8_00
    assert list(verify(town.area)) == []


@pytest.mark.parametrize(
    ("outcome", "ground", "left"),
    [(Outcome.QUASHED, Ground.FACTS_UNCLEAR, 0), (Outcome.CHANGED, Ground.EXCESSIVE, 3_00)],
)
def test_a_review_of_what_was_released_goes_as_any_other(
    town: Town, outcome: Outcome, ground: Ground, left: int
) -> None:
    before = balance(town)
    first, second = decided_before(town)
    release(town, first, second)
    serve(town, second)
    measures = Measures(level="light") if outcome is Outcome.CHANGED else None
    ended(town, ask(town, second), outcome, ground, measures=measures)
    assert balance(town) == before - left
    assert list(verify(town.area)) == []


def test_a_cases_share_is_reviewed_again_past_its_first_days(town: Town) -> None:
    first, claim = under_one_limit(town)
    second = fact_of(claim)
    before = balance(town)
    with pytest.raises(Refusal) as late:
        ask(town, claim)
    assert late.value.code == "appeal.window-over"
    release(town, first, second)
    assert balance(town) == before + 9_00
    serve(town, second)
    appeal = ask(town, claim)
    ended(town, appeal, Outcome.UPHELD)
    assert balance(town) == before + 1_00
    assert status(second) == "effective"
    share = Addressee.objects.get(claim=claim, holder=town.code("张三稻"))
    assert (share.review, share.final_on) == ("upheld", town.day)
    assert list(verify(town.area)) == []


def test_after_a_first_review_it_is_the_second_that_may_be_asked_for(town: Town) -> None:
    first, second = decided_before(town)
    town.day -= 60 * DAY
    ended(town, ask(town, second), Outcome.UPHELD)
    town.day += 60 * DAY
    release(town, first, second)
    made = serve(town, second)
    assert made.until == made.on + 15 * DAY
    appeal = ask(town, second)
    assert appeal.level == Level.SECOND


def test_who_took_a_request_back_before_may_ask_again(town: Town) -> None:
    first, second = decided_before(town)
    town.day -= 60 * DAY
    appeal = ask(town, second)
    take(town, appeal, "zhang", Action.WITHDRAW)
    with pytest.raises(Refusal) as caught:
        ask(town, second)
    assert caught.value.code == "appeal.taken-back"
    town.day += 60 * DAY
    release(town, first, second)
    serve(town, second)
    appeal = ask(town, second)
    take(town, appeal, "zhang", Action.WITHDRAW)
    with pytest.raises(Refusal) as caught:
        ask(town, second)
    assert caught.value.code == "appeal.taken-back"


def test_a_share_that_is_not_final_or_under_review_has_a_clock_of_its_own(town: Town) -> None:
    first, claim = under_one_limit(town)
    second = fact_of(claim)
    Addressee.objects.filter(claim=claim).update(final_on=None)
    alter(town, first, Change.Kind.WITHDRAW)
    assert released.of(second) == []


def test_the_office_does_not_let_it_count_before(town: Town) -> None:
    first, second = decided_before(town)
    release(town, first, second)

    def resume() -> str:
        with pytest.raises(Refusal) as caught:
            commands.resume(
                second,
                holder=town.code("张三稻"),
                reason="重新送达，本人签收",
                hand=town.hand("clerk"),
                second=town.actor("member"),
            )
        return caught.value.code

    town.day += 60 * DAY
    assert resume() == "released.not-served"
    serve(town, second)
    assert resume() == "change.window-running"


def test_without_that_wait_it_would_count_the_day_it_was_released(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the office could let it count at once, unserved."""
    first, second = decided_before(town)
    one = release(town, first, second)
    before = balance(town)
    monkeypatch.setattr(released, "at", lambda fact, of_whom: None)
    commands.resume(
        second,
        holder=one.holder,
        reason="误以为已经送达",
        hand=town.hand("clerk"),
        second=town.actor("member"),
    )
    assert balance(town) == before - 8_00


def test_the_letter_says_what_it_took_what_it_will_take_and_until_when_one_may_ask(
    town: Town,
) -> None:
    first, second = decided_before(town)
    one = release(town, first, second)
    paper = commands.issue_anew(second, holder=one.holder, hand=town.hand("clerk"))
    assert paper.title.startswith(NAME)
    again = commands.issue_anew(second, holder=one.holder, hand=town.hand("clerk"))
    assert (again.pk, Paper.objects.count()) == (paper.pk, 1)
    assert paper.series == "试积告"
    with pytest.raises(Refusal) as caught:
        commands.issue_anew(second, holder=one.holder, hand=town.hand("line"))
    assert caught.value.code == "paper.not-yours"
    assert list(verify(town.area)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"on": dt.date(2025, 1, 1)},
        {"until": dt.date(2025, 1, 1)},
        {"proof": "另一份"},
        {"amount": 1},
    ],
)
def test_a_service_that_was_changed_is_found(town: Town, change: dict[str, object]) -> None:
    first, second = decided_before(town)
    release(town, first, second)
    serve(town, second)
    assert list(faults(town.area)) == []
    with walls_down():
        ServedAnew.objects.update(**change)
    assert {one.code for one in faults(town.area)} == {"service-anew.changed"}


def test_a_review_that_goes_on_after_a_release_ends_as_it_would(town: Town) -> None:
    """What waits for its review takes nothing, so nothing is released; it counts in full after."""
    before = balance(town)
    first, second = decided_before(town)
    town.day -= 60 * DAY
    appeal = heard(town, ask(town, second))
    alter(town, first, Change.Kind.WITHDRAW)
    assert released.of(second) == []
    take(town, decided(town, fresh(appeal), Outcome.UPHELD), "clerk", Action.SERVE)
    assert balance(town) == before - 8_00
    assert list(verify(town.area)) == []
