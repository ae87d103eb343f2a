"""Everything the house declines in claims, files, register and ledger, by the code it says.

One row per way of being wrong; the last test finds the codes in the source, so that a new refusal
needs its row here.
"""

import ast
import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import transaction

import jifen
from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.commands.many import Row, draft_many
from jifen.core.access import Role
from jifen.core.circumstances import Finder
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import SHANGHAI
from jifen.core.points import Centipoints
from jifen.core.report import Outcome, Report
from jifen.core.rules import Capacity
from jifen.core.workflow import Action, State
from jifen.cycles import commands as cycles
from jifen.cycles.models import Cycle
from jifen.ledger.commands import record_change, record_facts
from jifen.ledger.models import Change, Fact
from jifen.people import commands as people
from jifen.people.models import Area, Cadre, Holding
from jifen.people.queries import rosters
from jifen.people.queries import town as town_named
from jifen.register import commands as register
from jifen.rulebook.commands import approve
from jifen.rulebook.models import Version
from jifen.rulebook.queries import rulebook
from jifen.sheets.cells import Measure
from jifen.sheets.facts import FactRow
from jifen.sheets.people import LeaveRow
from jifen.standings import commands as standings
from jifen.wording import sentence
from tests.harness.host import HOST
from tests.laws.histories import alter
from tests.laws.oracle import after_commit
from tests.laws.town import (
    EAST,
    RULES,
    STARTS_ON,
    WEST,
    Town,
    duty,
    fact,
    found,
    origin,
    person,
    undone,
    withdrawal,
)
from tests.records.refused_hearings import HEARING
from tests.records.refused_openings import OPENED
from tests.records.refused_recusals import RECUSED
from tests.records.refused_released import RELEASED
from tests.records.refused_shares import SHARED
from tests.records.test_boards import BOTH
from tests.records.test_boards import enter as board

ONE = Measures(quantity=1)
SOME_DAY = dt.date(2025, 6, 2)
Wrong = Callable[[Town], object]


@pytest.fixture
def town(db: None) -> Town:
    made = found()
    made.day = SOME_DAY
    return made


def row(**other: object) -> Wrong:
    """A row of a facts workbook with something wrong in it."""

    def enter(town: Town) -> object:
        given = {"number": "决9号", "item": "D-1", "who": ("张三稻",), "measures": ONE} | other
        number, item, who = given.pop("number"), given.pop("item"), given.pop("who")
        return town.enter(fact(number, item, *who, **given))  # type: ignore[arg-type, misc]

    return enter


def written(**other: object) -> Wrong:
    """The same, changed after it was read: what a person may write in a cell."""
    return lambda town: town.enter(replace(fact("决9号", "D-1", "张三稻", measures=ONE), **other))  # type: ignore[arg-type]


def drafted(login: str = "line", item: str = "A-2", **other: object) -> Wrong:
    return lambda town: town.draft(login, item, "张三稻", **other)  # type: ignore[arg-type]


def stepped(*steps: tuple[str, Action], item: str = "A-2", reason: str = "属实。") -> Wrong:
    """Take steps on a fresh claim; the last one is refused."""

    def walk(town: Town) -> None:
        claim = town.draft("line", item, "张三稻")
        claim = town.walk(claim, *steps[:-1])
        claims.take_step(claim, steps[-1][1], hand=town.hand(steps[-1][0]), reason=reason)

    return walk


SUBMIT = ("line", Action.SUBMIT)
VERIFY = ("clerk", Action.VERIFY)
APPROVE = ("member", Action.APPROVE)
PUBLICISE = ("clerk", Action.PUBLICISE)
PROPOSE = ("line", Action.PROPOSE)
TAKE_UP = ("clerk", Action.TAKE_UP)
NOTICE = ("clerk", Action.NOTICE)


def two_rows(town: Town) -> None:
    """Draft a table whose second row says what the first one said."""
    row = Row(
        unit=town.unit(EAST),
        cadres=(),
        people={town.code("张三稻"): Capacity.NAMED},
        happened_on=SOME_DAY,
        measures=Measures(chosen=Centipoints(100)),
        reason="属实，材料齐全。",
        evidence=["示1号"],
    )
    item = rulebook(town.cycle.version).item("A-2")
    draft_many(
        town.cycle,
        item,
        [row, row],
        rosters(town.area),
        author=town.users["line"],
        once=uuid.UUID(int=7),
        hand=town.hand("line"),
    )


