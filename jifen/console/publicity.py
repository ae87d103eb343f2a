"""Verbs of meetings and publicity: agenda and votes, the monthly batch, postings, second looks."""

import argparse
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jifen.claims import commands as claims
from jifen.claims.commands import Answer
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.errors import Refusal
from jifen.core.meeting import PointKind
from jifen.meetings import commands as meetings
from jifen.meetings import queries as held
from jifen.outcomes.agenda import waiting
from jifen.people import queries as people
from jifen.publicity import commands, letters, queries
from jifen.publicity.kinds import Audience, Subject, Way
from jifen.terms import BATCH_STAGES, MEETING_STATES
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.meetings.models import Meeting


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a town."""
    town_arguments(parser)


def list_meetings(line: Line) -> int:
    """List what waits for a meeting, and the meetings that there were."""
    town = line.town()
    for waits in waiting(town):
        line.say(_("waits: %(title)s") % {"title": f"{waits.title}  {waits.about}"})
    rows = [
        (one.name, one.held_on, one.chair.name, str(MEETING_STATES[one.state]))
        for one in held.every(town)
    ]
    line.rows((_("meeting"), _("day"), _("chair"), _("state")), rows)
    line.give([dict(zip(("name", "on", "chair", "state"), row, strict=True)) for row in rows])
    return DONE


def convene_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the meeting's name, its day, who chairs it and who else is there."""
    town_arguments(parser)
    parser.add_argument("name", help=_("name of the meeting"))
    parser.add_argument("--on", required=True, type=day, help=_("the day of the meeting"))
    parser.add_argument("--chair", required=True, metavar="LOGIN", help=_("who chairs it"))
    parser.add_argument(
        "--there", action="append", default=[], metavar="LOGIN", help=_("who else is there")
    )


def convene(line: Line) -> int:
    """Convene a meeting and note who is there."""
    chair = people.user(line["chair"])
    made = meetings.convene(
        line.town(), name=line["name"], held_on=line["on"], chair=chair, hand=line.hand
    )
    meetings.attend(made, [people.user(login) for login in line["there"]], line.hand)
    line.say(f"{made.name} {made.held_on}")
    line.give({"meeting": str(made.ref)})
    return DONE


DEEDS = ("open", "put", "recuse", "vote", "conclude", "close", "call-off", "minutes")


def do_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a meeting, what is done, and what that needs."""
    town_arguments(parser)
    parser.add_argument("name", help=_("name of the meeting"))
    parser.add_argument("deed", choices=DEEDS, help=_("what is done"))
    parser.add_argument("--point", type=int, default=0, help=_("number of the point"))
    parser.add_argument("--title", default="", help=_("what a point put is about"))
    parser.add_argument(
        "--about", default="", help=_("key of what waits, as `jifen meeting list` names it, or all")
    )
    parser.add_argument("--who", default="", metavar="LOGIN", help=_("who leaves the room"))
    parser.add_argument(
        "--votes", type=int, nargs=3, metavar="N", help=_("for, against, abstained")
    )
    parser.add_argument("--dissent", default="", help=_("who saw it otherwise, and why"))
    parser.add_argument("--text", default="", help=_("what was decided, or why"))


def do(line: Line) -> int:
    """Do one thing at a meeting."""
    hand, meeting = line.hand, held.meeting(line.town(), line["name"])
    match line["deed"]:
        case "open":
            meetings.start(meeting, hand)
        case "put":
            _put(line, meeting)
        case "recuse":
            point, who = held.point(meeting, line["point"]), people.user(line["who"])
            meetings.recuse(point, who, line["text"], hand)
        case "vote":
            point, (yes, no, none) = held.point(meeting, line["point"]), line["votes"] or (0, 0, 0)
            meetings.vote(point, yes, no, none, line["dissent"], hand)
        case "conclude":
            point = held.point(meeting, line["point"])
            count = held.count(point)
            carried = count is not None and count.carried
            meetings.conclude(point, carried, line["text"], hand)
        case "close":
            meetings.close(meeting, hand)
        case "call-off":
            meetings.call_off(meeting, hand)
        case "minutes":
            paper = meetings.issue_minutes(meeting, hand)
            line.say(f"{paper.title}（{paper}）")
    state = held.meeting(line.town(), str(meeting.ref)).state
    line.say(f"{meeting.name} {MEETING_STATES[state]}")
    points = [one.number for one in held.agenda(meeting)]
    line.give({"meeting": str(meeting.ref), "state": state, "points": points})
    return DONE


def _put(line: Line, meeting: "Meeting") -> None:
    """Put what waits onto the agenda, by its key or all of it; else a point of one's own."""
    if not line["about"]:
        own = uuid.UUID(bytes=line.hand.dice(16), version=4)
        meetings.put(meeting, PointKind.OTHER, own, line["title"], line.hand)
        return
    those = [one for one in waiting(line.town()) if line["about"] in {"all", str(one.about)}]
    if not those:
        raise Refusal("meeting.nothing-waits", about=line["about"])
    for one in those:
        meetings.put(
            meeting, one.kind, one.about, one.title, line.hand,
            covers=one.covers, cadres=one.cadres,
        )  # fmt: skip


