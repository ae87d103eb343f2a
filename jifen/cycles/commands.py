"""Writing cycles, the calendar, and a demo home's clock."""

import datetime as dt
from collections.abc import Mapping

from django.db import connection, transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI, Hand
from jifen.core.revisions import latest
from jifen.cycles.models import Clock, Cycle, SpecialDay
from jifen.cycles.queries import span
from jifen.people.models import Area
from jifen.rulebook.models import Version
from jifen.rulebook.queries import rulebook, versions


@transaction.atomic(durable=True)
def move_clock(to: dt.datetime) -> dt.timedelta:
    """Set a demo home's clock so that it is now `to`, and return the offset. Making it a demo home
    is the caller's deed: it happens once, when the home is made.

    Raises:
        Refusal: "clock.back" if that would go back: what happened has happened.
    """
    assert to.tzinfo is not None
    clock = Clock.objects.select_for_update().first() or Clock(offset=dt.timedelta.min)
    offset = to - dt.datetime.now(dt.UTC)
    if offset < clock.offset:
        raise Refusal("clock.back", to=to.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"))
    clock.offset = offset
    clock.save()
    return offset


@transaction.atomic(durable=True)
def load_calendar(
    days: Mapping[dt.date, tuple[bool, str]], *, towns: list[Area], hand: Hand
) -> int:
    """Enter the holidays and make-up days of whole years (date → works?, name); return how many.

    A year's notice replaces what stood for that year; every town's chain notes its digest.
    """
    years = {day.year for day in days}
    SpecialDay.objects.filter(on__year__in=years).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(on=day, works=works, name=name) for day, (works, name) in sorted(days.items())
    )
    for town in towns:
        chain = hold(town.path, at=hand.at)
        for year in sorted(years):
            rows: list[canonical.Value] = [
                [day, int(works), name]
                for day, (works, name) in sorted(days.items())
                if day.year == year
            ]
            digest = canonical.digest(canonical.value(rows))
            chain.append("calendar", year=year, digest=digest, by=hand.actor.key)
        chain.seal()
    return len(days)


def open_cycle(
    town: Area, name: str, *, starts_on: dt.date, version: Version, chain: Chain, hand: Hand
) -> Cycle:
    """Enter a new cycle of a town under a version. Call inside the caller's transaction.

    Raises:
        Refusal: "rulebook.unknown" if the version is another town's, "cycle.start" if it does not
            start as the version says, "cycle.early" if the version is not yet in force then,
            "cycle.superseded" if another version takes effect before the cycle ends,
            "cycle.overlap" if it meets another cycle, "cycle.taken" if the name is in use.
    """
    assert connection.in_atomic_block
    if version.town_id != town.pk:
        raise Refusal("rulebook.unknown", version=version.version)
    rules = rulebook(version)
    if (starts_on.day, starts_on.month) != (1, rules.cycle.start_month):
        raise Refusal("cycle.start", month=rules.cycle.start_month)
    if starts_on < version.effective_on:
        raise Refusal("cycle.early", on=version.effective_on)
    ends_on = span(starts_on, rules.cycle.months)
    # One cycle, one version: no later one may take effect before it starts, or inside it.
    later = versions(town).filter(effective_on__gt=version.effective_on, effective_on__lt=ends_on)
    if (next_one := later.last()) is not None:
        raise Refusal(
            "cycle.superseded",
            version=version.version,
            other=next_one.version,
            on=next_one.effective_on,
        )
    others = Cycle.objects.filter(town=town)
    if others.filter(name=name).exists():
        raise Refusal("cycle.taken", name=name)
    if others.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).exists():
        raise Refusal("cycle.overlap", name=name)
    revision = latest()
    seq = chain.append(
        "cycle",
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        version=version.digest,
        revision=revision,
        by=hand.actor.key,
    )
    return Cycle.objects.create(
        town=town,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        version=version,
        revision=revision,
        seq=seq,
    )
