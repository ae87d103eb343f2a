"""The page of a deduction: served, answered, replied to and decided, by those whose turn it is."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jifen.claims import commands as claims
from jifen.claims import hearings
from jifen.claims.models import Claim
from jifen.claims.queries import claim_at, visible_to
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity
from jifen.core.workflow import Action, State
from jifen.papers.models import Paper
from jifen.people.queries import actor
from tests.harness.world import TODAY, Town, World
from tests.web.conftest import Browser


@pytest.fixture
def case(town: Town) -> Claim:
    """A deduction about the village's third cadre, proposed and not taken up."""
    return proposed(town, "line-office", "K-02", Measures(quantity=1))


def proposed(town: Town, who: str, item: str, measures: Measures) -> Claim:
    cycle = next(c for c in town.cycles.values() if c.starts_on <= TODAY < c.ends_on)
    made = claims.draft(
        cycle,
        item=item,
        unit=town.villages[0],
        people={town.cadres["member-v1"].code: Capacity.NAMED},
        happened_on=TODAY - dt.timedelta(days=5),
        measures=measures,
        reason="会议缺席。",
        evidence=["签到表1号"],
        hand=town.hand(who),
    )
    claims.take_step(made, Action.PROPOSE, hand=town.hand(who))
    return made


def seen(town: Town, case: Claim, who: str) -> tuple[str, int]:
    """What somebody sees of the case, and how many questions the page asked."""
    browser = Browser(headers={"accept-language": "zh-CN"}).as_(town, who)
    browser.get(reverse("claim", args=[case.ref]))
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(reverse("claim", args=[case.ref]))
    assert page.status_code == 200, who
    return page.content.decode(), len(asked)


def send(town: Town, case: Claim, who: str, route: str, **form: object) -> str:
    browser = Browser(headers={"accept-language": "zh-CN"}).as_(town, who)
    return browser.post(reverse(route, args=[case.ref]), form, follow=True).content.decode()


def step(town: Town, case: Claim, who: str, action: Action, reason: str = "") -> str:
    browser = Browser(headers={"accept-language": "zh-CN"}).as_(town, who)
    where = reverse("claim-step", args=[case.ref, action])
    return browser.post(where, {"reason": reason}, follow=True).content.decode()


def fresh(case: Claim) -> Claim:
    found = claim_at(case.ref)
    assert found is not None
    return found


def test_a_deduction_goes_from_proposal_to_decision_through_its_page(
    town: Town, case: Claim
) -> None:
    page, asked = seen(town, case, "clerk")
    assert "受理审查" in page
    assert asked <= 15
    step(town, case, "clerk", Action.TAKE_UP)
    step(town, case, "clerk", Action.NOTICE)
    page, asked = seen(town, case, "cadre-v1")
    assert "我已阅读告知书" in page
    assert "不会因为陈述申辩或者申请复核而加重处理" in page
    assert "登记送达" not in page, "serving on paper is the office's"
    assert asked <= 15
    one = hearings.live(fresh(case))[0]
    said = send(
        town, case, "cadre-v1", "claim-points", addressee=one.ref, points="当天请假。\n有假条。"
    )
    assert "共2条" in said
    assert fresh(case).state == State.ANSWERED
    assert "印发告知书" in seen(town, case, "clerk")[0]
    for point in hearings.points(fresh(case)):
        said = send(
            town,
            case,
            "clerk",
            "claim-replies",
            point=point.pk,
            accepted="0",
            reason="经核对假条不属实。",
        )
        assert "已答复" in said
    assert fresh(case).state == State.REPLIED
    page = step(town, case, "member", Action.DECIDE, "事实清楚，应予扣分。")
    assert "撤回我的决定" in page
    send(town, case, "member", "claim-take-back")
    assert fresh(case).state == State.REPLIED


def test_the_button_says_why_it_cannot_be_decided_yet(town: Town, case: Claim) -> None:
    for action in (Action.TAKE_UP, Action.NOTICE):
        step(town, case, "clerk", action)
    assert "还没有送达" in seen(town, case, "clerk")[0]
    one = hearings.live(fresh(case))[0]
    send(town, case, "cadre-v1", "claim-points", addressee=one.ref, points="不是我。")
    step(town, case, "clerk", Action.REPLY)
    claims.answer(hearings.live(fresh(case))[0], ["再补一条。"], hand=town.hand("cadre-v1"))
    for point in list(hearings.points(fresh(case)))[:1]:
        claims.reply(point, accepted=True, reason="采纳，已核实。", hand=town.hand("clerk"))
    assert fresh(case).state == State.ANSWERED
    page = step(town, case, "member", Action.DECIDE, "事实清楚，应予扣分。")
    assert fresh(case).state == State.ANSWERED
    assert "不能" in page or "没有" in page


@pytest.mark.parametrize("letter", ["notice", "proof"])
def test_the_office_prints_the_papers(town: Town, case: Claim, letter: str) -> None:
    for action in (Action.TAKE_UP, Action.NOTICE):
        step(town, case, "clerk", action)
    one = hearings.live(fresh(case))[0]
    browser = Browser(headers={"accept-language": "zh-CN"}).as_(town, "clerk")
    answer = browser.post(
        reverse("claim-letter", args=[case.ref]), {"addressee": one.ref, "letter": letter}
    )
    assert answer.status_code == 302
    paper = Paper.objects.get(about=case.ref)
    taken = browser.get(answer["location"])
    assert b"".join(taken)[:4] == b"%PDF"
    other = Browser(headers={"accept-language": "zh-CN"}).as_(town, "cadre-v2")
    assert other.get(reverse("paper", args=[paper.ref, "pdf"])).status_code == 404


def test_what_a_paper_would_lack_is_said(town: Town, case: Claim) -> None:
    for action in (Action.TAKE_UP, Action.NOTICE):
        step(town, case, "clerk", action)
    one = hearings.live(fresh(case))[0]
    said = send(town, case, "clerk", "claim-letter", addressee=one.ref, letter="decision")
    assert "文书缺少" in said


def test_another_town_knows_nothing_of_a_hearing(world: World, town: Town, case: Claim) -> None:
    for action in (Action.TAKE_UP, Action.NOTICE):
        step(town, case, "clerk", action)
    one = hearings.live(fresh(case))[0]
    browser = Browser().as_(world.second, "clerk")
    form = {"addressee": str(one.ref), "what": "notice", "mode": "signed", "proof": "1号"}
    for route in ("claim-service", "claim-points", "claim-replies", "claim-letter"):
        assert browser.post(reverse(route, args=[case.ref]), form).status_code == 404
    assert fresh(case).due_on is None


def test_nothing_stands_on_the_page_in_red_and_nobody_is_shamed(town: Town, case: Claim) -> None:
    page, _asked = seen(town, case, "cadre-v1")
    assert not re.search(r'class="[^"]*(bg|text)-(danger|red)', page)


def test_of_a_confidential_case_only_discipline_the_head_and_the_person_know(
    town: Town,
) -> None:
    made = proposed(town, "discipline", "W-04", Measures(chosen=Centipoints(6_00)))
    know = {
        who
        for who in town.users
        if Browser().as_(town, who).get(reverse("claim", args=[made.ref])).status_code == 200
    }
    assert know == {"discipline", "head"}, "the person only once it is noticed"
    for who, user in town.users.items():
        listed = visible_to(actor(user), town.area, on=TODAY).filter(pk=made.pk).exists()
        assert listed == (who in know), who
