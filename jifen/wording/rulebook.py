"""Sentences of refusal about rulebooks, drafts and cycles."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    # rulebook and cycle
    "rulebook.none": _("%(town)s has no approved rulebook in force on %(on)s. Approve one first."),
    "rulebook.unknown": _("There is no version %(version)s of the rulebook. Check the number."),
    "rulebook.overlap": _(
        "Another version takes effect on %(on)s. Versions do not overlap: choose another day."
    ),
    "rulebook.other-text": _(
        "Version %(version)s is approved with other text, and never changes. Give the new text"
        " a new version number."
    ),
    "rulebook.problems": _("The rulebook %(file)s has %(count)s problems. Mend each, try again."),
    "rulebook.convert-to": _(
        "“%(name)s” cannot be written: what a rulebook is turned into here ends with %(kinds)s."
        " Name the file so."
    ),
    "rulebook.convert-over": _(
        "“%(name)s” is there already and would be lost. Choose another name, or add --force."
    ),
    "checkpoint.nowhere": _(
        "No place outside is set for checkpoints, so whatever is recorded can still be rewritten"
        " unseen. Name a folder on another device in JIFEN_CHECKPOINTS, a mailbox in"
        " JIFEN_CHECKPOINT_MAIL, or another machine in JIFEN_CHECKPOINT_SYSLOG."
    ),
    "checkpoint.no-folder": _(
        "The folder for checkpoints, %(folder)s, is not there, so nothing was written. Connect the"
        " share or the disk, or mend JIFEN_CHECKPOINTS."
    ),
    "checkpoint.inside": _(
        "The folder for checkpoints, %(folder)s, lies on the same device as the database: whoever"
        " rewrites the one can rewrite the other. Connect another machine's share or a disk of"
        " its own and name a folder there in JIFEN_CHECKPOINTS."
    ),
    "checkpoint.not-sent": _(
        "The checkpoint did not arrive (%(place)s): %(why)s. See to the place, then run it again."
    ),
    "receipt.short": _(
        "“%(text)s” is no receipt: it takes at least the first 16 hexadecimal digits of a hash."
        " Copy them from the paper once more."
    ),
    "erasure.not-yours": _(
        "Personal data are erased by the security administrator, and confirmed by another one or"
        " by the county; %(login)s is neither here."
    ),
    "erasure.document": _(
        "An erasure rests on a paper: write the number of the request or of the decision."
    ),
    "erasure.proposed": _("The erasure of %(code)s is proposed already. Another account confirms."),
    "erasure.none": _("Nobody proposed the erasure of %(code)s. Propose it first, with its paper."),
    "erasure.same": _(
        "You proposed it yourself: another security administrator or the county carries it out."
    ),
    "erasure.done": _("The data of %(code)s were erased already; nothing is left to erase."),
    "erasure.cycle": _(
        "%(name)s has an account in the running cycle %(cycle)s. Data can go once it is closed and"
        " the period of keeping is over."
    ),
    "erasure.case": _(
        "A claim or a review about %(name)s, or a task of theirs, is still open: its texts are"
        " needed. Finish it first."
    ),
    "erasure.early": _(
        "Records about %(name)s are kept %(years)s full years after the last cycle"
        " (JIFEN_RETENTION_YEARS), until %(on)s. What was entered unlawfully goes at once: choose"
        " that basis and name its paper."
    ),
    "erasure.roles": _("The account %(login)s still holds a role. End its roles first."),
    "chain.digest": _(
        "JIFEN_DIGEST says %(set)s, but this home's chains began with %(chain)s: a chain keeps its"
        " algorithm from the first record to the last. Set JIFEN_DIGEST to %(chain)s, or begin a"
        " new home."
    ),
    "receipt.number": _(
        "“%(text)s” is no record number: it is the figure before the digits, e.g. 4217."
        " Copy it from the paper once more."
    ),
    "bundle.over": _(
        "“%(name)s” is there already and would be lost. Choose another name, or add --force."
    ),
    "rulebook.convert-long": _(
        "A cell cannot hold this text: %(place)s. Shorten it in the rulebook file."
    ),
    "rulebook.none-approved": _("%(town)s has no approved rulebook. Approve one first."),
    "rulebook.inside-cycle": _(
        "%(on)s lies inside a cycle that is open under another version. Rules change with the next"
        " cycle: let it take effect on %(free_on)s or later."
    ),
    "rulebook.past-day": _(
        "It would take effect on %(on)s, which is not after today. Rules do not look back: choose"
        " the first day of a coming cycle."
    ),
    "rulebook.draft-first": _(
        "The town has opened a cycle, so a new version comes from a draft that its cadres could"
        " comment on. Start a draft."
    ),
    "rulebook.below-floor": _(
        "The text goes below a floor that stands above every rulebook: %(places)s. Mend these"
        " places."
    ),
    "draft.unknown": _("There is no draft %(ref)s, or several begin so. Look at the list."),
    "draft.no-comment": _("There is no comment %(key)s on this draft. Look at its page."),
    "draft.no-such-step": _("The draft cannot take that step now. Reload the page."),
    "draft.not-your-step": _("That step is another role's. The page says whose turn it is."),
    "draft.same-hand": _(
        "You proposed the approval, so another person must give it: two people approve."
    ),
    "draft.comments-running": _(
        "Cadres may comment until the end of %(until)s. The approval comes after that day."
    ),
    "draft.comments-over": _(
        "The time for comments ended with %(until)s. Tell the office what you have to say."
    ),
    "draft.unanswered": _(
        "%(count)s comments have no answer yet. Answer each, adopted or not, with a reason."
    ),
    "draft.not-simulated": _(
        "This text was not simulated yet, so nobody has seen whom it would move. Simulate it on a"
        " past cycle first."
    ),
    "draft.too-short": _(
        "Cadres have at least %(days)s days to comment. Choose %(on)s or a later day."
    ),
    "draft.same-text": _("The new text says the same as the present one; nothing was changed."),
    "draft.other-text": _(
        "The draft has another text by now than the one that was simulated. Simulate that one."
    ),
    "draft.no-meeting": _("An approval names the meeting and the document number. Write both."),
    "draft.reason-needed": _(
        "This needs a reason of %(least)s characters at least: those concerned will read it."
    ),
    "draft.comment-whose": _(
        "A comment is a cadre's. Choose the cadre of this town whose words they are."
    ),
    "draft.no-item": _("The draft has no item %(item)s. Choose one of its list, or the whole."),
    "draft.no-text": _("Write what you have to say: %(least)s characters at least."),
    "draft.answered-already": _("This comment has its answer already, and answers stand."),
    "draft.no-file": _("Choose the rulebook's file, or put its text into the field."),
    "draft.unreadable": _(
        "%(name)s is no text in UTF-8, so it cannot be read. Save it as UTF-8 and try again."
    ),
    "draft.no-workbook": _(
        "%(name)s cannot be opened as a workbook: %(why)s Save it anew and try again."
    ),
    "simulate.unknown": _(
        "“%(name)s” is no file, no draft of the town and no number of one of its versions, so there"
        " is nothing to try. Check the path, or the reference on the draft's page."
    ),
    "simulate.pool": _("“%(text)s” is no sum of money. Write the yuan in the pool, e.g. 200000."),
    "cycle.unknown": _("There is no cycle “%(name)s”. Check its name on the cycle page."),
    "cycle.none": _("%(on)s lies in no cycle of the town. Check the date, or open the cycle."),
    "cycle.start": _("The rulebook lets a cycle start on the 1st of month %(month)s only."),
    "cycle.early": _("The rulebook is in force from %(on)s; a cycle cannot start before it."),
    "cycle.superseded": _(
        "Version %(version)s of the rulebook gives way to version %(other)s on %(on)s, before this"
        " cycle would end. Open the cycle under the version that is in force throughout it."
    ),
    "cycle.overlap": _("The cycle “%(name)s” would overlap another one. Check the first day."),
    "cycle.taken": _("There is a cycle “%(name)s” already. Choose another name."),
    "cycle.closed": _(
        "The cycle %(name)s is closed and takes no more facts. What happened in it can only be"
        " amended by two people."
    ),
    "clock.back": _("The clock cannot go back to %(to)s: what happened has happened."),
    "clock.real": _("This is a real home: its clock is the machine's. Only a demo's can be moved."),
    "clock.unreadable": _("“%(text)s” is no time. Write it like 2026-03-09 09:00."),
    "calendar.row": _("Row %(row)s of the calendar cannot be read. Write date, works, name."),
    "account.none": _(
        "%(name)s has no account in the cycle %(cycle)s: they did not serve in it. Check the cycle."
    ),
}
