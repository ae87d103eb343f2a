"""Verbs of the home: its database, its clock, its accounts; and serving it."""

import argparse
import csv
import datetime as dt
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from jifen.chain import commands as chain
from jifen.chain import outside
from jifen.console import custody, working
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.access import Actor, Role
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI, Hand
from jifen.custody import known
from jifen.cycles import commands as cycles
from jifen.cycles import queries
from jifen.people import commands as people
from jifen.people import queries as found
from jifen.register import commands as register

if TYPE_CHECKING:
    from jifen.people.models import Area

HOLIDAYS = Path(queries.__file__).with_name("holidays.csv")
"""The yearly notices that come with the product."""

HOST = Actor(key="0" * 32, login="")
"""Whoever runs the machine: sets the home up, holds no role, moves no point."""


def none_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def set_up(line: Line) -> int:
    """Make the database and the shared cache ready, and enter the holidays that are known."""
    fresh = not (settings.HOME / "jifen.sqlite3").exists()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if not queries.calendar_years():
        _load_calendar(HOLIDAYS)
    known.keep()
    line.say(_("The home is ready: %(home)s") % {"home": settings.HOME})
    line.give({"home": str(settings.HOME), "fresh": fresh})
    return DONE


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address to serve at."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--no-worker", action="store_true", help=_("leave the background work to `jifen work`")
    )


def serve(line: Line) -> int:
    """Serve the pages until stopped: this process becomes the server, with a worker beside it.

    Raises:
        Refusal: "start.not-set-up".
    """
    custody.checks_before_serving()
    address = f"http://{line['host']}:{line['port']}"
    line.say(_("Serving at %(address)s; data in %(home)s. Stop with Ctrl-C.") % {
        "address": address, "home": settings.HOME,
    })  # fmt: skip
    sys.stdout.flush()
    server = [
        sys.executable, "-m", "granian", "jifen.urls:application", "--interface", "wsgi",
        "--host", line["host"], "--port", str(line["port"]), "--workers", "1",
        "--blocking-threads", "4", "--log-level", "warning",
    ]  # fmt: skip
    if not line["no_worker"]:
        working.start_beside()
    os.execve(sys.executable, server, {**os.environ, "JIFEN_HOME": str(settings.HOME)})  # noqa: S606


def clock_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the moment to move to."""
    parser.add_argument("to", nargs="?", help=_("e.g. 2026-03-01T09:00, Beijing time; never back"))


def clock(line: Line) -> int:
    """Show what time it is here; with a moment, move a demo home's clock to it.

    Raises:
        Refusal: "clock.real" in a home that is no demo home, "clock.back", "clock.unreadable".
    """
    if line["to"] is not None:
        if not queries.is_demo():
            raise Refusal("clock.real")
        cycles.move_clock(moment(line["to"]))
        _bring_to_today()
    local = queries.now().astimezone(SHANGHAI)
    line.say(local.strftime("%Y-%m-%d %H:%M"))
    line.give({"now": local.isoformat(timespec="seconds"), "demo": queries.is_demo()})
    return DONE


def tick(line: Line) -> int:
    """Bring every town's accounts to today, and take the day's root: for a timer, once a day."""
    made = _bring_to_today()
    known.keep()
    for town, count in made.items():
        line.say(_("%(town)s: %(count)s entries") % {"town": town.name, "count": count})
    root = chain.take_root(queries.today(), at=queries.now())
    if root is not None:
        line.say(_("Root of %(on)s: %(root)s") % {"on": root.on, "root": root.hash})
    if outside.places():
        outside.take(at=queries.now())
    line.give({town.path: count for town, count in made.items()})
    return DONE


def _bring_to_today() -> "dict[Area, int]":
    """Bring every town's accounts to today, each town in a transaction of its own."""
    hand = Hand(actor=HOST, at=queries.now(), dice=secrets.token_bytes)
    return {town: register.bring_to_today(town, hand=hand) for town in found.towns()}


def moment(text: str) -> dt.datetime:
    """Read a moment of Beijing time."""
    try:
        found_at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("clock.unreadable", text=text) from None
    return found_at if found_at.tzinfo else found_at.replace(tzinfo=SHANGHAI)


def _host() -> Hand:
    """Return the hand of whoever runs the machine: no account, now."""
    return Hand(actor=HOST, at=queries.now(), dice=os.urandom)


