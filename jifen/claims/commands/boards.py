"""The way in for boards of before go-live: decided, entered whole by one, approved by another."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import hold
from jifen.claims.commands.hands import check_roles
from jifen.claims.queries import past_locked
from jifen.core.access import Actor
from jifen.core.errors import Refusal
from jifen.core.facts import decimal
from jifen.core.hand import Hand
from jifen.core.report import Outcome, Report
from jifen.cycles.queries import cycle_on
from jifen.ledger import openings
from jifen.ledger.commands import NewBoard, bearers, board_parties, check_board, record_board
from jifen.ledger.models import Fact
from jifen.people.models import Area
from jifen.people.queries import cadres, rosters, villages
from jifen.rulebook.queries import rulebook
from jifen.sheets.board import BoardRow, BoardSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDecision:
    """What the decision says of a board, besides its rows."""

    item: str
    happened_on: dt.date
    """A day of the period that the board is about, usually its last."""
    number: str
    reason: str
    evidence: Sequence[str]


@transaction.atomic(durable=True)
def import_board(
    town: Area,
    sheet: BoardSheet,
    decision: BoardDecision,
    *,
    hand: Hand,
    second: Actor,
    dry_run: bool = False,
) -> Report:
    """Enter a decided board, whole or not at all; the same again adds nothing.

    A board ranks everybody against everybody, so a row that cannot be read keeps out all of them.

    Raises:
        Refusal: "past.locked", "past.no-decision", "past.same-hand", "past.not-clerk",
            "past.not-decider", "cycle.none", or as `ledger.commands.check_board`.
    """
    chain = hold(town.path, at=hand.at)
    if past_locked(town):
        raise Refusal("past.locked")
    if not decision.number.strip():
        raise Refusal("past.no-decision")
    report = Report(sheet.filename, sheet.digest, dry_run, notes=[str(n) for n in sheet.notes])
    for problem in sheet.problems:
        report.unreadable(problem.sentence)
    rows = _understand(town, sheet.rows, report)
    if report.count(Outcome.REFUSED):
        return report
    cycle = cycle_on(town, decision.happened_on)
    new = NewBoard(
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        item=decision.item,
        happened_on=decision.happened_on,
        rows=rows,
        reason=decision.reason,
        evidence=decision.evidence,
        decision_number=decision.number,
        way=Fact.Way.DECIDED,
        identity=_identity(decision, rows),
        by=hand.actor.key,
        second=second.key,
    )
    standing = Fact.objects.filter(town=town, identity=new.identity).exists()
    if not standing:
        rules, held = rulebook(cycle.version), rosters(town)
        check_board(new, cycle, rules, held, today=hand.today)
        item = rules.item(new.item)
        named = {subject for subject, _ in rows if "/" not in subject}
        bear = bearers(new, item, board_parties(new, item, held))
        check_roles(town.path, named, bear, hand, second)
        stood = openings.stood(cycle)
        openings.check_not_opened(item, named | set(bear), new.happened_on, among=stood)
        record_board(cycle, new, event_key=new.key.hex, chain=chain, hand=hand)
    for row, (_, figure) in zip(sheet.rows, rows, strict=True):
        outcome = Outcome.KNOWN if standing else Outcome.ADDED
        report.add(row.origin, _said(row, figure), outcome)
    chain.seal()
    if dry_run:
        transaction.set_rollback(True)
    return report


def _understand(
    town: Area, rows: Sequence[BoardRow], report: Report
) -> list[tuple[str, Fraction | None]]:
    """Resolve each row's village or person; what means nothing here is noted in the report."""
    units = {unit.name: unit.path for unit in villages(town)}
    everybody = list(cadres(town))
    found: list[tuple[str, Fraction | None]] = []
    for row in rows:
        figure = None if row.figure is None else Fraction(row.figure)
        try:
            if row.unit not in units:
                raise Refusal("unit.unknown", name=row.unit, names="、".join(units))
            subject = units[row.unit]
            if row.name or row.code:
                same = [
                    c.code
                    for c in everybody
                    if row.code in {"", c.code} and row.name in {"", c.name}
                ]
                if not same:
                    raise Refusal("cadre.unknown", name=row.name or row.code)
                if len(same) > 1:
                    raise Refusal("cadre.ambiguous", name=row.name, codes="、".join(same))
                subject = same[0]
        except Refusal as refusal:
            report.refuse(row.origin, _said(row, figure), refusal)
        else:
            found.append((subject, figure))
    return found


def _identity(decision: BoardDecision, rows: Sequence[tuple[str, Fraction | None]]) -> str:
    fields: list[canonical.Value] = [
        "board",
        decision.number,
        decision.item,
        decision.happened_on,
        [[subject, None if figure is None else decimal(figure)] for subject, figure in rows],
    ]
    return hashlib.sha256(canonical.value(fields)).hexdigest()


def _said(row: BoardRow, figure: Fraction | None) -> str:
    who = f"{row.unit} {row.name}".strip()
    return f"{who} {'不涉及' if figure is None else decimal(figure)}"
