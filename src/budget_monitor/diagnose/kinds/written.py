"""A figure as somebody typed it: its digits, for the slips that happen to digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from msgspec import Struct

from budget_monitor.diagnose.kinds.slip import Suspect

Variants = tuple[Iterable[int], int, int]
"""Whole numbers made of some digits; how many digits they have, and how many of these after the decimal point."""

_NEGATIVE = re.compile(r"[-−–(]|cr$", re.IGNORECASE)
_POWERS = {Fraction(10) ** power for power in range(-12, 7)}


class Written(Struct, frozen=True):
    """The digits of a figure, without sign, currency, separators and suffix: £0.163m has 0163, three after the point.

    `number` is these digits without their point, 163; `sign` is 1 or -1; `fine` is a tenth of what one more in the
    last digit is worth, in currency units. The true figure lies between `lowest` and `highest`, counted in `fine` and
    without the sign.
    """

    digits: str
    number: int
    decimals: int
    sign: int
    fine: Fraction
    lowest: int
    highest: int

    def truths(self, variants: Iterable[Variants], only: int | None = None) -> tuple[int, list[Fraction]]:
        """How many other figures these digits could be meant for, and the values of those in the suspect's range; of
        figures with `only` so many digits after the point, where that is given.
        """
        usual = [
            (numbers, least, 10 ** (self.decimals + 1 - decimals))
            for numbers, length, decimals in variants
            if (least := _least(length - decimals, length)) is not None and only in (None, decimals)
        ]
        own = self.number * 10
        found = {
            number * worth
            for numbers, least, worth in usual
            for number in numbers
            if self.lowest <= number * worth <= self.highest and number >= least
        } - {own}
        if not found:  # mostly; a big component asks about thousands of cells
            return 0, []
        among = {number * worth for numbers, least, worth in usual for number in numbers if number >= least} - {own}
        return len(among), [self.sign * self.fine * count for count in sorted(found)]


def _least(whole: int, length: int) -> int | None:
    """The least number that is written with so many digits: nobody writes .5 for 0.5, nor 016 for 16."""
    if not whole:
        return None
    return 10 ** (length - 1) if whole > 1 else 0


def written(suspect: Suspect) -> Written | None:
    """The digits of a suspect's figure; None for a word such as nil, or where text and value do not belong together."""
    return _written(suspect.cell.text, suspect.value, suspect.unit, suspect.low, suspect.high)


@lru_cache(maxsize=8)  # each kind asks for the same figure
def _written(text: str, value: Fraction, unit: Fraction, low: Fraction, high: Fraction) -> Written | None:
    whole, _, after = re.sub("[^0-9.]", "", text).partition(".")
    if not (whole + after).isdigit():
        return None
    number = int(whole + after)
    step = abs(value) / number if number else max(unit, Fraction(1, 10 ** len(after)))
    if step not in _POWERS:
        return None
    sign = -1 if value < 0 or (not number and _NEGATIVE.search(text.strip())) else 1
    fine = step / 10  # a digit may have been lost after the point
    ends = sorted((low * sign, high * sign))
    lowest, highest = ceil(ends[0] / fine), floor(ends[1] / fine)
    return Written((whole or "0") + after, number, len(after), sign, fine, lowest, highest)
