"""The cells of a block to typed columns, and what a file's columns come to as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import partial, reduce

import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from budget_monitor.load.cells.columns import (
    ColumnReader,
    Reading,
    TypedColumn,
    arrow_type,
    column_reader,
    empty_column,
)
from budget_monitor.load.cells.distinct import Distinct, constant, distinct, encode, plain
from budget_monitor.load.cells.headings import AUTHORITY, ROW_TYPE_COLUMN, Heading
from budget_monitor.load.cells.numbers import half_of
from budget_monitor.load.cells.row_problems import WARNING, CellProblem, Faults
from budget_monitor.load.cells.row_types import NO_ROWS, RowTypeReader, TotalWords
from budget_monitor.load.cells.spellings import Spellings
from budget_monitor.load.settings.settings import Settings
from budget_monitor.load.sources.cells import BLANK, Block
from budget_monitor.load.tables.filling import always, filled, is_figure, negated, nil, stand_ins, with_precise_noughts
from budget_monitor.load.tables.key_blanks import KeyBlanks
from budget_monitor.load.tables.months import MonthsElsewhere
from budget_monitor.load.tables.nesting import GroupColumns, Nesting
from budget_monitor.load.tables.sequence import rank_columns, sequence_columns
from budget_monitor.load.tables.store import TypedBlock
from budget_monitor.model.ledgers.ledger import (
    LINE,
    ROW_TYPE,
    SEQ,
    STEP,
    YEAR,
    negated_column,
)
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema

_AUTHORITY = Column(AUTHORITY, ColumnType.TEXT, required=False)
_NEEDED_IN_KEYS = (ColumnType.FINANCIAL_YEAR, ColumnType.PERIOD)


class CountedBlock(Block, frozen=True):
    """A block whose columns of words, by the names of the columns, are known as distinct texts; `columns` has them as
    dictionaries.
    """

    words: Mapping[str, Distinct]


class Typer:
    """Types the blocks of a file, and remembers what the columns as a whole come to, and what was wrong in them."""

    def __init__(
        self, schema: LedgerSchema, known: Mapping[str, Heading], settings: Settings, authority: str,
        spellings: Spellings,
    ) -> None:  # fmt: skip
        self.schema = schema
        self._spellings = spellings
        self.known = known
        self.authority = authority
        self.powers: dict[str, pa.Array] = {}
        """How coarsely the figures of the last block were rounded, by column: see `numbers.Figures`."""
        self._stand_ins = stand_ins(schema)
        wanted = {AUTHORITY: _AUTHORITY, **self._stand_ins, **schema.columns}
        self._there = {name: column for name, column in wanted.items() if name in known}
        self._total_words = TotalWords(settings.total_words)
        self._readers = {name: self._reader(name, settings) for name in self._there}
        self._row_types = RowTypeReader(self._total_words)
        self._nesting = Nesting()
        self._groups = GroupColumns.of(schema)
        self._key_blanks = KeyBlanks(schema)
        self._disagreeing = {name: Faults() for name in self._stand_ins}
        self._year = _year_column(schema)
        self._months = MonthsElsewhere(schema, self._year, settings.year_start)
        self._met: dict[str, set[int]] = {name: set() for name, column in schema.columns.items() if is_figure(column)}

    def _reader(self, name: str, settings: Settings) -> ColumnReader:
        column, schema = self._there[name], self.schema
        reading = Reading(
            unit=self.known[name].unit or settings.unit_of(schema.name),
            currency=settings.currency,
            year_start=settings.year_start,
            needs_value=column.required and name in schema.key and column.type in _NEEDED_IN_KEYS,
            total_words=self._total_words if name == schema.label else None,
            spellings=self._spellings if name == AUTHORITY or name in schema.key or column.blank_means else None,
        )
        return column_reader(column, reading)

    def counted(self, block: Block) -> CountedBlock:
        """The rows of a block that hold figures, with each distinct word of its columns of words once."""
        block = self._without_headings(block)
        columns, words = list(block.columns), {}
        for name, heading in self.known.items():
            if name not in self._there or not is_figure(self._there[name]):
                words[name] = distinct(columns[heading.place])
                columns[heading.place] = words[name].cells
        return CountedBlock(tuple(columns), block.lines, words)

    def typed(self, block: CountedBlock) -> TypedBlock:
        """The next block of the file, with its words counted."""
        text, lines, words = block.columns, block.lines, block.words
        cells = {name: text[heading.place] for name, heading in self.known.items()}
        count = len(lines)
        read = {name: reader.read(words.get(name, cells[name]), lines) for name, reader in self._readers.items()}
        for name, column in self.schema.columns.items():
            if name not in read:
                read[name] = empty_column(column, count)
        flags = self._fill_from_stand_ins(read, cells, lines)
        self._fill_blanks(read, cells, count)
        money = [name for name in self._met if self.schema.columns[name].type is ColumnType.MONEY]
        read |= with_precise_noughts({name: read[name] for name in money})
        self._note_powers(read)
        return TypedBlock(self._columns(read, block) | flags, text)

    def _without_headings(self, block: Block) -> Block:
        """The rows that hold figures: a row_type column may call others headings or notes."""
        if ROW_TYPE_COLUMN not in self.known:
            return block
        stated = pc.utf8_lower(pc.utf8_trim_whitespace(plain(block.columns[self.known[ROW_TYPE_COLUMN].place])))
        kept = pc.invert(pc.is_in(stated, pa.array(NO_ROWS)))
        return Block(tuple(plain(column).filter(kept) for column in block.columns), block.lines.filter(kept))

    def _columns(self, read: Mapping[str, TypedColumn], block: CountedBlock) -> dict[str, pa.Array]:
        schema, lines, count = self.schema, block.lines, len(block.lines)
        columns = {name: read[name].values for name in schema.columns}
        if AUTHORITY in self.known:
            columns[AUTHORITY] = read[AUTHORITY].values
        elif self.authority:
            columns[AUTHORITY] = constant(self.authority, pa.string(), count)
        types, blocks = self._nested(read, block)
        own_place, earlier_place = sequence_columns(schema, read, count)
        return columns | {
            LINE: lines,
            ROW_TYPE: types,
            **blocks,
            YEAR: read[self._year].ordinal if self._year else constant(None, pa.int64(), count),
            SEQ: encode(own_place),
            STEP: earlier_place,
            **rank_columns(schema, read),
        }

    def _nested(self, read: Mapping[str, TypedColumn], block: CountedBlock) -> tuple[pa.Array, Mapping[str, pa.Array]]:
        """The types of the rows, and which sub-totals stand above them."""
        label, stated = block.words.get(self.schema.label or ""), block.words.get(ROW_TYPE_COLUMN)
        types = self._row_types.read(label, stated, block.lines)
        self._key_blanks.look_at(block.words, types, block.lines)
        self._months.look_at(block.words, block.lines)
        may_be_part = None if label is None else partial(self._may_be_part, label, stated)
        fixed, named = ([read[name].values for name in names] for names in (self._groups.fixed, self._groups.named))
        return self._nesting.nested(types, may_be_part, fixed, named)

    def _may_be_part(self, label: Distinct, stated: Distinct | None, totals: pa.Array) -> pa.Array:
        """bool: whether some totals, by their rows, may be of a part only: no row_type says that they are totals, and
        no label that they are of everything.
        """
        may_be = pc.invert(self._row_types.is_bare(label, totals))
        return may_be if stated is None else pc.and_(may_be, pc.equal(stated.tidy, "").take(stated.codes.take(totals)))

    def _note_powers(self, read: Mapping[str, TypedColumn]) -> None:
        self.powers = {name: read[name].powers for name in self._met}
        for name, powers in self.powers.items():
            lowest, highest = pc.min_max(powers).values()
            if lowest.is_valid:
                self._met[name] |= {lowest.as_py(), highest.as_py()}

    def halves(self) -> dict[str, Decimal | None]:
        """Half the unit of every column of figures; None where it varies."""
        return {name: self._half(name, met) for name, met in self._met.items()}

    def _half(self, name: str, met: set[int]) -> Decimal | None:
        if met:
            return half_of(met.pop()) if len(met) == 1 else None
        column = self.schema.columns[name]
        # without any figure, what fills the column says how they would be rounded, or else its own header
        filled_by = [column.blank_means, column.negated_by, name]
        reader = next((self._readers[other] for other in filled_by if other in self._readers), None)
        return Decimal(0) if reader is None else reader.half_of_none

    def lost(self, odd_lines: Collection[int]) -> set[int]:
        """The lines of rows that no sum takes in where it should: a part of their key cannot be read, or any cell of a
        row that is longer or shorter than the others, in which everything may have moved along.
        """
        found = {name: set(reader.lines_at_fault) for name, reader in self._readers.items()}
        keys = (lines for name, lines in found.items() if name in (*self.schema.key, AUTHORITY))
        return self._key_blanks.lost().union(*keys, *(lines & set(odd_lines) for lines in found.values()))

    def problems(self, header_line: int) -> Iterable[tuple[Heading, CellProblem]]:
        """What was wrong with the cells, with the header cell of each."""
        columns = {**self._stand_ins, **self.schema.columns}
        message = "a unit in the header of a column that is not money changes nothing"
        for name, heading in self.known.items():
            if heading.unit and (name not in columns or columns[name].type is not ColumnType.MONEY):
                yield heading, CellProblem(header_line, heading.text, WARNING, message)
        for name, reader in self._readers.items():
            yield from ((self.known[name], problem) for problem in reader.problems())
        for name, faults in self._disagreeing.items():
            own = self.known.get(self._stand_ins[name].name)
            if own is not None and name in self.known:
                message = f"disagrees with {own.text} in the same row, whose sign it should reverse"
                yield from ((self.known[name], problem) for problem in faults.problems(always(message)))
        for name, problem in (*self._key_blanks.problems(), *self._months.problems()):
            yield self.known[name], problem
        if ROW_TYPE_COLUMN in self.known:
            yield from ((self.known[ROW_TYPE_COLUMN], problem) for problem in self._row_types.wrong)
        label = self.schema.label or ""
        if label in self.known:
            yield from ((self.known[label], problem) for problem in self._row_types.doubtful)

    def _fill_from_stand_ins(
        self, read: dict[str, TypedColumn], cells: Mapping[str, pa.Array], lines: pa.Array
    ) -> dict[str, pa.Array]:
        """Fill columns from those that say the same with the sign reversed; by the name of a flag's column, which
        rows were filled.

        Where both are filled and disagree, neither can be trusted: the figure is null, and the stand-in's cell at
        fault.
        """
        flags_by_column = {}
        for stand_in, column in self._stand_ins.items():
            if stand_in not in self.known or not is_figure(column):
                continue
            name = column.name
            own, opposite = read[name], negated(read[stand_in])
            flags = pc.and_(pc.is_null(own.values), pc.is_valid(opposite.values))
            both = filled(own, opposite, flags)
            disagree = pc.fill_null(pc.not_equal(own.values, opposite.values), False)
            if pc.any(disagree, min_count=0).as_py():
                both = replace(both, values=pc.if_else(disagree, None, both.values))
                self._disagreeing[stand_in].add(pc.indices_nonzero(disagree), cells[stand_in], lines)
            read[name] = both
            flags_by_column[negated_column(name)] = flags
        return flags_by_column

    def _fill_blanks(self, read: dict[str, TypedColumn], cells: Mapping[str, pa.Array], count: int) -> None:
        """Fill blanks, and not what could not be read, from the column that `blank_means` names, or with nil."""
        for name, column in self.schema.columns.items():
            other = read.get(column.blank_means) if column.blank_means else None
            if other is None or arrow_type(self.schema.columns[str(column.blank_means)]) != arrow_type(column):
                continue
            is_there = name in cells
            blank = pc.match_substring_regex(plain(cells[name]), BLANK) if is_there else pa.repeat(True, count)
            read[name] = filled(read[name], other, blank)
        for name, column in self.schema.columns.items():
            places = [place for place in (name, column.negated_by) if place is not None and place in cells]
            if column.blank_is_nil and places:
                blanks = [pc.match_substring_regex(plain(cells[place]), BLANK) for place in places]
                read[name] = filled(read[name], nil(count), reduce(pc.and_, blanks))


def _year_column(schema: LedgerSchema) -> str | None:
    """The financial year that a row stands in along its sequence, or else the ledger's first one."""
    for name in (*schema.sequence, *schema.columns):
        if name in schema.columns and schema.columns[name].type is ColumnType.FINANCIAL_YEAR:
            return name
    return None
