"""Cases: what comes out otherwise is said, and what no case tries is named."""

from pathlib import Path

import pytest

from jifen.core.rules import Rulebook
from jifen.rulebook import cases, reader
from jifen.rulebook.unexercised import unexercised

SCHEME = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")

MEDIATION = """\
format: jifen-cases/1
cases:
  - says: 调解三宗得三分。
    facts:
      - {item: A-2, as: [named], quantity: 3, gives: "3"}
    net: "103"
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return reader.read(SCHEME, "scheme.yaml")


def test_a_case_that_comes_out_passes(book: Rulebook) -> None:
    (result,) = cases.run(book, MEDIATION)
    assert result.passed
    assert result.assessment is not None
    assert result.assessment.net == 10300


def test_a_case_that_comes_out_otherwise_says_what_and_by_how_much(book: Rulebook) -> None:
    wrong = MEDIATION.replace('gives: "3"', 'gives: "4"').replace('"103"', '"104"')
    (result,) = cases.run(book, wrong)
    assert not result.passed
    assert [str(difference) for difference in result.differences] == [
        "第1条：应为+4，算得+3",
        "总分：应为+104，算得+103",
    ]


def test_a_line_that_is_not_there_counts_as_nothing(book: Rulebook) -> None:
    text = MEDIATION + '    lines: {floor: "1"}\n'
    (result,) = cases.run(book, text)
    assert result.differences == (cases.Difference("保底", "+1", "0"),)
    assert str(result.differences[0]) == "保底：应为+1，算得0"


def test_what_no_case_tries_is_named(book: Rulebook) -> None:
    missing = unexercised(book, cases.read(book, MEDIATION))
    assert missing.items == ("A-1", "A-3", "B-1", "B-2", "B-3")
    assert missing.shapes == (
        "计分方式：fixed",
        "计分方式：level",
        "计分方式：range",
        "计分方式：rate",
        "计分方式：tiers",
        "责任份额：named 1、responsible 1/2、member 1/5",
        "责任份额：member 1",
        "责任份额：holder 1、secretary 1/2",
        "责任份额：holder 1",
        "单次封顶：event_max",
        "单项封顶：cycle_max",
        "部门低一级：department_lower",
        "村级事项：subject village",
        "同一事项就高：highest",
        "同一事项合计封顶：sum_max",
        "共用封顶：limits",
        "章封顶：chapters",
        "加分合计封顶：score.add_max",
        "扣分合计封顶：score.deduct_max",
        "保底：score.floor",
        "基础分折算：service.prorate_base",
    )


@pytest.mark.parametrize(
    ("name", "facts", "rest"),
    [
        ("单次封顶", '{item: A-2, as: [named], quantity: 6, gives: "5"}', ""),
        (
            "单项封顶",
            (
                '{item: A-2, as: [named], quantity: 5, gives: "5"}, '
                '{item: A-2, as: [named], quantity: 5, gives: "5"}, '
                '{item: A-2, as: [named], quantity: 5, gives: "2"}'
            ),
            "",
        ),
        ("部门低一级", '{item: A-1, as: [named], level: county, department: true, gives: "2"}', ""),
        ("村级事项", '{item: A-1, level: county, gives: "6"}', "    account: village\n"),
        (
            "同一事项就高",
            (
                '{item: A-1, as: [named], level: town, matter: 甲, gives: "2"}, '
                '{item: A-1, as: [named], level: county, matter: 甲, gives: "4"}'
            ),
            "",
        ),
        (
            "基础分折算",
            '{item: A-1, as: [named], level: town, gives: "2"}',
            "    serves: [2025-07-01, 2026-01-01]\n",
        ),
    ],
)
def test_a_provision_counts_as_tried_when_a_case_comes_out_differently_without_it(
    book: Rulebook, name: str, facts: str, rest: str
) -> None:
    text = f"format: jifen-cases/1\ncases:\n  - says: 试。\n    facts: [{facts}]\n{rest}"
    read = cases.read(book, text)
    assert cases.check(book, read[0]).passed, cases.check(book, read[0]).differences
    shapes = unexercised(book, read).shapes
    assert not any(shape.startswith(name) for shape in shapes), shapes
