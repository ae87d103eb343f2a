"""Verbs that read: who stands where, why, and whether everything still holds."""

import argparse
from collections.abc import Mapping

from django.utils.translation import gettext as _

from jifen.chain import blocks, checkpoints
from jifen.chain import queries as chain
from jifen.console import custody
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE, UNPROVED
from jifen.core.errors import Refusal
from jifen.core.points import display, half_up, signed
from jifen.ledger import queries as ledger
from jifen.ledger.veil import veiled
from jifen.outcomes import queries as outcomes
from jifen.outcomes.personal import personal
from jifen.people import commands as people_commands
from jifen.people import proof as accounts
from jifen.people import queries as people
from jifen.standings import queries
from jifen.standings.before import before
from jifen.standings.board import Board, Row, Village
from jifen.terms import LINES, NOT_RANKED, STEPS, fault
from jifen.wording.files import tables


def cycle_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a town and a cycle."""
    town_arguments(parser)
    parser.add_argument("--cycle", default="", help=_("name of the cycle; else the current one"))


def standings_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is ranked, and when."""
    cycle_arguments(parser)
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at", type=day, help=_("counting what had happened by that day"))
    when.add_argument(
        "--frozen",
        action="store_true",
        help=_("the cycle's last frozen edition, beside the one before it"),
    )
    parser.add_argument("--villages", action="store_true", help=_("the villages' roll-up"))


def standings(line: Line) -> int:
    """Show who stands where."""
    cycle, then = line.cycle(), None
    if line["frozen"]:
        edition = queries.editions(cycle).first()
        if edition is None:
            raise Refusal("edition.none", cycle=cycle.name)
        board, then = queries.board(edition), before(edition)
    else:
        board = queries.live(cycle, at=line["at"])
    was: Mapping[str, Row | Village] = {}
    if then is not None:
        was = {row.code: row for row in then.board.rows}
        was |= {unit.path: unit for unit in then.board.villages}
    if line["villages"]:
        line.rows(*_villages(board, was))
    else:
        line.rows(*_people(board, was))
    line.give(
        {
            "cycle": board.identity.cycle,
            "as_of": board.identity.as_of,
            "last_seq": board.identity.last_seq,
            "before": then and then.edition.checkpoint_on,
            "people": [
                {
                    "place": row.place,
                    "tied": row.tied,
                    "code": row.code,
                    "name": row.name,
                    "village": row.village_name,
                    "added": display(row.added),
                    "deducted": display(row.deducted),
                    "total": display(row.total),
                    "not_ranked": row.not_ranked,
                    **_was(was, row.code),
                }
                for row in board.rows
            ],
            "villages": [
                {"place": v.place, "name": v.name, "total": display(v.total), **_was(was, v.path)}
                for v in board.villages
            ],
        }
    )
    return DONE


Cells = tuple[str, ...]


def _villages(board: Board, was: Mapping[str, Row | Village]) -> tuple[Cells, list[Cells]]:
    head = (_("place"), _("village"), _("total"), _("members' mean"), _("own account"))
    rows = [
        (
            str(v.place),
            v.name,
            display(v.total),
            display(half_up(v.mean)) if v.mean is not None else "",
            display(v.own),
            *_was(was, v.path).values(),
        )
        for v in board.villages
    ]
    return (*head, *_was_head(was)), rows


def _people(board: Board, was: Mapping[str, Row | Village]) -> tuple[Cells, list[Cells]]:
    head = (
        _("place"), _("code"), _("name"), _("village"), _("post"), _("added"), _("deducted"),
        _("total"),
    )  # fmt: skip
    rows = [
        (
            str(row.place) if row.place else str(NOT_RANKED[row.not_ranked]),
            row.code,
            row.name,
            row.village_name,
            row.post,
            display(row.added),
            display(row.deducted),
            display(row.total),
            *_was(was, row.code).values(),
        )
        for row in board.rows
    ]
    return (*head, *_was_head(was)), rows


def _was_head(was: Mapping[str, Row | Village]) -> Cells:
    return (_("place last time"), _("total last time")) if was else ()


def _was(was: Mapping[str, Row | Village], key: str) -> dict[str, str]:
    """Return somebody's or a village's place and total in the edition before; "" for none."""
    if not was:
        return {}
    then = was.get(key)
    if then is None:
        return {"place_before": "", "total_before": ""}
    return {"place_before": str(then.place or ""), "total_before": display(then.total)}


