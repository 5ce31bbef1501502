"""Which slip of the pen parts two amounts that should be one."""

from __future__ import annotations

from budget_monitor.model.lists.matching import MatchKind

MIN_DIGITS_OF_A_SLIP = 3
"""Shorter amounts differ by one digit as often as not."""


def slip_between(one: int, other: int) -> MatchKind | None:
    """The slip that makes one of two amounts of the other, in whole smallest units; None where no single one does.

    slip_between(6100, 1600) is digits transposed; (6100, -6100) a sign reversed; (6100, 61000) a nought too many.
    """
    if one == other:
        return None
    if one == -other:
        return MatchKind.SIGN_REVERSED
    if one * other <= 0:
        return None
    low, high = sorted((abs(one), abs(other)))
    if any(low * factor == high for factor in (10, 100, 1000)):
        return MatchKind.SCALE_SLIP
    small, large = str(low), str(high)
    if len(small) < MIN_DIGITS_OF_A_SLIP:
        return None
    if len(small) == len(large):
        return _in_place(small, large)
    if len(small) + 1 == len(large) and any(large[:place] + large[place + 1 :] == small for place in range(len(large))):
        return MatchKind.DIGIT_DROPPED
    return None


def slips_of(amount: int) -> set[int]:
    """The amounts that a reversed sign, two transposed digits or a lost or added nought make of one."""
    digits, sign = str(abs(amount)), -1 if amount < 0 else 1
    found = {-amount, amount * 10, amount * 100, amount * 1000}
    found |= {amount // factor for factor in (10, 100, 1000) if amount % factor == 0}
    if len(digits) >= MIN_DIGITS_OF_A_SLIP:
        for place in range(len(digits) - 1):
            found.add(sign * int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]))
    return found - {amount, 0}


def _in_place(one: str, other: str) -> MatchKind | None:
    differing = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(differing) == 1:
        return MatchKind.DIGIT_MISTYPED
    if len(differing) == 2:
        first, second = differing
        if one[first] == other[second] and one[second] == other[first] and second == first + 1:
            return MatchKind.DIGITS_TRANSPOSED
    return None
