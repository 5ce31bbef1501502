"""All figures that stand in the tables of a document, also those inside a cell of words, with what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from budget_monitor.figures.naming import NamedTable, cell_place, named_table
from budget_monitor.figures.prose import Unit, figures_in
from budget_monitor.model.documents.document import Block
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.words import content, years_in

_TARGET = re.compile(r"(?i)\b(?:target|aim|threshold)\b")
_PERCENT = re.compile(r"(?i)%|\bper ?cent|\bpercentage\b|\brate\b|\bproportion\b")
_ALL_PERCENT = re.compile(r"(?i)\(\s*(?:%|per ?cent)")
"""What a caption says whose table has nothing but percentages: Punctuality (% of departures)."""
_COUNTED_IN = re.compile(r"(?i)\(\s*(?:in )?(thousand|million|['’‘]?000)s?\s*\)")
"""A heading that says in what its counts are: Passengers (thousands)."""
_THOUSANDS, _MILLIONS = 3, 6
MAX_TEXT_CHARACTERS = 90
"""A cell with more is a paragraph that stands in a table."""
PENNIES = 2


class TableFigure(Struct, frozen=True, dict=True):
    """A figure of a table: its value in pounds, percent or ones, and half of its last digit."""

    block: Block
    row: int
    column: int
    text: str
    value: Decimal
    half: Decimal
    unit: Unit
    label: str
    heading: str
    is_whole_cell: bool
    start: int = 0

    @cached_property
    def words(self) -> frozenset[str]:
        """What tells what it is of."""
        return content(f"{self.label} {self.heading}")

    @cached_property
    def around(self) -> frozenset[str]:
        """What the table is of."""
        return content(f"{self.block.section} {self.block.text}")

    @cached_property
    def years(self) -> frozenset[int]:
        """The financial years in its heading and label, by the calendar year in which they begin."""
        return years_in(f"{self.heading} {self.label}")

    @cached_property
    def is_target(self) -> bool:
        """True if it is what was aimed at, not what came of it."""
        return _TARGET.search(self.heading) is not None

    @property
    def written(self) -> Decimal:
        """A whole cell as it is written, without the unit of its table."""
        value = self.block.grid.rows[self.row][self.column].value if self.block.grid is not None else None
        return value if value is not None else self.value

    @property
    def is_amount_itself(self) -> bool:
        """True if its own heading or text says that it is money, not only a column beside it, or the caption."""
        return "£" in self.heading or "£" in self.text

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        grid = self.block.grid
        text = self.text if self.is_whole_cell or grid is None else grid.rows[self.row][self.column].text
        return Spot(
            self.block_file, cell_place(self.block, self.row, self.column, self.label, self.heading), text, self.value,
            self.block.line_of(self.row), self.block.number, self.start, self.start + len(self.text), self.row,
            self.column,
        )  # fmt: skip

    @property
    def block_file(self) -> str:
        """The document it stands in."""
        return self.block.grid.file if self.block.grid is not None else ""


def table_figures(block: Block) -> Iterator[TableFigure]:
    """The figures of a table, row by row."""
    if block.grid is None:
        return
    table = named_table(block.grid, block.headings)
    for row in range(len(block.grid.rows)):
        if any(row in table.header_rows(other) for other in (row + 1,)) and not any(
            table.is_figure(row, c) for c in range(block.grid.width)
        ):
            continue
        label = table.label(row)
        for column, cell in enumerate(block.grid.rows[row]):
            if table.is_figure(row, column):
                yield _whole(table, block, row, column, label)
            elif (
                cell.value is None
                and any(one.isdecimal() for one in cell.text)
                and len(cell.text) <= MAX_TEXT_CHARACTERS
            ):
                yield from _inside(table, block, row, column, label)


def _whole(table: NamedTable, block: Block, row: int, column: int, label: str) -> TableFigure:
    cell = table.grid.rows[row][column]
    value = cell.value if cell.value is not None else Decimal(0)
    heading = table.heading(row, column)
    shift, unit = 0, Unit.COUNT
    if cell.is_percent:
        unit = Unit.PERCENT
    elif table.is_money(row, column):
        unit = Unit.MONEY
        shift = 0 if cell.text.rstrip(") ").casefold().endswith(("m", "k")) else table.shift(row, column)
    elif counted := _COUNTED_IN.search(heading) or (not _PERCENT.search(heading) and _COUNTED_IN.search(block.text)):
        shift = _MILLIONS if counted[1].casefold() == "million" else _THOUSANDS
    is_exact = not shift and cell.decimals in (0, PENNIES) and unit is not Unit.PERCENT
    half = Decimal(0) if is_exact else Decimal(5).scaleb(shift - cell.decimals - 1)
    return TableFigure(
        block, row, column, cell.text, Decimal(f"{value.scaleb(shift):f}"), half, unit, label, heading, True
    )


def _inside(table: NamedTable, block: Block, row: int, column: int, label: str) -> Iterator[TableFigure]:
    cell = table.grid.rows[row][column]
    heading = table.heading(row, column)
    if column in table.label_columns:
        return
    for one in figures_in(cell.text):
        yield TableFigure(block, row, column, one.text, one.value, one.half, one.unit, label, heading, False, one.start)


def is_rate(figure: TableFigure) -> bool:
    """True if a bare number is a percentage by its label or heading, by the caption of its table, or by what its rows
    are called.
    """
    if _PERCENT.search(f"{figure.label} {figure.heading}"):
        return True
    grid, text = figure.block.grid, figure.block.text
    if grid is not None:
        table = named_table(grid, figure.block.headings)
        text += "".join(f" {table.heading(figure.row, one)}" for one in table.label_columns)
    return _ALL_PERCENT.search(text) is not None
