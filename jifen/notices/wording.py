"""The sentence of each notice, and the page it leads to: the one place where a code becomes words.

tests/notices/test_wording.py sees that every row leads to a page that there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence whose blanks the notice's values fill; `route` of the page `about` is shown on.

    `route` is a name of the policy table's pages; "" where there is nothing to open. Where `many`
    stands, several a day to one person are shown as one, which leads to the town's page `list_`.
    """

    text: Promise | str
    route: str = ""
    many: Promise | str = ""
    list_: str = "tasks"


NOTICES: Mapping[str, Words] = {
    "objection.made": Words(
        _(
            "Somebody objects to what is publicised of %(village)s (%(item)s). See that it is"
            " ruled on."
        ),
        "objection",
    ),
    "objection.ruled": Words(
        _(
            "Your objection to what is publicised of %(village)s (%(item)s) was looked into and"
            " ruled on."
        ),
        "posting",
    ),
    "result-objection.made": Words(
        _("Somebody objects to the results of cycle %(cycle)s. See that it is ruled on."),
        "results-objections",
    ),
    "result-objection.ruled": Words(
        _("Your objection to the results of cycle %(cycle)s was looked into and ruled on."),
        "results-objections",
    ),
    "result-objection.upheld": Words(
        _(
            "An objection to the results of cycle %(cycle)s was borne out. Take them back, so that"
            " they are proposed anew."
        ),
        "results",
    ),
    "posting.over": Words(
        _("The publicity of %(name)s is over. Close it, then record what stood in it."), "posting"
    ),
    "complaint.made": Words(
        _("A complaint or suggestion about the system came in from %(town)s: “%(about)s”."),
        "complaints",
    ),
    "complaint.answered": Words(
        _("The county has answered your complaint or suggestion: “%(answer)s”"), "complain"
    ),
    "appeal.filed": Words(
        _("Somebody asks for a review of a decision on “%(title)s”. You may judge it: open it."),
        "appeal",
    ),
    "appeal.admitted": Words(
        _(
            "The review you asked for, of “%(title)s”, was taken up. What it is about does not"
            " count meanwhile."
        ),
        "appeal",
    ),
    "appeal.answer": Words(
        _(
            "The decision on “%(title)s” is being reviewed. As the one who decided you may say"
            " what led to it."
        ),
        "appeal",
    ),
    "appeal.declined": Words(
        _(
            "The review you asked for, of “%(title)s”, was not taken up. Its page says why, and"
            " what you may do next."
        ),
        "appeal",
    ),
    "appeal.decided": Words(
        _("The review of “%(title)s” is decided. Serve the decision."),
        "appeal",
    ),
    "appeal.served": Words(
        _(
            "The review of “%(title)s” is decided. Open it to read the decision, and what you"
            " may do next."
        ),
        "appeal",
    ),
    "appeal.overdue": Words(
        _(
            "The review of “%(title)s” has run past its last day. The person keeps the better"
            " result until it is decided."
        ),
        "appeal",
    ),
    "fact.released": Words(
        _(
            "“%(title)s” of %(who)s no longer meets the limit that held it back. It does not count"
            " until you have read why and your days are over."
        ),
        "fact-anew",
    ),
    "fact.to-serve-anew": Words(
        _(
            "“%(title)s” of %(who)s was released from a limit and waits. Where it is not read in"
            " the system, serve it anew."
        ),
        "fact-anew",
    ),
    "fact.unread-anew": Words(
        _(
            "%(who)s has not read within three working days that “%(title)s” was released from a"
            " limit. Serve it on paper."
        ),
        "fact-anew",
    ),
    "recusal.asked": Words(
        _("%(name)s is asked to keep out of a case. Please rule on it."), "recusal"
    ),
    "recusal.ordered": Words(_("You are to keep out of a case, by order."), "recusal"),
    "recusal.granted": Words(_("%(name)s keeps out of the case."), "recusal"),
    "recusal.refused": Words(_("%(name)s need not keep out of the case."), "recusal"),
    "claim.noticed": Words(
        _(
            "A deduction concerning %(who)s is proposed: %(item)s, of %(on)s. Read the notice"
            " and answer it."
        ),
        "claim",
    ),
    "claim.decided": Words(
        _(
            "The deduction concerning %(who)s was decided: %(item)s, of %(on)s. Read the "
            "decision; you may ask for a review."
        ),
        "claim",
    ),
    "claim.dropped": Words(
        _("Nothing is deducted: the case of %(who)s (%(item)s, of %(on)s) has ended."),
        "claim",
    ),
    "claim.suspended": Words(
        _("The case of %(who)s (%(item)s, of %(on)s) is suspended."),
        "claim",
    ),
    "claim.milder": Words(
        _("After a review the deduction concerning %(who)s (%(item)s, of %(on)s) became milder."),
        "claim",
    ),
    "claim.redone": Words(
        _("After a review the case of %(who)s (%(item)s, of %(on)s) is noticed anew."),
        "claim",
    ),
    "claim.answered": Words(
        _("%(who)s answered: %(item)s, of %(on)s. Reply to each point."),
        "claim",
    ),
    "claim.unread-notice": Words(
        _(
            "%(who)s has not read the notice within three working days: %(item)s, of %(on)s. "
            "Serve it on paper."
        ),
        "claim",
    ),
    "claim.unread-decision": Words(
        _(
            "%(who)s has not read the decision within three working days: %(item)s, of "
            "%(on)s. Serve it on paper."
        ),
        "claim",
    ),
    "claim.review-upheld": Words(
        _("The review upheld the deduction concerning %(who)s: %(item)s, of %(on)s."),
        "claim",
    ),
    "claim.review-changed": Words(
        _("The review changed the deduction concerning %(who)s: %(item)s, of %(on)s."),
        "claim",
    ),
    "claim.review-quashed": Words(
        _("The review quashed the deduction concerning %(who)s: %(item)s, of %(on)s."),
        "claim",
    ),
    "task.issued": Words(
        _("“%(title)s” is asked of you in %(unit)s, until %(on)s. Open it to see what it is."),
        "task",
        _("%(count)s tasks are asked of you. Open the list to see them."),
    ),
    "task.overdue": Words(
        _("“%(title)s” in %(unit)s was due on %(on)s. Report it as soon as it is done."),
        "task",
        _("%(count)s tasks of yours are past their last day. Report each as soon as it is done."),
    ),
    "task.missed": Words(
        _("“%(title)s” in %(unit)s was due on %(on)s and its days of grace are over."),
        "task",
        _("The days of grace of %(count)s tasks are over. The list says which."),
    ),
    "task.returned": Words(
        _("“%(title)s” in %(unit)s came back: its page says what is missing. Due on %(on)s."),
        "task",
    ),
    "task.extended": Words(
        _("“%(title)s” in %(unit)s has more time: it is due on %(on)s."),
        "task",
    ),
    "task.not-extended": Words(
        _("“%(title)s” in %(unit)s has no more time: it is due on %(on)s. Its page says why."),
        "task",
    ),
    "task.urged": Words(
        _("The office urges you: “%(title)s” in %(unit)s, due on %(on)s. Its page says more."),
        "task",
        _("The office urges you about %(count)s tasks. Their pages say more."),
    ),
    "task.reported": Words(
        _("“%(title)s” is reported finished in %(unit)s. Look at it, and accept or return it."),
        "task",
        _("%(count)s tasks are reported finished. Look at each, and accept or return it."),
    ),
    "task.asked": Words(
        _("%(unit)s asks for more time for “%(title)s”, due on %(on)s. Extend it or say why not."),
        "task",
        _("More time is asked for in %(count)s tasks. Extend each or say why not."),
    ),
    "routine.kept-back": Words(
        _(
            "The turn of %(on)s of the recurring task “%(title)s” could not be asked for. Open the"
            " list, and ask for it yourself: it says what stands in the way."
        ),
        "routines",
    ),
    "claim.review-redo": Words(
        _(
            "The review sent the deduction concerning %(who)s back: %(item)s, of %(on)s. "
            "Notice it anew."
        ),
        "claim",
    ),
}


def sentence(code: str, values: Mapping[str, str], *, count: int = 1) -> str:
    """Return a notice's sentence in the reader's language; of `count` that are shown as one."""
    if count > 1:
        return str(NOTICES[code].many) % {"count": count}
    return str(NOTICES[code].text) % values
