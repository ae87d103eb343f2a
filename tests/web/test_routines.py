"""Recurring tasks on their pages: set, listed, changed, ended, asked for where kept back."""

from dataclasses import replace

import pytest
from django.urls import reverse

from jifen.core.access import Role
from jifen.people.commands import end_grant
from jifen.people.models import Grant
from jifen.tasks.commands import recur
from jifen.tasks.models import Routine, Task
from tests.harness.host import HOST
from tests.harness.world import TODAY, Town
from tests.web.conftest import Browser


def sent(town: Town, **changed: object) -> dict[str, object]:
    return {
        "rhythm": "monthly", "day": "5", "days": "3", "from": f"{TODAY:%Y-%m-%d}", "until": "",
        "title": "上报隐患排查台账", "text": "逐处排查。", "origin": "superior", "level": "county",
        "issuer": "县应急管理局", "document": "县应急〔2026〕9号", "area": "",
        "people": town.cadres["chief-v1"].code,
        "unit": [], **changed,
    }  # fmt: skip


def put(browser: Browser, town: Town, who: str = "clerk", **changed: object) -> object:
    where = reverse("routine-set", args=[town.area.ref])
    return browser.as_(town, who).post(where, sent(town, **changed))


def table(browser: Browser, town: Town, who: str = "clerk") -> str:
    answer = browser.as_(town, who).get(reverse("routines", args=[town.area.ref]))
    return str(answer.content.decode())


def do(browser: Browser, town: Town, who: str = "clerk", **given: str) -> str:
    where = reverse("routine-step", args=[town.area.ref])
    answer = browser.as_(town, who).post(where, given, follow=True)
    return str(answer.content.decode())


def tick(town: Town) -> int:
    return recur(town.area, hand=replace(HOST, at=town.hand("clerk").at))


def test_what_is_set_is_listed_and_becomes_a_task_when_its_day_comes(
    browser: Browser, town: Town
) -> None:
    answer = put(browser, town, rhythm="weekly", day="1")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    page = table(browser, town)
    assert "上报隐患排查台账" in page
    assert "每周（星期一）" in page
    assert tick(town) == 1
    made = Task.objects.get(title="上报隐患排查台账")
    assert str(made) in table(browser, town, "head")
    assert "县应急〔2026〕9号" in table(browser, town)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "32"}, "1至31"),
        ({"day": "五"}, "天数请填整数"),
        ({"rhythm": "daily"}, "天数请填整数"),
        ({"from": "2026-02-30"}, "天数请填整数"),
        ({"from": "2026-01-05"}, "已经过去"),
        ({"until": "2026-03-01"}, "截止日"),
        ({"document": ""}, "文号"),
        ({"people": "查无此人"}, "查无此人"),
        ({"title": "一"}, "标题"),
    ],
)
def test_a_form_that_is_wrong_says_why_and_keeps_what_was_written(
    browser: Browser, town: Town, changed: dict[str, object], said: str
) -> None:
    answer = put(browser, town, **changed)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in page
    assert str(changed.get("title", "上报隐患排查台账")) in page
    assert Routine.objects.count() == 0


def test_it_is_changed_from_what_holds_and_ended_with_a_reason(
    browser: Browser, town: Town
) -> None:
    put(browser, town)
    of = Routine.objects.get()
    form = browser.get(reverse("routine-set", args=[town.area.ref]), {"of": str(of.key)})
    shown = form.content.decode()
    assert "修改定期任务" in shown
    assert 'value="上报隐患排查台账"' in shown
    assert town.cadres["chief-v1"].code in shown
    put(browser, town, of=str(of.key), day="10")
    assert "每月10日" in table(browser, town)
    assert "理由" in do(browser, town, do="end", routine=str(of.key), reason="")
    assert "已停止" in do(browser, town, do="end", routine=str(of.key), reason="改由平台每日报送。")
    assert "改由平台每日报送。" in table(browser, town)
    assert list(Routine.objects.order_by("number").values_list("number", "day")) == [
        (0, 5), (1, 10), (2, 10),
    ]  # fmt: skip


def test_what_is_kept_back_says_why_and_is_asked_for_by_somebody_who_may(
    browser: Browser, town: Town
) -> None:
    put(browser, town, "line-office", rhythm="weekly", day="1")
    of = Routine.objects.get()
    held = Grant.objects.get(user=town.users["line-office"], role=Role.LINE_OFFICE)
    end_grant(held.user, Role.LINE_OFFICE, held.area, to_on=TODAY, hand=HOST)
    assert tick(town) == 0
    page = table(browser, town)
    assert "未能下达" in page
    assert "现在下达" in page
    told = browser.as_(town, "clerk").get(reverse("notices", args=[town.area.ref]))
    assert "上报隐患排查台账" in told.content.decode()
    assert "上报隐患排查台账" in do(browser, town, do="issue", routine=str(of.key))
    assert Task.objects.filter(title="上报隐患排查台账").count() == 1
    assert "没有到期" not in table(browser, town)


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000001"])
def test_one_that_is_none_is_told_so(browser: Browser, town: Town, key: str) -> None:
    assert "没有这项定期任务" in do(browser, town, do="end", routine=key, reason="不再需要了。")
    if key:
        answer = put(browser, town, of=key)
        assert answer.status_code == 422  # type: ignore[attr-defined]


def test_a_cadre_neither_reads_the_list_nor_sets_anything(browser: Browser, town: Town) -> None:
    where = reverse("routines", args=[town.area.ref])
    assert browser.as_(town, "cadre-v1").get(where).status_code == 403
    assert put(browser, town, "cadre-v1").status_code == 403  # type: ignore[attr-defined]
    assert Routine.objects.count() == 0
