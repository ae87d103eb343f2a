"""F09 and F05: a quashed deduction leaves everything as if it had never been; nothing gets worse.

Score, rank and bonus: the accounts, the places of the ranking, and the split of a pool over all.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.appeals.models import Appeal
from jifen.claims import commands as claims
from jifen.claims.commands import shares
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.appeal import Action, Ground
from jifen.core.appraisal import Pool, ResultsRule
from jifen.core.composite import Person
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints, display
from jifen.core.results import results
from jifen.core.rules import Direction
from jifen.core.workflow import Action as Take
from jifen.core.workflow import Outcome
from jifen.ledger.models import Change, Fact
from jifen.ledger.queries import accounts, assessments, inputs
from jifen.people.models import Area, Cadre
from jifen.rulebook.queries import rulebook
from jifen.standings.queries import live
from tests.appeals.scene import (
    ask,
    balance,
    charged,
    chosen,
    decided,
    fresh,
    judgement,
    noticed,
    ready,
    take,
)
from tests.harness.figures import half, record
from tests.harness.kept import once
from tests.harness.plugin import database
from tests.laws.histories import Enter, alter, enters
from tests.laws.test_withdrawal import early, enter, standing, waiting
from tests.laws.town import WEST, Town, undone

TRIED = half(4, 1000)
CASES = half(40, 2000)
laws = settings(
    max_examples=TRIED,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SPEAKS = {
    "张三稻": "zhang", "李二麦": "li", "王一禾": "wang", "赵四粟": "zhao", "钱五黍": "qian",
    "东沟村": "wang", "西坡社区": "zhao",
}  # fmt: skip


def everybody() -> Town:
    """The town, with an account for each who may bear anything."""
    town = ready()
    west = town.unit(WEST)
    town.user("zhao", Role.SECRETARY, west, "赵四粟")
    town.user("qian", Role.CADRE, west, "钱五黍")
    return town


@pytest.fixture
def whole(db: None) -> Town:
    return once(everybody)


# ------------------------------------------------------------------ score, rank, bonus
def state(town: Town) -> tuple[object, ...]:
    """What each account comes to, who stands where, and what each gets of a pool."""
    cycle = town.cycle
    rules = replace(rulebook(cycle.version), results=ResultsRule(pool=Pool(fen=100_000_00)))
    rows = {row.code: row for row in live(cycle).rows}
    held = [a for a in accounts(cycle) if a.cadre is not None and a.cadre.code in rows]
    found, made = inputs(cycle, of=held), assessments(cycle, of=held)
    people = [
        Person(
            account=found[a.pk],
            assessment=made[a.pk],
            months=rows[found[a.pk].holder].full_months,
            village=rows[found[a.pk].holder].village,
        )
        for a in held
    ]
    split = results(rules, people)
    assert split.bonus is not None
    assert sum(s.fen for s in split.bonus.shares) + split.bonus.left_fen == 100_000_00
    places = {code: (row.place, row.tied, row.total) for code, row in rows.items()}
    paid = {s.code: s.fen for s in split.bonus.shares}
    ranked = {code: (o.place, o.performance_fen) for code, o in split.outcomes.items()}
    return standing(town), places, paid, ranked


def quash(town: Town, fact: Fact) -> int:
    """Let everybody who bears a fact ask for a review, and quash it; return how many asked."""
    item = rulebook(fact.version).item(fact.item)
    bearing = sorted(shares.bearers(fact, item))
    for holder in bearing:
        name = _name(town, holder)
        appeal = ask(town, fact, SPEAKS[name], holder=holder)
        for who, action in (
            ("committee", Action.ADMIT), ("member", Action.ANSWER), ("committee", Action.HEAR),
        ):  # fmt: skip
            take(town, appeal, who, action)
        decided(town, fresh(appeal), Outcome.QUASHED, Ground.FACTS_UNCLEAR)
        take(town, appeal, "clerk", Action.SERVE)
    return len(bearing)


def _name(town: Town, holder: str) -> str:
    if "/" in holder:
        return Area.objects.get(path=holder).name
    return Cadre.objects.get(town=town.area, code=holder).name


def deductions(town: Town, facts: list[Fact]) -> list[Fact]:
    rules = rulebook(town.version)
    return [
        f
        for f in facts
        if rules.item(f.item).direction is Direction.DEDUCT and f.cycle_id == town.cycle.pk
    ]


def test_a_quashed_deduction_leaves_score_rank_and_bonus_as_if_it_had_never_been(
    whole: Town,
) -> None:
    asked = quashed = 0

    @laws
    @given(enters(5, 9), st.integers(0, 8))
    def as_if_never(deed: Enter, which: int) -> None:
        nonlocal asked, quashed
        deed = replace(deed, facts=tuple((*f[:4], f[4] % 270, f[5]) for f in deed.facts))
        with undone():
            here = early(whole)
            chargeable = deductions(here, enter(here, deed))
            if not chargeable:
                return
            gone = chargeable[which % len(chargeable)]
            number = int(gone.decision_number.rpartition("号")[2])
            asked += quash(here, gone)
            for fact, account in waiting(here):
                alter(here, fact, Change.Kind.RESUME, account)
            reached = state(here)
        with undone():
            never = early(whole)
            enter(never, deed, without=number)
            assert reached == state(never)
        quashed += 1

    as_if_never()
    assert quashed
    record(
        f"Deductions quashed by a review, against a town where they never were: score, rank, bonus,"
        f" {database()}",
        n=TRIED,
        result="0 differ",
    )


def test_a_quashing_that_left_it_standing_would_be_seen(
    whole: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what is only resumed moves score, rank and bonus."""

    def resumed(fact: Fact, of: str, *, second: str, **more: object) -> Change:
        return shares.resume_share(fact, of, second=second, **more)  # type: ignore[arg-type]

    here = early(whole)
    before = state(here)
    fact = charged(here)
    monkeypatch.setattr(shares, "withdraw_share", resumed)
    quash(here, fact)
    after = state(here)
    assert [a == b for a, b in zip(after, before, strict=True)] == [False] * 4


