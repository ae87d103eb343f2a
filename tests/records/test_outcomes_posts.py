"""Law I9: points end no post. What a second time says, to whom, and that it moves nothing."""

import ast
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

import jifen.outcomes
from jifen.core.errors import Refusal
from jifen.core.ladder import Decider, Measure
from jifen.core.posts import Body, PostGroup
from jifen.core.recall import sponsors
from jifen.cycles.queries import cycle
from jifen.outcomes import law, queries
from jifen.outcomes.case import Case, Proposal, Stage
from jifen.outcomes.commands import hold_talk
from jifen.people.models import Duty, Holding
from jifen.register import commands as register
from jifen.sheets.people import PeopleSheet, UnitRow
from tests.records.town import NO_LOW_RANK, V1, Town, found, origin, person

day = dt.date
HOUSE = Path(jifen.outcomes.__file__).parents[1]
NEVER = ("免去村委会", "免去居委会", "罢免决定", "记过", "警告", "处分")
"""Words that no text of a consequence may hold: what only others may do, or what points are not."""


def second_time(town: Town, name: str = "甲一") -> Case:
    """Bring somebody to a second time, and return that case."""
    town.fact(name, "D-1", "45", day(2024, 9, 1))
    first = queries.cases(town.cycle, today=town.today)[0]
    hold_talk(
        town.area,
        first.id,
        held_on=day(2024, 10, 1),
        record="指出问题，本人表示接受。",
        hand=town.hand("head"),
        second=town.actor("committee"),
    )
    following = town.next_cycle()
    town.fact(name, "D-1", "41", day(2025, 9, 1))
    (case,) = queries.cases(following, today=town.today)
    assert case.stage is Stage.PROPOSED
    return case


def by_body(case: Case) -> dict[Body, Proposal]:
    return {proposal.body: proposal for proposal in case.proposals}


def words(proposal: Proposal) -> str:
    exits = "".join(f"{e.name}{e.article}{e.text}" for e in proposal.exits)
    return proposal.text + proposal.basis + exits


@pytest.mark.django_db
def test_one_person_with_two_posts_has_a_proposal_for_each_by_its_body() -> None:
    proposals = by_body(second_time(found(ladder=NO_LOW_RANK)))
    assert set(proposals) == {Body.PARTY, Body.ELECTED}
    party, elected = proposals[Body.PARTY], proposals[Body.ELECTED]
    assert (party.measure, party.decider) == (
        Measure.PROPOSE_REMOVAL,
        Decider.TOWN_PARTY_COMMITTEE,
    )
    assert "免职" in party.text
    assert (elected.measure, elected.decider) == (Measure.RECALL_DOSSIER, Decider.VILLAGERS)
    assert (elected.post, elected.unit) == ("村委会主任", V1)


@pytest.mark.django_db
def test_an_elected_post_never_meets_a_removal() -> None:
    elected = by_body(second_time(found(ladder=NO_LOW_RANK)))[Body.ELECTED]
    assert "免职" not in words(elected)
    assert "免去" not in words(elected)
    assert [(e.name, e.article) for e in elected.exits] == [
        ("依法罢免", "第十九条"),
        ("辞职", "第二十条"),
        ("职务自行终止", "第二十二条"),
        ("民主评议", "第三十八条"),
    ]
    assert "第十四条" in elected.text


@pytest.mark.django_db
def test_a_hired_post_goes_by_its_contract() -> None:
    (hired,) = second_time(found(ladder=NO_LOW_RANK), "甲四").proposals
    assert (hired.measure, hired.decider) == (Measure.CONTRACT_ROUTE, Decider.EMPLOYER)
    assert "合同" in hired.text


