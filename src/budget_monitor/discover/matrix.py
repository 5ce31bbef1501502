"""From a grid to figures: which rows and columns hold amounts, in whole numbers, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import PENNY_DECIMALS, counts_exactly, decimals_shown, is_of_thousands
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.labels import MIN_FIGURES, are_codes, holds_years, is_error, is_percentage, names_columns
from budget_monitor.figures.grammar import is_in_error, says_missing
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.names import is_total

Whole: TypeAlias = npt.NDArray[Any]
"""Whole numbers: int64, or Python's own where those would overflow."""
Mask: TypeAlias = npt.NDArray[np.bool_]

MAX_DECIMALS = 6
MAX_DECIMALS_OF_ROUNDED = 4
"""Among figures of more than MAX_DECIMALS, which were computed, one with so few was rounded by somebody."""
MAX_HEADER_ROWS = 12
"""Rows above the first figures whose texts are looked at for headings."""
_MAX_INT64 = 2**62
_MIN_SHARE_OF_FIGURES = 0.3


class Line(Struct, frozen=True):
    """A row or a column: its place in the grid, what it is called, and whether that names a total, percentages, or
    margins of error.
    """

    index: int
    label: str
    is_total: bool
    is_percentage: bool
    is_error: bool


class Matrix(Struct, frozen=True, dict=True):
    """The amounts of a grid: `values[row, column]` in steps of 1/`scale`, `halves` how far each may be from the truth.

    `known` is False where a cell is blank or is no amount; its value is 0 there.
    `starts` marks rows (of the matrix) above which a heading stands: a run of lines may begin there.
    """

    grid: Grid
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    values: Whole
    halves: Whole
    known: Mask
    percent: Mask
    scale: int
    starts: Mask
    is_transposed: bool = False
    effort: Effort = field(default_factory=Effort)
    """The time that is left for looking at it."""

    @cached_property
    def transposed(self) -> Matrix:
        """Columns as rows, and rows as columns."""
        return replace(
            self,
            rows=self.columns,
            columns=self.rows,
            values=np.ascontiguousarray(self.values.T),
            halves=np.ascontiguousarray(self.halves.T),
            known=np.ascontiguousarray(self.known.T),
            percent=np.ascontiguousarray(self.percent.T),
            starts=np.zeros(len(self.columns), np.bool_),
            is_transposed=not self.is_transposed,
        )

    def is_called_a_percentage(self, column: int) -> bool:
        """True if a column's heading, or the signs behind most of its figures, call it a percentage."""
        return bool(self.percentages[column])

    @cached_property
    def percentages(self) -> Mask:
        """The columns that are called percentages."""
        named = np.array([line.is_percentage for line in self.columns], np.bool_)
        shown = (self.percent & self.known).sum(axis=0)
        found: Mask = named | (2 * shown > self.known.sum(axis=0))
        return found

    @cached_property
    def rates(self) -> Mask:
        """The same and margins of error, where amounts stand beside them: what amounts come to need not hold there."""
        found: Mask = self.percentages | np.array([line.is_error for line in self.columns], np.bool_)
        return found & ~found.all()

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where a figure stands in the grid: its row and column there, whichever way the matrix is turned."""
        first, second = self.rows[row].index, self.columns[column].index
        return (second, first) if self.is_transposed else (first, second)


def matrix_of(grid: Grid, effort: Effort | None = None) -> Matrix | None:
    """The amounts of a grid, or None where it has too few to add up."""
    columns = [column for column in range(grid.width) if holds_figures(grid, column)]
    rows = [row for row in range(len(grid.rows)) if not names_columns(grid.rows[row], columns)]
    rows = [row for row in rows if any(grid.rows[row][column].value is not None for column in columns)]
    while rows and holds_years(grid.rows[rows[0]]):
        del rows[0]
    first = rows[0] if rows else 0
    headings = {column: _heading(grid, column, first) for column in columns}
    columns = [one for one in columns if not are_codes(grid, one, rows, headings[one])]
    rows = [row for row in rows if any(grid.rows[row][column].value is not None for column in columns)]
    if len(rows) * len(columns) <= MIN_FIGURES:
        return None
    return _filled(grid, rows, columns, headings, effort or Effort())


def _filled(grid: Grid, rows: list[int], columns: list[int], headings: dict[int, str], effort: Effort) -> Matrix:
    rounding = _rounding_of(grid, rows, columns, headings)
    shape = (len(rows), len(columns))
    known, percent = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    values = np.zeros(shape, object)
    halves = np.zeros(shape, object)
    for i, row in enumerate(rows):
        cells = [grid.rows[row][column] for column in columns]
        halves[i] = rounding.halves_of_row(columns, cells)
        for j, cell in enumerate(cells):
            if cell.value is not None:
                values[i, j] = int(cell.value.scaleb(rounding.power).to_integral_value())
                known[i, j], percent[i, j] = True, cell.is_percent
    largest = max((abs(one) for one in values.flat), default=0)
    if largest * max(shape) < _MAX_INT64:
        values, halves = values.astype(np.int64), halves.astype(np.int64)
    text = [column for column in range(grid.width) if column not in set(columns)]
    names = _row_names(grid, rows, text)
    lines = tuple(_line(row, *name) for row, name in zip(rows, names, strict=True))
    heads = tuple(_line(column, headings[column], is_total(headings[column])) for column in columns)
    starts = np.array([i > 0 and row - rows[i - 1] > 1 for i, row in enumerate(rows)], np.bool_)
    scale = 10**rounding.power
    return Matrix(grid, lines, heads, values, halves, known, percent, scale, starts, effort=effort)


class _Rounding(Struct, frozen=True):
    """How far each figure of a table may be from the truth: half of the last digit that is known of it, in steps of
    10^-power. By column: the `decimals` it is written with, its `halves`, and the decimals of its amounts where these
    are `coarse` beside ratios. Of figures that are exact halves are nought, but of those with digits unsaid.
    """

    power: int
    decimals: dict[int, int]
    halves: dict[int, int]
    coarse: dict[int, int]
    is_exact: bool

    def halves_of_row(self, columns: Sequence[int], cells: Sequence[GridCell]) -> list[int]:
        """Those of the figures of a row, in these columns; 0 where there is no figure."""
        most = _decimals_of_row(cells) if self.coarse else MAX_DECIMALS
        are_ratios = not self.is_exact and not any(map(_is_amount, cells))
        return [
            0 if cell.value is None else self._half(column, cell, most, are_ratios=are_ratios)
            for column, cell in zip(columns, cells, strict=True)
        ]

    def _half(self, column: int, cell: GridCell, most: int, *, are_ratios: bool) -> int:
        """That of a figure in a row whose amounts have at `most` so many decimals, or that holds ratios alone."""
        fewer, decimals = self.coarse.get(column, -1), self.decimals[column]
        is_coarse = most <= fewer or (fewer >= 0 and _is_amount(cell))
        half = self._half_of(fewer) if is_coarse else self.halves[column]
        if are_ratios and cell.decimals > MAX_DECIMALS_OF_ROUNDED:
            half = self._half_of(min(cell.decimals, MAX_DECIMALS))
        if cell.decimals < 0:
            half = self._half_of(cell.decimals)
        if decimals > PENNY_DECIMALS and decimals_shown(cell) < PENNY_DECIMALS:
            half = max(half, self._half_of(decimals_shown(cell)))
        if decimals == MAX_DECIMALS and cell.decimals <= MAX_DECIMALS_OF_ROUNDED:
            half = max(half, self._half_of(max(PENNY_DECIMALS, cell.decimals)))
        return half

    def _half_of(self, decimals: int) -> int:
        return int(10 ** (self.power - decimals)) // 2


def _rounding_of(grid: Grid, rows: list[int], columns: list[int], headings: dict[int, str]) -> _Rounding:
    decimals = {column: _decimals(grid, column, rows) for column in columns}
    power = max(PENNY_DECIMALS, *decimals.values()) + 1
    decimals |= {
        column: usual for column in columns if (usual := _usual_decimals(grid, column, rows, headings[column])) >= 0
    }
    if counts_exactly(grid):
        return _Rounding(power, decimals, dict.fromkeys(columns, 0), {}, is_exact=True)
    halves = {column: _half(grid, column, rows, decimals[column], power) for column in columns}
    coarse = {column: fewer for column in columns if (fewer := _decimals_of_amounts(grid, column, rows)) >= 0}
    return _Rounding(power, decimals, halves, coarse, is_exact=False)


def _line(index: int, label: str, is_named_total: bool) -> Line:
    return Line(index, label, is_named_total, is_percentage(label), is_error(label))


def _decimals(grid: Grid, column: int, rows: list[int]) -> int:
    written = (grid.rows[row][column].decimals for row in rows if grid.rows[row][column].value is not None)
    return min(MAX_DECIMALS, max(written, default=0))


def _usual_decimals(grid: Grid, column: int, rows: list[int], heading: str) -> int:
    """How many decimals all percentages of a column have but one, which has more: 9.46 typed for 94.6. -1 of any other
    column.
    """
    cells = [grid.rows[row][column] for row in rows if grid.rows[row][column].value is not None]
    if not is_percentage(heading) and 2 * sum(one.is_percent for one in cells) <= len(cells):
        return -1
    written = [one.decimals for one in cells]
    usual = set(written) - {max(written, default=0)}
    is_one = len(usual) == 1 and written.count(max(written)) == 1 and len(written) > len("ab")
    return usual.pop() if is_one else -1


def _half(grid: Grid, column: int, rows: list[int], decimals: int, power: int) -> int:
    """Half the unit that a column's figures are printed to, in steps of 10^-power; 0 for pounds and pence."""
    if decimals == PENNY_DECIMALS and not is_of_thousands(grid, column):
        return 0
    figures = (grid.rows[row][column].value for row in rows)
    is_amount = any(figure is not None and abs(figure) >= MIN_AMOUNT for figure in figures)
    coarse = min(decimals, PENNY_DECIMALS) if is_amount else decimals
    return int(10 ** (power - coarse)) // 2


