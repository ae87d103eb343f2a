"""A small town made through the commands people use: two villages, seven cadres, an office."""

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.test.utils import override_settings

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.core.access import Actor, Role
from jifen.core.hand import SHANGHAI, Hand
from jifen.core.posts import Body, PostGroup
from jifen.core.report import Outcome, Report
from jifen.cycles.models import Cycle
from jifen.ledger.commands import record_change
from jifen.ledger.models import Account, Change, Fact
from jifen.people import commands as people
from jifen.people.models import Area, Cadre, User
from jifen.people.queries import actor
from jifen.register import commands as register
from jifen.rulebook.commands import approve
from jifen.rulebook.models import Version
from jifen.sheets.cells import Named
from jifen.sheets.facts import FactRow, FactsSheet
from jifen.sheets.people import LeaveRow, PeopleSheet, PersonRow, Post, UnitRow
from jifen.sheets.rows import Origin
from tests.harness.host import HOST
from tests.harness.kept import kept

STARTS_ON = dt.date(2024, 8, 1)
HALF = dt.date(2025, 1, 31)
LAST = dt.date(2025, 7, 31)
NEXT = dt.date(2025, 8, 1)
NEXT_LAST = dt.date(2026, 7, 31)
MARCH_2026 = dt.date(2026, 3, 1)
PASSWORD = "a-long-password-of-the-tests"

RULES = """
format: jifen-rulebook/1
code: small
title: 示例镇村干部积分制管理考核细则（试行）
version: "1"
illustrative: true
effective_on: 2024-08-01
assumptions: [A1 扣分合计计算，加分不抵减。, A5 基础分定为100分。]
cycle: {{months: 12, start_month: 8, briefings: 2}}
score: {{base: "100", floor: "0"}}
service: {{prorate_base: true, months_to_rank: 3, months_to_award: 6}}
ranking: {{tie_breaks: [fewer_gross_deductions, leading_group_decides]}}
rollup: {{members_weight: "0.7", leave_out_village_items: true}}
ladder:
  gross_line: "40"
{ladder}
process: {{publicity_days: 5, answer_days: 5, appeal_days: 10, grave_line: "10", minor_line: "2"}}
articles: {{第一条: 加分, 第二条: 扣分}}
duty_areas: {{safety: 安全}}
proposers: {{cadre: 本人, line-office: 站所, secretary: 书记, clerk: 办公室, discipline: 镇纪委}}
chapters:
  A: {{name: 工作任务}}
  D: {{name: 扣分事项, deduct_max: "80"}}
items:
  A-1:
    chapter: A
    title: 完成任务
    direction: add
    scoring: {{kind: range, least: "0.01", most: "60"}}
    shares: {{named: "1"}}
    cycle_max: "100"
    article: 第一条
    proposers: [cadre, line-office]
  A-2:
    chapter: A
    title: 村级先进
    direction: add
    subject: village
    scoring: {{kind: range, least: "0.01", most: "60"}}
    shares: {{member: "0.5"}}
    article: 第一条
    proposers: [secretary, line-office]
  D-1:
    chapter: D
    title: 未完成任务
    direction: deduct
    scoring: {{kind: range, least: "0.01", most: "60"}}
    shares: {{named: "1"}}
    article: 第二条
    proposers: [line-office, clerk]
  D-2:
    chapter: D
    title: 村级落后
    direction: deduct
    subject: village
    scoring: {{kind: range, least: "0.01", most: "60"}}
    shares: {{member: "0.5"}}
    article: 第二条
    proposers: [line-office, clerk]
"""
LADDER = """
  low_rank: {ratio: "0.01", people: 1}
  reminder: {ratio: "0.3", people: 1}
  trigger: either
  second_scope: term
"""
NO_LOW_RANK = "  trigger: either\n  second_scope: term\n"

