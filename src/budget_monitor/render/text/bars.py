"""Bars and sparklines in plain block characters, or in ASCII where the page has none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.render.text.literal import can_encode

BLOCKS = ("█", "░")
LEVELS = "▁▂▃▄▅▆▇█"
ASCII_BLOCKS = ("#", ".")
ASCII_LEVELS = "_.:-=+*#"
ABSENT = " "


def bar(share: Fraction, width: int, encoding: str = "utf-8") -> str:
    """A bar of `width` characters of which a share is filled.

    What is more than nothing fills at least one character, what is less than all leaves at least one empty; a share
    beyond all fills the bar. bar(Fraction(1, 3), 6) is "██░░░░".
    """
    full, empty = BLOCKS if can_encode("".join(BLOCKS), encoding) else ASCII_BLOCKS
    filled = min(max(round(share * width), 0), width)
    if 0 < share < 1:
        filled = min(max(filled, 1), width - 1)
    return full * filled + empty * (width - filled)


def sparkline(numbers: Sequence[Fraction | None], encoding: str = "utf-8") -> str:
    """One character for each number, the lowest to the highest; a space where there is none.

    sparkline([1, None, 8]) is "▁ █"; where all are alike they stand at half height.
    """
    levels = LEVELS if can_encode(LEVELS, encoding) else ASCII_LEVELS
    known = [number for number in numbers if number is not None]
    if not known:
        return ABSENT * len(numbers)
    low, span = min(known), max(known) - min(known)
    top = len(levels) - 1
    return "".join(
        ABSENT if number is None else levels[round((number - low) * top / span) if span else top // 2]
        for number in numbers
    )
