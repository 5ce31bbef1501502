"""What fits on a page without colour as it stands, laid out at once.

Rich measures, wraps, crops and pads whatever it is given, which for some hundred short lines takes longer than checking
the ledgers. Where nothing must be wrapped the same lines come of putting cells side by side; all else is left to Rich.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text


def fitting_lines(part: RenderableType, width: int) -> list[str] | None:
    """The lines of a part that fits; None where it does not, or is more than text, grids of text and what is set in
    from the left. Spaces at the ends of lines do not count.
    """
    if isinstance(part, str):
        return _line(part, width)
    if isinstance(part, Text):
        return _line(part.plain, width)
    if isinstance(part, Padding) and (part.top, part.right, part.bottom) == (0, 0, 0):
        lines = fitting_lines(part.renderable, width - part.left)
        return None if lines is None else [" " * part.left + line for line in lines]
    if isinstance(part, Table) and part.row_count and not part.expand:
        return _table(part, width)
    return None


def _line(text: str, width: int) -> list[str] | None:
    return [text] if text.isprintable() and cell_len(text) <= width else None


def _table(table: Table, width: int) -> list[str] | None:
    """The rows of a table of texts, as far apart as its padding says; beneath its header, where it has one, a rule."""
    columns = [_texts(column, with_header=table.show_header) for column in table.columns]
    if not all(text.isprintable() for texts in columns for text in texts):
        return None
    gap = table.padding[1] + (table.box is not None)
    widths = [max(map(cell_len, texts)) for texts in columns]
    whole = sum(widths) + gap * (len(widths) - 1)
    if whole > width:
        return None
    justified = [
        [_justified(text, wide, to_the_right=column.justify == "right") for text in texts]
        for column, texts, wide in zip(table.columns, columns, widths, strict=True)
    ]
    lines = [(" " * gap).join(row) for row in zip(*justified, strict=True)]
    if table.show_header and table.box is not None:
        lines.insert(1, table.box.head_row_horizontal * whole)
    return lines


def _texts(column: Column, *, with_header: bool) -> list[str]:
    cells = [column.header, *column.cells] if with_header else list(column.cells)
    return [cell.plain if isinstance(cell, Text) else "\n" for cell in cells]  # anything else is no line of text


def _justified(text: str, width: int, *, to_the_right: bool) -> str:
    text = text.rstrip() if to_the_right else text
    space = " " * (width - cell_len(text))
    return space + text if to_the_right else text + space
