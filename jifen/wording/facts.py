"""Sentences of refusal about facts and what is measured on them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
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
    "late.refused": _(
        "The cycle %(name)s is closed, and version %(version)s of the rulebook books nothing that"
        " happened in a closed cycle. It can only be amended by two people."
    ),
    "late.no-item": _(
        "Version %(version)s of the rulebook no longer has %(item)s “%(title)s” as it was, so what"
        " happened in a closed cycle cannot be booked under it. Ask for an amendment of that cycle."
    ),
    "late.measured-otherwise": _(
        "Version %(version)s of the rulebook measures %(item)s “%(title)s” otherwise, so the two"
        " versions cannot be held against each other. Ask for an amendment of the closed cycle."
    ),
    "late.nobody": _(
        "Nobody who bears %(item)s has an account both in the cycle it happened in and in %(name)s,"
        " so there is nothing to book. Check who is named, and the day."
    ),
    "late.time-barred": _(
        "What happened on %(on)s could be entered until %(last)s; now it is past the time bar."
        " Check the date."
    ),
    "opening.one-by-one": _(
        "What %(item)s “%(title)s” is worth depends on the day or figure of each fact, so a sum"
        " cannot stand for it. Enter its facts one by one, as decided."
    ),
    "opening.nothing": _(
        "There are no points in the row of %(item)s. Write what was added or deducted."
    ),
    "opening.count": _(
        "%(item)s “%(title)s”: write how many times it was, or repeats and conditions would be"
        " counted wrong."
    ),
    "opening.count-of-sums": _(
        "A sum without an item has no number of times. Leave it empty, or write a row for each item"
        "."
    ),
    "opening.side": _(
        "The points of %(item)s “%(title)s” stand in the wrong column: additions and deductions"
        " have one each."
    ),
    "opening.negative": _(
        "%(points)s is below nought. Write deductions as plain numbers in their own column."
    ),
    "opening.limit": _(
        "%(points)s is more than %(item)s can come to in a cycle, %(most)s. Write what stood after"
        " the item's own maximum."
    ),
    "opening.no-villages": _(
        "%(item)s “%(title)s” is a cadre's, so it does not stand in a village's account. Name the"
        " person."
    ),
    "opening.stands": _(
        "%(name)s has an opening balance of “%(item)s” up to %(until)s already. Withdraw that one"
        " first, with a reason."
    ),
    "opening.mixed": _(
        "%(name)s would have an opening balance both by items and as sums, and points would count"
        " twice. Keep to one way for one account."
    ),
    "opening.decided": _(
        "%(name)s has a fact of %(item)s of %(on)s entered as decided already, so a sum up to"
        " %(until)s would count it twice. Withdraw one of the two."
    ),
    "opening.unknown": _("There is no such file of opening balances. Look at the list."),
    "opening.done": _("That file does not wait, or does not count any more. Look at the list."),
    "opening.no-repair": _(
        "%(item)s “%(title)s” stands here as a sum of several facts, so one of them cannot be put"
        " right. Withdraw the sum and enter its facts one by one."
    ),
    "opening.no-change": _(
        "“%(title)s” stands here as a sum and has no measures to change. Withdraw it and enter the"
        " right sum."
    ),
    "past.in-opening": _(
        "What was decided of %(item)s up to %(until)s is in an opening balance already; %(on)s"
        " would count twice. Leave the row out, or withdraw the opening balance."
    ),
    "fact.same-hand": _(
        "One person cannot both enter and approve. Another one must do the second."
    ),
    "change.window-running": _(
        "The deduction waits for its appeal window, which runs until %(until)s. It counts again by"
        " itself after that day."
    ),
    "released.not-served": _(
        "The deduction was released from a limit. It counts again only once it was served anew on"
        " %(who)s and the days for a review are over. Serve it from its page."
    ),
    "released.none": _(
        "Nothing of this waits to be served anew: it counts already, or another review or service"
        " is awaited. Reload the page."
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
}
