"""A simulation in figures and in sentences: with names for those who decide, without for all."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from jifen.core.bonus import Left
from jifen.core.comparison import Crossing, Gap, Group, Move, Pay, Stand, Unscored, published
from jifen.core.points import Centipoints, display, half_up, signed
from jifen.core.rules import Rulebook
from jifen.core.trace import StepKind
from jifen.rulebook.words import PLACES, word
from jifen.standings.simulate import Simulated

Plain = dict[str, object]
"""Ready for JSON: figures as texts, as a rulebook prints them."""

GAPS = {
    Gap.SOURCES: "细则的考核结果还要用到测评、满意度等，台账里没有这些数，"
    "所以只比较积分和按积分的名次，不比较等次、名次奖和奖金。",
    Gap.UNIT_GRADES: "等次名额随村的等次变化；台账里没有村的等次，名额按一般比例计算。",
    Gap.POOL_SIZE: "细则没有写明奖金总额，这次测算也没有给出，所以没有分配奖金。",
}
WHY = {
    StepKind.NO_SUCH_ITEM: "试用的细则没有这一项",
    StepKind.UNFIT_MEASURES: "登记的数据与试用细则的计分方式对不上",
}
LEFT = {
    Left.NOT_NAMED: "总额没有写明",
    Left.NOBODY: "没有人符合分配条件",
    Left.TIE: "分配人选并列，须先由会议决定",
    Left.EVERYBODY_AT_MOST: "每人都已达到最高额",
    Left.UNDER_A_UNIT: "余数不足一个发放单位",
}
_CROSSED: tuple[tuple[Crossing, str], ...] = (
    (Crossing.LINE_REACHED, "扣分累计新达到警示线的"),
    (Crossing.LINE_LEFT, "扣分累计不再达到警示线的"),
    (Crossing.REMOVAL_REACHED, "扣分累计新达到第二条线的"),
    (Crossing.REMOVAL_LEFT, "扣分累计不再达到第二条线的"),
    (Crossing.LOW_ENTERED, "新进入排名靠后范围的"),
    (Crossing.LOW_LEFT, "不再属于排名靠后的"),
    (Crossing.GRADE_UP, "等次上升的"),
    (Crossing.GRADE_DOWN, "等次下降的"),
    (Crossing.GRADE_OTHER, "只在一个细则下评等次或两个等次不可比的"),
)


# ------------------------------------------------------------------ with names
def detail(of: Simulated) -> Plain:
    """Return everything, person by person: for the office, those who decide, and the county."""
    found = of.comparison
    return {
        **_common(of),
        "people": [_person(move, of) for move in found.moves],
        "villages": [
            {
                "path": one.path,
                "name": of.villages.get(one.path, ""),
                "before": display(one.before),
                "before_place": one.before_place,
                "after": display(one.after),
                "after_place": one.after_place,
                "rise": one.before_place - one.after_place,
            }
            for one in found.villages
        ],
        "groups": [_group(group) for group in found.groups],
        "items": [
            {
                "item": one.item,
                "title": _title(of, one.item),
                "before": signed(one.before),
                "after": signed(one.after),
                "change": signed(one.after - one.before),
            }
            for one in found.items
        ],
        "kept_back": 0,
    }


def _person(move: Move, of: Simulated) -> Plain:
    name, village, post = of.people[move.code]
    return {
        "code": move.code,
        "name": name,
        "village": village,
        "post": post,
        "kind": move.kind,
        "group": move.group.value if move.group else "",
        "before": _stand(move.before, of.in_force),
        "after": _stand(move.after, of.tried),
        "rise": move.rise,
        "steps": abs(move.rise),
        "moved": move.moved,
        "change": _change(move),
        "crossed": [way.value for way in move.crossed],
    }


def _stand(stand: Stand, rules: Rulebook) -> Plain:
    return {
        "place": stand.place,
        "not_ranked": stand.not_ranked.value if stand.not_ranked else "",
        "total": "" if stand.total is None else display(stand.total),
        "gross": display(stand.gross),
        "grade": _grade(rules, stand.grade),
        "share": display(stand.share_fen),
        "pay": display(stand.pay_fen),
    }


def _change(move: Move) -> str:
    if move.before.total is None or move.after.total is None:
        return ""
    return signed(move.after.total - move.before.total)


# ------------------------------------------------------------------ without names
def summary(of: Simulated) -> Plain:
    """Return what may stand beside a draft for everybody: no person, and no group of a few."""
    groups, kept_back = published(of.comparison.groups)
    return {**_common(of), "groups": [_group(one) for one in groups], "kept_back": kept_back}


def _common(of: Simulated) -> Plain:
    found = of.comparison
    before, after = found.pay
    return {
        "cycle": of.cycle.name,
        "as_of": found.as_of.isoformat(),
        "last_seq": of.last_seq,
        "in_force": {"title": of.in_force.title, "version": of.in_force.version},
        "tried": {
            "title": of.tried.title,
            "version": of.tried.version,
            "digest": of.digest,
        },
        "counts": {
            "people": len(found.moves),
            "moved": len(found.moved),
            "up": sum(move.rise > 0 for move in found.moves),
            "down": sum(move.rise < 0 for move in found.moves),
            **{way.value: len(found.across(way)) for way in Crossing},
        },
        "lines": [display(rules.ladder.gross_line) for rules in (of.in_force, of.tried)],
        "pay": [_pay(before), _pay(after)],
        "unscored": [_unscored(one, of) for one in found.unscored],
        "gone": [{"item": code, "title": _title(of, code)} for code in found.gone],
        "new": [{"item": code, "title": _title(of, code)} for code in found.new],
        "gaps": [{"gap": gap.value, "says": GAPS[gap]} for gap in found.gaps],
        "says": list(sentences(of)),
    }


def _pay(pay: Pay) -> Plain:
    return {
        "pool": "" if pay.pool_fen is None else display(pay.pool_fen),
        "paid": display(pay.paid_fen),
        "left": display(pay.left_fen),
        "left_why": "，".join(LEFT[one] for one in pay.left),
        "sharers": pay.sharers,
        "prizes": display(pay.prizes_fen),
        "money": signed(pay.money_fen),
        "total": display(pay.total_fen),
    }


def _group(group: Group) -> Plain:
    return {
        "kind": group.kind,
        "group": group.group.value if group.group else "",
        "name": _named(group),
        "people": group.people,
        "up": group.up,
        "down": group.down,
        "more": group.more,
        "less": group.less,
        "before": _mean(group.before, group.counted),
        "after": _mean(group.after, group.counted),
        "pay_before": display(group.pay_before_fen),
        "pay_after": display(group.pay_after_fen),
    }


def _unscored(one: Unscored, of: Simulated) -> Plain:
    return {
        "item": one.item,
        "title": _title(of, one.item),
        "why": one.why.value,
        "says": WHY[one.why],
        "facts": one.facts,
        "lines": one.lines,
    }


# ------------------------------------------------------------------ in sentences
def sentences(of: Simulated) -> Iterator[str]:
    """Yield what the simulation says, a sentence at a time, without a name."""
    found = of.comparison
    groups, kept_back = published(found.groups)
    people, moved = len(found.moves), len(found.moved)
    yield (
        f"用《{of.tried.title}》{of.tried.version}版重算{of.cycle.name}周期的记录"
        f"（截至{found.as_of.isoformat()}，第1至{of.last_seq}号记录），"
        f"与现行{of.in_force.version}版比较。"
    )
    if not moved:
        yield f"{people}人的得分、名次、等次和奖金都没有变化。"
    else:
        up = sum(move.rise > 0 for move in found.moves)
        down = sum(move.rise < 0 for move in found.moves)
        yield f"{people}人中有{moved}人受影响：名次上升{up}人，下降{down}人。"
    for way, what in _CROSSED:
        count = len(found.across(way))
        if count:
            yield f"{what}有{count}人{_lines(of, way)}。"
    yield from _paid(*found.pay)
    for group in groups if moved else ():
        yield (
            f"{_named(group)}（{group.people}人）：得分增加{group.more}人、减少{group.less}人，"
            f"名次上升{group.up}人、下降{group.down}人，"
            f"平均得分由{_mean(group.before, group.counted)}"
            f"变为{_mean(group.after, group.counted)}。"
        )
    if moved and kept_back:
        yield f"其余{kept_back}人所在的类别人数太少，为不指向个人，不单独列出。"
    for one in found.unscored:
        yield (
            f"“{one.item} {_title(of, one.item)}”有{one.facts}件事实无法计分（{WHY[one.why]}），"
            f"按0分计。"
        )
    idle = _idle(of)
    if idle:
        yield f"另有{len(idle)}项在试用的细则中没有对应项，本周期没有事实：{'、'.join(idle)}。"
    if found.new:
        yield f"试用的细则新增{len(found.new)}项，本周期没有按这些项登记的事实，其影响测算不出。"
    for gap in found.gaps:
        yield GAPS[gap]


def _paid(before: Pay, after: Pay) -> Iterator[str]:
    if before.total_fen or after.total_fen:
        yield (
            f"绩效资金合计由{display(before.total_fen)}元变为{display(after.total_fen)}元"
            f"（{signed(after.total_fen - before.total_fen)}元）；其中奖金池发放由"
            f"{display(before.paid_fen)}元变为{display(after.paid_fen)}元，"
            f"由{before.sharers}人变为{after.sharers}人分配。"
        )
    for pay, version in ((before, "现行"), (after, "试用")):
        if pay.left_fen:
            why = "，".join(LEFT[one] for one in pay.left)
            yield f"按{version}细则，奖金池有{display(pay.left_fen)}元没有分配：{why}。"


def _idle(of: Simulated) -> Sequence[str]:
    """Return the items without a counterpart that no fact of the cycle was about."""
    missed = {one.item for one in of.comparison.unscored}
    return [code for code in of.comparison.gone if code not in missed]


def _lines(of: Simulated, way: Crossing) -> str:
    if way not in {Crossing.LINE_REACHED, Crossing.LINE_LEFT}:
        return ""
    one, other = (display(rules.ladder.gross_line) for rules in (of.in_force, of.tried))
    return f"（警示线{one}分）" if one == other else f"（警示线由{one}分改为{other}分）"


def _named(group: Group) -> str:
    kind = PLACES.get(group.kind, "")
    return f"{kind}{word(group.group)}" if group.group else kind


def _mean(total: Centipoints, people: int) -> str:
    """Write a mean of results to the hundredth, for reading; nothing where nobody has one."""
    if not people:
        return "—"
    return display(half_up(Fraction(total, people)))


def _grade(rules: Rulebook, code: str) -> str:
    bands = rules.results.bands if rules.results else ()
    return next((band.name for band in bands if band.code == code), code)


def _title(of: Simulated, code: str) -> str:
    item = of.in_force.known(code) or of.tried.item(code)
    return item.title
