"""A workbook in ods form: what its content says of cells besides their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from msgspec import Struct, field

from budget_monitor.load.sources.sheets.forms.ods_styles import OdsStyles
from budget_monitor.load.sources.sheets.number_formats import NumberFormat
from budget_monitor.load.sources.sheets.sheet_xml import SheetParts, local_name
from budget_monitor.model.ledgers.grid import column_letters

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_FORMULA = b"table:formula="
_WORTH_READING = (_FORMULA, b'value-type="error"', b"number-rows-spanned", b"table:visibility=")
_NO_MACROS = ("script-lc.xml", "script-lb.xml")
_HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:[0-9]+")
_CELLS = ("table-cell", "covered-table-cell")
_NOT_ITS_OWN = ("annotation", "tracked-changes", "shapes")
"""What stands within a sheet or a cell and has texts and tables of its own."""


class _Sheet(Struct):
    parts: SheetParts = field(default_factory=SheetParts)
    styles: dict[str, int] = field(default_factory=dict)


class OdsParts:
    """The parts of a workbook in ods form, while its archive is open. Macros are never run, nor links followed."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    @property
    def has_macros(self) -> bool:
        """True if there are macros in it."""
        scripts = (name for name in self._archive.namelist() if name.startswith(("Basic/", "Scripts/")))
        return any(not name.endswith(("/", *_NO_MACROS)) for name in scripts)

    @property
    def formats(self) -> list[NumberFormat]:
        """The number format of each style, by its number."""
        return self._read[1].formats

    def styles(self, sheet: str) -> Mapping[str, int]:
        """The number of the style of each cell that has a value, by its address."""
        return self._sheet(sheet).styles

    def has_formulas(self, sheet: str) -> bool:
        """Whether a sheet has any formula."""
        return _FORMULA in self._content and bool(self._sheet(sheet).parts.formulas)

    def is_worth_reading(self, sheet: str) -> bool:  # noqa: ARG002 - one file holds all sheets
        """Whether the workbook says anything that `read` tells: much quicker than reading it."""
        return any(mark in self._content for mark in _WORTH_READING)

    def read(self, sheet: str) -> SheetParts:
        """What the content says of the cells of a sheet; nothing for a sheet that it does not have."""
        return self._sheet(sheet).parts

    def _sheet(self, name: str) -> _Sheet:
        return self._read[0].get(name) or _Sheet()

    @cached_property
    def _content(self) -> bytes:
        return self._archive.read(_CONTENT)

    @cached_property
    def _read(self) -> tuple[dict[str, _Sheet], OdsStyles]:
        styles = OdsStyles()
        if _STYLES in self._archive.namelist():
            parser = ParserCreate()
            parser.StartElementHandler, parser.EndElementHandler = styles.start, styles.end
            parser.Parse(self._archive.read(_STYLES), True)
        reader = _Reader(styles)
        reader.read(self._content)
        return reader.sheets, styles


def is_encrypted(archive: ZipFile) -> bool:
    """True if a password protects the parts of a workbook in ods form."""
    return _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST)


class _Cell(Struct):
    """A cell that says more than nothing, or as many beside one another as `columns`."""

    column: int
    columns: int
    style: int
    formula: str | None
    has_value: bool
    is_error: bool
    rows: int
    text: str = ""


