"""The pages' addresses. Each name has a row in the policy table (jifen/core/policy.py)."""

from django.urls import path, register_converter

from jifen.appeals.letters import Letter
from jifen.core import appeal, drafting
from jifen.core.workflow import Action
from jifen.web import (
    amending,
    appeals,
    audits,
    cadres,
    calendars,
    cases,
    checks,
    claims,
    cycles,
    deadlines,
    desk,
    drafts,
    erasures,
    facts,
    fairness,
    files,
    handling,
    hearings,
    home,
    inquiries,
    inspections,
    leaves,
    ledger,
    looks,
    making,
    many,
    meetings,
    mergers,
    notices,
    objections,
    openings,
    papers,
    personal,
    publicity,
    recusals,
    released,
    results,
    routines,
    rulebooks,
    sign_in,
    simulations,
    standing_in,
    standings,
    task_sheets,
    tasks,
    villages,
    weekly,
)


class ActionConverter:
    """Let an address name a step; an unknown one is a 404."""

    regex = "|".join(sorted(Action, key=len, reverse=True))

    def to_python(self, value: str) -> Action:
        """Read the step."""
        return Action(value)

    def to_url(self, value: str) -> str:
        """Write the step."""
        return str(value)


class DraftingConverter:
    """Let an address name a step of a draft; an unknown one is a 404."""

    regex = "|".join(sorted(drafting.Action, key=len, reverse=True))

    def to_python(self, value: str) -> drafting.Action:
        """Read the step."""
        return drafting.Action(value)

    def to_url(self, value: str) -> str:
        """Write the step."""
        return str(value)


class AppealConverter:
    """Let an address name a step of a review; an unknown one is a 404."""

    regex = "|".join(sorted(appeal.Action, key=len, reverse=True))

    def to_python(self, value: str) -> appeal.Action:
        """Read the step."""
        return appeal.Action(value)

    def to_url(self, value: str) -> str:
        """Write the step."""
        return str(value)


class LetterConverter:
    """Let an address name a paper of a review; an unknown one is a 404."""

    regex = "|".join(sorted(Letter, key=len, reverse=True))

    def to_python(self, value: str) -> Letter:
        """Read the paper."""
        return Letter(value)

    def to_url(self, value: str) -> str:
        """Write the paper."""
        return str(value)


