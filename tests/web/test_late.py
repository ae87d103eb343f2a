"""On screen: what happened in a closed cycle, and what a close leaves to be booked late."""

import datetime as dt
import io
import uuid

import pytest
from django.http import HttpResponse
from django.urls import reverse
from openpyxl import load_workbook

from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.hand import SHANGHAI
from jifen.cycles.commands import move_clock
from jifen.cycles.models import Cycle
from jifen.ledger.models import Fact
from jifen.people import commands as people
from jifen.standings import leaving
from jifen.standings.models import Leaving
from tests.harness.host import HOST
from tests.records.test_late import MAY, after_close, entered, shut, with_newer
from tests.records.test_leaving import WHY, left, proposed, submitted
from tests.records.town import V1, Town, found
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
AUGUST = dt.date(2025, 8, 4)


def at(day: dt.date) -> None:
    move_clock(dt.datetime.combine(day, dt.time(10), SHANGHAI))


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def staffed(town: Town) -> Town:
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, town.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    town.users["line"] = officer
    return town


@pytest.fixture
def ending() -> Town:
    """A town at the end of its first cycle, the next one open under a version that books."""
    town = staffed(found())
    town.today = AUGUST
    with_newer(town)
    at(AUGUST)
    return town


def client(browser: Browser, town: Town, who: str) -> Browser:
    browser.force_login(town.users[who])
    return browser


# ------------------------------------------------------------------ the close
def test_the_head_leaves_a_case_on_the_page_of_the_close(ending: Town, browser: Browser) -> None:
    claim = submitted(ending)
    where = reverse("cycle-closing", args=[ending.cycle.ref])
    send = reverse("cycle-leave", args=[ending.cycle.ref])
    page = text(client(browser, ending, "head").get(where))
    assert f'value="{claim.ref}"' in page
    said = {"claim": str(claim.ref), "reason": "太短"}
    assert "请至少写15个字" in text(browser.post(send, said, follow=True))
    assert "请选择留待补记的事项" in text(browser.post(send, {"claim": "x"}, follow=True))
    page = text(browser.post(send, said | {"reason": WHY}, follow=True))
    assert "已留待补记" in page
    assert WHY in page
    assert f'value="{claim.ref}"' not in page
    assert Leaving.objects.get().claim_id == claim.pk


@pytest.mark.parametrize(("who", "code"), [("clerk", 404), ("member", 404), ("auditor", 404)])
def test_nobody_but_the_head_leaves_a_case(
    ending: Town, browser: Browser, who: str, code: int
) -> None:
    claim = submitted(ending)
    client(browser, ending, who)
    page = text(browser.get(reverse("cycle-closing", args=[ending.cycle.ref])))
    assert "cycle-leave" not in page
    assert reverse("cycle-leave", args=[ending.cycle.ref]) not in page
    sent = {"claim": str(claim.ref), "reason": WHY}
    answer = browser.post(reverse("cycle-leave", args=[ending.cycle.ref]), sent)
    assert answer.status_code in {403, code}
    assert not Leaving.objects.exists()


def test_no_form_is_shown_where_the_next_version_books_nothing(browser: Browser) -> None:
    town = staffed(found())
    town.today = AUGUST
    town.next_cycle()
    at(AUGUST)
    submitted(town)
    page = text(client(browser, town, "head").get(reverse("cycle-closing", args=[town.cycle.ref])))
    assert reverse("cycle-leave", args=[town.cycle.ref]) not in page


# ------------------------------------------------------------------ the auditor
def test_the_auditors_page_and_workbook_list_what_was_left(ending: Town, browser: Browser) -> None:
    left(ending, submitted(ending))
    left(ending, proposed(ending))
    client(browser, ending, "auditor")
    page = text(browser.get(reverse("audit", args=[ending.cycle.ref])))
    assert "结账时留待补记（2）" in page
    assert WHY in page
    book = load_workbook(
        io.BytesIO(browser.get(reverse("audit-sheet", args=[ending.cycle.ref])).content)
    )
    rows = list(book["结账时留待补记"].values)
    assert len(rows) == 4
    assert WHY in rows[2]


def test_a_late_fact_links_the_cycle_it_happened_in(browser: Browser) -> None:
    town = after_close()
    entered(town, "甲一", "A-1", "3", MAY)
    at(town.today)
    fact = Fact.objects.get(late__isnull=False)
    client(browser, town, "clerk")
    page = text(browser.get(reverse("fact", args=[fact.key])))
    first = Cycle.objects.get(name="2024-2025")
    assert f'<a href="{reverse("cycle", args=[first.ref])}">2024-2025</a>' in page
    assert "补记" in page
    page = text(browser.get(reverse("cadre", args=[town.cadre("甲一").ref])))
    assert "补记上一周期：按原周期细则（2024-2025）" in page
    page = text(client(browser, town, "auditor").get(reverse("audit", args=[town.cycle.ref])))
    assert "补记事项（1）" in page


# ------------------------------------------------------------------ a claim of a closed cycle
def test_a_claim_of_a_closed_cycle_is_written_under_its_own_rulebook(browser: Browser) -> None:
    town = staffed(after_close())
    at(town.today)
    client(browser, town, "line")
    where = reverse("claim-new", args=[town.area.ref])
    page = text(browser.get(where))
    assert "2024-2025（已结账，补记）" in page
    unit = town.unit(V1).ref
    address = f"{where}?item=A-1&unit={unit}&of=2024-2025"
    assert "发生在已结账的 2024-2025 周期" in text(browser.get(address))
    sent = {
        "named": [town.code("甲一")],
        "once": str(uuid.uuid4()),
        "do": "submit",
        "happened_on": "2025-05-20",
        "reason": "提出道路修缮建议，被镇采纳。",
        "evidence": "示镇办〔2025〕31号",
        "chosen": "6",
    }
    preview = text(browser.post(address, sent | {"do": "preview"}))
    assert "+5" in preview, "the month's maximum of the running version"
    assert browser.post(address, sent).status_code == 302
    claim = Claim.objects.select_related("cycle").get(ref=sent["once"])
    assert (claim.cycle.name, claim.state) == ("2024-2025", "submitted")
    late = browser.post(address, sent | {"once": str(uuid.uuid4()), "happened_on": "2025-02-01"})
    assert "已超过时效" in text(late)


def test_a_version_that_refuses_late_facts_offers_no_closed_cycle(browser: Browser) -> None:
    town = staffed(after_close((", late: book", "")))
    at(town.today)
    client(browser, town, "line")
    where = reverse("claim-new", args=[town.area.ref])
    assert "已结账，补记" not in text(browser.get(where))
    page = text(browser.get(f"{where}?item=A-1&unit={town.unit(V1).ref}&of=2024-2025"))
    assert "发生在已结账的" not in page


def test_the_pages_of_late_facts_ask_few_questions(
    ending: Town, browser: Browser, django_assert_max_num_queries: object
) -> None:
    claim = submitted(ending)
    left(ending, claim)
    left(ending, submitted(ending, "甲二"))
    third = submitted(ending, "甲三")
    client(browser, ending, "head")
    for where in (
        reverse("cycle-closing", args=[ending.cycle.ref]),
        reverse("audit", args=[ending.cycle.ref]),
    ):
        browser.get(where)
        with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's fixture
            browser.get(where)
    left(ending, third)
    shut(ending)
    where = reverse("claim", args=[claim.ref])
    for who in ("clerk", "member", "head"):
        client(browser, ending, who).get(where)
        with django_assert_max_num_queries(15):  # type: ignore[operator]  # the same
            browser.get(where)
    assert leaving.following(ending.cycle) is not None
