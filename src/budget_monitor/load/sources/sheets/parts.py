"""What the XML of a workbook in xlsx form says and the reader of its values does not: number formats, cells in error,
formulas, hidden rows.

A sheet is read from one end to the other and nothing of it is kept but what is asked for. No macro is run and no link
is followed: only parts inside the archive are opened.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from lzma import LZMAError
from posixpath import join, normpath
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from budget_monitor.load.sources.sheets.number_formats import NumberFormat, number_format
from budget_monitor.load.sources.sheets.sheet_xml import Place, SheetParts, SheetReader, local_name, place_of
from budget_monitor.model.ledgers.grid import column_number

_MAIN = "xl/workbook.xml"
_PIECE_BYTES = 2**20
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_FAR_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{2,})\d""")
_LOW_CELLS = [re.compile(rb"""\br\s*=\s*["'][A-Za-z]+(\d{%d,})["']""" % digits) for digits in range(1, 12)]
"""Cells in rows whose numbers have at least 1, 2, 3 digits and so on."""
_STYLED_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"')
_VALUE = re.compile(rb"<(?:v|is)[ >/]")
_FILLED_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*+(?<!/)>(?:<f[^>]*+(?<!/)>[^<]*+</f>|<f[^>]*+(?<=/)>)?+<(?:v|is)[ >/]'
)
_FORMULA = (b"<f>", b"<f ", b":f>", b":f ")
"""One of these stands in the XML of every sheet that has a formula."""
_WORTH_READING = (b't="e"', b'hidden="1"', b'hidden="true"', b"<f/>", b"</f></c>", b"</f><v/>", b"</f><v></v>")
"""What in a sheet's XML makes it worth going through: errors, hidden rows, formulas without a value."""
MAX_TAG_BYTES = 512
"""A row's or a cell's tag has fewer bytes."""

