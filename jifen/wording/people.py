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
    "unit.merged": _(
        "%(unit)s belongs to %(into)s since %(on)s. Enter what happened from then on for %(into)s."
    ),
    "merger.none": _("Choose at least one village that merges."),
    "merger.no-document": _("Enter the number of the document that approved it."),
    "merger.future": _("%(on)s is in the future. Enter a merger on the day it takes effect."),
    "merger.name": _(
        "“%(name)s” cannot begin: give a new village a kind, and a name that none in the town has."
    ),
    "merger.elsewhere": _("%(unit)s is no village of %(town)s. Choose villages of one town."),
    "merger.itself": _("%(unit)s cannot merge into itself. Leave it out of those that merge."),
    "merger.again": _("%(unit)s belongs to %(into)s since %(on)s already."),
    "merger.into-merged": _("%(unit)s itself merged into %(into)s. Choose %(into)s in its place."),
    "merger.before": _(
        "%(other)s merged into %(unit)s only on %(on)s. Enter a day that is not before it."
    ),
    "merger.chain": _(
        "At most %(most)s mergers in a row are followed. Let the villages merge into a new one."
    ),
    "holding.ended": _("The post “%(post)s” has ended already."),
    "holding.span": _("The post “%(post)s” cannot end before it began. Check the date."),
    "holding.no-reason": _(
        "Ending the post “%(post)s” needs the lawful reason: resignation, election, decision."
    ),
    "duty.unknown-area": _("There is no duty area “%(area)s”. It is one of: %(areas)s."),
}
