"""What the figures of a table are called: the headings above them and the labels before them."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from msgspec import Struct

from budget_monitor.errors import shorten
from budget_monitor.figures.grammar import is_no_name, says_missing
from budget_monitor.model.documents.document import Block, place_of
from budget_monitor.model.ledgers.grid import Grid, GridCell, once_for_each_grid
from budget_monitor.model.ledgers.period import is_calendar_year

MAX_LABEL_CHARACTERS = 160
"""A text cell longer than that is a note, no label."""
MAX_LABEL_CELLS = 4
MAX_HEADER_ROWS = 4
MIN_WORDS_TO_A_NUMBER = 2
"""In the first column, where it names the lines though some of its cells are numbers."""
_SCALED = r"£\s?(?:['’‘]?000['’]?s?|thousands?|m(?:illions?|n)?|k|bn)"
_UNIT = re.compile(rf"(?i)\(?\s*({_SCALED}|£)\s*\)?$")
_SCALE = re.compile(rf"(?i)(?:^|[\s(])({_SCALED})(?![\w'’])")
"""A unit wherever it stands in a heading: Budget £'000 2024/25."""
_PLAIN_IN_BRACKETS = re.compile(r"\((£)\)")
_MIN_HEADINGS = 2
_VALUE = re.compile(
    r"^[(£+−-]?\s?\d[\d,.]*\s?(?:%|\(|/|of\b|[mk]\b|$)|^\d[\d,.]{2,}\s\(?[A-Z][a-z]{2,8} (?:19|20)\d\d\)?$"
)
_PARTS = re.compile(r"(?:[A-Za-z][A-Za-z0-9 ]{0,40}\s?[)=:–-]\s?£?\d[\d,.]*%?\s*[,;]?\s*){2,}(?:\([^()]{0,24}\))?")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:\s?[/–-]\s?\d\d|\s|$)")
_OVER_VALUES = re.compile(r"(?i)^(?:actual|target|.{0,12}20\d\d/\d\d.{0,12})$")
"""What stands above values, not among them."""
MAX_VALUE_CHARACTERS = 60
_SHIFTS = {"0": 3, "k": 3, "t": 3, "m": 6, "b": 9}
"""By the first letter of a unit, the power of ten that it stands for."""


def _is_value(text: str) -> bool:
    """True if a text is a figure with words around it: 93.1% (1,288 of 1,384), or several under names of their own."""
    return (_VALUE.match(text) is not None and len(text) <= MAX_VALUE_CHARACTERS) or _PARTS.fullmatch(text) is not None


def is_year_cell(cell: GridCell) -> bool:
    """True if a cell's text is a calendar year, also with the unit of the figures below it: 2024 £."""
    return is_calendar_year(_UNIT.sub("", cell.text.strip()).strip())


def unit_in(text: str) -> str:
    """The unit at the end of a heading, such as £000; empty where there is none."""
    found = _UNIT.search(text.strip())
    return _without_quotes(found[1]) if found else ""


def unit_of_caption(text: str) -> str:
    """The unit that a caption tells, at its end or before more: Revenue (£'000; brackets are underspends)."""
    found = _SCALE.search(text) or _PLAIN_IN_BRACKETS.search(text)
    return unit_in(text) or (_without_quotes(found[1]) if found else "")


def _without_quotes(unit: str) -> str:
    return "".join(one for one in unit if one not in "'’‘ ")


@lru_cache
def shift_said(text: str) -> int | None:
    """The power of ten that the unit in a text stands for; None where there is no unit in it."""
    found = _SCALE.search(text) or _UNIT.search(text.strip())
    return None if found is None else _SHIFTS.get(_without_quotes(found[1]).casefold().removeprefix("£")[:1], 0)


def named_table(grid: Grid, inherited: tuple[str, ...] = ()) -> NamedTable:
    """What stands for what in a grid."""
    return _named(grid, inherited)


@once_for_each_grid
def _named(grid: Grid, inherited: tuple[str, ...]) -> NamedTable:
    return NamedTable(grid, inherited)


