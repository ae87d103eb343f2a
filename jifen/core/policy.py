"""The policy table: every page and every verb names its action, and one row says who may take it.

A route or a verb without a row is refused and fails the tests. The rows say who may *reach* an
object; what may be done with a claim there is said by `workflow`, and commands check it again.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Actor, Role, Target, contains, roles_toward


class Kind(StrEnum):
    """What an action is about: what its address names."""

    NONE = "none"
    TOWN = "town"
    CYCLE = "cycle"
    CADRE = "cadre"
    VILLAGE = "village"
    CLAIM = "claim"
    FACT = "fact"
    VERSION = "version"
    DRAFT = "draft"
    EDITION = "edition"
    PAPER = "paper"
    MEETING = "meeting"
    BATCH = "batch"
    POSTING = "posting"
    OBJECTION = "objection"
    APPEAL = "appeal"
    TASK = "task"
    SHARE = "share"  # a recorded fact, to whoever may ask for its review


class Scope(StrEnum):
    """How the roles of a row are looked for."""

    HOST = "host"  # whoever runs the machine: no account is asked; console only
    OPEN = "open"  # anybody, signed in or not
    ACCOUNT = "account"  # any signed-in account
    WITHIN = "within"  # a role over the object's area, or anywhere inside it
    TOWARD = "toward"  # a role toward the object; over one's own and kin's case see `access`
    LISTED = "listed"  # those to whom the noun's own query lists it; for the rest it is not there


R = Role
EVERY = frozenset(Role)
ADMINISTRATORS = frozenset({R.SYSTEM, R.SECURITY})
EVERY_BUT_ADMINISTRATORS = EVERY - ADMINISTRATORS
FILE = frozenset({R.CLERK, R.MEMBER, R.HEAD, R.COMMITTEE, R.DISCIPLINE, R.COUNTY, R.AUDITOR})
"""Who reads a person's file: office, deciders, reviewers, county, auditor (model.md). Logged."""
VILLAGERS = frozenset({R.CADRE, R.SECRETARY, R.STATIONED})
"""Who, besides, reads the account of a village they belong to or are stationed in."""
DRAFTERS = frozenset({R.CADRE, R.SECRETARY, R.LINE_OFFICE, R.STATIONED, R.CLERK, R.DISCIPLINE})
"""Who may claim points or propose a deduction; each item says which of them may propose it."""
SUPERVISORS = frozenset({R.CLERK, R.LINE_OFFICE, R.STATIONED})
"""Who asks work of villages, urges, and accepts it, over their area."""
STAND_IN = frozenset(
    {R.LINE_OFFICE, R.CLERK, R.MEMBER, R.HEAD, R.COMMITTEE, R.DISCIPLINE, R.COUNTY}
)
"""Who lets others stand in for them, and hands work over."""
DECIDE_RULES = frozenset({R.CLERK, R.MEMBER, R.HEAD, R.COMMITTEE, R.COUNTY})
"""Who tries a rulebook out and sees whom it would move: office, deciders, county."""
MIRRORED = frozenset({R.HEAD, R.COMMITTEE, R.DISCIPLINE, R.COUNTY, R.AUDITOR})
"""Who reads the fairness report: leaders, county and auditor."""
CONFIRMERS = frozenset({R.MEMBER, R.HEAD})
"""Who adds the second of two names."""
KEEPERS = frozenset({R.CLERK, R.MEMBER, R.HEAD, R.COMMITTEE})
"""Who convenes meetings and keeps their record."""
JUDGES = frozenset({R.MEMBER, R.HEAD, R.DISCIPLINE})
"""Who rules on objections; of these only discipline sees who made one."""
LOOKERS = frozenset({R.CLERK, R.LINE_OFFICE, R.MEMBER, R.HEAD, R.DISCIPLINE})
"""Who looks at a recorded grant again; who had a hand in it does not."""


