"""The demo town: what it promises, and that it reads back exactly as it was meant."""

import datetime as dt
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from jifen.rulebook import reader
from jifen.sheets.cells import Measure, Named
from jifen.sheets.facts import FactRow, FactsSheet, Lookups, read_facts
from jifen.sheets.people import PeopleSheet, read_people
from jifen.sheets.workbook import Workbook, read
from scripts.demo_town.__main__ import TOWN, files
from scripts.demo_town.cast import CODE, PARTS
from scripts.demo_town.events import Event
from scripts.demo_town.items import AREAS, BY_CODE, ITEMS, LEVELS
from scripts.demo_town.register import JOIN_1_ON, JOIN_2_ON, LEFT_ON, SICK_LEAVE, UNITS
from scripts.demo_town.town import Town, cycle, invent

RULEBOOK = Path(__file__).parents[2] / "examples" / "rulebooks" / "jingzi" / "rulebook.yaml"
CYCLES = {2024: dt.date(2024, 8, 1), 2025: dt.date(2025, 8, 1)}
LOOKUPS = Lookups(
    items={item.title: item.code for item in ITEMS},
    units=frozenset(unit for unit, _, _ in UNITS),
)


@cache
def town() -> Town:
    return invent()


@cache
def book(name: str) -> Workbook:
    return read(TOWN / name)


@cache
def facts(start: int) -> FactsSheet:
    return read_facts(book(f"facts-{start}.xlsx"), lookups=LOOKUPS)


@cache
def people() -> PeopleSheet:
    return read_people(book("people.xlsx"))


def events(part: str, item: str = "") -> list[Event]:
    """What happens to the player of a part, under one item or all."""
    return [one for one in town().events if CODE[part] in one.codes and item in ("", one.item)]


# ------------------------------------------------------------------ the files
def test_the_same_seed_makes_the_same_bytes_and_another_seed_others() -> None:
    once, again, other = files(), files(), files(seed=7)
    assert once == again
    assert all(once[name] != other[name] for name in once)


def test_the_files_kept_are_what_the_generator_writes_now() -> None:
    made = files()
    kept = {path.name for path in TOWN.iterdir()} - {"README.md"}
    assert kept == set(made)
    for name, content in made.items():
        if name.endswith(".xlsx"):
            # Cell by cell: another machine's zlib may pack the same sheets otherwise.
            assert read(content, name).sheets == book(name).sheets, name
        else:
            assert content == (TOWN / name).read_bytes()


def test_the_files_carry_no_name_and_no_day_of_their_making() -> None:
    import zipfile

    for path in TOWN.glob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            core = archive.read("docProps/core.xml").decode()
            assert "2026-03-01T09:00:00Z" in core
            assert "<dc:creator></dc:creator>" in core
            assert {member.date_time[:3] for member in archive.infolist()} == {(1980, 1, 1)}


# ------------------------------------------------------------------ read back as meant
def meant(event: Event) -> tuple[object, ...]:
    return (
        event.decision,
        event.happened_on,
        event.unit,
        tuple(Named(name, capacity) for name, capacity in event.people),
        event.item,
        Decimal(event.figure) if event.figure else None,
        event.level,
        event.department,
        Decimal(event.points) if event.points else None,
        event.reason,
        event.matter,
        event.evidence,
        event.duty_area,
        event.remark,
    )


def understood(row: FactRow) -> tuple[object, ...]:
    return (
        row.decision,
        row.happened_on,
        row.unit,
        row.people,
        row.item,
        row.measure.value if row.measure else None,
        row.level,
        row.department,
        row.points,
        row.reason,
        row.matter,
        row.evidence,
        row.duty_area,
        row.remark,
    )


@pytest.mark.parametrize("start", CYCLES)
def test_every_fact_reads_back_as_it_was_meant(start: int) -> None:
    expected = Counter(meant(one) for one in town().events if cycle(one) == start)
    assert facts(start).problems == ()
    assert Counter(map(understood, facts(start).facts)) == expected


