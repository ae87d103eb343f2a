"""What the results of a cycle were made of, as figures anybody can work them out again from.

`verifier/results.py` reads it and shares no code with Jifen. Codes, no names. Points are whole
hundredths, money whole fen, shares fractions as text. Under `said` stands what Jifen made of it.
"""

from fractions import Fraction

from jifen.core.appraisal import Band, Pool, Quota, ResultsRule
from jifen.core.circumstances import EffectKind
from jifen.core.composite import Person
from jifen.core.errors import Refusal
from jifen.core.ladder import warned
from jifen.core.points import ZERO
from jifen.core.ranking import Row as Ranked
from jifen.core.ranking import left_out
from jifen.core.rules import Rulebook
from jifen.core.trace import PRORATION
from jifen.results import making
from jifen.results.making import Made
from jifen.results.queries import Course
from jifen.standings.live import months_elapsed

FORMAT = "jifen-results/2"
Plain = dict[str, object]


def export(course: Course) -> Plain:
    """Return the latest proposal's figures; it is made again for that.

    Raises:
        Refusal: "results.none".
    """
    proposed = course.proposed
    if proposed is None:
        raise Refusal("results.none", cycle=course.cycle.name)
    made = making.make(proposed.edition, named_fen=proposed.named_fen, upto_seq=proposed.last_seq)
    rules = made.day.rules
    low = made.results.low
    paid = making.paid_before(proposed.edition, proposed.last_seq)
    over = warned(
        rules.ladder,
        {person.code: person.assessment.gross for person in made.people},
        low,
        groups={
            person.code: person.account.post_group
            for person in made.people
            if person.account.post_group is not None
        },
    )
    return {
        "format": FORMAT,
        "town": made.sheet.town,
        "cycle": made.sheet.cycle,
        "edition": made.sheet.edition,
        "version": made.sheet.version,
        "rules": _rules(rules, made),
        "pool_fen": made.sheet.pool_fen,
        "left_fen": made.sheet.left_fen,
        "seatings": {
            line: {"tied": sorted(said.tied), "seated": sorted(said.seated)}
            for line, said in making.seated(proposed.edition, proposed.last_seq).items()
        },
        "history": [
            {"grades": dict(past.grades), "lowest": sorted(past.lowest)}
            for past in making.history(proposed.edition, proposed.last_seq)
        ],
        "villages": [
            {
                "path": unit.path,
                "own": unit.own,
                "members": [[one.code, one.total, one.days] for one in unit.members],
                "total": unit.total,
            }
            for unit in made.board.villages
        ],
        "people": [
            _person(rules, made, person, person.code in over.cases, paid.get(person.code, 0))
            for person in made.people
        ],
    }


def _person(rules: Rulebook, made: Made, person: Person, over: bool, paid_before: int) -> Plain:
    out = made.results.outcomes[person.code]
    row = made.sheet.row(person.code)
    assert row is not None, "everybody has a row"
    effects = person.assessment.effects

    def named(kind: EffectKind) -> list[str]:
        return [due.effect.grade for due in effects if due.effect.kind is kind]

    return {
        "code": person.code,
        "village": person.village,
        "unit_grade": made.grades.get(person.village, ""),
        "group": person.account.post_group or "",
        "months": person.months,
        "gross": person.assessment.gross,
        "in_chapter": person.assessment.added_by_chapter.get(rules.ranking.tie_chapter, ZERO),
        "kept_out": person.kept_out or "",
        "left_out": left_out(
            Ranked(
                code=person.code,
                total=person.assessment.net,
                village=person.village,
                post_group=person.account.post_group,
                bodies=person.account.bodies,
                place_kind=person.account.place,
            ),
            rules.ranking,
        ),
        "prorated": out.result.whole != out.result.total
        or any(line.name == PRORATION for line in person.assessment.lines),
        "parts": [
            {
                "weight": str(piece.weight),
                "value": None if piece.value is None else str(piece.value),
            }
            for piece in out.result.pieces
        ],
        "held_at": [due.effect.points for due in effects if due.effect.kind is EffectKind.TOTAL],
        "whole": out.result.whole,
        "straight_grades": named(EffectKind.GRADE),
        "caps": named(EffectKind.GRADE_CAP),
        "no_award": any(due.effect.kind is EffectKind.NO_AWARD for due in effects),
        "money_fen": sum(one.fen for one in out.money),
        "paid_before_fen": paid_before,
        "no_bonus": any(due.effect.kind is EffectKind.NO_BONUS for due in effects),
        "said": {
            "result": row.total,
            "place": row.place,
            "grade": row.grade,
            "share": row.share.fen if row.share is not None else None,
            "prizes": sorted(prize.prize for prize in row.prizes),
            "pay": row.pay_fen,
            "streaks": [[run.streak, run.cycles] for run in row.runs],
            "low": row.low,
            "warned": over,
        },
    }


def _rules(rules: Rulebook, made: Made) -> Plain:
    rule = rules.results or ResultsRule()
    ladder = rules.ladder
    low = ladder.low_rank
    least = min(rules.service.months_to_rank, months_elapsed(made.day.cycle, made.day.on))
    return {
        "tie_breaks": [one.value for one in rules.ranking.tie_breaks],
        "months_to_rank": least,
        "months_to_award": rules.service.months_to_award,
        "members_weight": str(rules.rollup.members_weight),
        "village_max": None if rule.village_max is None else str(rule.village_max),
        "gross_line": ladder.gross_line,
        "gross_line_of": {group.value: line for group, line in ladder.gross_line_of.items()},
        "removal_line": ladder.removal_line,
        "trigger": ladder.trigger.value,
        "low_rank": None if low is None else {"ratio": str(low.ratio), "people": low.people},
        "bands": [_band(one) for one in rule.bands],
        "bands_of": {
            group.value: [_band(one) for one in bands] for group, bands in rule.bands_of.items()
        },
        "quotas": [_quota(one) for one in rule.quotas],
        "prizes": [
            {
                "code": prize.code,
                "places": prize.places,
                "least": prize.least,
                "fen": prize.fen,
                "among": prize.among.value,
            }
            for prize in rule.prizes
        ],
        "streaks": [
            {"code": one.code, "of": one.of.value, "times": one.times, "grade": one.grade}
            for one in rule.streaks
        ],
        "pool": None if rule.pool is None else _pool(rule.pool),
    }


def _band(band: Band) -> list[object]:
    return [band.code, band.least, band.inside]


def _quota(quota: Quota) -> Plain:
    return {
        "grade": quota.grade,
        "ratio": str(quota.ratio),
        "rounding": quota.rounding.value,
        "floor": quota.floor,
        "among": quota.among.value,
        "by_unit_grade": {unit: str(ratio) for unit, ratio in quota.by_unit_grade.items()},
    }


def _pool(pool: Pool) -> Plain:
    return {
        "coefficients": {group.value: str(one) for group, one in pool.coefficients.items()},
        "by_months": pool.by_months,
        "brackets": [[bracket.over, bracket.fen] for bracket in pool.brackets],
        "ratio": _text(pool.ratio),
        "least": pool.least,
        "share_max": _text(pool.share_max),
        "unit": pool.unit.value,
    }


def _text(share: Fraction | None) -> str | None:
    return None if share is None else str(share)
