"""A town small enough for random histories, made through the commands people use.

Its rulebook (rulebook.yaml) has every shape and every limit, set low, so that a dozen facts reach
all of them. Every town founded here gives its cadres the same codes and names: whatever mixes two
towns up shows.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import override_settings

from jifen.chain.commands import Chain, hold
from jifen.claims import commands as claims
from jifen.claims import hearings
from jifen.claims.models import Claim
from jifen.claims.queries import claim_at
from jifen.core.access import Actor, Role
from jifen.core.facts import Measures, decimal
from jifen.core.hand import SHANGHAI, Hand
from jifen.core.points import display
from jifen.core.posts import Body, PostGroup
from jifen.core.report import Outcome, Report
from jifen.core.rules import Capacity
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action, Kind
from jifen.cycles.models import Cycle
from jifen.people import commands as people
from jifen.people.models import Area, Cadre, User
from jifen.people.queries import actor
from jifen.register import commands as register
from jifen.rulebook.commands import approve
from jifen.rulebook.models import Version
from jifen.rulebook.queries import rulebook
from jifen.sheets.cells import Measure, Named
from jifen.sheets.facts import FactRow, FactsSheet, WithdrawalRow
from jifen.sheets.people import DutyRow, LeaveRow, PeopleSheet, PersonRow, Post, UnitRow
from jifen.sheets.rows import Origin
from tests.harness.host import HOST
from tests.harness.kept import kept
from tests.harness.steps import take

RULES = (Path(__file__).parent / "rulebook.yaml").read_text("utf-8")
STARTS_ON = dt.date(2024, 8, 1)
ENDS_ON = dt.date(2025, 8, 1)
AFTER = dt.date(2025, 9, 1)
"""A day of the second cycle: the first has ended, and may still be open."""
EAST, WEST = "东沟村", "西坡社区"
UNITS = {EAST: "village", WEST: "community"}
_P, _E = Body.PARTY, Body.ELECTED
ROSTER: Sequence[tuple[str, str, tuple[Post, ...], PostGroup]] = (
    ("王一禾", EAST, (Post("党支部书记", _P), Post("村委会主任", _E)), PostGroup.CHIEF),
    ("李二麦", EAST, (Post("村委会副主任", _E),), PostGroup.DEPUTY),
    ("张三稻", EAST, (Post("村委会委员", _E),), PostGroup.MEMBER),
    ("赵四粟", WEST, (Post("党支部书记", _P),), PostGroup.CHIEF),
    ("钱五黍", WEST, (Post("居委会委员", _E),), PostGroup.MEMBER),
)  # fmt: skip
DUTIES = (("safety", EAST, "李二麦"), ("land", EAST, "王一禾"), ("safety", WEST, "钱五黍"))
"""Nobody leads land in the west: a vacancy."""
AREAS = {"safety": "安全", "land": "耕地"}
STAFF: Mapping[str, Role] = {
    "line": Role.LINE_OFFICE,
    "stationed": Role.STATIONED,
    "clerk": Role.CLERK,
    "clerk-2": Role.CLERK,
    "member": Role.MEMBER,
    "member-2": Role.MEMBER,
    "head": Role.HEAD,
    "committee": Role.COMMITTEE,
    "supervision": Role.SUPERVISION,
    "discipline": Role.DISCIPLINE,
    "auditor": Role.AUDITOR,
    "system": Role.SYSTEM,
    "security": Role.SECURITY,
}
NOTHING = Measures()
CLOCK = Actor(key="0" * 32, login="")
"""Whoever the clock is: it holds no role."""
_FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class Town:
    """A town with its office, and hands to act with. `day` is today; each deed is a minute on."""

    area: Area
    version: Version
    cycle: Cycle
    users: dict[str, User]
    day: dt.date = AFTER
    minutes: "itertools.count[int]" = field(default_factory=itertools.count)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def actor(self, login: str) -> Actor:
        return actor(User.objects.select_related("cadre__town").get(pk=self.users[login].pk))

    def hand(self, login: str, *, on: dt.date | None = None) -> Hand:
        return hand(self.actor(login), on or self.day, next(self.minutes))

    def later(self, since: Hand, seconds: int, login: str = "") -> Hand:
        """A hand some seconds after another: the same person's, unless `login` says whose."""
        who = self.actor(login) if login else since.actor
        return Hand(actor=who, at=since.at + dt.timedelta(seconds=seconds), dice=since.dice)

    def clock(self, since: Hand | None = None) -> Hand:
        """The day's own hand: nobody's; at another's instant where one is given."""
        at = since.at if since else hand(CLOCK, self.day, next(self.minutes)).at
        return Hand(actor=CLOCK, at=at, dice=random.Random(f"clock {at}").randbytes)

    @contextmanager
    def deed(self, login: str) -> Iterator[tuple[Chain, Hand]]:
        """A transaction that holds the town's head, for commands that stand inside one."""
        acting = self.hand(login)
        with transaction.atomic():
            chain = hold(self.area.path, at=acting.at)
            yield chain, acting
            chain.seal()

    def unit(self, name: str) -> Area:
        return Area.objects.get(path__startswith=self.area.path + "/", name=name)

    def cadre(self, name: str) -> Cadre:
        return Cadre.objects.get(town=self.area, name=name)

    def code(self, name: str) -> str:
        return self.cadre(name).code

    def user(self, login: str, role: Role, area: Area, name: str = "") -> User:
        """Add an account with one role; with `name` it is that cadre's own."""
        made = account(f"{self.area.path}:{login}", self.cadre(name) if name else None)
        people.grant(made, role, area, from_on=dt.date(2024, 1, 1), hand=HOST)
        self.users[login] = made
        return made

    # ------------------------------------------------------------ files
    def number(self) -> str:
        return f"试积决〔2025〕{next(self.numbers)}号"

    def enter(
        self,
        *rows: FactRow,
        withdrawals: Sequence[WithdrawalRow] = (),
        by: str = "clerk",
        second: str = "member",
        dry_run: bool = False,
    ) -> Report:
        """Hand in a facts workbook; without `second` its rows become drafts."""
        return claims.import_facts(
            self.area,
            FactsSheet("facts.xlsx", "0" * 64, rows, tuple(withdrawals), (), (), ()),
            hand=self.hand(by),
            second=self.actor(second) if second else None,
            dry_run=dry_run,
        )

    def register(
        self,
        *,
        units: Sequence[UnitRow] = (),
        people: Sequence[PersonRow] = (),
        duties: Sequence[DutyRow] = (),
        leaves: Sequence[LeaveRow] = (),
        dry_run: bool = False,
    ) -> Report:
        """Hand in a people workbook."""
        sheet = PeopleSheet(
            "people.xlsx", "0" * 64, tuple(units), tuple(people), tuple(duties), tuple(leaves),
            (), (), (),
        )  # fmt: skip
        return register.import_people(self.area, sheet, hand=self.hand("clerk"), dry_run=dry_run)

    def open_next(self) -> Cycle:
        return register.open_cycle(
            self.area, "2025-2026", starts_on=ENDS_ON, version=self.version, hand=self.hand("clerk")
        )

    # ------------------------------------------------------------ claims
    def draft(
        self,
        login: str,
        item: str,
        *who: str,
        unit: str = EAST,
        on: dt.date | None = None,
        capacity: Capacity = Capacity.NAMED,
        measures: Measures | None = None,
        matter: str = "",
        cycle: Cycle | None = None,
    ) -> Claim:
        """Draft a claim that happened the day before yesterday, unless `on` says when."""
        return claims.draft(
            cycle or self.cycle,
            item=item,
            unit=self.unit(unit),
            people={self.code(name): capacity for name in who},
            happened_on=on or self.day - dt.timedelta(days=2),
            measures=measures if measures is not None else fitting(self.version, item),
            reason="经核实，材料齐全。",
            evidence=["试府办〔2024〕1号"],
            matter=matter,
            hand=self.hand(login),
        )

    def step(self, claim: Claim, login: str, action: Action) -> None:
        take(claim, action, hand=self.hand(login), reason="经核对，情况属实。")

    def walk(self, claim: Claim, *steps: tuple[str, Action]) -> Claim:
        """Take steps, each with what belongs to it: service on paper, an answer, its replies."""
        for login, action in steps:
            match action:
                case Action.ANSWER:
                    self.answer(claim, login)
                case Action.REPLY:
                    self.reply(claim, login)
                case _:
                    self.step(claim, login, action)
            if action in SERVED:
                self.serve(claim, login, SERVED[action])
        return Claim.objects.get(pk=claim.pk)

    def serve(self, claim: Claim, login: str, what: Served) -> None:
        """Serve everybody by hand, against a signature, that day."""
        for one in hearings.live(claim_at(claim.ref) or claim):
            claims.serve(one, what, Mode.SIGNED, proof="签收1号", hand=self.hand(login))

    def answer(self, claim: Claim, login: str, *points: str) -> None:
        """Answer for everybody: the addressee, or the office against a signature (代录)."""
        for one in hearings.live(claim_at(claim.ref) or claim):
            said = points or ("当天在外办事，没有接到通知。",)
            claims.answer(one, said, signature="代录1号", hand=self.hand(login))

    def reply(self, claim: Claim, login: str, *, accepted: bool = False) -> None:
        for point in hearings.points(claim_at(claim.ref) or claim):
            if not hasattr(point, "reply"):
                claims.reply(
                    point, accepted=accepted, reason="经核对与记录不符。", hand=self.hand(login)
                )


