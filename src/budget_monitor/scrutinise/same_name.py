"""The same figure in another table of a report: what it says there bears out which cell of a wrong sum is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.figures.headers import text_and_unit
from budget_monitor.figures.prose import Unit
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.table_figures import TableFigure

MIN_DIGITS = 3
"""Figures of fewer digits are the same too often by chance."""


class SameName:
    """The figures of a report's tables by their row, their column and their year, as these are called."""

    def __init__(self, cells: Sequence[TableFigure]) -> None:
        self._at: dict[tuple[int, int, int], TableFigure] = {}
        self._called: dict[tuple[str, str, Unit], list[TableFigure]] = defaultdict(list)
        for cell in cells:
            if cell.is_whole_cell:
                self._at[cell.block.number, cell.row, cell.column] = cell
                self._called[_name(cell)].append(cell)

    def stating(self, spot: Spot, value: Decimal) -> TableFigure | None:
        """The figure of another table that is called as a cell is, and is what should stand there, in the unit of the
        cell's own table. None where there is no other of that name, or where they are not all so.
        """
        cell = self._at.get((spot.block, spot.row, spot.column))
        if cell is None or not cell.written or not cell.label or not cell.heading:
            return None
        wanted = value * cell.value / cell.written
        others = [one for one in self._called[_name(cell)] if one.block.number != spot.block]
        is_told = all(one.value == wanted and _digits(one) >= MIN_DIGITS for one in others)
        return others[0] if others and is_told else None


def _name(cell: TableFigure) -> tuple[str, str, Unit]:
    label, heading = (" ".join(text_and_unit(text)[0].casefold().split()) for text in (cell.label, cell.heading))
    return label, heading, cell.unit


def _digits(cell: TableFigure) -> int:
    return sum(map(str.isdigit, cell.text))
