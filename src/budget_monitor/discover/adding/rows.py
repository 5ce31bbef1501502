"""Some rows of a matrix, and its rows from the last to the first, looked through by themselves."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.matrix import Matrix, Whole


def rows_of(matrix: Matrix, rows: Whole) -> Matrix:
    """Some rows of a matrix."""
    return replace(
        matrix,
        rows=tuple(matrix.rows[row] for row in rows),
        values=matrix.values[rows],
        halves=matrix.halves[rows],
        known=matrix.known[rows],
        percent=matrix.percent[rows],
        starts=matrix.starts[rows],
    )


def reversed_rows(matrix: Matrix) -> Matrix:
    """The same matrix from the last row to the first, for totals that stand above."""
    starts = np.zeros(len(matrix.rows), np.bool_)
    starts[1:] = matrix.starts[::-1][:-1] if len(matrix.rows) > 1 else []
    return replace(
        matrix,
        rows=matrix.rows[::-1],
        values=matrix.values[::-1],
        halves=matrix.halves[::-1],
        known=matrix.known[::-1],
        percent=matrix.percent[::-1],
        starts=starts,
    )


def moved(identities: Iterable[Identity], rows: Whole) -> list[Identity]:
    """Identities of some rows of a matrix as such of all of them."""
    return [
        replace(one, target=int(rows[one.target]), terms=tuple((int(rows[row]), sign) for row, sign in one.terms))
        for one in identities
    ]
