"""A workbook read in this process, sheet by sheet as they are asked for."""

from __future__ import annotations

import io

from budget_monitor.load.sources.sheets.compiled.answers import DamagedError, ProtectedError, SheetCells, SheetInfo
from budget_monitor.load.sources.sheets.compiled.child import worksheets_of
from budget_monitor.load.sources.sheets.compiled.panics import PanicError, panics_are_errors


class ReadHere:
    """Opened from its bytes. Raises ProtectedError and DamagedError."""

    def __init__(self, content: bytes) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        try:
            with panics_are_errors():
                self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except PasswordError as error:
            raise ProtectedError from error
        except (CalamineError, PanicError) as error:
            raise DamagedError(str(error)) from error

    @property
    def sheets(self) -> list[SheetInfo]:
        """The sheets that hold cells, in their order; charts and macros are none."""
        return [SheetInfo(*one) for one in worksheets_of(self._workbook)]

    def sheet(self, name: str) -> SheetCells:
        """The cells of a sheet. Raises DamagedError."""
        from python_calamine import CalamineError

        try:
            with panics_are_errors():
                sheet = self._workbook.get_sheet_by_name(name)
        except (CalamineError, PanicError) as error:
            raise DamagedError(str(error)) from error
        return SheetCells(
            sheet.total_height,
            sheet.total_width,
            sheet.merged_cell_ranges or (),
            lambda: [list(row) for row in sheet.to_python(skip_empty_area=False)],
        )
