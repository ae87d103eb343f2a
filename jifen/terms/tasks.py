"""What things are called: tasks, their steps and how they end."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from jifen.core.rhythm import Rhythm
from jifen.core.task import Action, Level, Look, Origin, Result, State
from jifen.tasks.assigning import Flag
from jifen.terms.words import Words

TASK_STATES: Words = {
    State.ISSUED: _("task issued"),
    State.RECEIVED: _("task received"),
    State.WORKING: _("being worked on"),
    State.REPORTED: _("reported finished"),
    State.MISSED: _("not finished in time"),
    State.ACCEPTED: _("accepted as done"),
    State.CLOSED: _("task closed"),
    State.WITHDRAWN: _("task withdrawn"),
}
TASK_ACTIONS: Words = {
    Action.ISSUE: _("Issue the task"),
    Action.RECEIVE: _("Confirm receipt"),
    Action.BEGIN: _("Begin work"),
    Action.REPORT: _("Report it finished"),
    Action.ACCEPT: _("Accept the work"),
    Action.RETURN: _("Return it for more work"),
    Action.ASK: _("Ask for more time"),
    Action.EXTEND: _("Extend the time"),
    Action.REFUSE: _("Refuse more time"),
    Action.HAND_OVER: _("Hand the task over"),
    Action.URGE: _("Urge"),
    Action.MISS: _("The days of grace are over"),
    Action.CLOSE: _("Close the task"),
    Action.WITHDRAW: _("Withdraw the task"),
}
TASK_RESULTS: Words = {
    Result.OUTSTANDING: _("outstandingly done"),
    Result.ON_TIME: _("done in time"),
    Result.LATE: _("done late"),
    Result.MISSED: _("missed"),
}
TASK_FLAGS: Words = {
    Flag.VACANT: _("nobody leads this duty here"),
    Flag.AWAY: _("on leave or suspended today"),
    Flag.MOVED: _("the division of duties has changed"),
}
TASK_ORIGINS: Words = {
    Origin.SUPERIOR: _("task of a superior body"),
    Origin.TOWN: _("task of the town"),
}
TASK_LEVELS: Words = {
    Level.STATE: _("state level"),
    Level.PROVINCE: _("province level"),
    Level.CITY: _("city level"),
    Level.COUNTY: _("county level"),
    Level.TOWN: _("town level"),
}
TASK_HOLDERS: Words = {
    "lead": _("leads it"),
    "assist": _("assists"),
    "named": _("named for it"),
}
TASK_LISTS: Words = {
    "open": _("going on"),
    "overdue": _("overdue"),
    "reported": _("to be accepted"),
    "ended": _("ended"),
}
LOOKS: Words = {
    Look.SUPERVISION: _("inspection by the office"),
    Look.COVERT: _("unannounced inspection"),
    Look.AUDIT: _("audit"),
}
RHYTHMS: Words = {
    Rhythm.WEEKLY: _("each week"),
    Rhythm.MONTHLY: _("each month"),
    Rhythm.QUARTERLY: _("each quarter, in its first month"),
}
_TURNS: Words = {
    Rhythm.WEEKLY: _("each week on %(day)s"),
    Rhythm.MONTHLY: _("on day %(day)s of each month"),
    Rhythm.QUARTERLY: _("on day %(day)s of the first month of each quarter"),
}


def turns(rhythm: str, day: int) -> str:
    """Say on which days work comes again."""
    told = WEEKDAYS[day - 1] if rhythm == Rhythm.WEEKLY else day
    return str(_TURNS[rhythm]) % {"day": told}
