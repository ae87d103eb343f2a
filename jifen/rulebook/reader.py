"""Reads a rulebook file (细则): text in, `Rulebook` out, or everything that is wrong with it.

The format is described in docs/rulebook.md. The order of keys in a table means nothing; the order
of entries in tables keyed by code (articles, chapters, items …) is their order on paper.
"""

from collections.abc import Mapping

from jifen.core.points import Centipoints, display
from jifen.core.posts import PostGroup
from jifen.core.rules import (
    Chapter,
    CycleRule,
    Direction,
    Item,
    LadderRule,
    LateFacts,
    Limit,
    LowRank,
    MatterGroup,
    MatterMode,
    Named,
    ProcessRule,
    RankingRule,
    RollupRule,
    Rulebook,
    ScoreRule,
    SecondScope,
    ServiceRule,
    Several,
    TieBreak,
    TriggerMode,
)
from jifen.core.shapes import Level, Period
from jifen.rulebook import appraisal, circumstances, items
from jifen.rulebook.fields import PARAGRAPH, Fields
from jifen.rulebook.items import ALL_DUTIES, Known, may_propose
from jifen.rulebook.keys import (
    CALENDAR_PERIOD,
    CHAPTER,
    CYCLE,
    ITEM,
    LADDER,
    LEVEL_TABLE,
    LIMIT,
    LOW_RANK,
    MATTER_GROUP,
    PROCESS,
    RANKING,
    ROLLUP,
    SCORE,
    SERVICE,
    TOP,
)
from jifen.rulebook.levels import level
from jifen.rulebook.nodes import parse
from jifen.rulebook.problems import Report
from jifen.rulebook.weights import lines

FORMAT = "jifen-rulebook/1"

MAY_COST = ("private", "suspension")
"""The kinds of leave that may shorten service."""
PROTECTED = {"sick": ("病假", "宪法第四十五条"), "maternity": ("产假", "妇女权益保障法第四十八条")}
"""The kinds of leave that must cost nothing, and the provision that protects them.

Article 45 of the Constitution: help in illness is a citizen's right. Article 48 of the Law on the
Protection of Women's Rights and Interests (2022): neither pay nor promotion suffers from
pregnancy, childbirth leave or nursing.
"""


def read(text: str | bytes, name: str) -> Rulebook:
    """Return the rulebook that a file holds. `name` is the file's name, for the sentences.

    Raises:
        RulebookProblems: everything that is wrong with the file, each with its line.
    """
    report = Report(name)
    node = parse(text, report)
    report.close()
    assert node is not None  # an empty document is a problem, and was raised
    top = Fields(report, node, "", required=TOP.required, optional=TOP.optional)
    rulebook = _Reading(top).rulebook()
    report.close()
    return rulebook


