"""The part of a sheet that a mapping looks at, and its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from budget_monitor.errors import hint, nearest
from budget_monitor.figures.headers import header_rows
from budget_monitor.load.cells.headings import match_headings
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.mapping.blocks import SourceBlock
from budget_monitor.load.sources.mapping.templates import Found, Heading, Template
from budget_monitor.load.sources.sheets.rows import MAX_ROWS_ABOVE_A_HEADER, Rows
from budget_monitor.model.ledgers.grid import column_number
from budget_monitor.model.ledgers.schema import Layout, LedgerSchema

MAX_ROWS_OF_A_HEADER = 4
"""More must be said (`header = [3, 9]`)."""
_RANGE = re.compile(r"([A-Z]{1,3})?([0-9]{1,7})?:([A-Z]{1,3})?([0-9]{1,7})?")


class Window(Struct, frozen=True):
    """A table lying as a ledger does: `texts` row by row. `row_numbers` and `column_numbers` say where its rows and
    columns stand on the sheet, from 0: of a transposed one the rows are the sheet's columns.
    """

    texts: Sequence[Sequence[str]]
    row_numbers: Sequence[int]
    column_numbers: Sequence[int]


class Header(Struct, frozen=True):
    """The last row of a header, counted in the window, and the columns found by it."""

    last_row: int
    headings: tuple[Heading, ...]
    found: tuple[Found, ...]


def window_of(rows: Rows, block: SourceBlock) -> Window:
    """What the mapping looks at. Raises Unreadable where a text that it begins or ends at is not there."""
    width = max(map(len, rows.texts), default=0)
    left, top, right, bottom = _extent(block.range, width, len(rows.texts))
    if block.below:
        top = _row_with(rows, block.below, top, bottom) + 1
    if block.above:
        bottom = _row_with(rows, block.above, top, bottom)
    row_numbers, column_numbers = range(top, bottom), range(left, right)
    texts = [[_cell(rows.texts[row], column) for column in column_numbers] for row in row_numbers]
    if block.layout is Layout.TRANSPOSED:
        turned = [[texts[row][column] for row in range(len(texts))] for column in range(len(column_numbers))]
        return Window(turned, column_numbers, row_numbers)
    return Window(texts, row_numbers, column_numbers)


def is_range(text: str) -> bool:
    """True if a text is a range such as A5:H40, A:H or 5:40."""
    match = _RANGE.fullmatch(text.strip().upper())
    return match is not None and any(match.groups()) and (match[1] is None) == (match[3] is None)


def _extent(text: str, width: int, height: int) -> tuple[int, int, int, int]:
    match = _RANGE.fullmatch(text.strip().upper()) if text else None
    if match is None:
        return 0, 0, width, height
    left = column_number(match[1]) if match[1] else 0
    right = column_number(match[3]) + 1 if match[3] else width
    top = int(match[2]) - 1 if match[2] else 0
    bottom = int(match[4]) if match[4] else height
    return left, top, min(right, width), min(bottom, height)


def _row_with(rows: Rows, text: str, top: int, bottom: int) -> int:
    wanted = " ".join(text.split()).casefold()
    for row in range(top, bottom):
        if any(" ".join(cell.split()).casefold() == wanted for cell in rows.texts[row]):
            return row
    known = [cell.strip() for row in range(top, bottom) for cell in rows.texts[row][:2] if cell.strip()]
    raise Unreadable(RecordProblem(0, text, f"no cell has the text {text!r}{hint(nearest(text, known))}"))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def header_of(window: Window, block: SourceBlock, schema: LedgerSchema) -> Header:
    """The header: as the mapping says, or the few rows near the top that name most of the columns wanted."""
    if block.header:
        lines = [block.header] if isinstance(block.header, int) else block.header
        if any(line - 1 not in window.row_numbers for line in lines):
            raise Unreadable(RecordProblem(0, "", f"the header, line {lines[-1]}, is not among the cells looked at"))
        first, last = (window.row_numbers.index(line - 1) for line in (lines[0], lines[-1]))
        return _read(window, first, last, block, schema)
    best: tuple[tuple[int, int, int], Header] | None = None
    depth = min(len(window.texts), MAX_ROWS_ABOVE_A_HEADER)
    for first in range(depth):
        if not any(map(str.strip, window.texts[first])):
            continue
        for last in range(first, min(first + MAX_ROWS_OF_A_HEADER, len(window.texts))):
            header = _read(window, first, last, block, schema)
            score = (len({one.column for one in header.found}), len(header.found), first - last)
            if header.found and (best is None or score > best[0]):
                best = score, header
    if best is None:
        filled = [row for row in range(depth) if any(map(str.strip, window.texts[row]))]
        if not filled:
            raise Unreadable(RecordProblem(0, "", "there is nothing here; expected a header and rows"))
        counts = {row: sum(1 for text in window.texts[row] if text.strip()) for row in filled}
        first = next(row for row in filled if counts[row] * 2 > max(counts.values()))
        return _read(window, first, first, block, schema)
    return best[1]


def _read(window: Window, first: int, last: int, block: SourceBlock, schema: LedgerSchema) -> Header:
    headings = _headings(window, first, last)
    found: list[Found] = []
    for column, named in block.columns.items():
        for text in [named] if isinstance(named, str) else named:
            if not text:
                continue
            found += Template(text, schema, block.values).found(column, headings)
    taken = {*block.columns, *block.constants, block.headings}
    free = [heading for heading in headings if all(heading.place != one.heading.place for one in found)]
    for texts in ([heading.text for heading in free], [heading.last for heading in free]):
        for name, one in match_headings(texts, schema).known.items():
            if name not in taken:
                found.append(Found(name, free[one.place], one.unit))
                taken.add(name)
    label = schema.label or ""
    if block.layout is Layout.TRANSPOSED and label and label not in taken:
        found += _label_row(window, last, label, [one for one in headings if one not in {f.heading for f in found}])
    return Header(last, headings, tuple(found))


def _label_row(window: Window, last: int, label: str, free: Sequence[Heading]) -> list[Found]:
    """Of a transposed table the row that names the columns: the first that is filled in most of them."""
    below = window.texts[last + 1 :]
    for heading in free:
        place = window.column_numbers.index(heading.place)
        if below and sum(1 for texts in below if texts[place].strip()) * 2 > len(below):
            return [Found(label, heading)]
    return []


def _headings(window: Window, first: int, last: int) -> tuple[Heading, ...]:
    """The columns with their header rows joined."""
    rows = header_rows(window.texts[row] for row in range(first, last + 1))
    headings = []
    for place, number in enumerate(window.column_numbers):
        texts = list(dict.fromkeys(row[place] for row in rows if row[place]))
        headings.append(Heading(number, " ".join(texts), rows[-1][place]))
    return tuple(headings)
