"""A sheet for each ledger: the file's own columns and rows, each row on the line it has in the file.

Amounts stand in the ledger's unit, which the headers name, whatever unit a column or a cell was written in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import LINE, ROW_TYPE, LedgerTable, RowType
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.render.formats.workbook.marks import FILLS, Colour, Mark
from budget_monitor.render.formats.workbook.styles import INDENT, Look, Sheet, decimals, figure_format
from budget_monitor.render.text.literal import literal

MAX_ROWS_OF_A_SHEET = 1_048_576
"""Rows of a sheet."""

NARROWEST, WIDEST = 9, 36
"""Widths of columns, in characters."""

ROWS_THAT_SET_A_WIDTH = 200
"""Rows by whose texts a column's width is chosen."""

TOTAL: Look = {"bold": True, "top": 1}

_TABS = {
    Colour.PUT_RIGHT: "#C00000",
    Colour.FAILED: "#C00000",
    Colour.UNREADABLE: "#7030A0",
    Colour.RESTATED: "#2F75B5",
    Colour.UNDECIDED: "#E0A800",
    Colour.KNOWN: "#70AD47",
}
_PRINTED_PLACES = re.compile(r"[-(−]?[\d,  ]+\.(\d+)\)?\s*%?")


class _Column(Struct, frozen=True):
    """A column of a sheet: its title, and by row the text and the value; numbers have a format."""

    header: str
    title: str
    texts: Sequence[str]
    values: Sequence[object]
    number_format: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it holds figures, which stand on the right."""
        return bool(self.number_format)


def write_ledger(sheet: Sheet, ledger: LedgerTable, currency: str, marks: Mapping[CellRef, Mark]) -> None:
    """Fill a sheet with a ledger. Raises UsageError when it has more lines than a sheet has rows."""
    lines: list[int] = ledger.select([LINE])[LINE].to_pylist()
    if ledger.places is not None:  # rows of many places, one below the other
        lines = list(range(2, len(lines) + 2))
    last = max(lines, default=1)
    if last > MAX_ROWS_OF_A_SHEET:
        raise UsageError(
            f"{ledger.file} has more than the {MAX_ROWS_OF_A_SHEET:,} lines that a workbook takes; use --format csv"
        )
    kinds: list[str] = ledger.select([ROW_TYPE])[ROW_TYPE].to_pylist()
    columns = [_column(ledger, header, currency) for header in list(ledger.stored.header)]
    marked = _by_place(ledger, marks)
    sheet.widths(map(_width, columns))
    beside = [at for at, column in enumerate(columns) if at and columns[at - 1].is_number and not column.is_number]
    sheet.headers(
        0, (column.title for column in columns), [at for at, column in enumerate(columns) if column.is_number], beside
    )
    for at, column in enumerate(columns):
        of_lines = [INDENT] if at in beside else []
        of_totals = [TOTAL, *of_lines]
        for line, kind, text, value in zip(lines, kinds, column.texts, column.values, strict=True):
            looks = of_lines if kind == RowType.LINE else of_totals
            if (line - 1, at) in marked:
                looks = [*looks, fill(marked[line - 1, at].colour)]
            if not text.strip():  # a blank stays blank, whatever it was taken to mean
                sheet.text(line - 1, at, "", *looks)
            elif isinstance(value, Decimal):
                sheet.number(line - 1, at, value, column.number_format, *looks)
            elif isinstance(value, date):
                sheet.day(line - 1, at, value, *looks)
            else:
                sheet.text(line - 1, at, text, *looks)
    for (row, at), mark in marked.items():
        sheet.sheet.write_comment(row, at, mark.comment, _comment_box(mark.comment))
    if marked:
        sheet.sheet.set_tab_color(_TABS[max(mark.colour for mark in marked.values())])
    sheet.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last}"})
    sheet.lay_out(0, last - 1, len(columns))


def _by_place(ledger: LedgerTable, marks: Mapping[CellRef, Mark]) -> dict[tuple[int, int], Mark]:
    """The marks of one file by row and column, from 0."""
    found: dict[tuple[int, int], Mark] = {}
    mapped = _mapped_places(ledger)
    for ref, mark in marks.items():
        if ref.file == ledger.file or ref in mapped:
            joined = found.setdefault(mapped.get(ref) or place(ref, ledger), Mark(mark.colour))
            joined.colour = max(joined.colour, mark.colour)
            joined.notes += mark.notes
    return found


def _mapped_places(ledger: LedgerTable) -> dict[CellRef, tuple[int, int]]:
    """Where the officer's own cells stand on the sheet of a ledger that a mapping put together, from 0."""
    if ledger.places is None:
        return {}
    lines: list[int] = ledger.select([LINE])[LINE].to_pylist()
    return {
        ref: (row, at)
        for row, line in enumerate(lines, start=1)
        for at, header in enumerate(ledger.stored.header)
        if (ref := ledger.places.ref(line, header)) is not None
    }


