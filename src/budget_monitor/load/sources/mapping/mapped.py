"""A ledger put together of tables that are not laid out as it is: what a mapping makes of files and sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

import pyarrow as pa
from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.figures.headers import unit_of_titles, units_in
from budget_monitor.figures.written import read_figure
from budget_monitor.load.cells.headings import ROW_TYPE_COLUMN
from budget_monitor.load.sources.cells import WARNING, Block, RecordProblem, Unreadable
from budget_monitor.load.sources.csv_file import CsvSource
from budget_monitor.load.sources.mapping.blocks import SourceBlock
from budget_monitor.load.sources.mapping.doubts import Kept
from budget_monitor.load.sources.mapping.lines import Group, Lines
from budget_monitor.load.sources.mapping.tables import Feed, MappedTable, table_of
from budget_monitor.load.sources.sheets.sheet_source import SheetSource
from budget_monitor.load.sources.source import Source
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.places import LINES_OF_A_PART, Part, Places, Spot
from budget_monitor.model.ledgers.schema import ColumnType, Layout, LedgerSchema, Unit

MAX_LINES_NAMED = 5


class MappedSource(Struct):
    """The tables that feed one ledger, as one source: see `source.Source`."""

    ledger: str
    feeds: Sequence[Feed]
    other_name: str = ""
    sheet: str = ""
    encodings: Sequence[str] = ("",)
    places: Places = field(default_factory=lambda: Places(()))
    """Where its rows stand in the files, once they are read."""

    @property
    def file(self) -> str:
        """The files, by name."""
        return ", ".join(dict.fromkeys(source.file for feed in self.feeds for source in feed.tables))

    @property
    def known_as(self) -> str:
        """What the ledger's table is called until its places are told: two ledgers may be fed by one file."""
        return f"{self.file} ({self.ledger})"

    @property
    def name(self) -> str:
        """The ledger's."""
        return self.ledger

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(source.size for feed in self.feeds for source in feed.tables)

    def schema(self, schema: LedgerSchema) -> LedgerSchema:
        """The ledger's, with a stand-in for each column whose sign is reversed in the files; a column of which a
        mapping says that it is not there (`""`) is not required.
        """
        columns = dict(schema.columns)
        for name in self._reversed():
            if name in columns and columns[name].negated_by is None:
                columns[name] = replace(columns[name], negated_by=f"{name} reversed")
        for feed in self.feeds:
            for name in feed.block.columns.keys() & columns.keys():
                if not feed.block.columns[name] and name not in schema.key:
                    columns[name] = replace(columns[name], required=False)
        return replace(schema, columns=columns)

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[MappedCells]:  # noqa: ARG002 - files know theirs
        """The rows of all tables, laid out as the ledger is. Raises Unreadable where one cannot be."""
        several = sum(len(feed.tables) for feed in self.feeds) > 1
        tables = [table_of(source, feed, schema, several) for feed in self.feeds for source in feed.tables]
        cells = MappedCells(tables, schema, self._reversed())
        self.places = cells.places
        yield cells

    def _reversed(self) -> dict[str, None]:
        return dict.fromkeys(name for feed in self.feeds for name in feed.block.reversed)


def laid_out(source: Source, schema: LedgerSchema) -> Source:
    """A transposed table turned to lie as a ledger does; any other as it is."""
    if schema.layout is Layout.ROWS or not isinstance(source, CsvSource | SheetSource):
        return source
    block = SourceBlock(ledger=schema.name, layout=Layout.TRANSPOSED)
    return MappedSource(schema.name, [Feed(block, [source], schema.defined_in)])


def _unit_above(table: MappedTable) -> Unit | None:
    """The unit that the titles of a table name."""
    return unit_of_titles(text for row in table.window.texts[: table.header.last_row + 1] for text in row)


