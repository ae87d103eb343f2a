"""Prizes by rank (名次奖): the first of a ranking who also have the least result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jifen.core.appraisal import Among, Prize
from jifen.core.composite import Person
from jifen.core.grades import scope_of
from jifen.core.lines import Line, Seating, settled
from jifen.core.points import Centipoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """One person of the ranking who may be awarded."""

    person: Person
    total: Centipoints
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A prize proposed for one person."""

    prize: str
    name: str
    fen: int | None
    scope: str  # "town", "post_group:chief", "village:PATH"
    place: int  # there, among those who may be awarded


def prizes(
    rules: Sequence[Prize], runners: Sequence[Runner], *, meeting: Mapping[str, Seating]
) -> tuple[Mapping[str, tuple[Award, ...]], tuple[Line, ...]]:
    """Return the awards by code, and the lines that ran through ties."""
    awards: dict[str, list[Award]] = {}
    lines: list[Line] = []
    for among in Among:
        chain = [prize for prize in rules if prize.among is among]
        scopes: dict[str, list[Runner]] = {}
        for runner in runners:
            scopes.setdefault(scope_of(among, runner.person), []).append(runner)
        for scope, some in sorted(scopes.items()):
            lines += _chain(chain, scope, some, awards, meeting)
    return {code: tuple(some) for code, some in awards.items()}, tuple(lines)


class _Place:
    """People of one place: of `codes`, `free` have no prize yet.

    While there are as many codes as are free, it is known who they are; else a meeting is to say.
    """

    __slots__ = ("codes", "free", "number", "total")

    def __init__(self, same: Sequence[Runner], number: int) -> None:
        self.codes = [one.person.code for one in same]
        self.free = len(same)
        self.number = number
        self.total = same[0].total

    @property
    def known(self) -> bool:
        return len(self.codes) == self.free


def _chain(
    prizes: Sequence[Prize],
    scope: str,
    runners: Sequence[Runner],
    awards: dict[str, list[Award]],
    meeting: Mapping[str, Seating],
) -> list[Line]:
    """Give one scope's prizes in their order, each from where the one before it ended."""
    ordered = sorted(runners, key=lambda runner: runner.place)
    places: list[_Place] = []
    for _, same in groupby(ordered, key=lambda runner: runner.place):
        places.append(_Place(list(same), 1 + sum(one.free for one in places)))
    lines: list[Line] = []
    given = 0
    for prize in prizes:
        seats = prize.places - given
        for one in places:
            if seats <= 0 or one.total < prize.least:
                break
            take = min(seats, one.free)
            seats -= take
            winners: Sequence[str] = ()
            if take == one.free:
                winners = one.codes if one.known else ()
                one.free = 0
            else:
                key = f"prize:{prize.code}:{scope}"
                line = settled(key, one.codes, take, meeting if one.known else {})
                lines.append(line)
                if line.seated is None:
                    one.free -= take
                else:
                    winners, take = line.seated, len(line.seated)
                    one.free -= take
            given += take
            one.codes = [code for code in one.codes if code not in winners]
            for code in winners:
                award = Award(
                    prize=prize.code, name=prize.name, fen=prize.fen, scope=scope, place=one.number
                )
                awards.setdefault(code, []).append(award)
    return lines
