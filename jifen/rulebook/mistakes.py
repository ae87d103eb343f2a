"""Every kind of mistake a rulebook file can have: what is wrong, why it matters, how to mend it.

Chinese and English side by side; blanks are filled where the mistake is found. The whole list is
`KINDS`, and tests/rulebook/test_broken.py breaks a file once for each of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh-hans", "en"]


@dataclass(frozen=True, slots=True)
class Said:
    """The same words in both languages."""

    zh: str
    en: str

    def words(self, language: Language) -> str:
        """Return one of them."""
        return self.zh if language == "zh-hans" else self.en

    def filled(self, values: Mapping[str, str]) -> "Said":
        """Fill the blanks of both."""
        return Said(self.zh.format_map(values), self.en.format_map(values))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake: sentences with blanks, in pairs."""

    what: Said
    why: Said
    suggestion: Said


def _kind(what: Sequence[str], why: Sequence[str], suggestion: Sequence[str]) -> Kind:
    return Kind(Said(*what), Said(*why), Said(*suggestion))


_WHOLE = ("整份文件因此不能读取", "so the file cannot be read at all")
_ONLY_KNOWN = (
    "写错的字段如果被忽略，规则就会悄悄少一条",
    "a misspelt key that is passed over would silently drop a rule",
)
_ONE_MEANING = (
    "同一处只能有一种读法，才能签字确认",
    "a text that is signed must have one reading only",
)
_EXACT = (
    "分值按百分之一分的整数计算，不经过浮点数",
    "points are whole hundredths and never pass through a float",
)
_NAMED = ("引用必须指向本文件写明的内容", "a reference must point at something this file states")
_NEVER = ("这条规定永远不会按字面起作用", "the provision could never do what it says")