register_converter(ActionConverter, "action")
register_converter(AppealConverter, "appeal")
register_converter(LetterConverter, "letter")
register_converter(DraftingConverter, "drafting")

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", sign_in.SignOut.as_view(), name="account_logout"),
    path("password/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("language/", looks.language, name="language"),
    path("type-size/", looks.type_size, name="type-size"),
    path("help/", looks.help_page, name="help"),
    path("health/", home.health, name="health"),
    path("towns/<uuid:ref>/home/", home.show, name="home-care"),
    path("towns/<uuid:ref>/home/again/", home.again, name="job-again"),
    path("check/", checks.show, name="check"),
    path("", desk.home, name="desk"),
    path("towns/<uuid:ref>/", desk.show, name="town"),
    path("towns/<uuid:ref>/notices/", notices.table, name="notices"),
    path("towns/<uuid:ref>/notices/read/", notices.read, name="notice-read"),
    path("towns/<uuid:ref>/complain/", notices.complain, name="complain"),
    path("towns/<uuid:ref>/complaints/", notices.complaints, name="complaints"),
    path("towns/<uuid:ref>/people/", cadres.find, name="people"),
    path("towns/<uuid:ref>/claims/", claims.table, name="claims"),
    path("towns/<uuid:ref>/claims/many/", many.table, name="claims-many"),
    path("towns/<uuid:ref>/claims/new/", drafts.new, name="claim-new"),
    path("towns/<uuid:ref>/erasures/", erasures.show, name="erasures"),
    path("towns/<uuid:ref>/erasures/propose/", erasures.propose, name="erasure-propose"),
    path("towns/<uuid:ref>/erasures/carry-out/", erasures.carry_out, name="erasure-carry-out"),
    path("towns/<uuid:ref>/rulebook/", rulebooks.table, name="rulebook"),
    path("towns/<uuid:ref>/cases/", cases.table, name="cases"),
    path("towns/<uuid:ref>/cases/talk/", cases.talk, name="case-talk"),
    path("towns/<uuid:ref>/handling/", handling.show, name="handling"),
    path("towns/<uuid:ref>/handling/enter/", handling.enter, name="handling-enter"),
    path("towns/<uuid:ref>/handling/letter/", handling.letter, name="handling-letter"),
    path("towns/<uuid:ref>/law/", handling.texts, name="law"),
    path("towns/<uuid:ref>/law/count/", handling.count, name="law-count"),
    path("towns/<uuid:ref>/law/enter/", handling.enter_law, name="law-enter"),
    path("towns/<uuid:ref>/claims/together/", claims.together, name="claims-together"),
    path("towns/<uuid:ref>/tasks/", tasks.table, name="tasks"),
    path("towns/<uuid:ref>/tasks.xlsx", weekly.sheet, name="tasks-sheet"),
    path("towns/<uuid:ref>/tasks.docx", weekly.paper, name="tasks-paper"),
    path("towns/<uuid:ref>/tasks/table.xlsx", task_sheets.export, name="tasks-table"),
    path("towns/<uuid:ref>/tasks/routines/", routines.table, name="routines"),
    path("towns/<uuid:ref>/tasks/routines/set/", routines.enter, name="routine-set"),
    path("towns/<uuid:ref>/tasks/routines/step/", routines.step, name="routine-step"),
    path("towns/<uuid:ref>/tasks/import/", task_sheets.load, name="task-import"),
    path("towns/<uuid:ref>/tasks/calendar/", deadlines.month, name="tasks-calendar"),
    path("deadlines.ics", deadlines.feed, name="tasks-feed"),
    path("towns/<uuid:ref>/tasks/overview/", tasks.overview, name="tasks-overview"),
    path("towns/<uuid:ref>/tasks/burden/", tasks.burdens, name="tasks-burden"),
    path("towns/<uuid:ref>/tasks/issue/", tasks.issue, name="task-issue"),
    path("towns/<uuid:ref>/inspections/", inspections.table, name="inspections"),
    path("towns/<uuid:ref>/inspections/new/", inspections.new, name="inspection-new"),
    path("tasks/<uuid:ref>/", tasks.show, name="task"),
    path("tasks/<uuid:ref>/step/", tasks.step, name="task-step"),
    path("tasks/<uuid:ref>/evidence/", files.of_task, name="task-evidence"),
    path("towns/<uuid:ref>/meetings/", meetings.table, name="meetings"),
    path("towns/<uuid:ref>/meetings/new/", meetings.new, name="meeting-new"),
    path("meetings/<uuid:ref>/", meetings.show, name="meeting"),
    path("meetings/<uuid:ref>/do/", meetings.step, name="meeting-step"),
    path("towns/<uuid:ref>/postings/", publicity.table, name="postings"),
    path("postings/<uuid:ref>/", publicity.show, name="posting"),
    path("postings/<uuid:ref>/object/", publicity.object_to, name="posting-object"),
    path("postings/<uuid:ref>/end/", publicity.end, name="posting-end"),
    path("towns/<uuid:ref>/objections/", publicity.objections, name="objections"),
    path("objections/<uuid:ref>/", publicity.objection, name="objection"),
    path("objections/<uuid:ref>/rule/", publicity.rule, name="objection-rule"),
    path("towns/<uuid:ref>/batches/", publicity.batches, name="batches"),
    path("towns/<uuid:ref>/batches/gather/", publicity.gather, name="batch-gather"),
    path("batches/<uuid:ref>/", publicity.batch, name="batch"),
    path("batches/<uuid:ref>/do/", publicity.batch_step, name="batch-step"),
    path("towns/<uuid:ref>/rechecks/", publicity.rechecks, name="rechecks"),
    path("towns/<uuid:ref>/rechecks/draw/", publicity.draw, name="recheck-draw"),
    path("towns/<uuid:ref>/rechecks/enter/", publicity.enter_result, name="recheck-enter"),
    path("claims/<uuid:ref>/", claims.show, name="claim"),
    path("claims/<uuid:ref>/evidence/", files.of_claim, name="claim-evidence"),
    path("claims/<uuid:ref>/edit/", drafts.edit, name="claim-edit"),
    path("claims/<uuid:ref>/service/", hearings.serve, name="claim-service"),
    path("claims/<uuid:ref>/points/", hearings.answer, name="claim-points"),
    path("claims/<uuid:ref>/replies/", hearings.reply, name="claim-replies"),
    path("claims/<uuid:ref>/take-back/", hearings.take_back, name="claim-take-back"),
    path("claims/<uuid:ref>/letters/", hearings.letter, name="claim-letter"),
    path("claims/<uuid:ref>/<action:action>/", claims.step, name="claim-step"),
    path("claims/<uuid:ref>/recusal/", recusals.show, name="recusal"),
    path("claims/<uuid:ref>/recusal/say/", recusals.say, name="recusal-say"),
    path("claims/<uuid:ref>/recusal/rule/", recusals.rule, name="recusal-rule"),
    path("towns/<uuid:ref>/recusals/", recusals.table, name="recusals"),
    path("towns/<uuid:ref>/standing-in/", standing_in.show, name="standing-in"),
    path("towns/<uuid:ref>/standing-in/give/", standing_in.delegate, name="delegate"),
    path("towns/<uuid:ref>/standing-in/end/", standing_in.end, name="delegation-end"),
    path("towns/<uuid:ref>/standing-in/hand/", standing_in.hand_over, name="handover-give"),
    path("towns/<uuid:ref>/calendar/", calendars.show, name="calendar"),
    path("towns/<uuid:ref>/calendar/load/", calendars.load, name="calendar-load"),
    path("towns/<uuid:ref>/leaves/", leaves.show, name="leaves"),
    path("towns/<uuid:ref>/leaves/enter/", leaves.enter, name="leave-enter"),
    path("towns/<uuid:ref>/leaves/end/", leaves.end, name="leave-end"),
    path("towns/<uuid:ref>/inquiries/", inquiries.show, name="inquiries"),
    path("towns/<uuid:ref>/inquiries/enter/", inquiries.enter, name="inquiry-enter"),
    path("towns/<uuid:ref>/inquiries/end/", inquiries.end, name="inquiry-end"),
    path("towns/<uuid:ref>/mergers/", mergers.show, name="mergers"),
    path("towns/<uuid:ref>/mergers/enter/", mergers.enter, name="merger-enter"),
    path("cycles/<uuid:ref>/audit/", audits.show, name="audit"),
    path("cycles/<uuid:ref>/audit.xlsx", audits.sheet, name="audit-sheet"),
    path("towns/<uuid:ref>/appeals/", appeals.table, name="appeals"),
    path("claims/<uuid:ref>/appeal/", appeals.of_claim, name="claim-appeal"),
    path("facts/<uuid:ref>/appeal/", appeals.of_fact, name="fact-appeal"),
    path("facts/<uuid:ref>/anew/", released.show, name="fact-anew"),
    path("facts/<uuid:ref>/anew/serve/", released.serve, name="fact-anew-serve"),
    path("facts/<uuid:ref>/anew/paper/", released.paper, name="fact-anew-paper"),
    path("appeals/<uuid:ref>/", appeals.show, name="appeal"),
    path("appeals/<uuid:ref>/correct/", appeals.correct, name="appeal-correct"),
    path("appeals/<uuid:ref>/papers/<letter:letter>/", appeals.paper, name="appeal-paper"),
    path("appeals/<uuid:ref>/<appeal:taken>/", appeals.step, name="appeal-step"),
    path("facts/<uuid:ref>/", facts.show, name="fact"),
    path("facts/<uuid:ref>/evidence/", files.of_fact, name="fact-evidence"),
    path("facts/<uuid:ref>/repair/", facts.repair, name="fact-repair"),
    path("facts/<uuid:ref>/correct/", facts.correct, name="fact-correct"),
    path("cycles/<uuid:ref>/", cycles.show, name="cycle"),
    path("cycles/<uuid:ref>/brief/", cycles.brief, name="cycle-brief"),
    path("cycles/<uuid:ref>/closing/", cycles.closing, name="cycle-closing"),
    path("cycles/<uuid:ref>/propose-close/", cycles.propose_close, name="cycle-propose-close"),
    path("cycles/<uuid:ref>/close/", cycles.close, name="cycle-close"),
    path("cycles/<uuid:ref>/leave/", cycles.leave, name="cycle-leave"),
    path("cycles/<uuid:ref>/fairness/", fairness.show, name="fairness"),
    path("cycles/<uuid:ref>/simulation/", simulations.show, name="simulation"),
    path("cycles/<uuid:ref>/simulation/run/", simulations.run, name="simulate"),
    path("cycles/<uuid:ref>/openings/", openings.show, name="openings"),
    path("cycles/<uuid:ref>/openings/empty.xlsx", openings.sheet, name="opening-sheet"),
    path("cycles/<uuid:ref>/openings/step/", openings.step, name="opening-step"),
    path("cycles/<uuid:ref>/amendments/", amending.show, name="amend"),
    path("cycles/<uuid:ref>/amendments/do/", amending.step, name="amend-step"),
    path("cycles/<uuid:ref>/results/", results.show, name="results"),
    path("cycles/<uuid:ref>/results.xlsx", results.sheet, name="results-sheet"),
    path("cycles/<uuid:ref>/results/form.xlsx", results.form, name="results-form"),
    path("cycles/<uuid:ref>/results/count/", results.count, name="results-count"),
    path("cycles/<uuid:ref>/results/do/", results.step, name="results-step"),
    path("cycles/<uuid:ref>/results/objections/", objections.show, name="results-objections"),
    path("cycles/<uuid:ref>/results/object/", objections.object_to, name="results-object"),
    path("cycles/<uuid:ref>/results/rule/", objections.rule, name="results-rule"),
    path("cycles/<uuid:ref>/results/reply/", objections.reply, name="results-reply"),
    path("cycles/<uuid:ref>/ledger/", ledger.show, name="ledger"),
    path("cycles/<uuid:ref>/ledger.xlsx", ledger.sheet, name="ledger-sheet"),
    path("cycles/<uuid:ref>/standings/", standings.live, name="standings"),
    path("editions/<uuid:ref>/", standings.edition, name="edition"),
    path("editions/<uuid:ref>/issue/", standings.issue, name="edition-issue"),
    path("papers/<uuid:ref>.<str:ending>", papers.take, name="paper"),
    path("cadres/<uuid:ref>/", cadres.show, name="cadre"),
    path("cadres/<uuid:ref>/file/", personal.show, name="cadre-file"),
    path("cadres/<uuid:ref>/file.xlsx", personal.sheet, name="cadre-file-sheet"),
    path("cadres/<uuid:ref>/readings/", cadres.readings, name="cadre-readings"),
    path("villages/<uuid:ref>/", villages.show, name="village"),
    path("versions/<uuid:ref>/", rulebooks.show, name="version"),
    path("towns/<uuid:ref>/rulebook/new/", making.new, name="draft-new"),
    path("drafts/<uuid:ref>/", making.show, name="draft"),
    path("drafts/<uuid:ref>/text/", making.revise, name="draft-revise"),
    path("drafts/<uuid:ref>/<drafting:step>/", making.step, name="draft-step"),
]
