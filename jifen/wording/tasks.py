"""Sentences of refusal about the supervision of work."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    # issuing
    "task.not-issuer": _(
        "Only the office, a line office or a stationed cadre asks work of these villages, and"
        " nobody of themselves or their kin. Let one of the others issue it."
    ),
    "task.none": _("There is no task in what was handed in. Enter one at least."),
    "task.many": _("At most %(most)s tasks are issued at once. Issue the rest after them."),
    "task.no-document": _(
        "A task of a superior body rests on its document. Enter the document's number."
    ),
    "task.no-title": _("Say in a title what is asked, in two characters at least."),
    "task.no-area": _(
        "A task goes to the holders of a duty area, or to people by name, not to both. Choose one."
    ),
    "workbook.none": _("No file was chosen. Choose a workbook."),
    "workbook.large": _("The file is larger than %(most)s MB. Part it, and hand in the parts."),
    # what comes again
    "routine.day": _("There is no day %(day)s in it. Name one from 1 to %(most)s."),
    "routine.from": _("%(on)s is past. Let it begin today or later."),
    "routine.until": _("It cannot end on %(on)s before it begins on %(since)s. Mend one of them."),
    "routine.unknown": _("There is no such recurring task. Choose one of the list."),
    "routine.ended": _("It ended on %(on)s. Set a new one."),
    "routine.not-yours": _(
        "Only whoever set it, or the office of the town, changes or ends it. Ask them to."
    ),
    "routine.nothing-due": _("No turn of it is due today, so there is nothing to ask for."),
    "task.area-unknown": _(
        "“%(area)s” is no duty area of the rules. Write one of these: %(areas)s."
    ),
    "task.no-villages": _("Choose the villages of which it is asked."),
    "task.not-serving": _(
        "%(code)s holds no post in a village today, so nothing can be asked of them."
        " Check the code."
    ),
    "task.days": _(
        "%(days)s working days are no deadline: it takes one at least and %(most)s at most."
    ),
    "task.day-past": _("%(on)s is not after today. Name a later last day."),
    "task.day-earlier": _("%(on)s is not after %(until)s. Name a later last day."),
    # what it is worth
    "task.wrong-side": _(
        "%(item)s “%(title)s” is on the wrong side: done well may propose an addition, late or"
        " missed a deduction. Choose another item."
    ),
    "task.board": _(
        "%(item)s “%(title)s” is scored from a whole group's figures, which one task cannot"
        " propose. Choose another item."
    ),
    "task.not-your-item": _(
        "None of your roles may propose %(item)s “%(title)s”. Choose another item, or let who may"
        " propose it issue the task."
    ),
    "task.measure": _(
        "“%(text)s” is no figure for %(item)s “%(title)s”. Enter what the item measures."
    ),
    "task.no-such-result": _(
        "“%(text)s” names no result. Write it as RESULT=ITEM, with one of: %(results)s."
    ),
    "task.nobody-answers": _(
        "In %(unit)s nobody answers for it: the duty was vacant, on leave or in other hands on the"
        " last day. Nothing is proposed."
    ),
    "task.nobody-proposes": _(
        "Nobody of the office may propose %(item)s “%(title)s” here. Give somebody the role that"
        " the item names."
    ),
    "task.sheet-ending": _(
        "“%(name)s” is neither a paper nor a workbook. Let its name end in .docx or .xlsx."
    ),
    # inspections
    "inspection.future": _("%(on)s is in the future. Enter the day on which it was inspected."),
    "inspection.many": _("A round takes %(most)s findings at most. Enter the rest as another."),
    "inspection.elsewhere": _(
        "%(unit)s is none of the villages of this round. Add it to the round, or choose another."
    ),
    "inspection.no-text": _("Say of each finding what was found, in two characters at least."),
    "inspection.unreadable": _(
        "“%(text)s” cannot be read. Write a finding as VILLAGE;AREA;DAYS;TEXT, and after it ITEM"
        " and MEASURE if it proposes something; write a file as the finding's number, =, and its"
        " path."
    ),
    # its life
    "task.unknown": _("There is no such task in your villages. Look it up in the list."),
    "task.no-such-step": _(
        "The task is not at that stage. Reload its page; it shows what can be done."
    ),
    "task.not-yours": _(
        "This step is somebody else's. The task's page says who may take which step."
    ),
    "task.same-hand": _(
        "Whoever reported a task finished does not accept it. Let somebody else of the office do"
        " it."
    ),
    "task.not-overdue": _(
        "It is not overdue beyond the days of grace, which last until %(until)s. Wait till then."
    ),
    "task.not-asked": _("Nobody asked for more time, so there is nothing to refuse."),
    "task.nobody": _(
        "By the duties of today it is theirs already. Name the people who take it over."
    ),
    "task.no-evidence": _(
        "Enter what shows that it is done: a document's number, a paper's name, or a file."
    ),
    "task.no-reason": _("Give a reason in %(least)s characters at least."),
    "task.no-day": _("Name the new last day."),
    "task.late-not-outstanding": _(
        "It was reported after its last day, %(until)s, and what is late is not outstanding. Accept"
        " it without that."
    ),
}
