"""A circular as PDF/A-2b, in the layout of GB/T 9704—2012.

Typst draws it from `typst/circular.typ`.  The words travel as JSON and are never read as
markup; no package is fetched and no typeface of the machine is used but those that
`fonts.folders` names.  The same circular and the same faces give the same bytes.
"""

import datetime as dt
import json
import re
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import typst

from jifen.core.errors import Refusal
from jifen.papers import fonts, qr
from jifen.papers.circular import (
    DRAFT_MARK,
    Annex,
    Block,
    Circular,
    CopyTo,
    Heading,
    Paragraph,
    Table,
    letterhead_fit,
)
from jifen.papers.numerals import chinese_date

BEIJING = dt.timezone(dt.timedelta(hours=8))
EMBEDDED = re.compile(rb"/BaseFont\s*/[A-Z]{6}\+([^\s/>]+)")
NO_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed')


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished paper and what it was set in.

    `fonts` are the PostScript names of the embedded faces; `substituted` the official
    styles (仿宋, 楷体, 小标宋 …) for which a stand-in was drawn.
    """

    content: bytes
    fonts: tuple[str, ...]
    substituted: tuple[str, ...]

    @property
    def fangsong_substituted(self) -> bool:
        """Whether the text is not set in a 仿宋 face; whoever prints it is told."""
        return "仿宋" in self.substituted


def render(circular: Circular, *, fonts_folder: Path | None = None) -> Pdf:
    """Draw a circular as PDF.

    `fonts_folder` holds the site's own licensed faces and is asked first.

    Raises:
        Refusal: "papers.no-glyph" with `characters`, where no face draws a character, a
            rare name for instance: the paper would show an empty box.
    """
    return compile_template("circular.typ", content(circular), circular.date, fonts_folder)


def compile_template(
    template: str, paper: dict[str, object], day: dt.date, fonts_folder: Path | None
) -> Pdf:
    """Set one of this package's templates with the given values, dated `day`."""
    faces = fonts.load(fonts.folders(fonts_folder))
    chosen = fonts.choose(set(faces.families()))
    styles = {
        style: {
            "families": list(choice.families),
            "bold": choice.bold,
            "substituted": choice.substituted,
        }
        for style, choice in chosen.items()
    }
    with as_file(files("jifen.papers") / "typst") as folder:
        try:
            drawn = typst.compile(
                folder / template,
                root=folder,
                font_paths=faces,
                ignore_system_fonts=True,
                sys_inputs={"paper": json.dumps(paper), "faces": json.dumps(styles)},
                pdf_standards="a-2b",
                timestamp=dt.datetime.combine(day, dt.time(), BEIJING),
            )
        except typst.TypstError as error:
            if undrawn := NO_GLYPH.search(error.message):
                raise Refusal("papers.no-glyph", characters=undrawn[1]) from error
            raise
    embedded = {name.decode().removesuffix("-Identity-H") for name in EMBEDDED.findall(drawn)}
    return Pdf(
        content=drawn,
        fonts=tuple(sorted(embedded)),
        substituted=tuple(style for style, choice in chosen.items() if choice.substituted),
    )


def content(circular: Circular) -> dict[str, object]:
    """List what the template prints, in the template's words."""
    fit = letterhead_fit(circular.letterhead)
    return {
        "letterhead": circular.letterhead,
        "fit": {"size": fit.size, "scale": fit.scale},
        "doc_number": circular.doc_number,
        "title": circular.title,
        "addressees": circular.addressees,
        "blocks": [_block(block) for block in circular.blocks],
        "attachments": circular.attachments,
        "issuer": circular.issuer,
        "date": chinese_date(circular.date),
        "day": [circular.date.year, circular.date.month, circular.date.day],
        "sealed": circular.sealed,
        "foot": circular.foot,
        "code": qr.svg(circular.code) if circular.code else "",
        "annexes": [_annex(annex, circular.annex_label(annex)) for annex in circular.annexes],
        "copy_to": _copy_to(circular.copy_to) if circular.copy_to else None,
        "draft": DRAFT_MARK if circular.draft else "",
        "warning": circular.unfrozen_warning,
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading(level=level, text=text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text=text):
            return {"kind": "paragraph", "text": text}
        case Table():
            return {"kind": "table", **_table(block)}


def _table(table: Table) -> dict[str, object]:
    return {
        "columns": [
            {"title": column.title, "width": column.width, "align": column.align}
            for column in table.columns
        ],
        "rows": table.lines,
        "total": bool(table.total),
        "size": table.type_size,
    }


def _annex(annex: Annex, label: str) -> dict[str, object]:
    return {
        "label": label,
        "title": annex.title,
        "table": _table(annex.table),
        "landscape": annex.landscape,
        "above": annex.above,
        "notes": annex.notes,
        "signatures": annex.signatures,
    }


def _copy_to(copy_to: CopyTo) -> dict[str, object]:
    return {
        "addressees": copy_to.addressees,
        "printed_by": copy_to.printed_by,
        "printed_on": chinese_date(copy_to.printed_on),
    }
