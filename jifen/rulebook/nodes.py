"""A YAML file as a tree of plain texts that remember their lines.

Nothing is interpreted here: every scalar stays the text that was written, so no float, no boolean
and no date is ever guessed. What YAML allows but a signed text must not have (anchors, aliases,
tags, a key written twice) is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from jifen.rulebook.problems import Report

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 12

# libyaml's parser where PyYAML was built with it: a large file in a tenth of the time.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as written; `quoted` says whether it stood in quotes (or in a text block)."""

    line: int
    value: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and values in the order of the file; keys are unique."""

    line: int
    rows: tuple[tuple[Text, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    line: int
    entries: tuple["Node", ...]


Node = Text | Table | Listing


def parse(source: str | bytes, report: Report) -> Node | None:
    """Return the one document of a file, or None with the reason in `report`.

    Where the YAML itself is broken the report names the first break only: what follows it cannot
    be read. Everything else is found in one pass.
    """
    raw = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(raw) > MOST_BYTES:
        report.add("file.too-large", 0, "", size=len(raw), most=MOST_BYTES)
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        report.add("file.encoding", 0, "")
        return None
    builder = _Builder(report)
    try:
        return builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        line = mark.line + 1 if mark is not None else 0
        report.add("yaml.broken", line, "", detail=broken.problem or broken.context or "?")
    except yaml.reader.ReaderError as broken:
        line = text.count("\n", 0, broken.position) + 1
        report.add("yaml.broken", line, "", detail=str(broken.reason))
    except _TooDeep as deep:
        report.add("yaml.too-deep", deep.line, "", most=MOST_DEPTH)
    return None


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None  # a parser's events always carry one
    return event.start_mark.line + 1


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Builder:
    """Turns parser events into nodes."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        """Return the one document's node."""
        found: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.report.add("file.several", _line(event), "")
                    return None
            elif isinstance(event, yaml.NodeEvent):
                found = self.node(event, events, depth=1, path="")
        if found is None or (isinstance(found, Text) and not found.value):
            self.report.add("file.empty", 0, "")
            return None
        return found

    def node(
        self, event: yaml.Event, events: Iterator[yaml.Event], *, depth: int, path: str
    ) -> Node:
        """Return the node that `event` begins, taking its events off `events`."""
        line = _line(event)
        if depth > MOST_DEPTH:
            raise _TooDeep(line)
        if isinstance(event, yaml.AliasEvent):
            self.report.add("yaml.alias", line, path, name=event.anchor)
            return Text(line, "", quoted=True)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.anchor is not None:
            self.report.add("yaml.anchor", line, path, name=event.anchor)
        if event.tag is not None:
            self.report.add("yaml.tag", line, path, tag=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return Text(line, event.value, quoted=not event.implicit[0])
        if isinstance(event, yaml.SequenceStartEvent):
            return self.listing(line, events, depth=depth, path=path)
        return self.table(line, events, depth=depth, path=path)

    def listing(self, line: int, events: Iterator[yaml.Event], *, depth: int, path: str) -> Listing:
        """Return a list, up to its end event."""
        entries: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            entry_path = f"{path}[{len(entries) + 1}]"
            entries.append(self.node(event, events, depth=depth + 1, path=entry_path))
        return Listing(line, tuple(entries))

    def table(self, line: int, events: Iterator[yaml.Event], *, depth: int, path: str) -> Table:
        """Return a mapping, up to its end event."""
        rows: dict[str, tuple[Text, Node]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, events, depth=depth + 1, path=path)
            name = key.value if isinstance(key, Text) else "?"
            below = f"{path}.{name}" if path else name
            value = self.node(next(events), events, depth=depth + 1, path=below)
            if not isinstance(key, Text) or not key.value:
                self.report.add("yaml.key", key.line, path)
            elif key.value in rows:
                first = rows[key.value][0].line
                self.report.add("yaml.duplicate-key", key.line, below, key=key.value, first=first)
            else:
                rows[key.value] = (key, value)
        return Table(line, tuple(rows.values()))