class _Reading:
    """One pass over one document; the tables that items refer to are read first."""

    def __init__(self, top: Fields) -> None:
        self.top = top
        self.articles = _named(top, "articles")
        self.duty_areas = _named(top, "duty_areas")
        self.proposers = _named(top, "proposers")
        self.chapters = tuple(
            Chapter(
                code=code,
                name=fields.text("name"),
                add_max=fields.award_or_none("add_max"),
                deduct_max=fields.award_or_none("deduct_max"),
            )
            for code, fields in top.tables("chapters", CHAPTER)
        )
        self.groups = {
            code: (_group(code, fields), fields)
            for code, fields in top.tables("matter_groups", MATTER_GROUP)
        }
        self.periods = {
            code: (circumstances.calendar_period(code, fields), fields)
            for code, fields in top.tables("periods", CALENDAR_PERIOD)
        }
        self.tables = {
            code: (level(fields, code), fields)
            for code, fields in top.tables("level_tables", LEVEL_TABLE)
        }
        self.cycle = self._cycle()
        self.ladder = self._ladder()
        self.results = appraisal.read(
            top, months=self.cycle.months, low_rank=self.ladder.low_rank is not None
        )
        bands = self.results.bands if self.results else ()
        # A table that is itself broken stands in here, so that its users are not blamed for it.
        stand_in = Level(rows=())
        self.known = Known(
            months=self.cycle.months,
            chapters=[chapter.code for chapter in self.chapters],
            articles=[row.code for row in self.articles],
            duty_areas=[*(row.code for row in self.duty_areas), ALL_DUTIES],
            groups=list(self.groups),
            proposers=[row.code for row in self.proposers],
            periods=self.periods,
            grades=[band.code for band in bands],
            levels={code: table or stand_in for code, (table, _) in self.tables.items()},
        )

    def rulebook(self) -> Rulebook:
        """Return the whole; what is broken in it stands in the report."""
        top = self.top
        version_format = top.text("format")
        if top.has("format") and top.sound("format") and version_format != FORMAT:
            top.problem("format.unknown", "format", value=version_format, known=FORMAT)
        rulebook = Rulebook(
            code=top.code("code"),
            title=top.text("title"),
            version=top.text("version"),
            illustrative=top.boolean("illustrative", False),
            effective_on=top.day("effective_on"),
            cycle=self.cycle,
            score=self._score(),
            service=self._service(),
            ranking=self._ranking(),
            rollup=self._rollup(),
            ladder=self.ladder,
            process=self._process(),
            articles=self.articles,
            duty_areas=self.duty_areas,
            proposers=self.proposers,
            chapters=self.chapters,
            matter_groups=tuple(group for group, _ in self.groups.values()),
            items=(found := self._items()),
            limits=self._limits({item.code: item for item in found}),
            periods=tuple(period for period, _ in self.periods.values()),
            results=self.results,
            assumptions=top.texts("assumptions", most=PARAGRAPH),
        )
        self._check_start(rulebook)
        self._check_unused(rulebook)
        self._check_roles()
        return rulebook

    def _items(self) -> tuple[Item, ...]:
        read = [
            (items.read(code, fields, self.known), fields)
            for code, fields in self.top.tables("items", ITEM)
        ]
        by_code = {item.code: item for item, _ in read}
        for item, fields in read:
            circumstances.check(item, fields, by_code)
        return tuple(item for item, _ in read)

    # ------------------------------------------------------------ the scheme around the items
    def _cycle(self) -> CycleRule:
        fields = self.top.inner("cycle", CYCLE)
        months = fields.whole("months", 12, least=1, most=60)
        briefings = fields.whole("briefings", 2, least=1, most=12)
        if fields.sound("months", "briefings") and months % briefings:
            fields.problem("cycle.briefings", "briefings", months=months, briefings=briefings)
        return CycleRule(
            months=months,
            start_month=fields.whole("start_month", 1, least=1, most=12),
            briefings=briefings,
            entry_deadline_days=fields.whole_or_none("entry_deadline_days", least=1, most=366),
        )

    def _score(self) -> ScoreRule:
        fields = self.top.inner("score", SCORE)
        base, floor = fields.amount("base"), fields.amount("floor")
        if base is not None and floor is not None and base < floor:
            fields.problem("score.floor", "base", base=display(base), floor=display(floor))
        return ScoreRule(
            base=base or Centipoints(0),
            add_max=fields.award_or_none("add_max"),
            deduct_max=fields.award_or_none("deduct_max"),
            floor=floor,
        )

    def _service(self) -> ServiceRule:
        keys = ("months_to_rank", "months_to_award")
        fields = self.top.inner("service", SERVICE)
        months = [fields.whole(key, 0, least=0, most=60) for key in keys]
        for key, value in zip(keys, months, strict=True):
            if value > self.cycle.months:
                fields.problem(
                    "service.months", key, key=key, value=value, months=self.cycle.months
                )
        costs = fields.texts("leave_costs")
        for kind in costs:
            if kind in PROTECTED:
                words, article = PROTECTED[kind]
                fields.problem(
                    "service.leave", "leave_costs", value=kind, words=words, article=article
                )
            else:
                fields.among("leave_costs", kind, MAY_COST)
        return ServiceRule(
            prorate_base=fields.boolean("prorate_base", True),
            months_to_rank=months[0],
            months_to_award=months[1],
            leave_costs=frozenset(costs),
            several=fields.choice("several", Several, Several.LARGEST),
        )

    def _ranking(self) -> RankingRule:
        fields = self.top.inner("ranking", RANKING)
        breaks = fields.choices("tie_breaks", TieBreak)
        chapter = fields.code("tie_chapter")
        if fields.has("tie_chapter") and fields.sound("tie_chapter"):
            fields.refers("tie_chapter", chapter, "chapters", self.known.chapters)
        if fields.sound("tie_breaks") and (TieBreak.MORE_IN_CHAPTER in breaks) != bool(chapter):
            fields.problem("ranking.chapter", "tie_chapter" if chapter else "tie_breaks")
        leaves_out = circumstances.population(fields, "leaves_out")
        if leaves_out is not None and leaves_out.post_groups == set(PostGroup):
            fields.problem("ranking.nobody", "leaves_out")
        return RankingRule(tie_breaks=breaks, tie_chapter=chapter, leaves_out=leaves_out)

    def _rollup(self) -> RollupRule:
        fields = self.top.inner("rollup", ROLLUP)
        return RollupRule(
            members_weight=fields.share("members_weight", zero=True),
            leave_out_village_items=fields.boolean("leave_out_village_items", True),
        )

    def _ladder(self) -> LadderRule:
        fields = self.top.inner("ladder", LADDER)
        ladder = LadderRule(
            gross_line=fields.award("gross_line"),
            gross_line_of=lines(fields, "gross_line_of", PostGroup),
            removal_line=fields.award_or_none("removal_line"),
            low_rank=_low_rank(fields, "low_rank"),
            reminder=_low_rank(fields, "reminder"),
            trigger=fields.choice("trigger", TriggerMode, TriggerMode.EITHER),
            second_scope=fields.choice("second_scope", SecondScope, SecondScope.TERM),
            term_years=fields.whole("term_years", 5, least=1, most=10),
            first_measure=fields.text("first_measure", "谈话提醒警示"),
            follow_up_days=fields.whole("follow_up_days", 90, least=1, most=366),
        )
        highest = max([ladder.gross_line, *ladder.gross_line_of.values()])
        removal = ladder.removal_line
        if removal is not None and fields.sound("gross_line") and removal <= highest:
            fields.problem(
                "ladder.removal", "removal_line", removal=display(removal), gross=display(highest)
            )
        if ladder.trigger is TriggerMode.BOTH and not fields.has("low_rank"):
            fields.problem("ladder.both", "trigger")
        return ladder

    def _process(self) -> ProcessRule:
        fields = self.top.inner("process", PROCESS)
        grave, minor = fields.award("grave_line"), fields.award("minor_line")
        if fields.sound("grave_line", "minor_line") and minor >= grave:
            fields.problem(
                "process.lines", "minor_line", minor=display(minor), grave=display(grave)
            )
        return ProcessRule(
            publicity_days=fields.whole("publicity_days", 5, least=1, most=90),
            answer_days=fields.whole("answer_days", 5, least=1, most=90),
            appeal_days=fields.whole("appeal_days", 10, least=1, most=90),
            grave_line=grave,
            minor_line=minor,
            time_bar_months=fields.whole_or_none("time_bar_months", least=1, most=24),
            late=fields.choice("late", LateFacts, LateFacts.REFUSE) if fields.has("late") else None,
        )

    def _limits(self, by_code: Mapping[str, Item]) -> tuple[Limit, ...]:
        limits: list[Limit] = []
        for code, fields in self.top.tables("limits", LIMIT):
            codes = fields.texts("items")
            known = [c for c in codes if fields.refers("items", c, "items", by_code)]
            if fields.has("items") and not codes and fields.sound("items"):
                fields.problem("value.nothing", "items", key="items")
            if len({by_code[c].direction for c in known}) > 1:
                fields.problem("limit.sides", "items")
            limit = fields.award("limit")
            least = min((items.smallest(by_code[c]) for c in known), default=None)
            if least is not None and fields.sound("limit", "items") and limit < least:
                items.below(fields, "limit", limit, least)
            per = fields.choice("per", Period, Period.CYCLE)
            items.check_period(fields, "per", per, self.cycle.months)
            limits.append(
                Limit(
                    code=code,
                    text=fields.text("text"),
                    items=frozenset(codes),
                    limit=limit,
                    per=per,
                )
            )
        return tuple(limits)

    # ------------------------------------------------------------ the whole
    def _check_start(self, rulebook: Rulebook) -> None:
        if not self.top.has("effective_on") or not self.top.sound("effective_on", "cycle"):
            return
        day, cycle = rulebook.effective_on, rulebook.cycle
        whole_cycles = (day.month - cycle.start_month) % min(cycle.months, 12) == 0
        if day.day != 1 or not whole_cycles:
            self.top.problem("cycle.start", "effective_on", day=day, month=cycle.start_month)

    def _check_unused(self, rulebook: Rulebook) -> None:
        for code, (_, fields) in self.tables.items():
            if code not in self.known.used_levels:
                fields.report.add("reference.unused", fields.line, fields.path, value=code)
        timed = {code for item in rulebook.items for code in item.period_factors}
        for code, (_, fields) in self.periods.items():
            if code not in timed:
                fields.report.add("reference.unused", fields.line, fields.path, value=code)
        grouped = {item.matter_group for item in rulebook.items}
        for code, (group, fields) in self.groups.items():
            if code not in grouped:
                fields.report.add("reference.unused", fields.line, fields.path, value=code)
            elif group.limit is not None and fields.sound("limit"):
                members = [item for item in rulebook.items if item.matter_group == code]
                least = min(items.smallest(item) for item in members)
                if group.limit < least:
                    items.below(fields, "limit", group.limit, least)

    def _check_roles(self) -> None:
        fields = self.top.inner("proposers")
        known = sorted(may_propose(Direction.ADD) | may_propose(Direction.DEDUCT))
        for row in self.proposers:
            fields.among(row.code, row.code, known)


def _named(top: Fields, key: str) -> tuple[Named, ...]:
    return tuple(Named(code=code, name=name) for code, name in top.names(key))


def _group(code: str, fields: Fields) -> MatterGroup:
    mode = fields.choice("mode", MatterMode, MatterMode.HIGHEST)
    summed = mode is MatterMode.SUM_MAX
    if fields.has("mode") and fields.sound("mode") and summed != fields.has("limit"):
        fields.problem("group.limit", "limit" if fields.has("limit") else "mode")
    return MatterGroup(
        code=code, text=fields.text("text"), mode=mode, limit=fields.award_or_none("limit")
    )


def _low_rank(ladder: Fields, key: str) -> LowRank | None:
    if not ladder.has(key):
        return None
    fields = ladder.inner(key, LOW_RANK)
    return LowRank(
        ratio=fields.share("ratio"), people=fields.whole("people", 1, least=1, most=100000)
    )
