"""The village roll-up (村级汇总): persons are scored, and the year still ties to the village."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.assess import Assessment
from jifen.core.points import Centipoints, half_up
from jifen.core.rules import RollupRule


@dataclass(frozen=True, slots=True)
class Member:
    """A member's total as it enters the mean (`member_total`), and days served in this village."""

    code: str
    total: Centipoints
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """A village's result and its parts, exact until `total`.

    `total` is the half-up of `members_part` + `own_part`. Where no member served a day there is no
    mean: `mean` is None and the village's own account alone is the result.
    """

    total: Centipoints
    mean: Fraction | None  # hundredths
    members_part: Fraction
    own: Centipoints
    own_part: Fraction
    members: tuple[Member, ...]
    days: int


def member_total(rule: RollupRule, assessment: Assessment) -> Centipoints:
    """Return what a member brings to the mean: by default without their part of village items."""
    if rule.leave_out_village_items:
        return assessment.without_village_items
    return assessment.net


def roll_up(rule: RollupRule, own: Centipoints, members: Sequence[Member]) -> Rollup:
    """Return weight × (Σ total × days ÷ Σ days) + (1 − weight) × own, rounded once.

    Somebody who moved counts in each village for the days served there.
    """
    assert all(member.days >= 0 for member in members), "days served are not negative"
    days = sum(member.days for member in members)
    if days == 0:
        mean, weight = None, Fraction(0)
    else:
        mean = Fraction(sum(member.total * member.days for member in members), days)
        weight = rule.members_weight
    members_part = weight * (mean or 0)
    own_part = (1 - weight) * own
    return Rollup(
        total=half_up(members_part + own_part),
        mean=mean,
        members_part=members_part,
        own=own,
        own_part=own_part,
        members=tuple(members),
        days=days,
    )
