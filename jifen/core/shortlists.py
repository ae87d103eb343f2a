"""Shortlists (推荐名单): who meets all conditions of the version for an honour or development.

A list proposes, it does not choose: nobody is cut off it by a number of places, and nothing follows
from standing on it. People choose in a meeting, or do not. Written in docs/results.md.
"""

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.appraisal import Shortlist
from jifen.core.months import months_after
from jifen.core.points import Centipoints


class Condition(StrEnum):
    """What is asked of somebody."""

    IN_OFFICE = "in-office"  # not kept out (core.ranking.KEPT_OUT); always asked
    GRADE = "grade"
    STREAK = "streak"
    PLACE = "place"
    RESULT = "result"
    MONTHS = "months"
    NO_CASE = "no-case"
    NO_TALK = "no-talk"
    NO_GRAVE = "no-grave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person as decided results and records have them. `place` 0 for none.

    `grade` "" for none. `talk_on`: the last warning talk that was held and stands. `grave_on`: the
    last day on which a grave deduction that counts for them happened.
    """

    code: str
    kept_out: bool
    grade: str
    streaks: Set[str]
    place: int
    total: Centipoints | None
    months: int
    open_case: bool
    talk_on: dt.date | None
    grave_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition that was asked, and whether it holds."""

    condition: Condition
    holds: bool


def checks(rule: Shortlist, one: Standing, *, on: dt.date) -> tuple[Check, ...]:
    """Return what a list asks of somebody on a day, in the order of `Condition`."""
    asked = [
        (Condition.IN_OFFICE, True, not one.kept_out),
        (Condition.GRADE, bool(rule.grades), one.grade in rule.grades),
        (Condition.STREAK, bool(rule.streak), rule.streak in one.streaks),
        (Condition.PLACE, rule.places is not None, 0 < one.place <= (rule.places or 0)),
        (Condition.RESULT, rule.least is not None, _reaches(one.total, rule.least)),
        (Condition.MONTHS, rule.months > 0, one.months >= rule.months),
        (Condition.NO_CASE, rule.no_case, not one.open_case),
        (Condition.NO_TALK, rule.no_talk_months > 0, _past(one.talk_on, rule.no_talk_months, on)),
        (
            Condition.NO_GRAVE,
            rule.no_grave_months > 0,
            _past(one.grave_on, rule.no_grave_months, on),
        ),
    ]
    return tuple(Check(condition=what, holds=holds) for what, is_asked, holds in asked if is_asked)


def listed(
    rule: Shortlist, people: Sequence[Standing], *, on: dt.date
) -> dict[str, tuple[Check, ...]]:
    """Return code → grounds of those of whom everything holds, by place, then those without one."""
    found = sorted(people, key=lambda one: (one.place == 0, one.place, one.code))
    every = {one.code: checks(rule, one, on=on) for one in found}
    return {code: asked for code, asked in every.items() if all(one.holds for one in asked)}


def _reaches(total: Centipoints | None, least: Centipoints | None) -> bool:
    return total is not None and least is not None and total >= least


def _past(happened_on: dt.date | None, months: int, on: dt.date) -> bool:
    """Say whether the effect of something is over: it ends on the same day so many months later."""
    return happened_on is None or months_after(happened_on, months) <= on
