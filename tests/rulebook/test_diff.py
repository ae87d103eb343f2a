"""What changed from one version to another is said in sentences, and nothing is left unsaid."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.circumstances import Repair
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Chapter, Item, Limit, Rulebook
from jifen.core.shapes import Fixed, PerUnit
from jifen.rulebook import canonical
from jifen.rulebook.diff import Change, Kind, diff, sentences
from tests.rulebook.everything import EVERYTHING, P, mutants
from tests.rulebook.rulebooks import rulebooks


def with_item(which: str, **changed: object) -> Rulebook:
    items = tuple(
        replace(item, **changed) if item.code == which else item  # type: ignore[arg-type]  # any field
        for item in EVERYTHING.items
    )
    return replace(EVERYTHING, items=items)


def said(after: Rulebook, before: Rulebook = EVERYTHING) -> list[str]:
    return sentences(diff(before, after))


def held(changes: tuple[Change, ...]) -> set[tuple[Kind, str]]:
    return {(change.kind, change.path) for change in changes}


def test_two_equal_versions_have_nothing_to_say() -> None:
    assert diff(EVERYTHING, replace(EVERYTHING)) == ()


def test_no_field_changes_unsaid_and_nothing_is_said_of_what_stays() -> None:
    before = canonical.encode(EVERYTHING)
    count = 0
    for where, other in mutants(EVERYTHING):
        assert isinstance(other, Rulebook)
        changed = canonical.encode(other) != before
        assert bool(diff(EVERYTHING, other)) == changed, where
        count += changed
    assert count > 800


@given(rulebooks(), st.data())
def test_canonical_bytes_differ_exactly_when_something_is_said(
    book: Rulebook, data: st.DataObject
) -> None:
    others = [other for _where, other in mutants(book)]
    other = data.draw(st.sampled_from(others))
    assert isinstance(other, Rulebook)
    same = canonical.encode(book) == canonical.encode(other)
    assert (diff(book, other) == ()) == same
    assert all(sentences(diff(book, other)))


@given(rulebooks(), rulebooks())
def test_any_two_rulebooks_are_compared(one: Rulebook, other: Rulebook) -> None:
    same = canonical.encode(one) == canonical.encode(other)
    assert (diff(one, other) == ()) == same


def test_a_sentence_names_item_change_and_whom_it_concerns() -> None:
    named = replace(EVERYTHING.item("A-1"), shares={Capacity.NAMED: Fraction(1)})
    before = replace(EVERYTHING, items=(named, *EVERYTHING.items[1:]))
    dearer = replace(named, scoring=PerUnit(each=P(2), unit="宗"))
    after = replace(before, items=(dearer, *EVERYTHING.items[1:]))
    assert said(after, before) == ["第1项 调解矛盾纠纷：每宗加分由1分改为2分；涉及：当事人"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"scoring": Fixed(points=P(4))},
            (
                "第4项 急难险重任务：计分方式由“一事一议，每次加2至8分，"
                "由领导小组集体决定并注明决定文号”改为“每次加4分”；涉及：当事人"
            ),
        ),
        ({"cycle_max": P(20)}, "第4项 急难险重任务：新增全周期封顶：20分；涉及：当事人"),
        (
            {"shares": {Capacity.NAMED: Fraction(1), Capacity.SECRETARY: Fraction(1, 2)}},
            "第4项 急难险重任务：新增书记的责任份额：50%；涉及：书记",
        ),
        ({"title": "急难任务"}, "第4项 急难任务：项目名称由“急难险重任务”改为“急难任务”"),
        ({"chapter": "B"}, "第4项 急难险重任务：章由“A 加分项”改为“B 扣分项”；涉及：当事人"),
        ({"validity": None, "note": "新"}, "第4项 急难险重任务：新增备注：“新”"),
        (
            {"repair": Repair(gives_back=Fraction(1, 2), within_days=30)},
            "第4项 急难险重任务：新增整改返还：返还比例50%、期限（日）30；涉及：当事人",
        ),
    ],
)
def test_a_changed_item_is_said_as_people_say_it(
    changed: Mapping[str, object], sentence: str
) -> None:
    assert sentence in said(with_item("A-4", **changed))


def test_effects_are_said_one_by_one() -> None:
    item = EVERYTHING.item("B-1")
    assert said(with_item("B-1", effects=item.effects[:-1])) == [
        "第10项 安全隐患未整改：删去分值以外的后果“取消绩效奖金”；涉及：分管责任人、书记"
    ]


def test_items_added_and_removed_are_said_whole() -> None:
    added = replace(EVERYTHING.item("B-3"), code="B-4", title="瞒报", scoring=Fixed(points=P(3)))
    after = replace(EVERYTHING, items=(*EVERYTHING.items[1:], added))
    changes = diff(EVERYTHING, after)
    assert held(changes) == {(Kind.REMOVED, "items.A-1"), (Kind.ADDED, "items.B-4")}
    assert sentences(changes)[0].startswith("第1项 调解矛盾纠纷：删去本项（A-1，第一条，每宗加1分")
    assert sentences(changes)[1] == (
        "第12项 瞒报：新增本项（B-4，第二条，每次扣3分，当事人3分，"
        "持续未改的，每满1个月再计一次）；涉及：当事人"
    )


def test_an_item_that_only_changed_its_code_is_not_removed_and_added() -> None:
    changes = diff(EVERYTHING, with_item("A-8", code="A-18"))
    assert held(changes) == {(Kind.RENAMED, "items.A-18.code")}
    assert sentences(changes) == ["第8项 上级考核：代码由“A-8”改为“A-18”"]


def test_an_item_that_moved_is_the_only_one_that_moved() -> None:
    items = EVERYTHING.items
    changes = diff(EVERYTHING, replace(EVERYTHING, items=(*items[1:5], items[0], *items[5:])))
    assert held(changes) == {(Kind.MOVED, "items.A-1")}
    assert sentences(changes) == ["第5项 调解矛盾纠纷：由第1项移为第5项"]


def test_a_limit_concerns_those_whom_its_items_concern() -> None:
    pair, month = EVERYTHING.limits
    after = replace(EVERYTHING, limits=(pair, replace(month, limit=P(25))))
    assert said(after) == [
        "共用封顶：“month 表彰和任务”的封顶由30分改为25分；涉及：两委成员、村级账户、当事人"
    ]


def test_a_first_limit_is_said_with_what_it_holds() -> None:
    before = replace(EVERYTHING, limits=())
    limit = Limit(code="one", text="会议", items=frozenset({"B-2"}), limit=P(6))
    assert said(replace(before, limits=(limit,)), before) == [
        (
            "共用封顶：新增“one 会议”（共用的项目“B-2 缺席会议”、封顶6分、封顶期间“周期”）；"
            "涉及：当事人"
        )
    ]


def test_a_chapter_that_is_only_renamed_concerns_nobodys_points() -> None:
    first, second = EVERYTHING.chapters
    after = replace(EVERYTHING, chapters=(replace(first, name="奖励"), second))
    assert said(after) == ["章：“A 奖励”的名称由“加分项”改为“奖励”"]
    capped: Chapter = replace(second, deduct_max=Centipoints(70_00))
    assert said(replace(EVERYTHING, chapters=(first, capped)))[0].startswith(
        "章：“B 扣分项”的扣分封顶由80分改为70分；涉及："
    )


def test_the_scheme_concerns_everybody() -> None:
    after = replace(EVERYTHING, score=replace(EVERYTHING.score, floor=None))
    assert said(after) == ["计分：取消保底分（原为10分）；涉及：全体干部"]


def test_a_line_of_one_post_group_concerns_that_group() -> None:
    assert EVERYTHING.results is not None
    assert EVERYTHING.results.pool is not None
    pool = EVERYTHING.results.pool
    coefficients = {group: Fraction(1) for group in pool.coefficients}
    results = replace(EVERYTHING.results, pool=replace(pool, coefficients=coefficients))
    assert said(replace(EVERYTHING, results=results)) == [
        "考核结果：绩效奖金的副职的岗位系数由0.9改为1；涉及：副职",
        "考核结果：绩效奖金的委员的岗位系数由0.8改为1；涉及：委员",
    ]


def test_results_that_come_or_go_are_said() -> None:
    bare = replace(EVERYTHING, results=None)
    assert said(bare)[0].startswith("考核结果：取消考核结果（原为分期计分")
    assert said(EVERYTHING, bare)[0].startswith("考核结果：新增考核结果：分期计分")


def test_items_of_one_code_are_still_compared() -> None:
    twice: tuple[Item, ...] = (EVERYTHING.items[0], EVERYTHING.items[0])
    assert said(replace(EVERYTHING, items=twice))
