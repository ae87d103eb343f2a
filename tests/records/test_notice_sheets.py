"""A month's minor deductions about one person: one sheet, served once, answered each by itself."""

import datetime as dt
from pathlib import Path

import pytest

from jifen.chain.queries import receipt
from jifen.claims import commands, hearings, monthly
from jifen.claims.models import Addressee, Claim, Service
from jifen.claims.queries import claim_at
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints, display
from jifen.core.service import Mode
from jifen.core.workdays import after
from jifen.core.workflow import Action, State
from jifen.cycles.queries import calendar
from jifen.outcomes.queries import verify
from jifen.papers.circular import Heading, Paragraph
from jifen.rulebook.queries import rulebook
from tests.harness.kept import once
from tests.laws.town import Town, found

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 6, 16)
JUNE = dt.date(2025, 6, 1)


@pytest.fixture
def town(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's own object
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    made = once(found)
    made.day = DAY
    return made


def noticed(town: Town, who: str, on: int, points: int = 100) -> Claim:
    measures = Measures(chosen=Centipoints(points))
    claim = town.draft("line", "D-4", who, measures=measures, on=dt.date(2025, 6, on))
    town.step(claim, "line", Action.PROPOSE)
    commands.take_step(
        claim, Action.TAKE_UP, hand=town.hand("clerk"), reason="两次事项，并非重复。"
    )
    town.step(claim, "clerk", Action.NOTICE)
    return claim


def serve(town: Town, who: str, proof: str = "签收7号", login: str = "clerk") -> list[Service]:
    return commands.serve_sheet(
        town.area, JUNE, town.code(who), Mode.SIGNED, proof=proof, hand=town.hand(login)
    )


def test_one_sheet_for_each_person_names_every_case_the_points_the_right_and_the_deadline(
    town: Town,
) -> None:
    for who, on in (("张三稻", 2), ("张三稻", 5), ("李二麦", 3)):
        noticed(town, who, on)
    sheets = commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    assert sorted(one.title for one in sheets) == [
        "2025年6月轻微扣分告知单（张三稻，2件）",
        "2025年6月轻微扣分告知单（李二麦，1件）",
    ]
    again = commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    assert {one.pk for one in again} == {one.pk for one in sheets}
    notice = next(one for one in monthly.notices(town.area) if one.name == "张三稻")
    paper = monthly.sheet(notice, on=town.day)
    said = "\n".join(b.text for b in paper.blocks if isinstance(b, Paragraph | Heading))
    days = rulebook(town.version).process.answer_days
    for part in ("2025年6月2日", "2025年6月5日", "第二条", "试府办〔2024〕1号", "陈述申辩"):
        assert part in said
    amount = {display(Centipoints(one.amount)) for _, one in notice.lines}
    assert [said.count(f"拟扣{one}分") for one in amount] == [2], "once for each"
    assert f"{days}个工作日内提出" in said
    assert paper.addressees == "张三稻"
    last = max(step.seq for claim, _ in notice.lines for step in claim.decisions.all())
    assert paper.receipt == receipt(town.area.path, last).text


def test_a_sheet_is_served_once_and_each_case_on_it_has_its_service_and_its_answer(
    town: Town,
) -> None:
    mine = [noticed(town, "张三稻", on) for on in (2, 5)]
    other = noticed(town, "李二麦", 3)
    commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    made = serve(town, "张三稻")
    assert {one.addressee.claim_id for one in made} == {claim.pk for claim in mine}
    (proof,) = {one.proof for one in made}
    assert proof.startswith("试积单〔2025〕"), "the sheet's number"
    assert proof.endswith("签收7号")
    until = after(DAY, rulebook(town.version).process.answer_days, calendar())
    assert {one.until for one in made} == {until}
    assert not Service.objects.filter(addressee__claim=other).exists()
    with pytest.raises(Refusal, match=r"sheet\.nothing"):
        serve(town, "张三稻")
    town.answer(mine[0], "clerk")
    assert [Claim.objects.get(pk=one.pk).state for one in mine] == [State.ANSWERED, State.NOTICED]
    assert list(verify(town.area)) == []


def test_what_came_after_the_sheet_is_not_served_with_it(town: Town) -> None:
    noticed(town, "张三稻", 2)
    commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    noticed(town, "张三稻", 5)
    with pytest.raises(Refusal, match=r"sheet\.not-issued"):
        serve(town, "张三稻")
    assert not Service.objects.exists()
    commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    assert len(serve(town, "张三稻")) == 2


@pytest.mark.parametrize("points", [200, 1200])
def test_only_minor_deductions_go_on_a_sheet(town: Town, points: int) -> None:
    light = noticed(town, "张三稻", 2)
    one = hearings.live(claim_at(light.ref) or light)[0]
    Addressee.objects.filter(pk=one.pk).update(amount=points)
    Claim.objects.filter(pk=light.pk).update(noticed=Measures(chosen=Centipoints(points)).plain())
    assert monthly.notices(town.area) == []


def test_a_sheet_is_the_office_s_to_issue_and_wants_its_proof(town: Town) -> None:
    noticed(town, "张三稻", 2)
    with pytest.raises(Refusal, match=r"service\.not-yours"):
        commands.issue_sheets(town.area, JUNE, hand=town.hand("member"))
    commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    with pytest.raises(Refusal, match=r"service\.not-yours"):
        serve(town, "张三稻", login="member")
    with pytest.raises(Refusal, match=r"service\.no-proof"):
        serve(town, "张三稻", proof=" ")
    assert not Service.objects.exists()
