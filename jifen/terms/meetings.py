"""What things are called: meetings, publicity and batches."""

from django.utils.translation import gettext_lazy as _

from jifen.core.meeting import PointKind
from jifen.publicity.kinds import Audience, Way
from jifen.terms.words import Words

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
