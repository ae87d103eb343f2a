"""The example: an illustrative scheme of 83 items, its cases, and the sentences made from it."""

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from jifen.core.points import Centipoints, display
from jifen.core.rules import Direction, Item, MatterMode, Rulebook, Subject
from jifen.core.shapes import Fixed, Level, PerUnit, Range, Rate, Tiers
from jifen.rulebook import canonical, cases, reader, writer
from jifen.rulebook.shapes import shape_of
from jifen.rulebook.unexercised import Unexercised, unexercised
from jifen.rulebook.wording import describe

FOLDER = Path(__file__).parents[2] / "examples" / "rulebooks" / "jingzi"
DIGEST = "f86eccea914eeb672f9688bbb688876ef31b50284bc67979ff7c1838ef522af4"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return reader.read((FOLDER / "rulebook.yaml").read_bytes(), "rulebook.yaml")


@pytest.fixture(scope="module")
def signed() -> str:
    return (FOLDER / "cases.yaml").read_text(encoding="utf-8")


def figures(item: Item) -> list[Centipoints]:
    """Return every figure in points that an item's scoring prints."""
    match item.scoring:
        case Fixed(points=points):
            return [points]
        case Range(least=least, most=most):
            return [least, most]
        case PerUnit(each=each):
            return [each]
        case Level(rows=rows):
            return [row.points for row in rows]
        case Tiers(steps=steps):
            return [step.points for step in steps]
        case Rate(each=each, most=most):
            return [each, most]


def test_its_digest_is_the_published_one(book: Rulebook) -> None:
    assert canonical.digest(book) == DIGEST


def test_it_has_the_counts_of_its_source(book: Rulebook) -> None:
    assert len(book.items) == 83
    assert Counter(item.chapter for item in book.items) == {
        "A": 7, "B": 9, "C": 7, "D": 8, "E": 6, "F": 6, "G": 6, "H": 6, "J": 6, "K": 8, "L": 4,
        "W": 10,
    }  # fmt: skip
    assert Counter(item.direction for item in book.items) == {
        Direction.ADD: 34,
        Direction.DEDUCT: 49,
    }
    assert Counter(shape_of(item.scoring).value for item in book.items) == {
        "fixed": 10,
        "level": 12,
        "per_unit": 36,
        "range": 14,
        "rate": 2,
        "tiers": 9,
    }
    assert len(book.articles) == 30
    assert len(book.duty_areas) == 14
    assert [len(part) for part in (book.chapters, book.matter_groups)] == [12, 7]


def test_its_figures_add_up_to_those_of_its_source(book: Rulebook) -> None:
    assert display(sum(sum(figures(item)) for item in book.items)) == "1229"
    assert display(sum(item.cycle_max or 0 for item in book.items)) == "1144"
    assert display(sum(item.event_max or 0 for item in book.items)) == "22"
    shares = sum((share for item in book.items for share in item.shares.values()), Fraction(0))
    assert shares == Fraction("94.7")


def test_its_village_items_are_the_assumed_ones_and_it_says_so(book: Rulebook) -> None:
    village = [item.code for item in book.items if item.subject is Subject.VILLAGE]
    assert village == ["E-01", "E-06", "H-01", "J-01", "L-02"]
    assert any(all(code in line for code in village) for line in book.assumptions)
    for letter in ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"):
        assert any(line.startswith(letter) for line in book.assumptions)


def test_only_award_papers_of_departments_count_one_level_lower(book: Rulebook) -> None:
    lower = {
        item.scoring.table
        for item in book.items
        if isinstance(item.scoring, Level) and item.scoring.department_lower
    }
    assert lower == {"award"}
    assert {group.code: group.limit for group in book.matter_groups if group.limit} == {
        "DG-task": 800,
        "DG-patrol": 600,
    }
    assert sum(group.mode is MatterMode.HIGHEST for group in book.matter_groups) == 5


def test_every_item_says_what_it_is_for(book: Rulebook) -> None:
    assert [item.code for item in book.items if not item.purpose] == []
    noted = [item for item in book.items if item.note]
    assert len(noted) == 9
    assert [item.code for item in noted if not item.procedure] == []


def test_it_survives_being_written_by_the_product(book: Rulebook) -> None:
    assert reader.read(writer.write(book), "written.yaml") == book


def test_every_signed_case_comes_out(book: Rulebook, signed: str) -> None:
    results = cases.run(book, signed)
    assert len(results) >= 50
    failed = [(r.case.says, [str(d) for d in r.differences]) for r in results if not r.passed]
    assert failed == []


def test_the_cases_try_every_item_and_every_provision(book: Rulebook, signed: str) -> None:
    assert unexercised(book, cases.read(book, signed)) == Unexercised((), ())


