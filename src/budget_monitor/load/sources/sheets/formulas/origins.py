"""Which figures of a workbook are worked out, and from what."""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

from budget_monitor.load.sources.sheets.formulas.remarks import MAX_CELLS, MAX_CELLS_TAKEN_IN, too_long
from budget_monitor.load.sources.sheets.formulas.values import (
    MAX_CELLS_OF_A_RANGE,
    NotSimpleError,
    Place,
    Rows,
    cells_taken_in,
    exact_value_of,
    places_read,
)
from budget_monitor.load.sources.sheets.opening import Book, values_of
from budget_monitor.load.sources.sheets.references import moved
from budget_monitor.load.sources.sheets.sheet_xml import SheetParts
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.formulas import Formula, Formulas, NumberAt
from budget_monitor.model.ledgers.grid import cell_address, column_letters, column_number

DIGITS = 15
"""Spreadsheets keep so many digits of a figure; what binary fractions have beyond them is dropped."""


def formulas_in(path: Path) -> Formulas:
    """How the figures of a workbook came about. Of a sheet of very many cells or formulas nothing is said, as of one
    without formulas, whose figures are known where other sheets take them in.
    """
    made: dict[CellRef, Formula] = {}
    numbers: dict[CellRef, Fraction] = {}
    words: set[CellRef] = set()
    percents: set[CellRef] = set()
    in_error: set[CellRef] = set()
    with ExitStack() as open_files:
        book = Book(path, open_files)
        names = [info.name for info in book.sheets]
        sheets = [(name, f"{path.name}:{name}") for name in names]
        if not any(book.has_formulas(name) for name in names):
            return Formulas()
        for name, file in sheets:
            rows = values_of(book.sheet(name))
            if len(rows) * max(map(len, rows), default=0) > MAX_CELLS:
                continue
            parts = book.sheet_parts(name) if book.has_formulas(name) else SheetParts()
            texts = parts.formulas
            in_error |= {_ref(file, place) for place in parts.errors}
            if too_long(texts.values()) or cells_taken_in(texts.values(), rows) > MAX_CELLS_TAKEN_IN:
                continue
            own, others = _figures(file, rows)
            numbers |= own
            words |= others
            shown = book.format_of(name)
            percents |= {ref for ref in own if shown((ref.line - 1, column_number(ref.column))).is_percent}
            files = {other.casefold(): there for other, there in sheets} | {"": file}
            for place, text in texts.items():
                made[_ref(file, place)] = _formula(text.removeprefix("="), files, place, in_error)
    return Formulas(made, numbers, frozenset(words), frozenset(percents))


def _figures(file: str, rows: Rows) -> tuple[dict[CellRef, Fraction], set[CellRef]]:
    numbers: dict[CellRef, Fraction] = {}
    words: set[CellRef] = set()
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                numbers[_ref(file, (row, column))] = Fraction(f"{value:.{DIGITS}g}")
            elif value not in ("", None):
                words.add(_ref(file, (row, column)))
    return numbers, words


def _ref(file: str, place: Place) -> CellRef:
    row, column = place
    sheet = file.partition(":")[2]
    return CellRef(file, row + 1, column_letters(column), cell_address(sheet, column, row + 1))


def _formula(text: str, files: Mapping[str, str], place: Place, in_error: Set[CellRef]) -> Formula:
    """`files` are the names of the sheets as figures name them, by sheet in small letters; its own by no name. What
    a cell in error is taken into is not known.
    """
    reads = [
        _ref(files[sheet.casefold()], one)
        for sheet, span in places_read(text)
        if sheet.casefold() in files and span.size <= MAX_CELLS_OF_A_RANGE
        for one in span.cells()
    ]

    def gives(number: NumberAt) -> Fraction | None:
        def at(sheet: str, place: Place) -> Fraction | None:
            if sheet.casefold() not in files:
                raise NotSimpleError
            ref = _ref(files[sheet.casefold()], place)
            if ref in in_error:
                raise NotSimpleError
            return number(ref)

        try:
            return exact_value_of(text, at)
        except NotSimpleError:
            return None

    def in_place_of(other: CellRef) -> Formula | None:
        there = other.line - 1, column_number(other.column)
        copied = moved(text, there[0] - place[0], there[1] - place[1])
        return None if other.file != files[""] or "#REF!" in copied else _formula(copied, files, there, in_error)

    return Formula(text, tuple(dict.fromkeys(reads)), gives, in_place_of)
