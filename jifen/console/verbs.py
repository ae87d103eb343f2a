"""Reading a command line by the table of verbs, and running what it asks for."""

import argparse
import secrets
import sys
from collections.abc import Sequence
from functools import cache

from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from jifen.chain import freezing
from jifen.console.bar import Bar
from jifen.console.line import Line
from jifen.console.main import DONE, REFUSED, USAGE
from jifen.console.table import Row, table
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.policy import ACTIONS, COMMANDS, WHILE_FROZEN, Scope, allows, roles_held
from jifen.custody import known, trouble
from jifen.cycles.queries import now
from jifen.people import queries as people
from jifen.rulebook.problems import RulebookProblems
from jifen.sheets.problems import SheetProblem
from jifen.wording import sentence

__all__ = ["Row", "parser", "run", "table"]


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line, built from the table once in each language."""
    return _parser(translation.get_language() or "")


@cache
def _parser(_language: str) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="jifen", description=_("Points of village cadres (积分)."))
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {
        "": top.add_subparsers(dest="verb", required=True, metavar=_("VERB"))
    }
    for row in table():
        first, _space, second = row.words.partition(" ")
        if second and first not in groups:
            group = groups[""].add_parser(first, help=_("verbs of %(word)s") % {"word": first})
            groups[first] = group.add_subparsers(dest="noun", required=True, metavar=_("VERB"))
        where, word = (groups[first], second) if second else (groups[""], first)
        one = where.add_parser(word, help=row.help, description=row.help)
        one.set_defaults(row=row)
        one.add_argument("--json", action="store_true", help=_("print JSON"))
        if _asks_for_operator(row.words):
            one.add_argument(
                "--as", dest="login", required=True, metavar="LOGIN", help=_("who acts")
            )
        row.arguments(one)
    return top


def _asks_for_operator(words: str) -> bool:
    return ACTIONS[COMMANDS[words]].scope is not Scope.HOST


def run(argv: Sequence[str]) -> int:
    """Run one command line: the exit code says how it ended, stderr why it was refused."""
    with translation.override("zh-hans"):
        try:
            options = parser().parse_args(argv)
        except SystemExit as end:
            return int(end.code or DONE)
        row: Row = options.row
        try:
            if row.words not in WHILE_FROZEN:
                freezing.see_that_it_is_not()
            with Bar(row.words) as bar:
                return row.verb(Line(options, _hand(options, row), run, bar))
        except SheetProblem as problem:
            print(f"{_('Refused')}：{problem.sentence}", file=sys.stderr)
            return REFUSED
        except RulebookProblems as problems:
            for one in problems.problems:
                print(one.sentence("zh-hans"), file=sys.stderr)
            return REFUSED
        except Refusal as refusal:
            print(f"{_('Refused')}：{sentence(refusal)}", file=sys.stderr)
            return REFUSED
        except (OSError, DatabaseError) as fault:
            return _failed(fault)


def _failed(fault: OSError | DatabaseError) -> int:
    """Say what the machine beneath did; what it did not do is a mistake of ours, and stays loud."""
    file = getattr(fault, "filename", None)
    refusal = trouble.of(fault)
    if refusal is not None and refusal.code == "home.gone" and known.read() is None:
        print(_("This home is not set up yet. Run: jifen setup-home"), file=sys.stderr)
        return USAGE
    if refusal is not None and (file is None or refusal.code == "home.full"):
        print(f"{_('Refused')}：{sentence(refusal)}", file=sys.stderr)
        return REFUSED
    if isinstance(fault, OSError) and file is not None:
        said = _("%(file)s cannot be read: %(why)s. Check the path.")
        print(said % {"file": file, "why": fault.strerror}, file=sys.stderr)
        return USAGE
    raise fault


def _hand(options: argparse.Namespace, row: Row) -> Hand | None:
    """Return the hand named by --as, having seen that the policy table lets it act here."""
    if not _asks_for_operator(row.words):
        return None
    actor = people.actor(people.user(options.login))
    hand = Hand(actor=actor, at=now(), dice=secrets.token_bytes)
    action = ACTIONS[COMMANDS[row.words]]
    target = Line(options, hand, run, Bar(row.words)).target(action.kind)
    if target is not None and not allows(action, roles_held(action, actor, target, on=hand.today)):
        raise Refusal("policy.not-allowed", login=options.login, verb=row.words)
    return hand
