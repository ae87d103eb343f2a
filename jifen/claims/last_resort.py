"""Where nobody of a town is left to decide a claim, the county does (model.md: 县级 兜底)."""

import datetime as dt
from collections.abc import Set

from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.workflow import STEPS, Action, Kind, State
from jifen.people.models import Area
from jifen.recusals.queries import Bench, bench

DECIDING = frozenset({Action.APPROVE, Action.CHECK_LAW, Action.DECIDE})
DECIDERS = frozenset({Role.MEMBER, Role.HEAD})


def waits_for_decision(claim: Claim) -> bool:
    """Say whether a claim stands before a decision. No query."""
    kind, state = Kind(claim.kind), State(claim.state)
    return any(step.source is state and step.action in DECIDING for step in STEPS[kind])


def judges(town: Area, *, on: dt.date) -> Bench:
    """Return who may decide claims in a town that day. Three queries."""
    return bench(town, DECIDERS, on=on)


def nobody_left(claim: Claim, close: Set[str], found: Bench) -> bool:
    """Say whether nobody on the bench may take the decision a claim waits for. No query.

    `close` are the codes of those whom it names or touches.
    """
    kind, state = Kind(claim.kind), State(claim.state)
    steps = [s for s in STEPS[kind] if s.source is state and s.action in DECIDING]
    others = {action for step in steps for action in step.unlike}
    steps_taken = claim.decisions.all()
    hands = {d.by.ref.hex for d in steps_taken if d.by and Action(d.action) in others}
    if others & {Action.SUBMIT, Action.PROPOSE} and not claim.identity:
        hands.add(claim.drafted_by.ref.hex)
    return bool(steps) and not found.left(claim.unit.path, close, unlike=hands, case=claim.ref)
