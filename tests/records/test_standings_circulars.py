"""What a circular says: figures that are right, nobody low named, and how to object."""

import datetime as dt

import pytest

from jifen.chain.queries import receipt
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.papers.circular import Circular, Heading, Paragraph, Table
from jifen.standings import circulars
from jifen.standings.commands import brief, close, issue, propose_close
from jifen.standings.models import Edition
from jifen.standings.tables import sheets
from tests.records.town import HALF, LADDER, RULES, V1, V2, Town, found, person

pytestmark = pytest.mark.django_db
day = dt.date


@pytest.fixture
def town() -> Town:
    made = found()
    made.fact("甲一", "A-1", "12.5", day(2024, 9, 1))
    made.fact("乙一", "A-1", "3.25", day(2024, 9, 1))
    made.fact("乙三", "D-1", "45", day(2024, 9, 1))
    made.fact("乙二", "D-1", "3", day(2024, 9, 1))
    return made


def briefing(town: Town) -> Edition:
    return brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))


def final(town: Town) -> Edition:
    propose_close(town.cycle, hand=town.hand("clerk"))
    return close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))


def text(circular: Circular) -> str:
    parts = [b.text for b in circular.blocks if isinstance(b, Heading | Paragraph)]
    return "\n".join(["".join(circular.title), *parts])


def tables(circular: Circular) -> list[Table]:
    return [block for block in circular.blocks if isinstance(block, Table)]


def test_the_half_cycle_circular_says_how_many_how_high_and_how_low(town: Town) -> None:
    circular = circulars.compose(briefing(town), on=town.today)
    said = text(circular)
    assert "关于2024—2025年度村（社区）干部积分制管理上半周期积分情况的通报" in said
    assert "2024年8月1日至2025年1月31日" in said
    assert "本期共有7名村（社区）干部计分，其中参加排名7名。" in said
    assert "最高112.5分，最低55分，平均95.39分。" in said  # 667.75 / 7 = 95.392857…
    assert "本期累计加分15.75分，扣分48分。" in said
    assert (circular.date, circular.issuer) == (town.today, "示例镇积分制管理工作领导小组办公室")


def test_the_mean_is_rounded_half_up_and_never_through_a_float() -> None:
    assert circulars._mean([Centipoints(1), Centipoints(2)]) == "0.02"
    assert circulars._mean([Centipoints(10**9 - 1), Centipoints(10**9)]) == "10000000.00"


def test_nobody_low_is_named_in_the_text(town: Town) -> None:
    for edition in (briefing(town), final(town)):
        circular = circulars.compose(edition, on=town.today)
        shown = text(circular) + "".join("".join(row) for t in tables(circular) for row in t.rows)
        assert "甲一" in shown
        for name in ("乙二", "乙三"):
            assert name not in shown


def test_reminders_are_a_number(town: Town) -> None:
    said = text(circulars.compose(briefing(town), on=town.today))
    assert "本期列入提醒范围2名，由领导小组办公室逐人通知本人，不公布姓名。" in said


def test_a_tie_at_the_reminder_line_is_left_to_the_meeting(town: Town) -> None:
    town.fact("甲四", "D-1", "3", day(2024, 9, 2))  # as low as 乙二
    said = text(circulars.compose(briefing(town), on=town.today))
    assert "本期列入提醒范围1名" in said
    assert "另有2名并列于提醒范围界线，其中1个名额由领导小组会议议定。" in said


def test_the_year_end_circular_counts_cases_and_says_that_points_end_no_post(town: Town) -> None:
    said = text(circulars.compose(final(town), on=town.today))
    assert "关于2024—2025年度村（社区）干部积分制管理年终排名的通报" in said
    assert "扣分合计达到40分或者排名靠后的" in said
    assert "本周期符合条件1名" in said
    assert "积分和名次本身不产生任免职务的效力" in said


def test_the_year_end_circular_says_the_line_of_each_post_group_that_has_its_own() -> None:
    own = found(ladder=f'{LADDER}  gross_line_of: {{chief: "30", member: "40"}}\n')
    own.fact("甲一", "D-1", "35", day(2024, 9, 1))
    own.fact("甲三", "D-1", "36", day(2024, 9, 2))
    said = text(circulars.compose(final(own), on=own.today))
    assert "扣分合计达到40分（正职30分）或者排名靠后的" in said
    assert "本周期符合条件2名" in said  # the chief by the line, the member as the lowest


