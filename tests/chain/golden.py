"""The golden vectors: made once for each kind, then fixed for ever.

`python -m tests.chain.golden` adds vectors for kinds that have none. It never changes one that
stands: a test that fails against golden.json says that the code has changed, not the file.
"""

import datetime as dt
import json
from pathlib import Path

from jifen.chain import canonical
from jifen.chain.kinds import FIELDS, KINDS

FILE = Path(__file__).with_name("golden.json")
SM3 = Path(__file__).with_name("golden-sm3.json")
"""The usual record of each kind, first of its town, as SM3 hashes it."""
Json = None | str | int | list["Json"] | dict[str, str]

_KEY = "0f8c2b7a4e1d4c5f9a3b6d7e8f901234"
_OTHER = "9d3e1c5b7a2f4e6d8c0b1a2938475665"
_DIGEST = "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"
_COMMITMENT = "hmac-sha256:b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"

USUAL: dict[str, canonical.Value] = {
    "about": _OTHER,
    "account": "V05-017C",
    "action": "approve",
    "active": 1,
    "adopted": 1,
    "agenda": "veto",
    "amount": -150,
    "amounts": [["V05-017C", -150], ["p1/c2/k3/t4/v05", -300]],
    "appeal": _OTHER,
    "area": "G-03",
    "area_path": "p1/c2/k3/t4",
    "article": "第十九条",
    "as_of": dt.date(2025, 7, 31),
    "batch": _OTHER,
    "before": "",
    "asked_on": dt.date(2026, 3, 16),
    "attendees": [[_KEY, "chair"], [_OTHER, "member"]],
    "basis": "retention-ended",
    "audience": "town",
    "body": "elected",
    "booked_on": dt.date(2025, 10, 3),
    "by": _KEY,
    "cadre": "V05-017C",
    "carried": 1,
    "case": "2024-2025 V05-017C 1",
    "cases": [_KEY, _OTHER],
    "chair": _KEY,
    "change": "withdraw",
    "checkpoint_on": dt.date(2025, 1, 31),
    "claim": _OTHER,
    "claims": [_OTHER],
    "code": "V05-017C",
    "comment": _OTHER,
    "complaint": _OTHER,
    "content_salted": _COMMITMENT,
    "count": 3,
    "cycle": "2024-2025",
    "day": 5,
    "days": 3,
    "decision_number": "县督通〔2025〕3号",
    "deed": "added",
    "delegation": 21,
    "digest": _DIGEST,
    "director": 1,
    "dissent_salted": _COMMITMENT,
    "document_number": "示例积办〔2025〕3号",
    "done_on": dt.date(2025, 9, 1),
    "draft": _OTHER,
    "duty": 12,
    "leave": 14,
    "edition": "briefing",
    "effective_on": dt.date(2024, 8, 1),
    "ends_on": dt.date(2025, 8, 1),
    "event": "accept",
    "event_key": _OTHER,
    "evidence": ["县督通〔2025〕3号", f"sha256:{_DIGEST}"],
    "fact": _OTHER,
    "figures": [["in_favour", "251"], ["registered", "1000"], ["voted", "501"]],
    "files": [["docx", _DIGEST], ["pdf", _DIGEST]],
    "from_on": dt.date(2024, 8, 1),
    "grades": [["V05-017C", "competent"]],
    "grant": 22,
    "granted": 1,
    "ground": "spouse",
    "grounds": ["facts-unclear", "procedure"],
    "group": "member",
    "happened_on": dt.date(2025, 3, 8),
    "held_on": dt.date(2025, 9, 2),
    "holders": [["V05-017C", "lead"], ["V05-024K", "assist"]],
    "holding": 7,
    "inspection": _OTHER,
    "into": "p1/c2/k3/t4/v06",
    "item": "C-04",
    "key": _KEY,
    "last_seq": 4321,
    "lead": 1,
    "leave_salted": _COMMITMENT,
    "level": "first",
    "line": _OTHER,
    "login_salted": _COMMITMENT,
    "listed": ["V05-017C", "V05-024K"],
    "look": "covert",
    "manner": "request",
    "matter": _OTHER,
    "measures": [["quantity", "3"]],
    "meeting": "2026年3月领导小组第三次会议",
    "month_on": dt.date(2026, 3, 1),
    "mode": "signed",
    "name": "2024-2025",
    "name_salted": _COMMITMENT,
    "number": 1,
    "objection": _OTHER,
    "origin": "superior",
    "outcome": "held",
    "part": "reviewer",
    "parties": [["V05-017C", "holder,member,named"], ["V05-024K", "member"]],
    "point": _OTHER,
    "points_salted": _COMMITMENT,
    "person": "V05-017C",
    "people": ["V05-017C", "V05-024K"],
    "percent": 5,
    "pool": 20_000_000,
    "population": 300,
    "of": "2023-2024",
    "points": -150,
    "posting": _OTHER,
    "post": "村委会委员",
    "proof_salted": _COMMITMENT,
    "proposal": _OTHER,
    "reason_salted": _COMMITMENT,
    "record_salted": _COMMITMENT,
    "recusal": _OTHER,
    "recheck": _OTHER,
    "recused": [_OTHER],
    "reporter_salted": _COMMITMENT,
    "repeats": _OTHER,
    "reported_on": dt.date(2026, 3, 5),
    "repaired_on": dt.date(2025, 4, 1),
    "replies_salted": _COMMITMENT,
    "representatives": 31,
    "result": "on-time",
    "revision": 1,
    "rhythm": "monthly",
    "role": "member",
    "rows": [
        ["p1/c2/k3/t4/v05", "96.5", [["V05-017C", "member"]]],
        ["p1/c2/k3/t4/v06", None, []],
    ],
    "seated": ["V05-017C"],
    "served_on": dt.date(2025, 3, 8),
    "second": _OTHER,
    "secretary": 0,
    "size": 48213,
    "seed": _DIGEST,
    "source": "verified",
    "standing": _OTHER,
    "starts_on": dt.date(2024, 8, 1),
    "state": "confirmed",
    "successor": _OTHER,
    "suspension": _OTHER,
    "target": "approved",
    "task": _OTHER,
    "text": _DIGEST,
    "text_salted": _COMMITMENT,
    "tied": ["V05-017C", "V05-024K"],
    "title": "关于2024—2025年度半年积分情况的通报",
    "title_salted": _COMMITMENT,
    "to_on": dt.date(2025, 1, 1),
    "unit": "p1/c2/k3/t4/v05",
    "unit_kind": "village",
    "units": ["p1/c2/k3/t4/v05", "p1/c2/k3/t4/v06"],
    "until_on": dt.date(2026, 3, 9),
    "user": _OTHER,
    "version": _DIGEST,
    "voters": 1001,
    "votes": [3, 2, 1, 0],
    "way": "as-decided",
    "what": "past",
    "worth": [["late", "C-04", [["quantity", "1"]]]],
    "year": 2025,
}
"""A value for each field such as an office would have."""

