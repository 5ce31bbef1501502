"""Text, grids and tables of a page without colour, laid out line by line.

Rich measures, wraps, crops and pads whatever it is given, which for some hundred short lines takes longer than checking
the ledgers. In the plain cases the same lines come of putting texts side by side; all else is left to Rich.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text


class _Cell(NamedTuple):
    """What stands in a cell, and how far it is set in."""

    text: str
    indent: int = 0

    @property
    def width(self) -> int:
        return self.indent + cell_len(self.text)


def fitting_lines(part: RenderableType, width: int, console: Console) -> list[str] | None:
    """The lines of a part that is no wider than that; None where Rich must lay it out. Spaces at the ends of lines do
    not count.
    """
    if isinstance(part, str):
        return _line(part, width)
    if isinstance(part, Text):
        return _line(part.plain, width)
    if isinstance(part, Padding) and _is_set_in(part):
        lines = fitting_lines(part.renderable, width - part.left, console)
        return None if lines is None else [" " * part.left + line for line in lines]
    if isinstance(part, Table) and part.row_count:
        return _table(part, width, console)
    return None


def _line(text: str, width: int) -> list[str] | None:
    return [text] if text.isprintable() and cell_len(text) <= width else None


def _table(table: Table, width: int, console: Console) -> list[str] | None:
    """The rows of a table of texts, as far apart as its padding says; beneath its header, where it has one, a rule."""
    texts = [_texts(column, width, console, with_header=table.show_header) for column in table.columns]
    if not all(cell.text.isprintable() for own in texts for cell in own):
        return None
    gap = table.padding[1] + (table.box is not None)
    widths = _widths(table, texts, width - gap * (len(texts) - 1), gap)
    if widths is None:
        return None
    columns = [
        [_wrapped(cell, wide, console, to_the_right=column.justify == "right") for cell in own]
        for column, own, wide in zip(table.columns, texts, widths, strict=True)
    ]
    if table.show_header and any(len(cells[0]) > 1 for cells in columns):
        return None
    lines: list[str] = []
    for number, cells in enumerate(zip(*columns, strict=True)):
        for parts in zip_longest(*cells, fillvalue=""):
            padded = (part + " " * (wide - cell_len(part)) for part, wide in zip(parts, widths, strict=True))
            lines.append((" " * gap).join(padded))
        if number == 0 and table.show_header and table.box is not None:
            lines.append(table.box.head_row_horizontal * (sum(widths) + gap * (len(widths) - 1)))
    return lines


def _texts(column: Column, width: int, console: Console, *, with_header: bool) -> list[_Cell]:
    cells = [column.header, *column.cells] if with_header else list(column.cells)
    return [_cell(cell, width, console) for cell in cells]


def _cell(cell: RenderableType, width: int, console: Console) -> _Cell:
    """What stands in a cell; what is no line of text comes out as something that cannot be printed."""
    if isinstance(cell, Text):
        return _Cell(cell.plain)
    if isinstance(cell, Padding) and isinstance(cell.renderable, Text) and _is_set_in(cell):
        return _Cell(cell.renderable.plain, cell.left)
    lines = fitting_lines(cell, width, console) or []
    return _Cell("\n" if len(lines) != 1 else lines[0])


def _is_set_in(part: Padding) -> bool:
    """True of what has room at its left alone."""
    return (part.top, part.right, part.bottom) == (0, 0, 0)


def _widths(table: Table, texts: list[list[_Cell]], width: int, gap: int) -> list[int] | None:
    """The widths of the columns, which together must fill no more than `width`; a column of a certain ratio takes what
    is left, and the widest of those that may be wrapped gives what is lacking; None where Rich must find them.
    """
    narrowest = 0 if table.padding[1] else 1  # Rich leaves a column no less, its padding included
    widths = [max(narrowest, *(cell.width for cell in own)) for own in texts]
    widths[-1] = max(widths[-1], 1)
    for place, column in enumerate(table.columns):
        widths[place] = max(widths[place], column.min_width or 0)
        if column.width is not None:
            if column.width < widths[place] and column.no_wrap:
                return None
            widths[place] = column.width
    left = width - sum(widths)
    stretched = [place for place, column in enumerate(table.columns) if column.ratio]
    if table.expand or stretched:
        if len(stretched) != 1 or left < 0:
            return None
        widths[stretched[0]] += left
    elif left < 0:
        wraps = [place for place, column in enumerate(table.columns) if not column.no_wrap and column.width is None]
        filled = {place: widths[place] + gap * (place < len(widths) - 1) for place in wraps}
        has_spaces_at_ends = any(
            cell.text.endswith(" ") for own in texts for cell in own
        )  # Rich counts them, and does not
        if not wraps or has_spaces_at_ends or not all(any(cell.width for cell in own) for own in texts):
            return None
        widest, *others = sorted(wraps, key=filled.__getitem__, reverse=True)
        if widths[widest] + left < 1 or filled[widest] + left <= max((filled[place] for place in others), default=0):
            return None
        widths[widest] += left
    has_room = all(
        cell.width <= wide or cell.indent < wide for own, wide in zip(texts, widths, strict=True) for cell in own
    )
    return widths if has_room else None


def _wrapped(cell: _Cell, width: int, console: Console, *, to_the_right: bool) -> list[str]:
    """The lines of a cell, without the spaces at their ends."""
    if cell.width <= width:
        lines = [cell.text.rstrip()]
    else:
        wrapped = Text(cell.text).wrap(console, width - cell.indent, overflow="fold")
        lines = [line.plain.rstrip() for line in wrapped]
    return [" " * (width - cell_len(line) if to_the_right else cell.indent) + line for line in lines]