SERVED = {Action.NOTICE: Served.NOTICE, Action.SERVE: Served.DECISION}
GRANT_WAY = (
    ("line", Action.SUBMIT),
    ("clerk", Action.VERIFY),
    ("member", Action.APPROVE),
    ("clerk", Action.PUBLICISE),
)
DEDUCTION_WAY = (
    ("line", Action.PROPOSE),
    ("clerk", Action.TAKE_UP),
    ("clerk", Action.NOTICE),
    ("clerk", Action.HEAR_NOTHING),
    ("member", Action.DECIDE),
    ("clerk", Action.SERVE),
)
WAYS = {Kind.GRANT: GRANT_WAY, Kind.DEDUCTION: DEDUCTION_WAY}


def hand(who: Actor, on: dt.date, minute: int) -> Hand:
    """A hand at nine that day, local time, and some minutes of the working day."""
    at = dt.datetime.combine(on, dt.time(9), SHANGHAI) + dt.timedelta(minutes=minute % 480)
    dice = random.Random(f"{who.key}{on}{minute}").randbytes
    return Hand(actor=who, at=at.astimezone(dt.UTC), dice=dice)


def fitting(version: Version, item: str) -> Measures:
    """Measures that fit an item's shape, the least of them."""
    found = {
        "A-2": Measures(chosen=rulebook(version).item("A-2").scoring.least),  # type: ignore[union-attr]
        "A-3": Measures(level="town"),
        "A-4": Measures(figure=Fraction(1)),
        "D-1": Measures(quantity=1),
        "D-2": Measures(figure=Fraction(90)),
        "D-3": Measures(level="light"),
        "D-4": Measures(chosen=rulebook(version).item("D-4").scoring.least),  # type: ignore[union-attr]
        "D-5": Measures(chosen=rulebook(version).item("D-5").scoring.least),  # type: ignore[union-attr]
    }
    return found.get(item, Measures())


