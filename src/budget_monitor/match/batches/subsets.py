"""Which of some amounts add up to a sum: by halves, with the number of answers, and a guard against chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import comb, gcd

MAX_CHANCE_SUBSETS = 0.01
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
    left, right = _sums(amounts[:middle], 0, most), _sums(amounts[middle:], middle, most)
    found: list[tuple[int, ...]] = []
    for total, ours in left.items():
        theirs = right.get(target - total)
        if theirs is None:
            continue
        for one in ours:
            for other in theirs:
                if 2 <= len(one) + len(other) <= most:
                    found.append(one + other)
                    if len(found) >= enough:
                        return found
    return found


def _sums(amounts: Sequence[int], first: int, most: int) -> dict[int, list[tuple[int, ...]]]:
    """Every sum that a subset of these amounts has, with the subsets."""
    subsets: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for place, amount in enumerate(amounts, start=first):
        subsets += [(total + amount, (*chosen, place)) for total, chosen in subsets if len(chosen) < most]
    found: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for total, chosen in subsets:
        found[total].append(chosen)
    return found
