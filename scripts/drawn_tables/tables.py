"""The tables of docs/ that are drawn from the code, so that no page lags behind it.

A page holds each between `<!-- drawn: NAME -->` and `<!-- /drawn -->`. The test in
tests/test_papers_of_the_project.py fails while one is stale. Django must be set up.
"""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from django.utils import translation

from jifen.console import verbs
from jifen.core import appeal, appraising, consequence, meeting, task
from jifen.core import drafting as core
from jifen.core.access import Role
from jifen.core.floors import FLOORS
from jifen.core.policy import (
    ACTIONS,
    ADMINISTRATORS,
    COMMANDS,
    EVERY,
    EVERY_BUT_ADMINISTRATORS,
    ROUTES,
    Action,
    Scope,
)
from jifen.core.workflow import EVERY_ROUTE, HEAVY, LIGHT, STEPS, Kind, Outcome, Step
from jifen.settings import TABLE

DRAWN = re.compile(r"(<!-- drawn: ([a-z-]+) -->\n).*?(<!-- /drawn -->)", re.DOTALL)
"""One drawn table in a page: its mark, its name, what stands there, the mark of its end."""


def redraw(page: str) -> str:
    """Return `page` with every table in it as the code has it now.

    Raises:
        KeyError: the page names a table that nobody draws.
    """
    return DRAWN.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped)


def settings() -> str:
    """Draw the settings: name, default, what each is for."""
    return table(
        ("name", "default", "what it is for"),
        [
            (
                f"`{row.name}`" + (f", `{row.name}_FILE`" if row.secret else ""),
                f"`{row.default}`" if row.default else "",
                row.help,
            )
            for row in TABLE
        ],
    )


def commands() -> str:
    """Draw the verbs: what each takes, what it does, who may."""
    with translation.override("en"):
        parsers = _parsers(verbs.parser())
        return table(
            ("command", "what it does", "who may"),
            [
                (
                    f"`{' '.join(['jifen', row.words, *_arguments(parsers[row.words])])}`",
                    row.help,
                    who(ACTIONS[COMMANDS[row.words]]),
                )
                for row in verbs.table()
            ],
        )


def policy() -> str:
    """Draw who may do what, through which pages and verbs."""
    return table(
        ("action", "about", "roles are looked for", "who may", "pages", "verbs"),
        [
            (
                f"`{row.code}`",
                row.kind.value if row.kind != "none" else "",
                row.scope.value,
                who(row),
                _named(row, ROUTES),
                _named(row, COMMANDS),
            )
            for row in ACTIONS.values()
        ],
    )


def who(row: Action) -> str:
    """Say whose roles suffice for an action."""
    if row.scope is Scope.HOST:
        return "whoever runs the machine"
    if row.scope is Scope.OPEN:
        return "anybody"
    if row.scope is Scope.ACCOUNT:
        return "anybody signed in"
    if row.scope is Scope.LISTED:
        return "whoever it is listed to"
    if row.roles == EVERY:
        return "every role"
    if row.roles == EVERY_BUT_ADMINISTRATORS:
        return f"every role but {_roles(ADMINISTRATORS)}"
    return _roles(row.roles)


def grant() -> str:
    """Draw the life of a grant."""
    return _life(STEPS[Kind.GRANT])


def deduction() -> str:
    """Draw the life of a deduction."""
    return table(
        ("from", "step", "to", "by", "in a confidential case", "cases", "not by whoever took"),
        [
            (
                step.source.value,
                f"`{step.action.value}`" + (" ↺" if step.undone else ""),
                step.target.value,
                _roles(step.roles) or "a review's outcome",
                "" if step.secret is None else _roles(step.secret),
                {EVERY_ROUTE: "every", HEAVY: "grave", LIGHT: "not grave"}[step.routes],
                ", ".join(f"`{action}`" for action in sorted(step.unlike)),
            )
            for step in STEPS[Kind.DEDUCTION]
        ],
    )


def drafting() -> str:
    """Draw the life of a rulebook version."""
    return table(
        ("from", "step", "to", "by", "only when", "not by whoever took"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                _roles(step.roles) or "the calendar",
                ", ".join(step.conditions),
                ", ".join(f"`{action}`" for action in sorted(step.unlike)),
            )
            for step in core.STEPS
        ],
    )


def reviews() -> str:
    """Draw the life of a review."""
    return table(
        ("from", "step", "to", "by", "only when", "reason of", "not by whoever took"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                ", ".join(part for part in appeal.Part if part in step.parts),
                ", ".join(step.conditions),
                str(appeal.REASONED.get(step.action, "")),
                ", ".join(f"`{action}`" for action in sorted(step.unlike)),
            )
            for step in appeal.STEPS
        ],
    )


def review_grounds() -> str:
    """Draw which outcomes each ground allows."""
    outcomes = list(Outcome)
    return table(
        ("ground", *(one.value for one in outcomes)),
        [
            (ground.value, *("yes" if one in appeal.ALLOWS[ground] else "" for one in outcomes))
            for ground in appeal.Ground
        ],
    )


def review_periods() -> str:
    """Draw the periods of a review, with where they come from."""
    return table(
        ("period", "what it says", "days", "source", "basis", "from"),
        [
            (
                one.code,
                one.says,
                f"{one.days} {one.unit.value}",
                one.source,
                one.basis.value,
                "" if one.from_on.year == 1 else one.from_on.isoformat(),
            )
            for one in appeal.PERIODS
        ],
    )


def meetings() -> str:
    """Draw the life of a meeting."""
    return table(
        ("while it is", "step", "then it is", "by"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                "the chair" if step.chair else _roles(step.roles),
            )
            for step in meeting.STEPS
        ],
    )


def tasks() -> str:
    """Draw the life of a task in a village."""
    return table(
        ("from", "step", "to", "by", "wants", "only when", "not by whoever took"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                ", ".join(part for part in task.Part if part in step.parts),
                ", ".join(need for need in task.Needs if need in step.needs),
                ", ".join(step.conditions),
                ", ".join(f"`{action}`" for action in sorted(step.unlike)),
            )
            for step in task.STEPS
        ],
    )


def floors() -> str:
    """Draw the floors above every rulebook."""
    return table(
        ("floor", "what must hold", "where it comes from", "reach", "since"),
        [
            (
                f"`{floor.code}`",
                floor.says,
                floor.source,
                floor.basis.value,
                f"{floor.from_on:%Y-%m-%d}" if floor.source else "",
            )
            for floor in FLOORS
        ],
    )


def handling(way: consequence.Way) -> str:
    """Draw one way of what people do about a case."""
    return table(
        ("from", "entry", "to", "by", "wants"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                _roles(step.roles),
                ", ".join(need for need in consequence.Needs if need in step.needs),
            )
            for step in consequence.STEPS[way]
        ],
    )


def results() -> str:
    """Draw the way from the close to the results that stand."""
    return table(
        ("from", "step", "to", "by", "wants"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                _roles(step.roles),
                ", ".join(need for need in appraising.Needs if need in step.needs),
            )
            for step in appraising.STEPS
        ],
    )


TABLES: Mapping[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "policy": policy,
    "grant": grant,
    "meeting": meetings,
    "task": tasks,
    "review": reviews,
    "review-grounds": review_grounds,
    "review-periods": review_periods,
    "deduction": deduction,
    "drafting": drafting,
    "floors": floors,
    "results": results,
    **{f"handling-{way.value}": partial(handling, way) for way in consequence.Way},
}
"""What can be drawn, by the name it has in a page."""


def _life(steps: Iterable[Step]) -> str:
    return table(
        ("from", "step", "to", "by", "not by whoever took"),
        [
            (
                step.source.value,
                f"`{step.action.value}`",
                step.target.value,
                _roles(step.roles),
                ", ".join(f"`{action}`" for action in sorted(step.unlike)),
            )
            for step in steps
        ],
    )


def _roles(roles: Iterable[str]) -> str:
    """Name roles in the order in which `Role` has them."""
    return ", ".join(role.value for role in Role if role in set(roles))


def _named(row: Action, names: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}`" for name, code in names.items() if code == row.code)


def _parsers(top: argparse.ArgumentParser, words: str = "") -> dict[str, argparse.ArgumentParser]:
    """Return the reader of each verb by its words."""
    inside = [a for a in top._actions if isinstance(a, argparse._SubParsersAction)]
    if not inside:
        return {words: top}
    found: dict[str, argparse.ArgumentParser] = {}
    for name, one in inside[0].choices.items():
        found |= _parsers(one, f"{words} {name}".strip())
    return found


def _arguments(parser: argparse.ArgumentParser) -> list[str]:
    """Say what a verb takes but `--json`; what may be left out stands in brackets."""
    said = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction) or action.dest == "json":
            continue
        name = action.option_strings[0] if action.option_strings else ""
        value = _value(action) if action.nargs != 0 else ""
        words = " ".join(filter(None, (name, value)))
        optional = not action.required
        said.append(f"[{words}]" if optional else words)
    return said


def _value(action: argparse.Action) -> str:
    return str(action.metavar or action.dest).upper().replace("_", "-")
