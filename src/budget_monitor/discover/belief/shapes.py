"""Whether a gap looks like a slip of the pen: what sets a wrong figure apart from a sum that was never meant."""

from __future__ import annotations

from collections.abc import Iterable

MIN_TOTAL_TO_A_NEAR_GAP = 20
"""A gap is near if the total is at least this many times as large."""
MIN_GAP_TO_ROUNDING = 100
"""A nought too many is known in spite of rounding where the gap is at least this many times what rounding allows."""
_NINE = 9


def is_near(gap: int, size: int) -> bool:
    """True if a gap is small beside the figure it is a gap of."""
    return abs(gap) * MIN_TOTAL_TO_A_NEAR_GAP <= abs(size)


def is_slip(gap: int, terms: Iterable[int], allowed: int = 0) -> bool:
    """True if one wrong digit, two exchanged ones, one wrong sign, or one line too many or too few explains the gap.
    What rounding allows may stand between a figure and one ten times as large, where that is little.
    """
    size = abs(gap)
    if not size:
        return False
    for term in terms:
        if term and (size in (abs(term), 2 * abs(term)) or _is_scale(size, abs(term), allowed)):
            return True
    while size % 10 == 0:
        size //= 10
    return size <= _NINE or (size % _NINE == 0 and size // _NINE <= _NINE)


def _is_scale(gap: int, term: int, allowed: int) -> bool:
    """True if the figure lost or gained a nought: the gap is nine times it, or nine tenths of it."""
    reach = allowed if MIN_GAP_TO_ROUNDING * allowed <= gap else 0
    return abs(gap - _NINE * term) <= reach or abs(gap * 10 - _NINE * term) <= 10 * reach
