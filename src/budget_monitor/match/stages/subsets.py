"""Which of some amounts add up to a sum: by halves, with the number of answers, and a guard against chance."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, gcd

import numpy as np
import numpy.typing as npt

MAX_CHANCE_SUBSETS = 0.002
"""How many subsets may be expected to make a sum by chance, for the one that does to prove anything."""


def chance_of_a_sum(amounts: Sequence[int], most: int) -> float:
    """How many subsets of two to `most` of these amounts are expected to make any one sum by chance.

    Round amounts meet more often: what counts is how many different sums there are.
    """
    if len(amounts) < 2:
        return 0.0
    step = gcd(*amounts) or 1
    spread = sum(abs(amount) for amount in amounts) // step
    subsets = sum(comb(len(amounts), size) for size in range(2, min(most, len(amounts)) + 1))
    return subsets / max(1, spread)


def subsets_with_sum(amounts: Sequence[int], target: int, most: int, enough: int = 2) -> list[tuple[int, ...]]:
    """The subsets of two to `most` amounts (their places) that add up to the target; at most `enough` are looked
    for.
    """
    middle = len(amounts) // 2
    ours, theirs = _sums(amounts[:middle]), _sums(amounts[middle:])
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    wanted = target - ours
    first, last = np.searchsorted(ordered, wanted), np.searchsorted(ordered, wanted, "right")
    found: list[tuple[int, ...]] = []
    for one in np.flatnonzero(last > first).tolist():
        for other in order[first[one] : last[one]].tolist():
            chosen = one | other << middle
            if 2 <= chosen.bit_count() <= most:
                found.append(tuple(place for place in range(len(amounts)) if chosen >> place & 1))
                if len(found) >= enough:
                    return found
    return found


def chance_of_a_balance(amounts: Sequence[int]) -> float:
    """How many sets of these signed amounts are expected to sum to zero by chance."""
    step = gcd(*amounts) or 1
    spread = sum(abs(amount) for amount in amounts) // step
    return float(2 ** len(amounts) / max(1, spread))


def balances(amounts: Sequence[int]) -> list[int]:
    """The smallest sets of signed amounts that sum to zero, as bits: none contains another. Empty where there
    are so many that none of them is evidence.
    """
    middle = len(amounts) // 2
    ours, theirs = _sums(amounts[:middle]), _sums(amounts[middle:])
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    first, last = np.searchsorted(ordered, -ours), np.searchsorted(ordered, -ours, "right")
    if int((last - first).sum()) > MAX_BALANCES:
        return []
    found = [
        one | int(other) << middle
        for one in np.flatnonzero(last > first).tolist()
        for other in order[first[one] : last[one]]
    ]
    smallest: list[int] = []
    for chosen in sorted(filter(None, found), key=lambda bits: (bits.bit_count(), bits)):
        if not any(less & chosen == less for less in smallest):
            smallest.append(chosen)
    return smallest


MAX_BALANCES = 256
"""The most sets that sum to zero, of some amounts: where there are more, amounts repeat and nothing can be told."""


def _sums(amounts: Sequence[int]) -> npt.NDArray[np.int64]:
    """The sum of every subset: place n is that of the amounts whose bits are set in n."""
    sums = np.zeros(1, np.int64)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums
