"""A simulated office: people who do their work, and people who try what they may not.

One seed is one run: clerk, members, head, cadres who answer and appeal, the clock, forms sent
twice. Every move is tried as it comes; what the house declines is counted by its code.
"""

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from jifen.appeals import commands as appeals
from jifen.appeals.commands import Answer, Judgement, NewPoint
from jifen.appeals.models import Appeal
from jifen.claims import commands as claims
from jifen.claims.models import Addressee, AnswerPoint, Claim
from jifen.core import appeal as rules
from jifen.core.access import Actor, Role
from jifen.core.appeal import Ground
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action, Outcome, State
from jifen.cycles.models import Cycle
from jifen.people import commands as people
from tests.appeals import scene
from tests.appeals.test_exact import everybody
from tests.harness.host import HOST
from tests.laws.town import EAST, Town, hand

WHY = "经核对材料和当事人陈述，情况如上。"
LOGINS = (
    "line", "clerk", "clerk-2", "member", "member-2", "head", "committee", "committee-2",
    "county", "zhang", "li", "wang", "qian", "kin", "auditor",
)  # fmt: skip
NAMES = ("张三稻", "李二麦", "王一禾")
OWN = {"张三稻": "zhang", "李二麦": "li", "王一禾": "wang"}
RIGHT: dict[State, tuple[tuple[str, Action], ...]] = {
    State.DRAFT: (("line", Action.PROPOSE),),
    State.PROPOSED: (("clerk", Action.TAKE_UP), ("clerk-2", Action.ATTEST)),
    State.ATTESTED: (("clerk", Action.TAKE_UP),),
    State.TAKEN_UP: (("clerk", Action.NOTICE),),
    State.NOTICED: (("clerk", Action.HEAR_NOTHING),),
    State.REPLIED: (("member", Action.DECIDE), ("head", Action.DECIDE), ("head", Action.CHECK_LAW)),
    State.CHECKED: (("member", Action.DECIDE),),
    State.DECIDED: (("clerk", Action.SERVE),),
    State.SERVED: (("clerk-2", Action.RECORD),),
}
"""State → who usually takes the case on, and how."""
REVIEW: dict[rules.State, tuple[tuple[str, rules.Action], ...]] = {
    rules.State.FILED: (("judge", rules.Action.ADMIT), ("judge", rules.Action.DECLINE)),
    rules.State.ADMITTED: (("member", rules.Action.ANSWER), ("judge", rules.Action.HEAR)),
    rules.State.ANSWERED: (("judge", rules.Action.HEAR),),
    rules.State.HEARD: (("judge", rules.Action.DECIDE),),
    rules.State.DECIDED: (("clerk", rules.Action.SERVE),),
}
POINT = NewPoint(ground=Ground.EXCESSIVE, text="已经当场整改，扣得过重。")


def open_office() -> Town:
    """Found the town: the cadres' accounts, and two who hold the judges' roles all the same."""
    town = everybody()
    town.user("kin", Role.COMMITTEE, town.area)
    since = dt.date(2024, 1, 1)
    for login in ("kin", "zhang"):
        for role in (Role.MEMBER, Role.COMMITTEE):
            if (login, role) != ("kin", Role.COMMITTEE):
                people.grant(town.users[login], role, town.area, from_on=since, hand=HOST)
    for name in NAMES:
        people.relate(town.users["kin"], town.cadre(name), "兄弟", hand=HOST)
    going(town)
    return town


def going(town: Town) -> None:
    """Leave cases on the desk: two served, one of them reviewed, one replied to, one noticed."""
    first = scene.served(town, "D-4", "张三稻", measures=scene.chosen(6_00))
    scene.served(town, "D-4", "李二麦", measures=scene.chosen(3_00))
    appeal = scene.ask(town, first, points=[POINT])
    for login, action in (
        ("committee", rules.Action.ADMIT), ("member", rules.Action.ANSWER),
        ("committee", rules.Action.HEAR),
    ):  # fmt: skip
        scene.take(town, appeal, login, action)
    replied = scene.noticed(town, "D-4", "王一禾", measures=scene.chosen(6_00))
    for one in replied.addressees.all():
        claims.answer(one, ["当天不在现场。"], hand=town.hand(_voice(one)))
    for point in AnswerPoint.objects.select_related("addressee__claim__town").all():
        claims.reply(point, accepted=False, reason=WHY, hand=town.hand("clerk"))
    scene.noticed(town, "D-4", "张三稻", measures=scene.chosen(1_00))


def _voice(one: Addressee) -> str:
    return OWN[one.cadre.name] if one.cadre else "wang"


