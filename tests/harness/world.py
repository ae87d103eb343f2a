"""A small world for tests: two towns in two counties, made through the commands people use.

Each town has two villages, six cadres, an account for every role, a closed cycle with a frozen
final edition, an open cycle with a briefing, and claims in every state that the main job passes.
Town B's texts carry `CANARY`, so that a page of town A which shows one has a hole in its wall.
"""

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.db import transaction
from django.test.utils import override_settings

from jifen.appeals import commands as appeals
from jifen.appeals.commands import NewPoint
from jifen.appeals.models import Appeal
from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.core import drafting
from jifen.core.access import Actor, Role
from jifen.core.appeal import Ground
from jifen.core.facts import Measures
from jifen.core.hand import SHANGHAI, Hand
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Capacity
from jifen.core.task import Action as Ask
from jifen.core.task import Level, Origin
from jifen.core.workflow import Action
from jifen.cycles import commands as cycles
from jifen.cycles.models import Cycle
from jifen.meetings import commands as meetings
from jifen.meetings.models import Meeting
from jifen.papers.models import Paper
from jifen.people import commands as people
from jifen.people.models import (
    Area,
    Cadre,
    User,
)
from jifen.people.queries import actor
from jifen.publicity import commands as publicity
from jifen.publicity.kinds import Audience
from jifen.publicity.models import Batch, Objection, Posting, PostingLine
from jifen.register.commands import open_cycle
from jifen.results import commands as results
from jifen.rulebook import commands as rulebook
from jifen.rulebook.commands import approve
from jifen.rulebook.models import Draft, Version
from jifen.standings import commands as standings
from jifen.standings.models import Edition
from jifen.tasks import commands as tasks
from jifen.tasks.models import Task
from tests.harness.host import HOST
from tests.harness.steps import take

CANARY = "CANARY"
PASSWORD = "竹杖芒鞋轻胜马 2026"
RULEBOOK = Path(__file__).parents[2] / "examples" / "rulebooks" / "jingzi" / "rulebook.yaml"
TODAY = dt.date(2026, 3, 2)
"""A Monday of the second cycle; the world's clock stands at nine in the morning."""

_ROLES: dict[str, tuple[str, Role, str]] = {
    "line-office": ("站所干部", Role.LINE_OFFICE, ""),
    "stationed": ("驻村干部", Role.STATIONED, "v1"),
    "clerk": ("经办员甲", Role.CLERK, ""),
    "clerk-2": ("经办员乙", Role.CLERK, ""),
    "member": ("成员甲", Role.MEMBER, ""),
    "member-kin": ("成员乙", Role.MEMBER, ""),
    "head": ("组长", Role.HEAD, ""),
    "committee": ("镇党委", Role.COMMITTEE, ""),
    "supervision": ("监督委员", Role.SUPERVISION, "v1"),
    "discipline": ("纪检干部", Role.DISCIPLINE, ""),
    "auditor": ("审计员", Role.AUDITOR, ""),
    "system": ("系统管理员", Role.SYSTEM, ""),
    "security": ("安全管理员", Role.SECURITY, ""),
}
"""Account → its holder's name, role, and the village it is held over ("" the town)."""

_PLACES = ("chief", "deputy", "member")
_POSTS = (("支部书记", PostGroup.CHIEF), ("副主任", PostGroup.DEPUTY), ("委员", PostGroup.MEMBER))


@dataclass
class Town:
    """One town of the world. `users` by account (a role, "cadre-v1" …), `claims` by state."""

    area: Area
    villages: list[Area]
    county: Area
    version: Version
    users: dict[str, User] = field(default_factory=dict)
    cadres: dict[str, Cadre] = field(default_factory=dict)
    cycles: dict[str, Cycle] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    appeal: Appeal = field(default_factory=Appeal)
    """Of a grant about the third cadre of the second village that was not approved."""
    meeting: Meeting = field(default_factory=Meeting)
    batch: Batch = field(default_factory=Batch)
    posting: Posting = field(default_factory=Posting)
    objection: Objection = field(default_factory=Objection)
    task: Task = field(default_factory=Task)
    """Asked of the third cadre of the first village by name."""

    def hand(self, who: str, day: dt.date = TODAY, hour: int = 9) -> Hand:
        """Return the hand of an account on a day, with dice that fall alike every time."""
        at = dt.datetime.combine(day, dt.time(hour), SHANGHAI).astimezone(dt.UTC)
        user = User.objects.select_related("cadre").get(pk=self.users[who].pk)
        return Hand(actor=actor(user), at=at, dice=_dice(f"{user.login} {at} {_count()}"))


