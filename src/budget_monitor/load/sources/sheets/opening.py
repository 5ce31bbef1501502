"""Opening a workbook within bounds: what is protected, damaged or far too large is said, and nothing is run.

Values come of calamine, in Rust, which reads every kind of workbook and is some fifteen times as fast as openpyxl. It
makes room for every cell within a sheet's outermost ones, so those are looked at first. What is no xlsx it reads in a
process of its own, since damage of some kinds keeps it at work for ever.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cached_property
from math import isfinite
from pathlib import Path
from xml.parsers.expat import ParserCreate
from zipfile import BadZipFile, ZipFile

from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.sheets.compiled.answers import (
    DamagedError,
    ProtectedError,
    Read,
    SheetCells,
    SheetInfo,
    TooMuchError,
)
from budget_monitor.load.sources.sheets.compiled.apart import ReadApart, can_read_apart
from budget_monitor.load.sources.sheets.compiled.here import ReadHere
from budget_monitor.load.sources.sheets.extents import without_odd_extents
from budget_monitor.load.sources.sheets.forms.compound import CircleError, check_chains
from budget_monitor.load.sources.sheets.forms.ods import OdsParts, is_encrypted
from budget_monitor.load.sources.sheets.forms.ods_extents import MAX_DIGITS_OF_A_COUNT, NoCountError, extents
from budget_monitor.load.sources.sheets.forms.xls import XlsParts
from budget_monitor.load.sources.sheets.number_formats import GENERAL, NumberFormat
from budget_monitor.load.sources.sheets.parts import XML_ERRORS, WorkbookParts
from budget_monitor.load.sources.sheets.sheet_xml import Parts, Place, SheetParts
from budget_monitor.load.sources.source import content_of
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.result_mark import RESULT_MARK

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN_OF_XLSX, _MAIN_OF_ODS = "xl/workbook.xml", "content.xml"
MAX_ROWS, MAX_COLUMNS = 2**20, 2**14
"""Of a sheet, as Excel and LibreOffice have it."""
_PROBE_BYTES = 2_000
_ZIP = b"PK"
_WEB_PAGE = re.compile(rb"(?i)\s*<(?:!doctype html|html|head|body|table|meta|style)\b")
_OLD = b"\xd0\xcf\x11\xe0"
_PROTECTED_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""How an xls begins that is encrypted: the reader takes it for no file that it knows."""
_PROTECTED = "the workbook is protected by a password: open it, save it without one, and check that"
_SPACES = re.compile(rb'text:c\s*=\s*["\']([0-9]+)["\']')


IS_HIDDEN = "the sheet is hidden; it is read all the same"


