"""Looking at a file: what each of its tables would be taken for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.pipeline.run.beside import limits_beside

if TYPE_CHECKING:
    from budget_monitor.load.file_grids import FileGrids
    from budget_monitor.model.ledgers.layout import Layout
    from budget_monitor.model.ledgers.ledger import InputProblem


def look(
    path: str | Path, *, sheet: str = "", currency: str = "GBP"
) -> tuple[Sequence[Layout], Sequence[InputProblem]]:
    """The tables of a CSV file, workbook or document as they are seen without knowing what they are about, and what
    could not be read of it.

    `sheet` names one of a workbook, or a table of a document. Raises UsageError where the file cannot be read, or holds
    nothing.
    """
    from budget_monitor.discover.effort import Effort
    from budget_monitor.discover.readings.layout import layout_of
    from budget_monitor.load.sources.kinds import WORKBOOKS
    from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in

    with limits_beside(Path(path)):
        effort = Effort()
        read = grids_of(Path(path), sheet, currency)
        said = remarks_in(Path(path)) if Path(path).suffix.casefold() in WORKBOOKS else []
        shown = {f"{grid.file}:{grid.sheet}" for grid in read.grids}
        problems = [*read.problems, *(one for one in said if one.severity == "error" and one.file in shown)]
        return [layout_of(grid, effort) for grid in read.grids], problems


def grids_of(file: Path, sheet: str, currency: str = "GBP") -> FileGrids:
    """The grids of a file, or that of the sheet that is named. Raises UsageError as `look` does."""
    from budget_monitor.load.file_grids import grids_of_file, has_grids

    if not file.exists():
        raise UsageError(f"{file}: no such file")
    if not has_grids(file):
        raise UsageError(
            f"{file} is no table to look at: expected a CSV file, a workbook (xlsx, xlsm, xls, ods) or a document"
        )
    read = grids_of_file(file, currency)
    grids = read.grids
    if not grids:
        raise UsageError(f"{file}: there is nothing in it")
    if not sheet:
        return read
    chosen = [grid for grid in grids if grid.sheet.casefold() == sheet.casefold()]
    if not chosen:
        raise UsageError(f"{file} has no sheet {sheet!r}{did_you_mean(sheet, [grid.sheet for grid in grids])}")
    return replace(read, grids=chosen)