def test_without_cases_of_people_the_ratio_of_the_pool_is_named_as_untried(
    book: Rulebook, signed: str
) -> None:
    others = [case for case in cases.read(book, signed) if case.folk is None]
    assert "奖金参加比例：results.pool.ratio" in unexercised(book, others).shapes


def test_its_grades_its_bonus_and_its_vetoes_are_those_of_its_source(book: Rulebook) -> None:
    rules = book.results
    assert rules is not None
    assert [(band.name, band.least) for band in rules.bands] == [
        ("优秀", 10000),
        ("称职", 7000),
        ("基本称职", 6000),
        ("不称职", None),
    ]
    (quota,) = rules.quotas
    assert (quota.grade, quota.ratio, quota.rounding) == ("excellent", Fraction("0.2"), "down")
    assert rules.pool is not None
    assert (rules.pool.ratio, rules.pool.by_months) == (Fraction("0.3"), True)
    assert list(rules.pool.coefficients.values()) == [1, Fraction("0.9"), Fraction("0.8")]
    vetoes = {item.code: [each.kind for each in item.effects] for item in book.items}
    vetoes = {code: kinds for code, kinds in vetoes.items() if kinds}
    assert list(vetoes) == ["W-01", "W-02", "W-03"]
    assert all(kinds == ["grade_cap", "no_award", "no_bonus"] for kinds in vetoes.values())


def test_the_sentences_of_the_cases_are_in_chinese(book: Rulebook, signed: str) -> None:
    for case in cases.read(book, signed):
        assert not re.search(r"[A-Za-z]", case.says), case.says


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("A-01", "每次加3分，全年最多12分，分管责任人3分，同一事项合计最多加8分"),
        (
            "A-02",
            (
                "县内排名（名次越小越好）不超过1加5分、不超过3加3分、不超过10加2分，全年最多10分，"
                "分管责任人100%、书记50%，同一事项合计最多加8分"
            ),
        ),
        ("A-04", "每项扣2分，全年最多12分，分管责任人100%、书记50%"),
        ("A-06", "每逾期满7日扣1分，单次最多5分，全年最多10分，分管责任人100%"),
        (
            "A-07",
            (
                "国家级扣30分、省级扣20分、市级扣12分、县级扣8分、镇级扣4分，全年最多40分，"
                "分管责任人100%、书记50%，同一事项只按最高的扣一次，后来更高的补差"
            ),
        ),
        ("B-02", "每次加3至8分（写明理由），全年最多16分，当事人100%"),
        ("B-04", "每满10个工作日加1分，全年最多6分，当事人100%"),
        ("C-07", "每次扣3至10分（写明理由），全年最多20分，分管责任人100%、书记100%"),
        ("D-07", "满意率达到95%加3分、达到90%加2分，全年最多6分，两委成员100%"),
        ("E-03", "每处扣0.5分，单次最多3分，全年最多12分，分管责任人100%，同一事项合计最多扣6分"),
        ("E-06", "每次扣2分，全年最多8分，村级账户记全额，分管责任人2分、书记1分"),
        (
            "G-04",
            (
                "过火面积达到10公顷扣12分、达到1公顷扣6分、达到0公顷扣3分，全年最多24分，"
                "分管责任人100%、书记50%"
            ),
        ),
        (
            "H-02",
            "参保率比95%每低1个百分点扣0.5分，一次最多5分，全年最多5分，分管责任人100%",
        ),
        (
            "L-02",
            (
                "国家级加30分、省级加20分、市级加12分、县级加6分、镇级加2分，部门发文低一级计，"
                "全年最多20分，村级账户记全额，当事人100%、责任人50%、两委成员20%，"
                "同一事项只按最高的加一次，后来更高的补差"
            ),
        ),
        ("W-10", "每人扣3分，全年最多12分，书记100%"),
    ],
)
def test_an_item_is_said_in_one_exact_sentence(book: Rulebook, code: str, sentence: str) -> None:
    assert describe(book.item(code), book) == sentence


def test_no_sentence_about_an_item_has_english_in_it(book: Rulebook) -> None:
    sentences = {item.code: describe(item, book) for item in book.items}
    assert len(sentences) == 83
    assert {c: s for c, s in sentences.items() if re.search(r"[A-Za-z_]|None", s)} == {}


def test_a_sentence_tells_every_figure_of_its_item(book: Rulebook) -> None:
    for item in book.items:
        told = {
            Fraction(number) for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", describe(item, book))
        }
        printed = {Fraction(figure, 100) for figure in figures(item)}
        printed |= {Fraction(cap, 100) for cap in (item.event_max, item.cycle_max) if cap}
        fixed = item.scoring.points if isinstance(item.scoring, Fixed) else None
        whole = Fraction(fixed, 100) if fixed is not None else Fraction(100)
        printed |= {share * whole for share in item.shares.values()}
        assert printed <= told, item.code
