"""Whether two figures are near enough in their digits for any slip of the pen: a quick look, for very many suspects."""

from __future__ import annotations

from fractions import Fraction

SCALE = 10**6
"""Figures with more digits after the point are all taken for near."""
POWERS_OF_TEN = (10, 100, 1000)
"""Slips of scale."""
LOST_IN_A_HUNDRED = 10
"""Of a figure typed in thousands so much may be lost: 61,355 typed as 61, 5,500 as 6."""


def is_near(typed: Fraction, truth: Fraction, unit: Fraction) -> bool:
    """False only where no slip of the pen, of the sign or of scale turns the one figure into the other."""
    if SCALE % typed.denominator or SCALE % truth.denominator:
        return True
    one = abs(typed.numerator) * (SCALE // typed.denominator)
    other = abs(truth.numerator) * (SCALE // truth.denominator)
    larger, smaller = max(one, other), min(one, other)
    if one == other or not smaller or larger - smaller == unit * SCALE:
        return True
    if any(abs(larger - smaller * power) * 100 <= LOST_IN_A_HUNDRED * larger for power in POWERS_OF_TEN):
        return True
    first, second = str(one), str(other)
    return _is_one_slip(first, second) or _is_one_slip(first.rstrip("0"), second.rstrip("0"))


def _is_one_slip(one: str, other: str) -> bool:
    """Whether a digit more, less or changed, or two exchanged, turn one text into another."""
    shorter = min(len(one), len(other))
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])
