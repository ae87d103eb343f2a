"""What an amendment of a closed cycle moves in the running one: what is listed, and nothing else.

The running cycle looks back: its version counts the offences of the year before, and books what
happened then late. An amendment of that year moves a line of it in one way only (docs/appeals.md).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from jifen.core.rules import Subject
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Entry, Fact, Late, Party
from jifen.ledger.queries import assessments
from jifen.outcomes import queries as outcomes
from jifen.rulebook.queries import rulebook
from jifen.standings import amending
from jifen.standings.models import Amendment, Edition
from jifen.standings.queries import refreeze
from tests.harness.figures import figure, record
from tests.harness.kept import once
from tests.laws.town import undone
from tests.records.test_late import entered, opened, shut
from tests.records.town import V1, V2, Town, found

day = dt.date
TRIED = figure(10, 200)
WHY = "县人民法院生效判决认定该事项不属实，予以更正。"
REPEATS = '    repeat: {{factors: ["1", "2", "3"], months: 12}}\n'
AGAIN = "    title: 未完成任务\n    direction: deduct\n"
LAGS_AGAIN = "    title: 村级落后\n    direction: deduct\n"
CLOSED: Sequence[tuple[str, str, str, dt.date, str]] = (
    ("甲一", "A-1", "7", day(2024, 10, 8), ""),
    ("甲一", "D-1", "6", day(2025, 6, 1), ""),
    ("甲二", "D-1", "30", day(2025, 6, 2), ""),
    ("甲二", "D-1", "60", day(2025, 7, 2), ""),
    ("乙一", "D-1", "3", day(2025, 7, 3), ""),
    ("乙一", "D-1", "3", day(2024, 9, 3), ""),
    ("", "D-2", "10", day(2025, 7, 20), V1),
    ("", "A-2", "8", day(2025, 3, 1), V2),
)
"""What the closed year holds: alone, limited by the chapter, repeated, a village's, an addition."""
PEOPLE = ("甲一", "甲二", "甲三", "乙一")
Row = tuple[str, str, str, dt.date, str]


def closed_year() -> Town:
    """A town whose closed year holds those facts, and whose next one looks back on it."""
    town = found()
    for who, item, points, on, village in CLOSED:
        town.fact(who, item, points, on, village=village)
    shut(town)
    return opened(town, (AGAIN, AGAIN + REPEATS), (LAGS_AGAIN, LAGS_AGAIN + REPEATS))