@dataclass(frozen=True, slots=True)
class Action:
    """One row: what is done, to what kind of object, how roles are looked for, which suffice."""

    code: str
    kind: Kind
    scope: Scope
    roles: frozenset[Role] = frozenset()


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


K, S = Kind, Scope
ACTIONS: Mapping[str, Action] = {
    row.code: row
    for row in (
        # code                kind       scope      roles that suffice
        Action("sign-in",     K.NONE,    S.OPEN),
        Action("look",        K.NONE,    S.OPEN),     # language, type size, help
        Action("health",      K.NONE,    S.OPEN),     # whether records can be made, in one word
        Action("receipt.check", K.NONE,  S.OPEN),     # a paper against the chain; nothing personal
        Action("account",     K.NONE,    S.ACCOUNT),  # one's own account and desk
        Action("town.desk",   K.TOWN,    S.WITHIN,  EVERY),
        Action("notice.read", K.TOWN,    S.WITHIN,  EVERY),      # one's own messages
        Action("complaint.make", K.TOWN, S.WITHIN,  EVERY),
        Action("complaint.answer", K.TOWN, S.TOWARD, _of(R.COUNTY)),
        Action("people.find", K.TOWN,    S.WITHIN,  EVERY_BUT_ADMINISTRATORS),
        Action("claim.list",  K.TOWN,    S.WITHIN,  EVERY_BUT_ADMINISTRATORS),
        Action("claim.draft", K.TOWN,    S.WITHIN,  DRAFTERS),
        Action("claim.show",  K.CLAIM,   S.LISTED),
        Action("claim.step",  K.CLAIM,   S.LISTED),
        Action("recusal.show", K.CLAIM,  S.LISTED),
        Action("recusal.say", K.CLAIM,   S.LISTED),
        Action("recusal.list", K.TOWN,   S.TOWARD,  FILE),
        Action("standing-in", K.TOWN,    S.TOWARD,  STAND_IN),
        Action("calendar.show", K.TOWN,  S.WITHIN,  EVERY),
        Action("calendar.load", K.TOWN,  S.TOWARD,  _of(R.COUNTY, R.SYSTEM)),
        Action("leave.list",  K.TOWN,    S.TOWARD,  FILE),
        Action("leave.enter", K.TOWN,    S.TOWARD,  _of(R.CLERK)),
        Action("inquiry.list", K.TOWN,   S.TOWARD,  _of(R.HEAD, R.DISCIPLINE)),
        Action("inquiry.enter", K.TOWN,  S.TOWARD,  _of(R.DISCIPLINE)),
        Action("merger.list", K.TOWN,    S.TOWARD,  FILE),
        Action("merger.enter", K.TOWN,   S.TOWARD,  _of(R.CLERK)),
        Action("audit.show",  K.CYCLE,   S.TOWARD,  _of(R.HEAD, R.COUNTY, R.AUDITOR)),
        Action("cycle.show",  K.CYCLE,   S.WITHIN,  EVERY),
        Action("cycle.open",  K.TOWN,    S.TOWARD,  _of(R.CLERK)),
        Action("cycle.brief", K.CYCLE,   S.TOWARD,  _of(R.CLERK)),
        Action("cycle.issue", K.EDITION, S.TOWARD,  _of(R.CLERK)),
        Action("cycle.close", K.CYCLE,   S.TOWARD,  _of(R.CLERK, R.MEMBER, R.HEAD)),
        Action("cycle.leave", K.CYCLE,   S.TOWARD,  _of(R.HEAD)),
        Action("cycle.fairness", K.CYCLE, S.TOWARD, MIRRORED),
        Action("cycle.simulate", K.CYCLE, S.TOWARD, DECIDE_RULES),
        Action("amend.show",  K.CYCLE,   S.TOWARD,  FILE),
        Action("amend.step",  K.CYCLE,   S.TOWARD,  KEEPERS | _of(R.DISCIPLINE)),
        Action("results.show", K.CYCLE,  S.TOWARD,  FILE),
        Action("results.step", K.CYCLE,  S.TOWARD,  KEEPERS),
        Action("results.objections", K.CYCLE, S.WITHIN, EVERY),  # what is publicised, one's own
        Action("results.object", K.CYCLE, S.WITHIN, EVERY),
        Action("results.rule", K.CYCLE,  S.TOWARD,  JUDGES | _of(R.COUNTY)),
        Action("results.reply", K.CYCLE, S.TOWARD,  _of(R.CLERK, R.MEMBER, R.HEAD)),
        Action("ledger.show", K.CYCLE,   S.TOWARD,  FILE),
        Action("ledger.take", K.CYCLE,   S.TOWARD,  FILE),
        Action("standings.show", K.CYCLE, S.WITHIN, EVERY),
        Action("edition.show", K.EDITION, S.WITHIN, EVERY),
        Action("paper.take",  K.PAPER,   S.WITHIN,  EVERY),
        Action("cadre.show",  K.CADRE,   S.TOWARD,  FILE | _of(R.CADRE)),
        Action("cadre.readings", K.CADRE, S.TOWARD, _of(R.CADRE, R.AUDITOR)),
        Action("village.show", K.VILLAGE, S.TOWARD, FILE | VILLAGERS),
        Action("rulebook.list", K.TOWN,  S.WITHIN,  EVERY),
        Action("rulebook.show", K.VERSION, S.WITHIN, EVERY),
        Action("draft.write", K.TOWN,    S.TOWARD,  _of(R.CLERK)),
        Action("draft.show",  K.DRAFT,   S.LISTED),
        Action("draft.step",  K.DRAFT,   S.LISTED),
        Action("draft.revise", K.DRAFT,  S.TOWARD,  _of(R.CLERK)),
        Action("rulebook.check", K.NONE, S.HOST),
        Action("rulebook.approve", K.TOWN, S.TOWARD, _of(R.HEAD, R.COMMITTEE)),
        Action("case.list",   K.TOWN,    S.TOWARD,  FILE),
        Action("case.talk",   K.TOWN,    S.TOWARD,  _of(R.MEMBER, R.HEAD, R.COMMITTEE)),
        Action("case.enter",  K.TOWN,    S.TOWARD,  _of(R.CLERK, R.MEMBER, R.HEAD, R.COMMITTEE)),
        Action("case.letter", K.TOWN,    S.TOWARD,  _of(R.CLERK, R.MEMBER, R.HEAD)),
        Action("law.show",    K.TOWN,    S.WITHIN,  EVERY),
        Action("law.count",   K.TOWN,    S.TOWARD,  _of(R.CLERK)),
        Action("law.enter",   K.TOWN,    S.TOWARD,  _of(R.COUNTY)),
        Action("fact.show",   K.FACT,    S.TOWARD,  FILE),
        Action("appeal.list", K.TOWN,    S.WITHIN,  EVERY_BUT_ADMINISTRATORS),
        Action("appeal.ask",  K.CLAIM,   S.LISTED),
        Action("appeal.of-fact", K.SHARE, S.LISTED),
        Action("fact.anew",   K.SHARE,   S.LISTED),  # a released deduction: read it, serve it
        Action("appeal.show", K.APPEAL,  S.LISTED),
        Action("appeal.step", K.APPEAL,  S.LISTED),
        Action("fact.repair", K.FACT,    S.TOWARD,  _of(R.CLERK)),
        Action("fact.correct", K.FACT,   S.TOWARD,  _of(R.CLERK)),  # withdraw, let count again
        Action("fact.withdraw", K.TOWN,  S.TOWARD,  _of(R.CLERK)),
        Action("facts.import", K.TOWN,   S.TOWARD,  _of(R.CLERK)),
        Action("people.import", K.TOWN,  S.TOWARD,  _of(R.CLERK, R.SYSTEM)),
        Action("opening.list", K.CYCLE,  S.TOWARD,  FILE),
        Action("opening.enter", K.TOWN,  S.TOWARD,  _of(R.CLERK)),
        Action("opening.step", K.CYCLE,  S.TOWARD,  _of(R.CLERK, R.MEMBER, R.HEAD)),
        Action("past.lock",   K.TOWN,    S.TOWARD,  _of(R.COUNTY)),
        Action("town.verify", K.TOWN,    S.TOWARD,  FILE | ADMINISTRATORS),
        Action("town.bundle", K.TOWN,    S.TOWARD,  FILE),
        Action("home.care",   K.TOWN,    S.TOWARD,  _of(R.SYSTEM)),  # how the home is; thawing it
        Action("person.erase", K.TOWN,   S.TOWARD,  _of(R.SECURITY, R.COUNTY)),
        Action("claim.together", K.TOWN, S.WITHIN,  DRAFTERS),
        Action("task.list",   K.TOWN,    S.WITHIN,  EVERY_BUT_ADMINISTRATORS),
        Action("task.feed",   K.NONE,    S.OPEN),     # to whoever brings its key
        Action("task.overview", K.TOWN,  S.TOWARD,  FILE | SUPERVISORS),
        Action("task.issue",  K.TOWN,    S.WITHIN,  SUPERVISORS),
        Action("routine.list", K.TOWN,   S.TOWARD,  FILE | SUPERVISORS),
        Action("routine.set", K.TOWN,    S.WITHIN,  SUPERVISORS),
        Action("inspection.list", K.TOWN, S.TOWARD, FILE | SUPERVISORS),
        Action("inspection.enter", K.TOWN, S.WITHIN, SUPERVISORS),
        Action("task.show",   K.TASK,    S.LISTED),
        Action("task.step",   K.TASK,    S.LISTED),
        Action("meeting.list", K.TOWN,   S.TOWARD,  FILE),
        Action("meeting.convene", K.TOWN, S.TOWARD, KEEPERS),
        Action("meeting.show", K.MEETING, S.TOWARD, FILE),
        Action("meeting.step", K.MEETING, S.TOWARD, KEEPERS),
        Action("posting.list", K.TOWN,   S.WITHIN,  EVERY),
        Action("posting.show", K.POSTING, S.WITHIN, EVERY),
        Action("posting.object", K.POSTING, S.WITHIN, EVERY),
        Action("posting.end", K.POSTING, S.TOWARD,  _of(R.CLERK)),
        Action("objection.list", K.TOWN, S.TOWARD,  JUDGES),
        Action("objection.show", K.OBJECTION, S.TOWARD, JUDGES),
        Action("objection.rule", K.OBJECTION, S.TOWARD, JUDGES),
        Action("batch.list",  K.TOWN,    S.TOWARD,  FILE),
        Action("batch.gather", K.TOWN,   S.TOWARD,  _of(R.CLERK)),
        Action("batch.show",  K.BATCH,   S.TOWARD,  FILE),
        Action("batch.step",  K.BATCH,   S.TOWARD,  _of(R.CLERK, R.MEMBER, R.HEAD)),
        Action("recheck.list", K.TOWN,   S.TOWARD,  FILE | LOOKERS),
        Action("recheck.draw", K.TOWN,   S.TOWARD,  KEEPERS - {R.COMMITTEE} | {R.DISCIPLINE}),
        Action("recheck.enter", K.TOWN,  S.TOWARD,  LOOKERS),
        Action("account.add", K.NONE,    S.HOST),
        Action("role.grant",  K.NONE,    S.HOST),
        Action("home",        K.NONE,    S.HOST),
    )
}  # fmt: skip

