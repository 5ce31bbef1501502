"""What is laid out without Rich is what Rich makes of it, line by line."""

from __future__ import annotations

from io import StringIO

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from rich.text import Text

from budget_monitor.render.text.fitting import fitting_lines
from budget_monitor.render.text.page import Page

WORDS = st.lists(st.sampled_from(["cash limit", "£1,234,000", "a", "outturn:", "−", "日本", "e\u0301", ""]), max_size=5)
CELLS = WORDS.map(" ".join)
SIDES = st.sampled_from(["left", "right", "fixed"])
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4)


def console(width: int) -> tuple[Console, StringIO]:
    """A console like a page's, and what is printed on it."""
    screen = StringIO()
    return Console(file=screen, width=width, markup=False, emoji=False, highlight=False, color_system=None), screen


def by_rich(part: RenderableType, width: int) -> list[str]:
    """The lines that Rich prints, without the spaces at their ends."""
    printer, screen = console(width)
    printer.print(part)
    return [line.rstrip(" ") for line in screen.getvalue().splitlines()]


@settings(deadline=None, max_examples=150)
@given(st.lists(SIDES, min_size=3, max_size=3), ROWS, st.integers(0, 3), st.integers(0, 4), st.integers(12, 60))
def test_a_grid_is_as_rich_has_it(sides: list[str], rows: list[list[str]], gap: int, margin: int, width: int) -> None:
    page = Page(width)
    grid = page.grid(*sides, gap=gap)
    for row in rows:
        grid.add_row(*map(page.text, row))
    part = page.indented(grid, margin)
    lines = fitting_lines(part, width, console(width)[0])
    assert lines is None or [line.rstrip(" ") for line in lines] == by_rich(part, width)


@settings(deadline=None, max_examples=150)
@given(ROWS, st.lists(st.integers(0, 4), min_size=4, max_size=4), st.integers(5, 40), st.integers(20, 60))
def test_a_column_of_a_width_of_its_own_wraps_as_in_rich_each_line_of_a_label_set_in(
    rows: list[list[str]], indents: list[int], label: int, width: int
) -> None:
    page = Page(width)
    grid = page.grid("left", "fixed", "right", gap=2)
    grid.columns[0].width = label
    for row, indent in zip(rows, indents, strict=False):
        grid.add_row(page.indented(page.text(row[0]), indent), *map(page.text, row[1:]))
    lines = fitting_lines(grid, width, console(width)[0])
    assert lines is None or [line.rstrip(" ") for line in lines] == by_rich(grid, width)


def test_a_long_label_beside_figures_needs_no_rich() -> None:
    page = Page(30)
    grid = page.grid("left", "fixed", gap=2)
    grid.columns[0].width = 12
    grid.add_row(page.indented(page.text("Opening hours of libraries")), page.text("£60"))
    assert fitting_lines(grid, 30, console(30)[0]) == ["  Opening     £60", "  hours of       ", "  libraries      "]


@settings(deadline=None, max_examples=100)
@example(["left"] * 3, [["", "cash limit cash limit", "cash limit outturn: "]], 46)
@example(["left", "right", "left"], [["cash limit cash limit", "cash limit a outturn:", "a a 日本 日本"]], 49)
@given(st.lists(SIDES, min_size=3, max_size=3), ROWS, st.integers(20, 60))
def test_a_table_is_as_rich_has_it(sides: list[str], rows: list[list[str]], width: int) -> None:
    page = Page(width)
    table = page.table(*zip(("rule", "the title", "fail"), sides, strict=True))
    for row in rows:
        table.add_row(*map(page.text, row))
    lines = fitting_lines(table, width, console(width)[0])
    assert lines is None or [line.rstrip(" ") for line in lines] == by_rich(table, width)


def test_what_is_short_needs_no_rich_and_what_must_be_wrapped_in_two_columns_does() -> None:
    page = Page(20)
    short, long = page.grid("left", "right"), page.grid("left", "left")
    short.add_row(Text("outturn"), Text("£12"))
    long.add_row(Text("a reserve of long name"), Text("a purpose of long name"))
    printer, _ = console(20)
    assert fitting_lines(short, 20, printer) == ["outturn £12"]
    assert fitting_lines(long, 20, printer) is None
    assert fitting_lines("x" * 21, 20, printer) is None
