"""A figure where it stands, and how it may have come about."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:  # py-moneyed costs more than all else that `--help` imports
    from budget_monitor.model.ledgers.money import Figure


class CellRef(Struct, frozen=True, eq=False):
    """Where a figure stands. `column` is the file's column: `movement`, not the `usage` it stands in for.

    `address` is the spreadsheet's name for the cell where it is known, "I5", or "Outturns!I5" on a sheet of a workbook;
    two references to one place are the same with and without it.
    """

    file: str
    line: int
    column: str
    address: str = ""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, CellRef)
            and self.line == other.line
            and self.column == other.column
            and self.file == other.file
        )

    def __ne__(self, other: object) -> bool:  # a Struct's own says otherwise
        return not self == other

    def __hash__(self) -> int:
        return self.line ^ hash(self.column) ^ hash(self.file)  # each table of a document is a file of its own

    @property
    def place(self) -> str:
        """As editors write it: `reserve_movements.csv:5`; the file alone when line is 0. On a sheet of a workbook it is
        the cell: `quarter.xlsx:Outturns!F12`.
        """
        sheet, _, cell = self.address.rpartition("!")
        if sheet and self.file.endswith(f":{sheet}"):
            return f"{self.file}!{cell}"
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def heading(self) -> str:
        """The name of its column; empty where that is the spreadsheet's letters, which the address says."""
        return "" if self.address.rpartition("!")[2] == f"{self.column}{self.line}" else self.column


class Cell(Struct, frozen=True):
    """A figure with its place and the text it was read from; `value` None is a blank.

    `letter` is F or A where that is its only sign, as in `17,200 (F)`: what is to the good is negative.
    """

    ref: CellRef
    text: str
    value: Figure | str | None
    letter: str = ""


class Kind(StrEnum):
    """How a slip happened. Where two of one figure are equally likely, the earlier of them here is told."""

    STALE_FIGURE = "stale_figure"
    UNIT_LOST = "unit_lost"
    SIGN_REVERSED = "sign_reversed"
    DIGITS_TRANSPOSED = "digits_transposed"
    SCALE_SLIP = "scale_slip"
    SUBTOTAL_COUNTED_AS_LINE = "subtotal_counted_as_line"
    LINE_OMITTED = "line_omitted"
    LINE_COUNTED_TWICE = "line_counted_twice"
    CUMULATIVE_IN_PERIOD_COLUMN = "cumulative_in_period_column"
    TRUNCATED_NOT_ROUNDED = "truncated_not_rounded"
    DIGIT_MISTYPED = "digit_mistyped"
    DIGIT_DROPPED = "digit_dropped"
    DIGIT_ADDED = "digit_added"
    LEFT_EMPTY = "left_empty"
    ROUNDING = "rounding"
    COLUMNS_SWAPPED = "columns_swapped"
    LINE_MISSING = "line_missing"
    LINE_TYPED_TWICE = "line_typed_twice"
    ROWS_EXCHANGED = "rows_exchanged"
    WRONG_GROUP = "wrong_group"
    ONE_SIDED = "one_sided"
    SIGN_CONVENTION = "sign_convention"
    UNIT_OF_COLUMN = "unit_of_column"
    FORMULA_OVERTYPED = "formula_overtyped"
    FORMULA_WRONG = "formula_wrong"
    NOT_WORKED_OUT = "not_worked_out"
    KEPT_AS_TEXT = "kept_as_text"
    FOLLOWS_FROM = "follows_from"
    FOLLOWS_BY_FORMULA = "follows_by_formula"
    UNEXPLAINED = "unexplained"
