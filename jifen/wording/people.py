"""Sentences of refusal about people, areas, accounts and what they may do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    # people, areas, accounts
    "area.other-name": _(
        "At %(path)s there is %(name)s already. One place has one name: choose another path."
    ),
    "area.unknown": _("There is no area at %(path)s. Enter it first, or mend the path."),
    "town.unknown": _("There is no town “%(name)s”. Check its name or its path."),
    "town.ambiguous": _("Several towns are called “%(name)s”. Name the one meant by its path."),
    "town.which": _("You work in several towns. Say which one: %(names)s."),
    "unit.unknown": _("There is no village “%(name)s” in the town. It is one of: %(names)s."),
    "user.unknown": _(
        "There is no account “%(login)s”, or it is disabled. Check the account name."
    ),
    "user.taken": _("The account name “%(login)s” is in use. Choose another."),
    "grant.none": _("“%(login)s” holds no such role over %(area)s that has no end yet."),
    "grant.apart": _(
        "“%(login)s” would hold two roles that are kept apart: auditor, system and security"
        " administrator, and whoever moves points. Give one of them to somebody else."
    ),
    "policy.not-allowed": _(
        "“%(login)s” has no role that may do “%(verb)s” here. Let somebody do it whose role it is."
    ),
    "cadre.unknown": _("The register has no cadre “%(name)s”. Check the name, or use the code."),
    "cadre.ambiguous": _(
        "Several cadres are called “%(name)s”. Name the one meant by the code: %(codes)s."
    ),
    "cadre.code-taken": _("The code %(code)s belongs to somebody else; codes are never reused."),
    "cadre.other-name": _(
        "The code %(code)s belongs to %(name)s. Mend the code or the name in the row."
    ),
    "cadre.not-in-unit": _(
        "%(name)s did not serve in %(unit)s on %(on)s. Check the village and the date."
    ),
    "holding.ended": _("The post “%(post)s” has ended already."),
    "holding.span": _("The post “%(post)s” cannot end before it began. Check the date."),
    "holding.no-reason": _(
        "Ending the post “%(post)s” needs the lawful reason: resignation, election, decision."
    ),
    "duty.unknown-area": _("There is no duty area “%(area)s”. It is one of: %(areas)s."),
}
