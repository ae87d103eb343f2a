"""A town whose version says what follows from the points, brought to its close."""

from jifen.core.meeting import PointKind
from jifen.cycles.models import Cycle
from jifen.meetings import commands as meetings
from jifen.meetings.models import Point
from jifen.meetings.queries import Waiting, attendees, voters
from jifen.outcomes.agenda import waiting
from jifen.results import body, commands
from jifen.results.models import Proposed
from jifen.standings.commands import close, propose_close
from jifen.standings.models import Edition
from tests.records.town import LADDER, NEXT, Town, found

RESULTS = """
results:
  bands:
    excellent: {name: 优秀, at_least: "100"}
    competent: {name: 称职, at_least: "80"}
    poor: {name: 不称职}
  quotas:
    - {grade: excellent, ratio: "0.3", rounding: down, among: town}
  prizes:
    first: {name: 一等奖, places: 1, at_least: "100", yuan: "800"}
  pool: {coefficients: {chief: "1", deputy: "0.9", member: "0.8"}, by_months: true, unit: yuan}
  streaks:
    twice-excellent: {of: grade, grade: excellent, times: 2, measure: 列入后备力量培养}
"""
LISTS = """
  shortlists:
    honour:
      name: 先进村干部推荐名单
      use: honour
      grades: [excellent]
      months: 12
      no_talk_months: 12
      no_grave_months: 12
    reserve:
      name: 后备干部推荐名单
      use: development
      grades: [excellent, competent]
      places: 4
"""
VOTED = RESULTS.replace(
    "results:\n",
    """results:
  sources:
    points: {name: 积分, kind: points, weight: "0.8"}
    democratic:
      name: 民主测评
      kind: vote
      weight: "0.2"
      vote:
        voters: {村民代表: "0.6", 党员: "0.4"}
        options: {好: "100", 一般: "60", 差: "0"}
        turnout: "0.5"
""",
)
VETO = """
  D-9:
    chapter: D
    title: 弄虚作假
    direction: deduct
    scoring: {kind: range, least: "0.01", most: "60"}
    shares: {named: "1"}
    article: 第二条
    proposers: [line-office, clerk]
    effects:
      - {kind: grade_cap, grade: competent}
      - {kind: no_bonus}
"""


def town(*, results: str = RESULTS) -> Town:
    """Return the town, with seven cadres and nobody's points moved yet."""
    made = found(ladder=LADDER + results, items=VETO)
    made.today = NEXT
    return made


def closed(town: Town) -> Edition:
    """Close the town's cycle."""
    propose_close(town.cycle, hand=town.hand("clerk"))
    edition = close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    town.cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)
    return edition


def proposed(town: Town, pool_fen: int | None = 10_000_00) -> Proposed:
    """Propose the results."""
    return commands.propose(town.cycle, pool_fen=pool_fen, hand=town.hand("clerk"))


def waits(town: Town, kind: PointKind) -> list[Waiting]:
    """Return what of one kind waits for a meeting."""
    return [one for one in waiting(town.area) if one.kind is kind]


def meet(town: Town, *those: Waiting, carried: bool = True) -> list[Point]:
    """Hold a meeting of three about what waits: they carry it all, or vote it all down."""
    held = meetings.convene(
        town.area,
        name=f"镇党委会议{next(town.papers)}",
        held_on=town.today,
        chair=town.users["head"],
        hand=town.hand("clerk"),
    )
    there = [town.users[login] for login in ("member", "committee")]
    meetings.attend(held, there, town.hand("clerk"))
    points = [
        meetings.put(held, one.kind, one.about, one.title, town.hand("clerk"), cadres=one.cadres)
        for one in those
    ]
    meetings.start(held, town.hand("clerk"))
    for point in points:
        able, _ = voters(point, attendees(held), town.area)
        votes = (len(able), 0) if carried else (0, len(able))
        meetings.vote(point, *votes, 0, "" if carried else "情节轻微", town.hand("clerk"))
        said = "经集体研究，按照规定的程序作出这项决定。"
        meetings.conclude(point, carried, said, town.hand("head"))
    return points


def settled(town: Town) -> Proposed:
    """Propose until nothing is left to a meeting: consequences apply, ties go by code."""
    made = proposed(town)
    while asked := [*waits(town, PointKind.VETO), *waits(town, PointKind.TIE)]:
        meet(town, *asked)
        for line in body.decode(bytes(made.body)).open_lines:
            seated = line.tied[: line.open_seats]
            commands.seat(town.cycle, line.key, seated, hand=town.hand("clerk"))
        made = proposed(town)
    return made


def decided(town: Town) -> Proposed:
    """Propose, let a meeting carry the results, and decide."""
    made = settled(town)
    meet(town, *waits(town, PointKind.CONSEQUENCE))
    commands.decide(town.cycle, {}, hand=town.hand("committee"))
    return made
