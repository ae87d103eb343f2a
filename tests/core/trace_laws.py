"""What every step of a trace must say of itself, read off the rulebook: scope, factor, limit."""

from collections.abc import Iterable
from fractions import Fraction

from jifen.core.assess import FLOOR, LIMITS, Assessment, Line, Step, StepKind
from jifen.core.facts import Account, Fact, HolderKind
from jifen.core.limits import nesting
from jifen.core.rules import Capacity, Direction, Item, MatterMode, Rulebook, Several, Subject
from jifen.core.shapes import Period

K = StepKind
WHY_NOTHING = list(K)[list(K).index(K.OUTSIDE_CYCLE) : list(K).index(K.OPENING)]
COUNTED = {K.OPENING, K.RECURRING, K.REPEAT, K.NEEDS}
NOTHING = {K.EXPIRED, K.NOT_REMINDED, K.NEEDS, K.ZEROED, K.FROZEN}
SHARED = {K.MATTER, K.ITEM, K.GROUP, K.CHAPTER, K.SIDE}
CIRCUMSTANCES = {*NOTHING, K.RECURRING, K.REPEAT, K.PERIOD, K.FINDER, K.REPAIR}


def rounded(value: Fraction) -> int:
    """Half up, halves away from zero."""
    whole, rest = divmod(abs(value), 1)
    return int(whole + (rest >= Fraction(1, 2))) * (1 if value >= 0 else -1)


def says_what_decided(rulebook: Rulebook, account: Account, result: Assessment) -> None:
    """Hold every step of the trace to the rulebook and to the facts."""
    facts: dict[str, Fact] = {}
    for fact in sorted(account.facts, key=lambda fact: (fact.seq, fact.key)):
        facts.setdefault(fact.key, fact)
    lines = [line for line in result.lines if line.item]
    assert [line.name for line in lines] == list(facts)
    for line in result.lines:
        if not line.item:
            _scheme(rulebook, line)
    for line in lines:
        fact = facts[line.name]
        assert (line.item, line.seq) == (fact.item, fact.seq)
        kinds = [step.kind for step in line.steps]
        if kinds[0] in WHY_NOTHING:
            assert line == Line(line.name, line.amount, line.steps, fact.item, fact.seq)
            assert [line.steps[0]] == [Step(kinds[0], line.amount, line.amount)]
            continue
        item = rulebook.item(fact.item)
        assert kinds == sorted(kinds, key=_order)
        assert len(set(kinds)) == len(kinds) or {K.ITEM, K.GROUP} & set(kinds)
        opened = fact.opening is not None
        assert (K.OPENING in kinds) is opened
        assert (K.SHARE in kinds) is (account.kind is HolderKind.CADRE and not opened)
        assert line.gross >= 0
        assert line.gross == 0 or item.direction is Direction.DEDUCT
        for step in line.steps:
            _said(rulebook, item, fact, step)
        cut = [step.before for step in line.steps if step.kind in SHARED]
        assert line.unlimited == (cut[0] if cut else line.amount)
    _sums(rulebook, result)
    _effects(rulebook, result)


def _order(kind: StepKind) -> int:
    """The order of computation; a group limit may stand outside a chapter."""
    return list(K).index(K.GROUP if kind is K.CHAPTER else kind)


def _scheme(rulebook: Rulebook, line: Line) -> None:
    (step,) = line.steps
    assert step.kind.value == line.name
    share = step.share if step.kind is K.PRORATION else None
    limit = rulebook.score.floor if step.kind is K.FLOOR else None
    assert step == Step(step.kind, step.before, line.amount, share=share, limit=limit)
    if step.kind is K.PRORATION:
        assert share is not None
        base = rulebook.score.base
        assert line.amount == rounded(base * share) - base


def _said(rulebook: Rulebook, item: Item, fact: Fact, step: Step) -> None:
    before, after = abs(step.before), abs(step.after)
    sign = -1 if item.direction is Direction.DEDUCT else 1
    assert step.before * sign >= 0
    assert step.after * sign >= 0
    assert step.figure is None or step.kind is K.AMOUNT
    assert (step.times is not None) is (step.kind in COUNTED)
    assert (step.share is not None) is (step.kind in {*CIRCUMSTANCES, K.SHARE})
    assert (step.limit is not None) is (step.kind in LIMITS)
    assert step.kind in LIMITS or (step.period is Period.CYCLE and not step.order_decides)
    if step.share is not None:
        assert after == rounded(before * step.share)
    if step.kind in {*CIRCUMSTANCES, *LIMITS}:
        assert after != before, "a step that changed nothing"
    if step.kind is K.OPENING:
        assert fact.opening is not None
        stood = fact.opening
        assert (step.before, step.after, step.times) == (0, stood.points, stood.count)
    if step.kind in LIMITS:
        assert after < before
        _held(rulebook, item, step)
    elif step.kind is K.LATE:
        assert fact.late is not None
        assert step.scope == fact.late.cycle
        assert after <= abs(fact.late.amount)
        assert after <= before or item.direction is Direction.ADD
    elif step.kind is K.SHARE:
        _borne(rulebook, item, step)
    else:
        assert step.scope in _scopes(rulebook, item, fact, step)
        if step.kind in CIRCUMSTANCES:
            assert step.share in _factors(item, fact, step)


