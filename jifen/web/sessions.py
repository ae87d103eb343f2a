"""Sessions: in the database, but a page that can be read does not fail for the note that it was."""

import logging

from django.contrib.sessions.backends import db
from django.db import DatabaseError

from jifen.custody import trouble

log = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """A session, whose loss of a note ("last seen") harms nobody; a new session must be written."""

    def save(self, must_create: bool = False) -> None:
        """Write the session, if it can be written now."""
        try:
            super().save(must_create)
        except DatabaseError as problem:
            if must_create or trouble.of(problem) is None:
                raise
            log.warning("The session could not be written: %s", problem)

    @classmethod
    def get_model_class(cls) -> type:
        """Return the table of Django's own sessions."""
        return db.SessionStore.get_model_class()
