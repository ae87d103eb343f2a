"""Sentences of refusal about files, evidence, complaints and papers."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    # files
    "past.locked": _(
        "The county has locked the way in for past decisions. Enter it as a claim instead."
    ),
    "past.no-decision": _("A past decision needs its number in the row."),
    "past.not-clerk": _("“%(login)s” is no clerk of the office, and only a clerk enters."),
    "past.not-county": _("Only a county account locks the way in for past decisions."),
    "past.not-decider": _(
        "“%(login)s” is no member or head of the leading group toward these people, so cannot"
        " approve. Name another account."
    ),
    "past.same-hand": _("Enterer and approver are the same account. Two people are needed."),
    "past.two-people": _("This needs two accounts: one that enters, another that approves."),
    "past.withdrawal-target": _(
        "%(found)s facts fit this withdrawal, and it must be exactly one. Complete the row."
    ),
    "past.withdrawal-undecided": _(
        "A withdrawal in a file must be decided: enter the file with an approver."
    ),
    "row.unit": _(
        "The figure is in %(unit)s, but %(item)s counts %(counted)s. Convert it, or mend the unit."
    ),
    "row.capacity": _("“%(word)s” behind a name is not known. It is one of: %(words)s."),
    "row.points": _("%(figure)s is no figure in points: two decimals at most."),
    "row.unwanted-measure": _("%(item)s takes no figure, but the row has %(figure)s."),
    "row.whole": _("%(figure)s is no whole number, and this item counts whole ones."),
    "demo.not-empty": _(
        "This home holds data already, and a demo starts in an empty one. Choose another folder."
    ),
    # complaints about the system
    "complaint.short": _(
        "Write at least %(characters)s characters: what troubles you, and what should be better."
    ),
    "complaint.not-county": _("“%(login)s” may not answer: the county does."),
    "complaint.answered": _("The county has answered this already. Read its answer on the page."),
    # evidence
    "evidence.empty": _(
        "The file “%(name)s” is empty: there is nothing in it to keep. Choose it once more."
    ),
    "evidence.too-large": _(
        "The file “%(name)s” is larger than %(most)s MB, so it was not kept. Make it smaller,"
        " or write the document number instead."
    ),
    "evidence.kind": _(
        "“%(name)s” is of a kind that is not kept: only %(kinds)s are. Save it as one of"
        " these, or write the document number instead."
    ),
    "evidence.not-what-it-says": _(
        "“%(name)s” is no .%(ending)s file inside, whatever its name says. Open it, save it"
        " anew in that format, then choose it."
    ),
    "evidence.damaged": _(
        "The file is damaged or did not arrive whole, so it cannot be read. Choose it once"
        " more, or save it anew."
    ),
    "evidence.encrypted": _(
        "“%(name)s” has a password or an old format, so nobody could check it. Save it"
        " without a password, as .pdf, .docx or .xlsx."
    ),
    "evidence.macros": _(
        "“%(name)s” holds macros, which can do harm, so it was not kept. Save it as .docx or"
        " .xlsx without macros, or as .pdf."
    ),
    "evidence.active": _(
        "“%(name)s” holds scripts or other files inside, which can do harm, so it was not"
        " kept. Print it into a new .pdf."
    ),
    "evidence.too-dense": _(
        "“%(name)s” would unpack to far more than an ordinary file, so it was not opened."
        " Save it anew without large pictures."
    ),
    "evidence.pixels": _(
        "The picture has more than %(most)s million pixels, so it was not opened. Make it"
        " smaller and choose it again."
    ),
    "evidence.moving": _("The picture moves: it holds several frames. Choose a still one."),
    "evidence.quota": _(
        "The town keeps %(most)s MB of evidence already, which is all the room it has, so the"
        " file was not kept. Write the document number instead, and tell the system"
        " administrator."
    ),
    "evidence.too-many": _(
        "You have kept %(most)s files today, as many as one person may in a day. Go on"
        " tomorrow, or write document numbers instead."
    ),
    "evidence.many": _(
        "At most %(most)s files prove one thing. Leave some away, or put them together into"
        " one .pdf."
    ),
    "evidence.unknown": _(
        "One of the files is not yours to attach, or is not kept here. Choose the file itself"
        " once more."
    ),
    # papers
    "paper.not-yours": _("“%(login)s” may not issue papers: a clerk of the office does."),
    "paper.date": _("The paper is dated %(on)s, which is after today, %(today)s. Check the date."),
    "recusal.reason": _("Say in a sentence why: the ground alone does not show it."),
    "recusal.ruled": _("This recusal is settled already. Reload the page."),
    "recusal.finished": _(
        "This claim is finished, so nobody needs to keep out of it. Appeal, if the result is wrong."
    ),
    "recusal.no-part": _("%(name)s has no part in this case, so there is nothing to keep out of."),
    "recusal.not-yours": _(
        "You cannot say this of %(name)s here: the person concerned may ask, the head orders, the"
        " county for the head, and each may say it of themself."
    ),
    "recusal.not-ruler": _(
        "Somebody else rules on this: neither who asked nor whom it is about; on a head, or when"
        " it is overdue, the county."
    ),
    "relation.kind": _("“%(kind)s” is no registered ground for recusal. It is one of: %(kinds)s."),
    "delegation.role": _(
        "This role cannot be stood in with: it speaks for a person or a village, or must stay"
        " apart."
    ),
    "delegation.past": _("Standing in cannot begin before today, %(on)s. Choose today or later."),
    "delegation.dates": _(
        "Standing in needs a first and a last day, and lasts %(days)s days at most."
    ),
    "delegation.wider": _(
        "You hold no such role of your own over that area for all of those days, and what is"
        " stood in with is not passed on."
    ),
    "delegation.area": _("%(area)s belongs to no single town. Choose the town or a village."),
    "delegation.self": _("Nobody stands in for themself. Choose somebody else."),
    "delegation.twice": _("%(name)s holds that role there in those days already."),
    "delegation.not-yours": _("Only who gave it or who took it ends it."),
    "delegation.over": _("It ended on %(on)s already."),
    "delegation.unknown": _("There is no such delegation in this town. Reload the page."),
    "handover.not-yours": _("Only who leaves, the head or the county hands work over."),
    "handover.same": _("Work is handed over to somebody else."),
    "handover.reason": _("Write why the work is handed over."),
    "handover.nothing": _(
        "%(name)s has no draft that the successor may go on with. What waits for a role waits for"
        " whoever holds it."
    ),
    "leave.span": _("A leave ends after it begins. Check the days."),
    "leave.stands": _("%(name)s has that leave from %(on)s already."),
    "leave.ended": _("The end of that leave of %(name)s is entered already: %(on)s."),
    "leave.unknown": _("No such leave begins that day. Look at the list for who and from when."),
    "leave.no-reason": _("Write why the leave is over."),
    "inquiry.not-yours": _(
        "Only discipline enters and ends an inquiry, and never about oneself or kin."
    ),
    "inquiry.no-document": _("Give the number of the document that the inquiry stands on."),
    "calendar.empty": _(
        "The file has no day in it. Fill the template: date, works (0 or 1), name."
    ),
    "recusal.unknown": _(
        "There is no such recusal in this town. Check its key with “recusal list”."
    ),
    "papers.no-glyph": _(
        "The fonts cannot draw: %(characters)s. Install a font that has them, or mend the name."
    ),
}
