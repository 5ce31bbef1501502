"""Writes made-up sheets to a file: a CSV file, or a workbook where there are several."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from benchmarks.sheets.sheet import Sheets


def write(sheets: Sheets, folder: Path) -> Path:
    """The file. Figures stand in a workbook as texts, as they are written."""
    if len(sheets.sheets) == 1:
        file = folder / "sheet.csv"
        file.write_text(sheets.csv(), encoding="utf-8")
        return file
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    file = folder / "sheets.xlsx"
    book.save(file)
    return file