def fill(colour: Colour) -> Look:
    """The look of a coloured cell. Figures to put right are bold and framed: not only the colour says so."""
    background, text = FILLS[colour]
    look: dict[str, object] = {"bg_color": background, "font_color": text}
    if colour is Colour.PUT_RIGHT:
        look |= {"bold": True, "border": 1, "border_color": text}
    return look


def place(ref: CellRef, ledger: LedgerTable) -> tuple[int, int]:
    """Where a cell of a file stands on its sheet, from 0; a row as a whole is its first cell."""
    headers: list[str] = list(ledger.stored.header)
    column = headers.index(ref.column) if ref.column in headers else 0
    return max(ref.line - 1, 0), column


def _column(ledger: LedgerTable, header: str, currency: str) -> _Column:
    """A column of the file, with the typed values that belong to it."""
    texts = [text or "" for text in ledger.text[header].to_pylist()]
    name, negated = _meaning(ledger, header)
    if name is None:
        return _Column(header, header, texts, texts)
    kind = ledger.schema.columns[name].type
    values: list[object] = ledger.select([name])[name].to_pylist()
    if kind is ColumnType.DATE:
        return _Column(header, header, texts, values)
    if not kind.is_numeric:
        return _Column(header, header, texts, texts)
    if kind is not ColumnType.MONEY:
        numbers = [_signed(value, 1, negated) for value in values]
        places = max((_printed_places(text) for text in texts), default=0)
        suffix = '"%"' if kind is ColumnType.PERCENT else ""
        number_format = ";".join(f"{part}{suffix}" for part in figure_format(places).split(";"))
        return _Column(header, header, texts, numbers, number_format)
    factor = unit_factor(ledger.unit)
    numbers = [_signed(value, factor, negated) for value in values]
    places = max((decimals(number) for number in numbers if number is not None), default=0)
    title = f"{name if not negated else ledger.schema.columns[name].negated_by} ({ledger.unit})"
    return _Column(header, title, texts, numbers, figure_format(places, currency if factor == 1 else None))


def _meaning(ledger: LedgerTable, header: str) -> tuple[str | None, bool]:
    """The schema's column that a header stands for, and whether with the sign reversed."""
    for name, column in ledger.schema.columns.items():
        if column.negated_by is not None and ledger.headers.get(column.negated_by) == header:
            return name, True
        if ledger.headers.get(name) == header:
            return name, False
    return None, False


def _signed(value: object, factor: int, negated: bool) -> Decimal | None:
    if not isinstance(value, Decimal):
        return None
    return (-value if negated else value) / factor


def unit_factor(unit: str) -> int:
    """Currency units in one of a ledger's unit: 1000 for £000 or CHF 000."""
    if unit.endswith("000"):
        return 1_000
    return 1_000_000 if unit.endswith("m") else 1


def _printed_places(text: str) -> int:
    """Decimal places as they were written: 93.0 has one."""
    match = _PRINTED_PLACES.fullmatch(text.strip())
    return len(match[1]) if match else 0


def _comment_box(text: str) -> dict[str, object]:
    """A box that the comment fits in."""
    lines = sum(1 + len(line) // 52 for line in text.split("\n"))
    return {"author": "budget-monitor", "width": 360, "height": min(20 + 17 * lines, 420), "font_size": 9}


def _width(column: _Column) -> int:
    texts = [column.title, *column.texts[:ROWS_THAT_SET_A_WIDTH]]
    longest = max(len(literal(text)) for text in texts)
    return min(max(longest + 2, NARROWEST), WIDEST)