BUILT_IN_FORMATS = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    17: "mmm-yy", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""The number formats that every workbook has without stating them, by their number."""


_MACROS = "xl/vbaProject.bin"
HAS_MACROS = "its macros are not run: the values are those last saved"


class WorkbookParts:
    """The parts of a workbook in xlsx form, while its archive is open."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._filled: dict[str, Place] = {}

    @property
    def has_macros(self) -> bool:
        """True if there are macros in it, which are never run."""
        return _MACROS in self._archive.namelist()

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """The archive's file of each sheet, by the sheet's name."""
        targets: dict[str, str] = {}
        names: list[tuple[str, str]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if local_name(tag) == "Relationship":
                targets[given.get("Id", "")] = given.get("Target", "")
            elif local_name(tag) == "sheet":
                relation = next((value for name, value in given.items() if local_name(name) == "id"), "")
                names.append((given.get("name", ""), relation))

        self._parse("xl/_rels/workbook.xml.rels", start)
        self._parse(_MAIN, start)
        known = set(self._archive.namelist())
        paths = ((name, _path(targets.get(relation, ""))) for name, relation in names)
        return {name: path for name, path in paths if path in known}

    @cached_property
    def formats(self) -> list[NumberFormat]:
        """The number format of each style, by its number."""
        own: dict[int, str] = {}
        styles: list[int] = []
        within: list[str] = []

        def start(tag: str, given: dict[str, str]) -> None:
            tag = local_name(tag)
            if tag == "numFmt":
                own[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
            elif tag in ("cellXfs", "cellStyleXfs"):
                within.append(tag)
            elif tag == "xf" and within[-1:] == ["cellXfs"]:
                styles.append(int(given.get("numFmtId", "0")))

        if "xl/styles.xml" in self._archive.namelist():
            self._parse("xl/styles.xml", start)
        return [number_format(own.get(number, BUILT_IN_FORMATS.get(number, "General"))) for number in styles]

    def has_formulas(self, sheet: str) -> bool:
        """Whether a sheet has any formula."""
        return self._has_any(sheet, *_FORMULA)

    def is_worth_reading(self, sheet: str) -> bool:
        """Whether a sheet has errors, hidden rows or formulas without a value."""
        return self._has_any(sheet, *_WORTH_READING)

    def _has_any(self, sheet: str, *marks: bytes) -> bool:
        """Whether any of some marks is in a sheet's XML: much quicker than reading it."""
        if sheet not in self.sheets:
            return False
        longest = max(map(len, marks))
        with self._archive.open(self.sheets[sheet]) as stream:
            rest = b""
            while piece := stream.read(_PIECE_BYTES):
                piece = rest + piece
                if any(mark in piece for mark in marks):
                    return True
                rest = piece[-longest:]
        return False

    def extent(self, sheet: str) -> Place:
        """How many rows and columns a sheet has, by its outermost cells, empty ones too; at least 26 columns.

        It is asked before a reader makes room for all of them: a cell may say that it stands anywhere, whatever its row
        says. Of a sheet that is not found in the archive, the outermost of all parts count.
        """
        paths = [self.sheets[sheet]] if sheet in self.sheets else [
            name for name in self._archive.namelist() if name.casefold().endswith(".xml")
        ]  # fmt: skip
        return max((self._extent(path) for path in paths), key=math.prod, default=(0, 0))

    def _extent(self, path: str) -> Place:
        rows, columns, tail = 0, 26, b""
        with self._archive.open(path) as stream:
            while piece := stream.read(_PIECE_BYTES):
                text = tail + piece
                letters = {found.decode().upper() for found in set(_FAR_CELL.findall(text))}
                columns = max([columns, *(column_number(one) + 1 for one in letters)])
                last = max(text.rfind(b"<row "), text.rfind(b":row "))
                if last >= 0 and (number := _ROW_NUMBER.search(text, last, last + MAX_TAG_BYTES)):
                    rows = max(rows, int(number[1]))
                below = _LOW_CELLS[min(len(str(rows)) if rows else 0, len(_LOW_CELLS) - 1)].findall(text)
                rows = max([rows, *map(int, below)])
                tail = text[-MAX_TAG_BYTES:]
        return rows, columns

    def styles(self, sheet: str) -> Mapping[str, int]:
        """The number of the style of each cell that has one, by its address."""
        if sheet not in self.sheets:
            return {}
        quick = self._plain_styles(self.sheets[sheet])
        return self._any_styles(self.sheets[sheet]) if quick is None else quick

    def _plain_styles(self, path: str) -> Mapping[str, int] | None:
        """The same of a sheet written as Excel and LibreOffice do, in a fifth of the time; None for another."""
        found: dict[str, int] = {}
        stated, rest = 0, b""
        with self._archive.open(path) as stream:
            while piece := stream.read(_PIECE_BYTES):
                text = rest + piece
                end = max(text.rfind(b"<"), 0)
                text, rest = text[:end], text[end:]
                stated += text.count(b' s="')
                found.update((cell.decode(), int(style)) for cell, style in _STYLED_CELL.findall(text))
        return found if len(found) == stated + rest.count(b' s="') else None

    def _any_styles(self, path: str) -> Mapping[str, int]:
        found: dict[str, int] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if "s" in given and "r" in given and local_name(tag) == "c":
                found[given["r"]] = int(given["s"])

        self._parse(path, start)
        return found

    def filled(self, sheet: str) -> Place:
        """How many rows and columns a sheet has, by its outermost cells that hold anything; it is read whole, once."""
        if sheet not in self._filled:
            path = self.sheets.get(sheet, "")
            quick = self._plain_filled(path) if path else (0, 0)
            self._filled[sheet] = self._any_filled(path) if quick is None else quick
        return self._filled[sheet]

    def _plain_filled(self, path: str) -> Place | None:
        """The same of a sheet written as Excel and LibreOffice do, in a tenth of the time; None for another."""
        rows = columns = found = stated = 0
        rest, is_over = b"", False
        with self._archive.open(path) as stream:
            while not is_over:
                piece = stream.read(_PIECE_BYTES)
                is_over = not piece
                text = rest + piece
                end = len(text) if is_over else max(text.rfind(b"<c "), 0)
                text, rest = text[:end], text[end:]
                stated += len(_VALUE.findall(text))
                cells = _FILLED_CELL.findall(text)
                found += len(cells)
                rows = max([rows, *(int(line) for _, line in cells)])
                letters = {letters.decode() for letters, _ in cells}
                columns = max([columns, *(column_number(one) + 1 for one in letters)])
        return (rows, columns) if found == stated else None

    def _any_filled(self, path: str) -> Place:
        rows, columns, place = 0, 0, (-1, -1)

        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal rows, columns, place
            tag = local_name(tag)
            if tag == "row":
                place = (int(given.get("r", place[0] + 2)) - 1, -1)
            elif tag == "c":
                place = place_of(given, place)
            elif tag in ("v", "is"):
                rows, columns = max(rows, place[0] + 1), max(columns, place[1] + 1)

        self._parse(path, start)
        return rows, columns

    def read(self, sheet: str) -> SheetParts:
        """What a sheet's XML says of its cells; nothing for a sheet that has none."""
        found = SheetParts()
        if sheet in self.sheets:
            SheetReader(found).read(self._archive.open(self.sheets[sheet]))
        return found

    def _parse(self, path: str, start: Callable[[str, dict[str, str]], None]) -> None:
        parser = ParserCreate()
        parser.StartElementHandler = start
        with self._archive.open(path) as stream:
            parser.ParseFile(stream)


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else normpath(join("xl", target))


XML_ERRORS = (
    ExpatError, BadZipFile, LZMAError, zlib.error, struct.error, KeyError, IndexError, ValueError, OSError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a damaged part may raise."""
