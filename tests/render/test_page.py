from __future__ import annotations

import re
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.cells import cell_len

from budget_monitor.render.text.page import Page


class Terminal(StringIO):
    """A stream that says it is a terminal, of a width that cannot be asked."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return True


def test_a_pipe_is_80_columns_wide_and_has_no_colour() -> None:
    assert Page.of(StringIO(), {}) == Page(80, "utf-8", colour=False)


def test_columns_says_the_width_of_a_pipe_and_of_a_terminal() -> None:
    assert Page.of(StringIO(), {"COLUMNS": "100"}).width == 100
    assert Page.of(Terminal(), {"COLUMNS": "60"}).width == 60


@pytest.mark.parametrize("columns", ["", "0", "-5", "wide"])
def test_a_width_that_is_none_is_ignored(columns: str) -> None:
    assert Page.of(StringIO(), {"COLUMNS": columns}).width == 80


def test_colour_is_for_terminals_and_no_color_takes_it_away() -> None:
    assert Page.of(Terminal(), {"TERM": "xterm"}).colour
    assert not Page.of(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}).colour
    assert not Page.of(Terminal(), {"TERM": "dumb"}).colour
    assert Page.of(StringIO(), {"TERM": "dumb", "FORCE_COLOR": "1"}).colour
    assert not Page.of(StringIO(), {"FORCE_COLOR": "0"}).colour
    assert not Page.of(StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}).colour


def test_links_are_for_terminals_that_know_them() -> None:
    """Nothing that is piped or without colour has any, whatever is forced."""
    assert Page.of(Terminal(), {"TERM": "xterm"}).links
    assert Page.of(Terminal(), {"TERM": "xterm", "VTE_VERSION": "7600"}).links
    for environ in ({"TERM": "linux"}, {"NO_COLOR": "1"}, {"VTE_VERSION": "3400"}, {"FORCE_HYPERLINK": "0"}):
        assert not Page.of(Terminal(), {"TERM": "xterm", **environ}).links
    assert not Page.of(StringIO(), {"FORCE_COLOR": "1", "FORCE_HYPERLINK": "1"}).links


def test_a_file_in_a_heading_leads_to_it_and_says_the_same() -> None:
    linked, plain = Page(60, colour=True, links=True), Page(60, colour=True)
    shown = [page.render([page.heading("Put right in ", "a b.csv", "ledgers/a b.csv")]) for page in (linked, plain)]
    assert "\x1b]8;;file:///" in shown[0]
    assert "/ledgers/a%20b.csv\x1b\\" in shown[0]
    assert re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\", "", shown[0]) == shown[1]
    assert linked.render([linked.heading("x ", "a.csv", "a.csv")]) == linked.render(
        [linked.heading("x ", "a.csv", "a.csv")]
    )


def test_the_encoding_is_the_streams() -> None:
    with TextIOWrapper(BytesIO(), encoding="cp1252") as stream:
        assert Page.of(stream, {}).encoding == "cp1252"


def test_a_heading_fills_the_line_in_any_encoding() -> None:
    for page in (Page(40), Page(40, "ascii")):
        (line,) = page.render([page.heading("Findings")]).splitlines()
        assert cell_len(line) == 40
        line.encode(page.encoding)


def test_lines_end_without_spaces() -> None:
    page = Page(40)
    grid = page.grid("left", "right")
    grid.add_row(page.text("a"), page.text(""))
    assert page.render([page.indented(grid), page.text("x  ")]) == "  a\nx\n"


def test_markup_is_text() -> None:
    page = Page()
    assert (
        page.render([page.text("[bold]x[/bold] :smile: http://x.y 'q' 12")])
        == "[bold]x[/bold] :smile: http://x.y 'q' 12\n"
    )


def test_colour_codes_are_written_only_where_they_are_wanted() -> None:
    assert "\x1b[1m" in Page(colour=True).render([Page().text("x", "bold")])
    assert Page().render([Page().text("x", "bold red")]) == "x\n"
