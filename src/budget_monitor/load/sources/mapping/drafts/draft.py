"""A first mapping of a table to a ledger, as far as it can be told from the table: what `budget-monitor map` writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from budget_monitor.figures.headers import BALANCES, SURE, are_exchanged, likeness, unit_of_titles, units_in
from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.load.sources.mapping.drafts.across import (
    Across,
    by_names,
    by_times,
    have_measures,
    others_so_headed,
)
from budget_monitor.load.sources.mapping.drafts.alike import FIGURES, choices_in_other_words, fits, guesses_among
from budget_monitor.load.sources.mapping.drafts.constants import constants_of
from budget_monitor.load.sources.mapping.drafts.labels import where_totals_are_called
from budget_monitor.load.sources.mapping.drafts.said import Draft
from budget_monitor.load.sources.mapping.drafts.turned import choose_lines
from budget_monitor.load.sources.mapping.drafts.when import all_stated
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole, SeenColumn
from budget_monitor.model.ledgers.period import parse_financial_year, parse_period
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema

MAX_CELLS_READ = 500
"""Cells of a column in which a year or a period is looked for: each ledger that it may be asks."""
MIN_SHARE = 0.6
"""The share of a column's cells that must be years or periods for it to be one of years or periods."""


def drafted(layout: Layout, schema: LedgerSchema, this_year: str) -> Draft:
    """The likeliest mapping of a table. `this_year` stands where nothing says the year."""
    return _Drafter(layout, schema, this_year).draft()


