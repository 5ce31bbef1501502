"""One document has one notation: where 1.234.567 stands in a table, 234.567 is no fraction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.model.documents.document import Block
from budget_monitor.model.ledgers.grid import Grid, GridCell

_AROUND = r"[-−–+( £€$]*{}[)% €]*"
_POINTS_BETWEEN_THOUSANDS = re.compile(_AROUND.format(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,2})?"))
_DECIMAL_COMMA = re.compile(_AROUND.format(r"\d{1,3}(?:\.\d{3})+,\d{1,2}"))
_DECIMAL_POINT = re.compile(_AROUND.format(r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.(?:\d{1,2}|\d{4,}))"))
_EITHER = re.compile(r"(?P<before>[-−–+( £€$]*)(?P<whole>[1-9]\d{0,2}\.\d{3})[) €]*")


def in_one_notation(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a document; where its tables have figures with points between thousands and none with a decimal
    point, 234.567 is read as 234,567 in all of them.
    """
    tables = [block.grid for block in blocks if block.grid is not None]
    with_points = next((cell.text for cell in _cells(tables) if _has_points(cell.text)), "")
    if not with_points or any(_DECIMAL_POINT.fullmatch(cell.text) for cell in _cells(tables)):
        return list(blocks)
    return [
        replace(block, grid=_with_thousands(block.grid, with_points)) if block.grid is not None else block
        for block in blocks
    ]


def _cells(grids: Iterable[Grid]) -> Iterable[GridCell]:
    return (cell for grid in grids for row in grid.rows for cell in row if cell.value is not None)


def _has_points(text: str) -> bool:
    return bool(_POINTS_BETWEEN_THOUSANDS.fullmatch(text) or _DECIMAL_COMMA.fullmatch(text))


def _with_thousands(grid: Grid, other: str) -> Grid:
    rows = tuple(tuple(_read_as_thousands(cell, other) for cell in row) for row in grid.rows)
    return replace(grid, rows=rows) if rows != grid.rows else grid


def _read_as_thousands(cell: GridCell, other: str) -> GridCell:
    found = _EITHER.fullmatch(cell.text) if cell.value is not None and not cell.is_percent else None
    if found is None or cell.value is None:
        return cell
    whole = Decimal(found["whole"].replace(".", "")).copy_sign(cell.value)
    return replace(cell, value=whole, decimals=0, read_as=f"{whole:f} (points between thousands, as in {other})")
