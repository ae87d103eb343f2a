"""Offences of earlier cycles (前期事实), for versions whose repeats look back over their start."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from jifen.core.facts import Offence
from jifen.core.rules import Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Change, Fact, Party
from jifen.rulebook.queries import rulebook

_LONGEST_MONTH = 31
_AWAY = (Change.Kind.WITHDRAW, Change.Kind.SUSPEND)


def looks_back(rules: Rulebook) -> Mapping[str, int]:
    """Return the items that a repeat with a window counts → at most how many days back it looks."""
    found: dict[str, int] = {}
    for item in rules.items:
        repeat = item.repeat
        if repeat is None or (repeat.days is None and repeat.months is None):
            continue
        days = repeat.days if repeat.days is not None else (repeat.months or 0) * _LONGEST_MONTH
        for code in {item.code} | repeat.together:
            found[code] = max(found.get(code, 0), days)
    return found


def prior(
    cycle: Cycle,
    of: Sequence[Account],
    *,
    upto_seq: int | None = None,
    rules: Rulebook | None = None,
) -> dict[int, tuple[Offence, ...]]:
    """Return account id → the facts of earlier cycles that it bore and this cycle may count.

    Borne by the shares of this cycle's version, or of `rules` where another one is tried: it is the
    one that looks back. Effective facts only, as the records up to `upto_seq` leave them. No query
    where the version does not look back; else one for cadres and one for villages.
    """
    rules = rules or rulebook(cycle.version)
    back = looks_back(rules)
    found: dict[int, list[Offence]] = defaultdict(list)
    if back:
        cadres = {a.cadre_id: a.pk for a in of if a.cadre_id}
        units = {a.village_id: a.pk for a in of if a.village_id}
        facts = _earlier(cycle, back, upto_seq)
        rows = [
            *_borne_by_cadres(rules, facts, cadres, upto_seq),
            *_borne_by_villages(rules, facts, units, upto_seq),
        ]
        for account, offence in rows:
            if (cycle.starts_on - offence.happened_on).days <= back[offence.item]:
                found[account].append(offence)
    return {pk: tuple(sorted(some, key=_by_day)) for pk, some in found.items()}


def _by_day(offence: Offence) -> tuple[dt.date, str]:
    return offence.happened_on, offence.key


def _earlier(cycle: Cycle, back: Mapping[str, int], upto_seq: int | None) -> "QuerySet[Fact]":
    since = cycle.starts_on - dt.timedelta(days=max(back.values()))
    facts = Fact.objects.filter(
        town=cycle.town_id,
        item__in=sorted(back),
        board__isnull=True,
        happened_on__gte=since,
        cycle__starts_on__lt=cycle.starts_on,
    )
    return facts if upto_seq is None else facts.filter(seq__lte=upto_seq)


def _borne_by_cadres(
    rules: Rulebook, facts: "QuerySet[Fact]", cadres: Mapping[int, int], upto_seq: int | None
) -> Iterator[tuple[int, Offence]]:
    if not cadres:
        return
    shares = Party.objects.filter(fact__in=facts, cadre__in=list(cadres)).annotate(
        whole=_last(Q(account=None), upto_seq, fact="fact"),
        own=_last(Q(account__cadre=OuterRef("cadre")), upto_seq, fact="fact"),
        stood=F("fact__opening__count"),  # None: no opening balance
    )
    rows = shares.values_list(
        "cadre",
        "capacities",
        "fact__key",
        "fact__item",
        "fact__happened_on",
        "fact__cycle__starts_on",
        "stood",
        "whole",
        "own",
    )
    for cadre, capacities, key, code, day, first, count, whole, own in rows:
        item = rules.by_code.get(code)
        if item is None or {whole, own} & set(_AWAY):
            continue
        if count is not None:
            yield from ((cadres[cadre], one) for one in _stood(key, code, first, count))
        elif set(capacities.split(",")) & item.shares.keys():
            yield cadres[cadre], Offence(key=key.hex, item=code, happened_on=day)


def _borne_by_villages(
    rules: Rulebook, facts: "QuerySet[Fact]", units: Mapping[int, int], upto_seq: int | None
) -> Iterator[tuple[int, Offence]]:
    if not units or not any(_village(rules.by_code.get(code)) for code in looks_back(rules)):
        return
    whole = _last(Q(account=None), upto_seq, fact="pk")
    own = _last(Q(account__village=OuterRef("unit")), upto_seq, fact="pk")
    rows = facts.filter(unit__in=list(units)).annotate(
        whole=whole, own=own, stood=F("opening__count")
    )
    rows = rows.filter(Q(opening=None) | Q(opening__holder=F("unit__path")))
    key: uuid.UUID
    for unit, key, code, day, first, count, whole_, own_ in rows.values_list(
        "unit",
        "key",
        "item",
        "happened_on",
        "cycle__starts_on",
        "stood",
        "whole",
        "own",
    ):
        if not _village(rules.by_code.get(code)) or {whole_, own_} & set(_AWAY):
            continue
        if count is not None:
            yield from ((units[unit], one) for one in _stood(key, code, first, count))
        else:
            yield units[unit], Offence(key=key.hex, item=code, happened_on=day)


def _stood(key: uuid.UUID, code: str, first: dt.date, count: int) -> Iterator[Offence]:
    """Yield what an opening balance stands for, as early as it can have happened."""
    for number in range(count):
        yield Offence(key=f"{key.hex}#{number}", item=code, happened_on=first)


def _village(item: Item | None) -> bool:
    return item is not None and item.subject is Subject.VILLAGE


def _last(whose: Q, upto_seq: int | None, *, fact: str) -> Subquery:
    """Return the kind of the last change of a fact that says whether it counts."""
    changes = Change.objects.filter(whose, fact=OuterRef(fact)).exclude(kind=Change.Kind.REPAIR)
    if upto_seq is not None:
        changes = changes.filter(seq__lte=upto_seq)
    return Subquery(changes.order_by("-seq").values("kind")[:1])
