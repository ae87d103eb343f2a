"""What a close leaves to be booked late (留待补记), case by case, and what becomes of it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims import hearings
from jifen.claims import queries as reading
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.recusal import Ground, Manner
from jifen.core.rules import Capacity
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action, State
from jifen.cycles.models import Cycle
from jifen.ledger.models import Change, Fact, Late
from jifen.outcomes.queries import verify
from jifen.papers.circular import Paragraph
from jifen.people import commands as people
from jifen.recusals.commands import enter
from jifen.standings import audits, circulars, leaving, tables
from jifen.standings.commands import close, leave_late, propose_close
from jifen.standings.models import Leaving
from jifen.standings.queries import checklist, editions
from jifen.wording import sentence
from tests.harness.database import walls_down
from tests.harness.host import HOST
from tests.harness.steps import take
from tests.records.test_late import refused, shut, with_newer
from tests.records.town import V1, Town, found

pytestmark = pytest.mark.django_db
day = dt.date
WHY = "县级表彰文件预计下月才能送达，暂不能审定。"
JULY = day(2025, 7, 20)


@pytest.fixture
def town() -> Town:
    """A town at the end of its first cycle, the next one open under a version that books."""
    town = found()
    town.today = day(2025, 8, 4)
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, town.area, from_on=day(2024, 1, 1), hand=HOST)
    town.users["line"] = officer
    with_newer(town)
    return town


def drafted(town: Town, item: str, who: str = "甲一", *, points: int = 6_00) -> Claim:
    return claims.draft(
        town.cycle,
        item=item,
        unit=town.unit(V1),
        people={town.code(who): Capacity.NAMED},
        happened_on=JULY,
        measures=Measures(chosen=Centipoints(points)),
        reason="经核实",
        evidence=["示府办〔2025〕3号"],
        hand=town.hand("line"),
    )


def submitted(town: Town, who: str = "甲一") -> Claim:
    claim = drafted(town, "A-1", who)
    claims.take_step(claim, Action.SUBMIT, hand=town.hand("line"))
    return claim


def proposed(town: Town) -> Claim:
    claim = drafted(town, "D-1", points=4_00)
    claims.take_step(claim, Action.PROPOSE, hand=town.hand("line"))
    return claim


def again(claim: Claim) -> Claim:
    return reading.every(claim.town).get(pk=claim.pk)


def left(town: Town, claim: Claim, *, who: str = "head", reason: str = WHY) -> Leaving:
    return leave_late(town.cycle, claim.ref, reason=reason, hand=town.hand(who))


# ------------------------------------------------------------------ what keeps it from being left
def test_an_unfinished_case_blocks_the_close_until_the_head_leaves_it(town: Town) -> None:
    claim = submitted(town)
    propose_close(town.cycle, hand=town.hand("clerk"))
    confirm = lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))  # noqa: E731
    refused("close.claims-waiting", confirm)
    left(town, claim)
    by_code = {check.code: check for check in checklist(town.cycle, town.today)}
    assert by_code["claims"].ok
    assert [one.claim.ref for one in by_code["late"].left] == [claim.ref]
    assert confirm().kind == "final"
    assert list(verify(town.area)) == []


Wrong = Callable[[Town], object]


def _closed(town: Town) -> object:
    claim = submitted(town)
    left(town, claim)
    shut(town)
    return left(town, claim)


def _recorded(town: Town) -> object:
    claim = submitted(town)
    Claim.objects.filter(pk=claim.pk).update(state=State.REFUSED)
    return left(town, claim)


def _of_another_cycle(town: Town) -> object:
    claim = submitted(town)
    return leave_late(
        leaving.following(town.cycle) or town.cycle, claim.ref, reason=WHY, hand=town.hand("head")
    )


def _kin(town: Town) -> object:
    claim = submitted(town)
    people.relate(town.users["head"], town.cadre("甲一"), "配偶", hand=HOST)
    return left(town, claim)


def _recused(town: Town) -> object:
    claim, hand = submitted(town), town.hand("committee")
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        head, why = town.users["head"], "与本事项有利害关系"
        order, other = Manner.ORDER, Ground.OTHER
        enter(town.area, claim.ref, head, order, other, reason=why, chain=chain, hand=hand)
        chain.seal()
    return left(town, claim)


def _twice(town: Town) -> object:
    claim = submitted(town)
    left(town, claim)
    return left(town, claim)


WRONG: dict[str, Wrong] = {
    "the cycle is closed": _closed,
    "a member may not": lambda town: left(town, submitted(town), who="member"),
    "a clerk may not": lambda town: left(town, submitted(town), who="clerk"),
    "the head's kin": _kin,
    "the head is recused": _recused,
    "a draft": lambda town: left(town, drafted(town, "A-1")),
    "it has ended": _recorded,
    "of another cycle": _of_another_cycle,
    "twice": _twice,
    "fourteen characters": lambda town: left(
        town, submitted(town), reason="一二三四五六七八九十一二三四 "
    ),
}
CODES = {
    "the cycle is closed": "cycle.closed",
    "a member may not": "close.not-head",
    "a clerk may not": "close.not-head",
    "the head's kin": "claim.unknown",
    "the head is recused": "close.not-head",
    "a draft": "claim.unknown",
    "it has ended": "close.not-waiting",
    "of another cycle": "close.not-waiting",
    "twice": "close.left",
    "fourteen characters": "close.reason-short",
}


@pytest.mark.parametrize("what", WRONG)
def test_each_wrong_leaving_is_refused_in_a_sentence(town: Town, what: str) -> None:
    refusal = refused(CODES[what], lambda: WRONG[what](town))
    assert len(sentence(refusal)) > 10
    assert Leaving.objects.count() == (what in {"twice", "the cycle is closed"})


def test_a_case_of_another_town_is_unknown(town: Town) -> None:
    other = found(name="外镇", path="p1/c1/k1/t2")
    claim = submitted(town)
    refused(
        "claim.unknown",
        lambda: leave_late(other.cycle, claim.ref, reason=WHY, hand=other.hand("head")),
    )
    assert not Leaving.objects.exists()


def test_fifteen_characters_are_enough(town: Town) -> None:
    assert left(town, submitted(town), reason="一二三四五六七八九十一二三四五").pk


def test_nothing_is_left_where_no_next_cycle_books_it() -> None:
    town = found()
    town.today = day(2025, 8, 4)
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, town.area, from_on=day(2024, 1, 1), hand=HOST)
    town.users["line"] = officer
    claim = submitted(town)
    refused("close.no-next", lambda: left(town, claim))
    town.next_cycle()
    refused("close.books-nothing", lambda: left(town, claim))
    assert not leaving.may_leave(town.cycle, Cycle.objects.select_related("version"))


def test_nothing_is_left_to_a_version_that_lacks_the_item() -> None:
    town = found()
    town.today = day(2025, 8, 4)
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, town.area, from_on=day(2024, 1, 1), hand=HOST)
    town.users["line"] = officer
    with_newer(town, ("  A-1:\n", "  A-9:\n"))
    refused("late.no-item", lambda: left(town, submitted(town)))
    assert not Leaving.objects.exists()


def test_a_suspended_fact_blocks_the_close_all_the_same(town: Town) -> None:
    fact = town.fact("甲一", "A-1", "3", day(2025, 7, 1))
    town.turn(fact, Change.Kind.SUSPEND)
    left(town, submitted(town))
    propose_close(town.cycle, hand=town.hand("clerk"))
    refused(
        "close.suspended",
        lambda: close(town.cycle, hand=town.hand("head"), second=town.actor("clerk")),
    )
    assert Cycle.objects.get(pk=town.cycle.pk).state == Cycle.State.OPEN


# ------------------------------------------------------------------ what becomes of it
def walked(town: Town, claim: Claim) -> Claim:
    for who, action in (
        ("clerk", Action.VERIFY),
        ("member", Action.APPROVE),
        ("clerk", Action.PUBLICISE),
    ):
        take(again(claim), action, hand=town.hand(who))
        town.today += dt.timedelta(days=1)
    town.today += dt.timedelta(days=14)
    claims.take_step(again(claim), Action.RECORD, hand=town.hand("clerk"))
    return again(claim)


def test_a_grant_that_was_left_is_booked_in_the_running_cycle(town: Town) -> None:
    claim = submitted(town)
    left(town, claim)
    first = town.cycle
    shut(town)
    claim = walked(town, claim)
    fact = Fact.objects.select_related("cycle", "late__cycle").get(key=claim.fact)
    assert (fact.cycle.name, fact.late.cycle.name) == ("2025-2026", "2024-2025")
    assert fact.late.booked_on == town.today
    assert fact.late.amounts == {town.code("甲一"): 6_00}
    running = leaving.following(first)
    assert running is not None
    assert town.account("甲一", cycle=running).balance == 105_00, "five points a month"
    assert town.account("甲一", cycle=first).balance == 100_00
    (one,) = leaving.left(type(first).objects.get(pk=first.pk))
    assert one.fact == fact
    assert list(verify(town.area)) == []


def test_a_deduction_that_was_left_is_heard_and_booked_share_by_share(town: Town) -> None:
    claim = proposed(town)
    left(town, claim)
    shut(town)
    for who, action in (("clerk", Action.TAKE_UP), ("clerk", Action.NOTICE)):
        claims.take_step(again(claim), action, hand=town.hand(who))
    for what, days in ((Served.NOTICE, 20), (Served.DECISION, 30)):
        if what is Served.DECISION:
            why, hand = "事实清楚，予以扣分。", town.hand("member")
            claims.take_step(again(claim), Action.DECIDE, reason=why, hand=hand)
            town.today += dt.timedelta(days=1)
            claims.take_step(again(claim), Action.SERVE, hand=town.hand("clerk"))
        (one,) = hearings.live(again(claim))
        hand = town.hand("clerk")
        claims.serve(one, what, Mode.SIGNED, proof="送达回证", on=town.today, hand=hand)
        town.today += dt.timedelta(days=days)
        claims.clock(town.area, hand=town.hand("clerk"))
    claim = again(claim)
    assert claim.state == State.RECORDED
    (late,) = Late.objects.all()
    assert late.amounts == {town.code("甲一"): -4_00}
    running = late.fact.cycle
    assert town.account("甲一", cycle=running).gross == 4_00
    assert list(verify(town.area)) == []


def test_a_case_that_is_final_before_the_close_after_all_was_not_left(town: Town) -> None:
    claim = submitted(town)
    left(town, claim)
    claims.take_step(again(claim), Action.WITHDRAW, hand=town.hand("line"))
    assert leaving.left(town.cycle) == ()
    shut(town)
    assert leaving.left(town.cycle) == ()


# ------------------------------------------------------------------ where it is told
def test_the_published_close_lists_grants_with_reasons_and_deductions_by_number(town: Town) -> None:
    grant, deduction = submitted(town), proposed(town)
    left(town, grant)
    left(town, deduction, reason="当事人在外住院，陈述申辩期限尚未届满，无法在结账前办结。")
    shut(town)
    edition = editions(town.cycle).get(kind="final")
    paper = circulars.compose(edition, on=town.today)
    said = "\n".join(block.text for block in paper.blocks if isinstance(block, Paragraph))
    assert "留待下一周期补记的事项共2件" in said
    assert f"{V1}，2025年7月20日“完成任务”。理由：{WHY}" in said
    number = deduction.ref.hex[:8].upper()
    assert f"其中扣分事项1件，尚未作出终局决定，不公布内容，案号：{number}。" in said
    for secret in ("未完成任务", "住院", "D-1"):
        assert secret not in said
    (sheet,) = [one for one in tables.sheets(edition) if one.name == "留待补记"]
    assert {row[1]: row[2:] for row in sheet.rows}["扣分"] == ("不公布", "", "", "")
    assert {row[1]: row[5] for row in sheet.rows}["加分"] == WHY


def test_a_close_that_leaves_nothing_says_nothing_of_it(town: Town) -> None:
    shut(town)
    edition = editions(town.cycle).get(kind="final")
    paper = circulars.compose(edition, on=town.today)
    assert not any("补记" in block.text for block in paper.blocks if isinstance(block, Paragraph))
    assert "留待补记" not in [one.name for one in tables.sheets(edition)]


def test_the_auditor_sees_what_was_left_and_what_was_booked(town: Town) -> None:
    claim = submitted(town)
    left(town, claim)
    first = town.cycle
    shut(town)
    walked(town, claim)
    running = leaving.following(first)
    assert running is not None
    (row,) = audits.audit(running, seed="1").booked_late
    assert (row.happened_in, row.checkpoint_on) == ("2024-2025", None)
    (one,) = audits.audit(town.cycle, seed="1").left
    assert (one.claim.ref, one.leaving.reason, one.by) == (claim.ref, WHY, "head")
    assert one.fact == row.fact


@pytest.mark.parametrize("column", ["reason", "by", "claim_id", "cycle_id", "seq"])
def test_the_proof_finds_a_leaving_that_was_changed(town: Town, column: str) -> None:
    left(town, submitted(town))
    other = {
        "reason": "'另一个理由，另一个理由，另一个理由'",
        "by": f"'{'0' * 32}'",
        "claim_id": str(submitted(town, "甲二").pk),
        "cycle_id": str(getattr(leaving.following(town.cycle), "pk", 0)),
        "seq": "2",
    }[column]
    assert list(verify(town.area)) == []
    with walls_down(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE standings_leaving SET {column} = {other}")  # the test's own
    assert [fault.code for fault in verify(town.area) if fault.code.startswith("closing-late")]


LEFT_IN: dict[State, str] = {
    State.DRAFT: "claim.unknown",  # its author's alone
    State.SUBMITTED: "",
    State.VERIFIED: "",
    State.APPROVED: "",
    State.PUBLICISED: "",
    State.OBJECTED: "",
    State.PROPOSED: "",
    State.TAKEN_UP: "",
    State.ATTESTED: "",
    State.CHECKED: "",
    State.NOTICED: "",
    State.ANSWERED: "",
    State.REPLIED: "",
    State.DECIDED: "",
    State.SERVED: "",
    State.SUSPENDED: "",
    State.RECORDED: "close.not-waiting",
    State.REFUSED: "close.not-waiting",
    State.WITHDRAWN: "close.not-waiting",
    State.DROPPED: "close.not-waiting",
    State.EXEMPTED: "close.not-waiting",
    State.TRANSFERRED: "close.not-waiting",
}
"""In which state a case may be left: whatever waits, and nothing that has ended."""


def test_a_case_is_left_in_every_state_that_waits_and_in_no_other(town: Town) -> None:
    claim = submitted(town)
    found_out: dict[State, str] = {}
    for state in State:
        fact = claim.ref if state is State.RECORDED else None
        Claim.objects.filter(pk=claim.pk).update(state=state, fact=fact)
        try:
            leaving.check(again(claim), town.cycle, reason=WHY, hand=town.hand("head"))
        except Refusal as refusal:
            found_out[state] = refusal.code
        else:
            found_out[state] = ""
    assert found_out == LEFT_IN