ROUTES: Mapping[str, str] = {
    "account_login": "sign-in",
    "account_logout": "sign-in",
    "account_change_password": "account",
    "language": "look",
    "type-size": "look",
    "help": "look",
    "check": "receipt.check",
    "health": "health",
    "home-care": "home.care",
    "job-again": "home.care",
    "erasures": "person.erase",
    "erasure-propose": "person.erase",
    "erasure-carry-out": "person.erase",
    "desk": "account",
    "town": "town.desk",
    "notices": "notice.read",
    "notice-read": "notice.read",
    "complain": "complaint.make",
    "complaints": "complaint.answer",
    "people": "people.find",
    "claims": "claim.list",
    "claim-new": "claim.draft",
    "claims-many": "claim.draft",
    "claim": "claim.show",
    "claim-evidence": "claim.show",
    "claim-edit": "claim.step",
    "claim-step": "claim.step",
    "claim-service": "claim.step",
    "claim-points": "claim.step",
    "claim-replies": "claim.step",
    "claim-take-back": "claim.step",
    "claim-letter": "claim.step",
    "recusal": "recusal.show",
    "recusal-say": "recusal.say",
    "recusal-rule": "recusal.say",
    "recusals": "recusal.list",
    "standing-in": "standing-in",
    "delegate": "standing-in",
    "delegation-end": "standing-in",
    "handover-give": "standing-in",
    "calendar": "calendar.show",
    "calendar-load": "calendar.load",
    "leaves": "leave.list",
    "leave-enter": "leave.enter",
    "leave-end": "leave.enter",
    "inquiries": "inquiry.list",
    "inquiry-enter": "inquiry.enter",
    "inquiry-end": "inquiry.enter",
    "mergers": "merger.list",
    "merger-enter": "merger.enter",
    "audit": "audit.show",
    "audit-sheet": "audit.show",
    "claims-together": "claim.together",
    "tasks": "task.list",
    "tasks-sheet": "task.list",
    "tasks-paper": "task.list",
    "tasks-table": "task.list",
    "tasks-calendar": "task.list",
    "tasks-feed": "task.feed",
    "tasks-overview": "task.overview",
    "tasks-burden": "task.overview",
    "task-issue": "task.issue",
    "task-import": "task.issue",
    "inspections": "inspection.list",
    "inspection-new": "inspection.enter",
    "routines": "routine.list",
    "routine-set": "routine.set",
    "routine-step": "routine.set",
    "task": "task.show",
    "task-step": "task.step",
    "task-evidence": "task.show",
    "meetings": "meeting.list",
    "meeting-new": "meeting.convene",
    "meeting": "meeting.show",
    "meeting-step": "meeting.step",
    "postings": "posting.list",
    "posting": "posting.show",
    "posting-object": "posting.object",
    "posting-end": "posting.end",
    "objections": "objection.list",
    "objection": "objection.show",
    "objection-rule": "objection.rule",
    "batches": "batch.list",
    "batch-gather": "batch.gather",
    "batch": "batch.show",
    "batch-step": "batch.step",
    "rechecks": "recheck.list",
    "recheck-draw": "recheck.draw",
    "recheck-enter": "recheck.enter",
    "cycle": "cycle.show",
    "cycle-brief": "cycle.brief",
    "edition-issue": "cycle.issue",
    "cycle-closing": "cycle.close",
    "cycle-propose-close": "cycle.close",
    "cycle-close": "cycle.close",
    "cycle-leave": "cycle.leave",
    "fairness": "cycle.fairness",
    "simulation": "cycle.simulate",
    "simulate": "cycle.simulate",
    "amend": "amend.show",
    "amend-step": "amend.step",
    "results": "results.show",
    "results-sheet": "results.show",
    "results-form": "results.show",
    "results-count": "results.step",
    "results-step": "results.step",
    "results-objections": "results.objections",
    "results-object": "results.object",
    "results-rule": "results.rule",
    "results-reply": "results.reply",
    "openings": "opening.list",
    "opening-sheet": "opening.list",
    "opening-step": "opening.step",
    "ledger": "ledger.show",
    "ledger-sheet": "ledger.take",
    "standings": "standings.show",
    "edition": "edition.show",
    "paper": "paper.take",
    "cadre": "cadre.show",
    "cadre-readings": "cadre.readings",
    "cadre-file": "cadre.show",
    "cadre-file-sheet": "cadre.show",
    "village": "village.show",
    "rulebook": "rulebook.list",
    "version": "rulebook.show",
    "draft-new": "draft.write",
    "draft": "draft.show",
    "draft-revise": "draft.revise",
    "draft-step": "draft.step",
    "cases": "case.list",
    "case-talk": "case.talk",
    "handling": "case.list",
    "handling-enter": "case.enter",
    "handling-letter": "case.letter",
    "law": "law.show",
    "law-count": "law.count",
    "law-enter": "law.enter",
    "fact": "fact.show",
    "fact-evidence": "fact.show",
    "fact-repair": "fact.repair",
    "fact-correct": "fact.correct",
    "appeals": "appeal.list",
    "claim-appeal": "appeal.ask",
    "fact-appeal": "appeal.of-fact",
    "fact-anew": "fact.anew",
    "fact-anew-serve": "fact.anew",
    "fact-anew-paper": "fact.anew",
    "appeal": "appeal.show",
    "appeal-step": "appeal.step",
    "appeal-paper": "appeal.step",
    "appeal-correct": "appeal.step",
}
"""Page (name in jifen/web/urls.py) → action."""

