"""What no rulebook may go below (底线): a dated table of floors, each with where it comes from.

A floor stands above every version. `breaches` says where a version goes below one; the file is
refused then, at check and at approval, with the article. docs/versions.md draws the table.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.rules import Rulebook


class Basis(StrEnum):
    """How far the source reaches."""

    LAW = "law"  # binds as it stands
    ANALOGY = "analogy"  # written for officials and authorities; the yardstick taken here (参照)
    HOUSE = "house"  # no statute says it: this product's own line


Found = Iterator[tuple[str, str]]
"""Path in the rulebook, and what stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """One floor: what must hold, by what, from which day on. `find` is None where the floor is
    about the making of a version (core/drafting.py keeps it), not about its text.
    """

    code: str
    says: str
    source: str = ""
    basis: Basis
    from_on: dt.date
    to_on: dt.date | None = None
    find: Callable[[Rulebook], Found] | None = None

    def holds(self, on: dt.date) -> bool:
        """Say whether the floor is in force that day."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Where a version goes below a floor: the floor, the path in the rulebook, what it says."""

    floor: Floor
    path: str
    found: str


COMMENT_DAYS = 7
"""Calendar days for which a draft lies open, the day of opening not counted."""
PUBLICITY_DAYS = 5
ANSWER_DAYS = 3
APPEAL_DAYS = 3
FREE_LEAVE = frozenset({"sick", "maternity"})

_PUNISHMENTS = ("警告", "记过", "记大过", "处分")
_REPLACEMENTS = ("撤换", "免去村委会", "免去村民委员会", "免去居委会", "免去居民委员会")
_BASIC_PAY = ("基本报酬", "基本工资", "基本补贴")

_ALWAYS = dt.date.min
_NEW_VILLAGE_LAW = dt.date(2026, 1, 1)


def _publicity(rules: Rulebook) -> Found:
    yield from _fewer("process.publicity_days", rules.process.publicity_days, PUBLICITY_DAYS)


def _answer(rules: Rulebook) -> Found:
    yield from _fewer("process.answer_days", rules.process.answer_days, ANSWER_DAYS)


def _appeal(rules: Rulebook) -> Found:
    yield from _fewer("process.appeal_days", rules.process.appeal_days, APPEAL_DAYS)


def _fewer(path: str, days: int, least: int) -> Found:
    if days < least:
        yield path, str(days)


def _leave(rules: Rulebook) -> Found:
    for kind in sorted(rules.service.leave_costs & FREE_LEAVE):
        yield "service.leave_costs", kind


def _measures(rules: Rulebook) -> Found:
    """Yield every step that the system would propose in the version's own words."""
    yield "ladder.first_measure", rules.ladder.first_measure
    for streak in rules.results.streaks if rules.results else ():
        yield f"results.streaks.{streak.code}.measure", streak.measure


def _naming(words: tuple[str, ...]) -> Callable[[Rulebook], Found]:
    def find(rules: Rulebook) -> Found:
        for path, text in _measures(rules):
            if any(word in text for word in words):
                yield path, text

    return find


FLOORS: tuple[Floor, ...] = (
    Floor(
        code="publicity-days",
        says=f"加分公示不少于{PUBLICITY_DAYS}个工作日",
        basis=Basis.HOUSE,
        from_on=_ALWAYS,
        find=_publicity,
    ),
    Floor(
        code="answer-days",
        says=f"扣分决定前的陈述申辩期不少于{ANSWER_DAYS}个工作日",
        source="《公职人员政务处分法》第四十三条，《行政处罚法》第四十四条、第四十五条",
        basis=Basis.ANALOGY,
        from_on=dt.date(2021, 7, 15),
        find=_answer,
    ),
    Floor(
        code="appeal-days",
        says=f"申请复核的期限不少于{APPEAL_DAYS}个工作日",
        source="《公务员法》第九十五条、第九十六条，《公职人员政务处分法》第五十六条",
        basis=Basis.ANALOGY,
        from_on=dt.date(2020, 7, 1),
        find=_appeal,
    ),
    Floor(
        code="free-leave",
        says="病假、产假不折算、不扣分",
        basis=Basis.HOUSE,
        from_on=_ALWAYS,
        find=_leave,
    ),
    Floor(
        code="no-punishment",
        says="积分措施不得称为警告、记过、记大过等处分：处分只能由监察机关等有权机关作出",
        source="《公职人员政务处分法》第二十二条",
        basis=Basis.LAW,
        from_on=dt.date(2020, 7, 1),
        find=_naming(_PUNISHMENTS),
    ),
    Floor(
        code="elected-posts",
        says="积分措施不得写撤换、免去村（居）民委员会成员：任何组织或者个人不得指定、委派或者撤换",
        source="《村民委员会组织法》第十四条",
        basis=Basis.LAW,
        from_on=_NEW_VILLAGE_LAW,
        find=_naming(_REPLACEMENTS),
    ),
    Floor(
        code="performance-pay-only",
        says="积分只能影响绩效奖励部分，不得动基本报酬：其标准由县级以上确定",
        source="《村民委员会组织法》第四十二条",
        basis=Basis.LAW,
        from_on=_NEW_VILLAGE_LAW,
        find=_naming(_BASIC_PAY),
    ),
    Floor(
        code="comment-days",
        says=f"细则草案向全镇村（社区）干部征求意见不少于{COMMENT_DAYS}日，每条意见都有答复",
        basis=Basis.HOUSE,
        from_on=_ALWAYS,
    ),
    Floor(
        code="no-looking-back",
        says="细则自批准次日以后的周期起施行，不溯及既往",
        source="《行政处罚法》第三十七条",
        basis=Basis.ANALOGY,
        from_on=dt.date(2021, 7, 15),
    ),
)


def in_force(on: dt.date) -> tuple[Floor, ...]:
    """Return the floors in force on a day."""
    return tuple(floor for floor in FLOORS if floor.holds(on))


def breaches(rulebook: Rulebook, *, on: dt.date) -> tuple[Breach, ...]:
    """Return every place where a rulebook goes below a floor in force on a day.

    The day that matters is the one from which the version holds: its `effective_on`.
    """
    return tuple(
        Breach(floor=floor, path=path, found=found)
        for floor in in_force(on)
        if floor.find is not None
        for path, found in floor.find(rulebook)
    )
