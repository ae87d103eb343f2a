"""Opening balances (期初余额): entered by one, approved by another, counted, undone, proved."""

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest

from jifen.claims import commands as claims
from jifen.claims import openings
from jifen.claims.models import OpeningBatch
from jifen.core.errors import Refusal
from jifen.core.plain import assess_plain
from jifen.core.report import Outcome, Report
from jifen.ledger import queries as ledger
from jifen.ledger.book import book
from jifen.ledger.models import Account, Change, Entry, Fact, Opening
from jifen.ledger.openings import standing
from jifen.ledger.queries import explain
from jifen.ledger.replay import replay
from jifen.outcomes import queries as outcomes
from jifen.outcomes.case import Cause
from jifen.people.queries import rosters
from jifen.rulebook.queries import rulebook
from jifen.sheets.openings import OpeningRow, OpeningsSheet, read_openings, template
from jifen.sheets.workbook import read
from jifen.standings import commands as standings_commands
from jifen.standings import queries as standings
from jifen.standings import tables
from jifen.standings.checklist import Check
from jifen.standings.circulars import compose
from tests.harness.database import undone, walls_down
from tests.laws.oracle import broken
from tests.records.test_outcomes import talk
from tests.records.town import NEXT, V1, V2, Town, found, origin

pytestmark = pytest.mark.django_db
day = dt.date
UNTIL = day(2024, 11, 30)
PAPER = "示积决〔2024〕11号"
ITEMS = """
  E-1:
    chapter: A
    title: 半年有效的表彰
    direction: add
    scoring: {kind: fixed, points: "4"}
    shares: {named: "1"}
    validity: {months: 6}
    article: 第一条
    proposers: [cadre]
  R-1:
    chapter: D
    title: 可以整改的问题
    direction: deduct
    scoring: {kind: fixed, points: "4"}
    shares: {named: "1"}
    repair: {gives_back: "0.5"}
    article: 第二条
    proposers: [clerk]
"""


@pytest.fixture
def small() -> Town:
    """The small town on 5 December 2024: it began here in mid-cycle."""
    made = found(items=ITEMS)
    made.today = day(2024, 12, 5)
    return made


def row(
    who: str,
    item: str = "",
    *,
    added: str = "",
    deducted: str = "",
    count: int | None = None,
    village: str = "",
    until: dt.date = UNTIL,
    paper: str = PAPER,
    evidence: str = "2024年台账",
) -> OpeningRow:
    return OpeningRow(
        origin(),
        decision=paper,
        until=until,
        unit=village or (V1 if who.startswith("甲") else V2),
        name=who,
        code="",
        item=item,
        added=Decimal(added) if added else None,
        deducted=Decimal(deducted) if deducted else None,
        count=count,
        evidence=evidence,
        remark="",
    )


def sheet(*rows: OpeningRow) -> OpeningsSheet:
    return OpeningsSheet("期初.xlsx", "0" * 64, rows, (), (), ())


def entered(small: Town, *rows: OpeningRow, dry: bool = False) -> tuple[Report, uuid.UUID | None]:
    return claims.enter_openings(small.area, sheet(*rows), hand=small.hand("clerk"), dry_run=dry)


def opened(small: Town, *rows: OpeningRow) -> uuid.UUID:
    """Enter rows and let another account approve them."""
    report, key = entered(small, *rows)
    assert key is not None, [r.refusal for r in report.rows]
    assert not report.count(Outcome.REFUSED), [r.refusal for r in report.rows]
    claims.approve_openings(small.area, key, hand=small.hand("member"))
    return key


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code


def why(small: Town, *rows: OpeningRow) -> list[str]:
    """The codes of the rows that are refused."""
    report, _ = entered(small, *rows, dry=True)
    return [one.refusal.code for one in report.rows if one.refusal is not None]


def sound(small: Town) -> None:
    """Every law of the house holds, by the rows alone and by the records."""
    assert [*outcomes.verify(small.area)] == []
    assert broken(small.area) == []


