"""What things are called: rulebooks, drafts and cycles."""

from django.utils.translation import gettext_lazy as _

from jifen.core import drafting
from jifen.core.circumstances import Finder
from jifen.core.comparison import Crossing
from jifen.core.rules import Capacity, Direction, Subject
from jifen.core.stages import Stage
from jifen.terms.words import Words

CAPACITIES: Words = {
    Capacity.NAMED: _("person named"),
    Capacity.RESPONSIBLE: _("person responsible"),
    Capacity.HOLDER: _("duty holder"),
    Capacity.SECRETARY: _("secretary"),
    Capacity.DIRECTOR: _("director of the village committee"),
    Capacity.ASSISTANT: _("assists in the duty"),
    Capacity.MEMBER: _("member of the two committees"),
}
DIRECTIONS: Words = {Direction.ADD: _("adds points"), Direction.DEDUCT: _("deducts points")}
SUBJECTS: Words = {Subject.CADRE: _("cadre's matter"), Subject.VILLAGE: _("village matter")}
FINDERS: Words = {
    Finder.SUPERIOR: _("found by superiors"),
    Finder.TOWN: _("found by the town"),
    Finder.PUBLIC: _("reported by the public"),
    Finder.SELF: _("found and reported by themselves"),
}
EDITIONS: Words = {"briefing": _("half-cycle briefing"), "final": _("final edition")}
CYCLE_STATES: Words = {
    Stage.PLANNED: _("not begun"),
    Stage.OPEN: _("open"),
    Stage.BRIEFED: _("open, half-cycle briefing frozen"),
    Stage.CLOSING: _("ended, to be closed"),
    Stage.CLOSED: _("closed"),
    Stage.ARCHIVED: _("closed and archived"),
}
CROSSINGS: Words = {
    Crossing.LINE_REACHED: _("reaches the warning line"),
    Crossing.LINE_LEFT: _("no longer reaches the warning line"),
    Crossing.REMOVAL_REACHED: _("reaches the second line"),
    Crossing.REMOVAL_LEFT: _("no longer reaches the second line"),
    Crossing.LOW_ENTERED: _("comes into the low rank"),
    Crossing.LOW_LEFT: _("leaves the low rank"),
    Crossing.GRADE_UP: _("a higher grade"),
    Crossing.GRADE_DOWN: _("a lower grade"),
    Crossing.GRADE_OTHER: _("another grade"),
}
DRAFTS: Words = {
    drafting.State.DRAFT: _("being drafted"),
    drafting.State.COMMENTS: _("open for comments"),
    drafting.State.SIMULATED: _("simulated"),
    drafting.State.PROPOSED: _("waiting for the second approval"),
    drafting.State.APPROVED: _("approved, not yet in force"),
    drafting.State.IN_FORCE: _("in force"),
    drafting.State.SUPERSEDED: _("superseded"),
    drafting.State.DROPPED: _("draft dropped"),
}
DRAFTING: Words = {
    drafting.Action.REVISE: _("Put in a newer text"),
    drafting.Action.OPEN: _("Open for comments"),
    drafting.Action.COMMENT: _("Comment"),
    drafting.Action.ANSWER: _("Answer the comments"),
    drafting.Action.SIMULATE: _("Simulate on a cycle"),
    drafting.Action.PROPOSE: _("Propose the approval"),
    drafting.Action.APPROVE: _("Approve"),
    drafting.Action.RETURN: _("Send back"),
    drafting.Action.ENTER: _("Enter as approved on paper"),
    drafting.Action.DROP: _("Drop it"),
    drafting.Action.TAKE_EFFECT: _("It takes effect"),
    drafting.Action.SUPERSEDE: _("Another takes its place"),
}
CONDITIONS: Words = {
    drafting.Condition.OVER: _("The time for comments is over"),
    drafting.Condition.ANSWERED: _("Every comment has its answer"),
    drafting.Condition.SIMULATED: _("This text was simulated on a past cycle"),
    drafting.Condition.FLOORS: _("It goes below no floor"),
    drafting.Condition.NEXT_CYCLE: _("It takes effect with a coming cycle"),
    drafting.Condition.AHEAD: _("It does not look back"),
}
BASES: Words = {
    "law": _("by law"),
    "analogy": _("by analogy with the law on officials"),
    "house": _("this product's own line"),
}
