"""What one cell of a table says of a measure or an amount: a value, the counts it is of, and parts under names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from budget_monitor.figures.naming import NamedTable, cell_place, is_year_cell
from budget_monitor.figures.written import read_figure
from budget_monitor.model.documents.document import Block
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.documents.transcript import Placed
from budget_monitor.model.ledgers.grid import GridCell
from budget_monitor.model.ledgers.period import is_calendar_year, parse_financial_year

_FIGURE = r"[(-]?[£€$]?\d[\d,]*(?:\.\d+)?(?:\s?%|\s?(?:million|m|k|bn)\b)?\)?"
_COUNT = r"\d[\d,]*"
_RATIO = rf"(?P<numerator>{_COUNT})\s*(?:out of|of|/)\s*(?P<denominator>{_COUNT})"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<value>{_FIGURE})",
        rf"(?P<value>{_FIGURE})(?:\s+\(?|\()\s*{_RATIO}\s*\)?",
        rf"(?P<value>{_FIGURE})\s*\((?P<numerator>{_COUNT})\)",
        rf"{_RATIO}(?P<note>\s+[A-Za-z(].*)?",
        rf"(?P<value>{_FIGURE})\s+(?P<note>(?:19|20)\d\d|\(?[A-Za-z(][^%£]*)",
    )
)
_PART = re.compile(rf"(?P<name>[A-Za-z][A-Za-z0-9 ]{{0,40}}?)\s*[)=:–-]\s*(?P<value>{_FIGURE})(?=\s|$|[,;])\s*[,;]?\s*")
MIN_PARTS = 2
MAX_NOTE_CHARACTERS = 24


class Said(Struct, frozen=True):
    """One thing that a cell says, under a name where it says several: by "value", "numerator" and "denominator", the
    text of each and its place in the cell.
    """

    part: str
    figures: dict[str, tuple[str, int]]


def said_by(text: str) -> list[Said]:
    """All that a cell says; nothing where it is no figure or cannot be understood."""
    plain = text.strip()
    parts = list(_PART.finditer(plain))
    if len(parts) >= MIN_PARTS and _are_all(parts, plain):
        return [Said(one["name"].strip(), {"value": (one["value"], one.start("value"))}) for one in parts]
    for shape in _SHAPES:
        if match := shape.fullmatch(plain):
            found = {
                name: (match[name], match.start(name))
                for name in ("value", "numerator", "denominator")
                if name in shape.groupindex and match[name]
            }
            if "value" not in found and parse_financial_year(plain.split()[0]):
                continue
            numerator = found.get("numerator", ("", 0))[0]
            if "denominator" not in found and is_calendar_year(numerator):
                del found["numerator"]
            return [Said("", found)]
    return []


def _are_all(parts: list[re.Match[str]], text: str) -> bool:
    """True if parts follow on one another from the beginning, with no more than a note behind."""
    ends = [0, *(one.end() for one in parts)]
    follows = all(one.start() == end for one, end in zip(parts, ends, strict=False))
    note = text[ends[-1] :]
    names = {one["name"].strip().casefold() for one in parts}
    return follows and len(names) == len(parts) and (not note or (note[0] == "(" and len(note) <= MAX_NOTE_CHARACTERS))


class Sheet(Struct, frozen=True):
    """A table of a document, for placing its cells."""

    block: Block
    table: NamedTable

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        return self.table.grid.rows[row][column].text.strip()

    def cell(self, row: int, column: int) -> GridCell:
        """A cell."""
        return self.table.grid.rows[row][column]

    def is_figure(self, row: int, column: int) -> bool:
        """True if a cell is a figure, and no year."""
        cell = self.cell(row, column)
        return cell.value is not None and not is_year_cell(cell)

    def says_figures(self, row: int, column: int) -> bool:
        """True if a cell is a figure, or words around figures in a column of such."""
        text = self.text(row, column)
        return self.is_figure(row, column) or (column in self.table.value_columns and bool(said_by(text)))

    def words(self, row: int, column: int, text: str = "") -> Placed:
        """A cell of words, or another text that stands for it."""
        return Placed(text or self.text(row, column), self._spot(row, column), is_read=not text)

    def amount(self, row: int, column: int, *, is_money: bool = True) -> Placed:
        """A cell that is a figure, of money or of something else."""
        cell = self.cell(row, column)
        has_own = not is_money or re.search(r"(?i)[mk]\)?$|million\)?$", cell.text.strip()) is not None
        shift = 0 if has_own else self.table.shift(row, column)
        value = (cell.value or Decimal(0)).scaleb(shift)
        text = self.text(row, column)
        return Placed(text, self._spot(row, column, value), Decimal(f"{value:f}"), -1 if has_own else shift)

    def said(self, row: int, column: int) -> Iterator[tuple[str, dict[str, Placed]]]:
        """What a cell says, part by part, each figure by what it is."""
        for one in said_by(self.text(row, column)):
            found = {}
            for name, (text, start) in one.figures.items():
                read = read_figure(text)
                if read is not None:
                    spot = self._spot(row, column, read.value, start, text)
                    found[name] = Placed(text, spot, read.value)
            yield one.part, found

    def _spot(self, row: int, column: int, value: Decimal | None = None, start: int = 0, text: str = "") -> Spot:
        own = text or self.cell(row, column).text
        return Spot(
            self.table.grid.file, cell_place(self.block, row, column), own, value, self.block.line_of(row),
            self.block.number, start, start + len(own), row, column,
        )  # fmt: skip
