"""Columns made of two others, row by row: differences, ratios, products; and columns that carry on from row to row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations, product
from typing import TypeAlias

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.adding.scan import MIN_HALVES_OF_A_TERM
from budget_monitor.discover.columns.pairing import Pairing, one_reading
from budget_monitor.discover.labels import is_rate
from budget_monitor.discover.matrix import Mask, Matrix, Whole
from budget_monitor.model.checks.relation import RelationKind

MIN_COVERAGE = 0.8
"""The share of the informative rows (those in which it is not trivial) in which the identity must hold."""
MIN_ROWS = 3
"""Rows in which an identity of a kind that chance meets easily must hold."""
MIN_HELD_OF_A_PERCENTAGE = 2
"""Rows in which a ratio must hold that a heading calls a percentage, if it does not hold in one other at most."""
WAYS_OF_A_RATIO = 4
"""In percent or not, and of a figure or of its change."""
MIN_PRODUCTS = 2
"""Rows in which neither factor of a product is one."""
MAX_CHANCE = 1e-4
MAX_CHANCE_OF_A_PERCENTAGE = 1e-3
"""More, for what is called so: it is likely to be one of figures that stand beside it."""
MAX_COLUMNS = 20
"""Only columns as near as this are tried with one another."""
MAX_COLUMNS_OF_A_SMALL_TABLE = 60
"""In a table of no more, the rates are looked for among all."""
MAX_ROWS_SIFTED = 32
"""Rows in which a candidate is looked for before it is tried in all."""
MIN_SHARE_SIFTED = 0.6
_PERCENT = 100
MAX_CHANGE = 100
"""The change of a figure, in parts of it, is less."""
MAX_CHANCE_OF_EXACT = 0.01
"""That quotients of figures that were rounded would come out to the last digit."""
PER_HALF_A_PENNY = 200
"""Halves of the last digit in one, of a figure with two decimals."""


def pairings_of(matrix: Matrix, mended: Matrix | None = None) -> list[Pairing]:
    """The differences, ratios and products of a matrix's columns that are believed, one reading for each target.

    `mended` has other figures where a sum does not hold: those with which it would.
    """
    found = [*_differences(matrix), *_multiplied(matrix, mended)]
    return [_of_exact_figures(one, matrix) for one in one_reading(found)]


def rates_of(matrix: Matrix) -> list[Pairing]:
    """The columns of a small table that are named, shown or written as rates, and are the quotients of two others."""
    columns = matrix.values.shape[1]
    if columns > MAX_COLUMNS_OF_A_SMALL_TABLE:
        return []
    decimals = [_decimals_written(matrix, column) for column in range(columns)]
    usual = min(decimals, default=0)
    rates = [
        is_rate(line.label) or matrix.is_called_a_percentage(at) or decimals[at] > usual
        for at, line in enumerate(matrix.columns)
    ]
    targets: Mask = np.array(rates, np.bool_)
    return one_reading(list(_ratios(matrix, None, targets))) if targets.any() and not targets.all() else []


def _decimals_written(matrix: Matrix, column: int) -> int:
    """The most decimals of a column's figures."""
    places = [matrix.place(int(row), column) for row in np.flatnonzero(matrix.known[:, column])]
    return max((matrix.grid.rows[row][at].decimals for row, at in places), default=0)


def carried_of(matrix: Matrix) -> list[Pairing]:
    """Columns that open a row with what another column closed the row before."""
    found = []
    rows, columns = matrix.values.shape
    for first, target in permutations(range(columns), 2) if columns <= MAX_COLUMNS else ():
        gap, allowed, says = np.zeros(rows, matrix.values.dtype), np.zeros(rows, matrix.values.dtype), _none(rows)
        gap[1:] = matrix.values[1:, target] - matrix.values[:-1, first]
        allowed[1:] = matrix.halves[1:, target] + matrix.halves[:-1, first]
        moved = matrix.values[1:, first] != matrix.values[:-1, first]
        says[1:] = matrix.known[1:, target] & matrix.known[:-1, first] & moved & (matrix.values[1:, target] != 0)
        says[1:] &= ~(np.asarray(matrix.values[1:, target] == matrix.values[1:, first])) & matrix.known[1:, first]
        one = Pairing(RelationKind.RUNNING, target, first, first, gap, allowed, says, lag=1)
        if _believed(one, matrix):
            found.append(one)
    return one_reading(found)


