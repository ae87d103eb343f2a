"""The table of verbs: what each is called, what it takes, what it does."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jifen.console import (
    amending,
    appeals,
    claims,
    custody,
    deciding,
    demo,
    drafting,
    entering,
    erasing,
    handling,
    hearings,
    home,
    keeping_out,
    proving,
    publicity,
    reading,
    results,
    rulebooks,
    simulating,
    supervising,
    working,
)
from jifen.console.line import Line
from jifen.console.reading import cycle_arguments

Verb = Callable[[Line], int]
Arguments = Callable[[argparse.ArgumentParser], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One verb: its words, what it does in a sentence, its arguments, the function."""

    words: str
    help: str
    arguments: Arguments
    verb: Verb


def table() -> tuple[Row, ...]:
    """Return every verb, in the order in which a town meets them."""
    return (
        Row(
            "setup-home",
            _("Make the data folder's database ready."),
            home.none_arguments,
            home.set_up,
        ),
        Row("serve", _("Serve the pages."), home.serve_arguments, home.serve),
        Row(
            "work",
            _("Do the work in the background: deadlines, backups, proofs."),
            working.work_arguments,
            working.work,
        ),
        Row("demo", _("Run a demo town's two cycles, step by step."), demo.arguments, demo.run),
        Row("clock", _("Show or move a demo home's clock."), home.clock_arguments, home.clock),
        Row("tick", _("Bring all accounts to today."), home.none_arguments, home.tick),
        Row(
            "backup",
            _("Back the home up while it is in use."),
            custody.backup_arguments,
            custody.backup,
        ),
        Row(
            "restore",
            _("Lay a backup into an empty home, proved first."),
            custody.restore_arguments,
            custody.restore,
        ),
        Row(
            "move",
            _("Copy the database into an empty one of the other kind."),
            custody.move_arguments,
            custody.move,
        ),
        Row(
            "prove",
            _("Prove the schema and every town."),
            custody.prove_arguments,
            custody.prove,
        ),
        Row(
            "thaw",
            _("Let records be made again after a failed verification."),
            custody.thaw_arguments,
            custody.thaw,
        ),
        Row("doctor", _("Look the home over."), home.none_arguments, custody.doctor),
        Row(
            "database-role",
            _("Print the SQL for the role under which PostgreSQL lets Jifen run."),
            custody.role_arguments,
            custody.database_role,
        ),
        Row("area add", _("Add an area."), home.area_arguments, home.add_area),
        Row("account add", _("Add an account."), home.account_arguments, home.add_account),
        Row(
            "account reset",
            _("Give an account a new password."),
            home.login_arguments,
            home.reset_account,
        ),
        Row(
            "account disable",
            _("Disable an account."),
            home.login_arguments,
            home.disable_account,
        ),
        Row(
            "account relate",
            _("Register kin or another reason for recusal."),
            home.relation_arguments,
            home.relate_account,
        ),
        Row(
            "role grant",
            _("Give an account a role over an area."),
            home.role_arguments,
            home.grant_role,
        ),
        Row("role end", _("End a role."), home.role_arguments, home.end_role),
        Row(
            "calendar load",
            _("Enter holidays and make-up days."),
            home.calendar_arguments,
            home.calendar,
        ),
        Row(
            "rulebook check",
            _("Say all that is wrong with a rulebook."),
            entering.file_arguments,
            entering.check_rulebook,
        ),
        Row(
            "rulebook test",
            _("Run the cases beside a rulebook."),
            entering.file_arguments,
            entering.test_rulebook,
        ),
        Row(
            "rulebook schema",
            _("Print the JSON Schema of a rulebook file."),
            rulebooks.no_arguments,
            rulebooks.show_schema,
        ),
        Row(
            "rulebook diff",
            _("Say what two rulebooks differ in, and for whom."),
            rulebooks.diff_arguments,
            rulebooks.show_diff,
        ),
        Row(
            "rulebook convert",
            _("Turn a rulebook file into a workbook, or back."),
            rulebooks.convert_arguments,
            rulebooks.convert,
        ),
        Row(
            "rulebook draft",
            _("Keep a rulebook's text as a draft."),
            drafting.draft_arguments,
            drafting.draft,
        ),
        Row(
            "rulebook drafts",
            _("List the drafts you see."),
            entering.town_arguments,
            drafting.list_drafts,
        ),
        Row(
            "rulebook comment",
            _("Comment on a draft."),
            drafting.comment_arguments,
            drafting.comment,
        ),
        Row(
            "rulebook answer",
            _("Answer a comment on a draft."),
            drafting.answer_arguments,
            drafting.answer,
        ),
        Row(
            "rulebook step",
            _("Take a step of a draft."),
            drafting.step_arguments,
            drafting.step,
        ),
        Row(
            "rulebook approve",
            _("Enter a town's first rulebook version, approved on paper."),
            entering.approve_arguments,
            entering.approve,
        ),
        Row("cycle open", _("Open a cycle."), entering.open_arguments, entering.open_cycle),
        Row(
            "import people",
            _("Enter a roster workbook."),
            entering.people_arguments,
            entering.import_people,
        ),
        Row(
            "import facts",
            _("Enter a workbook of facts."),
            entering.facts_arguments,
            entering.import_facts,
        ),
        Row(
            "import tasks",
            _("Issue the tasks of a workbook."),
            entering.people_arguments,
            entering.import_tasks,
        ),
        Row(
            "import board",
            _("Enter a workbook of one board."),
            entering.board_arguments,
            entering.import_board,
        ),
        Row(
            "lock-past",
            _("Lock the way in for past decisions."),
            entering.town_arguments,
            entering.lock_past,
        ),
        Row("claim draft", _("Write a draft claim."), claims.draft_arguments, claims.draft),
        Row(
            "claim list",
            _("List the claims that wait for you, or all you see."),
            claims.list_arguments,
            claims.show_list,
        ),
        Row("claim step", _("Take a step of a claim."), claims.step_arguments, claims.step),
        Row(
            "appeal list",
            _("List the reviews that wait for you."),
            appeals.list_arguments,
            appeals.show_list,
        ),
        Row("appeal ask", _("Ask for a review."), appeals.ask_arguments, appeals.ask),
        Row("appeal step", _("Take a step of a review."), appeals.step_arguments, appeals.step),
        Row("appeal issue", _("Put a review on paper."), appeals.issue_arguments, appeals.issue),
        Row(
            "claim show",
            _("Show whom a deduction is addressed to, and how far it is for each."),
            hearings.claim_arguments,
            hearings.show,
        ),
        Row(
            "claim serve",
            _("Note that a notice or a decision reached somebody."),
            hearings.serve_arguments,
            hearings.serve,
        ),
        Row(
            "claim answer",
            _("Answer a notice, point by point."),
            hearings.answer_arguments,
            hearings.answer,
        ),
        Row(
            "claim reply",
            _("Reply to one point of an answer."),
            hearings.reply_arguments,
            hearings.reply,
        ),
        Row(
            "claim letter",
            _("Issue a notice, a decision or a proof of service on paper."),
            hearings.letter_arguments,
            hearings.letter,
        ),
        Row(
            "recusal say",
            _("Say that somebody is to keep out of a claim."),
            keeping_out.say_arguments,
            keeping_out.say,
        ),
        Row(
            "recusal rule",
            _("Rule on a recusal."),
            keeping_out.rule_arguments,
            keeping_out.rule,
        ),
        Row(
            "recusal list",
            _("List who was asked to keep out of what."),
            entering.town_arguments,
            keeping_out.list_recusals,
        ),
        Row(
            "delegation give",
            _("Let somebody stand in with one of your roles."),
            keeping_out.give_arguments,
            keeping_out.give,
        ),
        Row(
            "delegation end",
            _("End standing in from today."),
            keeping_out.end_arguments,
            keeping_out.end,
        ),
        Row(
            "delegation list",
            _("List who stands in for whom."),
            entering.town_arguments,
            keeping_out.list_delegations,
        ),
        Row(
            "handover",
            _("Pass a leaving hand's drafts on."),
            keeping_out.handover_arguments,
            keeping_out.hand_over,
        ),
        Row(
            "leave list",
            _("List who is away on a day."),
            keeping_out.leave_arguments,
            keeping_out.list_leaves,
        ),
        Row(
            "leave enter",
            _("Enter a leave."),
            keeping_out.enter_leave_arguments,
            keeping_out.enter_leave,
        ),
        Row(
            "calendar show",
            _("Show a year's holidays and make-up days."),
            keeping_out.calendar_arguments,
            keeping_out.show_calendar,
        ),
        Row(
            "audit",
            _("Print the lists that an auditor looks at first."),
            keeping_out.audit_arguments,
            keeping_out.audit,
        ),
        Row(
            "withdraw",
            _("Withdraw a recorded fact."),
            deciding.withdraw_arguments,
            deciding.withdraw,
        ),
        Row(
            "resume",
            _("Let a suspended fact count again."),
            deciding.resume_arguments,
            deciding.resume,
        ),
        Row(
            "repair",
            _("Record that what a fact was about has been put right."),
            deciding.repair_arguments,
            deciding.repair,
        ),
        Row(
            "standings", _("Show who stands where."), reading.standings_arguments, reading.standings
        ),
        Row(
            "simulate",
            _("Try another rulebook on a cycle's records: who moves, and what it costs."),
            simulating.simulate_arguments,
            simulating.try_out,
        ),
        Row(
            "explain",
            _("Show why a cadre stands where they stand."),
            reading.explain_arguments,
            reading.explain,
        ),
        Row(
            "file",
            _("Print a cadre's file of all years."),
            reading.file_arguments,
            reading.file,
        ),
        Row(
            "brief",
            _("Freeze a half-cycle's standings and issue the circular."),
            deciding.brief_arguments,
            deciding.brief,
        ),
        Row(
            "close",
            _("Close a cycle and issue the ranking."),
            deciding.close_arguments,
            deciding.close,
        ),
        Row(
            "amend propose",
            _("Propose to put a mistake of a closed cycle right."),
            amending.propose_arguments,
            amending.propose,
        ),
        Row(
            "amend make",
            _("Make a proposed amendment so, in a new edition."),
            amending.key_arguments,
            amending.make,
        ),
        Row(
            "amend drop",
            _("Drop a proposed amendment."),
            amending.key_arguments,
            amending.drop,
        ),
        Row(
            "results show",
            _("Show a closed cycle's results: places, grades, pay, what waits."),
            cycle_arguments,
            results.show,
        ),
        Row(
            "results export",
            _("Write what a cycle's results were made of, for the independent check."),
            results.export_arguments,
            results.export,
        ),
        Row(
            "results count",
            _("Enter the count of a vote or a score."),
            results.count_arguments,
            results.count,
        ),
        Row(
            "results do",
            _("Take a step on a cycle's results, seat a tie, confirm a count."),
            results.do_arguments,
            results.do,
        ),
        Row(
            "leave-late",
            _("Leave an unfinished claim to be booked late after the close."),
            deciding.leave_arguments,
            deciding.leave,
        ),
        Row(
            "task list",
            _("List what was asked of whom, and how it stands."),
            supervising.list_arguments,
            supervising.list_tasks,
        ),
        Row(
            "task burden",
            _("Say what entering costs cadres, in minutes a week."),
            entering.town_arguments,
            supervising.say_burden,
        ),
        Row(
            "task issue",
            _("Ask work of villages: each title is a task."),
            supervising.issue_arguments,
            supervising.issue,
        ),
        Row(
            "task step",
            _("Take a step of a task in a village."),
            supervising.step_arguments,
            supervising.step,
        ),
        Row(
            "meeting list",
            _("List meetings, and what waits for one."),
            publicity.list_arguments,
            publicity.list_meetings,
        ),
        Row(
            "meeting convene",
            _("Convene a meeting."),
            publicity.convene_arguments,
            publicity.convene,
        ),
        Row("meeting do", _("Do one thing at a meeting."), publicity.do_arguments, publicity.do),
        Row(
            "batch",
            _("Take a month's grants through one meeting and one publicity."),
            publicity.batch_arguments,
            publicity.batch,
        ),
        Row(
            "posting list",
            _("List what is publicised."),
            publicity.list_arguments,
            publicity.list_postings,
        ),
        Row("posting end", _("Close a publicity."), publicity.end_arguments, publicity.end),
        Row(
            "objection list",
            _("List objections."),
            publicity.list_arguments,
            publicity.list_objections,
        ),
        Row("objection rule", _("Rule on an objection."), publicity.rule_arguments, publicity.rule),
        Row(
            "recheck",
            _("Draw a month's sample for a second look."),
            publicity.recheck_arguments,
            publicity.recheck,
        ),
        Row("cases", _("List the warning cases."), deciding.cases_arguments, deciding.show_cases),
        Row(
            "talk",
            _("Record a warning talk that was held."),
            deciding.talk_arguments,
            deciding.talk,
        ),
        Row(
            "fairness",
            _("Hold a mirror up to a cycle: what is worth another look."),
            reading.cycle_arguments,
            handling.fairness,
        ),
        Row(
            "case enter",
            _("Enter what was done about a case."),
            handling.enter_arguments,
            handling.enter,
        ),
        Row(
            "case letter",
            _("Issue the call to a warning talk, or its record."),
            handling.letter_arguments,
            handling.letter,
        ),
        Row(
            "law count",
            _("Enter how many may vote in a village and represent it."),
            handling.count_arguments,
            handling.count,
        ),
        Row(
            "law enter",
            _("Enter a text of law with its source."),
            handling.law_arguments,
            handling.law,
        ),
        Row(
            "verify",
            _("Prove the chain, the balances and the frozen editions."),
            reading.verify_arguments,
            reading.verify,
        ),
        Row(
            "bundle",
            _("Write a town's chain as a file that can be proved without Jifen."),
            proving.bundle_arguments,
            proving.bundle,
        ),
        Row(
            "checkpoint",
            _("Sign the heads of all towns and send them outside."),
            home.none_arguments,
            proving.checkpoint,
        ),
        Row(
            "erase-person",
            _("Erase a person's data: one account proposes, another carries it out."),
            erasing.erase_arguments,
            erasing.erase,
        ),
        Row(
            "receipt verify",
            _("Compare a receipt, a record's number and hash, with the chain."),
            proving.receipt_arguments,
            proving.verify_receipt,
        ),
    )
