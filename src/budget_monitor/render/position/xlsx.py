"""The monitoring position as an Excel workbook: a flat table for each part of it, to filter and to sum.

Numbers are numbers in currency units; a figure that no ledger states is a blank cell. There is no formula in it, and
the same position gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter.workbook import Workbook

from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.results.position import MonitoringPosition, PositionFigure, ReportPosition
from budget_monitor.model.running.result_mark import RESULT_MARK
from budget_monitor.render.formats.workbook.styles import Sheet, Styles
from budget_monitor.render.position.shapes import MARK, current_cash_limit, names_of
from budget_monitor.render.position.view import WHAT_MARKS

Cell = PositionFigure | Decimal | str | None

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_CREATED = datetime(2000, 1, 1)
_WHOSE = ("portfolio", "report", "basis")
TABLES = {
    "Revenue": ("cash limit", "net expenditure", "appropriations", "outturn", "variance", "variance %", "rating"),
    "Reserves": ("category", "reserve", "purpose", "row", "opening", "used", "remaining"),
    "Savings": ("proposal", "rating", "row", "value", "achieved"),
    "Capital": ("programme year", "sector", "scheme or source", "row", "amount"),
}
"""The sheets, and their columns after whose report it is. `row` says line, subtotal or total: sum only lines."""
WIDTHS = {"portfolio": 34, "report": 14, "purpose": 40, "proposal": 50, "scheme or source": 44, "reserve": 30}


def to_summary_xlsx(position: MonitoringPosition) -> bytes:
    """The workbook's bytes; a part that no report has is no sheet."""
    written = BytesIO()
    book = Workbook(written, _OPTIONS)
    book.set_properties(
        {"title": "Monitoring position", "author": "budget-monitor", "created": _CREATED, "comments": RESULT_MARK}
    )
    styles = Styles(book)
    for name, headers in TABLES.items():
        rows = [row for report in position.reports for row in _ROWS[name](report)]
        if rows or name == "Revenue":
            _write(Sheet(book.add_worksheet(name), styles), (*_WHOSE, *headers), rows)
    book.close()
    return written.getvalue()


def _write(sheet: Sheet, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet.widths(WIDTHS.get(header, 15) for header in headers)
    right = [at for row in rows[:1] for at, cell in enumerate(row) if isinstance(cell, PositionFigure)]
    sheet.headers(0, headers, right)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, PositionFigure):
                sheet.figure(at, column, cell.amount, mark=MARK if cell.findings else "")
            elif isinstance(cell, Decimal):
                sheet.number(at, column, cell, "0.0;[Red]-0.0")
            else:
                sheet.text(at, column, cell or "")
    if any(isinstance(cell, PositionFigure) and cell.findings for row in rows for cell in row):
        sheet.sheet.write_comment(0, 0, f"{MARK} {WHAT_MARKS}")
    sheet.lay_out(0, len(rows), len(headers))


def _whose(report: ReportPosition) -> tuple[str, str, str]:
    when = " ".join(report.key[name] for name in ("financial_year", "period"))
    return names_of(report.key), when, report.outturn.basis if report.outturn else ""


def _revenue(report: ReportPosition) -> Iterator[Sequence[Cell]]:
    if report.cash_limit is None and report.outturn is None:
        return
    outturn, variance, none = report.outturn, report.variance, PositionFigure()
    figures = (outturn.net_expenditure, outturn.appropriations, outturn.outturn) if outturn else (none, none, none)
    rating = variance.rating.value if variance.rating else ""
    yield (*_whose(report), current_cash_limit(report), *figures, variance.amount, variance.percent, rating)


def _reserves(report: ReportPosition) -> Iterator[Sequence[Cell]]:
    for line in report.reserves.lines if report.reserves else ():
        names = (line.category, line.reserve, line.purpose, line.row_type.value)
        yield (*_whose(report), *names, line.opening, line.used, line.remaining)


def _savings(report: ReportPosition) -> Iterator[Sequence[Cell]]:
    for line in report.savings.lines if report.savings else ():
        rating = line.rating.value if line.rating else ""
        yield (*_whose(report), line.proposal, rating, line.row_type.value, line.value, line.achieved)


def _capital(report: ReportPosition) -> Iterable[Sequence[Cell]]:
    for year in report.capital:
        for line in (*year.schemes, *year.sources):
            row_type = RowType(line.row_type).value
            yield (*_whose(report), year.programme_year, line.sector, line.name, row_type, line.amount)


_ROWS = {"Revenue": _revenue, "Reserves": _reserves, "Savings": _savings, "Capital": _capital}
