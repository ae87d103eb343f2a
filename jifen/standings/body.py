"""A board as bytes, and back: what an edition freezes. Codes, no names; format 1 stays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any  # what was decoded is checked by encoding it again

from jifen.chain import canonical, reading
from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.ranking import Cut
from jifen.core.rollup import Member
from jifen.standings.board import Board, Identity, Row, Village

FORMAT = 1

Names = Mapping[str, Sequence[str]]
"""Cadre code → [name, village name, post]; village path → [name]. Beside the bytes, not in them."""

_PERSON = (
    "place", "tied", "code", "village", "group", "base", "proration", "carry_in", "added",
    "deducted", "floor", "gross", "total", "in_chapter", "full_months", "not_ranked",
)  # fmt: skip
_UNIT = ("place", "tied", "path", "total", "mean", "members_part", "own", "own_part")


def encode(board: Board) -> bytes:
    """Return a board's bytes. Its digest is not among them, nor is a name."""
    one = board.identity
    people: list[canonical.Value] = [_fields(row, _PERSON) for row in board.rows]
    groups: list[canonical.Value] = [
        [group.value, [[r.code, r.place, int(r.tied), r.not_ranked] for r in rows]]
        for group, rows in board.groups.items()
    ]
    units: list[canonical.Value] = [
        [*_fields(unit, _UNIT), [[m.code, m.total, m.days] for m in unit.members]]
        for unit in board.villages
    ]
    return canonical.value(
        [
            "standing",
            FORMAT,
            [one.town, one.cycle, one.checkpoint_on, one.last_seq, one.as_of, one.version],
            one.revision,
            people,
            groups,
            units,
            [_cut(board.low), _cut(board.reminder), int(board.meeting_orders_ties)],
        ]
    )


def names(board: Board) -> dict[str, list[str]]:
    """Return what the bytes leave out, as `decode` wants it."""
    people = {row.code: [row.name, row.village_name, row.post] for row in board.rows}
    return people | {unit.path: [unit.name] for unit in board.villages}


def decode(data: bytes, beside: Names) -> Board:
    """Return the board that `encode` wrote, with the names that lay beside it.

    Raises:
        ValueError: the bytes are no board of this format.
    """
    try:
        found = _board(reading.value(data), beside)
    except (TypeError, KeyError, IndexError) as problem:
        raise ValueError("the bytes are no board") from problem
    if encode(found) != data:
        raise ValueError("the bytes are no board")
    return replace(found, identity=replace(found.identity, digest=canonical.digest(data)))


def _board(read: Any, beside: Names) -> Board:
    tag, version, about, revision, people, groups, units, lines = read
    if (tag, version) != ("standing", FORMAT):
        raise ValueError(f"{tag} {version} is no board of format {FORMAT}")
    rows = tuple(_person(fields, beside) for fields in people)
    by_code = {row.code: row for row in rows}
    return Board(
        identity=Identity(**dict(zip(_ABOUT, about, strict=True)), revision=revision),
        rows=rows,
        groups={
            PostGroup(group): tuple(
                replace(by_code[code], place=place, tied=bool(tied), not_ranked=reason)
                for code, place, tied, reason in inside
            )
            for group, inside in groups
        },
        villages=tuple(_unit(fields, beside) for fields in units),
        low=_line(lines[0]),
        reminder=_line(lines[1]),
        meeting_orders_ties=bool(lines[2]),
    )


_ABOUT = ("town", "cycle", "checkpoint_on", "last_seq", "as_of", "version")


def _fields(thing: object, wanted: Sequence[str]) -> list[canonical.Value]:
    return [_plain(getattr(thing, name)) for name in wanted]


def _plain(found: object) -> canonical.Value:
    """Return a field as canonical bytes can hold it."""
    if isinstance(found, bool):
        return int(found)
    if isinstance(found, PostGroup):
        return found.value
    if isinstance(found, Fraction):
        return [found.numerator, found.denominator]
    assert found is None or isinstance(found, int | str)
    return found


def _person(fields: Any, beside: Names) -> Row:
    kept = dict(zip(_PERSON, fields, strict=True))
    name, village_name, post = beside[kept["code"]]
    kept |= {"tied": bool(kept["tied"]), "group": PostGroup(kept["group"])}
    return Row(**kept, name=name, village_name=village_name, post=post)


def _unit(fields: Any, beside: Names) -> Village:
    kept = dict(zip(_UNIT, fields[:-1], strict=True))
    mean = kept["mean"]
    kept |= {
        "tied": bool(kept["tied"]),
        "mean": None if mean is None else Fraction(*mean),
        "members_part": Fraction(*kept["members_part"]),
        "own_part": Fraction(*kept["own_part"]),
    }
    members = tuple(Member(code, Centipoints(total), days) for code, total, days in fields[-1])
    return Village(**kept, members=members, name=beside[kept["path"]][0])


def _cut(cut: Cut | None) -> canonical.Value:
    return None if cut is None else [list(cut.inside), list(cut.tied_at_line), cut.open_seats]


def _line(fields: Any) -> Cut | None:
    if fields is None:
        return None
    inside, tied, seats = fields
    return Cut(inside=tuple(inside), tied_at_line=tuple(tied), open_seats=seats)