# ------------------------------------------------------------------ rows
def origin(row: int = 4) -> Origin:
    return Origin("0" * 64, "Sheet1", row)


def fact(
    number: str,
    item: str,
    *who: str,
    unit: str = EAST,
    on: dt.date = dt.date(2025, 3, 3),
    measures: Measures = NOTHING,
    matter: str = "",
    evidence: str = "试府办〔2024〕1号",
    reason: str = "经核实。",
    duty_area: str = "",
    row: int = 4,
) -> FactRow:
    """A row of a facts workbook. `who` may bear a capacity: "张三稻:责任人"."""
    figure = measures.quantity if measures.quantity is not None else measures.figure
    return FactRow(
        origin=origin(row),
        decision=number,
        happened_on=on,
        unit=unit,
        people=tuple(Named(*name.split(":")) for name in who),
        item=item,
        measure=None if figure is None else Measure(Decimal(decimal(Fraction(figure)))),
        level=measures.level,
        department=measures.department,
        points=None if measures.chosen is None else Decimal(display(measures.chosen)),
        reason=reason,
        matter=matter,
        evidence=evidence,
        duty_area=duty_area,
        remark="",
        scores=tuple((who, Decimal(decimal(score))) for who, score in measures.scores),
        finder=measures.finder,
        reminded_on=measures.reminded_on,
        village_item=measures.village_item,
        override=None if measures.override is None else Decimal(display(measures.override)),
    )


