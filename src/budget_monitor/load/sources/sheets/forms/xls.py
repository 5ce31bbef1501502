"""A workbook in xls form (Excel 97 to 2003): what its records say of cells besides their values."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from functools import cached_property

import olefile
from msgspec import Struct, field

from budget_monitor.load.sources.sheets.forms.xls_formulas import Links, NotReadError, formula_text
from budget_monitor.load.sources.sheets.number_formats import GENERAL, NumberFormat, number_format
from budget_monitor.load.sources.sheets.parts import BUILT_IN_FORMATS
from budget_monitor.load.sources.sheets.sheet_xml import Place, SheetParts
from budget_monitor.model.ledgers.grid import column_letters

_BEGIN, _END, _PROTECTED, _SHEET, _FORMAT, _STYLE = 0x0809, 0x000A, 0x002F, 0x0085, 0x041E, 0x00E0
_BOOK, _SHEETS_NAMED = 0x01AE, 0x0017
_ROW, _NUMBER, _SHORT, _SHORTS, _FORMULA, _SHARED, _ERROR_CELL, _FILTERED, _HAS_FILTER = (
    0x0208, 0x0203, 0x027E, 0x00BD, 0x0006, 0x04BC, 0x0205, 0x009B, 0x009D,
)  # fmt: skip
_LABELS = (0x0204, 0x00FD, 0x00D6)
_CELLS = frozenset((_NUMBER, _SHORT, _SHORTS, _FORMULA, _ERROR_CELL, *_LABELS))
_OF_1997 = 0x0600
_IS_HIDDEN = 0x20
_NO_NUMBER = 0xFFFF
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_STREAMS = ("Workbook", "Book")
_DAMAGES = (struct.error, IndexError, ValueError, OverflowError, OSError)
_NOT_TOLD = "how its figures are shown, and its formulas, could not be read: save the workbook as .xlsx"


class _Sheet(Struct):
    parts: SheetParts = field(default_factory=SheetParts)
    styles: dict[str, int] = field(default_factory=dict)
    formulas: list[tuple[Place, bytes]] = field(default_factory=list)
    shared: dict[Place, bytes] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


class XlsParts:
    """The parts of a workbook in xls form. Macros are never run, nor links followed.

    Where its records are not those of Excel 97, or are damaged, nothing is known but the values, and that is said.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._links = Links()

    @property
    def has_macros(self) -> bool:
        """True if there are macros in it."""
        return "_VBA_PROJECT".encode("utf-16-le") in self._content

    @cached_property
    def is_encrypted(self) -> bool:
        """True if a password protects the workbook."""
        try:
            return any(kind == _PROTECTED for kind, _ in _records(self._stream, 0))
        except _DAMAGES:
            return False

    def extents(self) -> Iterator[tuple[str, int, int]]:
        """How many rows and columns the cells of each sheet reach over; none over those of one that is damaged."""
        for name in self._book[0]:
            sheet = self._sheet(name)
            yield name, sheet.rows, sheet.columns

    @property
    def formats(self) -> list[NumberFormat]:
        """The number format of each style, by its number."""
        return self._book[1]

    def styles(self, sheet: str) -> Mapping[str, int]:
        """The number of the style of each cell that holds a number, by its address."""
        return self._sheet(sheet).styles

    def has_formulas(self, sheet: str) -> bool:
        """Whether a sheet has any formula."""
        return bool(self._sheet(sheet).parts.formulas)

    def is_worth_reading(self, sheet: str) -> bool:  # noqa: ARG002 - as it is for any sheet
        """Whether there may be anything that `read` tells: that is known once it is read."""
        return True

    def read(self, sheet: str) -> SheetParts:
        """What the records say of the cells of a sheet; nothing for a sheet that there is not."""
        return self._sheet(sheet).parts

    @cached_property
    def _stream(self) -> bytes:
        with olefile.OleFileIO(io.BytesIO(self._content)) as streams:
            name = next(filter(streams.exists, _STREAMS), None)
            return b"" if name is None else streams.openstream(name).read()

    @cached_property
    def _book(self) -> tuple[dict[str, int], list[NumberFormat]]:
        """Where each sheet begins, and the number format of each style; none where that is not to be read."""
        try:
            return self._globals()
        except _DAMAGES:
            return {}, []

    def _globals(self) -> tuple[dict[str, int], list[NumberFormat]]:
        sheets: dict[str, int] = {}
        codes = dict(BUILT_IN_FORMATS)
        used: list[int] = []
        for kind, data in _records(self._stream, 0):
            if kind == _BEGIN and struct.unpack_from("<H", data)[0] != _OF_1997:
                return {}, []
            if kind == _SHEET:
                (at,) = struct.unpack_from("<I", data)
                sheets[_text(data, 6, 1)] = at
                self._links.sheets.append(_text(data, 6, 1))
            elif kind == _FORMAT:
                codes[struct.unpack_from("<H", data)[0]] = _text(data, 2, 2)
            elif kind == _STYLE:
                used.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _BOOK:
                self._links.add_book(data)
            elif kind == _SHEETS_NAMED:
                self._links.add_named(data)
        return sheets, [number_format(codes[one]) if one in codes else GENERAL for one in used]

    def _sheet(self, name: str) -> _Sheet:
        if name not in self._known:
            sheets, _ = self._book
            try:
                self._known[name] = self._read(sheets[name])
            except (KeyError, *_DAMAGES):
                self._known[name] = _Sheet(SheetParts(not_told=_NOT_TOLD))
        return self._known[name]

    @cached_property
    def _known(self) -> dict[str, _Sheet]:
        return {}

    def _read(self, at: int) -> _Sheet:
        found = _Sheet()
        for kind, data in _records(self._stream, at):
            if kind in _CELLS:
                _reach(found, data)
            if kind in _READERS:
                _READERS[kind](found, data)
        for place, tokens in found.formulas:
            try:
                found.parts.formulas[place] = formula_text(tokens, place, found.shared, self._links)
            except (NotReadError, struct.error, IndexError):
                found.parts.formulas[place] = ""
        return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The kind and the bytes of each record of a part that begins there, without those of charts within it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        depth += kind == _BEGIN
        if depth == 1:
            yield kind, data
        depth -= kind == _END
        if depth <= 0:
            return
        at += 4 + size