def one_fact(town: Town) -> Fact:
    town.enter(fact("决1号", "D-1", "张三稻", measures=ONE))
    return Fact.objects.select_related("cycle__version", "cycle__town", "town", "unit").get()


def changed(*kinds: Change.Kind) -> Wrong:
    def change(town: Town) -> None:
        of = one_fact(town)
        for kind in kinds:
            alter(town, of, kind)

    return change


def close(town: Town) -> None:
    town.day = dt.date(2025, 8, 20)
    standings.propose_close(town.cycle, hand=town.hand("clerk"))
    standings.close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))


def after_close(wrong: Wrong) -> Wrong:
    def do(town: Town) -> object:
        close(town)
        town.cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)
        return wrong(town)

    return do


def late_step(town: Town) -> None:
    claim = town.draft("line", "A-2", "张三稻")
    close(town)
    town.step(claim, "line", Action.SUBMIT)


def late_record(town: Town) -> None:
    """A caller that holds an older cycle is told what stands under the lock."""
    stale = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)
    close(town)
    at = town.hand("clerk")
    with transaction.atomic():
        record_facts(stale, [], event_key="x", chain=hold(town.area.path, at=at.at), hand=at)


def bare_change(town: Town, reason: str, second: str) -> None:
    of, at = one_fact(town), town.hand("clerk")
    with transaction.atomic():
        record_change(
            of,
            Change.Kind.SUSPEND,
            key=uuid.uuid4(),
            reason=reason,
            second=town.actor(second).key,
            chain=hold(town.area.path, at=at.at),
            hand=at,
        )


def namesakes(town: Town) -> None:
    """Two of one name in one village, by their codes."""
    town.register(people=[person("张三稻", EAST, code="ZS-02")])


def post(town: Town) -> Holding:
    return Holding.objects.select_related("cadre__town").get(cadre__name="张三稻")


def end(town: Town, *, to_on: dt.date = SOME_DAY, reason: str = "辞职获准") -> None:
    register.end_holding(post(town), to_on=to_on, reason=reason, hand=town.hand("clerk"))


def again(deed: Wrong) -> Wrong:
    def twice(town: Town) -> object:
        deed(town)
        return deed(town)

    return twice


def opened(name: str = "2025-2026", starts_on: dt.date = dt.date(2025, 8, 1)) -> Wrong:
    return lambda town: register.open_cycle(
        town.area, name, starts_on=starts_on, version=town.version, hand=town.hand("clerk")
    )


def under_the_old_version(town: Town) -> object:
    """A cycle under a version that the next one replaces on its first day."""
    row = Version.objects.values().get(pk=town.version.pk)
    del row["id"]
    row |= {"ref": uuid.uuid4(), "version": "9", "effective_on": dt.date(2025, 8, 1)}
    Version.objects.create(**row)
    return opened()(town)


def two_roles(town: Town) -> None:
    people.grant(town.users["auditor"], Role.CLERK, town.area, from_on=STARTS_ON, hand=HOST)


def other_version(town: Town, change: tuple[str, str]) -> None:
    old, new = change
    approve(town.area, RULES.replace(old, new), document_number="二号", hand=town.hand("head"))


def stolen_form(town: Town) -> None:
    """A form's id that stands for somebody else's claim."""
    claim = town.draft("line", "A-2", "张三稻")
    claims.draft(
        town.cycle,
        item="A-2",
        unit=town.unit(EAST),
        people={town.code("张三稻"): Capacity.NAMED},
        happened_on=claim.happened_on,
        measures=Measures.read(claim.measures),
        reason="再报",
        evidence=["文号"],
        ref=claim.ref,
        hand=town.hand("cadre-of-the-village"),
    )


def with_cadre(wrong: Wrong) -> Wrong:
    def do(town: Town) -> object:
        town.user("cadre-of-the-village", Role.CADRE, town.unit(EAST), "张三稻")
        return wrong(town)

    return do


def revised_late(town: Town) -> None:
    claim = town.walk(town.draft("line", "A-2", "张三稻"), SUBMIT)
    claims.revise(
        claim,
        people={town.code("张三稻"): Capacity.NAMED},
        happened_on=claim.happened_on,
        measures=Measures.read(claim.measures),
        reason="改写",
        evidence=["文号"],
        hand=town.hand("line"),
    )


