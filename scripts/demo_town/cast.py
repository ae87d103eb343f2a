"""The people with a part to play, and what happens to them on purpose.

Each part shows one thing the rules must get right.  examples/town/cast.json says who plays it.
"""

import datetime as dt
from dataclasses import dataclass

from .events import Event
from .items import BY_CODE
from .register import (
    HARD_CHECKED,
    JOINED_1,
    JOINED_2,
    LEFT,
    SICK,
    TRANSFERRED_1,
    TRANSFERRED_2,
    TWINS,
    Register,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: who plays it and what it shows."""

    part: str
    code: str
    shows: str


PARTS: tuple[Part, ...] = (
    Part("transfer_1", TRANSFERRED_1, "Moves from 东禾村 to 下麻村 on 2025-01-01."),
    Part("transfer_2", TRANSFERRED_2, "Moves from 金菽村 to 南稻村 on 2025-11-01."),
    Part("joiner_1", JOINED_1, "Joins on 2024-11-01, in the middle of the first cycle."),
    Part("joiner_2", JOINED_2, "Joins on 2025-03-10, in the middle of the first cycle."),
    Part("leaver", LEFT, "Leaves: 2025-03-31 is the last day in post."),
    Part("sick_leave", SICK, "Is on sick leave from 2024-12-02 to 2025-05-30."),
    Part("same_name_1", "SL015", "Shares the name 李春分 with SL070, in another village."),
    Part("same_name_2", "SL070", "Shares the name 李春分 with SL015, in another village."),
    Part("minority_name", "SL008", "Has a name with a dot."),
    Part("rare_character_1", "SL021", "Has a character outside GB 2312 in the name."),
    Part("rare_character_2", "SL034", "Has a character outside the Basic Multilingual Plane."),
    Part("twin_1", TWINS[0], "Has exactly the facts of twin_2: a tie at year's end, cycle 1."),
    Part("twin_2", TWINS[1], "Has exactly the facts of twin_1: a tie at year's end, cycle 1."),
    Part("once_over_40", "SL035", "Passes 40 gross deducted points in cycle 1 only."),
    Part("twice_over_40", "SL060", "Passes 40 gross deducted points in both cycles."),
    Part("floor", "SL071", "Is deducted more than there is: the total floor holds, cycle 1."),
    Part(
        "event_maximum", HARD_CHECKED, "Single checks worth more than the event maximum, cycle 1."
    ),
    Part("matter_highest", "SL009", "One matter honoured by town, county and province: top-up."),
    Part("matter_sum", "SL045", "One task earns 5 + 3 + 2 where its matter group allows 8."),
    Part("item_cap", "SL057", "Mediates more disputes than D-01 pays for, cycle 1."),
    Part("add_cap", "SL081", "Earns more than 60 added points, cycle 1."),
    Part("withdrawn_grant", "SL077", "Has a county award withdrawn, cycle 1."),
    Part("withdrawn_deduction", "SL087", "Has a deduction withdrawn, cycle 2."),
    Part("late_row", "SL041", "Has a fact decided three months after it happened, cycle 1."),
)

CODE: dict[str, str] = {part.part: part.code for part in PARTS}


class _Script:
    """Writes events for people by their codes."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.events: list[Event] = []

    def add(
        self,
        day: str,
        codes: str,
        item: str,
        figure: str = "",
        *,
        month: str = "",
        level: str = "",
        points: str = "",
        reason: str = "",
        matter: str = "",
        area: str = "",
        department: bool = False,
        remark: str = "",
    ) -> None:
        """Let something happen on a day; `month` is its sheet, by default the day's own."""
        on = dt.date.fromisoformat(day)
        people = [self.register.people[code] for code in codes.split()]
        stints = [person.at(on) for person in people]
        units = {stint.unit for stint in stints if stint is not None}
        assert None not in stints, (day, codes)
        assert len(units) == 1, (day, codes)
        table = BY_CODE[item]
        if table.who == "holder":
            lead = self.register.lead(next(iter(units)), table.area or area, on)
            assert [lead] == people, (day, codes, item, "does not lead that area")
        self.events.append(
            Event(
                month=dt.date.fromisoformat(f"{month}-01") if month else on.replace(day=1),
                happened_on=on,
                unit=units.pop(),
                people=tuple((person.name, "") for person in people),
                codes=tuple(person.code for person in people),
                item=item,
                figure=figure,
                unit_written=table.unit if figure and table.kind == "per_unit" else "",
                level=level,
                department=department,
                points=points,
                reason=reason or table.reasons[0],
                matter=matter,
                duty_area=area if not table.area else "",
                remark=remark,
            )
        )


def scripted(register: Register) -> list[Event]:
    """Write out what happens to the cast."""
    script = _Script(register)
    for scene in (_twins, _over_40, _floor, _limits, _matters, _add_cap, _taken_back):
        scene(script)
    return script.events


def _twins(script: _Script) -> None:
    """Two people, always in the same row."""
    both = " ".join(TWINS)
    add = script.add
    for day in ("2024-08-14", "2024-10-22", "2024-12-10", "2025-03-18"):
        add(day, both, "D-01", "2", reason="一同调解灌溉用水纠纷")
    add("2024-09-12", both, "E-02", "3", reason="一同发动群众拆除危旧猪牛栏")
    add("2024-11-20", both, "E-02", "3", reason="一同发动群众清理房前屋后")
    add("2025-01-09", both, "B-09", level="县级", reason="合写稿件《村口的议事亭》被采用")
    add("2025-02-19", both, "B-03", reason="联名建议调整圩日交通组织被采纳")
    add("2025-03-31", both, "H-05", "4", reason="本季度一同走访困难老人、留守儿童")
    add("2025-04-08", both, "F-02", "2", reason="一同制止占用耕地建房并上报")
    add("2025-05-16", both, "B-02", points="6", reason="暴雨夜一同转移群众，表现突出")
    add("2025-05-17", both, "G-02", "2", reason="一同参与转移低洼地带群众")
    add("2025-06-20", both, "K-08", level="取得社工证等证书", reason="一同取得社会工作者证书")
    add("2025-06-30", both, "L-01", level="县级", reason="一同获评县优秀村干部")
    add("2025-07-08", both, "K-03", "1", reason="镇月度例会迟到")
    add("2025-07-31", both, "K-01", reason="全年无缺勤、无脱岗")
    add("2025-09-10", both, "D-01", "1", reason="一同调解邻里通行纠纷")
    add("2025-12-18", both, "E-02", "2", reason="一同发动群众清理房前屋后")


def _over_40(script: _Script) -> None:
    """Passing the line once, and twice across the cycles."""
    once, twice, add = CODE["once_over_40"], CODE["twice_over_40"], script.add
    for day in ("2024-09-08", "2025-05-11", "2025-06-02", "2025-06-19"):
        add(day, once, "K-06", "1", reason="防汛应急响应期间脱岗")
    add("2024-12-03", once, "B-08", points="6", reason="拒不服从防火巡护安排，态度恶劣")
    add("2025-01-14", once, "W-07", level="诫勉谈话", reason="多次脱岗受诫勉谈话")
    add("2025-03-05", once, "K-02", "2", reason="镇月度例会两次无故缺席")
    add("2025-04-16", once, "K-02", "2", reason="防汛培训两次无故缺席")
    matter = "2024年11月酒驾"
    add("2024-11-23", twice, "W-05", level="饮酒驾驶", matter=matter, reason="酒后驾驶机动车被查处")
    add("2024-11-23", twice, "W-02", month="2025-02", level="党内严重警告", matter=matter,
        reason="因酒驾受党内严重警告处分")  # fmt: skip
    add("2025-03-07", twice, "K-06", "1", reason="防火重要时段脱岗")
    add("2025-04-28", twice, "W-06", points="15", reason="参与赌博被查处")
    add("2025-09-30", twice, "F-05", reason="本人抢建房屋被查处")
    add("2025-11-12", twice, "W-02", level="政务记大过", reason="违反工作纪律受政务记大过")
    add("2026-01-20", twice, "W-07", level="诫勉谈话", reason="违规收礼受诫勉谈话")


def _floor(script: _Script) -> None:
    """More deducted than the base and every grant together."""
    person, add = CODE["floor"], script.add
    secretary = script.register.secretary("前葵村", dt.date(2025, 3, 1)).code
    add("2024-10-15", person, "W-03", points="35", reason="虚报冒领耕地地力补贴，经纪检认定")
    add("2024-12-20", person, "W-09", points="18", reason="刁难举报补贴问题的村民")
    add("2025-02-11", person, "W-01", reason="殴打举报人受行政拘留")
    add("2025-03-20", person, "W-02", level="撤销党内职务或留党察看", reason="另案受留党察看处分")
    add("2025-04-02", person, "W-04", points="12", reason="评定低保时优亲厚友")
    add("2025-05-22", person, "W-08", points="6", reason="在微信群泄露低保户信息")
    add("2025-03-25", secretary, "W-10", "1", reason="班子成员受处分，负领导责任")


def _limits(script: _Script) -> None:
    """The event maximum, a sum-limited check, and an item limit."""
    add = script.add
    person = CODE["event_maximum"]
    add("2024-10-17", person, "A-05", "5", area="人居环境", reason="县暗访一次发现五个问题")
    add("2025-04-21", CODE["item_cap"], "K-07", "8", reason="外出八日未请假")
    patrol = "2025年1月人居环境检查"
    add("2025-01-16", person, "E-03", "9", matter=patrol, reason="同一次检查发现垃圾乱堆九处")
    add("2025-01-16", person, "E-03", "8", matter=patrol, reason="同一次检查发现污水横流八处")
    add("2025-01-16", person, "E-05", "6", matter=patrol, reason="同一次检查发现设施失管六处")
    person = CODE["item_cap"]
    for month in ("2024-09", "2024-11", "2024-12", "2025-02", "2025-04", "2025-06", "2025-07"):
        add(f"{month}-13", person, "D-01", "2", reason="调解宅基地纠纷两宗")


def _matters(script: _Script) -> None:
    """One matter honoured on rising levels; one task that earns under three items."""
    add = script.add
    person, matter = CODE["matter_highest"], "全域清洁先进个人"
    add("2024-09-27", person, "L-01", level="镇级", matter=matter, reason="获评镇全域清洁先进个人")
    add("2024-12-26", person, "L-01", level="县级", matter=matter, reason="获评县全域清洁先进个人")
    add("2025-05-29", person, "L-01", level="省级", matter=matter, reason="获评省全域清洁先进个人")
    person, matter = CODE["matter_sum"], "2024年度医保征缴攻坚"
    area = "医保社保征缴"
    add("2024-11-28", person, "A-01", area=area, matter=matter, reason="按时完成县医保征缴攻坚任务")
    add("2024-12-05", person, "B-01", area=area, matter=matter, reason="镇医保征缴攻坚验收合格")
    add("2024-12-24", person, "A-02", "1", area=area, matter=matter, reason="医保征缴进度全县第一")


def _add_cap(script: _Script) -> None:
    """A very good year."""
    person, add = CODE["add_cap"], script.add
    add("2024-08-29", person, "L-01", level="市级", reason="获评市抗洪先进个人")
    add("2024-09-18", person, "B-02", points="8", reason="台风期间连续值守转移群众，表现突出")
    add("2024-10-30", person, "L-01", level="省级", reason="获评省优秀社区工作者")
    add("2024-12-12", person, "D-02", "3", reason="化解县交办的征地补偿积案三件")
    add("2025-01-22", person, "B-02", points="8", reason="冰冻天气抢通道路，表现突出")
    add("2025-03-12", person, "K-08", level="学历提升", reason="取得本科学历")
    add("2025-04-25", person, "L-04", points="12", reason="下水救起落水儿童")
    add("2025-06-11", person, "G-02", "5", reason="连续五次参与转移群众")


def _taken_back(script: _Script) -> None:
    """What is withdrawn later, and what was decided late."""
    add = script.add
    add("2024-11-06", CODE["withdrawn_grant"], "L-01", level="县级", department=True,
        reason="获评县防火先进个人")  # fmt: skip
    add("2025-09-16", CODE["withdrawn_deduction"], "K-05", "1", reason="夜间抽查值班电话不通")
    add("2024-10-12", CODE["late_row"], "D-02", "1", month="2025-01",
        reason="化解县交办的林地权属积案",
        remark="结案审批表2025年1月送达，逾期申报，经领导小组同意")  # fmt: skip
