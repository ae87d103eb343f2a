"""Last days on a page and in one's own calendar program: what one may read, and names of nobody."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar
from pytest_django import Settings

from jifen.core.task import Action
from jifen.cycles.commands import load_calendar, move_clock
from jifen.people import commands as people
from jifen.tasks import feeds
from tests.harness.host import HOST
from tests.harness.world import PASSWORD, Town, World
from tests.web.conftest import Browser
from tests.web.test_tasks import step

pytestmark = pytest.mark.django_db


def page(browser: Browser, town: Town, who: str, **asked: str) -> str:
    where = reverse("tasks-calendar", args=[town.area.ref])
    answer = browser.as_(town, who).get(where, asked)
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1]


def fed(browser: Browser, town: Town, who: str) -> Calendar:
    """Return what somebody's calendar program reads, which signs nobody in."""
    browser.cookies.clear()
    answer = browser.get(feeds.path(town.users[who]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_a_month_shows_what_is_due_on_its_day(browser: Browser, town: Town) -> None:
    due = town.task.due_on
    this = page(browser, town, "clerk", month=f"{due:%Y-%m}")
    assert this.count(town.task.title) == 2, "in the month, and in its list for a phone"
    cell = this.split(f"<b>{due.day}</b>")[1].split("</td>")[0]
    assert town.task.title in cell
    later = page(browser, town, "clerk", month=f"{due + dt.timedelta(days=62):%Y-%m}")
    assert town.task.title not in later
    assert "本月没有到期事项" in later


def test_nobody_sees_there_what_they_may_not_read(browser: Browser, town: Town) -> None:
    month = f"{town.task.due_on:%Y-%m}"
    assert town.task.title in page(browser, town, "cadre-v1", month=month, whose="mine")
    assert town.task.title not in page(browser, town, "cadre-v2", month=month)


@pytest.mark.parametrize("text", ["", "2026-13", "next", "0000-00", "2026-3", "0001-01", "9999-12"])
def test_a_month_that_there_is_not_is_this_one(browser: Browser, town: Town, text: str) -> None:
    assert "2026-03" in page(browser, town, "clerk", month=text).split("</h1>")[0]


def test_an_off_day_is_marked_by_the_notices(browser: Browser, town: Town) -> None:
    days = {dt.date(2026, 5, 1): (False, "劳动节"), dt.date(2026, 5, 9): (True, "劳动节")}
    load_calendar(days, towns=[town.area], hand=town.hand("clerk"))
    may = page(browser, town, "clerk", month="2026-05")
    assert "休息" not in may.split("<b>9</b>")[1].split("</td>")[0]
    assert "休息" in may.split("<b>1</b>")[1].split("</td>")[0]
    assert "休息" not in may.split("<b>8</b>")[1].split("</td>")[0]


def test_a_feed_holds_ones_own_tasks_and_names_nobody(browser: Browser, town: Town) -> None:
    (event,) = fed(browser, town, "cadre-v1").walk("VEVENT")
    assert event.decoded("dtstart") == town.task.due_on
    assert str(event["summary"]) == f"{town.task.title}（{town.villages[0].name}）"
    assert str(town.task.key) in str(event["url"])
    whole = fed(browser, town, "cadre-v1").to_ical().decode()
    assert all(cadre.name not in whole for cadre in town.cadres.values())


def test_who_asked_for_it_has_it_too_and_nobody_else(browser: Browser, town: Town) -> None:
    asked = next(who for who, one in town.users.items() if one.ref == town.task.by)
    assert len(fed(browser, town, asked).walk("VEVENT")) == 1
    for other in ("cadre-v2", "member", "head", "system"):
        assert fed(browser, town, other).walk("VEVENT") == []


def test_what_is_over_leaves_the_feed_and_what_waits_too_long_says_so(
    browser: Browser, town: Town
) -> None:
    move_clock(town.hand("clerk", town.task.due_on + dt.timedelta(days=1)).at)
    (event,) = fed(browser, town, "cadre-v1").walk("VEVENT")
    assert str(event["summary"]).startswith("（逾期）")
    step(browser, town, "cadre-v1", town.task, Action.REPORT, evidence="排查台账")
    (event,) = fed(browser, town, "cadre-v1").walk("VEVENT")
    assert not str(event["summary"]).startswith("（逾期）"), "what is reported waits for the office"
    step(browser, town, "clerk-2", town.task, Action.ACCEPT)
    assert fed(browser, town, "cadre-v1").walk("VEVENT") == []


def test_a_feed_is_its_owners_alone_until_their_password_is_another(
    browser: Browser, town: Town, world: World
) -> None:
    user, other = town.users["cadre-v1"], town.users["cadre-v2"]
    mine = feeds.path(user)
    assert mine != feeds.path(other)
    browser.cookies.clear()
    forged = mine.replace(user.ref.hex, other.ref.hex)
    for wrong in (forged, mine[:-1], f"{mine}0", mine[:-1] + ("0" if mine[-1] != "0" else "1")):
        assert browser.get(wrong).status_code == 422
    for empty in ("", "?key=", "?key=zzz", f"?key={user.ref.hex}"):
        assert browser.get(reverse("tasks-feed") + empty).status_code == 422
    assert browser.get(mine).status_code == 200
    people.set_password(user, PASSWORD + "新", hand=HOST)
    told = browser.get(mine)
    assert told.status_code == 422
    assert "地址" in told.content.decode()


def test_keys_are_not_tried_one_after_another(browser: Browser, settings: Settings) -> None:
    settings.CHECK_LIMITS = {"check": "3/m/ip"}
    where = reverse("tasks-feed")
    answers = [browser.get(where, {"key": f"{n:072x}"}).status_code for n in range(5)]
    assert answers == [422, 422, 422, 429, 429]


def test_a_disabled_accounts_feed_ends(browser: Browser, town: Town) -> None:
    mine = feeds.path(town.users["cadre-v1"])
    people.disable(town.users["cadre-v1"], hand=HOST)
    browser.cookies.clear()
    assert browser.get(mine).status_code == 422
