"""The paper of a choice from a shortlist: whom the town recommends (推荐意见), and why.

To the body that honours or appoints; it is no notice. It names who was chosen, never who was not.
"""

import datetime as dt

from jifen.core.appraisal import ResultsRule, Shortlist
from jifen.outcomes.models import Listing
from jifen.papers.circular import Align, Block, Circular, Column, Heading, Paragraph, Table
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Kind, Sheet
from jifen.rulebook.queries import rulebook
from jifen.rulebook.result_wording import conditions


def series(town: str) -> str:
    """Return the short name under which a town numbers them.

    >>> series("示例镇")
    '示积荐'
    """
    return f"{town[0]}积荐"


def is_recommendation(series: str) -> bool:
    """Say whether a paper of this series recommends people: read by the office and the deciders."""
    return series.endswith("积荐")


def title(chosen: Listing) -> tuple[str, str]:
    """Return the paper's title."""
    what = chosen.name.removesuffix("名单").removesuffix("推荐")
    return f"关于{_year(chosen)}{what}", "人选的推荐意见"


def compose(
    chosen: Listing, rule: Shortlist, *, listed: int, meeting: str, on: dt.date
) -> Circular:
    """Return the paper, dated `on`, without its number; `listed`: how many stood on the list."""
    cycle = chosen.cycle
    rules = rulebook(cycle.version)
    blocks: list[Block] = [
        Paragraph(
            f"根据《{rules.title}》（{cycle.version.document_number}）和{_year(chosen)}村（社区）干部考核"
            f"结果，经{meeting}集体研究，从符合条件的{listed}名干部中推荐{len(chosen.people)}名。"
            "现将有关情况报告如下。"
        ),
        Heading(1, "一、推荐条件"),
        Paragraph(f"{conditions(rule, rules.results or ResultsRule())}。"),
        Heading(1, "二、推荐人选"),
        Table(
            columns=(
                Column("序号", 12),
                Column("姓名", 26),
                Column("村（社区）", 34),
                Column("职务", 84, Align.LEFT),
            ),
            rows=tuple(
                (str(number), *chosen.names[code])
                for number, code in enumerate(chosen.people, start=1)
            ),
        ),
        Heading(1, "三、推荐理由"),
        *(Paragraph(f"{chosen.names[code][0]}：{why}") for code, why in chosen.people.items()),
        Paragraph(
            "推荐意见由有权机关依照规定的权限和程序研究，需要公示、备案的按照规定办理；推荐本身不改变"
            "任何职务。"
        ),
    ]
    return Circular(
        letterhead="",
        doc_number="",
        title=title(chosen),
        addressees="",
        blocks=tuple(blocks),
        issuer=f"{cycle.town.name}积分制管理工作领导小组办公室",
        date=on,
    )


def sheet(chosen: Listing) -> Sheet:
    """Return the same as a table."""
    return Sheet(
        name="推荐人选",
        title="".join(title(chosen)),
        columns=(
            Cells("序号", 6, Kind.COUNT),
            Cells("编号", 12),
            Cells("姓名", 12),
            Cells("村（社区）", 18),
            Cells("职务", 30),
            Cells("推荐理由", 60),
        ),
        rows=tuple(
            (number, code, *chosen.names[code], why)
            for number, (code, why) in enumerate(chosen.people.items(), start=1)
        ),
    )


def _year(chosen: Listing) -> str:
    return f"{chosen.cycle.name.replace('-', '—')}年度"
