"""The worked examples of docs/results.md come out as printed, in both implementations."""

import datetime as dt
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from jifen.core import ladder
from jifen.core.appraisal import (
    Band,
    Bracket,
    CarryIn,
    CarryOf,
    Combine,
    Pool,
    Prize,
    Quota,
    ResultsRule,
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
from jifen.core.bonus import worth_of
from jifen.core.circumstances import EffectKind, Population
from jifen.core.points import Centipoints, display, parse
from jifen.core.posts import Body, PostGroup
from jifen.core.ranking import Reason
from jifen.core.results import Ballots, Outcome, PastCycle, Person, Results, Seating, UnitResult
from jifen.core.results import results as work_out
from jifen.core.rules import LadderRule, LowRank, RankingRule, Rulebook, ServiceRule
from jifen.core.shapes import Period
from jifen.core.shortlists import Standing, listed
from tests.core.plain_results import plain_results, plain_shortlist
from tests.core.result_people import ENDS_ON, STARTS_ON, due, person, version

PAGE = (Path(__file__).parents[2] / "docs" / "results.md").read_text("utf-8")
Row = dict[str, str]
SECOND_HALF = dt.date(2025, 2, 1)
OUT = {"suspended": Reason.SUSPENDED, "under inquiry": Reason.WITHHELD}


def tables() -> dict[str, list[Row]]:
    """The tables of the page, by heading and number under it ("Votes", "The pool 2")."""
    found: dict[str, list[Row]] = {}
    heading, count = "", 0
    head: list[str] = []
    for line in PAGE.splitlines():
        if line.startswith("#"):
            heading, count, head = line.lstrip("# "), 0, []
        elif not line.startswith("|"):
            head = []
        else:
            cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
            if not head:
                head, count = cells, count + 1
            elif set(line) - set("|-: "):
                name = f"{re.sub('[^ -~]', '', heading).strip()}{f' {count}' if count > 1 else ''}"
                found.setdefault(name, []).append(dict(zip(head, cells, strict=True)))
    return found


TABLES = tables()


def rows(name: str) -> pytest.MarkDecorator:
    some = TABLES[name]
    return pytest.mark.parametrize("row", some, ids=[" / ".join(row.values()) for row in some])


def both(rulebook: Rulebook, people: list[Person], **more: object) -> Results:
    """What the product makes of it, once the second opinion has agreed."""
    found = work_out(rulebook, people, **more)  # type: ignore[arg-type]  # passed on by name
    plain_results(rulebook, people, **more).agrees(found)  # type: ignore[arg-type]  # likewise
    return found


def one(rulebook: Rulebook, somebody: Person, **more: object) -> Outcome:
    return both(rulebook, [somebody], **more).outcomes[somebody.code]


def said(outcome: Outcome) -> str:
    """The result as the page writes it."""
    if outcome.result.total is not None:
        return display(outcome.result.total)
    piece = outcome.result.missing[0]
    return f"missing: {piece.missing}" + (f" of {piece.category}" if piece.category else "")


@rows("Sub-cycles")
def test_sub_cycles_come_together_as_printed(row: Row) -> None:
    assert "Halves of a cycle from August to July, base 100, floor 60" in PAGE
    name, _, weights = row["combine"].partition(" ")
    rule = SubCycles(
        period=Period.HALF,
        base=Centipoints(100_00),
        floor=Centipoints(60_00),
        combine=Combine(name),
        weights=tuple(map(Fraction, weights.split(", "))) if weights else (),
    )
    halves = zip((STARTS_ON, SECOND_HALF), row["facts"].split(", "), strict=True)
    somebody = person(
        "C01",
        facts=[(on, amount) for on, text in halves if (amount := parse(text))],
        served=((dt.date.fromisoformat(row["served from"]), ENDS_ON),),
    )
    found = one(version(ResultsRule(sub_cycles=rule)), somebody)
    assert said(found) == row["gives"]


def counted(text: str) -> Ballots:
    given, good, fair, poor, spoiled = map(int, text.split(", "))
    return Ballots(given=given, answers={"good": good, "fair": fair, "poor": poor}, spoiled=spoiled)


@rows("Votes")
def test_votes_come_out_as_printed(row: Row) -> None:
    assert "Villagers weigh 0.6, leaders 0.4; good is worth 100, fair 80, poor 0; half" in PAGE
    vote = Vote(
        voters={"villagers": Fraction(6, 10), "leaders": Fraction(4, 10)},
        options={"good": Centipoints(100_00), "fair": Centipoints(80_00), "poor": Centipoints(0)},
        turnout=Fraction(1, 2),
    )
    source = Source(code="vote", name="测评", kind=SourceKind.VOTE, weight=Fraction(1), vote=vote)
    villagers, leaders, _ = row.values()
    ballots = {"villagers": counted(villagers), "leaders": counted(leaders)}
    rulebook = version(ResultsRule(sources=(source,)))
    assert said(one(rulebook, person("C01", ballots={"vote": ballots}))) == row["gives"]


def unit(text: str) -> tuple[UnitResult, ...]:
    return (UnitResult(path="v1", result=parse(text) if text else None),)


@rows("Sources")
def test_sources_come_together_as_printed(row: Row) -> None:
    assert "Points weigh 0.7, out of 160; satisfaction (a score) 0.2; the village 0.1" in PAGE
    sources = (
        Source(
            code="points",
            name="积分",
            kind=SourceKind.POINTS,
            weight=Fraction(7, 10),
            out_of=Centipoints(160_00),
        ),
        Source(code="s", name="满意度", kind=SourceKind.SCORE, weight=Fraction(2, 10)),
        Source(code="v", name="所在村", kind=SourceKind.VILLAGE, weight=Fraction(1, 10)),
    )
    score = row["satisfaction"]
    somebody = person(
        "C01", parse(row["points"]), village="v1", scores={"s": parse(score)} if score else {}
    )
    found = one(version(ResultsRule(sources=sources)), somebody, units=unit(row["village"]))
    assert said(found) == row["gives"]
    if found.result.total is None:
        assert (found.place, found.not_ranked) == (0, "not-established")


@rows("What holds a result")
def test_villages_and_vetoes_hold_a_result_as_printed(row: Row) -> None:
    assert "At most 1.1 × the village's result" in PAGE
    veto = row["veto at"]
    effects = [due(EffectKind.TOTAL, points=parse(veto))] if veto else []
    somebody = person("C01", parse(row["points"]), village="v1", effects=effects)
    rulebook = version(ResultsRule(village_max=Fraction(11, 10)))
    found = one(rulebook, somebody, units=unit(row["village"]))
    assert said(found) == row["gives"]
    steps = [parse(row["points"]), *(hold.after for hold in found.result.holds)]
    assert [hold.before for hold in found.result.holds] == steps[:-1]
    if found.result.total is not None:
        assert steps[-1] == found.result.total


BANDS = (
    Band(code="good", name="优秀", least=Centipoints(90_00)),
    Band(code="fair", name="称职", least=Centipoints(60_00), inside=False),
    Band(code="poor", name="不称职"),
)
QUOTA = Quota(grade="good", ratio=Fraction(2, 10), floor=Centipoints(92_00))
GRADES = version(
    ResultsRule(bands=BANDS, quotas=(QUOTA,)),
    ranking=RankingRule(leaves_out=Population(bodies=frozenset({Body.HIRED}))),
    service=ServiceRule(months_to_rank=3),
)


def graded_people() -> list[Person]:
    found = []
    for row in TABLES["Grades"]:
        effect, _, grade = row["effect"].partition(" ")
        kinds = {"cap": EffectKind.GRADE_CAP, "straight": EffectKind.GRADE}
        late = row["kind"] == "late"
        found.append(
            person(
                row["person"],
                parse(row["result"]) + (50_00 if late else 0),
                proration=-50_00 if late else 0,
                effects=[due(kinds[effect], grade=grade)] if effect else [],
                months={"short": 2, "late": 6}.get(row["kind"], 12),
                kept_out=OUT.get(row["kind"]),
                bodies=frozenset({Body.HIRED if row["kind"] == "left out" else Body.PARTY}),
            )
        )
    return found


def test_grades_come_out_as_printed() -> None:
    assert "*Good* from 90, *fair* above 60 (60 itself is not fair), else *poor*; 20 % may" in PAGE
    found = both(GRADES, graded_people())
    assert len(found.ranking.standings) == 10
    for row in TABLES["Grades"]:
        outcome = found.outcomes[row["person"]]
        grade = outcome.grade
        why = outcome.not_ranked if grade is None else grade.grounds[-1].why
        assert (grade.grade if grade else "", why) == (row["grade"], row["why"]), row["person"]
    (line,) = found.open_lines
    assert (line.key, line.tied, line.open_seats) == ("whole:C14", ("C14",), 1)
    cut = found.outcomes["C04"].grade
    assert cut is not None
    assert (cut.grounds[-1].ranked, cut.grounds[-1].seats) == (10, 2)
    assert cut.grounds[-1].ratio == Fraction(2, 10)


def test_a_tie_at_the_quota_is_the_meetings_as_printed() -> None:
    assert "The meeting's decision for C04 leaves C03 fair." in PAGE
    people = [
        replace(each, assessment=replace(each.assessment, net=Centipoints(95_00)))
        if each.code == "C04"
        else each
        for each in graded_people()
    ]
    found = both(GRADES, people)
    tied = next(line for line in found.open_lines if line.key == "quota:good:town")
    assert (tied.tied, tied.open_seats) == (("C03", "C04"), 1)
    grades = {code: one.grade.grade for code, one in found.outcomes.items() if one.grade}
    assert (grades["C02"], grades["C03"], grades["C04"]) == ("good", "", "")
    seated = Seating(tied=frozenset({"C03", "C04"}), seated=frozenset({"C04"}))
    found = both(GRADES, people, meeting={tied.key: seated})
    grades = {code: one.grade.grade for code, one in found.outcomes.items() if one.grade}
    assert (grades["C02"], grades["C03"], grades["C04"]) == ("good", "fair", "good")
    assert found.moot == ()


@rows("Prizes")
def test_prizes_come_out_as_printed(row: Row) -> None:
    assert "First prize: 1 place from 95; second: up to place 3, from 90; third: up to" in PAGE
    prizes = (
        Prize(code="first", name="一等奖", places=1, least=Centipoints(95_00)),
        Prize(code="second", name="二等奖", places=3, least=Centipoints(90_00)),
        Prize(code="third", name="三等奖", places=5, least=Centipoints(85_00)),
    )
    figures = row["results"].split(", ")
    people = [person(f"C{n}", parse(text)) for n, text in enumerate(figures)]
    found = both(version(ResultsRule(prizes=prizes)), people)
    for prize in prizes:
        winners = [
            figures[int(outcome.code[1:])]
            for outcome in found.outcomes.values()
            if prize.code in [award.prize for award in outcome.awards]
        ]
        assert ", ".join(winners) == row[prize.code]
    waiting = [
        f"{line.key.split(':')[1]}: {line.open_seats} of {len(line.tied)}"
        for line in found.open_lines
    ]
    assert ", ".join(waiting) == row["meeting"]


def fen(yuan: str) -> int:
    return int(Fraction(yuan) * 100)


def yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


@rows("The pool")
def test_pools_are_split_as_printed(row: Row) -> None:
    people: list[Person] = []
    for number, text in enumerate(row["people"].split(", ")):
        result, _, months = text.replace(" months", "").partition(" for ")
        result, _, coefficient = result.partition(" × ")
        group = PostGroup.MEMBER if coefficient else PostGroup.CHIEF
        assert coefficient in {"", "0.8"}
        people.append(person(f"C{number}", parse(result), months=int(months or 12), group=group))
    pool = Pool(
        fen=fen(row["pool yuan"]),
        coefficients={PostGroup.MEMBER: Fraction(8, 10)},
        unit=Unit(row["unit"]),
        share_max=Fraction(row["most"]) if row["most"] else None,
    )
    found = both(version(ResultsRule(pool=pool)), people)
    shares = [yuan(one.share.fen) if one.share else "none" for one in found.outcomes.values()]
    assert ", ".join(shares) == row["shares"]
    assert found.bonus is not None
    paid = sum(share.fen for share in found.bonus.shares)
    assert paid + found.bonus.left_fen == fen(row["pool yuan"])
    assert bool(found.bonus.left) == bool(found.bonus.left_fen)


@rows("The pool 2")
def test_brackets_are_worth_what_is_printed(row: Row) -> None:
    assert "20 yuan for every whole point above 60, 30 above 80" in PAGE
    brackets = (
        Bracket(over=Centipoints(60_00), fen=20_00),
        Bracket(over=Centipoints(80_00), fen=30_00),
    )
    pool = Pool(fen=100_00, brackets=brackets)
    assert worth_of(pool, parse(row["result"])) == fen(row["worth in yuan"])
    found = both(version(ResultsRule(pool=pool)), [person("C1", parse(row["result"]))])
    assert (found.outcomes["C1"].share is not None) == (row["worth in yuan"] != "0")


@rows("Streaks")
def test_streaks_run_as_printed(row: Row) -> None:
    times, of = row["streak"].split()
    streak = Streak(
        code="s",
        of=StreakOf.LOWEST if of == "lowest" else StreakOf.GRADE,
        times=int(times),
        grade="" if of == "lowest" else "good",
        measure="研究",
    )
    low = LadderRule(gross_line=Centipoints(40_00), low_rank=LowRank(ratio=Fraction(1, 2)))
    rulebook = version(ResultsRule(bands=BANDS, streaks=(streak,)), ladder=low)
    names = {"G": "good", "F": "fair", "L": "fair"}
    history = [
        PastCycle(
            name=str(number),
            grades={"C1": names[mark]} if mark in names else {},
            lowest=frozenset({"C1"}) if mark == "L" else frozenset(),
        )
        for number, mark in enumerate(row["before"].split(", ") if row["before"] else [])
    ]
    mine, other = {"G": (95, 50), "L": (70, 95), "-": (95, 70)}[row["now"]]
    people = [person("C1", mine * 100), person("C2", other * 100)]
    found = both(rulebook, people, history=history).outcomes["C1"].runs
    assert [str(run.cycles) for run in found] == ([row["proposed"]] if row["proposed"] else [])


@rows("Shortlists")
def test_a_shortlist_asks_what_is_printed(row: Row) -> None:
    rule = Shortlist(
        code="l",
        name="推荐名单",
        use=Use.HONOUR,
        grades=("good",),
        streak="s",
        places=10,
        least=Centipoints(90_00),
        months=6,
        no_talk_months=12,
        no_grave_months=6,
    )
    one = Standing(
        code="C1",
        kept_out=False,
        grade=row["grade"],
        streaks={"s"} if row["streak"] == "yes" else set(),
        place=int(row["place"]),
        total=parse(row["result"]) if row["result"] else None,
        months=int(row["months"]),
        open_case=row["open case"] == "yes",
        talk_on=dt.date.fromisoformat(row["talk"]) if row["talk"] else None,
        grave_on=dt.date.fromisoformat(row["grave"]) if row["grave"] else None,
    )
    on, is_on = dt.date(2026, 8, 31), row["on the list"] == "yes"
    assert ("C1" in listed(rule, [one], on=on)) == is_on
    assert (plain_shortlist(rule, [one], on) == ["C1"]) == is_on
    assert not listed(rule, [replace(one, kept_out=True)], on=on)


@rows("Carry-in")
def test_what_is_carried_comes_out_as_printed(row: Row) -> None:
    rule = CarryIn(
        of=CarryOf(row["of"]),
        share=Fraction(row["share"]),
        most=parse(row["most"]) if row["most"] else None,
    )
    somebody = person(
        "C1",
        parse(row["base"]),
        proration=parse(row["proration"]),
        facts=[(STARTS_ON, parse(row["added"])), (STARTS_ON, -parse(row["deducted"]))],
    )
    assert display(one(version(ResultsRule(carry_in=rule)), somebody).carry_in) == row["carries"]


@rows("The ladder's lines")
def test_the_ladders_lines_are_drawn_as_printed(row: Row) -> None:
    assert "The line is 40, for chiefs 30; the second line is 60." in PAGE
    rule = LadderRule(
        gross_line=Centipoints(40_00),
        gross_line_of={PostGroup.CHIEF: Centipoints(30_00)},
        removal_line=Centipoints(60_00),
    )
    gross, group = parse(row["gross"]), PostGroup(row["post group"])
    verdict = ladder.judge(rule, gross=gross, post_group=group)
    assert (verdict is ladder.Verdict.CASE) == (row["case"] == "yes")
    found = ladder.warned(rule, {"C1": gross}, None, groups={"C1": group})
    assert bool(found.cases) == (row["case"] == "yes")
    if row["time"]:
        time = ladder.occurrence(
            rule, (), opened_on=STARTS_ON, cycle_starts_on=STARTS_ON, gross=gross
        )
        assert str(time) == row["time"]


def test_every_table_of_the_page_is_run() -> None:
    assert set(TABLES) == {
        "Sub-cycles",
        "Votes",
        "Sources",
        "What holds a result",
        "Grades",
        "Prizes",
        "The pool",
        "The pool 2",
        "Streaks",
        "Shortlists",
        "Carry-in",
        "The ladder's lines",
        "From proposed to standing",  # drawn from core/appraising.py, and walked there
    }
