"""Before whom something is posted, what a batch gathers, how an objection came."""

from enum import StrEnum


class Audience(StrEnum):
    """Before whom something is posted; it says how long at least."""

    TOWN = "town"  # 镇内公示: the version's working days
    VILLAGE_AFFAIRS = "village-affairs"  # 村务公开: fifteen days at least


class Subject(StrEnum):
    """What a batch gathers."""

    GRANTS = "grants"
    DEDUCTIONS = "deductions"


class Way(StrEnum):
    """How an objection came."""

    ACCOUNT = "account"
    PAPER = "paper"
    PHONE = "phone"
