"""Sentences of refusal about standings, cases and the law."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    # standings
    "brief.not-clerk": _(
        "“%(login)s” is no clerk of the office, and only a clerk freezes a briefing."
    ),
    "brief.not-checkpoint": _("%(on)s is no briefing day. This cycle's are: %(days)s."),
    "brief.early": _("%(on)s has not come yet. Freeze the briefing on that day or later."),
    "brief.twice": _("The briefing of %(on)s is frozen already; a frozen edition never changes."),
    "edition.none": _(
        "Cycle %(cycle)s has no frozen edition yet: brief it first, or leave --frozen out."
    ),
    "close.not-your-step": _(
        "“%(login)s” may not close a cycle: clerks, members and the head of the leading group do."
    ),
    "close.not-head": _(
        "Whether a case is left to be booked late is the head's to say, in no case of their own or"
        " their kin's. “%(login)s” may not; wait until the case is final."
    ),
    "close.not-waiting": _(
        "That case does not wait in the cycle %(name)s: it is a draft, or it has ended. Reload the"
        " page."
    ),
    "close.left": _("That case is left to be booked late already; nothing was changed."),
    "close.reason-short": _(
        "The published close prints why a case is left to be booked late. Write at least %(least)s"
        " characters: why it cannot be finished before the close."
    ),
    "close.no-next": _(
        "No open cycle follows %(name)s yet, so nothing can be left to it. Open the next cycle, or"
        " wait until the case is final."
    ),
    "close.books-nothing": _(
        "Version %(version)s of the rulebook, which the next cycle goes by, books nothing late."
        " Wait until the case is final."
    ),
    "close.running": _("The cycle runs until %(until)s. It can be closed from the day after."),
    "close.asked": _("“%(login)s” has asked for the close already. Another person confirms it."),
    "close.same-hand": _("The same person cannot ask and confirm. Another one must confirm."),
    "close.no-decider": _(
        "One of the two must be a member or the head of the leading group. Let one of them confirm."
    ),
    "close.not-asked": _("Nobody, or somebody else, has asked for the close. Reload the page."),
    "close.claims-waiting": _(
        "%(count)s claims are not finished and would be lost: %(claims)s. Finish each first."
    ),
    "close.openings-waiting": _(
        "%(count)s files of opening balances wait for another account: %(files)s. Approve or drop"
        " each first."
    ),
    "close.suspended": _(
        "%(count)s facts are suspended: %(facts)s. Resume or withdraw each first."
    ),
    "close.plain-differs": _(
        "The second recomputation differs for %(count)s accounts: %(accounts)s. Do not close; tell"
        " the administrator."
    ),
    # warning cases
    "case.unknown": _("There is no warning case %(case)s. Reload the list."),
    "case.second-time": _(
        "Case %(case)s is the second time: no talk is due. The bodies named there decide."
    ),
    "case.no-talk-due": _("Case %(case)s waits for no talk now. Reload the list."),
    "talk.no-call": _(
        "Nobody is called to a talk on case %(case)s now: none is due. Reload the list of cases."
    ),
    "talk.no-record": _("Write what was said: %(least)s characters at least."),
    "talk.future": _("%(on)s has not come yet. Enter the talk once it was held."),
    "talk.before-case": _(
        "The talk of %(on)s lies before the case, which opened on %(opened_on)s. Check the date."
    ),
    "talk.none": _("No talk that counts was held on case %(case)s."),
    "talk.not-yours": _(
        "“%(login)s” may not hold this talk: wrong role, or kin of the person concerned."
    ),
    "talk.same-hand": _("A talk is held by two people. Name somebody else as the second."),
    # what people do about a case
    "hearing.form": _(
        "This form is about somebody or something that is not on the case now. Load its page anew."
    ),
    "complaint.unknown": _("That message is not on this list. Load the list anew."),
    "consequence.no-such-step": _("That is not open here now. Reload the page."),
    "consequence.not-your-step": _("Somebody in another role enters that."),
    "consequence.no-paper": _("Enter the number of the paper that it rests on."),
    "consequence.no-reason": _("Write why, in fifteen characters at least."),
    "consequence.no-second": _("Name the second person: two were there."),
    "consequence.no-meeting": _("A meeting decides that. Choose the agenda point that carried it."),
    "consequence.no-names": _(
        "Enter how many voters and how many representatives signed, and for what reason."
    ),
    "consequence.not-counted": _(
        "The names cannot be counted yet: the numbers of voters and representatives are missing."
        " Enter those of the village first."
    ),
    "consequence.no-votes": _("Enter how many were registered, voted, and were in favour."),
    "consequence.not-accepted": _(
        "A resignation counts from the day the villagers’ meeting accepted it. Enter that day."
    ),
    "consequence.not-twice": _(
        "Only two evaluations running, each “not competent”, end the office. Enter both days."
    ),
    "consequence.not-secretary": _("Only a party secretary’s removal is filed with the county."),
    "consequence.no-course": _(
        "Nothing is to be done here on case %(case)s: it waits, has lapsed, or asks for something"
        " else. Reload the list of cases."
    ),
    "consequence.same-hand": _(
        "“%(login)s” cannot be the second person: it is yourself, or somebody without that role."
    ),
    "consequence.future": _("%(on)s has not come yet. Enter it once it was done."),
    "consequence.order": _(
        "%(on)s lies before the entry of %(before)s. Entries follow one another: check the day."
    ),
    "consequence.figures": _("“%(text)s” is no whole number or day (%(name)s). Enter it again."),
    # the law that an elected office ends by
    "law.not-clerk": _("“%(login)s” may not enter that: a clerk of the office does."),
    "law.not-county": _("“%(login)s” may not enter a text of law: the county does."),
    "law.no-source": _("Enter the name, the article and the source: where the text was read."),
    "law.counts": _(
        "%(voters)s voters and %(representatives)s representatives cannot be: there is at least one"
        " representative, and no more of them than voters. Check the numbers."
    ),
    "law.figure": _(
        "“%(text)s” is no share or number of days (%(name)s). Shares look like 1/5, days like 30."
    ),
    "law.none": _("No text of law is entered that governs this unit on %(on)s. Ask the county."),
    "law.unverified": _(
        "“%(name)s” was not verified against the text: nothing is computed from it. "
        "Let the county enter the text with its source first."
    ),
    "recall.counts": _(
        "The counts contradict each other: %(registered)s registered, %(voted)s voted, "
        "%(in_favour)s in favour. Check the record of the vote."
    ),
    "shortlist.not-yours": _(
        "“%(login)s” may not do this: a clerk draws shortlists and issues the recommendation, the"
        " town party committee enters the choice, and never anybody who stands on the list."
    ),
    "shortlist.none": _(
        "The rulebook of cycle %(cycle)s names no shortlist. A later version may, under “results”."
    ),
    "shortlist.undecided": _(
        "The results of cycle %(cycle)s are not decided, so nobody has a grade yet. Decide them"
        " first."
    ),
    "shortlist.done": _("Every shortlist of cycle %(cycle)s was chosen from already."),
    "shortlist.unknown": _("The rulebook names no shortlist “%(code)s”."),
    "shortlist.not-drawn": _("“%(name)s” was not drawn yet. A clerk draws it first."),
    "shortlist.stale": _(
        "“%(name)s” was drawn from results that were taken back since. Draw it anew."
    ),
    "shortlist.chosen": _("“%(name)s” was chosen from already."),
    "shortlist.not-chosen": _("Nobody was chosen from “%(name)s” yet. A meeting does that first."),
    "shortlist.no-meeting": _(
        "No meeting has carried “%(name)s” as it was drawn last. Put it on an agenda first."
    ),
    "shortlist.nobody": _("Name at least one person of “%(name)s”; else leave it undecided."),
    "shortlist.not-on-it": _(
        "%(code)s does not stand on “%(name)s”, or not any more. Draw it anew, and let a meeting"
        " look again."
    ),
    "shortlist.no-reason": _(
        "Give a reason of at least %(least)s characters for %(code)s: people decide, and say why."
    ),
}
