"""Figures whose only sign is a letter in a cell beside them: the letter is what is to be typed, not the figure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.discover.checks import Part, ref_of
from budget_monitor.figures.letters import OTHER_LETTER, letters_of, mark_of
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.grid import Grid, cell_place
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.correction import CellChange
from budget_monitor.model.results.outcome import Report


def with_letters_to_type(report: Report, grids: Sequence[Grid]) -> Report:
    """The report with each change of a sign alone at the cell of the letter that is the sign, where that is another."""
    if not any(letters_of(grid) for grid in grids):
        return report
    corrections = tuple(
        replace(
            one,
            cells=tuple(_at_its_letter(change, grids) for change in one.cells),
            alternatives=tuple(
                replace(other, cells=tuple(_at_its_letter(change, grids) for change in other.cells))
                for other in one.alternatives
            ),
        )
        for one in report.corrections
    )
    return replace(report, corrections=corrections)


def _at_its_letter(change: CellChange, grids: Sequence[Grid]) -> CellChange:
    cell = change.cell
    if not cell.letter or cell.value is None or change.proposed is None:
        return change
    if isinstance(cell.value, str) or isinstance(change.proposed, str) or plain(change.proposed) != -plain(cell.value):
        return change
    for grid in grids:
        if cell.ref.line not in grid.lines:
            continue
        row, column = grid.lines.index(cell.ref.line), cell_place(cell.ref.address.rpartition("!")[2])[1]
        if ref_of(grid, Part(row, column)) != cell.ref or column not in letters_of(grid):
            continue
        mark = Part(*mark_of(grid, row, column))
        text = grid.rows[mark.row][mark.column].text.strip()
        if mark != Part(row, column):
            ref, meant = ref_of(grid, mark), text.replace(cell.letter, OTHER_LETTER[cell.letter])
            return CellChange(Cell(ref, text, text), meant, meant, ref.address)
    return change
