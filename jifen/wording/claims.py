"""Sentences of refusal about claims, hearings and reviews."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
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
    "claim.with-its-posting": _(
        "A grant is publicised with its posting and its public paper, never by itself. Publicise"
        " it from its own page, or with the month's batch."
    ),
    "claim.with-its-ruling": _(
        "Each objection is ruled on by itself, so that nobody rules on their own and everybody who"
        " objected is answered. Open the objection, and rule on it there."
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
    # a table of claims
    "claim.row-twice": _(
        "Another row is about the same people, village and day, %(on)s. Take one of the two away."
    ),
    "cadre.no-post": _("%(name)s held no post on %(on)s. Check the person and the day."),
}
