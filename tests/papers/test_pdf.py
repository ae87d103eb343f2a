"""The circular as PDF: the measures of GB/T 9704—2012, every word, the same bytes."""

import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

import pdfplumber
import pytest
import typst
from pdfplumber.page import Page

from jifen.core.errors import Refusal
from jifen.papers import fonts, pdf
from jifen.papers.circular import Circular, CopyTo, Heading, Paragraph

from .samples import COLUMNS, OFFICE, RARE, half_cycle, ranked_rows, short

MM = 72 / 25.4
COPY = CopyTo("示例县委组织部", OFFICE, dt.date(2025, 2, 5))


def pages(data: bytes) -> list[Page]:
    return pdfplumber.open(io.BytesIO(data)).pages


def words(data: bytes) -> str:
    """All text of a paper without blanks and page numbers."""
    text = "".join(page.extract_text() for page in pages(data))
    return re.sub(r"\s|—\d+—", "", text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def lines(page: Page) -> Iterator[list[dict[str, object]]]:
    """The characters of a page, line by line from the top."""
    ordered = sorted(page.chars, key=lambda sign: (round(sign["top"]), sign["x0"]))
    for _, line in groupby(ordered, key=lambda sign: round(sign["top"])):
        yield list(line)


def drawn(circular: Circular) -> bytes:
    return pdf.render(circular).content


@pytest.fixture(scope="module")
def sample() -> bytes:
    return drawn(half_cycle())


def test_a_full_page_holds_22_lines_of_28_characters() -> None:
    full = short(blocks=(Paragraph("国" * 28 * 70),), letterhead="", doc_number="")
    page = pages(drawn(full))[1]
    body = page.filter(lambda thing: thing.get("text", "国") == "国")
    counted = [len(line) for line in lines(body)]
    assert counted == [28] * 22


def test_text_stays_inside_the_margins_37_28_26_35() -> None:
    full = short(blocks=(Paragraph("国" * 28 * 70),), letterhead="", doc_number="")
    page = pages(drawn(full))[1]
    signs = [sign for sign in page.chars if sign["text"] == "国"]
    assert min(sign["x0"] for sign in signs) == pytest.approx(28 * MM, abs=1)
    assert max(sign["x1"] for sign in signs) == pytest.approx((210 - 26) * MM, abs=1)
    tops = sorted({round(sign["top"], 2) for sign in signs})
    pitches = {round(below - above, 1) for above, below in pairwise(tops)}
    assert pitches == {round(225 * MM / 22, 1)}
    assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=0.1)


def test_the_red_rule_is_as_wide_as_the_type_area(sample: bytes) -> None:
    first = pages(sample)[0]
    (rule,) = [line for line in first.lines if line["linewidth"] == pytest.approx(1.5)]
    assert rule["x1"] - rule["x0"] == pytest.approx(156 * MM, abs=0.1)
    red, green, blue = rule["stroking_color"]
    assert red > 0.7
    assert max(green, blue) < 0.1


def test_the_red_head_stands_35_mm_below_the_type_areas_top(sample: bytes) -> None:
    first = pages(sample)[0]
    head = next(sign for sign in first.chars if sign["text"] == "领" and sign["size"] > 30)
    assert head["top"] == pytest.approx((37 + 35) * MM, abs=12)


def test_every_word_that_went_in_can_be_read_out(sample: bytes) -> None:
    text = words(sample)
    circular = half_cycle()
    for part in (circular.letterhead, circular.doc_number, *circular.title, circular.addressees):
        assert squeezed(part) in text
    for block in circular.blocks:
        if isinstance(block, Heading | Paragraph):
            assert squeezed(block.text) in text
    assert circular.issuer + "2025年2月5日" in text
    assert circular.checkpoint is not None
    assert squeezed(circular.checkpoint.line) in text


