"""合村并组 on screen and by the terminal: entered once, listed with what is left, or refused."""

import json

import pytest
from django.urls import reverse

from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.task import Action
from jifen.people.models import Area, Holding, Merger
from jifen.tasks import queries
from tests.harness.world import Town
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def sent(town: Town, **changed: object) -> dict[str, object]:
    return {
        "units": [str(one.ref) for one in town.villages],
        "into": "",
        "name": "东西新村",
        "kind": "village",
        "on": "2026-03-01",
        "document": "示县民政〔2026〕6号",
        **changed,
    }


def test_a_merger_is_entered_on_its_page_and_says_what_is_left(
    browser: Browser, town: Town
) -> None:
    enter = reverse("merger-enter", args=[town.area.ref])
    held = Holding.objects.filter(to_on=None).count()
    said = browser.as_(town, "clerk").post(enter, sent(town), follow=True).content.decode()
    assert "合村已登记" in said
    assert "东西新村" in said
    assert "只能依法办理" in said
    assert Holding.objects.filter(to_on=None).count() == held
    new = Area.objects.get(name="东西新村")
    assert set(Merger.objects.values_list("unit", "into")) == {
        (one.pk, new.pk) for one in town.villages
    }
    old = browser.get(reverse("village", args=[town.villages[0].ref])).content.decode()
    assert "起并入东西新村" in old
    task = browser.get(reverse("task", args=[town.task.key])).content.decode()
    assert "（现东西新村）" in task
    (course,) = queries.steps(town.task).values()
    assert course[-1].action != Action.HAND_OVER, "who is named keeps it"
    issue = browser.get(reverse("task-issue", args=[town.area.ref])).content.decode()
    assert "东沟村" not in issue.split("<main", 1)[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"units": []}, "请至少选择一个"),
        ({"on": "soon"}, "YYYY-MM-DD"),
        ({"on": "2036-01-01"}, "还没有到"),
        ({"name": ""}, "不能新设"),
        ({"document": " "}, "文件文号"),
    ],
)
def test_a_merger_that_cannot_be_says_why_and_keeps_what_was_written(
    browser: Browser, town: Town, changed: dict[str, object], said: str
) -> None:
    enter = reverse("merger-enter", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(enter, sent(town, **changed))
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert f'value="{changed.get("document", "示县民政〔2026〕6号")}"' in page
    assert not Merger.objects.exists()


def test_only_the_office_enters_a_merger(browser: Browser, town: Town) -> None:
    for who, code in (("head", 403), ("cadre-v1", 403), ("security", 403)):
        answer = browser.as_(town, who).post(
            reverse("merger-enter", args=[town.area.ref]), sent(town)
        )
        assert answer.status_code == code, who
    page = browser.as_(town, "head").get(reverse("mergers", args=[town.area.ref]))
    assert "merger-enter" not in page.content.decode()
    assert 'id="enter"' not in page.content.decode()


def test_the_terminal_enters_and_lists_mergers(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = town.users["clerk"].login
    line = ["merger", "enter", "东沟村", "--into", "西坡社区", "--on", "2026-03-01"]
    words = [*line, "--document", "示县民政〔2026〕6号", "--town", town.area.path, "--as", clerk]
    assert verbs.run([*words, "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["handed"] == 0
    assert verbs.run([*words, "--json"]) == REFUSED
    capsys.readouterr()
    shown = ["merger", "list", "--town", town.area.path, "--as", clerk]
    assert verbs.run([*shown, "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert [(one["unit"], one["into"]) for one in found["mergers"]] == [("东沟村", "西坡社区")]
    assert {one["left"] for one in found["left"]} >= {"party", "elected", "role"}
    assert verbs.run(shown) == DONE
    assert "只能依法办理" in capsys.readouterr().out
