"""The five ways in which a check comes out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Verdict(StrEnum):
    """The five verdicts, never merged."""

    EXACT = "exact"
    """holds to the penny"""
    WITHIN_ROUNDING = "within_rounding"
    """does not hold on the printed figures, but unrounded figures could make it hold"""
    FAIL = "fail"
    """no unrounded figures could make it hold"""
    UNDECIDED = "undecided"
    """an input is missing, or the other side of a tie is"""
    BROKEN = "broken"
    """the rule itself could not run"""


HELD = (Verdict.EXACT, Verdict.WITHIN_ROUNDING)
"""A check holds."""
DECIDED = (*HELD, Verdict.FAIL)
"""A check was made, and holds or does not."""


def held_with(gap: Decimal | Fraction | int) -> Verdict:
    """The verdict of what holds: exact where nothing is between its two sides, else within rounding."""
    return Verdict.WITHIN_ROUNDING if gap else Verdict.EXACT


def checks_made(counts: Mapping[Verdict, int]) -> int:
    """How many of some checks were made: one that could not be decided, or run, was not."""
    return sum(number for verdict, number in counts.items() if verdict not in (Verdict.UNDECIDED, Verdict.BROKEN))
