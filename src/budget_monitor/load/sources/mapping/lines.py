"""The lines of a mapped table: headings and notes are left out, labels filled down, and rows chosen as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase

from msgspec import Struct

from budget_monitor.errors import did_you_mean
from budget_monitor.figures.grammar import ABOUT
from budget_monitor.figures.written import read_figure
from budget_monitor.load.cells.headings import ROW_TYPE_COLUMN
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.mapping.blocks import Blanks, SourceBlock
from budget_monitor.load.sources.mapping.doubts import MAX_VALUES_COMPARED, Kept
from budget_monitor.load.sources.mapping.templates import place_named
from budget_monitor.load.sources.mapping.window import Header, Window
from budget_monitor.load.sources.sheets.texts import PENCE
from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.ledgers.schema import LedgerSchema

MIN_WORDS_OF_A_HEADER = 2
_DUST = re.compile(r"-?[0-9]+\.[0-9]{6,}")
"""A figure with more decimals than anybody types: a spreadsheet computed it, and wrote all that it had."""
MIN_COLUMNS_FOR_NOTES = 3
"""In a narrower table a row with one cell may be a line."""


class Group(Struct, frozen=True):
    """Columns that become rows of their own: by the ledger's column, where it stands in the window, and what the
    headers say that they have in common. Where no header has a pattern there is one such group.
    """

    across: Mapping[str, str]
    places: Mapping[str, tuple[int, ...]]


class Lines(Struct):
    """The rows of a window below its header, each with the place of its row."""

    window: Window
    header: Header
    block: SourceBlock
    schema: LedgerSchema
    notes: dict[int, None]
    """Rows that were taken for headings or notes, and left out."""
    blank_groups: list[Mapping[str, str]]
    """Columns that became rows and have no figure at all."""
    kept: Kept

    def of(self, group: Group) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a group, by the ledger's columns."""
        values = _Translation(self.block)
        fill = _Fill(self.block.fill)
        chosen = _Choice(self.block, self.header, self.window, self.schema, self.kept)
        heading = ""
        measures = [name for name in group.places if name not in self._shared(group)]
        found: list[tuple[int, dict[str, str]]] = []
        for row in range(self.header.last_row + 1, len(self.window.texts)):
            texts = self.window.texts[row]
            if self._is_header_again(texts, group):
                self.notes.setdefault(row)
                continue
            if self._is_heading(texts):
                heading = next(text.strip() for text in texts if text.strip())
                if not self.block.headings:
                    self.notes.setdefault(row)
                continue
            cells = {name: _last_filled(texts, places) for name, places in group.places.items()}
            if not any(text.strip() for text in cells.values()):
                continue
            cells |= {**group.across} | {name: str(value) for name, value in self.block.constants.items()}
            if self.block.headings:
                cells[self.block.headings] = heading
            fill.fill(cells)
            values.translate(cells)
            if chosen.takes(cells, texts):
                found.append((row, self._typed(cells)))
        if measures and group.across and not any(cells[name].strip() for _, cells in found for name in measures):
            self.blank_groups.append(group.across)
            return
        yield from found

    def _shared(self, group: Group) -> set[str]:
        """Columns that are no figures of the group alone."""
        across = {found.column for found in self.header.found if found.across}
        return set(group.places) - across

    def _is_heading(self, texts: Sequence[str]) -> bool:
        """A row with text in one cell only."""
        if len(self.window.column_numbers) < MIN_COLUMNS_FOR_NOTES:
            return False
        filled = [text.strip() for text in texts if text and not text.isspace()]
        return len(filled) == 1 and not filled[0][0].isdecimal()

    def _is_header_again(self, texts: Sequence[str], group: Group) -> bool:
        """A row with words over several columns of figures, and no figure: the header, or one of another table."""
        columns = self.schema.columns
        figures = [places for name, places in group.places.items() if name in columns and columns[name].type.is_numeric]
        words = [text for places in figures if (text := _last_filled(texts, places).strip())]
        return len(words) >= MIN_WORDS_OF_A_HEADER and all(read_figure(word) is None for word in words)

    def _typed(self, cells: dict[str, str]) -> dict[str, str]:
        block, schema = self.block, self.schema
        if block.blanks is Blanks.NIL:
            for name, text in cells.items():
                if name in schema.columns and schema.columns[name].type.is_numeric and not text.strip():
                    cells[name] = "nil"
        for name, text in cells.items():
            if name in schema.columns and schema.columns[name].type.is_numeric and _DUST.fullmatch(text):
                cells[name] = f"{ABOUT}{Decimal(text):.{PENCE}f}"
        if block.totals or block.subtotals:
            label = cells.get(schema.label or "", "")
            for kind, patterns in ((RowType.TOTAL, block.totals), (RowType.SUBTOTAL, block.subtotals)):
                if _fits(label, patterns):
                    cells[ROW_TYPE_COLUMN] = kind.value
            cells.setdefault(ROW_TYPE_COLUMN, "")
        return cells