ODD: dict[str, dict[str, canonical.Value]] = {
    "usual": {},
    "least": {"T": "", "I": 0, "D": dt.date(1, 1, 1), "L": [], "N": None},
    "composed (NFC)": {"T": "Ân \u00e9", "I": -1, "L": ["\u00e9"]},
    "decomposed (NFD)": {"T": "A\u0302n e\u0301", "I": 1, "L": ["e\u0301"]},
    "marks that a format may trip over": {
        "T": " a:b\n\t3:N\x00“”\u3000\U0001f3d8 ",
        "I": -(2**63),
        "D": dt.date(9999, 12, 31),
        "L": [[], [None, "", 0, [b"", b"\x00\xff", dt.date(2024, 2, 29)]], "N"],
    },
    "long": {"T": "积分" * 40, "I": 2**63 - 1, "L": [["pdf", "x" * 110]] * 2},
}
"""What takes the place of the usual values, by type, in each of a kind's vectors."""

TOWNS = ("p1/c2/k3/t4", "p1/c2/k3/t5")
INSTANTS = (
    dt.datetime(2026, 3, 1, 0, 0, 0, 1, tzinfo=dt.UTC),
    dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    dt.datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
)


def plain(item: canonical.Value) -> Json:
    """Write a value as JSON: dates and bytes say what they are."""
    if isinstance(item, dt.date):
        return {"date": item.isoformat()}
    if isinstance(item, bytes):
        return {"bytes": item.hex()}
    if isinstance(item, list | tuple):
        return [plain(part) for part in item]
    assert item is None or isinstance(item, str | int)
    return item


def item(written: Json) -> canonical.Value:
    """Read back what `plain` wrote."""
    if isinstance(written, dict):
        if "date" in written:
            return dt.date.fromisoformat(written["date"])
        return bytes.fromhex(written["bytes"])
    return [item(part) for part in written] if isinstance(written, list) else written


def vectors(kind: str) -> list[dict[str, Json]]:
    """Make the vectors of a kind from the code as it is."""
    made: list[dict[str, Json]] = []
    for number, (note, odd) in enumerate(ODD.items()):
        fields: list[list[Json]] = []
        given: list[tuple[str, canonical.Value]] = []
        for name in KINDS[kind]:
            types = FIELDS[name][0]
            tag = "N" if note == "least" and "N" in types else types[0]
            given.append((name, odd.get(tag, USUAL[name])))
            fields.append([name, plain(given[-1][1])])
        data = canonical.payload(kind, given)
        previous = canonical.digest(data[::-1]) if number else canonical.GENESIS
        at, town, seq = INSTANTS[number % 3], TOWNS[number % 2], max(1, 10**number % 10**9)
        hash_ = canonical.link(
            previous, town=town, seq=seq, kind=kind, at=at, payload_digest=canonical.digest(data)
        )
        made.append(
            {
                "kind": kind,
                "note": note,
                "fields": fields,  # type: ignore[dict-item]  # a list of pairs is Json too
                "payload": data.hex(),
                "digest": canonical.digest(data),
                "previous": previous,
                "town": town,
                "seq": seq,
                "at": at.isoformat(),
                "hash": hash_,
            }
        )
    return made


def with_sm3(kind: str) -> dict[str, str]:
    """Make the vector of a kind for SM3: its payload's bytes are those of golden.json."""
    data = canonical.payload(kind, ((name, USUAL[name]) for name in KINDS[kind]))
    digest = canonical.digest(data, "sm3")
    hash_ = canonical.link(
        canonical.GENESIS,
        town=TOWNS[0],
        seq=1,
        kind=kind,
        at=INSTANTS[0],
        payload_digest=digest,
        algorithm="sm3",
    )
    return {"kind": kind, "digest": digest, "hash": hash_}


def write(file: Path, made: list[dict[str, Json]] | list[dict[str, str]]) -> None:
    """Write vectors, one a line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=True) for one in made)
    file.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    standing = json.loads(FILE.read_text("utf-8")) if FILE.exists() else []
    known = {one["kind"] for one in standing}
    standing += [one for kind in KINDS if kind not in known for one in vectors(kind)]
    write(FILE, standing)
    short = json.loads(SM3.read_text("utf-8")) if SM3.exists() else []
    seen = {one["kind"] for one in short}
    write(SM3, short + [with_sm3(kind) for kind in KINDS if kind not in seen])
