"""Which columns may be made of which two others, told from a sample of rows before they are tried in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from budget_monitor.discover.matrix import Mask, Matrix, Whole

MIN_COLUMNS = 3
"""A column is made of two others."""
PAIRS_AT_ONCE = 400
TRIED_AT_ONCE = 20_000
"""Pairs with a target each."""
MAX_COLUMNS = 20
"""Only columns as near as this are tried with one another."""
MAX_ROWS_SIFTED = 32
"""Rows in which a candidate is looked for before it is tried in all."""
MIN_SHARE_SIFTED = 0.6
SHORT = 2
"""Rows of a table in which one figure in two may be wrong."""
MIN_CARRIED = 3
MAX_CARRIED = 200
PER_HALF_A_PENNY = 200
"""Halves of the last digit in one, of a figure with two decimals."""


class Sample:
    """Some rows of a matrix, as floats, for a quick look."""

    def __init__(self, matrix: Matrix) -> None:
        self.effort = matrix.effort
        filled = np.flatnonzero((matrix.known & (matrix.values != 0)).sum(axis=1) >= 3)
        rows = filled[:: max(1, len(filled) // MAX_ROWS_SIFTED)][:MAX_ROWS_SIFTED]
        self.values = matrix.values[rows].astype(float) / matrix.scale
        self.halves = matrix.halves[rows].astype(float) / matrix.scale
        self.known = matrix.known[rows] & (self.values != 0)
        self.step = 1.0 / matrix.scale
        self.columns = np.arange(self.values.shape[1])
        is_full = self.known.all(axis=0) if len(rows) else np.zeros(len(self.columns), np.bool_)
        is_full &= len(rows) > SHORT  # what lies between two figures tells nothing where one may be wrong
        middle = np.median(self.values, axis=0) if len(rows) else np.zeros(len(self.columns))
        self._middle = np.where(is_full, middle, np.nan)
        self._half = self.halves.max(axis=0) if len(rows) else middle

    def within(self, want: Whole, allowed: Whole) -> Mask:
        """For each pair of which something is wanted the columns that may be that in most rows: their middle is not
        beyond it; with blanks all may.
        """
        reach = allowed.max(axis=0)[:, None] + self.step + self._half
        beyond = (self._middle < want.min(axis=0)[:, None] - reach) | (self._middle > want.max(axis=0)[:, None] + reach)
        found: Mask = ~beyond
        return found


Wanted: TypeAlias = tuple[Whole, Whole, Mask | None]
"""What each of several pairs of columns makes in each row of a sample, how far that is rounded, and where it says
something; None: everywhere."""
Fits: TypeAlias = Callable[[Sample, Whole, Whole], Wanted]


def likely(sample: Sample, fits: Fits, tried: Mask | None = None) -> Iterator[tuple[int, int, int]]:
    """Targets, of those `tried`, with the pairs of columns that fit in enough of a sample of rows."""
    reach = MAX_COLUMNS if tried is None else len(sample.columns)
    for firsts, seconds in _pairs(len(sample.columns), reach) if len(sample.values) else ():
        if sample.effort.is_over:
            return
        want, allowed, valid = fits(sample, firsts, seconds)
        pair = sample.known[:, firsts] & sample.known[:, seconds]
        told = pair if valid is None else pair & valid
        within = sample.within(want, allowed) | ~pair.all(axis=0)[:, None]
        if tried is not None:
            within &= tried
        of_pairs, of_targets = np.nonzero(within)
        for start in range(0, len(of_pairs), TRIED_AT_ONCE):
            at, targets = of_pairs[start : start + TRIED_AT_ONCE], of_targets[start : start + TRIED_AT_ONCE]
            near = np.abs(sample.values[:, targets] - want[:, at])
            holds = near <= sample.halves[:, targets] + (allowed[:, at] + sample.step)
            both = sample.known[:, targets] & told[:, at]
            held = (holds & both).sum(axis=0)
            fits_often = (held > 0) & ((held >= MIN_SHARE_SIFTED * both.sum(axis=0)) | (len(near) == SHORT))
            fits_often &= (targets != firsts[at]) & (targets != seconds[at])
            kept = at[fits_often]
            yield from zip(targets[fits_often].tolist(), firsts[kept].tolist(), seconds[kept].tolist(), strict=True)


def _pairs(columns: int, reach: int) -> Iterator[tuple[Whole, Whole]]:
    """All pairs of columns that are at most so far apart and leave a third, many at a time; each of them both ways."""
    at_once = max(1, PAIRS_AT_ONCE // columns) if columns else 1
    for start in range(0, columns if columns >= MIN_COLUMNS else 0, at_once):
        apart = np.abs(np.arange(start, min(columns, start + at_once))[:, None] - np.arange(columns))
        firsts, seconds = np.nonzero((apart > 0) & (apart <= reach))
        yield firsts + start, seconds


def difference_fits(sample: Sample, firsts: Whole, seconds: Whole) -> Wanted:
    """What is left of columns without others."""
    want = sample.values[:, firsts] - sample.values[:, seconds]
    return want, sample.halves[:, firsts] + sample.halves[:, seconds], None


def ratio_fits(factor: int, *, is_change: bool) -> Fits:
    """Columns in parts, or in per cent, of others; or their change from them."""

    def fits(sample: Sample, firsts: Whole, seconds: Whole) -> Wanted:
        top, half = sample.values[:, firsts], sample.halves[:, firsts]
        bottom = np.where(sample.known[:, seconds], sample.values[:, seconds], 1.0)
        want = factor * (top / bottom - is_change)
        spread = (factor * half + np.abs(want + factor * is_change) * sample.halves[:, seconds]) / np.abs(bottom)
        differs = np.asarray(top != sample.values[:, seconds], np.bool_)
        return want, spread + 1 / PER_HALF_A_PENNY, differs

    return fits


def product_fits(sample: Sample, firsts: Whole, seconds: Whole) -> Wanted:
    """Columns times others."""
    a, b = sample.values[:, firsts], sample.values[:, seconds]
    spread = np.abs(a) * sample.halves[:, seconds] + np.abs(b) * sample.halves[:, firsts]
    return a * b, spread, np.asarray((a != 0) & (b != 0), np.bool_)


def half_of_a_quotient(matrix: Matrix, column: int | Whole) -> Whole:
    """How far figures are rounded that were divided, in one column or several: those in pounds and pence, too."""
    halves = matrix.halves[:, column].astype(object)
    return np.where(halves == 0, matrix.scale // PER_HALF_A_PENNY, halves)


def carried_over(matrix: Matrix) -> list[tuple[int, int]]:
    """The pairs of columns of which the second often has in a row what the first had in the row before: of a table of
    many columns the most frequent ones.
    """
    columns = matrix.values.shape[1]
    counts: Counter[int] = Counter()
    for row in range(1, len(matrix.rows)):
        if matrix.effort.is_over:
            return []
        before, now = (_told_once(matrix, at) for at in (row - 1, row))
        _, first, target = np.intersect1d(
            matrix.values[row - 1, before], matrix.values[row, now], assume_unique=True, return_indices=True
        )
        counts.update((before[first] * columns + now[target]).tolist())
    often = [(pair, count) for pair, count in counts.items() if count >= MIN_CARRIED]
    often.sort(key=lambda one: (-one[1], one[0]))
    return [divmod(pair, columns) for pair, _ in often[:MAX_CARRIED]]


def _told_once(matrix: Matrix, row: int) -> Whole:
    """The columns of a row whose figures are not nil and stand in it once, by their figures."""
    known = np.flatnonzero(matrix.known[row] & (matrix.values[row] != 0))
    _, at, count = np.unique(matrix.values[row, known], return_index=True, return_counts=True)
    once: Whole = known[at[count == 1]]
    return once