@dataclass
class World:
    """Both towns. `first` is where tests stand; nothing of `second` may reach it."""

    first: Town
    second: Town


_counted = 0


def _count() -> int:
    global _counted
    _counted += 1
    return _counted


def _dice(seed: str) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes


@cache
def rulebook_text() -> str:
    """Return the example rulebook."""
    return RULEBOOK.read_text("utf-8")


def build(*, facts: int = 3, going: bool = True) -> World:
    """Make the world in an empty database. `facts` recorded grants in each village.

    `going`: with a briefing of the second cycle, and claims still on their way in it.

    Takes a few seconds; `kept.once` brings a built one back in a fraction of one.
    """
    # The world's passwords are its own: the slow hasher has its own tests.
    with override_settings(
        PASSWORD_HASHERS=[
            "django.contrib.auth.hashers.MD5PasswordHasher",
            "django.contrib.auth.hashers.Argon2PasswordHasher",
        ]
    ):
        cycles.move_clock(dt.datetime.combine(TODAY, dt.time(9), SHANGHAI))
        people.add_area("p1", Area.Kind.PROVINCE, "示例省")
        people.add_area("p1/c1", Area.Kind.CITY, "示例市")
        first = _town("p1/c1/k1", "a", "示例镇", facts, going)
        second = _town("p1/c1/k2", "b", f"{CANARY}镇", facts, going)
    return World(first, second)


def _town(county: str, letter: str, name: str, facts: int, going: bool) -> Town:
    mark = CANARY if letter == "b" else ""
    above = people.add_area(county, Area.Kind.COUNTY, f"{mark}示例县")
    area = people.add_area(f"{county}/t1", Area.Kind.TOWN, name)
    villages = [
        people.add_area(f"{area.path}/v1", Area.Kind.VILLAGE, f"{mark}东沟村"),
        people.add_area(f"{area.path}/v2", Area.Kind.COMMUNITY, f"{mark}西坡社区"),
    ]
    town = Town(area, villages, above, Version())
    _register(town, mark)
    _accounts(town, letter, mark)
    early = town.hand("head", dt.date(2024, 7, 29))
    town.version = approve(
        area, rulebook_text(), document_number=f"{mark}示积发〔2024〕1号", hand=early
    )
    for start, end in ((2024, 2025), (2025, 2026)):
        day = dt.date(start, 8, 1)
        town.cycles[f"{start}"] = open_cycle(
            area,
            f"{start}-{end}",
            starts_on=day,
            version=town.version,
            hand=town.hand("clerk", day),
        )
    _first_cycle(town, mark)
    _recorded(town, mark, facts)
    if going:
        _going(town, mark)
    return town


