#!/usr/bin/env python3
"""Prove a town's chain from its bundle, without Jifen: python3 verify.py BUNDLE.zip

Written from docs/chain.md with its own small code; Python 3.9 or later and its standard library,
nothing else. Re-derives every digest and every hash from the raw bytes and names what does not
hold, the first bad row first. Exit codes: 0 everything holds, 3 something does not, 2 no bundle.
"""

import hashlib
import json
import sys
import zipfile

GENESIS = "0" * 64
LARGEST = 64 << 20  # bytes of one line that are read at most
FAULTS = {
    "gap": "缺少记录 (a record is missing)",
    "unreadable": "记录无法读取 (a record cannot be read)",
    "format": "未知格式的记录 (unknown version or algorithm)",
    "payload": "记录内容被改动 (the content is not what its digest says)",
    "link": "记录与前一条不衔接 (the hash does not follow from the record before)",
    "kind": "记录种类被改动 (the content is of another kind)",
    "time": "记录时间早于前一条 (dated before the record before it)",
    "head": "链头不是最后一条记录 (the head is not the last record)",
}


def piece(letter, body):
    """Write one piece: a letter, the length of its body, a colon, the body."""
    if not isinstance(body, bytes):
        body = str(body).encode("utf-8")
    return b"%s%d:%s" % (letter, len(body), body)


def sha256(data):
    """Return the SHA-256 of some bytes, in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


RECORD = piece(b"J", "record") + piece(b"v", 1) + piece(b"A", "sha256")
PAYLOAD = piece(b"J", "payload") + piece(b"v", 1)


def link(previous, town, seq, kind, at, digest):
    """Return a record's hash from the one before it."""
    rest = ((b"P", previous), (b"C", town), (b"S", seq), (b"K", kind), (b"M", at), (b"H", digest))
    return sha256(RECORD + b"".join(piece(letter, body) for letter, body in rest))


def judge(town, row, previous, not_before):
    """Return what is wrong with a record, or "", and the hashes that it may have.

    `previous` are the hashes it may stand on: none where the record before it cannot tell.
    """
    seq, kind, version, algorithm, payload, digest, at, own = row
    if None in row:
        return "unreadable", ()
    try:
        data = bytes.fromhex(payload)
    except ValueError:
        return "unreadable", ()
    derived = tuple(link(one, town, seq, kind, at, digest) for one in previous)
    if (version, algorithm) != (1, "sha256"):
        return "format", derived
    if sha256(data) != digest:
        return "payload", derived
    if derived and own not in derived:
        return "link", derived
    if not data.startswith(PAYLOAD + piece(b"K", kind)):
        return "kind", derived
    if not_before is not None and at < not_before:
        return "time", derived
    return "", derived


def walk(town, rows, head):
    """Yield number and code of whatever does not hold, in the order of the numbers."""
    previous, end, sound = (GENESIS,), (0, GENESIS, None), None
    for row in rows:
        seq = row[0]
        if seq != end[0] + 1:
            yield min(seq, end[0] + 1), "gap"
            previous = ()
        code, derived = judge(town, row, previous, sound)
        if code:
            yield seq, code
        if code == "unreadable":
            previous, end = (), (seq, "", None)
            continue
        # Only a wrong hash leaves two to stand on, so that a changed row is named once.
        also = () if row[7] in derived else derived[:1]
        previous, end = (row[7], *also), (seq, row[7], row[6])
        sound = sound if code else row[6]
    if (tuple(head) if head else (0, GENESIS, None)) != end:
        yield end[0], "head"


def lines(bundle, name):
    """Yield the rows of a member; a line that is none is refused."""
    with bundle.open(name) as file:
        while True:
            line = file.readline(LARGEST)
            if not line:
                return
            row = json.loads(line)
            if not isinstance(row, list):
                raise ValueError(f"{name}: a line is no row")
            yield row


def prove(path):
    """Return town, number of records, head and the faults of a bundle."""
    with zipfile.ZipFile(path) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        if manifest.get("format") != "jifen-bundle-1":
            raise ValueError("the format is not jifen-bundle-1")
        town, head, count = manifest["town"], manifest["head"], 0

        def rows():
            """Yield the records and count them."""
            nonlocal count
            for row in lines(bundle, "records.jsonl"):
                if len(row) != 8 or not isinstance(row[0], int):
                    raise ValueError("records.jsonl: a line is no record")
                count += 1
                yield row

        faults = list(walk(town, rows(), head))
    return town, count, head, faults


def main(arguments):
    """Prove the bundle that is named, and say what was found."""
    if len(arguments) != 1:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        town, count, head, faults = prove(arguments[0])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as problem:
        print(f"{arguments[0]}: not a bundle that can be read: {problem}", file=sys.stderr)
        return 2
    for seq, code in faults:
        print(f"✘ #{seq} {code}: {FAULTS[code]}")
    if faults:
        return 3
    print(f"✔ {town}: {count} records, head {head[1] if head else '-'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