def test_rare_names_can_be_read_out(sample: bytes) -> None:
    text = words(sample)
    assert all(sign in text for sign in RARE + "𠮷·")


def annex_rows(data: bytes) -> list[list[list[str]]]:
    """The rows of the annex, page by page, without what stands under the table."""
    landscape = [page for page in pages(data) if page.width > page.height]
    tables = [table for page in landscape for table in page.extract_tables()]
    return [
        [[squeezed(cell or "") for cell in row] for row in table if row[1] is not None]
        for table in tables
    ]


def test_the_annex_repeats_its_header_and_cuts_no_row(sample: bytes) -> None:
    found = annex_rows(sample)
    assert len(found) > 1
    assert all(page[0] == [column.title for column in COLUMNS] for page in found)
    rows = [row for page in found for row in page[1:]]
    assert [row[0] for row in rows] == [*(str(place) for place in range(1, 92)), "合计"]
    assert rows[:-1] == [[squeezed(cell) for cell in row] for row in ranked_rows()]


@pytest.mark.parametrize("count", range(86, 95))
def test_total_and_signatures_never_stand_alone_on_a_page(count: int) -> None:
    data = drawn(half_cycle(count))
    last = [page for page in pages(data) if page.width > page.height][-1]
    assert "制表人：" in squeezed(last.extract_text())
    assert [row[0] for row in annex_rows(data)[-1][-3:]] == [str(count - 1), str(count), "合计"]


@pytest.mark.parametrize("count", range(1, 12))
def test_issuer_and_date_never_stand_on_a_page_without_text(count: int) -> None:
    text = tuple(Paragraph(f"第{n}段。") for n in range(1, count))
    blocks = (*text, Heading(1, "末题"), Paragraph("末段的第一句话。" * 5))
    found = pages(drawn(short(blocks=blocks)))
    signed = [
        squeezed(page.extract_text()) for page in found if "2025年2月5日" in page.extract_text()
    ]
    assert len(signed) == 1
    assert "末题末段" in signed[0]


def test_headings_have_the_faces_of_their_levels() -> None:
    families = set(fonts.load(fonts.folders(None)).families())
    chosen = fonts.choose(families)
    blocks = (Heading(1, "壹甲"), Heading(2, "贰乙"), Heading(3, "叁丙"), Paragraph("肆丁"))
    page = pages(drawn(short(blocks=blocks)))[0]
    face = {sign["text"]: sign["fontname"].split("+")[1] for sign in page.chars}
    assert (face["贰"] == face["叁"]) == (chosen["楷体"].families == chosen["仿宋"].families)
    assert face["壹"] != face["叁"]
    assert face["叁"] == face["肆"]
    sizes = {round(sign["size"]) for sign in page.chars if sign["text"] in "壹贰叁肆"}
    assert sizes == {16}


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(sample: bytes) -> None:
    for number, page in enumerate(pages(sample)[:3], start=1):
        below = page.crop((0, (297 - 35) * MM, page.width, page.height))
        assert squeezed(below.extract_text()) == f"—{number}—"
        signs = below.chars
        assert {round(sign["size"]) for sign in signs} == {14}
        if number % 2:
            assert max(sign["x1"] for sign in signs) == pytest.approx(184 * MM - 14, abs=3)
        else:
            assert min(sign["x0"] for sign in signs) == pytest.approx(28 * MM + 14, abs=3)
        assert min(sign["top"] for sign in signs) == pytest.approx((297 - 35 + 7) * MM, abs=5)


def centre(page: Page, text: str) -> float:
    return sum(edges(page, text)) / 2


def edges(page: Page, text: str) -> tuple[float, float]:
    """Where the last occurrence of a text on a page begins and ends, in points."""
    *_, found = page.search(re.escape(text))
    return float(found["x0"]), float(found["x1"])


