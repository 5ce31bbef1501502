"""Cells of a ledger as it was read: place, text and exact value of the figures a check used."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from budget_monitor.figures.letters import with_its_letter
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.ledger import LedgerTable, negated_column
from budget_monitor.model.ledgers.money import Figure, money, plain
from budget_monitor.model.ledgers.schema import ColumnType


class SignedCell(Struct, frozen=True):
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
        self._read: dict[tuple[int, str], SignedCell] = {}
        self._names = frozenset(table.column_names)
        self._texts = frozenset(table.stored.header)

    def typed(self, line: int, column: str) -> object:
        """The typed value of a cell, as Python has it."""
        rows = self.table.stored.rows_around(line)
        return rows.value(column, int(rows.lines.searchsorted(line)))

    def key(self, line: int, names: tuple[str, ...]) -> Mapping[str, str]:
        """The key of the row on a line, as text; a blank is empty. Names are as the file has them."""
        return {name: self._word(line, name) for name in names if name in self._names}

    def _word(self, line: int, name: str) -> str:
        value, column = self.typed(line, name), self.table.schema.columns.get(name)
        if value is None:
            return ""
        header = self.table.headers.get(name)
        if column is None or column.type is not ColumnType.TEXT or header is None or header not in self._texts:
            return str(value)
        rows = self.table.stored.rows_around(line)
        return " ".join(rows.text(header, int(rows.lines.searchsorted(line))).split())

    def signed(self, line: int, column: str) -> SignedCell:
        """The cell of a schema's column on a line; each is read once, however many checks use it."""
        if (line, column) not in self._read:
            self._read[line, column] = self._signed(line, column)
        return self._read[line, column]

    def _signed(self, line: int, column: str) -> SignedCell:
        rows = self.table.stored.rows_around(line)
        row = int(rows.lines.searchsorted(line))
        header, sign = self.table.headers.get(column), 1
        stand_in = negated_column(column)
        if stand_in in self._names and rows.value(stand_in, row):
            negated_by = self.table.schema.columns[column].negated_by or column
            header, sign = self.table.headers.get(negated_by, negated_by), -1
        text = rows.text(header, row) if header is not None and header in self._texts else ""
        value = rows.value(column, row)
        figure: Figure | str | None = None
        if value is not None:
            figure = self.figure(column, value * sign) if isinstance(value, Decimal) else str(value)
        name = header if header is not None else column
        return SignedCell(with_its_letter(Cell(self.table.ref(line, name), text, figure)), sign)

    def figure(self, column: str, value: Decimal) -> Figure:
        """An amount of a column: money in the set's currency, or a plain number."""
        is_money = self.table.schema.columns[column].type is ColumnType.MONEY
        return money(value, self.currency) if is_money else value


def number_of(value: Figure | str | None) -> Fraction:
    """A cell's value as a fraction; a blank or a word is nothing."""
    return Fraction(0) if value is None or isinstance(value, str) else Fraction(plain(value))
