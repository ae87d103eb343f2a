"""结果公示 on its page: an objection made, ruled on and answered, each by whoever may."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jifen.core.access import Role
from jifen.core.appraising import State
from jifen.cycles import commands as clocks
from jifen.people import commands as people
from jifen.people.models import User
from jifen.results import commands, objecting, queries
from jifen.results.models import Objection
from tests.harness.host import HOST
from tests.records.results_town import closed, decided, town
from tests.records.town import PASSWORD, Town
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
TEXT = "帮扶任务不是他一个人完成的。"
REASON = "经核查原始凭证和当事人说明，反映的情况不属实。"


@pytest.fixture
def small() -> Town:
    made = town()
    made.fact("甲一", "A-1", "9", made.cycle.starts_on)
    closed(made)
    decided(made)
    who = {"discipline": (Role.DISCIPLINE, ""), "cadre": (Role.CADRE, "甲二")}
    for login, (role, name) in who.items():
        cadre = made.cadre(name) if name else None
        user = people.add_user(f"web-{login}", name or login, PASSWORD, cadre=cadre, hand=HOST)
        people.grant(user, role, made.area, from_on=dt.date(2024, 1, 1), hand=HOST)
        made.users[login] = user
    commands.post(made.cycle, contact="示例镇纪委 0000", hand=made.hand("clerk"))
    clocks.move_clock(made.hand("clerk").at)
    return made


def page(browser: Browser, small: Town, who: str) -> str:
    browser.force_login(User.objects.get(pk=small.users[who].pk))
    return browser.get(reverse("results-objections", args=[small.cycle.ref])).content.decode()


def send(browser: Browser, small: Town, who: str, route: str, **given: str) -> str:
    browser.force_login(User.objects.get(pk=small.users[who].pk))
    where = reverse(route, args=[small.cycle.ref])
    return browser.post(where, given, follow=True).content.decode()


def test_an_objection_goes_from_the_postings_to_its_ruling_and_the_close(
    browser: Browser, small: Town
) -> None:
    browser.force_login(User.objects.get(pk=small.users["cadre"].pk))
    listed = browser.get(reverse("postings", args=[small.area.ref])).content.decode()
    assert reverse("results-objections", args=[small.cycle.ref]) in listed
    code = small.code("甲一")
    said = send(browser, small, "cadre", "results-object", code=code, text=TEXT)
    assert "异议已收到" in said
    assert TEXT in said
    one = Objection.objects.get()
    assert TEXT not in page(browser, small, "clerk")
    assert "1件异议" in page(browser, small, "clerk")
    assert "甲二" in page(browser, small, "discipline")
    seen = page(browser, small, "head")
    assert TEXT in seen
    assert reverse("results-rule", args=[small.cycle.ref]) not in seen, "the head chaired it"
    ruling = {"objection": str(one.ref), "upheld": "no", "reason": REASON}
    assert "请由其他人处理" in send(browser, small, "head", "results-rule", **ruling)
    wrong = send(browser, small, "discipline", "results-rule", **(ruling | {"upheld": ""}))
    assert "请选择" in wrong or "异议是否" in wrong
    lost = send(browser, small, "discipline", "results-rule", **(ruling | {"objection": "x"}))
    assert "没有您可以查看" in lost
    assert REASON in send(browser, small, "discipline", "results-rule", **ruling)
    assert REASON in page(browser, small, "cadre"), "with the reason, to whoever objected"
    posted = queries.course(small.cycle).posted
    assert posted is not None
    assert posted.until_on is not None
    small.today = posted.until_on + dt.timedelta(days=1)
    clocks.move_clock(small.hand("clerk").at)
    send(browser, small, "clerk", "results-step", action="confirm")
    assert queries.course(small.cycle).state is State.STANDING
    after = page(browser, small, "cadre")
    assert "公示结束记录" in after
    assert reverse("results-object", args=[small.cycle.ref]) not in after


def test_the_clerk_writes_one_down_and_issues_the_reply(browser: Browser, small: Town) -> None:
    given = {"text": TEXT, "way": "paper", "reporter": "村民", "paper": "收7号", "code": ""}
    said = send(browser, small, "clerk", "results-object", **given)
    assert "收7号" in said
    one = Objection.objects.get()
    hand = small.hand("discipline")
    objecting.rule(small.cycle, one.ref, upheld=False, reason=REASON, hand=hand)
    seen = page(browser, small, "clerk")
    assert reverse("results-reply", args=[small.cycle.ref]) in seen
    said = send(browser, small, "clerk", "results-reply", objection=str(one.ref))
    assert "积异" in said
    again = send(browser, small, "clerk", "results-reply", objection="x")
    assert "没有您可以查看" in again


def test_the_page_stays_within_its_queries(browser: Browser, small: Town) -> None:
    objecting.object_to(small.cycle, "", TEXT, hand=small.hand("cadre"))
    objecting.object_to(small.cycle, small.code("乙一"), TEXT, hand=small.hand("cadre"))
    browser.force_login(User.objects.get(pk=small.users["discipline"].pk))
    where = reverse("results-objections", args=[small.cycle.ref])
    browser.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(where).status_code == 200
    kept = [one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(kept) <= 15