COMMANDS: Mapping[str, str] = {
    "setup-home": "home",
    "serve": "home",
    "work": "home",
    "demo": "home",
    "clock": "home",
    "tick": "home",
    "backup": "home",
    "restore": "home",
    "move": "home",
    "prove": "home",
    "doctor": "home",
    "database-role": "home",
    "thaw": "home.care",
    "calendar load": "home",
    "area add": "home",
    "account add": "account.add",
    "account reset": "account.add",
    "account disable": "account.add",
    "account relate": "role.grant",
    "role grant": "role.grant",
    "role end": "role.grant",
    "import people": "people.import",
    "import facts": "facts.import",
    "import tasks": "task.issue",
    "import board": "facts.import",
    "cycle open": "cycle.open",
    "rulebook check": "rulebook.check",
    "rulebook test": "rulebook.check",
    "rulebook schema": "rulebook.check",
    "rulebook diff": "rulebook.check",
    "rulebook convert": "rulebook.check",
    "rulebook draft": "draft.write",
    "rulebook drafts": "rulebook.list",
    "rulebook comment": "draft.step",
    "rulebook answer": "draft.step",
    "rulebook step": "draft.step",
    "rulebook approve": "rulebook.approve",
    "standings": "standings.show",
    "simulate": "cycle.simulate",
    "fairness": "cycle.fairness",
    "explain": "cadre.show",
    "file": "cadre.show",
    "brief": "cycle.brief",
    "close": "cycle.close",
    "amend list": "amend.show",
    "amend propose": "amend.step",
    "amend make": "amend.step",
    "amend drop": "amend.step",
    "results show": "results.show",
    "results export": "results.show",
    "results count": "results.step",
    "results do": "results.step",
    "results objections": "results.objections",
    "results object": "results.object",
    "results rule": "results.rule",
    "results reply": "results.reply",
    "leave-late": "cycle.leave",
    "withdraw": "fact.withdraw",
    "resume": "fact.withdraw",
    "released list": "fact.withdraw",
    "released serve": "appeal.list",
    "released issue": "appeal.list",
    "repair": "fact.repair",
    "talk": "case.talk",
    "case enter": "case.enter",
    "case letter": "case.letter",
    "law count": "law.count",
    "law enter": "law.enter",
    "cases": "case.list",
    "claim list": "claim.list",
    "claim draft": "claim.draft",
    "claim step": "claim.step",
    "claim show": "claim.show",
    "claim serve": "claim.step",
    "claim answer": "claim.step",
    "claim reply": "claim.step",
    "take-back": "claim.step",
    "serve-sheet": "batch.gather",
    "claim letter": "claim.step",
    "complaint list": "complaint.make",
    "complaint make": "complaint.make",
    "complaint answer": "complaint.answer",
    "appeal list": "appeal.list",
    "appeal ask": "appeal.list",
    "appeal step": "appeal.list",
    "appeal issue": "appeal.list",
    "recusal list": "recusal.list",
    "recusal say": "recusal.say",
    "recusal rule": "recusal.say",
    "delegation list": "standing-in",
    "delegation give": "standing-in",
    "delegation end": "standing-in",
    "handover": "standing-in",
    "calendar show": "calendar.show",
    "leave list": "leave.list",
    "leave enter": "leave.enter",
    "leave end": "leave.enter",
    "inquiry list": "inquiry.list",
    "inquiry enter": "inquiry.enter",
    "inquiry end": "inquiry.enter",
    "merger list": "merger.list",
    "merger enter": "merger.enter",
    "audit": "audit.show",
    "task list": "task.list",
    "task overview": "task.overview",
    "task week": "task.list",
    "task feed": "task.list",
    "task burden": "task.overview",
    "task issue": "task.issue",
    "task step": "task.list",
    "task inspect": "inspection.enter",
    "routine list": "routine.list",
    "routine set": "routine.set",
    "routine change": "routine.set",
    "routine end": "routine.set",
    "routine issue": "routine.set",
    "meeting list": "meeting.list",
    "meeting convene": "meeting.convene",
    "meeting do": "meeting.convene",
    "batch": "batch.list",
    "posting list": "posting.list",
    "posting object": "posting.object",
    "posting end": "posting.end",
    "objection list": "objection.list",
    "objection rule": "objection.rule",
    "recheck": "recheck.draw",
    "recheck-result": "recheck.enter",
    "verify": "town.verify",
    "bundle": "town.bundle",
    "checkpoint": "home",
    "receipt verify": "town.verify",
    "erase-person": "person.erase",
    "opening template": "opening.list",
    "opening enter": "opening.enter",
    "opening list": "opening.list",
    "opening approve": "opening.step",
    "opening drop": "opening.step",
    "opening withdraw": "opening.step",
    "lock-past": "past.lock",
}
"""Verb of the console → action."""