def test_both_say_how_and_until_when_to_object(town: Town) -> None:
    for edition in (briefing(town), final(town)):
        said = text(circulars.compose(edition, on=town.today, contact="张示例，0000-0000000"))
        assert "自本通报印发之日起10个工作日内实名提出复核申请" in said
        assert "受理：张示例，0000-0000000。" in said


def test_what_the_version_had_to_assume_is_printed_where_it_decided_something(town: Town) -> None:
    half = text(circulars.compose(briefing(town), on=town.today))
    year = text(circulars.compose(final(town), on=town.today))
    assert ("基础分定为100分" in half, "加分不抵减" in half) == (True, False)
    assert ("基础分定为100分" in year, "加分不抵减" in year) == (True, True)
    assert "示意稿" in half
    assert "assumptions" in RULES


def test_the_office_may_write_its_own_account_of_what_was_done(town: Town) -> None:
    edition = briefing(town)
    said = text(circulars.compose(edition, on=town.today, practices="压实责任。\n\n 加强督导。 "))
    assert "压实责任。\n加强督导。" in said
    assert "有加分记录的" not in said
    assert "有加分记录的2名，有扣分记录的2名" in text(circulars.compose(edition, on=town.today))


def test_the_annexes_list_everybody_and_every_village(town: Town) -> None:
    edition = final(town)
    people, villages = circulars.compose(edition, on=town.today).annexes
    assert people.table.rows[0][1] == "甲一"
    assert len(people.table.rows) == 7
    assert people.table.total[-2] == "667.75"
    assert {row[1] for row in villages.table.rows} == {V1, V2}
    assert sum(int(row[2]) for row in villages.table.rows) == 7


def test_a_suspension_is_not_told_on_the_wall(town: Town) -> None:
    town.leave("甲三", "suspension", day(2025, 1, 1))
    people, _ = circulars.compose(briefing(town), on=town.today).annexes
    last = people.table.rows[-1]
    assert (last[0], last[1], last[-1]) == ("—", "甲三", "不参加排名")
    assert "停职" not in "".join("".join(row) for row in people.table.rows)


def test_the_paper_bears_the_checkpoint_it_can_be_verified_by(town: Town) -> None:
    edition = briefing(town)
    checkpoint = circulars.compose(edition, on=town.today).checkpoint
    assert checkpoint is not None
    assert (checkpoint.sequence, checkpoint.digest) == (edition.last_seq, edition.digest)


def test_the_paper_bears_the_receipt_of_the_record_it_is_about(town: Town) -> None:
    edition = briefing(town)
    circular = circulars.compose(edition, on=town.today)
    given = receipt(town.area.path, edition.seq)
    assert circular.receipt == given.text
    assert circular.code == given.code
    for sheet in sheets(edition):
        assert sheet.notes[-1] == f"回执：{given.text}"


def test_a_tie_is_not_cut_by_the_list_of_the_first(town: Town) -> None:
    equal = found(ladder=LADDER, name="邻镇", path="p1/c1/k1/t2")
    circular = circulars.compose(briefing(equal), on=equal.today)
    assert "并列人数较多" in text(circular)
    assert len(tables(circular)) == 1  # the villages'


def test_months_not_served_are_said_beside_the_name(town: Town) -> None:
    town.join(person("丙一", V2, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2024, 11, 1)))
    people, _ = circulars.compose(final(town), on=town.today).annexes
    row = next(row for row in people.table.rows if row[1] == "丙一")
    assert (row[4], row[-1]) == ("75.00", "任职9个足月，基础分按月折算")


def test_an_edition_is_issued_once_whoever_asks_again(town: Town) -> None:
    edition = briefing(town)
    first = issue(edition, hand=town.hand("clerk"))
    assert issue(edition, hand=town.hand("head")) == first
    assert (first.about, first.series, first.number) == (edition.ref, "示积办", 1)


def test_the_sheets_hold_figures_and_every_group(town: Town) -> None:
    written = sheets(briefing(town))
    assert [s.name for s in written] == [
        "全镇排名", "正职排名", "副职排名", "委员排名", "村级汇总",
    ]  # fmt: skip
    assert written[0].rows[0][2] == "甲一"
    assert written[0].rows[0][9] == 112_50
