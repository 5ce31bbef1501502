"""Totals that state another total again: net assets and total reserves, what is raised and what is spent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.matrix import Mask, Matrix

MIN_LINES_BETWEEN = 2
"""Lines with figures between the two: a total of one line repeats it, which proves nothing."""
MIN_DIGITS_OF_ONE = 4
"""Where the table has one column, a figure so long is met again by intent alone."""
MIN_TO_FAIL = 3
"""Columns in which it must hold before it can fail in another."""
MAX_CHANCE = 1e-3
MAX_TOTALS = 100
"""A table with more totals is not looked through."""


class Mirror(Struct, frozen=True):
    """Row `row` states what row `of` above it does, with the other sign where `sign` is -1, in the columns `holds`.

    `says` marks the columns in which one of the two is not nil.
    """

    row: int
    of: int
    sign: int
    holds: Mask
    says: Mask

    @property
    def strength(self) -> int:
        """In how many columns it holds."""
        return int(self.holds.sum())


def mirrors_of(matrix: Matrix, additive: Mask, found: Sequence[Identity]) -> Iterator[Mirror]:
    """The totals that state another one again, in every column, or in three and more all but one; each as the nearest
    above it.
    """
    made = {one.target for one in found}
    parts = {one.target: {row for row, _ in one.terms} for one in found}
    totals = [row for row, line in enumerate(matrix.rows) if line.is_total or row in made]
    seen: set[int] = set()
    pairs = combinations(totals, 2) if len(totals) <= MAX_TOTALS else ()
    for of, row in sorted(pairs, key=lambda one: (one[1], -one[0])):
        if row in seen or of not in made or not (matrix.rows[row].is_total or matrix.rows[of].is_total):
            continue
        if of in parts.get(row, ()) or row in parts.get(of, ()):
            continue
        mirror = _mirror(matrix, additive, row, of)
        if mirror is not None and _is_believed(matrix, mirror, len(totals)):
            seen.add(row)
            yield mirror


def _mirror(matrix: Matrix, additive: Mask, row: int, of: int) -> Mirror | None:
    values, known = matrix.values, matrix.known[row] & matrix.known[of] & additive
    says = known & ((values[row] != 0) | (values[of] != 0))
    for sign in (1, -1):
        gap = np.abs(values[row] - sign * values[of])
        holds = says & np.asarray(gap <= matrix.halves[row] + matrix.halves[of])
        off = int(says.sum() - holds.sum())
        if holds.any() and (not off or off == 1 < MIN_TO_FAIL <= holds.sum()):
            return Mirror(row, of, sign, holds, says)
    return None


def _is_believed(matrix: Matrix, one: Mirror, totals: int) -> bool:
    between = matrix.values[one.of + 1 : one.row][:, one.holds]
    if np.count_nonzero(between.any(axis=1)) < MIN_LINES_BETWEEN:
        return False
    figures = {int(value) for value in matrix.values[one.row, one.holds]}
    steps = np.maximum(np.gcd.reduce(matrix.values, axis=0), 1)[one.holds]
    digits = [abs(figure) // int(steps.max()) for figure in figures]
    if len(figures) == 1 and max(digits) < 10 ** (MIN_DIGITS_OF_ONE - 1):
        return False
    return totals * float(np.prod([1 / max(1, digit) for digit in digits])) <= MAX_CHANCE
