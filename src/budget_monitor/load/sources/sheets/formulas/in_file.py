"""What there is to say of the sheets of a workbook besides their figures: what is hidden, in error, never worked out,
and odd among the formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from budget_monitor.load.sources.cells import WARNING, RecordProblem
from budget_monitor.load.sources.sheets.compiled.answers import SheetInfo
from budget_monitor.load.sources.sheets.formulas.remarks import MAX_CELLS, remarks, uncalculated
from budget_monitor.load.sources.sheets.formulas.values import Rows
from budget_monitor.load.sources.sheets.opening import IS_HIDDEN, Book, values_of
from budget_monitor.load.sources.sheets.parts import HAS_MACROS
from budget_monitor.load.sources.sheets.sheet_xml import SheetParts
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.ledger import InputProblem

TOO_MANY_CELLS = f"the formulas of a sheet of more than {MAX_CELLS:,} cells are not looked at"
MAX_NAMED = 5


def said_of(book: Book, info: SheetInfo, rows: Rows) -> tuple[SheetParts, list[RecordProblem]]:
    """What the workbook says of a sheet, whose values are given, and what there is to tell of it."""
    has_formulas = book.has_formulas(info.name)
    is_looked_through = has_formulas and len(rows) * max(map(len, rows), default=0) <= MAX_CELLS
    is_read = is_looked_through or book.parts.is_worth_reading(info.name)
    parts = book.sheet_parts(info.name) if is_read else SheetParts()
    problems = [*_hidden(info, parts, rows), *uncalculated(parts)]
    if parts.not_told:
        problems.append(RecordProblem(0, "", parts.not_told, severity=WARNING))
    if is_looked_through:
        problems += remarks(parts.formulas, rows, book.format_of(info.name))
    elif has_formulas:
        problems.append(RecordProblem(0, "", TOO_MANY_CELLS, severity=WARNING))
    return parts, problems


def _hidden(info: SheetInfo, parts: SheetParts, values: Rows) -> Iterator[RecordProblem]:
    if info.is_hidden:
        yield RecordProblem(0, "", IS_HIDDEN, severity=WARNING)
    rows = [row for row in parts.hidden_rows if row < len(values) and any(values[row])]
    if rows:
        by = " (there is a filter)" if parts.has_filter else ""
        what = "row is" if len(rows) == 1 else "rows are"
        named = _some([str(row + 1) for row in rows])
        yield RecordProblem(
            rows[0] + 1, "", f"{len(rows):,} hidden {what} read like any other{by}: {named}", severity=WARNING
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
    return f"{', '.join(names[:MAX_NAMED])}{more}"


def remarks_in(path: Path) -> list[InputProblem]:
    """The same of a workbook of which no ledger is known, sheet by sheet; and which cells are in error."""
    found: list[InputProblem] = []
    with ExitStack() as open_files:
        book = Book(path, open_files)
        if book.parts.has_macros:
            found.append(InputProblem(path.name, 0, "", "warning", "", HAS_MACROS))
        for info in book.sheets:
            says = book.has_formulas(info.name) or book.parts.is_worth_reading(info.name)
            rows = values_of(book.sheet(info.name)) if says else []
            parts, problems = said_of(book, info, rows)
            found += [
                InputProblem(
                    f"{path.name}:{info.name}",
                    one.line,
                    one.cell.rstrip("0123456789"),
                    one.severity,
                    one.text,
                    one.message,
                    f"{info.name}!{one.cell}" if one.cell else "",
                )
                for one in (*problems, *_errors(parts))
            ]
    return found


def _errors(parts: SheetParts) -> Iterator[RecordProblem]:
    """One line for all cells in error: no figure can be read there, and what needs one is not checked."""
    if places := sorted(parts.errors):
        names = _some([cell_address("", column, row + 1) for row, column in places])
        (row, column), what = places[0], "cell is" if len(places) == 1 else "cells are"
        message = f"{len(places):,} {what} in error, so no figure can be read there: {names}"
        address = cell_address("", column, row + 1)
        yield RecordProblem(row + 1, parts.errors[places[0]], message, cell=address)
