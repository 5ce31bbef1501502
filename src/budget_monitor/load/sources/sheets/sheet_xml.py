"""What a workbook says of a sheet besides its values: formulas, errors, hidden rows; and where its XML says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import IO, Protocol
from xml.parsers.expat import ParserCreate

from msgspec import Struct, field

from budget_monitor.load.sources.sheets.number_formats import NumberFormat
from budget_monitor.model.ledgers.grid import column_number

Place = tuple[int, int]
"""A row and a column, both from 0."""
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class SheetParts(Struct):
    """What a workbook says of a sheet's cells and rows besides their values.

    A formula is empty where it could not be read. `not_told` says why nothing is known of the sheet, where that is so.
    """

    formulas: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: set[Place] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    has_filter: bool = False
    merged_down: list[tuple[int, int, int]] = field(default_factory=list)
    """The first and last row, and the column, of cells merged downwards, where the reader of values does not say it."""
    not_told: str = ""


class Parts(Protocol):
    """What a workbook says besides its values, whatever its form. Macros are never run, nor links followed."""

    @property
    def has_macros(self) -> bool:
        """True if there are macros in it."""

    @property
    def formats(self) -> Sequence[NumberFormat]:
        """The number format of each style, by its number."""

    def styles(self, sheet: str) -> Mapping[str, int]:
        """The number of the style of each cell that has one, by its address."""

    def has_formulas(self, sheet: str) -> bool:
        """Whether a sheet has any formula."""

    def is_worth_reading(self, sheet: str) -> bool:
        """Whether a sheet says anything that `read` tells, as far as that is known without reading it."""

    def read(self, sheet: str) -> SheetParts:
        """What is said of a sheet's cells; nothing for a sheet that there is not."""


class SheetReader:
    """Goes through a sheet's XML, and notes what is asked for."""

    def __init__(self, found: SheetParts) -> None:
        self.found = found
        self._shared: dict[str, tuple[Place, str]] = {}
        self._place: Place = (-1, -1)
        self._kind = ""
        self._texts: dict[str, str] = {}
        self._tag = ""
        self._group = ""

    def read(self, stream: IO[bytes]) -> None:
        """Reads all of it, and closes it."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        with stream:
            parser.ParseFile(stream)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag = local_name(tag)
        if tag == "c":
            self._place = place_of(given, self._place)
            self._kind = given.get("t", "n")
            self._texts = {}
        elif tag == "row":
            self._place = (int(given.get("r", self._place[0] + 2)) - 1, -1)
            if given.get("hidden") in ("1", "true"):
                self.found.hidden_rows.append(self._place[0])
        elif tag in ("v", "f"):
            self._tag = tag
            self._texts[tag] = ""
            if tag == "f":
                self._group = given.get("si", "") if given.get("t") == "shared" else ""
        elif tag == "autoFilter":
            self.found.has_filter = True

    def _text(self, text: str) -> None:
        if self._tag:
            self._texts[self._tag] += text

    def _end(self, tag: str) -> None:
        tag = local_name(tag)
        if tag in ("v", "f"):
            self._tag = ""
        elif tag == "c":
            self._note()

    def _note(self) -> None:
        place, texts = self._place, self._texts
        if self._kind == "e":
            self.found.errors[place] = texts.get("v", "") or "#N/A"
        if "f" in texts:
            self.found.formulas[place] = self._formula(texts["f"])
            if not texts.get("v") and self._kind != "str":
                self.found.uncalculated.add(place)

    def _formula(self, text: str) -> str:
        """The formula; of a shared one that is stated elsewhere, that with its references moved."""
        if not self._group:
            return text
        if text:
            self._shared[self._group] = (self._place, text)
            return text
        if self._group not in self._shared:
            return ""
        from budget_monitor.load.sources.sheets.references import moved

        (row, column), stated = self._shared[self._group]
        return moved(stated, self._place[0] - row, self._place[1] - column)


def place_of(given: dict[str, str], last: Place) -> Place:
    """The place that a cell states; without one it is the next in its row."""
    address = _CELL.fullmatch(given.get("r", "").upper())
    return (int(address[2]) - 1, column_number(address[1])) if address else (last[0], last[1] + 1)


def local_name(tag: str) -> str:
    """A tag without the prefix of its namespace."""
    return tag.rpartition(":")[2]
