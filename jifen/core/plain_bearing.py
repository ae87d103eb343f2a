"""Which facts count and who bears them, in the plain recomputation: step 1 of docs/scoring.md."""

import datetime as dt
from fractions import Fraction

from jifen.core.circumstances import Population
from jifen.core.facts import Account, Fact, HolderKind, Measures
from jifen.core.plain_amounts import Row, row_of
from jifen.core.points import MOST
from jifen.core.rules import Direction, Item, Rulebook, Several, Subject
from jifen.core.shapes import Fixed, Level, PerUnit, Range


def borne(rulebook: Rulebook, account: Account, as_of: dt.date) -> list[Row]:
    """Return the facts that pass step 1, in sequence, each key once."""
    rows: dict[str, Row] = {}
    seen: set[str] = set()
    for fact in sorted(account.facts, key=lambda fact: (fact.seq, fact.key)):
        if fact.key in seen:
            continue
        seen.add(fact.key)
        item = rulebook.known(fact.item)
        if fact.opening is not None:
            if item is not None and _opens(item, fact, account, as_of):
                rows[fact.key] = Row(item, fact, Fraction(1))
            continue
        if (
            item is not None
            and account.starts_on <= fact.counts_on < account.ends_on
            and fact.counts_on <= as_of
            and _of_its_side(item, fact)
            and fits(item, fact)
            and (share := _share(rulebook, item, fact, account))
            and _is_for(item.only_for, account)
        ):
            rows[fact.key] = Row(item, fact, share)
    return list(rows.values())


def _opens(item: Item, fact: Fact, account: Account, as_of: dt.date) -> bool:
    """Whether an opening balance is of this account, and counts by now on the item's side."""
    assert fact.opening is not None
    of_village = account.kind is HolderKind.VILLAGE
    whose = {fact.village} if not fact.parties else {party.cadre for party in fact.parties}
    adds = item.direction is Direction.ADD
    return (
        of_village is (not fact.parties)
        and account.holder in whose
        and account.starts_on <= fact.happened_on < account.ends_on
        and fact.happened_on <= as_of
        and (fact.opening.points >= 0 if adds else fact.opening.points <= 0)
    )


def _of_its_side(item: Item, fact: Fact) -> bool:
    """Whether a late fact's own version gives it on the side where the item stands here."""
    if fact.late is None:
        return True
    adds = item.direction is Direction.ADD
    return fact.late.amount >= 0 if adds else fact.late.amount <= 0


# ------------------------------------------------------------------ who bears it
def _share(rulebook: Rulebook, item: Item, fact: Fact, account: Account) -> Fraction:
    if account.kind is HolderKind.VILLAGE:
        whole = item.subject is Subject.VILLAGE and fact.village == account.holder
        return Fraction(1 if whole else 0)
    capacities = frozenset(
        capacity
        for party in fact.parties
        if party.cadre == account.holder
        for capacity in party.capacities
    )
    shares = [share for capacity, share in item.shares.items() if capacity in capacities]
    if rulebook.service.several is Several.SUM:
        return sum(shares, Fraction(0))
    return max(shares, default=Fraction(0))


def _is_for(population: Population | None, account: Account) -> bool:
    if population is None:
        return True
    if population.places and account.place not in population.places:
        return False
    if account.kind is HolderKind.VILLAGE:
        return True
    return (not population.post_groups or account.post_group in population.post_groups) and (
        not population.bodies or bool(population.bodies & account.bodies)
    )


# ------------------------------------------------------------------ measures that fit
def fits(item: Item, fact: Fact) -> bool:
    """Whether what the item needs is there, valid, and nothing else is."""
    given = fact.measures
    return (
        _set_beside(given) <= _wanted_beside(item, given)
        and bool(item.finder_factors) == (given.finder is not None)
        and (item.village_set is not None) == (given.village_item != "")
        and (given.decision != "") == (_is_decided(item) or given.override is not None)
        and (given.override is None or given.override >= 0)
        and bool(fact.board) == (item.board is not None)
        and _fits_shape(item, fact)
    )


def _set_beside(given: Measures) -> set[str]:
    """Return what is set that is the circumstances' and not the shape's, by name."""
    there = {"reminded_on": given.reminded_on, "override": given.override}
    return {name for name, value in there.items() if value is not None}


def _wanted_beside(item: Item, given: Measures) -> set[str]:
    allowed = {"reminded_on": item.reminded_within is not None, "override": item.overridable}
    return {name for name, is_allowed in allowed.items() if is_allowed}


def _is_decided(item: Item) -> bool:
    return isinstance(item.scoring, Range) and item.scoring.decided


def _fits_shape(item: Item, fact: Fact) -> bool:
    given = fact.measures
    measures = {
        "quantity": given.quantity is not None,
        "chosen": given.chosen is not None,
        "level": given.level != "",
        "department": given.department,
        "figure": given.figure is not None,
        "scores": given.scores != (),
    }
    there = {name for name, is_set in measures.items() if is_set}
    match item.scoring:
        case Fixed():
            return not there
        case Range(least=least, most=most):
            return there == {"chosen"} and least <= (given.chosen or 0) <= most
        case PerUnit(each=each):
            number = given.quantity or 0
            return there == {"quantity"} and number >= 1 and number * each <= MOST
        case Level() as level:
            return _fits_level(level, given, there)
        case _ if item.scorers:
            named = [who for who, _ in given.scores]
            none_negative = all(score >= 0 for _, score in given.scores)
            return there == {"scores"} and sorted(named) == sorted(item.scorers) and none_negative
        case _ if item.board is not None:
            return there <= {"figure"} and (given.figure is None or _on_board(fact, given.figure))
        case _:
            return there == {"figure"} and (given.figure or 0) >= 0


def _on_board(fact: Fact, figure: Fraction) -> bool:
    return figure >= 0 and figure in fact.board


def _fits_level(level: Level, given: Measures, there: set[str]) -> bool:
    place = row_of(level, given)
    if place is None:
        return False
    wanted = {"level"}
    if given.department:
        if not level.department_lower or given.level not in [row.key for row in level.rows]:
            return False
        wanted.add("department")
    row = level.rows[place] if place < len(level.rows) else None
    if row is None or row.most is None:
        return there == wanted
    return there == wanted | {"chosen"} and row.points <= (given.chosen or 0) <= row.most
