"""Reads a rulebook file (细则): text in, `Rulebook` out, or everything that is wrong with it.

The format is described in docs/rulebook.md. The order of keys in a table means nothing; the order
of entries in tables keyed by code (articles, chapters, items …) is their order on paper.
"""

from collections.abc import Mapping
from fractions import Fraction

from jifen.core.access import Role
from jifen.core.points import Centipoints, display
from jifen.core.rules import (
    Capacity,
    Chapter,
    CycleRule,
    Direction,
    Item,
    LadderRule,
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
    Subject,
    TieBreak,
    TriggerMode,
)
from jifen.core.shapes import Level
from jifen.core.workflow import STEPS, Action, Kind
from jifen.rulebook import shapes
from jifen.rulebook.fields import PARAGRAPH, Fields, advice
from jifen.rulebook.nodes import parse
from jifen.rulebook.problems import Report

FORMAT = "jifen-rulebook/1"
ALL_DUTIES = "all"
"""The duty area that needs no declaration: everybody's."""

TOP = (
    "format", "code", "title", "version", "effective_on", "cycle", "score", "rollup", "ladder",
    "process", "articles", "duty_areas", "proposers", "chapters", "items",
)  # fmt: skip
TOP_OPTIONAL = (
    "illustrative", "assumptions", "service", "ranking", "level_tables", "matter_groups", "limits",
)  # fmt: skip
ITEM = ("chapter", "title", "direction", "scoring", "shares", "article", "proposers")
ITEM_OPTIONAL = (
    "purpose", "procedure", "subject", "event_max", "cycle_max", "matter_group", "duty_area",
    "evidence", "grave", "note",
)  # fmt: skip

_ENTRANCE = {
    Direction.ADD: (Kind.GRANT, Action.SUBMIT),
    Direction.DEDUCT: (Kind.DEDUCTION, Action.PROPOSE),
}
_SIDE = {Direction.ADD: ("加分", "added"), Direction.DEDUCT: ("扣分", "deducted")}


def may_propose(direction: Direction) -> frozenset[Role]:
    """Return the roles that the steps of a claim let propose points of this direction."""
    kind, action = _ENTRANCE[direction]
    return frozenset(role for step in STEPS[kind] if step.action is action for role in step.roles)


