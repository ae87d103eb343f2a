"""Whether the home can record now: one word for whatever watches the server, and no detail."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from jifen.chain import freezing
from jifen.chain import queries as chain

FREE_SHARE = 0.05
"""With less of the disk free than this, recording may stop any day."""


def ready() -> bool:
    """Say whether records can be made: not frozen, room on the disk, database there. A query."""
    if freezing.frozen() is not None or not has_room(settings.HOME):
        return False
    try:
        chain.last_at()
    except (DatabaseError, InterfaceError):
        return False
    return True


def has_room(folder: Path) -> bool:
    """Say whether enough of a folder's disk is free."""
    use = shutil.disk_usage(folder)
    return use.free >= use.total * FREE_SHARE
