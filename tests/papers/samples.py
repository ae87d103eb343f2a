"""A realistic half-cycle circular of the synthetic town 示例镇, built for the tests."""

import datetime as dt
from dataclasses import replace

from jifen.papers.circular import (
    Align,
    Annex,
    Checkpoint,
    Circular,
    Column,
    CopyTo,
    Heading,
    Paragraph,
    Table,
)
from jifen.papers.numerals import document_number, points

RARE = "彧喆垚堃犇翀芃玥旻珺祎晞璟赟垯"
"""Name characters that the GB 2312 faces have not."""

OFFICE = "示例镇积分制管理工作领导小组办公室"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = (*RARE, "建国", "秀英", "伟民", "𠮷", "阿依古丽·买买提")
VILLAGES = (
    "青禾村", "白石村", "南塘村", "上坪村", "下坪村", "龙江村", "松岭村", "梅园村",
    "竹坑村", "新联村", "东洲村", "河口村", "长岗村", "城东社区", "城西社区",
)  # fmt: skip
POSTS = ("党组织书记、村委会主任", "党组织副书记", "党组织委员", "村委会副主任", "村委会委员")
COLUMNS = (
    Column("名次", 17),
    Column("姓名", 44),
    Column("村（社区）", 35),
    Column("职务", 70, Align.LEFT),
    Column("基础分", 24, Align.RIGHT),
    Column("加分", 24, Align.RIGHT),
    Column("扣分", 24, Align.RIGHT),
    Column("半年净分", 27, Align.RIGHT),
    Column("备注", 42, Align.LEFT),
)


def ranked_rows(count: int = 91) -> tuple[tuple[str, ...], ...]:
    """Make `count` rows, each with its own name, in falling order."""
    rows = []
    for place in range(1, count + 1):
        gained, lost = 4500 - 37 * place, 25 * (place // 9)
        rows.append(
            (
                str(place),
                SURNAMES[place % len(SURNAMES)] + GIVEN[place % len(GIVEN)],
                VILLAGES[place % len(VILLAGES)],
                POSTS[place % len(POSTS)],
                points(10000),
                points(gained),
                points(-lost),
                points(10000 + gained - lost),
                "病假二个月，按月折算" if place == 47 else "",
            )
        )
    return tuple(rows)


def half_cycle(count: int = 91) -> Circular:
    """Build the circular an office would issue in February."""
    rows = ranked_rows(count)
    name = "示例镇村（社区）干部2024—2025年度上半周期积分排名表"
    return Circular(
        letterhead=OFFICE + "文件",
        doc_number=document_number("示积办", 2025, 3),
        title=("关于2024—2025年度村（社区）干部", "积分制管理上半周期考核情况的通报"),
        addressees="各村（社区）党组织、村（居）民委员会，镇各办（站、所）",
        blocks=(
            Paragraph(
                "根据《示例镇村（社区）干部积分制管理考核细则（试行）》，领导小组办公室对全镇13个村、"
                "2个社区共91名干部2024年8月1日至2025年1月31日的积分进行了汇总。经领导小组审定，现将"
                "有关情况通报如下。"
            ),
            Heading(1, "一、总体情况"),
            Paragraph(
                "上半周期共入账1862项，其中加分1701项、扣分161项。全镇干部平均净分128.44分，最高"
                "144.63分，最低109.08分；净分在130分以上的42人，占46.15%。"
            ),
            Heading(2, "（一）任务完成情况较好"),
            Paragraph(
                "防汛救灾、耕地保护、医保征缴三项镇级重点任务均在时限内完成，涉及的加分项目已经公示"
                "五个工作日，没有收到异议。"
            ),
            Heading(2, "（二）排名情况"),
            Paragraph("净分前十名的干部如下，全部名次见附件。"),
            Table(
                columns=(
                    Column("名次", 10),
                    Column("姓名", 30),
                    Column("村（社区）", 22),
                    Column("职务", 46, Align.LEFT),
                    Column("净分", 16, Align.RIGHT),
                ),
                rows=tuple((row[0], row[1], row[2], row[3], row[7]) for row in rows[:10]),
            ),
            Heading(1, "二、存在问题"),
            Heading(3, "1.台账报送不及时。"),
            Paragraph(
                "个别村上报的佐证材料不齐全，退回补正23件次；人居环境整治、安全生产两个条线的扣分占"
                "全部扣分的六成，整改销号还不够快。"
            ),
            Heading(3, "2.申报把关不严。"),
            Paragraph("有的同一事项重复申报，经核实按照“就高不重复”的规定只计一次。"),
            Heading(1, "三、下一步要求"),
            Paragraph(
                "各村（社区）党组织要对照通报查找差距，组织干部核对本人积分。对积分有异议的，可以自本"
                "通报印发之日起五个工作日内向领导小组办公室实名提出复核申请。联系人：示例，联系电话："
                "0000-0000000。"
            ),
        ),
        attachments=(name,),
        annexes=(
            Annex(
                title=("示例镇村（社区）干部2024—2025年度", "上半周期积分排名表"),
                table=Table(
                    columns=COLUMNS,
                    rows=rows,
                    total=("合计", "91人", "", "", "9100.00", "2546.18", "-98.25", "11547.93", ""),
                ),
                above=("填报单位：" + OFFICE, "单位：分　截至2025年1月31日"),
                notes=("注：净分相同的名次并列，后一名次相应空出。",),
                signatures=("制表人：", "审核人：", "分管领导（签字）："),
            ),
        ),
        issuer=OFFICE,
        date=dt.date(2025, 2, 5),
        copy_to=CopyTo(
            "示例县委组织部、县纪委监委，镇党委、政府领导班子成员", OFFICE, dt.date(2025, 2, 5)
        ),
        checkpoint=Checkpoint(4215, "9f2c51d0" * 8),
    )


def short(**changes: object) -> Circular:
    """Build the smallest whole circular, with what `changes` names put otherwise."""
    plain = Circular(
        letterhead="中共示例镇委员会文件",
        doc_number=document_number("示委", 2025, 12),
        title=("关于示例事项的通报",),
        addressees="各村（社区）党组织",
        blocks=(Paragraph("现将有关情况通报如下。"),),
        issuer="中共示例镇委员会",
        date=dt.date(2025, 2, 5),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # field names come from the tests
