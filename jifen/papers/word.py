"""A circular as a Word file that WPS and Word open, in the layout of GB/T 9704—2012.

It names the official faces and embeds none: the office's own WPS has them.  Everything
stays editable.  Two things differ from the PDF: where the text ends is known only to the
program that opens the file, so the imprint (版记) always starts an even page of its own;
and a landscape page's number stays at its lower edge.
"""

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from math import ceil

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from jifen.papers import ooxml, qr
from jifen.papers.circular import (
    DRAFT_MARK,
    Align,
    Annex,
    Circular,
    CopyTo,
    Heading,
    Paragraph,
    Table,
    letterhead_fit,
)
from jifen.papers.numerals import chinese_date, ems

FANGSONG, KAITI, HEITI, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
XIAOBIAOSONG = "方正小标宋简体"
HEADING_FACES = {1: HEITI, 2: KAITI, 3: FANGSONG}

SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
"""2号, 3号, 4号 in points."""

PITCH = 579
"""A line of the page: 225 mm / 22 in twips, rounded down so that the 22nd line still fits."""

TRACKING = -4
"""What each character gives up so that 28 fit into 156 mm, in twips."""

IMPRINT_LINE = 24
"""A line of the imprint (版记), in points."""

TYPE_AREA_POINTS, PORTRAIT_POINTS = 637, 442
"""The type area, 225 mm × 156 mm, in whole points."""

RED = RGBColor(0xD7, 0x00, 0x0F)
PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 156, 225
"""The type area's width, mm."""

SIDES = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def render(circular: Circular) -> bytes:
    """Draw a circular as a Word file (.docx)."""
    document = docx.Document()
    _clean(document, circular)
    _portrait(document.sections[0])
    _page_marks(document, circular)
    _head(document, circular)
    for place, block in enumerate(circular.blocks, 1):
        match block:
            case Heading(level=level, text=text):
                heading = _line(document, text, HEADING_FACES[level])
                heading.paragraph_format.keep_with_next = True
                _indent(heading)
            case Paragraph(text=text):
                paragraph = _line(document, text)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                # Issuer and date never stand on a page without text (7.3.5).
                ends = place == len(circular.blocks) and not circular.attachments
                paragraph.paragraph_format.keep_with_next = True if ends else None
                _indent(paragraph)
            case Table():
                _table(document, block, PORTRAIT_WIDTH)
    _attachments(document, circular.attachments)
    _signature(document, circular)
    _foot(document, circular)
    for annex in circular.annexes:
        _annex(document, annex, circular.annex_label(annex))
    if circular.copy_to is not None:
        _imprint(document, circular.copy_to)
    return ooxml.packed(document)


def _clean(document: Document, circular: Circular) -> None:
    """Say who wrote the file and when, and nothing about the machine that did."""
    properties = document.core_properties
    when = dt.datetime.combine(circular.date, dt.time())
    properties.title = "".join(circular.title)
    properties.author = properties.last_modified_by = circular.issuer
    properties.created = properties.modified = when
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.revision = 1
    normal = document.styles["Normal"]
    normal.element.get_or_add_rPr().append(
        ooxml.element("lang", val="zh-CN", eastAsia="zh-CN", bidi="ar-SA")
    )


