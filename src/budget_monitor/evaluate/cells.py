"""Cells of a ledger as it was read: place, text and exact value of the figures a check used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from budget_monitor.model.ledger import LINE, ColumnType, LedgerTable, negated_column
from budget_monitor.model.money import Figure, money
from budget_monitor.model.outcome import Cell, CellRef

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class SignedCell:
    """A cell and how its value enters a check: -1 where the file has the column that stands in with the sign
    reversed.
    """

    cell: Cell
    sign: int


class CellReader:
    """Looks up cells of one ledger by physical line."""

    def __init__(self, table: LedgerTable, currency: str) -> None:
        self.table = table
        self.currency = currency
        self.lines: npt.NDArray[np.int64] = table.table[LINE].to_numpy()

    def row(self, line: int) -> int:
        """Which row stands on a physical line."""
        return int(self.lines.searchsorted(line))

    def typed(self, line: int, column: str) -> object:
        """The typed value of a cell, as Python has it."""
        value: object = self.table.table[column][self.row(line)].as_py()
        return value

    def key(self, line: int, names: tuple[str, ...]) -> Mapping[str, str]:
        """The key of the row on a line, as text; a blank is empty."""
        values = {name: self.typed(line, name) for name in names if name in self.table.table.column_names}
        return {name: "" if value is None else str(value) for name, value in values.items()}

    def signed(self, line: int, column: str) -> SignedCell:
        """The cell of a schema's column on a line."""
        row = self.row(line)
        header, sign = self.table.headers.get(column), 1
        stand_in = negated_column(column)
        if stand_in in self.table.table.column_names and self.table.table[stand_in][row].as_py():
            negated_by = self.table.schema.columns[column].negated_by or column
            header, sign = self.table.headers.get(negated_by, negated_by), -1
        text = ""
        if header is not None and header in self.table.text.column_names:
            text = self.table.text[header][row].as_py() or ""
        value = self.table.table[column][row].as_py()
        figure: Figure | str | None = self.figure(column, value * sign) if isinstance(value, Decimal) else value
        if value is not None and not isinstance(value, Decimal):
            figure = str(value)
        name = header if header is not None else column
        return SignedCell(Cell(CellRef(self.table.file, line, name), text, figure), sign)

    def figure(self, column: str, value: Decimal) -> Figure:
        """An amount of a column: money in the set's currency, or a plain number."""
        is_money = self.table.schema.columns[column].type is ColumnType.MONEY
        return money(value, self.currency) if is_money else value
