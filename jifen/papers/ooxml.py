"""The few pieces of WordprocessingML that python-docx has no words for.

Lengths are in twentieths of a point (twips), font sizes in points, line widths in eighths
of a point, as the format wants them (ECMA-376 part 1, 17).
"""

import io
import zipfile
from xml.etree import ElementTree

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time every part of a file bears, so that equal papers are equal bytes."""


def element(tag: str, **attributes: str | int) -> BaseOxmlElement:
    """Make one element of the `w` namespace; attributes are of that namespace too."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def write(
    paragraph: Paragraph,
    text: str,
    face: str,
    size: float,
    *,
    tracking: int = 0,
    scale: int = 100,
    colour: RGBColor | None = None,
) -> Run:
    """Add a run in a named face; figures and Latin letters are in it too, as is the custom."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = face
    if colour is not None:
        run.font.color.rgb = colour
    properties = run._element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)
    fonts.set(qn("w:hint"), "eastAsia")
    # The schema wants w:spacing, then w:w, right before w:sz.
    size_mark = properties.find(qn("w:sz"))
    if tracking:
        size_mark.addprevious(element("spacing", val=tracking))
    if scale != 100:
        size_mark.addprevious(element("w", val=scale))
    return run


def field(paragraph: Paragraph, code: str, face: str, size: float) -> None:
    """Add a field, such as PAGE."""
    for part in ("begin", code, "end"):
        run = write(paragraph, "", face, size)
        if part == code:
            made = element("instrText")
            made.text = f" {code} "
        else:
            made = element("fldChar", fldCharType=part)
        run._element.append(made)


def rule_below(paragraph: Paragraph, *, width: int, space: int, colour: str) -> None:
    """Draw a rule under a paragraph, `space` points below its text (at most 31)."""
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz=width, space=space, color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
    "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd",
    "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr",
    "w:sectPr",
)  # fmt: skip
"""What the schema puts behind a paragraph's borders."""


def off_grid(paragraph: Paragraph) -> None:
    """Let a paragraph of a table stand off the page's line grid."""
    properties = paragraph._p.get_or_add_pPr()
    after = AFTER_BORDERS[AFTER_BORDERS.index("w:snapToGrid") + 1 :]
    properties.insert_element_before(element("snapToGrid", val=0), *after)


def tight_latin(paragraph: Paragraph) -> None:
    """Add no space between Chinese and figures, which would break the 28 characters a line."""
    properties = paragraph._p.get_or_add_pPr()
    after = AFTER_BORDERS[AFTER_BORDERS.index("w:autoSpaceDN") + 1 :]
    for tag in ("autoSpaceDE", "autoSpaceDN"):
        properties.insert_element_before(element(tag, val=0), *after)


def repeat_header(row: _Row) -> None:
    """Print this row again at the top of every page the table reaches."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def keep_whole(row: _Row) -> None:
    """Never cut this row between two pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def cell_margins(table: Table, twips: int) -> None:
    """Set the inner margin left and right of every cell."""
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=twips, type="dxa"))
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def horizontal_rules(cell: _Cell, *, above: int, below: int) -> None:
    """Rule a cell above and below (eighths of a point), and not at its sides."""
    borders = element("tcBorders")
    for side, width in (("top", above), ("left", 0), ("bottom", below), ("right", 0)):
        drawn = {"val": "single", "sz": width, "space": 0, "color": "000000"}
        borders.append(element(side, **(drawn if width else {"val": "nil"})))
    cell._tc.get_or_add_tcPr().append(borders)


def close_section(document: Document) -> None:
    """Hang the break that `add_section` just made on the paragraph before it.

    On an empty paragraph of its own it may need a page of its own.
    """
    carrier = document.paragraphs[-1]._p
    before = carrier.getprevious()
    if before is None or before.tag != qn("w:p"):
        return
    properties = before.get_or_add_pPr()
    properties.append(carrier.get_or_add_pPr().find(qn("w:sectPr")))
    carrier.getparent().remove(carrier)


def line_grid(section_properties: BaseOxmlElement, pitch: int) -> None:
    """Rule the page in lines `pitch` twips apart, without a grid of characters.

    Source: measured; LibreOffice spreads the text when the characters are gridded too.
    """
    for old in section_properties.findall(qn("w:docGrid")):
        section_properties.remove(old)
    section_properties.append(element("docGrid", type="lines", linePitch=pitch))


def packed(document: Document) -> bytes:
    """Write a document as bytes that depend on nothing but its content.

    The template's thumbnail and its application's name are left out.
    """
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    loose = io.BytesIO()
    document.save(loose)
    firm = io.BytesIO()
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(firm, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            part = source.read(name)
            target.writestr(entry, _APPLICATION if name == "docProps/app.xml" else part)
    return firm.getvalue()


_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_APPLICATION = ElementTree.tostring(
    ElementTree.Element("Properties", {"xmlns": _PROPERTIES}),
    encoding="UTF-8",
    xml_declaration=True,
)
