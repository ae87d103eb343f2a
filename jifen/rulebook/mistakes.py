"""Every kind of mistake a rulebook file can have: what is wrong, why it matters, how to mend it.

Chinese and English side by side; blanks are filled where the mistake is found. The whole list is
`KINDS`, and tests/rulebook/test_broken.py breaks a file once for each of them.
"""

from collections.abc import Mapping

from jifen.rulebook.contradictions import CONTRADICTIONS
from jifen.rulebook.contradictions_of_schemes import OF_SCHEMES
from jifen.rulebook.said import Kind, kind

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
KINDS: Mapping[str, Kind] = {
    # ------------------------------------------------------------ the file
    "file.too-large": kind(
        ("文件有{size}字节，超过{most}字节", "the file has {size} bytes, more than {most}"),
        ("一份细则几十到几百项，远小于这个数", "a scheme of hundreds of items is far smaller"),
        ("检查是否选错了文件", "check whether this is the right file"),
    ),
    "file.encoding": kind(
        ("文件不是UTF-8编码", "the file is not UTF-8"),
        _WHOLE,
        ("用记事本或WPS另存为UTF-8编码", "save it again as UTF-8"),
    ),
    "file.empty": kind(
        ("文件是空的", "the file is empty"),
        ("没有内容就没有规则", "nothing written, nothing ruled"),
        ("从示例细则复制一份再改", "start from a copy of the example"),
    ),
    "file.several": kind(
        ("文件里有不止一份文档（---）", "the file holds more than one document (---)"),
        ("一个文件只写一版细则", "one file is one version"),
        ("把各版拆成各自的文件", "give every version its own file"),
    ),
    "file.too-many": kind(
        ("问题太多，只列出前{most}处", "too many problems; the first {most} are listed"),
        ("这多半不是细则文件", "this is hardly a rulebook"),
        ("检查是否选错了文件，改正后再读", "check the file, mend these and read it again"),
    ),
    "yaml.broken": kind(
        ("从这一行起格式读不通", "this is not YAML: {detail}"),
        _WHOLE,
        (
            "检查这一行的缩进（只用空格）、引号是否成对、冒号是否为半角加空格",
            "look at this line's indent (spaces only), its quotes, and the space after its colon",
        ),
    ),
    "yaml.anchor": kind(
        ("用了锚点 &{name}", "an anchor &{name} is used"),
        _ONE_MEANING,
        ("把内容原样写出来", "write the content out"),
    ),
    "yaml.alias": kind(
        ("用了引用 *{name}", "an alias *{name} is used"),
        _ONE_MEANING,
        ("把内容原样写出来", "write the content out"),
    ),
    "yaml.tag": kind(
        ("用了类型标签 {tag}", "a tag {tag} is used"),
        ("细则里只有文字、列表和字段", "a rulebook has texts, lists and keys only"),
        ("删去标签", "delete the tag"),
    ),
    "yaml.duplicate-key": kind(
        ("“{key}”写了两次，第一次在第{first}行", "“{key}” stands twice, first in line {first}"),
        (
            "两处只有一处会生效，看的人分不清是哪一处",
            "only one of the two would count and no reader could tell which",
        ),
        ("删去一处，或者给其中一处改名", "delete one of them or rename it"),
    ),
    "yaml.key": kind(
        ("字段名必须是一个词", "a key must be one word"),
        _ONE_MEANING,
        ("写成“字段: 内容”的样子", "write it as “key: value”"),
    ),
    "yaml.too-deep": kind(
        ("嵌套超过{most}层", "nested more than {most} deep"),
        ("细则最深只有五六层", "a rulebook is five or six deep at most"),
        ("检查缩进和括号", "check indents and brackets"),
    ),
    # ------------------------------------------------------------ keys and values
    "key.unknown": kind(
        ("未知字段“{key}”", "unknown key “{key}”"),
        _ONLY_KNOWN,
        ("{advice_zh}", "{advice_en}"),
    ),
    "key.missing": kind(
        ("缺少字段“{key}”", "the key “{key}” is missing"),
        ("没有默认值可以代替这项规定", "no default can stand in for this provision"),
        ("补上“{key}: …”", "add “{key}: …”"),
    ),
    "value.not-table": kind(
        (
            "这里应当是一组“字段: 内容”，现在是{found_zh}",
            "keys and values belong here, not {found_en}",
        ),
        _WHOLE,
        ("{advice_zh}", "{advice_en}"),
    ),
    "value.not-list": kind(
        ("这里应当是列表，现在是{found_zh}", "a list belongs here, not {found_en}"),
        _ONE_MEANING,
        ("写成 [甲, 乙] 或每行以“- ”开头", "write [one, two], or lines that begin with “- ”"),
    ),
    "value.not-text": kind(
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
    "value.empty": kind(
        ("内容是空的", "the value is empty"),
        ("空着看不出是没有规定还是漏填", "nobody can tell “none” from “forgotten”"),
        ("填上内容，或者连字段一起删去", "fill it in, or delete the key with it"),
    ),
    "value.nothing": kind(
        ("“{key}”里一项也没有", "“{key}” holds nothing"),
        ("空着看不出是没有规定还是漏填", "nobody can tell “none” from “forgotten”"),
        ("至少写一项，或者连字段一起删去", "write at least one, or delete the key"),
    ),
    "text.line-break": kind(
        ("这里的文字换了行", "this text has a line break"),
        ("标题和名称要印在一行里", "titles and names are printed on one line"),
        ("写成一行", "write it on one line"),
    ),
    "text.too-long": kind(
        ("文字有{length}字，超过{most}字", "the text has {length} characters, more than {most}"),
        ("表格和公文放不下", "tables and papers could not hold it"),
        ("写短些，细节放进“procedure”", "shorten it; details belong in “procedure”"),
    ),
    "text.invisible": kind(
        ("文字里有看不见的字符 {character}", "the text holds an invisible character {character}"),
        ("看着一样、其实不同的文字无法核对", "texts that look alike but differ cannot be checked"),
        ("删去后重新输入", "delete it and type it again"),
    ),
    "text.code": kind(
        ("“{value}”不能作代码", "“{value}” cannot be a code"),
        ("代码要能印、能搜、能写进表格", "a code is printed, searched for and typed into sheets"),
        ("只用汉字、字母、数字和连字符，最多32字", "use letters, digits and hyphens, 32 at most"),
    ),
    "figure.unquoted": kind(
        ("数“{value}”没有加引号", "the figure “{value}” is not quoted"),
        (
            "不加引号时，别的软件会把它当浮点数改写",
            "without quotes other programs rewrite it as a float",
        ),
        ('写成 "{value}"', 'write "{value}"'),
    ),
    "figure.points": kind(
        ("“{value}”不是分值", "“{value}” is not a figure in points"),
        _EXACT,
        ('写成 "2"、"0.5" 这样，最多两位小数', 'write it like "2" or "0.5", two decimals at most'),
    ),
    "figure.sign": kind(
        ("分值“{value}”必须大于零", "the figure “{value}” must be more than zero"),
        (
            "分值只写大小，加还是扣由“direction”决定",
            "figures are sizes; “direction” gives the sign",
        ),
        ("写正数", "write a positive figure"),
    ),
    "figure.number": kind(
        ("“{value}”不是数", "“{value}” is not a number"),
        _EXACT,
        ('写成 "95"、"0.5" 或 "1/3" 这样', 'write it like "95", "0.5" or "1/3"'),
    ),
    "figure.share": kind(
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
    "figure.money": kind(
        ("“{value}”不是金额", "“{value}” is not an amount of money"),
        ("金额以元为单位，按分的整数计算", "money is written in yuan and held in whole fen"),
        ('写成 "120.00" 或 "50" 这样，大于零', 'write it like "120.00" or "50", more than zero'),
    ),
    "figure.factor": kind(
        ("倍数“{value}”不在0到{most}之间", "the factor “{value}” is not within 0 to {most}"),
        (
            "倍数乘在分值上，不能改变加减方向",
            "a factor multiplies points and never turns their sign",
        ),
        ('加倍写 "2"，减半写 "0.5"，不计写 "0"', 'write "2", "0.5", or "0" for not counted'),
    ),
    "figure.whole": kind(
        (
            "“{value}”不是{least}到{most}之间的整数",
            "“{value}” is not a whole number from {least} to {most}",
        ),
        _ONE_MEANING,
        ("写一个整数", "write a whole number"),
    ),
    "figure.rate": kind(
        ("“{key}”必须大于零", "“{key}” must be more than zero"),
        ("按零的步长无法计分", "nothing can be counted in steps of zero"),
        ("写正数", "write a positive number"),
    ),
    "value.boolean": kind(
        ("“{value}”既不是 true 也不是 false", "“{value}” is neither true nor false"),
        _ONE_MEANING,
        ("是写 true，否写 false", "write true or false"),
    ),
    "value.date": kind(
        ("“{value}”不是日期", "“{value}” is not a date"),
        _ONE_MEANING,
        ("写成 2024-08-01 这样", "write it like 2024-08-01"),
    ),
    "value.span": kind(
        ("“{value}”不是起止日期", "“{value}” is not a first and a last day"),
        _ONE_MEANING,
        (
            "“dates”写 2025-03-01/2025-03-12，“every_year”写 04-15/10-15，只有一天的写一天",
            "write 2025-03-01/2025-03-12 in “dates”, 04-15/10-15 in “every_year”, or one day",
        ),
    ),
    "value.choice": kind(
        ("“{value}”不在可选之列", "“{value}” is not one of the choices"),
        ("写法是固定的几种：{choices}", "the choices are fixed: {choices}"),
        ("{advice_zh}", "{advice_en}"),
    ),
    "value.repeated": kind(
        ("“{value}”列了两次", "“{value}” is listed twice"),
        ("重复的一项不起作用", "the second one does nothing"),
        ("删去一处", "delete one of them"),
    ),
    "format.unknown": kind(
        ("格式“{value}”不是 {known}", "the format “{value}” is not {known}"),
        ("不同格式的同一个字段可能意思不同", "a key may mean another thing in another format"),
        ("第一行写 format: {known}", "let the first line be format: {known}"),
    ),
    # ------------------------------------------------------------ cross references
    "reference.unknown": kind(
        ("“{value}”在“{table}”里没有", "“{table}” has no “{value}”"),
        _NAMED,
        ("{advice_zh}", "{advice_en}"),
    ),
    "reference.unused": kind(
        ("“{value}”没有任何项目使用", "no item uses “{value}”"),
        (
            "公布了却不起作用的规定会让人误解",
            "a provision that is published but does nothing misleads",
        ),
        ("让项目使用它，或者删去", "use it in an item, or delete it"),
    ),
    # ------------------------------------------------------------ cases
    "case.measure": kind(
        ("“{item}”的度量写得不对", "the measures of “{item}” do not fit"),
        (
            "“{item}”的计分方式是“{kind}”，{needed_zh}",
            "“{item}” scores by “{kind}”: {needed_en}",
        ),
        ("照此改写这一条", "write the entry so"),
    ),
    "case.outside": kind(
        ("{day}不在周期{start}至{end}之内", "{day} lies outside the cycle {start} to {end}"),
        ("周期外的事实不计分", "a fact outside the cycle gives nothing"),
        ("改日期，或者删去“on”", "mend the date, or delete “on”"),
    ),
    "case.before": kind(
        ("{day}不在周期开始（{start}）之前", "{day} is not before the cycle, which starts {start}"),
        ("“before”写的是以前周期的事", "“before” holds what happened in earlier cycles"),
        ("周期内的写在“facts”里", "write what lies in the cycle under “facts”"),
    ),
    "case.serves": kind(
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
    **CONTRADICTIONS,
    **OF_SCHEMES,
}