KINDS: Mapping[str, Kind] = {
    # ------------------------------------------------------------ the file
    "file.too-large": _kind(
        ("文件有{size}字节，超过{most}字节", "the file has {size} bytes, more than {most}"),
        ("一份细则几十到几百项，远小于这个数", "a scheme of hundreds of items is far smaller"),
        ("检查是否选错了文件", "check whether this is the right file"),
    ),
    "file.encoding": _kind(
        ("文件不是UTF-8编码", "the file is not UTF-8"),
        _WHOLE,
        ("用记事本或WPS另存为UTF-8编码", "save it again as UTF-8"),
    ),
    "file.empty": _kind(
        ("文件是空的", "the file is empty"),
        ("没有内容就没有规则", "nothing written, nothing ruled"),
        ("从示例细则复制一份再改", "start from a copy of the example"),
    ),
    "file.several": _kind(
        ("文件里有不止一份文档（---）", "the file holds more than one document (---)"),
        ("一个文件只写一版细则", "one file is one version"),
        ("把各版拆成各自的文件", "give every version its own file"),
    ),
    "file.too-many": _kind(
        ("问题太多，只列出前{most}处", "too many problems; the first {most} are listed"),
        ("这多半不是细则文件", "this is hardly a rulebook"),
        ("检查是否选错了文件，改正后再读", "check the file, mend these and read it again"),
    ),
    "yaml.broken": _kind(
        ("从这一行起格式读不通", "this is not YAML: {detail}"),
        _WHOLE,
        (
            "检查这一行的缩进（只用空格）、引号是否成对、冒号是否为半角加空格",
            "look at this line's indent (spaces only), its quotes, and the space after its colon",
        ),
    ),
    "yaml.anchor": _kind(
        ("用了锚点 &{name}", "an anchor &{name} is used"),
        _ONE_MEANING,
        ("把内容原样写出来", "write the content out"),
    ),
    "yaml.alias": _kind(
        ("用了引用 *{name}", "an alias *{name} is used"),
        _ONE_MEANING,
        ("把内容原样写出来", "write the content out"),
    ),
    "yaml.tag": _kind(
        ("用了类型标签 {tag}", "a tag {tag} is used"),
        ("细则里只有文字、列表和字段", "a rulebook has texts, lists and keys only"),
        ("删去标签", "delete the tag"),
    ),
    "yaml.duplicate-key": _kind(
        ("“{key}”写了两次，第一次在第{first}行", "“{key}” stands twice, first in line {first}"),
        (
            "两处只有一处会生效，看的人分不清是哪一处",
            "only one of the two would count and no reader could tell which",
        ),
        ("删去一处，或者给其中一处改名", "delete one of them or rename it"),
    ),
    "yaml.key": _kind(
        ("字段名必须是一个词", "a key must be one word"),
        _ONE_MEANING,
        ("写成“字段: 内容”的样子", "write it as “key: value”"),
    ),
    "yaml.too-deep": _kind(
        ("嵌套超过{most}层", "nested more than {most} deep"),
        ("细则最深只有五六层", "a rulebook is five or six deep at most"),
        ("检查缩进和括号", "check indents and brackets"),
    ),
    # ------------------------------------------------------------ keys and values
    "key.unknown": _kind(
        ("未知字段“{key}”", "unknown key “{key}”"),
        _ONLY_KNOWN,
        ("{advice_zh}", "{advice_en}"),
    ),
    "key.missing": _kind(
        ("缺少字段“{key}”", "the key “{key}” is missing"),
        ("没有默认值可以代替这项规定", "no default can stand in for this provision"),
        ("补上“{key}: …”", "add “{key}: …”"),
    ),
    "value.not-table": _kind(
        (
            "这里应当是一组“字段: 内容”，现在是{found_zh}",
            "keys and values belong here, not {found_en}",
        ),
        _WHOLE,
        ("{advice_zh}", "{advice_en}"),
    ),
    "value.not-list": _kind(
        ("这里应当是列表，现在是{found_zh}", "a list belongs here, not {found_en}"),
        _ONE_MEANING,
        ("写成 [甲, 乙] 或每行以“- ”开头", "write [one, two], or lines that begin with “- ”"),
    ),
    "value.not-text": _kind(
        (
            "这里应当是一段文字或一个数，现在是{found_zh}",
            "a text or a figure belongs here, not {found_en}",
        ),
        _ONE_MEANING,
        (
            "只写一个内容；有半角逗号、冒号的加引号",
            "write one value; quote it if it has commas or colons",
        ),
    ),
    "value.empty": _kind(
        ("内容是空的", "the value is empty"),
        ("空着看不出是没有规定还是漏填", "nobody can tell “none” from “forgotten”"),
        ("填上内容，或者连字段一起删去", "fill it in, or delete the key with it"),
    ),
    "value.nothing": _kind(
        ("“{key}”里一项也没有", "“{key}” holds nothing"),
        ("空着看不出是没有规定还是漏填", "nobody can tell “none” from “forgotten”"),
        ("至少写一项，或者连字段一起删去", "write at least one, or delete the key"),
    ),
    "text.line-break": _kind(
        ("这里的文字换了行", "this text has a line break"),
        ("标题和名称要印在一行里", "titles and names are printed on one line"),
        ("写成一行", "write it on one line"),
    ),
    "text.too-long": _kind(
        ("文字有{length}字，超过{most}字", "the text has {length} characters, more than {most}"),
        ("表格和公文放不下", "tables and papers could not hold it"),
        ("写短些，细节放进“procedure”", "shorten it; details belong in “procedure”"),
    ),
    "text.invisible": _kind(
        ("文字里有看不见的字符 {character}", "the text holds an invisible character {character}"),
        ("看着一样、其实不同的文字无法核对", "texts that look alike but differ cannot be checked"),
        ("删去后重新输入", "delete it and type it again"),
    ),
    "text.code": _kind(
        ("“{value}”不能作代码", "“{value}” cannot be a code"),
        ("代码要能印、能搜、能写进表格", "a code is printed, searched for and typed into sheets"),
        ("只用汉字、字母、数字和连字符，最多32字", "use letters, digits and hyphens, 32 at most"),
    ),
    "figure.unquoted": _kind(
        ("数“{value}”没有加引号", "the figure “{value}” is not quoted"),
        (
            "不加引号时，别的软件会把它当浮点数改写",
            "without quotes other programs rewrite it as a float",
        ),
        ('写成 "{value}"', 'write "{value}"'),
    ),
    "figure.points": _kind(
        ("“{value}”不是分值", "“{value}” is not a figure in points"),
        _EXACT,
        ('写成 "2"、"0.5" 这样，最多两位小数', 'write it like "2" or "0.5", two decimals at most'),
    ),
    "figure.sign": _kind(
        ("分值“{value}”必须大于零", "the figure “{value}” must be more than zero"),
        (
            "分值只写大小，加还是扣由“direction”决定",
            "figures are sizes; “direction” gives the sign",
        ),
        ("写正数", "write a positive figure"),
    ),
    "figure.number": _kind(
        ("“{value}”不是数", "“{value}” is not a number"),
        _EXACT,
        ('写成 "95"、"0.5" 或 "1/3" 这样', 'write it like "95", "0.5" or "1/3"'),
    ),
    "figure.share": _kind(
        ("比例“{value}”不在0到1之间", "the share “{value}” is not within 0 to 1"),
        (
            "一个人承担的不能多于全部，也不能是零或负数",
            "nobody bears more than the whole, or nothing of it",
        ),
        (
            '百分之五十写成 "0.5"，不承担的就不写',
            'write 50 % as "0.5"; leave out who bears nothing',
        ),
    ),
    "figure.whole": _kind(
        (
            "“{value}”不是{least}到{most}之间的整数",
            "“{value}” is not a whole number from {least} to {most}",
        ),
        _ONE_MEANING,
        ("写一个整数", "write a whole number"),
    ),
    "figure.rate": _kind(
        ("“{key}”必须大于零", "“{key}” must be more than zero"),
        ("按零的步长无法计分", "nothing can be counted in steps of zero"),
        ("写正数", "write a positive number"),
    ),
    "value.boolean": _kind(
        ("“{value}”既不是 true 也不是 false", "“{value}” is neither true nor false"),
        _ONE_MEANING,
        ("是写 true，否写 false", "write true or false"),
    ),
    "value.date": _kind(
        ("“{value}”不是日期", "“{value}” is not a date"),
        _ONE_MEANING,
        ("写成 2024-08-01 这样", "write it like 2024-08-01"),
    ),
    "value.choice": _kind(
        ("“{value}”不在可选之列", "“{value}” is not one of the choices"),
        ("写法是固定的几种：{choices}", "the choices are fixed: {choices}"),
        ("{advice_zh}", "{advice_en}"),
    ),
    "value.repeated": _kind(
        ("“{value}”列了两次", "“{value}” is listed twice"),
        ("重复的一项不起作用", "the second one does nothing"),
        ("删去一处", "delete one of them"),
    ),
    "format.unknown": _kind(
        ("格式“{value}”不是 {known}", "the format “{value}” is not {known}"),
        ("不同格式的同一个字段可能意思不同", "a key may mean another thing in another format"),
        ("第一行写 format: {known}", "let the first line be format: {known}"),
    ),
    # ------------------------------------------------------------ cross references
    "reference.unknown": _kind(
        ("“{value}”在“{table}”里没有", "“{table}” has no “{value}”"),
        _NAMED,
        ("{advice_zh}", "{advice_en}"),
    ),
    "reference.unused": _kind(
        ("“{value}”没有任何项目使用", "no item uses “{value}”"),
        (
            "公布了却不起作用的规定会让人误解",
            "a provision that is published but does nothing misleads",
        ),
        ("让项目使用它，或者删去", "use it in an item, or delete it"),
    ),
    # ------------------------------------------------------------ contradictions
    "item.nobody-proposes": _kind(
        ("没有人可以提出这一项", "nobody may propose this item"),
        _NEVER,
        ("在“proposers”里至少写一个角色", "name at least one role in “proposers”"),
    ),
    "item.proposer": _kind(
        (
            "“{value}”不能提出{direction_zh}",
            "“{value}” may not propose what is to {direction_en}",
        ),
        (
            "程序规定{direction_zh}只能由这些角色提出：{allowed}",
            "the steps let only these propose it: {allowed}",
        ),
        ("换成其中的角色", "name one of these roles"),
    ),
    "scoring.shape": _kind(
        ("“{key}”不属于计分方式“{kind}”", "“{key}” does not belong to the scoring “{kind}”"),
        ("每种计分方式的字段是固定的：{known}", "every way of scoring has its own keys: {known}"),
        ("{advice_zh}", "{advice_en}"),
    ),
    "scoring.range": _kind(
        ("下限{least}分不小于上限{most}分", "the least {least} is not below the most {most}"),
        ("没有裁量余地就不是裁量区间", "without room there is no discretion"),
        ("改上下限，或者用固定分值（fixed）", "mend the bounds, or use “fixed”"),
    ),
    "scoring.tier-sides": _kind(
        (
            "“at_least”和“at_most”必须且只能写一个",
            "exactly one of “at_least” and “at_most” is needed",
        ),
        ("数越大越好和名次越小越好不能混用", "larger-is-further and smaller-is-further do not mix"),
        ("删去一个", "keep one of them"),
    ),
    "scoring.tier-overlap": _kind(
        ("“{value}”这一档写了两次", "the step “{value}” stands twice"),
        ("同一个数会落进两档", "one figure would fall into two steps"),
        ("删去一档", "delete one of them"),
    ),
    "scoring.tier-order": _kind(
        (
            "“{far}”一档{far_points}分，不多于“{near}”一档的{near_points}分",
            "the step “{far}” gives {far_points}, no more than “{near}” with {near_points}",
        ),
        (
            "更难达到的一档分值应当更大，否则它不起作用",
            "a further step must be worth more, or it does nothing",
        ),
        ("检查各档的分值", "check the points of the steps"),
    ),
    "scoring.level-order": _kind(
        (
            "“{lower}”{lower_points}分，高于列在前面的“{higher}”{higher_points}分",
            "“{lower}” with {lower_points} stands below “{higher}” with {higher_points}",
        ),
        (
            "级别从高到低排列，部门发文才能低一级计",
            "levels go from the highest down, so that one lower is known",
        ),
        ("按分值从高到低排列", "order them from the highest down"),
    ),
    "scoring.level-key": _kind(
        ("级别“{value}”写了两次", "the level “{value}” stands twice"),
        ("同一级别不能有两个分值", "one level cannot be worth two figures"),
        ("删去一处", "delete one of them"),
    ),
    "scoring.level-source": _kind(
        ("“table”和“rows”必须且只能写一个", "exactly one of “table” and “rows” is needed"),
        ("级别表要么引用，要么就地写明", "a level table is either named or written out"),
        ("删去一个", "keep one of them"),
    ),
    "scoring.level-department": _kind(
        ("只有一级，部门发文没有更低一级", "with one level there is none below for a department"),
        _NEVER,
        (
            "补上更低的级别，或者删去“department_lower”",
            "add a lower level or drop “department_lower”",
        ),
    ),
    "scoring.rate-most": _kind(
        ("最多{most}分，小于一步的{each}分", "the most {most} is less than one step of {each}"),
        _NEVER,
        ("把“most”改大", "raise “most”"),
    ),
    "cap.below-award": _kind(
        (
            "“{key}”为{cap}分，小于最小的一次计分{award}分",
            "“{key}” is {cap}, less than the smallest award {award}",
        ),
        (
            "第一次就会被截去，公布的分值从未兑现",
            "the first award would be cut, the printed figure never be had",
        ),
        ("提高封顶，或者降低分值", "raise the cap or lower the award"),
    ),
    "cap.event-over-cycle": _kind(
        (
            "单次封顶{event}分，大于全周期封顶{cycle}分",
            "event_max {event} is more than cycle_max {cycle}",
        ),
        ("单次封顶永远不会起作用", "the cap per event could never bite"),
        ("调整其中一个", "mend one of the two"),
    ),
    "group.limit": _kind(
        (
            "“sum_max”必须写“limit”，“highest”不能写“limit”",
            "“sum_max” needs a “limit” and “highest” takes none",
        ),
        ("合计封顶要有数，就高计分没有数", "a capped sum has a figure, the highest has none"),
        ("补上或者删去“limit”", "add “limit” or delete it"),
    ),
    "limit.sides": _kind(
        (
            "共用封顶里既有加分项又有扣分项",
            "the shared cap mixes items that add and items that deduct",
        ),
        ("加分和扣分各自封顶，不能相互抵算", "each side has its own cap; they are not set off"),
        ("拆成两个共用封顶", "make two caps of it"),
    ),
    "score.floor": _kind(
        ("基础分{base}分低于保底{floor}分", "the base {base} lies below the floor {floor}"),
        (
            "一开始就在保底线下，扣分永远不起作用",
            "starting below the floor no deduction could count",
        ),
        ("调整其中一个", "mend one of the two"),
    ),
    "cycle.start": _kind(
        ("生效日{day}不是积分周期的第一天", "{day} is not the first day of a cycle"),
        ("规则只随新周期生效，运行中的周期不变", "rules change with a cycle, never inside one"),
        (
            "写{month}月1日，或者改“start_month”",
            "use the 1st of month {month}, or mend “start_month”",
        ),
    ),
    "cycle.briefings": _kind(
        (
            "{months}个月不能均分成{briefings}段通报",
            "{months} months do not divide into {briefings} briefings",
        ),
        ("每段通报要从整月开始", "every part must begin with a month"),
        ("让通报次数能整除周期月数", "let the briefings divide the months"),
    ),
    "service.months": _kind(
        (
            "“{key}”为{value}个月，长于周期{months}个月",
            "“{key}” is {value} months, the cycle only {months}",
        ),
        _NEVER,
        ("改成不长于周期的月数", "let it be no longer than the cycle"),
    ),
    "ranking.chapter": _kind(
        (
            "“more_in_chapter”和“tie_chapter”必须一起写",
            "“more_in_chapter” and “tie_chapter” need each other",
        ),
        ("要写明比的是哪一章的加分", "it must be said which chapter's points decide"),
        ("补上或者删去其中一个", "add the other one, or delete both"),
    ),
    "process.lines": _kind(
        (
            "轻微线{minor}分不低于重大线{grave}分",
            "the minor line {minor} is not below the grave line {grave}",
        ),
        ("一次扣分不能既轻微又重大", "a deduction cannot be both minor and grave"),
        ("把“minor_line”改小", "lower “minor_line”"),
    ),
    # ------------------------------------------------------------ cases
    "case.measure": _kind(
        ("“{item}”的度量写得不对", "the measures of “{item}” do not fit"),
        (
            "“{item}”的计分方式是“{kind}”，{needed_zh}",
            "“{item}” scores by “{kind}”: {needed_en}",
        ),
        ("照此改写这一条", "write the entry so"),
    ),
    "case.outside": _kind(
        ("{day}不在周期{start}至{end}之内", "{day} lies outside the cycle {start} to {end}"),
        ("周期外的事实不计分", "a fact outside the cycle gives nothing"),
        ("改日期，或者删去“on”", "mend the date, or delete “on”"),
    ),
    "case.serves": _kind(
        (
            "“serves”要写起止两个日期，先起后止",
            "“serves” takes two dates, the first before the second",
        ),
        ("任职时间用来折算基础分", "the base is prorated by the time served"),
        (
            "写成 [2025-02-01, 2025-08-01]，止日不含在内",
            "write [2025-02-01, 2025-08-01], the end not included",
        ),
    ),
}
