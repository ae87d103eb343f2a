"""The demo town: both its cycles, made by the verbs that people use, one after the other.

demo.txt is the whole of it. A demo home has its own clock; it moves with the story.
"""

import argparse
import contextlib
import datetime as dt
import io
import json
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

import jifen
from jifen.console import demo_tasks
from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI
from jifen.cycles import commands as cycles
from jifen.people import queries as people
from jifen.terms import ROLES

TOWN = "p1/c1/k1/t1"
UNIT = "东禾村"
SHOWN = 14
"""How many lines of what a verb prints the account shows."""


@dataclass(frozen=True, slots=True)
class Account:
    """One demo account: what it signs in with, what it is called, its role, whose it is."""

    login: str
    name: str
    role: Role
    area: str = TOWN
    cadre: str = ""


ACCOUNTS = (
    Account("clerk1", "经办员甲", Role.CLERK),
    Account("clerk2", "经办员乙", Role.CLERK),
    Account("member", "领导小组成员", Role.MEMBER),
    Account("head", "领导小组组长", Role.HEAD),
    Account("committee", "镇党委", Role.COMMITTEE),
    Account("office", "站所干部", Role.LINE_OFFICE),
    Account("stationed", "驻村干部", Role.STATIONED, f"{TOWN}/v01"),
    Account("secretary", "陈霜降", Role.SECRETARY, f"{TOWN}/v01", "SL001"),
    Account("cadre", "孙葵", Role.CADRE, f"{TOWN}/v01", "SL005"),
    Account("supervision", "村务监督委员会", Role.SUPERVISION, f"{TOWN}/v01"),
    Account("discipline", "镇纪委", Role.DISCIPLINE),
    Account("county", "县级", Role.COUNTY, "p1/c1/k1"),
    Account("auditor", "审计员", Role.AUDITOR),
    Account("system", "系统管理员", Role.SYSTEM),
    Account("security", "安全管理员", Role.SECURITY),
)


STORY = Path(__file__).with_name("demo.txt")


def examples() -> Path:
    """Return the folder of examples: in an installed product, or in a source tree."""
    package = Path(jifen.__file__).parent
    inside = package / "examples"
    return inside if inside.is_dir() else package.parent / "examples"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether only the home is to be filled."""
    parser.add_argument(
        "--seed-home", action="store_true", help=_("fill the home quietly; print the accounts")
    )


def run(line: Line) -> int:
    """Run the story in an empty home.

    Raises:
        Refusal: "demo.not-empty" where the home has a town.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        line.run(["setup-home"])
    if people.towns():
        raise Refusal("demo.not-empty")
    began = dt.datetime(2024, 7, 31, 9, tzinfo=SHANGHAI)
    cycles.move_clock(began)
    story = Story(line.run, quiet=line["seed_home"])
    for words in STORY.read_text(encoding="utf-8").splitlines()[3:]:
        code = story.take(words)
        if code != DONE:
            return code
    for account in ACCOUNTS:
        password = story.passwords[account.login]
        print(f"{ROLES[account.role]}  {account.name}  {account.login}  {password}")
    return DONE


