"""The sentence a reader sees for each refusal: what is wrong, why, and how to mend it.

The one place where a code becomes words, for the browser and the terminal alike.
tests/web/test_wording.py pairs every `Refusal("…")` in the source with a row here, both ways.
"""

import datetime as dt
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI
from jifen.core.points import display

SENTENCES: Mapping[str, Promise | str] = {
    # people, areas, accounts
    "area.other-name": _(
        "At %(path)s there is %(name)s already. One place has one name: choose another path."
    ),
    "area.unknown": _("There is no area at %(path)s. Enter it first, or mend the path."),
    "town.unknown": _("There is no town “%(name)s”. Check its name or its path."),
    "town.ambiguous": _("Several towns are called “%(name)s”. Name the one meant by its path."),
    "town.which": _("You work in several towns. Say which one: %(names)s."),
    "unit.unknown": _("There is no village “%(name)s” in the town. It is one of: %(names)s."),
    "user.unknown": _(
        "There is no account “%(login)s”, or it is disabled. Check the account name."
    ),
    "user.taken": _("The account name “%(login)s” is in use. Choose another."),
    "grant.none": _("“%(login)s” holds no such role over %(area)s that has no end yet."),
    "grant.apart": _(
        "“%(login)s” would hold two roles that are kept apart: auditor, system and security"
        " administrator, and whoever moves points. Give one of them to somebody else."
    ),
    "policy.not-allowed": _(
        "“%(login)s” has no role that may do “%(verb)s” here. Let somebody do it whose role it is."
    ),
    "cadre.unknown": _("The register has no cadre “%(name)s”. Check the name, or use the code."),
    "cadre.ambiguous": _(
        "Several cadres are called “%(name)s”. Name the one meant by the code: %(codes)s."
    ),
    "cadre.code-taken": _("The code %(code)s belongs to somebody else; codes are never reused."),
    "cadre.other-name": _(
        "The code %(code)s belongs to %(name)s. Mend the code or the name in the row."
    ),
    "cadre.not-in-unit": _(
        "%(name)s did not serve in %(unit)s on %(on)s. Check the village and the date."
    ),
    "holding.ended": _("The post “%(post)s” has ended already."),
    "holding.span": _("The post “%(post)s” cannot end before it began. Check the date."),
    "holding.no-reason": _(
        "Ending the post “%(post)s” needs the lawful reason: resignation, election, decision."
    ),
    "duty.unknown-area": _("There is no duty area “%(area)s”. It is one of: %(areas)s."),
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
        "A claim or a review about %(name)s is still open: its texts are needed. Finish it first."
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
    # facts
    "fact.item-unknown": _(
        "The rulebook of this cycle has no item “%(item)s”. Look its code up in the rulebook."
    ),
    "fact.outside-cycle": _(
        "%(on)s lies outside the cycle %(cycle)s, so nothing can count there. Check the date."
    ),
    "fact.future": _("%(on)s has not come yet; today is %(today)s. Check the date."),
    "fact.no-evidence": _(
        "%(item)s needs evidence: write at least one document number, or nobody can verify it."
    ),
    "fact.no-reason": _("%(item)s needs the facts in words: who did what, when, where."),
    "fact.not-serving": _(
        "The cadre %(code)s did not serve in the cycle %(cycle)s. Check the person and the date."
    ),
    "fact.nobody-bears": _(
        "Nobody in %(unit)s would bear %(item)s that day: no duty holder is registered and"
        " nobody is named. Name the person, or complete the register."
    ),
    "fact.reminded-later": _(
        "The reminder of %(reminded)s came after what happened on %(on)s, so it cannot have gone"
        " before it. Check both dates."
    ),
    "fact.village-items-full": _(
        "%(unit)s has its %(most)s items of its own in this cycle already: %(items)s. Name one of"
        " these, or withdraw one first."
    ),
    "fact.same-hand": _(
        "One person cannot both enter and approve. Another one must do the second."
    ),
    "change.window-running": _(
        "The deduction waits for its appeal window, which runs until %(until)s. Let it count again"
        " after that day."
    ),
    "change.already": _("That is so already; nothing was changed."),
    "change.no-reason": _("What is recorded of a fact needs a written reason."),
    "change.withdrawn": _("The fact was withdrawn already and does not come back."),
    "board.empty": _("A board of %(item)s needs at least one figure."),
    "board.mixed": _(
        "A board of %(item)s is either of villages or of cadres. Put the others on another sheet."
    ),
    "board.no-board": _(
        "%(item)s “%(title)s” is not scored by a board. Enter its facts one by one."
    ),
    "board.stands": _(
        "A board of %(item)s for %(on)s stands already (record no. %(seq)s). A correction replaces"
        " it whole: withdraw that one first."
    ),
    "board.twice": _("These stand on the board more than once: %(names)s. Leave one row each."),
    "repair.early": _(
        "It happened on %(happened)s and cannot have been put right before, on %(on)s. Check the"
        " dates."
    ),
    "repair.future": _("%(on)s has not come yet; today is %(today)s. Check the date."),
    "repair.no-evidence": _(
        "That it was put right needs evidence: the number of the paper that checked it."
    ),
    "repair.no-rule": _(
        "Nothing in %(item)s “%(title)s” depends on whether it was put right, so"
        " there is nothing to record. Where the deduction itself was wrong, withdraw it."
    ),
    "repair.none": _("Nothing stands recorded of its being put right, so nothing is taken back."),
    "repair.stands": _(
        "It stands recorded as put right on %(on)s. Take that back first, then enter the other day."
    ),
    # measures
    "measures.quantity-missing": _("%(item)s %(title)s: write how many."),
    "measures.quantity-unwanted": _("%(item)s %(title)s is not counted: leave the number empty."),
    "measures.quantity-too-small": _("%(item)s %(title)s: the number must be 1 or more."),
    "measures.quantity-too-large": _(
        "%(item)s %(title)s: %(quantity)s would give more than %(most)s points. Check the number."
    ),
    "measures.chosen-missing": _("%(item)s %(title)s: write the points chosen within the range."),
    "measures.chosen-unwanted": _(
        "%(item)s %(title)s has fixed points: leave the points chosen empty."
    ),
    "measures.chosen-out-of-range": _(
        "%(item)s %(title)s gives %(least)s to %(most)s points; %(chosen)s lies outside."
    ),
    "measures.level-missing": _("%(item)s %(title)s: choose the level of whoever issued it."),
    "measures.level-unwanted": _("%(item)s %(title)s has no levels: leave the level empty."),
    "measures.level-unknown": _(
        "%(item)s %(title)s has no level “%(level)s”. It is one of: %(levels)s."
    ),
    "measures.department-unwanted": _(
        "%(item)s %(title)s makes no difference between departments: leave that mark away."
    ),
    "measures.figure-missing": _("%(item)s %(title)s: write the figure that was measured."),
    "measures.figure-unwanted": _("%(item)s %(title)s is not measured: leave the figure empty."),
    "measures.figure-negative": _(
        "%(item)s %(title)s: “%(metric)s” cannot be below zero. Check the figure."
    ),
    "measures.board-missing": _(
        "%(item)s %(title)s is measured on a board of the whole group: record it from the board."
    ),
    "measures.board-unwanted": _(
        "%(item)s %(title)s is not measured on a board: record it by itself."
    ),
    "measures.figure-not-on-board": _(
        "%(item)s %(title)s: this figure of “%(metric)s” does not stand on the board."
        " Correct the board or the figure."
    ),
    "measures.scores-missing": _(
        "%(item)s %(title)s: every scorer named in the clause gives one score, and nobody else."
    ),
    "measures.scores-unwanted": _(
        "%(item)s %(title)s is not scored by several units: leave their scores empty."
    ),
    "measures.score-negative": _(
        "%(item)s %(title)s: a score cannot be below zero. Check the scores."
    ),
    "measures.finder-missing": _("%(item)s %(title)s: write who found it."),
    "measures.finder-unwanted": _(
        "%(item)s %(title)s is the same whoever found it: leave the finder empty."
    ),
    "measures.reminder-unwanted": _(
        "%(item)s %(title)s needs no reminder before it: leave its day empty."
    ),
    "measures.village-item-missing": _(
        "%(item)s %(title)s: write which of the village’s own items it is."
    ),
    "measures.village-item-unwanted": _(
        "%(item)s %(title)s is not set by the village: leave its own item empty."
    ),
    "measures.override-unwanted": _(
        "%(item)s %(title)s cannot be given another amount by a meeting: leave it empty."
    ),
    "measures.override-negative": _(
        "%(item)s %(title)s: the amount decided is written without a sign, 0 or more."
    ),
    "measures.decision-missing": _(
        "%(item)s %(title)s: write the number of the decision that sets the points."
    ),
    "measures.decision-unwanted": _(
        "%(item)s %(title)s is not set by a decision: leave its number empty."
    ),
    "fact.unknown": _(
        "There is no fact with the record number %(seq)s. Look the number up in the ledger."
    ),
    # claims
    "claim.unknown": _("There is no claim %(ref)s, or it is not yours to see."),
    "claim.no-such-step": _("This claim cannot take that step now. Reload the page."),
    "claim.not-your-step": _("That step is another role's. The page says whose turn it is."),
    "claim.same-hand": _(
        "You took an earlier step of this claim, so another person must take this one."
    ),
    "appeal.unknown": _("There is no review %(ref)s, or it is not yours to see. Look at the list."),
    "appeal.not-yours": _(
        "Only whoever bears it asks for a review, or the secretary for the village; the office"
        " enters what somebody signed, with the number of that paper."
    ),
    "appeal.nothing-to": _(
        "There is no decision on them here that a review could look at: nothing was served or"
        " refused yet, or it is gone already."
    ),
    "appeal.open": _(
        "A review of this is open already. Wait for its decision, or add to it by telling the"
        " reviewer."
    ),
    "appeal.heard-twice": _(
        "This was reviewed in the town and by the county already; their decision is the last"
        " one here."
    ),
    "appeal.taken-back": _(
        "The request for a review of this was taken back, and is not made again on the same thing."
    ),
    "appeal.letter-early": _(
        "There is nothing to put on this paper yet. Issue it once the review has come so far."
    ),
    "appeal.letter-lacks": _(
        "The paper would say nothing of: %(what)s. Complete it first; a decision names them all."
    ),
    "appeal.nothing-to-correct": _(
        "No circular told of what this review moved, so there is nothing to correct."
    ),
    "appeal.no-measure": _(
        "A change says what takes the place of what was measured: a plain figure, or a level."
    ),
    "appeal.no-points": _(
        "Write at least one point, each with %(least)s characters or more: what is wrong, and why."
    ),
    "appeal.window-over": _(
        "The days for asking ended on %(until)s. What is plainly wrong can still be told to the"
        " office, which may correct it."
    ),
    "appeal.late-reason": _(
        "The days for asking ended on %(until)s. It may still be asked for within 30 days of"
        " service: write why it comes late."
    ),
    "appeal.no-such-step": _("The review cannot take that step now. Reload the page."),
    "appeal.not-your-step": _(
        "That step is another person's: who had a hand in the decision, whom it touches or"
        " whose kin it does does not review it. The page says who may."
    ),
    "appeal.same-hand": _(
        "Who decided the review does not also serve it. Another person must take this step."
    ),
    "appeal.reason-needed": _("Write the reason for this step: %(least)s characters at least."),
    "appeal.recusal-waits": _(
        "Somebody asked that you keep out of this case, and nobody has ruled on it yet. Decide"
        " after the ruling."
    ),
    "appeal.answer-running": _(
        "Who decided first may answer until %(until)s. Hear the case after that day, or once"
        " the answer is in."
    ),
    "appeal.unreplied": _(
        "%(count)s points have no reply yet. Say of each whether it is accepted, and why; then"
        " decide."
    ),
    "appeal.no-outcome": _(
        "Choose what the review comes to: upheld, changed, quashed, or to be done again."
    ),
    "appeal.upheld-with-ground": _(
        "A ground was found, so the decision cannot simply stand. Choose another outcome, or"
        " find no ground."
    ),
    "appeal.no-ground": _(
        "None of the grounds that were found allows this outcome. Unclear facts, a broken procedure"
        " and acting beyond one's powers lead to quashing or doing again; a wrong clause, wrong"
        " circumstances and excess to changing or quashing."
    ),
    "appeal.harsher": _(
        "A review never leaves the person worse. Choose measures that take no more, and give no"
        " less, than before."
    ),
    "appeal.no-extension": _(
        "The review in the town is not extended; its fifteen working days are the most. Decide"
        " within them."
    ),
    "appeal.extended": _(
        "The county's days were extended once already, and are not extended again. Decide"
        " within them."
    ),
    "appeal.nothing-suspended": _(
        "Nothing recorded waits for this review, so there is nothing to let count meanwhile."
    ),
    "appeal.not-overdue": _(
        "The last day is %(until)s; nobody is told before it is past, and once only."
    ),
    "share.parted": _(
        "It does not count for all who bear it, so it cannot be changed for all at once. Quash"
        " it, and have it decided anew."
    ),
    "share.worse": _(
        "The change would leave somebody lower than before. Choose milder measures, or quash it."
    ),
    "claim.not-your-item": _(
        "%(item)s cannot be proposed by you for these people. The clause names who may propose it."
    ),
    "claim.moved-first": _(
        "%(who)s was first: a step of theirs at %(at)s has moved this claim on, so yours is not"
        " taken and nothing of it is recorded. Reload the page to see how the claim stands."
    ),
    "claim.already-moved": _("Somebody has just moved this claim. Reload the page."),
    "claim.reason-needed": _("This step needs a written reason, which those concerned will read."),
    "claim.too-late": _(
        "It happened on %(on)s, and claims must come within %(days)s days. It is too late."
    ),
    "claim.publicity-first": _(
        "Grants under this clause are publicised before they are recorded. Publicise it first."
    ),
    "claim.no-publicity": _(
        "The rulebook does not have this clause publicised. Record the grant without publicity."
    ),
    "claim.publicity-running": _(
        "Publicity runs until the end of %(until)s. It can be recorded on the day after."
    ),
    "claim.appeal-running": _(
        "The appeal period runs until the end of %(until)s. It can be recorded on the day after."
    ),
    "claim.answer-running": _(
        "The time to answer runs until the end of %(until)s. Wait for the answer or the day after."
    ),
    "claim.just-decided": _(
        "%(who)s decided this a moment ago and may take it back for %(seconds)s more "
        "seconds. Wait until then, then go on."
    ),
    "claim.nothing-to-take-back": _(
        "There is no decision here that could be taken back: it is recorded, or was "
        "taken back already. Reload the page."
    ),
    "claim.take-back-over": _(
        "A decision can be taken back within %(seconds)s seconds only, and they are "
        "over. What is wrong in it is put right by a review."
    ),
    "claim.reason-short": _(
        "The person reads this reason: write at least %(least)s characters that say why."
    ),
    "claim.head-decides": _(
        "The rulebook leaves this decision to the head of the leading group. Let the head take it."
    ),
    "claim.meeting-decides": _(
        "The rulebook leaves this decision to a meeting, and none has carried it yet. "
        "Put it on an agenda first."
    ),
    "claim.worse": _(
        "A decision is never worse than what was noticed: at most %(most)s points. "
        "Lower the amount."
    ),
    "claim.moved-since": _(
        "Since the notice something else was recorded, and for %(who)s this now weighs "
        "more than they were told. Send it back to be noticed anew, or decide less."
    ),
    "claim.points-open": _(
        "%(points)s points of the answer have no reply yet. Reply to each of them, "
        "accepted or not and why, then go on."
    ),
    "claim.review-open": _("A review of the share of %(who)s is open. Wait for its outcome."),
    "claim.window-over": _(
        "No review can be asked for here any more: the time for it ran until %(until)s,"
        " or both reviews are over."
    ),
    "claim.no-review": _("No review of this share is open. Reload the page."),
    "claim.never-final": _(
        "This share has never been final, so it cannot count before the review is over."
        " Wait for the outcome."
    ),
    "claim.no-milder": _(
        "A review changes a decision to something milder only: less than %(now)s "
        "points. Give a lower amount."
    ),
    "claim.nobody-bears": _(
        "This would touch nobody's account, so there is nobody to notice. Check the "
        "people named and the roster of that day."
    ),
    "claim.not-served": _(
        "It has not reached %(who)s yet, so no time runs for them. Serve it first: "
        "signed, by letter, or left with proof."
    ),
    "claim.answer-over": _(
        "The time to answer ran until %(until)s, or the case has gone on. Ask for a "
        "review once the decision is served."
    ),
    "claim.recused": _(
        "You have no part in taking this up: you are recused, or it is your own or your"
        " kin's case. Let a colleague do it."
    ),
    "claim.time-barred": _(
        "It happened on %(on)s and could be charged until %(last)s only. It is too old:"
        " take it back."
    ),
    "claim.duplicate": _(
        "It may be the same as: %(like)s. Write why it is another matter (five "
        "characters or more), or send it back to be joined to that matter."
    ),
    "claim.no-jurisdiction": _(
        "%(who)s held no post here on %(on)s, so this town cannot charge them with it. "
        "Check the person and the day."
    ),
    "claim.no-article": _(
        "The item %(item)s names no article of the rulebook, and nothing is deducted without one."
    ),
    "claim.photo-alone": _(
        "Files and photos alone do not prove a grave fact. Name a document as well: "
        "minutes, a paper, a record of the check on the spot."
    ),
    "service.already": _("This has reached %(who)s already. Nothing more is to be served."),
    "service.no-proof": _(
        "Say what proves it: the number of the signed receipt, of the letter, or who "
        "witnessed that it was left."
    ),
    "service.future": _(
        "%(on)s is still to come; today is %(today)s. Enter the day on which it was served."
    ),
    "service.early": _(
        "It was made on %(made)s, so it cannot have been served on %(on)s. Check the date."
    ),
    "service.not-yours": _(
        "Only the person it is addressed to reads it in the system; the other ways are "
        "the office's to note."
    ),
    "answer.not-yours": _(
        "Only those it is addressed to answer it, or the office writes down what they "
        "say. Ask the office."
    ),
    "answer.empty": _("The answer has no point yet. Write each point on a line of its own."),
    "answer.no-signature": _(
        "What you write down for somebody else needs the number of the paper that they signed."
    ),
    "sheet.nothing": _(
        "No minor deduction of %(month)s waits to be noticed: none was taken up, or all were "
        "served."
    ),
    "sheet.not-issued": _(
        "No notice sheet of “%(who)s” lists exactly what is to be noticed now. Issue the month's "
        "sheets first, then serve them."
    ),
    "letter.missing": _("This paper would lack: %(what)s. Complete the case first, then print it."),
    "answer.accepted-or-not": _("Say whether the point is accepted or not accepted."),
    "answer.no-point": _("The answer has no point %(number)s. Look the numbers up on its page."),
    "answer.nobody": _("It is not addressed to “%(who)s”. It is addressed to: %(names)s."),
    "answer.replied": _("This point has its reply already. Reload the page."),
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
    # standings
    "brief.not-clerk": _(
        "“%(login)s” is no clerk of the office, and only a clerk freezes a briefing."
    ),
    "brief.not-checkpoint": _("%(on)s is no briefing day. This cycle's are: %(days)s."),
    "brief.early": _("%(on)s has not come yet. Freeze the briefing on that day or later."),
    "brief.twice": _("The briefing of %(on)s is frozen already; a frozen edition never changes."),
    "close.not-your-step": _(
        "“%(login)s” may not close a cycle: clerks, members and the head of the leading group do."
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
    # the home: backups, moving, starting, freezing
    "backup.exists": _("%(file)s is there already and would be lost. Choose another name."),
    "backup.file-gone": _("%(file)s vanished while it was backed up. Try again."),
    "backup.program": _(
        "%(program)s could not do it: %(why)s. Install PostgreSQL's programs of the server's"
        " version, or name their folder in JIFEN_POSTGRESQL_PROGRAMS."
    ),
    "backup.damaged": _(
        "%(file)s is not as it was written (%(part)s), so nothing was restored. Take another"
        " backup, or copy this one again."
    ),
    "backup.format": _(
        "%(file)s has format %(format)s, which this program does not know. Use a newer program."
    ),
    "restore.not-empty": _(
        "%(place)s is not empty: it holds %(names)s. A backup is restored into an empty place:"
        " choose another JIFEN_HOME or database."
    ),
    "restore.engine": _(
        "%(file)s holds a %(held)s database and this home is set to %(here)s. Set DATABASE_URL to"
        " fit; jifen move changes the kind afterwards."
    ),
    "restore.newer": _(
        "%(file)s was written by a newer program, %(product)s. Restore it with that one."
    ),
    "restore.unproved": _(
        "%(file)s does not hold (%(what)s), so it was not restored. Take another backup."
    ),
    "restore.contradicted": _(
        "The backup has other records than those known: %(records)s. Its past was rewritten, so it"
        " was not restored. Take another backup and keep this one as evidence."
    ),
    "record.unreadable": _("“%(text)s” names no record. Write TOWN#NUMBER or TOWN#NUMBER:HASH."),
    "move.not-empty": _("%(place)s is not empty. Data are moved into an empty place only."),
    "move.address": _(
        "%(text)s holds no address of a database. Write postgresql://user:password@host:port/name."
    ),
    "move.differs": _(
        "The table %(table)s did not arrive as it left, so nothing was moved. Tell the developers."
    ),
    "start.folder": _(
        "The data folder %(folder)s cannot be written: %(why)s. Give the account that runs Jifen"
        " the right to write there, or name another folder in JIFEN_HOME."
    ),
    "start.file": _(
        "The database %(file)s cannot be opened for writing: %(why)s. Give the account that runs"
        " Jifen the right to read and write it."
    ),
    "start.gone": _(
        "The database %(file)s is gone. It is not made anew, because records were in it. Put it"
        " back, or restore a backup into an empty home: jifen restore FILE."
    ),
    "start.empty": _(
        "The database %(file)s is an empty file, and records were in it. Put the right one back, or"
        " restore a backup into an empty home: jifen restore FILE."
    ),
    "start.no-database": _(
        "%(file)s is no database. Put the right file back, or restore a backup into an empty home:"
        " jifen restore FILE."
    ),
    "start.behind": _(
        "The database lacks records that were in it: %(records)s. It is an older one or was"
        " emptied. Put the right one back, or restore the latest backup into an empty home."
    ),
    "start.not-set-up": _("The database is not that of this program yet. Run `jifen setup-home`."),
    "home.frozen": _(
        "Nothing is recorded since %(since)s: a verification found %(count)s things that do not"
        " hold. Tell the system administrator, who looks (jifen prove) and thaws."
    ),
    "home.busy": _(
        "The database is busy, so nothing was recorded. Wait a moment and press once more."
    ),
    "home.full": _(
        "The disk is full, so nothing was recorded. Let the system administrator make room; then it"
        " goes on at once."
    ),
    "home.read-only": _(
        "The data folder cannot be written, so nothing was recorded. Let the system administrator"
        " give Jifen the right to write it; then it goes on at once."
    ),
    "home.gone": _(
        "The database is gone or is an empty one, so nothing was recorded. It is not made anew: let"
        " the system administrator put the right one back; then it goes on at once."
    ),
    "home.away": _(
        "The database cannot be reached, so nothing was recorded. Let the system administrator see"
        " to it; then it goes on at once."
    ),
    "clock.behind": _(
        "This machine's clock lies %(hours)s hours behind the last record, so nothing is recorded:"
        " every date would be wrong. Let the system administrator set the clock."
    ),
    "sending.other": _(
        "This form was used already, with other content, and recorded. Nothing more was recorded"
        " now. Load the page anew and begin again from there."
    ),
    "sending.known": _(
        "This form arrived before and is recorded; what it was answered is not known any more."
        " Look at the page again; there is no need to send it again."
    ),
    "sending.part": _(
        "A first part of what you sent is recorded, and the rest failed. Look at the page to see"
        " how far it came before you go on."
    ),
    "thaw.not-frozen": _("The home is not frozen; there is nothing to thaw."),
    "thaw.reason": _("Write what was wrong and what was done: %(count)s characters at least."),
    "thaw.unproved": _(
        "%(count)s things still do not hold, first: %(first)s. Mend the cause, or restore a"
        " backup; then thaw."
    ),
    "role.sqlite": _(
        "SQLite knows no roles: whoever writes the file may change it. Roles come with PostgreSQL."
    ),
    "job.not-failed": _("This work has not failed: it waits, or is done. Load the page anew."),
    "claim.above-median": _(
        "The amount is more than one and a half times the median of this clause, %(median)s"
        " (%(count)s cases in twelve months). Say why in at least %(characters)s characters, or"
        " choose less."
    ),
    # a table of claims
    "claim.row-twice": _(
        "Another row is about the same people, village and day, %(on)s. Take one of the two away."
    ),
    "cadre.no-post": _("%(name)s held no post on %(on)s. Check the person and the day."),
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

_IN_POINTS: Mapping[str, frozenset[str]] = {
    "measures.chosen-out-of-range": frozenset({"chosen", "least", "most"}),
    "measures.quantity-too-large": frozenset({"most"}),
}
"""Refusal → its blanks that are hundredths of a point; all other numbers count something."""


def sentence(refusal: Refusal) -> str:
    """Return the refusal in the reader's language, followed by its article.

    >>> SENTENCES.keys() >= {"claim.same-hand"}
    True
    """
    points = _IN_POINTS.get(refusal.code, frozenset())
    blanks = {name: _written(value, name in points) for name, value in refusal.values.items()}
    text = str(SENTENCES[refusal.code]) % blanks
    return f"{text}（{refusal.article}）" if refusal.article else text


def _written(value: object, in_points: bool) -> str:
    if in_points and isinstance(value, int):
        return display(value)
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
