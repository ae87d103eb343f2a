"""消息 and 投诉建议: one's own messages, and a way to the county that no local office sees."""

import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from jifen.chain.models import Record
from jifen.core.errors import Refusal
from jifen.notices import commands, complaining, wording
from jifen.notices.models import Complaint, Notice
from jifen.notices.wording import Words
from jifen.outcomes.queries import verify
from tests.harness.database import undone, walls_down
from tests.harness.world import Town
from tests.web.conftest import Browser

pytestmark = pytest.mark.usefixtures("untold")

LOCAL = ("clerk", "head", "system", "security", "auditor")
"""Who runs the town's office and the system there; the matrix of pages asks all the others."""
TEXT = "同一份材料要在两个系统里各填一遍，希望能够导入。"


def page(browser: Browser, town: Town, route: str) -> str:
    return browser.get(reverse(route, args=[town.area.ref])).content.decode()


@pytest.fixture
def told(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setitem(wording.NOTICES, "test.asked", Words("请核对%(title)s", "claim"))
    with transaction.atomic():
        commands.tell(
            [town.users["clerk"]],
            event="e",
            code="test.asked",
            about=town.claims["submitted"].ref,
            town=town.area,
            values={"title": "按期完成"},
            at=town.hand("head").at,
        )
    return town


# ------------------------------------------------------------------ messages
def test_a_message_stands_on_the_desk_in_the_menu_and_in_the_list(
    told: Town, browser: Browser
) -> None:
    browser.as_(told, "clerk")
    assert "请核对按期完成" in page(browser, told, "town")
    shown = page(browser, told, "notices")
    assert "请核对按期完成" in shown
    assert '<span class="badge bg-info-lt">1</span>' in shown
    assert "请核对按期完成" not in page(browser.as_(told, "head"), told, "notices")


def test_opening_a_message_reads_it_and_leads_to_what_it_is_about(
    told: Town, browser: Browser
) -> None:
    browser.as_(told, "clerk")
    sent = {"one": str(Notice.objects.get().ref)}
    answer = browser.post(reverse("notice-read", args=[told.area.ref]), sent)
    assert answer.headers["Location"] == reverse("claim", args=[told.claims["submitted"].ref])
    assert Notice.objects.get().read
    assert "请核对按期完成" not in page(browser, told, "town")
    assert "请核对按期完成" in page(browser, told, "notices"), "what was read stays in the list"


def test_nobody_opens_another_persons_message(told: Town, browser: Browser) -> None:
    browser.as_(told, "head")
    for one in (str(Notice.objects.get().ref), str(uuid.uuid4()), "x"):
        answer = browser.post(reverse("notice-read", args=[told.area.ref]), {"one": one})
        assert answer.status_code == 404
    browser.post(reverse("notice-read", args=[told.area.ref]))
    assert not Notice.objects.get().read


def test_all_messages_are_marked_as_read_at_once(told: Town, browser: Browser) -> None:
    browser.as_(told, "clerk").post(reverse("notice-read", args=[told.area.ref]))
    assert Notice.objects.get().read


# ------------------------------------------------------------------ to the county
def complain(town: Town, who: str = "cadre-v1") -> Complaint:
    return complaining.complain(town.area, TEXT, ref=uuid.uuid4(), hand=town.hand(who))


def test_every_page_of_a_town_leads_to_the_county(town: Town, browser: Browser) -> None:
    way = reverse("complain", args=[town.area.ref])
    browser.as_(town, "cadre-v1")
    for route in ("town", "claims", "people", "rulebook", "notices"):
        assert f'href="{way}"' in page(browser, town, route), route


def test_a_complaint_is_made_once_however_often_its_form_is_sent(
    town: Town, browser: Browser
) -> None:
    browser.as_(town, "cadre-v1")
    sent = {"text": TEXT, "once": str(uuid.uuid4())}
    for _ in range(2):
        assert browser.post(reverse("complain", args=[town.area.ref]), sent).status_code == 302
    assert Complaint.objects.count() == Notice.objects.count() == 1
    assert TEXT in page(browser, town, "complain")


def test_a_complaint_that_says_nothing_keeps_its_words_and_says_why(
    town: Town, browser: Browser
) -> None:
    browser.as_(town, "cadre-v1")
    answer = browser.post(reverse("complain", args=[town.area.ref]), {"text": "不好"})
    assert answer.status_code == 422
    assert "请至少写5个字" in answer.content.decode()
    assert ">不好<" in answer.content.decode()


def test_the_county_alone_is_told_and_reads_it(town: Town, browser: Browser) -> None:
    complain(town)
    assert {n.user for n in Notice.objects.select_related("user")} == {town.users["county"]}
    way = reverse("complaints", args=[town.area.ref])
    seen = {who: browser.as_(town, who).get(way) for who in ("county", *LOCAL)}
    assert {who for who, answer in seen.items() if answer.status_code == 200} == {"county"}
    assert TEXT in seen["county"].content.decode()
    for who in LOCAL:
        assert TEXT[:20] not in page(browser.as_(town, who), town, "complain"), who


def test_the_county_answers_once_and_the_person_is_told(town: Town, browser: Browser) -> None:
    one = complain(town)
    way = reverse("complaints", args=[town.area.ref])
    sent = {"once": str(one.ref), "text": "已列入改进，可用导入。"}
    for _ in range(2):
        browser.as_(town, "county").post(way, sent)
    assert Complaint.objects.get().answer.text == sent["text"]
    told = Notice.objects.filter(code="complaint.answered")
    assert [n.user for n in told] == [town.users["cadre-v1"]]
    assert sent["text"] in page(browser.as_(town, "cadre-v1"), town, "complain")


def test_nobody_but_the_county_answers(town: Town) -> None:
    one = complain(town)
    for who in town.users.keys() - {"county"}:
        with pytest.raises(Refusal) as refused:
            complaining.answer(one, "已经知道了。", hand=town.hand(who))
        assert refused.value.code == "complaint.not-county"


def test_a_complaint_cannot_vanish_and_the_chain_does_not_say_whose_it_was(town: Town) -> None:
    one = complain(town)
    complaining.answer(one, "已经列入改进。", hand=town.hand("county"))
    assert list(verify(town.area)) == []
    said = bytes(Record.objects.get(town=town.area.path, seq=one.seq).payload)
    assert town.users["cadre-v1"].ref.hex.encode() not in said
    assert "填" not in said.decode()
    with undone(), walls_down():
        Complaint.objects.update(text="没有意见，非常满意。")
        assert [fault.code for fault in verify(town.area)] == ["complaint.changed"]
