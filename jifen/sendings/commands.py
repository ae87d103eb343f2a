"""Keeping which forms were sent: in the transaction of what they record, and no other."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any  # what a database driver is given

from django.db import IntegrityError, connection, transaction

from jifen.sendings.models import Sending

KEPT = dt.timedelta(days=3)
"""A form that was sent is remembered so long."""


class SentAlready(Exception):
    """The same form was sent a moment ago and has been recorded; this transaction is undone.

    No Refusal: what a page does with one must not hide it from the door.
    """


class Claim:
    """A form's claim to be the one that records, laid as the first thing of a transaction.

    Used as a wrapper around the statements of a connection (`connection.execute_wrapper`): ahead
    of the first statement of an outermost transaction it writes the form's row. Its twin, sent at
    the same moment, waits there for the first one's commit, and then finds the key taken.
    """

    def __init__(self, key: str, *, by: str, body: str, at: dt.datetime) -> None:
        self._row = {"key": key, "by": by, "body": body, "at": at}
        self._depth = len(connection.atomic_blocks)
        self._committed = self._laying = False

    @property
    def stands(self) -> bool:
        """Whether something was recorded under it and not taken back."""
        waiting = (entry[1] for entry in connection.run_on_commit)
        return self._committed or any(function == self._commit for function in waiting)

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: object,
        many: bool,
        context: Mapping[str, Any],
    ) -> object:
        """Lay the claim where a transaction begins, then let the statement pass."""
        if not self._laying and len(connection.atomic_blocks) > self._depth and not self.stands:
            self._laying = True
            try:
                Sending(**self._row).save(force_insert=True)
            except IntegrityError as taken:
                raise SentAlready from taken
            finally:
                self._laying = False
            transaction.on_commit(self._commit)
        return execute(sql, params, many, context)

    def _commit(self) -> None:
        self._committed = True


def note_answer(key: str, status: int, answer: Mapping[str, object]) -> None:
    """Keep what a form was answered, to say it again."""
    Sending.objects.filter(key=key).update(status=status, answer=dict(answer))


def forget(now: dt.datetime) -> int:
    """Remove the forms of long ago; return how many."""
    return Sending.objects.filter(at__lt=now - KEPT).delete()[0]