V1, V2 = "青禾村", "白石村"
ROSTER: Sequence[tuple[str, str, PostGroup, tuple[tuple[str, Body], ...]]] = (
    ("甲一", V1, PostGroup.CHIEF, (("党支部书记", Body.PARTY), ("村委会主任", Body.ELECTED))),
    ("甲二", V1, PostGroup.DEPUTY, (("党支部副书记", Body.PARTY),)),
    ("甲三", V1, PostGroup.MEMBER, (("村委会委员", Body.ELECTED),)),
    ("甲四", V1, PostGroup.MEMBER, (("村务助理", Body.HIRED),)),
    ("乙一", V2, PostGroup.CHIEF, (("党支部书记", Body.PARTY),)),
    ("乙二", V2, PostGroup.DEPUTY, (("村委会副主任", Body.ELECTED),)),
    ("乙三", V2, PostGroup.MEMBER, (("党支部委员", Body.PARTY),)),
)
STAFF = {
    "clerk": Role.CLERK,
    "second-clerk": Role.CLERK,
    "member": Role.MEMBER,
    "head": Role.HEAD,
    "committee": Role.COMMITTEE,
    "county": Role.COUNTY,
    "auditor": Role.AUDITOR,
}


@dataclass
class Town:
    """The town, and hands to act with. Days are local; each deed is a second after the last."""

    area: Area
    version: Version
    users: dict[str, User]
    cycle: Cycle
    today: dt.date = MARCH_2026
    seconds: "itertools.count[int]" = field(default_factory=itertools.count)
    papers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def actor(self, login: str) -> Actor:
        return actor(self.users[login])

    def hand(self, login: str, *, on: dt.date | None = None) -> Hand:
        return hand(self.actor(login), on or self.today, next(self.seconds))

    def cadre(self, name: str) -> Cadre:
        return Cadre.objects.get(town=self.area, name=name)

    def code(self, name: str) -> str:
        return self.cadre(name).code

    def unit(self, name: str) -> Area:
        return Area.objects.get(path__startswith=self.area.path + "/", name=name)

    def account(self, name: str, *, cycle: Cycle | None = None) -> Account:
        return Account.objects.get(cycle=cycle or self.cycle, cadre__name=name)

    def fact(self, who: str, item: str, points: str, on: dt.date, *, village: str = "") -> Fact:
        """Record one decided fact; it is as if the office had imported a sheet of one row."""
        number = f"示积决〔2026〕{next(self.papers)}号"
        self.facts([(who, item, points, on, village)], number=number)
        return Fact.objects.get(town=self.area, decision_number=number)

    def facts(
        self, rows: Sequence[tuple[str, str, str, dt.date, str]], *, number: str = ""
    ) -> Report:
        number = number or f"示积决〔2026〕{next(self.papers)}号"
        read = tuple(
            row(who, item, points, on, village or (V1 if who.startswith("甲") else V2), number)
            for who, item, points, on, village in rows
        )
        sheet = FactsSheet("facts.xlsx", "0" * 64, read, (), (), (), ())
        done = claims.import_facts(
            self.area, sheet, hand=self.hand("clerk"), second=self.actor("member")
        )
        assert done.count(Outcome.ADDED) == len(rows), [
            r.refusal and r.refusal.code for r in done.rows
        ]
        return done

    def withdraw(self, fact: Fact) -> None:
        claims.withdraw(
            fact, reason="查证不实", hand=self.hand("clerk"), second=self.actor("member")
        )

    def turn(self, fact: Fact, kind: Change.Kind, account: Account | None = None) -> None:
        """Suspend, resume or withdraw a fact: for everybody, or for one account."""
        hand = self.hand("clerk")
        with transaction.atomic():
            chain = hold(self.area.path, at=hand.at)
            record_change(
                fact,
                kind,
                key=uuid.UUID(bytes=hand.dice(16), version=4),
                reason="复核中",
                second=self.actor("member").key,
                account=account,
                chain=chain,
                hand=hand,
            )
            chain.seal()

    def leave(self, name: str, kind: str, since: dt.date, until: dt.date | None = None) -> None:
        where = V1 if name.startswith("甲") else V2
        one = LeaveRow(origin(), "", name, where, kind, since, until)
        sheet = PeopleSheet("leave.xlsx", "0" * 64, (), (), (), (one,), (), (), ())
        assert register.import_people(self.area, sheet, hand=self.hand("clerk")).rows

    def join(self, *people: PersonRow) -> None:
        sheet = PeopleSheet("people.xlsx", "0" * 64, (), people, (), (), (), (), ())
        done = register.import_people(self.area, sheet, hand=self.hand("clerk"))
        assert done.count(Outcome.ADDED) == len(people), [r.refusal for r in done.rows]

    def next_cycle(self) -> Cycle:
        return register.open_cycle(
            self.area,
            "2025-2026",
            starts_on=NEXT,
            version=self.version,
            hand=self.hand("clerk"),
        )


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo what the block does; unlike inside an atomic block, commands may stand in it."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def hand(who: Actor, on: dt.date, second: int) -> Hand:
    """A hand at half past eight that day, local time, and some seconds."""
    at = dt.datetime.combine(on, dt.time(8, 30), SHANGHAI) + dt.timedelta(seconds=second)
    dice = random.Random(f"{who.login} {on} {second}")
    return Hand(actor=who, at=at.astimezone(dt.UTC), dice=dice.randbytes)