rows: st.SearchStrategy[Row] = st.one_of(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(("A-1", "D-1")),
        st.sampled_from(("2", "5", "35")),
        st.dates(day(2025, 8, 1), day(2026, 2, 1)),
        st.just(""),
    ),
    st.tuples(
        st.just(""),
        st.sampled_from(("A-2", "D-2")),
        st.sampled_from(("4", "10")),
        st.dates(day(2025, 8, 1), day(2026, 2, 1)),
        st.sampled_from((V1, V2)),
    ),
    st.tuples(  # late: it happened in the closed year
        st.sampled_from(PEOPLE), st.sampled_from(("A-1", "D-1")), st.just("2"),
        st.dates(day(2025, 5, 1), day(2025, 7, 31)), st.just(""),
    ),
)  # fmt: skip
SECOND: Row = ("甲一", "D-1", "5", day(2025, 9, 1), "")
LATE: Row = ("甲一", "A-1", "2", day(2025, 6, 1), "")
laws = settings(
    max_examples=TRIED,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Sums = Mapping[int, Mapping[str, int]]


@pytest.fixture
def town(db: None) -> Town:
    return once(closed_year)


def lines(cycle: Cycle) -> Sums:
    """Return account → line → what its entries come to."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    entries = Entry.objects.filter(account__cycle=cycle).values_list("account", "line", "amount")
    for account, line, amount in entries:
        found[account][line] += amount
    return {account: dict(sums) for account, sums in found.items()}


def moved(before: Sums, after: Sums) -> dict[int, set[str]]:
    """Return account → the lines that are not what they were."""
    return {
        account: changed
        for account in before.keys() | after.keys()
        if (
            changed := {
                line
                for line in before.get(account, {}).keys() | after.get(account, {}).keys()
                if before.get(account, {}).get(line, 0) != after.get(account, {}).get(line, 0)
            }
        )
    }


def unlike(cycle: Cycle) -> Iterator[str]:
    """Yield the accounts whose entries, balance and assessment are not one (I1)."""
    kept, says = lines(cycle), assessments(cycle)
    for account in Account.objects.filter(cycle=cycle):
        found = {one.name: one.amount for one in says[account.pk].lines if one.amount}
        mine = {name: amount for name, amount in kept.get(account.pk, {}).items() if amount}
        if found != mine or not sum(mine.values()) == account.balance == says[account.pk].net:
            yield f"{account}: entries {mine}, balance {account.balance}, assessed {found}"


def looking_back(town: Town, wrong: Fact) -> dict[int, set[str]]:
    """Return what model.md lets it move in the running cycle: account → lines.

    Later lines of the same clause, of those who bore the fact; and what is limited together with
    them: here the chapter's limit, so the account's other deductions, and its floor.
    """
    rules = rulebook(town.cycle.version)
    item = rules.item(wrong.item)
    if item.repeat is None:
        return {}
    bore = set(Party.objects.filter(fact=wrong).values_list("cadre", flat=True))
    accounts = Account.objects.filter(cycle=town.cycle)
    own = [
        one
        for one in accounts
        if one.cadre_id in bore
        or (item.subject is Subject.VILLAGE and one.village_id == wrong.unit_id)
    ]
    deductions = {
        fact.key.hex for fact in Fact.objects.filter(cycle=town.cycle) if fact.item.startswith("D")
    }
    return {one.pk: deductions | {"floor"} for one in own}


def test_an_amendment_moves_the_next_cycle_by_what_looks_back_and_nothing_else(town: Town) -> None:
    year = Cycle.objects.select_related("town", "version").get(state=Cycle.State.CLOSED)
    facts = list(Fact.objects.filter(cycle=year).select_related("version").order_by("seq"))
    first = Edition.objects.get(cycle=year, kind=Edition.Kind.FINAL)
    seen = {"moved": 0, "still": 0, "late": 0}

    @laws
    @example(booked=[SECOND, LATE], which=1, alone=False)  # the second offence becomes the first
    @example(booked=[SECOND], which=0, alone=True)
    @given(
        booked=st.lists(rows, max_size=6),
        which=st.integers(0, len(facts) - 1),
        alone=st.booleans(),
    )
    def law(booked: list[Row], which: int, alone: bool) -> None:
        with undone():
            for row in booked:
                entered(town, *row)
            wrong = facts[which]
            bearers = Account.objects.filter(cycle=year, entries__fact=wrong, cadre__isnull=False)
            holder = bearers.order_by("pk")[0].cadre if alone and bearers else None
            late = list(Late.objects.order_by("seq").values_list("fact", "amounts"))
            there, here = lines(town.cycle), lines(year)
            new = amending.New(
                fact=wrong,
                holder=holder.code if holder else "",
                basis=Amendment.Basis.COURT,
                paper="（2026）示民终1号",
                reason=WHY,
            )
            asked = amending.propose(year, new, hand=town.hand("clerk"))
            assert lines(town.cycle) == there, "what is proposed moves nothing"
            edition = amending.make(year, asked.key, hand=town.hand("head"))

            changed = moved(there, lines(town.cycle))
            may = looking_back(town, wrong)
            for account, names in changed.items():
                assert names <= may.get(account, set()), (account, names)
                who = Account.objects.get(pk=account)
                assert holder is None or who.cadre_id == holder.pk, "another's share stays"
            made = Amendment.objects.get(key=asked.key, outcome=Amendment.Outcome.MADE)
            listed = {one.account: one.amount for one in amending.knock_on(made)}
            assert listed == {
                account: sum(lines(town.cycle)[account].values()) - sum(there[account].values())
                for account in changed
            }
            assert all(amount > 0 for amount in listed.values()) or wrong.item.startswith("A")
            assert list(Late.objects.order_by("seq").values_list("fact", "amounts")) == late, (
                "as it closed"
            )
            touched = set(moved(here, lines(year)))
            bore = set(bearers.values_list("pk", flat=True))
            assert touched <= bore | {
                one.pk for one in Account.objects.filter(cycle=year, village=wrong.unit)
            }
            assert [*unlike(year), *unlike(town.cycle)] == []
            assert list(outcomes.verify(town.area)) == []
            assert (edition.number, refreeze(first)) == (first.number + 1, bytes(first.body))
            seen["moved"] += bool(changed)
            seen["still"] += not changed
            seen["late"] += bool(late)

    law()
    assert min(seen.values()) > 0, seen
    record(
        "Amendments of a closed cycle, with whatever the running one holds: lines of the running"
        " one that moved without looking back, or unlisted",
        n=TRIED,
        result="0",
    )


def test_an_amendment_that_forgets_the_later_cycle_is_found_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the later cycle's entries its accounts are not assessed so."""
    year = Cycle.objects.select_related("town", "version").get(state=Cycle.State.CLOSED)
    entered(town, *SECOND)
    assert list(unlike(town.cycle)) == []
    monkeypatch.setattr("jifen.ledger.commands.posting._later", lambda cycle, of: [])
    wrong = Fact.objects.get(cycle=year, seq=facts_of(year)[1])
    new = amending.New(
        fact=wrong, basis=Amendment.Basis.COURT, paper="（2026）示民终1号", reason=WHY
    )
    asked = amending.propose(year, new, hand=town.hand("clerk"))
    amending.make(year, asked.key, hand=town.hand("head"))
    assert list(unlike(town.cycle)) != []


def facts_of(cycle: Cycle) -> list[int]:
    """Return the record numbers of a cycle's facts, in order."""
    return list(Fact.objects.filter(cycle=cycle).order_by("seq").values_list("seq", flat=True))
