"""Results rules as they are written into a file: the other direction of `appraisal`."""

from collections.abc import Mapping, Sequence

from jifen.core.appraisal import (
    Band,
    CarryIn,
    Pool,
    Prize,
    Quota,
    ResultsRule,
    Shortlist,
    Source,
    Streak,
    SubCycles,
    Vote,
)
from jifen.core.posts import PostGroup
from jifen.rulebook.layout import (
    Value,
    amount,
    figure,
    number,
    number_or_none,
    numbers,
    part,
    some,
    text,
    yes,
    yuan,
)


def results(of: ResultsRule) -> Mapping[str, Value]:
    """Return the table of the results rules."""
    return {
        "sub_cycles": part(of.sub_cycles, _sub_cycles),
        "sources": {text(source.code): _source(source) for source in of.sources},
        "village_max": number_or_none(of.village_max),
        "bands": _bands(of.bands),
        "bands_of": {
            group.value: _bands(of.bands_of[group]) for group in PostGroup if group in of.bands_of
        },
        "quotas": [_quota(quota) for quota in of.quotas],
        "prizes": {text(prize.code): _prize(prize) for prize in of.prizes},
        "pool": part(of.pool, _pool),
        "streaks": {text(streak.code): _streak(streak) for streak in of.streaks},
        "shortlists": {text(one.code): _shortlist(one) for one in of.shortlists},
        "carry_in": part(of.carry_in, _carry_in),
    }


def _sub_cycles(of: SubCycles) -> Mapping[str, Value]:
    return {
        "period": of.period.value,
        "base": figure(of.base),
        "combine": of.combine.value,
        "weights": [number(weight) for weight in of.weights],
        "floor": amount(of.floor),
    }


def _source(of: Source) -> Mapping[str, Value]:
    return {
        "name": text(of.name),
        "kind": of.kind.value,
        "weight": number(of.weight),
        "out_of": amount(of.out_of),
        "vote": part(of.vote, _vote),
    }


def _vote(of: Vote) -> Mapping[str, Value]:
    answers = sorted(of.options, key=lambda answer: (-of.options[answer], answer))
    return {
        "voters": numbers(of.voters),
        "options": {text(answer): figure(of.options[answer]) for answer in answers},
        "turnout": number(of.turnout) if of.turnout else None,
    }


def _bands(bands: Sequence[Band]) -> Mapping[str, Value]:
    return {
        text(band.code): {
            "name": text(band.name),
            "at_least" if band.inside else "above": amount(band.least),
        }
        for band in bands
    }


def _quota(of: Quota) -> Mapping[str, Value]:
    return {
        "grade": text(of.grade),
        "ratio": number(of.ratio),
        "rounding": of.rounding.value,
        "floor": amount(of.floor),
        "among": of.among.value,
        "by_unit_grade": numbers(of.by_unit_grade),
    }


def _prize(of: Prize) -> Mapping[str, Value]:
    return {
        "name": text(of.name),
        "places": str(of.places),
        "at_least": figure(of.least),
        "yuan": yuan(of.fen),
        "among": of.among.value,
    }


def _pool(of: Pool) -> Mapping[str, Value]:
    return {
        "yuan": yuan(of.fen),
        "coefficients": {
            group.value: number(of.coefficients[group])
            for group in PostGroup
            if group in of.coefficients
        },
        "by_months": yes(of.by_months),
        "brackets": {figure(row.over): yuan(row.fen) for row in of.brackets},
        "ratio": number_or_none(of.ratio),
        "at_least": amount(of.least),
        "share_max": number_or_none(of.share_max),
        "unit": of.unit.value,
    }


def _streak(of: Streak) -> Mapping[str, Value]:
    return {
        "of": of.of.value,
        "grade": some(of.grade),
        "times": str(of.times),
        "measure": text(of.measure),
    }


def _shortlist(of: Shortlist) -> Mapping[str, Value]:
    return {
        "name": text(of.name),
        "use": of.use.value,
        "grades": [text(grade) for grade in of.grades],
        "streak": some(of.streak),
        "places": None if of.places is None else str(of.places),
        "at_least": amount(of.least),
        "months": str(of.months) if of.months else None,
        "no_case": yes(of.no_case),
        "no_talk_months": str(of.no_talk_months) if of.no_talk_months else None,
        "no_grave_months": str(of.no_grave_months) if of.no_grave_months else None,
    }


def _carry_in(of: CarryIn) -> Mapping[str, Value]:
    return {"of": of.of.value, "share": number(of.share), "most": amount(of.most)}
