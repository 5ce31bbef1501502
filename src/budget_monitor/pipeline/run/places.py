"""From the places of a ledger as it was loaded to the officer's own cells, where a mapping put the ledger together.

Every stage works on the rows as loaded, each on a line of its own. What leaves the pipeline speaks of the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import cell_place, column_letters
from budget_monitor.model.ledgers.ledger import LINE, InputFile, InputProblem
from budget_monitor.model.ledgers.places import LINES_OF_A_PART, Places

if TYPE_CHECKING:
    from budget_monitor.model.checks.constraint import ConstraintSource
    from budget_monitor.model.ledgers.formulas import Formulas
    from budget_monitor.model.ledgers.ledger import LedgerSet

Told = TypeVar("Told")

MIN_DIGITS = len(str(LINES_OF_A_PART))
_LINE = re.compile(rf"(?<![\d,.£$€])\d{{{MIN_DIGITS},18}}(?![\d,])")
"""A line of a second or later part, in a sentence: amounts have commas."""


def each_cell_once(problems: Iterable[InputProblem]) -> tuple[InputProblem, ...]:
    """What is wrong with some cells, of each cell once, in the order of the first; a cell feeds several ledgers where
    its row is checked by one and its column by another. What says most of it is kept.
    """
    found: dict[tuple[object, ...], InputProblem] = {}
    for one in problems:
        key = (one.file, one.line, one.severity, one.address or one.column, one.text or one.message)
        if key not in found or len(one.message) > len(found[key].message):
            found[key] = one
    return tuple(found.values())


def as_in_files(told: Told, ledger_set: LedgerSet) -> Told:
    """The same report, or whatever else speaks of cells, with the places that the officer knows."""
    places = {table.file: table.places for table in ledger_set.ledgers.values() if table.places is not None}
    return cast(Told, _Mover(places).moved(told)) if places else told


class _Mover:
    def __init__(self, places: Mapping[str, Places]) -> None:
        self._places = places
        self._moved: dict[CellRef, CellRef] = {}
        self._named = [(re.compile(re.escape(file) + r"(?::(\d+))?"), file) for file in places]

    def _sentence(self, text: str) -> str:
        """A text with the names of files, and the lines, that the officer knows."""
        for pattern, file in self._named:
            if file in text:
                text = pattern.sub(lambda found, file=file: self._place(file, found[1]), text)  # type: ignore[misc]
        if len(text) >= MIN_DIGITS and _LINE.search(text):
            return _LINE.sub(lambda found: self._line(found[0]), text)
        return text

    def _line(self, digits: str) -> str:
        """The physical line; other numbers as long, of an invoice or an account, stay as they are."""
        line = int(digits)
        is_line = any(places.has(line) for places in self._places.values())
        return str(line % LINES_OF_A_PART) if is_line else digits

    def _place(self, file: str, line: str | None) -> str:
        ref = self._places[file].ref(int(line or 0), "")
        known = file if ref is None else ref.file
        return known if line is None or ref is None else f"{known}:{ref.line}"

    def moved(self, value: object) -> object:
        """A value with all the places in it moved; the same one where there is none."""
        if isinstance(value, CellRef):
            return self._ref(value)
        if isinstance(value, InputProblem):
            return self._problem(value)
        if isinstance(value, InputFile):
            return replace(value, file=self._sentence(value.file))
        if type(value) is str:
            return self._sentence(value)
        if isinstance(value, tuple):
            items = tuple(self.moved(item) for item in value)
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        if isinstance(value, Mapping):
            return {self.moved(key): self.moved(item) for key, item in value.items()}
        if isinstance(value, Struct):
            old = {name: getattr(value, name) for name in value.__struct_fields__}
            changed = {name: new for name, item in old.items() if (new := self.moved(item)) is not item}
            return replace(value, **changed) if changed else value
        return value

    def _ref(self, ref: CellRef) -> CellRef:
        if ref not in self._moved:
            places = self._places.get(ref.file)
            found = places.ref(ref.line, ref.column) if places is not None else None
            self._moved[ref] = found or ref
        return self._moved[ref]

    def _problem(self, problem: InputProblem) -> InputProblem:
        places = self._places.get(problem.file)
        found = places.ref(problem.line, problem.column) if places is not None else None
        message = self._sentence(problem.message)
        if found is None:
            return replace(problem, message=message)
        sheet, address = found.file.partition(":")[2], found.address
        if problem.address and not address:  # of a cell that need be none of the ledger's
            address = f"{sheet}!{problem.address}" if sheet else problem.address
        return replace(problem, file=found.file, line=found.line, column=found.column, address=address, message=message)


MAX_CELLS_WITH_FORMULAS = 50_000
"""Of more figures in ledgers it is not looked up which of them formulas work out."""
SCALES = tuple(Fraction(10) ** power for power in (0, 2, 3, 6, -2, -3, -6))


def formulas_of_ledgers(ledger_set: LedgerSet, home: Path, source: ConstraintSource) -> Formulas | None:
    """How the figures of ledgers came about that stand in one workbook in a folder; None where there is no such one."""
    from budget_monitor.load.sources.kinds import WORKBOOKS
    from budget_monitor.load.sources.sheets.formulas.origins import formulas_in
    from budget_monitor.model.ledgers.money import plain

    spots: dict[CellRef, CellRef] = {}
    for table in ledger_set.ledgers.values():
        numeric = [name for name, column in table.schema.columns.items() if column.type.is_numeric]
        headers = [table.headers[name] for name in numeric if table.headers.get(name) in table.stored.header]
        if len(spots) + table.row_count * len(headers) > MAX_CELLS_WITH_FORMULAS:
            return None
        for line in table.select([LINE])[LINE].to_pylist():
            for ref in (table.ref(line, header) for header in headers):
                sheet, _, cell = ref.address.rpartition("!")
                own = table.places.ref(line, ref.column) if table.places is not None else ref
                if sheet and own is not None:
                    row, column = cell_place(cell)
                    file = f"{own.file.partition(':')[0]}:{sheet}"
                    spots[ref] = CellRef(file, row + 1, column_letters(column), ref.address)
    books = {spot.file.partition(":")[0] for spot in spots.values()}
    path = home / min(books, default="")
    if len(books) != 1 or path.suffix.casefold() not in WORKBOOKS or not path.is_file():
        return None
    formulas = formulas_in(path)

    def scale(ref: CellRef) -> Fraction:
        stored = formulas.number(spots[ref]) if ref in spots else None
        value = source.cell(ref).value if stored else None
        if not stored or value is None or isinstance(value, str) or not (read := Fraction(plain(value))):
            return Fraction(1)
        nearest = min(SCALES, key=lambda one: abs(abs(read / stored) / one - 1))
        return nearest if read / stored > 0 else -nearest

    return formulas.of_ledgers(spots, scale)
