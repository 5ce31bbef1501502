"""The figures of all tables of a document, found by their value, their row or their column."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.scrutinise.cells.meanings import worse
from budget_monitor.scrutinise.table_figures import TableFigure, is_rate
from budget_monitor.scrutinise.words import content

NONE: tuple[TableFigure, ...] = ()
LABEL_BEGINNING = 4
"""Characters by which the names of rows are looked up."""


class CellIndex:
    """Looks figures up without going through all of them."""

    def __init__(self, cells: Sequence[TableFigure], minus: int = 0) -> None:
        """`minus` is what the document says of figures in brackets, as `minus_said` tells."""
        self.cells = cells
        self._minus = minus
        self._by_value: dict[tuple[Unit, Decimal], list[TableFigure]] = defaultdict(list)
        self._by_row: dict[tuple[int, int], list[TableFigure]] = defaultdict(list)
        self._by_block: dict[int, list[TableFigure]] = defaultdict(list)
        for cell in cells:
            self._by_value[cell.unit, abs(cell.value)].append(cell)
            self._by_row[cell.block.number, cell.row].append(cell)
            self._by_block[cell.block.number].append(cell)

    def worse(self, cell: TableFigure) -> int:
        """1 where a figure is to the worse, as an overspend is, -1 where to the better, 0 where nothing says which."""
        return worse(cell, self._minus)

    def of_value(self, unit: Unit, size: Decimal) -> Sequence[TableFigure]:
        """The figures of a unit and of a size, whatever their sign."""
        return self._by_value.get((unit, size), NONE)

    def has(self, unit: Unit, value: Decimal) -> bool:
        """True if some table has a figure of a unit and of the size of a value, as precise as the table is."""
        return bool(self.between(unit, abs(value), abs(value)))

    def has_share(self, part: ProseFigure, percent: ProseFigure, is_of_any: bool) -> bool:
        """True if a figure is so many percent of one in a row that it stands in, or of any where `is_of_any`."""
        if percent.value <= percent.half:
            return False
        size = abs(part.value)
        low = (size - part.half) * 100 / (percent.value + percent.half)
        high = (size + part.half) * 100 / (percent.value - percent.half)
        rows = {(one.block.number, one.row) for one in self.between(part.unit, size - part.half, size + part.half)}
        wholes = self.between(part.unit, low, high)
        return any(is_of_any or (one.block.number, one.row) in rows for one in wholes)

    def of_row(self, block: int, row: int) -> Sequence[TableFigure]:
        """The figures of a row of a table."""
        return self._by_row.get((block, row), NONE)

    @cached_property
    def amounts_by_row(self) -> dict[tuple[int, int], list[TableFigure]]:
        """Of each row of a table, by the number of its block, the amounts that fill their cells."""
        found: dict[tuple[int, int], list[TableFigure]] = defaultdict(list)
        for cell in self.cells:
            if cell.is_whole_cell and cell.unit is Unit.MONEY:
                found[cell.block.number, cell.row].append(cell)
        return found

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
    def labelled(self) -> dict[int, dict[int, list[TableFigure]]]:
        """By the number of its block, the rows of each table that have a name of their own."""
        tables: dict[int, dict[int, list[TableFigure]]] = {}
        for block, cells in self._by_block.items():
            rows: dict[int, list[TableFigure]] = defaultdict(list)
            for cell in cells:
                if cell.label:
                    rows[cell.row].append(cell)
            tables[block] = dict(rows)
        return tables

    def rows_named_in(self, folded: str) -> dict[str, dict[int, list[int]]]:
        """Of each name of a row that stands in a text without capitals, the rows by the number of their block."""
        found = {label: self._rows_by_label[label] for label in self._short_labels if label in folded}
        for at in range(len(folded) + 1 - LABEL_BEGINNING):
            for characters in self._lengths_by_beginning.get(folded[at : at + LABEL_BEGINNING], ()):
                label = folded[at : at + characters]
                if label in self._rows_by_label:
                    found[label] = self._rows_by_label[label]
        return found

    def labels_with(self, words: frozenset[str]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """The names of rows, in small letters, that have one of these words, each with its rows by their block."""
        for label in dict.fromkeys(chain.from_iterable(self._labels_by_word.get(word, ()) for word in sorted(words))):
            yield label, [(block, row) for block, rows in self._rows_by_label[label].items() for row in rows]

    @cached_property
    def _labels_by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for label in self._rows_by_label:
            for word in content(label):
                found[word].append(label)
        return found

    @cached_property
    def _rows_by_label(self) -> dict[str, dict[int, list[int]]]:
        named: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for block, rows in self.labelled.items():
            for row, cells in rows.items():
                named[cells[0].label.casefold()][block].append(row)
        return named

    @cached_property
    def _lengths_by_beginning(self) -> dict[str, set[int]]:
        """By what names of rows begin with, how many characters they have: those in a text are found without trying
        all.
        """
        lengths: dict[str, set[int]] = defaultdict(set)
        for label in self._rows_by_label:
            if len(label) >= LABEL_BEGINNING:
                lengths[label[:LABEL_BEGINNING]].add(len(label))
        return lengths

    @cached_property
    def _short_labels(self) -> list[str]:
        return [label for label in self._rows_by_label if len(label) < LABEL_BEGINNING]

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
