"""Freezing: briefings, the close by two people, and what stands in its way."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jifen.chain.models import Record
from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.core import plain, revisions
from jifen.core.access import Role
from jifen.core.assess import Assessment, assess
from jifen.core.errors import Refusal
from jifen.core.facts import Account, Measures
from jifen.core.plain import Plain, assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Rulebook
from jifen.core.workflow import Action
from jifen.cycles.models import Cycle
from jifen.ledger import proof
from jifen.ledger import queries as ledger
from jifen.ledger.models import Change, Entry, Fact
from jifen.ledger.queries import standing
from jifen.people import commands as people
from jifen.register.commands import open_cycle
from jifen.rulebook.queries import rulebook
from jifen.standings import body, checklist, live, queries
from jifen.standings.commands import brief, close, propose_close
from jifen.standings.models import Edition
from tests.harness.database import walls_down
from tests.harness.figures import figure
from tests.harness.host import HOST
from tests.records.town import HALF, LAST, NEXT, V1, V2, Town, forgotten, found

pytestmark = pytest.mark.django_db
day = dt.date


@pytest.fixture
def town() -> Town:
    return found()


def closed(town: Town) -> Edition:
    propose_close(town.cycle, hand=town.hand("clerk"))
    edition = close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    town.cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)
    return edition


def refused(code: str, deed: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def draft(town: Town, *, on: dt.date) -> Claim:
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, town.area, from_on=day(2024, 1, 1), hand=HOST)
    town.users["line"] = officer
    return claims.draft(
        town.cycle,
        item="A-1",
        unit=town.unit(V1),
        people={town.code("甲一"): Capacity.NAMED},
        happened_on=on,
        measures=Measures(chosen=Centipoints(3_00)),
        reason="完成任务",
        evidence=["示府办〔2025〕3号"],
        hand=town.hand("line", on=on),
    )


# ------------------------------------------------------------------ briefings
def test_a_briefing_freezes_what_had_happened_by_its_day(town: Town) -> None:
    town.fact("甲一", "A-1", "7", day(2024, 9, 1))
    town.fact("乙一", "A-1", "9", HALF + dt.timedelta(days=1))
    edition = brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    board = queries.board(edition)
    assert [row.name for row in board.rows if row.added] == ["甲一"]
    assert board.identity.digest == edition.digest
    assert (edition.kind, edition.number, edition.second) == ("briefing", 1, None)


@pytest.mark.parametrize(
    ("code", "who", "on", "today"),
    [
        ("brief.not-clerk", "member", HALF, None),
        ("brief.not-checkpoint", "clerk", day(2025, 1, 30), None),
        ("brief.not-checkpoint", "clerk", LAST, None),
        ("brief.early", "clerk", HALF, day(2025, 1, 30)),
    ],
)
def test_a_briefing_is_frozen_by_the_office_at_its_day_and_not_before(
    town: Town, code: str, who: str, on: dt.date, today: dt.date | None
) -> None:
    refused(code, lambda: brief(town.cycle, checkpoint_on=on, hand=town.hand(who, on=today)))
    assert not Edition.objects.exists()


def test_the_same_briefing_is_not_frozen_twice(town: Town) -> None:
    brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    refused("brief.twice", lambda: brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk")))
    assert Edition.objects.count() == 1


def test_a_closed_cycle_is_not_briefed(town: Town) -> None:
    closed(town)
    refused("cycle.closed", lambda: brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk")))
    assert not Edition.objects.filter(kind=Edition.Kind.BRIEFING).exists()


# ------------------------------------------------------------------ two people
def test_a_close_takes_two_people_one_of_them_a_decider(town: Town) -> None:
    propose_close(town.cycle, hand=town.hand("clerk"))
    clerk = town.actor("clerk")
    refused("close.same-hand", lambda: close(town.cycle, hand=town.hand("clerk"), second=clerk))
    refused(
        "close.no-decider",
        lambda: close(town.cycle, hand=town.hand("second-clerk"), second=clerk),
    )
    refused(
        "close.not-your-step", lambda: close(town.cycle, hand=town.hand("auditor"), second=clerk)
    )
    assert Cycle.objects.get(pk=town.cycle.pk).state == "open"
    edition = close(town.cycle, hand=town.hand("member"), second=clerk)
    assert (edition.by, edition.second) == (town.users["member"].ref, town.users["clerk"].ref)


def test_nobody_confirms_a_close_that_the_other_did_not_ask_for(town: Town) -> None:
    refused(
        "close.not-asked",
        lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
    )
    propose_close(town.cycle, hand=town.hand("second-clerk"))
    refused(
        "close.not-asked",
        lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
    )
    assert Cycle.objects.get(pk=town.cycle.pk).state == "open"


def test_who_may_ask_for_a_close_and_when(town: Town) -> None:
    refused("close.not-your-step", lambda: propose_close(town.cycle, hand=town.hand("committee")))
    refused("close.running", lambda: propose_close(town.cycle, hand=town.hand("clerk", on=LAST)))
    propose_close(town.cycle, hand=town.hand("clerk"))
    refused("close.asked", lambda: propose_close(town.cycle, hand=town.hand("clerk")))
    propose_close(town.cycle, hand=town.hand("head"))
    assert Cycle.objects.get(pk=town.cycle.pk).closing_by == town.users["head"].ref


# ------------------------------------------------------------------ what stands in the way
def test_a_cycle_closes_when_every_row_of_its_checklist_holds(town: Town) -> None:
    assert [check.ok for check in queries.checklist(town.cycle, NEXT)] == [True] * 8
    assert [c.code for c in queries.checklist(town.cycle, LAST) if not c.ok] == ["ended"]
    edition = closed(town)
    assert (edition.kind, edition.checkpoint_on, edition.as_of) == ("final", LAST, LAST)
    assert Cycle.objects.get(pk=town.cycle.pk).state == "closed"
    assert [c.code for c in queries.checklist(town.cycle, NEXT) if not c.ok] == ["open"]
    assert {account.as_of for account in town.cycle.accounts.all()} == {LAST}


def test_a_cycle_that_runs_does_not_close(town: Town) -> None:
    refusal = refused(
        "close.running",
        lambda: close(town.cycle, hand=town.hand("head", on=LAST), second=town.actor("clerk")),
    )
    assert refusal.values == {"until": LAST}


def test_a_claim_that_waits_for_somebody_stops_the_close_and_is_named(town: Town) -> None:
    claim = draft(town, on=day(2025, 7, 20))
    propose_close(town.cycle, hand=town.hand("clerk"))
    drafts = next(c for c in queries.checklist(town.cycle, NEXT) if c.code == "drafts")
    assert (drafts.ok, drafts.claims) == (True, (claim,))  # nothing was asked of anybody yet
    claims.take_step(claim, Action.SUBMIT, hand=town.hand("line"))
    refusal = refused(
        "close.claims-waiting",
        lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
    )
    assert refusal.values == {"count": 1, "claims": f"{V1} A-1 2025-07-20"}
    assert Cycle.objects.get(pk=town.cycle.pk).state == "open"
    claims.take_step(claim, Action.WITHDRAW, hand=town.hand("line"))
    assert close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")).number == 1


def test_a_suspended_fact_stops_the_close_until_it_is_resumed(town: Town) -> None:
    fact = town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    town.turn(fact, Change.Kind.SUSPEND)
    propose_close(town.cycle, hand=town.hand("clerk"))
    refusal = refused(
        "close.suspended",
        lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
    )
    assert refusal.values == {"count": 1, "facts": f"{V2} D-1 2025-01-05"}
    town.turn(fact, Change.Kind.RESUME)
    assert close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")).number == 1


def test_a_suspended_fact_that_is_withdrawn_stops_nothing(town: Town) -> None:
    fact = town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    town.turn(fact, Change.Kind.SUSPEND)
    town.turn(fact, Change.Kind.WITHDRAW)
    assert checklist.suspended(town.cycle) == ()


@pytest.mark.parametrize("wrong", ["net", "gross", "amounts"])
def test_a_second_opinion_that_differs_stops_the_close(
    town: Town, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    code = town.code("乙二")

    def differs(rules: Rulebook, account: Account, *, as_of: dt.date) -> Plain:
        said = plain.assess_plain(rules, account, as_of=as_of)
        if account.holder != code:
            return said
        return {
            "net": replace(said, net=Centipoints(said.net + 1)),
            "gross": replace(said, gross=Centipoints(said.gross + 1)),
            "amounts": replace(said, amounts={**said.amounts, "base": Centipoints(1)}),
        }[wrong]

    propose_close(town.cycle, hand=town.hand("clerk"))
    with monkeypatch.context() as patch:
        patch.setattr(revisions, "REVISIONS", {1: revisions.Revision(assess, differs)})
        refusal = refused(
            "close.plain-differs",
            lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
        )
        assert refusal.values == {"count": 1, "accounts": code}
    assert not Edition.objects.exists()
    assert close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")).number == 1


def test_a_ledger_out_of_step_stops_the_close(town: Town) -> None:
    town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    entry = Entry.objects.get(amount=-5_00)
    with walls_down():
        Entry.objects.filter(pk=entry.pk).update(amount=-4_00)
    propose_close(town.cycle, hand=town.hand("clerk"))
    refused(
        "close.plain-differs",
        lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
    )
    assert Cycle.objects.get(pk=town.cycle.pk).state == "open"


# ------------------------------------------------------------------ after it
def test_nothing_posts_to_a_closed_cycle(town: Town) -> None:
    fact = town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    late = draft(town, on=day(2025, 7, 20))
    closed(town)
    entries = Entry.objects.count()
    refused("cycle.closed", lambda: town.withdraw(fact))
    with pytest.raises(AssertionError, match=r"cycle\.closed"):
        town.facts([("甲一", "A-1", "1", day(2025, 1, 1), "")])
    refused("cycle.closed", lambda: claims.take_step(late, Action.SUBMIT, hand=town.hand("line")))
    assert Entry.objects.count() == entries


def test_a_closed_cycles_live_board_is_its_final_edition(town: Town) -> None:
    town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    edition = closed(town)
    town.leave("乙二", "suspension", day(2025, 7, 1))
    live, frozen = queries.live(town.cycle, at=LAST), queries.board(edition)
    assert live == replace(frozen, identity=replace(frozen.identity, digest=None))


def test_an_edition_is_never_changed(town: Town) -> None:
    edition = brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(digest="0" * 64)
    edition.refresh_from_db()
    assert edition.digest != "0" * 64


# ------------------------------------------------------------------ law I6
deeds = st.lists(
    st.tuples(
        st.sampled_from(["甲一", "甲二", "乙一", "乙二", ""]),
        st.sampled_from(["add", "deduct", "withdraw", "leave"]),
        st.integers(1, 60_00),
        st.integers(0, 364),
    ),
    min_size=1,
    max_size=6,
)


def carry_out(town: Town, deed: tuple[str, str, int, int]) -> None:
    who, what, amount, offset = deed
    on = day(2024, 8, 1) + dt.timedelta(days=offset)
    points = f"{amount // 100}.{amount % 100:02d}"
    if what == "leave":
        town.leave(who or "乙三", "suspension", on)
    elif what == "withdraw":
        standing = Fact.objects.filter(cycle=town.cycle, changes=None).first()
        if standing is not None:
            town.withdraw(
                Fact.objects.select_related("cycle__version", "town", "unit").get(pk=standing.pk)
            )
    else:
        side = "A" if what == "add" else "D"
        item = f"{side}-1" if who else f"{side}-2"
        town.fact(who, item, points, on, village="" if who else V1)


def serve_what_was_released(town: Town) -> None:
    """A withdrawal lets deductions wait that a limit held back; the close wants them served."""
    for fact in checklist.suspended(town.cycle):
        changes = list(fact.changes.select_related("account"))
        of = {change.account_id: change.account for change in changes}
        for account, how in standing(changes).items():
            if how == "suspended":
                town.turn(fact, Change.Kind.RESUME, of[account])


def test_a_frozen_standing_recomputes_to_the_same_bytes_whatever_came_after() -> None:
    town = found()

    @settings(max_examples=figure(12, 100))
    @given(before=deeds, after=deeds)
    @example(  # the withdrawal releases the last deduction from the limit
        before=[("甲一", "deduct", 39_71, 0), ("甲一", "deduct", 39_71, 0)],
        after=[("甲一", "deduct", 10_72, 0), ("甲一", "withdraw", 1, 0)],
    )
    def law(
        before: list[tuple[str, str, int, int]], after: list[tuple[str, str, int, int]]
    ) -> None:
        with forgotten():
            for deed in before:
                carry_out(town, deed)
            briefing = brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
            for deed in after:
                carry_out(town, deed)
            serve_what_was_released(town)
            final = closed(town)
            for edition in (briefing, final):
                assert queries.refreeze(edition) == bytes(edition.body)
            assert not list(queries.faults(town.area))
        town.cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)

    law()


@contextmanager
def learned() -> Iterator[None]:
    """A second revision of the assessment, by which everything is worth a point more."""

    def dearer(rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Assessment:
        score = replace(rulebook.score, base=Centipoints(rulebook.score.base + 100))
        return assess(replace(rulebook, score=score), account, as_of=as_of)

    both = {**revisions.REVISIONS, 2: revisions.Revision(dearer, assess_plain)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(revisions, "REVISIONS", both)
        yield


def test_a_new_revision_leaves_closed_cycles_and_frozen_editions_byte_for_byte() -> None:
    town = found()

    @settings(max_examples=figure(12, 100))
    @given(before=deeds)
    def law(before: list[tuple[str, str, int, int]]) -> None:
        with forgotten():
            for deed in before:
                carry_out(town, deed)
            briefing = brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
            final = closed(town)
            with learned():
                for edition in (briefing, final):
                    assert queries.refreeze(edition) == bytes(edition.body)
                assert not list(queries.faults(town.area))
                assert not list(proof.faults(town.area))
                # Were it assessed by what was learned later, other bytes would come out.
                other = live.make(final.cycle, at=LAST, upto_seq=final.last_seq, revision=2)
                assert body.encode(other) != bytes(final.body)
        town.cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)

    law()


def test_the_next_cycle_takes_the_new_revision_and_the_last_keeps_its_own(town: Town) -> None:
    edition = closed(town)
    before = edition.revision
    with learned():
        following = open_cycle(
            town.area,
            "2025-2026",
            starts_on=day(2025, 8, 1),
            version=town.cycle.version,
            hand=town.hand("clerk"),
        )
        base = rulebook(town.cycle.version).score.base
        balances = set(ledger.accounts(following).values_list("balance", flat=True))
        assert following.revision == 2
        assert max(balances) == base + 100
        assert not list(proof.faults(town.area))
    assert before == 1


# ------------------------------------------------------------------ the proof
def codes(town: Town) -> list[str]:
    return [fault.code for fault in queries.faults(town.area)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"checkpoint_on": day(2025, 7, 30)}, "standing.changed"),
        ({"digest": "0" * 64}, "standing.digest"),
        ({"last_seq": 3}, "standing.refreeze"),
        ({"revision": 9}, "standing.revision"),
        ({"second": "00000000-0000-4000-8000-000000000001"}, "closing.changed"),
    ],
)
def test_a_changed_edition_is_found(town: Town, change: dict[str, object], code: str) -> None:
    town.fact("乙二", "D-1", "5", day(2025, 1, 5))
    edition = closed(town)
    assert codes(town) == []
    with walls_down():
        Edition.objects.filter(pk=edition.pk).update(**change)
    assert code in codes(town)


def test_an_edition_with_other_bytes_is_found(town: Town) -> None:
    edition = closed(town)
    with walls_down():
        Edition.objects.filter(pk=edition.pk).update(body=bytes(edition.body)[:-1])
    assert codes(town) == ["standing.digest"]


def test_a_cycle_reopened_behind_the_scenes_is_found(town: Town) -> None:
    closed(town)
    Cycle.objects.filter(pk=town.cycle.pk).update(state="open", closed_seq=None)
    assert codes(town) == ["closing.state"]


def test_a_cycle_closed_behind_the_scenes_is_found(town: Town) -> None:
    Cycle.objects.filter(pk=town.cycle.pk).update(state="closed", closed_seq=1)
    assert codes(town) == ["closing.state"]


def test_a_close_leaves_what_it_did_in_the_chain(town: Town) -> None:
    edition = closed(town)
    kinds = list(Record.objects.order_by("-seq").values_list("kind", flat=True)[:3])
    assert kinds == ["closing", "standing", "closing"]
    assert edition.last_seq < edition.seq
    assert connection.vendor in {"sqlite", "postgresql"}
