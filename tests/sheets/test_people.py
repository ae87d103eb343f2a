"""The people workbook: villages, roster, duties, leaves."""

import datetime as dt

import pytest

from jifen.core.posts import Body, PostGroup
from jifen.sheets.people import PeopleSheet, Post, read_people
from jifen.sheets.workbook import read
from tests.sheets.sheet_files import xlsx

ROSTER = [
    "村（社区）",
    "姓名",
    "性别",
    "职务",
    "任职类别",
    "岗位组",
    "任职日期",
    "离任日期",
    "干部编号",
]


def person(**changed: object) -> list[object]:
    row: dict[str, object] = {
        "unit": "东禾村", "name": "张　三", "sex": "男", "posts": "党支部书记、村委会主任",
        "body": "一肩挑", "group": "书记主任", "since": "2023.3.1", "until": "", "code": "SL001",
    }  # fmt: skip
    return list({**row, **changed}.values())


def people(**sheets: list[list[object]]) -> PeopleSheet:
    return read_people(read(xlsx(sheets), "a.xlsx"))


def roster(*rows: list[object]) -> PeopleSheet:
    return people(干部名册=[list(ROSTER), *rows])


def test_a_person_is_read_with_posts_in_their_bodies() -> None:
    (one,) = roster(person()).people
    assert (one.code, one.name, one.sex, one.unit) == ("SL001", "张三", "男", "东禾村")
    assert one.posts == (Post("党支部书记", Body.PARTY), Post("村委会主任", Body.ELECTED))
    assert one.group is PostGroup.CHIEF
    assert (one.since, one.until) == (dt.date(2023, 3, 1), None)


@pytest.mark.parametrize(
    ("posts", "body", "read_as"),
    [
        ("党支部委员", "党组织成员", [("党支部委员", Body.PARTY)]),
        ("村委会副主任", "村委会成员", [("村委会副主任", Body.ELECTED)]),
        ("居委会委员", "居委会成员", [("居委会委员", Body.ELECTED)]),
        ("网格员", "聘用", [("网格员", Body.HIRED)]),
        ("副书记、组织委员", "党组织成员", [("副书记", Body.PARTY), ("组织委员", Body.PARTY)]),
        (
            "村党总支副书记兼村委会委员",
            "交叉任职",
            [("村党总支副书记", Body.PARTY), ("村委会委员", Body.ELECTED)],
        ),
    ],
)
def test_posts_and_bodies_go_together(
    posts: str, body: str, read_as: list[tuple[str, Body]]
) -> None:
    (one,) = roster(person(posts=posts, body=body)).people
    assert [(post.title, post.body) for post in one.posts] == read_as


@pytest.mark.parametrize("posts", ["书记、主任", "党支部书记", "党支部书记、村主任、文书"])
def test_two_bodies_need_a_post_written_out_for_each(posts: str) -> None:
    found = roster(person(posts=posts))
    assert found.people == ()
    assert [one.code for one in found.problems] == ["row.posts"]
    assert "请两个都写全" in found.problems[0].sentence


def test_a_transfer_is_two_rows_with_dates() -> None:
    found = roster(
        person(until="2025.1.1", posts="党支部委员", body="党组织成员"),
        person(unit="西麦村", since="2025.1.1", posts="党支部委员", body="党组织成员"),
    )
    assert [(one.unit, one.since, one.until) for one in found.people] == [
        ("东禾村", dt.date(2023, 3, 1), dt.date(2025, 1, 1)),
        ("西麦村", dt.date(2025, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "cell.missing"),
        ({"unit": ""}, "cell.missing"),
        ({"sex": "未知"}, "cell.word"),
        ({"body": "临时工"}, "cell.word"),
        ({"group": "其他"}, "cell.word"),
        ({"since": "3月1日"}, "cell.date-year"),
        ({"until": "2022.1.1"}, "row.span"),
        ({"until": "2023.3.1"}, "row.span"),
    ],
)
def test_a_wrong_cell_refuses_the_person(changed: dict[str, object], code: str) -> None:
    found = roster(person(**changed), person(code="SL002"))
    assert [one.code for one in found.people] == ["SL002"]
    assert [one.code for one in found.problems] == [code]


def test_a_numeric_id_is_refused_in_the_words_the_office_knows() -> None:
    head = [*ROSTER, "身份证号"]
    found = people(干部名册=[head, [*person(), 110101199003070011]])
    assert [one.sentence for one in found.problems] == [
        "第 2 行“身份证号”是数字格式，后几位已丢失。请把该列设为“文本”后重新填写。"
    ]


def test_duties_have_one_lead_and_any_helpers() -> None:
    head = ["村", "责任领域", "牵头人", "协助人", "分工日期", "终止日期"]
    found = people(
        责任分工=[
            head,
            ["东禾村", "党建", "张三", "李四、王五", "2023.3.1", ""],
            ["东禾村", "森林防火", "李四", "", "2023.3.1", "2025.1.1"],
            ["东禾村", "人居环境", "李四", "李四", "2023.3.1", ""],
        ]
    )
    assert [(one.area, one.lead, one.assist, one.until) for one in found.duties] == [
        ("党建", "张三", ("李四", "王五"), None),
        ("森林防火", "李四", (), dt.date(2025, 1, 1)),
    ]
    assert [(one.code, one.row) for one in found.problems] == [("row.assist", 4)]


def test_a_leave_ends_the_day_after_its_last_day() -> None:
    head = ["姓名", "村", "请假类别", "请假起", "请假止"]
    found = people(
        请假=[
            head,
            ["张三", "东禾村", "病假", "2024.12.2", "2025.5.30"],
            ["李四", "东禾村", "产假", "2025.1.1", ""],
            ["王五", "东禾村", "事假", "2025.1.2", "2025.1.1"],
        ]
    )
    assert [(one.name, one.kind, one.since, one.until) for one in found.leaves] == [
        ("张三", "sick", dt.date(2024, 12, 2), dt.date(2025, 5, 31)),
        ("李四", "maternity", dt.date(2025, 1, 1), None),
    ]
    assert [one.code for one in found.problems] == ["row.span"]


def test_each_sheet_is_known_by_its_header_whatever_its_name() -> None:
    found = people(
        甲=[["村（社区）名称", "类型"], ["东禾村", "村"], ["示范社区", "社区"]],
        乙=[list(ROSTER), person()],
    )
    assert [(one.name, one.kind) for one in found.units] == [
        ("东禾村", "village"), ("示范社区", "community"),
    ]  # fmt: skip
    assert len(found.people) == 1
    assert [one.layout for one in found.tables] == ["units", "roster"]
