"""Months that name their year, beside the financial year of their row: `Apr-25` in a row of 2026/27 is in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.load.cells.distinct import Distinct
from budget_monitor.load.cells.row_problems import WARNING, CellProblem, Faults
from budget_monitor.model.ledgers.period import parse_financial_year, year_of_month
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema


class MonthsElsewhere:
    """Gathers the rows whose period is a month of another financial year than the one they name, block by block."""

    def __init__(self, schema: LedgerSchema, year: str | None, year_start: int) -> None:
        self._year = year
        self._year_start = year_start
        self._years: dict[str, str] = {}
        periods = [name for name, column in schema.columns.items() if column.type is ColumnType.PERIOD]
        self._found = {name: Faults(WARNING, listed=1) for name in periods if year is not None}

    def look_at(self, words: Mapping[str, Distinct], lines: pa.Array) -> None:
        """Take in some rows: their words, and the lines they stand on."""
        if self._year is None or self._year not in words:
            return
        for name, faults in self._found.items():
            months = (
                [year_of_month(text, self._year_start) for text in words[name].tidy.to_pylist()]
                if name in words
                else []
            )
            if not any(months):
                continue
            stated = [parse_financial_year(text) for text in words[self._year].tidy.to_pylist()]
            meant = pa.array(months, pa.string()).take(words[name].codes)
            elsewhere = pc.not_equal(meant, pa.array(stated, pa.string()).take(words[self._year].codes))
            faults.add(pc.indices_nonzero(pc.fill_null(elsewhere, False)), words[name].cells, lines)

    def problems(self) -> Iterator[tuple[str, CellProblem]]:
        """The first such row of each column, and how many there are."""
        for name, faults in self._found.items():
            for problem in faults.problems(self._explained):
                yield name, problem

    def _explained(self, text: str) -> str:
        year = year_of_month(text, self._year_start)
        return f"this month is in {year}, not in the year of its row; it is read as that month of the row's year"
