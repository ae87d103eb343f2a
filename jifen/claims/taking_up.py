"""What taking up a deduction looks at (受理审查), check by check."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jifen.claims.foreseen import Move, preview_of
from jifen.claims.models import Claim
from jifen.claims.queries import FINAL, hats, is_grave, item_of, named
from jifen.core.acceptance import NEAR_DAYS, Check, barred_after, proves
from jifen.core.access import Actor, Role
from jifen.core.errors import Refusal
from jifen.core.workflow import Kind
from jifen.ledger.models import Change, Fact
from jifen.people.queries import rosters
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

OFFICE = frozenset({Role.CLERK, Role.DISCIPLINE})


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and what it found: `refusal` says why it fails; `near` are like cases."""

    check: Check
    refusal: Refusal | None = None
    near: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether it keeps nothing back."""
        return self.refusal is None


def findings(
    claim: Claim,
    actor: Actor,
    *,
    on: dt.date,
    held: Rosters | None = None,
    moves: Sequence[Move] | None = None,
) -> tuple[Finding, ...]:
    """Return every check in the order of the screen. Four queries; more where they are not given.

    `held` are the town's rosters and `moves` what the claim would move.
    """
    held = held or rosters(claim.town)
    foreseen = preview_of(claim, on=on, held=held) if moves is None else moves
    moved = tuple(k.fact for move in foreseen for k in move.knock_on)
    item, months = item_of(claim), rulebook(claim.cycle.version).process.time_bar_months
    last = barred_after(claim.happened_on, months)
    like = duplicates(claim)
    absent = [code for code in named(claim) if not held.posts(code, claim.happened_on)]
    who = {p.cadre.code: p.cadre.name for p in claim.people.all()}

    where = item.article
    failed: dict[Check, Refusal] = {}
    if not hats(claim, actor, on=on, held=held) & OFFICE:
        failed[Check.RECUSAL] = Refusal("claim.recused", article=where)
    if on > last:
        failed[Check.TIME_BAR] = Refusal(
            "claim.time-barred", article=where, on=claim.happened_on, last=last
        )
    if like:
        failed[Check.DUPLICATE] = Refusal("claim.duplicate", article=where, like="、".join(like))
    if absent:
        names = "、".join(who[code] for code in absent)
        failed[Check.JURISDICTION] = Refusal(
            "claim.no-jurisdiction", article=where, who=names, on=claim.happened_on
        )
    if not item.article:
        failed[Check.ARTICLE] = Refusal("claim.no-article", item=item.code)
    if not proves(claim.evidence, grave=is_grave(claim)):
        failed[Check.EVIDENCE] = Refusal("claim.photo-alone", article=where)
    seen = {Check.DUPLICATE: tuple(like), Check.KNOCK_ON: moved}
    return tuple(Finding(check, failed.get(check), seen.get(check, ())) for check in Check)


def check_take_up(claim: Claim, actor: Actor, *, on: dt.date, reason: str) -> None:
    """Raise the first check that fails. Like cases are asked about, not refused for good.

    Whoever takes it up says in writing why it is another matter; what names the matter of the
    other itself (同一事项) is no duplicate.

    Raises:
        Refusal: "claim.recused", "claim.time-barred", "claim.duplicate", "claim.no-jurisdiction",
            "claim.no-article", or "claim.photo-alone".
    """
    for finding in findings(claim, actor, on=on):
        if finding.check is Check.DUPLICATE and len(reason.strip()) >= 5:
            continue
        if finding.refusal is not None:
            raise finding.refusal


def duplicates(claim: Claim) -> list[str]:
    """Return what may be the same: this item, one of these people, within three days. One query.

    Each as its day and its number or item. What shares the claim's matter was chosen to be the
    same; what nobody is named on is compared by its village.
    """
    since = claim.happened_on - dt.timedelta(days=NEAR_DAYS)
    until = claim.happened_on + dt.timedelta(days=NEAR_DAYS)
    who = [person.cadre_id for person in claim.people.all()]
    like = {"town": claim.town, "item": claim.item, "happened_on__range": (since, until)}
    going = Claim.objects.filter(**like, kind=Kind.DEDUCTION).exclude(pk=claim.pk)
    going = going.exclude(state__in=FINAL)
    facts = Fact.objects.filter(**like).exclude(
        changes__kind=Change.Kind.WITHDRAW, changes__account=None
    )
    if who:
        going, facts = going.filter(people__cadre__in=who), facts.filter(parties__cadre__in=who)
    else:
        going, facts = going.filter(unit=claim.unit), facts.filter(unit=claim.unit)
    fields = ("happened_on", "item", "decision_number", "matter")
    rows = going.order_by().values_list(*fields).union(facts.order_by().values_list(*fields))
    return sorted(
        f"{on} {number or item}"
        for on, item, number, matter in rows
        if not claim.matter or matter != claim.matter
    )
