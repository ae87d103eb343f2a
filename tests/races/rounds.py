"""Eight people at once: real threads, real connections, real commits."""

import datetime as dt
import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection, connections

from jifen.chain import canonical
from jifen.chain.commands import Chain
from jifen.chain.models import Head
from jifen.core.errors import Refusal

CROWD = 8
DONE = "done"
HOLDERS = (
    "jifen.claims.commands.steps.hold",
    "jifen.claims.commands.corrections.hold",
    "jifen.claims.commands.past.hold",
    "jifen.register.commands.hold",
    "jifen.standings.commands.hold",
)
"""Where commands take the town's lock."""


@dataclass(frozen=True)
class Round:
    """What came of a crowd's deeds: how often each answer was given, and what else went wrong."""

    answers: Counter[str]
    errors: tuple[BaseException, ...]

    @property
    def done(self) -> int:
        return self.answers[DONE]


def at_once(deeds: Sequence[Callable[[], object]]) -> Round:
    """Let each deed loose in a thread and a connection of its own, all at the same moment."""
    gate = threading.Barrier(len(deeds))
    answers: Counter[str] = Counter()
    errors: list[BaseException] = []
    noting = threading.Lock()

    def one(deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            said = DONE
            try:
                deed()
            except Refusal as refusal:
                said = refusal.code
            with noting:
                answers[said] += 1
        except BaseException as error:  # the test looks at every one of them
            with noting:
                errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return Round(answers, tuple(errors))


class Loose(Chain):
    """A chain whose numbers never collide, though nobody waits for anybody."""

    __slots__ = ()
    counter = itertools.count(1_000_000)

    def append(self, kind: str, **fields: canonical.Value) -> int:
        self.seq = next(self.counter) - 1  # one step in CPython: no two get the same
        return super().append(kind, **fields)


def loose(town: str, *, at: dt.datetime) -> Chain:
    """Read the town's head as `hold` does, without taking it.

    Else the unique number of a record would still stop all but one; what is tried is what the lock
    protects besides the chain.
    """
    head = Head.objects.get(town=town)
    return Loose(town, head.seq, head.hash, max(head.at or at, at))


@contextmanager
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let commands run without the town's lock for as long as the block lasts: the control."""
    with monkeypatch.context() as patch:
        for place in HOLDERS:
            patch.setattr(place, loose)
        yield