def test_a_sealed_circular_centres_the_issuer_over_a_date_four_characters_in() -> None:
    page = pages(drawn(short(issuer="示例镇人民政府")))[0]
    assert centre(page, "示例镇人民政府") == pytest.approx(centre(page, "2025年2月5日"), abs=1)
    assert edges(page, "2025年2月5日")[1] == pytest.approx(184 * MM - 4 * 15.8, abs=2)


def test_an_unsealed_circular_begins_the_date_two_characters_behind_the_issuer() -> None:
    page = pages(drawn(short(issuer="示例镇积分制管理工作小组", sealed=False)))[0]
    issuer, date = edges(page, "示例镇积分制管理工作小组"), edges(page, "2025年2月5日")
    assert issuer[1] == pytest.approx(184 * MM - 2 * 15.8, abs=2)
    assert date[0] - issuer[0] == pytest.approx(2 * 15.8, abs=2)
    brief = pages(drawn(short(issuer="示例镇", sealed=False)))[0]
    short_issuer, late = edges(brief, "示例镇"), edges(brief, "2025年2月5日")
    assert late[1] == pytest.approx(184 * MM - 2 * 15.8, abs=2)
    assert late[0] - short_issuer[0] == pytest.approx(2 * 15.8, abs=2)


@pytest.mark.parametrize("lines_of_text", [1, 12, 20, 30, 34, 52])
def test_the_imprint_ends_the_type_area_of_an_even_page(lines_of_text: int) -> None:
    blocks = (Paragraph("国" * 28 * lines_of_text),)
    found = pages(drawn(short(blocks=blocks, copy_to=COPY)))
    assert len(found) % 2 == 0
    last = found[-1]
    assert "抄送：示例县委组织部。" in squeezed(last.extract_text())
    foot = max(line["bottom"] for line in last.lines)
    assert foot == pytest.approx((297 - 35) * MM, abs=1)
    written = [sign["bottom"] for sign in last.chars if sign["text"] == "国"]
    imprint = min(line["top"] for line in last.lines if line["linewidth"] < 1.2)
    assert max(written, default=0.0) < imprint


def test_a_blank_page_before_the_imprint_and_its_page_carry_no_number() -> None:
    blank = numbered = 0
    for lines_of_text in range(24, 36):
        blocks = (Paragraph("国" * 28 * lines_of_text),)
        found = pages(drawn(short(blocks=blocks, copy_to=COPY)))
        if len(found) == 4:
            before, last = (squeezed(page.extract_text()) for page in found[2:])
            assert before == "" or before.endswith("—3—")
            assert last.endswith("—4—") == (before != "")
            blank += before == ""
            numbered += before != ""
    assert blank > 0
    assert numbered > 0


def test_a_draft_says_so_on_every_page_and_a_final_paper_on_none(sample: bytes) -> None:
    draft = drawn(short(draft=True, copy_to=COPY))
    for page in pages(draft):
        assert Counter(sign["text"] for sign in page.chars if sign["size"] > 100) == Counter("草稿")
    assert "草稿" not in words(sample)


def test_figures_that_may_still_move_are_announced_on_every_page() -> None:
    warning = "未冻结，仅供核对，不得印发"
    for page in pages(drawn(short(unfrozen_warning=warning, copy_to=COPY))):
        assert warning in squeezed(page.extract_text())


def test_the_same_circular_gives_the_same_bytes(sample: bytes) -> None:
    assert drawn(half_cycle()) == sample
    assert drawn(half_cycle(90)) != sample


def test_the_paper_names_its_date_issuer_and_archival_standard(sample: bytes) -> None:
    metadata = pdfplumber.open(io.BytesIO(sample)).metadata
    assert metadata["Author"] == OFFICE
    assert metadata["CreationDate"].startswith("D:20250205")
    assert b"pdfaid:part" in sample


def test_words_are_never_read_as_markup() -> None:
    hostile = '#panic("x") *粗* $x^2$ \\ #import "@preview/a:0.1.0" <a> @b // c "引" [d]'
    assert squeezed(hostile) in words(drawn(short(blocks=(Paragraph(hostile),))))


