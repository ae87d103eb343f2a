"""What things are called: people, roles, posts and who keeps out."""

from django.utils.translation import gettext_lazy as _

from jifen.core.access import Role
from jifen.core.erasure import Basis
from jifen.core.posts import Body, PostGroup
from jifen.core.recusal import Effect, Ground, Manner
from jifen.terms.words import Words

GROUNDS: Words = {
    Ground.SPOUSE: _("spouse"),
    Ground.LINEAL: _("lineal kin"),
    Ground.COLLATERAL: _("collateral kin within three generations"),
    Ground.IN_LAW: _("close in-law"),
    Ground.KIN: _("close kin"),
    Ground.HOUSEHOLD: _("lives in one household"),
    Ground.INTEREST: _("an interest in the case"),
    Ground.COMPLAINT: _("a complaint or lawsuit between them"),
    Ground.WITNESS: _("witness in this case"),
    Ground.INVOLVED: _("had a hand in this case before"),
    Ground.OTHER: _("anything else that may affect fairness"),
}
MANNERS: Words = {
    Manner.SELF: _("by oneself"),
    Manner.REQUEST: _("asked for"),
    Manner.ORDER: _("ordered"),
}
LEAVES: Words = {
    "sick": _("sick leave"),
    "maternity": _("maternity leave"),
    "private": _("private leave"),
    "suspension": _("suspension from office"),
    "inquiry": _("under inquiry"),
}
LEFT: Words = {
    "party": _("the town party committee decides on it, by the rules of the party"),
    "elected": _("by law alone: by an election of the new committee, or a recall by the villagers"),
    "hired": _("by the employer, as the contract says"),
    "duty": _("by a division of duties in the village as it is now"),
    "role": _("by the security administrator, who gives the role over the village as it is now"),
}
"""How what still bears the name of a village that merged ends lawfully."""
EFFECTS: Words = {
    Effect.NONE: _("not recused"),
    Effect.WAITS: _("decides nothing until the ruling"),
    Effect.OUT: _("recused"),
}
ROLES: Words = {
    Role.CADRE: _("village cadre"),
    Role.SECRETARY: _("village party secretary"),
    Role.LINE_OFFICE: _("line office"),
    Role.STATIONED: _("stationed cadre"),
    Role.CLERK: _("office of the leading group"),
    Role.MEMBER: _("member of the leading group"),
    Role.HEAD: _("head of the leading group"),
    Role.COMMITTEE: _("town party committee"),
    Role.SUPERVISION: _("village supervision committee"),
    Role.DISCIPLINE: _("town discipline inspection"),
    Role.COUNTY: _("county"),
    Role.AUDITOR: _("auditor"),
    Role.SYSTEM: _("system administrator"),
    Role.SECURITY: _("security administrator"),
    "clock": _("by the day"),
    "review": _("after a review"),
    "objection": _("after an objection"),
}
BODIES: Words = {
    Body.PARTY: _("party post"),
    Body.ELECTED: _("elected post"),
    Body.HIRED: _("hired post"),
}
GROUPS: Words = {
    PostGroup.CHIEF: _("secretaries and directors"),
    PostGroup.DEPUTY: _("deputies"),
    PostGroup.MEMBER: _("members"),
}
AREAS: Words = {
    "village": _("village"),
    "community": _("community"),
    "town": _("town"),
    "county": _("county level"),
}


def role(code: Role) -> str:
    """Return what a role is called."""
    return str(ROLES[code])


ERASURE_BASES: Words = {
    Basis.RETENTION_ENDED: _("the period of keeping has ended, or the purpose is reached"),
    Basis.UNLAWFUL: _("handled against the law or the agreement, entered by mistake"),
}