WHILE_FROZEN: frozenset[str] = frozenset(
    {
        "setup-home", "serve", "work", "backup", "restore", "move", "prove", "thaw", "doctor",
        "database-role", "verify", "bundle", "receipt verify", "standings", "simulate", "explain",
        "file", "results show", "results objections", "results export", "cases", "claim list",
        "rulebook check",
        "rulebook test", "rulebook schema", "rulebook diff", "rulebook convert", "rulebook drafts",
        "recusal list", "delegation list", "calendar show", "leave list", "audit", "task list",
        "amend list",        "complaint list",
        "task burden", "task overview", "task week", "task feed", "merger list", "opening list",
        "inquiry list", "opening template", "routine list", "released list",
    }
)  # fmt: skip
"""Verbs that record nothing: they go on in a frozen home. Every other one is refused there."""


def roles_held(action: Action, actor: Actor, target: Target, *, on: dt.date) -> frozenset[Role]:
    """Return the roles that `actor` may use for `action` on `target` that day."""
    if action.scope is Scope.WITHIN:
        return frozenset(
            g.role
            for g in actor.grants
            if g.holds(on) and (contains(g.area, target.area) or contains(target.area, g.area))
        )
    return roles_toward(actor, target, on=on)


def allows(action: Action, roles: frozenset[Role]) -> bool:
    """Say whether holding `roles` suffices; where the scope asks for none, it does."""
    return action.scope not in {Scope.WITHIN, Scope.TOWARD} or bool(action.roles & roles)
