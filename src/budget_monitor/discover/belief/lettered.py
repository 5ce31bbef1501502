"""Variances whose sign is a letter: 2,835 (F) for what is to the good, 1,725 (A) for what is not.

The figures themselves are all positive, so that they add up, and are differences of others, only with those letters.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from budget_monitor.figures.naming import named_table
from budget_monitor.model.ledgers.grid import Grid, GridCell, once_for_each_grid

_LETTER = re.compile(r"(?i)(?:^|(?<=[\d)km%]))\s*\(?(?P<letter>f|a|fav|adv|favourable|adverse)\)?\.?$")
_VARIANCE = re.compile(
    r"(?i)\b(?:varia\w+|differences?|(?:over|under)(?:[ -]?spen\w+)?|surplus|deficit|against|compared|vs?|less|from)\b"
    r"|\+\s*/\s*[-−–]|\bF\)?\s*/\s*\(?A\b|\bA\)?\s*/\s*\(?F\b|\bfavourable\b|\badverse\b"
)
"""Elsewhere (A) may stand for an actual figure, and (F) for a forecast."""


def with_signs_of_letters(grid: Grid) -> Grid:
    """The same table; what is to the good is negative there, as spending below a budget is. Columns whose figures have
    signs as well are left as they are.
    """
    table = named_table(grid)
    good = {
        (row, column)
        for column in lettered_columns(grid)
        if _VARIANCE.search(table.heading(table.rows[0], column))
        and all((cells[column].value or 0) >= 0 for cells in grid.rows)
        for row, letter in _letters(grid, column).items()
        if letter == "f"
    }
    if not good:
        return grid
    rows = tuple(
        tuple(_negative(cell) if (row, column) in good else cell for column, cell in enumerate(cells))
        for row, cells in enumerate(grid.rows)
    )
    return replace(grid, rows=rows)


def _negative(cell: GridCell) -> GridCell:
    return replace(cell, value=None if cell.value is None else -cell.value)


@once_for_each_grid
def lettered_columns(grid: Grid) -> frozenset[int]:
    """The columns of figures that all have such a letter, but for noughts."""
    return frozenset(column for column in named_table(grid).columns if _letters(grid, column))


@once_for_each_grid
def _letters(grid: Grid, column: int) -> dict[int, str]:
    """By row, the letter that stands in a figure's cell or in the one after it; empty if not all have one."""
    table = named_table(grid)
    letters = {}
    for row in table.rows:
        cell = grid.rows[row][column]
        beside = grid.rows[row][column + 1 : column + 2]
        found = _LETTER.search(cell.text) or next((_LETTER.fullmatch(one.text.strip()) for one in beside), None)
        if found is not None and cell.value is not None:
            letters[row] = found["letter"][0].casefold()
        elif cell.value:
            return {}
    return letters if len(letters) > 1 else {}
