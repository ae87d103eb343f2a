"""一人一档: one person's file over all cycles, read by those who may, taken along by the person."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from jifen.console import verbs
from jifen.console.main import DONE
from jifen.ledger.models import Account, Party
from jifen.ledger.queries import explain
from jifen.outcomes.personal import File, personal
from jifen.people.models import Reading
from jifen.people.queries import actor
from tests.harness.world import TODAY, Town
from tests.web.conftest import Browser


def file_of(town: Town, who: str, reader: str = "head") -> File:
    cadre = town.cadres[who]
    return personal(cadre, actor(town.users[reader]), on=TODAY)


def test_it_holds_every_cycle_with_the_final_place_and_every_fact_at_its_worth(town: Town) -> None:
    found = file_of(town, "member-v1")
    assert [year.cycle.name for year in found.years] == ["2025-2026", "2024-2025"]
    running, closed = found.years
    assert running.final is None
    assert closed.final is not None
    assert closed.final.place > 0
    assert closed.final.total == closed.account.balance
    assert found.lines
    assert [post.span.to_on for post in found.posts] == [None]


def test_it_holds_what_touches_the_person_and_nothing_of_a_colleague_s(town: Town) -> None:
    """The facts of a village have all its people as parties; each file has its own alone."""
    parties = listed = 0
    for who, cadre in town.cadres.items():
        found = file_of(town, who)
        for account in Account.objects.filter(cadre=cadre):
            whole = explain(account)
            said = {one.fact.key: one.line.amount for one in whole.reasons if one.fact is not None}
            here = {one.fact.key: one.amount for one in found.lines if one.cycle == account.cycle}
            assert here == said, (who, account.cycle)
        parties += Party.objects.filter(cadre=cadre).count()
        listed += len(found.lines)
    assert 0 < listed < parties, "somebody is a party to what does not touch them"


def test_another_s_file_holds_nothing_of_this_one(town: Town) -> None:
    keys = {one.fact.key for one in file_of(town, "member-v1").lines}
    assert not keys & {one.fact.key for one in file_of(town, "member-v2").lines}


@pytest.mark.parametrize("who", ["cadre-v1", "head"])
def test_it_is_read_on_a_page_and_taken_as_a_workbook(
    town: Town, browser: Browser, who: str
) -> None:
    cadre = town.cadres["member-v1"]
    browser.as_(town, who)
    page = browser.get(reverse("cadre-file", args=[cadre.ref]))
    html = page.content.decode()
    assert "2024-2025" in html
    assert "按时完成，材料齐全。" in html
    assert ("您积分的全部记录" in html) == (who == "cadre-v1")
    assert (
        reverse("cadre-file", args=[cadre.ref])
        in browser.get(reverse("cadre", args=[cadre.ref])).content.decode()
    )
    sheet = browser.get(reverse("cadre-file-sheet", args=[cadre.ref]))
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        names = book.read("xl/workbook.xml").decode()
        assert all(name in names for name in ("历年", "任职", "请假", "谈话"))
        assert "按时完成，材料齐全。" in book.read("xl/sharedStrings.xml").decode()
    noted = set(Reading.objects.filter(cadre=cadre).values_list("page", flat=True))
    assert noted == (set() if who == "cadre-v1" else {"cadre", "cadre-file", "cadre-file-sheet"})


def test_a_colleague_reads_nothing_of_it(town: Town, browser: Browser) -> None:
    browser.as_(town, "cadre-v2")
    for route in ("cadre-file", "cadre-file-sheet"):
        answer = browser.get(reverse(route, args=[town.cadres["member-v1"].ref]))
        assert answer.status_code == 403


def test_a_command_prints_it(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    cadre = town.cadres["member-v1"]
    words = ["file", cadre.code, "--town", town.area.path, "--as", town.users["head"].login]
    assert verbs.run([*words, "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["cadre"] == cadre.code
    assert len(told["years"]) == 2
    assert {row[0] for row in told["points"]} == {"2024-2025", "2025-2026"}
    assert Reading.objects.filter(cadre=cadre, page="file").exists()