def _register(town: Town, mark: str) -> None:
    names = ("王一禾", "李二麦", "张三稻", "赵四粟", "钱五黍", "孙六豆")
    day = dt.date(2021, 3, 1)
    hand = Hand(actor=_nobody(), at=dt.datetime(2024, 7, 1, tzinfo=dt.UTC), dice=_dice(mark))
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        for number, name in enumerate(names):
            unit = town.villages[number // 3]
            post, group = _POSTS[number % 3]
            cadre = people.add_cadre(
                town.area, unit, f"{mark}{name}", code_="", chain=chain, hand=hand
            )
            people.add_holding(
                cadre,
                unit,
                post=post,
                body=Body.PARTY if number % 3 == 0 else Body.ELECTED,
                group=group,
                secretary=number % 3 == 0,
                from_on=day,
                chain=chain,
                hand=hand,
            )
            people.add_duty(
                cadre, unit, area="environment", lead=number % 3 == 1, from_on=day,
                chain=chain, hand=hand,
            )  # fmt: skip
            key = f"{_PLACES[number % 3]}-v{number // 3 + 1}"
            town.cadres[key] = cadre
        chain.seal()


def _nobody() -> Actor:
    return Actor(key="0" * 32, login="")


def _accounts(town: Town, letter: str, mark: str) -> None:
    since = dt.date(2024, 7, 1)

    def add(
        login: str, role: Role, area: Area, *, name: str = "", cadre: Cadre | None = None
    ) -> User:
        shown = cadre.name if cadre else f"{mark}{name}"
        user = people.add_user(f"{letter}-{login}", shown, PASSWORD, cadre=cadre, hand=HOST)
        people.grant(user, role, area, from_on=since, hand=HOST)
        town.users[login] = user
        return user

    for login, (name, role, over) in _ROLES.items():
        add(login, role, town.villages[0] if over else town.area, name=name)
    add("county", Role.COUNTY, town.county, name="县级干部")
    for n, village in enumerate(town.villages, start=1):
        add(f"cadre-v{n}", Role.CADRE, village, cadre=town.cadres[f"member-v{n}"])
        chief = town.cadres[f"chief-v{n}"]
        secretary = add(f"secretary-v{n}", Role.SECRETARY, village, cadre=chief)
        people.grant(secretary, Role.CADRE, village, from_on=since, hand=HOST)
    people.relate(town.users["member-kin"], town.cadres["member-v1"], "配偶", hand=HOST)


def draft(
    town: Town,
    who: str,
    day: dt.date,
    *,
    mark: str = "",
    item: str = "B-03",
    village: int = 0,
) -> Claim:
    """Draft a claim about a village's third cadre, of an item that asks for no measure."""
    cycle = next(c for c in town.cycles.values() if c.starts_on <= day < c.ends_on)
    return claims.draft(
        cycle,
        item=item,
        unit=town.villages[village],
        people={town.cadres[f"member-v{village + 1}"].code: Capacity.NAMED},
        happened_on=day,
        measures=Measures(),
        reason=f"{mark}按时完成，材料齐全。",
        evidence=[f"{mark}示镇办〔{day.year}〕{_count()}号"],
        hand=town.hand(who, day, hour=10),
    )


def _walk(town: Town, claim: Claim, *steps: tuple[str, Action, dt.date], mark: str = "") -> Claim:
    for who, action, day in steps:
        reason = f"{mark}已核对。" if action in _WORDY else ""
        take(claim, action, hand=town.hand(who, day, hour=11), reason=reason)
    return Claim.objects.get(pk=claim.pk)


_WORDY = frozenset({Action.RETURN, Action.REFUSE, Action.NOTICE, Action.ANSWER, Action.REPLY})


def record(town: Town, claim: Claim, day: dt.date, *, submitter: str, mark: str = "") -> Claim:
    """Take a drafted grant all the way to the ledger, publicity and all."""
    later = day + dt.timedelta(days=14)
    return _walk(
        town,
        claim,
        (submitter, Action.SUBMIT, day),
        ("clerk", Action.VERIFY, day),
        ("member", Action.APPROVE, day),
        ("clerk", Action.PUBLICISE, day),
        ("clerk-2", Action.RECORD, later),
        mark=mark,
    )


def _first_cycle(town: Town, mark: str) -> None:
    """A grant, then the close of the cycle by two people."""
    day = dt.date(2025, 3, 3)
    claim = draft(town, "cadre-v1", day, mark=mark)
    town.claims["old"] = record(town, claim, day, submitter="cadre-v1", mark=mark)
    cycle = town.cycles["2024"]
    after = dt.date(2025, 8, 4)
    standings.propose_close(cycle, hand=town.hand("clerk", after))
    second = town.hand("clerk", after).actor
    final = standings.close(cycle, hand=town.hand("head", after), second=second)
    town.editions["final"] = final
    town.papers["final"] = standings.issue(final, hand=town.hand("clerk", after))
    cycle = Cycle.objects.select_related("town", "version").get(pk=cycle.pk)
    town.cycles["2024"] = cycle
    results.propose(cycle, pool_fen=12_345_67, hand=town.hand("clerk", after))


def _recorded(town: Town, mark: str, facts: int) -> None:
    """Some recorded grants of the second cycle, in both villages."""
    for n in range(facts):
        for village, who in enumerate(("cadre-v1", "cadre-v2")):
            day = dt.date(2025, 9, 1) + dt.timedelta(days=n)
            claim = draft(town, who, day, mark=mark, village=village)
            key = f"recorded-v{village + 1}"
            town.claims[key] = record(town, claim, day, submitter=who, mark=mark)


def next_text(mark: str = "") -> str:
    """Return the example rulebook as it may take effect after the world's second cycle."""
    text = rulebook_text().replace('version: "0.1"', 'version: "0.2"')
    day = re.sub(r"^effective_on: .*$", "effective_on: 2026-08-01", text, flags=re.M)
    return re.sub(r"^title: ", f"title: {mark}", day, flags=re.M)


def _drafts(town: Town, mark: str) -> None:
    """A draft that lies open with a comment, and one that only the office sees."""
    day = dt.date(2026, 2, 26)
    for key in ("closed", "open"):
        town.drafts[key] = rulebook.start(
            town.area, next_text(mark), name="v2.yaml", hand=town.hand("clerk", day)
        )
    rulebook.take_step(town.drafts["open"], drafting.Action.OPEN, hand=town.hand("clerk", day))
    rulebook.comment(
        town.drafts["open"],
        f"{mark}希望明确村级事项的分担比例。",
        item="B-03",
        hand=town.hand("cadre-v1", day, hour=14),
    )


def _going(town: Town, mark: str) -> None:
    """A briefing of the second cycle, a claim in each state that the main job passes, drafts."""
    _drafts(town, mark)
    town.editions["briefing"] = standings.brief(
        town.cycles["2025"],
        checkpoint_on=dt.date(2026, 1, 31),
        hand=town.hand("clerk", dt.date(2026, 2, 2)),
    )
    _refused(town, mark)
    _asked(town, mark)
    day = dt.date(2026, 2, 25)
    way = (
        ("cadre-v1", Action.SUBMIT, day),
        ("clerk", Action.VERIFY, day),
        ("member", Action.APPROVE, day),
        ("clerk", Action.PUBLICISE, day),
    )
    names = ("draft", "submitted", "verified", "approved", "publicised")
    for length, name in enumerate(names):
        claim = draft(town, "cadre-v1", day, mark=mark)
        town.claims[name] = _walk(town, claim, *way[:length], mark=mark)
    claim = draft(town, "cadre-v1", day, mark=mark)
    sent_back = ("clerk", Action.RETURN, day)
    town.claims["returned"] = _walk(town, claim, way[0], sent_back, mark=mark)
    claim = draft(town, "line-office", day, mark=mark, item="F-05")
    town.claims["proposed"] = _walk(town, claim, ("line-office", Action.PROPOSE, day), mark=mark)
    _publicised(
        town, mark, _walk(town, draft(town, "cadre-v1", day, mark=mark), *way[:3], mark=mark)
    )


def _publicised(town: Town, mark: str, claim: Claim) -> None:
    """A posting with an objection, a batch of what is verified, and a meeting that has it."""
    day = dt.date(2026, 2, 26)
    made = publicity.post(
        town.area,
        [claim.ref],
        audience=Audience.TOWN,
        contact=f"{mark}镇纪委",
        hand=town.hand("clerk", day),
    )
    town.posting = Posting.objects.get(pk=made.pk)
    line = PostingLine.objects.select_related("posting__town", "claim__town").get(posting=made)
    town.objection = publicity.object_to(
        line, f"{mark}村民反映时间不对。", hand=town.hand("cadre-v2", day)
    )
    town.claims["objected"] = Claim.objects.get(pk=claim.pk)
    town.batch = publicity.gather(town.cycles["2025"], day, hand=town.hand("clerk", day))
    town.meeting = meetings.convene(
        town.area,
        name=f"{mark}3月领导小组会议",
        held_on=TODAY,
        chair=town.users["head"],
        hand=town.hand("clerk", day),
    )
    publicity.table(town.batch, town.meeting, hand=town.hand("clerk", day))


def _asked(town: Town, mark: str) -> None:
    """A task that the office asks of one person, and that was begun."""
    day = dt.date(2026, 2, 26)
    new = tasks.NewTask(title=f"{mark}排查隐患", people=[town.cadres["member-v1"].code], days=5)
    source = tasks.Source(
        origin=Origin.SUPERIOR, level=Level.COUNTY, document=f"{mark}县应急〔2026〕8号"
    )
    (town.task,) = tasks.issue(
        town.area, source, [new], token=town.area.ref, hand=town.hand("clerk", day)
    )
    tasks.take_step(
        town.task, town.villages[0], Ask.RECEIVE, tasks.Given(), hand=town.hand("cadre-v1", day)
    )


def _refused(town: Town, mark: str) -> None:
    """A grant that was not approved, and the review that its cadre asks for."""
    day = dt.date(2026, 2, 26)
    claim = draft(town, "cadre-v2", day, mark=mark, village=1)
    way = (
        ("cadre-v2", Action.SUBMIT, day),
        ("clerk", Action.VERIFY, day),
        ("member", Action.REFUSE, day),
    )
    town.claims["refused-v2"] = _walk(town, claim, *way, mark=mark)
    town.appeal = appeals.ask(
        town.area,
        claim=town.claims["refused-v2"],
        holder=town.cadres["member-v2"].code,
        points=[NewPoint(ground=Ground.FACTS_UNCLEAR, text=f"{mark}材料齐全，已补交照片。")],
        hand=town.hand("cadre-v2", day, hour=15),
    )


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo whatever the block does to the database, durable commands included."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # what Django marks its own tests' by
    with block:
        yield
        transaction.set_rollback(True)
