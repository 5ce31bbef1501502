"""The rows of a ledger set, on one engine, as frames."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial

import pyarrow as pa

from budget_monitor.evaluate.engines import Engine, Frame
from budget_monitor.evaluate.engines.arrow import ArrowEngine
from budget_monitor.evaluate.engines.codes import is_one_of
from budget_monitor.evaluate.engines.expr import col, lit
from budget_monitor.evaluate.engines.lists import Column, ListFrame
from budget_monitor.model.ledgers.ledger import (
    AUTHORITY,
    BLOCKS,
    LINE,
    ROW_TYPE,
    SEQ,
    STEP,
    YEAR,
    LedgerSet,
    LedgerTable,
    RowType,
    half_column,
    rank_column,
)
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema, has_order

AMOUNT = pa.decimal128(24, 6)
LONG_FRAME_ROWS = 50_000
"""Frames of more rows are left in the engine: to bring them into memory would cost more than it saves."""
MAX_ROWS_KEPT = 2_000_000
"""The columns of ledgers of so many rows are kept from rule to rule."""
EVERY_TYPE = tuple(RowType)
MAX_ROWS_IN_LISTS = 1_000
"""Ledgers of at most so many rows are gone through in Python: asking an engine would take longer."""


class Frames:
    """The ledgers of a set on one engine. A ledger that the set lacks is there, with no rows.

    Rows are held in one of three places: in the engine, in memory, or in lists. Behind a lazy engine the ledgers of at
    most `short` rows are `in_memory` too: what needs no others is computed there, in a fraction of the time that a
    database or a cluster takes to be asked. Those of at most `MAX_ROWS_IN_LISTS` rows are `in_lists`, whatever the
    engine.
    """

    is_in_lists = False

    def __init__(
        self, ledger_set: LedgerSet, schemas: Mapping[str, LedgerSchema], engine: Engine, short: int = LONG_FRAME_ROWS
    ) -> None:
        self.ledger_set = ledger_set
        self.schemas = schemas
        self.engine = engine
        self.short = short
        self.in_memory = self if engine.is_eager else Frames(ledger_set, schemas, ArrowEngine(), short)
        self.has_authority = any(table.has_authority for table in ledger_set.ledgers.values())
        self._frames: dict[tuple[str, frozenset[str] | None, tuple[str, ...]], Frame] = {}
        self._columns: dict[tuple[str, tuple[str, ...]], dict[str, pa.ChunkedArray]] = {}

    @cached_property
    def in_lists(self) -> ListFrames:
        """The ledgers in lists."""
        return ListFrames(self.ledger_set, self.schemas, self.engine, self.short)

    def table(self, ledger: str) -> LedgerTable | None:
        """The ledger as it was read, or None where the set lacks it."""
        return self.ledger_set.ledgers.get(ledger)

    def frame(self, ledger: str, names: Collection[str] | None = None) -> Frame:
        """The typed rows of a ledger. With an `authority` anywhere in the set, every frame has the column.

        Who says which columns are wanted spares an engine in memory the making of the others. Words are packed where
        the engine can do with that.
        """
        wanted = frozenset(names) if names is not None and self.engine.is_eager else None
        return self._kept(ledger, wanted, EVERY_TYPE)

    def rows_of(self, ledger: str, row_types: tuple[str, ...], names: Collection[str]) -> Frame:
        """Some columns of a ledger's rows of some types. In memory a column is copied once, whoever asks for it."""
        others = tuple(kind for kind in RowType if kind not in row_types)
        if not self.rows_of_type(ledger, others):
            return self.frame(ledger, {LINE, *names})
        if self.is_in_lists or not self.engine.is_eager:
            return self.frame(ledger, {LINE, ROW_TYPE, *names}).filter(col(ROW_TYPE).is_in(list(row_types)))
        return self._kept(ledger, frozenset({LINE, *names}), row_types)

    def _kept(self, ledger: str, wanted: frozenset[str] | None, row_types: tuple[str, ...]) -> Frame:
        key = ledger, wanted, row_types
        if key not in self._frames:
            self._frames[key] = self._made(*key)
        return self._frames[key]

    def _made(self, ledger: str, wanted: frozenset[str] | None, row_types: tuple[str, ...]) -> Frame:
        read = self.table(ledger)
        lacks_authority = self.has_authority and (read is None or AUTHORITY not in read.column_names)
        if read is not None and read.parquet is not None and not self.engine.is_eager:
            stored = self.engine.stored(read.parquet)
            return stored.with_columns(lit("").alias(AUTHORITY)) if lacks_authority else stored
        return self.engine.frame(self._table(ledger, wanted, row_types))

    def _table(self, ledger: str, wanted: frozenset[str] | None, row_types: tuple[str, ...]) -> pa.Table:
        read = self.table(ledger)
        table = _no_rows(self.schemas[ledger]) if read is None else self._rows(read, wanted, row_types)
        if self.has_authority and AUTHORITY not in table.column_names:
            table = table.append_column(AUTHORITY, pa.repeat("", table.num_rows))
        return table

    def _rows(self, read: LedgerTable, wanted: frozenset[str] | None, row_types: tuple[str, ...]) -> pa.Table:
        names = [name for name in read.column_names if wanted is None or name in wanted]
        at_hand = self._columns.setdefault((read.schema.name, row_types), {})
        missing = [name for name in names if name not in at_hand]
        if row_types != EVERY_TYPE:
            every = self._rows(read, frozenset({ROW_TYPE, *missing}), EVERY_TYPE)
            kept = is_one_of(every[ROW_TYPE], row_types)
            at_hand |= {name: every[name].filter(kept) for name in missing}
        else:
            at_hand |= self._unpacked(read, missing)
        return pa.table([at_hand[name] for name in names], names=names)

    def _unpacked(self, read: LedgerTable, names: Sequence[str]) -> dict[str, pa.ChunkedArray]:
        packed = [name for name in names if self.engine.packs_words and self._is_word(read.schema, name)]
        others = [name for name in names if name not in packed]
        found = {name: pa.chunked_array([read.stored.packed(name)]) for name in packed}
        return found | dict(zip(others, read.select(others).columns, strict=True))

    @staticmethod
    def _is_word(schema: LedgerSchema, name: str) -> bool:
        column = schema.columns.get(name)
        return name in (AUTHORITY, ROW_TYPE) if column is None else _arrow_type(column.type) == pa.string()

    def drop_long(self) -> None:
        """Drops the frames of long ledgers that are in memory, and the columns of very long ones: unpacking these
        again is cheaper than keeping them.
        """
        self._frames = {key: frame for key, frame in self._frames.items() if self.rows(key[0]) <= LONG_FRAME_ROWS}
        self._columns = {key: some for key, some in self._columns.items() if self.rows(key[0]) <= MAX_ROWS_KEPT}

    def for_run(self, ledgers: Iterable[str]) -> Frames:
        """The frames on which a run that reads these ledgers is computed: in lists or in memory where all are short."""
        ledgers = list(ledgers)
        if self._fit_in_lists(ledgers):
            return self.in_lists
        return self._in_memory_up_to(ledgers, self.short)

    def for_cells(self, ledgers: Iterable[str]) -> Frames:
        """The frames in which single rows of these ledgers are looked up: in the engine only where one is long."""
        ledgers = list(ledgers)
        if self._fit_in_lists(ledgers):
            return self.in_lists
        return self._in_memory_up_to(ledgers, LONG_FRAME_ROWS)

    def _in_memory_up_to(self, ledgers: Iterable[str], most: int) -> Frames:
        return self.in_memory if all(self.rows(ledger) <= most for ledger in ledgers) else self

    def rows(self, ledger: str) -> int:
        """How many rows a ledger has."""
        read = self.table(ledger)
        return 0 if read is None else read.row_count

    def _fit_in_lists(self, ledgers: Collection[str]) -> bool:
        return all(self.rows(ledger) <= min(MAX_ROWS_IN_LISTS, self.short) for ledger in ledgers)

    def for_joining(self, frame: Frame, ledgers: Iterable[str]) -> Frames:
        """The frames of these ledgers that a run's frame can be joined with."""
        if isinstance(frame, ListFrame):
            return self.in_lists
        return self._in_memory_up_to(ledgers, LONG_FRAME_ROWS)

    def made(self, columns: Mapping[str, Sequence[object]]) -> Frame:
        """A few rows of our own, to be joined with a ledger's frame."""
        return self.engine.frame(pa.table(dict(columns)))

    def computed(self, frame: Frame, ledger: str) -> Frame:
        """Rows made of a ledger's, each of at most one: computed, unless a lazy engine would have to bring too many."""
        if self.engine.is_eager:
            return self.engine.computed(frame)
        return frame.to_memory() if self.rows(ledger) <= LONG_FRAME_ROWS else frame

    def half(self, ledger: str, column: str) -> Decimal | str:
        """Half the unit a column's figures were rounded to, or the name of the column that holds it by row."""
        read = self.table(ledger)
        half = Decimal(0) if read is None else read.halves.get(column, Decimal(0))
        return half_column(column) if half is None else half

    def lost(self, ledger: str) -> tuple[int, ...]:
        """The lines of a ledger's rows whose key could not be read, and of those that could not be read at all."""
        read = self.table(ledger)
        return () if read is None else read.lost

    def has_blanks(self, ledger: str, column: str) -> bool:
        """Whether any row of a ledger has a blank in a column."""
        read = self.table(ledger)
        return read is not None and read.has_blanks(column)

    @cached_property
    def authorities(self) -> tuple[str, ...]:
        """The authorities that rows name, in order; a blank one where others name none. Empty without any column."""
        if not self.has_authority:
            return ()
        named = [_authorities(read) for read in self.ledger_set.ledgers.values() if read.row_count]
        return tuple(sorted({name or "" for names in named for name in names}))

    def rows_of_type(self, ledger: str, row_types: tuple[str, ...]) -> bool:
        """Whether a ledger has any row of these types."""
        read = self.table(ledger)
        return read is not None and any(name in read.row_types for name in row_types)

    def only_value(self, ledger: str, column: object) -> str | None:
        """The one word that a column of a long ledger holds on every row; None where there are more, or in short."""
        read = self.table(ledger)
        if not isinstance(column, str) or read is None or read.row_count <= LONG_FRAME_ROWS:
            return None
        return read.only_value(column)

    def is_one_report(self, ledger: str) -> bool:
        """True if all rows of a ledger stand at one place of its sequence: those of one period of one year."""
        read = self.table(ledger)
        return read is not None and read.facts.is_one_report

    def years(self, ledger: str) -> frozenset[int]:
        """The years in which the financial years of a ledger's rows start."""
        read = self.table(ledger)
        return frozenset() if read is None else read.years


