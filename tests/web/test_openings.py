"""Opening balances in the browser: looked through, entered, approved by another, read, undone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jifen.claims import openings
from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.rules import Direction, Item, Subject
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Carry, Opening
from jifen.ledger.openings import asks_days
from jifen.outcomes.queries import verify
from jifen.rulebook.queries import rulebook
from jifen.sheets import layouts
from tests.harness.world import Town
from tests.sheets.sheet_files import xlsx
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
PAPER = "示积决〔2025〕9号"
HEAD = [
    one.title
    for one in (
        layouts.DECISION, layouts.STOOD_UNTIL, layouts.UNIT, layouts.STOOD_NAME,
        layouts.STOOD_ITEM, layouts.STOOD_ADDED, layouts.STOOD_DEDUCTED, layouts.STOOD_COUNT,
        layouts.EVIDENCE,
    )
]  # fmt: skip


def running(town: Town) -> Cycle:
    return town.cycles["2025"]


def plain(town: Town, side: Direction) -> Item:
    """An item that may come as a sum."""
    return next(
        one
        for one in rulebook(running(town).version).items
        if one.direction is side and one.subject is Subject.CADRE and not asks_days(one)
    )


def line(town: Town, who: str, item: str, added: str, deducted: str, count: str) -> list[str]:
    unit = town.villages[0].name
    return [PAPER, "2025-09-30", unit, who, item, added, deducted, count, "2025年积分台账"]


def good(town: Town) -> list[list[str]]:
    chief, member = town.cadres["chief-v1"].name, town.cadres["member-v1"].name
    add, deduct = plain(town, Direction.ADD).code, plain(town, Direction.DEDUCT).code
    return [
        line(town, chief, add, "2", "", "1"),
        line(town, chief, deduct, "", "1", "1"),
        line(town, member, "", "3.5", "1", ""),
    ]


def file(rows: list[list[str]]) -> bytes:
    return xlsx({"期初余额": [["示例镇期初余额"], HEAD, *rows]})  # type: ignore[list-item]  # texts


def send(browser: Browser, town: Town, who: str, rows: list[list[str]], do: str) -> tuple[int, str]:
    upload = SimpleUploadedFile("期初.xlsx", file(rows))
    where = reverse("openings", args=[running(town).ref])
    answer = browser.as_(town, who).post(where, {"file": upload, "do": do})
    return answer.status_code, answer.content.decode()


def step(browser: Browser, town: Town, who: str, do: str, **given: str) -> str:
    (one,) = openings.files(town.area)
    where = reverse("opening-step", args=[running(town).ref])
    body = {"file": str(one.key), "do": do, **given}
    return str(browser.as_(town, who).post(where, body, follow=True).content.decode())


def test_the_clerk_looks_through_a_file_enters_it_and_another_approves(
    browser: Browser, town: Town
) -> None:
    code, page = send(browser, town, "clerk", good(town), "look")
    assert code == 200
    assert page.count(">将录入<") == 3
    assert not openings.files(town.area)
    code, page = send(browser, town, "clerk", good(town), "enter")
    assert code == 200
    assert "待审核" in page
    assert "全部审核通过" not in page, "nobody approves what they entered"
    before = Account.objects.get(cycle=running(town), cadre=town.cadres["chief-v1"]).balance
    assert "不能" in step(browser, town, "clerk", "approve") or not Opening.objects.exists()
    assert "全部审核通过" in read(browser, town, "member")
    assert "已审核通过" in step(browser, town, "member", "approve")
    after = Account.objects.get(cycle=running(town), cadre=town.cadres["chief-v1"]).balance
    assert after - before == 1_00
    assert Opening.objects.count() == 4, "the sums of a side are one each"
    assert [*verify(town.area)] == []


def test_what_waits_is_on_the_desk_of_who_may_approve_and_on_the_closing_list(
    browser: Browser, town: Town
) -> None:
    send(browser, town, "clerk", good(town), "enter")
    (one,) = openings.files(town.area)
    link = f"{reverse('openings', args=[running(town).ref])}#file-{one.entered.seq}"
    desk = reverse("town", args=[town.area.ref])
    assert link not in browser.as_(town, "clerk").get(desk).content.decode()
    shown = browser.as_(town, "member").get(desk).content.decode()
    assert link in shown
    assert "今天没有待您办理" not in shown
    closing = reverse("cycle-closing", args=[running(town).ref])
    listed = browser.get(closing).content.decode()
    assert link in listed
    assert "待另一账号审核" in listed
    step(browser, town, "member", "approve")
    assert link not in browser.get(desk).content.decode()
    assert link not in browser.get(closing).content.decode()


def read(browser: Browser, town: Town, who: str) -> str:
    answer = browser.as_(town, who).get(reverse("openings", args=[running(town).ref]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_row_that_cannot_be_is_named_with_its_reason(browser: Browser, town: Town) -> None:
    bad = [line(town, "没有此人", "", "3", "", ""), line(town, "", "", "", "", "")]
    code, page = send(browser, town, "clerk", bad, "enter")
    assert code == 422
    assert page.count("未录入") == 2
    assert not openings.files(town.area)


def test_the_auditor_reads_every_row_and_the_person_reads_it_in_their_own_account(
    browser: Browser, town: Town
) -> None:
    send(browser, town, "clerk", good(town), "enter")
    step(browser, town, "member", "approve")
    page = read(browser, town, "auditor")
    for said in (
        PAPER,
        "期初加分合计（未分项）",
        "只有合计：上限按尚未使用起算",
        "经办员甲",
        "成员甲",
    ):
        assert said in page
    assert "作废这份表" not in page
    mine = browser.as_(town, "cadre-v1")
    cadre = town.users["cadre-v1"].cadre
    assert cadre is not None
    assert mine.get(reverse("openings", args=[running(town).ref])).status_code in {403, 404}
    member = town.cadres["member-v1"]
    own = browser.as_(town, "head").get(reverse("cadre", args=[member.ref])).content.decode()
    assert "没有分项，因此单项、共用和章的上限按尚未使用起算" in own
    chief = town.cadres["chief-v1"]
    own = browser.as_(town, "head").get(reverse("cadre", args=[chief.ref])).content.decode()
    assert "启用前已有（1次）" in own
    fact = Opening.objects.filter(count=0).first()
    assert fact is not None
    shown = browser.get(reverse("fact", args=[fact.fact.key])).content.decode()
    assert "截至" in shown
    sheet = browser.get(reverse("cadre-file-sheet", args=[chief.ref])).content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet))
    texts = {
        str(cell)
        for name in cells.sheet_names
        for row in cells.get_sheet_by_name(name).to_python()
        for cell in row
    }
    assert any("（期初余额）" in text for text in texts)


def test_a_file_is_dropped_or_withdrawn_with_a_reason(browser: Browser, town: Town) -> None:
    send(browser, town, "clerk", good(town), "enter")
    assert "理由" in step(browser, town, "member", "drop", reason=" ")
    assert "已作废" in step(browser, town, "member", "drop", reason="台账还没有核对")
    send(browser, town, "clerk", good(town), "enter")
    waiting = next(one for one in openings.files(town.area) if one.waits)
    where = reverse("opening-step", args=[running(town).ref])
    body = {"file": str(waiting.key), "do": "approve"}
    browser.as_(town, "member").post(where, body)
    body = {"file": str(waiting.key), "do": "withdraw", "reason": "台账有误"}
    browser.as_(town, "clerk").post(where, body)
    assert next(one for one in openings.files(town.area) if one.key == waiting.key).counts
    body["second"] = str(town.users["member"].ref)
    page = browser.as_(town, "clerk").post(where, body, follow=True).content.decode()
    assert "已撤销 4 条" in page


def test_the_terminal_does_the_same(
    town: Town, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("openings")
    book = folder / "期初.xlsx"
    book.write_bytes(file(good(town)))
    clerk, member = town.users["clerk"].login, town.users["member"].login
    place = ["--town", town.area.path]
    assert verbs.run(["opening", "enter", "--as", clerk, *place, str(book), "--dry-run"]) == DONE
    assert not openings.files(town.area)
    assert verbs.run(["opening", "enter", "--as", clerk, *place, str(book)]) == DONE
    (one,) = openings.files(town.area)
    assert str(one.key) in capsys.readouterr().out
    assert verbs.run(["opening", "approve", "--as", clerk, *place, str(one.key)]) == REFUSED
    assert verbs.run(["opening", "approve", "--as", member, *place, str(one.key)]) == DONE
    assert verbs.run(["opening", "list", "--as", town.users["auditor"].login, *place]) == DONE
    assert "期初加分合计" in capsys.readouterr().out
    undo = ["--reason", "台账有误", "--with", member]
    assert verbs.run(["opening", "withdraw", "--as", clerk, *place, str(one.key), *undo]) == DONE
    assert verbs.run(["opening", "enter", "--as", clerk, *place, str(book)]) == DONE
    waits = next(one for one in openings.files(town.area) if one.waits)
    drop = ["--reason", "重复"]
    assert verbs.run(["opening", "drop", "--as", clerk, *place, str(waits.key), *drop]) == DONE
    empty = folder / "空白.xlsx"
    assert verbs.run(["opening", "template", "--as", clerk, *place, str(empty)]) == DONE
    assert empty.read_bytes()[:2] == b"PK"


def test_the_empty_workbook_is_handed_out(browser: Browser, town: Town) -> None:
    where = reverse("opening-sheet", args=[running(town).ref])
    answer = browser.as_(town, "clerk").get(where)
    assert answer.status_code == 200
    names = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    assert names == ["期初余额", "项目一览"]


def test_what_was_carried_in_is_listed_with_what_stood_before(browser: Browser, town: Town) -> None:
    account = Account.objects.get(cycle=running(town), cadre=town.cadres["chief-v1"])
    for number, amount in enumerate((-80, 1_20)):
        Carry.objects.create(
            town=town.area,
            account=account,
            cycle=town.cycles["2024"],
            amount=amount,
            seq=900_001 + number,
        )
    page = read(browser, town, "auditor")
    for said in ("900001", "−0.8", "900002", "+1.2", town.cycles["2024"].name):
        assert said in page
    assert "没有结转" not in page
