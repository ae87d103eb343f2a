"""Drawing a random sample with a public seed: anybody with the list draws the same one."""

import hashlib
from collections.abc import Collection

LEAST_PERCENT, MOST_PERCENT = 5, 10
"""How much of a month's grants is looked at again (fairness.md, section 2: 5—10 %)."""


def size(population: int, percent: int) -> int:
    """Return how many are drawn: the share rounded up, so that a few are never none.

    >>> [size(n, 5) for n in (0, 1, 20, 21, 300)]
    [0, 1, 1, 2, 15]
    """
    assert LEAST_PERCENT <= percent <= MOST_PERCENT, percent
    return -(-population * percent // 100)


def draw(keys: Collection[str], *, seed: str, percent: int) -> tuple[str, ...]:
    """Return the drawn ones of `keys`, in the order in which they were drawn.

    Each key is given the SHA-256 of seed and key; the lowest are drawn. The order of `keys` does
    not matter, and a key that comes later takes the place of one at most.

    >>> draw(("a", "b", "c"), seed="2026-03", percent=5) == draw("cba", seed="2026-03", percent=5)
    True
    """
    assert len(set(keys)) == len(keys), "each is in the list once"
    ranked = sorted(keys, key=lambda key: (ticket(seed, key), key))
    return tuple(ranked[: size(len(keys), percent)])


def ticket(seed: str, key: str) -> str:
    """Return the lot that a key draws, as hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
