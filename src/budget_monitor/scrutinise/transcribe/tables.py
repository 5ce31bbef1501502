"""The rows of a table as rows of the ledger that it is of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct, field

from budget_monitor.figures.headers import choice_of
from budget_monitor.figures.naming import MAX_LABEL_CHARACTERS
from budget_monitor.model.documents.document import place_of
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.documents.transcript import Edition, Placed, PlacedRow
from budget_monitor.model.ledgers.names import bare_words, is_subtotal, is_total
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.scrutinise.transcribe.cells import Sheet
from budget_monitor.scrutinise.transcribe.columns import (
    Assigned,
    Assignment,
    is_figure,
    stand_ins,
    year_column,
)

MAX_HEADING_CHARACTERS = 90
MIN_LINES = 2
"""Lines above a row without a name for it to be their sum."""
GROUPS = ("sector", "category")
"""Columns filled from headings above some lines of a table."""
COUNTS = ("value", "numerator", "denominator")
"""Columns whose figures may stand in one cell: 93.1% (1,288 of 1,384)."""


class Laid(Struct):
    """The rows of a table that were placed, and the cells that were used."""

    rows: list[PlacedRow] = field(default_factory=list)
    used: set[tuple[int, int]] = field(default_factory=set)


class Layer:
    """Lays the rows of one table."""

    def __init__(self, sheet: Sheet, found: Assignment, edition: Edition) -> None:
        self._sheet = sheet
        self._found = found
        self._schema = found.schema
        self._edition = edition
        self._laid = Laid()
        self._group: tuple[str, int, int] | None = None
        self._lines: dict[int, list[Decimal]] = {}
        self._labels = self._label_columns()

    def lay(self, rows: Iterator[int] | range) -> Laid:
        """All rows in their order."""
        for row in rows:
            if row in self._sheet.table.all_header_rows or self._repeats_headings(row):
                continue
            figures = [one for one in self._found.figures if self._says(row, one)]
            label = self._label(row)
            if not figures:
                self._take_heading(row)
            elif label or not self._labels:
                self._row(row, figures, label)
            elif self._is_sum(row, figures):
                self._row(row, figures, "Sub-total")
        return self._laid

    def _repeats_headings(self, row: int) -> bool:
        """True if a row that holds no figures says the headings again, as at the top of a page."""
        own = {cell.text.strip() for cell in self._sheet.table.grid.rows[row] if cell.text.strip()}
        above = {cell.text for one in self._sheet.table.header_rows(row) for cell in self._sheet.table.grid.rows[one]}
        return len(own & (above - {""})) >= MIN_LINES and 2 * len(own & above) > len(own)

    def _says(self, row: int, column: Assigned) -> bool:
        if self._has_counts(column):
            return any(figures for _, figures in self._sheet.said(row, column.place))
        return self._sheet.is_figure(row, column.place)

    def _has_counts(self, column: Assigned) -> bool:
        return column.name in COUNTS and "numerator" in self._schema.columns

    def _label_columns(self) -> list[tuple[str, int]]:
        """The columns of words, by the ledger's names; the first without a name is the label."""
        named = [(one.name, one.place) for one in self._found.columns if not is_figure(self._schema, one.name)]
        label = self._schema.label
        if label and label != "portfolio" and label not in dict(named):
            free = [one for one in self._sheet.table.label_columns if one not in {place for _, place in named}]
            filled = [one for one in free if any(self._sheet.text(row, one) for row in self._sheet.table.rows)]
            named += [(label, filled[0])] if filled else []
        return sorted(named, key=lambda one: one[1])

    def _label(self, row: int) -> str:
        texts = [self._sheet.text(row, place) for place in self._sheet.table.label_columns]
        return next((text for text in texts if any(map(str.isalpha, text)) and len(text) > 1), "")

    def _take_heading(self, row: int) -> None:
        """A short text alone in its row is the heading of a group."""
        texts = [(place, cell.text.strip()) for place, cell in enumerate(self._sheet.table.grid.rows[row])]
        filled = [(place, text) for place, text in texts if text]
        if len(filled) == 1 and len(filled[0][1]) <= MAX_HEADING_CHARACTERS and filled[0][1][-1] not in ".;":
            self._group = (filled[0][1].rstrip(": "), row, filled[0][0])
            self._lines = {}

    def _is_sum(self, row: int, figures: list[Assigned]) -> bool:
        """True if every figure of a row without a name is the sum of the lines above it."""
        for one in figures:
            above = self._lines.get(one.place, [])
            value = self._sheet.cell(row, one.place).value
            if len(above) < MIN_LINES or value is None or abs(sum(above, -value)) > Decimal(len(above) + 1) / 2:
                return False
        return True

    def _row(self, row: int, figures: list[Assigned], label: str) -> None:
        total = is_total(label)
        kind = "line" if not total else "subtotal" if is_subtotal(label) else "total"
        words = self._total_words(row, label, kind) if total else self._words(row)
        if words is None:
            return
        place = (
            f"{place_of(self._sheet.block)}, {label[:MAX_LABEL_CHARACTERS]}" if label else place_of(self._sheet.block)
        )
        for cells in self._by_year(row, figures):
            self._laid.rows.append(PlacedRow(self._schema.name, words | cells, place, kind))
        for one in figures:
            self._laid.used.add((row, one.place))
            if kind == "line" and (value := self._sheet.cell(row, one.place).value) is not None:
                self._lines.setdefault(one.place, []).append(value)
        if kind == "total":
            self._group = None
        if total:
            self._lines = {}

    def _total_words(self, row: int, label: str, kind: str) -> dict[str, Placed] | None:
        name = self._schema.label
        if name is None:
            return None
        places = [place for place in self._sheet.table.label_columns if self._sheet.text(row, place)]
        first = places[0] if places else 0
        words = {name: self._sheet.words(row, first, "" if self._sheet.text(row, first) == label else label)}
        return words | (self._grouped([]) if kind == "subtotal" else {})

    def _words(self, row: int) -> dict[str, Placed] | None:
        words = self._grouped(self._labels)
        for name, place in self._labels:
            if not self._is_of_year(name):
                words |= self._word(row, name, place)
        if self._schema.label == "portfolio" and "portfolio" not in words:
            own = self._own_portfolio(row)
            words |= {"portfolio": own} if own is not None else {}
        return None if any(name not in words for name in self._needed()) else words

    def _word(self, row: int, name: str, place: int) -> dict[str, Placed]:
        text = self._sheet.text(row, place)
        if self._schema.columns[name].type is ColumnType.CHOICE:
            text = choice_of(text, name, self._schema)
            return {name: self._sheet.words(row, place, text)} if text else {}
        return {name: self._sheet.words(row, place)} if text else {}

    def _is_of_year(self, name: str) -> bool:
        """True of what is said of one year only: columns that the ledger has behind its year, such as a status."""
        names = list(self._schema.columns)
        year = year_column(self._schema)
        return bool(year) and names.index(name) > names.index(year)

    def _needed(self) -> list[str]:
        """What tells one row from another: the label, or the code and the name of a measure."""
        names = [self._schema.label] if self._schema.label else list(self._schema.row_name)
        return [name for name in names if name != "portfolio" and not self._schema.columns[name].type.is_numeric
                and name != year_column(self._schema)]  # fmt: skip

    def _own_portfolio(self, row: int) -> Placed | None:
        """A row that is called by what the table is of, or by nothing, is the report's own portfolio's."""
        places = [one for one in self._sheet.table.label_columns if self._sheet.text(row, one)]
        if not places:
            return None
        label = bare_words(self._sheet.text(row, places[0]))
        names = (bare_words(self._schema.title), self._schema.name.replace("_", " "), *self._schema.called)
        columns = [name.replace("_", " ") for name in self._schema.columns]
        if any(one in label for one in (*names, *columns) if one) or label == bare_words(self._edition.portfolio):
            return None
        return self._sheet.words(row, places[0])

    def _grouped(self, but: list[tuple[str, int]]) -> dict[str, Placed]:
        """The group that a row stands in, under the ledger's name for it, unless the table has a column for that."""
        name = next((one for one in GROUPS if one in self._schema.columns), "")
        if self._group is None or not name or name in dict(but):
            return {}
        text, row, column = self._group
        return {name: self._sheet.words(row, column, text)}

    def _by_year(self, row: int, figures: list[Assigned]) -> Iterator[dict[str, Placed]]:
        """The cells of a row; of a ledger that keeps several years, one row for each year, and part."""
        name = year_column(self._schema)
        found: dict[tuple[str, str], dict[str, Placed]] = {}
        for one in figures:
            year = self._year(one) if name else ""
            if name and not year:
                continue
            for part, cells in self._cells(row, one):
                found.setdefault((year, part), {}).update(cells)
        for (year, part), cells in found.items():
            spot = next(iter(cells.values())).spot
            dated = {name: Placed(year, spot, is_read=False)} if name else {}
            yield cells | dated | self._of_the_year(row, year, list(cells)) | self._part(row, part)

    def _year(self, column: Assigned) -> str:
        """The year of a column's figures; the report's own for what is said of one year and names none, as a target."""
        if column.year or len(column.header.years) > 1:
            return column.year
        return self._edition.financial_year if column.name not in COUNTS else ""

    def _cells(self, row: int, column: Assigned) -> Iterator[tuple[str, dict[str, Placed]]]:
        if self._has_counts(column):
            yield from self._sheet.said(row, column.place)
        else:
            name = stand_ins(self._schema).get(column.name, column.name)
            is_money = self._schema.columns[name].type is ColumnType.MONEY
            yield "", {column.name: self._sheet.amount(row, column.place, is_money=is_money)}

    def _part(self, row: int, part: str) -> dict[str, Placed]:
        """The key of a part of a measure: its code, and the part's name."""
        name = next((one for one in self._schema.key if one in dict(self._labels)), "")
        if not part or not name:
            return {}
        place = dict(self._labels)[name]
        return {name: self._sheet.words(row, place, f"{self._sheet.text(row, place)} {part}")}

    def _of_the_year(self, row: int, year: str, names: list[str]) -> dict[str, Placed]:
        """What is said of one year: its status and trend, and whether its heading calls it actual or forecast."""
        found: dict[str, Placed] = {}
        for one in self._found.columns:
            if one.name in dict(self._labels) and self._is_of_year(one.name) and self._year(one) == year:
                found |= self._word(row, one.name, one.place)
        for name, column in self._schema.columns.items():
            if column.type is not ColumnType.CHOICE or name in dict(self._labels):
                continue
            for one in self._found.figures:
                is_own = one.name in names and one.year in ("", year)
                if is_own and (value := choice_of(one.header.text, name, self._schema, inside=True)):
                    found.setdefault(name, self._sheet.words(row, one.place, value))
        return found


def constant(text: str, file: str, place: str) -> Placed:
    """A cell that the report's title says."""
    return Placed(text, Spot(file, place, text), is_read=False)
