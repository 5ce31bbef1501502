"""Shares of a total: a column, or a row, that says how much of a total each of its lines is; and index numbers, which
say how much each line is of the one that they call 100.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.adding.sums import Sums
from budget_monitor.discover.columns.sifting import half_of_a_quotient
from budget_monitor.discover.matrix import Mask, Matrix, Whole

MIN_SHARES = 3
"""Lines whose share of the total must be right before shares are believed."""
MIN_COVERAGE = 0.8
MAX_CHANCE = 1e-4
MAX_WHOLES = 20
"""Rows of which any others may be shares: those that are 100, and totals to which nothing adds up."""
MAX_COLUMNS = 200
"""A table with more columns is not looked through for shares."""
_PERCENT = 100


class Share(Struct, frozen=True):
    """In each of `rows` column `target` is column `amount` over the amount of the row `total`, times `factor`."""

    target: int
    amount: int
    total: int
    factor: int
    rows: Whole
    gap: Whole
    allowed: Whole
    is_named: bool
    """The shares are called percentages."""

    @property
    def holds(self) -> Mask:
        """In which of the rows it holds, within rounding."""
        found: Mask = np.abs(self.gap) <= self.allowed
        return found


def shares_of(matrix: Matrix, sums: Sums) -> list[Share]:
    """The shares that are believed, of the lines of the sums that were found, of rows called totals to which nothing
    adds up, and of lines that are 100; a line's of one total only.
    """
    if matrix.values.shape[1] > MAX_COLUMNS:
        return []
    found: list[Share] = []
    taken: set[tuple[int, int]] = set()
    for one in _all_believed(matrix, sums):
        free = np.array([(int(row), one.target) not in taken for row in one.rows], np.bool_)
        if free.sum() >= MIN_SHARES:
            found.append(replace(one, rows=one.rows[free], gap=one.gap[free], allowed=one.allowed[free]))
            taken |= {(int(row), one.target) for row in one.rows[free]}
    return found


def _all_believed(matrix: Matrix, sums: Sums) -> Iterator[Share]:
    """All shares that may be meant, those of the widest totals first."""
    parts = {one.target: [row for row, _ in one.terms] for one in sums.identities}
    for total in sorted(parts, key=lambda one: len(_within(one, parts)), reverse=True):
        rows = np.array(sorted(_within(total, parts)), np.int64)
        yield from _strongest(_believed(matrix, total, rows, _shares(matrix, rows)))
    everywhere = np.arange(len(matrix.rows))
    for total in sums.unfound[:MAX_WHOLES] if matrix.percentages.any() else ():
        rows = everywhere[everywhere != total]
        yield from _strongest(one for one in _believed(matrix, total, rows, _shares(matrix, rows)) if one.is_named)
    are_100 = matrix.known & (matrix.values == _PERCENT * matrix.scale)
    are_100 &= (are_100.sum(axis=0) == 1) & ~matrix.transposed.percentages[:, None]
    for base in np.flatnonzero(are_100.any(axis=1))[:MAX_WHOLES]:
        rows, targets = everywhere[everywhere != base], np.flatnonzero(are_100[base])
        yield from _strongest(_believed(matrix, int(base), rows, {_PERCENT: targets}))


def _strongest(found: Iterator[Share]) -> list[Share]:
    return sorted(found, key=lambda one: -int(one.holds.sum()))


def _within(total: int, parts: dict[int, list[int]]) -> set[int]:
    """The lines of a total, and theirs."""
    seen: set[int] = set()
    waiting = list(parts.get(total, ()))
    while waiting:
        row = waiting.pop()
        if row not in seen:
            seen.add(row)
            waiting.extend(parts.get(row, ()))
    return seen - {total}


def _shares(matrix: Matrix, rows: Whole) -> dict[int, Whole]:
    """The columns that may be shares in these rows, in percent or in parts of one."""
    values, halves = matrix.values[rows].astype(float), matrix.halves[rows].astype(float)
    possible: dict[int, Whole] = {}
    for factor in (_PERCENT, 1):  # shares are no more than all; so most columns need not be tried
        small = np.abs(values) <= factor * matrix.scale + halves
        targets = np.flatnonzero(small.sum(axis=0) >= np.minimum(MIN_COVERAGE * len(rows), len(rows) - 1))
        if len(targets):
            possible[factor] = targets
    return possible


def _believed(matrix: Matrix, total: int, rows: Whole, possible: Mapping[int, Whole]) -> Iterator[Share]:
    values, halves, known = matrix.values[rows].astype(float), matrix.halves[rows].astype(float), matrix.known[rows]
    for amount in range(values.shape[1]) if possible else ():
        whole = float(matrix.values[total, amount])
        if not matrix.known[total, amount] or not whole:
            continue
        for factor, targets in possible.items():
            if whole == factor * matrix.scale:
                continue  # shares of 100% are the figures themselves
            share = values[:, amount] / whole
            spread = halves[:, amount] + np.abs(share) * float(matrix.halves[total, amount])
            gap = values[:, targets] - (factor * matrix.scale * share)[:, None]
            rounded = half_of_a_quotient(matrix, targets)[rows].astype(float)
            allowed = np.ceil(rounded + (factor * matrix.scale * spread / abs(whole))[:, None]) + 1
            told = known[:, targets] & known[:, [amount]]
            filled = told & (values[:, targets] != 0)
            held = ((np.abs(gap) <= allowed) & filled).sum(axis=0)
            said = filled.sum(axis=0)
            for at in np.flatnonzero((held >= MIN_SHARES) & (held >= np.minimum(MIN_COVERAGE * said, said - 1))):
                lines, target = told[:, at], int(targets[at])
                is_named = matrix.is_called_a_percentage(target)
                one = Share(target, amount, total, factor, rows[lines], gap[lines, at], allowed[lines, at], is_named)
                if target != amount and _is_believed(one, matrix):
                    yield one


def _is_believed(one: Share, matrix: Matrix) -> bool:
    held = one.holds & (matrix.values[one.rows, one.target] != 0)
    told = (matrix.values[one.rows, one.target] != 0) | ~one.holds
    is_nearly_all = one.is_named and told.sum() - held.sum() <= 1
    if held.sum() < MIN_SHARES or (held.sum() < MIN_COVERAGE * told.sum() and not is_nearly_all):
        return False
    values = matrix.values[one.rows, one.target][held]
    if len(set(values.tolist())) < MIN_SHARES:
        return False
    fineness = max(1, int(np.gcd.reduce(values)))
    window = (2 * one.allowed[held] + fineness) / np.maximum(np.abs(values).astype(float), 1.0)
    tried = matrix.values.shape[1] ** 2
    return bool(np.log(np.minimum(1.0, window)).sum() + np.log(tried) <= np.log(MAX_CHANCE))