def _decimals_of_amounts(grid: Grid, column: int, rows: list[int]) -> int:
    """How many decimals a column's amounts have, none or one, though ratios with more stand among them: to so many they
    were rounded. -1 of any other column. Amounts in pence may end in noughts, but most of them do not.
    """
    amounts: list[int] = []
    ratios: list[int] = []
    for cell in (grid.rows[row][column] for row in rows):
        if cell.value is not None:
            is_amount = _is_amount(cell) and not (cell.decimals and abs(cell.value) < MAX_SHARE)
            (amounts if is_amount else ratios).append(cell.decimals)
    most = max(amounts, default=0)
    is_most = 2 * amounts.count(most) > len(amounts) > MIN_FIGURES
    return most if is_most and 0 <= most < PENNY_DECIMALS and max(ratios, default=0) > most else -1


def _decimals_of_row(cells: Iterable[GridCell]) -> int:
    """The most decimals in a row of amounts, some of which may be as small as rates; of any other row more than any."""
    filled = [cell for cell in cells if cell.value is not None]
    return max(cell.decimals for cell in filled) if any(map(_is_amount, filled)) else MAX_DECIMALS


def _is_amount(cell: GridCell) -> bool:
    return cell.value is not None and abs(cell.value) >= MIN_AMOUNT