def _last_filled(texts: Sequence[str], places: Sequence[int]) -> str:
    return next((texts[place] for place in reversed(places) if texts[place].strip()), "")


class _Translation:
    def __init__(self, block: SourceBlock) -> None:
        self._values = {
            column: {_fold(text): value for text, value in texts.items()} for column, texts in block.values.items()
        }

    def translate(self, cells: dict[str, str]) -> None:
        for column, texts in self._values.items():
            if column in cells:
                cells[column] = texts.get(_fold(cells[column]), cells[column])


class _Fill:
    """Fills blank cells of columns from the row above, as long as the columns before them in the list are unchanged."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._last: dict[str, str] = {}

    def fill(self, cells: dict[str, str]) -> None:
        is_changed = False
        for column in self._columns:
            text = cells.get(column, "").strip()
            if text:
                is_changed = is_changed or text != self._last.get(column)
                self._last[column] = text
            elif is_changed:
                self._last[column] = ""
            else:
                cells[column] = self._last.get(column, "")


class _Choice:
    """Which rows are read: `only` and `leave_out` by columns of the ledger, or else by headers of the file."""

    def __init__(self, block: SourceBlock, header: Header, window: Window, schema: LedgerSchema, kept: Kept) -> None:
        self._kept = kept
        places = {number: place for place, number in enumerate(window.column_numbers)}
        by_text = {_fold(one.text): places[one.place] for one in header.headings if one.text}
        by_text = {_fold(one.last): places[one.place] for one in header.headings if one.last} | by_text
        self._tests: list[tuple[str, int | None, Sequence[str], bool]] = []
        for named, wanted in ((block.only, True), (block.leave_out, False)):
            for name, texts in named.items():
                at = place_named(name)
                own = places.get(at) if at is not None else None
                place = by_text.get(_fold(name), own) if name not in schema.columns else None
                if place is None and name not in schema.columns:
                    known = [one.text for one in header.headings if one.text]
                    key = "only" if wanted else "leave_out"
                    message = f"{key}: there is no column {name!r}{did_you_mean(name, [*schema.columns, *known])}"
                    raise Unreadable(RecordProblem(0, name, message))
                patterns = [texts] if isinstance(texts, str) else texts
                self._tests.append((name, place, patterns, wanted))

    def takes(self, cells: Mapping[str, str], texts: Sequence[str]) -> bool:
        is_taken = True
        for name, place, patterns, wanted in self._tests:
            text = cells.get(name, "") if place is None else texts[place]
            fitting = [pattern for pattern in patterns if _fits(text, [pattern])]
            is_taken &= bool(fitting) is wanted
            if wanted:
                self._kept.fitted |= {(name, pattern) for pattern in fitting}
                values = self._kept.values.setdefault(name, {})
                if len(values) < MAX_VALUES_COMPARED:
                    values.setdefault(text.strip())
        self._kept.seen += 1
        self._kept.kept += is_taken
        return is_taken


def _fits(text: str, patterns: Sequence[str]) -> bool:
    plain = _fold(text)
    return any(plain == (own := _fold(pattern)) or fnmatchcase(plain, own) for pattern in patterns)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
