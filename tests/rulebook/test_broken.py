"""Every mistake a file can have is named: where, what, why and how to mend it."""

import re
import string

import pytest

from jifen.rulebook import cases, reader
from jifen.rulebook.mistakes import KINDS
from jifen.rulebook.nodes import MOST_BYTES
from jifen.rulebook.problems import MOST, Problem, RulebookProblems
from tests.rulebook.broken import CASE_TABLE, CASES, SCHEME, TABLE, Broken
from tests.rulebook.broken_whole import WHOLE, WHOLE_TABLE

EVERY = TABLE + WHOLE_TABLE

OF_WHOLE_FILES = {"file.too-large", "file.encoding", "file.empty", "file.too-many"}


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(RulebookProblems) as caught:
        reader.read(text, "demo.yaml")
    return caught.value.problems


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_the_scheme_that_is_broken_below_is_itself_sound() -> None:
    assert len(reader.read(SCHEME, "demo.yaml").items) == 6
    assert len(reader.read(WHOLE, "demo.yaml").items) == 10
    rulebook = reader.read(SCHEME, "demo.yaml")
    assert [result.passed for result in cases.run(rulebook, CASES)] == [True]


@pytest.mark.parametrize("broken", EVERY, ids=lambda b: f"{b.code}:{b.new.strip()[:24]!r}")
def test_a_mistake_is_named_with_its_line(broken: Broken) -> None:
    assert broken.scheme.count(broken.old) >= 1
    text = broken.text

    found = problems_of(text)

    hit = [p for p in found if p.code == broken.code and broken.says in p.sentence("zh-hans")]
    assert hit, [problem.sentence() for problem in found]
    expected = line_of(text, broken.at)
    assert hit[0].line == expected, hit[0].sentence()
    assert hit[0].sentence("zh-hans").startswith(f"demo.yaml:{expected}〔")
    assert broken.path in hit[0].path


@pytest.mark.parametrize("broken", CASE_TABLE, ids=lambda b: f"{b.code}:{b.new.strip()[:24]!r}")
def test_a_mistake_in_a_case_is_named_with_its_line(broken: Broken) -> None:
    rulebook = reader.read(SCHEME, "demo.yaml")
    text = CASES.replace(broken.old, broken.new, 1)

    with pytest.raises(RulebookProblems) as caught:
        cases.read(rulebook, text)

    hit = [p for p in caught.value.problems if p.code == broken.code]
    assert hit, str(caught.value)
    assert broken.says in hit[0].sentence("zh-hans")
    assert hit[0].line == line_of(text, broken.at)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("file.too-large", "# " + "x" * MOST_BYTES),
        ("file.encoding", SCHEME.encode("gb18030")),
        ("file.empty", "# 只有注释\n"),
    ],
)
def test_a_file_that_is_no_rulebook_at_all_is_named(code: str, text: str | bytes) -> None:
    (problem,) = problems_of(text)
    assert problem.code == code
    assert problem.sentence("zh-hans").startswith("demo.yaml〔")


def test_a_file_of_another_kind_is_given_up_after_the_first_mistakes() -> None:
    found = problems_of("".join(f"key{n}: x\n" for n in range(100_000)))
    assert len(found) == MOST + 1
    assert [problem.code for problem in found].count("file.too-many") == 1
    assert f"前{MOST}处" in found[0].sentence("zh-hans")


def test_every_kind_of_mistake_is_made_at_least_once_above() -> None:
    made = {broken.code for broken in TABLE + WHOLE_TABLE + CASE_TABLE} | OF_WHOLE_FILES
    assert made == set(KINDS)
    assert len(KINDS) >= 60


def blanks(text: str) -> set[str]:
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {re.sub("_(zh|en)$", "", name) for name in named}


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_of_mistake_tells_both_languages_the_same_figures(code: str) -> None:
    kind = KINDS[code]
    told = [kind.what, kind.why, kind.suggestion]
    for said in told:
        assert re.search(r"[一-鿿]|^{advice_zh}$", said.zh)
        assert not re.search(r"[一-鿿]", said.en)
        # What the parser says of broken YAML is English, and says nothing to who reads Chinese.
        assert blanks(said.en) - {"detail"} <= blanks(" ".join(each.zh for each in told))
    assert blanks(" ".join(each.zh for each in told)) - {"words"} <= blanks(
        " ".join(each.en for each in told)
    )


@pytest.mark.parametrize("broken", EVERY, ids=lambda b: f"{b.code}:{b.new.strip()[:24]!r}")
def test_a_mistake_is_said_in_both_languages_and_wholly(broken: Broken) -> None:
    for problem in problems_of(broken.text):
        chinese, english = problem.sentence("zh-hans"), problem.sentence("en")
        assert not re.search(r"[{}]", problem.why.zh + problem.suggestion.zh)
        assert re.search(r"[一-鿿]", problem.what.zh)
        assert re.search(r"[a-z]{3}", problem.what.en)
        assert str(problem.line) in chinese
        assert str(problem.line) in english
        assert problem.suggestion.zh
        assert problem.suggestion.en


def test_all_mistakes_are_reported_at_once_in_the_order_of_lines() -> None:
    text = SCHEME
    for old, new in (
        ("start_month: 1,", "start_month: 13,"),
        ("title: 调解", "titel: 调解"),
        ('points: "2"}\n    shares', "points: 2}\n    shares"),
        ("proposers: [cadre]", "proposers: []"),
    ):
        text = text.replace(old, new, 1)

    found = problems_of(text)

    assert {p.code for p in found} == {
        "figure.whole",
        "key.unknown",
        "key.missing",
        "item.nobody-proposes",
        "figure.unquoted",
    }
    assert [p.line for p in found] == sorted(p.line for p in found)


def test_a_broken_level_table_is_blamed_once_and_its_items_are_not() -> None:
    found = problems_of(SCHEME.replace('points: "6"', 'points: "six"', 1))
    assert [problem.code for problem in found] == ["figure.points"]


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake() -> None:
    plain = reader.read(SCHEME, "demo.yaml")
    assert reader.read(b"\xef\xbb\xbf" + SCHEME.replace("\n", "\r\n").encode(), "x") == plain
