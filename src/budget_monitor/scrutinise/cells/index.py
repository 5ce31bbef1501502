"""The figures of all tables of a document, found by their value, their row or their column."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from budget_monitor.figures.prose import Unit
from budget_monitor.scrutinise.table_figures import TableFigure, is_rate

NONE: tuple[TableFigure, ...] = ()


class CellIndex:
    """Looks figures up without going through all of them."""

    def __init__(self, cells: Sequence[TableFigure]) -> None:
        self.cells = cells
        self._by_value: dict[tuple[Unit, Decimal], list[TableFigure]] = defaultdict(list)
        self._by_row: dict[tuple[int, int], list[TableFigure]] = defaultdict(list)
        self._by_block: dict[int, list[TableFigure]] = defaultdict(list)
        for cell in cells:
            self._by_value[cell.unit, abs(cell.value)].append(cell)
            self._by_row[cell.block.number, cell.row].append(cell)
            self._by_block[cell.block.number].append(cell)

    def of_value(self, unit: Unit, size: Decimal) -> Sequence[TableFigure]:
        """The figures of a unit and of a size, whatever their sign."""
        return self._by_value.get((unit, size), NONE)

    def has(self, unit: Unit, value: Decimal) -> bool:
        """True if some table has a figure of a unit and of the size of a value, as precise as the table is."""
        return bool(self.between(unit, abs(value), abs(value)))

    def of_row(self, block: int, row: int) -> Sequence[TableFigure]:
        """The figures of a row of a table."""
        return self._by_row.get((block, row), NONE)

    def of_block(self, block: int) -> Sequence[TableFigure]:
        """The figures of a table."""
        return self._by_block.get(block, NONE)

    def bare(self, size: Decimal) -> Sequence[TableFigure]:
        """The figures of tables of amounts that are written with a size, whatever their sign, and are no amounts by
        their own heading: homes beside what they cost.
        """
        return self._bare.get(size, NONE)

    @cached_property
    def _bare(self) -> dict[Decimal, list[TableFigure]]:
        found: dict[Decimal, list[TableFigure]] = defaultdict(list)
        for cell in self.cells:
            if cell.unit is Unit.MONEY and cell.is_whole_cell and not cell.is_amount_itself:
                found[abs(cell.written)].append(cell)
        return found

    @cached_property
    def labelled(self) -> list[dict[int, list[TableFigure]]]:
        """The rows of each table that have a name of their own."""
        tables = []
        for cells in self._by_block.values():
            rows: dict[int, list[TableFigure]] = defaultdict(list)
            for cell in cells:
                if cell.label:
                    rows[cell.row].append(cell)
            tables.append(dict(rows))
        return tables

    def between(self, unit: Unit, low: Decimal, high: Decimal) -> Sequence[TableFigure]:
        """The figures of a unit whose size, give or take half of their last digit, lies between two; by size."""
        found: list[tuple[Decimal, int]] = []
        for half, sizes in self._sorted.get(unit, {}).items():
            found += sizes[bisect_left(sizes, (low - half, -1)) : bisect_right(sizes, (high + half, len(self.cells)))]
        return [self.cells[place] for _, place in sorted(found)]

    @cached_property
    def _sorted(self) -> dict[Unit, dict[Decimal, list[tuple[Decimal, int]]]]:
        """By unit and half of their last digit the sizes in order, with the places of their figures; bare numbers under
        a heading of rates are percentages too.
        """
        units: dict[Unit, dict[Decimal, list[tuple[Decimal, int]]]] = defaultdict(lambda: defaultdict(list))
        for place, cell in enumerate(self.cells):
            units[cell.unit][cell.half].append((abs(cell.value), place))
            if cell.unit is Unit.COUNT and is_rate(cell):
                units[Unit.PERCENT][cell.half].append((abs(cell.value), place))
        for sizes in (sizes for halves in units.values() for sizes in halves.values()):
            sizes.sort()
        return units
