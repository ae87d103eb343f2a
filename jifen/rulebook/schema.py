"""The file format as JSON Schema (draft 2020-12), so that editors complete a rulebook and check it.

It says which keys a table has, what each holds and what it is called. What one key means for
another (references, contradictions) is the reader's business.
"""

from collections.abc import Mapping

from jifen.rulebook import grammar
from jifen.rulebook.fields import LINE, PARAGRAPH
from jifen.rulebook.grammar import Coded, Kind, Listed, Node, Record, Scalar, Shaped
from jifen.rulebook.reader import FORMAT

Json = str | int | bool | list["Json"] | dict[str, "Json"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ADDRESS = f"urn:{FORMAT.replace('/', ':')}"

_POINTS = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$"
_NUMBER = r"^(-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?|[1-9][0-9]{0,5}/[1-9][0-9]{0,5})$"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONTH_DAY = r"[0-9]{2}-[0-9]{2}"
# What a text is to the reader, a program that reads YAML may take for a number.
_WORDS: Json = ["string", "number"]

_SCALARS: Mapping[Kind, dict[str, Json]] = {
    Kind.TEXT: {"type": _WORDS, "minLength": 1, "maxLength": LINE},
    Kind.PARAGRAPH: {"type": _WORDS, "minLength": 1, "maxLength": PARAGRAPH},
    Kind.CODE: {"type": _WORDS, "pattern": r"^[^\s_-]([^\s]{0,30}[^\s_-])?$"},
    Kind.POINTS: {
        "type": "string",
        "pattern": _POINTS,
        "description": "分值，加引号，最多两位小数",
    },
    Kind.NUMBER: {"type": "string", "pattern": _NUMBER, "description": "数，加引号，可写成分数"},
    Kind.SHARE: {"type": "string", "pattern": _NUMBER, "description": "比例，加引号，如 0.5、1/3"},
    Kind.YUAN: {"type": "string", "pattern": _POINTS, "description": "金额（元），加引号"},
    Kind.WHOLE: {"type": ["integer", "string"], "minimum": 0, "pattern": "^(0|[1-9][0-9]{0,8})$"},
    Kind.BOOLEAN: {"enum": [True, False, "true", "false"]},
    Kind.DATE: {"type": "string", "format": "date", "description": "日期，如 2025-01-01"},
    Kind.DATES: {
        "type": "string",
        "pattern": f"^{_DAY}(/{_DAY})?$",
        "description": "一天，或首日/末日，如 2025-03-01/2025-03-12",
    },
    Kind.DAYS: {
        "type": "string",
        "pattern": f"^{_MONTH_DAY}(/{_MONTH_DAY})?$",
        "description": "每年的一天，或首日/末日，如 04-15/10-15",
    },
}


def schema() -> dict[str, Json]:
    """Return the JSON Schema of a rulebook file."""
    return {"$schema": DRAFT, "$id": ADDRESS, "title": "积分细则", **_node(grammar.TOP)}


def _node(node: Node) -> dict[str, Json]:
    match node:
        case Scalar():
            return _scalar(node)
        case Record():
            return _record(node)
        case Coded():
            return {
                "type": "object",
                "minProperties": 1,
                "propertyNames": _key(node.key),
                "additionalProperties": _node(node.entry),
            }
        case Listed():
            return {"type": "array", "minItems": 1, "items": _node(node.entry)}
        case Shaped():
            return {"oneOf": [_shape(node, kind) for kind in node.shapes]}


def _scalar(node: Scalar) -> dict[str, Json]:
    if node.kind is Kind.CHOICE:
        said = "、".join(f"{key} {word}" for key, word in node.words.items() if key != word)
        shown: dict[str, Json] = {"description": said} if said else {}
        return {"enum": list(node.words), **shown}
    return dict(_SCALARS[node.kind])


def _key(node: Scalar) -> dict[str, Json]:
    """Return what the keys of a table must be; a key is always a text."""
    found = _scalar(node)
    return {name: value for name, value in found.items() if name in {"enum", "pattern"}}


def _record(node: Record, kind: str = "") -> dict[str, Json]:
    said: dict[str, Json] = {"kind": {"const": kind, "title": "计分方式"}} if kind else {}
    said |= {
        key: {"title": node.labels[key], **_node(node.holds[key])}
        for key in node.keys.required + node.keys.optional
    }
    required: list[Json] = [*(("kind",) if kind else ()), *node.keys.required]
    found: dict[str, Json] = {
        "type": "object",
        "properties": said,
        "additionalProperties": False,
    }
    if required:
        found["required"] = required
    return found


def _shape(node: Shaped, kind: str) -> dict[str, Json]:
    return {"title": node.words[kind], **_record(node.shapes[kind], kind)}
