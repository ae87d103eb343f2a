"""Random histories of a town: what people may do in any order, drawn small so that it collides."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from hypothesis import strategies as st

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.commands import withdraw
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.cycles.models import Cycle
from jifen.ledger.commands import record_change
from jifen.ledger.models import Account, Change, Fact
from jifen.ledger.queries import holder
from jifen.people.models import Holding
from jifen.register.commands import bring_to_today, end_holding
from jifen.sheets.facts import FactRow
from tests.laws.town import AREAS, EAST, ROSTER, WEST, Town, duty, fact, person

NAMES = [name for name, *_ in ROSTER]
NEWCOMERS = ["孙六豆", "周七麻"]
WHERE = {name: unit for name, unit, *_ in ROSTER} | {"孙六豆": EAST, "周七麻": WEST}
FIRST = dt.date(2024, 8, 1)

_chosen = st.sampled_from([100, 250, 333, 700, 1250, 2000]).map(
    lambda n: Measures(chosen=Centipoints(n))
)
MEASURES: Mapping[str, st.SearchStrategy[Measures]] = {
    "A-1": st.just(Measures()),
    "A-2": _chosen,
    "A-3": st.builds(Measures, level=st.sampled_from(["county", "town"]), department=st.booleans()),
    "A-4": st.sampled_from([1, 2, 3, 4]).map(lambda n: Measures(figure=Fraction(n))),
    "A-5": st.just(Measures()),
    "D-1": st.integers(1, 4).map(lambda n: Measures(quantity=n)),
    "D-2": st.sampled_from([100, 96, 90, 71, 40]).map(lambda n: Measures(figure=Fraction(n))),
    "D-3": st.sampled_from(["heavy", "light"]).map(lambda level: Measures(level=level)),
    "D-4": _chosen,
    "D-5": _chosen,
    "D-6": st.just(Measures()),
    "C-1": st.just(Measures()),
    "C-2": st.just(Measures()),
    "C-3": st.just(Measures()),
    "C-4": st.just(Measures()),
    "C-5": st.just(Measures()),
}


# ------------------------------------------------------------------ deeds
@dataclass(frozen=True)
class Enter:
    """Decided facts, in one file. `days` are days since the first cycle began."""

    facts: tuple[tuple[str, Measures, tuple[str, ...], str, int, str], ...]
    again: bool

    def rows(self, town: Town) -> list[FactRow]:
        number = town.number()
        return [
            fact(
                number,
                item,
                *who,
                unit=unit,
                on=FIRST + dt.timedelta(days=day),
                measures=measures,
                matter=matter,
            )
            for item, measures, who, unit, day, matter in self.facts
        ]

    def do(self, town: Town) -> None:
        rows = self.rows(town)
        town.enter(*rows)
        if self.again:
            town.enter(*rows[::-1])


@dataclass(frozen=True)
class Alter:
    """A change of one of the facts so far, of the whole or of one bearer's share."""

    kind: Change.Kind
    which: int
    share: int | None

    def do(self, town: Town) -> None:
        facts = facts_of(town)
        if not facts:
            return
        chosen = facts[self.which % len(facts)]
        bearers = bearing(chosen)
        account = None if self.share is None else bearers[self.share % len(bearers)]
        alter(town, chosen, self.kind, account)


@dataclass(frozen=True)
class PutRight:
    """A fact is put right some days after it happened, for all or one bearer; or that is undone."""

    which: int
    days: int | None
    share: int | None

    def do(self, town: Town) -> None:
        facts = [fact for fact in facts_of(town) if fact.item in {"C-2", "C-3"}]
        if not facts:
            return
        chosen = facts[self.which % len(facts)]
        bearers = bearing(chosen)
        put_right(
            town,
            chosen,
            None if self.days is None else chosen.happened_on + dt.timedelta(days=self.days),
            None if self.share is None else bearers[self.share % len(bearers)],
        )


@dataclass(frozen=True)
class Register:
    """Somebody joins, somebody leaves, a duty changes hands; `day` is when."""

    what: str
    who: str
    day: int

    def do(self, town: Town) -> None:
        when = FIRST + dt.timedelta(days=self.day)
        match self.what:
            case "join":
                town.register(people=[person(self.who, WHERE[self.who], since=when)])
            case "leave":
                held = Holding.objects.filter(cadre__town=town.area, cadre__name=self.who)
                for post in held.select_related("cadre__town"):
                    end_holding(post, to_on=when, reason="辞职获准", hand=town.hand("clerk"))
            case area:
                town.register(duties=[duty(area, WHERE[self.who], self.who, since=when)])


