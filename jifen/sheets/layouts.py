"""The kinds of workbook a town brings, people, facts and tasks, as data."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from jifen.core.circumstances import Finder
from jifen.core.posts import Body, PostGroup
from jifen.core.task import Level, Result
from jifen.sheets import cells
from jifen.sheets.cells import Bad, Period
from jifen.sheets.columns import Column, Layout
from jifen.sheets.tables import SERIAL
from jifen.sheets.workbook import Raw

T = TypeVar("T")
Read = Callable[[Raw, Period | None], T | Bad]


def _plain(read: Callable[[Raw], T | Bad]) -> Read[T]:
    """Use a reader that needs no period."""
    return lambda raw, _period: read(raw)


def _day(raw: Raw, period: Period | None) -> dt.date | Bad:
    return cells.date(raw, period=period)


def _word(words: Mapping[str, T], what: str) -> Read[T]:
    """Read one of a few words."""

    def read(raw: Raw, _period: Period | None) -> T | Bad:
        found = cells.label(raw)
        if isinstance(found, Bad):
            return found
        if found not in words:
            choices = "、".join(words)
            return Bad("cell.word", f"写的是“{found}”，不是{what}。请从这些里选一个：{choices}。")
        return words[found]

    return read


BODIES: Mapping[str, frozenset[Body]] = {
    "党组织成员": frozenset({Body.PARTY}),
    "党组织": frozenset({Body.PARTY}),
    "村委会成员": frozenset({Body.ELECTED}),
    "居委会成员": frozenset({Body.ELECTED}),
    "村（居）委会成员": frozenset({Body.ELECTED}),
    "村民委员会成员": frozenset({Body.ELECTED}),
    "居民委员会成员": frozenset({Body.ELECTED}),
    "选举产生": frozenset({Body.ELECTED}),
    "一肩挑": frozenset({Body.PARTY, Body.ELECTED}),
    "交叉任职": frozenset({Body.PARTY, Body.ELECTED}),
    "聘用": frozenset({Body.HIRED}),
    "聘用人员": frozenset({Body.HIRED}),
}
"""任职类别 → the bodies in which the person holds a post."""

POST_GROUPS: Mapping[str, PostGroup] = {
    "书记主任": PostGroup.CHIEF,
    "书记、主任": PostGroup.CHIEF,
    "书记/主任": PostGroup.CHIEF,
    "正职": PostGroup.CHIEF,
    "副职": PostGroup.DEPUTY,
    "委员": PostGroup.MEMBER,
}
SEXES: Mapping[str, str] = {"男": "男", "女": "女"}
LEAVE_KINDS: Mapping[str, str] = {
    "病假": "sick",
    "产假": "maternity",
    "事假": "private",
    "停职": "suspension",
}
UNIT_KINDS: Mapping[str, str] = {
    "村": "village",
    "行政村": "village",
    "社区": "community",
    "居委会": "community",
}
ISSUERS: Mapping[str, bool] = {
    "党委政府": False,
    "党委、政府": False,
    "党委": False,
    "政府": False,
    "部门": True,
}
"""发文单位类别 → whether a department issued the paper."""

_SERIAL = Column(SERIAL, ("序号", "No", "No."), _plain(cells.text))
_UNIT_NAMES = (
    "村（社区）", "村(居)", "村居", "村、社区", "村/社区", "村", "社区", "村名", "村居名称",
    "村（社区）名称", "所在村", "所在村居", "所在村（社区）", "单位",
)  # fmt: skip
_PERSON_NAMES = ("姓名", "名字", "干部姓名", "村干部姓名", "人员姓名", "当事人")
_FROM_NAMES = ("任职日期", "任职时间", "到任日期", "到任时间", "任职起", "任职/起", "起")
_TO_NAMES = ("离任日期", "离任时间", "免职日期", "免职时间", "任职止", "任职/止", "止")

UNIT = Column("unit", _UNIT_NAMES, _plain(cells.label), required=True, shared=True)
NAME = Column("name", _PERSON_NAMES, _plain(cells.name), required=True)

# ------------------------------------------------------------------ people
CADRE_CODE = Column("code", ("干部编号", "人员编号", "档案编号"), _plain(cells.label))
SEX = Column("sex", ("性别",), _word(SEXES, "性别"))
ID_NUMBER = Column("id_number", ("身份证号", "身份证号码", "公民身份号码"), _plain(cells.id_number))
POSTS = Column("posts", ("职务", "现任职务", "担任职务", "任职/职务"), _plain(cells.label), True)
BODY = Column(
    "body",
    ("任职类别", "身份类别", "任职/类别", "任职/任职类别", "人员类别"),
    _word(BODIES, "任职类别"),
    required=True,
)
GROUP = Column(
    "group",
    ("岗位组", "岗位类别", "任职/岗位组", "岗位"),
    _word(POST_GROUPS, "岗位组"),
    required=True,
)
FROM = Column("since", _FROM_NAMES, _day, required=True, shared=True)
UNTIL = Column("until", _TO_NAMES, _day, shared=True)
REMARK = Column("remark", ("备注", "说明"), _plain(cells.text), shared=True)

ROSTER = Layout(
    "roster",
    "干部名册",
    (_SERIAL, CADRE_CODE, UNIT, NAME, SEX, ID_NUMBER, POSTS, BODY, GROUP, FROM, UNTIL, REMARK),
)

DUTY_AREA = Column(
    "area",
    ("责任领域", "分工领域", "条线", "工作领域", "责任分工", "分管工作"),
    _plain(cells.label),
    required=True,
    shared=True,
)
LEAD = Column(
    "lead",
    ("牵头人", "责任人", "负责人", "主管", "分管责任人", "责任人员/牵头", "责任人员/牵头人"),
    _plain(cells.name),
    required=True,
)
ASSIST = Column(
    "assist",
    ("协助人", "协办人", "配合人", "协管", "责任人员/协助", "责任人员/协助人"),
    _plain(cells.people),
)
DUTY_FROM = Column(
    "since", ("分工日期", "起始日期", "开始日期", "起"), _day, required=True, shared=True
)
DUTY_UNTIL = Column("until", ("终止日期", "结束日期", "止"), _day, shared=True)

DUTIES = Layout(
    "duties",
    "责任分工",
    (_SERIAL, UNIT, DUTY_AREA, LEAD, ASSIST, DUTY_FROM, DUTY_UNTIL, REMARK),
)

LEAVE_KIND = Column(
    "kind", ("请假类别", "假别", "类别", "请假种类"), _word(LEAVE_KINDS, "请假类别"), required=True
)
LEAVE_FROM = Column(
    "since", ("请假起", "请假时间/起", "开始日期", "起", "起始日期"), _day, required=True
)
LEAVE_LAST = Column("last", ("请假止", "请假时间/止", "结束日期", "止", "终止日期", "请假至"), _day)
LEAVES = Layout(
    "leaves",
    "请假",
    (_SERIAL, NAME, CADRE_CODE, UNIT, LEAVE_KIND, LEAVE_FROM, LEAVE_LAST, REMARK),
)

UNIT_KIND = Column("kind", ("类型", "类别", "性质"), _word(UNIT_KINDS, "类型"), required=True)
UNITS = Layout("units", "村居名单", (_SERIAL, UNIT, UNIT_KIND, REMARK))

PEOPLE: tuple[Layout, ...] = (ROSTER, DUTIES, LEAVES, UNITS)

# ------------------------------------------------------------------ facts
_ITEM_NAMES = (
    "项目编号", "项目代码", "积分项目/编号", "积分项目/项目编号", "积分项目", "积分项目编号",
    "项目", "条款编号",
)  # fmt: skip
DECISION = Column(
    "decision",
    ("决定文号", "审定文号", "决定/文号", "决定依据", "会议决定文号"),
    _plain(cells.document_number),
    required=True,
    shared=True,
)
HAPPENED_ON = Column(
    "happened_on",
    ("日期", "发生日期", "发生时间", "事项日期", "时间"),
    _day,
    required=True,
    shared=True,
)
PEOPLE_NAMED = Column("people", _PERSON_NAMES, _plain(cells.people))
ITEM = Column("item", _ITEM_NAMES, _plain(cells.label), required=True)
ITEM_TITLE = Column(
    "item_title", ("项目名称", "积分项目/名称", "积分项目/项目名称"), _plain(cells.text)
)
MEASURE = Column(
    "measure",
    (
        "数值/数量",
        "数量",
        "数值",
        "数量/数值",
        "计分依据/数量",
        "计分依据/数值",
        "计分依据/数值/数量",
    ),
    _plain(cells.measure),
)
LEVEL = Column("level", ("级别", "等级", "计分依据/级别", "表彰级别"), _plain(cells.label))
ISSUER = Column(
    "department",
    ("发文单位类别", "计分依据/发文单位类别", "发文单位"),
    _word(ISSUERS, "发文单位类别"),
)
POINTS = Column("points", ("分值", "裁量分值", "计分依据/分值"), _plain(cells.points))
REASON = Column("reason", ("事由", "具体事由", "事项", "事由说明"), _plain(cells.text), shared=True)
MATTER = Column("matter", ("同一事项", "事项名称", "关联事项"), _plain(cells.text), shared=True)
EVIDENCE = Column(
    "evidence",
    ("依据文号/佐证", "依据文号", "佐证", "佐证材料", "依据", "依据及佐证", "依据文号（佐证）"),
    _plain(cells.evidence),
    shared=True,
)
FINDERS: Mapping[str, Finder] = {
    "上级发现": Finder.SUPERIOR,
    "上级": Finder.SUPERIOR,
    "镇级发现": Finder.TOWN,
    "镇级": Finder.TOWN,
    "群众反映": Finder.PUBLIC,
    "群众": Finder.PUBLIC,
    "自查自报": Finder.SELF,
    "自查": Finder.SELF,
}
FINDER = Column("finder", ("由谁发现", "发现方式", "发现主体"), _word(FINDERS, "发现方式"))
REMINDED_ON = Column("reminded_on", ("提醒日期", "提醒时间", "书面提醒日期"), _day)
VILLAGE_ITEM = Column("village_item", ("村自定事项", "自定事项"), _plain(cells.text))
SCORES = Column("scores", ("部门评分", "各部门评分", "评分"), _plain(cells.scores))
OVERRIDE = Column("override", ("另定分值", "议定分值", "会议另定分值"), _plain(cells.decimal))
FACT_DUTY_AREA = Column("duty_area", ("责任领域", "分工领域", "条线"), _plain(cells.label))

FACTS = Layout(
    "facts",
    "积分情况",
    (
        _SERIAL, DECISION, HAPPENED_ON, UNIT, PEOPLE_NAMED, ITEM, ITEM_TITLE, MEASURE, LEVEL,
        ISSUER, POINTS, SCORES, FINDER, REMINDED_ON, VILLAGE_ITEM, OVERRIDE, REASON, MATTER,
        EVIDENCE, FACT_DUTY_AREA, REMARK,
    ),
)  # fmt: skip

ORIGINAL = Column(
    "original",
    ("原决定文号", "原决定/文号", "被撤销决定文号", "撤销的决定文号"),
    _plain(cells.document_number),
    required=True,
    shared=True,
)
ORIGINAL_DAY = Column("original_on", ("原发生日期", "原决定/发生日期", "原日期"), _day)
WITHDRAWN_ON = Column("withdrawn_on", ("撤销日期", "日期"), _day, required=True, shared=True)
WITHDRAWN_NAME = Column("name", _PERSON_NAMES, _plain(cells.name))
WITHDRAWN_REASON = Column(
    "reason",
    ("撤销理由", "撤销原因", "理由", "事由"),
    _plain(cells.text),
    required=True,
    shared=True,
)
WITHDRAWALS = Layout(
    "withdrawals",
    "撤销",
    (
        _SERIAL, DECISION, ORIGINAL, UNIT, WITHDRAWN_NAME, ITEM, ORIGINAL_DAY,
        WITHDRAWN_REASON, WITHDRAWN_ON, REMARK,
    ),
)  # fmt: skip

FACT_WORKBOOK: tuple[Layout, ...] = (FACTS, WITHDRAWALS)

# ------------------------------------------------------------------ opening balances
STOOD_UNTIL = Column(
    "until", ("截至日期", "截止日期", "截至", "统计截至"), _day, required=True, shared=True
)
STOOD_NAME = Column("name", _PERSON_NAMES, _plain(cells.name))
STOOD_ITEM = Column("item", _ITEM_NAMES, _plain(cells.label))
STOOD_ADDED = Column("added", ("加分", "加分合计", "已加分"), _plain(cells.decimal))
STOOD_DEDUCTED = Column("deducted", ("扣分", "扣分合计", "已扣分"), _plain(cells.decimal))
STOOD_COUNT = Column("count", ("次数", "件数", "发生次数"), _plain(cells.integer))
OPENINGS = Layout(
    "openings",
    "期初余额",
    (
        _SERIAL, DECISION, STOOD_UNTIL, UNIT, STOOD_NAME, CADRE_CODE, STOOD_ITEM, ITEM_TITLE,
        STOOD_ADDED, STOOD_DEDUCTED, STOOD_COUNT, EVIDENCE, REMARK,
    ),
)  # fmt: skip

# ------------------------------------------------------------------ tasks
TASK_LEVELS: Mapping[str, Level] = {
    "国家级": Level.STATE,
    "省级": Level.PROVINCE,
    "市级": Level.CITY,
    "县级": Level.COUNTY,
    "镇级": Level.TOWN,
    "本镇": Level.TOWN,
}
TASK_TITLE = Column(
    "title",
    ("事项", "督办事项", "工作任务", "任务", "任务名称", "事项标题"),
    _plain(cells.text),
    required=True,
)
TASK_TEXT = Column(
    "text", ("工作要求", "要求", "具体要求", "任务内容"), _plain(cells.text), shared=True
)
TASK_LEVEL = Column(
    "level", ("级别", "任务级别", "来文级别"), _word(TASK_LEVELS, "级别"), shared=True
)
TASK_ISSUER = Column(
    "issuer", ("发文单位", "交办单位", "来文单位"), _plain(cells.text), shared=True
)
TASK_DOCUMENT = Column(
    "document",
    ("文号", "来文", "来文文号", "交办文号"),
    _plain(cells.evidence),
    shared=True,
)
TASK_AREA = Column(
    "area", ("责任分工", "分工", "条线", "分工领域"), _plain(cells.label), shared=True
)
TASK_UNITS = Column("units", _UNIT_NAMES, _plain(cells.label), shared=True)
TASK_PEOPLE = Column(
    "people", ("承办人", "责任人", "点名承办", "承办人员"), _plain(cells.label), shared=True
)
TASK_DAYS = Column(
    "days", ("工作日", "时限", "办理时限", "办理工作日"), _plain(cells.integer), shared=True
)
TASK_UNTIL = Column(
    "until", ("办结期限", "完成时限", "办结时限", "截止日期", "完成日期"), _day, shared=True
)
TASK_WORTH: Mapping[Result, Column[str]] = {
    Result.OUTSTANDING: Column("outstanding", ("成效突出",), _plain(cells.label)),
    Result.ON_TIME: Column("on_time", ("按时完成",), _plain(cells.label)),
    Result.LATE: Column("late", ("逾期完成",), _plain(cells.label)),
    Result.MISSED: Column("missed", ("逾期未完成", "未完成"), _plain(cells.label)),
}
"""Result → the column of the item that it proposes."""
TASKS = Layout(
    "tasks",
    "督办台账",
    (
        _SERIAL, TASK_TITLE, TASK_TEXT, TASK_LEVEL, TASK_ISSUER, TASK_DOCUMENT, TASK_AREA,
        TASK_UNITS, TASK_PEOPLE, TASK_DAYS, TASK_UNTIL, *TASK_WORTH.values(), REMARK,
    ),
)  # fmt: skip
