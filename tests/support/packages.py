"""Zipped files and databases that a fuzzer may damage: a whole one, of which one part is what it gives."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.support.old_workbooks import formula, label, number, number_cell, ods, row, table, text_cell, xls

SAVINGS: list[list[str | int | None]] = [
    ["financial_year", "period", "portfolio", "proposal", "risk_rating", "value", "achieved"],
    ["2021/22", "Q4", "Libraries", "Opening hours", "Green", 60, 60],
    ["2021/22", "Q4", "Libraries", "Energy", "Amber", 20, 10],
    ["2021/22", "Q4", "Libraries", "Total", None, 81, 70],
]
LINES = [
    ["£000", "Q1", "Q2", "Year"],
    ["Staff", "10", "20", "30"],
    ["Rent", "5", "5", "10"],
    ["Total", "15", "25", "41"],
]


@cache
def workbook() -> bytes:
    """A workbook of savings whose total is wrong, with a formula and a note."""
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "savings"
    for cells in SAVINGS:
        sheet.append(cells)
    sheet["H4"] = "=SUM(F2:F3)"
    sheet["F2"].comment = Comment("looked at", "J. Smith")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def word() -> bytes:
    """A Word document with a heading, a sentence and a table whose total is wrong."""
    import docx

    document = docx.Document()
    document.add_heading("Budget 2021/22", 1)
    document.add_paragraph("We spent £15k of £25k (60%), and 5 of 10 (51%).")
    grid = document.add_table(len(LINES), len(LINES[0]))
    for number_of_row, texts in enumerate(LINES):
        for column, text in enumerate(texts):
            grid.cell(number_of_row, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def part_of(package: bytes, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """The package with another content of that part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(stream, "w") as after:
        for info in before.infolist():
            after.writestr(info.filename, content if info.filename == name else before.read(info))
    return stream.getvalue()


@cache
def parquet() -> bytes:
    """The same savings as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    header, rows = SAVINGS[0], SAVINGS[1:]
    columns = {str(name): [None if row[at] is None else str(row[at]) for row in rows] for at, name in enumerate(header)}
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


@cache
def database() -> bytes:
    """The same savings as a table of a DuckDB file; nothing without DuckDB."""
    if find_spec("duckdb") is None:
        return b""
    import duckdb

    header, rows = [f'"{name}"' for name in SAVINGS[0]], SAVINGS[1:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "council.duckdb"
        with duckdb.connect(str(path)) as opened:
            columns = ", ".join(f"{name} varchar" for name in header)
            opened.execute(f"create table savings ({columns})")
            opened.executemany(f"insert into savings values ({', '.join('?' * len(header))})", rows)
        return path.read_bytes()


@cache
def history() -> bytes:
    """A history of one run of them."""
    from datetime import UTC, datetime

    from budget_monitor.model.results.history import Recording
    from budget_monitor.pipeline import check

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "savings.parquet").write_bytes(parquet())
        check(place, record=Recording(datetime(2026, 5, 1, tzinfo=UTC)))
        return (place / ".budget-monitor" / "history.sqlite").read_bytes()


@cache
def open_workbook() -> bytes:
    """The same savings as an OpenDocument workbook."""
    total = number_cell("80", 'table:formula="of:=SUM([.F2:.F3])"')
    rows = [
        [number_cell(str(one)) if isinstance(one, int) else text_cell(one or "") for one in cells] for cells in SAVINGS
    ]
    return ods(table(*(row(*cells) for cells in rows[:-1]), row(*rows[-1], total), name="savings"))


@cache
def old_workbook() -> bytes:
    """The same savings as a workbook of Excel 97."""
    cells = [
        number(at, column, cell) if isinstance(cell, int) else label(at, column, cell or "")
        for at, one in enumerate(SAVINGS)
        for column, cell in enumerate(one)
    ]
    area = struct.pack("<BHHHH", 0x25, 1, 2, 0xC005, 0xC005)  # F2:F3
    total = formula(3, 7, 80, area + struct.pack("<BBH", 0x19, 0x10, 0))  # its SUM
    return xls([*cells, total], sheet="savings")
