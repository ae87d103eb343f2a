"""The public check of a receipt: for anybody, nothing personal, and clear when it does not hold."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from jifen.chain.models import Head, Record
from jifen.chain.queries import receipt
from jifen.claims.models import Claim, Decision
from jifen.core.workflow import State
from jifen.people.models import Cadre, User
from tests.harness.database import walls_down
from tests.harness.world import Town, World
from tests.web.conftest import Browser

HOLDS, HOLDS_NOT = "与回执相符", "与回执不符"


@pytest.fixture(autouse=True)
def cache(db: None) -> None:
    """Have the shared cache of limits that `jifen setup-home` makes."""
    call_command("createcachetable", verbosity=0)


def asked(town: str, number: object, digits: str) -> tuple[int, str]:
    answer = Client(headers={"accept-language": "zh-CN"}).get(
        "/check/", {"t": town, "n": number, "h": digits}
    )
    return answer.status_code, answer.content.decode()


def test_anybody_may_ask_and_learns_kind_and_day_alone(world: World) -> None:
    town = world.first
    personal = {
        name for model in (Cadre, User) for name in model.objects.values_list("name", flat=1)
    }
    for row in Record.objects.filter(town=town.area.path).order_by("seq")[:60:7]:
        given = receipt(town.area.path, row.seq)
        for name in (town.area.name, town.area.path):
            code, page = asked(name, row.seq, given.hex16)
            assert code == 200
            assert HOLDS in page
            assert f"第 {row.seq} 号记录" in page
            assert not any(name in page for name in personal)


def test_the_codes_on_papers_are_read(world: World) -> None:
    given = receipt(world.first.area.path, 5)
    page = Client(headers={"accept-language": "zh-CN"}).get(given.code).content.decode()
    assert HOLDS in page
    assert f'value="{world.first.area.name}"' in page


def test_another_towns_receipt_or_a_wrong_digit_does_not_hold_and_says_what_to_do(
    world: World,
) -> None:
    given = receipt(world.first.area.path, 5)
    other = given.hex16[:-1] + ("0" if given.hex16[-1] != "0" else "1")
    for town, number, digits in (
        (world.first, 5, other),
        (world.first, 6, given.hex16),
        (world.second, 5, given.hex16),
        (world.first, 10**6, given.hex16),
    ):
        code, page = asked(town.area.name, number, digits)
        assert code == 200
        assert HOLDS_NOT in page
        assert "保管好原件" in page
        assert "县纪检监察机关" in page
        assert HOLDS not in page


def test_a_rewritten_record_contradicts_its_receipt(world: World) -> None:
    path = world.first.area.path
    given = receipt(path, 5)
    with walls_down():
        Record.objects.filter(town=path, seq=5).update(hash="0" * 64)
        assert HOLDS_NOT in asked(world.first.area.name, 5, given.hex16)[1]


def test_a_record_changed_under_its_stored_hash_contradicts_its_receipt_too(world: World) -> None:
    path = world.first.area.path
    given = receipt(path, 5)
    with walls_down():
        other = Record.objects.get(town=path, seq=6).payload
        Record.objects.filter(town=path, seq=5).update(payload=other)
        assert HOLDS_NOT in asked(world.first.area.name, 5, given.hex16)[1]


def test_what_is_mistyped_is_answered_with_a_sentence_and_kept_in_the_form(world: World) -> None:
    name = world.first.area.name
    for number, digits, said in (
        ("五", "9f2c51d09f2c51d0", "不是记录编号"),
        ("5", "9f2c", "至少"),
        ("", "9f2c51d09f2c51d0", "不是记录编号"),
    ):
        code, page = asked(name, number, digits)
        assert code == 400
        assert said in page
        assert f'value="{digits}"' in page
    assert asked("无此镇", "5", "9f2c51d09f2c51d0")[0] == 400


def test_the_bare_page_asks_and_counts_nothing(world: World) -> None:
    head = Head.objects.count()
    for _ in range(40):
        answer = Client(headers={"accept-language": "zh-CN"}).get("/check/")
        assert answer.status_code == 200
    assert Head.objects.count() == head
    assert "核对回执" in answer.content.decode()


def test_after_twenty_in_a_minute_one_waits(world: World) -> None:
    given = receipt(world.first.area.path, 5)
    codes = [asked(world.first.area.name, 5, given.hex16)[0] for _ in range(21)]
    assert codes == [200] * 20 + [429]


PRINTED = re.compile(r"(\d+) ((?:[0-9a-f]{4} ){3}[0-9a-f]{4})")


def test_the_cadres_own_page_prints_receipts_that_hold(town: Town, browser: Browser) -> None:
    own = town.cadres["member-v1"]
    page = browser.as_(town, "cadre-v1").get(f"/cadres/{own.ref}/").content.decode()
    found = PRINTED.findall(page)
    assert found
    for number, digits in found:
        assert receipt(town.area.path, int(number)).text == f"{number} {digits}"


def test_the_claims_page_prints_the_receipt_of_each_step(town: Town, browser: Browser) -> None:
    claim = Claim.objects.filter(town=town.area, state=State.RECORDED).earliest("pk")
    page = browser.as_(town, "clerk").get(f"/claims/{claim.ref}/").content.decode()
    steps = Decision.objects.filter(claim=claim).order_by("seq").values_list("seq", flat=True)
    assert [int(number) for number, _ in PRINTED.findall(page)] == list(steps)
    for number, digits in PRINTED.findall(page):
        assert receipt(town.area.path, int(number)).text == f"{number} {digits}"
