"""What entering costs cadres is counted from what they did themselves, and from nothing else."""

import datetime as dt

import pytest

from jifen.core.burden import WEEKS, Deed, seconds
from jifen.core.task import Action
from jifen.core.workflow import Action as Take
from jifen.tasks.burden import entered
from tests.harness.kept import once
from tests.laws.town import Town
from tests.records.test_tasks import DAY, ask, ready, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)


def test_only_what_cadres_enter_by_their_own_accounts_is_counted(town: Town) -> None:
    mine, done_for_them = ask(town, token=1), ask(town, token=2)
    take(town, mine, "li", Action.RECEIVE)
    take(town, mine, "li", Action.REPORT)
    take(town, mine, "clerk", Action.ACCEPT)
    take(town, done_for_them, "clerk", Action.REPORT)
    draft = town.draft("zhang", "A-2", "张三稻")
    town.walk(draft, ("zhang", Take.SUBMIT))
    town.draft("line", "A-2", "张三稻")
    found = entered(town.area, today=town.day + DAY)
    li = seconds({Deed.RECEIPT: 1, Deed.REPORT: 1})
    zhang = seconds({Deed.CLAIM: 1, Deed.STEP: 1})
    assert (found.people, found.most) == (2, max(li, zhang))
    assert found.mean == -(-(li + zhang) // 2)
    assert found.over == ()


def test_four_weeks_are_looked_back_on_up_to_yesterday(town: Town) -> None:
    first = town.day
    take(town, ask(town), "li", Action.RECEIVE)
    assert entered(town.area, today=first).people == 0, "today is not over"
    assert entered(town.area, today=first + DAY).people == 1
    assert entered(town.area, today=first + dt.timedelta(weeks=WEEKS)).people == 1
    assert entered(town.area, today=first + dt.timedelta(weeks=WEEKS) + DAY).people == 0


def test_who_enters_too_much_is_named_to_the_office(town: Town) -> None:
    for _ in range(24):
        town.draft("zhang", "A-2", "张三稻")
    assert entered(town.area, today=town.day + DAY).over == (town.code("张三稻"),)
