"""From a grid to figures: which rows and columns hold amounts, in whole numbers, and what they are called."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.discover.belief.halves import halves_of
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.labels import MIN_FIGURES, are_codes, holds_years, is_error, is_percentage, names_columns
from budget_monitor.figures.grammar import is_in_error, says_missing
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total

Whole: TypeAlias = npt.NDArray[Any]
"""Whole numbers: int64, or Python's own where those would overflow."""
Mask: TypeAlias = npt.NDArray[np.bool_]

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
    known_to = halves_of(grid, rows, columns, headings)
    shape = (len(rows), len(columns))
    known, percent = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    values = np.zeros(shape, object)
    halves = np.zeros(shape, object)
    for i, row in enumerate(rows):
        cells = [grid.rows[row][column] for column in columns]
        halves[i] = known_to.of_row(columns, cells)
        for j, cell in enumerate(cells):
            if cell.value is not None:
                values[i, j] = int(cell.value.scaleb(known_to.power).to_integral_value())
                known[i, j], percent[i, j] = True, cell.is_percent
    largest = max((abs(one) for one in values.flat), default=0)
    if largest * max(shape) < _MAX_INT64:
        values, halves = values.astype(np.int64), halves.astype(np.int64)
    text = [column for column in range(grid.width) if column not in set(columns)]
    names = _row_names(grid, rows, text)
    lines = tuple(_line(row, *name) for row, name in zip(rows, names, strict=True))
    heads = tuple(_line(column, headings[column], is_total(headings[column])) for column in columns)
    starts = np.array([i > 0 and row - rows[i - 1] > 1 for i, row in enumerate(rows)], np.bool_)
    scale = 10**known_to.power
    return Matrix(grid, lines, heads, values, halves, known, percent, scale, starts, effort=effort)


def _line(index: int, label: str, is_named_total: bool) -> Line:
    return Line(index, label, is_named_total, is_percentage(label), is_error(label))


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