@pytest.mark.parametrize("start", CYCLES)
def test_every_withdrawal_reads_back_as_it_was_meant(start: int) -> None:
    expected = [
        (one.decision, one.event.decision, one.event.unit, one.event.people[0][0],
         one.event.item, one.event.happened_on, one.reason, one.on)
        for one in town().withdrawals
        if cycle(one.event) == start
    ]  # fmt: skip
    found = [
        (one.decision, one.original, one.unit, one.name, one.item, one.original_on, one.reason,
         one.withdrawn_on)
        for one in facts(start).withdrawals
    ]  # fmt: skip
    assert found == expected
    assert len(found) == 1


def test_the_one_row_reads_back_as_it_was_meant() -> None:
    found = read_facts(book("one-row.xlsx"), lookups=LOOKUPS)
    assert found.problems == ()
    assert [understood(row) for row in found.facts] == [meant(town().one_row)]
    assert found.facts[0].measure == Measure(Decimal(2), "宗")


def test_the_register_reads_back_as_it_was_meant() -> None:
    found, register = people(), town().register
    assert found.problems == ()
    assert [(one.name, one.kind) for one in found.units] == [
        (unit, "village" if kind == "村" else "community") for unit, kind, _ in UNITS
    ]
    read_back = {
        (one.code, one.name, one.sex, one.unit, one.since, one.until) for one in found.people
    }
    assert read_back == {
        (person.code, person.name, person.sex, stint.unit, stint.since, stint.until)
        for person in register.people.values()
        for stint in person.stints
    }
    name = {code: person.name for code, person in register.people.items()}
    assert [
        (one.unit, one.area, one.lead, one.assist, one.since, one.until) for one in found.duties
    ] == [
        (one.unit, one.area, name[one.lead], tuple(map(name.get, one.assist)), one.since, one.until)
        for one in register.duties
    ]
    assert [(one.code, one.since, one.until) for one in found.leaves] == [
        (one.code, one.first, one.last + dt.timedelta(days=1)) for one in register.leaves
    ]


@pytest.mark.parametrize("name", ["people.xlsx", "facts-2024.xlsx", "facts-2025.xlsx"])
def test_every_filled_row_of_every_sheet_is_accounted_for(name: str) -> None:
    found = people() if name == "people.xlsx" else facts(int(name[6:10]))
    for sheet, table in zip(book(name).sheets, found.tables, strict=True):
        assert sheet.name == table.sheet
        told = {note.row for note in found.notes if note.sheet == sheet.name}
        told |= {row.number for row in table.rows} | set(table.header_rows)
        filled = {
            number
            for number, row in enumerate(sheet.rows, 1)
            if any(cell is not None for cell in row)
        }
        assert filled <= told
        columns = set(table.columns.values())
        assert len(columns) == max(len(row) for row in sheet.rows), "a column was passed over"


# ------------------------------------------------------------------ what the town promises
def test_the_town_has_its_size() -> None:
    assert len({one.code for one in people().people}) == 91
    assert Counter(one.kind for one in people().units) == {"village": 13, "community": 2}
    assert sum(len(facts(start).facts) for start in CYCLES) >= 4_000


def test_the_facts_span_a_whole_cycle_and_seven_months() -> None:
    for start, months in ((2024, 12), (2025, 7)):
        found = facts(start)
        assert len([table for table in found.tables if table.layout == "facts"]) == months
        days = [one.happened_on for one in found.facts]
        assert min(days) >= CYCLES[start]
        assert max(days) <= (dt.date(2025, 7, 31) if start == 2024 else dt.date(2026, 2, 28))


