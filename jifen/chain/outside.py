"""Where checkpoints go: a folder on another device, a mailbox, another machine's log."""

import datetime as dt
import logging
import os
import socket
from logging.handlers import SysLogHandler
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection

from jifen.chain import checkpoints
from jifen.chain.checkpoints import Signed
from jifen.chain.models import Checkpoint
from jifen.core.errors import Refusal

_HERE = {"", "localhost", "127.0.0.1", "::1"}


def places() -> list[str]:
    """Return where checkpoints go, by the settings: "folder", "mail", "syslog"."""
    named = {
        "folder": settings.CHECKPOINTS,
        "mail": settings.CHECKPOINT_MAIL,
        "syslog": settings.CHECKPOINT_SYSLOG,
    }
    return [place for place, setting in named.items() if setting]


def take(*, at: dt.datetime) -> tuple[Signed, list[str]]:
    """Take a checkpoint, send it to every place that is set, note where it arrived.

    Each place that took it is noted before the next is tried; the first that fails is told.

    Raises:
        Refusal: "checkpoint.nowhere", "checkpoint.no-folder", "checkpoint.inside",
            "checkpoint.not-sent".
    """
    wanted = places()
    if not wanted:
        raise Refusal("checkpoint.nowhere")
    if settings.CHECKPOINTS:
        refuse_inside(settings.CHECKPOINTS)
    signed = checkpoints.sign(at=at)
    for place in wanted:
        try:
            _SINKS[place](signed)
        except OSError as problem:
            raise Refusal("checkpoint.not-sent", place=place, why=problem) from problem
        heads = [list(leaf) for leaf in signed.heads]
        Checkpoint.objects.create(
            at=at, place=place, heads=heads, key=signed.key, signature=signed.signature
        )
    return signed, wanted


def refuse_inside(folder: Path) -> None:
    """Refuse a folder that is not outside: missing, or on the device of the database.

    Where PostgreSQL runs on another machine every folder here is outside. Where it runs on this
    one, the data folder's device stands for its own, which it tells no client.

    Raises:
        Refusal: "checkpoint.no-folder", "checkpoint.inside".
    """
    if not folder.is_dir():
        raise Refusal("checkpoint.no-folder", folder=folder)
    host = str(connection.settings_dict.get("HOST") or "")
    elsewhere = connection.vendor == "postgresql" and host not in _HERE and host[:1] != "/"
    if not elsewhere and device(folder) == device(settings.HOME):
        raise Refusal("checkpoint.inside", folder=folder)


def device(place: Path) -> int:
    """Return the number of the device that a folder lies on."""
    return place.stat().st_dev


def _to_folder(signed: Signed) -> None:
    """Write the checkpoint to the disk outside; a file that stands is never written over."""
    when = dt.datetime.fromtimestamp(signed.at // 1_000_000, tz=dt.UTC)
    name = f"jifen-checkpoint-{when:%Y%m%dT%H%M%SZ}-{signed.signature[:8]}.json"
    folder = settings.CHECKPOINTS
    assert folder is not None
    with (folder / name).open("x", encoding="utf-8") as file:
        file.write(signed.text)
        file.flush()
        os.fsync(file.fileno())


def _by_mail(signed: Signed) -> None:
    body = "\n".join(f"{leaf.town} #{leaf.seq} {leaf.hash}" for leaf in signed.heads)
    mail = EmailMessage("Jifen checkpoint", body, None, settings.CHECKPOINT_MAIL)
    mail.attach("jifen-checkpoint.json", signed.text, "application/json")
    mail.send()


class _Loud(SysLogHandler):
    """A sender that says when it could not; the usual one swallows it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Let the caller see why."""
        raise  # noqa: PLE0704  # called from within `except`


def _to_syslog(signed: Signed) -> None:
    """Send each head as a line of its own (UDP, RFC 3164): nobody acknowledges its arrival."""
    address = settings.CHECKPOINT_SYSLOG
    assert address is not None
    handler = _Loud(address, SysLogHandler.LOG_AUTH, socket.SOCK_DGRAM)
    try:
        for leaf in signed.heads:
            said = f"jifen checkpoint {leaf.town} #{leaf.seq} {leaf.hash} {signed.signature}"
            handler.emit(logging.makeLogRecord({"msg": said, "levelname": "INFO"}))
    finally:
        handler.close()


_SINKS = {"folder": _to_folder, "mail": _by_mail, "syslog": _to_syslog}
