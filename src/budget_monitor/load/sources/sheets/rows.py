"""A table among the rows of a sheet or a file: its header found below titles, and its lines told from notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import pyarrow as pa
from msgspec import Struct

from budget_monitor.figures.written import read_figure
from budget_monitor.load.cells.headings import Headings, match_headings
from budget_monitor.load.sources.cells import (
    WARNING,
    Block,
    RecordProblem,
    header_names,
    without_blank_rows,
)
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.schema import LedgerSchema

MAX_ROWS_ABOVE_A_HEADER = 40
MAX_ROWS_OF_A_HEADER = 3
ROWS_IN_A_BLOCK = 65_536
MIN_COLUMNS_FOR_NOTES = 3
"""In a narrower table a row with one cell may be a line."""
MAX_LINES_NAMED = 5


class Rows(Struct, frozen=True):
    """Texts, row by row, and the physical line of each."""

    texts: Sequence[Sequence[str]]
    lines: Sequence[int]


class Header(Struct, frozen=True):
    """A header in rows `first_row` to `last_row`, counted from 0, with a name for each column up to the last named."""

    first_row: int
    last_row: int
    names: tuple[str, ...]


def found_header(rows: Rows, schema: LedgerSchema) -> Header | None:
    """The header of the table: the rows near the top that name most columns of the ledger, as few as will do.

    Where no row names any, it is the first as full as the fullest nearby. None where everything is blank.
    """
    best: tuple[tuple[int, int, int], Header] | None = None
    filled = [
        row for row in range(min(len(rows.texts), MAX_ROWS_ABOVE_A_HEADER)) if any(map(str.strip, rows.texts[row]))
    ]
    for first in filled:
        for last in range(first, min(first + MAX_ROWS_OF_A_HEADER, len(rows.texts))):
            names = header_names(_joined(rows.texts[first : last + 1]))
            headings = match_headings(names, schema)
            units = sum(heading.unit is not None for heading in headings.known.values())
            score = (len(headings.known), -len(headings.problems), units)
            if headings.known and (best is None or score > best[0]):
                best = score, Header(first, last, names)
        if best is not None and not best[0][1]:
            break
    if best is not None:
        return best[1]
    if not filled:
        return None
    counts = {row: sum(1 for text in rows.texts[row] if text.strip()) for row in filled}
    widest = max(counts.values())
    first = next(row for row in filled if counts[row] * 2 > widest)
    return Header(first, first, header_names(rows.texts[first]))


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The texts of a header's rows, column by column."""
    width = max(map(len, rows), default=0)
    return [
        " ".join(row[place].strip() for row in rows if place < len(row) and row[place].strip())
        for place in range(width)
    ]


class RowCells:
    """The cells of a table below its header: see `cells.Cells`.

    Rows of a wide table with text in one cell only are headings or notes; they are left out, and said.
    """

    def __init__(
        self,
        rows: Rows,
        header: Header,
        schema: LedgerSchema,
        problems: Sequence[RecordProblem],
        sha256: Callable[[], str],
    ) -> None:
        self.header = header.names
        self.header_line = rows.lines[header.last_row]
        self.problems = list(problems)
        self.odd_lines: Collection[int] = ()
        self._rows = rows
        self._from = header.last_row + 1
        self._headings: Headings = match_headings(header.names, schema)
        self._sha256 = sha256
        self._notes: list[int] = []
        self.problems += self._beside()

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self._sha256()

    def blocks(self) -> Iterator[Block]:
        """The rows, in their order."""
        for start in range(self._from, max(len(self._rows.texts), self._from + 1), ROWS_IN_A_BLOCK):
            yield without_blank_rows(self._block(start, min(start + ROWS_IN_A_BLOCK, len(self._rows.texts))))
        if self._notes:
            self.problems.append(self._left_out())

    def _block(self, start: int, end: int) -> Block:
        width = len(self.header)
        kept = [row for row in range(start, end) if not self._is_note(row)]
        texts = [self._rows.texts[row] for row in kept]
        columns = tuple(
            pa.array([row[place] if place < len(row) else "" for row in texts], pa.string()) for place in range(width)
        )
        return Block(columns, pa.array([self._rows.lines[row] for row in kept], pa.int64()))

    def _beside(self) -> Iterator[RecordProblem]:
        """Figures to the right of the ledger's own columns and a column without any text: another table, not read."""
        known = [heading.place for heading in self._headings.known.values()]
        first = max(known, default=len(self.header)) + 1
        below = self._rows.texts[self._from :]
        filled = [
            place
            for place in range(first, len(self.header))
            if any(place < len(row) and row[place].strip() for row in below)
        ]
        gap = next((place for place in range(first, max(filled, default=0)) if place not in filled), None)
        beyond = [place for place in filled if gap is not None and place > gap]
        figures = [place for place in beyond if any(place < len(row) and read_figure(row[place]) for row in below)]
        if len(figures) > 1:
            letters = f"{column_letters(beyond[0])} to {column_letters(beyond[-1])}"
            message = (
                f"columns {letters}, beyond an empty one, are taken for another table beside this: nothing in them is"
                " checked, unless a mapping says what it is"
            )
            yield RecordProblem(self.header_line, self.header[beyond[0]], message, severity=WARNING)

    def _is_note(self, row: int) -> bool:
        if len(self._headings.known) < MIN_COLUMNS_FOR_NOTES:
            return False
        filled = [text for text in self._rows.texts[row] if text and not text.isspace()]
        if len(filled) != 1 or any(one.isdecimal() for one in filled[0][:1]):
            return False
        self._notes.append(self._rows.lines[row])
        return True

    def _left_out(self) -> RecordProblem:
        what = "row" if len(self._notes) == 1 else f"{len(self._notes):,} rows,"
        shown = ", ".join(map(str, self._notes[:MAX_LINES_NAMED]))
        more = len(self._notes) - MAX_LINES_NAMED
        text = f"{shown} and {more:,} more" if more > 0 else shown
        message = f"text in one cell only is taken for a heading or a note, no line: {what} {text}"
        return RecordProblem(self._notes[0], "", message, severity=WARNING)
