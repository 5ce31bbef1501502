"""What a table looks like before anything is known of it: its header, what its rows are, what its columns hold."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from budget_monitor.model.ledgers.grid import Grid, column_letters


class RowRole(StrEnum):
    """What a row is in its table."""

    TITLE = "title"
    HEADER = "header"
    LINE = "line"
    HEADING = "heading"
    TOTAL = "total"
    NOTE = "note"
    SPACER = "spacer"


class ColumnKind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    FIGURES = "figures"
    PERCENTAGES = "percentages"
    NAMES = "numbers that name"
    """Years, codes, line numbers: figures that are not added."""
    DATES = "dates"
    NOTHING = "nothing"


class SeenRow(Struct, frozen=True):
    """A row: its place in the grid, from 0, its role, its label, and of a total what it was found to be the sum of."""

    place: int
    role: RowRole
    label: str
    sum_of: str = ""


class SeenColumn(Struct, frozen=True):
    """A column: its place, from 0, its header's rows joined, and what stands in it. `filled` counts cells below the
    header; `sum_of` says which columns it was found to be made of.
    """

    place: int
    header: str
    kind: ColumnKind
    filled: int
    sum_of: str = ""


class Layout(Struct, frozen=True):
    """A table as it was seen. Of one that `is_turned` the rows are the sheet's columns, and the columns its rows."""

    grid: Grid
    rows: tuple[SeenRow, ...]
    columns: tuple[SeenColumn, ...]
    is_turned: bool = False

    @property
    def header_lines(self) -> tuple[int, ...]:
        """The physical lines of the header."""
        return tuple(self.grid.lines[row.place] for row in self.rows if row.role is RowRole.HEADER)

    def name_of(self, place: int) -> str:
        """A column by its place, as mappings name it: "column D"; of a turned table the sheet's row, "row 4"."""
        return f"row {place + 1}" if self.is_turned else f"column {column_letters(place)}"

    def short(self, place: int) -> str:
        """The same for a reader: "D", or "row 4"."""
        return self.name_of(place).removeprefix("column ")
