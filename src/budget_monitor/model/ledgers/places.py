"""Where the rows of a mapped ledger stand in the officer's own files."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import cell_address

LINES_OF_A_PART = 10**12
"""A row's line is the number of its part times this, and the physical line: so lines rise, and no two rows share one.
"""
MOST_LINES = 10**7
"""No row of a file that is mapped stands on a later line."""


class Spot(Struct, frozen=True):
    """Where a column of a ledger stands: the column of the sheet, from 0, and its header there. `line` is set where
    the sheet lies the other way: the ledger's column is a row of it.
    """

    column: int
    header: str
    line: int = 0


class Part(Struct, frozen=True):
    """A part of a mapped ledger: a table of a file, or some of its columns where such became rows."""

    file: str
    sheet: str
    spots: Mapping[str, Spot]
    """By the header that the column has in the ledger as loaded."""
    new: Mapping[int, Mapping[str, Decimal]] = {}
    """By line, the figures that are in no column of the ledger, though they may be meant: what each is called."""


class Places(Struct, frozen=True):
    """The parts that a mapped ledger was put together of, in their order."""

    parts: tuple[Part, ...]

    def renamed(self, before: str, after: str) -> Places:
        """The same with another beginning of the files' names."""
        return Places(tuple(replace(part, file=after + part.file.removeprefix(before)) for part in self.parts))

    def ref(self, line: int, column: str) -> CellRef | None:
        """The officer's own cell for one of the loaded ledger; None for a line that belongs to no part."""
        number, physical = divmod(abs(line), LINES_OF_A_PART)
        if number >= len(self.parts):
            return None
        part = self.parts[number]
        spot = part.spots.get(column)
        if spot is None:
            return CellRef(part.file, physical, column)
        at = spot.line or physical
        address = cell_address(part.sheet, spot.column, at) if at else ""
        return CellRef(part.file, at, spot.header or column, address)

    def new(self, line: int) -> Mapping[str, Decimal]:
        """The figures beside those of a line of the loaded ledger that are new, and in no rule."""
        number, physical = divmod(abs(line), LINES_OF_A_PART)
        return self.parts[number].new.get(physical, {}) if number < len(self.parts) else {}

    def has(self, line: int) -> bool:
        """Whether a line can be one of a second or later part."""
        number, physical = divmod(line, LINES_OF_A_PART)
        return 0 < number < len(self.parts) and physical <= MOST_LINES

    def address(self, line: int, column: str) -> str:
        """The spreadsheet's name of that cell; empty where there is none."""
        found = self.ref(line, column) if line else None
        return found.address if found is not None else ""
