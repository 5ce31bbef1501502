"""A form with its labels down the side, and years or bodies across: a table that is read transposed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.figures.headers import header_rows
from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.load.sources.mapping.drafts.alike import FIGURES
from budget_monitor.load.sources.mapping.drafts.said import Draft
from budget_monitor.model.ledgers.grid import Grid, GridCell, column_letters
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole, SeenColumn, SeenRow
from budget_monitor.model.ledgers.period import parse_financial_year
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema

MAX_LINES_OF_A_FORM = 200
"""Longer tables are lists, whose rows are no columns of a ledger."""
_ABOVE = (RowRole.TITLE, RowRole.HEADER)


def turned(layout: Layout) -> Layout | None:
    """A table with its rows as columns and its columns as rows; None of one that is no form. The place of a column is
    that of its line on the sheet, from 0.
    """
    across = [one for one in layout.columns if one.kind in FIGURES]
    lines = layout.grid.lines
    if not across or not lines or lines[-1] > MAX_LINES_OF_A_FORM:
        return None
    beside = [one.place for one in layout.columns[: across[0].place] if one.kind is not ColumnKind.NOTHING]
    if not beside:
        return None
    grid = _turned_grid(layout.grid)
    words = TotalWords()
    rows = [SeenRow(0, row.role, row.label) for row in layout.rows if row.role in _ABOVE]
    for one in across:
        role = RowRole.TOTAL if one.sum_of or words.are_in(one.header) else RowRole.LINE
        rows.append(SeenRow(one.place, role, one.header, one.sum_of))
    labels = header_rows([cell.text for cell in grid.rows[place]] for place in beside)
    columns = []
    for row in layout.rows:
        if row.role in (RowRole.TITLE, RowRole.SPACER, RowRole.NOTE):
            continue
        place = lines[row.place] - 1
        label = " ".join(dict.fromkeys(texts[place] for texts in labels if texts[place]))
        cells = [cell for one in across if (cell := grid.rows[one.place][place]).text.strip()]
        columns.append(SeenColumn(place, label, _kind(cells), len(cells), row.sum_of))
    return Layout(grid, tuple(rows), tuple(columns), is_turned=True)


def choose_lines(draft: Draft, layout: Layout, schema: LedgerSchema) -> None:
    """Which of the columns that stand across a form are lines: those that are named in the row in which the ledger's
    key was found. Words right of them are out of the range; words between them, and variances beside years, are named.
    """
    places = [row.place for row in layout.rows if row.role not in _ABOVE]
    cells = layout.grid.rows
    if any(cell.text.strip() for row in cells[places[-1] + 1 :] for cell in row):
        draft.range = f"A:{column_letters(places[-1])}"
    by_name = {one.header: one.place for one in layout.columns}
    by_name |= {layout.name_of(one.place): one.place for one in layout.columns}
    for name in schema.key:
        header = draft.columns.get(name)
        if not isinstance(header, str) or header not in by_name:
            continue
        across = [row[by_name[header]].text.strip() for row in cells[places[0] : places[-1] + 1]]
        if schema.columns[name].type is ColumnType.FINANCIAL_YEAR:
            lines = [text for text in across if parse_financial_year(text) or text in draft.values.get(name, ())]
        else:
            lines = [row.label for row in layout.rows if row.role not in _ABOVE]
        if others := [text for text in dict.fromkeys(across) if text and text not in lines]:
            draft.leave_out[name] = others


def _turned_grid(grid: Grid) -> Grid:
    """A row for each of the sheet's columns, with a cell for each of its lines, be it blank or not."""
    by_line = dict(zip(grid.lines, grid.rows, strict=True))
    blank = (GridCell(""),) * grid.width
    rows = [by_line.get(line, blank) for line in range(1, grid.lines[-1] + 1)]
    return replace(grid, rows=tuple(zip(*rows, strict=True)), lines=tuple(range(1, grid.width + 1)))


def _kind(cells: Sequence[GridCell]) -> ColumnKind:
    """What stands in most of the cells of a row."""
    if not cells:
        return ColumnKind.NOTHING
    figures = [cell for cell in cells if cell.value is not None]
    if 2 * len(figures) < len(cells):
        return ColumnKind.TEXT
    percent = sum(1 for cell in figures if cell.is_percent)
    return ColumnKind.PERCENTAGES if 2 * percent > len(figures) else ColumnKind.FIGURES