def test_a_character_that_no_face_draws_is_refused_by_name() -> None:
    with pytest.raises(Refusal) as refused:
        drawn(short(blocks=(Paragraph("张\U00031350"),)))
    assert refused.value.code == "papers.no-glyph"
    assert refused.value.values == {"characters": "\U00031350"}


def test_the_faces_used_are_reported() -> None:
    paper = pdf.render(short())
    reported = set(paper.fonts)
    embedded = {
        sign["fontname"].split("+")[1] for page in pages(paper.content) for sign in page.chars
    }
    assert {name.removesuffix("-Identity-H") for name in embedded} <= reported


def test_without_any_licensed_face_the_bundled_one_is_drawn_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "FANDOL", Path("/nowhere"))
    monkeypatch.setattr(fonts, "RARE", Path("/nowhere"))
    paper = pdf.render(short())
    assert paper.fangsong_substituted
    assert paper.substituted == ("仿宋", "楷体", "小标宋")
    assert set(paper.fonts) <= {"NotoSerifSC-Regular", "NotoSansSC-Regular"}


BUNDLED = {"Noto Serif SC", "Noto Sans SC"}
FANDOL = {"FandolFang R", "FandolKai", "FandolHei", "FandolSong"}


def test_a_sites_own_faces_come_before_fandol_and_fandol_before_noto() -> None:
    own = fonts.choose({*BUNDLED, *FANDOL, "FangSong_GB2312", "SimHei", "FZXiaoBiaoSong-B05S"})
    assert own["仿宋"].families[0] == "FangSong_GB2312"
    assert own["小标宋"].families[0] == "FZXiaoBiaoSong-B05S"
    assert own["楷体"].families[0] == "FandolKai"
    free = fonts.choose({*BUNDLED, *FANDOL})
    assert [free[style].families[0] for style in ("仿宋", "小标宋")] == [
        "FandolFang R",
        "FandolSong",
    ]
    assert free["小标宋"].bold
    assert not any(choice.substituted for choice in free.values())
    bare = fonts.choose(BUNDLED)
    assert {style for style, choice in bare.items() if choice.substituted} == {
        "仿宋",
        "楷体",
        "小标宋",
    }


def test_every_style_falls_back_to_a_face_with_rare_characters() -> None:
    for choice in fonts.choose({*BUNDLED, *FANDOL}).values():
        assert "Noto Serif SC" in choice.families


def test_an_installation_without_its_bundled_face_is_a_fault() -> None:
    with pytest.raises(LookupError, match="Noto Serif SC"):
        fonts.choose(FANDOL)


def test_a_sites_folder_is_asked_first(tmp_path: Path) -> None:
    assert fonts.folders(tmp_path)[0] == tmp_path
    assert tmp_path not in fonts.folders(None)
    assert tmp_path / "missing" not in fonts.folders(tmp_path / "missing")


def test_a_fault_in_a_template_is_loud() -> None:
    with pytest.raises(typst.TypstError):
        pdf.compile_template("circular.typ", json.loads("{}"), dt.date(2025, 2, 5), None)


def test_the_receipt_stands_at_the_foot_and_its_code_beside_it() -> None:
    plain = pages(drawn(short(receipt="4217 9f2c 51d0 9f2c 51d0")))[0]
    assert "（回执：42179f2c51d09f2c51d0）" in squeezed(plain.extract_text())
    assert "回执" not in words(drawn(short()))
    coded = pages(drawn(short(letterhead="", receipt="4217 9f2c", code="/check/?n=1")))[0]
    receipt = max(sign["x1"] for sign in coded.chars if round(sign["size"]) == 9)
    assert min(dark["x0"] for dark in coded.rects) > receipt
    assert max(dark["x1"] for dark in coded.rects) < 184 * MM + 1
    assert not plain.rects
