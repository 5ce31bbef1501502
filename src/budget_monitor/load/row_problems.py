"""What is wrong with cells of one column, by row, before files and lines are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ERROR = "error"
WARNING = "warning"

LISTED = 1_000
"""How many problems of one kind are listed for one column; the last entry counts those left out."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A cell that could not be read, or not as it should be. `row` counts data rows from 0."""

    row: int
    severity: str
    message: str


def row_problems(
    rows: pa.Array, cells: pa.ChunkedArray, explain: Callable[[str], str], severity: str = ERROR
) -> list[RowProblem]:
    """One problem for each of `rows`, with what `explain` says of the cell's text.

    A whole column of the wrong kind would give a million problems, so only the first LISTED are spelt out and
    one more says how many there are beyond them.
    """
    if not len(rows):
        return []
    texts = cells.take(rows.slice(0, LISTED)).to_pylist()
    listed = rows.slice(0, LISTED).to_pylist()
    problems = [RowProblem(row, severity, explain(text)) for row, text in zip(listed, texts, strict=True)]
    beyond = len(rows) - LISTED
    if beyond > 0:
        first = rows[LISTED].as_py()
        message = f"{explain(cells[first].as_py())} ({beyond:,} cells of this column from here on are like it)"
        problems.append(RowProblem(first, severity, message))
    return problems