@dataclass
class Office:
    """One run: the town, its dice, what was tried and what became of it."""

    town: Town
    dice: random.Random
    claims: list[uuid.UUID] = field(default_factory=list)
    appeals: list[uuid.UUID] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    actors: dict[str, Actor] = field(default_factory=dict)

    def hand(self, login: str) -> Hand:
        """A hand of the run: who holds what does not change in it, so it is read once."""
        if login not in self.actors:
            self.actors[login] = self.town.actor(login)
        return hand(self.actors[login], self.town.day, next(self.town.minutes))

    def step(self) -> None:
        """Make one move."""
        moves: list[tuple[int, str, Callable[[], object]]] = [
            (3 if len(self.claims) < 6 else 0, "draft", self.draft),
            (16, "right", self.right),
            (6, "serve", self.serve),
            (4, "answer", self.answer),
            (4, "reply", self.reply),
            (3, "any", self.anybody),
            (2, "early", self.early),
            (2, "harsher", self.harsher),
            (2, "self", self.on_themself),
            (2, "kin", self.on_kin),
            (2, "stale", self.stale),
            (4, "ask", self.ask),
            (10, "review", self.review),
            (3, "harsher", self.harsher_review),
            (3, "self", self.review_themself),
            (2, "twice", self.twice),
            (5, "clock", self.clock),
        ]
        weights = [weight for weight, _, _ in moves]
        _, name, move = self.dice.choices(moves, weights)[0]
        self.tried[name] += 1
        try:
            move()
        except Refusal as refusal:
            self.refused[name] += 1
            self.refused[refusal.code] += 1
        else:
            self.done[name] += 1

    # ------------------------------------------------------------ the case
    def claim(self, *states: State) -> Claim:
        """A claim of the run, in one of the states where any is.

        No more of it than a form names: what a step rests on, the command reads under its lock.
        """
        rows = Claim.objects.filter(ref__in=self.claims).order_by("pk")
        known = rows.values_list("pk", "ref", "state", "measures")
        found = [one for one in known if not states or one[2] in states]
        if not found:
            raise Refusal("sim.none")
        pk, ref, state, measures = self.dice.choice(found)
        return Claim(pk=pk, ref=ref, state=state, measures=measures, town=self.town.area)

    def addressee(self, claim: Claim) -> Addressee:
        """One of those to whom a claim is addressed."""
        one = self.dice.choice(list(claim.addressees.select_related("cadre")))
        one.claim = claim
        return one

    def take(self, claim: Claim, login: str, action: Action, **more: Measures) -> None:
        claims.take_step(claim, action, hand=self.hand(login), reason=WHY, **more)

    def draft(self) -> None:
        name, amount = self.dice.choice(NAMES), self.dice.choice([1_00, 3_00, 6_00])
        made = claims.draft(
            self.town.cycle,
            item="D-4",
            unit=self.town.unit(EAST),
            people={self.town.code(name): Capacity.RESPONSIBLE},
            happened_on=self.town.day - dt.timedelta(days=2),
            measures=Measures(chosen=Centipoints(amount)),
            reason="现场检查发现，情况属实。",
            evidence=["试府办〔2025〕12号"],
            hand=self.hand("line"),
        )
        self.claims.append(made.ref)

    def right(self) -> None:
        claim = self.claim(*RIGHT)
        login, action = self.dice.choice(RIGHT[State(claim.state)])
        self.take(claim, login, action)

    def serve(self) -> None:
        claim = self.claim(State.NOTICED, State.SERVED)
        what = Served.NOTICE if claim.state == State.NOTICED else Served.DECISION
        one = self.addressee(claim)
        claims.serve(one, what, Mode.SIGNED, proof="回证1号", hand=self.hand("clerk"))

    def answer(self) -> None:
        one = self.addressee(self.claim(State.NOTICED))
        claims.answer(one, ["当天不在现场。"], hand=self.hand(_voice(one)))

    def reply(self) -> None:
        claim = self.claim(State.ANSWERED, State.NOTICED)
        open_ = AnswerPoint.objects.filter(addressee__claim=claim, reply__isnull=True).first()
        if open_ is None:
            raise Refusal("sim.none")
        point = AnswerPoint.objects.select_related("addressee__claim__town").get(pk=open_.pk)
        claims.reply(point, accepted=False, reason=WHY, hand=self.hand("clerk"))

    # ------------------------------------------------------------ what may not be
    def anybody(self) -> None:
        self.take(self.claim(), self.dice.choice(LOGINS), self.dice.choice(list(Action)))

    def early(self) -> None:
        """Decide before the answer, record before it is final."""
        claim = self.claim(State.NOTICED, State.ANSWERED, State.DECIDED, State.SERVED)
        ahead = Action.DECIDE if claim.state in {State.NOTICED, State.ANSWERED} else Action.RECORD
        self.take(claim, "member" if ahead is Action.DECIDE else "clerk-2", ahead)

    def harsher(self) -> None:
        claim = self.claim(State.REPLIED)
        more = Centipoints((Measures.read(claim.measures).chosen or 0) + self.dice.randint(1, 500))
        self.take(claim, "member", Action.DECIDE, measures=Measures(chosen=more))

    def on_themself(self) -> None:
        claim = self.claim(State.REPLIED, State.NOTICED, State.PROPOSED)
        self.take(claim, "zhang", self.dice.choice([Action.DECIDE, Action.DROP]))

    def on_kin(self) -> None:
        claim = self.claim(State.REPLIED, State.NOTICED, State.PROPOSED)
        self.take(claim, "kin", self.dice.choice([Action.DECIDE, Action.DROP]))

    def stale(self) -> None:
        """Two at once: the second comes with what the first has just moved."""
        claim = self.claim(*RIGHT)
        login, action = self.dice.choice(RIGHT[State(claim.state)])
        self.take(claim, login, action)
        self.done["right"] += 1
        self.take(claim, login, action)

    # ------------------------------------------------------------ the review
    def appeal(self, *states: rules.State) -> Appeal:
        rows = Appeal.objects.filter(ref__in=self.appeals)
        wanted = list(rows.filter(state__in=[s.value for s in states]) if states else rows)
        if not wanted:
            raise Refusal("sim.none")
        return self.dice.choice(wanted)

    def ask(self) -> None:
        claim = self.claim(State.SERVED, State.RECORDED)
        one = self.addressee(claim)
        login = self.dice.choice([_voice(one), _voice(one), _voice(one), "qian"])
        made = appeals.ask(
            self.town.area,
            claim=claim,
            holder=one.holder,
            points=[POINT],
            excuse="住院治疗，刚刚出院。",
            hand=self.hand(login),
        )
        self.appeals.append(made.ref)

    def judge(self, appeal: Appeal) -> str:
        return "county" if appeal.level == "second" else "committee"

    def review(self) -> None:
        appeal = self.appeal(*REVIEW)
        login, action = self.dice.choice(REVIEW[rules.State(appeal.state)])
        found = self.judgement(appeal) if action is rules.Action.DECIDE else None
        self.take_review(appeal, login, action, found)

    def take_review(
        self, appeal: Appeal, login: str, action: rules.Action, found: Judgement | None = None
    ) -> None:
        who = self.judge(appeal) if login == "judge" else login
        appeals.take_step(appeal, action, hand=self.hand(who), reason=WHY, judgement=found)

    def judgement(self, appeal: Appeal) -> Judgement:
        outcome = self.dice.choice(list(Outcome))
        grounds = {
            Outcome.UPHELD: frozenset[Ground](),
            Outcome.CHANGED: frozenset({Ground.EXCESSIVE}),
            Outcome.QUASHED: frozenset({Ground.FACTS_UNCLEAR}),
            Outcome.REDO: frozenset({Ground.PROCEDURE}),
        }[outcome]
        return Judgement(
            outcome=outcome,
            grounds=grounds,
            replies={1: Answer(bool(grounds), "经查证。")},
            measures=Measures(chosen=Centipoints(50)) if outcome is Outcome.CHANGED else None,
        )

    def harsher_review(self) -> None:
        appeal = self.appeal(rules.State.HEARD)
        found = Judgement(
            outcome=Outcome.CHANGED,
            grounds=frozenset({Ground.EXCESSIVE}),
            replies={1: Answer(True, "经查证。")},
            measures=Measures(chosen=Centipoints(9_00 + self.dice.randint(1, 900))),
        )
        self.take_review(appeal, "judge", rules.Action.DECIDE, found)

    def review_themself(self) -> None:
        """The person, their kin, and those with a hand in the case try to judge it."""
        appeal = self.appeal(*REVIEW)
        login = self.dice.choice(["zhang", "kin", "member", "clerk", "line"])
        action = self.dice.choice([rules.Action.ADMIT, rules.Action.HEAR, rules.Action.DECIDE])
        self.take_review(appeal, login, action, self.judgement(appeal))

    def twice(self) -> None:
        """The same form sent twice: the second adds nothing."""
        appeal = self.appeal()
        before = Appeal.objects.count()
        filed = Appeal.objects.select_related("claim", "filed_by").get(pk=appeal.pk)
        login = next(k for k, user in self.town.users.items() if user.pk == filed.filed_by_id)
        again = appeals.ask(
            self.town.area,
            claim=filed.claim,
            holder=filed.holder,
            points=[POINT],
            ref=filed.ref,
            hand=self.hand(login),
        )
        assert again == appeal
        assert Appeal.objects.count() == before

    def clock(self) -> None:
        self.town.day += dt.timedelta(days=self.dice.choice([1, 1, 3, 8]))
        claims.clock(self.town.area, hand=self.hand("system"))
        appeals.clock(self.town.area, hand=self.hand("system"))


def begin(town: Town, seed: int) -> Office:
    """Return a run's office on its first day; the town itself stays as it is."""
    cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)
    office = Office(replace(town, cycle=cycle, users=dict(town.users)), random.Random(seed))
    office.claims = list(Claim.objects.order_by("pk").values_list("ref", flat=True))
    office.appeals = list(Appeal.objects.order_by("pk").values_list("ref", flat=True))
    return office