def origin() -> Origin:
    return Origin("0" * 64, "Sheet1", 4)


def row(who: str, item: str, points: str, on: dt.date, village: str, number: str) -> FactRow:
    return FactRow(
        origin=origin(),
        decision=number,
        happened_on=on,
        unit=village,
        people=tuple(Named(name) for name in who.split("、") if name),
        item=item,
        measure=None,
        level="",
        department=False,
        points=Decimal(points),
        reason="经核实",
        matter="",
        evidence="示府办〔2024〕1号",
        duty_area="",
        remark="",
    )


def person(
    name: str,
    village: str,
    group: PostGroup,
    posts: Sequence[tuple[str, Body]],
    *,
    since: dt.date = dt.date(2021, 3, 1),
    until: dt.date | None = None,
    code: str = "",
) -> PersonRow:
    return PersonRow(
        origin(),
        code,
        name,
        "",
        "",
        village,
        tuple(Post(t, b) for t, b in posts),
        group,
        since,
        until,
    )


@kept
def found(
    *, ladder: str = LADDER, items: str = "", name: str = "示例镇", path: str = "p1/c1/k1/t1"
) -> Town:
    """Make a town with its office, its register, its rulebook and its cycle of 2024-2025.

    `ladder` ends the section of that name, and may begin others; `items` are more of those.
    """
    area = people.add_area(path, Area.Kind.TOWN, name)
    users: dict[str, User] = {}
    # Nobody signs in here: the slow hasher has its own tests.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        for login, role in STAFF.items():
            users[login] = people.add_user(f"{path}-{login}", login, PASSWORD, hand=HOST)
            people.grant(users[login], role, area, from_on=dt.date(2024, 1, 1), hand=HOST)
    version = approve(
        area,
        RULES.format(ladder=ladder) + items,
        document_number="示委〔2024〕1号",
        hand=hand(actor(users["head"]), dt.date(2024, 7, 1), 0),
    )
    clerk = hand(actor(users["clerk"]), dt.date(2024, 8, 1), 1)
    sheet = PeopleSheet(
        "people.xlsx",
        "0" * 64,
        (UnitRow(origin(), V1, "village"), UnitRow(origin(), V2, "village")),
        tuple(person(*one) for one in ROSTER),
        (),
        (),
        (),
        (),
        (),
    )
    register.import_people(area, sheet, hand=clerk)
    cycle = register.open_cycle(area, "2024-2025", starts_on=STARTS_ON, version=version, hand=clerk)
    return Town(
        area, version, users, Cycle.objects.select_related("town", "version").get(pk=cycle.pk)
    )
