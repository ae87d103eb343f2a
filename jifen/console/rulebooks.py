"""Verbs about rulebook files alone: their schema, what two of them differ in, their other dress."""

import argparse
import json
from pathlib import Path

from django.utils.translation import gettext as _

from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.core.errors import Refusal
from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, diff, filled, workbook, writer
from jifen.rulebook.reader import read
from jifen.rulebook.schema import schema
from jifen.sheets.forms import TooLong
from jifen.sheets.workbook import read as opened

WORKBOOKS = frozenset({".xlsx", ".xls", ".ods"})
TEXTS = frozenset({".yaml", ".yml"})


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def show_schema(line: Line) -> int:
    """Print the JSON Schema of a rulebook file, for editors to complete and check by."""
    if line["json"]:
        line.give(schema())
    else:
        line.say(json.dumps(schema(), ensure_ascii=False, indent=1))
    return DONE


def diff_arguments(parser: argparse.ArgumentParser) -> None:
    """Take two rulebooks, the older one first."""
    parser.add_argument("before", type=Path, metavar="A", help=_("rulebook file or workbook"))
    parser.add_argument("after", type=Path, metavar="B", help=_("rulebook file or workbook"))


def show_diff(line: Line) -> int:
    """Say in sentences what changed from one rulebook to the other, and for whom."""
    changes = diff.diff(_rulebook(line["before"]), _rulebook(line["after"]))
    for sentence in diff.sentences(changes):
        line.say(sentence)
    if not changes:
        line.say(_("Nothing differs."))
    line.give(
        {
            "changes": [
                {
                    "kind": change.kind.value,
                    "part": change.part,
                    "path": change.path,
                    "text": change.text,
                    "whom": change.whom,
                }
                for change in changes
            ],
            "sentences": diff.sentences(changes),
        }
    )
    return DONE


def convert_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a rulebook and where its other dress goes."""
    parser.add_argument("file", type=Path, help=_("rulebook file or workbook"))
    parser.add_argument("out", type=Path, help=_("what to write: .xlsx, or .yaml"))
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))


def convert(line: Line) -> int:
    """Turn a rulebook file into a workbook, or a workbook into a file; nothing is lost."""
    source, out = line["file"], line["out"]
    wanted = TEXTS if _is_workbook(source) else frozenset({".xlsx"})
    if out.suffix.lower() not in wanted:
        kinds = "、".join(sorted(wanted))
        raise Refusal("rulebook.convert-to", name=out.name, kinds=kinds)
    if out.exists() and not line["force"]:
        raise Refusal("rulebook.convert-over", name=out.name)
    rules = _rulebook(source)
    try:
        content = writer.write(rules).encode() if wanted is TEXTS else workbook.write(rules)
    except TooLong as place:
        raise Refusal("rulebook.convert-long", place=place) from place
    out.write_bytes(content)
    digest = canonical.digest(rules)
    assert canonical.digest(_rulebook(out)) == digest, "a rulebook changed its meaning on its way"
    line.say(
        _("%(title)s, %(count)s items → %(out)s")
        % {"title": rules.title, "count": len(rules.items), "out": out.name}
    )
    line.say(_("Digest %(digest)s, read back and compared.") % {"digest": digest})
    line.give({"out": out.name, "items": len(rules.items), "digest": digest})
    return DONE


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in WORKBOOKS


def _rulebook(path: Path) -> Rulebook:
    """Read a rulebook from a file of either kind.

    Raises:
        RulebookProblems: everything that is wrong with it.
        SheetProblem: a workbook that cannot be opened.
        OSError: a file that cannot be read.
    """
    if _is_workbook(path):
        return filled.read(opened(path))
    return read(path.read_bytes(), path.name)
