"""What is declined where somebody keeps out of a claim, hands work over, or goes on leave."""

import datetime as dt
from collections.abc import Callable

from jifen.claims.commands import handover, recusing
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.recusal import Ground, Manner
from jifen.core.workflow import Action
from jifen.people import commands as people
from jifen.recusals.models import Recusal
from jifen.register import commands as register
from tests.harness.host import HOST
from tests.laws.town import EAST, Town

Wrong = Callable[[Town], object]
WHY = "双方有长期土地纠纷。"


def submitted(town: Town) -> Claim:
    return town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))


def say(town: Town, about: str, by: str, manner: Manner, claim: Claim | None = None) -> Recusal:
    return recusing.recuse(
        claim or submitted(town),
        town.users[about],
        Ground.INTEREST,
        manner=manner,
        reason=WHY,
        hand=town.hand(by),
    )


def on_a_finished_claim(town: Town) -> None:
    claim = town.walk(submitted(town), ("line", Action.WITHDRAW))
    say(town, "member", "head", Manner.ORDER, claim)


def about_who_has_no_part(town: Town) -> None:
    town.user("cadre", Role.CADRE, town.unit(EAST), "张三稻")
    say(town, "cadre", "head", Manner.ORDER)


def ruled_by_who_is_asked_about(town: Town) -> None:
    asked = say(town, "member", "line", Manner.REQUEST)
    recusing.rule_on(asked, False, reason="不成立。", hand=town.hand("member"))


def handed_over(leaving: str, to: str, by: str, why: str = "调离。") -> Wrong:
    return lambda town: handover.hand_over(
        town.area, town.users[leaving], town.users[to], reason=why, hand=town.hand(by)
    )


def away(first: int, last: int, times: int = 1) -> Wrong:
    def enter(town: Town) -> None:
        for _ in range(times):
            register.enter_leave(
                town.cadre("张三稻"),
                kind="private",
                from_on=dt.date(2025, 5, first),
                to_on=dt.date(2025, 5, last),
                hand=town.hand("clerk"),
            )

    return enter


RECUSED: dict[str, list[Wrong]] = {
    "recusal.finished": [on_a_finished_claim],
    "recusal.no-part": [about_who_has_no_part],
    "recusal.not-yours": [
        lambda town: say(town, "member", "committee", Manner.REQUEST),
        lambda town: say(town, "member", "member-2", Manner.ORDER),
    ],
    "recusal.not-ruler": [ruled_by_who_is_asked_about],
    "handover.not-yours": [handed_over("line", "clerk", "member")],
    "handover.same": [handed_over("line", "line", "line")],
    "handover.reason": [handed_over("line", "clerk", "line", "")],
    "handover.nothing": [handed_over("clerk", "line", "clerk")],
    "leave.span": [away(5, 5), away(5, 4)],
    "leave.stands": [away(5, 9, times=2)],
    "relation.kind": [
        lambda town: people.relate(town.users["member"], town.cadre("张三稻"), "同乡", hand=HOST)
    ],
}
"""Code → the ways of being told so."""