# ------------------------------------------------------------------ what it counts for
def test_what_stood_of_items_is_in_the_balance_the_gross_and_the_explanation(small: Town) -> None:
    opened(
        small,
        row("甲一", "A-1", added="12", count=3),
        row("甲一", "D-1", deducted="38.5", count=9),
    )
    account = small.account("甲一")
    assert (account.balance, account.added, account.gross) == (73_50, 12_00, 38_50)
    explained = explain(account)
    assert explained.total == account.balance
    stood = [one for one in explained.reasons if one.fact is not None]
    assert [one.line.steps[0].kind.value for one in stood] == ["opening", "opening"]
    assert [one.line.steps[0].times for one in stood] == [3, 9]
    assert all(one.by == "clerk" and one.second == "member" for one in stood)
    read = ledger.inputs(small.cycle, of=[account])[account.pk]
    plain = assess_plain(rulebook(small.version), read, as_of=account.as_of)
    assert (plain.net, plain.gross) == (account.balance, account.gross)
    sound(small)


def test_what_is_recorded_later_finds_the_limit_as_far_used_up_as_it_was(small: Town) -> None:
    opened(small, row("甲二", "A-1", added="95", count=3))
    later = small.fact("甲二", "A-1", "9", day(2024, 12, 2))
    assert small.account("甲二").balance == 200_00
    (entry,) = Entry.objects.filter(fact=later)
    assert entry.amount == 5_00
    sound(small)


def test_of_sums_without_items_the_limits_start_full_and_gross_is_what_was_deducted(
    small: Town,
) -> None:
    opened(small, row("乙一", added="95", deducted="39"), row("", village=V2, deducted="6"))
    small.fact("乙一", "A-1", "9", day(2024, 12, 2))
    account = small.account("乙一")
    assert (account.balance, account.gross) == (165_00, 39_00)
    village = Account.objects.get(cycle=small.cycle, village__name=V2)
    assert (village.balance, village.gross) == (94_00, 6_00)
    board = standings.live(small.cycle)
    mine = board.row(small.code("乙一"))
    assert mine is not None
    assert (mine.total, mine.in_chapter) == (165_00, 0)
    sound(small)


def test_a_villages_opening_balance_is_its_own_and_a_members_is_theirs(small: Town) -> None:
    opened(
        small,
        row("", "D-2", village=V1, deducted="8", count=2),
        row("甲三", "D-2", deducted="4", count=2),
    )
    village = Account.objects.get(cycle=small.cycle, village__name=V1)
    assert (village.balance, small.account("甲三").balance) == (92_00, 96_00)
    assert small.account("甲一").balance == 100_00
    sound(small)


def test_gross_deductions_that_stood_open_a_case_and_a_talk_of_then_answers_them(
    small: Town,
) -> None:
    opened(small, row("甲一", "D-1", deducted="39", count=6))
    assert not outcomes.cases(small.cycle, today=small.today)
    small.fact("甲一", "D-1", "2", day(2024, 12, 3))
    (case,) = outcomes.cases(small.cycle, today=small.today)
    assert (case.gross, case.triggers[0].cause) == (41_00, Cause.GROSS)
    talk(small, case, on=small.today)
    small.fact("甲一", "D-1", "5", day(2024, 12, 5))
    (only,) = outcomes.cases(small.cycle, today=small.today)
    assert only.talk is not None, "what stood before does not count toward a second time"


# ------------------------------------------------------------------ whose hands
def test_nothing_counts_before_another_account_approves_it(small: Town) -> None:
    _report, key = entered(small, row("甲一", "A-1", added="12", count=3))
    assert small.account("甲一").balance == 100_00
    assert not Fact.objects.filter(town=small.area).exists()
    refused("past.same-hand", lambda: approve(small, key, "clerk"))
    refused("past.not-decider", lambda: approve(small, key, "second-clerk"))
    approve(small, key, "head")
    refused("opening.done", lambda: approve(small, key, "head"))
    fact = Fact.objects.get(town=small.area)
    assert (fact.by, fact.second) == (small.users["clerk"].ref, small.users["head"].ref)
    sound(small)