class MappedCells:
    """The rows of mapped tables: see `cells.Cells`. `places` says where each stands in its file."""

    def __init__(self, tables: Sequence[MappedTable], schema: LedgerSchema, reversed_: Mapping[str, None]) -> None:
        self._tables = tables
        self._schema = schema
        self._reversed = reversed_
        self._names = self._columns()
        units = self._units()
        self._headers = {name: self._header(name, units) for name in self._names}
        self.header = tuple(self._headers.values())
        first = tables[0]
        self.header_line = first.window.row_numbers[first.header.last_row] + 1
        self.problems: list[RecordProblem] = []
        self.odd_lines: Collection[int] = ()
        self.places, self._rows = self._put_together()

    @property
    def sha256(self) -> str:
        """Of the file; of several, of theirs one after the other."""
        sums = list(dict.fromkeys(table.source.sha256 for table in self._tables))
        return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()

    def blocks(self) -> Iterator[Block]:
        """The rows, part by part."""
        texts = [[row.get(name, "") for _, row in self._rows] for name in self._names]
        lines = pa.array([line for line, _ in self._rows], pa.int64())
        yield Block(tuple(pa.array(column, pa.string()) for column in texts), lines)

    def _columns(self) -> list[str]:
        """The ledger's columns that any table gives, in the ledger's order."""
        given: set[str] = set()
        for table in self._tables:
            block = table.feed.block
            given |= {found.column for found in table.header.found} | {*block.constants, block.headings}
            given |= {name for found in table.header.found for name in found.across}
            if block.totals or block.subtotals:
                given.add(ROW_TYPE_COLUMN)
        known = [*self._schema.columns]
        stand_ins = [column.negated_by for column in self._schema.columns.values() if column.negated_by in given]
        others = sorted(given - {*known, *stand_ins, ""})
        return [*(name for name in known if name in given), *filter(None, stand_ins), *others]

    def _units(self) -> dict[str, Unit]:
        units: dict[str, Unit] = {}
        columns = self._schema.columns
        money = {name for name, column in columns.items() if column.type is ColumnType.MONEY}
        money |= {columns[name].negated_by or name for name in money}
        for table in self._tables:
            above = None if any(units_in(one.text) for one in table.header.headings) else _unit_above(table)
            for found in table.header.found:
                unit = table.feed.block.unit or found.unit or above
                if unit is None or found.column not in money:
                    continue
                if units.setdefault(found.column, unit) is not unit:
                    message = (
                        f"{found.column} is in {unit.value} here and in {units[found.column].value} in another table;"
                        " put tables of different units into files of their own ledgers, or into one unit"
                    )
                    raise Unreadable(RecordProblem(0, found.heading.text, message, found.column))
        return units

    def _header(self, name: str, units: Mapping[str, Unit]) -> str:
        """What the loader knows a column by: its name, or its stand-in's, with the unit."""
        text = name
        if name in self._reversed and name in self._schema.columns:
            text = self._schema.columns[name].negated_by or name
        return f"{text} ({units[name].value})" if name in units else text

    def _put_together(self) -> tuple[Places, list[tuple[int, dict[str, str]]]]:
        parts: list[Part] = []
        rows: list[tuple[int, dict[str, str]]] = []
        kept: dict[int, tuple[Feed, Kept]] = {}
        for table in self._tables:
            base = len(parts) * LINES_OF_A_PART
            self.problems += [replace(one, line=base + one.line) for one in table.problems]
            first_line = base + table.window.row_numbers[table.header.last_row] + 1
            choice = kept.setdefault(id(table.feed), (table.feed, Kept(first_line)))[1]
            lines = Lines(table.window, table.header, table.feed.block, self._schema, {}, [], choice)
            for group in _groups(table):
                found = list(lines.of(group))
                if table.feed.block.layout is Layout.TRANSPOSED:
                    for row, cells in found:
                        rows.append((len(parts) * LINES_OF_A_PART + 1, cells))
                        parts.append(self._turned_part(table, group, row))
                else:
                    first = len(parts) * LINES_OF_A_PART + 1
                    rows += [(first + table.window.row_numbers[row], cells) for row, cells in found]
                    parts.append(self._part(table, group, [row for row, _ in found]))
            self.problems += _said(table, lines, base)
        for feed, choice in kept.values():
            self.problems += choice.problems(feed.block, feed.said_in)
        return Places(tuple(parts)), rows

    def _part(self, table: MappedTable, group: Group, rows: Sequence[int]) -> Part:
        texts = {one.place: one.text for one in table.header.headings}
        spots = {}
        for name, places in group.places.items():
            column = table.window.column_numbers[places[-1]]
            spots[self._headers[name]] = Spot(column, texts[column])
        new = {table.window.row_numbers[row] + 1: _new(table, row) for row in rows} if table.new else {}
        return Part(table.source.file, table.source.sheet, spots, new)

    def _turned_part(self, table: MappedTable, group: Group, row: int) -> Part:
        """A column of the sheet, which is a row of the ledger: its columns are rows of the sheet."""
        column = table.window.row_numbers[row]
        texts = {one.place: one.text for one in table.header.headings}
        spots = {}
        for name, places in group.places.items():
            line = table.window.column_numbers[places[-1]]
            spots[self._headers[name]] = Spot(column, texts[line] or name, line + 1)
        return Part(table.source.file, table.source.sheet, spots, {1: _new(table, row)} if table.new else {})


def _new(table: MappedTable, row: int) -> dict[str, Decimal]:
    """The figures of a row of the window that no column of the ledger takes in, by what those are called."""
    texts, numbers = table.window.texts[row], table.window.column_numbers
    read = {name: read_figure(texts[numbers.index(place)]) for place, name in table.new.items()}
    return {name: one.value for name, one in read.items() if one is not None}


def _groups(table: MappedTable) -> Iterator[Group]:
    """The columns of a table, once for each value that patterns of its header stand for."""
    at = {number: place for place, number in enumerate(table.window.column_numbers)}
    found = table.header.found
    widest = max((len(one.across) for one in found), default=0)
    keys = list(dict.fromkeys(tuple(sorted(one.across.items())) for one in found if len(one.across) == widest))
    for key in keys or [()]:
        across = dict(key)
        places: dict[str, tuple[int, ...]] = {}
        for one in found:
            if all(across.get(name) == value for name, value in one.across.items()):
                places[one.column] = (*places.get(one.column, ()), at[one.heading.place])
        yield Group(across, places)


def _said(table: MappedTable, lines: Lines, base: int) -> Iterator[RecordProblem]:
    """A sentence on the rows of a table that were not read."""
    if lines.notes:
        yield _notes(table, list(lines.notes), base)
    if lines.blank_groups:
        named = ", ".join(" ".join(across.values()) for across in lines.blank_groups)
        line = base + table.window.row_numbers[table.header.last_row] + 1
        yield RecordProblem(line, "", f"no figures yet, so not read: {named}", severity=WARNING)


def _notes(table: MappedTable, rows: Sequence[int], base: int) -> RecordProblem:
    numbers = [table.window.row_numbers[row] for row in rows]
    is_turned = table.feed.block.layout is Layout.TRANSPOSED
    names = [column_letters(number) if is_turned else str(number + 1) for number in numbers]
    shown = ", ".join(names[:MAX_LINES_NAMED])
    more = f" and {len(names) - MAX_LINES_NAMED:,} more" if len(names) > MAX_LINES_NAMED else ""
    noun = "column" if is_turned else "row"
    what = noun if len(names) == 1 else f"{len(names):,} {noun}s,"
    message = f"words without a figure are taken for a heading or a note, no line: {what} {shown}{more}"
    return RecordProblem(base if is_turned else base + numbers[0] + 1, "", message, severity=WARNING)
