"""Files of opening balances (期初余额): what each said, row by row, and what became of it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jifen.claims.models import OpeningBatch
from jifen.core.access import Actor, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.points import Centipoints
from jifen.core.policy import CONFIRMERS
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.ledger.models import Fact
from jifen.ledger.queries import accounts, holder
from jifen.people.models import Area
from jifen.people.queries import names
from jifen.rulebook.queries import rulebook

Outcome = OpeningBatch.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One opening balance as a file brought it. `points` in hundredths, signed."""

    holder: str  # cadre code or village path
    unit: str  # path
    item: str
    until: dt.date
    points: Centipoints
    count: int
    decision: str
    evidence: str
    remark: str
    identity: str

    def plain(self) -> dict[str, str]:
        """Return it as texts by name: how it is stored, and what the chain has a digest of."""
        return {
            "holder": self.holder,
            "unit": self.unit,
            "item": self.item,
            "until": self.until.isoformat(),
            "points": str(self.points),
            "count": str(self.count),
            "decision": self.decision,
            "evidence": self.evidence,
            "remark": self.remark,
            "identity": self.identity,
        }

    @classmethod
    def read(cls, stored: Mapping[str, str]) -> "Row":
        """Return what `plain` wrote."""
        return cls(
            holder=stored["holder"],
            unit=stored["unit"],
            item=stored["item"],
            until=dt.date.fromisoformat(stored["until"]),
            points=Centipoints(int(stored["points"])),
            count=int(stored["count"]),
            decision=stored["decision"],
            evidence=stored["evidence"],
            remark=stored["remark"],
            identity=stored["identity"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file and what became of it: its rows in the order of the file."""

    entered: OpeningBatch
    last: OpeningBatch
    rows: Sequence[Row]

    @property
    def key(self) -> uuid.UUID:
        """What it is known by."""
        return self.entered.key

    @property
    def waits(self) -> bool:
        """Whether nobody has approved or dropped it yet."""
        return self.last.outcome == Outcome.ENTERED

    @property
    def counts(self) -> bool:
        """Whether it was approved and not withdrawn as a whole."""
        return self.last.outcome == Outcome.APPROVED


def files(town: Area, *, cycle: Cycle | None = None) -> list[File]:
    """Return a town's files of opening balances, the latest first. One query."""
    rows = OpeningBatch.objects.filter(town=town).select_related("cycle__version", "cycle__town")
    if cycle is not None:
        rows = rows.filter(cycle=cycle)
    by_key: dict[uuid.UUID, list[OpeningBatch]] = {}
    for row in rows.order_by("seq"):
        by_key.setdefault(row.key, []).append(row)
    return [
        File(entered=some[0], last=some[-1], rows=[Row.read(one) for one in some[0].rows])
        for some in reversed(by_key.values())
    ]


def waiting(cycle: Cycle) -> list[File]:
    """Return the files of a cycle that another account has still to decide. One query."""
    return [one for one in files(cycle.town, cycle=cycle) if one.waits]


def awaiting(actor: Actor, cycle: Cycle, *, on: dt.date) -> list[File]:
    """Return of those the ones that wait for somebody: whoever entered one decides not on it.

    One query for whoever may approve; none for anybody else.
    """
    roles = roles_toward(actor, Target(area=cycle.town.path), on=on)
    if not roles & CONFIRMERS:
        return []
    return [one for one in waiting(cycle) if one.entered.by.hex != actor.key]


def file(town: Area, key: uuid.UUID | None) -> File:
    """Return one file. One query.

    Raises:
        Refusal: "opening.unknown".
    """
    for one in files(town):
        if one.key == key:
            return one
    raise Refusal("opening.unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row as a list shows it: whose, of what, and the record and state of the fact it became."""

    row: Row
    name: str
    title: str
    fact: Fact | None
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A file as a page or a terminal shows it: `hands` by what was done, in order."""

    file: File
    rows: Sequence[Listed]
    hands: Sequence[tuple[OpeningBatch, str, str]]  # what was done, by whom, and who else


def shown(town: Area, cycle: Cycle) -> list[Shown]:
    """Return a cycle's files with whose rows they are and who acted. Six queries."""
    found = files(town, cycle=cycle)
    rules = rulebook(cycle.version)
    called = {holder(one): str(one.cadre or one.village) for one in accounts(cycle)}
    facts = Fact.objects.filter(opening__fact__cycle=cycle).prefetch_related("changes")
    by_identity = {fact.identity: fact for fact in facts}
    steps: dict[uuid.UUID, list[OpeningBatch]] = {}
    for step in OpeningBatch.objects.filter(town=town, cycle=cycle).order_by("seq"):
        steps.setdefault(step.key, []).append(step)
    keys = {one.hex for some in steps.values() for s in some for one in (s.by, s.second) if one}
    who = names(keys)
    return [
        Shown(
            file=one,
            rows=[_listed(row, rules, called, by_identity.get(row.identity)) for row in one.rows],
            hands=[
                (s, who.get(s.by.hex, ""), who.get(s.second.hex, "") if s.second else "")
                for s in steps[one.key]
            ],
        )
        for one in found
    ]


def _listed(row: Row, rules: Rulebook, called: Mapping[str, str], fact: Fact | None) -> Listed:
    item = rules.known(row.item)
    changes = fact.changes.all() if fact is not None else ()
    return Listed(
        row=row,
        name=called.get(row.holder, row.holder),
        title=item.title if item is not None else row.item,
        fact=fact,
        withdrawn=any(change.kind == "withdraw" for change in changes),
    )