def approve(small: Town, key: uuid.UUID | None, login: str) -> object:
    return claims.approve_openings(small.area, key, hand=small.hand(login))


def test_a_file_that_waits_is_on_the_approvers_desk_and_stops_the_close(small: Town) -> None:
    _report, key = entered(small, row("甲一", "A-1", added="12", count=3))

    def asked(login: str) -> list[uuid.UUID]:
        found = openings.awaiting(small.actor(login), small.cycle, on=small.today)
        return [one.key for one in found]

    assert asked("head") == asked("member") == [key]
    assert asked("clerk") == asked("committee") == []
    assert [one.key for one in check(small).openings] == [key]
    small.today = NEXT
    standings_commands.propose_close(small.cycle, hand=small.hand("clerk"))
    clerk = small.actor("clerk")
    refused(
        "close.openings-waiting",
        lambda: standings_commands.close(small.cycle, hand=small.hand("head"), second=clerk),
    )
    approve(small, key, "head")
    assert asked("head") == []
    assert check(small).ok


def check(small: Town) -> Check:
    found = standings.checklist(small.cycle, small.today)
    return next(one for one in found if one.code == "openings")


def test_a_file_that_waits_may_be_dropped_and_then_says_nothing(small: Town) -> None:
    _report, key = entered(small, row("甲一", "A-1", added="12", count=3))
    hand = small.hand("member")
    refused("change.no-reason", lambda: claims.drop_openings(small.area, key, reason="", hand=hand))
    claims.drop_openings(small.area, key, reason="次数不对", hand=hand)
    refused("opening.done", lambda: approve(small, key, "head"))
    assert [one.waits for one in openings.files(small.area)] == [False]
    report, again = entered(small, row("甲一", "A-1", added="12", count=3))
    assert report.count(Outcome.ADDED) == 1
    assert again != key
    sound(small)


def test_the_county_locks_this_way_in_too(small: Town) -> None:
    _report, key = entered(small, row("甲一", "A-1", added="12", count=3))
    claims.lock_past(small.area, hand=small.hand("county"))
    refused("past.locked", lambda: entered(small, row("甲二", "A-1", added="12", count=3)))
    refused("past.locked", lambda: approve(small, key, "member"))
    assert [one.waits for one in openings.files(small.area)] == [True]
    assert not Opening.objects.filter(town=small.area).exists()


def test_a_clerk_alone_enters_and_an_unknown_file_is_refused(small: Town) -> None:
    with pytest.raises(Refusal, match="not-clerk"):
        claims.enter_openings(small.area, sheet(), hand=small.hand("member"))
    refused("opening.unknown", lambda: approve(small, uuid.uuid4(), "member"))


# ------------------------------------------------------------------ the same file again
def test_the_same_file_again_adds_nothing_and_a_mended_one_the_new_rows(small: Town) -> None:
    first = [row("甲一", "A-1", added="12", count=3), row("甲一", "D-1", deducted="3", count=1)]
    opened(small, *first)
    report, key = entered(small, *first)
    assert (report.count(Outcome.KNOWN), key) == (2, None)
    report, key = entered(small, *first, row("甲二", "A-1", added="5", count=1))
    assert (report.count(Outcome.KNOWN), report.count(Outcome.ADDED)) == (2, 1)
    again, none = entered(small, *first, row("甲二", "A-1", added="5", count=1))
    assert (again.count(Outcome.KNOWN), none) == (3, None), "what waits is known too"
    approve(small, key, "member")
    assert Opening.objects.filter(town=small.area).count() == 3


