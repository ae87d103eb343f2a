"""A warning case (警示案件) as people see it: what opened it, where it stands, what may follow."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.ladder import Decider, Measure, NextStep
from jifen.core.points import Centipoints
from jifen.core.posts import Body
from jifen.cycles.models import Cycle
from jifen.ledger.models import Fact
from jifen.outcomes.law import Exit
from jifen.outcomes.models import Talk
from jifen.people.models import Cadre


class Stage(StrEnum):
    """Where a case stands."""

    DUE = "due"  # 待谈话
    WAITING = "waiting"  # a fact it hangs on is suspended, or a meeting decides a tie first
    TALKED = "talked"  # 已谈话
    PROPOSED = "proposed"  # 第二次: proposals lie with the bodies that decide
    LAPSED = "lapsed"  # the trigger ceased before a talk
    OVERTURNED = "overturned"  # the trigger ceased after the talk, or the talk was overturned


class Cause(StrEnum):
    """What reached the ladder."""

    GROSS = "gross"  # 扣分合计达到界线
    LOW = "low"  # 年终排名靠后
    TIED = "tied"  # tied across the low line: a meeting decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One thing that opened the case.

    Of `GROSS`: `fact` made the sum `gross` when it was recorded (None where a fact resumed did).
    Of `LOW` and `TIED`: the edition, by its `ref`, and the place.
    """

    cause: Cause
    on: dt.date
    gross: Centipoints
    fact: Fact | None = None
    edition: uuid.UUID | None = None
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What may follow for one holding, who alone decides it, and the words it is put in.

    Nothing here changes a post (I9). `holding` is the number of the record that opened it. `exits`
    are the lawful ways in which an elected office ends; none where the text that governs it was not
    verified.
    """

    measure: Measure
    decider: Decider
    body: Body
    holding: int
    post: str
    unit: str
    text: str
    basis: str
    exits: tuple[Exit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `id` is cycle, cadre code and ordinal; the same case keeps it.

    `talk` is the one that was held on it. `unmarked`: the trigger of a held talk has ceased and
    nobody has written that down yet. `first_measure` is what the version calls the talk.
    """

    id: str
    cycle: Cycle
    cadre: Cadre
    opened_on: dt.date
    triggers: tuple[Trigger, ...]
    gross: Centipoints
    occurrence: int
    stage: Stage
    first_measure: str
    steps: tuple[NextStep, ...]
    proposals: tuple[Proposal, ...] = ()
    talk: Talk | None = None
    unmarked: bool = False
