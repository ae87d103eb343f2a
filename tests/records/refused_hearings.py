"""What is declined in the hearing of a deduction: code → ways of being told so."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from unittest import mock

from jifen.claims import commands as claims
from jifen.claims import hearings
from jifen.claims.letters import Letter
from jifen.claims.models import Addressee, Claim, Person
from jifen.claims.queries import claim_at, item_of
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.rules import Approver
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action, Outcome
from tests.laws.town import Town

Wrong = Callable[[Town], object]
CHARGE = (
    ("line", Action.PROPOSE),
    ("clerk", Action.TAKE_UP),
    ("clerk", Action.NOTICE),
    ("clerk", Action.ANSWER),
    ("clerk", Action.REPLY),
    ("member", Action.DECIDE),
    ("clerk", Action.SERVE),
)
THREE = Measures(chosen=Centipoints(3_00))
FIVE = Measures(chosen=Centipoints(5_00))


def upto(town: Town, last: Action | None, item: str = "D-4") -> Claim:
    """Bring a charge of three points as far as a step."""
    measures = Measures(level="light") if item == "D-3" else THREE
    claim = town.draft("line", item, "张三稻", measures=measures)
    for login, action in CHARGE if last else ():
        claim = town.walk(claim, (login, action))
        if action is last:
            break
    return claim


def share(claim: Claim) -> Addressee:
    found = claim_at(claim.ref)
    assert found is not None
    return hearings.live(found)[0]


def noticed(town: Town) -> Addressee:
    """A notice that has reached nobody."""
    claim = upto(town, Action.TAKE_UP)
    town.step(claim, "clerk", Action.NOTICE)
    return share(claim)


def reviewed(town: Town) -> Addressee:
    """A share whose review is open."""
    one = share(upto(town, Action.SERVE))
    review(town, one)
    return one


def review(town: Town, one: Addressee) -> None:
    with town.deed("head") as (chain, hand):
        claims.begin_review(one, chain=chain, hand=hand)


def end(town: Town, one: Addressee, outcome: Outcome, **more: object) -> None:
    given: dict[str, object] = {"reason": "经复核，情况属实。"} | more
    login = str(given.pop("login", "committee"))
    with town.deed(login) as (chain, hand):
        claims.end_review(one, outcome, chain=chain, hand=hand, **given)  # type: ignore[arg-type]


def lift(town: Town, one: Addressee, login: str = "head", reason: str = "证据确凿。") -> None:
    with town.deed(login) as (chain, hand):
        claims.lift_review(one, reason=reason, chain=chain, hand=hand)


def decide(town: Town, claim: Claim, **more: object) -> None:
    given: dict[str, object] = {"reason": "情况属实，应予扣分。"} | more
    claims.take_step(claim, Action.DECIDE, hand=town.hand("member"), **given)  # type: ignore[arg-type]


def at_once(town: Town, seconds: int, action: str) -> None:
    """What follows a decision within some seconds."""
    claim, at = upto(town, Action.REPLY), town.hand("member")
    claims.take_step(claim, Action.DECIDE, hand=at, reason="情况属实，应予扣分。")
    if action == "take back":
        claims.take_back(claim, hand=town.later(at, seconds))
    else:
        claims.take_step(claim, Action.SERVE, hand=town.later(at, seconds, "clerk"))


def serve(town: Town, one: Addressee, mode: Mode = Mode.SIGNED, **more: object) -> None:
    given: dict[str, object] = {"proof": "签收1号"} | more
    login = str(given.pop("login", "clerk"))
    claims.serve(one, Served.NOTICE, mode, hand=town.hand(login), **given)  # type: ignore[arg-type]


def twice_served(town: Town) -> None:
    one = noticed(town)
    serve(town, one)
    serve(town, one)


def early(town: Town) -> None:
    serve(town, noticed(town), on=town.day - dt.timedelta(days=1))


def answer(
    town: Town, one: Addressee, login: str, points: Sequence[str] = ("不是我。",), paper: str = ""
) -> None:
    claims.answer(one, points, signature=paper, hand=town.hand(login))


def unsheeted(town: Town) -> object:
    """A minor deduction that is on no notice sheet."""
    light = town.draft("line", "D-4", "张三稻", measures=Measures(chosen=Centipoints(1_00)))
    claim = town.walk(light, ("line", Action.PROPOSE), ("clerk", Action.TAKE_UP))
    town.step(claim, "clerk", Action.NOTICE)
    return sheet(town, light.happened_on, town.code("张三稻"))


def sheet(town: Town, on: dt.date, holder: str) -> object:
    hand = town.hand("clerk")
    return claims.serve_sheet(town.area, on, holder, Mode.SIGNED, proof="签收1号", hand=hand)


def late_answer(town: Town) -> None:
    one = share(upto(town, Action.NOTICE))
    assert one.answer_until is not None
    town.day = one.answer_until + dt.timedelta(days=1)
    answer(town, one, "clerk", paper="代录1号")


def reply_to(town: Town, last: Action, reason: str = "经核对，不采纳。") -> None:
    found = claim_at(upto(town, last).ref)
    assert found is not None
    point = next(iter(hearings.points(found)))
    claims.reply(point, accepted=False, reason=reason, hand=town.hand("clerk"))


def open_point(town: Town) -> None:
    claim = upto(town, Action.ANSWER)
    town.step(claim, "clerk", Action.REPLY)


def moved_since(town: Town) -> None:
    """Since the notice another offence was recorded that makes this one weigh more."""
    claim = upto(town, Action.REPLY)
    Addressee.objects.filter(claim=claim).update(amount=1_00)
    decide(town, claim)


def out_of_time(town: Town) -> None:
    one = share(upto(town, Action.SERVE))
    assert one.appeal_until is not None
    town.day = one.appeal_until + dt.timedelta(days=1)
    review(town, one)


def under_review(town: Town) -> None:
    one = reviewed(town)
    town.step(one.claim, "head", Action.SUSPEND)


def old(town: Town) -> None:
    claim = upto(town, Action.PROPOSE)
    town.day = claim.happened_on + dt.timedelta(days=400)
    town.step(claim, "clerk", Action.TAKE_UP)


def doubled(town: Town) -> None:
    upto(town, Action.NOTICE, "D-3")
    claim = upto(town, Action.PROPOSE, "D-3")
    claims.take_step(claim, Action.TAKE_UP, hand=town.hand("clerk"))


def photo(town: Town) -> None:
    claim = town.draft("line", "D-4", "张三稻", measures=Measures(chosen=Centipoints(10_00)))
    Claim.objects.filter(pk=claim.pk).update(evidence=["file:" + "0" * 64])
    claim = town.walk(claim, ("line", Action.PROPOSE), ("stationed", Action.ATTEST))
    town.step(claim, "clerk", Action.TAKE_UP)


def unbacked(town: Town) -> None:
    """The letter of a decision that was not taken yet."""
    claims.issue_letter(share(upto(town, Action.NOTICE)), Letter.DECISION, hand=town.hand("clerk"))


def left_to(town: Town, approver: Approver) -> None:
    """A member decides what the version leaves to the head, or to a meeting."""
    claim = upto(town, Action.REPLY)
    item = replace(item_of(claim), approver=approver)
    with mock.patch("jifen.claims.commands.steps.item_of", return_value=item):
        decide(town, claim)


def nobody(town: Town) -> None:
    """A notice to nobody: whom the case named was taken off it behind our back."""
    claim = upto(town, Action.TAKE_UP)
    Person.objects.filter(claim=claim).delete()
    town.step(claim, "clerk", Action.NOTICE)


HEARING: Mapping[str, Sequence[Wrong]] = {
    "claim.just-decided": [lambda town: at_once(town, 9, "serve")],
    "claim.take-back-over": [lambda town: at_once(town, 10, "take back")],
    "claim.nothing-to-take-back": [
        lambda town: claims.take_back(upto(town, Action.REPLY), hand=town.hand("member"))
    ],
    "claim.reason-short": [
        lambda town: decide(town, upto(town, Action.REPLY), reason="属实"),
        lambda town: end(town, reviewed(town), Outcome.UPHELD, reason="是"),
        lambda town: reply_to(town, Action.ANSWER, "不"),
    ],
    "claim.head-decides": [lambda town: left_to(town, Approver.HEAD)],
    "claim.meeting-decides": [lambda town: left_to(town, Approver.MEETING)],
    "claim.nobody-bears": [nobody],
    "claim.worse": [lambda town: decide(town, upto(town, Action.REPLY), measures=FIVE)],
    "claim.moved-since": [moved_since],
    "claim.points-open": [open_point],
    "claim.review-open": [under_review, lambda town: review(town, reviewed(town))],
    "claim.window-over": [out_of_time],
    "claim.no-review": [
        lambda town: end(town, share(upto(town, Action.SERVE)), Outcome.UPHELD),
        lambda town: lift(town, share(upto(town, Action.SERVE))),
    ],
    "claim.never-final": [lambda town: lift(town, reviewed(town))],
    "claim.no-milder": [
        lambda town: end(town, reviewed(town), Outcome.CHANGED),
        lambda town: end(town, reviewed(town), Outcome.CHANGED, measures=FIVE),
    ],
    "claim.not-served": [lambda town: town.step(noticed(town).claim, "clerk", Action.HEAR_NOTHING)],
    "claim.answer-over": [late_answer],
    "claim.time-barred": [old],
    "claim.duplicate": [doubled],
    "claim.photo-alone": [photo],
    "service.already": [twice_served],
    "service.no-proof": [lambda town: serve(town, noticed(town), proof=" ")],
    "service.future": [lambda town: serve(town, noticed(town), on=town.day + dt.timedelta(days=1))],
    "service.early": [early],
    "service.not-yours": [
        lambda town: serve(town, noticed(town), login="line"),
        lambda town: serve(town, noticed(town), Mode.READ),
    ],
    "answer.not-yours": [lambda town: answer(town, noticed(town), "line")],
    "answer.no-signature": [lambda town: answer(town, noticed(town), "clerk")],
    "answer.empty": [lambda town: answer(town, noticed(town), "clerk", [" "], "代录1号")],
    "answer.replied": [lambda town: reply_to(town, Action.REPLY)],
    "letter.missing": [unbacked],
    "sheet.not-issued": [unsheeted],
    "sheet.nothing": [
        lambda town: sheet(town, town.day, town.code("张三稻")),
        lambda town: claims.issue_sheets(town.area, town.day, hand=town.hand("clerk")),
    ],
}