def _portrait(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The number's line begins 7 mm below the type area and is 4号 high.
    section.header_distance, section.footer_distance = Mm(15), Mm(35 - 7 - 5)
    ooxml.line_grid(section._sectPr, PITCH)


def _landscape(section: Section) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(35), Mm(37)
    section.header_distance, section.footer_distance = Mm(12), Mm(14)
    ooxml.line_grid(section._sectPr, PITCH)


def _page_marks(document: Document, circular: Circular) -> None:
    """Number the pages, odd right and even left, and mark what is not final on each."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.left_indent = Pt(SIZE_4)
        paragraph.paragraph_format.right_indent = Pt(SIZE_4)
        ooxml.write(paragraph, "— ", SONGTI, SIZE_4)
        ooxml.field(paragraph, "PAGE", SONGTI, SIZE_4)
        ooxml.write(paragraph, " —", SONGTI, SIZE_4)
    marks = [mark for mark in (circular.draft and DRAFT_MARK, circular.unfrozen_warning) if mark]
    for header in (section.header, section.even_page_header):
        paragraph = header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if marks:
            ooxml.write(paragraph, "　".join(f"【{mark}】" for mark in marks), HEITI, 12)


def _head(document: Document, circular: Circular) -> None:
    if circular.letterhead:
        fit = letterhead_fit(circular.letterhead)
        head = document.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.paragraph_format.space_before = Mm(35)
        _exact(head, fit.size)
        head.paragraph_format.space_after = Pt(2 * PITCH / 20)
        ooxml.off_grid(head)
        ooxml.write(head, circular.letterhead, XIAOBIAOSONG, fit.size, scale=fit.scale, colour=RED)
    if circular.doc_number:
        number = _line(document, circular.doc_number)
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if circular.letterhead:
            ooxml.rule_below(number, width=12, space=11, colour=str(RED))
            number.paragraph_format.space_after = Pt(2 * PITCH / 20)
    _title(document, circular.title)
    if circular.addressees:
        _line(document, "")
        _line(document, circular.addressees + "：")
    else:
        _line(document, "")


def _title(document: Document, lines: Sequence[str]) -> None:
    for text in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        _exact(paragraph, 34)
        ooxml.off_grid(paragraph)
        ooxml.tight_latin(paragraph)
        ooxml.write(paragraph, text, XIAOBIAOSONG, SIZE_2)


def _attachments(document: Document, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if place == 0:
            _line(document, "")
        label = "附件：" if place == 0 else ""
        number = f"{place + 1}." if len(names) > 1 else ""
        paragraph = _line(document, f"{label}{number}{name}")
        # Further lines begin under the first character of the name (7.3.4).
        hang = 3 + ems(number)
        paragraph.paragraph_format.left_indent = _characters(2 + hang)
        paragraph.paragraph_format.first_line_indent = _characters(-hang if label else -ems(number))


def _signature(document: Document, circular: Circular) -> None:
    """Place issuer and date (7.3.5): see the PDF template for the rule."""
    date = chinese_date(circular.date)
    wide, dated = ems(circular.issuer), ems(date)
    if circular.sealed:
        axis = max(4 + dated / 2, 2 + wide / 2)
        issuer_right, date_right = axis - wide / 2, axis - dated / 2
    elif dated + 2 > wide:
        issuer_right, date_right = 4 + dated - wide, Decimal(2)
    else:
        issuer_right, date_right = Decimal(2), wide - dated
    for _ in range(2 if circular.sealed else 1):
        _line(document, "").paragraph_format.keep_with_next = True
    for text, right in ((circular.issuer, issuer_right), (date, date_right)):
        paragraph = _line(document, text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = _characters(right)
        paragraph.paragraph_format.keep_with_next = text != date


def _foot(document: Document, circular: Circular) -> None:
    """Say small what the paper can be checked by, and draw it under that."""
    for place, line in enumerate(circular.foot):
        note = _line(document, line, size=9)
        note.paragraph_format.space_before = Pt(0 if place else 8)
        note.paragraph_format.left_indent = _characters(2)
        note.paragraph_format.keep_with_next = bool(circular.code)
        _exact(note, 13)
    if circular.code:
        drawn = document.add_paragraph()
        drawn.paragraph_format.left_indent = _characters(2)
        drawn.paragraph_format.space_after = Pt(0)
        ooxml.off_grid(drawn)
        drawn.add_run().add_picture(io.BytesIO(qr.png(circular.code)), width=Mm(24))


def _annex(document: Document, annex: Annex, label: str) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    ooxml.close_section(document)
    if annex.landscape:
        _landscape(section)
    else:
        _portrait(section)
    width = LANDSCAPE_WIDTH if annex.landscape else PORTRAIT_WIDTH
    _line(document, label, HEITI)
    _line(document, "")
    _title(document, annex.title)
    if any(annex.above):
        above = _line(document, "\t".join(annex.above), size=12)
        above.paragraph_format.space_before = Pt(10)
        above.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
        above.paragraph_format.keep_with_next = True
        _exact(above, 20)
    _table(document, annex.table, width, signed=True)
    for note in annex.notes:
        _exact(_line(document, note, size=12), 20)
    if annex.signatures:
        signed = _line(document, "\t".join(annex.signatures), size=12)
        signed.paragraph_format.space_before = Pt(10)
        _exact(signed, 20)
        for place in range(1, len(annex.signatures)):
            signed.paragraph_format.tab_stops.add_tab_stop(
                Mm(width * place / len(annex.signatures))
            )


def _table(document: Document, table: Table, width: int, *, signed: bool = False) -> None:
    drawn = document.add_table(rows=0, cols=len(table.columns))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    ooxml.cell_margins(drawn, 57)
    shares = sum(column.width for column in table.columns)
    widths = [Mm(width * column.width / shares) for column in table.columns]
    for column, wide in zip(drawn.columns, widths, strict=True):
        column.width = wide
    titles = tuple(column.title for column in table.columns)
    last = len(table.lines)
    for place, texts in enumerate(chain([titles], table.lines)):
        row = drawn.add_row()
        row.height = Pt(table.type_size * 1.7)
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        ooxml.keep_whole(row)
        if place == 0:
            ooxml.repeat_header(row)
        strong = place == 0 or (place == last and bool(table.total))
        for cell, column, text, wide in zip(row.cells, table.columns, texts, widths, strict=True):
            cell.width = wide
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            _exact(paragraph, table.type_size * 1.25)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if place == 0 else SIDES[column.align]
            # The last rows stay together, in an annex with its signatures too. The header must
            # not: LibreOffice reads that as the whole table's.
            paragraph.paragraph_format.keep_with_next = max(last - 3, 0) < place < last + signed
            ooxml.off_grid(paragraph)
            ooxml.write(paragraph, text, HEITI if strong else FANGSONG, table.type_size)


def _imprint(document: Document, copy_to: CopyTo) -> None:
    """Stand the imprint on the lower edge of an even page (7.4).

    It gets a section of its own: frames and floating tables at a page's foot are drawn
    differently by each program, a space of known height by all alike.
    """
    lines = [(f"{copy_to.printed_by}\t{chinese_date(copy_to.printed_on)}印发", 0)]
    if copy_to.addressees:
        lines.insert(0, (f"抄送：{copy_to.addressees}。", 3))
    # Characters of 4号 in the type area, less one at either end.
    inner = Decimal(PORTRAIT_POINTS) / SIZE_4 - 2
    heights = [
        IMPRINT_LINE * (ceil((ems(text) - hang) / (inner - hang)) if hang else 1)
        for text, hang in lines
    ]
    section = document.add_section(WD_SECTION.EVEN_PAGE)
    ooxml.close_section(document)
    _portrait(section)
    space = document.add_paragraph()
    ooxml.off_grid(space)
    # Two points for the paragraph that must follow a table, four for the rules.
    _exact(space, TYPE_AREA_POINTS - sum(heights) - 6)
    table = document.add_table(rows=0, cols=1)
    table.autofit = False
    ooxml.cell_margins(table, 0)
    for place, ((text, hang), height) in enumerate(zip(lines, heights, strict=True)):
        row = table.add_row()
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Pt(height)
        cell = row.cells[0]
        cell.width = Mm(PORTRAIT_WIDTH)
        # 0.35 mm at the ends, 0.25 mm between, in eighths of a point.
        last = place == len(lines) - 1
        ooxml.horizontal_rules(cell, above=6 if place else 8, below=8 if last else 6)
        paragraph = cell.paragraphs[0]
        _exact(paragraph, IMPRINT_LINE)
        ooxml.off_grid(paragraph)
        ooxml.tight_latin(paragraph)
        form = paragraph.paragraph_format
        form.left_indent = Pt(SIZE_4 * (1 + hang))
        form.first_line_indent = Pt(-SIZE_4 * hang)
        form.right_indent = Pt(SIZE_4)
        form.tab_stops.add_tab_stop(Length(Mm(PORTRAIT_WIDTH) - Pt(SIZE_4)), WD_TAB_ALIGNMENT.RIGHT)
        ooxml.write(paragraph, text, FANGSONG, SIZE_4)
    end = document.add_paragraph()
    ooxml.off_grid(end)
    _exact(end, 1)


def _line(
    document: Document, text: str, face: str = FANGSONG, *, size: float = SIZE_3
) -> WordParagraph:
    """Add a paragraph; in 3号 it stands on the grid of 22 lines."""
    paragraph = document.add_paragraph()
    _exact(paragraph, PITCH / 20)
    if size != SIZE_3:
        ooxml.off_grid(paragraph)
    ooxml.tight_latin(paragraph)
    ooxml.write(paragraph, text, face, size, tracking=TRACKING if size == SIZE_3 else 0)
    return paragraph


def _exact(paragraph: WordParagraph, points: float) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)
    paragraph.paragraph_format.space_after = Pt(0)


def _indent(paragraph: WordParagraph) -> None:
    paragraph.paragraph_format.first_line_indent = _characters(2)


def _characters(count: Decimal | int) -> Length:
    """Measure so many characters of the text."""
    return Length(int(count * (SIZE_3 * 20 + TRACKING) * 635))
