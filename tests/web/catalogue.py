"""What the source says to people: every message of every module and template of the package."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "jifen"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
_BLOCK = re.compile(
    r"{%\s*blocktranslate\b(?P<head>[^%]*?)%}(?P<body>.*?){%\s*endblocktranslate\s*%}", re.S
)
_SIMPLE = re.compile(r"""{%\s*translate\s+("(?P<d>[^"]*)"|'(?P<s>[^']*)')""")
_ARGUMENT = re.compile(r"""_\("(?P<text>[^"]*)"\)""")
_PLURAL = re.compile(r"{%\s*plural\s*%}")
_BLANK = re.compile(r"{{\s*(\w+)\s*}}")

Message = tuple[str, str]
"""A message and its plural, "" where it has none."""


def messages() -> set[Message]:
    """Return every message of the package."""
    found: set[Message] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            found |= set(in_code(path.read_text("utf-8")))
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.is_file():
            found |= set(in_template(path.read_text("utf-8")))
    return found


def in_code(text: str) -> Iterator[Message]:
    """Yield the messages of a module: the literal first arguments of gettext's functions."""
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in CALLS:
            said = [
                ast.literal_eval(one) for one in node.args[: 2 if node.func.id[0] == "n" else 1]
            ]
            yield (said[0], said[1] if len(said) > 1 else "")


def in_template(text: str) -> Iterator[Message]:
    """Yield the messages of a template."""
    for match in _SIMPLE.finditer(text):
        yield (match["d"] if match["d"] is not None else match["s"], "")
    for match in _BLOCK.finditer(text):
        parts = [_BLANK.sub(r"%(\1)s", part) for part in _PLURAL.split(match["body"])]
        yield (parts[0], parts[1] if len(parts) > 1 else "")