def submitted_late(town: Town) -> None:
    claim = town.draft("line", "A-2", "张三稻", on=SOME_DAY - dt.timedelta(days=59))
    town.day += dt.timedelta(days=2)
    town.step(claim, "line", Action.SUBMIT)


def clock(town: Town) -> None:
    at = dt.datetime(2030, 1, 1, tzinfo=SHANGHAI)
    cycles.move_clock(at)
    cycles.move_clock(at - dt.timedelta(days=1))


def joined_later(town: Town) -> object:
    """Somebody who comes only with the next cycle."""
    town.register(people=[person("孙六豆", EAST, since=dt.date(2025, 8, 1))])
    return row(who=("孙六豆",))(town)


def two_of_a_name(town: Town) -> object:
    namesakes(town)
    return row()(town)


def lead_of_two(town: Town) -> object:
    namesakes(town)
    return town.register(duties=[duty("land", EAST, "张三稻", since=SOME_DAY)])


def bare_leave(name: str) -> Wrong:
    rows = [LeaveRow(origin(), "", name, EAST, "sick", SOME_DAY, None)]
    return lambda town: town.register(leaves=rows)


def merged(
    *units: str, into: str = WEST, kind: str = "", day: int = 0, paper: str = "批复"
) -> Wrong:
    """Villages that merge, into one that stands unless `kind` says that it is new."""

    def do(town: Town) -> object:
        target = register.NewUnit(into, kind) if kind else town.unit(into)
        return register.merge(
            town.area,
            [town.unit(name) for name in units],
            target,
            on=town.day + dt.timedelta(days=day),
            document=paper,
            hand=town.hand("clerk"),
        )

    return do


def after(first: Wrong, then: Wrong) -> Wrong:
    def do(town: Town) -> object:
        first(town)
        return then(town)

    return do


def elsewhere(town: Town) -> object:
    other = people.add_area("p1/c1/k1/t9/v01", "village", "外镇村")
    return register.merge(
        town.area, [town.unit(EAST)], other, on=town.day, document="批复", hand=town.hand("clerk")
    )


def many_mergers(town: Town) -> object:
    for unit, into in ((EAST, "甲村"), ("甲村", "乙村"), ("乙村", "丙村")):
        merged(unit, into=into, kind="village")(town)
    return merged("丙村", into=WEST)(town)


def withdrawn_row(**other: object) -> Wrong:
    def do(town: Town) -> object:
        one = fact("决1号", "D-1", "张三稻", measures=ONE)
        town.enter(one)
        return town.enter(withdrawals=[replace(withdrawal(one), **other)])  # type: ignore[arg-type]

    return do


def undecided(town: Town) -> object:
    one = fact("决1号", "D-1", "张三稻", measures=ONE)
    return town.enter(withdrawals=[withdrawal(one)], second="")


def locked(town: Town) -> object:
    claims.lock_past(town.area, hand=town.hand("county"))
    return row()(town)


def running(town: Town, *steps: tuple[str, Action], item: str) -> None:
    """The last step comes while its period still runs: on its last day."""
    claim = town.walk(town.draft("line", item, "张三稻"), *steps[:-1])
    assert claim.due_on
    town.day = claim.due_on
    town.step(claim, *steps[-1])


def served(town: Town) -> None:
    claim = town.walk(town.draft("line", "D-1", "张三稻"), PROPOSE, TAKE_UP, NOTICE)
    assert claim.due_on
    town.day = claim.due_on + dt.timedelta(days=1)
    for step in (
        ("clerk", Action.HEAR_NOTHING),
        ("member", Action.DECIDE),
        ("clerk", Action.SERVE),
    ):
        claim = town.walk(claim, step)
    town.step(claim, "clerk", Action.RECORD)


def two_towns_of_a_name(town: Town) -> None:
    people.add_area("p1/c1/k9/t1", Area.Kind.TOWN, town.area.name)
    town_named(town.area.name)


def same_code(town: Town) -> None:
    at = town.hand("clerk")
    with transaction.atomic():
        people.add_cadre(
            town.area,
            town.unit(EAST),
            "周七麻",
            code_=town.code("张三稻"),
            chain=hold(town.area.path, at=at.at),
            hand=at,
        )


def erased_in_office(town: Town) -> None:
    cadre = Cadre.objects.get(town=town.area, code=town.code("张三稻"))
    account = people.add_user("leaving", "张三稻", "a password here", cadre=cadre, hand=HOST)
    people.grant(account, Role.CADRE, town.area, from_on=SOME_DAY, hand=HOST)
    at = town.hand("clerk")
    with transaction.atomic():
        chain = hold(town.area.path, at=at.at)
        people.erase(cadre, chain=chain, hand=at)


