"""The small scheme and its cases, broken once for each kind of mistake it can hold."""

from dataclasses import dataclass
from pathlib import Path

SCHEME = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")
CASES = """\
format: jifen-cases/1
cases:
  - says: 调解三宗得三分。
    facts:
      - {item: A-2, as: [named], quantity: 3, gives: "3"}
    net: "103"
"""


@dataclass(frozen=True)
class Broken:
    """The scheme with `old` replaced by `new`: `code` at the line of `at`, saying `says`."""

    code: str
    old: str
    new: str
    at: str
    says: str
    path: str = ""
    scheme: str = SCHEME

    @property
    def text(self) -> str:
        """The broken file."""
        return self.scheme.replace(self.old, self.new, 1)


def B(  # noqa: N802 - the table below reads better so
    code: str, old: str, new: str, says: str, *, at: str = "", path: str = ""
) -> Broken:
    return Broken(code, old, new, at or new.strip().splitlines()[0], says, path)


TABLE = [
    # the file
    B("file.several", "code: demo\n", "code: demo\n---\ncode: two\n", "不止一份文档", at="---"),
    B("yaml.broken", "title: 调解", 'title: "调解', "格式读不通", at="scoring: {kind: per_unit"),
    B("yaml.broken", "  A-2:\n", "\tA-2:\n", "只用空格", at="\tA-2"),
    B("yaml.anchor", "title: 调解", "title: &t 调解", "用了锚点 &t"),
    B("yaml.alias", "title: 调解", "title: *t", "用了引用 *t"),
    B("yaml.tag", "title: 调解", "title: !!str 调解", "类型标签"),
    B(
        "yaml.duplicate-key",
        "    title: 调解\n",
        "    title: 甲\n    title: 乙\n",
        "第一次在第56行",
        at="title: 乙",
        path="items.A-2.title",
    ),
    B(
        "yaml.duplicate-key",
        "  B-3:\n",
        "  B-2:\n",
        "“B-2”写了两次",
        at="  B-2:\n    chapter: B\n    title: 缺",
    ),
    B("yaml.key", "assumptions: [基础分为自拟]", "assumptions: [{[a]: b}]", "字段名必须是一个词"),
    B("yaml.too-deep", "[基础分为自拟]", "[[[[[[[[[[[[[[x]]]]]]]]]]]]]]", "嵌套超过12层"),
    # keys and values
    B(
        "key.unknown",
        'scoring: {kind: fixed, points: "2"}',
        'scoring: {kind: fixed, point: "2"}',
        "未知字段“point”",
        path="items.B-3.scoring.point",
    ),
    B("key.unknown", "    event_max:", "    event_cap:", "是不是“event_max”？"),
    B("key.unknown", "code: demo", "<<: demo\ncode: demo", "未知字段“<<”"),
    B(
        "key.missing",
        "    title: 调解\n",
        "",
        "缺少字段“title”",
        at="  A-2:",
        path="items.A-2.title",
    ),
    B(
        "key.missing",
        "unit: 宗}",
        "}",
        "缺少字段“unit”",
        at="{kind: per_unit",
        path="items.A-2.scoring.unit",
    ),
    B(
        "value.not-table",
        "cycle: {months: 12, start_month: 1, briefings: 2, entry_deadline_days: 30}",
        "cycle: 12",
        "现在是“12”",
    ),
    B(
        "value.not-table",
        'rollup: {members_weight: "0.6", leave_out_village_items: false}',
        "rollup:\n  members_weight：六",
        "冒号要用半角",
        at="  members_weight：六",
        path="rollup",
    ),
    B("value.not-list", "evidence: [表彰文件]", "evidence: 表彰文件", "应当是列表"),
    B("value.not-text", "title: 调解", "title: [调, 解]", "现在是列表"),
    B("value.empty", "title: 调解", "title:", "内容是空的", at="    title:\n"),
    B("value.empty", "title: 调解", "title: null", "空着看不出"),
    B("value.nothing", "duty_areas: {safety: 安全}", "duty_areas: {}", "一项也没有"),
    B("value.nothing", 'shares: {member: "1"}', "shares: {}", "“shares”里一项也没有"),
    B("text.line-break", "title: 调解", 'title: "调\\n解"', "换了行"),
    B("text.too-long", "title: 调解", f"title: {'长' * 121}", "121字，超过120字"),
    B("text.invisible", "title: 调解", 'title: "调\\u200b解"', "U+200B"),
    B("text.code", "duty_areas: {safety: 安全}", "duty_areas: {safety/x: 安全}", "不能作代码"),
    B(
        "figure.unquoted",
        'points: "2"}\n    shares',
        "points: 2}\n    shares",
        "没有加引号",
        at="points: 2}",
    ),
    B(
        "figure.points",
        'points: "2"}\n    shares',
        'points: "2.505"}\n    shares',
        "不是分值",
        at='"2.505"',
    ),
    B(
        "figure.points",
        'points: "2"}\n    shares',
        'points: "1e2"}\n    shares',
        "最多两位小数",
        at='"1e2"',
    ),
    B(
        "figure.sign",
        'points: "2"}\n    shares',
        'points: "-2"}\n    shares',
        "必须大于零",
        at='"-2"',
    ),
    B("figure.sign", 'gross_line: "40"', 'gross_line: "0"', "必须大于零"),
    B("figure.number", 'target: "100"', 'target: "100%"', "不是数"),
    B("figure.share", 'secretary: "1/2"', 'secretary: "3/2"', "不在0到1之间"),
    B("figure.share", 'ratio: "0.05"', 'ratio: "0"', "不在0到1之间"),
    B("figure.share", 'members_weight: "0.6"', 'members_weight: "60"', "不在0到1之间"),
    B("figure.whole", "publicity_days: 5", "publicity_days: 五", "整数"),
    B("figure.whole", "start_month: 1", "start_month: 13", "1到12之间"),
    B("figure.rate", 'step: "5"', 'step: "0"', "“step”必须大于零"),
    B("value.boolean", "grave: true", "grave: yes", "既不是 true 也不是 false"),
    B("value.date", "effective_on: 2025-01-01", "effective_on: 2025.1.1", "不是日期"),
    B("value.date", "effective_on: 2025-01-01", "effective_on: 2025-02-30", "不是日期"),
    B(
        "value.choice",
        "direction: add\n    subject",
        "direction: plus\n    subject",
        "不在可选之列",
        at="direction: plus",
    ),
    B("value.choice", "mode: highest", "mode: higest", "是不是“highest”？"),
    B("value.choice", "  discipline: 纪委", "  disciplin: 纪委", "是不是“discipline”？"),
    B("value.choice", "more_in_chapter]", "more_in_chapters]", "是不是“more_in_chapter”？"),
    B("value.repeated", "evidence: [表彰文件]", "evidence: [表彰文件, 表彰文件]", "列了两次"),
    B("format.unknown", "format: jifen-rulebook/1", "format: jifen-rulebook/9", "jifen-rulebook/1"),
    # cross references
    B(
        "reference.unknown",
        "chapter: A\n    title: 调解",
        "chapter: C\n    title: 调解",
        "“chapters”里没有",
        at="chapter: C",
    ),
    B(
        "reference.unknown",
        "    article: 第一条\n    evidence",
        "    article: 第九条\n    evidence",
        "“articles”里没有",
        at="第九条",
    ),
    B("reference.unknown", "duty_area: safety", "duty_area: saftey", "是不是“safety”？"),
    B("reference.unknown", "proposers: [cadre]", "proposers: [cadres]", "是不是“cadre”？"),
    B("reference.unknown", "table: award", "table: awards", "“level_tables”里没有"),
    B("reference.unknown", "matter_group: best", "matter_group: beast", "是不是“best”？"),
    B("reference.unknown", "items: [A-2, A-3]", "items: [A-2, A-9]", "“A-9”在“items”里没有"),
    B("reference.unknown", "tie_chapter: A", "tie_chapter: Z", "“Z”在“chapters”里没有"),
    B("reference.unused", "    matter_group: best\n", "", "“best”没有任何项目使用", at="  best:"),
    B(
        "reference.unused",
        "scoring: {kind: level, table: award}",
        'scoring: {kind: fixed, points: "6"}',
        "“award”没有任何项目使用",
        at="  award:\n",
        path="level_tables.award",
    ),
    # contradictions
    B("item.nobody-proposes", "proposers: [cadre]", "proposers: []", "没有人可以提出"),
    B(
        "item.proposer",
        "proposers: [cadre]",
        "proposers: [discipline]",
        "不能提出加分",
        path="items.A-2.proposers",
    ),
    B(
        "item.proposer",
        "proposers: [line-office, discipline]",
        "proposers: [line-office, cadre]",
        "不能提出扣分",
        path="items.B-1.proposers",
    ),
    B(
        "scoring.shape",
        'scoring: {kind: fixed, points: "2"}',
        'scoring: {kind: fixed, points: "2", unit: 次}',
        "不属于计分方式“fixed”",
    ),
    B(
        "scoring.shape",
        "{kind: level, table: award}",
        "{kind: level, table: award, department_lower: true}",
        "写在“level_tables”里",
    ),
    B("scoring.range", 'least: "2", most: "6"', 'least: "6", most: "6"', "不小于上限"),
    B(
        "scoring.tier-sides",
        '{"95": "3", "90": "2"}}',
        '{"95": "3"}, at_most: {"9": "2"}}',
        "必须且只能写一边",
    ),
    B(
        "scoring.tier-overlap",
        '{"95": "3", "90": "2"}',
        '{"95": "3", "95.0": "2"}',
        "这一档写了两次",
    ),
    B("scoring.tier-order", '{"95": "3", "90": "2"}', '{"95": "2", "90": "3"}', "“95”一档2分"),
    B(
        "scoring.level-order",
        'name: 镇级, points: "2"',
        'name: 镇级, points: "9"',
        "高于列在前面的“县级”",
    ),
    B(
        "scoring.level-key",
        "key: town",
        "key: county",
        "级别“county”写了两次",
        at="{key: county, name: 镇级",
    ),
    B("scoring.level-source", "{kind: level, table: award}", "{kind: level}", "必须且只能写一个"),
    B(
        "scoring.level-department",
        '      - {key: town, name: 镇级, points: "2"}\n',
        "",
        "只有一级",
        at="department_lower: true",
    ),
    B("scoring.rate-most", 'each: "1", most: "5"', 'each: "6", most: "5"', "小于一步的6分"),
    B("cap.below-award", 'cycle_max: "20"', 'cycle_max: "1"', "小于最小的一次计分2分"),
    B("cap.below-award", 'limit: "8"', 'limit: "1"', "“limit”为1分"),
    B("cap.below-award", 'limit: "12"', 'limit: "0.5"', "小于最小的一次计分1分"),
    B("cap.order", 'event_max: "5"', 'event_max: "13"', "大于“cycle_max”的12分"),
    B("group.limit", "mode: highest}", 'mode: highest, limit: "8"}', "“highest”不能写“limit”"),
    B("group.limit", 'mode: sum_max, limit: "8"}', "mode: sum_max}", "“sum_max”必须写“limit”"),
    B("limit.sides", "items: [A-2, A-3]", "items: [A-2, B-3]", "既有加分项又有扣分项"),
    B("score.floor", 'floor: "20"', 'floor: "120"', "低于保底120分"),
    B(
        "cycle.start",
        "effective_on: 2025-01-01",
        "effective_on: 2025-03-01",
        "不是积分周期的第一天",
    ),
    B("cycle.briefings", "briefings: 2", "briefings: 5", "不能均分成5段"),
    B("service.months", "months_to_award: 6", "months_to_award: 18", "长于周期12个月"),
    B("ranking.chapter", "  tie_chapter: A\n", "", "必须一起写", at="  tie_breaks"),
    B("process.lines", 'minor_line: "2"', 'minor_line: "10"', "不低于重大线10分"),
]

CASE_TABLE = [
    B("case.measure", "quantity: 3", "level: county", "要写“quantity”", at="level: county"),
    B("case.outside", "as: [named]", "as: [named], on: 2026-05-01", "不在周期"),
    B("case.before", '    net: "103"', "    before: [{item: A-2, on: 2026-03-01}]", "不在周期开始"),
    B("case.serves", '    net: "103"', "    serves: [2025-09-01, 2025-03-01]", "起止两个日期"),
    B("reference.unknown", "item: A-2", "item: A-8", "“A-8”在“items”里没有"),
    B("key.missing", ', gives: "3"', "", "缺少字段“gives”", at="quantity: 3"),
]
