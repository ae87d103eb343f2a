"""The demo town's own workbooks, as they are: in once, again nothing, mended the mended row."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from jifen.claims.commands import import_facts
from jifen.claims.models import Claim
from jifen.claims.queries import words
from jifen.core.access import Role
from jifen.core.report import Outcome, Report
from jifen.ledger.models import Account, Entry, Fact
from jifen.people import commands as people
from jifen.people.models import Area, Cadre, Holding
from jifen.people.queries import actor
from jifen.register.commands import import_people, open_cycle
from jifen.rulebook.commands import approve
from jifen.sheets.facts import FactsSheet, read_facts
from jifen.sheets.people import read_people
from jifen.sheets.workbook import read
from tests.harness.host import HOST
from tests.laws.oracle import broken, snapshot
from tests.laws.town import Town, account

EXAMPLES = Path(__file__).parents[2] / "examples"
PART = 120
"""Rows of the year's workbook that are entered; all of it goes through in test_demo_town."""


@pytest.fixture
def town(db: None) -> Town:
    """The demo town before its first roster: an office, a rulebook."""
    area = people.add_area("p1/c1/k1/t1", Area.Kind.TOWN, "示例镇")
    users = {login: account(login) for login in ("clerk", "member", "head")}
    for login, role in (("clerk", Role.CLERK), ("member", Role.MEMBER), ("head", Role.HEAD)):
        people.grant(users[login], role, area, from_on=dt.date(2024, 1, 1), hand=HOST)
    made = Town(area, None, None, users, day=dt.date(2024, 7, 31))  # type: ignore[arg-type]
    source = (EXAMPLES / "rulebooks/jingzi/rulebook.yaml").read_text("utf-8")
    made.version = approve(area, source, document_number="示委〔2024〕5号", hand=made.hand("head"))
    made.day = dt.date(2024, 8, 1)
    return made


def roster(town: Town) -> Report:
    sheet = read_people(read(EXAMPLES / "town/people.xlsx"))
    return import_people(town.area, sheet, hand=town.hand("clerk"))


def facts(town: Town) -> FactsSheet:
    lookups = words(town.area, on=town.day)
    sheet = read_facts(read(EXAMPLES / "town/facts-2024.xlsx"), lookups=lookups)
    return replace(sheet, facts=sheet.facts[:PART], withdrawals=())


def enter(town: Town, sheet: FactsSheet, *, decided: bool = True) -> Report:
    second = actor(town.users["member"]) if decided else None
    return import_facts(town.area, sheet, hand=town.hand("clerk"), second=second)


def test_the_towns_files_go_in_once_and_a_mended_row_alone_the_second_time(town: Town) -> None:
    first = roster(town)
    assert first.count(Outcome.REFUSED) == 0
    assert Cadre.objects.count() == 91
    posts = Holding.objects.count()
    assert roster(town).count(Outcome.ADDED) == 0
    assert Holding.objects.count() == posts

    town.cycle = open_cycle(
        town.area,
        "2024-2025",
        starts_on=dt.date(2024, 8, 1),
        version=town.version,
        hand=town.hand("clerk"),
    )
    town.day = dt.date(2026, 3, 1)
    sheet = facts(town)
    spoilt = replace(
        sheet, facts=(*sheet.facts[:99], replace(sheet.facts[99], item="Z-99"), *sheet.facts[100:])
    )
    done = enter(town, spoilt)
    (refused,) = [row for row in done.rows if row.outcome is Outcome.REFUSED]
    assert refused.refusal is not None
    assert refused.refusal.code == "fact.item-unknown"
    assert refused.origin == str(sheet.facts[99].origin)
    assert Fact.objects.count() == PART - 1

    stood = snapshot(town.area)
    again = enter(town, spoilt)
    assert (again.count(Outcome.ADDED), again.count(Outcome.KNOWN)) == (0, PART - 1)
    assert snapshot(town.area) == stood

    mended = enter(town, sheet)
    assert (mended.count(Outcome.ADDED), mended.count(Outcome.KNOWN)) == (1, PART - 1)
    assert Fact.objects.count() == PART
    assert broken(town.area) == []


def test_without_an_approver_the_same_file_becomes_drafts_that_move_nothing(town: Town) -> None:
    roster(town)
    town.cycle = open_cycle(
        town.area,
        "2024-2025",
        starts_on=dt.date(2024, 8, 1),
        version=town.version,
        hand=town.hand("clerk"),
    )
    town.day = dt.date(2025, 8, 10)
    balances = list(Account.objects.values_list("pk", "balance"))
    entries = Entry.objects.count()
    sheet = facts(town)
    done = enter(town, sheet, decided=False)
    assert done.count(Outcome.ADDED) == Claim.objects.filter(state="draft").count() == PART
    assert (list(Account.objects.values_list("pk", "balance")), Entry.objects.count()) == (
        balances,
        entries,
    )
    assert enter(town, sheet, decided=False).count(Outcome.KNOWN) == PART
