"""The papers of a review: complete or not issued, and corrections to whom was told wrongly."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import LazySettings

from jifen.appeals import commands as appeals
from jifen.appeals import corrections, letters, queries
from jifen.appeals.letters import Letter
from jifen.appeals.models import Appeal
from jifen.core.access import Role
from jifen.core.appeal import Action, Ground
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.workflow import Outcome
from jifen.papers.circular import Circular, Heading, Paragraph
from jifen.papers.numerals import chinese_date
from jifen.papers.queries import faults
from jifen.standings import commands as standings
from tests.appeals.scene import ask, charged, decided, ended, heard, take
from tests.laws.town import Town


@pytest.fixture(autouse=True)
def at_home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def text(circular: Circular) -> str:
    kept = [b.text for b in circular.blocks if isinstance(b, Heading | Paragraph)]
    return "\n".join([*circular.title, *kept, circular.issuer])


def composed(town: Town, appeal: Appeal, letter: Letter) -> str:
    found = queries.appeal_at(appeal.ref)
    assert found is not None
    scene = corrections.scene_of(found, on=town.day)
    return text(letters.compose(found, letter, scene, on=town.day))


def test_a_receipt_says_who_judges_until_when_and_that_it_never_gets_worse(town: Town) -> None:
    appeal = ask(town, charged(town))
    said = composed(town, appeal, Letter.RECEIPT)
    for part in (
        "复核申请回执",
        "中共试算镇委员会",
        "暂停计算",
        "不会因为申请而加重处理",
        chinese_date(appeal.due_on),
    ):
        assert part in said
    with pytest.raises(Refusal, match="letter-early"):
        composed(town, appeal, Letter.DECISION)


def test_a_decision_names_all_that_it_must(town: Town) -> None:
    appeal = heard(town, ask(town, charged(town)))
    less = Measures(level="light")
    appeal = decided(town, appeal, Outcome.CHANGED, Ground.EXCESSIVE, measures=less)
    said = composed(town, appeal, Letter.DECISION)
    for part in (
        "复核决定书", "张三稻", "东沟村", "第二条", "试府办〔2024〕1号", "扣8分", "变更为扣3分",
        "处理明显不当", "第1条，采纳", "15日内向县级", "当天我在镇里开会", "中共试算镇委员会",
    ):  # fmt: skip
        assert part in said, part


def test_a_paper_that_lacks_a_part_is_not_issued(town: Town) -> None:
    appeal = decided(town, heard(town, ask(town, charged(town))), Outcome.UPHELD)
    found = queries.appeal_at(appeal.ref)
    assert found is not None
    scene = corrections.scene_of(found, on=town.day)
    for name, blank in (("name", "申请人"), ("unit", "所在村")):
        lacking = letters.Scene(**{**_fields(scene), name: " "})
        with pytest.raises(Refusal, match="letter-lacks") as caught:
            letters.compose(found, Letter.DECISION, lacking, on=town.day)
        assert blank in str(caught.value)


def _fields(scene: letters.Scene) -> dict[str, object]:
    names = ("name", "post", "unit", "body", "county")
    return {name: getattr(scene, name) for name in names}


def test_what_is_not_taken_up_is_told_with_its_reason(town: Town) -> None:
    appeal = ask(town, charged(town))
    take(town, appeal, "committee", Action.DECLINE)
    said = composed(town, appeal, Letter.DECISION)
    assert "复核申请不予受理通知书" in said
    assert "决定不予受理" in said


def test_letters_are_issued_once_and_hang_on_the_chain(town: Town) -> None:
    appeal = ended(town, ask(town, charged(town)), Outcome.UPHELD)
    paper = appeals.issue(appeal, Letter.DECISION, hand=town.hand("clerk"))
    assert paper == appeals.issue(appeal, Letter.DECISION, hand=town.hand("clerk"))
    assert (paper.title, paper.series) == ("复核决定书", "试积复")
    with pytest.raises(Refusal, match="not-yours"):
        appeals.issue(appeal, Letter.RECEIPT, hand=town.hand("zhang"))
    assert list(faults(town.area)) == []


def test_the_circular_that_told_of_it_is_corrected_before_the_same_audience(town: Town) -> None:
    """A briefing counted the deduction; after the quashing its circular is corrected, once."""
    town.day = dt.date(2025, 2, 3)
    charge = charged(town)
    told = standings.brief(town.cycle, checkpoint_on=dt.date(2025, 1, 31), hand=town.hand("clerk"))
    original = standings.issue(told, hand=town.hand("clerk"))
    appeal = ask(town, charge)
    found = queries.appeal_at(appeal.ref)
    assert found is not None
    assert corrections.due(found) == []
    appeal = ended(town, appeal, Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    found = queries.appeal_at(appeal.ref)
    assert found is not None
    (due,) = corrections.due(found)
    assert (due.original, due.total) == (original, 20_00)
    scene = letters.Scene(name="张三稻", post="", unit="东沟村", body=Role.COMMITTEE, county="县")
    said = text(
        letters.correction(
            found, original, due.total, scene, on=town.day, checkpoint=due.checkpoint_on
        )
    )
    for part in ("更正", original.title, "〔2025〕1号", "更正为20分", "原公布范围内"):
        assert part in said
    (paper,) = appeals.correct(appeal, hand=town.hand("clerk"))
    assert [paper] == appeals.correct(appeal, hand=town.hand("clerk"))


def test_what_no_circular_told_of_needs_no_correction(town: Town) -> None:
    appeal = ended(town, ask(town, charged(town)), Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    with pytest.raises(Refusal, match="nothing-to-correct"):
        appeals.correct(appeal, hand=town.hand("clerk"))
