"""As much of JSON Schema 2020-12 as the rulebook's schema uses: to see what it lets through."""

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction

from jifen.rulebook.nodes import Listing, Node, Table, parse
from jifen.rulebook.problems import Report

KEYWORDS = {
    "$schema", "$id", "title", "description", "type", "enum", "const", "pattern", "format",
    "minimum", "minLength", "maxLength", "properties", "required", "additionalProperties",
    "propertyNames", "minProperties", "items", "minItems", "oneOf",
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, Fraction),
    "integer": (int,),
    "object": (dict,),
    "array": (list,),
}


def loaded(text: str) -> object:
    """Return what an editor sees in a YAML 1.2 file: values by the core schema."""
    report = Report("demo.yaml")
    node = parse(text, report)
    report.close()
    assert node is not None
    return plain(node)


def plain(node: Node) -> object:
    if isinstance(node, Table):
        return {key.value: plain(value) for key, value in node.rows}
    if isinstance(node, Listing):
        return [plain(entry) for entry in node.entries]
    if node.quoted:
        return node.value
    if node.value in {"", "~", "null"}:
        return None
    if node.value in {"true", "false"}:
        return node.value == "true"
    if _INTEGER.fullmatch(node.value):
        return int(node.value)
    return Fraction(node.value) if _FLOAT.fullmatch(node.value) else node.value


def faults(value: object, schema: Mapping[str, object], path: str = "") -> list[str]:
    """Return the paths at which a value breaks a schema, each with the keyword."""
    assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
    found: list[str] = []

    def broken(keyword: str) -> None:
        found.append(f"{path}: {keyword}")

    kinds = schema.get("type")
    if kinds is not None:
        allowed = [kinds] if isinstance(kinds, str) else kinds
        assert isinstance(allowed, list)
        fits = any(isinstance(value, _TYPES[kind]) for kind in allowed)
        if not fits or isinstance(value, bool):
            broken("type")
    choices = schema.get("enum")
    if isinstance(choices, list) and not any(
        value == one and type(value) is type(one) for one in choices
    ):
        broken("enum")
    if "const" in schema and value != schema["const"]:
        broken("const")
    if isinstance(value, str):
        if schema.get("format") == "date" and not _is_date(value):
            broken("format")
        if not re.search(str(schema.get("pattern", "")), value):
            broken("pattern")
        length = len(value)
        if not _bound(schema, "minLength", 0) <= length <= _bound(schema, "maxLength", length):
            broken("length")
    elif isinstance(value, int | Fraction) and not isinstance(value, bool):
        if value < _bound(schema, "minimum", int(value)):
            broken("minimum")
    elif isinstance(value, dict):
        found += _object(value, schema, path)
    elif isinstance(value, list):
        if len(value) < _bound(schema, "minItems", 0):
            broken("minItems")
        entries = schema.get("items")
        if isinstance(entries, dict):
            for place, entry in enumerate(value):
                found += faults(entry, entries, f"{path}[{place}]")
    ways = schema.get("oneOf")
    if isinstance(ways, list):
        fitting = [way for way in ways if not faults(value, way, path)]
        if len(fitting) != 1:
            broken("oneOf")
    return found


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _bound(schema: Mapping[str, object], keyword: str, default: int) -> int:
    bound = schema.get(keyword, default)
    assert isinstance(bound, int)
    return bound


def _object(value: dict[str, object], schema: Mapping[str, object], path: str) -> list[str]:
    found: list[str] = []
    if len(value) < _bound(schema, "minProperties", 0):
        found.append(f"{path}: minProperties")
    required = schema.get("required", [])
    assert isinstance(required, list)
    found += [f"{path}.{key}: required" for key in required if key not in value]
    names = schema.get("propertyNames")
    known = schema.get("properties", {})
    assert isinstance(known, dict)
    others = schema.get("additionalProperties", {})
    for key, inner in value.items():
        below = f"{path}.{key}" if path else key
        if isinstance(names, dict):
            found += faults(key, names, f"{below} (name)")
        if key in known:
            found += faults(inner, known[key], below)
        elif others is False:
            found.append(f"{below}: additionalProperties")
        else:
            assert isinstance(others, dict)
            found += faults(inner, others, below)
    return found
