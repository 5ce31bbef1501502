"""What the gaps of a sum say, taken together in all its places: figures altered, or not rounded, or no sum at all."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from budget_monitor.discover.belief.rounding import chance_of_exact
from budget_monitor.discover.belief.trust import Trust, breaks_often, is_no_rule, trust_of

Whole: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = npt.NDArray[np.bool_]

MAX_ADJUSTED = 5
"""How many units a figure may be altered by at random, so as to name nobody, on average."""
MIN_PLACES = 12
"""Fewer places do not tell that it was done throughout."""
MIN_SHARE_ALTERED, MIN_SHARE_NEAR = 0.5, 0.8
"""The share of the places that are out by a few units, and of those that are out by no more than that."""
MIN_SHARE_EITHER_WAY = 0.15
"""The share that is out to the one side, and to the other: what is always left out is no alteration."""
MIN_SIZE_TO_A_GAP = 100
"""A gap is a few units if the total is usually so many times as large."""
MAX_DEVIATIONS = 4
"""So many standard deviations more or fewer exact sums than rounded figures would give are no chance."""


def trust_in(gaps: Whole, within: Mask, terms: int, half: int, *, is_sure: bool, is_named: bool) -> Trust:
    """The trust in a sum of so many `terms`, by its gaps in all places that tell anything, and where these are `within`
    rounding; `half` a unit is in the same steps.

    Gaps of one that `is_sure`, not made by chance, which are the same in a line and in its totals were carried on, and
    are one mistake.
    """
    held, said = _held_in(gaps, within, terms, half), len(gaps)
    if is_no_rule(held, said):
        return Trust.NONE
    apart = held + len(set(gaps[~within].tolist()))
    is_carried = is_sure and not breaks_often(held, apart)
    return trust_of(held, apart if is_carried else said, is_named=is_named)


def altered_by(gaps: Whole, totals: Whole, parts: int, unit: int) -> int:
    """How far the places of a sum are out, all in steps of which a `unit` has so many, if its figures were altered by a
    few units each; 0 where they were not. `gaps` and `totals` are those of all places that tell anything.
    """
    sizes, count = np.abs(gaps), len(gaps)
    near = sizes <= MAX_ADJUSTED * parts * unit
    off = near & np.asarray(gaps != 0)
    least = min(int((off & np.asarray(gaps > 0)).sum()), int((off & np.asarray(gaps < 0)).sum()))
    if count < MIN_PLACES or near.sum() < MIN_SHARE_NEAR * count or off.sum() < MIN_SHARE_ALTERED * count:
        return 0
    most = int(sizes[near].max())
    is_small = MIN_SIZE_TO_A_GAP * most <= np.median(np.abs(totals))
    return most if is_small and least >= MIN_SHARE_EITHER_WAY * count else 0


def _held_in(gaps: Whole, within: Mask, terms: int, half: int) -> int:
    """In how many places a sum of so many `terms` holds, if `within` tells where it does within rounding.

    Those that are exact alone, which are out by no more than `half` a unit, where they are too many for figures that
    were rounded: then the others are not out by rounding. And where they are too few: then any figures would come as
    near to one another.
    """
    held, exact = int(within.sum()), int((within & np.asarray(np.abs(gaps) <= half)).sum())
    if held < MIN_PLACES:
        return held
    chance = chance_of_exact(terms)
    spread = MAX_DEVIATIONS * (held * chance * (1 - chance)) ** 0.5
    return held if abs(exact - held * chance) <= spread else exact