class _Drafter:
    def __init__(self, layout: Layout, schema: LedgerSchema, this_year: str) -> None:
        self._layout = layout
        self._schema = schema
        self._this_year = this_year
        self._draft = Draft(schema.name, layout.is_turned)
        self._free = [column for column in layout.columns if column.kind is not ColumnKind.NOTHING]
        self._become_rows: dict[str, list[int]] = {}

    def draft(self) -> Draft:
        """Everything that can be told, the surest first."""
        self._when_in_cells()
        self._by_name(SURE)
        self._names_across()
        self._across()
        self._by_name()
        self._text_columns()
        self._figures_left()
        if self._layout.is_turned:
            choose_lines(self._draft, self._layout, self._schema)
        self._in_order_of_days()
        for name, remark in guesses_among(self._draft.columns, self._schema, self._free, self._layout):
            self._draft.remarks.setdefault(name, remark)
        self._draft.matched = len(self._draft.columns)
        self._draft.values |= choices_in_other_words(self._places(), self._schema, self._layout)
        self._constants()
        self._rows()
        self._unit()
        self._only_totals()
        self._draft.columns = {name: self._draft.columns[name] for name in self._in_order()}
        self._draft.unused = [f"{one.header} ({self._layout.short(one.place)})" for one in self._free if one.header]
        return self._draft

    def _in_order(self) -> list[str]:
        """The columns that were found, as the ledger has them."""
        own = [name for known, one in self._schema.columns.items() for name in (known, one.negated_by or "")]
        return sorted(self._draft.columns, key=lambda name: own.index(name) if name in own else len(own))

    def _wanted(self) -> dict[str, Column]:
        """The ledger's columns that nothing gives yet."""
        draft = self._draft
        found = {*draft.columns, *draft.constants}
        for text in draft.columns.values():
            found.update(re.findall(r"\{(\w+)\}", text) if isinstance(text, str) else [])
        stand_ins = {name: column.negated_by for name, column in self._schema.columns.items()}
        return {name: one for name, one in self._schema.columns.items() if not {name, stand_ins[name]} & found}

    def _take(self, name: str, column: SeenColumn, remark: str = "") -> None:
        text = column.header if self._is_unique(column) else self._layout.name_of(column.place)
        self._draft.columns[name] = text
        if remark:
            self._draft.remarks[name] = remark
        self._free.remove(column)

    def _is_unique(self, column: SeenColumn) -> bool:
        same = [one for one in self._layout.columns if one.header.casefold() == column.header.casefold()]
        return bool(column.header.strip()) and len(same) == 1

    def _cells(self, column: SeenColumn) -> Iterator[str]:
        """What stands in the lines and totals of a column, one after the other."""
        for row in self._layout.rows:
            if row.role in (RowRole.LINE, RowRole.TOTAL):
                yield self._layout.grid.rows[row.place][column.place].text.strip()

    def _places(self) -> dict[str, list[int]]:
        """By the ledger's column, the columns of the table that were found for it, where they are known by headers."""
        by_header = {column.header: [column.place] for column in self._layout.columns}
        named = {name: str(text) for name, text in self._draft.columns.items()}
        return {name: by_header[text] for name, text in named.items() if text in by_header} | self._become_rows

    def _when_in_cells(self) -> None:
        """Columns of years and periods are told by their cells, whatever they are called."""
        parsers = {ColumnType.FINANCIAL_YEAR: parse_financial_year, ColumnType.PERIOD: parse_period}
        for name, column in self._wanted().items():
            if column.type not in parsers or column.names_previous:
                continue
            for one in self._free:
                cells = list(islice(filter(None, self._cells(one)), MAX_CELLS_READ))
                read = sum(1 for text in cells if parsers[column.type](text))
                if cells and read >= MIN_SHARE * len(cells):
                    self._take(name, one)
                    break
                if self._layout.is_turned and (stated := all_stated(cells, column.type)):
                    self._take(name, one)
                    self._draft.values[name] = {
                        text: year for text, year in stated.items() if not parsers[column.type](text)
                    }
                    break

    def _names_across(self) -> None:
        """Portfolios or services across, with several measures under each: their columns become rows."""
        keys = [name for name, one in self._wanted().items() if one.type is ColumnType.TEXT and one.required]
        measures = {name: one for name, one in self._named().items() if one.type is not ColumnType.TEXT}
        found = by_names(self._free, measures, self._likeness) if keys and not self._layout.is_turned else None
        if found is None:
            return
        for name, measure in found.fed.items():
            columns = found.columns[measure].values()
            self._draft.columns[name] = f"{{{keys[0]}}} {measure}"
            self._draft.remarks[name] = f"{len(columns)} columns become rows"
            self._become_rows[name] = [one.place for one in columns]
            self._free = [one for one in self._free if one not in columns]
        if others := others_so_headed(found, self._layout.columns):
            self._draft.leave_out[keys[0]] = others

    def _across(self) -> None:
        """Headers that differ only in the year or the period: their columns become rows."""
        several = {} if self._layout.is_turned else by_times(self._free, self._wanted())
        figures = [name for name, column in self._wanted().items() if column.type.is_numeric]
        scores = sorted(
            ((self._likeness(group[0].rest, name), -place, name, key) for place, name in enumerate(figures)
             for key, group in several.items()), reverse=True,
        )  # fmt: skip
        required = [name for name in figures if self._schema.columns[name].required]
        if several and not any(score for score, *_ in scores) and required:
            scores = [(1.0, 0, required[0], next(iter(several)))]
        taken: set[str] = set()
        for score, _, name, key in scores:
            if score and key not in taken and name not in self._draft.columns:
                taken.add(key)
                self._take_across(name, several[key])

    def _take_across(self, name: str, group: Sequence[Across]) -> None:
        self._draft.columns[name] = group[0].template
        letters = [column_letters(one.column.place) for one in group]
        self._draft.remarks[name] = f"{len(group)} columns, {letters[0]} to {letters[-1]}, become rows"
        for one in group:
            self._free.remove(one.column)
            for column, text in one.values.items():
                if self._schema.columns[column].type is ColumnType.FINANCIAL_YEAR and not parse_financial_year(text):
                    known = self._draft.values.setdefault(column, {})
                    known[text] = f"{text}/{(int(text) + 1) % 100:02d}"
                    self._draft.remarks[f"values.{column}"] = "the years that begin in these: correct it if they end"

    def _by_name(self, least: float = 0.0) -> None:
        scores = []
        for name, column in self._named().items():
            for one in self._free:
                score = self._likeness(one.header, name) if fits(column, one) else 0.0
                if score > least:
                    scores.append((score, -one.place, name, one))
        for _, _, name, one in sorted(scores, key=lambda entry: entry[:3], reverse=True):
            if name in self._named() and one in self._free:
                self._take(name, one)

    def _likeness(self, header: str, name: str) -> float:
        return likeness(header, name, self._schema.words.get(name, ()))

    def _named(self) -> dict[str, Column]:
        """The columns that are wanted, with those that say the same with the sign reversed."""
        wanted = self._wanted()
        return wanted | {one.negated_by: one for one in wanted.values() if one.negated_by}

    def _text_columns(self) -> None:
        """Columns of text with unknown headers, given to the columns that are wanted from left to right, the label
        first.
        """
        texts = [one for one in self._free if one.kind is ColumnKind.TEXT and one.filled > 1]
        wanted = [name for name, one in self._wanted().items() if one.type is ColumnType.TEXT and one.required]
        wanted.sort(key=lambda name: name != self._schema.label)
        if len(texts) > 1 and len(wanted) == 1 and self._is_split(texts):
            names = [one.header or self._layout.name_of(one.place) for one in texts]
            self._draft.columns[wanted[0]] = names
            self._draft.remarks[wanted[0]] = "the last of these that is filled"
            for one in texts:
                self._free.remove(one)
            return
        for name, one in zip(wanted, texts, strict=False):
            self._take(name, one, "taken by its place: correct it if it is another")

    def _in_order_of_days(self) -> None:
        """An opening balance of a later time than the closing one is the closing one."""
        first, last = (str(self._draft.columns.get(name, "")) for name in BALANCES)
        places = {one.header: one.place for one in self._layout.columns}
        stands_after = first in places and last in places and places[first] > places[last]
        if first and last and are_exchanged(first, last, stands_after=stands_after):
            self._draft.columns |= dict(zip(BALANCES, (last, first), strict=True))

    def _is_split(self, texts: Sequence[SeenColumn]) -> bool:
        """True if the label of a row stands in one of several columns: levels, each with blanks."""
        lines = sum(1 for row in self._layout.rows if row.role in (RowRole.LINE, RowRole.TOTAL))
        return sum(1 for one in texts if one.filled < lines) >= len(texts) - 1

    def _figures_left(self) -> None:
        """One column of figures for the one that is wanted."""
        wanted = [name for name, one in self._wanted().items() if one.type.is_numeric and one.required]
        figures = [one for one in self._schema.columns.values() if one.type.is_numeric and one.required]
        if len(figures) > 1 or self._layout.is_turned:
            return
        left = [one for one in self._free if one.kind in FIGURES]
        if len(wanted) == 1 and len(left) == 1:
            self._take(wanted[0], left[0], "the only column of figures that is left")
            return
        keys = [name for name, one in self._wanted().items() if one.type is ColumnType.TEXT and one.required]
        have_names = all(one.header for one in left) and not have_measures(left)
        if len(wanted) == 1 and len(left) > 1 and len(keys) == 1 and have_names:
            self._draft.columns[wanted[0]] = f"{{{keys[0]}}}"
            self._draft.remarks[wanted[0]] = f"{len(left)} columns become rows"
            self._free = [one for one in self._free if one not in left]

    def _constants(self) -> None:
        """What is the same on every row; a guess is marked so."""
        draft, own = self._draft, {}
        for name, column in self._wanted().items():
            if not column.required and name not in self._schema.key:
                if column.type is ColumnType.CHOICE:
                    draft.unsaid[name] = column.of
            elif column.type.is_numeric:
                draft.columns[name] = ""
                draft.remarks[name] = "not found: the header goes here, if there is one"
            else:
                own[name] = column
        figures = [name for name, one in self._schema.columns.items() if one.type.is_numeric]
        headers = [text for name in figures if isinstance(text := draft.columns.get(name), str) and text]
        for one in constants_of(self._layout, self._schema, own, headers, self._this_year):
            draft.constants[one.name] = one.value
            draft.remarks[f"constants.{one.name}"] = one.remark

    def _rows(self) -> None:
        """Labels to be filled down, and totals that are not called so."""
        lines = [row for row in self._layout.rows if row.role in (RowRole.LINE, RowRole.TOTAL)]
        by_header = {column.header: column for column in self._layout.columns}
        for name, text in self._draft.columns.items():
            column = by_header.get(text) if isinstance(text, str) else None
            is_text = name in self._schema.columns and not self._schema.columns[name].type.is_numeric
            if column is None or not is_text or name == self._schema.label or not lines:
                continue
            first = self._layout.grid.rows[lines[0].place][column.place].text.strip()
            if first and column.filled < MIN_SHARE * len(lines):
                self._draft.fill.append(name)
        label = self._schema.label or ""
        if one := where_totals_are_called(self._layout, self._draft.columns.get(label)):
            own = self._draft.columns[label]
            self._draft.columns[label] = [one.header, str(own)]
            self._draft.remarks[label] = f"{own}, or in totals {one.header}"
            self._free = [column for column in self._free if column is not one]
        words = TotalWords()
        totals = [row for row in self._layout.rows if row.role is RowRole.TOTAL]
        for row in totals if self._schema.label is not None else ():
            plain = row.sum_of and "-" not in row.sum_of
            into = self._draft.totals if row is totals[-1] else self._draft.subtotals
            if plain and row.label and not words.are_in(row.label) and row.label not in into:
                into.append(row.label)

    def _only_totals(self) -> None:
        """Where names stand across, and the ledger has no column for what the rows are called, their total is read."""
        labels = [one for one in self._free if one.kind is ColumnKind.TEXT and one.filled > 1]
        totals = [row.label for row in self._layout.rows if row.role is RowRole.TOTAL and row.label]
        if self._become_rows and labels and totals:
            self._draft.only = {labels[0].header or self._layout.name_of(labels[0].place): totals[-1]}
            self._free.remove(labels[0])

    def _unit(self) -> None:
        titles = [row.label for row in self._layout.rows if row.role in (RowRole.TITLE, RowRole.HEADER)]
        if not any(units_in(column.header) for column in self._layout.columns):
            self._draft.unit = unit_of_titles(titles)
