"""What is printed on: its width, its encoding and its colour; and the few shapes everything is laid out in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import TextIO

from msgspec import Struct
from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from budget_monitor.render.text.fitting import fitting_lines
from budget_monitor.render.text.literal import can_encode, literal

PIPED_WIDTH = 80
"""Columns where there is no terminal to ask."""

WIDEST = 120
"""Columns of a wider terminal that are used: beyond this the eye loses its line."""
MAX_WIDTH = 1_000
"""Columns that COLUMNS can ask for: laying out wider pages takes long, and nobody reads them."""
MAX_DIGITS_OF_A_WIDTH = 6
FIRST_VTE_WITH_LINKS = 5000
"""The version of the library behind many terminals; before, it printed the addresses."""

_UNDERLINED = "    \n    \n {}{} \n    \n    \n    \n    \n    \n"
"""A table with a line beneath its header and no other."""

_NUMBER_OF_A_LINK = re.compile(r"\x1b\]8;id=[^;]*;")
"""Links are numbered at random; without, the same report gives the same text."""
_TRAILING = re.compile(r" +$", re.MULTILINE)


class Page(Struct, frozen=True):
    """Where text is printed. The same page and the same report give the same text."""

    width: int = PIPED_WIDTH
    encoding: str = "utf-8"
    colour: bool = False
    links: bool = False
    """Whether names of files lead to them; only where there is colour."""

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str] = os.environ) -> Page:
        """The page a stream is: a terminal's own width and colour, or else 80 columns without colour.

        COLUMNS, where it is set, says the width of either; NO_COLOR takes the colour away, and FORCE_COLOR gives it to
        a stream that is no terminal. Of a terminal that is very wide only `WIDEST` columns are used.
        """
        terminal = stream.isatty()
        columns = environ.get("COLUMNS", "")
        if columns.isdecimal() and (asked := int(columns[:MAX_DIGITS_OF_A_WIDTH])) > 0:
            width = min(asked, MAX_WIDTH)
        else:
            width = _terminal_width(stream) if terminal else PIPED_WIDTH
        wants_colour = terminal and environ.get("TERM") not in ("dumb", "unknown")
        forced = environ.get("FORCE_COLOR", "") not in ("", "0")
        colour = (wants_colour or forced) and not environ.get("NO_COLOR")
        if colour and os.name == "nt":  # an old Windows console would print the colour codes
            colour = not Console(file=stream).legacy_windows
        encoding = stream.encoding or "utf-8"
        links = colour and terminal and _knows_links(environ)
        return cls(width, encoding if can_encode("", encoding) else "ascii", colour, links)

    def words(self, text: str) -> str:
        """A text as this page can show it. All text passes here, so nothing a cell holds acts on the terminal."""
        return literal(text, self.encoding)

    def text(self, text: str, style: str = "") -> Text:
        """A text to print, never read as markup."""
        return Text(self.words(text), style=style, overflow="fold")

    def line(self, *parts: tuple[str, str]) -> Text:
        """Several (text, style) pairs in one line."""
        return Text.assemble(*((self.words(text), style) for text, style in parts), overflow="fold")

    def heading(self, title: str, file: str = "", path: str = "") -> Text:
        """A section's title, with a rule to the right margin; with a file at its end that leads to the path."""
        rule = "─" if self.draws_lines else "-"
        shown = self.words(title + file)
        rest = self.width - cell_len(shown) - 1
        return self.line((title, "bold"), (file, self.leading_to(path, "bold")), (f" {rule * rest}", "dim"))

    def leading_to(self, path: str, style: str = "") -> str:
        """A style in which a text leads to a file, where the terminal knows such links."""
        return f"{style} link {Path(path).absolute().as_uri()}".strip() if self.links and path else style

    def indented(self, content: RenderableType, columns: int = 2) -> Padding:
        """The content set in from the left."""
        return Padding(content, (0, 0, 0, columns))

    def labelled(self, rows: Iterable[tuple[str, str]]) -> Table:
        """Labels in a column, and text beside them that wraps within its own column."""
        grid = self.grid("left", "left")
        for label, content in rows:
            grid.add_row(self.text(label, "dim"), self.text(content))
        return grid

    def grid(self, *sides: str, gap: int = 1) -> Table:
        """Columns without lines: `left` wraps, `right` and `fixed` do not."""
        grid = Table.grid(padding=(0, gap, 0, 0))
        for side in sides:
            grid.add_column(justify="right" if side == "right" else "left", no_wrap=side != "left", overflow="fold")
        return grid

    def table(self, *columns: tuple[str, str]) -> Table:
        """A table with a line beneath its header; columns are (header, side), as for `grid`."""
        rule = "─" if self.draws_lines else "-"
        table = Table(box=Box(_UNDERLINED.format(rule, rule)), show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        for header, side in columns:
            table.add_column(
                self.text(header),
                justify="right" if side == "right" else "left",
                no_wrap=side != "left",
                overflow="fold",
                header_style="bold",
            )
        return table

    @property
    def draws_lines(self) -> bool:
        """Whether the encoding has the characters that lines are drawn with."""
        return can_encode("─│╭╮╰╯", self.encoding)

    def render(self, parts: Iterable[RenderableType]) -> str:
        """The parts one below the other, without spaces at the ends of lines."""
        screen = StringIO()
        console = Console(
            file=screen, width=self.width, height=25, legacy_windows=False, force_jupyter=False, no_color=False,
            force_terminal=self.colour, color_system="standard" if self.colour else None,
            markup=False, emoji=False, highlight=False,
        )  # fmt: skip
        for part in parts:
            lines = None if self.colour else fitting_lines(part, self.width, console)
            if lines is None:
                console.print(part)
            else:
                screen.writelines(f"{line}\n" for line in lines)
        return _NUMBER_OF_A_LINK.sub("\x1b]8;;", _TRAILING.sub("", screen.getvalue()))


def _knows_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal makes links of what is marked so. Nearly all do, or pass over it."""
    if "FORCE_HYPERLINK" in environ:
        return environ["FORCE_HYPERLINK"] not in ("", "0")
    version = environ.get("VTE_VERSION", "")
    is_old = version.isdecimal() and len(version) <= MAX_DIGITS_OF_A_WIDTH and int(version) < FIRST_VTE_WITH_LINKS
    return not is_old and environ.get("TERM") != "linux" and (os.name != "nt" or "WT_SESSION" in environ)


def _terminal_width(stream: TextIO) -> int:
    try:
        return min(os.get_terminal_size(stream.fileno()).columns, WIDEST) or PIPED_WIDTH
    except (OSError, ValueError):
        return PIPED_WIDTH
