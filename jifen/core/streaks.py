"""What goes from cycle to cycle: streaks (连续) and what is carried in (结转)."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction

from jifen.core.appraisal import CarryIn, CarryOf, Streak, StreakOf
from jifen.core.points import ZERO, Centipoints, half_up
from jifen.core.trace import BASE, PRORATION, Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCycle:
    """What a closed cycle of the town came to: grades as decided, and who was in the low rank."""

    name: str
    grades: Mapping[str, str] = field(default_factory=dict)
    lowest: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A streak that is long enough: so many cycles running, this one included; a proposal."""

    streak: str
    measure: str
    cycles: int


def runs(
    rules: Sequence[Streak],
    code: str,
    *,
    grade: str,
    lowest: Set[str],
    history: Sequence[PastCycle],
) -> tuple[Run, ...]:
    """Return the streaks that reach this cycle.

    Args:
        rules: the version's streaks.
        code: whose.
        grade: what is proposed for this cycle; "" for none, or while a meeting is to decide.
        lowest: who is inside the low rank of this cycle.
        history: the town's cycles before this one, the latest last, without a gap.
    """
    found: list[Run] = []
    for rule in rules:
        count = 0
        for now_grade, now_lowest in (
            (grade, lowest),
            *((past.grades.get(code, ""), past.lowest) for past in reversed(history)),
        ):
            match rule.of:
                case StreakOf.GRADE:
                    goes_on = now_grade == rule.grade
                case StreakOf.LOWEST:
                    goes_on = code in now_lowest
            if not goes_on:
                break
            count += 1
        if count >= rule.times:
            found.append(Run(streak=rule.code, measure=rule.measure, cycles=count))
    return tuple(found)


def carried(rule: CarryIn | None, assessment: Assessment) -> Centipoints:
    """Return what is carried into the next cycle: a share of this one's, half up, at most `most`.

    `over_base` is measured from the person's own base: what came late or left early costs nothing.
    """
    if rule is None:
        return ZERO
    of: int
    match rule.of:
        case CarryOf.OVER_BASE:
            base = sum(line.amount for line in assessment.lines if line.name in {BASE, PRORATION})
            of = assessment.net - base
        case CarryOf.ADDED:
            of = assessment.added
        case CarryOf.DEDUCTED:
            of = -assessment.deducted
    amount = half_up(rule.share * Fraction(of))
    if rule.most is None:
        return amount
    return max(min(amount, rule.most), Centipoints(-rule.most))
