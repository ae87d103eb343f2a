"""A random sample with a public seed (随机抽查): anybody draws the same one again.

The order is that of SHA-256 over the seed and each key, so that nobody who names the seed after the
records stand, and nobody who writes a record before the seed is named, chooses what is drawn.
"""

import hashlib
from collections.abc import Iterable
from fractions import Fraction

FAULTY = Fraction(2, 100)
"""Share of faulty records that a sample is to find one of,"""
POWER = Fraction(95, 100)
"""at least this surely."""


def draw(keys: Iterable[str], size: int, seed: str) -> tuple[str, ...]:
    """Return `size` of `keys` (all, where there are fewer), in the order in which they are drawn.

    >>> draw(["a", "b", "c"], 2, "2026-03-02") == draw(["c", "b", "a"], 2, "2026-03-02")
    True
    """

    def place(key: str) -> str:
        return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()

    return tuple(sorted(set(keys), key=place)[: max(size, 0)])


def size_for(population: int, *, faulty: Fraction = FAULTY, power: Fraction = POWER) -> int:
    """Return the least size of a sample that holds a faulty record as surely as `power`.

    At least one in `population` is faulty, and as many as the share says, rounded up. Exact: the
    chance that a sample of n misses all K faulty ones is C(N-K, n) / C(N, n).

    >>> size_for(100), size_for(1000), size_for(4000)
    (78, 138, 146)
    """
    bad = max(1, -(-population * faulty.numerator // faulty.denominator))
    missed, size = Fraction(1), 0
    while size < population and 1 - missed < power:
        missed *= Fraction(population - bad - size, population - size)
        size += 1
    return size
