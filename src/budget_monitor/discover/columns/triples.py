"""Columns that are the product of three others: people x days x rate."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np

from budget_monitor.discover.columns.believing import MIN_COVERAGE, is_believed
from budget_monitor.discover.columns.pairing import Pairing
from budget_monitor.discover.columns.sifting import MAX_ROWS_SIFTED
from budget_monitor.discover.matrix import Mask, Matrix
from budget_monitor.model.checks.relation import RelationKind

MAX_COLUMNS = 40
"""A table of more is one of years or places, no list of what is bought."""
MAX_REACH = 8
"""How far from the product its factors stand at most."""
MIN_ROWS = 2
"""Rows in which no factor is one: in any other two of them would do."""
MAX_COUNT = 10_000
"""Whole numbers below are counts, and exact."""


def products_of_three(matrix: Matrix, made: Collection[int]) -> Iterator[Pairing]:
    """The columns that no others make, and that three near them make by multiplication."""
    columns = len(matrix.columns)
    if not len("abcd") <= columns <= MAX_COLUMNS:
        return
    filled = matrix.known & (matrix.values != 0)
    factors = matrix.values.astype(float) / matrix.scale
    for target in range(columns):
        rows = filled[:, target]
        near = range(max(0, target - MAX_REACH), min(columns, target + MAX_REACH + 1))
        others = [one for one in near if one != target and (filled[rows, one]).sum() >= MIN_COVERAGE * rows.sum()]
        if target in made or rows.sum() < MIN_ROWS:
            continue
        sample = np.flatnonzero(rows)[:: max(1, int(rows.sum()) // MAX_ROWS_SIFTED)]
        for three in combinations(others, 3):
            if matrix.effort.is_over:
                return
            fits = np.isclose(factors[sample][:, three].prod(axis=1), factors[sample, target], rtol=1e-3)
            if fits.sum() >= MIN_COVERAGE * len(sample):
                one = _product(matrix, target, three, filled)
                is_one = np.abs(matrix.values[:, three]) == matrix.scale
                if (one.holds & ~is_one.any(axis=1)).sum() >= MIN_ROWS and is_believed(one, matrix):
                    yield one


def _product(matrix: Matrix, target: int, three: tuple[int, int, int], filled: Mask) -> Pairing:
    values, halves = matrix.values.astype(object), matrix.halves.astype(object)
    says = np.asarray(filled[:, [target, *three]].all(axis=1), np.bool_)
    product, spread = np.full(len(matrix.rows), matrix.scale, object), np.zeros(len(matrix.rows), object)
    for column in three:
        wide = 0 if _counts(matrix, column) else halves[:, column]
        spread = (spread * np.abs(values[:, column]) + np.abs(product) * wide) / matrix.scale
        product = product * values[:, column] / matrix.scale
    gap = np.asarray(values[:, target] - product, float)
    allowed = np.ceil(np.asarray(halves[:, target] + spread, float))
    first, second, third = three
    return Pairing(RelationKind.PRODUCT, target, first, second, gap, allowed, says, third=third)


def _counts(matrix: Matrix, column: int) -> bool:
    figures = matrix.values[matrix.known[:, column], column]
    return bool((figures % matrix.scale == 0).all() and (np.abs(figures) < MAX_COUNT * matrix.scale).all())
