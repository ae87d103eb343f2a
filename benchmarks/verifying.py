"""Proving a chain by its seals, against its records one by one and against the bare hash (W6)."""

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.parts import rounds
from jifen.chain import canonical, seals
from jifen.chain.kinds import KINDS
from jifen.chain.seals import SIZE, Row
from tests.chain.golden import USUAL

RECORDS = 50_000
TOWN = "p1/c2/k3/t4"
NOON = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)
NOTE = f"""\
{RECORDS:,} facts in memory, the reading of the database left out: it costs both the same. The \
record loop derives each digest and each link; the bare hash is one SHA-256 over the payloads. \
Before, both are shown a changed record, and must find it."""


def chain() -> list[Row]:
    """Return a town's records, ten to an instant."""
    made, previous = [], canonical.GENESIS
    fields = [(name, USUAL[name]) for name in KINDS["fact"]]
    for seq in range(1, RECORDS + 1):
        at = NOON + dt.timedelta(seconds=seq // 10)
        data = canonical.payload("fact", [*fields[:-1], ("second", f"{seq:032x}")])
        digest = canonical.digest(data)
        previous = canonical.link(
            previous, town=TOWN, seq=seq, kind="fact", at=at, payload_digest=digest
        )
        made.append(Row(seq, "fact", 1, "sha256", data, digest, at, previous))
    return made


def blocks(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    for number in range(1, len(rows) // SIZE + 1):
        yield number, rows[(number - 1) * SIZE : number * SIZE]


def sealed(rows: Sequence[Row]) -> list[str]:
    hashes = [canonical.GENESIS]
    for number, part in blocks(rows):
        hashes.append(seals.block(hashes[-1], TOWN, number, part))
    return hashes


def by_seals(rows: Sequence[Row], hashes: Sequence[str]) -> int:
    """Return the first block that does not fit its seal, or 0."""
    for number, part in blocks(rows):
        if not seals.fits(number, part):
            return number
        if seals.block(hashes[number - 1], TOWN, number, part) != hashes[number]:
            return number
    return 0


def by_records(rows: Sequence[Row]) -> int:
    """Return the first record that does not fit, or 0."""
    previous = canonical.GENESIS
    for row in rows:
        if canonical.digest(bytes(row.payload)) != row.digest:
            return row.seq
        derived = canonical.link(
            previous,
            town=TOWN,
            seq=row.seq,
            kind=row.kind,
            at=row.at,
            payload_digest=row.digest,
        )
        if derived != row.hash:
            return row.seq
        previous = derived
    return 0


def main() -> int:
    """Run the benchmark; 1 where a goal is missed, 3 where the machine is too noisy to say."""
    rows = chain()
    hashes = sealed(rows)
    payloads = b"".join(bytes(row.payload) for row in rows)
    assert (by_seals(rows, hashes), by_records(rows)) == (0, 0)
    seq = RECORDS * 2 // 3
    changed = rows[:]
    changed[seq - 1] = rows[seq - 1]._replace(payload=bytes(rows[seq - 1].payload) + b"x")
    assert (by_seals(changed, hashes), by_records(changed)) == (-(-seq // SIZE), seq)
    try:
        ratios = [
            rounds.compare(
                f"{RECORDS:,} records by their seals ÷ record by record",
                goal=1 / 3,
                reference=lambda: by_records(rows),
                product=lambda: by_seals(rows, hashes),
            ),
            rounds.compare(
                f"{RECORDS:,} records by their seals ÷ SHA-256 of the payloads",
                goal=6,
                reference=lambda: canonical.digest(payloads),
                product=lambda: by_seals(rows, hashes),
            ),
        ]
    except rounds.TooNoisy as noisy:
        print(f"Too noisy to judge: {noisy}")
        return rounds.TOO_NOISY
    return rounds.tell("Verifying", ratios, [NOTE])


if __name__ == "__main__":
    sys.exit(main())
