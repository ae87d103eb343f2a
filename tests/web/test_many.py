"""A table of claims: each row is looked at by itself, nothing typed is lost, drafts together."""

import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jifen.claims.models import Claim
from jifen.core.rules import Rulebook
from jifen.rulebook.queries import rulebook
from jifen.web.many import fits
from tests.harness.world import Town
from tests.web.conftest import Browser

REASON = "提出道路修缮建议，被镇采纳。"


def rows(*lines: str, **changed: str) -> dict[str, str]:
    """Return what a browser sends for lines of tab-separated cells pasted from Excel."""
    return {"pasted": "\n".join(lines), "once": str(uuid.uuid4()), "do": "keep"} | changed


def line(who: str = "张三稻", day: str = "2026-2-27", number: str = "示镇办〔2026〕3号") -> str:
    return "\t".join((who, day, number, REASON))


def post(browser: Browser, town: Town, data: dict[str, str], item: str = "B-03") -> HttpResponse:
    return browser.post(reverse("claims-many", args=[town.area.ref]) + f"?item={item}", data)


@pytest.fixture
def office(town: Town, browser: Browser) -> Browser:
    return browser.as_(town, "line-office")


def test_rows_become_drafts_together(town: Town, office: Browser) -> None:
    before = Claim.objects.count()
    days = ("2026-02-23", "2026/2/24", "2026.2.25", "2026年2月26日")
    answer = post(office, town, rows(*(line(day=day) for day in days)))
    assert answer.status_code == 302
    made = list(Claim.objects.order_by("pk")[before:])
    assert [f"{claim.happened_on:%d}" for claim in made] == ["23", "24", "25", "26"]
    assert {claim.state for claim in made} == {"draft"}
    assert made[0].evidence == ["示镇办〔2026〕3号"]
    assert [p.cadre.name for p in made[0].people.all()] == ["张三稻"]


@pytest.mark.parametrize("who", ["张三稻", "zsd", "ZSD"])
def test_a_person_is_named_by_name_initials_or_code(town: Town, office: Browser, who: str) -> None:
    assert post(office, town, rows(line(who))).status_code == 302
    code = town.cadres["member-v1"].code
    assert post(office, town, rows(line(code.lower(), "2026-02-26"))).status_code == 302


def test_each_row_says_what_is_wrong_and_nothing_typed_is_lost(town: Town, office: Browser) -> None:
    before = Claim.objects.count()
    answer = post(
        office,
        town,
        rows(
            line(),
            line("无此人"),
            line(day="2026-02-30"),
            line(day="2026-04-01"),
            line(number=""),
            line(),
        ),
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert Claim.objects.count() == before
    for said in ("没有“无此人”", "请至少填写一个文号", "另一行也是同一人", "共6行，5行还不能保存"):
        assert said in shown, said
    assert shown.count("无此人") >= 2, "the cell still holds it"
    assert shown.count(REASON) == 6


def test_a_mended_table_is_kept(town: Town, office: Browser) -> None:
    cells = {"who": "张三稻", "happened_on": "2026-02-27", "evidence": "示1号", "reason": REASON}
    sent = rows(line(day="2026-02-26")) | {f"{name}-1": text for name, text in cells.items()}
    before = Claim.objects.count()
    assert post(office, town, sent).status_code == 302
    assert Claim.objects.count() == before + 2


def test_the_same_table_sent_twice_is_kept_once(town: Town, office: Browser) -> None:
    sent, before = rows(line(), line(day="2026-02-26")), Claim.objects.count()
    for _ in range(2):
        assert post(office, town, sent).status_code == 302
    assert Claim.objects.count() == before + 2


def test_looking_keeps_nothing(town: Town, office: Browser) -> None:
    before = Claim.objects.count()
    answer = post(office, town, rows(line(), do="look"))
    assert answer.status_code == 200
    assert "没有问题" in answer.content.decode()
    assert Claim.objects.count() == before


def test_a_measure_stands_in_a_column_of_its_own(town: Town, office: Browser) -> None:
    rules = rulebook(town.cycles["2025"].version)
    item = _measured(rules)
    sent = rows("\t".join(("张三稻", "2026-02-27", "2", "示镇办〔2026〕3号", REASON)))
    assert post(office, town, sent, item).status_code == 302
    assert Claim.objects.latest("pk").measures == {"quantity": "2"}
    bad = rows("\t".join(("张三稻", "2026-02-27", "两个", "示镇办〔2026〕3号", REASON)))
    assert post(office, town, bad, item).status_code == 422


def _measured(rules: Rulebook) -> str:
    return next(
        item.code
        for item in rules.items
        if type(item.scoring).__name__ == "PerUnit"
        and fits(item)
        and "line-office" in item.proposers
        and "named" in {capacity.value for capacity in item.shares}
    )


def test_nobody_enters_what_their_roles_may_not_propose(town: Town, browser: Browser) -> None:
    browser.as_(town, "supervision")
    assert post(browser, town, rows(line())).status_code == 403
    browser.as_(town, "cadre-v1")
    assert post(browser, town, rows(line("赵四粟"))).status_code == 422


def test_fifty_rows_ask_no_more_than_fifteen_times(town: Town, office: Browser) -> None:
    names = ("王一禾", "李二麦", "张三稻", "赵四粟", "孙六豆")
    table = [line(name, f"2026-02-{day:02}") for name in names for day in range(1, 11)]
    office.get(reverse("claims-many", args=[town.area.ref]) + "?item=B-03")
    before = Claim.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = post(office, town, rows(*table))
    said = [q["sql"] for q in asked if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))]
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Claim.objects.count() == before + 50
    tables = [sql for sql in said if '"django_session"' not in sql]
    assert len(tables) <= 15, tables
