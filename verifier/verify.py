#!/usr/bin/env python3
"""Prove a town's chain from its bundle, without Jifen: python3 verify.py BUNDLE.zip [CHECKPOINT…]

Written from docs/chain.md with its own small code; Python 3.10 or later and its standard library,
nothing else. Re-derives every digest and every hash from the raw bytes and names what does not
hold, the first bad row first. Checkpoints (jifen-checkpoint-*.json) are files that you kept
yourself: they show an end cut off and a rest written anew, which no bundle can.
Exit codes: 0 everything holds, 3 something does not, 2 a file cannot be read.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

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
    "block": "千条封签不符 (a seal does not fit its thousand records)",
    "no-block": "千条记录没有封签 (a thousand records have no seal)",
    "root": "每日根与记录不符 (a daily root does not fit the record that it covers)",
    "behind": "回退到旧备份或末尾被截，从此号起缺 (an older backup, or the end cut off)",
    "rewritten": "与校验点不符，从此号起被改写 (written anew: it contradicts a checkpoint)",
    "head": "链头不是最后一条记录 (the head is not the last record)",
}


def piece(letter, body):
    """Write one piece: a letter, the length of its body, a colon, the body."""
    if not isinstance(body, bytes):
        body = str(body).encode("utf-8")
    return b"%s%d:%s" % (letter, len(body), body)


PAYLOAD = piece(b"J", "payload") + piece(b"v", 1)


class Digest:
    """SHA-256 or SM3, whichever the bundle names, and what begins with its name."""

    def __init__(self, name):
        if name not in ("sha256", "sm3"):
            raise ValueError(f"{name!r} is no algorithm of this format")
        # ValueError too where this Python's OpenSSL has no SM3. Looked up once, then copied.
        self.name, self.empty = name, hashlib.new(name)
        self.record = self.start("record")

    def of(self, data):
        """Return the digest of some bytes, in lower-case hexadecimal."""
        found = self.empty.copy()
        found.update(data)
        return found.hexdigest()

    def start(self, what):
        """Return the pieces with which everything that is hashed begins."""
        return piece(b"J", what) + piece(b"v", 1) + piece(b"A", self.name)

    def link(self, previous, town, seq, kind, at, digest):
        """Return a record's hash from the one before it."""
        rest = (b"P", previous), (b"C", town), (b"S", seq), (b"K", kind), (b"M", at), (b"H", digest)
        return self.of(self.record + b"".join(piece(letter, body) for letter, body in rest))


def judge(use, town, row, previous, not_before):
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
    derived = tuple(use.link(one, town, seq, kind, at, digest) for one in previous)
    if (version, algorithm) != (1, use.name):
        return "format", derived
    if use.of(data) != digest:
        return "payload", derived
    if derived and own not in derived:
        return "link", derived
    if not data.startswith(PAYLOAD + piece(b"K", kind)):
        return "kind", derived
    if not_before is not None and at < not_before:
        return "time", derived
    return "", derived


def walk(use, town, rows, head):
    """Yield number and code of whatever does not hold, in the order of the numbers."""
    previous, end, sound = (GENESIS,), (0, GENESIS, None), None
    for row in rows:
        seq = row[0]
        if seq != end[0] + 1:
            yield min(seq, end[0] + 1), "gap"
            previous = ()
        code, derived = judge(use, town, row, previous, sound)
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


def seal(use, previous, town, number, rows):
    """Return the hash of a block of a thousand records; "" where they are not that."""
    numbers = list(range(1000 * number - 999, 1000 * number + 1))
    if [row[0] for row in rows] != numbers or any(None in row for row in rows):
        return ""
    if {(row[2], row[3]) for row in rows} != {(1, use.name)}:
        return ""
    _, kinds, _, _, payloads, digests, instants, hashes = zip(*rows, strict=True)
    data = [bytes.fromhex(payload) for payload in payloads]
    body = (
        (b"P", previous),
        (b"C", town),
        (b"S", number),
        (b"K", "\n".join(kinds)),
        (b"M", ",".join(map(str, instants))),
        (b"D", ",".join(digests)),
        (b"H", ",".join(hashes)),
        (b"L", ",".join(str(len(one)) for one in data)),
        (b"B", b"".join(data)),
    )
    return use.of(use.start("block") + b"".join(piece(letter, one) for letter, one in body))


