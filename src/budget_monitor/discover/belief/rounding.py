"""How far a figure may be from what it was rounded from, and figures that were plainly not rounded."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, reduce
from math import gcd

from budget_monitor.figures.naming import named_table
from budget_monitor.model.ledgers.grid import Grid, GridCell, once_for_each_grid
from budget_monitor.model.ledgers.period import is_calendar_year

PENNY_DECIMALS = 2
"""Amounts with two decimals are exact; more are what a computer left over, and are true to half a penny."""
_ROUNDED = re.compile(r"(?i)\b(?:un)?round(?:ed|ings?)\b|\bto the nearest\b")
_OFF = re.compile(
    r"(?i)\b(?:add|sum|total|cast|tally|tie|agree|match|reconcile|balance|equal|differ\w*|vary|variations?|discrepanc\w+|out|off)\b"
)
_MAY_BE = re.compile(
    r"(?i)\b(?:may|might|can|could|cannot|not|sometimes|occasionally|slight\w*|small|minor|apparent|any|some|so|thus|therefore|subject"
    r"|(?:independent|separate|individual)ly)\b|n[’']t\b|\b(?:due|owing|because)\b"
)
_NONE = re.compile(r"(?i)\bno (?:\w+ )?(?:rounding|differences?)\b|\b(?:are|is|been) not rounded\b|\bexact figures\b")
"""A sentence on rounding, which says that sums are out, and that this may be; and one that says that they are not."""
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


def says_rounded(text: str) -> bool:
    """True if a sentence of a text says that sums may be a last digit out, because their figures were rounded."""
    told = (one for one in re.split(r"(?<=[.;!?])\s", text) if _ROUNDED.search(one) and not _NONE.search(one))
    return any(_OFF.search(one) and _MAY_BE.search(one) for one in told)


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


@once_for_each_grid
def is_of_thousands(grid: Grid, column: int) -> bool:
    """True if a column's figures are thousands or millions of pounds: their decimals are no pence."""
    table = named_table(grid)
    return any(table.shift(row, column) > 0 for row in table.rows[:1])


def half_of(grid: Grid, row: int, column: int) -> Fraction:
    """Half of a figure's last digit; 0 for pounds and pence, and in a table that counts."""
    decimals = grid.rows[row][column].decimals
    is_in_pence = decimals == PENNY_DECIMALS and not is_of_thousands(grid, column)
    if is_in_pence or (decimals == 0 and counts_exactly(grid)):
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
