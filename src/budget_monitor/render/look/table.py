"""A table as it was seen, as lines of text: its grid with the roles of rows, its columns, what adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from budget_monitor.figures.grammar import is_in_error
from budget_monitor.model.ledgers.grid import GridCell, column_letters
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole, SeenColumn, SeenRow
from budget_monitor.render.text.page import Page

STYLES = {
    RowRole.TITLE: "bold", RowRole.HEADER: "bold cyan", RowRole.LINE: "", RowRole.HEADING: "magenta",
    RowRole.TOTAL: "bold green", RowRole.NOTE: "dim", RowRole.SPACER: "dim",
}  # fmt: skip
FIRST_ROWS, LAST_ROWS = 24, 8
"""Rows shown of a longer table, unless all are asked for."""
WIDEST_LABEL, WIDEST_CELL = 32, 14
LONGEST_NAME = 64
"""A longer text of a row is a sentence, not what the row is called."""
ROLE_WIDTH = len("heading")
GAP = 2


def look_text(layouts: Sequence[Layout], page: Page, *, all_rows: bool = False) -> str:
    """Every table, one below the other, no wider than the page."""
    parts: list[RenderableType] = []
    for layout in layouts:
        parts += [*_table(layout, page, all_rows=all_rows), ""]
    return page.render(parts[:-1])


def _table(layout: Layout, page: Page, *, all_rows: bool) -> Iterable[RenderableType]:
    grid = layout.grid
    name = f"{grid.file}, sheet {grid.sheet}" if grid.sheet else grid.file
    yield page.heading(f"{name}: {len(grid.rows):,} rows, {grid.width:,} columns")
    yield page.labelled(_facts(layout))
    yield ""
    yield from _grid(layout, page, all_rows=all_rows)
    yield ""
    yield from _columns(layout, page)


def _facts(layout: Layout) -> Iterable[tuple[str, str]]:
    lines = layout.header_lines
    if not lines:
        yield "header", "none was found"
    else:
        yield "header", f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]} to {lines[-1]}, joined"
    counts = Counter(row.role for row in layout.rows)
    noun = {RowRole.TITLE: "title", RowRole.LINE: "line", RowRole.HEADING: "heading", RowRole.TOTAL: "total",
            RowRole.NOTE: "note", RowRole.SPACER: "spacer"}  # fmt: skip
    rows = [f"{counts[role]:,} {word}{'s' * (counts[role] > 1)}" for role, word in noun.items() if counts[role]]
    yield "rows", ", ".join(rows)
    found = [row for row in layout.rows if row.sum_of]
    named = [row for row in layout.rows if row.role is RowRole.TOTAL]
    columns = [column for column in layout.columns if column.sum_of]
    if named or found:
        yield "totals", f"{len(found):,} of {len(named):,} found to be the sum of other rows"
    if columns:
        yield "columns", f"{len(columns):,} found to be made of others"
    misread = [cell for row in layout.grid.rows for cell in row if cell.read_as]
    if misread:
        what = "1 figure," if len(misread) == 1 else f"{len(misread):,} figures, such as"
        yield "malformed", f"{what} {misread[0].text.strip()}, read as {misread[0].read_as}"


def _grid(layout: Layout, page: Page, *, all_rows: bool) -> Iterable[Text]:
    """The rows, each with its line, its role and its label; then as many columns of figures as fit."""
    rows = layout.rows
    shown = rows if all_rows or len(rows) <= FIRST_ROWS + LAST_ROWS else (*rows[:FIRST_ROWS], *rows[-LAST_ROWS:])
    number = max(len(str(layout.grid.lines[row.place])) for row in shown)
    label = min(WIDEST_LABEL, max(cell_len(page.words(_label(layout, row))) for row in shown))
    room = page.width - (number + GAP + ROLE_WIDTH + GAP + label)
    columns = _fitting(layout, shown, room, page)
    letters = "".join(f"{'':{GAP}}{column_letters(column.place):>{width}}" for column, width in columns)
    yield page.line((f"{'':{number}}{'':{GAP}}{'':{ROLE_WIDTH}}{'':{GAP}}{'':{label}}{letters}", "dim"))
    before = -1
    for row in shown:
        if row.place != before + 1:
            left_out = rows[before + 1 : row.place]
            yield page.line((f"{'…':>{number}}{'':{GAP}}{_left_out(left_out)}", "dim"))
        before = row.place
        yield _row(layout, row, page, number, label, columns)
    hidden = sum(1 for column in layout.columns if column.kind is ColumnKind.FIGURES) - len(columns)
    if hidden > 0:
        yield page.line((f"{hidden:,} more column{'s' * (hidden > 1)} of figures beside these", "dim"))


def _left_out(rows: Sequence[SeenRow]) -> str:
    counts = Counter(row.role.value for row in rows)
    said = ", ".join(f"{count:,} {role}{'s' * (count > 1)}" for role, count in counts.most_common())
    return f"{said} (--all shows them)"


def _row(
    layout: Layout, row: SeenRow, page: Page, number: int, label: int, columns: Sequence[tuple[SeenColumn, int]]
) -> Text:
    style = STYLES[row.role]
    line = f"{layout.grid.lines[row.place]:>{number}}{'':{GAP}}"
    words = _fitted(page.words(_label(layout, row)), label)
    parts = [(line, "dim"), (f"{row.role.value:{ROLE_WIDTH}}{'':{GAP}}", style or "dim"), (words, style)]
    for column, width in columns:
        cell = layout.grid.rows[row.place][column.place]
        text = _fitted(page.words(" ".join(cell.text.split())), width, to_the_right=True)
        parts.append((f"{'':{GAP}}{text}", "red" if cell.read_as else style))
    return page.line(*parts)


def _label(layout: Layout, row: SeenRow) -> str:
    """The texts of a row, from left to right, but for those over figures and sentences, and as many as have room: one
    always is there, cut short where it must be.
    """
    figures = {column.place for column in layout.columns if column.kind in (*_SHOWN, ColumnKind.NAMES)}
    is_above = row.role in (RowRole.HEADER, RowRole.TITLE)
    cells = [
        " ".join(cell.text.split())
        for place, cell in enumerate(layout.grid.rows[row.place])
        if any(one.isalnum() for one in cell.text)
        and not (place in figures and (cell.value is not None or is_above or is_in_error(cell.text)))
    ]
    short = [text for text in cells if cell_len(text) <= LONGEST_NAME] or cells
    while len(short) > 1 and cell_len(" | ".join(short)) > WIDEST_LABEL:
        short.remove(short[-1] if is_above else min(short, key=cell_len))  # of a line its name is the longest
    return " | ".join(short)


_SHOWN = (ColumnKind.FIGURES, ColumnKind.PERCENTAGES)


def _fitting(layout: Layout, shown: Sequence[SeenRow], room: int, page: Page) -> list[tuple[SeenColumn, int]]:
    found = []
    for column in layout.columns:
        if column.kind not in _SHOWN:
            continue
        cells: list[GridCell] = [layout.grid.rows[row.place][column.place] for row in shown]
        width = min(WIDEST_CELL, max(1, *(cell_len(page.words(" ".join(cell.text.split()))) for cell in cells)))
        if room < width + GAP:
            break
        room -= width + GAP
        found.append((column, width))
    return found


def _fitted(text: str, width: int, *, to_the_right: bool = False) -> str:
    if cell_len(text) > width:
        while cell_len(text) > width - 1:
            text = text[:-1]
        text += "…"
    space = " " * (width - cell_len(text))
    return space + text if to_the_right else text + space


def _columns(layout: Layout, page: Page) -> Iterable[RenderableType]:
    """Each column with its header and what stands in it; then the totals with what they are the sums of."""
    table = page.table(("", "fixed"), ("column", "left"), ("holds", "fixed"), ("cells", "right"), ("made of", "left"))
    for column in layout.columns:
        if column.filled or column.header:
            header = column.header or "(no header)"
            table.add_row(
                page.text(column_letters(column.place)), page.text(header), page.text(column.kind.value),
                page.text(f"{column.filled:,}"), page.text(column.sum_of),
            )  # fmt: skip
    yield table
    sums = [row for row in layout.rows if row.sum_of]
    if not sums:
        return
    yield ""
    found = page.table(("line", "right"), ("total", "left"), ("is the sum of lines", "left"))
    for row in sums[:MAX_SUMS_LISTED]:
        found.add_row(page.text(str(layout.grid.lines[row.place])), page.text(row.label), page.text(row.sum_of))
    yield found
    if len(sums) > MAX_SUMS_LISTED:
        yield page.text(f"and {len(sums) - MAX_SUMS_LISTED:,} more", "dim")


MAX_SUMS_LISTED = 40
