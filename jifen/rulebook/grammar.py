"""What stands under each key of a rulebook file: the types of the format, as one table.

Which keys a table has, and which it must have, is said by `keys` and `shapes`, which the reader
reads by; here stands what each holds and what it is called. The JSON Schema and the workbook are
made from this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jifen.core import appraisal, circumstances, rules
from jifen.core.posts import Body, PostGroup
from jifen.core.shapes import (
    Absent,
    Better,
    Board,
    BoardBy,
    Issuer,
    Level,
    LevelRow,
    Linear,
    Period,
    Slope,
    Threshold,
    Tiers,
)
from jifen.rulebook import keys, shapes
from jifen.rulebook.items import may_propose
from jifen.rulebook.keys import Keys
from jifen.rulebook.labels import FIELDS, SHAPES
from jifen.rulebook.reader import FORMAT, MAY_COST
from jifen.rulebook.shapes import KEYS, OF
from jifen.rulebook.words import CHOICES, LEAVE, PLACES


class Kind(StrEnum):
    """What a scalar is."""

    TEXT = "text"  # one line
    PARAGRAPH = "paragraph"
    CODE = "code"
    POINTS = "points"
    NUMBER = "number"  # exact: a decimal or a fraction
    SHARE = "share"  # a number from 0 to 1
    YUAN = "yuan"
    WHOLE = "whole"
    BOOLEAN = "boolean"
    DATE = "date"
    DATES = "dates"  # a day, or first/last
    DAYS = "days"  # a day of every year, or first/last
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text or figure. `words` are the choices and what each is called."""

    kind: Kind
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A table whose keys are known. `labels` say what each is called."""

    keys: Keys
    holds: Mapping[str, "Node"]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Coded:
    """A table whose keys are free: codes, figures, or the words of a choice."""

    entry: "Node"
    key: Scalar = Scalar(Kind.CODE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    entry: "Node"


@dataclass(frozen=True, slots=True)
class Shaped:
    """A table whose keys depend on its `kind`."""

    shapes: Mapping[str, Record]
    words: Mapping[str, str]


Node = Scalar | Record | Coded | Listed | Shaped

TEXT, CODE, POINTS = Scalar(Kind.TEXT), Scalar(Kind.CODE), Scalar(Kind.POINTS)
NUMBER, SHARE, YUAN = Scalar(Kind.NUMBER), Scalar(Kind.SHARE), Scalar(Kind.YUAN)
WHOLE, BOOLEAN, DATE = Scalar(Kind.WHOLE), Scalar(Kind.BOOLEAN), Scalar(Kind.DATE)
PARAGRAPH = Scalar(Kind.PARAGRAPH)


def choice(kind: type[StrEnum], *, leave: StrEnum | None = None) -> Scalar:
    """Return a scalar that is one of an enumeration, but the one left."""
    words = {key: word for key, word in CHOICES[kind].items() if key != leave}
    return Scalar(Kind.CHOICE, {str(key): word for key, word in words.items()})


_BOUNDS = {"at_least": "达到", "above": "超过", "at_most": "不超过", "below": "低于"}
"""The keys of tiers and of bands: how their bound is reached."""
_FIELD_OF = {"every_year": "yearly", "yuan": "fen", "at_least": "least"}
"""Key of the file → field of the type, where the two differ."""


ROLES = {role.value: role.value for side in rules.Direction for role in sorted(may_propose(side))}
"""Who may propose points or deductions, by the steps of a claim."""


def _record(written: Keys, kind: type[object], holds: Mapping[str, Node]) -> Record:
    names = FIELDS[kind]
    if kind in {Tiers, appraisal.Band}:
        names = {**names, **_BOUNDS}
    every = written.required + written.optional
    labels = {key: names[key] if key in names else names[_FIELD_OF[key]] for key in every}
    return Record(written, {key: holds[key] for key in every}, labels)


def _by(kind: type[StrEnum], entry: Node) -> Coded:
    return Coded(entry, choice(kind))


# ------------------------------------------------------------------ the ways of scoring
_LEVEL_ROW = {"key": CODE, "name": TEXT, "points": POINTS, "most": POINTS}
_ISSUER = {"name": TEXT, "level": CODE, "department": BOOLEAN}
_LEVEL: Mapping[str, Node] = {
    "table": CODE,
    "rows": Listed(_record(keys.LEVEL_ROW, LevelRow, _LEVEL_ROW)),
    "department_lower": BOOLEAN,
    "issuers": Listed(_record(keys.ISSUER, Issuer, _ISSUER)),
}
_SLOPE = {"step": NUMBER, "each": POINTS, "most": POINTS, "started": BOOLEAN}
_TIERS = Coded(POINTS, NUMBER)
_SCORING: Mapping[str, Node] = {
    "least": POINTS,
    "most": POINTS,
    "each": POINTS,
    "points": POINTS,
    "full": POINTS,
    "decided": BOOLEAN,
    "started": BOOLEAN,
    "unit": TEXT,
    "metric": TEXT,
    "target": NUMBER,
    "step": NUMBER,
    "zero_under": NUMBER,
    "cumulated": choice(Period),
}
"""What the keys of the ways of scoring hold, where every shape means the same by them."""
_OF_SHAPE: Mapping[type[object], Mapping[str, Node]] = {
    Level: _LEVEL,
    Tiers: dict.fromkeys(_BOUNDS, _TIERS),
    Linear: {"points": _TIERS},
    Threshold: dict.fromkeys(("short", "over"), _record(shapes.SLOPE, Slope, _SLOPE)),
}
SCORING = Shaped(
    {
        shape.value: _record(KEYS[shape], kind, {**_SCORING, **_OF_SHAPE.get(kind, {})})
        for kind, shape in OF.items()
    },
    SHAPES,
)

# ------------------------------------------------------------------ an item
_POPULATION = _record(
    keys.POPULATION,
    circumstances.Population,
    {
        "post_groups": Listed(choice(PostGroup)),
        "bodies": Listed(choice(Body)),
        "places": Listed(Scalar(Kind.CHOICE, PLACES)),
    },
)
_EFFECT: Mapping[str, Node] = {
    "kind": choice(circumstances.EffectKind),
    "from_time": WHOLE,
    "grade": CODE,
    "points": POINTS,
    "yuan": YUAN,
    "per_point": BOOLEAN,
}
_ITEM: Mapping[str, Node] = {
    "chapter": CODE,
    "title": TEXT,
    "direction": choice(rules.Direction),
    "scoring": SCORING,
    "shares": _by(rules.Capacity, SHARE),
    "article": TEXT,
    "proposers": Listed(CODE),
    "purpose": PARAGRAPH,
    "procedure": PARAGRAPH,
    "subject": choice(rules.Subject),
    "event_max": POINTS,
    **dict.fromkeys(keys.PERIOD_MAX.values(), POINTS),
    "matter_group": CODE,
    "duty_area": CODE,
    "note": PARAGRAPH,
    "board": _record(
        keys.BOARD,
        Board,
        {"by": choice(BoardBy), "better": choice(Better), "absent": choice(Absent)},
    ),
    "only_for": _POPULATION,
    "repeat": _record(
        keys.REPEAT,
        circumstances.Repeat,
        {"factors": Listed(NUMBER), "days": WHOLE, "months": WHOLE, "together": Listed(CODE)},
    ),
    "period_factors": Coded(NUMBER),
    "finder_factors": _by(circumstances.Finder, NUMBER),
    "reminded_within": WHOLE,
    "recurring": _record(
        keys.RECURRING,
        circumstances.Recurring,
        {"days": WHOLE, "months": WHOLE, "times": WHOLE},
    ),
    "needs": _record(keys.NEEDS, circumstances.Needs, {"at_least": WHOLE, "items": Listed(CODE)}),
    "zeroing": _record(
        keys.ZEROING, circumstances.Zeroing, {"items": Listed(CODE), "from_time": WHOLE}
    ),
    "freezes": BOOLEAN,
    "repair": _record(
        keys.REPAIR,
        circumstances.Repair,
        {"gives_back": SHARE, "within_days": WHOLE, "gross": BOOLEAN},
    ),
    "validity": _record(
        keys.VALIDITY,
        circumstances.Validity,
        {"months": WHOLE, "by_level": Coded(WHOLE), "by_size": Coded(WHOLE, POINTS)},
    ),
    "effects": Listed(_record(keys.EFFECT, circumstances.Effect, _EFFECT)),
    "scorers": Coded(SHARE),
    "evidence": Listed(TEXT),
    "approver": choice(rules.Approver),
    "publicised": BOOLEAN,
    "village_set": WHOLE,
    "overridable": BOOLEAN,
    "grave": BOOLEAN,
}
ITEM = _record(keys.ITEM, rules.Item, _ITEM)

# ------------------------------------------------------------------ results
_BAND = _record(keys.BAND, appraisal.Band, {"name": TEXT, "at_least": POINTS, "above": POINTS})
_VOTE = _record(
    keys.VOTE,
    appraisal.Vote,
    {"voters": Coded(SHARE), "options": Coded(POINTS), "turnout": SHARE},
)
_SOURCE: Mapping[str, Node] = {
    "name": TEXT,
    "kind": choice(appraisal.SourceKind),
    "weight": SHARE,
    "out_of": POINTS,
    "vote": _VOTE,
}
_QUOTA: Mapping[str, Node] = {
    "grade": CODE,
    "ratio": SHARE,
    "rounding": choice(appraisal.Rounding),
    "floor": POINTS,
    "among": choice(appraisal.Among),
    "by_unit_grade": Coded(SHARE),
}
_PRIZE: Mapping[str, Node] = {
    "name": TEXT,
    "places": WHOLE,
    "at_least": POINTS,
    "yuan": YUAN,
    "among": choice(appraisal.Among),
}
_POOL: Mapping[str, Node] = {
    "yuan": YUAN,
    "coefficients": _by(PostGroup, NUMBER),
    "by_months": BOOLEAN,
    "brackets": Coded(YUAN, POINTS),
    "ratio": SHARE,
    "at_least": POINTS,
    "share_max": SHARE,
    "unit": choice(appraisal.Unit),
}
_STREAK: Mapping[str, Node] = {
    "of": choice(appraisal.StreakOf),
    "grade": CODE,
    "times": WHOLE,
    "measure": TEXT,
}
_SHORTLIST: Mapping[str, Node] = {
    "name": TEXT,
    "use": choice(appraisal.Use),
    "grades": Listed(CODE),
    "streak": CODE,
    "places": WHOLE,
    "at_least": POINTS,
    "months": WHOLE,
    "no_case": BOOLEAN,
    "no_talk_months": WHOLE,
    "no_grave_months": WHOLE,
}
_SUB_CYCLES: Mapping[str, Node] = {
    "period": choice(Period, leave=Period.CYCLE),
    "base": POINTS,
    "combine": choice(appraisal.Combine),
    "weights": Listed(SHARE),
    "floor": POINTS,
}
_CARRY_IN: Mapping[str, Node] = {
    "of": choice(appraisal.CarryOf),
    "share": SHARE,
    "most": POINTS,
}
RESULTS = _record(
    keys.RESULTS,
    appraisal.ResultsRule,
    {
        "sub_cycles": _record(keys.SUB_CYCLES, appraisal.SubCycles, _SUB_CYCLES),
        "sources": Coded(_record(keys.SOURCE, appraisal.Source, _SOURCE)),
        "village_max": NUMBER,
        "bands": Coded(_BAND),
        "bands_of": _by(PostGroup, Coded(_BAND)),
        "quotas": Listed(_record(keys.QUOTA, appraisal.Quota, _QUOTA)),
        "prizes": Coded(_record(keys.PRIZE, appraisal.Prize, _PRIZE)),
        "pool": _record(keys.POOL, appraisal.Pool, _POOL),
        "streaks": Coded(_record(keys.STREAK, appraisal.Streak, _STREAK)),
        "shortlists": Coded(_record(keys.SHORTLIST, appraisal.Shortlist, _SHORTLIST)),
        "carry_in": _record(keys.CARRY_IN, appraisal.CarryIn, _CARRY_IN),
    },
)

# ------------------------------------------------------------------ the whole
_LOW_RANK = _record(keys.LOW_RANK, rules.LowRank, {"ratio": SHARE, "people": WHOLE})
_SERVICE: Mapping[str, Node] = {
    "prorate_base": BOOLEAN,
    "months_to_rank": WHOLE,
    "months_to_award": WHOLE,
    "leave_costs": Listed(Scalar(Kind.CHOICE, {kind: LEAVE[kind] for kind in MAY_COST})),
    "several": choice(rules.Several),
}
_LADDER: Mapping[str, Node] = {
    "gross_line": POINTS,
    "gross_line_of": _by(PostGroup, POINTS),
    "removal_line": POINTS,
    "low_rank": _LOW_RANK,
    "reminder": _LOW_RANK,
    "trigger": choice(rules.TriggerMode),
    "second_scope": choice(rules.SecondScope),
    "term_years": WHOLE,
    "first_measure": TEXT,
    "follow_up_days": WHOLE,
}
_CAPS = {"name": TEXT, "add_max": POINTS, "deduct_max": POINTS}
_TOP: Mapping[str, Node] = {
    "format": Scalar(Kind.CHOICE, {FORMAT: FORMAT}),
    "code": CODE,
    "title": TEXT,
    "version": TEXT,
    "illustrative": BOOLEAN,
    "effective_on": DATE,
    "assumptions": Listed(PARAGRAPH),
    "cycle": _record(
        keys.CYCLE,
        rules.CycleRule,
        dict.fromkeys(("months", "start_month", "briefings", "entry_deadline_days"), WHOLE),
    ),
    "score": _record(keys.SCORE, rules.ScoreRule, dict.fromkeys(FIELDS[rules.ScoreRule], POINTS)),
    "service": _record(keys.SERVICE, rules.ServiceRule, _SERVICE),
    "ranking": _record(
        keys.RANKING,
        rules.RankingRule,
        {
            "tie_breaks": Listed(choice(rules.TieBreak)),
            "tie_chapter": CODE,
            "leaves_out": _POPULATION,
        },
    ),
    "rollup": _record(
        keys.ROLLUP,
        rules.RollupRule,
        {"members_weight": SHARE, "leave_out_village_items": BOOLEAN},
    ),
    "ladder": _record(keys.LADDER, rules.LadderRule, _LADDER),
    "process": _record(
        keys.PROCESS,
        rules.ProcessRule,
        {
            **dict.fromkeys(
                ("publicity_days", "answer_days", "appeal_days", "time_bar_months"), WHOLE
            ),
            **dict.fromkeys(("grave_line", "minor_line"), POINTS),
            "late": choice(rules.LateFacts),
        },
    ),
    "articles": Coded(TEXT),
    "duty_areas": Coded(TEXT),
    "proposers": Coded(TEXT, Scalar(Kind.CHOICE, ROLES)),
    "level_tables": Coded(_record(keys.LEVEL_TABLE, Level, _LEVEL)),
    "periods": Coded(
        _record(
            keys.CALENDAR_PERIOD,
            circumstances.CalendarPeriod,
            {
                "name": TEXT,
                "dates": Listed(Scalar(Kind.DATES)),
                "every_year": Listed(Scalar(Kind.DAYS)),
            },
        )
    ),
    "chapters": Coded(_record(keys.CHAPTER, rules.Chapter, _CAPS)),
    "matter_groups": Coded(
        _record(
            keys.MATTER_GROUP,
            rules.MatterGroup,
            {"text": TEXT, "mode": choice(rules.MatterMode), "limit": POINTS},
        )
    ),
    "limits": Coded(
        _record(
            keys.LIMIT,
            rules.Limit,
            {"text": TEXT, "items": Listed(CODE), "limit": POINTS, "per": choice(Period)},
        )
    ),
    "items": Coded(ITEM),
    "results": RESULTS,
}
_LABELS = {**FIELDS[rules.Rulebook], "format": "格式", "level_tables": "级别表"}
TOP = Record(keys.TOP, _TOP, {key: _LABELS[key] for key in _TOP})
