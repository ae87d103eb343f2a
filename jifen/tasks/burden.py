"""What cadres entered in the last weeks: claims, steps, answers, receipts, reports, appeals."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import Count, Value

from jifen.appeals.models import Appeal
from jifen.claims.models import AnswerPoint, Claim, Decision
from jifen.core.burden import WEEKS, Burden, Deed, burden
from jifen.core.hand import SHANGHAI
from jifen.core.task import Action
from jifen.people.models import Area, User
from jifen.tasks.models import Step

RECEIPTS = (Action.RECEIVE.value, Action.BEGIN.value)


def entered(town: Area, *, today: dt.date) -> Burden:
    """Return what entering cost a town's cadres a week, over the weeks before `today`.

    By their own accounts alone: what the office enters for them costs them nothing. Three queries.
    """
    return burden(_deeds(town, today - dt.timedelta(weeks=WEEKS), today))


def _deeds(town: Area, first: dt.date, last: dt.date) -> Mapping[str, Mapping[Deed, int]]:
    """Return code → deed → how often, from the first day up to but not including the last."""
    start, end = (dt.datetime.combine(day, dt.time(), SHANGHAI) for day in (first, last))
    rows = User.objects.filter(cadre__town=town).values_list("pk", "ref", "cadre__code")
    own = {pk: code for pk, _ref, code in rows}
    by_ref = {ref: code for _pk, ref, code in rows}
    done: dict[str, Counter[Deed]] = defaultdict(Counter)
    span = (start, end - dt.timedelta(microseconds=1))
    first_of, *others = [
        found.filter(town=town).annotate(deed=Value(deed.value), times=Count("pk")).order_by()
        for deed, found in (
            (Deed.CLAIM, Claim.objects.filter(drafted_at__range=span).values_list("drafted_by")),
            (Deed.STEP, Decision.objects.filter(at__range=span).values_list("by")),
            (Deed.ANSWER, AnswerPoint.objects.filter(at__range=span).values_list("by")),
            (Deed.APPEAL, Appeal.objects.filter(filed_at__range=span).values_list("filed_by")),
        )
    ]
    for who, code, times in first_of.union(*others, all=True):
        if who in own:
            done[own[who]][Deed(code)] += times
    steps = Step.objects.filter(town=town, at__range=span, by__isnull=False)
    counted = steps.values_list("by", "action").annotate(times=Count("pk")).order_by()
    for ref, action, times in counted:
        if ref in by_ref:
            deed = Deed.RECEIPT if action in RECEIPTS else Deed.REPORT
            done[by_ref[ref]][deed] += times
    return done
