"""Sentences of refusal about the home: backups, moving, starting, freezing."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    # the home: backups, moving, starting, freezing
    "backup.exists": _("%(file)s is there already and would be lost. Choose another name."),
    "backup.file-gone": _("%(file)s vanished while it was backed up. Try again."),
    "backup.program": _(
        "%(program)s could not do it: %(why)s. Install PostgreSQL's programs of the server's"
        " version, or name their folder in JIFEN_POSTGRESQL_PROGRAMS."
    ),
    "backup.damaged": _(
        "%(file)s is not as it was written (%(part)s), so nothing was restored. Take another"
        " backup, or copy this one again."
    ),
    "backup.format": _(
        "%(file)s has format %(format)s, which this program does not know. Use a newer program."
    ),
    "restore.not-empty": _(
        "%(place)s is not empty: it holds %(names)s. A backup is restored into an empty place:"
        " choose another JIFEN_HOME or database."
    ),
    "restore.engine": _(
        "%(file)s holds a %(held)s database and this home is set to %(here)s. Set DATABASE_URL to"
        " fit; jifen move changes the kind afterwards."
    ),
    "restore.newer": _(
        "%(file)s was written by a newer program, %(product)s. Restore it with that one."
    ),
    "restore.unproved": _(
        "%(file)s does not hold (%(what)s), so it was not restored. Take another backup."
    ),
    "restore.contradicted": _(
        "The backup has other records than those known: %(records)s. Its past was rewritten, so it"
        " was not restored. Take another backup and keep this one as evidence."
    ),
    "record.unreadable": _("“%(text)s” names no record. Write TOWN#NUMBER or TOWN#NUMBER:HASH."),
    "move.not-empty": _("%(place)s is not empty. Data are moved into an empty place only."),
    "move.address": _(
        "%(text)s holds no address of a database. Write postgresql://user:password@host:port/name."
    ),
    "move.differs": _(
        "The table %(table)s did not arrive as it left, so nothing was moved. Tell the developers."
    ),
    "start.folder": _(
        "The data folder %(folder)s cannot be written: %(why)s. Give the account that runs Jifen"
        " the right to write there, or name another folder in JIFEN_HOME."
    ),
    "start.file": _(
        "The database %(file)s cannot be opened for writing: %(why)s. Give the account that runs"
        " Jifen the right to read and write it."
    ),
    "start.gone": _(
        "The database %(file)s is gone. It is not made anew, because records were in it. Put it"
        " back, or restore a backup into an empty home: jifen restore FILE."
    ),
    "start.empty": _(
        "The database %(file)s is an empty file, and records were in it. Put the right one back, or"
        " restore a backup into an empty home: jifen restore FILE."
    ),
    "start.no-database": _(
        "%(file)s is no database. Put the right file back, or restore a backup into an empty home:"
        " jifen restore FILE."
    ),
    "start.behind": _(
        "The database lacks records that were in it: %(records)s. It is an older one or was"
        " emptied. Put the right one back, or restore the latest backup into an empty home."
    ),
    "start.not-set-up": _("The database is not that of this program yet. Run `jifen setup-home`."),
    "home.frozen": _(
        "Nothing is recorded since %(since)s: a verification found %(count)s things that do not"
        " hold. Tell the system administrator, who looks (jifen prove) and thaws."
    ),
    "home.busy": _(
        "The database is busy, so nothing was recorded. Wait a moment and press once more."
    ),
    "home.full": _(
        "The disk is full, so nothing was recorded. Let the system administrator make room; then it"
        " goes on at once."
    ),
    "home.read-only": _(
        "The data folder cannot be written, so nothing was recorded. Let the system administrator"
        " give Jifen the right to write it; then it goes on at once."
    ),
    "home.gone": _(
        "The database is gone or is an empty one, so nothing was recorded. It is not made anew: let"
        " the system administrator put the right one back; then it goes on at once."
    ),
    "home.away": _(
        "The database cannot be reached, so nothing was recorded. Let the system administrator see"
        " to it; then it goes on at once."
    ),
    "clock.behind": _(
        "This machine's clock lies %(hours)s hours behind the last record, so nothing is recorded:"
        " every date would be wrong. Let the system administrator set the clock."
    ),
    "sending.other": _(
        "This form was used already, with other content, and recorded. Nothing more was recorded"
        " now. Load the page anew and begin again from there."
    ),
    "sending.known": _(
        "This form arrived before and is recorded; what it was answered is not known any more."
        " Look at the page again; there is no need to send it again."
    ),
    "sending.part": _(
        "A first part of what you sent is recorded, and the rest failed. Look at the page to see"
        " how far it came before you go on."
    ),
    "thaw.not-frozen": _("The home is not frozen; there is nothing to thaw."),
    "thaw.reason": _("Write what was wrong and what was done: %(count)s characters at least."),
    "thaw.unproved": _(
        "%(count)s things still do not hold, first: %(first)s. Mend the cause, or restore a"
        " backup; then thaw."
    ),
    "role.sqlite": _(
        "SQLite knows no roles: whoever writes the file may change it. Roles come with PostgreSQL."
    ),
    "job.not-failed": _("This work has not failed: it waits, or is done. Load the page anew."),
    "claim.above-median": _(
        "The amount is more than one and a half times the median of this clause, %(median)s"
        " (%(count)s cases in twelve months). Say why in at least %(characters)s characters, or"
        " choose less."
    ),
}