class _Reader:
    """Goes through the content, and notes of each sheet what is asked for."""

    def __init__(self, styles: OdsStyles) -> None:
        self.sheets: dict[str, _Sheet] = {}
        self._styles = styles
        self._sheet = _Sheet()
        self._depth = 0
        self._passed_over = ""
        self._row = self._rows = self._column = 0
        self._row_style = ""
        self._is_hidden = False
        self._defaults: list[tuple[int, str]] = []
        self._cells: list[_Cell] = []
        self._cell: _Cell | None = None
        self._is_text = False

    def read(self, content: bytes) -> None:
        """Reads all of it."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = local_name(tag)
        if self._passed_over:
            return
        if name in _NOT_ITS_OWN:
            self._passed_over = name
        elif name == "table":
            self._depth += 1
            if self._depth == 1:
                self._sheet = self.sheets.setdefault(given.get("table:name", ""), _Sheet())
                self._row, self._rows, self._defaults = 0, 0, []
        elif not self._depth:
            self._styles.start(tag, given)
        elif name == "table-column":
            first = self._defaults[-1][0] if self._defaults else 0
            last = first + int(given.get("table:number-columns-repeated", 1))
            self._defaults.append((last, given.get("table:default-cell-style-name", "")))
        elif name == "table-row":
            self._row, self._rows = self._row + self._rows, int(given.get("table:number-rows-repeated", 1))
            self._column, self._cells = 0, []
            self._row_style = given.get("table:default-cell-style-name", "")
            visibility = given.get("table:visibility", "")
            self._is_hidden = visibility in _HIDDEN
            self._sheet.parts.has_filter |= visibility == "filter"
        elif name in _CELLS:
            self._begin_cell(given)
        elif name == "p" and self._cell is not None:
            self._is_text = True

    def _begin_cell(self, given: dict[str, str]) -> None:
        columns = int(given.get("table:number-columns-repeated", 1))
        formula, kind = given.get("table:formula"), given.get("office:value-type")
        if formula is not None or kind is not None:
            style = given.get("table:style-name") or self._row_style or self._default()
            self._cell = _Cell(
                self._column, columns, self._styles.number(style),
                None if formula is None else plain_formula(formula), kind is not None,
                given.get("calcext:value-type") == "error", int(given.get("table:number-rows-spanned", 1)),
            )  # fmt: skip
            self._cells.append(self._cell)
        self._column += columns

    def _default(self) -> str:
        return next((style for last, style in self._defaults if self._column < last), "")

    def _text(self, text: str) -> None:
        if self._is_text and self._cell is not None:
            self._cell.text += text

    def _end(self, tag: str) -> None:
        name = local_name(tag)
        if self._passed_over:
            self._passed_over = "" if name == self._passed_over else self._passed_over
        elif not self._depth:
            self._styles.end(tag)
        elif name == "table":
            self._depth -= 1
        elif name == "p":
            self._is_text = False
        elif name in _CELLS:
            self._cell = None
        elif name == "table-row" and self._cells:
            for row in range(self._row, self._row + self._rows):
                self._note(row)

    def _note(self, row: int) -> None:
        parts = self._sheet.parts
        if self._is_hidden:
            parts.hidden_rows.append(row)
        for cell, column in self._each():
            place = (row, column)
            self._sheet.styles[f"{column_letters(column)}{row + 1}"] = cell.style
            if cell.is_error or (cell.formula is not None and _ERROR.fullmatch(cell.text)):
                parts.errors[place] = cell.text or "#N/A"
            if cell.formula is not None:
                parts.formulas[place] = cell.formula
                if not cell.has_value:
                    parts.uncalculated.add(place)
            if cell.rows > 1:
                parts.merged_down.append((row, row + cell.rows - 1, column))

    def _each(self) -> Iterator[tuple[_Cell, int]]:
        for cell in self._cells:
            for column in range(cell.column, cell.column + cell.columns):
                yield cell, column


_PIECES = re.compile(r"""(?P<text>"(?:[^"]|"")*")|\[(?P<reference>[^\[\]]*)\]|(?P<separator>;)""")
_REFERENCE = re.compile(
    r"""(?:'(?P<file>[^']*)'\#)?(?P<sheet>\$?(?:'(?:[^']|'')*'|[^'.]*))\.(?P<cell>\$?[A-Z]{1,3}\$?[0-9]+)"""
)


def plain_formula(stated: str) -> str:
    """A formula of ods as a spreadsheet shows it: `of:=SUM([.B2:.B9];[$Fees.C1])` is `SUM(B2:B9,Fees!C1)`."""
    prefix, _, formula = stated.partition("=")
    if prefix == "msoxl:":
        return formula
    return _PIECES.sub(_as_shown, formula)


def _as_shown(found: re.Match[str]) -> str:
    if found["separator"]:
        return ","
    if found["reference"] is None:
        return found[0]
    ends = [_end_of_range(one) for one in re.split(r":(?=(?:'[^']*'#)?[$'\w ]*\.)", found["reference"])]
    first = ends[0]
    return ":".join([first, *(one.rpartition("!")[2] for one in ends[1:])])


def _end_of_range(text: str) -> str:
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return text
    sheet = found["sheet"].removeprefix("$")
    if found["file"]:
        name = found["file"].rpartition("/")[2]
        sheet = f"'[{name}]{sheet.strip(chr(39))}'"
    return f"{sheet}!{found['cell']}" if sheet else found["cell"]
