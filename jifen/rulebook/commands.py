"""Writing rulebook versions: approve one."""

from django.db import transaction

from jifen.chain.commands import hold
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.people.models import Area
from jifen.rulebook import canonical
from jifen.rulebook.models import Version
from jifen.rulebook.reader import read


@transaction.atomic(durable=True)
def approve(town: Area, source: str, *, document_number: str, hand: Hand) -> Version:
    """Enter an approved rulebook version under its document number. It never changes again.

    The same version approved again is the one that stands.

    Raises:
        RulebookProblems: everything that is wrong with the file.
        Refusal: "rulebook.other-text" if this version number stands with another content,
            "rulebook.overlap" if another version takes effect on the same day.
    """
    rules = read(source, document_number)
    digest = canonical.digest(rules)
    chain = hold(town.path, at=hand.at)
    standing = Version.objects.filter(town=town, code=rules.code, version=rules.version).first()
    if standing is not None:
        if standing.digest != digest:
            raise Refusal("rulebook.other-text", version=rules.version)
        return standing
    if Version.objects.filter(town=town, effective_on=rules.effective_on).exists():
        raise Refusal("rulebook.overlap", on=rules.effective_on)
    seq = chain.append(
        "version",
        code=rules.code,
        version=rules.version,
        document_number=document_number,
        effective_on=rules.effective_on,
        digest=digest,
        by=hand.actor.key,
    )
    made = Version.objects.create(
        town=town,
        code=rules.code,
        version=rules.version,
        title=rules.title,
        document_number=document_number,
        effective_on=rules.effective_on,
        source=source,
        digest=digest,
        approved_at=chain.at,
        seq=seq,
    )
    chain.seal()
    return made