# ------------------------------------------------------------------ never worse
def draws(seed: int, most: int) -> Iterator[int]:
    """Amounts in hundredths, many of them around the amount that stands."""
    dice = random.Random(seed)
    for _ in range(CASES):
        yield dice.choice([dice.randint(1, 25_00), most, most + 1, most - 1])


def test_no_appeal_makes_it_worse(whole: Town) -> None:
    """F05: whatever a reviewer enters, the deduction afterwards is no higher than before."""
    town, refused = whole, 0
    stands = 5_00
    clean = balance(town)
    charge = charged(town, "D-4", "张三稻:责任人", measures=chosen(stands))
    before = balance(town)
    assert before < clean
    appeal = ask(town, charge)
    for who, action in (
        ("committee", Action.ADMIT), ("member", Action.ANSWER), ("committee", Action.HEAR),
    ):  # fmt: skip
        take(town, appeal, who, action)
    appeal = fresh(appeal)
    for amount in draws(5, stands):
        with undone():
            code = _changed(town, appeal, amount)
            assert code == ("appeal.harsher" if amount > stands else ""), display(amount)
            refused += bool(code)
            if amount <= stands:
                take(town, appeal, "clerk", Action.SERVE)
                assert clean >= balance(town) >= before
    assert 0 < refused < CASES
    record(
        f"Cases in which a reviewer tried any amount: worse afterwards (F05), {database()}",
        n=CASES,
        seed=5,
        result=f"0 worse; {refused} harsher ones refused",
    )


def _changed(town: Town, appeal: Appeal, amount: int) -> str:
    said = judgement(appeal, Outcome.CHANGED, Ground.EXCESSIVE, measures=chosen(amount))
    return code_of(
        partial(take, town, appeal, "committee", Action.DECIDE, judgement=said),
    )


def code_of(step: Callable[[], object]) -> str:
    """Take a step; return the code of the refusal where the house declined, else ""."""
    try:
        step()
    except Refusal as refusal:
        return refusal.code
    return ""


def test_no_answer_makes_it_worse(whole: Town) -> None:
    """F05: whoever answered a notice, the decision is no higher than what was noticed."""
    town, refused = whole, 0
    stands = 5_00
    claim = noticed(town, "D-4", measures=chosen(stands))
    for one in claim.addressees.all():
        points = claims.answer(
            one, ["当天我在镇里开会，不在现场。"], hand=town.hand(SPEAKS[_name(town, one.holder)])
        )
        for point in points:
            claims.reply(point, accepted=False, reason="经核实不属实。", hand=town.hand("clerk"))
    claim = Claim.objects.get(pk=claim.pk)
    assert claim.state == "replied"
    town.day = max(a.answer_until for a in claim.addressees.all() if a.answer_until)
    for amount in draws(6, stands):
        with undone():
            code = code_of(partial(_decide, town, claim, amount))
            assert code == ("claim.worse" if amount > stands else ""), display(amount)
            refused += bool(code)
    assert 0 < refused < CASES
    record(
        f"Cases in which a decision after an answer tried any amount: worse than noticed (F05),"
        f" {database()}",
        n=CASES,
        seed=6,
        result=f"0 worse; {refused} harsher ones refused",
    )


def _decide(town: Town, claim: Claim, amount: int) -> None:
    claims.take_step(
        claim,
        Take.DECIDE,
        hand=town.hand("member"),
        reason="经集体研究，决定扣分。",
        measures=Measures(chosen=Centipoints(amount)),
    )
