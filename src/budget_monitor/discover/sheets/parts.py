"""Sheets of several tables: what stands side by side, or under headings of its own, is read by itself too.

In the whole sheet a sum of one table has nothing to hold in where the other has its columns, or its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from msgspec.structs import replace

from budget_monitor.discover.checks import Check
from budget_monitor.discover.labels import holds_years
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.period import is_calendar_year

MIN_LINES = 2
"""Labels that stand before figures, if they begin a table."""
MIN_ROWS_OF_A_SECTION = 4
"""Rows of figures below a heading, if they are read by themselves."""
MAX_ROWS_IN_SECTIONS = 200
"""A longer sheet is not looked through again by its headings."""
_BLANK = GridCell("")


def tables_beside(grid: Grid) -> list[Grid]:
    """The tables that stand side by side on a sheet, each with all else blank; none where there is one.

    Between them is a column without anything, and each begins with labels of its own.
    """
    whole = range(len(grid.rows))
    return [_only(grid, whole, one) for one in _columns_beside(grid)]


def _columns_beside(grid: Grid) -> list[range]:
    """The columns of each of several tables side by side."""
    filled = [column for column in range(grid.width) if any(row[column].text.strip() for row in grid.rows)]
    firsts = [column for before, column in pairwise([-1, *filled]) if column - before > 1 or before < 0]
    tables: list[tuple[int, int]] = []
    for first, end in pairwise([*firsts, grid.width]):
        if tables and not (_begins_a_table(grid, *tables[-1]) and _begins_a_table(grid, first, end)):
            tables[-1] = (tables[-1][0], end)
        else:
            tables.append((first, end))
    return [range(*one) for one in tables] if len(tables) > 1 else []


def sections(grid: Grid) -> list[Grid]:
    """The parts of a sheet below headings that stand among its rows of figures, each with all else blank; none where
    there is one.
    """
    if len(grid.rows) > MAX_ROWS_IN_SECTIONS:
        return []
    figures = [row for row, cells in enumerate(grid.rows) if _is_of_figures(cells)]
    starts = [row for before, row in pairwise(figures) if _is_heading_between(grid, before, row)]
    runs = [[row for row in figures if first <= row < end] for first, end in pairwise([0, *starts, len(grid.rows)])]
    runs = [rows for rows in runs if len(rows) >= MIN_ROWS_OF_A_SECTION]
    if len(starts) < 1 or not runs:
        return []
    head = range(figures[0])
    return [_only(grid, [*head, *rows], range(grid.width)) for rows in runs]


def blocks_below(grid: Grid) -> list[Grid]:
    """The blocks of rows of a sheet, each with all else blank, which begin below a blank row or with a heading. None
    where the words before the figures of one are in no column of a longer one: those of a summary are in a column of
    the list that it is of.
    """
    are_figures = list(map(_is_of_figures, grid.rows))
    runs: list[list[int]] = [[]]
    for row, is_of_figures in enumerate(are_figures):
        if row and ((are_figures[row - 1] and not is_of_figures) or grid.lines[row] - grid.lines[row - 1] > 1):
            runs.append([])
        runs[-1].append(row)
    runs = [rows for rows in runs if sum(are_figures[row] for row in rows) >= MIN_LINES]
    if not 1 < len(runs) <= MAX_BLOCKS:
        return []
    first, *shorter = sorted(runs, key=len, reverse=True)
    columns = [{_folded(grid.rows[row][column].text) for row in first} - {""} for column in range(grid.width)]
    names = [{_name(grid.rows[row]) for row in rows if are_figures[row]} for rows in shorter]
    if not any(len(some & words) >= MIN_LINES for some in names for words in columns):
        return []
    return [_only(grid, rows, range(grid.width)) for rows in runs]


def _name(cells: Sequence[GridCell]) -> str:
    return _folded(next((cell.text for cell in cells if cell.text.strip()), ""))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


MAX_BLOCKS = 6
"""More blocks on a sheet are no list with its summaries."""


def with_parts(grid: Grid, whole: Sequence[Check], beside: Sequence[Check], below: Sequence[Check]) -> list[Check]:
    """The checks of a `whole` sheet, those of its tables side by side, and those of its sections that hold.

    What holds in the whole goes before what a part says of the same figure; what holds in a table goes before what does
    not in the whole; of what a section adds the whole must say nothing.
    """
    whole = _without_strays(grid, whole)
    told = {_place(one) for one in whole if one.verdict in HELD}
    beside = [one for one in beside if _place(one) not in told]
    right = {_place(one) for one in beside if one.verdict in HELD}
    kept = [one for one in whole if one.verdict in HELD or _place(one) not in right]
    settled = {_place(one) for one in kept}
    found = [one for one in beside if one.verdict in HELD or _place(one) not in settled]
    settled |= {_place(one) for one in found}
    found += [one for one in below if one.verdict in HELD and _place(one) not in settled]
    return [*kept, *(replace(one, grid=grid) for one in found)]


def _without_strays(grid: Grid, whole: Sequence[Check]) -> list[Check]:
    """The checks without those that do not hold in one table, of rows that add up in another, where they have other
    names.
    """
    tables = _columns_beside(grid)
    of = {column: table for table in tables for column in table}
    where: dict[tuple[object, ...], set[range]] = {}
    for one in whole if tables else ():
        if one.verdict in HELD and not one.is_of_columns:
            where.setdefault(one.identity, set()).add(of[one.target.column])

    def is_stray(one: Check) -> bool:
        others, own = where.get(one.identity, set()), of.get(one.target.column)
        if one.verdict in HELD or one.is_of_columns or not others or own is None or own in others:
            return False
        return all(_label(grid, one.target.row, own) != _label(grid, one.target.row, table) for table in others)

    return [one for one in whole if not is_stray(one)]


def _label(grid: Grid, row: int, columns: range) -> str:
    texts = (grid.rows[row][column].text.strip() for column in columns if grid.rows[row][column].value is None)
    return next(filter(None, texts), "")


def _place(one: Check) -> tuple[int, int, bool]:
    return one.target.row, one.target.column, one.is_of_columns


def _only(grid: Grid, rows: Collection[int], columns: range) -> Grid:
    kept = set(rows)
    cells = tuple(
        tuple(cell if row in kept and column in columns else _BLANK for column, cell in enumerate(line))
        for row, line in enumerate(grid.rows)
    )
    return Grid(grid.file, grid.sheet, cells, grid.lines, grid.unit, grid.rounded_to)


def _begins_a_table(grid: Grid, first: int, end: int) -> bool:
    """True if the first of some columns, or the second behind their numbers, names the rows of figures beside it."""
    return any(_names_rows(grid, column, end) for column in range(first, min(first + 2, end)))


def _names_rows(grid: Grid, column: int, end: int) -> bool:
    lines = [row[column] for row in grid.rows if any(cell.value is not None for cell in row[column + 1 : end])]
    named = [cell for cell in lines if cell.text.strip()]
    names = [cell for cell in named if cell.value is None or is_calendar_year(cell.text.strip())]
    return len(names) >= MIN_LINES and 2 * len(names) >= len(named)


def _is_of_figures(cells: Sequence[GridCell]) -> bool:
    return any(cell.value is not None for cell in cells) and not holds_years(cells)


def _is_heading_between(grid: Grid, before: int, row: int) -> bool:
    return any(cell.text.strip() for cells in grid.rows[before + 1 : row] for cell in cells)
