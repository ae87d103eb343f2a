"""The kinds of record and their fields, in the order in which they are encoded.

The table is part of format version 1: a kind's fields never change. A field that comes later
makes a new kind ("fact-2"). Fields ending in `_salted` are commitments (canonical.commitment).
"""

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    # register facts ("leave" with its kind: sick, maternity, private, suspension)
    "cadre": ("code", "name_salted", "by"),
    "holding": ("cadre", "post", "body", "group", "secretary", "unit", "from_on", "by"),
    "holding-end": ("holding", "to_on", "reason", "by"),
    "duty": ("cadre", "area", "unit", "lead", "from_on", "by"),
    "duty-end": ("duty", "to_on", "by"),
    "leave": ("cadre", "leave", "from_on", "to_on", "by"),
    # what the town goes by
    "calendar": ("year", "digest", "by"),
    "version": ("code", "version", "document_number", "effective_on", "digest", "by"),
    "cycle": ("name", "starts_on", "ends_on", "version", "by"),
    # facts, and facts about facts
    "fact": (
        "key",
        "cycle",
        "version",
        "item",
        "unit",
        "subject",
        "happened_on",
        "measures",
        "matter",
        "reason_salted",
        "evidence",
        "decision_number",
        "parties",
        "way",
        "by",
        "second",
    ),
    "change": ("key", "change", "fact", "account", "reason_salted", "by", "second"),
    # claims and their steps
    "decision": ("claim", "digest", "action", "source", "target", "role", "reason_salted", "by"),
    # the ledger
    "entry": ("event", "event_key", "account", "cycle", "line", "amount", "version"),
    # results
    "standing": (
        "key",
        "cycle",
        "edition",
        "number",
        "checkpoint_on",
        "last_seq",
        "as_of",
        "version",
        "revision",
        "digest",
        "by",
        "second",
    ),
    "closing": ("cycle", "state", "by", "second"),
    "paper": ("key", "number", "title", "about", "files", "by"),
    "talk": ("key", "case", "cadre", "held_on", "outcome", "record_salted", "by", "second"),
    "lock": ("what", "by"),
}