def batch_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a month, what is done with its batch, and what that needs."""
    town_arguments(parser)
    parser.add_argument("month", type=_month, help=_("month, e.g. 2026-03"))
    parser.add_argument(
        "deed", help=_("what is done"),
        choices=(
            "sheets", "gather", "show", "pull", "table", "approve", "list", "publish", "record",
        ),
    )  # fmt: skip
    parser.add_argument("--claim", type=uuid.UUID, help=_("the case that is pulled out"))
    parser.add_argument("--reason", default="", help=_("why"))
    parser.add_argument(
        "--subject", choices=[one.value for one in Subject], default=Subject.GRANTS.value
    )
    parser.add_argument("--meeting", default="", help=_("name of the meeting"))
    parser.add_argument("--contact", default="", help=_("whom the paper names"))
    parser.add_argument(
        "--audience", choices=[one.value for one in Audience], default=Audience.TOWN.value
    )
    parser.add_argument("--cycle", default="", help=_("cycle, by its name; else the current one"))


def _month(text: str) -> object:
    return day(f"{text}-01")


def batch(line: Line) -> int:
    """Gather a month's grants, put them before a meeting, approve, publicise, record them.

    Of minor deductions, first issue the month's notice sheets.
    """
    town, hand = line.town(), line.hand
    if line["deed"] == "sheets":
        sheets = claims.issue_sheets(town, line["month"], hand=hand)
        for one in sheets:
            line.say(f"{one.title}（{one}）")
        line.give([{"number": str(one), "title": one.title} for one in sheets])
        return DONE
    if line["deed"] == "gather":
        subject = Subject(line["subject"])
        commands.gather(line.cycle(), line["month"], subject=subject, hand=hand)
    rows = queries.batches(town).filter(month=line["month"], subject=line["subject"])
    found = rows.first()
    if found is None:
        raise Refusal("batch.nothing", month=f"{line['month']:%Y-%m}")
    answers: list[Answer] = []
    match line["deed"]:
        case "pull":
            mine = (one.claim for one in queries.lines(found))
            claim = next((one for one in mine if one.ref == line["claim"]), None)
            if claim is None:
                raise Refusal("batch.not-inside")
            commands.pull(found, claim, line["reason"], hand=hand)
        case "list":
            paper = commands.issue_list(found, hand=hand)
            line.say(f"{paper.title}（{paper}）")
        case "table":
            commands.table(found, held.meeting(town, line["meeting"]), hand=hand)
        case "approve":
            answers = commands.approve(found, hand=hand)
        case "publish":
            audience = Audience(line["audience"])
            _posted, answers = commands.publish(
                found, audience=audience, contact=line["contact"], hand=hand
            )
        case "record":
            if not hasattr(found, "posting"):
                raise Refusal("posting.nothing")
            answers = commands.record(found.posting, hand=hand)
    _say(line, answers)
    found = queries.batch_at(found.ref) or found
    inside = queries.lines(found)
    stage = queries.stage(found, inside, queries.point_of(found))
    line.say(f"{queries.title_of(found, sum(not one.pulled for one in inside))} "
             f"{BATCH_STAGES[stage]}")  # fmt: skip
    line.give({"batch": str(found.ref), "stage": stage.value, "refused": _refused(answers)})
    return DONE


def _say(line: Line, answers: list[Answer]) -> None:
    for one in answers:
        if one.refusal is not None:
            line.say(f"{one.claim.ref} {sentence(one.refusal)}")


def _refused(answers: list[Answer]) -> dict[str, str]:
    return {str(one.claim.ref): one.refusal.code for one in answers if one.refusal is not None}


def list_postings(line: Line) -> int:
    """List what is publicised today."""
    rows = [
        (str(one.ref), letters.heading(one), one.from_on, one.until_on, len(one.lines.all()))
        for one in queries.running(line.town(), on=line.hand.today)
    ]
    line.rows((_("posting"), _("what"), _("from"), _("until"), _("how many")), rows)
    names = ("posting", "what", "from", "until", "count")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def end_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a posting and whether what stood in it is recorded at once."""
    town_arguments(parser)
    parser.add_argument("posting", type=uuid.UUID)
    parser.add_argument(
        "--record", action="store_true", help=_("record what stood in it, once it is closed")
    )


