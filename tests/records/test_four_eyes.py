"""Four eyes in the database itself: a step whose hand did the other half is no row, even in SQL."""

import importlib
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from jifen.chain import schema
from jifen.chain.four_eyes import FourEyes, rule_of
from jifen.claims.models import Claim, Decision
from jifen.core.workflow import STEPS, Action, Kind
from tests.harness.figures import record
from tests.laws.town import Town, found

MIGRATION = importlib.import_module("jifen.claims.migrations.0004_four_eyes")
RULES = {(kind, action): frozenset(earlier) for kind, action, earlier in MIGRATION.UNLIKE}


@pytest.fixture
def town(db: None) -> Town:
    return found()


def claim_of(town: Town, kind: str) -> Claim:
    town.day = town.cycle.starts_on.replace(month=10)
    return town.draft("line", "A-2" if kind == Kind.GRANT else "D-1", "张三稻")


def insert(town: Town, claim: Claim, action: str, login: str, number: int) -> None:
    """Write a step straight into the table, as somebody with psql would."""
    row = {
        "town_id": town.area.pk, "claim_id": claim.pk, "action": action, "source": "draft",
        "target": "draft", "role": "clerk", "by_id": town.users[login].pk, "reason": "",
        "salt": b"salt", "at": "2025-01-02 00:00:00+00:00", "seq": 10**6 + number,
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO claims_decision ({names}) VALUES ({marks})", [*row.values()])


def refused(town: Town, claim: Claim, action: str, login: str, number: int) -> bool:
    try:
        insert(town, claim, action, login, number)
    except IntegrityError as error:
        assert "same hand" in str(error)  # noqa: PT017  # any other error is not ours
        return True
    return False


def pairs() -> Iterator[tuple[str, str, str]]:
    for (kind, action), earlier in sorted(RULES.items()):
        for one in sorted(earlier):
            yield kind, action, one


def test_the_rule_is_what_every_row_of_the_workflow_says() -> None:
    """Where the rows of one action differ, what they all say, and what only those have before."""
    only_there = {("deduction", "take-up", "attest"), ("deduction", "decide", "check-law")}
    said = set()
    for kind, steps in STEPS.items():
        for action in {step.action for step in steps}:
            rows = [step.unlike for step in steps if step.action is action]
            every = frozenset.intersection(*rows)
            said |= {(kind.value, action.value, one.value) for one in every}
    assert set(pairs()) == said | only_there
    assert {a.value for a in Action} >= {part for _, *both in pairs() for part in both}


def test_no_hand_takes_a_step_after_its_other_half(town: Town) -> None:
    """Every pair of the table, by SQL; the control is the same row by another hand."""
    wrong, number = [], 0
    for kind, action, earlier in pairs():
        claim = claim_of(town, kind)
        insert(town, claim, earlier, "member", number)
        same = refused(town, claim, action, "member", number + 1)
        other = refused(town, claim, action, "member-2", number + 2)
        number += 3
        if (same, other) != (True, False):
            wrong.append((kind, action, earlier, same, other))
    assert wrong == []
    record("pairs of steps that one hand may not take, in SQL", n=number // 3, result="all refused")


def test_who_wrote_it_proposed_it_whoever_handed_it_in(town: Town) -> None:
    claim = claim_of(town, Kind.GRANT)
    assert refused(town, claim, "verify", "line", 1)
    assert not refused(town, claim, "verify", "clerk", 2)


def test_the_clock_has_no_hand(town: Town) -> None:
    claim = claim_of(town, Kind.DEDUCTION)
    for number, action in enumerate(("propose", "take-up")):
        Decision.objects.create(
            town=town.area, claim=claim, action=action, source="draft", target="draft",
            role="", by=None, salt=b"salt", at="2025-01-02T00:00:00Z", seq=10**7 + number,
        )  # fmt: skip
    assert Decision.objects.filter(claim=claim).count() == 2


def test_without_the_rule_the_same_rows_go_in_and_the_schema_says_it_is_missing(
    town: Town,
) -> None:
    """The control: the refusals above come from the trigger and from nothing else."""
    rule = rule_of("claims_decision")
    assert isinstance(rule, FourEyes)
    claim, editor = claim_of(town, Kind.GRANT), connection.schema_editor()  # never entered
    connection.check_constraints()  # PostgreSQL alters no table that has checks to come
    rule.undo(editor)
    assert not refused(town, claim, "verify", "line", 1)
    missing = [fault.detail for fault in schema.faults() if fault.code == "schema.missing"]
    assert any("claims_decision_four_eyes" in detail for detail in missing)
    connection.check_constraints()
    rule.do(editor)
    assert not [fault for fault in schema.faults() if "four_eyes" in fault.detail]
