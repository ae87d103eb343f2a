"""Who is who in the demo town: units, people, posts, duties, leaves. All of it invented."""

import datetime as dt
import random
from dataclasses import dataclass, field

from .items import AREAS

ELECTED_ON = dt.date(2023, 3, 1)
"""Everybody's first day in post, but for those who join or move later."""

UNITS: tuple[tuple[str, str, int], ...] = (
    ("东禾村", "村", 6), ("西麦村", "村", 6), ("南稻村", "村", 6), ("北豆村", "村", 5),
    ("青桑村", "村", 7), ("白粟村", "村", 6), ("红荞村", "村", 6), ("金菽村", "村", 5),
    ("银稷村", "村", 7), ("上麻村", "村", 6), ("下麻村", "村", 6), ("前葵村", "村", 6),
    ("后葵村", "村", 6), ("示范社区", "社区", 6), ("样板社区", "社区", 7),
)  # fmt: skip
"""Name, kind, and how many of the 91 cadres are registered there first."""

# The surnames that open the Hundred Family Names, and given names taken from crops and the
# twenty-four solar terms: natural to read, and nobody takes them for a real roster.
_SURNAMES = "赵钱孙李周吴郑王冯陈"
_SHORT = "禾麦稻豆荞粟桑麻葵稷"
_LONG = (
    "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
)  # fmt: skip
_SPECIAL = {8: "阿依·谷雨", 21: "陈喆", 34: "吴𠮷", 15: "李春分", 70: "李春分"}
"""Names given on purpose, by the person's number: a dot, two rare characters, a pair."""

_APART = frozenset({3, 8, 10, 13})
"""Units (by number) where secretary and director are two people; elsewhere one does both."""
_HIRED_IN = frozenset({4, 8, 14})


