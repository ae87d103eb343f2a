"""What things are called: claims, their hearing and their steps."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from jifen.core import drafting, task
from jifen.core.acceptance import Check
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action, Kind, Route, State
from jifen.terms.words import Words

KINDS: Words = {
    Kind.GRANT: _("grant of points"),
    Kind.DEDUCTION: _("proposed deduction"),
}
STATES: Words = {
    State.DRAFT: _("draft"),
    State.SUBMITTED: _("waiting for verification"),
    State.VERIFIED: _("waiting for approval"),
    State.APPROVED: _("waiting for publicity"),
    State.PUBLICISED: _("being publicised"),
    State.OBJECTED: _("objected to"),
    State.RECORDED: _("in the ledger"),
    State.PROPOSED: _("waiting to be taken up"),
    State.TAKEN_UP: _("taken up"),
    State.NOTICED: _("waiting for an answer"),
    State.ANSWERED: _("answered"),
    State.REPLIED: _("waiting for a decision"),
    State.DECIDED: _("decision to be sent out"),
    State.SERVED: _("decision sent out"),
    State.REFUSED: _("not approved"),
    State.WITHDRAWN: _("taken back"),
    State.DROPPED: _("dropped"),
    State.EXEMPTED: _("exempted"),
    State.TRANSFERRED: _("transferred"),
    State.ATTESTED: _("signed by a second hand"),
    State.CHECKED: _("legality checked"),
    State.SUSPENDED: _("suspended"),
}
TONES: Mapping[str, str] = {
    State.DRAFT: "secondary",
    State.WITHDRAWN: "secondary",
    State.RECORDED: "success",
    State.REFUSED: "danger",
    State.DROPPED: "secondary",
    State.EXEMPTED: "secondary",
    State.TRANSFERRED: "secondary",
    State.PUBLICISED: "info",
    State.NOTICED: "info",
    State.SERVED: "info",
    drafting.State.IN_FORCE: "success",
    drafting.State.SUPERSEDED: "secondary",
    drafting.State.COMMENTS: "info",
    task.State.REPORTED: "info",
    task.State.ACCEPTED: "success",
    task.State.CLOSED: "secondary",
    task.State.MISSED: "danger",
}
"""Colour of a state, always beside its name; the rest are waiting for somebody: "warning"."""
ACTIONS: Words = {
    Action.SUBMIT: _("Submit"),
    Action.VERIFY: _("Verified: facts and evidence agree"),
    Action.RETURN: _("Send back"),
    Action.APPROVE: _("Approve"),
    Action.REFUSE: _("Do not approve"),
    Action.PUBLICISE: _("Publicise"),
    Action.OBJECT: _("Register an objection"),
    Action.DISMISS: _("The objection is not borne out"),
    Action.REOPEN: _("The objection is upheld: verify anew"),
    Action.RECORD: _("Record in the ledger"),
    Action.WITHDRAW: _("Take back"),
    Action.PROPOSE: _("Propose"),
    Action.TAKE_UP: _("Take up"),
    Action.NOTICE: _("Send out the notice"),
    Action.ANSWER: _("Answer"),
    Action.HEAR_NOTHING: _("Note that no answer came"),
    Action.REPLY: _("Reply to every point"),
    Action.DECIDE: _("Decide on the deduction"),
    Action.DROP: _("Drop it"),
    Action.EXEMPT: _("Exempt"),
    Action.TRANSFER: _("Transfer"),
    Action.SERVE: _("Send out the decision"),
    Action.ATTEST: _("Sign the facts as the second"),
    Action.CHECK_LAW: _("Legality checked"),
    Action.SUSPEND: _("Suspend the case"),
    Action.RESUME: _("Resume the case"),
    Action.CHANGE: _("Change"),
    Action.QUASH: _("Quash"),
    Action.REDO: _("Redo"),
}
DEEDS: Words = {
    Action.SUBMIT: _("submitted it"),
    Action.VERIFY: _("verified it"),
    Action.RETURN: _("sent it back"),
    Action.APPROVE: _("approved it"),
    Action.REFUSE: _("did not approve it"),
    Action.PUBLICISE: _("publicised it"),
    Action.OBJECT: _("registered an objection to it"),
    Action.DISMISS: _("dismissed the objection to it"),
    Action.REOPEN: _("upheld the objection to it"),
    Action.RECORD: _("recorded it in the ledger"),
    Action.WITHDRAW: _("took it back"),
    Action.PROPOSE: _("proposed it"),
    Action.TAKE_UP: _("took it up"),
    Action.NOTICE: _("sent out the notice"),
    Action.ANSWER: _("answered it"),
    Action.HEAR_NOTHING: _("noted that no answer came"),
    Action.REPLY: _("replied to it"),
    Action.DECIDE: _("decided on the deduction"),
    Action.DROP: _("dropped it"),
    Action.EXEMPT: _("exempted it"),
    Action.TRANSFER: _("transferred it"),
    Action.SERVE: _("sent out the decision"),
    Action.ATTEST: _("signed the facts as the second"),
    Action.CHECK_LAW: _("checked its legality"),
    Action.SUSPEND: _("suspended it"),
    Action.RESUME: _("resumed it"),
    Action.CHANGE: _("made it milder after a review"),
    Action.QUASH: _("quashed it after a review"),
    Action.REDO: _("sent it back after a review"),
}
LETTERS: Words = {
    "notice": _("Print the notice"),
    "decision": _("Print the decision"),
    "proof": _("Print the proof of service"),
}
ROUTES: Words = {
    Route.ORDINARY: _("ordinary case"),
    Route.MINOR: _("minor case"),
    Route.GRAVE: _("grave case"),
    Route.CONFIDENTIAL: _("confidential case"),
    Route.GRAVE_CONFIDENTIAL: _("grave confidential case"),
}
MODES: Words = {
    Mode.READ: _("read in the system"),
    Mode.SIGNED: _("signed for"),
    Mode.LETTER: _("by letter"),
    Mode.LEFT: _("left with proof"),
}
SERVED: Words = {Served.NOTICE: _("notice"), Served.DECISION: _("decision")}
HEARINGS: Words = {
    "to-be-noticed": _("the notice has not reached them"),
    "answering": _("may answer"),
    "answered": _("answered"),
    "silent": _("did not answer"),
    "to-be-served": _("the decision has not reached them"),
    "appeal": _("may ask for a review"),
    "final": _("final"),
    "review-open": _("under review"),
    "review-lifted": _("under review, counts meanwhile"),
    "review-upheld": _("upheld after review"),
    "review-changed": _("changed after review"),
    "review-quashed": _("quashed after review"),
    "review-redo": _("to be redone after review"),
}
"""Where an addressee of a deduction stands (`claims.hearings.status`)."""
CHECKS: Words = {
    # of a close
    "open": _("The cycle is open"),
    "ended": _("The cycle has ended"),
    "claims": _("Nothing waits for anybody"),
    "openings": _("No file of opening balances waits for a decision"),
    "late": _("Left to be booked late in the next cycle"),
    "drafts": _("Drafts: they lapse with the close"),
    "suspended": _("No fact is suspended"),
    "plain": _("The second, plain recomputation agrees"),
    # of a deduction, before it is taken up
    Check.RECUSAL: _("recusal"),
    Check.TIME_BAR: _("time bar"),
    Check.DUPLICATE: _("same matter"),
    Check.JURISDICTION: _("jurisdiction"),
    Check.ARTICLE: _("article"),
    Check.EVIDENCE: _("evidence"),
    Check.KNOCK_ON: _("other records that move with it"),
}
