"""What the law counts by: a village's electors, and the texts that the county enters."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from jifen.chain.commands import hold
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.outcomes import handling
from jifen.outcomes.models import Electorate, LawText
from jifen.people.models import Area

SHARES = ("sponsors", "delegates", "turnout_over", "majority_over")
DAYS = ("vote_within_days", "no_repeat_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLaw:
    """A text of law as the county enters it; `figures` by the names of `SHARES` and `DAYS`."""

    unit_kind: str
    name: str
    article: str
    source: str
    in_force_on: dt.date
    figures: Mapping[str, str]


@transaction.atomic(durable=True)
def enter_electorate(
    unit: Area,
    *,
    town: Area,
    from_on: dt.date,
    voters: int,
    representatives: int,
    source: str,
    hand: Hand,
) -> Electorate:
    """Enter how many may vote in a village and how many represent them, from a day, by a paper.

    Raises:
        Refusal: "law.not-clerk", "law.no-source", "law.counts" where there are fewer voters than
            representatives or none.
    """
    chain = hold(town.path, at=hand.at)
    if Role.CLERK not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("law.not-clerk", login=hand.actor.login)
    if not source.strip():
        raise Refusal("law.no-source")
    if not 0 < representatives <= voters:
        raise Refusal("law.counts", voters=voters, representatives=representatives)
    row = Electorate(
        town=town,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        unit=unit,
        from_on=from_on,
        voters=voters,
        representatives=representatives,
        source=source.strip(),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    row.seq = chain.append("electorate", **handling.electorate_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def enter_law(town: Area, new: NewLaw, *, hand: Hand) -> LawText:
    """Enter a text of law with its source: the county, which answers for having read it.

    Raises:
        Refusal: "law.not-county", "law.no-source", "law.figure" naming the figure that is none.
    """
    chain = hold(town.path, at=hand.at)
    if Role.COUNTY not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("law.not-county", login=hand.actor.login)
    if not (new.name.strip() and new.article.strip() and new.source.strip()):
        raise Refusal("law.no-source")
    row = LawText(
        town=town,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        unit_kind=new.unit_kind,
        name=new.name.strip(),
        article=new.article.strip(),
        source=new.source.strip(),
        in_force_on=new.in_force_on,
        figures=_read(new.figures),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )
    row.seq = chain.append("law", **handling.law_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


def _read(figures: Mapping[str, str]) -> dict[str, str]:
    """Read every figure: a share between nothing and the whole, days at least one where given."""
    found = {}
    for name in SHARES:
        text = figures.get(name, "").strip()
        try:
            share = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise Refusal("law.figure", name=name, text=text) from None
        if not 0 < share < 1 or "." in text:
            raise Refusal("law.figure", name=name, text=text)
        found[name] = str(share)
    for name in DAYS:
        text = figures.get(name, "").strip()
        if text and not (text.isascii() and text.isdigit() and int(text) > 0):
            raise Refusal("law.figure", name=name, text=text)
        if text:
            found[name] = str(int(text))
    return found