def file_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a cadre."""
    town_arguments(parser)
    parser.add_argument("who", help=_("code or name of the cadre"))


def file(line: Line) -> int:
    """Print a cadre's file of all years: years, posts, points, leaves, talks."""
    cadre = people.cadre(line.town(), line["who"])
    people_commands.note_reading(cadre, hand=line.hand, page="file")
    found = personal(cadre, line.hand.actor, on=line.hand.today)
    every = tables(found)
    for one in every:
        line.say(f"{one.name}（{len(one.rows)}）")
        line.rows(one.head, one.rows)
    line.give({"cadre": cadre.code, **{one.key: one.rows for one in every}})
    return DONE


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a cadre."""
    cycle_arguments(parser)
    parser.add_argument("who", help=_("code or name of the cadre"))


def explain(line: Line) -> int:
    """Show why a cadre stands where they stand: total, entries, article, evidence, who."""
    cycle = line.cycle()
    cadre = people.cadre(cycle.town, line["who"])
    people_commands.note_reading(cadre, hand=line.hand, page="explain")
    account = ledger.account_of(cycle, cadre)
    found = veiled(ledger.explain(account), line.hand.actor, on=line.hand.today)
    line.say(f"{cadre.name}（{cadre.code}）{cycle.name}  {display(found.total)}")
    for reason in found.reasons:
        item, fact = reason.item, reason.fact
        if fact is None or item is None:
            line.say(f"{signed(reason.line.amount):>8}  {LINES[reason.line.name]}")
            continue
        line.say(f"{signed(reason.line.amount):>8}  {item.code} {item.title}（{item.article}）")
        line.say(f"{'':10}{fact.happened_on} {fact.unit.name} {fact.reason}")
        for step in reason.line.steps:
            if step.before == step.after:
                continue
            line.say(f"{'':10}· {STEPS[step.kind]} {signed(step.before)} → {signed(step.after)}")
        line.say(
            f"{'':10}{_('evidence')}：{'、'.join(fact.evidence)}  {fact.decision_number}  "
            f"{_('recorded by')} {reason.by}，{_('approved by')} {reason.second}，"
            f"{_('record')} {'、'.join(f'#{seq}' for seq in reason.seqs)}"
        )
    for fact, status in found.withdrawn:
        line.say(f"{'0':>8}  {fact.item} {fact.happened_on} {fact.reason}（{LINES[status]}）")
    line.give(
        {
            "cadre": cadre.code,
            "cycle": cycle.name,
            "total": display(found.total),
            "lines": [
                {
                    "line": reason.line.name,
                    "amount": signed(reason.line.amount),
                    "item": reason.line.item,
                    "article": reason.item.article if reason.item else "",
                    "reason": reason.fact.reason if reason.fact else "",
                    "evidence": reason.fact.evidence if reason.fact else [],
                    "decision_number": reason.fact.decision_number if reason.fact else "",
                    "by": reason.by,
                    "second": reason.second,
                    "records": reason.seqs,
                    "steps": [
                        [s.kind.value, signed(s.before), signed(s.after), s.scope]
                        for s in reason.line.steps
                    ],
                }
                for reason in found.reasons
            ],
        }
    )
    return DONE


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a town, and how much is proved."""
    town_arguments(parser)
    quick = _("only the seals, and the links of the last 1 000 records")
    parser.add_argument("--quick", action="store_true", help=quick)


def verify(line: Line) -> int:
    """Prove a town's chain, balances, assessments, frozen editions; exit 3 where one fails."""
    town = line.town()
    if line["quick"]:
        own = (town.path, chain.HOME)
        faults = [one for path in own for one in (*blocks.quick(path), *checkpoints.faults(path))]
    else:
        faults = [*outcomes.verify(town), *accounts.home_faults()]
    for one in faults:
        number = f"#{one.seq} " if one.seq is not None else ""
        number = f"{one.town} {number}" if one.town == chain.HOME else number
        line.say(f"✘ {number}{fault(one.code)} {one.detail}")
    head = chain.head(town.path)
    records, last = (head.seq, head.hash) if head else (0, "")
    if faults:
        custody.freeze(faults, at=line.hand.at)
        line.say(_("The home is frozen: nothing is recorded until it is thawed."))
    else:
        said = _("All holds: %(count)s records, head %(head)s")
        line.say(said % {"count": records, "head": last[:16]})
    window = checkpoints.window(town.path)
    hours = window.hours(line.hand.at)
    if hours is None:
        said = _("Not protected from outside: all %(count)s records; no checkpoint was ever sent")
    else:
        said = _("Not protected from outside: %(count)s records, %(hours)s h since the checkpoint")
    line.say(said % {"count": window.records, "hours": hours})
    line.give(
        {
            "town": town.path,
            "unprotected": {"records": window.records, "hours": hours},
            "records": records,
            "head": last,
            "faults": [{"seq": f.seq, "code": f.code, "detail": f.detail} for f in faults],
        }
    )
    return UNPROVED if faults else DONE
