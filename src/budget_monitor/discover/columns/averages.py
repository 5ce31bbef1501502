"""Rows, and columns, that are the averages of those beside them: what is called so, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct

from budget_monitor.discover.labels import is_average
from budget_monitor.discover.matrix import Matrix

MIN_TERMS = 2
MIN_COVERAGE = 0.6
"""The share of the columns in which an average must be right."""
MAX_CHANCE = 0.01
MAX_ROWS = 2_000
"""Lines from which averages are tried."""


class Average(Struct, frozen=True):
    """Row `target` is the average of `rows`, without those that are blank, where `holds`; in all columns of `gaps`.

    `gaps` holds the gap and what rounding allows, by column, in steps of the matrix.
    """

    target: int
    rows: tuple[int, ...]
    gaps: dict[int, tuple[Fraction, Fraction]]

    @property
    def held(self) -> int:
        """In how many columns it holds."""
        return sum(1 for gap, allowed in self.gaps.values() if abs(gap) <= allowed)


def averages_of(matrix: Matrix) -> Iterator[Average]:
    """Every row that is called an average, with the longest run of lines beside it that it is the average of."""
    for target, line in enumerate(matrix.rows[:MAX_ROWS]):
        if is_average(line.label):
            found = [one for rows in _runs(matrix, target) if (one := _average(matrix, target, rows)) is not None]
            if found:
                yield max(found, key=lambda one: (one.held, len(one.rows)))


def _runs(matrix: Matrix, target: int) -> Iterator[tuple[int, ...]]:
    """The lines next to a row, without totals and averages, one, two, three … of them."""
    for order in (range(target - 1, -1, -1), range(target + 1, min(len(matrix.rows), MAX_ROWS))):
        rows: list[int] = []
        for row in order:
            line = matrix.rows[row]
            if line.is_total or is_average(line.label):
                if rows:
                    break
                continue
            rows.append(row)
            if len(rows) >= MIN_TERMS:
                yield tuple(sorted(rows))


def _average(matrix: Matrix, target: int, rows: tuple[int, ...]) -> Average | None:
    lines = list(rows)
    known = matrix.known[lines]
    counts = known.sum(axis=0)
    told = np.flatnonzero(matrix.known[target] & (counts >= MIN_TERMS) & (matrix.values[target] != 0))
    gaps: dict[int, tuple[Fraction, Fraction]] = {}
    chance = 1.0
    for column in map(int, told):
        count = int(counts[column])
        mean = Fraction(int(matrix.values[lines, column].sum()), count)
        spread = Fraction(int(matrix.halves[lines, column][known[:, column]].sum()), count)
        value = int(matrix.values[target, column])
        # an average is rounded to what is shown, pence or not
        half = max(Fraction(int(matrix.halves[target, column])), Fraction(_unit(matrix, target, column), 2))
        allowed = half + spread
        gaps[column] = (value - mean, allowed)
        if abs(value - mean) <= allowed:
            chance *= min(1.0, float(2 * allowed / max(abs(value), 1)))
    one = Average(target, rows, gaps)
    is_believed = one.held >= MIN_COVERAGE * len(gaps) and chance * len(matrix.rows) <= MAX_CHANCE
    return one if gaps and is_believed else None


def _unit(matrix: Matrix, row: int, column: int) -> int:
    """The unit of a figure's last digit, in steps of the matrix."""
    place = matrix.place(row, column)
    decimals = matrix.grid.rows[place[0]][place[1]].decimals
    return max(1, matrix.scale // int(10**decimals))