class NamedTable(Struct, frozen=True, dict=True):
    """A grid, and what stands for what in it."""

    grid: Grid
    inherited: tuple[str, ...] = ()
    """The headings of the table that this one goes on with, where it has none of its own."""

    def is_figure(self, row: int, column: int) -> bool:
        """True if a cell holds a figure that is no year."""
        return self._figures[row][column]

    @cached_property
    def _figures(self) -> list[list[bool]]:
        """Of each cell of each row, whether it holds a figure that is no year."""
        return [
            [
                cell.value is not None
                and (column > 0 or not self._names_lines_by_numbers)
                and (not is_year_cell(cell) or (row, column) in self._amounts_like_years)
                for column, cell in enumerate(cells)
            ]
            for row, cells in enumerate(self.grid.rows)
        ]

    @cached_property
    def _names_lines_by_numbers(self) -> bool:
        """True if the first column names the lines, a few of them by a number alone, such as that of a cheque."""
        first = [row[0] for row in self.grid.rows] if self.grid.width > 1 else []
        numbers = sum(1 for cell in first if cell.value is not None)
        words = sum(1 for cell in first if cell.value is None and any(map(str.isalpha, cell.text)))
        return 0 < MIN_WORDS_TO_A_NUMBER * numbers <= words

    @cached_property
    def _amounts_like_years(self) -> frozenset[tuple[int, int]]:
        """Figures such as 1907 that stand among amounts, on a line that has a label, and with no other such beside."""
        found = set()
        for column in range(self.grid.width):
            years = [row for row, cells in enumerate(self.grid.rows) if is_year_cell(cells[column])]
            values = [row for row, cells in enumerate(self.grid.rows) if cells[column].value is not None]
            amounts = sorted({*values}.difference(years))
            if len(amounts) <= 2 * len(years):
                continue
            for row in years:
                cells = self.grid.rows[row]
                is_named = any(any(one.isalpha() for one in cell.text) for cell in cells[:column])
                if is_named and row > amounts[0] and sum(map(is_year_cell, cells)) == 1:
                    found.add((row, column))
        return frozenset(found)

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The columns that hold figures."""
        return tuple(one for one in range(self.grid.width) if any(row[one] for row in self._figures))

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows that hold figures."""
        return tuple(one for one, row in enumerate(self._figures) if any(row))

    @cached_property
    def label_columns(self) -> tuple[int, ...]:
        """The columns before and between the figures whose texts name rows."""
        return tuple(one for one in range(self.grid.width) if one not in self.value_columns)

    @cached_property
    def value_columns(self) -> tuple[int, ...]:
        """The columns of figures, and of words around them."""
        return tuple(one for one in range(self.grid.width) if self._holds_values(one))

    @cached_property
    def filled_width(self) -> int:
        """How many columns there are up to the last in which anything stands."""
        return max((place + 1 for row in self.grid.rows for place, cell in enumerate(row) if cell.text), default=0)

    def _holds_values(self, column: int) -> bool:
        """True if a column holds figures, or words around them: 93.1% (1,288 of 1,384)."""
        if column in self.columns:
            return True
        texts = [row[column].text for row in self.grid.rows if row[column].text]
        values = sum(1 for text in texts if _is_value(text))
        others = sum(1 for text in texts if not (says_missing(text) or _OVER_VALUES.match(text)))
        return column > 0 and values > 0 and 2 * values >= others - 1

    @cached_property
    def _value_rows(self) -> frozenset[int]:
        """The rows in which words stand around figures, in columns of such values."""
        columns = [one for one in self.value_columns if one not in self.columns]
        return frozenset(
            place for place, row in enumerate(self.grid.rows)
            if any(_is_value(row[one].text) and not _YEAR.match(row[one].text) for one in columns)
        )  # fmt: skip

    @cached_property
    def _headers(self) -> dict[int, tuple[int, ...]]:
        """The header rows that count for each row, from top to bottom."""
        found: dict[int, tuple[int, ...]] = {}
        block: list[int] = []
        fresh = True
        for row in range(len(self.grid.rows)):
            if row in self.all_header_rows:
                block = [*block[1 - MAX_HEADER_ROWS :], row] if not fresh else [row]
                fresh = False
            else:
                fresh = True
                found[row] = tuple(block)
        return found

    @cached_property
    def _last_row(self) -> int:
        """The last row with figures, or with words around them; -1 where there is none."""
        return max((*self.rows, *self._value_rows), default=-1)

    def _is_header(self, row: int) -> bool:
        cells = [cell for cell in self.grid.rows[row] if cell.text.strip()]
        if any(self._figures[row]) or any(len(cell.text) > MAX_LABEL_CHARACTERS for cell in cells):
            return False
        if any(is_no_name(cell.text) for cell in cells) or row in self._value_rows:
            return False
        if row > self._last_row:
            return False
        above = sum(1 for column in self.columns if self.grid.rows[row][column].text.strip())
        says_unit = any(_UNIT.search(cell.text.strip()) for cell in cells)
        return len(cells) >= _MIN_HEADINGS or (row == 0 and (above > 0 or says_unit))

    @cached_property
    def all_header_rows(self) -> frozenset[int]:
        """Every row that holds headings."""
        return frozenset(row for row in range(len(self.grid.rows)) if self._is_header(row))

    def header_rows(self, row: int) -> tuple[int, ...]:
        """The header rows that count for a row."""
        return self._headers.get(row, ())

    def is_headed(self, row: int) -> bool:
        """True if anything stands above the values of a row: a title over its labels is no heading of these."""
        return self._are_over_values(self.header_rows(row))

    def _are_over_values(self, rows: tuple[int, ...]) -> bool:
        return any(self.grid.rows[one][column].text for one in rows for column in self.value_columns)

    def heading(self, row: int, column: int) -> str:
        """The texts above a cell, joined; a text over several columns counts for each."""
        rows = self.header_rows(row)
        if (rows, column) not in self._texts_above:
            self._texts_above[rows, column] = self._above(rows, column)
        return self._texts_above[rows, column]

    @cached_property
    def _texts_above(self) -> dict[tuple[tuple[int, ...], int], str]:
        """The headings of columns under header rows, each joined once."""
        return {}

    def _above(self, rows: tuple[int, ...], column: int) -> str:
        texts: list[str] = []
        if column < len(self.inherited) and not self._are_over_values(rows):
            return self.inherited[column]
        for place, one in enumerate(rows):
            text = self.grid.rows[one][column].text
            below = any(self.grid.rows[lower][column].text for lower in rows[place + 1 :])
            if not text and below and column:
                text = next((cell.text for cell in reversed(self.grid.rows[one][1:column]) if cell.text), "")
            if text and text not in texts:
                texts.append(text)
        return " ".join(texts)

    def label(self, row: int) -> str:
        """The texts of a row that name it, joined by commas; that of the heading above it where it has none."""
        if row not in self._labels:
            self._labels[row] = self._label(row)
        return self._labels[row]

    @cached_property
    def _labels(self) -> dict[int, str]:
        """What rows are called, each joined once."""
        return {}

    def _label(self, row: int) -> str:
        cells = [self.grid.rows[row][column] for column in self.label_columns]
        texts = [cell.text for cell in cells if any(one.isalpha() for one in cell.text) or cell.value is not None]
        words = [text for text in texts if len(text) <= MAX_LABEL_CHARACTERS]
        return ", ".join(words[:MAX_LABEL_CELLS])

    def shift(self, row: int, column: int) -> int:
        """The power of ten by which bare amounts are to be multiplied: 3 under a heading of £000; 0 where none says.
        A column that does not say it has the unit of the nearest one before it that does.
        """
        texts = [self.heading(row, column), self.label(row)]
        for cells in (self.grid.rows[one] for one in self.header_rows(row)):
            texts += [cell.text for cell in (*cells[column::-1], *cells[column + 1 :])]
        texts += [cell.text for cell in (self.grid.rows[0] if self.grid.rows else ())]
        return next((shift for text in (*texts, self.grid.unit) if (shift := shift_said(text)) is not None), 0)

    def is_money(self, row: int, column: int) -> bool:
        """True if a unit of money is said of a cell, or a sign of money written in it."""
        heading = self.heading(row, column)
        label = "" if "%" in heading else unit_in(self.label(row))
        texts = [heading, label, self.grid.rows[row][column].text, self.grid.unit]
        texts += [cell.text for one in self.header_rows(row) for cell in self.grid.rows[one]]
        return any("£" in text for text in texts)


MAX_LABEL_SHOWN = 60
MAX_HEADING_SHOWN = 40


def cell_place(block: Block, row: int, column: int, label: str = "", heading: str = "") -> str:
    """Where a cell stands, in words: the place of its table, its row and its column."""
    if block.grid is not None and not (label or heading):
        table = named_table(block.grid, block.headings)
        if row in table.all_header_rows:
            return f"{place_of(block)}, heading of column {column + 1}"
        label, heading = table.label(row), table.heading(row, column)
    number = block.grid.lines[row] if block.grid is not None else row + 1
    row_name = shorten(label, MAX_LABEL_SHOWN) or f"row {number}"
    parts = [place_of(block), row_name, shorten(heading, MAX_HEADING_SHOWN) or f"column {column + 1}"]
    return ", ".join(filter(None, parts))