def _authorities(read: LedgerTable) -> list[str | None]:
    if AUTHORITY not in read.column_names:
        return [None]
    if (only := read.only_value(AUTHORITY)) is not None:
        return [only]
    names: list[str | None] = read.select([AUTHORITY])[AUTHORITY].unique().to_pylist()
    return names


class ListFrames(Frames):
    """Ledgers of a few hundred rows in lists. Columns are unpacked as they are asked for."""

    is_in_lists = True

    def frame(
        self,
        ledger: str,
        names: Collection[str] | None = None,  # noqa: ARG002 - which, shows itself
    ) -> Frame:
        """The typed rows of a ledger."""
        return self._kept(ledger, None, EVERY_TYPE)

    def _made(self, ledger: str, wanted: frozenset[str] | None, row_types: tuple[str, ...]) -> Frame:  # noqa: ARG002
        read, rows = self.table(ledger), self.rows(ledger)
        names = _no_rows(self.schemas[ledger]).column_names if read is None else read.column_names
        columns: dict[str, Column] = {name: [] if read is None else partial(_values, read, name) for name in names}
        if self.has_authority:
            columns.setdefault(AUTHORITY, [""] * rows)
        return ListFrame(columns, rows)

    def computed(self, frame: Frame, ledger: str) -> Frame:  # noqa: ARG002 - a long ledger would matter
        """The frame itself."""
        return frame

    def made(self, columns: Mapping[str, Sequence[object]]) -> Frame:
        """A few rows of our own, to be joined with a ledger's frame."""
        lists = {name: list(values) for name, values in columns.items()}
        return ListFrame(lists, len(next(iter(lists.values()))))


def _values(read: LedgerTable, name: str) -> list[object]:
    values: list[object] = read.select([name])[name].to_pylist()
    return values


def _no_rows(schema: LedgerSchema) -> pa.Table:
    fields = [(name, _arrow_type(column.type)) for name, column in schema.columns.items()]
    added = [(LINE, pa.int64()), (ROW_TYPE, pa.string()), *((name, pa.int64()) for name in BLOCKS), (YEAR, pa.int64()),
             (SEQ, pa.int64()), (STEP, pa.int64())]  # fmt: skip
    added += [(rank_column(name), pa.int64()) for name, column in schema.columns.items() if has_order(column)]
    return pa.schema([*fields, *added]).empty_table()


def _arrow_type(kind: ColumnType) -> pa.DataType:
    if kind.is_numeric:
        return AMOUNT
    return pa.date32() if kind is ColumnType.DATE else pa.string()
