"""What is odd among the formulas of a workbook of which no ledger is known."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from budget_monitor.load.sources.sheets.formulas.remarks import MAX_CELLS, remarks, uncalculated
from budget_monitor.load.sources.sheets.opening import IS_HIDDEN, Book
from budget_monitor.load.sources.sheets.parts import FORMULA, HAS_MACROS
from budget_monitor.model.ledgers.ledger import InputProblem


def remarks_in(path: Path) -> list[InputProblem]:
    """A line to each cell whose formula is odd, to each hidden sheet, and to the formulas that have no value, sheet by
    sheet.
    """
    found: list[InputProblem] = []
    with ExitStack() as open_files:
        book = Book(path, open_files)
        if book.parts is not None and book.parts.has_macros:
            found.append(InputProblem(path.name, 0, "", "warning", "", HAS_MACROS))
        for info in book.sheets:
            if info.is_hidden:
                found.append(InputProblem(f"{path.name}:{info.name}", 0, "", "warning", "", IS_HIDDEN))
            if book.parts is None or not book.parts.has_any(info.name, *FORMULA):
                continue
            sheet = book.sheet(info.name)
            if book.parts is None or sheet.total_height * sheet.total_width > MAX_CELLS:
                continue
            rows, parts = sheet.to_python(skip_empty_area=False), book.sheet_parts(info.name)
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
                for one in (*uncalculated(parts), *remarks(parts.formulas, rows))
            ]
    return found
