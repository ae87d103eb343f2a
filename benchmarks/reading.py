"""Reading a rulebook of 500 items that use the whole language, against parsing its YAML alone."""

import sys
from dataclasses import replace
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.parts import rounds
from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, reader, writer

ITEMS = 500
SECONDS = 1.0
WHOLE = Path(__file__).parents[1] / "tests" / "rulebook" / "whole.yaml"
NOTE = """\
Parsing alone is libyaml's: the file as a tree of texts, without lines and without a word about \
what they mean. The product reads it, checks every reference and contradiction, and makes the \
rulebook."""


def large() -> Rulebook:
    """Return the scheme that has everything, its items repeated under further codes."""
    book = reader.read(WHOLE.read_bytes(), WHOLE.name)
    rounds_of_items = range(ITEMS // len(book.items))
    items = [
        replace(item, code=item.code if n == 0 else f"{item.code}-{n}")
        for n in rounds_of_items
        for item in book.items
    ]
    return replace(book, items=tuple(items))


def main() -> int:
    """Run the benchmark; 1 where a goal is missed, 3 where the machine is too noisy to say."""
    book = large()
    text = writer.write(book)
    assert len(book.items) == ITEMS
    assert canonical.encode(reader.read(text, "large.yaml")) == canonical.encode(book)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    assert len(yaml.load(text, Loader=loader)["items"]) == ITEMS
    try:
        ratio = rounds.compare(
            f"a file of {ITEMS} items, {len(text.encode()) // 1000} kB ÷ parsing its YAML",
            goal=3,
            reference=lambda: yaml.load(text, Loader=loader),
            product=lambda: reader.read(text, "large.yaml"),
        )
    except rounds.TooNoisy as noisy:
        print(f"Too noisy to judge: {noisy}")
        return rounds.TOO_NOISY
    code = rounds.tell("Reading a rulebook", [ratio], [NOTE])
    slowest = max(product for _, product in ratio.rounds)
    print(f"{slowest:.3f} s, the slowest round; at most {SECONDS:g} s")
    return code if slowest <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
