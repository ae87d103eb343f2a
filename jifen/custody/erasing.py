"""Erasing a person's data: one account proposes, another carries it out, nothing stands in the way.

It stands here because it asks every noun whether the person is still in something that runs.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from jifen.appeals import queries as appeals
from jifen.chain.commands import hold
from jifen.claims import queries as claims
from jifen.core import erasure
from jifen.core.access import Role, Target, roles_toward
from jifen.core.erasure import Basis, State
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.people import commands as people
from jifen.people import queries as found
from jifen.tasks import queries as tasks

if TYPE_CHECKING:
    from jifen.people.models import Cadre

PROPOSES = frozenset({Role.SECURITY})
CARRIES_OUT = frozenset({Role.SECURITY, Role.COUNTY})


@transaction.atomic(durable=True)
def propose(cadre: "Cadre", *, basis: Basis, document_number: str, hand: Hand) -> None:
    """Propose that a person's data go; the town's chain says who did, and on what paper.

    Raises:
        Refusal: "erasure.not-yours", "erasure.document" without a document number,
            "erasure.proposed", and what `see_that_nothing_runs` says.
    """
    chain = hold(cadre.town.path, at=hand.at)
    _see_the_role(cadre, PROPOSES, hand)
    if not document_number:
        raise Refusal("erasure.document")
    if cadre.code in found.proposals(cadre.town):
        raise Refusal("erasure.proposed", code=cadre.code)
    see_that_nothing_runs(cadre, basis, on=hand.today)
    chain.append(
        "erasure",
        cadre=cadre.code,
        state=State.PROPOSED.value,
        basis=basis.value,
        document_number=document_number,
        by=hand.actor.key,
        second=None,
    )
    chain.seal()


@transaction.atomic(durable=True)
def carry_out(cadre: "Cadre", *, hand: Hand) -> None:
    """Carry out what another account proposed: destroy the salts and the texts. Not to be undone.

    Raises:
        Refusal: "erasure.not-yours", "erasure.none" where nobody proposed it, "erasure.same" for
            who did, "erasure.roles", and what `see_that_nothing_runs` says.
    """
    chain = hold(cadre.town.path, at=hand.at)
    _see_the_role(cadre, CARRIES_OUT, hand)
    said = found.proposals(cadre.town).get(cadre.code)
    if said is None:
        raise Refusal("erasure.none", code=cadre.code)
    if said["by"] == hand.actor.key:
        raise Refusal("erasure.same")
    basis = Basis(str(said["basis"]))
    see_that_nothing_runs(cadre, basis, on=hand.today)
    chain.append(
        "erasure",
        cadre=cadre.code,
        state=State.DONE.value,
        basis=basis.value,
        document_number=said["document_number"],
        by=hand.actor.key,
        second=said["by"],
    )
    people.erase(cadre, chain=chain, hand=hand)
    chain.seal()


def see_that_nothing_runs(cadre: "Cadre", basis: Basis, *, on: dt.date) -> None:
    """See that the person is in nothing that runs, and that the period of keeping is over.

    Raises:
        Refusal: "erasure.done", "erasure.cycle" in a cycle that is not closed, "erasure.case" while
            a claim, a review or a task of theirs is open, "erasure.early" before the period of
            keeping has ended; what should never have been entered waits for no period.
    """
    if cadre.code in found.erased(cadre.town):
        raise Refusal("erasure.done", code=cadre.code)
    accounts = list(cadre.accounts.select_related("cycle").order_by("-cycle__ends_on"))
    for account in accounts:
        if account.cycle.state == "open":
            raise Refusal("erasure.cycle", name=cadre.name, cycle=account.cycle.name)
    about = claims.every(cadre.town).filter(people__cadre=cadre)
    going = about.exclude(state__in=[state.value for state in claims.FINAL])
    asked = appeals.every(cadre.town).filter(holder=cadre.code)
    held = tasks.open_of(cadre.code, cadre.town)
    if going.exists() or any(appeals.is_open(one) for one in asked) or held.exists():
        raise Refusal("erasure.case", name=cadre.name)
    if basis is Basis.RETENTION_ENDED and accounts:
        last = accounts[0].cycle.ends_on - dt.timedelta(days=1)
        due = erasure.due_on(last, settings.RETENTION_YEARS)
        if on < due:
            raise Refusal("erasure.early", name=cadre.name, on=due, years=settings.RETENTION_YEARS)


def _see_the_role(cadre: "Cadre", roles: frozenset[Role], hand: Hand) -> None:
    held = roles_toward(hand.actor, Target(area=cadre.town.path), on=hand.today)
    if not held & roles:
        raise Refusal("erasure.not-yours", login=hand.actor.login)
