"""What things are called: standings, cases and the fairness report."""

from django.utils.translation import gettext_lazy as _

from jifen.terms.words import Words

MEASURES: Words = {
    "talk": _("a warning talk"),
    "propose_removal": _("a proposal to end the party post"),
    "recall_dossier": _("the papers for a recall according to law"),
    "contract_route": _("handling by the contract"),
}
DECIDERS: Words = {
    "leading_group": _("held by the leading group"),
    "town_party_committee": _("decided by the town party committee alone"),
    "villagers": _("only the villagers can ask for it and vote; the system ends no elected post"),
    "employer": _("decided by the employer under the contract"),
}
AMENDMENT_BASES: Words = {
    "appeal": _("decided by a review"),
    "court": _("a judgment in force"),
    "mistake": _("a mistake that was verified"),
}
STAGES: Words = {
    "due": _("waiting for the talk"),
    "waiting": _("on hold"),
    "talked": _("talk held"),
    "proposed": _("second time: proposals"),
    "lapsed": _("lapsed"),
    "overturned": _("overturned"),
}
HANDLING_WAYS: Words = {
    "talk": _("warning talk"),
    "party": _("party post: removal by the town party committee"),
    "elected": _("elected post: as the law provides"),
    "hired": _("hired post: by the contract"),
}
COURSES: Words = {
    "due": _("to be called to the talk"),
    "noticed": _("called to the talk"),
    "talked": _("talk held"),
    "signed": _("signature noted"),
    "followed": _("followed up"),
    "proposed": _("to be considered"),
    "submitted": _("submitted to the committee"),
    "removal": _("removal decided"),
    "kept": _("not removed"),
    "filed": _("filed with the county"),
    "open": _("open to what the law provides"),
    "handed": _("material handed over"),
    "petitioned": _("petition received"),
    "stands": _("petition has enough names"),
    "short": _("petition has too few names"),
    "stated": _("the person answered"),
    "carried": _("vote carried"),
    "not-carried": _("vote not carried"),
    "resigned": _("resignation accepted by the villagers"),
    "ended": _("office ended by law"),
    "judged": _("office ended after two evaluations"),
    "closed": _("filed away: nobody petitioned"),
    "referred": _("referred to the employer"),
    "settled": _("settled by the employer"),
}
ENTRIES: Words = {
    "notice": _("Call to the talk"),
    "hold": _("Hold the talk"),
    "sign": _("Note the signature, or that it was refused"),
    "follow-up": _("Follow up"),
    "submit": _("Submit to the town party committee"),
    "remove": _("Enter the committee’s decision to remove from the party post"),
    "keep": _("Enter the committee’s decision not to remove"),
    "file": _("Enter the filing with the county"),
    "hand-over": _("Hand over material on facts, on request"),
    "petition": _("Enter a petition of villagers"),
    "count": _("Enter the counted names"),
    "state": _("Enter the person’s own statement"),
    "vote": _("Enter the vote"),
    "resign": _("Enter a resignation that the villagers accepted"),
    "end-by-law": _("Enter that the office ended by law"),
    "evaluate": _("Enter two evaluations as not competent running"),
    "close": _("File away"),
    "refer": _("Refer to the employer"),
    "settle": _("Enter what the employer did"),
}
FIGURE_WORDS: Words = {
    "voters_signed": _("Voters who signed"),
    "delegates_signed": _("Representatives who signed"),
    "registered": _("Registered to vote"),
    "voted": _("Voted"),
    "in_favour": _("In favour"),
    "accepted_on": _("Accepted by the villagers’ meeting on"),
    "first_on": _("First evaluation on"),
    "second_on": _("Second evaluation on"),
    "sponsors": _("Share of the voters who sign"),
    "delegates": _("Share of the representatives who sign"),
    "turnout_over": _("More than this share must vote"),
    "majority_over": _("More than this share of the votes must be in favour"),
    "vote_within_days": _("Days from petition to vote"),
    "no_repeat_days": _("Days before the same facts may be put again"),
}
THRESHOLDS: Words = {
    "sponsors": _("voters who signed"),
    "delegates": _("representatives who signed"),
    "turnout": _("of the registered who voted"),
    "majority": _("of the votes in favour"),
}
MARKS: Words = {
    "vote-late": _("The vote came later than the province’s days after the petition."),
    "again-early": _("It was put again sooner than the province allows for the same facts."),
}
MIRROR: Words = {
    "nothing": _("no more than chance brings"),
    "look": _("worth another look"),
    "too-few": _("too few cases to see"),
}
FAIRNESS: Words = {
    "villages": _("Deductions by village"),
    "proposers": _("One proposer, one village"),
    "pairs": _("One proposer, one person"),
    "approvers": _("Share approved, by decider"),
    "groups": _("Post groups: who has a deduction"),
}
FAIRNESS_METHODS: Words = {
    "villages": _(
        "Given all deductions of the cycle, each village gets them by the days its cadres served;"
        " exact binomial tail, corrected for the number of villages (Holm, 5 %). Innocent: more"
        " tasks, a disaster, an inspection that began there."
    ),
    "proposers": _(
        "From eight cases of one proposer on: do they lie among the villages by the days served?"
        " Exact, Holm. Innocent: the proposer is stationed there, or works for one duty area."
    ),
    "pairs": _(
        "From eight cases of one proposer about one person on, the same way. Innocent: the person"
        " holds the duty that the proposer's office inspects."
    ),
    "approvers": _(
        "From twenty decisions on: is the share approved larger than everybody else’s? Fisher’s"
        " exact test, Holm. Innocent: the cases were prepared better, or were easier."
    ),
    "groups": _(
        "Where a post group and the rest have ten people each: who has a deduction at all. In sums"
        " only, never by person. Innocent: secretaries touch more items."
    ),
}
CAUSES: Words = {
    "gross": _("gross deductions reached the line"),
    "low": _("low in the final ranking"),
    "tied": _("tied across the low line: a meeting decides"),
}