def repaired(
    *days: dt.date | None,
    item: str = "C-2",
    measures: Measures | None = None,
    evidence: Sequence[str] = ("试府办〔2025〕9号",),
) -> Wrong:
    """Record a fact, then repairs of it one after another; the last one is refused."""

    def enter(town: Town) -> None:
        town.enter(fact("决1号", item, "张三稻", measures=measures or Measures()))
        for day in days or (dt.date(2025, 3, 5),):
            claims.repair(
                Fact.objects.select_related("cycle__version", "cycle__town", "town").get(),
                day,
                reason="现场复查",
                evidence=evidence,
                hand=town.hand("clerk"),
                second=town.actor("member"),
            )

    return enter


def own_item(name: str) -> FactRow:
    measures = Measures(chosen=Centipoints(2_00), village_item=name)
    return fact(f"{name}决1号", "M-2", measures=measures)


def own_items(*names: str) -> Wrong:
    """Items that a village set itself, one file each; the last one is too many."""

    def enter(town: Town) -> object:
        for name in names:
            report = town.enter(own_item(name))
        return report

    return enter


def too_many_in_one_file(town: Town) -> object:
    return town.enter(*map(own_item, ("庭院评比", "庭院评比", "夜巡", "文体队")))


FIGURE = Measures(figure=Fraction(1))
WRONG: dict[str, list[Wrong]] = {
    # what a fact must have, in whatever way it comes
    "unit.merged": [
        after(
            merged(EAST),
            lambda town: town.register(people=[person("孙六豆", EAST, since=SOME_DAY)]),
        ),
        after(
            merged(EAST),
            lambda town: town.register(duties=[duty("land", EAST, "王一禾", since=SOME_DAY)]),
        ),
        after(merged(EAST), lambda town: town.draft("line", "D-1", "李二麦", on=SOME_DAY)),
    ],
    "unit.unknown": [
        row(unit="西沟村"),
        lambda town: town.register(people=[person("吴八稷", "西沟村")]),
    ],
    "fact.item-unknown": [row(item="Z-9")],
    "fact.outside-cycle": [drafted(on=dt.date(2024, 7, 31)), drafted(on=dt.date(2025, 8, 1))],
    "fact.future": [row(on=dt.date(2025, 6, 3)), drafted(on=dt.date(2025, 6, 3))],
    "fact.no-evidence": [row(evidence=""), row(evidence="  ")],
    "fact.no-reason": [row(reason=" ")],
    "fact.not-serving": [joined_later],
    "fact.nobody-bears": [row(item="A-1", who=("张三稻:责任人",), measures=Measures())],
    "fact.same-hand": [lambda town: bare_change(town, "复查", "clerk")],
    "fact.reminded-later": [
        row(
            item="M-1",
            measures=Measures(finder=Finder.TOWN, reminded_on=dt.date(2025, 3, 4)),
        )
    ],
    "fact.village-items-full": [own_items("庭院评比", "夜巡", "文体队"), too_many_in_one_file],
    "measures.quantity-missing": [row(measures=Measures())],
    "measures.level-missing": [row(item="D-3", measures=Measures())],
    # mergers of villages
    "merger.none": [merged()],
    "merger.no-document": [merged(EAST, paper=" ")],
    "merger.future": [merged(EAST, day=1)],
    "merger.name": [
        merged(EAST, into=WEST, kind="village"),
        merged(EAST, into="新村", kind="town"),
        merged(EAST, into=" ", kind="village"),
    ],
    "merger.elsewhere": [elsewhere],
    "merger.itself": [merged(EAST, into=EAST)],
    "merger.again": [after(merged(EAST), merged(EAST, into="新村", kind="village"))],
    "merger.into-merged": [after(merged(EAST), merged(WEST, into=EAST))],
    "merger.before": [after(merged(EAST), merged(WEST, into="新村", kind="village", day=-1))],
    "merger.chain": [many_mergers],
    # files of facts
    "cycle.none": [row(on=dt.date(2024, 7, 31))],
    "cadre.unknown": [row(who=("查无此人",)), bare_leave("查无此人")],
    "cadre.ambiguous": [two_of_a_name, lead_of_two],
    "row.capacity": [row(who=("张三稻:领导",))],
    "row.points": [
        written(item="D-4", measure=None, points=Decimal("1.005")),
    ],
    "row.unit": [written(measure=Measure(Decimal(1), "万元"))],
    "row.unwanted-measure": [written(item="A-1", measure=Measure(Decimal(1)))],
    "row.whole": [written(measure=Measure(Decimal("1.5")))],
    "past.no-decision": [row(number="")],
    "past.locked": [
        locked,
        again(lambda town: claims.lock_past(town.area, hand=town.hand("county"))),
    ],
    "past.same-hand": [
        lambda town: town.enter(by="clerk", second="clerk"),
    ],
    "past.not-clerk": [
        lambda town: town.enter(by="member", second="head"),
        lambda town: town.enter(by="line", second=""),
    ],
    "past.not-decider": [lambda town: town.enter(second="clerk-2")],
    "past.not-county": [lambda town: claims.lock_past(town.area, hand=town.hand("head"))],
    "past.withdrawal-target": [
        withdrawn_row(original="决2号"),
        withdrawn_row(name="李二麦"),
        withdrawn_row(original_on=dt.date(2025, 1, 1)),
    ],
    "past.withdrawal-undecided": [undecided],
    # facts about facts
    "change.withdrawn": [
        changed(Change.Kind.WITHDRAW, Change.Kind.WITHDRAW),
        changed(Change.Kind.WITHDRAW, Change.Kind.SUSPEND),
        changed(Change.Kind.WITHDRAW, Change.Kind.RESUME),
    ],
    "change.already": [
        changed(Change.Kind.SUSPEND, Change.Kind.SUSPEND),
        changed(Change.Kind.RESUME),
    ],
    "board.no-board": [lambda town: board(town, item="A-1")],
    "board.empty": [lambda town: board(town, ((EAST, "", None),))],
    "board.mixed": [lambda town: board(town, (*BOTH, (EAST, "张三稻", "1")))],
    "board.twice": [lambda town: board(town, (*BOTH, BOTH[0]))],
    "board.stands": [again(lambda town: board(town, number=town.number()))],
    "repair.no-rule": [repaired(item="D-1", measures=ONE)],
    "repair.early": [repaired(dt.date(2025, 3, 2))],
    "repair.future": [repaired(dt.date(2025, 6, 3))],
    "repair.no-evidence": [repaired(dt.date(2025, 3, 5), evidence=[" "])],
    "repair.stands": [repaired(dt.date(2025, 3, 5), dt.date(2025, 3, 6))],
    "repair.none": [repaired(None), repaired(dt.date(2025, 3, 5), None, None)],
    "change.no-reason": [lambda town: bare_change(town, "  ", "member")],
    # claims
    "claim.unknown": [stepped(("member", Action.SUBMIT))],
    "claim.no-such-step": [stepped(SUBMIT, ("member", Action.APPROVE))],
    "claim.moved-first": [stepped(SUBMIT, ("line", Action.SUBMIT))],
    "claim.not-together": [
        lambda town: claims.take_together(town.area, [], Action.APPROVE, hand=town.hand("member"))
    ],
    "claim.not-your-step": [stepped(SUBMIT, ("member", Action.VERIFY))],
    "claim.same-hand": [stepped(SUBMIT, ("line", Action.VERIFY))],
    "claim.not-your-item": [
        drafted("clerk"),
        drafted("stationed"),
        drafted("stationed", "D-1"),
    ],
    "claim.already-moved": [with_cadre(stolen_form), revised_late],
    "claim.row-twice": [two_rows],
    "claim.reason-needed": [stepped(SUBMIT, ("clerk", Action.RETURN), reason=" 。 ")],
    "claim.too-late": [drafted(on=SOME_DAY - dt.timedelta(days=61)), submitted_late],
    "claim.with-its-posting": [stepped(SUBMIT, VERIFY, APPROVE, PUBLICISE)],
    "claim.with-its-ruling": [stepped(SUBMIT, ("member", Action.DISMISS))],
    "claim.publicity-running": [
        lambda town: running(
            town, SUBMIT, VERIFY, APPROVE, PUBLICISE, ("clerk", Action.RECORD), item="A-2"
        )
    ],
    "claim.answer-running": [
        lambda town: running(
            town, PROPOSE, TAKE_UP, NOTICE, ("clerk", Action.HEAR_NOTHING), item="D-1"
        )
    ],
    "claim.appeal-running": [served],
    # register
    "cadre.code-taken": [same_code],
    "cadre.other-name": [
        lambda town: town.register(people=[person("别人", EAST, code=town.code("张三稻"))])
    ],
    "cadre.not-in-unit": [
        lambda town: town.register(duties=[duty("land", EAST, "钱五黍", since=SOME_DAY)])
    ],
    "duty.unknown-area": [lambda town: town.register(duties=[duty("渔业", EAST, "张三稻")])],
    "holding.ended": [again(end)],
    "holding.span": [lambda town: end(town, to_on=dt.date(2021, 3, 1))],
    "holding.no-reason": [lambda town: end(town, reason=" ")],
    "area.other-name": [lambda town: people.add_area(town.area.path, Area.Kind.TOWN, "别的镇")],
    "user.taken": [
        lambda town: people.add_user(town.users["clerk"].login, "别人", "某个长口令", hand=HOST)
    ],
    "grant.apart": [two_roles],
    "grant.none": [
        lambda town: people.end_grant(
            town.users["clerk"], Role.HEAD, town.area, to_on=SOME_DAY, hand=HOST
        )
    ],
    "erasure.roles": [erased_in_office],
    # cycles
    "cycle.closed": [
        after_close(row(on=dt.date(2025, 5, 5))),
        after_close(drafted(on=dt.date(2025, 7, 20))),
        late_step,
        late_record,
    ],
    "cycle.start": [opened(starts_on=dt.date(2025, 8, 2)), opened(starts_on=dt.date(2025, 9, 1))],
    "cycle.early": [opened("2023-2024", dt.date(2023, 8, 1))],
    "cycle.superseded": [under_the_old_version],
    "cycle.overlap": [opened("另一个", STARTS_ON)],
    "cycle.taken": [again(opened())],
    "rulebook.unknown": [
        lambda town: register.open_cycle(
            people.add_area("p1/c1/k9/t1", Area.Kind.TOWN, "别的镇"),
            "2024-2025",
            starts_on=STARTS_ON,
            version=town.version,
            hand=town.hand("clerk"),
        )
    ],
    "clock.back": [clock],
    **HEARING,
    **RECUSED,
    **RELEASED,
    **SHARED,
    **OPENED,
}
"""Code → the ways of being told so."""


