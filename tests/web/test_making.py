"""A draft's pages: problems at once, comments by name only to the office, steps by the table."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from jifen.core.errors import Refusal
from jifen.rulebook.models import Answer, Comment, Draft, Revision
from jifen.rulebook.reader import read
from jifen.rulebook.workbook import write
from jifen.wording import sentence
from tests.harness.world import Town, next_text
from tests.web.conftest import Browser
from tests.web.test_forms import text


def page(browser: Client, town: Town, key: str = "open") -> str:
    answer = browser.get(reverse("draft", args=[town.drafts[key].ref]))
    assert answer.status_code == 200
    return text(answer)


def post(browser: Client, town: Town, step: str, key: str = "open", **words: str) -> str:
    where = reverse("draft-step", args=[town.drafts[key].ref, step])
    return text(browser.post(where, words, follow=True))


def test_every_problem_of_a_file_is_shown_with_its_line_and_nothing_is_kept(
    town: Town, browser: Browser
) -> None:
    before = Draft.objects.count()
    broken = next_text().replace("direction: add", "direction: up", 2)
    file = SimpleUploadedFile("v2.yaml", broken.encode())
    where = reverse("draft-new", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, {"file": file})
    assert answer.status_code == 422
    assert "有2处问题" in text(answer)
    assert text(answer).count("v2.yaml:") == 2
    assert Draft.objects.count() == before


def test_a_text_below_a_floor_is_refused_with_the_article(town: Town, browser: Browser) -> None:
    low = next_text().replace("answer_days: 5", "answer_days: 2")
    where = reverse("draft-new", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, {"text": low})
    assert answer.status_code == 422
    assert "《行政处罚法》第四十四条" in text(answer)


def test_a_workbook_is_as_good_as_the_file(town: Town, browser: Browser) -> None:
    rules = read(next_text(), "v2.yaml")
    file = SimpleUploadedFile("v2.xlsx", write(rules))
    where = reverse("draft-new", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, {"file": file})
    assert answer.status_code == 302
    texts = Revision.objects.order_by("pk")
    assert texts.last().digest == texts.first().digest  # type: ignore[union-attr]


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_named(town: Town, browser: Browser, content: bytes) -> None:
    where = reverse("draft-new", args=[town.area.ref])
    file = SimpleUploadedFile("v2.xlsx", content)
    answer = browser.as_(town, "clerk").post(where, {"file": file})
    assert answer.status_code == 422
    assert "v2.xlsx" in text(answer)


def test_whose_words_they_are_is_for_the_office_and_the_author(
    town: Town, browser: Browser
) -> None:
    name = f"<b>{town.cadres['member-v1'].name}</b>"
    for who, named in (("clerk", True), ("head", True), ("cadre-v1", True), ("cadre-v2", False)):
        shown = page(browser.as_(town, who), town)
        assert "希望明确村级事项的分担比例" in shown
        assert (name in shown) is named, who
        assert ("<b>一名干部</b>" in shown) is not named, who


def test_a_cadre_comments_and_the_office_answers(town: Town, browser: Browser) -> None:
    said = post(browser.as_(town, "cadre-v2"), town, "comment", item="B-03", text="加分太少了些。")
    assert "意见已提交" in said
    made = Comment.objects.get(text="加分太少了些。")
    assert made.cadre == town.cadres["member-v2"]
    answer = {"comment": str(made.key), "adopted": "yes", "reason": "下一稿提高。"}
    assert "答复已提交" in post(browser.as_(town, "clerk"), town, "answer", **answer)
    assert Answer.objects.get(comment=made).adopted
    assert "答复不再改动" in post(browser, town, "answer", **answer)


@pytest.mark.parametrize(
    ("who", "step", "code"),
    [
        ("cadre-v1", "open", "draft.no-such-step"),
        ("cadre-v1", "propose", "draft.not-your-step"),
        ("member", "propose", "draft.comments-running"),
        ("clerk", "take-effect", "draft.no-such-step"),
    ],
)
def test_a_step_that_is_not_to_be_taken_says_why(
    town: Town, browser: Browser, who: str, step: str, code: str
) -> None:
    with translation.override("zh-hans"):
        why = sentence(Refusal(code, until="2026-03-05"))
    assert why in post(browser.as_(town, who), town, step)
    assert Draft.objects.get(pk=town.drafts["open"].pk).state == "comments"


def test_the_draft_says_what_it_changes_and_what_is_missing(town: Town, browser: Browser) -> None:
    shown = page(browser.as_(town, "cadre-v1"), town)
    assert "与第0.1版相比的变化" in shown
    assert "还有1条意见没有答复" in shown
    assert "《公职人员政务处分法》第二十二条" in shown


def test_the_list_shows_drafts_to_those_who_may_see_them(town: Town, browser: Browser) -> None:
    where = reverse("rulebook", args=[town.area.ref])
    hidden = reverse("draft", args=[town.drafts["closed"].ref])
    open_ = reverse("draft", args=[town.drafts["open"].ref])
    for who, sees in (("clerk", True), ("cadre-v1", False)):
        shown = text(browser.as_(town, who).get(where))
        assert open_ in shown
        assert (hidden in shown) is sees
        assert "施行中" in shown
