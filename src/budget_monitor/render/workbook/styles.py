"""How cells look and how they are written: numbers as numbers, text as text that nothing runs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, cast

from moneyed import Money

from budget_monitor.model.money import SYMBOLS, Figure, decimal_text, plain
from budget_monitor.render.csv import might_run
from budget_monitor.render.literal import literal, shorten

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Look: TypeAlias = Mapping[str, object]
"""Properties of a format, under XlsxWriter's names."""

LONGEST_TEXT = 32_000
"""Characters that a cell takes, and a few in hand."""

MOST_DIGITS = 15
"""Digits that spreadsheets keep of a number; a longer one is written as text, for it would be changed silently."""

HEADER: Look = {"bold": True, "bg_color": "#E8ECF2", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
LINK: Look = {"font_color": "#1D4F91", "underline": 1}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, *looks: Look) -> Format:
        """The format with all these properties; later ones win."""
        whole: dict[str, object] = {}
        for look in looks:
            whole |= look
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(whole)
        return self._made[key]

    def text(self, sheet: Worksheet, row: int, column: int, text: str, *looks: Look) -> None:
        """Write a text. One that looks like a formula is marked as text, so that editing it does not run it."""
        shown = shorten("\n".join(map(literal, text.split("\n"))), LONGEST_TEXT)
        marked: Look = {"quote_prefix": True} if might_run(shown) else {}
        if shown:
            sheet.write_string(row, column, shown, self.format(*looks, marked))
        elif looks:
            sheet.write_blank(row, column, None, self.format(*looks))

    def number(self, sheet: Worksheet, row: int, column: int, number: Decimal, number_format: str, *looks: Look) -> None:
        """Write a number, to its last digit."""
        if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
            self.text(sheet, row, column, decimal_text(number), {"align": "right"}, *looks)
            return
        # XlsxWriter prints what it is given: a decimal's own digits, never those of a binary float near it
        exact = cast("float", number)
        sheet.write_number(row, column, exact, self.format({"num_format": number_format}, *looks))

    def figure(self, sheet: Worksheet, row: int, column: int, figure: Figure | None, *looks: Look) -> None:
        """Write a figure in currency units, with its symbol, or a plain number."""
        if figure is None:
            self.text(sheet, row, column, "", *looks)
            return
        code = str(figure.currency.code) if isinstance(figure, Money) else None
        number = plain(figure)
        self.number(sheet, row, column, number, figure_format(decimals(number), code), *looks)

    def link(self, sheet: Worksheet, row: int, column: int, target: str, text: str, *looks: Look) -> None:
        """Write a text that leads to a place in the workbook, such as 'outturns'!D5; only the text without one."""
        if target:
            sheet.write_url(row, column, f"internal:{target}", self.format(LINK, *looks), shorten(literal(text), 250))
        else:
            self.text(sheet, row, column, text, *looks)


def decimals(number: Decimal) -> int:
    """How many decimal places a number needs: 2 for 0.10 read as pence is a matter of format, 1 is what it needs."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def figure_format(places: int, code: str | None = None) -> str:
    """A number format with thousands separated and a minus in red: `£#,##0.00` with a currency's code.

    Money with any pence has two places at least. A currency without a symbol has its code in front.
    """
    sign = ""
    if code is not None:
        places = max(places, 2) if places else 0
        sign = f'"{SYMBOLS[code]}"' if code in SYMBOLS else f'"{code} "'
    digits = "#,##0" + (f".{'0' * places}" if places else "")
    return f"{sign}{digits};[Red]-{sign}{digits}"
