"""One rulebook in which every type and field of the language plays a part, and its mutants."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction

from jifen.core.appraisal import (
    Among,
    Band,
    Bracket,
    CarryIn,
    CarryOf,
    Combine,
    Pool,
    Prize,
    Quota,
    ResultsRule,
    Rounding,
    Shortlist,
    Source,
    SourceKind,
    Streak,
    StreakOf,
    SubCycles,
    Unit,
    Use,
    Vote,
)
from jifen.core.circumstances import (
    CalendarPeriod,
    Effect,
    EffectKind,
    Finder,
    MonthDay,
    Needs,
    Population,
    Recurring,
    Repair,
    Repeat,
    ValidFrom,
    Validity,
    Zeroing,
)
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import (
    Approver,
    Capacity,
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
    Subject,
    TieBreak,
    TriggerMode,
)
from jifen.core.shapes import (
    Absent,
    Better,
    Board,
    BoardBy,
    Fixed,
    Issuer,
    Level,
    LevelRow,
    Linear,
    LinearPoint,
    Period,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
    TierStep,
)

F = Fraction


def P(points: float) -> Centipoints:  # noqa: N802 - short, as in a table
    return Centipoints(round(points * 100))


EVERYBODY = {
    Capacity.NAMED: F(1),
    Capacity.RESPONSIBLE: F(4, 5),
    Capacity.HOLDER: F(3, 5),
    Capacity.ASSISTANT: F(1, 2),
    Capacity.SECRETARY: F(1, 3),
    Capacity.DIRECTOR: F(3, 10),
    Capacity.MEMBER: F(1, 5),
}
NAMED = {Capacity.NAMED: F(1)}
TABLE = Level(
    rows=(
        LevelRow(key="county", name="县级", points=P(6), most=P(8)),
        LevelRow(key="town", name="镇级", points=P(2)),
    ),
    department_lower=True,
    issuers=(
        Issuer(name="县委", level="county"),
        Issuer(name="县农业农村局", level="county", department=True),
    ),
    table="award",
)


def item(code: str, title: str, direction: Direction, scoring: Scoring, **more: object) -> Item:
    deducts = direction is Direction.DEDUCT
    plain = Item(
        code=code,
        chapter="B" if deducts else "A",
        title=title,
        direction=direction,
        scoring=scoring,
        shares=NAMED,
        article="第二条" if deducts else "第一条",
        proposers=("line-office",),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # each field has its own type


ADD, DEDUCT = Direction.ADD, Direction.DEDUCT
EVERYTHING = Rulebook(
    code="quanbu",
    title="样样齐全的细则",
    version="2",
    illustrative=True,
    effective_on=dt.date(2025, 1, 1),
    cycle=CycleRule(months=24, start_month=1, briefings=4, entry_deadline_days=30),
    score=ScoreRule(base=P(100), add_max=P(60), deduct_max=P(90), floor=P(10)),
    service=ServiceRule(
        prorate_base=False,
        months_to_rank=3,
        months_to_award=6,
        leave_costs=frozenset({"private", "suspension"}),
        several=Several.SUM,
    ),
    ranking=RankingRule(
        tie_breaks=(TieBreak.FEWER_GROSS, TieBreak.MORE_IN_CHAPTER, TieBreak.MEETING),
        tie_chapter="A",
        leaves_out=Population(bodies=frozenset({Body.HIRED})),
    ),
    rollup=RollupRule(members_weight=F(7, 10), leave_out_village_items=False),
    ladder=LadderRule(
        gross_line=P(40),
        gross_line_of={PostGroup.CHIEF: P(30)},
        removal_line=P(60),
        low_rank=LowRank(ratio=F(1, 20), people=3),
        reminder=LowRank(ratio=F(1, 10), people=2),
        trigger=TriggerMode.BOTH,
        second_scope=SecondScope.TERM,
        term_years=4,
        first_measure="约谈",
        follow_up_days=60,
    ),
    process=ProcessRule(
        publicity_days=7,
        answer_days=6,
        appeal_days=15,
        grave_line=P(10),
        minor_line=P(2),
        time_bar_months=24,
        late=LateFacts.BOOK,
    ),
    articles=(Named(code="第一条", name="加分"), Named(code="第二条", name="扣分")),
    duty_areas=(Named(code="safety", name="安全"), Named(code="land", name="土地")),
    proposers=(
        Named(code="cadre", name="本人"),
        Named(code="stationed", name="驻村干部"),
        Named(code="line-office", name="站所"),
        Named(code="discipline", name="镇纪委"),
    ),
    chapters=(
        Chapter(code="A", name="加分项", add_max=P(50)),
        Chapter(code="B", name="扣分项", deduct_max=P(80)),
    ),
    matter_groups=(
        MatterGroup(code="best", text="表彰", mode=MatterMode.HIGHEST),
        MatterGroup(code="both", text="任务", mode=MatterMode.SUM_MAX, limit=P(40)),
    ),
    limits=(
        Limit(code="pair", text="调解和走访", items=frozenset({"A-1", "A-2"}), limit=P(20)),
        Limit(
            code="month",
            text="表彰和任务",
            items=frozenset({"A-3", "A-4"}),
            limit=P(30),
            per=Period.MONTH,
        ),
    ),
    periods=(
        CalendarPeriod(code="flood", name="防汛期", yearly=((MonthDay(4, 15), MonthDay(10, 15)),)),
        CalendarPeriod(
            code="session",
            name="两会期间",
            dates=(
                (dt.date(2025, 3, 1), dt.date(2025, 3, 12)),
                (dt.date(2026, 3, 2), dt.date(2026, 3, 2)),
            ),
        ),
    ),
    items=(
        item(
            "A-1",
            "调解矛盾纠纷",
            ADD,
            PerUnit(each=P(1), unit="宗"),
            purpose="化解在基层",
            procedure="调解书存档",
            shares=EVERYBODY,
            event_max=P(5),
            month_max=P(6),
            quarter_max=P(8),
            half_max=P(10),
            cycle_max=P(12),
            evidence=("调解书", "回访记录"),
            proposers=("cadre", "line-office"),
            note="同一当事人不重复",
            validity=Validity(months=12),
        ),
        item("A-2", "走访农户", ADD, Fixed(points=P(3)), shares=EVERYBODY, duty_area="land"),
        item(
            "A-3",
            "受表彰",
            ADD,
            TABLE,
            subject=Subject.VILLAGE,
            shares={Capacity.MEMBER: F(1, 5)},
            matter_group="best",
            validity=Validity(by_level={"county": 24, "town": 12}),
        ),
        item(
            "A-4",
            "急难险重任务",
            ADD,
            Range(least=P(2), most=P(8), decided=True),
            approver=Approver.MEETING,
            overridable=True,
            village_set=3,
            matter_group="both",
            validity=Validity(
                by_size=(ValidFrom(points=P(5), months=36), ValidFrom(points=P(3), months=12))
            ),
        ),
        item(
            "A-5",
            "满意率",
            ADD,
            Tiers(
                metric="满意率（%）",
                at_most=False,
                steps=(
                    TierStep(bound=F(95), points=P(3), inside=False),
                    TierStep(bound=F(90), points=P(2)),
                ),
            ),
            proposers=("line-office", "stationed"),
            scorers={"line-office": F(3, 5), "stationed": F(2, 5)},
            needs=Needs(at_least=3, items=frozenset({"A-1", "A-2"})),
        ),
        item(
            "A-6",
            "招引项目",
            ADD,
            Tiers(
                metric="到位资金（万元）",
                at_most=False,
                steps=(TierStep(bound=F(500), points=P(10)), TierStep(bound=F(100), points=P(4))),
                cumulated=Period.QUARTER,
            ),
            needs=Needs(at_least=2),
        ),
        item(
            "A-7",
            "月评",
            ADD,
            Tiers(
                metric="名次",
                at_most=True,
                steps=(TierStep(bound=F(1), points=P(5)), TierStep(bound=F(3), points=P(3))),
            ),
            board=Board(by=BoardBy.PLACE, better=Better.LESS, absent=Absent.MEAN),
            only_for=Population(
                post_groups=frozenset({PostGroup.CHIEF, PostGroup.DEPUTY}),
                bodies=frozenset({Body.PARTY}),
                places=frozenset({"village"}),
            ),
        ),
        item(
            "A-8",
            "上级考核",
            ADD,
            Linear(
                metric="得分",
                points=(
                    LinearPoint(figure=F(60), points=P(0)),
                    LinearPoint(figure=F(100), points=P(10)),
                ),
            ),
        ),
        item(
            "A-9",
            "征缴",
            ADD,
            Threshold(
                metric="完成率（%）",
                target=F(95),
                full=P(5),
                short=Slope(step=F(1), each=P(0.5), most=P(4), started=True),
                zero_under=F(88),
                over=Slope(step=F(2), each=P(0.2), most=P(1)),
            ),
        ),
        item(
            "B-1",
            "安全隐患未整改",
            DEDUCT,
            Range(least=P(2), most=P(6)),
            proposers=("line-office", "discipline"),
            shares={Capacity.HOLDER: F(1), Capacity.SECRETARY: F(1, 2)},
            duty_area="safety",
            repeat=Repeat(
                factors=(F(1), F(2), F(3)), months=12, together=frozenset({"B-2", "B-3"})
            ),
            period_factors={"flood": F(2), "session": F(3, 2)},
            finder_factors={
                Finder.SUPERIOR: F(2),
                Finder.TOWN: F(6, 5),
                Finder.PUBLIC: F(3, 2),
                Finder.SELF: F(1, 2),
            },
            recurring=Recurring(days=10, times=6),
            zeroing=Zeroing(items=frozenset({"A-5"}), from_time=2),
            freezes=True,
            repair=Repair(gives_back=F(1, 2), within_days=30, gross=True),
            effects=(
                Effect(kind=EffectKind.GRADE_CAP, grade="fair"),
                Effect(kind=EffectKind.TOTAL, points=P(60), from_time=3),
                Effect(kind=EffectKind.MONEY, fen=5000, per_point=True),
                Effect(kind=EffectKind.TALK, from_time=2),
                Effect(kind=EffectKind.NO_AWARD),
                Effect(kind=EffectKind.NO_BONUS),
            ),
            approver=Approver.HEAD,
            publicised=False,
            grave=True,
        ),
        item(
            "B-2",
            "缺席会议",
            DEDUCT,
            Fixed(points=P(2)),
            repeat=Repeat(factors=(F(0), F(1)), days=90),
            reminded_within=30,
            effects=(Effect(kind=EffectKind.GRADE, grade="poor"),),
        ),
        item(
            "B-3",
            "任务未完成",
            DEDUCT,
            Rate(
                metric="完成率（%）", target=F(100), step=F(5), each=P(1), most=P(5), started=True
            ),
            recurring=Recurring(months=1),
        ),
    ),
    results=ResultsRule(
        sub_cycles=SubCycles(
            period=Period.HALF,
            base=P(100),
            combine=Combine.WEIGHTS,
            weights=(F(1, 10), F(2, 5), F(3, 10), F(1, 5)),
            floor=P(10),
        ),
        sources=(
            Source(
                code="points", name="积分", kind=SourceKind.POINTS, weight=F(7, 10), out_of=P(160)
            ),
            Source(
                code="vote",
                name="民主测评",
                kind=SourceKind.VOTE,
                weight=F(1, 5),
                vote=Vote(
                    voters={"村民代表": F(3, 5), "镇领导": F(2, 5)},
                    options={"优秀": P(100), "称职": P(80), "不称职": P(0)},
                    turnout=F(1, 2),
                ),
            ),
            Source(code="village", name="所在村", kind=SourceKind.VILLAGE, weight=F(1, 10)),
        ),
        village_max=F(11, 10),
        bands=(
            Band(code="good", name="优秀", least=P(90)),
            Band(code="fair", name="称职", least=P(60), inside=False),
            Band(code="poor", name="不称职"),
        ),
        bands_of={
            PostGroup.CHIEF: (
                Band(code="good", name="优秀", least=P(95)),
                Band(code="fair", name="称职", least=P(70)),
                Band(code="poor", name="不称职"),
            )
        },
        quotas=(
            Quota(
                grade="good",
                ratio=F(1, 5),
                rounding=Rounding.HALF_UP,
                floor=P(92),
                among=Among.POST_GROUP,
                by_unit_grade={"good": F(3, 10)},
            ),
        ),
        prizes=(
            Prize(code="first", name="一等奖", places=1, least=P(95), fen=200000),
            Prize(code="second", name="二等奖", places=4, least=P(90), among=Among.VILLAGE),
        ),
        pool=Pool(
            fen=30000000,
            coefficients={
                PostGroup.CHIEF: F(1),
                PostGroup.DEPUTY: F(9, 10),
                PostGroup.MEMBER: F(4, 5),
            },
            by_months=False,
            brackets=(Bracket(over=P(60), fen=2000), Bracket(over=P(80), fen=3000)),
            ratio=F(3, 10),
            least=P(60),
            share_max=F(1, 20),
            unit=Unit.YUAN,
        ),
        streaks=(
            Streak(code="poor", of=StreakOf.GRADE, grade="poor", times=2, measure="提请调整岗位"),
            Streak(code="last", of=StreakOf.LOWEST, times=2, measure="约谈"),
        ),
        shortlists=(
            Shortlist(
                code="honour",
                name="先进村干部推荐名单",
                use=Use.HONOUR,
                grades=("good",),
                streak="poor",
                places=10,
                least=P(90),
                months=6,
                no_case=False,
                no_talk_months=12,
                no_grave_months=6,
            ),
        ),
        carry_in=CarryIn(of=CarryOf.OVER_BASE, share=F(1, 10), most=P(5)),
    ),
    assumptions=("基础分为自拟", "封顶为自拟"),
)

Where = tuple[str, str]
"""Type and field whose value was changed: ("Item", "title")."""
SPANS = {("CalendarPeriod", "dates"), ("CalendarPeriod", "yearly")}
"""Lists of pairs: a first and a last day, neither without the other."""


def types(value: object) -> Iterator[object]:
    """Yield every record inside a value, itself included."""
    if is_dataclass(value) and not isinstance(value, type):
        yield value
        for each in fields(value):
            if each.compare:
                yield from types(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from types(part)
    elif isinstance(value, tuple | frozenset):
        for part in value:
            yield from types(part)


def mutants(value: object, where: Where = ("", "")) -> Iterator[tuple[Where, object]]:
    """Yield every value that differs in one leaf, lacks one entry, or has two entries swapped."""
    if isinstance(value, bool):
        yield where, not value
    elif isinstance(value, Enum):
        yield from ((where, member) for member in type(value) if member is not value)
    elif isinstance(value, str):
        yield where, value + "改"
    elif isinstance(value, int | F):
        yield where, type(value)(value + 1)
    elif isinstance(value, dt.date):
        yield where, value + dt.timedelta(days=1)
    elif isinstance(value, tuple) and where in SPANS and value and not isinstance(value[0], tuple):
        for place, part in enumerate(value):
            for inner, other in mutants(part, where):
                yield inner, (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield where, value[:place] + value[place + 1 :]
            if place:
                swapped = (part, value[place - 1])
                yield where, value[: place - 1] + swapped + value[place + 1 :]
            for inner, other in mutants(part, where):
                yield inner, (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, frozenset):
        for part in value:
            yield where, value - {part}
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield where, {other: rest for other, rest in value.items() if other != key}
            for inner, other in mutants(part, where):
                yield inner, {**value, key: other}
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if not each.compare:
                continue
            here, name = (type(value).__name__, each.name), each.name
            before = getattr(value, name)
            if each.default is None and before is not None:
                yield here, replace(value, **{name: None})
            for inner, other in mutants(before, here):
                if other != before:
                    yield inner, replace(value, **{name: other})


def unset(record: object) -> list[str]:
    """Return the fields of a record that stand at their default."""
    assert is_dataclass(record)
    return [
        each.name
        for each in fields(record)
        if each.compare
        and (
            getattr(record, each.name) == each.default
            or (
                each.default_factory is not MISSING
                and getattr(record, each.name) == each.default_factory()
            )
        )
    ]