class Book:
    """A workbook that is open. Raises Unreadable where it cannot be opened, and says why."""

    def __init__(self, path: Path, open_files: ExitStack) -> None:
        self.path = path
        self.content = _content(path)
        self._archive = self._opened_archive(open_files)
        self._read = self._opened()

    @cached_property
    def sha256(self) -> str:
        """Of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def parts(self) -> Parts:
        """What it says besides its values."""
        if self._archive is None:
            return XlsParts(self.content)
        return WorkbookParts(self._archive) if self._is_xlsx else OdsParts(self._archive)

    @property
    def _is_xlsx(self) -> bool:
        return self._archive is not None and _MAIN_OF_XLSX in self._archive.namelist()

    @cached_property
    def sheets(self) -> list[SheetInfo]:
        """The sheets that hold cells, in their order; charts and macros are none."""
        return self._read.sheets

    @cached_property
    def is_own_result(self) -> bool:
        """Whether this tool wrote the workbook."""
        if self._archive is None or "docProps/core.xml" not in self._archive.namelist():
            return False
        with suppress(*XML_ERRORS):
            return RESULT_MARK.encode() in self._archive.read("docProps/core.xml")
        return False

    def sheet(self, name: str) -> SheetCells:
        """The cells of a sheet. Raises Unreadable where they are too many, or damaged."""
        try:
            self._check_extent(name)
            return self._read.sheet(name)
        except (DamagedError, *XML_ERRORS) as error:
            raise _damaged(error) from error

    def has_formulas(self, name: str) -> bool:
        """Whether a sheet has any formula."""
        try:
            return self.parts.has_formulas(name)
        except XML_ERRORS as error:
            raise _damaged(error) from error

    def sheet_parts(self, name: str) -> SheetParts:
        """What it says of the cells of a sheet besides their values."""
        try:
            return self.parts.read(name)
        except XML_ERRORS as error:
            raise _damaged(error) from error

    @cached_property
    def formats(self) -> Sequence[NumberFormat]:
        """The number format of each style, by its number."""
        try:
            return self.parts.formats
        except XML_ERRORS as error:
            raise _damaged(error) from error

    def styles(self, name: str) -> Mapping[str, int]:
        """The number of the style of each cell of a sheet that has one, by its address."""
        try:
            return self.parts.styles(name)
        except XML_ERRORS as error:
            raise _damaged(error) from error

    def format_of(self, name: str) -> Callable[[Place], NumberFormat]:
        """What the cells of a sheet show of their figures."""
        styles, formats = self.styles(name), self.formats

        def shown(place: Place) -> NumberFormat:
            number = styles.get(f"{column_letters(place[1])}{place[0] + 1}", -1)
            return formats[number] if 0 <= number < len(formats) else GENERAL

        return shown

    def _opened_archive(self, open_files: ExitStack) -> ZipFile | None:
        if self.content.startswith(_OLD):
            if _ENCRYPTED in self.content[: 2**20] or _ENCRYPTED in self.content[-(2**20) :]:
                raise _unreadable(_PROTECTED)
            if XlsParts(self.content).is_encrypted:
                raise _unreadable(_PROTECTED)
            return None
        try:
            archive = open_files.enter_context(ZipFile(io.BytesIO(self.content)))
            infos = archive.infolist()
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _unreadable(_no_workbook(self.content)) from error
        size = sum(info.file_size for info in infos)
        if size > (most := limits().unpacked_megabytes) * 10**6:
            raise _unreadable(
                f"unpacked the workbook would have {size / 1e6:,.0f} MB; workbooks of up to {most:,} MB are read"
                " (limits.unpacked_megabytes)"
            )
        try:
            is_protected = any(info.flag_bits & 1 for info in infos) or is_encrypted(archive)
        except XML_ERRORS as error:
            raise _damaged(error) from error
        if is_protected:
            raise _unreadable(_PROTECTED)
        if not {info.filename for info in infos} & {_MAIN_OF_XLSX, _MAIN_OF_ODS}:
            raise _unreadable("the file is no workbook in the form of xlsx or ods; save it as .xlsx")
        return archive

    def _opened(self) -> Read:
        try:
            if isinstance(self.parts, XlsParts):
                check_chains(self.content)
                for extent in self.parts.extents():
                    _check_reach(*extent)
            elif self._archive is not None and _MAIN_OF_ODS in self._archive.namelist():
                _check_ods(self._archive.read(_MAIN_OF_ODS))
            content = self.content if self._archive is None else without_odd_extents(self.content, self._archive)
            return ReadHere(content) if self._is_xlsx or not can_read_apart() else ReadApart(content)
        except ProtectedError as error:
            raise _unreadable(_PROTECTED) from error
        except TooMuchError as error:
            raise _unreadable(str(error)) from error
        except (DamagedError, CircleError, *XML_ERRORS) as error:
            if _PROTECTED_XLS.search(self.content):
                raise _unreadable(_PROTECTED) from error
            raise _damaged(error) from error

    def _check_extent(self, name: str) -> None:
        if not isinstance(self.parts, WorkbookParts):
            return
        rows, columns = self.parts.extent(name)
        # empty cells count here, and are no cells to the reader: rows without end are looked at again
        if rows <= MAX_ROWS and columns <= MAX_COLUMNS and rows * columns > limits().sheet_cells:
            rows, columns = self.parts.filled(name)
        _check_reach(name, rows, columns)


def _content(path: Path) -> bytes:
    content = content_of(path, limits().workbook_megabytes, "limits.workbook_megabytes")
    if not content:
        raise _unreadable("the file is empty; expected a workbook")
    return content


def _no_workbook(content: bytes) -> str:
    """What a file is that has the ending of a workbook and is none."""
    first = content[:_PROBE_BYTES]
    if first.startswith(_ZIP):
        return "the workbook is cut off or damaged, and cannot be opened"
    if b"\0" in first or not first.isascii():
        return "the file is no workbook that can be opened, whatever its name says"
    if _WEB_PAGE.match(first):
        return "the file is a web page, whatever its name says: open it in Excel or LibreOffice and save it as .xlsx"
    return "the file is text, whatever its name says: give it a name that ends in .csv, or save it as .xlsx"


def _check_ods(content: bytes) -> None:
    """Refuses what takes few bytes to say and much room to read: cells, rows and spaces repeated beyond measure; and
    what is not whole, since the reader looks for the end of a table for ever. Raises ExpatError for that.
    """
    longest = limits().cell_characters
    if any(len(number) > MAX_DIGITS_OF_A_COUNT or int(number) > longest for number in _SPACES.findall(content)):
        raise _unreadable(f"a cell has more than {longest:,} spaces (limits.cell_characters)")
    try:
        for name, rows, columns in extents(content, MAX_ROWS):
            _check_reach(name, rows, columns)
    except NoCountError as error:
        raise _unreadable(f"the workbook is damaged, and cannot be read: {error}") from error
    ParserCreate().Parse(content, True)


def _check_reach(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise _unreadable(f"the sheet {name} has a cell where no sheet has one, in row {rows:,} or further right")
    if rows * columns > (most := limits().sheet_cells):
        raise _unreadable(
            f"the sheet {name} reaches down to row {rows:,} and over {columns:,} columns, which is more than"
            f" {most:,} cells (limits.sheet_cells): delete what stands far from its table"
        )


def _damaged(error: Exception) -> Unreadable:
    reason = " ".join(str(error).split()) or type(error).__name__
    return _unreadable(f"the workbook is damaged, and cannot be read: {reason}")


def _unreadable(message: str) -> Unreadable:
    return Unreadable(RecordProblem(0, "", message))


NO_NUMBER = "#NUM!"
"""What spreadsheets show in the place of a figure that is none."""


def values_of(sheet: SheetCells) -> list[list[object]]:
    """The values of all cells of a sheet, row by row; what is no finite number, such as infinity, is in error."""
    rows = sheet.values()
    for row in rows:
        for place, value in enumerate(row):
            if type(value) is float and not isfinite(value):
                row[place] = NO_NUMBER
    return rows