class Story:
    """The story under way: the passwords it made, and how its lines are printed.

    `run` takes one command line and returns its exit code.
    """

    def __init__(self, run: Callable[[Sequence[str]], int], *, quiet: bool) -> None:
        self.run, self.quiet = run, quiet
        self.passwords: dict[str, str] = {}
        self.folder = str(examples())

    def take(self, words: str) -> int:
        """Take one line: what is said, a command line, or a word that stands for several."""
        first, _space, rest = words.partition(" ")
        if first == "#":
            self._say(f"\n── {rest}")
            return DONE
        special = {
            "ACCOUNTS": self._accounts,
            "TALKS": self._talks,
            "CLAIM": self._claim,
            "TASKS": self._tasks,
            "RESULTS": self._results,
            "MEETING": self._meeting_of,
        }
        if first in special:
            return special[first](rest)
        return self._line(shlex.split(words))[0]

    def _say(self, text: str) -> None:
        if not self.quiet:
            print(text)

    def _line(self, words: Sequence[str], *, shown: bool = True) -> tuple[int, str]:
        """Run one command line and return its exit code and what it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = self.run([re.sub("^examples/", f"{self.folder}/", w) for w in words])
        text = printed.getvalue()
        if (shown and not self.quiet) or code != DONE:
            print(f"$ jifen {' '.join(words)}")
            for one in _shortened(text):
                print(f"  {one}")
        return code, text

    def _accounts(self, which: str) -> int:
        for account in ACCOUNTS:
            needs_register = bool(account.cadre) or account.area.startswith(f"{TOWN}/")
            if needs_register != (which == "village"):
                continue
            words = ["account", "add", account.login, account.name, "--json"]
            if account.cadre:
                words += ["--town", TOWN, "--cadre", account.cadre]
            code, text = self._line(words, shown=False)
            if code != DONE:
                return code
            self.passwords[account.login] = json.loads(text)["password"]
            grant = ["role", "grant", account.login, account.role.value, account.area]
            if self._line([*grant, "--from", "2024-07-31"], shown=False)[0] != DONE:
                return 1
            self._say(f"  {account.login}  {ROLES[account.role]}  {account.name}")
        return DONE

    def _talks(self, rest: str) -> int:
        """Hold the talk of every case that is due one; a second time is no talk's."""
        cycle, on = rest.split()
        code, text = self._line(["cases", "--cycle", cycle, "--as", "head", "--json"], shown=False)
        if code != DONE:
            return code
        for case in json.loads(text):
            if case["stage"] != "due":
                continue
            code, _text = self._line(
                ["talk", case["id"], "--cycle", cycle, "--on", on, "--as", "head",
                 "--with", "member", "--record", "已谈话提醒，本人表示认真整改。"]
            )  # fmt: skip
            if code != DONE:
                return code
        return DONE

    def _results(self, rest: str) -> int:
        """Propose a cycle's results until a meeting has settled all of it, decide and post them."""
        cycle, pool, on = rest.split()
        ours = ["--cycle", cycle]
        for number in range(1, 4):
            propose = ["results", "do", "propose", *ours, "--pool", pool, "--as", "clerk1"]
            show = ["results", "show", *ours, "--as", "clerk1", "--json"]
            if self._line(propose)[0] != DONE:
                return 1
            found = json.loads(self._line(show, shown=False)[1])
            if self._meeting(f"镇党委第{number}次会议", on) != DONE:
                return 1
            if not found["open"] and not found["vetoes"]:
                break
            for tie in found["ties"]:
                seats = [word for code in tie["tied"][: tie["seats"]] for word in ("--seat", code)]
                seat = ["results", "do", "seat", *ours, "--line", tie["line"], *seats]
                if self._line([*seat, "--as", "clerk1"])[0] != DONE:
                    return 1
        decide = ["results", "do", "decide", *ours, "--as", "committee"]
        post = ["results", "do", "post", *ours, "--contact", "镇积分办，电话0000-0000000"]
        return self._line(decide)[0] or self._line([*post, "--as", "clerk1"])[0]

    def _meeting_of(self, rest: str) -> int:
        name, on = rest.split()
        return self._meeting(name, on)

    def _meeting(self, name: str, on: str) -> int:
        """Hold a meeting of three about everything that waits; they carry it."""
        convene = ["meeting", "convene", name, "--on", on, "--chair", "head"]
        self._line([*convene, "--there", "member", "--there", "committee", "--as", "clerk1"])
        do = ["meeting", "do", name]
        put = [*do, "put", "--about", "all", "--as", "clerk1", "--json"]
        code, text = self._line(put, shown=False)
        if code != DONE:
            return code
        self._line([*do, "open", "--as", "clerk1"], shown=False)
        for point in map(str, json.loads(text)["points"]):
            vote = [*do, "vote", "--point", point, "--votes", "3", "0", "0", "--as", "clerk1"]
            self._line(vote, shown=False)
            said = "经集体研究，按照细则规定办理。按编号先后入选仅为演示。"
            conclude = [*do, "conclude", "--point", point, "--text", said]
            self._line([*conclude, "--as", "head"], shown=False)
        self._say(f"  {name}：{len(json.loads(text)['points'])}项议题，均经表决通过")
        return self._line([*do, "close", "--as", "clerk1"], shown=False)[0]

    def _tasks(self, rest: str) -> int:
        done = demo_tasks.play(TOWN, rest)
        self._say(f"  {done}")
        return DONE

    def _claim(self, rest: str) -> int:
        words, *steps = rest.split(" | ")
        line = ["claim", "draft", *shlex.split(words), "--unit", UNIT, "--who", "SL005"]
        code, text = self._line([*line, "--as", "cadre", "--json"])
        if code != DONE:
            return code
        claim = json.loads(text)["claim"]
        for step in steps:
            login, action = step.split()
            code, _text = self._line(["claim", "step", claim, action, "--as", login])
            if code != DONE:
                return code
        return DONE


def _shortened(text: str) -> Iterator[str]:
    lines = text.splitlines()
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"… {len(lines) - SHOWN}"