def withdrawal(of: FactRow, *, name: str | None = None, on: dt.date | None = None) -> WithdrawalRow:
    """A row that withdraws the fact of another row."""
    first = of.people[0].name if of.people else ""
    return WithdrawalRow(
        origin(9),
        decision="试积撤〔2025〕1号",
        original=of.decision,
        unit=of.unit,
        name=first if name is None else name,
        item=of.item,
        original_on=on,
        reason="复查不实",
        withdrawn_on=AFTER,
    )


def person(
    name: str,
    unit: str,
    *posts: Post,
    group: PostGroup = PostGroup.MEMBER,
    since: dt.date = dt.date(2021, 3, 1),
    until: dt.date | None = None,
    code: str = "",
) -> PersonRow:
    held = posts or (Post("村委会委员", Body.ELECTED),)
    return PersonRow(origin(), code, name, "", "", unit, held, group, since, until)


def duty(
    area: str,
    unit: str,
    lead: str,
    *assist: str,
    since: dt.date = dt.date(2021, 3, 1),
    until: dt.date | None = None,
) -> DutyRow:
    return DutyRow(origin(), unit, AREAS.get(area, area), lead, assist, since, until)


# ------------------------------------------------------------------ founding
@kept
def found(path: str = "p1/c1/k1/t1", name: str = "试算镇") -> Town:
    """Make a town with its office, register, rulebook and first cycle; today is a year later."""
    area = people.add_area(path, Area.Kind.TOWN, name)
    county = people.add_area(path.rpartition("/")[0], Area.Kind.COUNTY, path.rpartition("/")[0])
    users = {login: account(f"{path}:{login}") for login in (*STAFF, "county")}
    for login, role in STAFF.items():
        people.grant(users[login], role, area, from_on=dt.date(2024, 1, 1), hand=HOST)
    people.grant(users["county"], Role.COUNTY, county, from_on=dt.date(2024, 1, 1), hand=HOST)
    version = approve(
        area,
        RULES,
        document_number="试委〔2024〕1号",
        hand=hand(actor(users["head"]), dt.date(2024, 7, 1), 0),
    )
    town = Town(area, version, Cycle(), users, day=STARTS_ON)
    done = town.register(
        units=[UnitRow(origin(), name, kind) for name, kind in UNITS.items()],
        people=[person(who, unit, *posts, group=group) for who, unit, posts, group in ROSTER],
        duties=[duty(area, unit, lead) for area, unit, lead in DUTIES],
    )
    assert done.count(Outcome.REFUSED) == 0, [row.refusal for row in done.rows]
    opened = register.open_cycle(
        area, "2024-2025", starts_on=STARTS_ON, version=version, hand=town.hand("clerk")
    )
    town.cycle = Cycle.objects.select_related("town", "version").get(pk=opened.pk)
    town.day = AFTER
    return town


def account(login: str, cadre: Cadre | None = None) -> User:
    """Add an account; what signs in has its own tests, here nobody does."""
    with override_settings(PASSWORD_HASHERS=_FAST):
        return people.add_user(login, login, "a password of the tests", cadre=cadre, hand=HOST)


# ------------------------------------------------------------------ one database, many histories
@contextmanager
def undone() -> Iterator[None]:
    """Let commands commit inside the block, and undo all of it afterwards.

    Like the transaction around a Django test: a command's own transaction is a savepoint in it.
    """
    with transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True
        try:
            yield
        finally:
            transaction.set_rollback(True)


def committed() -> None:
    """See that the last command left nothing that a real commit would have complained about."""
    connection.check_constraints()
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for _, check, _ in waiting:
        check()