def _differences(matrix: Matrix) -> Iterator[Pairing]:
    for target, first, second in _likely(matrix, _difference_fits):
        values, halves = matrix.values, matrix.halves
        gap = values[:, target] - values[:, first] + values[:, second]
        allowed = halves[:, target] + halves[:, first] + halves[:, second]
        known = matrix.known[:, [target, first, second]]
        pair = [first, second]
        told = np.maximum(MIN_HALVES_OF_A_TERM * halves[:, pair], allowed[:, None])
        filled = (np.abs(values[:, pair]) > told).all(axis=1)
        says = known.all(axis=1) & (filled | (np.abs(gap) > allowed))
        one = Pairing(RelationKind.DIFFERENCE, target, first, second, gap, allowed, says)
        if _believed(one, matrix):
            yield _turned(one, matrix)


def _turned(one: Pairing, matrix: Matrix) -> Pairing:
    """A difference read as the sum that a heading calls a total: rest = total - lines is total = lines + rest."""
    heads = matrix.columns
    if heads[one.first].is_total and not heads[one.target].is_total:
        return replace(one, kind=RelationKind.SUM, target=one.first, first=one.target, gap=-one.gap, sign=1)
    return one


def _ratios(matrix: Matrix, mended: Matrix | None, tried: Mask | None = None) -> Iterator[Pairing]:
    """Those with a target `tried`; of all columns where that is None."""
    for factor, is_change in product((1, _PERCENT), (False, True)):
        for target, first, second in _likely(matrix, _ratio_fits(factor, is_change=is_change), tried):
            one = _of_the_share(_ratio(matrix, target, first, second, factor, is_change=is_change), matrix)
            if matrix.is_called_a_percentage(one.target):
                one = replace(one, is_named=True, excused=_excused(one, mended) if mended is not None else 0)
            if _believed(one, matrix) or _believed(_of_exact_figures(one, matrix), matrix):
                yield one


def _multiplied(matrix: Matrix, mended: Matrix | None) -> Iterator[Pairing]:
    yield from _ratios(matrix, mended)
    for target, first, second in _likely(matrix, _product_fits):
        if first < second:
            one = _product(matrix, target, first, second)
            is_one = (np.abs(matrix.values[:, [first, second]]) == matrix.scale).any(axis=1)
            if (one.holds & ~is_one).sum() >= MIN_PRODUCTS and _believed(one, matrix):
                yield one


def _of_the_share(one: Pairing, matrix: Matrix) -> Pairing:
    """A ratio to a column of percentages read the other way round: they are what was computed."""
    is_turned = matrix.is_called_a_percentage(one.second) and not matrix.is_called_a_percentage(one.target)
    if not is_turned or one.is_change:
        return one
    turned = _ratio(matrix, one.second, one.first, one.target, one.factor, is_change=False)
    return turned if turned.strength >= one.strength else one


