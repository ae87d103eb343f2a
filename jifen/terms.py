"""What things are called: each code of the core and of the nouns, in the reader's language.

The doors' one place for names; docs/glossary.md explains them.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jifen.core import appeal, drafting
from jifen.core.acceptance import Check
from jifen.core.access import Role
from jifen.core.assess import StepKind
from jifen.core.circumstances import Finder
from jifen.core.comparison import Crossing
from jifen.core.erasure import Basis
from jifen.core.meeting import PointKind
from jifen.core.posts import Body, PostGroup
from jifen.core.recusal import Effect, Ground, Manner
from jifen.core.rules import Capacity, Direction, Subject
from jifen.core.service import Mode, Served
from jifen.core.workflow import Action, Kind, Outcome, Route, State
from jifen.publicity.kinds import Audience, Way

Words = Mapping[str, Promise | str]

GROUNDS: Words = {
    Ground.SPOUSE: _("spouse"),
    Ground.LINEAL: _("lineal kin"),
    Ground.COLLATERAL: _("collateral kin within three generations"),
    Ground.IN_LAW: _("close in-law"),
    Ground.KIN: _("close kin"),
    Ground.HOUSEHOLD: _("lives in one household"),
    Ground.INTEREST: _("an interest in the case"),
    Ground.COMPLAINT: _("a complaint or lawsuit between them"),
    Ground.WITNESS: _("witness in this case"),
    Ground.INVOLVED: _("had a hand in this case before"),
    Ground.OTHER: _("anything else that may affect fairness"),
}
MANNERS: Words = {
    Manner.SELF: _("by oneself"),
    Manner.REQUEST: _("asked for"),
    Manner.ORDER: _("ordered"),
}
LEAVES: Words = {
    "sick": _("sick leave"),
    "maternity": _("maternity leave"),
    "private": _("private leave"),
    "suspension": _("suspension from office"),
}
EFFECTS: Words = {
    Effect.NONE: _("not recused"),
    Effect.WAITS: _("decides nothing until the ruling"),
    Effect.OUT: _("recused"),
}
ROLES: Words = {
    Role.CADRE: _("village cadre"),
    Role.SECRETARY: _("village party secretary"),
    Role.LINE_OFFICE: _("line office"),
    Role.STATIONED: _("stationed cadre"),
    Role.CLERK: _("office of the leading group"),
    Role.MEMBER: _("member of the leading group"),
    Role.HEAD: _("head of the leading group"),
    Role.COMMITTEE: _("town party committee"),
    Role.SUPERVISION: _("village supervision committee"),
    Role.DISCIPLINE: _("town discipline inspection"),
    Role.COUNTY: _("county"),
    Role.AUDITOR: _("auditor"),
    Role.SYSTEM: _("system administrator"),
    Role.SECURITY: _("security administrator"),
    "clock": _("by the day"),
    "review": _("after a review"),
    "objection": _("after an objection"),
}
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
MEETING_STATES: Words = {
    "convened": _("convened"),
    "held": _("in session"),
    "closed": _("over"),
    "called-off": _("called off"),
}
POINTS: Words = {
    PointKind.GRANT_BATCH: _("monthly batch of grants"),
    PointKind.DEDUCTION_LIST: _("monthly list of minor deductions"),
    PointKind.GRAVE: _("grave deduction"),
    PointKind.RANGE_AWARD: _("award inside a range"),
    PointKind.TIE: _("tie"),
    PointKind.VETO: _("veto"),
    PointKind.CONSEQUENCE: _("consequence"),
    PointKind.RULEBOOK: _("rulebook"),
    PointKind.OTHER: _("other matter"),
}
SITS: Words = {
    "chair": _("chairs"),
    "member": _("votes"),
    "guest": _("listens"),
}
AUDIENCES: Words = {
    Audience.TOWN: _("publicised in the town"),
    Audience.VILLAGE_AFFAIRS: _("village affairs, fifteen days at least"),
}
OBJECTION_WAYS: Words = {
    Way.ACCOUNT: _("under an account"),
    Way.PAPER: _("on paper"),
    Way.PHONE: _("by phone"),
}
BATCH_SUBJECTS: Words = {
    "grants": _("grants"),
    "deductions": _("minor deductions"),
}
BATCH_STAGES: Words = {
    "gathered": _("gathered"),
    "tabled": _("on an agenda"),
    "carried": _("carried by the meeting"),
    "approved": _("approved, to be publicised"),
    "decided": _("decided, to be served on each"),
    "posted": _("being publicised"),
    "closed": _("publicity over, to be recorded"),
    "recorded": _("in the ledger"),
    "empty": _("everything pulled out"),
}
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
BODIES: Words = {
    Body.PARTY: _("party post"),
    Body.ELECTED: _("elected post"),
    Body.HIRED: _("hired post"),
}
GROUPS: Words = {
    PostGroup.CHIEF: _("secretaries and directors"),
    PostGroup.DEPUTY: _("deputies"),
    PostGroup.MEMBER: _("members"),
}
FINDERS: Words = {
    Finder.SUPERIOR: _("found by superiors"),
    Finder.TOWN: _("found by the town"),
    Finder.PUBLIC: _("reported by the public"),
    Finder.SELF: _("found and reported by themselves"),
}
EVENTS: Words = {
    "open": _("cycle opened"),
    "accept": _("accepted"),
    "register": _("register changed"),
    "withdraw": _("fact withdrawn"),
    "suspend": _("fact suspended"),
    "resume": _("fact resumed"),
    "expire": _("the day came"),
    "repair": _("put right"),
}
STATUSES: Words = {
    "effective": _("counts"),
    "suspended": _("suspended"),
    "withdrawn": _("withdrawn"),
}
LINES: Words = {
    "base": _("base points"),
    "proration": _("proration by months served"),
    "carry-in": _("carried in from the last cycle"),
    "floor": _("raised to the floor"),
    "confidential": _("discipline matter, confidential"),
}
STEPS: Words = {
    StepKind.BASE: _("base points of the scheme"),
    StepKind.PRORATION: _("share of the base for the months served"),
    StepKind.CARRY_IN: _("carried in"),
    StepKind.FLOOR: _("the total is never below the floor"),
    StepKind.NOT_YET: _("had not happened yet on that day"),
    StepKind.OUTSIDE_CYCLE: _("happened outside the cycle"),
    StepKind.NO_SUCH_ITEM: _("this version has no such item"),
    StepKind.UNFIT_MEASURES: _("this version measures the item otherwise"),
    StepKind.NOT_PARTY: _("not a party"),
    StepKind.NO_SHARE: _("a party in no capacity that has a share"),
    StepKind.NOT_FOR: _("the item is not for this account"),
    StepKind.AMOUNT: _("by the clause"),
    StepKind.OVERRIDE: _("amount decided by the meeting in place of the computed one"),
    StepKind.EXPIRED: _("no longer valid"),
    StepKind.RECURRING: _("counted again for as long as it was not corrected"),
    StepKind.REPEAT: _("happened again"),
    StepKind.PERIOD: _("in an important period"),
    StepKind.FINDER: _("by who found it"),
    StepKind.NOT_REMINDED: _("no reminder went before, in time"),
    StepKind.NEEDS: _("counts only with enough facts of its kind"),
    StepKind.ZEROED: _("another item leaves this one nothing"),
    StepKind.FROZEN: _("frozen until the offence is corrected"),
    StepKind.REPAIR: _("given back after correction"),
    StepKind.SHARE: _("share by capacity"),
    StepKind.EVENT: _("maximum for one event"),
    StepKind.MATTER: _("same matter: only what it adds to the highest so far"),
    StepKind.ITEM: _("maximum of the item"),
    StepKind.GROUP: _("shared maximum of several items"),
    StepKind.CHAPTER: _("maximum of the chapter"),
    StepKind.SIDE: _("maximum of all additions or deductions"),
}
AREAS: Words = {
    "village": _("village"),
    "community": _("community"),
    "town": _("town"),
    "county": _("county level"),
}
EDITIONS: Words = {"briefing": _("half-cycle briefing"), "final": _("final edition")}
CYCLE_STATES: Words = {"open": _("open"), "closed": _("closed")}
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
NOT_RANKED: Words = {
    "served-too-short": _("served too short to be ranked"),
    "suspended": _("suspended from office"),
    "left-out": _("left out of the ranking by the rulebook"),
    "not-established": _("no result: a part of it is missing"),
}
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
LETTERS: Words = {
    "notice": _("Print the notice"),
    "decision": _("Print the decision"),
    "proof": _("Print the proof of service"),
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
PAGES: Words = {
    "cadre": _("points and reasons"),
    "ledger": _("ledger lines"),
    "ledger-sheet": _("ledger export"),
    "explain": _("explanation on the console"),
    "fact": _("a fact and its records"),
    "claim": _("a claim"),
    "claim-edit": _("a claim"),
    "claim-evidence": _("evidence of a claim"),
    "fact-evidence": _("evidence of a fact"),
    "cadre-readings": _("who looked at the file"),
    "paper": _("a paper about the person"),
    "claim-appeal": _("asking for a review"),
    "recusal": _("who judges the case"),
    "fact-appeal": _("asking for a review"),
    "appeal": _("a review"),
    "appeal-paper": _("a paper of a review"),
    "objection": _("an objection to a grant"),
    "posting": _("a posting"),
    "batch": _("a month’s batch"),
    "meeting": _("a meeting"),
}


def role(code: Role) -> str:
    """Return what a role is called."""
    return str(ROLES[code])


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


RECORDS: Words = {
    "cadre": _("register entry"),
    "holding": _("post"),
    "holding-end": _("end of a post"),
    "duty": _("duty"),
    "duty-end": _("end of a duty"),
    "leave": _("leave"),
    "calendar": _("calendar"),
    "version": _("rulebook version"),
    "cycle": _("cycle"),
    "fact": _("fact"),
    "board": _("board"),
    "change": _("change of a fact"),
    "repair": _("putting right"),
    "decision": _("step of a claim"),
    "service": _("service of a notice or decision"),
    "point": _("point of an answer"),
    "point-reply": _("reply to a point"),
    "review": _("review of a share"),
    "appeal": _("request for a review"),
    "appeal-step": _("step of a review"),
    "appeal-ruling": _("decision of a review"),
    "meeting": _("step of a meeting"),
    "resolution": _("decision of a meeting"),
    "posting": _("publicity"),
    "posting-end": _("end of a publicity"),
    "strike": _("taken off a publicity"),
    "objection": _("objection"),
    "objection-ruling": _("ruling on an objection"),
    "recheck": _("sample for a second look"),
    "recheck-result": _("result of a second look"),
    "entry": _("ledger entry"),
    "standing": _("frozen edition"),
    "closing": _("close"),
    "paper": _("issued paper"),
    "talk": _("warning talk"),
    "lock": _("lock of the way in"),
    "account": _("account"),
    "grant": _("role granted"),
    "grant-end": _("end of a role"),
    "relation": _("reason for recusal"),
    "recusal": _("request for recusal"),
    "recusal-ruling": _("ruling on a recusal"),
    "delegation": _("role delegated"),
    "delegation-end": _("end of a delegation"),
    "handover": _("drafts handed over"),
    "erasure": _("erasure of a person's data"),
    "complaint": _("complaint or suggestion"),
    "complaint-answer": _("answer to a complaint"),
    "file": _("file of evidence"),
    "draft": _("text of a draft"),
    "draft-step": _("step of a draft"),
    "comment": _("comment on a draft"),
    "answer": _("answer to a comment"),
    "simulation": _("simulation"),
    "handling": _("what was done about a case"),
    "electorate": _("a village’s voters and representatives"),
    "law": _("a text of law"),
}
ERASURE_BASES: Words = {
    Basis.RETENTION_ENDED: _("the period of keeping has ended, or the purpose is reached"),
    Basis.UNLAWFUL: _("handled against the law or the agreement, entered by mistake"),
}
_FAULTS: Words = {
    "chain.gap": _("a record is missing from the chain"),
    "chain.head": _("the head is not the last record"),
    "chain.format": _("a record of unknown format"),
    "chain.payload": _("a record's content was changed"),
    "chain.link": _("a record does not stand on the one before it"),
    "chain.kind": _("a record's kind was changed"),
    "chain.time": _("a record is dated before the one before it"),
    "chain.unreadable": _("a record cannot be read"),
    "chain.block": _("a seal does not fit its thousand records"),
    "chain.no-block": _("a thousand records have no seal"),
    "checkpoint.behind": _("the database went back to an older backup or lost its end; missing"),
    "checkpoint.rewritten": _("the chain contradicts a checkpoint kept outside; between"),
    "checkpoint.apart": _("two checkpoints contradict each other"),
    "checkpoint.foreign": _("a checkpoint in the folder outside is not signed by this home"),
    "checkpoint.unreadable": _("a checkpoint in the folder outside cannot be read"),
    "chain.root": _("a daily root does not fit the record it covers"),
    "ledger.assessment": _("an account is not what its facts come to"),
    "ledger.balance": _("a balance is not the sum of its entries"),
    "ledger.projection": _("an account's figures are not what its facts come to"),
    "standing.digest": _("a frozen edition's bytes were changed"),
    "standing.refreeze": _("a frozen edition does not recompute"),
    "standing.revision": _("a frozen edition was made by another revision"),
    "proof.broken": _("a part of the proof could not be read"),
    "closing.state": _("a cycle's state is not what was recorded"),
    "decision.state": _("a claim's state is not what was recorded"),
    "addressee.state": _("what reached an addressee is not what was recorded"),
    "service.changed": _("a service was changed"),
    "service.missing": _("a service is missing"),
    "point.changed": _("a point of an answer was changed"),
    "point.missing": _("a point of an answer is missing"),
    "point-reply.changed": _("a reply to a point was changed"),
    "point-reply.missing": _("a reply to a point is missing"),
    "review.changed": _("a step of a review was changed"),
    "review.missing": _("a step of a review is missing"),
    "paper.file": _("a paper's file was changed or is gone"),
    "paper.gap": _("a paper's number is missing"),
    "meeting.state": _("a meeting's state is not what was recorded"),
    "appeal.state": _("a review's state is not what was recorded"),
    "draft.state": _("a draft's state is not what was recorded"),
    "schema.missing": _("a wall of an append-only table is gone"),
    "schema.strange": _("an append-only table has something that does not belong there"),
    "town.gone": _("a town's area is gone"),
    "version.text": _("a rulebook's text is not what was approved"),
}


def fault(code: str) -> str:
    """Return what a fault that `verify` found is called."""
    if code in _FAULTS:
        return str(_FAULTS[code])
    kind, _dot, what = code.partition(".")
    said = {"changed": _("%(row)s: was changed"), "missing": _("%(row)s: is gone")}
    return str(said[what]) % {"row": RECORDS[kind]} if kind in RECORDS and what in said else code
