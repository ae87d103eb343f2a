"""The Chinese of a rulebook is made from its figures: nothing in it can change unsaid."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction

import pytest

from jifen.core import appraisal, circumstances, rules, shapes
from jifen.core.rules import Capacity, Direction, Item, Rulebook
from jifen.core.shapes import Fixed, Period, PerUnit, Range
from jifen.rulebook.labels import FIELDS
from jifen.rulebook.scheme_wording import sentences
from jifen.rulebook.wording import describe, process
from jifen.rulebook.words import CHOICES
from tests.rulebook.everything import ADD, EVERYTHING, P, item, mutants, types, unset

F = Fraction
UNSAID: Mapping[tuple[str, str], str] = {
    ("Level", "table"): "the name of a table inside the file; its rows are said",
    ("LevelRow", "key"): "a code inside the file; its name is said",
    ("Source", "code"): "a code inside the file; its name is said",
    ("Band", "code"): "a code inside the file; its name is said",
    ("Prize", "code"): "a code inside the file; its name is said",
    ("Repeat", "together"): "a set: a code that is no item cannot be named by a title",
}
"""What may change without changing a sentence, each with the reason."""
PLAYS_NO_PART: Mapping[tuple[str, str], str] = {
    ("Band", "inside"): "of the lowest band, which has no bound",
    ("Streak", "grade"): "of a streak of low places, which has no grade",
    ("Effect", "grade"): "of an effect that names no grade",
    ("Effect", "per_point"): "of an effect without money",
    ("Item", "matter_group"): "a group that the rulebook lacks",
}
"""What may change without changing a sentence where another field rules it out."""
RECORDS = {
    ("Item", "scoring"),
    *(("Rulebook", name) for name in ("cycle", "score", "service", "ranking", "rollup")),
    *(("Rulebook", name) for name in ("ladder", "process")),
}
"""Fields that hold one record, always: what changes is inside."""
AT_DEFAULT = {("LadderRule", "second_scope")}
"""What must stand at its default for another field to play a part."""


def told(book: Rulebook) -> str:
    return "\n".join(f"{clause.heading}：{clause.text}" for clause in sentences(book))


BEFORE = told(EVERYTHING)


def test_the_rulebook_of_everything_uses_every_type_and_sets_every_field() -> None:
    seen: dict[type[object], set[str]] = {}
    for record in types(EVERYTHING):
        left = set(unset(record))
        names = {each.name for each in fields(record) if each.compare}  # type: ignore[arg-type]
        seen.setdefault(type(record), set()).update(names - left)
    for module in (rules, shapes, circumstances, appraisal):
        for kind in vars(module).values():
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__:
                names = {each.name for each in fields(kind) if each.compare}
                left = {(kind.__name__, name) for name in names - seen.get(kind, set())}
                assert left <= AT_DEFAULT


def test_every_field_of_the_language_changes_the_wording() -> None:
    silent = {
        where
        for where, other in mutants(EVERYTHING)
        if isinstance(other, Rulebook) and told(other) == BEFORE
    }
    assert silent <= set(UNSAID) | set(PLAYS_NO_PART)


def test_every_field_is_said_in_some_rulebook_but_those_listed() -> None:
    said = {
        where
        for where, other in mutants(EVERYTHING)
        if isinstance(other, Rulebook) and told(other) != BEFORE
    }
    every = {(kind.__name__, name) for kind, names in FIELDS.items() for name in names}
    assert every - said - RECORDS <= set(UNSAID)


def test_every_field_and_every_choice_has_its_chinese_name() -> None:
    for module in (rules, shapes, circumstances, appraisal):
        for kind in vars(module).values():
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__:
                names = [each.name for each in fields(kind) if each.compare]
                assert list(FIELDS[kind]) == names, kind
    for choices, words in CHOICES.items():
        assert set(words) == set(choices), choices
        assert len(set(words.values())) == len(words), choices
    for names in FIELDS.values():
        assert len(set(names.values())) == len(names), names


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "A-1",
            (
                "每宗加1分，单次最多5分，每月最多6分，每季度最多8分，每半年最多10分，24个月最多12分，"
                "当事人100%、责任人80%、分管责任人60%、协管责任人50%、书记1/3、主任30%、两委成员20%，"
                "调解和走访，共用封顶20分，有效期12个月"
            ),
        ),
        (
            "A-2",
            (
                "每次加3分，当事人3分、责任人2.4分、分管责任人1.8分、协管责任人1.5分、书记1分、"
                "主任0.9分、两委成员0.6分，调解和走访，共用封顶20分"
            ),
        ),
        (
            "A-3",
            (
                "县级加6至8分（写明理由）、镇级加2分，部门发文低一级计，县委为县级、"
                "县农业农村局（部门）为县级，村级账户记全额，两委成员20%，"
                "同一事项只按最高的加一次，后来更高的补差，表彰和任务，每月共用封顶30分，"
                "有效期：县级24个月、镇级12个月，其余长期有效"
            ),
        ),
        (
            "A-4",
            (
                "一事一议，每次加2至8分，由领导小组集体决定并注明决定文号，事项由村自定，"
                "每个周期最多3项，当事人100%，同一事项合计最多加40分，表彰和任务，每月共用封顶30分，"
                "有效期：5分以上的36个月、3分以上的12个月，不足的长期有效"
            ),
        ),
        (
            "A-5",
            (
                "满意率超过95%加3分、达到90%加2分，当事人100%，"
                "周期内“调解矛盾纠纷”“走访农户”合计满3次才计分"
            ),
        ),
        (
            "A-6",
            (
                "到位资金按季度累计，当季度累计达到500万元加10分、达到100万元加4分，"
                "每次记补足的差额，当事人100%，周期内本项满2次才计分"
            ),
        ),
        (
            "A-7",
            (
                "只适用于书记主任、副职且属党组织成员且属村干部，全组评比，按名次计，数少者为优，"
                "不涉及的记各涉及者的平均分，名次不超过1加5分、不超过3加3分，当事人100%"
            ),
        ),
        (
            "A-8",
            "得分60加0分、100加10分，两点之间按直线折算，两端以外不再增减，当事人100%",
        ),
        (
            "A-9",
            (
                "完成率达到95%加5分，每高2个百分点再加0.2分、最多再加1分，每低1个百分点少加0.5分"
                "（不足1个百分点按1个百分点计）、最多少加4分，低于88%的不加分，当事人100%"
            ),
        ),
        (
            "B-1",
            (
                "每次扣2至6分（写明理由），分管责任人100%、书记50%，"
                "持续未改的，每满10日再计一次，连同第一次最多计6次，"
                "与“缺席会议”“任务未完成”合并计次，12个月内（含以前周期）第一次按原分值计、"
                "第二次按2倍计、第三次起按3倍计，防汛期（每年4月15日至10月15日）内按2倍计、"
                "两会期间（2025年3月1日至2025年3月12日、2026年3月2日）内按1.5倍计，"
                "群众反映的按1.5倍计、自查自报的按0.5倍计、上级发现的按2倍计、镇级发现的按1.2倍计，"
                "第二次起，“满意率”不得分，整改前发生的加分不计，"
                "30日内完成整改的返还50%，扣分累计同时减少，"
                "等次不得高于称职；第三次起一票否决，考核结果最高60分；每分扣减绩效奖金50元；"
                "第二次起进行约谈；取消评先评优资格；取消绩效奖金"
            ),
        ),
        (
            "B-3",
            (
                "完成率比100%每低5个百分点扣1分，不足5个百分点按5个百分点计，一次最多5分，"
                "当事人100%，持续未改的，每满1个月再计一次"
            ),
        ),
    ],
)
def test_an_item_is_said_as_a_township_paper_prints_it(code: str, sentence: str) -> None:
    assert describe(EVERYTHING.item(code), EVERYTHING) == sentence


def test_how_an_item_is_handled_is_said_in_a_sentence() -> None:
    assert process(EVERYTHING.item("B-1"), EVERYTHING) == (
        "由站所、镇纪委提出，属安全分管领域，由组长审定，属重大事项，两人签字并作合法性审核，不公示"
    )
    assert process(EVERYTHING.item("A-5"), EVERYTHING) == (
        "由站所、驻村干部提出，分别评分，站所占60%、驻村干部占40%，公示"
    )


def test_a_part_that_is_no_whole_hundredth_names_its_share() -> None:
    third = item("A-1", "走访", ADD, Fixed(points=P(5)), shares={Capacity.SECRETARY: F(1, 3)})
    assert describe(third, EVERYTHING).startswith("每次加5分，书记5分的1/3")


def test_the_results_are_said_part_by_part() -> None:
    said = [clause.text for clause in sentences(EVERYTHING) if clause.heading == "考核结果"]
    assert said == [
        "分期计分，每半年基础分100分，每期不低于10分，各期得分加权相加（依次占10%、40%、30%、20%）",
        "考核结果＝积分（按满分160分折成百分制）×70%＋民主测评（测评）×20%＋所在村（所在村结果）×10%",
        (
            "民主测评由村民代表占60%、镇领导占40%，优秀100分、称职80分、不称职0分，"
            "收回的票不足发出的50%的无效"
        ),
        "个人结果最高为所在村结果的110%",
        "等次：优秀（90分以上）、称职（高于60分）、不称职（其余）",
        "书记主任等次：优秀（95分以上）、称职（70分以上）、不称职（其余）",
        (
            "优秀不超过同类岗位参评人数的20%，不足1人的部分四舍五入，且须达到92分，"
            "所在单位为优秀的比例为30%"
        ),
        "一等奖：全镇第1名且达到95分，每人奖励2000元",
        "二等奖：本村第2至4名且达到90分",
        "绩效奖金总额300000元，按折算金额×岗位系数分配，发放到整元，尾数按余数从大到小补足",
        "岗位系数：书记主任1、副职0.9、委员0.8",
        "折算金额：超过60分的部分每分20元、超过80分的部分每分30元",
        "参加分配的为排名前30%的人员，不足1人的部分舍去",
        "考核结果不足60分的不参加分配",
        "一人所得不超过总额的5%",
        "poor　连续两个周期定为不称职的，提请调整岗位",
        "last　连续两个周期排名靠后的，约谈",
        (
            "honour　先进村干部推荐名单（评优评先）：等次为优秀、连续两个周期定为不称职（poor）、"
            "名次在第10名以内、考核结果90分以上、本周期任职满6个月、12个月内没有谈话提醒警示、"
            "6个月内没有重大扣分的列入，由会议选定"
        ),
        "上一周期总分超出或不足基础分的部分的10%结转，最多5分",
    ]


def test_the_scheme_is_said_part_by_part() -> None:
    said = {clause.heading: clause.text for clause in reversed(sentences(EVERYTHING))}
    assert said["计分"] == "基础分100分，加分合计最多60分，扣分合计最多90分，总分不低于10分"
    assert said["警示阶梯"] == (
        "扣分累计达到40分、书记主任达到30分，并且排名在后5%（至少3人）的，第一次约谈，60日后回访"
    )
    assert said["排名"] == (
        "总分相同的，依次按扣分累计少者在前、加分项加分多者在前、领导小组会议议定，仍相同的并列"
    )


def test_no_sentence_is_left_with_a_code_of_the_program_in_it() -> None:
    for one in EVERYTHING.items:
        assert not re.search(r"[a-z_]{2,}|None|\{", describe(one, EVERYTHING)), one.code
    assert not re.search(r"None|\{|\(\)", BEFORE)


@pytest.mark.parametrize("direction", Direction)
def test_a_sentence_says_which_side_it_moves(direction: Direction) -> None:
    verb, other = ("加", "扣") if direction is ADD else ("扣", "加")
    for scoring in (
        Fixed(points=P(1)),
        Range(least=P(1), most=P(2)),
        PerUnit(each=P(1), unit="次"),
    ):
        one: Item = item("X", "某事", direction, scoring)
        assert verb in describe(one, EVERYTHING)
        assert other not in describe(one, EVERYTHING)


def test_a_cycle_that_is_no_year_is_named_by_its_months() -> None:
    longer = replace(EVERYTHING, cycle=replace(EVERYTHING.cycle, months=18))
    assert "18个月最多12分" in describe(longer.item("A-1"), longer)
    assert Period.CYCLE not in describe(longer.item("A-1"), longer)
