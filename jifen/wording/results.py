"""Sentences of refusal about the results of a cycle, and the counts that they rest on."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    "results.not-yours": _(
        "Somebody in another role does that. The page says what is open to whom; ask for the role"
        " or let its holder do it."
    ),
    "results.no-such-step": _("That is not open for these results now. Reload the page."),
    "results.not-closed": _(
        "Cycle %(cycle)s is not closed, and results rest on its final edition. Close it first."
    ),
    "results.none": _("No results are proposed for cycle %(cycle)s. A clerk proposes them first."),
    "results.pool": _(
        "The rulebook has no pool, or says its size itself: name none. Else name a sum in yuan, not"
        " below zero."
    ),
    "results.no-settled": _(
        "Something waits yet: a tie or a consequence for a meeting, or a count to be confirmed."
        " Settle it, then propose the results anew."
    ),
    "results.no-current": _(
        "A count, a ruling or a tie was entered since this proposal, and the results are others"
        " now. Propose them anew, and put that proposal before the meeting."
    ),
    "results.no-meeting": _(
        "No meeting has carried this proposal. Put it on an agenda and let the chair conclude it."
    ),
    "results.no-amended": _(
        "The results stand. They are proposed anew only when the closed cycle has been amended."
    ),
    "results.no-period": _(
        "The results are still publicised. They stand once the last day of that is over."
    ),
    "results.no-reason": _("Write why, in fifteen characters at least."),
    "results.no-departure-reason": _(
        "%(name)s gets another grade than proposed: write why, in %(least)s characters at least."
    ),
    "results.no-such-person": _(
        "Nobody of these results has the code “%(code)s”. Choose the person from the list."
    ),
    "results.kin": _(
        "%(name)s is your kin, or you stand aside from them: another of the committee enters that."
    ),
    "results.departure": _(
        "%(name)s cannot be given that grade: nobody is lifted above what their own figures give,"
        " and a tie is settled by the meeting first. Choose a grade not above it."
    ),
    "results.over-quota": _(
        "The quota of %(grade)s has %(seats)s places, and the decision gives more. Name whoever"
        " falls out as well."
    ),
    "results.no-contact": _("Write who takes objections, and the telephone number."),
    "results.no-answered": _(
        "An objection to results of this cycle waits for its ruling. See that somebody rules on it."
    ),
    "results.no-unopposed": _(
        "An objection to these results was borne out, so they cannot stand. The town party"
        " committee takes them back, and they are proposed anew."
    ),
    "amend.open": _(
        "Cycle %(name)s is open: put it right there, by withdrawal or repair. Only a closed cycle"
        " is amended."
    ),
    "amend.not-yours": _(
        "You may not do that here: wrong role, or your own or your kin's case. Another member or"
        " the head does it; of a confidential matter, the discipline inspection proposes and the"
        " head decides."
    ),
    "amend.not-there": _(
        "That record is no fact of cycle %(cycle)s that counts for them. Check its number and whom"
        " it is about."
    ),
    "amend.no-paper": _("Enter the number of the paper that proves the mistake."),
    "amend.no-reason": _("Write why, in %(least)s characters at least."),
    "amend.waits": _("An amendment of this fact is proposed already. Make it or drop it first."),
    "amend.not-by-review": _(
        "No served review of this fact is waiting to be taken in. Choose what else proves the"
        " mistake."
    ),
    "amend.basis": _(
        "Choose what proves the mistake: a review, a judgment, or a verified mistake."
    ),
    "amend.unknown": _("No such amendment waits in this cycle. Reload the page."),
    "amend.same-hand": _(
        "“%(login)s” proposed this amendment. Somebody else must make it so, or drop it."
    ),
    "count.no-such-source": _(
        "The rulebook's results have no source “%(code)s” to be counted. There are: %(codes)s."
    ),
    "count.no-paper": _("Enter the number of the paper with the signed count."),
    "count.empty": _("Choose the filled sheet: there is no count in what was handed in."),
    "count.no-sheet": _(
        "No sheet of the file has the headings %(headings)s with a filled row below. Download the"
        " form, fill it in, and hand in that file."
    ),
    "count.rows": _(
        "%(count)s rows cannot be read, and nothing was taken over: %(problems)s Mend the sheet and"
        " hand it in again."
    ),
    "count.unknown": _("There is no such count in this cycle. Reload the page."),
    "count.said": _("Somebody has confirmed or rejected this count already. Reload the page."),
    "count.same-hand": _(
        "“%(login)s” entered this count. Somebody else confirms it against the signed paper."
    ),
    "count.fixed": _(
        "The results of cycle %(cycle)s are decided, and rest on what was counted. The committee"
        " takes them back first."
    ),
    "seating.no-line": _("The latest proposal has no tie at “%(line)s”. Reload the page."),
    "seating.no-meeting": _(
        "No meeting has carried this tie. Put it on an agenda; enter what was decided afterwards."
    ),
    "seating.too-many": _(
        "That is not what a meeting can have decided: %(seats)s places at most, for people of the"
        " tie alone."
    ),
}
