"""How far a figure may be from what it was rounded from, and figures that were plainly not rounded."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, reduce
from math import gcd

from budget_monitor.model.ledgers.grid import Grid, GridCell, once_for_each_grid
from budget_monitor.model.ledgers.period import is_calendar_year

PENNY_DECIMALS = 2
"""Amounts with two decimals are exact; more are what a computer left over, and are true to half a penny."""
MIN_ROUNDED = 100
"""Whole figures that are all smaller were not rounded: too little of them would be left."""
MIN_FIGURES_TO_TELL = 2
MIN_ODDS_OF_ROUND_FIGURES = 10_000
"""How unlikely figures rounded to the unit would all be multiples of ten, a hundred …, before they were not."""
_COARSE = re.compile(
    r"(?i)[£$€]\s?(?:000|m\b|k\b|bn\b)|'?000s?\b|\b(?:thousands?|millions?|billions?|rounded)\b|%|per ?cent"
)


@once_for_each_grid
def counts_exactly(grid: Grid) -> bool:
    """True if a table's figures are few pounds, or heads, counted and not rounded: whole, small, and of no unit."""
    if grid.unit or any(not _is_small(cell) for row in grid.rows for cell in row if cell.value is not None):
        return False
    return not any(_COARSE.search(cell.text) for row in grid.rows for cell in row if cell.value is None)


def _is_small(cell: GridCell) -> bool:
    value = Decimal(0) if cell.value is None else cell.value
    is_count = not cell.is_percent and cell.decimals == 0 and abs(value) < MIN_ROUNDED
    return is_count or is_calendar_year(cell.text.strip())


def decimals_shown(cell: GridCell) -> int:
    """How many decimals a program shows of a figure of that size without a format: one of 124,539,020.56."""
    return max(0, DIGITS_SHOWN - len(str(abs(int(cell.value or 0)))))


DIGITS_SHOWN = 10


def is_cut_off(cell: GridCell) -> bool:
    """True if a figure was computed: it has more decimals than pence, or fewer because it was cut off there."""
    return cell.decimals > PENNY_DECIMALS or decimals_shown(cell) < PENNY_DECIMALS


def half_of(grid: Grid, row: int, column: int) -> Fraction:
    """Half of a figure's last digit; 0 for pounds and pence, and in a table that counts."""
    decimals = grid.rows[row][column].decimals
    if decimals == PENNY_DECIMALS or (decimals == 0 and counts_exactly(grid)):
        return Fraction(0)
    return _half_of_digit(decimals)


@cache
def _half_of_digit(decimals: int) -> Fraction:
    return Fraction(1, 2) / Fraction(10) ** decimals


def is_of_round_figures(gap: Fraction, figures: Sequence[Fraction], unit: Fraction) -> bool:
    """True if all figures of a sum but one are so round that they were not rounded to the unit, and the gap is not."""
    told = [abs(figure / unit) for figure in figures if figure]
    if len(told) <= MIN_FIGURES_TO_TELL or any(figure.denominator != 1 for figure in told):
        return False
    wholes = [int(figure) for figure in told]
    if sum(whole % 10 != 0 for whole in wholes) > 1:
        return False
    for at in range(len(wholes)):
        others = wholes[:at] + wholes[at + 1 :]
        step = _power(reduce(gcd, others))
        if step > 1 and step ** len(others) >= MIN_ODDS_OF_ROUND_FIGURES and (gap / unit) % step:
            return True
    return False


def _power(step: int) -> int:
    """The largest power of ten that divides a number."""
    power = 1
    while step and step % (10 * power) == 0:
        power *= 10
    return power


def allowed_of(gap: Fraction, figures: Sequence[Fraction], halves: Iterable[Fraction]) -> Fraction:
    """What rounding allows a sum to be out by, target and terms being the figures, each with half of its last digit."""
    most = list(halves)
    allowed = sum(most, Fraction())
    return Fraction(0) if gap and is_of_round_figures(gap, figures, 2 * max(most) or Fraction(1)) else allowed


def chance_of_exact(terms: int) -> float:
    """The probability that the rounding of so many terms, and that of their total, cancels out."""
    spread = math.sqrt(terms / 12)
    return math.erf(0.5 / (spread * math.sqrt(2)))
