"""The demo town's supervision: a county's documents as tasks, what came of them, three rounds.

Told by the word TASKS of demo.txt. By the noun's own commands, since as many command lines would
take a visitor's patience.
"""

import datetime as dt
import os
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jifen.core.access import Actor
from jifen.core.hand import Hand, local_date
from jifen.core.task import Action, Level, Look, Origin, Result, State
from jifen.cycles import queries as cycles
from jifen.people import queries as people
from jifen.tasks import commands, queries

if TYPE_CHECKING:
    from jifen.people.models import Area
    from jifen.tasks.models import Step

TITLES = (
    ("排查山塘水库和地质灾害点", "flood"),
    ("清理河道和房前屋后垃圾", "environment"),
    ("核查新增占地建房线索", "land"),
    ("检查护林卡口值守", "forest"),
    ("入户核对医保参保名单", "insurance"),
    ("走访独居老人和困境儿童", "civil"),
    ("检查农村自建房用电安全", "safety"),
    ("公开三季度村务财务", "finance"),
)
"""What the county asks of each village, and of which duty area."""
FOUND = (
    ("河道边有生活垃圾堆积", "environment"),
    ("护林卡口无人值守记录", "forest"),
    ("应急物资登记与实物不符", "flood"),
)
MISSED, FAULT = "A-04", "A-05"
"""Items of the demo rulebook: a superior's task not done in time; what an inspection found."""
_WHY = "已现场核对，情况属实。"


def play(town_path: str, what: str) -> int:
    """Tell one part of it, at the demo clock's day; return how many things were done."""
    town = people.town(town_path)
    match what.split():
        case ["issue"]:
            return _issue(town)
        case ["report", *which]:
            return _report(town, late=which == ["late"])
        case ["day"]:
            nobody = Actor(key="0" * 32, login="")
            return commands.clock(town, hand=Hand(actor=nobody, at=cycles.now(), dice=os.urandom))
        case ["round", number]:
            return _round(town, int(number))
    raise AssertionError(what)


def _hand(login: str) -> Hand:
    return Hand(actor=people.actor(people.user(login)), at=cycles.now(), dice=os.urandom)


def _token(town: "Area", name: str) -> uuid.UUID:
    return uuid.uuid5(town.ref, f"demo {name}")


def _issue(town: "Area") -> int:
    """Issue eight tasks to each village, each village's on a document of its own."""
    done = 0
    for n, unit in enumerate(people.villages(town), 1):
        source = commands.Source(
            origin=Origin.SUPERIOR,
            level=Level.COUNTY,
            issuer="示例县委督查室",
            document=f"示县督〔2025〕{n}号",
        )
        new = [
            commands.NewTask(
                title=title,
                text="对照责任分工办理，按期报办结，注明台账或者文号。",
                area=area,
                units=[unit],
                days=3 + k,
                worth={Result.MISSED: (MISSED, "1")},
            )
            for k, (title, area) in enumerate(TITLES)
        ]
        made = commands.issue(
            town, source, new, token=_token(town, f"issue {n}"), hand=_hand("office")
        )
        done += len(made)
    return done


def _report(town: "Area", *, late: bool) -> int:
    """Report and accept nine in ten of what goes on; later what is then still put off."""
    done = 0
    for n, step in enumerate(_open(town)):
        if not late and n % 10 == 9:
            continue
        if late and n % 2:
            continue
        _finish(step, late)
        done += 1
    return done


def _open(town: "Area") -> Sequence["Step"]:
    rows = queries.latest(town).filter(target=State.ISSUED.value)
    return list(rows.order_by("task", "unit__path"))


def _finish(step: "Step", late: bool) -> None:
    given = commands.Given(evidence=[f"办结台账{step.task.number}号"], reason=_WHY)
    task, unit = step.task, step.unit
    commands.take_step(task, unit, Action.REPORT, given, hand=_hand("clerk2"))
    good = commands.Given(reason=_WHY, outstanding=not late and task.number % 12 == 0)
    commands.take_step(task, unit, Action.ACCEPT, good, hand=_hand("clerk1"))


def _round(town: "Area", number: int) -> int:
    """Enter a round over three villages, a finding in each but the last, and put them right."""
    today: dt.date = local_date(cycles.now())
    units = people.villages(town)[number * 3 : number * 3 + 3]
    text, area = FOUND[number]
    round_ = commands.Round(
        look=list(Look)[number],
        held_on=today,
        units=units,
        document=f"示镇督〔2025〕{number + 1}号",
    )
    findings = [
        commands.NewFinding(
            unit=unit, text=text, area=area, days=5, item=FAULT, measure="1",
            evidence=["现场检查记录"],
        )
        for unit in units[:2]
    ]  # fmt: skip
    token = _token(town, f"round {number}")
    commands.inspect(town, round_, findings, token=token, hand=_hand("clerk1"))
    for step in _open(town):
        if step.task.title.startswith("整改"):
            _finish(step, late=False)
    return len(findings)