def test_a_file_is_undone_by_withdrawal_and_may_come_again_mended_or_not(small: Town) -> None:
    stood = (row("甲一", "A-1", added="12", count=3), row("甲一", "D-1", deducted="3", count=1))
    key = opened(small, *stood)
    hand, second = small.hand("clerk"), small.actor("member")

    def undo(reason: str) -> int:
        return claims.withdraw_openings(small.area, key, reason=reason, hand=hand, second=second)

    refused("change.no-reason", lambda: undo(" "))
    one = Fact.objects.get(town=small.area, item="D-1")
    small.withdraw(one)
    assert undo("台账次数有误，整份撤销") == 1
    refused("opening.done", lambda: undo("再次"))
    assert (small.account("甲一").balance, small.account("甲一").gross) == (100_00, 0)
    assert standing(small.cycle) == []
    sound(small)
    opened(small, *stood)
    assert small.account("甲一").balance == 109_00
    sound(small)


# ------------------------------------------------------------------ what is refused, in words
def test_what_cannot_be_true_is_refused_row_by_row(small: Town) -> None:
    a_1 = {"item": "A-1", "added": "5", "count": 1}
    for code, bad in {
        "opening.one-by-one": row("甲一", "E-1", added="4", count=1),
        "opening.nothing": row("甲一", "A-1"),
        "opening.count": row("甲一", "A-1", added="4"),
        "opening.count-of-sums": row("甲一", added="4", count=2),
        "opening.side": row("甲一", "A-1", deducted="4", count=1),
        "opening.negative": row("甲一", "A-1", added="-4", count=1),
        "opening.limit": row("甲一", "A-1", added="100.01", count=3),
        "opening.no-villages": row("", "A-1", village=V1, added="4", count=1),
        "fact.item-unknown": row("甲一", "Z-9", added="4", count=1),
        "fact.no-evidence": row("甲一", **a_1, evidence=""),  # type: ignore[arg-type]  # by name
        "fact.outside-cycle": row("甲一", **a_1, until=day(2024, 7, 31)),  # type: ignore[arg-type]
        "fact.future": row("甲一", **a_1, until=day(2024, 12, 6)),  # type: ignore[arg-type]
        "cadre.unknown": row("丙一", **a_1),  # type: ignore[arg-type]  # by name
        "unit.unknown": row("甲一", **a_1, village="黑石村"),  # type: ignore[arg-type]  # by name
        "row.points": row("甲一", "A-1", added="4.005", count=1),
    }.items():
        assert why(small, bad) == [code]
    assert not OpeningBatch.objects.exists()


def test_nothing_is_counted_twice_beside_facts_decided_before_go_live(small: Town) -> None:
    small.fact("甲一", "A-1", "4", day(2024, 10, 8))
    assert why(small, row("甲一", "A-1", added="9", count=2)) == ["opening.decided"]
    assert why(small, row("甲一", added="9")) == ["opening.decided"]
    assert why(small, row("甲一", deducted="9")) == []
    opened(small, row("甲二", "A-1", added="9", count=2), row("甲三", deducted="9"))
    for who, item in (("甲二", "A-1"), ("甲三", "D-1")):
        with pytest.raises(AssertionError, match="in-opening"):
            small.fact(who, item, "4", day(2024, 11, 30))
        assert small.fact(who, item, "4", day(2024, 12, 1))
    assert why(small, row("甲二", "A-1", added="8", count=2)) == ["opening.stands"]
    assert why(small, row("甲二", added="8")) == ["opening.mixed"]
    assert why(small, row("甲三", "A-1", added="8", count=1)) == ["opening.mixed"]
    twice = [row("甲四", "A-1", added=points, count=1) for points in ("8", "9")]
    assert why(small, *twice) == ["opening.stands"]


def test_a_sum_is_neither_put_right_nor_given_other_measures(small: Town) -> None:
    opened(small, row("甲一", "R-1", deducted="8", count=2))
    fact = Fact.objects.get(town=small.area)
    with pytest.raises(Refusal, match="no-repair"):
        claims.repair(
            fact,
            small.today,
            reason="已整改",
            evidence=["验收单"],
            hand=small.hand("clerk"),
            second=small.actor("member"),
        )


