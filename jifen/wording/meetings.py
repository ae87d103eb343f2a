"""Sentences of refusal about meetings, batches, publicity and objections."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    "meeting.nothing-waits": _(
        "Nothing with the key “%(about)s” waits for a meeting. See `jifen meeting list`."
    ),
    # meetings
    "meeting.unknown": _("There is no meeting “%(name)s” in the town. Check its name."),
    "meeting.no-such-point": _(
        "The agenda has no point %(number)s. Look the number up on the meeting's page."
    ),
    "meeting.no-such-step": _(
        "The meeting is not at that stage. Reload the page; it shows what can be done."
    ),
    "meeting.not-yours": _(
        "Only the office and those who vote keep a meeting's record. Let one of them do it."
    ),
    "meeting.chair-only": _(
        "Only whoever chairs the meeting says what was decided. Let the chair sign in."
    ),
    "meeting.no-name": _("Give the meeting a name, e.g. “March meeting of the leading group”."),
    "meeting.not-chair": _(
        "%(name)s has no vote in the town that day and cannot chair. Choose a member or the head."
    ),
    "meeting.no-title": _("Give the point a title: what is to be decided."),
    "meeting.not-of-the-town": _(
        "%(name)s holds no role in this town on the day of the meeting. Grant one, or leave it out."
    ),
    "meeting.absent": _("%(name)s is not among those present. Enter them as present first."),
    "meeting.no-reason": _("Say why this person leaves the room for the point."),
    "meeting.voted": _(
        "Point %(number)s was voted on already. Recusal comes before the vote: count it anew."
    ),
    "meeting.decided": _(
        "Point %(number)s is decided, and a decision stands. Bring it up again at another meeting."
    ),
    "meeting.too-few": _(
        "This point takes %(least)s with a vote at least, and %(present)s are there without the"
        " recused. Enter who else is present, or put it off."
    ),
    "meeting.votes-differ": _(
        "%(entitled)s have a vote on this point, and %(votes)s votes are entered. Count again."
    ),
    "meeting.no-dissent": _(
        "%(against)s voted against it. Write who saw it otherwise and why: it stands in the"
        " minutes."
    ),
    "meeting.no-vote": _("This point was not voted on yet. Enter the votes first."),
    "meeting.not-as-voted": _(
        "%(votes)s of %(entitled)s voted for it; more than half carries. Decide as was voted."
    ),
    "meeting.no-decision-text": _("Write what was decided: %(least)s characters at least."),
    "meeting.before-its-day": _("The meeting is on %(on)s. Open it on that day."),
    "meeting.undecided": _(
        "The points %(numbers)s were voted on, and the chair has not said what was decided. First"
        " decide them, then close the meeting."
    ),
    "meeting.not-closed": _("“%(name)s” is not closed yet. Minutes follow the close."),
    # many at once, monthly batches, publicity, objections, checks
    "claim.not-together": _(
        "Only grants are handed in or verified many at once. Take this step one by one."
    ),
    "batch.not-yours": _(
        "A monthly batch is the office's to gather, and the office's or a member's to pull from."
    ),
    "batch.nothing": _(
        "No verified grant of %(month)s or before waits for a batch. Verify what was handed in."
    ),
    "batch.nothing-left": _("Everything was pulled out of this batch. Gather another one."),
    "batch.no-reason": _("Say why this one is pulled out: it is then decided by itself."),
    "batch.not-inside": _("It is not in this batch, or was pulled out of it. Reload the page."),
    "batch.not-carried": _(
        "No meeting has carried this batch. Put it on an agenda, vote, and let the chair decide."
    ),
    "batch.not-at-the-meeting": _(
        "Only somebody who voted on the batch carries the meeting's decision out. Let one of them."
    ),
    "batch.not-publicised": _(
        "Deductions are never publicised. Serve each decision on the person concerned."
    ),
    "batch.close-hand": _(
        "%(name)s voted and is close to this grant, or handed it in or verified it. It is approved"
        " by itself, by somebody else."
    ),
    "posting.no-contact": _(
        "Name whom to ask and to object to, with a telephone number or a room: the paper prints it."
    ),
    "posting.nothing": _("There is no approved grant to publicise. Approve some first."),
    "posting.not-yours": _("Only the office brings a publicity to its end and records it."),
    "posting.objections-open": _(
        "%(count)s objections wait for a ruling. Publicity ends once they are ruled on."
    ),
    "posting.not-closed": _(
        "This publicity, until %(until)s, has no closing record yet. Close it first."
    ),
    "objection.not-yours": _("You have no role in this town. Object on paper or by phone instead."),
    "objection.not-discipline": _(
        "Only the discipline inspection writes down what came on paper or by phone. Send them"
        " there."
    ),
    "objection.over": _(
        "The publicity ended on %(until)s, or this was taken off. An appeal is still possible."
    ),
    "objection.no-text": _("Write what is wrong with it: %(least)s characters at least."),
    "objection.ruled": _("This objection has its ruling already. Reload the page."),
    "objection.not-posted": _(
        "The results of cycle %(cycle)s are not publicised now. A review can still be asked for."
    ),
    "objection.not-office": _(
        "The office or the discipline inspection writes down what came on paper or by phone."
    ),
    "objection.no-paper": _(
        "Enter the number under which the paper, or the note of the call, is kept."
    ),
    "objection.unknown": _("There is no such objection for you here. Reload the page."),
    "objection.decided": _(
        "You had a hand in these results, or sat in the meeting that carried them. Somebody else"
        " rules on the objection."
    ),
    "objection.not-judge": _(
        "It is not yours to rule on: a member, the head or the discipline inspection does who did"
        " not decide and whom it does not touch; where there is none, the county."
    ),
    "objection.no-reason": _("Write why it is so ruled, in %(least)s characters at least."),
    "objection.not-ruled": _("There is no ruling to reply with yet."),
    "objection.by-account": _("It came from an account: its owner reads the ruling on this page."),
    "objection.own": _("You made this objection, or wrote it down. Somebody else rules on it."),
    "recheck.not-yours": _("This second look is not yours to take: it needs a role over the case."),
    "recheck.percent": _("Between %(least)s and %(most)s in a hundred are looked at again."),
    "recheck.month-running": _(
        "The month is not over. Its sample can be drawn from %(on)s on: the seed is its last"
        " record."
    ),
    "recheck.nothing": _("No grant was recorded in %(month)s, so there is nothing to draw from."),
    "recheck.same-hand": _(
        "You handed it in, verified or approved it. Somebody else looks at it again."
    ),
    "recheck.no-reason": _("Write what was found: %(least)s characters at least."),
    "recheck.done": _("The result of this one is entered already, and stands."),
}
