"""Says in Chinese what the circumstances of a fact change (情形), and what follows besides points.

In the order of docs/scoring.md, so that a sentence is read as it is computed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from jifen.core.circumstances import (
    Effect,
    EffectKind,
    Population,
    Recurring,
    Repair,
    Repeat,
    Validity,
)
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Direction, Item, Rulebook
from jifen.core.shapes import Level
from jifen.rulebook.figures import (
    amount,
    calendar,
    from_time,
    money,
    numeral,
    percent,
    quoted,
    times,
)
from jifen.rulebook.words import PLACES, word


def population(who: Population) -> str:
    """Name whom something is for: "书记主任、副职且属党组织成员"."""
    parts: list[str] = []
    if who.post_groups:
        parts.append("、".join(word(group) for group in PostGroup if group in who.post_groups))
    if who.bodies:
        parts.append("、".join(word(body) for body in Body if body in who.bodies))
    if who.places:
        parts.append("、".join(PLACES[place] for place in PLACES if place in who.places) + "干部")
    return "且属".join(parts)


def circumstances(item: Item, rulebook: Rulebook) -> Iterator[str]:
    """Yield a clause for each circumstance that the item names."""
    titles = {one.code: one.title for one in rulebook.items}

    def named(codes: Iterable[str]) -> str:
        return quoted(titles.get(code, code) for code in sorted(codes))

    if item.validity is not None:
        yield _validity(item.validity, item)
    if item.recurring is not None:
        yield _recurring(item.recurring)
    if item.repeat is not None:
        yield _repeat(item.repeat, named)
    if item.period_factors:
        spans = {period.code: calendar(period) for period in rulebook.periods}
        yield "、".join(
            f"{spans.get(code, code)}内{times(factor)}"
            for code, factor in sorted(item.period_factors.items())
        )
    if item.finder_factors:
        yield "、".join(
            f"{word(finder)}的{times(factor)}"
            for finder, factor in sorted(item.finder_factors.items())
        )
    if item.reminded_within is not None:
        yield f"只计提醒后{item.reminded_within}日内仍发生的"
    if item.needs is not None:
        of = f"{named(item.needs.items)}合计" if item.needs.items else "本项"
        yield f"周期内{of}满{item.needs.at_least}次才计分"
    if item.zeroing is not None:
        when = from_time(item.zeroing.from_time)
        yield f"{when or '一经发生'}，{named(item.zeroing.items)}不得分"
    if item.freezes:
        yield "整改前发生的加分不计"
    if item.repair is not None:
        yield _repair(item.repair)


def _validity(validity: Validity, item: Item) -> str:
    if validity.months is not None:
        return f"有效期{validity.months}个月"
    if validity.by_size:
        sizes = (f"{amount(one.points)}以上的{one.months}个月" for one in validity.by_size)
        return f"有效期：{'、'.join(sizes)}，不足的长期有效"
    names = {row.key: row.name for row in item.scoring.rows} if isinstance(
        item.scoring, Level
    ) else {}  # fmt: skip
    order = [key for key in names if key in validity.by_level]
    order += sorted(set(validity.by_level) - set(order))
    levels = (f"{names.get(key, key)}{validity.by_level[key]}个月" for key in order)
    return f"有效期：{'、'.join(levels)}，其余长期有效"


def _span(days: int | None, months: int | None) -> str:
    return f"{days}日" if days is not None else f"{months}个月"


def _recurring(recurring: Recurring) -> str:
    most = "" if recurring.times is None else f"，连同第一次最多计{recurring.times}次"
    return f"持续未改的，每满{_span(recurring.days, recurring.months)}再计一次{most}"


def _repeat(repeat: Repeat, named: Callable[[Iterable[str]], str]) -> str:
    if repeat.days is None and repeat.months is None:
        within = "周期内"
    else:
        within = f"{_span(repeat.days, repeat.months)}内（含以前周期）"
    count = f"与{named(repeat.together)}合并计次，" if repeat.together else ""
    last = len(repeat.factors)
    said = "、".join(
        f"第{numeral(place)}次{'起' if place == last else ''}{times(factor)}"
        for place, factor in enumerate(repeat.factors, start=1)
    )
    return f"{count}{within}{said}"


def _repair(repair: Repair) -> str:
    within = "" if repair.within_days is None else f"{repair.within_days}日内"
    gross = "，扣分累计同时减少" if repair.gross else "，扣分累计不减"
    return f"{within}完成整改的返还{percent(repair.gives_back)}{gross}"


# ------------------------------------------------------------------ effects
def effects(item: Item, rulebook: Rulebook) -> list[str]:
    """Say what the item's facts bring about besides points, in the order of the paper."""
    bands = rulebook.results.bands if rulebook.results is not None else ()
    grades = {band.code: band.name for band in bands}
    return [_effect(one, item, grades) for one in item.effects]


def _effect(effect: Effect, item: Item, grades: Mapping[str, str]) -> str:
    grade = grades.get(effect.grade, effect.grade)
    said = {
        EffectKind.GRADE_CAP: f"等次不得高于{grade}",
        EffectKind.GRADE: f"直接定为{grade}",
        EffectKind.TOTAL: f"一票否决，考核结果最高{amount(effect.points or 0)}",
        EffectKind.NO_AWARD: "取消评先评优资格",
        EffectKind.NO_BONUS: "取消绩效奖金",
        EffectKind.TALK: "进行约谈",
        EffectKind.MONEY: _money(effect, item),
    }[effect.kind]
    return from_time(effect.from_time) + said


def _money(effect: Effect, item: Item) -> str:
    side = "奖励" if item.direction is Direction.ADD else "扣减"
    each = "每分" if effect.per_point else "每次"
    return f"{each}{side}绩效奖金{money(effect.fen or 0)}"