def test_it_is_written_the_way_offices_write() -> None:
    raw = [cell for sheet in book("facts-2024.xlsx").sheets for row in sheet.rows for cell in row]
    texts = [cell for cell in raw if isinstance(cell, str)]
    for sign in ("同上", "〃", "/", "小　计", "合　计", "制表人：孙示例", "一、加分情况"):
        assert sign in texts, sign
    assert any("　" in text and len(text) == 3 for text in texts)
    assert any(text.endswith("月5日") and "年" not in text for text in texts)
    assert any(isinstance(cell, dt.date) for cell in raw)
    assert {"2", "２"} <= set(texts)
    for sheet in book("facts-2024.xlsx").sheets[:-1]:
        assert any(one.left == one.right == 3 and one.bottom > one.top for one in sheet.merges)


def test_every_item_of_the_rulebook_happens_and_grants_outnumber_deductions() -> None:
    happened = Counter(one.item for one in town().events)
    assert set(happened) == {item.code for item in ITEMS}
    assert len(ITEMS) == 83
    adds = sum(count for code, count in happened.items() if BY_CODE[code].side == "+")
    assert adds > sum(happened.values()) / 2


def test_every_row_rests_on_a_decision_and_every_deduction_on_a_document() -> None:
    per_decision = Counter(one.decision for one in town().events)
    assert all(number.startswith("示积决〔") for number in per_decision)
    assert sum(per_decision.values()) / len(per_decision) > 10
    for one in town().events:
        if not one.adds:
            assert "〕" in one.evidence, one


def test_nobody_is_named_who_was_not_there_that_day() -> None:
    register = town().register
    for one in town().events:
        present = {
            person.code: person.name for person in register.present(one.unit, one.happened_on)
        }
        for code, (name, _) in zip(one.codes, one.people, strict=True):
            assert present.get(code) == name, one


def test_whoever_answers_for_a_duty_led_it_that_day() -> None:
    for one in town().events:
        item = BY_CODE[one.item]
        if item.who == "holder":
            lead = town().register.lead(one.unit, one.duty_area or item.area, one.happened_on)
            assert one.codes == (lead.code,), one
        if item.who in ("village", "members"):
            assert one.codes == ()


def test_measures_are_of_the_kind_the_item_needs() -> None:
    for one in town().events:
        item = BY_CODE[one.item]
        assert bool(one.points) == (item.kind == "range"), one
        assert bool(one.level) == (item.kind == "level"), one
        assert bool(one.figure) == (item.kind in ("per_unit", "tiers", "rate")), one
        assert one.reason


def test_the_generators_table_says_what_the_rulebook_says() -> None:
    rulebook = reader.read(RULEBOOK.read_text(encoding="utf-8"), RULEBOOK.name)
    kinds = {"Fixed": "fixed", "Range": "range", "PerUnit": "per_unit", "Level": "level",
             "Tiers": "tiers", "Rate": "rate"}  # fmt: skip
    areas = {one.code: one.name for one in rulebook.duty_areas}
    assert {one.code for one in rulebook.items} == set(BY_CODE)
    for one in rulebook.items:
        ours = BY_CODE[one.code]
        assert kinds[type(one.scoring).__name__] == ours.kind
        assert one.direction == ("add" if ours.side == "+" else "deduct")
        assert (one.subject == "village") == ours.who.startswith("village")
        assert ours.area == (areas[one.duty_area] if one.duty_area != "all" else "")
        for row in getattr(one.scoring, "rows", ()):
            assert LEVELS[row.name] == row.key
    assert set(AREAS) <= set(areas.values())


# ------------------------------------------------------------------ the cast
def test_the_cast_is_written_down_for_others() -> None:
    rows = json.loads((TOWN / "cast.json").read_text(encoding="utf-8"))
    assert [row["part"] for row in rows] == [part.part for part in PARTS]
    names = {one.code: one.name for one in people().people}
    for row in rows:
        assert names[row["code"]] == row["name"]
        assert row["shows"]