@pytest.mark.django_db
def test_a_community_gets_no_threshold_from_a_text_nobody_verified() -> None:
    town = found(ladder=NO_LOW_RANK)
    sheet = PeopleSheet(
        "社区.xlsx", "0" * 64, (UnitRow(origin(), "城东社区", "community"),),
        (person("丙一", "城东社区", PostGroup.CHIEF, [("居委会主任", Body.ELECTED)]),),
        (), (), (), (), (),
    )  # fmt: skip
    register.import_people(town.area, sheet, hand=town.hand("clerk"))
    for number, on in ((1, day(2024, 9, 1)), (2, day(2025, 9, 1))):
        if number == 2:
            case = queries.cases(town.cycle, today=town.today)[0]
            hold_talk(
                town.area, case.id, held_on=day(2024, 10, 1), record="指出问题，表示接受。",
                hand=town.hand("head"), second=town.actor("committee"),
            )  # fmt: skip
            town.next_cycle()
        town.facts([("丙一", "D-1", "45", on, "城东社区")])
    (case,) = queries.cases(cycle(town.area, "2025-2026"), today=town.today)
    (proposal,) = case.proposals
    assert proposal.exits == ()
    assert "未核实" in proposal.basis
    assert "不作计算" in proposal.text
    assert not any(part in words(proposal) for part in ("分之一", "过半数"))


@pytest.mark.django_db
def test_a_second_time_changes_no_post_and_no_duty() -> None:
    town = found(ladder=NO_LOW_RANK)
    before = list(Holding.objects.order_by("pk").values()), list(Duty.objects.values())
    second_time(town)
    after = list(Holding.objects.order_by("pk").values()), list(Duty.objects.values())
    assert after == before


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["甲一", "甲二", "甲三", "甲四"])
def test_no_proposal_says_what_points_cannot_do(name: str) -> None:
    case = second_time(found(ladder=NO_LOW_RANK), name)
    for proposal in case.proposals:
        assert not [word for word in NEVER if word in words(proposal)]
        assert proposal.text.strip()
        assert proposal.basis.strip()


def test_no_text_of_the_consequences_says_what_points_cannot_do() -> None:
    for file in (*(HOUSE / "outcomes").glob("*.py"), HOUSE / "standings" / "circulars.py"):
        texts = [
            node.value
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        for text in texts:
            assert not [word for word in NEVER if word in text], (file.name, text)


def test_the_thresholds_of_the_village_law_are_its_own() -> None:
    """Article: 村民委员会组织法, in force 2026-01-01, 第十九条."""
    text = law.text_for("village", "", on=day(2026, 1, 1))
    recall = text.exits[0].text
    assert (text.terms.in_force_on, text.terms.verified) == (day(2026, 1, 1), True)
    for part in ("五分之一以上", "三分之一以上", "登记参加选举的村民过半数", "投票的村民过半数"):
        assert part in recall
    assert "连续两次" in text.exits[3].text
    figures = (text.terms.sponsors, text.terms.delegates)
    assert figures == (Fraction(1, 5), Fraction(1, 3))


def test_the_articles_before_2026_are_those_of_the_text_of_then() -> None:
    text = law.text_for("village", "", on=day(2025, 12, 31))
    assert [one.article for one in text.exits] == ["第十六条", "第十八条", "第三十三条"]
    assert text.terms.sponsors == Fraction(1, 5)


def test_a_province_repeats_the_thresholds_and_adds_its_days() -> None:
    text = law.text_for("village", "浙江省", on=day(2026, 6, 1))
    assert (text.terms.vote_within_days, text.terms.no_repeat_days) == (30, 365)
    nation = law.text_for("village", "广东省", on=day(2026, 6, 1)).terms
    assert (text.terms.sponsors, text.terms.majority_over) == (
        nation.sponsors,
        nation.majority_over,
    )


@pytest.mark.parametrize("on", [day(2025, 6, 1), day(2026, 6, 1)])
def test_of_communities_nothing_is_verified_and_nothing_computed(on: dt.date) -> None:
    text = law.text_for("community", "", on=on)
    assert not text.terms.verified
    assert not text.exits
    with pytest.raises(Refusal, match=r"law\.unverified"):
        sponsors(text.terms, voters=1000, signed=1000)


WRITERS = {f"{deed}_{what}" for deed in ("add", "end") for what in ("holding", "duty", "leave")}
WRITERS.add("add_cadre")


@pytest.mark.parametrize("noun", ["outcomes", "standings", "ledger"])
def test_no_path_of_code_from_points_to_posts_exists(noun: str) -> None:
    """Beside the import contract: nothing here names a writer of the register, or writes a row."""
    for file in (HOUSE / noun).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        called = {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute | ast.Name)
        }
        imported = {
            f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        assert not called & WRITERS, file
        assert not {"jifen.people.models.Holding", "jifen.people.models.Duty"} & imported, file
        assert not any(
            name.startswith(("jifen.people.commands", "jifen.register")) for name in imported
        )
