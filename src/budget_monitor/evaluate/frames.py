"""The rows of a ledger set, on one engine, as Narwhals frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.ledger import (
    BLOCK,
    LINE,
    ROW_TYPE,
    SEQ,
    STEP,
    YEAR,
    ColumnType,
    LedgerSchema,
    LedgerSet,
    LedgerTable,
    half_column,
    has_order,
    rank_column,
)

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "nw.LazyFrame[object]"

AMOUNT = pa.decimal128(24, 6)
LONG = 50_000
"""Frames of more rows are worth a look before they are copied."""
AUTHORITY = "authority"


def _as_pandas(table: pa.Table) -> pd.DataFrame:
    import pandas as pd  # the default engine does without: pandas takes longer to import than a set to check

    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


ENGINES: Mapping[str, Callable[[pa.Table], object]] = {"arrow": lambda table: table, "pandas": _as_pandas}
"""What each engine makes of an Arrow table. Narwhals runs the same expressions on all of them."""


class Frames:
    """The ledgers of a set on one engine. A ledger that the set lacks is there, with no rows."""

    def __init__(self, ledger_set: LedgerSet, schemas: Mapping[str, LedgerSchema], engine: str) -> None:
        if engine not in ENGINES:
            raise UsageError(f"unknown engine {engine!r}{did_you_mean(engine, ENGINES)}")
        self.ledger_set = ledger_set
        self.schemas = schemas
        self.native = ENGINES[engine]
        self.is_eager = True
        self.has_authority = any(table.has_authority for table in ledger_set.ledgers.values())
        self._frames: dict[str, Frame] = {}

    def table(self, ledger: str) -> LedgerTable | None:
        """The ledger as it was read, or None where the set lacks it."""
        return self.ledger_set.ledgers.get(ledger)

    def frame(self, ledger: str) -> Frame:
        """The typed rows of a ledger. With an `authority` anywhere in the set, every frame has the column."""
        if ledger not in self._frames:
            read = self.table(ledger)
            table = _no_rows(self.schemas[ledger]) if read is None else read.table
            if self.has_authority and AUTHORITY not in table.column_names:
                table = table.append_column(AUTHORITY, pa.repeat("", table.num_rows))
            self._frames[ledger] = nw.from_native(self.native(table)).lazy()  # type: ignore[call-overload]
        return self._frames[ledger]

    def of_arrow(self, table: pa.Table) -> Frame:
        """A small table of our own on the same engine, to be joined with a ledger's frame."""
        frame: Frame = nw.from_native(self.native(table)).lazy()  # type: ignore[call-overload]
        return frame

    def half(self, ledger: str, column: str) -> Decimal | str:
        """Half the unit a column's figures were rounded to, or the name of the column that holds it by row."""
        read = self.table(ledger)
        half = Decimal(0) if read is None else read.halves.get(column, Decimal(0))
        return half_column(column) if half is None else half

    def has_blanks(self, ledger: str, column: str) -> bool:
        """Whether any row of a ledger has a blank in a column."""
        read = self.table(ledger)
        return read is not None and column in read.table.column_names and bool(read.table[column].null_count)

    def is_empty(self, frame: Frame) -> bool:
        """Whether a frame plainly has no rows. An engine that would have to compute them is not asked."""
        return self.is_eager and frame.collect().is_empty()

    @cached_property
    def authorities(self) -> tuple[str, ...]:
        """The authorities that rows name, in order; a blank one where others name none. Empty without any column."""
        if not self.has_authority:
            return ()
        tables = [read.table for read in self.ledger_set.ledgers.values() if read.table.num_rows]
        columns = [table[AUTHORITY] if AUTHORITY in table.column_names else pa.array([""]) for table in tables]
        named = [pc.unique(column).to_pylist() for column in columns]
        return tuple(sorted({name or "" for names in named for name in names}))

    def rows_of_type(self, ledger: str, row_types: tuple[str, ...]) -> bool:
        """Whether a ledger has any row of these types."""
        return any(name in self._row_types.get(ledger, ()) for name in row_types)

    @cached_property
    def _row_types(self) -> Mapping[str, tuple[str, ...]]:
        return {
            name: tuple(pc.unique(read.table[ROW_TYPE]).to_pylist()) for name, read in self.ledger_set.ledgers.items()
        }

    def all_hold(self, frame: Frame, condition: nw.Expr) -> bool:
        """Whether a condition plainly holds for every row of a long frame, so that filtering would only copy it."""
        is_long = self.is_eager and len(frame.collect()) > LONG
        return is_long and bool(frame.select(condition.alias("all").all()).collect().item())

    def only_value(self, ledger: str, column: object) -> str | None:
        """The one word that a column of a long ledger holds on every row; None where there are more, or in short."""
        read = self.table(ledger)
        if not isinstance(column, str) or read is None or read.table.num_rows <= LONG:
            return None
        if column not in read.table.column_names or not pa.types.is_string(read.table[column].type):
            return None
        values = pc.unique(read.table[column])
        word: str | None = values[0].as_py() if len(values) == 1 else None
        return word

    def years(self, ledger: str) -> frozenset[int]:
        """The years in which the financial years of a ledger's rows start."""
        read = self.table(ledger)
        return frozenset() if read is None else frozenset(pc.unique(read.table[YEAR].drop_null()).to_pylist())


def collect(frame: Frame) -> pa.Table:
    """The rows of a frame, as an Arrow table. Where pandas has kept row numbers of its own, they are left out."""
    table: pa.Table = frame.collect(backend="pyarrow").to_native()
    row_numbers = [name for name in table.column_names if name.startswith("__index_level_")]
    return table.drop_columns(row_numbers) if row_numbers else table


def _no_rows(schema: LedgerSchema) -> pa.Table:
    fields = [(name, _arrow_type(column.type)) for name, column in schema.columns.items()]
    added = [(LINE, pa.int64()), (ROW_TYPE, pa.string()), (BLOCK, pa.int64()), (YEAR, pa.int64()),
             (SEQ, pa.int64()), (STEP, pa.int64())]  # fmt: skip
    added += [(rank_column(name), pa.int64()) for name, column in schema.columns.items() if has_order(column)]
    return pa.schema([*fields, *added]).empty_table()


def _arrow_type(kind: ColumnType) -> pa.DataType:
    if kind.is_numeric:
        return AMOUNT
    return pa.date32() if kind is ColumnType.DATE else pa.string()
