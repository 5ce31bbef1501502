"""Text, grids and tables of a page without colour, laid out line by line.

Rich measures, wraps, crops and pads whatever it is given, which for some hundred short lines takes longer than checking
the ledgers. In the plain cases the same lines come of putting texts side by side; all else is left to Rich.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text


def fitting_lines(part: RenderableType, width: int, console: Console) -> list[str] | None:
    """The lines of a part that is no wider than that; None where Rich must lay it out. Spaces at the ends of lines do
    not count.
    """
    if isinstance(part, str):
        return _line(part, width)
    if isinstance(part, Text):
        return _line(part.plain, width)
    if isinstance(part, Padding) and (part.top, part.right, part.bottom) == (0, 0, 0):
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
    if not all(text.isprintable() for own in texts for text in own):
        return None
    gap = table.padding[1] + (table.box is not None)
    widths = _widths(table, texts, width - gap * (len(texts) - 1), gap)
    if widths is None:
        return None
    columns = [
        [_wrapped(text, wide, console, to_the_right=column.justify == "right") for text in own]
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


def _texts(column: Column, width: int, console: Console, *, with_header: bool) -> list[str]:
    cells = [column.header, *column.cells] if with_header else list(column.cells)
    return [_text(cell, width, console) for cell in cells]


def _text(cell: RenderableType, width: int, console: Console) -> str:
    """What stands in a cell; what is no line of text comes out as something that cannot be printed."""
    if isinstance(cell, Text):
        return cell.plain
    lines = fitting_lines(cell, width, console) or []
    return "\n" if len(lines) != 1 else lines[0]


def _widths(table: Table, texts: list[list[str]], width: int, gap: int) -> list[int] | None:
    """The widths of the columns, which together must fill no more than `width`; a column of a certain ratio takes what
    is left, and the widest of those that may be wrapped gives what is lacking.
    """
    narrowest = 0 if table.padding[1] else 1  # Rich leaves a column no less, its padding included
    widths = [max(narrowest, *map(cell_len, own)) for own in texts]
    widths[-1] = max(widths[-1], 1)
    for place, column in enumerate(table.columns):
        widths[place] = max(widths[place], column.min_width or 0)
        if column.width is not None:
            if column.width < widths[place]:
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
        has_spaces_at_ends = any(text.endswith(" ") for own in texts for text in own)  # Rich counts them, and does not
        if not wraps or has_spaces_at_ends or not all(map(any, texts)):
            return None
        widest, *others = sorted(wraps, key=filled.__getitem__, reverse=True)
        if widths[widest] + left < 1 or filled[widest] + left <= max((filled[place] for place in others), default=0):
            return None
        widths[widest] += left
    return widths


def _wrapped(text: str, width: int, console: Console, *, to_the_right: bool) -> list[str]:
    """The lines of a cell, without the spaces at their ends."""
    if cell_len(text) <= width:
        lines = [text.rstrip()]
    else:
        lines = [line.plain.rstrip() for line in Text(text).wrap(console, width, overflow="fold")]
    return [" " * (width - cell_len(line)) + line for line in lines] if to_the_right else lines
