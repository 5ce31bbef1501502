"""What a sheet, or a block of its rows, takes over from another: sums of its lines by what a column of words says, and
its totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, permutations, product

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.adding.sums import Sums, sums_of
from budget_monitor.discover.belief.trust import Trust
from budget_monitor.discover.checks import Check, Part
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.matrix import Matrix, Whole, matrix_of
from budget_monitor.discover.sheets.own_totals import own_totals
from budget_monitor.discover.sheets.parts import blocks_below
from budget_monitor.discover.sheets.stack import MAX_COLUMNS, Table, check_over, stacked
from budget_monitor.model.ledgers.grid import Grid

MIN_MATCHES = 2
"""Lines of a summary that must be right before it is believed."""
MIN_COVERAGE = 0.8
MAX_CHANCE = 1e-6
MAX_SHEETS = 12
"""The most sheets that are compared, each with each."""
MAX_LINES = 20_000
MAX_LINES_OF_A_GROUP = 2_000


class _Match(Struct, frozen=True):
    """Rows of a summary with the lines that each should be the sum of, and which column goes with which."""

    rows: list[int]
    lines: list[list[int]]
    columns: dict[int, int]
    held: int
    said: int


def taken_over(matrices: Sequence[tuple[Matrix, Sums]]) -> list[Check]:
    """What the sheets of one file take over from one another, where that is believed."""
    if not 1 < len(matrices) <= MAX_SHEETS:
        return []
    stack, tables = stacked(matrices)
    found: list[Check] = []
    pairs: dict[frozenset[Part], None] = {}
    by_words = (check for one, other in permutations(tables, 2) for check in _of_pair(stack, one, other))
    for check in chain(by_words, own_totals(stack, tables)):
        cells = frozenset(Part(part.row, part.column) for part in check.parts)
        if cells not in pairs:
            pairs[cells] = None
            found.append(check)
    return found


def taken_over_below(grid: Grid, known: Iterable[Check], effort: Effort) -> list[Check]:
    """What the blocks of one sheet take over from one another, as a summary does below the list that it is of; not what
    is `known` of the same cells.
    """
    blocks = [matrix for part in blocks_below(grid) if not effort.is_over and (matrix := matrix_of(part, effort))]
    height = len(grid.rows)
    told = {one.places for one in known}
    found = [_on_sheet(one, grid, height) for one in taken_over([(matrix, sums_of(matrix)) for matrix in blocks])]
    return [one for one in found if one.places not in told]


def _on_sheet(one: Check, grid: Grid, height: int) -> Check:
    """A check in a stack of blocks, each of which is as high as the sheet, on the sheet."""
    target, *terms = (Part(part.row % height, part.column, part.sign) for part in one.parts)
    return replace(one, grid=grid, target=target, terms=tuple(terms))


def _of_pair(stack: Grid, summary: Table, detail: Table) -> Iterator[Check]:
    if len(detail.matrix.rows) > MAX_LINES or len(summary.matrix.rows) > MAX_LINES:
        return
    match = _best(summary, detail)
    if match is None:
        return
    evidence = f"holds in {match.held:,} of {match.said:,} places; the same words stand in both tables"
    trust = Trust.HELD if match.held >= MIN_TRUSTED and match.held >= MIN_COVERAGE * match.said else Trust.NONE
    for row, lines in zip(match.rows, match.lines, strict=True):
        for column, other in match.columns.items():
            told = [_is_same(summary, detail, (row, column), (line, other)) for line in lines]
            if summary.matrix.known[row, column] and not (len(lines) > 1 and all(told)):  # no number of several lines
                yield check_over(
                    stack, summary, detail, (row, column), [(line, other) for line in lines], evidence, trust
                )
    for row in summary.totals:
        for column, other in match.columns.items():
            same = [total for total in detail.totals if _is_same(summary, detail, (row, column), (total, other))]
            if len(same) == 1:
                yield check_over(
                    stack, summary, detail, (row, column), [(same[0], other)], "the totals of both tables", trust
                )


MIN_TRUSTED = 4
"""Places in which a summary must be right before it can be wrong in another."""


def _is_same(summary: Table, detail: Table, one: tuple[int, int], other: tuple[int, int]) -> bool:
    if not (summary.matrix.known[one] and detail.matrix.known[other]):
        return False
    value = Fraction(int(summary.matrix.values[one]), summary.matrix.scale)
    return bool(value) and value == Fraction(int(detail.matrix.values[other]), detail.matrix.scale)


def _best(summary: Table, detail: Table) -> _Match | None:
    """The columns of words by which most of the summary comes out."""
    best: _Match | None = None
    every = range(len(detail.matrix.rows))
    # lines that happen to be the sum of others belong to them, also where they are called totals of something else
    named = tuple(row for row in every if not detail.matrix.rows[row].is_total)
    ways = dict.fromkeys((named, tuple(detail.lines), tuple(every)))
    for (_, words), of in product(detail.words(), ways):
        groups: dict[str, list[int]] = {}
        for row in of:
            if words[row]:
                groups.setdefault(words[row], []).append(row)
        groups = {word: rows for word, rows in groups.items() if len(rows) <= MAX_LINES_OF_A_GROUP}
        for _, names in summary.words():
            rows = [row for row in summary.lines if names[row] in groups]
            if len(rows) < MIN_MATCHES or len({names[row] for row in rows}) < len(rows):
                continue
            match = _matched(summary.matrix, detail.matrix, rows, [groups[names[row]] for row in rows])
            if match is not None and (best is None or match.held > best.held):
                best = match
    return best


def _matched(summary: Matrix, detail: Matrix, rows: list[int], lines: list[list[int]]) -> _Match | None:
    columns: dict[int, int] = {}
    held = said = 0
    values = summary.values[rows].astype(object) * detail.scale
    halves = summary.halves[rows].astype(object) * detail.scale
    sums = np.array([detail.values[group].astype(object).sum(axis=0) for group in lines]) * summary.scale
    spreads = np.array([detail.halves[group].astype(object).sum(axis=0) for group in lines]) * summary.scale
    for column in range(min(values.shape[1], MAX_COLUMNS)):
        known = summary.known[rows, column]
        tries = []
        for other in range(min(sums.shape[1], MAX_COLUMNS)):
            allowed = halves[:, column] + spreads[:, other]
            told = known & ((values[:, column] != 0) | (sums[:, other] != 0))  # nil of something is no match
            holds = np.asarray(np.abs(values[:, column] - sums[:, other]) <= allowed, np.bool_) & told
            if _is_believed(values[:, column], allowed, holds, told, values.shape[1] * sums.shape[1]):
                same = summary.columns[column].label.casefold() == detail.columns[other].label.casefold()
                tries.append((int(holds.sum()), same, -other, int(told.sum())))
        if tries:
            most, _, other, of = max(tries)
            columns[column], held, said = -other, held + most, said + of
    return _Match(rows, lines, columns, held, said) if columns else None


def _is_believed(values: Whole, allowed: Whole, holds: Whole, told: Whole, tried: int) -> bool:
    right = int(holds.sum())
    is_nearly_all = right >= MIN_COVERAGE * int(told.sum()) or right == int(told.sum()) - 1 > MIN_MATCHES
    if right < MIN_MATCHES or not is_nearly_all:
        return False
    chosen = values[holds]
    once = list({abs(int(value)): int(wide) for value, wide in zip(chosen, allowed[holds], strict=True)}.items())
    fineness = max(1, int(np.gcd.reduce(chosen)))
    chance = float(tried)
    for size, wide in once:
        chance *= min(1.0, (2 * wide + fineness) / max(size, 1))
    return chance <= MAX_CHANCE
