"""Whether a column is made of two others: in how many rows it comes out, and how likely chance would have done it."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.belief.halves import MAX_DECIMALS
from budget_monitor.discover.columns.pairing import Pairing
from budget_monitor.discover.columns.sifting import half_of_a_quotient
from budget_monitor.discover.matrix import Mask, Matrix
from budget_monitor.figures.naming import shift_said
from budget_monitor.model.checks.relation import RelationKind

MIN_COVERAGE = 0.8
"""The share of the informative rows (those in which it is not trivial) in which the identity must hold."""
MIN_ROWS = 3
"""Rows in which an identity of a kind that chance meets easily must hold."""
MIN_HELD_OF_A_PERCENTAGE = 2
"""Rows in which a ratio must hold that a heading calls a percentage, if it does not hold in one other at most."""
PERCENT = 100
WAYS_OF_A_RATIO = 4
"""In percent or not, and of a figure or of its change."""
MAX_CHANCE = 1e-4
MAX_CHANCE_OF_A_PERCENTAGE = 1e-3
"""More, for what is called so: it is likely to be one of figures that stand beside it."""
MAX_CHANCE_OF_NEIGHBOURS = 0.03
"""More again where these stand right before it."""
MAX_CHANCE_BUT_FOR_ONE = 1e-8
"""Less, for what holds in three rows of four."""
MIN_WINDOWS = 3
"""A quotient tells nothing that is not this many times what rounding allows."""
MAX_CHANCE_OF_EXACT = 0.01
"""That quotients of figures that were rounded would come out to the last digit."""


def is_believed_if_exact(one: Pairing, matrix: Matrix) -> bool:
    """True if it is believed as it is, or of figures that were not rounded."""
    return is_believed(one, matrix) or is_believed(of_exact_figures(one, matrix), matrix)


def is_believed(one: Pairing, matrix: Matrix) -> bool:
    """True if it holds in nearly all rows that tell anything, and more often than by chance."""
    said, held = int(one.says.sum()) - one.excused, one.strength
    is_covered = held >= MIN_COVERAGE * said
    is_nearly_all = one.is_named and held >= MIN_HELD_OF_A_PERCENTAGE and said - held <= 1
    is_but_for_one = held >= MIN_ROWS and said - held == 1
    if not held or not (is_covered or is_nearly_all or is_but_for_one):
        return False
    rows = one.holds | _holds_but_for_its_sign(one, matrix) if is_nearly_all else one.holds
    size = np.abs(matrix.values[rows, one.target]).astype(float)
    window = 2 * one.allowed[rows].astype(float) + max(1, np.gcd.reduce(matrix.values[:, one.target]))
    chances = np.log(np.minimum(1.0, window / np.maximum(size, 1.0)))
    if one.kind is RelationKind.RATIO:  # of shares in whole percent, that change little from row to row, many fit so
        chances = np.where(MIN_WINDOWS * window <= size, chances, 0.0)
    distinct = len(set(matrix.values[rows, one.target].tolist()))
    least = MIN_HELD_OF_A_PERCENTAGE if is_nearly_all else MIN_ROWS
    if one.kind not in (RelationKind.SUM, RelationKind.DIFFERENCE) and distinct < least:
        return False
    count = matrix.values.shape[1]
    tried, most = count**2, MAX_CHANCE
    if not is_covered and not is_nearly_all:
        most = MAX_CHANCE_BUT_FOR_ONE
    if is_nearly_all:
        tried, most = (count - 1) * (count - 2) * WAYS_OF_A_RATIO, MAX_CHANCE_OF_A_PERCENTAGE
        if one.target - max(one.first, one.second) == abs(one.first - one.second) == 1:
            tried, most = len("ab") * WAYS_OF_A_RATIO, MAX_CHANCE_OF_NEIGHBOURS
    return bool(float(chances.sum()) + np.log(tried) <= np.log(most))


def _holds_but_for_its_sign(one: Pairing, matrix: Matrix) -> Mask:
    """In which rows a change has the size that it should have: a minus that was lost says as much for what it is of."""
    values = matrix.values[:, one.target]
    off: Mask = np.abs(np.abs(values) - np.abs(values - one.gap)) > one.allowed
    return one.says & ~off if one.is_change else one.holds


def of_exact_figures(one: Pairing, matrix: Matrix) -> Pairing:
    """A ratio or product as it is of figures that were not rounded, where all but one come out to their last digit."""
    written = (decimals_written(matrix, column) for column in (one.first, one.second))
    is_pair = one.kind in (RelationKind.RATIO, RelationKind.PRODUCT) and one.third is None
    if not is_pair or max(written) >= MAX_DECIMALS:
        return one
    tight = np.ceil(half_of_a_quotient(matrix, one.target).astype(float))
    exact = one.holds & (np.abs(one.gap) <= tight)
    chance = float(np.prod(tight[exact] / np.maximum(one.allowed[exact], 1)))
    # thousands of pounds were rounded, though most quotients of them come out
    is_of_thousands = one.factor > PERCENT and shift_said(matrix.columns[one.first].label)
    is_exact = chance <= MAX_CHANCE_OF_EXACT and one.strength - exact.sum() <= (0 if is_of_thousands else 1)
    tight = np.where(of_all_rows(matrix), one.allowed, np.minimum(tight, one.allowed))
    return replace(one, allowed=tight) if is_exact else one


def comes_out_but_once(one: Pairing, matrix: Matrix) -> bool:
    """True for a product that comes out to the last digit in all rows but one: of quotients that were rounded it would
    hardly do so, though these may hide what is wrong in that row.
    """
    exact = one.says & np.asarray(one.gap == 0)
    off = np.flatnonzero(one.says & ~exact)
    if one.kind is not RelationKind.PRODUCT or exact.sum() < MIN_ROWS or len(off) != 1:
        return False
    if of_all_rows(matrix)[off[0]]:
        return False
    factors = np.abs(matrix.values[exact][:, [one.first, one.second]]).min(axis=1) / matrix.scale
    return float(np.prod(1 / np.maximum(factors.astype(float), 1))) <= MAX_CHANCE


def of_all_rows(matrix: Matrix) -> Mask:
    """Which rows are called totals, or have in some column what all rows above them come to: what is made of two such
    figures is an average, and rounded.
    """
    values = np.where(matrix.known, matrix.values, 0)
    above = np.cumsum(values, axis=0) - values
    lines = np.cumsum(values != 0, axis=0) - (values != 0)
    found: Mask = (matrix.known & (values != 0) & (values == above) & (lines > 1)).any(axis=1)
    return found | np.array([line.is_total for line in matrix.rows], np.bool_)


def decimals_written(matrix: Matrix, column: int) -> int:
    """The most decimals of a column's figures."""
    places = [matrix.place(int(row), column) for row in np.flatnonzero(matrix.known[:, column])]
    return max((matrix.grid.rows[row][at].decimals for row, at in places), default=0)
