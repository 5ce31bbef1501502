"""Figures that are no amounts, but name others: years and numbers of columns, numbers of rows, codes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal

from budget_monitor.discover.labels import is_code_heading, is_step_heading
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.period import is_calendar_year

MIN_FIGURES = 2
"""One figure may be anything."""


def names_columns(row: Sequence[GridCell], columns: Iterable[int]) -> bool:
    """True if a row's figures name its columns: years, or a count from left to right."""
    cells = [row[column] for column in columns if row[column].value is not None]
    if len(cells) < MIN_FIGURES:
        return False
    if all(is_calendar_year(cell.text.strip()) for cell in cells):
        return True
    numbers = [cell.value for cell in cells if cell.value is not None]
    return numbers[0] in (0, 1) and len(cells) > MIN_FIGURES and _rise_by_one(numbers)


def holds_years(row: Sequence[GridCell]) -> bool:
    """True if a row's only figures are years, and so are others with a note behind them: 2020 1, 2021."""
    texts = [cell.text.strip() for cell in row]
    years = sum(1 for text in texts if is_calendar_year(text.partition(" ")[0]))
    figures = [text for cell, text in zip(row, texts, strict=True) if cell.value is not None]
    return years >= MIN_FIGURES and all(map(is_calendar_year, figures))


def _rise_by_one(numbers: Sequence[Decimal]) -> bool:
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def are_codes(grid: Grid, column: int, rows: list[int], heading: str) -> bool:
    """True if a column's figures are identifiers: years, or numbers of rows, or under a heading that says so.

    Costs that rise by one each month are none: numbers of rows begin at 0 or 1, or stand under no heading.
    """
    cells = [grid.rows[row][column] for row in rows if grid.rows[row][column].value is not None]
    if all(is_calendar_year(cell.text.strip()) for cell in cells):
        return True
    whole = all(cell.value is not None and cell.value % 1 == 0 for cell in cells)
    small = all(cell.value is not None and 0 <= cell.value <= MAX_COUNTED for cell in cells)
    if whole and (is_code_heading(heading) or (small and is_step_heading(heading))):
        return True
    numbers = [cell.value for cell in cells if cell.value is not None]
    return len(numbers) > MIN_FIGURES and (numbers[0] in (0, 1) or not heading) and _rise_by_one(numbers)


MAX_COUNTED = 99
"""Months, levels and lines are counted no farther."""
