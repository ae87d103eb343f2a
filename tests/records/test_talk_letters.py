"""The papers of a warning talk: the call while one is due, the record once it was held."""

import datetime as dt
import re

import pytest

from jifen.core.errors import Refusal
from jifen.outcomes import letters, queries
from jifen.outcomes.case import Case
from jifen.outcomes.commands import hold_talk, issue_letter
from jifen.outcomes.letters import Letter
from jifen.papers.circular import Paragraph
from jifen.papers.models import Paper
from tests.records.town import NO_LOW_RANK, Town, found

pytestmark = pytest.mark.django_db
day = dt.date


@pytest.fixture
def town(settings: object, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    made = found(ladder=NO_LOW_RANK)
    made.fact("甲二", "D-1", "41", day(2024, 11, 8))
    return made


def case(town: Town) -> Case:
    (one,) = queries.cases(town.cycle, today=town.today)
    return one


def held(town: Town) -> None:
    hold_talk(
        town.area,
        case(town).id,
        held_on=town.today,
        record="指出两项工作没有按期完成。\n本人表示下月底前整改到位。",
        hand=town.hand("head"),
        second=town.actor("member"),
    )


def test_the_call_says_why_and_what_a_talk_is_not(town: Town) -> None:
    paper = letters.compose(case(town), Letter.CALL, post="副书记", talkers=("", ""), on=town.today)
    said = repr(paper.blocks)
    assert "扣分合计41分" in said
    assert "不扣分，不是惩处，不改变你的职务" in said
    assert paper.letterhead == ""
    assert "甲二" in paper.addressees
    first = issue_letter(town.area, case(town).id, Letter.CALL, hand=town.hand("clerk"))
    again = issue_letter(town.area, case(town).id, Letter.CALL, hand=town.hand("clerk"))
    assert first == again


def test_who_holds_no_post_any_more_is_called_by_name_alone(town: Town) -> None:
    paper = letters.compose(case(town), Letter.CALL, post="", talkers=("", ""), on=town.today)
    assert paper.addressees == case(town).cadre.name


def test_no_line_to_sign_on_is_longer_than_the_paper_is_wide(town: Town) -> None:
    call = letters.compose(case(town), Letter.CALL, post="", talkers=("", ""), on=town.today)
    held(town)
    record = letters.compose(
        case(town), Letter.RECORD, post="", talkers=("甲", "乙"), on=town.today
    )
    for paper in (call, record):
        lines = [one.text for one in paper.blocks if isinstance(one, Paragraph)]
        blanks = [line for line in lines if "　　" in line]
        assert blanks
        assert max(len(line) for line in blanks) <= 26, "28 signs, indented by two"


def test_the_record_holds_what_was_said_and_room_for_the_persons_own_words(town: Town) -> None:
    with pytest.raises(Refusal, match=r"talk\.none"):
        issue_letter(town.area, case(town).id, Letter.RECORD, hand=town.hand("clerk"))
    held(town)
    with pytest.raises(Refusal, match=r"talk\.no-call"):
        issue_letter(town.area, case(town).id, Letter.CALL, hand=town.hand("clerk"))
    talkers = ("组长", "成员")
    paper = letters.compose(
        case(town), Letter.RECORD, post="副书记", talkers=talkers, on=town.today
    )
    said = repr(paper.blocks)
    for words in (
        "指出两项工作没有按期完成",
        "本人表示下月底前整改到位",
        "本人签名",
        "回访",
        "组长、成员",
    ):
        assert words in said
    assert issue_letter(town.area, case(town).id, Letter.RECORD, hand=town.hand("clerk")).seq


def test_no_word_of_them_calls_a_talk_a_punishment(town: Town) -> None:
    texts = [letters.compose(case(town), Letter.CALL, post="", talkers=("", ""), on=town.today)]
    held(town)
    one = letters.compose(case(town), Letter.RECORD, post="", talkers=("甲", "乙"), on=town.today)
    for paper in (*texts, one):
        said = repr(paper)
        assert not re.search("处分|警告|记过|免去|免职|罢免", said.replace("警示", ""))


def test_an_auditor_issues_none_and_it_is_no_paper_for_the_whole_town(town: Town) -> None:
    with pytest.raises(Refusal, match="not-yours"):
        issue_letter(town.area, case(town).id, Letter.CALL, hand=town.hand("auditor"))
    issue_letter(town.area, case(town).id, Letter.CALL, hand=town.hand("clerk"))
    assert letters.is_talk(Paper.objects.get().series)