def read(text: str | bytes, name: str) -> Rulebook:
    """Return the rulebook that a file holds. `name` is the file's name, for the sentences.

    Raises:
        RulebookProblems: everything that is wrong with the file, each with its line.
    """
    report = Report(name)
    node = parse(text, report)
    report.close()
    assert node is not None  # an empty document is a problem, and was raised
    rulebook = _Reading(Fields(report, node, "", required=TOP, optional=TOP_OPTIONAL)).rulebook()
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
            for code, fields in top.tables(
                "chapters", required=("name",), optional=("add_max", "deduct_max")
            )
        )
        self.chapter_codes = [chapter.code for chapter in self.chapters]
        self.groups: dict[str, tuple[MatterGroup, Fields]] = {}
        for code, fields in top.tables(
            "matter_groups", required=("text", "mode"), optional=("limit",)
        ):
            self.groups[code] = (_group(code, fields), fields)
        self.tables: dict[str, tuple[Level | None, Fields]] = {}
        for code, fields in top.tables(
            "level_tables", required=("rows",), optional=("department_lower",)
        ):
            self.tables[code] = (shapes.level(fields, code), fields)
        # A table that is itself broken stands in here, so that its users are not blamed for it.
        stand_in = Level(rows=())
        self.levels: Mapping[str, Level] = {
            code: table or stand_in for code, (table, _) in self.tables.items()
        }
        self.used_tables: set[str] = set()

    def rulebook(self) -> Rulebook:
        """Return the whole; what is broken in it stands in the report."""
        top = self.top
        version_format = top.text("format")
        if top.has("format") and top.sound("format") and version_format != FORMAT:
            top.problem("format.unknown", "format", value=version_format, known=FORMAT)
        cycle = self._cycle()
        items = tuple(
            self._item(code, fields)
            for code, fields in top.tables("items", required=ITEM, optional=ITEM_OPTIONAL)
        )
        rulebook = Rulebook(
            code=top.code("code"),
            title=top.text("title"),
            version=top.text("version"),
            illustrative=top.boolean("illustrative", False),
            effective_on=top.day("effective_on"),
            cycle=cycle,
            score=self._score(),
            service=self._service(cycle),
            ranking=self._ranking(),
            rollup=self._rollup(),
            ladder=self._ladder(),
            process=self._process(),
            articles=self.articles,
            duty_areas=self.duty_areas,
            proposers=self.proposers,
            chapters=self.chapters,
            matter_groups=tuple(group for group, _ in self.groups.values()),
            limits=self._limits({item.code: item for item in items}),
            items=items,
            assumptions=top.texts("assumptions", most=PARAGRAPH),
        )
        self._check_start(rulebook)
        self._check_unused(rulebook)
        self._check_roles()
        return rulebook

    # ------------------------------------------------------------ the scheme around the items
    def _cycle(self) -> CycleRule:
        fields = self.top.inner(
            "cycle",
            required=("start_month",),
            optional=("months", "briefings", "entry_deadline_days"),
        )
        months = fields.whole("months", 12, least=1, most=60)
        briefings = fields.whole("briefings", 2, least=1, most=12)
        if fields.sound("months", "briefings") and months % briefings:
            fields.problem("cycle.briefings", "briefings", months=months, briefings=briefings)
        deadline = fields.whole("entry_deadline_days", 0, least=1, most=366)
        return CycleRule(
            months=months,
            start_month=fields.whole("start_month", 1, least=1, most=12),
            briefings=briefings,
            entry_deadline_days=deadline or None,
        )

    def _score(self) -> ScoreRule:
        fields = self.top.inner(
            "score", required=("base",), optional=("add_max", "deduct_max", "floor")
        )
        base, floor = fields.amount("base"), fields.amount("floor")
        if base is not None and floor is not None and base < floor:
            fields.problem("score.floor", "base", base=display(base), floor=display(floor))
        return ScoreRule(
            base=base or Centipoints(0),
            add_max=fields.award_or_none("add_max"),
            deduct_max=fields.award_or_none("deduct_max"),
            floor=floor,
        )

    def _service(self, cycle: CycleRule) -> ServiceRule:
        keys = ("months_to_rank", "months_to_award")
        fields = self.top.inner("service", optional=("prorate_base", *keys))
        months = [fields.whole(key, 0, least=0, most=60) for key in keys]
        for key, value in zip(keys, months, strict=True):
            if value > cycle.months:
                fields.problem("service.months", key, key=key, value=value, months=cycle.months)
        return ServiceRule(
            prorate_base=fields.boolean("prorate_base", True),
            months_to_rank=months[0],
            months_to_award=months[1],
        )

    def _ranking(self) -> RankingRule:
        fields = self.top.inner("ranking", optional=("tie_breaks", "tie_chapter"))
        breaks = fields.choices("tie_breaks", TieBreak)
        chapter = fields.code("tie_chapter")
        if fields.has("tie_chapter") and fields.sound("tie_chapter"):
            fields.refers("tie_chapter", chapter, "chapters", self.chapter_codes)
        if fields.sound("tie_breaks") and (TieBreak.MORE_IN_CHAPTER in breaks) != bool(chapter):
            fields.problem("ranking.chapter", "tie_chapter" if chapter else "tie_breaks")
        return RankingRule(tie_breaks=breaks, tie_chapter=chapter)

    def _rollup(self) -> RollupRule:
        fields = self.top.inner(
            "rollup", required=("members_weight",), optional=("leave_out_village_items",)
        )
        return RollupRule(
            members_weight=fields.share("members_weight", zero=True),
            leave_out_village_items=fields.boolean("leave_out_village_items", True),
        )

    def _ladder(self) -> LadderRule:
        fields = self.top.inner(
            "ladder",
            required=("gross_line",),
            optional=(
                "low_rank", "reminder", "trigger", "second_scope", "term_years", "first_measure",
                "follow_up_days",
            ),
        )  # fmt: skip
        return LadderRule(
            gross_line=fields.award("gross_line"),
            low_rank=_low_rank(fields, "low_rank"),
            reminder=_low_rank(fields, "reminder"),
            trigger=fields.choice("trigger", TriggerMode, TriggerMode.EITHER),
            second_scope=fields.choice("second_scope", SecondScope, SecondScope.TERM),
            term_years=fields.whole("term_years", 5, least=1, most=10),
            first_measure=fields.text("first_measure", "谈话提醒警示"),
            follow_up_days=fields.whole("follow_up_days", 90, least=1, most=366),
        )

    def _process(self) -> ProcessRule:
        days = ("publicity_days", "answer_days", "appeal_days")
        fields = self.top.inner("process", required=("grave_line", "minor_line"), optional=days)
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
        )

    # ------------------------------------------------------------ items and caps
    def _item(self, code: str, fields: Fields) -> Item:
        scoring = shapes.read(shapes.fields_of(fields), self.levels, self.used_tables)
        if scoring is not None and isinstance(scoring, Level) and not scoring.rows:
            scoring = None
        item = Item(
            code=code,
            chapter=fields.code("chapter"),
            title=fields.text("title"),
            purpose=fields.text("purpose", most=PARAGRAPH, lines=True),
            procedure=fields.text("procedure", most=PARAGRAPH, lines=True),
            direction=fields.choice("direction", Direction, Direction.ADD),
            subject=fields.choice("subject", Subject, Subject.CADRE),
            scoring=scoring or shapes.STAND_IN,
            shares=_shares(fields),
            event_max=fields.award_or_none("event_max"),
            cycle_max=fields.award_or_none("cycle_max"),
            matter_group=fields.code("matter_group"),
            duty_area=fields.code("duty_area", ALL_DUTIES),
            article=fields.text("article"),
            evidence=fields.texts("evidence"),
            proposers=fields.texts("proposers"),
            grave=fields.boolean("grave", False),
            note=fields.text("note", most=PARAGRAPH, lines=True),
        )
        self._check_references(item, fields)
        self._check_proposers(item, fields)
        if scoring is not None:
            _check_caps(item, fields)
        return item

    def _check_references(self, item: Item, fields: Fields) -> None:
        for key, table, known in (
            ("chapter", "chapters", self.chapter_codes),
            ("article", "articles", [row.code for row in self.articles]),
            ("duty_area", "duty_areas", [*(row.code for row in self.duty_areas), ALL_DUTIES]),
            ("matter_group", "matter_groups", list(self.groups)),
        ):
            if fields.has(key) and fields.sound(key):
                fields.refers(key, str(getattr(item, key)), table, known)

    def _check_proposers(self, item: Item, fields: Fields) -> None:
        if not item.proposers:
            if fields.has("proposers") and fields.sound("proposers"):
                fields.problem("item.nobody-proposes", "proposers")
            return
        names = {row.code: row.name for row in self.proposers}
        allowed = may_propose(item.direction)
        for role in item.proposers:
            if fields.refers("proposers", role, "proposers", names) and role not in allowed:
                chinese, english = _SIDE[item.direction]
                fields.problem(
                    "item.proposer",
                    "proposers",
                    value=role,
                    direction_zh=chinese,
                    direction_en=english,
                    allowed="、".join(sorted(allowed)),
                )

    def _limits(self, items: Mapping[str, Item]) -> tuple[Limit, ...]:
        limits: list[Limit] = []
        for code, fields in self.top.tables("limits", required=("text", "items", "limit")):
            codes = fields.texts("items")
            known = [c for c in codes if fields.refers("items", c, "items", items)]
            if fields.has("items") and not codes and fields.sound("items"):
                fields.problem("value.nothing", "items", key="items")
            if len({items[c].direction for c in known}) > 1:
                fields.problem("limit.sides", "items")
            limit = fields.award("limit")
            least = min((_smallest(items[c]) for c in known), default=None)
            if least is not None and fields.sound("limit", "items") and limit < least:
                _below(fields, "limit", limit, least)
            limits.append(
                Limit(code=code, text=fields.text("text"), items=frozenset(codes), limit=limit)
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
            if code not in self.used_tables:
                fields.report.add("reference.unused", fields.line, fields.path, value=code)
        grouped = {item.matter_group for item in rulebook.items}
        for code, (group, fields) in self.groups.items():
            if code not in grouped:
                fields.report.add("reference.unused", fields.line, fields.path, value=code)
            elif group.limit is not None and fields.sound("limit"):
                members = [item for item in rulebook.items if item.matter_group == code]
                least = min(_smallest(item) for item in members)
                if group.limit < least:
                    _below(fields, "limit", group.limit, least)

    def _check_roles(self) -> None:
        fields = self.top.inner("proposers")
        known = sorted(may_propose(Direction.ADD) | may_propose(Direction.DEDUCT))
        for row in self.proposers:
            if row.code not in known:
                words = advice(row.code, known)
                choices = "、".join(known)
                fields.problem("value.choice", row.code, value=row.code, choices=choices, **words)


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
    fields = ladder.inner(key, required=("ratio",), optional=("people",))
    return LowRank(
        ratio=fields.share("ratio"), people=fields.whole("people", 1, least=1, most=100000)
    )


def _shares(item: Fields) -> Mapping[Capacity, Fraction]:
    written = item.inner("shares", optional=[capacity.value for capacity in Capacity])
    if (
        item.has("shares")
        and not written.rows
        and item.sound("shares")
        and written.sound(*Capacity)
    ):
        item.problem("value.nothing", "shares", key="shares")
    # Always in the order of `Capacity`, so that two files that mean the same read the same.
    return {c: written.share(c) for c in Capacity if written.has(c)}


def _smallest(item: Item) -> Centipoints:
    """Return the least whole award of an item, as it reaches the account that bears most of it."""
    least = shapes.least_award(item.scoring)
    if item.subject is Subject.VILLAGE or not item.shares:
        return least
    return Centipoints(int(least * max(item.shares.values())))


def _check_caps(item: Item, fields: Fields) -> None:
    award = _smallest(item)
    for key, cap in (("event_max", item.event_max), ("cycle_max", item.cycle_max)):
        if cap is not None and cap < award and fields.sound(key, "shares"):
            _below(fields, key, cap, award)
    event, cycle = item.event_max, item.cycle_max
    if event is not None and cycle is not None and event > cycle:
        fields.problem(
            "cap.event-over-cycle", "event_max", event=display(event), cycle=display(cycle)
        )


def _below(fields: Fields, key: str, cap: Centipoints, award: Centipoints) -> None:
    fields.problem("cap.below-award", key, key=key, cap=display(cap), award=display(award))
