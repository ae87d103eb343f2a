"""Which keys each table of a rulebook file has: read by the reader, the schema and the tests.

The keys of the ways of scoring stand in `jifen.rulebook.shapes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jifen.core.circumstances import Finder
from jifen.core.posts import PostGroup
from jifen.core.rules import Capacity
from jifen.core.shapes import Period


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one table: those it must have, and those it may have."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    every: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "every", frozenset(self.required + self.optional))


TOP = Keys(
    (
        "format", "code", "title", "version", "effective_on", "cycle", "score", "rollup", "ladder",
        "process", "articles", "duty_areas", "proposers", "chapters", "items",
    ),
    (
        "illustrative", "assumptions", "service", "ranking", "level_tables", "periods",
        "matter_groups", "limits", "results",
    ),
)  # fmt: skip

# ------------------------------------------------------------------ the scheme
CYCLE = Keys(("start_month",), ("months", "briefings", "entry_deadline_days"))
SCORE = Keys(("base",), ("add_max", "deduct_max", "floor"))
SERVICE = Keys((), ("prorate_base", "months_to_rank", "months_to_award", "leave_costs", "several"))
RANKING = Keys((), ("tie_breaks", "tie_chapter", "leaves_out"))
ROLLUP = Keys(("members_weight",), ("leave_out_village_items",))
LADDER = Keys(
    ("gross_line",),
    (
        "gross_line_of", "removal_line", "low_rank", "reminder", "trigger", "second_scope",
        "term_years", "first_measure", "follow_up_days",
    ),
)  # fmt: skip
LOW_RANK = Keys(("ratio",), ("people",))
PROCESS = Keys(
    ("grave_line", "minor_line"),
    ("publicity_days", "answer_days", "appeal_days", "time_bar_months", "late"),
)
LEVEL_TABLE = Keys(("rows",), ("department_lower", "issuers"))
LEVEL_ROW = Keys(("key", "name", "points"), ("most",))
ISSUER = Keys(("name", "level"), ("department",))
CALENDAR_PERIOD = Keys(("name",), ("dates", "every_year"))
CHAPTER = Keys(("name",), ("add_max", "deduct_max"))
MATTER_GROUP = Keys(("text", "mode"), ("limit",))
LIMIT = Keys(("text", "items", "limit"), ("per",))
POST_GROUPS = Keys((), tuple(group.value for group in PostGroup))

# ------------------------------------------------------------------ an item
PERIOD_MAX: Mapping[Period, str] = {period: f"{period.value}_max" for period in Period}
"""The key of an item's cap in each period, the shortest first."""

ITEM = Keys(
    ("chapter", "title", "direction", "scoring", "shares", "article", "proposers"),
    (
        "purpose", "procedure", "subject", "event_max", *PERIOD_MAX.values(), "matter_group",
        "duty_area", "note",
        # circumstances
        "board", "only_for", "repeat", "period_factors", "finder_factors", "reminded_within",
        "recurring", "needs", "zeroing", "freezes", "repair", "validity", "effects",
        # process
        "scorers", "evidence", "approver", "publicised", "village_set", "overridable", "grave",
    ),
)  # fmt: skip
SHARES = Keys((), tuple(capacity.value for capacity in Capacity))
BOARD = Keys(("by",), ("better", "absent"))
POPULATION = Keys((), ("post_groups", "bodies", "places"))
REPEAT = Keys(("factors",), ("days", "months", "together"))
FINDER_FACTORS = Keys((), tuple(finder.value for finder in Finder))
RECURRING = Keys((), ("days", "months", "times"))
NEEDS = Keys(("at_least",), ("items",))
ZEROING = Keys(("items",), ("from_time",))
REPAIR = Keys(("gives_back",), ("within_days", "gross"))
VALIDITY = Keys((), ("months", "by_level", "by_size"))
EFFECT = Keys(("kind",), ("from_time", "grade", "points", "yuan", "per_point"))

# ------------------------------------------------------------------ results
RESULTS = Keys(
    (),
    (
        "sub_cycles", "sources", "village_max", "bands", "bands_of", "quotas", "prizes", "pool",
        "streaks", "shortlists", "carry_in",
    ),
)  # fmt: skip
SUB_CYCLES = Keys(("period", "base", "combine"), ("weights", "floor"))
SOURCE = Keys(("name", "kind", "weight"), ("out_of", "vote"))
VOTE = Keys(("voters", "options"), ("turnout",))
BAND = Keys(("name",), ("at_least", "above"))
QUOTA = Keys(("grade", "ratio"), ("rounding", "floor", "among", "by_unit_grade"))
PRIZE = Keys(("name", "places", "at_least"), ("yuan", "among"))
POOL = Keys(
    (), ("yuan", "coefficients", "by_months", "brackets", "ratio", "at_least", "share_max", "unit")
)
STREAK = Keys(("of", "times", "measure"), ("grade",))
SHORTLIST = Keys(
    ("name", "use"),
    (
        "grades", "streak", "places", "at_least", "months", "no_case", "no_talk_months",
        "no_grave_months",
    ),
)  # fmt: skip
CARRY_IN = Keys(("of", "share"), ("most",))

TABLES: Mapping[str, Keys] = {
    "": TOP,
    "cycle": CYCLE,
    "score": SCORE,
    "service": SERVICE,
    "ranking": RANKING,
    "ranking.leaves_out": POPULATION,
    "rollup": ROLLUP,
    "ladder": LADDER,
    "ladder.gross_line_of": POST_GROUPS,
    "ladder.low_rank": LOW_RANK,
    "ladder.reminder": LOW_RANK,
    "process": PROCESS,
    "level_tables.*": LEVEL_TABLE,
    "level_tables.*.rows[]": LEVEL_ROW,
    "level_tables.*.issuers[]": ISSUER,
    "periods.*": CALENDAR_PERIOD,
    "chapters.*": CHAPTER,
    "matter_groups.*": MATTER_GROUP,
    "limits.*": LIMIT,
    "items.*": ITEM,
    "items.*.shares": SHARES,
    "items.*.board": BOARD,
    "items.*.only_for": POPULATION,
    "items.*.repeat": REPEAT,
    "items.*.finder_factors": FINDER_FACTORS,
    "items.*.recurring": RECURRING,
    "items.*.needs": NEEDS,
    "items.*.zeroing": ZEROING,
    "items.*.repair": REPAIR,
    "items.*.validity": VALIDITY,
    "items.*.effects[]": EFFECT,
    "results": RESULTS,
    "results.sub_cycles": SUB_CYCLES,
    "results.sources.*": SOURCE,
    "results.sources.*.vote": VOTE,
    "results.bands.*": BAND,
    "results.bands_of": POST_GROUPS,
    "results.bands_of.*.*": BAND,
    "results.quotas[]": QUOTA,
    "results.prizes.*": PRIZE,
    "results.pool": POOL,
    "results.pool.coefficients": POST_GROUPS,
    "results.streaks.*": STREAK,
    "results.shortlists.*": SHORTLIST,
    "results.carry_in": CARRY_IN,
}
"""Every table with known keys, by where it stands: `*` is any code, `[]` an entry of a list."""
