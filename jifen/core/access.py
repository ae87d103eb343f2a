"""Who may do what: a role is a hat worn *toward* something, and never over one's own case.

Areas are our own stable paths (`p1/c2/k3/t4/v05`), so containment is a prefix test in Python and
in SQL. Official twelve-digit codes are dated attributes and never decide anything.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The hats of model.md; docs/glossary.md has their Chinese names."""

    CADRE = "cadre"  # 村(社区)干部本人
    SECRETARY = "secretary"  # 村(社区)党组织书记
    LINE_OFFICE = "line-office"  # 站所
    STATIONED = "stationed"  # 驻村干部
    CLERK = "clerk"  # 领导小组办公室
    MEMBER = "member"  # 领导小组成员
    HEAD = "head"  # 组长(镇纪委书记)
    COMMITTEE = "committee"  # 镇党委
    SUPERVISION = "supervision"  # 村务监督委员会
    DISCIPLINE = "discipline"  # 镇纪委
    COUNTY = "county"  # 县级
    AUDITOR = "auditor"  # 审计员
    SYSTEM = "system"  # 系统管理员
    SECURITY = "security"  # 安全管理员


APART = frozenset({Role.AUDITOR, Role.SYSTEM, Role.SECURITY})
"""Three separated roles: no account holds two of them, and none of them decides points."""

DECIDERS = frozenset({Role.MEMBER, Role.HEAD, Role.COMMITTEE, Role.CLERK, Role.DISCIPLINE})
"""Roles that move points; they exclude the roles of `APART` on one account."""


def contains(area: str, path: str) -> bool:
    """Say whether `path` is `area` or lies inside it.

    >>> contains("p1/t4", "p1/t4/v05"), contains("p1/t4", "p1/t40")
    (True, False)
    """
    return path == area or path.startswith(area + "/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """`role` over everything inside `area`, from a day, until (not including) another.

    Of a delegated one (委托), `delegator` is the key of the account that stood aside, and `shuns`
    the codes of the cadres toward whom that account itself wears no hat: themself and their kin.
    """

    role: Role
    area: str
    from_on: dt.date
    to_on: dt.date | None = None
    delegator: str = ""
    shuns: frozenset[str] = frozenset()

    def holds(self, on: dt.date) -> bool:
        """Say whether the grant is in force that day."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A delegation to or from the account `key`, ended on `to_on` (the first day without it)."""

    key: str
    to_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone asking, as far as the rules care.

    `key` is the account's opaque id (what records name), `login` what people know it by; `cadre`
    is the code of the cadre they are, if they are one; `kin` the codes of cadres registered as
    kin, household or declared interest. Codes are unique in a town only: `register` is the path of
    the town whose cadre they are, so that they are nobody's namesake elsewhere ("": wherever).
    `ties` are the delegations they gave and took.
    """

    key: str
    login: str
    grants: frozenset[Grant] = frozenset()
    cadre: str = ""
    kin: frozenset[str] = frozenset()
    register: str = ""
    ties: frozenset[Tie] = frozenset()

    @property
    def hands(self) -> frozenset[str]:
        """The accounts whose recusal binds this one: its own, and those it stands in for."""
        return frozenset({self.key}) | {g.delegator for g in self.grants if g.delegator}

    def tied(self, since: dt.date) -> frozenset[str]:
        """Return the accounts that count as the same hand in whatever was going on since a day."""
        return frozenset(t.key for t in self.ties if t.to_on is None or t.to_on > since)

    def cadre_in(self, area: str) -> str:
        """Return the code they have in the register that `area` belongs to, or ""."""
        return self.cadre if not self.register or contains(self.register, area) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is acted on: where it lies, and whose it is (cadre codes; none for a town's things)."""

    area: str
    cadres: frozenset[str] = frozenset()


def roles_toward(actor: Actor, target: Target, *, on: dt.date) -> frozenset[Role]:
    """Return the hats `actor` wears toward `target` that day.

    Toward one's own case only the cadre's own hat remains, toward kin's none; toward somebody
    else's case being a cadre of the same town is no hat at all.
    """
    if actor.cadre_in(target.area) in target.cadres - {""}:
        return frozenset({Role.CADRE})
    if actor.kin & target.cadres:
        return frozenset()
    held = {
        g.role
        for g in actor.grants
        if g.holds(on) and contains(g.area, target.area) and not g.shuns & target.cadres
    }
    if target.cadres:
        held.discard(Role.CADRE)
    return frozenset(held)


def sees(actor: Actor, area: str, *, on: dt.date) -> bool:
    """Say whether `area` exists for `actor`: some grant in force covers it or lies inside it.

    What a person cannot see answers exactly as what does not exist.
    """
    return any(
        g.holds(on) and (contains(g.area, area) or contains(area, g.area)) for g in actor.grants
    )