MAX_SHARE = 200
"""A percentage of a whole may be more than 100, but is less than that."""
MIN_AMOUNT = 100
"""A column of figures that are all smaller, with many decimals, holds ratios, and each decimal counts."""


def holds_figures(grid: Grid, column: int) -> bool:
    """True of a column that is one of figures, whatever texts stand among them; a word for a missing figure is none."""
    cells = [row[column] for row in grid.rows]
    figures = sum(1 for cell in cells if cell.value is not None)
    texts = sum(1 for cell in cells if cell.value is None and not says_missing(cell.text))
    return figures >= MIN_FIGURES and figures >= _MIN_SHARE_OF_FIGURES * (figures + texts)


def _heading(grid: Grid, column: int, first: int) -> str:
    """The texts above a column's first figures, from top to bottom, joined."""
    texts: list[str] = []
    for row in grid.rows[max(0, first - MAX_HEADER_ROWS) : first]:
        text = " ".join(row[column].text.split())
        alone = sum(1 for cell in row if cell.text.strip()) == 1
        if text and not alone and text not in texts:
            texts.append(text)
    return " ".join(texts)


def _row_names(grid: Grid, rows: list[int], text: list[int]) -> list[tuple[str, bool]]:
    """Each row's label, and whether it names a total: the last text cell before the figures that says so, or any."""
    names = []
    for row in rows:
        cells = [" ".join(grid.rows[row][column].text.split()) for column in text]
        words = [cell for cell in cells if any(map(str.isalpha, cell)) and len(cell) <= MAX_LABEL_CHARACTERS]
        words = [cell for cell in words if not is_in_error(cell)]
        totals = [word for word in words if is_total(word)]
        names.append(((totals or [", ".join(words[:MAX_LABEL_CELLS])])[0], bool(totals)))
    return names


MAX_LABEL_CHARACTERS = 120
"""A text cell longer than that is a note, no label."""
MAX_LABEL_CELLS = 3