def test_two_people_move_two_join_one_leaves_and_one_is_long_ill() -> None:
    stints: dict[str, list[tuple[dt.date, dt.date | None]]] = {}
    for one in people().people:
        stints.setdefault(one.code, []).append((one.since, one.until))
    moved = {code for code, dates in stints.items() if len(dates) == 2}
    assert moved == {CODE["transfer_1"], CODE["transfer_2"]}
    assert stints[CODE["joiner_1"]] == [(JOIN_1_ON, None)]
    assert stints[CODE["joiner_2"]] == [(JOIN_2_ON, None)]
    assert stints[CODE["leaver"]][0][1] == LEFT_ON
    (ill,) = [one for one in people().leaves if one.kind == "sick"]
    assert (ill.code, ill.since) == (CODE["sick_leave"], SICK_LEAVE[0])
    assert ill.until is not None
    assert ill.until - ill.since > dt.timedelta(days=120)
    away = [one for one in events("sick_leave") if ill.since <= one.happened_on < ill.until]
    assert away == []


def test_names_include_a_dot_rare_characters_and_a_pair() -> None:
    names = {one.code: one.name for one in people().people}
    assert "·" in names[CODE["minority_name"]]
    assert "喆" in names[CODE["rare_character_1"]]
    assert any(ord(sign) > 0xFFFF for sign in names[CODE["rare_character_2"]])
    units = {one.code: one.unit for one in people().people}
    pair = CODE["same_name_1"], CODE["same_name_2"]
    assert names[pair[0]] == names[pair[1]]
    assert units[pair[0]] != units[pair[1]]
    assert Counter(Counter(names.values()).values())[2] == 1


def test_posts_are_of_every_kind() -> None:
    bodies = Counter(
        tuple(sorted({post.body.value for post in one.posts})) for one in people().people
    )
    assert set(bodies) == {("party",), ("elected",), ("elected", "party"), ("hired",)}
    assert any("书记" in post.title for one in people().people for post in one.posts)


def test_the_twins_have_the_same_facts_and_nobody_elses() -> None:
    assert events("twin_1") == events("twin_2")
    assert len(events("twin_1")) >= 15
    units = {person.stints[0].unit for code in ("twin_1", "twin_2")
             if (person := town().register.people[CODE[code]])}  # fmt: skip
    assert len(units) == 1


def test_one_matter_is_honoured_higher_and_higher() -> None:
    (matter,) = {one.matter for one in events("matter_highest", "L-01") if one.matter}
    awards = [one for one in events("matter_highest", "L-01") if one.matter == matter]
    assert [one.level for one in awards] == ["镇级", "县级", "省级"]
    assert len({one.decision for one in awards}) == 3
    assert len({one.happened_on.replace(day=1) for one in awards}) == 3


def test_one_task_earns_under_three_items() -> None:
    tasks = [one for one in events("matter_sum") if one.matter]
    assert {one.item for one in tasks} == {"A-01", "A-02", "B-01"}
    assert len({one.matter for one in tasks}) == 1


def test_single_checks_go_past_the_event_maximum() -> None:
    found = events("event_maximum")
    assert any((one.item, one.figure) == ("A-05", "5") for one in found)
    assert {one.item for one in found if one.matter} == {"E-03", "E-05"}


def test_a_withdrawn_grant_and_a_withdrawn_deduction_stood_before() -> None:
    first, second = town().withdrawals
    assert CODE["withdrawn_grant"] in first.event.codes
    assert first.event.adds
    assert CODE["withdrawn_deduction"] in second.event.codes
    assert not second.event.adds
    for one in (first, second):
        assert one.event in town().events
        assert one.on > one.event.happened_on


def test_a_late_row_stands_in_a_later_months_sheet() -> None:
    late = [
        row
        for row in facts(2024).facts
        if (int(row.origin.sheet[5:-1]), int(row.origin.sheet[:4]))
        != (row.happened_on.month, row.happened_on.year)
    ]
    assert any("领导小组同意" in row.remark for row in late)
    assert {row.people[0].name for row in late} >= {town().register.people[CODE["late_row"]].name}
