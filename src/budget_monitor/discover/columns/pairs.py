"""Columns made of two others, row by row: differences, ratios, products; and columns that carry on from row to row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.adding.scan import MIN_HALVES_OF_A_TERM
from budget_monitor.discover.columns.believing import (
    MIN_COVERAGE,
    MIN_ROWS,
    PERCENT,
    comes_out_but_once,
    decimals_written,
    is_believed,
    is_believed_if_exact,
    of_exact_figures,
)
from budget_monitor.discover.columns.pairing import Pairing, columns_of, one_reading
from budget_monitor.discover.columns.sifting import (
    MAX_COLUMNS,
    SHORT,
    Sample,
    carried_over,
    difference_fits,
    half_of_a_quotient,
    likely,
    product_fits,
    ratio_fits,
)
from budget_monitor.discover.columns.triples import products_of_three
from budget_monitor.discover.labels import is_quantity, is_rate, is_unit_price, per_how_many
from budget_monitor.discover.matrix import Mask, Matrix
from budget_monitor.figures.naming import shift_said
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.names import is_total

MIN_TOLD_AGAIN = 2
"""Lines of a block that must be found to be parts of one whole before the others are tried."""
MIN_PRODUCTS = 2
"""Rows in which neither factor of a product is one."""
MAX_COLUMNS_OF_A_SMALL_TABLE = 60
"""In a table of no more, the rates are looked for among all."""
MAX_CHANGE = 100
"""The change of a figure, in parts of it, is less."""


def pairings_of(matrix: Matrix, mended: Matrix | None = None) -> list[Pairing]:
    """The differences, ratios and products of a matrix's columns that are believed, one reading for each target.

    `mended` has other figures where a sum does not hold: those with which it would.
    """
    sample = Sample(matrix)
    found = [*_differences(matrix, sample), *_multiplied(matrix, sample, mended)]
    products = {columns_of(one) for one in found if comes_out_but_once(one, matrix)}
    found = [one for one in found if one.kind is not RelationKind.RATIO or columns_of(one) not in products]
    found += products_of_three(matrix, {one.target for one in found if one.strength == one.says.sum()})
    return [of_exact_figures(one, matrix) for one in one_reading(found)]


def rates_of(matrix: Matrix) -> list[Pairing]:
    """The columns of a small table that are named or shown as rates, or have more decimals than the two others of which
    they are the quotients.
    """
    columns = matrix.values.shape[1]
    if columns > MAX_COLUMNS_OF_A_SMALL_TABLE:
        return []
    decimals = [decimals_written(matrix, column) for column in range(columns)]
    named = [is_rate(line.label) or matrix.is_called_a_percentage(at) for at, line in enumerate(matrix.columns)]
    tried: Mask = np.array([one or at > min(decimals) for one, at in zip(named, decimals, strict=True)], np.bool_)
    if not tried.any() or tried.all():
        return []
    found = one_reading(
        [
            one
            for one in _ratios(matrix, Sample(matrix), None, tried)
            if named[one.target] or decimals[one.target] > max(decimals[one.first], decimals[one.second])
        ]
    )
    return [*found, *_told_again(matrix, found)]


def _told_again(matrix: Matrix, found: Sequence[Pairing]) -> Iterator[Pairing]:
    """The other lines of a block that is told again as parts of one whole, in percent of all income: each named as the
    line that it is the part of, and as far from it as those that were found.
    """
    labels = [line.label.casefold() for line in matrix.columns]
    ways = Counter(
        (one.second, one.target - one.first, one.factor)
        for one in found
        if one.kind is RelationKind.RATIO and not one.is_change and labels[one.target] == labels[one.first]
    )
    made = {one.target for one in found}
    for (second, apart, factor), many in ways.items():
        for target in range(max(0, apart), len(labels) + min(0, apart)) if many >= MIN_TOLD_AGAIN else ():
            first = target - apart
            if target not in made and second not in (target, first) and labels[target] == labels[first] != "":
                one = _ratio(matrix, target, first, second, factor, is_change=False)
                if one.strength >= max(1, MIN_COVERAGE * one.says.sum()):
                    yield one


def carried_of(matrix: Matrix) -> list[Pairing]:
    """Columns that open a row with what another column closed the row before."""
    found = []
    rows, columns = matrix.values.shape
    tried = _carried_somewhere(matrix) if columns <= MAX_COLUMNS else carried_over(matrix)
    for first, target in tried:
        gap, allowed, says = np.zeros(rows, matrix.values.dtype), np.zeros(rows, matrix.values.dtype), _none(rows)
        gap[1:] = matrix.values[1:, target] - matrix.values[:-1, first]
        allowed[1:] = matrix.halves[1:, target] + matrix.halves[:-1, first]
        moved = matrix.values[1:, first] != matrix.values[:-1, first]
        says[1:] = matrix.known[1:, target] & matrix.known[:-1, first] & moved & (matrix.values[1:, target] != 0)
        says[1:] &= ~(np.asarray(matrix.values[1:, target] == matrix.values[1:, first])) & matrix.known[1:, first]
        one = Pairing(RelationKind.RUNNING, target, first, first, gap, allowed, says, lag=1)
        if is_believed(one, matrix):
            found.append(one)
    return one_reading(found)


def _carried_somewhere(matrix: Matrix) -> Iterator[tuple[int, int]]:
    """The pairs of columns of which the second has in enough rows what the first had in the row before."""
    rows, columns = matrix.values.shape
    for first in range(columns) if rows > MIN_ROWS else ():
        near = (
            np.abs(matrix.values[1:] - matrix.values[:-1, [first]]) <= matrix.halves[1:] + matrix.halves[:-1, [first]]
        )
        often = (near & matrix.known[1:] & (matrix.values[1:] != 0)).sum(axis=0) >= MIN_ROWS
        yield from ((first, target) for target in np.flatnonzero(often).tolist() if target != first)


def _differences(matrix: Matrix, sample: Sample) -> Iterator[Pairing]:
    for target, first, second in likely(sample, difference_fits):
        values, halves = matrix.values, matrix.halves
        gap = values[:, target] - values[:, first] + values[:, second]
        allowed = halves[:, target] + halves[:, first] + halves[:, second]
        known = matrix.known[:, [target, first, second]]
        pair = [first, second]
        told = np.maximum(MIN_HALVES_OF_A_TERM * halves[:, pair], allowed[:, None])
        filled = (np.abs(values[:, pair]) > told).all(axis=1)
        says = known.all(axis=1) & (filled | (np.abs(gap) > allowed))
        whole = np.unique(values[matrix.known[:, first], first])
        one = Pairing(
            RelationKind.DIFFERENCE, target, first, second, gap, allowed, says, is_complement=len(whole) == 1
        )  # fmt: skip
        one = _of_amounts(one, matrix)
        if is_believed(one, matrix):
            yield _turned(one, matrix)


def _of_amounts(one: Pairing, matrix: Matrix) -> Pairing:
    """What columns are made of, but for rows of percentages that are not made so."""
    return replace(one, says=one.says & (one.holds | ~matrix.transposed.rates))


def _turned(one: Pairing, matrix: Matrix) -> Pairing:
    """A difference read as the sum that a heading calls a total: rest = total - lines is total = lines + rest."""
    heads = matrix.columns
    if heads[one.first].is_total and not heads[one.target].is_total:
        return replace(one, kind=RelationKind.SUM, target=one.first, first=one.target, gap=-one.gap, sign=1)
    return one


def _ratios(matrix: Matrix, sample: Sample, mended: Matrix | None, tried: Mask | None = None) -> Iterator[Pairing]:
    """Those with a target `tried`; of all columns where that is None."""
    for factor, is_change, targets in _ways_of_a_ratio(matrix, tried):
        for target, first, second in likely(sample, ratio_fits(factor, is_change=is_change), targets):
            one = _ratio(matrix, target, first, second, factor, is_change=is_change)
            readings = [_of_amounts(each, matrix) for each in _readings(one, matrix)]
            readings = [_named(each, matrix, mended) for each in readings]
            for at, each in enumerate(readings):
                if is_believed_if_exact(each, matrix) or is_believed(_with_point_back(each, matrix), matrix):
                    yield from readings[at::-1]
                    break


def _with_point_back(one: Pairing, matrix: Matrix) -> Pairing:
    """A percentage in a table of two rows, of which one has its point moved by one place, as if it had not."""
    if not one.is_named or one.says.sum() != SHORT or one.strength != 1:
        return one
    gap = one.gap.copy()
    values = matrix.values[:, one.target].astype(float)
    for moved in (values * 10, values / 10):
        other = one.gap + moved - values
        gap = np.where(np.abs(other) <= one.allowed, other, gap)
    return replace(one, gap=gap)


def _ways_of_a_ratio(matrix: Matrix, tried: Mask | None) -> Iterator[tuple[int, bool, Mask | None]]:
    """In what a ratio may be told, whether it is of a change, and in which columns it is looked for: per 1,000 or more
    only in those whose heading says so, or that are in pounds where others are in thousands or millions of them.
    """
    yield from ((factor, is_change, tried) for factor, is_change in product((1, PERCENT), (False, True)))
    counts = np.array([per_how_many(line.label) for line in matrix.columns])
    said = [shift_said(line.label) for line in matrix.columns]
    is_rate_in_pounds = [one is None and is_rate(line.label) for one, line in zip(said, matrix.columns, strict=True)]
    pounds = np.array([one == 0 for one in said] if 0 in said else is_rate_in_pounds)
    units = {10 ** (shift_said(matrix.grid.unit) or 0 if one is None else one) for one in said}
    for count in sorted({*counts.tolist(), *(units if pounds.any() else ())} - {1}):
        named: Mask = (counts == count) | (pounds & (count in units))
        yield count, False, named if tried is None else named & tried


def _named(one: Pairing, matrix: Matrix, mended: Matrix | None) -> Pairing:
    if not matrix.is_called_a_percentage(one.target):
        return one
    return replace(one, is_named=True, excused=_excused(one, matrix, mended) if mended is not None else 0)


def _multiplied(matrix: Matrix, sample: Sample, mended: Matrix | None) -> Iterator[Pairing]:
    yield from _ratios(matrix, sample, mended)
    for target, first, second in likely(sample, product_fits):
        if first < second:
            one = _of_amounts(_product(matrix, target, first, second), matrix)
            is_one = (np.abs(matrix.values[:, [first, second]]) == matrix.scale).any(axis=1)
            is_sure = (one.holds & ~is_one).sum() >= MIN_PRODUCTS and is_believed_if_exact(one, matrix)
            if is_sure or _is_called_a_product(one, matrix):
                yield one


def _is_called_a_product(one: Pairing, matrix: Matrix) -> bool:
    """True if the headings say that a quantity is multiplied by its price, and in every row it is."""
    first, second, target = (matrix.columns[at].label for at in (one.first, one.second, one.target))
    is_said = (is_quantity(first) and is_unit_price(second)) or (is_unit_price(first) and is_quantity(second))
    return is_said and (is_total(target) or not is_rate(target)) and one.strength == one.says.sum() >= MIN_PRODUCTS


def _readings(one: Pairing, matrix: Matrix) -> Iterator[Pairing]:
    """A ratio to a column of percentages is read the other way round: they are what was computed, and what they leave
    of rounding is too much to compute amounts with. Only where they are the same in nearly all rows, a rate by which
    amounts were multiplied, the quotients of those prove it.
    """
    if matrix.is_called_a_percentage(one.second) and not matrix.is_called_a_percentage(one.target):
        if one.is_change:
            return  # nothing changes from a percentage to an amount
        yield _ratio(matrix, one.second, one.first, one.target, one.factor, is_change=False)
        if len(set(matrix.values[one.says, one.second].tolist())) >= MIN_ROWS:
            return
    yield one


def _excused(one: Pairing, matrix: Matrix, mended: Matrix) -> int:
    """In how many of the rows in which a ratio does not hold it would with figures of one column that were mended."""
    would_hold = np.zeros(len(matrix.rows), np.bool_)
    for column in (one.first, one.second):
        values = matrix.values.copy()
        values[:, column] = mended.values[:, column]
        put_right = replace(matrix, values=values)
        would_hold |= _ratio(put_right, one.target, one.first, one.second, one.factor, is_change=one.is_change).holds
    return int((one.says & ~one.holds & would_hold).sum())


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
    allowed = np.ceil((half_of_a_quotient(matrix, target) + spread).astype(float))
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
