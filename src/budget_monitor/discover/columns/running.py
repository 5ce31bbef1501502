"""Balances that run: what stood there before, with what was paid in and without what was paid out since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from msgspec import Struct

from budget_monitor.discover.labels import is_balance
from budget_monitor.discover.matrix import Mask, Matrix, Whole

MIN_STEPS = 4
"""Steps in which a balance must run on before it is believed."""
MIN_FILLED = 2
"""Steps in which a move must not be nil."""
MIN_COVERAGE = 0.8
"""The share of its steps in which it must."""
MAX_CHANCE = 1e-6
MAX_COLUMNS = 12
"""Only columns as near as this are tried with one another."""
MAX_TARGETS = 60
"""In a table with more columns only those called balances are tried."""
MAX_ROWS_SIFTED = 32
"""Steps in which a candidate is looked for before it is tried in all."""
_SIGNINGS = 6
"""Ways to sign one move or two."""


class Running(Struct, frozen=True):
    """Column `target` is what it was in the row `before`, with `moves`, columns and their signs, of the row itself.

    `gap` and `allowed` are in steps of the matrix, by row; `before` is -1 where there is nothing to go on from.
    """

    target: int
    moves: tuple[tuple[int, int], ...]
    before: Whole
    gap: Whole
    allowed: Whole
    chance: float

    @property
    def says(self) -> Mask:
        """The rows that go on from another."""
        found: Mask = self.before >= 0
        return found

    @property
    def holds(self) -> Mask:
        """In which of them it holds, within rounding."""
        within: Mask = np.abs(self.gap) <= self.allowed
        return within & self.says


def running_of(matrix: Matrix, made: Collection[int] = ()) -> list[Running]:
    """The columns of a matrix that run on from row to row, one reading for each; blanks among the moves are nil.

    Those that are `made` of others in their own row are passed over: that says the same.
    """
    found: list[Running] = []
    for target in _targets(matrix):
        best = (
            None
            if target in made
            else min(_readings(matrix, target), key=lambda one: (len(one.moves), one.chance), default=None)
        )
        if best is not None:
            found.append(best)
    return found


def _targets(matrix: Matrix) -> Sequence[int]:
    columns = range(matrix.values.shape[1])
    if len(columns) <= MAX_TARGETS:
        return columns
    return [one for one in columns if is_balance(matrix.columns[one].label)][:MAX_TARGETS]


def _readings(matrix: Matrix, target: int) -> Iterator[Running]:
    before = _before(matrix, target)
    rows = np.flatnonzero(before >= 0)
    moved = rows[np.asarray(matrix.values[rows, target] != matrix.values[before[rows], target])]
    if len(moved) < MIN_STEPS:
        return
    filled = np.flatnonzero((matrix.values[rows] != 0).sum(axis=0) >= MIN_FILLED)
    near = [one for one in filled.tolist() if one != target and abs(one - target) <= MAX_COLUMNS]
    sample = moved[:: max(1, len(moved) // MAX_ROWS_SIFTED)]
    want = matrix.values[sample, target] - matrix.values[before[sample], target]
    moves, halves = matrix.values[sample][:, near], matrix.halves[sample][:, near]
    own = (matrix.halves[sample, target] + matrix.halves[before[sample], target])[:, None] + halves
    for sign in (1, -1):
        fits = np.abs(want[:, None] - sign * moves) <= own
        for at in np.flatnonzero(fits.mean(axis=0) >= MIN_COVERAGE):
            yield from _tried(matrix, target, ((near[at], sign),), before, rows, len(near))
    allowed = own[:, :, None] + halves[:, None, :]
    for sign, other in ((1, 1), (1, -1), (-1, -1)):
        both = sign * moves[:, :, None] + other * moves[:, None, :]
        fits = np.abs(want[:, None, None] - both) <= allowed
        for first, second in np.argwhere(fits.mean(axis=0) >= MIN_COVERAGE):
            if first < second or (first != second and sign != other):
                chosen = ((near[first], sign), (near[second], other))
                yield from _tried(matrix, target, chosen, before, rows, len(near))


def _tried(
    matrix: Matrix, target: int, moves: tuple[tuple[int, int], ...], before: Whole, rows: Whole, tried: int
) -> Iterator[Running]:
    one = _running(matrix, target, moves, before, rows)
    if _is_believed(one, matrix, rows, tried):
        yield one


def _before(matrix: Matrix, target: int) -> Whole:
    """By row, the row before with a figure in the column; totals are no step."""
    before = np.full(matrix.values.shape[0], -1, np.int64)
    last = -1
    for row in np.flatnonzero(matrix.known[:, target]):
        if not matrix.rows[row].is_total:
            before[row], last = last, int(row)
    return before


def _moved(matrix: Matrix, rows: Whole, moves: tuple[tuple[int, int], ...]) -> Whole:
    columns = [column for column, _ in moves]
    moved: Whole = (matrix.values[rows][:, columns] * [sign for _, sign in moves]).sum(axis=1)
    return moved


def _allowed(matrix: Matrix, rows: Whole, before: Whole, target: int, moves: tuple[tuple[int, int], ...]) -> Whole:
    own = matrix.halves[rows, target] + matrix.halves[before[rows], target]
    allowed: Whole = own + matrix.halves[rows][:, [column for column, _ in moves]].sum(axis=1)
    return allowed


def _running(matrix: Matrix, target: int, moves: tuple[tuple[int, int], ...], before: Whole, rows: Whole) -> Running:
    gap = np.zeros(len(before), matrix.values.dtype)
    allowed = np.zeros(len(before), matrix.values.dtype)
    steps = matrix.values[rows, target] - matrix.values[before[rows], target]
    gap[rows] = steps - _moved(matrix, rows, moves)
    allowed[rows] = _allowed(matrix, rows, before, target, moves)
    telling = np.flatnonzero((np.abs(gap) <= allowed) & (before >= 0))
    telling = telling[matrix.values[telling, target] != matrix.values[before[telling], target]]
    size = np.abs(matrix.values[telling, target] - matrix.values[before[telling], target]).astype(float)
    fineness = max(1, int(np.gcd.reduce(matrix.values[rows, target])))
    window = 2 * allowed[telling].astype(float) + fineness
    chance = float(np.exp(np.log(np.minimum(1.0, window / np.maximum(size, 1.0))).sum()))
    return Running(target, moves, before, gap, allowed, chance)


def _is_believed(one: Running, matrix: Matrix, rows: Whole, tried: int) -> bool:
    moved = matrix.values[rows, one.target] != matrix.values[one.before[rows], one.target]
    told = moved | (
        np.abs(one.gap[rows]) > one.allowed[rows]
    )  # a column of noughts goes on from nought, which is no balance
    held = one.holds[rows]
    each = all((held & (matrix.values[rows, column] != 0)).sum() >= MIN_FILLED for column, _ in one.moves)
    ways = tried * tried * _SIGNINGS
    return (
        each
        and (held & moved).sum() >= MIN_STEPS
        and (held & told).sum() >= MIN_COVERAGE * told.sum()
        and one.chance * ways <= MAX_CHANCE
    )