@dataclass(frozen=True)
class Wait:
    """Days go by, mostly seen by the daily round; now and then the next cycle is opened."""

    days: int
    opens: bool
    seen: bool = True

    def do(self, town: Town) -> None:
        town.day += dt.timedelta(days=self.days)
        if self.seen:
            bring_to_today(town.area, hand=town.hand("system"))
        if self.opens:
            town.open_next()


Deed = Enter | Alter | PutRight | Register | Wait

_people = st.sampled_from(
    [
        ("张三稻",),
        ("张三稻:责任人",),
        ("王一禾",),
        (),
        ("王一禾", "张三稻:责任人"),
        ("李二麦",),
        ("钱五黍",),
        ("赵四粟:责任人", "钱五黍"),
        ("孙六豆",),
    ]
)
"""A few people, so that facts meet in the same accounts."""


@st.composite
def _facts(draw: st.DrawFn) -> tuple[str, Measures, tuple[str, ...], str, int, str]:
    item = draw(st.sampled_from(sorted(MEASURES)))
    return (
        item,
        draw(MEASURES[item]),
        draw(_people),
        draw(st.sampled_from([EAST, EAST, WEST])),
        draw(st.integers(0, 120) | st.integers(0, 120) | st.integers(121, 420)),
        draw(st.sampled_from(["m1", "m2", ""])),
    )


def enters(least: int, most: int) -> st.SearchStrategy[Enter]:
    some = st.lists(_facts(), min_size=least, max_size=most).map(tuple)
    return st.builds(Enter, some, st.booleans())


alters = st.builds(
    Alter,
    st.sampled_from([Change.Kind.WITHDRAW, Change.Kind.SUSPEND, Change.Kind.RESUME]),
    st.integers(0, 19),
    st.none() | st.integers(0, 5),
)
registers = st.builds(
    Register,
    st.sampled_from(["join", "leave", *AREAS]),
    st.sampled_from([*NAMES, *NEWCOMERS]),
    st.integers(0, 500),
)
waits = st.builds(Wait, st.integers(1, 120), st.booleans(), st.booleans())
rights = st.builds(
    PutRight, st.integers(0, 9), st.none() | st.integers(0, 60), st.none() | st.integers(0, 3)
)
deeds: st.SearchStrategy[Deed] = st.one_of(
    alters, alters, enters(1, 6), registers, rights, waits, waits
)
histories = st.builds(
    lambda first, rest: [first, *rest],
    enters(8, 14),
    st.lists(deeds, min_size=4, max_size=9),
)
"""A full ledger first, then whatever comes."""


def do(town: Town, deed: Deed) -> str:
    """Do it; return the code of the refusal where the house declined, else ""."""
    try:
        deed.do(town)
    except Refusal as refusal:
        return refusal.code
    return ""


def alter(town: Town, of: Fact, kind: Change.Kind, account: Account | None = None) -> None:
    """Enter a change of a fact: the clerk's hand, decided by the member."""
    if kind is Change.Kind.WITHDRAW and account is None:
        withdraw(of, reason="复查不实", hand=town.hand("clerk"), second=town.actor("member"))
        return
    hand = town.hand("clerk")
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        record_change(
            of,
            kind,
            key=uuid.UUID(bytes=hand.dice(16), version=4),
            reason="重新送达",
            second=town.actor("member").key,
            account=account,
            chain=chain,
            hand=hand,
        )
        chain.seal()


def facts_of(town: Town) -> list[Fact]:
    """The town's facts in order, with what commands read of them."""
    rows = Fact.objects.filter(town=town.area)
    return list(
        rows.select_related("cycle__version", "cycle__town", "town", "unit").order_by("seq")
    )


def put_right(town: Town, of: Fact, day: dt.date | None, account: Account | None = None) -> None:
    """Enter that a fact was put right on a day, or that it was not: the member decided."""
    claims.repair(
        of,
        day,
        holder=holder(account) if account else "",
        reason="现场复查，已整改",
        evidence=["试府办〔2025〕9号"],
        hand=town.hand("clerk"),
        second=town.actor("member"),
    )


def bearing(of: Fact) -> list[Account]:
    """The accounts a fact may bear on: its parties', and its village's."""
    every = Account.objects.filter(cycle=of.cycle).order_by("pk")
    mine = every.filter(cadre__parties__fact=of) | every.filter(village=of.unit)
    return list(mine.distinct())


def newest(town: Town) -> Cycle:
    return Cycle.objects.filter(town=town.area).order_by("-starts_on")[0]
