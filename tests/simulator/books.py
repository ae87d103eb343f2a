"""What must hold after every step of a simulated office, read from the rows themselves."""

from collections.abc import Iterator

from django.db.models import Sum

from jifen.appeals.models import Ruling
from jifen.claims.models import Addressee, Claim, Decision
from jifen.core.facts import Measures
from jifen.core.service import Review
from jifen.core.workflow import Action, State
from jifen.ledger.models import Account, Entry
from jifen.ledger.queries import assessments
from tests.simulator.office import Office


def unlike(office: Office) -> Iterator[str]:
    """Yield the accounts whose entries, balance and assessment are not one (I1)."""
    held = list(
        Account.objects.filter(cycle=office.town.cycle).annotate(sum=Sum("entries__amount"))
    )
    for account in held:
        if (account.sum or 0) != account.balance:  # type: ignore[attr-defined]  # annotated
            yield f"{account}: entries {account.sum}, balance {account.balance}"  # type: ignore[attr-defined]


def unassessed(office: Office) -> Iterator[str]:
    """Yield the accounts whose balance is not what their facts come to (I1)."""
    held = Account.objects.filter(cycle=office.town.cycle).select_related(
        "cadre", "village", "cycle__version", "cycle__town"
    )
    found = assessments(office.town.cycle, of=list(held))
    for account in held:
        if found[account.pk].net != account.balance:
            yield f"{account}: {found[account.pk].net} is not {account.balance}"


def premature(office: Office) -> Iterator[str]:
    """Yield the deductions that take points from somebody for whom they are not final (I5)."""
    rows = Entry.objects.filter(town=office.town.area, fact__isnull=False)
    sums = rows.values_list("fact__key", "account__cadre__code", "account__village__path")
    final = {
        (one.claim.fact, one.holder)
        for one in Addressee.objects.filter(claim__town=office.town.area).select_related("claim")
        if one.final_on is not None
        and one.review not in {Review.OPEN, Review.QUASHED, Review.REDO}
        and one.claim.state == State.RECORDED
    }
    for key, code, path, total in sums.annotate(total=Sum("amount")).values_list(
        "fact__key", "account__cadre__code", "account__village__path", "total"
    ):
        if total and (key, code or path) not in final:
            yield f"{key} takes {total} of {code or path}"


def self_decided(office: Office) -> Iterator[str]:
    """Yield decisions and rulings by a hand in the case, the person, or their kin (I4)."""
    deciding = [Action.DECIDE.value, Action.DROP.value]
    kin = office.town.users["kin"].pk
    for one in Decision.objects.filter(town=office.town.area, action__in=deciding):
        others = Decision.objects.filter(claim=one.claim_id, seq__lt=one.seq)
        earlier = [Action.PROPOSE, Action.TAKE_UP, Action.NOTICE, Action.REPLY]
        hands = set(others.filter(action__in=earlier).values_list("by", flat=True))
        named = set(
            Claim.objects.filter(pk=one.claim_id).values_list("people__cadre__account", flat=True)
        )
        if one.by_id in hands | named | {kin}:
            yield f"decision {one.seq}"
    for ruling in Ruling.objects.filter(town=office.town.area).select_related("appeal"):
        case = Decision.objects.filter(
            claim=ruling.appeal.claim_id, by=ruling.by_id, seq__lt=ruling.seq
        )
        if ruling.by_id in {kin, ruling.appeal.filed_by_id} or case.exists():
            yield f"ruling {ruling.seq}"


def worse(office: Office) -> Iterator[str]:
    """Yield claims and rulings that take more than was noticed, or than stood before (F05)."""
    for claim in Claim.objects.filter(town=office.town.area, noticed__isnull=False):
        now, was = Measures.read(claim.measures).chosen, Measures.read(claim.noticed).chosen
        if (now or 0) > (was or 0):
            yield f"claim {claim.ref}"
    rows = Ruling.objects.filter(town=office.town.area, measures__isnull=False)
    for ruling in rows.select_related("appeal__claim"):
        assert ruling.appeal.claim is not None
        most = Measures.read(ruling.appeal.claim.noticed or {}).chosen or 0
        if (Measures.read(ruling.measures).chosen or 0) > most:
            yield f"ruling {ruling.seq}"


def last_entry(office: Office) -> int:
    """Return the number of the town's last entry."""
    found = Entry.objects.filter(town=office.town.area).order_by("-seq").values_list("seq").first()
    return found[0] if found else 0
