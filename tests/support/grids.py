"""Grids made of texts, for tests of discovering."""

from __future__ import annotations

from collections.abc import Sequence

from budget_monitor.figures.written import read_figure
from budget_monitor.model.ledgers.grid import Grid, GridCell


def grid_of(rows: Sequence[Sequence[object]], file: str = "table.csv") -> Grid:
    """A grid of what is written in each cell; rows are filled up with blanks."""
    width = max(map(len, rows))
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    return Grid(file, "", tuple(tuple(map(cell_of, row)) for row in cells), tuple(range(1, len(rows) + 1)))


def cell_of(one: object) -> GridCell:
    """A cell by its text."""
    text = str(one)
    found = read_figure(text)
    if found is None:
        return GridCell(text)
    return GridCell(text, found.value, found.precision, found.is_percent, found.read_as)
