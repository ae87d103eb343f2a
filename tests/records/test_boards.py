"""Boards (评比榜): entered whole by two people, read by each account as its own row."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter

from jifen.chain.models import Record
from jifen.claims import commands as claims
from jifen.core.errors import Refusal
from jifen.core.report import Outcome, Report
from jifen.ledger.models import Entry, Fact
from jifen.ledger.proof import faults
from jifen.sheets.board import BoardRow, BoardSheet, read_board
from jifen.sheets.workbook import read
from jifen.wording import sentence
from tests.harness.database import walls_down
from tests.laws.histories import facts_of
from tests.laws.oracle import broken
from tests.laws.town import EAST, WEST, Town, found, origin, undone

NOW = dt.date(2025, 3, 3)
Rows = Sequence[tuple[str, str, str | None]]
BOTH: Rows = ((EAST, "", "96.5"), (WEST, "", "88"))


@pytest.fixture
def town(db: None) -> Town:
    made = found()
    made.day = NOW
    return made


def enter(
    town: Town,
    rows: Rows = BOTH,
    *,
    item: str = "B-1",
    on: dt.date = dt.date(2025, 1, 31),
    number: str = "试积决〔2025〕1号",
    by: str = "clerk",
    second: str = "member",
    dry_run: bool = False,
    reason: str = "第二季度评比",
    evidence: str = "试府办〔2025〕1号",
) -> Report:
    read_ = [
        BoardRow(origin(n), unit, name, "", None if figure is None else Decimal(figure))
        for n, (unit, name, figure) in enumerate(rows, 4)
    ]
    return claims.import_board(
        town.area,
        BoardSheet("board.xlsx", "0" * 64, read_),
        claims.BoardDecision(
            item=item, happened_on=on, number=number, reason=reason, evidence=[evidence]
        ),
        hand=town.hand(by),
        second=town.actor(second),
        dry_run=dry_run,
    )


def posted() -> dict[str, int]:
    rows = Entry.objects.filter(fact__isnull=False).select_related(
        "account__cadre", "account__village"
    )
    found: dict[str, int] = {}
    for entry in rows:
        name = str(entry.account.cadre or entry.account.village)
        found[name] = found.get(name, 0) + entry.amount
    return found


def test_each_account_reads_its_own_row_among_all(town: Town) -> None:
    assert enter(town).count(Outcome.ADDED) == 2
    assert posted() == {
        EAST: 4_00, "王一禾": 2_00, "李二麦": 2_00, "张三稻": 2_00,
        WEST: 1_00, "赵四粟": 50, "钱五黍": 50,
    }  # fmt: skip
    assert Fact.objects.count() == Record.objects.filter(kind="board").count() == 1
    assert broken(town.area) == []


def test_whom_it_does_not_concern_is_no_place_and_gets_nothing(town: Town) -> None:
    enter(town, ((EAST, "", None), (WEST, "", "88")))
    assert posted()[WEST] == 4_00, "the first of those whom it concerns"
    assert EAST not in posted()
    assert broken(town.area) == []


def test_a_board_of_cadres_is_borne_by_those_on_it(town: Town) -> None:
    rows = ((EAST, "李二麦", "90"), (EAST, "张三稻", "70"), (WEST, "钱五黍", "80"))
    enter(town, rows, item="B-2")
    assert posted() == {"张三稻": -2_00}
    assert broken(town.area) == []


def test_the_same_board_again_adds_nothing(town: Town) -> None:
    enter(town)
    assert enter(town).count(Outcome.KNOWN) == 2
    assert Fact.objects.count() == 1


def test_a_correction_replaces_it_whole(town: Town) -> None:
    enter(town)
    turned = ((EAST, "", "80"), (WEST, "", "88"))
    with pytest.raises(Refusal) as refused, undone():
        enter(town, turned)
    assert refused.value.code == "board.stands"
    (board,) = facts_of(town)
    claims.withdraw(board, reason="数据有误", hand=town.hand("clerk"), second=town.actor("member"))
    assert not any(posted().values())
    enter(town, turned)
    assert (posted()[EAST], posted()[WEST]) == (1_00, 4_00)
    assert broken(town.area) == []


def test_a_row_that_means_nothing_keeps_out_the_whole_board(town: Town) -> None:
    done = enter(town, (*BOTH, ("西沟村", "", "70")))
    assert (done.count(Outcome.REFUSED), done.count(Outcome.ADDED)) == (1, 0)
    assert Fact.objects.count() == 0


def test_a_dry_run_enters_nothing(town: Town) -> None:
    assert enter(town, dry_run=True).count(Outcome.ADDED) == 2
    assert Fact.objects.count() == 0


def test_a_boards_stored_rows_are_what_the_chain_holds(town: Town) -> None:
    enter(town)
    with undone(), walls_down():
        board = Fact.objects.get()
        other = [[EAST, "1", []], *board.board[1:]]
        Fact.objects.filter(pk=board.pk).update(board=other)
        assert {"board.changed", "board.parties"} <= {fault.code for fault in faults(town.area)}


REFUSED: dict[str, tuple[str, dict[str, object]]] = {
    "the item has no board": ("board.no-board", {"item": "A-1"}),
    "no such item": ("fact.item-unknown", {"item": "Z-9"}),
    "nobody is concerned": ("board.empty", {"rows": ((EAST, "", None),)}),
    "a row twice": ("board.twice", {"rows": (*BOTH, BOTH[0])}),
    "villages and cadres": ("board.mixed", {"rows": (*BOTH, (EAST, "张三稻", "1"))}),
    "to come": ("fact.future", {"on": dt.date(2025, 3, 31)}),
    "no reason": ("fact.no-reason", {"reason": " "}),
    "no evidence": ("fact.no-evidence", {"evidence": " "}),
    "no decision": ("past.no-decision", {"number": ""}),
    "one pair of hands": ("past.same-hand", {"second": "clerk"}),
    "a second who decides nothing": ("past.not-decider", {"second": "auditor"}),
    "below nothing": ("measures.figure-negative", {"rows": ((EAST, "", "-1"),)}),
    "outside any cycle": ("cycle.none", {"on": dt.date(2024, 7, 31)}),
    "nobody bears it": ("fact.nobody-bears", {"item": "B-2"}),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_is_wrong_with_a_board_is_said(town: Town, what: str) -> None:
    code, given = REFUSED[what]
    with pytest.raises(Refusal) as refused, undone():
        enter(town, **given)  # type: ignore[arg-type]
    assert refused.value.code == code or (
        code == "past.same-hand" and refused.value.code == "fact.same-hand"
    )
    assert len(sentence(refused.value)) > 10


def test_a_board_is_read_from_a_workbook(tmp_path: Path) -> None:
    file = tmp_path / "board.xlsx"
    book = xlsxwriter.Workbook(str(file))
    paper = book.add_worksheet("评比")
    for line, row in enumerate(
        [("序号", "村（社区）", "得分", "备注"), (1, EAST, 96.5, ""), (2, WEST, "不涉及", "")]
    ):
        paper.write_row(line, 0, row)
    book.close()
    sheet = read_board(read(file))
    assert [(row.unit, row.figure) for row in sheet.rows] == [(EAST, Decimal("96.5")), (WEST, None)]
    assert list(sheet.problems) == []


def test_figures_keep_their_exactness(town: Town) -> None:
    enter(town, ((EAST, "", "96.50"), (WEST, "", "96.5")))
    assert posted()[EAST] == posted()[WEST] == 4_00, "equal figures share the place"
    assert Fraction(Fact.objects.get().board[0][1]) == Fraction(193, 2)
