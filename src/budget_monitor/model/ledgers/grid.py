"""A table as it stands in a file: cells in rows and columns, before anything is known of what they mean."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache, cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from msgspec import Struct

_LETTERS = 26
_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")


class GridCell(Struct, frozen=True):
    """One cell. `value` is None where its text is no figure; `decimals` is how many were written or are stored.

    `read_as` says how a malformed figure was read: "109.6 (a decimal comma)"; it is empty for any other. `shown` is the
    figure that a cell of a workbook shows, with the decimals that it shows, where it stores more, or where tens or
    thousands are left away, though nothing may be lost with them. `is_kept_as_text` is true of a figure that a workbook
    keeps as text, which its sums pass over.
    """

    text: str
    value: Decimal | None = None
    decimals: int = 0
    is_percent: bool = False
    read_as: str = ""
    shown: Decimal | None = None
    is_kept_as_text: bool = False
    letter: str = ""
    """F or A, where that is its only sign: the `value` with F is that of the text the other way round."""

    @property
    def stores_more(self) -> bool:
        """True if it stores more than it shows."""
        return self.shown is not None and self.shown != self.value


class Grid(Struct, frozen=True, dict=True):
    """A sheet, or a whole CSV file. Every row has the same number of cells.

    `lines` holds the physical line of each row, the first being 1. `sheet` is empty for a file that has none.
    """

    file: str
    sheet: str
    rows: tuple[tuple[GridCell, ...], ...]
    lines: tuple[int, ...]
    unit: str = ""
    """What bare figures mean, such as £000, where that is said beside the grid and not in it."""
    rounded_to: int = 0
    """What its figures were rounded to, where that is said beside it: 100 for hundreds; 0 where nothing says it."""

    @cached_property
    def made(self) -> dict[tuple[object, ...], Any]:
        """What was made of it, by what made it and what that was told: see `once_for_each_grid`."""
        return {}

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    def sheet_of(self, row: int) -> str:  # noqa: ARG002 - grids of several sheets tell them apart
        """The sheet that a row stands on."""
        return self.sheet

    def address(self, row: int, column: int) -> str:
        """The spreadsheet's name of a cell, both counted from 0: "F12", or "Outturns!F12" on a sheet."""
        return cell_address(self.sheet, column, self.lines[row])


def once_for_each_grid(
    make: Callable[Concatenate[Grid, _Asked], _Made],
) -> Callable[Concatenate[Grid, _Asked], _Made]:
    """What is made of a grid, made once however often it is asked, and kept as long as the grid."""

    @wraps(make)
    def once(grid: Grid, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Made:
        key, made = (make, *asked, *named.items()), grid.made
        if key not in made:
            made[key] = make(grid, *asked, **named)
        found: _Made = made[key]
        return found

    return once


def cell_address(sheet: str, column: int, line: int) -> str:
    """The spreadsheet's name of a cell, the column counted from 0: "F12", or "Outturns!F12" on a sheet."""
    cell = f"{column_letters(column)}{line}"
    return f"{sheet}!{cell}" if sheet else cell


@cache
def column_letters(column: int) -> str:
    """A column, counted from 0, as spreadsheets name it: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The column, counted from 0, that spreadsheets name so."""
    column = 0
    for letter in letters:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column - 1


def cell_place(address: str) -> tuple[int, int]:
    """The row and the column, both from 0, of a cell that spreadsheets name so: "B3" is (2, 1)."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters)
