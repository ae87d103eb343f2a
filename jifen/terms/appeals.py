"""What things are called: reviews."""

from django.utils.translation import gettext_lazy as _

from jifen.core import appeal
from jifen.core.workflow import Outcome
from jifen.terms.words import Words

APPEAL_LEVELS: Words = {
    appeal.Level.FIRST: _("review in the town"),
    appeal.Level.SECOND: _("appeal to the county"),
}
APPEAL_STATES: Words = {
    appeal.State.FILED: _("review asked for"),
    appeal.State.ADMITTED: _("taken up for review"),
    appeal.State.ANSWERED: _("answered by who decided first"),
    appeal.State.HEARD: _("heard"),
    appeal.State.DECIDED: _("decided, to be served"),
    appeal.State.SERVED: _("review ended"),
    appeal.State.INADMISSIBLE: _("not taken up"),
    appeal.State.WITHDRAWN: _("request taken back"),
}
APPEAL_ACTIONS: Words = {
    appeal.Action.ADMIT: _("Take up the review"),
    appeal.Action.DECLINE: _("Do not take it up"),
    appeal.Action.ANSWER: _("Answer as who decided first"),
    appeal.Action.HEAR: _("Note that it was heard"),
    appeal.Action.DECIDE: _("Decide the review"),
    appeal.Action.SERVE: _("Serve the decision"),
    appeal.Action.WITHDRAW: _("Take the request back"),
    appeal.Action.EXTEND: _("Extend the days, once"),
    appeal.Action.LIFT: _("Let it count meanwhile"),
    appeal.Action.ESCALATE: _("Tell the leader"),
}
APPEAL_DEEDS: Words = {
    appeal.Action.ADMIT: _("took the review up"),
    appeal.Action.DECLINE: _("did not take the review up"),
    appeal.Action.ANSWER: _("answered as who decided first"),
    appeal.Action.HEAR: _("heard the case"),
    appeal.Action.DECIDE: _("decided the review"),
    appeal.Action.SERVE: _("served the review's decision"),
    appeal.Action.WITHDRAW: _("took the request back"),
    appeal.Action.EXTEND: _("extended the days"),
    appeal.Action.LIFT: _("let it count meanwhile"),
    appeal.Action.ESCALATE: _("overdue: the leader was told"),
}
APPEAL_PARTS: Words = {
    appeal.Part.PERSON: _("who asks"),
    appeal.Part.REVIEWER: _("reviewer"),
    appeal.Part.DECIDER: _("who decided first"),
    appeal.Part.OFFICE: _("office of the leading group"),
    appeal.Part.LEADER: _("leader"),
    appeal.Part.CLOCK: _("the clock"),
}
APPEAL_GROUNDS: Words = {
    appeal.Ground.FACTS_UNCLEAR: _("facts unclear, or not proved"),
    appeal.Ground.PROCEDURE: _("procedure broken"),
    appeal.Ground.ULTRA_VIRES: _("beyond the powers of who decided"),
    appeal.Ground.WRONG_LAW: _("wrong clause applied"),
    appeal.Ground.WRONG_FACTS: _("circumstances found wrongly"),
    appeal.Ground.EXCESSIVE: _("plainly excessive"),
}
OUTCOMES: Words = {
    Outcome.UPHELD: _("upheld"),
    Outcome.CHANGED: _("changed"),
    Outcome.QUASHED: _("quashed"),
    Outcome.REDO: _("quashed, to be decided anew"),
}