def area_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an area."""
    parser.add_argument("path", help=_("our own stable path, e.g. p1/c1/k1/t1"))
    parser.add_argument("name")
    kinds = ("province", "city", "county", "town", "village", "community")
    parser.add_argument("--kind", required=True, choices=kinds)
    parser.add_argument("--official-code", default="")


def add_area(line: Line) -> int:
    """Add an area."""
    area = people.add_area(
        line["path"], line["kind"], line["name"], official_code=line["official_code"]
    )
    line.say(f"{area.path} {area.name}")
    line.give({"path": area.path, "name": area.name})
    return DONE


def account_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an account."""
    parser.add_argument("login")
    parser.add_argument("name")
    parser.add_argument("--town", default="")
    parser.add_argument("--cadre", help=_("code or name of the cadre this account belongs to"))


def add_account(line: Line) -> int:
    """Add an account with a random password, printed once and kept nowhere."""
    cadre = found.cadre(found.town(line["town"]), line["cadre"]) if line["cadre"] else None
    password = secrets.token_urlsafe(12)
    people.add_user(line["login"], line["name"], password, cadre=cadre, hand=_host())
    line.say(_("Account %(login)s, password %(password)s (shown once)") % {
        "login": line["login"], "password": password,
    })  # fmt: skip
    line.give({"login": line["login"], "password": password})
    return DONE


def login_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an account."""
    parser.add_argument("login")


def reset_account(line: Line) -> int:
    """Give an account a new random password, printed once and kept nowhere."""
    password = secrets.token_urlsafe(12)
    people.set_password(found.user(line["login"]), password, hand=_host())
    line.say(_("Account %(login)s, password %(password)s (shown once)") % {
        "login": line["login"], "password": password,
    })  # fmt: skip
    line.give({"login": line["login"], "password": password})
    return DONE


def disable_account(line: Line) -> int:
    """Disable an account: it is out at its next request."""
    people.disable(found.user(line["login"]), hand=_host())
    line.say(_("Account %(login)s is disabled.") % {"login": line["login"]})
    line.give({"login": line["login"], "disabled": True})
    return DONE


def relation_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an account, a cadre and why the one has no part in the other's case."""
    parser.add_argument("login")
    parser.add_argument("cadre", help=_("code or name of the cadre"))
    parser.add_argument("kind", help=_("e.g. 配偶、近亲属、同住、利害关系"))
    parser.add_argument("--town", required=True, help=_("name or path of the town"))


def relate_account(line: Line) -> int:
    """Register why an account has no part in a cadre's case."""
    cadre = found.cadre(found.town(line["town"]), line["cadre"])
    people.relate(found.user(line["login"]), cadre, line["kind"], hand=_host())
    line.say(f"{line['login']}  {cadre.name}（{cadre.code}）{line['kind']}")
    line.give({"login": line["login"], "cadre": cadre.code, "kind": line["kind"]})
    return DONE


def role_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a role, over what, from when."""
    parser.add_argument("login")
    parser.add_argument("role", choices=[role.value for role in Role])
    parser.add_argument("area", help=_("path of the area"))
    parser.add_argument("--from", dest="from_on", type=day)
    parser.add_argument("--to", dest="to_on", type=day)


def grant_role(line: Line) -> int:
    """Give an account a role over an area."""
    area = found.area(line["area"])
    from_on = line["from_on"] or queries.today()
    user, role, to_on = found.user(line["login"]), Role(line["role"]), line["to_on"]
    people.grant(user, role, area, from_on=from_on, to_on=to_on, hand=_host())
    line.say(f"{line['login']} {line['role']} {area.name}")
    line.give({"login": line["login"], "role": line["role"], "area": area.path})
    return DONE


def end_role(line: Line) -> int:
    """End a role of an account over an area, from --to or from today."""
    area = found.area(line["area"])
    to_on = line["to_on"] or queries.today()
    user, role = found.user(line["login"]), Role(line["role"])
    people.end_grant(user, role, area, to_on=to_on, hand=_host())
    line.say(f"{line['login']} {line['role']} {area.name} – {to_on}")
    line.give({"login": line["login"], "role": line["role"], "area": area.path, "to": to_on})
    return DONE


def calendar_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a table of days."""
    parser.add_argument(
        "file", type=Path, help=_("CSV with the columns date, works (0 or 1), name")
    )


def calendar(line: Line) -> int:
    """Enter the holidays and make-up days of whole years."""
    count = _load_calendar(line["file"])
    line.say(_("%(count)s days entered") % {"count": count})
    line.give({"days": count})
    return DONE


def _load_calendar(file: Path) -> int:
    days: dict[dt.date, tuple[bool, str]] = {}
    with file.open(encoding="utf-8-sig", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), 2):
            try:
                on = dt.date.fromisoformat(row["date"])
                days[on] = ({"0": False, "1": True}[row["works"]], row["name"])
            except (KeyError, ValueError):
                raise Refusal("calendar.row", row=number) from None
    hand = Hand(actor=HOST, at=queries.now(), dice=secrets.token_bytes)
    return cycles.load_calendar(days, towns=found.towns(), hand=hand)