def _text(data: bytes, at: int, size: int) -> str:
    """A text that states its length in so many bytes, then whether its characters have two bytes each."""
    length, is_wide = int.from_bytes(data[at : at + size], "little"), data[at + size] & 1
    start = at + size + 1
    return data[start : start + 2 * length].decode("utf-16-le", "replace") if is_wide else (
        data[start : start + length].decode("latin-1")
    )  # fmt: skip


def _reach(found: _Sheet, data: bytes) -> None:
    """Of several figures in one record the first is enough: there is room for as many as the record has bytes."""
    row, column = struct.unpack_from("<HH", data)
    found.rows, found.columns = max(found.rows, row + 1), max(found.columns, column + 1)


def _row(found: _Sheet, data: bytes) -> None:
    row, flags = struct.unpack_from("<H", data)[0], struct.unpack_from("<H", data, 12)[0]
    if flags & _IS_HIDDEN:
        found.parts.hidden_rows.append(row)


def _number(found: _Sheet, data: bytes) -> None:
    row, column, style = struct.unpack_from("<HHH", data)
    found.styles[f"{column_letters(column)}{row + 1}"] = style


def _numbers(found: _Sheet, data: bytes) -> None:
    row, first = struct.unpack_from("<HH", data)
    for number in range((len(data) - 6) // 6):
        (style,) = struct.unpack_from("<H", data, 4 + 6 * number)
        found.styles[f"{column_letters(first + number)}{row + 1}"] = style


def _error(found: _Sheet, data: bytes) -> None:
    row, column = struct.unpack_from("<HH", data)
    if data[7]:
        found.parts.errors[(row, column)] = _ERRORS.get(data[6], "#N/A")


def _formula(found: _Sheet, data: bytes) -> None:
    row, column, style, *result = struct.unpack_from("<HHHBBBBBBH", data)
    (size,) = struct.unpack_from("<H", data, 20)
    place = (row, column)
    found.styles[f"{column_letters(column)}{row + 1}"] = style
    found.formulas.append((place, data[22 : 22 + size]))
    if result[-1] == _NO_NUMBER and result[0] == 2:
        found.parts.errors[place] = _ERRORS.get(result[2], "#N/A")


def _shared(found: _Sheet, data: bytes) -> None:
    """A formula that cells share stands behind that of the first of them, and has that one's place for its name."""
    (size,) = struct.unpack_from("<H", data, 8)
    if found.formulas:
        found.shared[found.formulas[-1][0]] = data[10 : 10 + size]


def _filter(found: _Sheet, _data: bytes) -> None:
    found.parts.has_filter = True


_READERS = {
    _ROW: _row, _NUMBER: _number, _SHORT: _number, _SHORTS: _numbers, _FORMULA: _formula, _SHARED: _shared,
    _ERROR_CELL: _error, _FILTERED: _filter, _HAS_FILTER: _filter,
}  # fmt: skip
