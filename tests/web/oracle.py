"""What each cell of the matrix must answer: the table's rows, read by other means than the gate.

Each account is described by hand: its roles, where it holds them, whose cadre and whose kin it is.
Nothing of `policy.roles_held`, `access` or `claims.queries` is used.
"""

from typing import NamedTuple

from jifen.core.policy import ACTIONS, ROUTES, Kind, Scope


class Person(NamedTuple):
    """An account of a town: roles as the table calls them, "town" or a village, cadre, kin."""

    roles: set[str]
    area: str = "town"
    cadre: str = ""
    kin: str = ""


class Thing(NamedTuple):
    """What an address names: in which town, where in it, whose it is; how far it is."""

    town: str  # "first", "second", or "" for what exists nowhere
    area: str = "town"
    cadre: str = ""
    author: str = ""
    draft: bool = False
    grant: bool = True


_TOWN_WIDE = "line-office clerk member head committee discipline county auditor system security"
WHO = {role: Person({role}) for role in _TOWN_WIDE.split()} | {
    "clerk-2": Person({"clerk"}),
    "member-kin": Person({"member"}, kin="member-v1"),
    "stationed": Person({"stationed"}, "v1"),
    "supervision": Person({"supervision"}, "v1"),
    "cadre-v1": Person({"cadre"}, "v1", "member-v1"),
    "cadre-v2": Person({"cadre"}, "v2", "member-v2"),
    "secretary-v1": Person({"secretary", "cadre"}, "v1", "chief-v1"),
    "secretary-v2": Person({"secretary", "cadre"}, "v2", "chief-v2"),
}
OFFICE = {"clerk", "member", "head", "committee", "discipline", "county", "auditor"}
"""Who sees a rulebook's draft before it is opened for comments."""
READ_CLAIMS = {*_TOWN_WIDE.split(), "secretary", "stationed"} - {"system", "security"}


def status(route: str, who: str, thing: Thing) -> int:
    """Return 302 (to sign in), 404, 403, or 200 for "let in", for an account of the first town."""
    row = ACTIONS[ROUTES[route]]
    if row.scope is Scope.OPEN or (who and row.kind is Kind.NONE):
        return 200
    if not who or thing.town != "first":
        return 404 if who else 302
    person = WHO[who]
    covers = person.area in {"town", thing.area}
    if row.kind is Kind.DRAFT and thing.draft and not person.roles & OFFICE:
        return 404
    if row.kind is Kind.DRAFT and row.scope is Scope.LISTED:
        return 200
    if row.kind in {Kind.APPEAL, Kind.SHARE}:
        readers = OFFICE if row.kind is Kind.APPEAL else {"clerk"}
        return 200 if _asks(person, thing, readers) else 404
    if row.kind is Kind.TASK:
        mine = bool(person.cadre) and person.cadre == thing.cadre
        return 200 if mine or (covers and person.roles & READ_CLAIMS) else 404
    if row.scope is Scope.LISTED:
        return 200 if _reads(person, who, thing, covers) else 404
    held = {role.value for role in row.roles} & person.roles
    if row.scope is Scope.TOWARD and thing.cadre:
        if thing.cadre == person.cadre:
            held &= {"cadre"}
        elif thing.cadre == person.kin or person.area != "town":
            held = set()
    elif row.scope is Scope.TOWARD and not covers:
        held = set()
    return 200 if held else 403


def _asks(person: Person, thing: Thing, readers: set[str]) -> bool:
    """Whose share it is asks for a review; of the others only some read on, and no kin."""
    if person.cadre and person.cadre == thing.cadre:
        return True
    return person.kin != thing.cadre and bool(person.roles & readers)


def _reads(person: Person, who: str, claim: Thing, covers: bool) -> bool:
    if person.kin == claim.cadre:
        return False
    if person.cadre == claim.cadre or who == claim.author:
        return True
    grants_only = "supervision" in person.roles and claim.grant
    return covers and not claim.draft and (bool(person.roles & READ_CLAIMS) or grants_only)