def said(town: Town, wrong: Wrong) -> list[Refusal]:
    """What the house said: raised, or in the rows of a file."""
    try:
        with undone():
            done = wrong(town)
    except Refusal as refusal:
        return [refusal]
    assert isinstance(done, Report), "nothing was refused"
    return [row.refusal for row in done.rows if row.refusal]


def test_each_wrong_is_refused_by_its_own_code_in_a_sentence(town: Town) -> None:
    for code, ways in WRONG.items():
        for n, wrong in enumerate(ways):
            town.day = SOME_DAY
            refusals = said(deepcopy(town), wrong)  # what a wrong does to it is undone, too
            assert [refusal.code for refusal in refusals] == [code], (code, n)
            assert len(sentence(refusals[0])) > 10
            assert after_commit(town.area) == []


def raised_in_the_source() -> Iterator[str]:
    (root,) = map(Path, jifen.__path__)
    for path in (
        *sorted((root / "claims" / "commands").glob("*.py")),
        *sorted((root / "ledger" / "commands").glob("*.py")),
        *(root / noun / "commands.py" for noun in ("register", "cycles", "people")),
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Refusal"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value)


def test_every_refusal_of_these_commands_has_its_row() -> None:
    assert set(raised_in_the_source()) - set(WRONG) == set()


def test_a_refused_row_leaves_the_others_and_names_itself(town: Town) -> None:
    done = town.enter(
        fact("决1号", "D-1", "张三稻", measures=ONE, row=4),
        fact("决2号", "D-1", "查无此人", measures=ONE, row=5),
        fact("决3号", "D-1", "李二麦", measures=ONE, row=6),
    )
    assert [r.outcome for r in done.rows if "第 5 行" in r.origin] == [Outcome.REFUSED]
    (refused,) = [r for r in done.rows if r.refusal]
    assert "查无此人" in refused.understood
    assert done.count(Outcome.ADDED) == Fact.objects.count() == 2


def test_what_may_still_be_done_after_a_close_is_to_take_back(town: Town) -> None:
    claim = town.draft("line", "A-2", "张三稻")
    close(town)
    claim = town.walk(claim, ("line", Action.WITHDRAW))
    assert claim.state == State.WITHDRAWN
