"""The circular as a Word file: official faces, whole rows, and what LibreOffice makes of it."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from jifen.papers import word
from jifen.papers.circular import Paragraph

from .samples import COLUMNS, OFFICE, RARE, half_cycle, ranked_rows, short


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def sample() -> bytes:
    return word.render(half_cycle())


@pytest.fixture(scope="module")
def converted(
    sample: bytes, tmp_path_factory: pytest.TempPathFactory
) -> list[pdfplumber.page.Page]:
    """The pages that LibreOffice makes of the sample."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "circular.docx").write_bytes(sample)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless",
            "--convert-to", "pdf", "--outdir", str(folder), str(folder / "circular.docx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return pdfplumber.open(io.BytesIO((folder / "circular.pdf").read_bytes())).pages


def test_every_ranked_row_survives_libreoffice(converted: list[pdfplumber.page.Page]) -> None:
    found: list[list[str]] = []
    for page in converted:
        if page.width > page.height:
            (table,) = page.extract_tables()
            cells = [[squeezed(cell or "") for cell in row] for row in table]
            assert cells[0] == [column.title for column in COLUMNS]
            found += cells[1:]
    assert found[:-1] == [[squeezed(cell) for cell in row] for row in ranked_rows()]
    assert found[-1][:2] == ["合计", "91人"]


def test_libreoffice_puts_the_imprint_on_an_even_page_behind_the_annex(
    converted: list[pdfplumber.page.Page],
) -> None:
    portrait = [page.page_number for page in converted if page.width < page.height]
    *text, last_portrait = portrait
    assert text == list(range(1, len(text) + 1))
    assert last_portrait == len(converted) > len(text) + 1
    last = squeezed(converted[-1].extract_text())
    assert last.startswith("抄送：示例县委组织部")
    assert re.search(r"—(\d+)—$", last)
    assert int(re.findall(r"—(\d+)—$", last)[0]) % 2 == 0


def test_libreoffice_sets_28_characters_a_line_on_22_lines(tmp_path: Path) -> None:
    plain = short(letterhead="", doc_number="", blocks=half_cycle().blocks[:1] * 20)
    (tmp_path / "grid.docx").write_bytes(word.render(plain))
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless",
            "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "grid.docx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    page = pdfplumber.open(io.BytesIO((tmp_path / "grid.pdf").read_bytes())).pages[1]
    body = page.crop((0, 0, page.width, page.height * 262 / 297))
    assert len(body.extract_text_lines()) == 22


def test_the_official_faces_are_named_and_none_is_embedded(sample: bytes) -> None:
    text = part(sample)
    for face in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"):
        assert f'w:eastAsia="{face}"' in text
    footers = [name for name in zipfile.ZipFile(io.BytesIO(sample)).namelist() if "footer" in name]
    assert footers
    assert all('w:eastAsia="宋体"' in part(sample, name) for name in footers)
    assert not any("fonts/" in name for name in zipfile.ZipFile(io.BytesIO(sample)).namelist())


def test_pages_are_a4_with_the_official_margins_and_a_grid_of_lines(sample: bytes) -> None:
    section = opened(sample).sections[0]
    measures = (
        section.page_width, section.page_height, section.top_margin, section.bottom_margin,
        section.left_margin, section.right_margin,
    )  # fmt: skip
    for found, wanted in zip(measures, (210, 297, 37, 35, 28, 26), strict=True):
        assert found == pytest.approx(Mm(wanted), abs=700)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    assert grid.get(qn("w:charSpace")) is None
    assert 22 * int(grid.get(qn("w:linePitch"))) <= 225 / 25.4 * 1440


def test_tables_repeat_their_header_and_keep_their_rows_whole(sample: bytes) -> None:
    annex = max(opened(sample).tables, key=lambda table: len(table.rows))
    assert len(annex.rows) == 93
    first, *others = (row._tr.trPr for row in annex.rows)
    assert first.find(qn("w:tblHeader")) is not None
    assert all(row.find(qn("w:tblHeader")) is None for row in others)
    assert all(row.find(qn("w:cantSplit")) is not None for row in (first, *others))
    assert all(cell.width for cell in annex.rows[5].cells)


def test_every_word_that_went_in_is_there(sample: bytes) -> None:
    document = opened(sample)
    text = squeezed("".join(paragraph.text for paragraph in document.paragraphs))
    circular = half_cycle()
    for piece in (circular.letterhead, circular.doc_number, *circular.title, circular.issuer):
        assert squeezed(piece) in text
    assert circular.checkpoint is not None
    assert squeezed(circular.checkpoint.line) in text
    cells = "".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    assert all(sign in cells for sign in RARE + "𠮷·")


def test_the_last_paragraph_stays_with_issuer_and_date() -> None:
    blocks = (Paragraph("甲段。"), Paragraph("乙段。"))
    document = opened(word.render(short(blocks=blocks)))
    kept = {p.text: p.paragraph_format.keep_with_next for p in document.paragraphs}
    assert (kept["甲段。"], kept["乙段。"]) == (None, True)


def test_the_file_is_dated_and_signed_by_the_issuer_alone(sample: bytes) -> None:
    properties = opened(sample).core_properties
    assert properties.author == properties.last_modified_by == OFFICE
    assert properties.created is not None
    assert properties.created.date() == half_cycle().date
    assert properties.comments == ""
    names = zipfile.ZipFile(io.BytesIO(sample)).namelist()
    assert not any("thumbnail" in name for name in names)
    assert "Application" not in part(sample, "docProps/app.xml")


def test_the_same_circular_gives_the_same_bytes(sample: bytes) -> None:
    assert word.render(half_cycle()) == sample
    assert word.render(half_cycle(90)) != sample
    stamps = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(sample)).infolist()}
    assert stamps == {(1980, 1, 1, 0, 0, 0)}


def test_a_draft_and_moving_figures_are_announced_in_the_header() -> None:
    marked = word.render(short(draft=True, unfrozen_warning="未冻结，不得印发"))
    headers = [section.header for section in opened(marked).sections]
    assert headers[0].paragraphs[0].text == "【草稿】　【未冻结，不得印发】"
    assert opened(word.render(short())).sections[0].header.paragraphs[0].text == ""


def test_odd_pages_are_numbered_right_and_even_pages_left(sample: bytes) -> None:
    document = opened(sample)
    assert document.settings.odd_and_even_pages_header_footer
    sides = [
        footer.paragraphs[0].alignment
        for footer in (document.sections[0].footer, document.sections[0].even_page_footer)
    ]
    assert [str(side).split(" ")[0] for side in sides] == ["RIGHT", "LEFT"]


def test_the_receipt_stands_at_the_foot_and_its_code_under_it() -> None:
    coded = word.render(short(receipt="4217 9f2c 51d0 9f2c 51d0", code="/check/?n=1"))
    document = opened(coded)
    assert "（回执：4217 9f2c 51d0 9f2c 51d0）" in [one.text for one in document.paragraphs]
    assert len(document.inline_shapes) == 1
    assert not opened(word.render(short(receipt="1 0"))).inline_shapes
