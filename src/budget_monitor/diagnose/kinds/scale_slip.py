"""A figure typed in another unit: pounds, thousands and millions mixed up, or a nought too many or too few."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, grid_point, nearest_slip
from budget_monitor.diagnose.kinds.written import written
from budget_monitor.model.ledgers.cell import Kind

_FACTORS = (10, 100, 1000)
_LOST = 10 * 1000 // 2
"""How much rounding to thousands may lose, in tenths of the last digit: 61,355 typed as 61."""
_MIN_TENTHS_TYPED = 10 * 10
"""A single digit, so rounded, would explain too much; in tenths of the last digit."""


def scale_slip(suspect: Suspect) -> Slip | None:
    """61 typed as 61000, 6100 or 610, or the other way round."""
    figure = written(suspect)
    if figure is None or not figure.number:
        return None
    low, typed, high = figure.lowest, figure.number * 10, figure.highest
    words: dict[Fraction, str] = {}
    for factor in _FACTORS:
        # a figure in pounds, in a column rounded to thousands, has more digits than the true one; what is ten times too
        # large has a nought too many, and no more
        is_rounded = suspect.is_rounded and factor == _FACTORS[-1]
        near = floor(suspect.unit / figure.fine / 2) if is_rounded else 0
        if low <= typed * factor <= high:
            words[suspect.value * factor] = f"{factor:,} times too small"
        if (low - near - 1) * factor <= typed <= (high + near + 1) * factor:  # pence may lie between two counts
            smaller = suspect.value / factor
            half = max(near * figure.fine, suspect.unit / 2 if is_rounded else Fraction(0))
            truth = grid_point(suspect, smaller - half, smaller + half)
            if truth:
                words[truth] = f"{factor:,} times too large"
    among = 2 * len(_FACTORS)
    if (
        not words
        and not suspect.is_rounded
        and low - _LOST <= typed * 1000 <= high + _LOST
        and typed >= _MIN_TENTHS_TYPED
    ):
        lost = _LOST * figure.fine
        truth = grid_point(suspect, suspect.value * 1000 - lost, suspect.value * 1000 + lost)
        words = {} if truth is None else {truth: "1,000 times too small"}
        among *= 1000
    return nearest_slip(suspect, Kind.SCALE_SLIP, words, among, words.__getitem__) if words else None
