"""Cells amid figures that somebody may have meant as a figure, and that are read as none: sums pass over them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budget_monitor.figures.prose import NUMBER_WORDS
from budget_monitor.model.documents.document import Block
from budget_monitor.model.ledgers.grid import Grid

_MEANT = re.compile(
    rf"(?i)[-+(£€$ ]*(?:\d+(?:\.\d+){{2,}}|[\d.,]*[½¼¾⅓⅔]|[\d.,]*(?:\d[OIl]|[OIl]\d)[\dOIl.,]*"
    rf"|{'|'.join(NUMBER_WORDS)})[%)mk ]*"
)
MIN_FIGURES = 2
"""Of a column, and half of its cells below the first, before another cell in it is told."""
MAX_TOLD = 20


def unread_figures(tables: Sequence[Block]) -> list[str]:
    """What is read as text in the columns of figures of a document's tables, a sentence to each cell."""
    found = [told for block in tables if block.grid is not None for told in _of_grid(block.table, block.grid)]
    more = [f"{len(found) - MAX_TOLD:,} more cells amid figures are read as text"] if len(found) > MAX_TOLD else []
    return [*found[:MAX_TOLD], *more]


def _of_grid(table: int, grid: Grid) -> Iterator[str]:
    for column in range(len(grid.rows[0]) if grid.rows else 0):
        cells = [(number, row[column]) for number, row in enumerate(grid.rows[1:], start=2) if row[column].text.strip()]
        figures = sum(cell.value is not None for _, cell in cells)
        if figures < MIN_FIGURES or figures * 2 < len(cells):
            continue
        for number, cell in cells:
            if cell.value is None and _MEANT.fullmatch(cell.text):
                name = grid.rows[0][column].text or f"column {column + 1}"
                yield f"table {table}, row {number}, {name}: {cell.text!r} is read as text, and no sum takes it in"
