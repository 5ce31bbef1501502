"""The five ways in which a check comes out."""

from __future__ import annotations

from enum import StrEnum


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