@dataclass(frozen=True, slots=True)
class Stint:
    """A time in one unit with its posts; `until` is the first day no longer there."""

    unit: str
    posts: str
    body: str
    group: str
    since: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Say whether the person is there on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class Person:
    """One cadre."""

    code: str
    name: str
    sex: str
    stints: list[Stint]
    zeal: float = 1.0
    """How often grants fall on this person, against the others."""
    slack: float = 1.0
    """How often deductions do."""
    apart: bool = False
    """Given no chance facts: what happens to this person is written out in the cast."""

    def at(self, day: dt.date) -> Stint | None:
        """Find where the person serves on that day."""
        return next((stint for stint in self.stints if stint.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Duty:
    """Who leads and who assists one duty area of a unit, for a time."""

    unit: str
    area: str
    lead: str
    assist: tuple[str, ...]
    since: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Say whether it stands on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave, its last day included."""

    code: str
    kind: str
    first: dt.date
    last: dt.date


@dataclass(slots=True)
class Register:
    """The whole register."""

    people: dict[str, Person] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)

    def present(self, unit: str, day: dt.date) -> list[Person]:
        """List who serves in a unit on that day and is not on leave, in order of code."""
        away = {one.code for one in self.leaves if one.first <= day <= one.last}
        return [
            person
            for person in self.people.values()
            if person.code not in away and (stint := person.at(day)) and stint.unit == unit
        ]

    def lead(self, unit: str, area: str, day: dt.date) -> Person:
        """Find who leads a duty area of a unit on that day."""
        (duty,) = [
            one for one in self.duties if (one.unit, one.area) == (unit, area) and one.holds(day)
        ]
        return self.people[duty.lead]

    def secretary(self, unit: str, day: dt.date) -> Person:
        """Find a unit's party secretary on that day."""
        (person,) = [
            one
            for one in self.people.values()
            if (stint := one.at(day)) and stint.unit == unit and "支部书记" in stint.posts
        ]
        return person


# ------------------------------------------------------------------ the people with a part to play
TRANSFERRED_1, TRANSFERRED_2 = "SL004", "SL046"
JOINED_1, JOINED_2 = "SL012", "SL064"
LEFT = "SL023"
SICK = "SL038"
TWINS = ("SL028", "SL029")
HARD_CHECKED = "SL005"
TRANSFER_1_ON, TRANSFER_2_ON = dt.date(2025, 1, 1), dt.date(2025, 11, 1)
JOIN_1_ON, JOIN_2_ON = dt.date(2024, 11, 1), dt.date(2025, 3, 10)
LEFT_ON = dt.date(2025, 4, 1)
SICK_LEAVE = (dt.date(2024, 12, 2), dt.date(2025, 5, 30))
_NO_DUTY = frozenset({TRANSFERRED_1, TRANSFERRED_2, JOINED_1, JOINED_2, LEFT, SICK, *TWINS})
_PARTY_MEMBERS = frozenset({TRANSFERRED_1, TRANSFERRED_2, JOINED_1, JOINED_2})
"""Party posts only: the town may move those, and may not move an elected one."""


def build(rng: random.Random) -> Register:
    """Invent the register."""
    register = Register()
    names = [surname + given for surname in _SURNAMES for given in (*_LONG, *_SHORT)]
    names = [name for name in names if name not in _SPECIAL.values()]
    rng.shuffle(names)
    number = 0
    for index, (unit, kind, size) in enumerate(UNITS):
        for seat, (posts, body, group) in enumerate(_seats(index, kind, size)):
            number += 1
            code = f"SL{number:03d}"
            if code in _PARTY_MEMBERS:
                posts, body, group = "党支部委员", "党组织成员", "委员"
            name = _SPECIAL.get(number) or names.pop()
            sex = "女" if rng.random() < 0.32 else "男"
            stint = Stint(unit, posts, body, group, ELECTED_ON)
            zeal, slack = rng.uniform(0.6, 1.4), rng.uniform(0.5, 1.3) if seat else 0.4
            register.people[code] = Person(
                code, name, sex, [stint], zeal, slack, apart=code in TWINS
            )
    _move(register)
    for index, (unit, _, _) in enumerate(UNITS):
        register.duties += _duties(register, unit, index)
    _hand_over(register)
    register.leaves = [
        Leave(SICK, "病假", *SICK_LEAVE),
        Leave("SL051", "事假", dt.date(2025, 10, 13), dt.date(2025, 10, 17)),
    ]
    return register


def _seats(index: int, kind: str, size: int) -> list[tuple[str, str, str]]:
    committee = "村委会" if kind == "村" else "居委会"
    elected = f"{committee}成员"
    if index in _APART:
        seats = [
            ("党支部书记", "党组织成员", "书记主任"),
            (f"{committee}主任", elected, "书记主任"),
        ]
    else:
        seats = [(f"党支部书记、{committee}主任", "一肩挑", "书记主任")]
    seats += [
        (f"党支部副书记、{committee}委员", "交叉任职", "副职"),
        (f"{committee}副主任", elected, "副职"),
        ("党支部委员", "党组织成员", "委员"),
        (f"{committee}委员", elected, "委员"),
        (f"党支部委员、{committee}委员", "交叉任职", "委员"),
        ("党支部委员", "党组织成员", "委员"),
    ]
    seats = seats[:size]
    if index in _HIRED_IN:
        seats[-1] = ("党群服务中心专职人员", "聘用", "委员")
    return seats


def _move(register: Register) -> None:
    """Date the transfers, the joiners and the leaver."""
    people = register.people
    for code, unit, posts, group, day in (
        (TRANSFERRED_1, "下麻村", "党支部副书记", "副职", TRANSFER_1_ON),
        (TRANSFERRED_2, "南稻村", "党支部委员", "委员", TRANSFER_2_ON),
    ):
        old = people[code].stints[0]
        people[code].stints = [
            Stint(old.unit, old.posts, old.body, old.group, old.since, day),
            Stint(unit, posts, "党组织成员", group, day),
        ]
    for code, since, until in (
        (JOINED_1, JOIN_1_ON, None),
        (JOINED_2, JOIN_2_ON, None),
        (LEFT, ELECTED_ON, LEFT_ON),
    ):
        old = people[code].stints[0]
        people[code].stints = [Stint(old.unit, old.posts, old.body, old.group, since, until)]


def _duties(register: Register, unit: str, index: int) -> list[Duty]:
    """Give each duty area of a unit to one of its stable members, the first to the secretary."""
    stable = [
        person
        for person in register.people.values()
        if person.stints[0].unit == unit and person.code not in _NO_DUTY
    ]
    duties = []
    for number, area in enumerate(AREAS):
        lead = stable[0] if number == 0 else stable[(number + index) % (len(stable) - 1) + 1]
        assist = stable[(stable.index(lead) + 1) % len(stable)]
        duties.append(Duty(unit, area, lead.code, (assist.code,), ELECTED_ON))
    return duties


def _hand_over(register: Register) -> None:
    """Let the movers and the leaver lead an area for their time, and hand it over by date."""
    for code, unit, area, since, until in (
        (TRANSFERRED_1, "东禾村", "宣传信息与文明实践", ELECTED_ON, TRANSFER_1_ON),
        (TRANSFERRED_1, "下麻村", "产业与集体经济", TRANSFER_1_ON, None),
        (TRANSFERRED_2, "金菽村", "森林防火", ELECTED_ON, TRANSFER_2_ON),
        (TRANSFERRED_2, "南稻村", "村务财务公开", TRANSFER_2_ON, None),
        (JOINED_2, "下麻村", "宣传信息与文明实践", JOIN_2_ON, None),
        (LEFT, "北豆村", "值班值守与会议", ELECTED_ON, LEFT_ON),
    ):
        (old,) = [one for one in register.duties if (one.unit, one.area) == (unit, area)]
        stints = [Duty(unit, area, code, old.assist, since, until)]
        if since > ELECTED_ON:
            stints.insert(0, Duty(unit, area, old.lead, old.assist, ELECTED_ON, since))
        if until is not None:
            stints.append(Duty(unit, area, old.lead, old.assist, until))
        at = register.duties.index(old)
        register.duties[at : at + 1] = stints
