"""Results further down an account that are what two rows above them come to, wherever these stand.

The rows of an account in one column go on from one another: what was earned less what it cost, that less overheads,
what was in the bank at first and by how much it moved. Other rows stand between them, and some are used twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.adding.scan import MIN_COVERAGE, Scan
from budget_monitor.discover.matrix import Mask, Matrix, Whole

MAX_ROWS_OF_AN_ACCOUNT = 200
MAX_RESULTS = 40
"""The most rows that are tried with one another."""
MAX_CHANCE_OF_A_STEP = 1e-5
"""That chance made a result of two rows that stand anywhere above it."""
SIGNS = ((1, 1), (1, -1), (-1, 1))


def steps_of_account(matrix: Matrix, additive: Mask, found: Sequence[Identity]) -> list[Identity]:
    """The rows that nothing makes up nor adds up, as what two others above come to, of which one is `found` to be a
    total or such a result; the other one, too, or added up nowhere else.
    """
    if matrix.is_transposed or len(matrix.rows) > MAX_ROWS_OF_AN_ACCOUNT or not found:
        return []
    scan = Scan(matrix, additive, signed=True)
    made = {one.target for one in found}
    added = {row for one in found for row, _ in one.terms}
    read = {frozenset((one.target, *(row for row, _ in one.terms))) for one in found}
    open_rows: list[int] = []
    steps: list[Identity] = []
    for row in range(len(matrix.rows)):
        if row in added and row not in made:
            continue
        if row not in made and 1 < len(open_rows) <= MAX_RESULTS and not matrix.effort.is_over:
            step = _step(scan, row, open_rows, made, read)
            if step is not None:
                steps.append(step)
                made.add(row)
        open_rows.append(row)
    return steps


def _step(scan: Scan, row: int, above: Sequence[int], made: set[int], read: set[frozenset[int]]) -> Identity | None:
    """What a row is made of, the nearest pair that makes it; None where no pair does, or chance may have done it."""
    ways = len(SIGNS) * len(above) * (len(above) - 1) // 2
    pairs = [
        (first, second, signs)
        for first, second, signs in _likely(scan, row, above)
        if (first in made or second in made) and frozenset((row, first, second)) not in read
    ]
    steps = [scan.identity(row, [(a, signs[0]), (b, signs[1])], ways) for a, b, signs in pairs]
    sure = [
        one
        for one in steps
        if one.chance <= MAX_CHANCE_OF_A_STEP and one.strength >= max(1, MIN_COVERAGE * int(one.says.sum()))
    ]
    return max(sure, key=lambda one: (one.strength, one.terms[0][0], one.terms[1][0]), default=None)


def _likely(scan: Scan, row: int, above: Sequence[int]) -> list[tuple[int, int, tuple[int, int]]]:
    """The pairs of rows above, with their signs, that make a row in most columns in which it has a figure."""
    matrix = scan.matrix
    columns: Whole = np.flatnonzero(matrix.known[row] & (matrix.values[row] != 0))
    if not len(columns):
        return []
    rows = np.array(above)
    firsts, seconds = np.triu_indices(len(rows), 1)
    values, halves = matrix.values[:, columns], matrix.halves[:, columns]
    allowed = halves[row] + halves[rows[firsts]] + halves[rows[seconds]]
    found = []
    for signs in SIGNS:
        gap = values[row] - signs[0] * values[rows[firsts]] - signs[1] * values[rows[seconds]]
        often = (np.asarray(np.abs(gap) <= allowed, np.bool_)).mean(axis=1) >= MIN_COVERAGE
        found += [(int(rows[firsts[at]]), int(rows[seconds[at]]), signs) for at in np.flatnonzero(often)]
    return found
