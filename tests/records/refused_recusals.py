"""What is declined where somebody keeps out of a claim, hands work over, or goes on leave."""

import datetime as dt
from collections.abc import Callable, Collection

from jifen.claims.commands import handover, recusing
from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.recusal import Ground, Manner
from jifen.core.workflow import Action
from jifen.people import commands as people
from jifen.people import queries as people_read
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


def inquire(town: Town, by: str, document: str = "示纪立〔2025〕1号") -> None:
    register.enter_inquiry(
        town.cadre("张三稻"),
        from_on=dt.date(2025, 5, 6),
        document=document,
        hand=town.hand(by),
    )


def inquired_of_kin(town: Town) -> None:
    people.relate(town.users["discipline"], town.cadre("张三稻"), Ground.KIN, hand=HOST)
    inquire(town, "discipline")


def over(
    town: Town,
    by: str,
    kinds: Collection[str] = people_read.LEAVE_KINDS,
    *,
    reason: str = "提前返岗",
    times: int = 1,
    open_too: bool = True,
) -> None:
    """End a leave, or an inquiry, that began on 6 May."""
    if "inquiry" in kinds:
        inquire(town, "discipline")
    elif open_too:
        register.enter_leave(
            town.cadre("张三稻"),
            kind="private",
            from_on=dt.date(2025, 5, 6),
            to_on=None,
            hand=town.hand("clerk"),
        )
    code, on = town.cadre("张三稻").code, dt.date(2025, 5, 6)
    for _ in range(times):
        found = people_read.leave(town.area, code, on, kinds=kinds)
        register.end_leave(found, to_on=on, reason=reason, hand=town.hand(by))


def ends_before_it_began(town: Town) -> None:
    over(town, "clerk", open_too=True, reason="录入有误")
    register.enter_leave(
        town.cadre("张三稻"),
        kind="sick",
        from_on=dt.date(2025, 5, 6),
        to_on=None,
        hand=town.hand("clerk"),
    )
    found = people_read.leave(
        town.area, town.cadre("张三稻").code, dt.date(2025, 5, 6), kinds=["sick"]
    )
    register.end_leave(found, to_on=dt.date(2025, 5, 5), reason="提前返岗", hand=town.hand("clerk"))


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
    "leave.span": [away(5, 5), away(5, 4), ends_before_it_began],
    "leave.stands": [away(5, 9, times=2)],
    "leave.unknown": [lambda town: over(town, "clerk", people_read.LEAVE_KINDS, open_too=False)],
    "leave.no-reason": [lambda town: over(town, "clerk", reason=" ")],
    "leave.ended": [lambda town: over(town, "clerk", times=2)],
    "inquiry.not-yours": [
        lambda town: inquire(town, "head"),
        lambda town: inquire(town, "clerk"),
        inquired_of_kin,
        lambda town: over(town, "clerk", people_read.INQUIRY),
    ],
    "inquiry.no-document": [lambda town: inquire(town, "discipline", document=" ")],
    "relation.kind": [
        lambda town: people.relate(town.users["member"], town.cadre("张三稻"), "同乡", hand=HOST)
    ],
}
"""Code → the ways of being told so."""
