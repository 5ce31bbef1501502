"""The rows of a ledger, report by report, with figures that know their cells and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE, ROW_TYPE, LedgerTable, RowType, negated_column
from budget_monitor.model.ledgers.money import money
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.ledgers.period import period_rank
from budget_monitor.model.results.position import PositionFigure
from budget_monitor.position.marks import Marks

ReportKey: TypeAlias = tuple[str, str, str, str]
"""What tells one report from another: the values of `REPORT`; a blank is empty."""

REPORT = (AUTHORITY, "portfolio", "financial_year", "period")


def report_of(key: Mapping[str, str]) -> ReportKey:
    """The report to which a row or a finding with this key belongs."""
    authority, portfolio, year, period = (key.get(name, "") for name in REPORT)
    return authority, portfolio, year, period


def names_of(report: ReportKey) -> Mapping[str, str]:
    """A report's key by column; without the authority, where there is none."""
    return {name: text for name, text in zip(REPORT, report, strict=True) if text or name != AUTHORITY}


def in_order(report: ReportKey) -> tuple[str, bool, str, str, int]:
    """By authority and portfolio, then in order of time; a total of the portfolios comes after them."""
    authority, portfolio, year, period = report
    return authority, is_total(portfolio), portfolio, year, period_rank(period) if period else -1


class Row(Struct, frozen=True):
    """One row of a ledger. `place` is its place among the rows that were taken."""

    ledger: LedgerRows
    place: int

    @property
    def line(self) -> int:
        """The physical line in the file."""
        return int(str(self.ledger.values(LINE)[self.place]))

    @property
    def row_type(self) -> RowType:
        """Whether it is a line, a sub-total or a total."""
        return RowType(str(self.ledger.values(ROW_TYPE)[self.place]))

    def text(self, column: str) -> str:
        """The cell of a text column, "" when it is blank or the ledger has no such column."""
        value = self.ledger.values(column)[self.place]
        return "" if value is None else str(value)

    def figure(self, column: str) -> PositionFigure:
        """The cell of a money column, in the sign of the schema's column (`usage`, whatever stands in for it)."""
        value = self.ledger.values(column)[self.place]
        cell = self.ledger.cell(self, column)
        amount = money(value, self.ledger.currency) if isinstance(value, Decimal) else None
        return PositionFigure(amount, (cell,), findings=self.ledger.marks.of(cell, self.ledger.key_columns))


class LedgerRows:
    """The rows of one ledger whose portfolio has `portfolio` in its name, in any case."""

    def __init__(self, table: LedgerTable, currency: str, marks: Marks, portfolio: str = "") -> None:
        self.table = table
        self.currency = currency
        self.marks = marks
        self.key_columns = tuple(table.headers.get(name, name) for name in table.schema.key)
        self._known = frozenset(table.column_names)
        self._chosen = self._of_portfolio(portfolio)
        self._values: dict[str, Sequence[object]] = {}
        self.reports: Mapping[ReportKey, list[Row]] = self._by_report()

    def values(self, column: str) -> Sequence[object]:
        """A column as Python has it; blanks throughout where the ledger has no such column."""
        if column not in self._values:
            values = self._column(column if column in self._known else LINE).to_pylist()
            self._values[column] = values if column in self._known else [None] * len(values)
        return self._values[column]

    def _column(self, name: str) -> pa.ChunkedArray:
        values = self.table.select([name])[name]
        return values if self._chosen is None else values.filter(self._chosen)

    def cell(self, row: Row, column: str) -> CellRef:
        """Where a figure stands, under the file's own header: `movement` where that stands in for `usage`."""
        header = self.table.headers.get(column)
        stand_in = negated_column(column)
        if stand_in in self._known and self.values(stand_in)[row.place]:
            name = self.table.schema.columns[column].negated_by or column
            header = self.table.headers.get(name, name)
        return self.table.ref(row.line, header or column)

    def _by_report(self) -> dict[ReportKey, list[Row]]:
        """The rows of each report; a sub-total of portfolios is no portfolio's."""
        reports: dict[ReportKey, list[Row]] = {}
        columns = [self.values(name) for name in REPORT]
        has_subtotals = self.table.schema.label == "portfolio" and RowType.SUBTOTAL in self.table.row_types
        types = self.values(ROW_TYPE) if has_subtotals else ()
        for place, key in enumerate(zip(*columns, strict=True)):
            if types and types[place] == RowType.SUBTOTAL.value:
                continue
            authority, portfolio, year, period = ("" if value is None else str(value) for value in key)
            reports.setdefault((authority, portfolio, year, period), []).append(Row(self, place))
        return reports

    def _of_portfolio(self, portfolio: str) -> pa.ChunkedArray | None:
        """bool: the rows of the portfolios that have a text in their name; None for all of them.

        A large ledger is cut down before Python sees it.
        """
        if not portfolio or "portfolio" not in self._known:
            return None
        column = self.table.select(["portfolio"])["portfolio"]
        names = [name for name in pc.unique(column).to_pylist() if name and portfolio.casefold() in name.casefold()]
        return pc.is_in(column, pa.array(names, pa.string()))