def test_a_briefing_frozen_between_two_files_recomputes_to_the_same_bytes(small: Town) -> None:
    opened(small, row("甲一", "A-1", added="12", count=3))
    small.today = day(2025, 2, 3)
    on = day(2025, 1, 31)
    edition = standings_commands.brief(small.cycle, checkpoint_on=on, hand=small.hand("clerk"))
    key = opened(small, row("甲二", "A-1", added="5", count=1))
    claims.withdraw_openings(
        small.area, key, reason="有误", hand=small.hand("clerk"), second=small.actor("member")
    )
    live = standings.live(small.cycle, at=edition.checkpoint_on, upto_seq=edition.last_seq)
    mine = live.row(small.code("甲一"))
    assert mine is not None
    assert mine.total == 112_00
    sound(small)


def test_a_briefing_says_what_was_brought_in_and_that_limits_start_full(small: Town) -> None:
    opened(
        small,
        row("甲一", "A-1", added="12", count=3),
        row("甲二", added="5"),
        row("", village=V1, deducted="2"),
    )
    small.today = day(2025, 2, 3)
    on = day(2025, 1, 31)
    edition = standings_commands.brief(small.cycle, checkpoint_on=on, hand=small.hand("clerk"))
    key = openings.files(small.area)[0].key
    claims.withdraw_openings(
        small.area, key, reason="有误", hand=small.hand("clerk"), second=small.actor("member")
    )
    said = (
        "2名干部、1个村级账户的积分含本镇启用本系统前已决定的期初余额（截至2024年11月30日），"
        "其中2个账户只有合计、没有分项，单项、共用和章的上限按尚未使用起算。"
    )
    assert said in str(compose(edition, on=small.today))
    assert all(f"注：{said}" in sheet.above + sheet.notes for sheet in tables.sheets(edition))


# ------------------------------------------------------------------ the proof
@pytest.mark.parametrize(
    ("model", "change"),
    [(Opening, {"points": 1}), (OpeningBatch, {"rows": []}), (Opening, {"holder": "X"})],
)
def test_a_changed_row_is_found(
    small: Town, model: type[Opening] | type[OpeningBatch], change: dict[str, object]
) -> None:
    opened(small, row("甲一", "A-1", added="12", count=3))
    assert [*outcomes.verify(small.area)] == []
    with undone(), walls_down():
        model.objects.update(**change)
        assert [*outcomes.verify(small.area)]


def test_the_empty_template_is_read_back_and_says_which_items_come_one_by_one(
    small: Town,
) -> None:
    rules = rulebook(small.version)
    body = template(rules, frozenset({"E-1"}), town="示例镇", on=small.today)
    again = read_openings(read(body, "期初余额.xlsx"))
    assert (again.rows, again.problems) == ((), ())
    assert [table.layout for table in again.tables] == ["openings"]
    assert Change.objects.count() == 0


def test_a_simulation_and_a_cadres_file_read_the_same_accounts(small: Town) -> None:
    opened(
        small,
        row("甲一", "A-1", added="12", count=3),
        row("甲二", added="5", deducted="2"),
        row("", "D-2", village=V1, deducted="2", count=1),
        row("", village=V2, deducted="3"),
    )
    read_ = ledger.inputs(small.cycle)
    rules, held = rulebook(small.version), rosters(small.area, duties=False)
    last = ledger.last_seq(small.cycle)
    replayed = {one.account.pk: one for one in replay(small.cycle, rules, held=held, upto_seq=last)}
    assert {pk: one.in_force for pk, one in replayed.items()} == read_
    assert {pk: one.tried for pk, one in replayed.items()} == read_
    cadres = [one for one in ledger.accounts(small.cycle) if one.cadre is not None]
    kept = book(cadres, held={small.cycle.pk: held}).inputs
    assert kept == {one.pk: read_[one.pk] for one in cadres}
