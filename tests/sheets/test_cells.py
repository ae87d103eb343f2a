"""Single cells: what is read, what is refused, and that nothing is guessed."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.sheets import cells
from jifen.sheets.cells import Bad, Measure, Named, Period
from jifen.sheets.workbook import Raw

CYCLE = Period(dt.date(2024, 8, 1), dt.date(2025, 8, 1))
LEAP = Period(dt.date(2023, 8, 1), dt.date(2024, 8, 1))


def code(found: object) -> str:
    """The code of a refusal; a value is none."""
    return found.code if isinstance(found, Bad) else f"read as {found!r}"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("张三", "张三"),
        ("张　三", "张三"),
        ("张 三", "张三"),
        (" 张  三 ", "张三"),
        ("王 小 明", "王小明"),
        ("欧阳 修", "欧阳修"),
        ("张\u200b三", "张三"),
        ("阿依·谷雨", "阿依·谷雨"),
        ("阿依•谷雨", "阿依·谷雨"),
        ("阿依．谷雨", "阿依·谷雨"),
        ("阿依‧谷雨", "阿依·谷雨"),
        ("阿依・谷雨", "阿依·谷雨"),
        ("阿依 · 谷雨", "阿依·谷雨"),
        ("陈喆", "陈喆"),
        ("吴𠮷", "吴𠮷"),
        ("李〇", "李〇"),
        ("买买提·吐尔逊·阿不都热依木", "买买提·吐尔逊·阿不都热依木"),
    ],
)
def test_a_name_is_read_without_its_padding(raw: str, read: str) -> None:
    assert cells.name(raw) == read


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("张", "cell.name"),
        ("张三1", "cell.name"),
        ("Zhang San", "cell.name-two"),
        ("张三 李四", "cell.name-two"),
        ("张三　李小四", "cell.name-two"),
        ("张三（小）", "cell.name"),
        ("·张三", "cell.name"),
        ("张··三", "cell.name"),
        ("张\ue000", "cell.name-private"),
        ("一" * 31, "cell.name"),
        (12.0, "cell.name"),
        (True, "cell.name"),
    ],
)
def test_what_may_not_be_one_name_is_refused(raw: Raw, refused: str) -> None:
    assert code(cells.name(raw)) == refused


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("张三", (Named("张三"),)),
        ("张　三、李　四", (Named("张三"), Named("李四"))),
        ("张三，李四；王五", (Named("张三"), Named("李四"), Named("王五"))),
        ("张三\n李四", (Named("张三"), Named("李四"))),
        ("张三/李四", (Named("张三"), Named("李四"))),
        ("张三（责任人）、李四", (Named("张三", "责任人"), Named("李四"))),
        ("张三(署 名)、", (Named("张三", "署名"),)),
        ("张三（牵头、协助）、李四", (Named("张三", "牵头、协助"), Named("李四"))),
    ],
)
def test_several_names_are_read_with_their_capacities(raw: str, read: tuple[Named, ...]) -> None:
    assert cells.people(raw) == read


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("张三、张　三", "cell.people"),
        ("张三（责任人", "cell.people"),
        ("张三 李四", "cell.name-two"),
        ("张三等", "cell.people"),
        ("张三等5人", "cell.name"),
        ("、", "cell.people"),
        (3.0, "cell.name"),
    ],
)
def test_a_list_of_names_that_is_unclear_is_refused(raw: Raw, refused: str) -> None:
    assert code(cells.people(raw)) == refused


DAY = dt.date(2025, 8, 5)


@pytest.mark.parametrize(
    "raw",
    [
        "2025.8.5",
        "2025.08.05",
        "2025.8.5.",
        "2025-08-05",
        "2025-8-5",
        "2025/8/5",
        "20250805",
        "2025年8月5日",
        "2025年8月5号",
        "2025年 8月 5日",
        " 2025. 8. 5 ",
        "２０２５．８．５",
        "2025-08-05 00:00:00",
        "2025/8/5 0:00",
        dt.date(2025, 8, 5),
        dt.datetime(2025, 8, 5, 14, 30),  # noqa: DTZ001  # as a cell holds it
        45874,
        45874.0,
        45874.6,
        20250805,
        20250805.0,
    ],
)
def test_a_day_is_read_in_every_form_that_offices_use(raw: Raw) -> None:
    assert cells.date(raw) == DAY


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("2026年6月31日", "cell.date-none"),
        ("2025.2.29", "cell.date-none"),
        ("20251301", "cell.date-none"),
        (20250230, "cell.date-none"),
        ("1025.8.5", "cell.date"),
        ("25.8.5", "cell.date"),
        ("8.5", "cell.date"),
        (8.5, "cell.date"),
        (2025.8, "cell.date"),
        ("2025年8月", "cell.date"),
        ("2025.8.5-8.8", "cell.date"),
        ("2025年8月5日至8日", "cell.date"),
        ("8月上旬", "cell.date"),
        ("45874", "cell.date"),
        ("2025 11 05", "cell.date"),
        (123, "cell.date"),
        (True, "cell.date"),
        (dt.time(8, 0), "cell.date"),
        ("2025-08-05 14:30", "cell.date"),
    ],
)
def test_what_is_no_certain_day_is_refused(raw: Raw, refused: str) -> None:
    assert code(cells.date(raw, period=CYCLE)) == refused


@pytest.mark.parametrize(
    ("raw", "period", "read"),
    [
        ("8月5日", CYCLE, dt.date(2024, 8, 5)),
        ("7月31日", CYCLE, dt.date(2025, 7, 31)),
        ("１月２日", CYCLE, dt.date(2025, 1, 2)),
        ("2月29日", LEAP, dt.date(2024, 2, 29)),
    ],
)
def test_a_missing_year_comes_from_the_stated_period(
    raw: str, period: Period, read: dt.date
) -> None:
    assert cells.date(raw, period=period) == read


@pytest.mark.parametrize(
    ("raw", "period", "refused"),
    [
        ("8月5日", None, "cell.date-year"),
        ("8月5日", Period(dt.date(2024, 9, 1), dt.date(2024, 10, 1)), "cell.date-year"),
        ("8月5日", Period(dt.date(2024, 8, 1), dt.date(2025, 9, 1)), "cell.date-year"),
        ("6月31日", CYCLE, "cell.date-none"),
        ("2月29日", CYCLE, "cell.date-year"),
        ("2月30日", CYCLE, "cell.date-none"),
    ],
)
def test_a_missing_year_is_never_guessed(raw: str, period: Period | None, refused: str) -> None:
    assert code(cells.date(raw, period=period)) == refused


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        (3, "3", ""),
        (3.0, "3", ""),
        (0.1, "0.1", ""),
        (96.5, "96.5", ""),
        (100.0, "100", ""),
        ("3", "3", ""),
        ("１２", "12", ""),
        ("１２．５", "12.5", ""),
        ("1,234.50", "1234.5", ""),
        ("3宗", "3", "宗"),
        ("3 宗", "3", "宗"),
        ("第2名", "2", "名"),
        ("第2", "2", ""),
        ("96.5%", "96.5", "%"),
        ("96.5％", "96.5", "%"),
        ("32.5万元", "32.5", "万元"),
        ("4户季度", "4", "户季度"),
        ("0.3公顷", "0.3", "公顷"),
    ],
)
def test_a_number_is_exact_whatever_it_is_written_as(raw: Raw, value: str, unit: str) -> None:
    assert cells.measure(raw) == Measure(Decimal(value), unit)


@pytest.mark.parametrize(
    "raw",
    ["约3", "3左右", "三", "1,23", "3-5", "3+2", "3 4", "第3宗", "-1", -1.0, "1e3", "3斤", "٣",
     "9" * 40, 1e26, float("inf"), float("nan"), True, dt.date(2025, 8, 5)],
)  # fmt: skip
def test_what_is_no_certain_number_is_refused(raw: Raw) -> None:
    assert code(cells.measure(raw)) == "cell.number"


@pytest.mark.parametrize(("raw", "value"), [("3.5分", "3.5"), (2.25, "2.25"), ("１０", "10")])
def test_points_are_a_magnitude(raw: Raw, value: str) -> None:
    assert cells.points(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("-3", "cell.points"),
        (0, "cell.points"),
        ("3.125", "cell.points"),
        (0.1 + 0.2, "cell.points"),
        ("3宗", "cell.unit"),
        ("三分", "cell.number"),
    ],
)
def test_points_that_cannot_be_booked_are_refused(raw: Raw, refused: str) -> None:
    assert code(cells.points(raw)) == refused


def test_a_whole_number_is_whole() -> None:
    assert cells.integer("12") == 12
    assert code(cells.integer("12.5")) == "cell.integer"


@pytest.mark.parametrize("raw", ["√", "✓", "✔", "是", True])
def test_a_tick_says_yes(raw: Raw) -> None:
    assert cells.tick(raw) is True


@pytest.mark.parametrize("raw", ["×", "否", False])
def test_a_cross_says_no(raw: Raw) -> None:
    assert cells.tick(raw) is False


def test_a_tick_that_is_none_is_refused() -> None:
    assert code(cells.tick("也许")) == "cell.tick"


@pytest.mark.parametrize("raw", ["", None, "  ", "　", "/", "／", "无", "—", "——", "-", "－"])
def test_an_office_has_many_ways_to_write_nothing(raw: Raw) -> None:
    assert cells.is_empty(raw)


@pytest.mark.parametrize("raw", [0, 0.0, False, "0", "同上", "无锡"])
def test_what_says_something_is_not_empty(raw: Raw) -> None:
    assert not cells.is_empty(raw)


@pytest.mark.parametrize("raw", ["同上", "同 上", "〃", " 〃 ", '"', "”"])
def test_a_repeat_is_known_by_its_signs(raw: str) -> None:
    assert cells.is_ditto(raw)
    assert not cells.is_ditto("同上村")


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("示积决〔2024〕17号", "示积决〔2024〕17号"),
        ("示积决[2024]17号", "示积决〔2024〕17号"),
        ("示积决（2024）17号", "示积决〔2024〕17号"),
        ("示积决(2024)017号", "示积决〔2024〕17号"),
        ("示积决【２０２４】第17号", "示积决〔2024〕17号"),
        ("示积决〔2024〕17", "示积决〔2024〕17号"),
        ("示 积 决 〔2024〕 17 号", "示积决〔2024〕17号"),
    ],
)
def test_a_document_number_takes_its_one_form(raw: str, read: str) -> None:
    assert cells.document_number(raw) == read


@pytest.mark.parametrize(
    "raw",
    [
        "示积决2024-17",
        "〔2024〕17号",
        "示积决〔2024〕1 7号",
        "示积决〔24〕17号",
        "示积决〔2024〕0号",
        "会议纪要",
        17.0,
    ],
)
def test_what_is_no_document_number_is_refused(raw: Raw) -> None:
    assert code(cells.document_number(raw)) == "cell.document"


def test_evidence_is_a_document_or_the_name_of_a_paper() -> None:
    assert cells.evidence("县督[2024]3号") == "县督〔2024〕3号"
    assert cells.evidence("签到表 ") == "签到表"


def test_an_id_number_kept_as_a_number_has_lost_its_last_digits() -> None:
    found = cells.id_number(110101199003070011.0)
    assert isinstance(found, Bad)
    assert found.sentence == "是数字格式，后几位已丢失。请把该列设为“文本”后重新填写。"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        (" 440524 18800101 0014", "cell.id"),
        ("110105194912310021", "cell.id"),
        ("110105491231002", "cell.id"),
        ("110105194902310023", "cell.id"),
        ("不详", "cell.id"),
    ],
)
def test_an_id_number_must_check(raw: str, read: str) -> None:
    found = cells.id_number(raw)
    assert (found.code if isinstance(found, Bad) else found) == read


@given(st.dates(dt.date(1931, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_reads_back_from_every_form(day: dt.date) -> None:
    dotted = f"{day.year}.{day.month}.{day.day}"
    written = f"{day.year}年{day.month}月{day.day}日"
    for raw in (day, dotted, day.isoformat(), written, f"{day:%Y%m%d}", int(f"{day:%Y%m%d}")):
        assert cells.date(raw) == day


@given(st.dates(CYCLE.first, CYCLE.end - dt.timedelta(days=1)))
def test_in_a_period_of_a_year_every_day_has_its_year(day: dt.date) -> None:
    assert cells.date(f"{day.month}月{day.day}日", period=CYCLE) == day


@given(st.integers(0, 10**7), st.integers(0, 2))
def test_a_number_reads_the_same_from_a_cell_and_from_its_text(whole: int, places: int) -> None:
    value = Decimal(whole).scaleb(-places)
    from_cell, from_text = cells.measure(float(value)), cells.measure(f"{value:f}")
    assert from_cell == from_text == Measure(cells._trimmed(value))


@given(st.text())
def test_no_text_makes_a_reader_fail(raw: str) -> None:
    for read in (
        cells.name, cells.people, cells.measure, cells.points, cells.integer, cells.tick,
        cells.document_number, cells.evidence, cells.id_number, cells.label, cells.text,
    ):  # fmt: skip
        found = read(raw)
        assert not isinstance(found, Bad) or found.sentence.endswith(("。", "？"))
    found_day = cells.date(raw, period=CYCLE)
    assert isinstance(found_day, dt.date | Bad)
