"""Writing rulebook versions: enter what was approved."""

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core import drafting, floors
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rules import Rulebook
from jifen.people.models import Area
from jifen.rulebook import canonical
from jifen.rulebook.models import Draft, Version
from jifen.rulebook.queries.approved import busy_until
from jifen.rulebook.reader import read


@transaction.atomic(durable=True)
def approve(town: Area, source: str, *, document_number: str, hand: Hand) -> Version:
    """Enter a version that was approved on paper, under its document number: a town's first.

    Once the town has opened a cycle, a version comes from a draft that lay open for comments
    (making.py). The same version approved again is the one that stands.

    Raises:
        RulebookProblems: everything that is wrong with the file.
        Refusal: "draft.not-your-step", "rulebook.draft-first" once there is a cycle,
            "rulebook.below-floor", "rulebook.other-text" if this version number stands with
            another content, "rulebook.overlap" if another version takes effect on the same day.
    """
    rules = read(source, document_number)
    chain = hold(town.path, at=hand.at)
    standing = _standing(town, rules)
    if standing is not None:
        return standing
    drafting.advance(
        drafting.State.DRAFT,
        drafting.Action.ENTER,
        drafting.roles(hand.actor, town.path, on=hand.today),
        drafting.Progress(
            today=hand.today,
            effective_on=rules.effective_on,
            busy_until=busy_until(town),
            breaches=floors.breaches(rules, on=rules.effective_on),
        ),
    )
    made = enter(town, rules, source, document_number=document_number, chain=chain, hand=hand)
    chain.seal()
    return made


def enter(
    town: Area,
    rules: Rulebook,
    source: str,
    *,
    document_number: str,
    chain: Chain,
    hand: Hand,
    draft: Draft | None = None,
) -> Version:
    """Enter an approved version; it never changes again. Call inside the caller's transaction.

    Raises:
        Refusal: "rulebook.other-text", "rulebook.overlap".
    """
    if _standing(town, rules) is not None:
        raise Refusal("rulebook.other-text", version=rules.version)
    if Version.objects.filter(town=town, effective_on=rules.effective_on).exists():
        raise Refusal("rulebook.overlap", on=rules.effective_on)
    digest = canonical.digest(rules)
    seq = chain.append(
        "version",
        code=rules.code,
        version=rules.version,
        document_number=document_number,
        effective_on=rules.effective_on,
        digest=digest,
        by=hand.actor.key,
    )
    return Version.objects.create(
        town=town,
        code=rules.code,
        version=rules.version,
        title=rules.title,
        document_number=document_number,
        effective_on=rules.effective_on,
        source=source,
        form=canonical.encode(rules),
        digest=digest,
        draft=draft,
        approved_at=chain.at,
        seq=seq,
    )


def _standing(town: Area, rules: Rulebook) -> Version | None:
    """Return the version of this number that stands with this content."""
    found = Version.objects.filter(town=town, code=rules.code, version=rules.version).first()
    if found is not None and found.digest != canonical.digest(rules):
        raise Refusal("rulebook.other-text", version=rules.version)
    return found
