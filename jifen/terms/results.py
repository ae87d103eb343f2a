"""What things are called: the results of a cycle."""

from django.utils.translation import gettext_lazy as _

from jifen.core.appraisal import Use
from jifen.core.appraising import Action, State
from jifen.core.circumstances import EffectKind
from jifen.core.grades import Why
from jifen.core.shortlists import Condition
from jifen.results.body import Ruling
from jifen.terms.words import Words

RESULT_STATES: Words = {
    State.NONE: _("results not proposed"),
    State.PROPOSED: _("results proposed"),
    State.DECIDED: _("results decided"),
    State.POSTED: _("results publicised"),
    State.STANDING: _("results stand"),
    State.REOPENED: _("taken back, to be proposed anew"),
}
APPRAISING: Words = {
    Action.PROPOSE: _("Propose the results"),
    Action.DECIDE: _("Enter the committee’s decision on the results"),
    Action.POST: _("Publicise the results"),
    Action.CONFIRM: _("End the publicity: the results stand"),
    Action.REOPEN: _("Take the results back"),
}
LISTED: Words = {
    Condition.IN_OFFICE: _("in office"),
    Condition.GRADE: _("grade"),
    Condition.STREAK: _("streak"),
    Condition.PLACE: _("place"),
    Condition.RESULT: _("result"),
    Condition.MONTHS: _("full months served"),
    Condition.NO_CASE: _("no open warning case"),
    Condition.NO_TALK: _("months without a warning talk"),
    Condition.NO_GRAVE: _("months without a grave deduction"),
}
USES: Words = {Use.HONOUR: _("honours"), Use.DEVELOPMENT: _("development")}
RULINGS: Words = {
    Ruling.OPEN: _("a meeting is to decide; until then it does not apply"),
    Ruling.APPLIES: _("a meeting decided: it applies"),
    Ruling.NOT: _("a meeting decided: it does not apply"),
}
WHYS: Words = {
    Why.BAND: _("the result lies in this band"),
    Why.WHOLE: _("with the whole base it would lie in a better band"),
    Why.STRAIGHT: _("grade named by an item"),
    Why.CAP: _("no higher grade, by an item"),
    Why.NOT_RANKED: _("the quota is for those ranked"),
    Why.FLOOR: _("under the quota’s least result"),
    Why.QUOTA: _("places of the quota, in the order of the ranking"),
    Why.TIE: _("tied across the quota’s line"),
    Why.WAITS: _("hangs on a line above"),
}
CONSEQUENCES: Words = {
    EffectKind.GRADE_CAP: _("no higher grade"),
    EffectKind.GRADE: _("a grade straight away"),
    EffectKind.TOTAL: _("the result is held down (veto)"),
    EffectKind.NO_AWARD: _("no award or honour"),
    EffectKind.NO_BONUS: _("no share in the bonus pool"),
    EffectKind.TALK: _("a talk"),
    EffectKind.MONEY: _("performance pay more or less"),
}
