"""What the day does to publicity: takes off what was reversed, and says what is over."""

from django.db import transaction

from jifen.chain.commands import hold
from jifen.core.access import Role
from jifen.core.hand import Hand
from jifen.ledger.models import Change
from jifen.notices.commands import tell
from jifen.notices.queries import to_whom
from jifen.people.models import Area
from jifen.publicity import letters
from jifen.publicity.commands.postings import strike
from jifen.publicity.models import Posting, PostingLine


@transaction.atomic
def clock(town: Area, *, hand: Hand) -> int:
    """Take what was withdrawn off its posting, and tell the office of postings that are over.

    Run every day, so that nothing reversed stays up longer than one working day. Returns how many
    things were done; done again at once it does nothing. Four queries where nothing is.
    """
    done = 0
    chain = hold(town.path, at=hand.at)
    withdrawn = Change.objects.filter(
        fact__town=town, kind=Change.Kind.WITHDRAW, account__isnull=True
    )
    lines = PostingLine.objects.filter(
        posting__town=town, strike__isnull=True, claim__fact__in=withdrawn.values("fact__key")
    )
    for line in lines.select_related("posting", "claim"):
        strike(line, letters.REVERSED, by=None, chain=chain, hand=hand)
        done += 1
    over = Posting.objects.filter(town=town, closing__isnull=True, until_on__lt=hand.today)
    clerks = to_whom(town, Role.CLERK, on=hand.today)
    for posting in over.select_related("batch", "town"):
        tell(
            clerks,
            event=f"posting:{posting.ref.hex}:over",
            code="posting.over",
            about=posting.ref,
            town=town,
            values={"name": letters.heading(posting)},
            at=hand.at,
        )
    chain.seal()
    return done