def end(line: Line) -> int:
    """Close a posting with its record; with --record, record what stood in it."""
    town = line.town()
    found = queries.postings(town).filter(ref=line["posting"]).select_related("town").first()
    if found is None:
        raise Refusal("posting.nothing")
    commands.close(found, hand=line.hand)
    answers = commands.record(found, hand=line.hand) if line["record"] else []
    _say(line, answers)
    line.give({"posting": str(found.ref), "refused": _refused(answers)})
    return DONE


def object_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a posting, the grant of it, what is wrong, and how it came."""
    town_arguments(parser)
    parser.add_argument("posting", type=uuid.UUID)
    parser.add_argument("claim", type=uuid.UUID)
    parser.add_argument("text", help=_("what is wrong with it"))
    parser.add_argument(
        "--way", choices=[way.value for way in Way], default=Way.ACCOUNT.value,
        help=_("how it came; discipline writes down what came on paper or by phone"),
    )  # fmt: skip
    parser.add_argument("--reporter", default="", help=_("from whom (may be left out)"))


def object_to(line: Line) -> int:
    """Object to a posted grant, or write down an objection that came on paper or by phone."""
    found = queries.posting_at(line["posting"])
    if found is None or found.town != line.town():
        raise Refusal("posting.nothing")
    posted = next((one for one in found.lines.all() if one.claim.ref == line["claim"]), None)
    if posted is None:
        raise Refusal("objection.over", until=found.until_on)
    way, text = Way(line["way"]), line["text"]
    if way is Way.ACCOUNT:
        made = commands.object_to(posted, text, hand=line.hand)
    else:
        made = commands.enter(posted, text, way=way, reporter=line["reporter"], hand=line.hand)
    line.say(_("Your objection came in. Only the discipline inspection sees who made it."))
    line.give({"objection": str(made.ref)})
    return DONE


def list_objections(line: Line) -> int:
    """List what was objected, and what became of it."""
    rows = [
        (
            str(one.ref),
            one.line.claim.item,
            one.line.claim.unit.name,
            one.text,
            (_("upheld") if one.ruling.upheld else _("dismissed")) if queries.is_ruled(one) else "",
        )
        for one in queries.objections(line.town())
    ]
    line.rows((_("objection"), _("item"), _("village"), _("text"), _("ruling")), rows)
    names = ("objection", "item", "unit", "text", "ruling")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def rule_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an objection, whether it is borne out, and why."""
    town_arguments(parser)
    parser.add_argument("objection", type=uuid.UUID)
    parser.add_argument("ruling", choices=("upheld", "dismissed"))
    parser.add_argument("--reason", required=True)


def rule(line: Line) -> int:
    """Rule on an objection."""
    found = queries.objections(line.town()).filter(ref=line["objection"])
    one = found.select_related("town", "line__posting__town", "line__claim__town").first()
    if one is None:
        raise Refusal("objection.ruled")
    commands.rule(one, upheld=line["ruling"] == "upheld", reason=line["reason"], hand=line.hand)
    line.give({"objection": str(one.ref), "ruling": line["ruling"]})
    return DONE


def recheck_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a month and how many in a hundred are drawn."""
    town_arguments(parser)
    parser.add_argument("month", type=_month, help=_("month, e.g. 2026-03"))
    parser.add_argument("--percent", type=int, default=5, help=_("how many in a hundred"))


def recheck(line: Line) -> int:
    """Draw a month's sample of recorded grants with its public seed."""
    made = commands.draw(line.town(), line["month"], percent=line["percent"], hand=line.hand)
    cases = [str(one.claim.ref) for one in made.lines.select_related("claim")]
    line.say(_("seed %(seed)s") % {"seed": made.seed})
    for case in cases:
        line.say(f"  {case}")
    line.give(
        {
            "recheck": str(made.ref),
            "seed": made.seed,
            "population": made.population,
            "drawn": cases,
        }
    )
    return DONE


def result_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a month, a drawn grant, what was found, and why."""
    town_arguments(parser)
    parser.add_argument("month", type=_month, help=_("month, e.g. 2026-03"))
    parser.add_argument("claim", type=uuid.UUID)
    parser.add_argument("result", choices=("right", "wrong"))
    parser.add_argument("--reason", required=True, help=_("why"))


def enter_result(line: Line) -> int:
    """Enter what was found when a drawn grant was looked at again."""
    town = line.town()
    sample = next((one for one in queries.rechecks(town) if one.month == line["month"]), None)
    drawn = queries.recheck_line(town, sample.ref, line["claim"]) if sample is not None else None
    if drawn is None:
        raise Refusal("recheck.not-yours")
    right = line["result"] == "right"
    commands.enter_result(drawn, right=right, reason=line["reason"], hand=line.hand)
    line.give({"claim": str(drawn.claim.ref), "result": line["result"]})
    return DONE
