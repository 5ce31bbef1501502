"""What is wrong with cells of one column, gathered block by block while the column is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import pyarrow as pa

ERROR = "error"
WARNING = "warning"

MAX_PROBLEMS_OF_A_COLUMN = 20
"""How many problems of one kind are listed for one column; the last entry counts those left out."""
MAX_LINES_KEPT = 1_000
"""Of how many cells at fault the lines are remembered."""


class CellProblem(Struct, frozen=True):
    """A cell that could not be read, or not as it should be: its physical line, and its text as it stands."""

    line: int
    text: str
    severity: str
    message: str


class Faults:
    """The cells of a column that are at fault in one way.

    A whole column of the wrong kind would give a million problems, so only the first `listed` are spelt out and one
    more says how many there are beyond them.
    """

    def __init__(self, severity: str = ERROR, listed: int = MAX_PROBLEMS_OF_A_COLUMN) -> None:
        self.severity = severity
        self.listed = listed
        self.count = 0
        self._cells: list[tuple[int, str]] = []

    def add(self, rows: pa.Array, cells: pa.Array, lines: pa.Array) -> None:
        """Some rows of a block, with the block's cells of the column and its lines."""
        if not len(rows):
            return
        room = rows.slice(0, max(0, MAX_LINES_KEPT - len(self._cells)))
        self._cells += zip(lines.take(room).to_pylist(), cells.take(room).to_pylist(), strict=True)
        self.count += len(rows)

    @property
    def lines(self) -> list[int]:
        """The lines they stand on, up to the first MAX_LINES_KEPT."""
        return [line for line, _ in self._cells]

    def problems(self, explain: Callable[[str], str]) -> Iterable[CellProblem]:
        """One problem for each cell, with what `explain` says of its text."""
        for line, text in self._cells[: self.listed]:
            yield CellProblem(line, text, self.severity, explain(text))
        for line, text in self._cells[self.listed : self.listed + 1]:
            beyond = self.count - self.listed
            more = f" ({beyond:,} cells of this column from here on are like it)" if beyond > 1 else ""
            yield CellProblem(line, text, self.severity, f"{explain(text)}{more}")
