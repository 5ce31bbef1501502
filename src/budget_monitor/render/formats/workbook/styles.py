"""How cells look and how they are written: numbers as numbers, text as text that nothing runs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, TypeAlias, cast

from moneyed import Money

from budget_monitor.errors import shorten
from budget_monitor.model.ledgers.money import Figure, decimal_text, plain
from budget_monitor.model.ledgers.schema import SYMBOLS
from budget_monitor.render.formats.csv import might_run
from budget_monitor.render.text.literal import literal

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Look: TypeAlias = Mapping[str, object]
"""Properties of a format, under XlsxWriter's names."""

MAX_CHARACTERS_OF_A_CELL = 32_000
"""Characters that a cell takes, and a few in hand."""

MAX_DIGITS_KEPT = 15
"""Digits that spreadsheets keep of a number; a longer one is written as text, for it would be changed silently."""

MAX_TEXTS_AT_HAND = 50_000
"""Texts of which it is remembered how they are written: those of a ledger repeat themselves."""
MOST_LINKS, LONGEST_LINK = 65_000, 250
"""Links that a sheet takes, and characters of one's text, and a few in hand."""

FIRST_YEAR = 1900
A4 = 9
MARGINS = (0.4, 0.4, 0.5, 0.6)
"""Left, right, top and bottom, in inches."""
POINTS_OF_A_LINE, MOST_POINTS = 15, 400
FILLED = 0.9
"""How much of a line is filled, as words are not cut up."""

HEADER: Look = {"bold": True, "bg_color": "#E8ECF2", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
LINK: Look = {"font_color": "#1D4F91", "underline": 1}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self._of_numbers: dict[str, Format | None] = {}

    def format(self, *looks: Look) -> Format | None:
        """The format with all these properties; later ones win. None without any."""
        if not looks:
            return None
        whole: dict[str, object] = {}
        for look in looks:
            whole |= look
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(whole)
        return self._made[key]

    def of_number(self, number_format: str, *looks: Look) -> Format | None:
        """The format of a number; a sheet has very many that look alike."""
        if looks:
            return self.format({"num_format": number_format}, *looks)
        if number_format not in self._of_numbers:
            self._of_numbers[number_format] = self.format({"num_format": number_format})
        return self._of_numbers[number_format]


INDENT: Look = {"indent": 1}
"""Of texts beside figures, which stand to the right."""


class Sheet:
    """A sheet to write on. Rows and columns count from 0; looks are put one over the other."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet = sheet
        self.styles = styles
        self._links = 0

    def text(self, row: int, column: int, text: str, *looks: Look) -> None:
        """Write a text. One that looks like a formula is marked as text, so that editing it does not run it."""
        shown, looks_like_formula = _shown(text)
        if looks_like_formula:
            looks = (*looks, {"quote_prefix": True})
        if shown:
            self.sheet.write_string(row, column, shown, self.styles.format(*looks))
        elif looks:
            self.sheet.write_blank(row, column, None, self.styles.format(*looks))

    def number(self, row: int, column: int, number: Decimal, number_format: str, *looks: Look) -> None:
        """Write a number, to its last digit."""
        if _is_long(number):
            self.text(row, column, decimal_text(number), {"align": "right"}, *looks)
            return
        # XlsxWriter prints what it is given: a decimal's own digits, never those of a binary float near it
        exact = cast("float", number)
        self.sheet.write_number(row, column, exact, self.styles.of_number(number_format, *looks))

    def day(self, row: int, column: int, day: date, *looks: Look) -> None:
        """Write a date; one before the spreadsheet's own calendar begins is text."""
        if day.year < FIRST_YEAR:
            self.text(row, column, day.isoformat(), *looks)
        else:
            look = self.styles.format({"num_format": "yyyy-mm-dd", "align": "left"}, *looks)
            self.sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), look)

    def figure(self, row: int, column: int, figure: Figure | None, *looks: Look, mark: str = "") -> None:
        """Write a figure in currency units, with its symbol, or a plain number, and a mark behind it. None is a
        blank.
        """
        if figure is None:
            self.text(row, column, "", *looks)
            return
        code = str(figure.currency.code) if isinstance(figure, Money) else None
        number = plain(figure)
        self.number(row, column, number, figure_format(decimals(number), code, mark), *looks)

    def link(self, row: int, column: int, target: str, text: str, *looks: Look) -> None:
        """Write a text that leads to a place in the workbook, such as 'outturns'!D5; only the text without one."""
        if target and self._links < MOST_LINKS:
            self._links += 1
            look = self.styles.format(LINK, *looks)
            self.sheet.write_url(row, column, f"internal:{target}", look, shorten(literal(text), LONGEST_LINK))
        else:
            self.text(row, column, text, *looks)

    def headers(
        self, row: int, headers: Iterable[str], right: Container[int] = (), indented: Container[int] = ()
    ) -> None:
        """Write a row of headers; `right` has the places of columns of numbers, `indented` of texts beside them."""
        for at, header in enumerate(headers):
            more: list[Look] = [{"align": "right"}] if at in right else [INDENT] if at in indented else []
            self.text(row, at, header, HEADER, *more)

    def widths(self, widths: Iterable[int]) -> None:
        """Set the columns' widths, in characters."""
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)

    def height(self, row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make a row as high as its longest text needs, each given with its column's width in characters: not every
        spreadsheet does so by itself.
        """
        lines = max((ceil(len(text) / (width * FILLED)) for text, width in texts), default=1)
        if lines > 1:
            self.sheet.set_row(row, min(lines * POINTS_OF_A_LINE, MOST_POINTS))

    def lay_out(self, header: int, last: int, columns: int) -> None:
        """Filter by the header row and keep it in sight, on the screen and on paper: A4 across, all columns on it."""
        self.sheet.autofilter(header, 0, max(last, header), max(columns - 1, 0))
        self.sheet.freeze_panes(header + 1, 0)
        self.sheet.repeat_rows(header)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(*MARGINS)
        self.sheet.set_footer("&L&A&RPage &P of &N")


@lru_cache(maxsize=MAX_TEXTS_AT_HAND)
def _shown(text: str) -> tuple[str, bool]:
    """A text as it is written, and whether a spreadsheet might take it for a formula."""
    shown = shorten("\n".join(map(literal, text.split("\n"))), MAX_CHARACTERS_OF_A_CELL)
    return shown, might_run(shown)


def _is_long(number: Decimal) -> bool:
    """Whether a number has more digits than a spreadsheet keeps. Noughts at its end do not count."""
    digits = number.as_tuple().digits
    return len(digits) > MAX_DIGITS_KEPT and len(number.normalize().as_tuple().digits) > MAX_DIGITS_KEPT


def decimals(number: Decimal) -> int:
    """How many decimal places a number needs: 2 for 0.10 read as pence is a matter of format, 1 is what it needs."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def figure_format(places: int, code: str | None = None, mark: str = "") -> str:
    """A number format with thousands separated and a minus in red: `£#,##0.00` with a currency's code; a mark behind.

    Money with any pence has two places at least. A currency without a symbol has its code in front.
    """
    sign = ""
    if code is not None:
        places = max(places, 2) if places else 0
        sign = f'"{SYMBOLS[code]}"' if code in SYMBOLS else f'"{code} "'
    digits = "#,##0" + (f".{'0' * places}" if places else "")
    after = f'" {mark}"' if mark else ""
    return f"{sign}{digits}{after};[Red]-{sign}{digits}{after}"