def _half_of_a_quotient(matrix: Matrix, column: int) -> Whole:
    """How far figures are rounded that were divided: those in pounds and pence, too."""
    halves = matrix.halves[:, column].astype(object)
    return np.where(halves == 0, matrix.scale // PER_HALF_A_PENNY, halves)


def _of_exact_figures(one: Pairing, matrix: Matrix) -> Pairing:
    """A ratio as it is of figures that were counted, not rounded, where all but one come out to their last digit."""
    if one.kind is not RelationKind.RATIO:
        return one
    tight = np.ceil(_half_of_a_quotient(matrix, one.target).astype(float))
    exact = one.holds & (np.abs(one.gap) <= tight)
    chance = float(np.prod(tight[exact] / one.allowed[exact]))
    is_exact = chance <= MAX_CHANCE_OF_EXACT and one.strength - exact.sum() <= 1
    return replace(one, allowed=tight) if is_exact else one


def _excused(one: Pairing, mended: Matrix) -> int:
    """In how many of the rows in which a ratio does not hold it would with figures that were mended."""
    other = _ratio(mended, one.target, one.first, one.second, one.factor, is_change=one.is_change)
    return int((one.says & ~one.holds & other.holds).sum())


def _ratio(matrix: Matrix, target: int, first: int, second: int, factor: int, *, is_change: bool) -> Pairing:
    values, halves = matrix.values.astype(object), matrix.halves.astype(object)
    bottom = values[:, second]
    says = matrix.known[:, [target, first, second]].all(axis=1) & (bottom != 0) & (values[:, first] != 0)
    says &= np.asarray(values[:, first] != bottom) & np.asarray(values[:, target] != 0)
    says &= np.asarray(values[:, target] != values[:, first])  # a percentage of 100 is the figure itself
    if is_change and factor == 1:
        says &= np.asarray(np.abs(values[:, target]) < MAX_CHANGE * matrix.scale)
    safe = np.where(says, bottom, 1)
    size = np.abs(safe)
    top = (values[:, first] - bottom * is_change) * factor * matrix.scale
    gap = (values[:, target] * safe - top) / safe.astype(float)
    ratio = np.abs(values[:, first].astype(float) * factor / safe.astype(float))
    spread = (halves[:, first] * factor + ratio * halves[:, second]) * matrix.scale / size
    allowed = np.ceil((_half_of_a_quotient(matrix, target) + spread).astype(float))
    return Pairing(
        RelationKind.RATIO, target, first, second, gap.astype(float), allowed, says, factor, 0, -1, is_change
    )


def _product(matrix: Matrix, target: int, first: int, second: int) -> Pairing:
    values, halves = matrix.values.astype(object), matrix.halves.astype(object)
    a, b = values[:, first], values[:, second]
    says = matrix.known[:, [target, first, second]].all(axis=1)
    says &= np.asarray(a != 0) & np.asarray(b != 0) & (values[:, target] != 0)
    gap = (values[:, target] * matrix.scale - a * b) / matrix.scale
    coarse = _counts(matrix, first), _counts(matrix, second)
    spread = np.abs(a) * halves[:, second] * coarse[1] + np.abs(b) * halves[:, first] * coarse[0]
    allowed = halves[:, target] + spread / matrix.scale
    return Pairing(RelationKind.PRODUCT, target, first, second, gap.astype(float), np.ceil(allowed.astype(float)), says)


def _counts(matrix: Matrix, column: int) -> int:
    """0 for a column of small whole numbers, which are counts and exact; 1 for any other."""
    values = matrix.values[matrix.known[:, column], column]
    whole = all(int(one) % matrix.scale == 0 for one in values)
    return 0 if whole and all(abs(int(one)) < 10_000 * matrix.scale for one in values) else 1


def _none(rows: int) -> Mask:
    return np.zeros(rows, np.bool_)


class _Sample:
    """Some rows of a matrix, as floats, for a quick look."""

    def __init__(self, matrix: Matrix) -> None:
        filled = np.flatnonzero((matrix.known & (matrix.values != 0)).sum(axis=1) >= 3)
        rows = filled[:: max(1, len(filled) // MAX_ROWS_SIFTED)][:MAX_ROWS_SIFTED]
        self.values = matrix.values[rows].astype(float) / matrix.scale
        self.halves = matrix.halves[rows].astype(float) / matrix.scale
        self.known = matrix.known[rows] & (self.values != 0)
        self.step = 1.0 / matrix.scale
        self.columns = np.arange(self.values.shape[1])
        is_full = self.known.all(axis=0) if len(rows) else np.zeros(len(self.columns), np.bool_)
        middle = np.median(self.values, axis=0) if len(rows) else np.zeros(len(self.columns))
        self._middle = np.where(is_full, middle, np.nan)
        self._half = self.halves.max(axis=0) if len(rows) else middle

    def within(self, want: Whole, allowed: Whole) -> Mask:
        """For each column of what is wanted the columns that may be that in most rows: their middle is not beyond it;
        with blanks all may.
        """
        reach = allowed.max(axis=0)[:, None] + self.step + self._half
        beyond = (self._middle < want.min(axis=0)[:, None] - reach) | (self._middle > want.max(axis=0)[:, None] + reach)
        found: Mask = ~beyond
        return found


Wanted: TypeAlias = tuple[Whole, Whole, Mask | None]
"""What one column makes with each of others in each row of a sample, how far that is rounded, and where it says
something; None: everywhere."""
Fits: TypeAlias = Callable[[_Sample, int, Whole], Wanted]


def _likely(matrix: Matrix, fits: Fits, tried: Mask | None = None) -> Iterator[tuple[int, int, int]]:
    """Targets, of those `tried`, with the pairs of columns that fit in enough of a sample of rows."""
    sample = _Sample(matrix)
    columns = matrix.values.shape[1]
    reach = MAX_COLUMNS if tried is None else columns
    for first in range(columns) if len(sample.values) else ():
        seconds = np.array([one for one in sample.columns if 0 < abs(one - first) <= reach], np.intp)
        if matrix.effort.is_over:
            return
        if not len(seconds):
            continue
        want, allowed, valid = fits(sample, first, seconds)
        pair = sample.known[:, [first]] & sample.known[:, seconds]
        told = pair if valid is None else pair & valid
        within = sample.within(want, allowed) | ~pair.all(axis=0)[:, None]
        if tried is not None:
            within &= tried
        for at in np.flatnonzero(within.any(axis=1)).tolist():
            targets, second = np.flatnonzero(within[at]), int(seconds[at])
            near = np.abs(sample.values[:, targets] - want[:, [at]])
            holds = near <= sample.halves[:, targets] + (allowed[:, [at]] + sample.step)
            both = sample.known[:, targets] & told[:, [at]]
            held = (holds & both).sum(axis=0)
            for target in targets[(held > 0) & (held >= MIN_SHARE_SIFTED * both.sum(axis=0))].tolist():
                if target not in (first, second):
                    yield target, first, second


def _difference_fits(sample: _Sample, first: int, seconds: Whole) -> Wanted:
    want = sample.values[:, [first]] - sample.values[:, seconds]
    return want, sample.halves[:, [first]] + sample.halves[:, seconds], None


def _ratio_fits(factor: int, *, is_change: bool) -> Fits:
    def fits(sample: _Sample, first: int, seconds: Whole) -> Wanted:
        top, half = sample.values[:, [first]], sample.halves[:, [first]]
        bottom = np.where(sample.known[:, seconds], sample.values[:, seconds], 1.0)
        want = factor * (top / bottom - is_change)
        spread = (factor * half + np.abs(want + factor * is_change) * sample.halves[:, seconds]) / np.abs(bottom)
        differs = np.asarray(top != sample.values[:, seconds], np.bool_)
        return want, spread + 1 / PER_HALF_A_PENNY, differs

    return fits


def _product_fits(sample: _Sample, first: int, seconds: Whole) -> Wanted:
    a, b = sample.values[:, [first]], sample.values[:, seconds]
    spread = np.abs(a) * sample.halves[:, seconds] + np.abs(b) * sample.halves[:, [first]]
    return a * b, spread, np.asarray((a != 0) & (b != 0), np.bool_)


def _believed(one: Pairing, matrix: Matrix) -> bool:
    said, held = int(one.says.sum()) - one.excused, one.strength
    is_covered = held >= MIN_COVERAGE * said
    is_nearly_all = one.is_named and held >= MIN_HELD_OF_A_PERCENTAGE and said - held <= 1
    if not held or not (is_covered or is_nearly_all):
        return False
    rows = one.holds
    size = np.abs(matrix.values[rows, one.target]).astype(float)
    window = 2 * one.allowed[rows].astype(float) + max(1, np.gcd.reduce(matrix.values[:, one.target]))
    chances = np.log(np.minimum(1.0, window / np.maximum(size, 1.0)))
    distinct = len(set(matrix.values[rows, one.target].tolist()))
    least = MIN_HELD_OF_A_PERCENTAGE if is_nearly_all else MIN_ROWS
    if one.kind not in (RelationKind.SUM, RelationKind.DIFFERENCE) and distinct < least:
        return False
    count = matrix.values.shape[1]
    tried, most = count**2, MAX_CHANCE
    if is_nearly_all:
        tried, most = (count - 1) * (count - 2) * WAYS_OF_A_RATIO, MAX_CHANCE_OF_A_PERCENTAGE
    return bool(float(chances.sum()) + np.log(tried) <= np.log(most))
