"""Totals that do not stand beside their terms: of the first five of ten years, behind the ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from budget_monitor.discover.adding.identity import MAX_CHANCE_OF_A_SURE_ONE, Identity
from budget_monitor.discover.adding.scan import MAX_COLUMNS_SIFTED, MIN_COVERAGE, Scan
from budget_monitor.discover.matrix import Mask, Matrix

MIN_TERMS_OF_A_RUN = 3
"""Two lines that come to a third are met by chance, where they need not stand beside it."""
MAX_ROWS_WITH_RUNS = 60


def runs_of(matrix: Matrix, additive: Mask, found: Sequence[Identity]) -> Iterator[Identity]:
    """For each row without a sum the longest run of lines before it, none of them a total, that comes to it."""
    made = {one.target for one in found}
    scan = Scan(matrix, additive, signed=False)
    for row in range(MIN_TERMS_OF_A_RUN + 1, len(matrix.rows)):
        if len(matrix.rows) > MAX_ROWS_WITH_RUNS or matrix.effort.is_over:
            return
        runs = [] if row in made else [run for run in _fitting(matrix, additive, row) if made.isdisjoint(run)]
        for run in sorted(runs, key=len, reverse=True):
            one = scan.identity(row, [(at, 1) for at in run], row**2)
            if one.strength >= MIN_COVERAGE * one.says.sum() and one.chance <= MAX_CHANCE_OF_A_SURE_ONE:
                yield one
                break


def _fitting(matrix: Matrix, additive: Mask, row: int) -> Iterator[range]:
    """The runs that come to a row in one of the columns in which it is largest."""
    telling = np.flatnonzero(matrix.known[row] & additive & (matrix.values[row] != 0))
    largest = telling[np.argsort(-np.abs(matrix.values[row, telling]), kind="stable")][:MAX_COLUMNS_SIFTED]
    sums, halves = (
        np.vstack([np.zeros((1, len(largest)), every.dtype), np.cumsum(every[:row, largest], axis=0)])
        for every in (matrix.values, matrix.halves)
    )
    gaps = np.abs(sums[None, :] - sums[:, None] - matrix.values[row, largest])
    fits = (gaps <= halves[None, :] - halves[:, None] + matrix.halves[row, largest]).any(axis=2)
    for first, end in zip(*np.nonzero(fits), strict=True):
        if end - first >= MIN_TERMS_OF_A_RUN:
            yield range(int(first), int(end))