def root(use, town, row):
    """Return a daily root from the town's leaf and the way up."""
    on, count, seq, own, path, _ = row
    leaf = piece(b"C", town) + piece(b"S", seq) + piece(b"H", own)
    top = use.of(use.start("leaf") + leaf)
    for side, other in path:
        left, right = (other, top) if side == "L" else (top, other)
        top = use.of(use.start("node") + piece(b"L", left) + piece(b"R", right))
    return use.of(use.start("root") + piece(b"D", on) + piece(b"N", count) + piece(b"H", top))


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


class Read:
    """A bundle as far as it was read: what walks by is counted, sealed and noted."""

    def __init__(self, bundle, known):
        manifest = json.loads(bundle.read("manifest.json"))
        if manifest.get("format") != "jifen-bundle-1":
            raise ValueError("the format is not jifen-bundle-1")
        self.bundle, self.town, self.head = bundle, manifest["town"], manifest["head"]
        self.use = Digest(manifest.get("algorithm", "sha256"))
        self.sealed = dict(lines(bundle, "blocks.jsonl"))
        self.roots = list(lines(bundle, "roots.jsonl"))
        self.count, self.derived, self.block = 0, {}, []
        self.hashes = {row[2]: None for row in self.roots}  # of the records that roots cover
        self.known = sorted((seq, own) for town, seq, own in known if town == self.town)
        self.hashes.update({seq: None for seq, _ in self.known})

    def rows(self):
        """Yield the records, noting the hash of those that are asked for and of each block."""
        for row in lines(self.bundle, "records.jsonl"):
            if len(row) != 8 or not isinstance(row[0], int):
                raise ValueError("records.jsonl: a line is no record")
            self.count += 1
            if row[0] in self.hashes:
                self.hashes[row[0]] = row[7]
            self.block.append(row)
            if row[0] % 1000 == 0:
                number = row[0] // 1000
                previous = self.sealed.get(number - 1) or "" if number > 1 else GENESIS
                rows = self.block[-1000:]
                self.derived[number] = seal(self.use, previous, self.town, number, rows)
                self.block = []
            yield row

    def seals(self, known):
        """Yield what does not hold of the seals and the roots; `known` rows are blamed already."""
        last = self.count // 1000  # whatever the head says of itself
        for number in range(1, max([last, *self.sealed]) + 1):
            first = 1000 * number - 999
            if any(first <= seq < first + 1000 for seq in known):
                continue
            if number not in self.sealed:
                yield first, "no-block"
            elif self.derived.get(number) != self.sealed[number]:
                yield first, "block"
        for row in self.roots:
            if (
                None in row
                or root(self.use, self.town, row) != row[5]
                or self.hashes[row[2]] != row[3]
            ):
                yield row[2], "root"

    def compare(self):
        """Yield where the chain first contradicts the checkpoints."""
        believed = 0
        for seq, own in self.known:
            if self.hashes[seq] != own:
                last = self.head[0] if self.head else 0
                yield (last + 1, "behind") if seq > last else (believed + 1, "rewritten")
                return
            believed = seq


def heads(path):
    """Return the heads of a checkpoint: town, number, hash."""
    told = json.loads(Path(path).read_text("utf-8"))
    if told.get("format") != "jifen-checkpoint-1":
        raise ValueError("the format is not jifen-checkpoint-1")
    return told["heads"]


def prove(path, *checkpoints):
    """Return a bundle as it was read, and its faults."""
    known = [head for checkpoint in checkpoints for head in heads(checkpoint)]
    with zipfile.ZipFile(path) as bundle:
        read = Read(bundle, known)
        faults = list(walk(read.use, read.town, read.rows(), read.head))
        faults += read.seals([seq for seq, _ in faults])
        faults += read.compare()
    return read, faults


def main(arguments):
    """Prove the bundle that is named, and say what was found."""
    if not arguments:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        read, faults = prove(*arguments)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as problem:
        print(f"{' '.join(arguments)}: cannot be read: {problem}", file=sys.stderr)
        return 2
    for seq, code in faults:
        print(f"✘ #{'-' if seq is None else seq} {code}: {FAULTS[code]}")
    if faults:
        return 3
    sealed = f"{len(read.sealed)} blocks, {len(read.roots)} roots"
    head = read.head[1] if read.head else "-"
    print(f"✔ {read.town}: {read.count} records, {sealed}, head {head}")
    if read.known:
        print(f"  held against checkpoints up to #{read.known[-1][0]}; later ones rest on none")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