def _scopes(rulebook: Rulebook, item: Item, fact: Fact, step: Step) -> Iterable[str]:
    match step.kind:
        case K.AMOUNT | K.OPENING:
            return {item.code}
        case K.OVERRIDE:
            return {fact.measures.decision}
        case K.FINDER:
            return {fact.measures.finder.value} if fact.measures.finder else set()
        case K.PERIOD:
            return sorted(c for c, f in item.period_factors.items() if f == step.share)
        case K.ZEROED:
            return {x.code for x in rulebook.items if x.zeroing and item.code in x.zeroing.items}
        case K.FROZEN:
            return {x.code for x in rulebook.items if x.freezes}
        case _:
            return {""}


def _factors(item: Item, fact: Fact, step: Step) -> set[Fraction]:
    times = step.times or 0
    match step.kind:
        case K.RECURRING:
            assert times > 1
            return {Fraction(times)}
        case K.REPEAT:
            assert item.repeat is not None
            assert times >= 1
            return {item.repeat.factors[min(times, len(item.repeat.factors)) - 1]}
        case K.PERIOD:
            return set(item.period_factors.values())
        case K.FINDER:
            return {f for who, f in item.finder_factors.items() if who is fact.measures.finder}
        case K.REPAIR:
            assert item.repair is not None
            return {1 - item.repair.gives_back}
        case K.NEEDS:
            assert item.needs is not None
            assert 0 <= times < item.needs.at_least
            return {Fraction(0)}
        case _:
            return {Fraction(0)}


def _borne(rulebook: Rulebook, item: Item, step: Step) -> None:
    named = [Capacity(name) for name in step.scope.split("+")]
    assert len(named) == 1 or rulebook.service.several is Several.SUM
    assert step.share == sum(item.shares[capacity] for capacity in named)
    weights = [item.shares[capacity] for capacity in named]
    assert weights == sorted(weights, reverse=True), "the largest first"


def _held(rulebook: Rulebook, item: Item, step: Step) -> None:
    """A limit's step names a limit of the rulebook over this item, and its maximum."""
    score, chapters = rulebook.score, [c for c in rulebook.chapters if c.code == item.chapter]
    adds = item.direction is Direction.ADD
    known: set[tuple[str, int | None, Period]] = set()
    match step.kind:
        case K.EVENT:
            known = {(item.code, item.event_max, Period.CYCLE)}
        case K.MATTER:
            (group,) = (g for g in rulebook.matter_groups if g.code == item.matter_group)
            limit = step.limit if group.mode is MatterMode.HIGHEST else group.limit
            known = {(group.code, limit, Period.CYCLE)}
        case K.ITEM:
            known = {
                (item.code, item.month_max, Period.MONTH),
                (item.code, item.quarter_max, Period.QUARTER),
                (item.code, item.half_max, Period.HALF),
                (item.code, item.cycle_max, Period.CYCLE),
            }
        case K.GROUP:
            known = {(x.code, x.limit, x.per) for x in rulebook.limits if item.code in x.items}
        case K.CHAPTER:
            known = {(c.code, c.add_max if adds else c.deduct_max, Period.CYCLE) for c in chapters}
        case K.SIDE:
            most = score.add_max if adds else score.deduct_max
            known = {(item.direction.value, most, Period.CYCLE)}
    assert (step.scope, step.limit, step.period) in known
    if step.order_decides:
        assert step.scope in {scope.code for pair in nesting(rulebook) for scope in pair}


def _sums(rulebook: Rulebook, result: Assessment) -> None:
    """What stands beside the lines is the sum of those that it is about."""
    added: dict[str, int] = {}
    deducted = own = 0
    for line in result.lines:
        item = rulebook.known(line.item)
        if item is not None and item.direction is Direction.ADD and line.amount:
            added[item.chapter] = added.get(item.chapter, 0) + line.amount
        elif item is not None:
            deducted -= line.amount
        if line.name != FLOOR and (item is None or item.subject is Subject.CADRE):
            own += line.amount
    floor = rulebook.score.floor
    assert (result.added, result.deducted) == (sum(added.values()), deducted)
    added.pop("", None)  # a side's opening balance as one sum is of no chapter
    assert result.added_by_chapter == added
    assert result.gross == sum(line.gross for line in result.lines)
    assert result.without_village_items == (own if floor is None else max(own, floor))


def _effects(rulebook: Rulebook, result: Assessment) -> None:
    items = {line.name: line.item for line in result.lines}
    for due in result.effects:
        assert due.effect in rulebook.item(due.item).effects
        assert {items[key] for key in due.facts} == {due.item}
        assert (due.fen is None) is (due.effect.fen is None)
