"""Ledgers as they were read: typed rows with the text they came from, and the columns that loading adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.places import Places
from budget_monitor.model.ledgers.schema import LedgerSchema

if TYPE_CHECKING:  # pyarrow is heavy: `--help` and `rules list` must not import it
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa


class RowType(StrEnum):
    """Lines are summed, totals are checked; a total never counts as a line."""

    LINE = "line"
    SUBTOTAL = "subtotal"
    SUBTOTAL_2 = "subtotal 2"
    """Of sub-totals and the lines between them."""
    SUBTOTAL_3 = "subtotal 3"
    """Of sub-totals of sub-totals."""
    TOTAL = "total"


SUBTOTALS = (RowType.SUBTOTAL, RowType.SUBTOTAL_2, RowType.SUBTOTAL_3)
"""Sub-totals, from those that cover fewest lines."""


AUTHORITY = "authority"
"""The column that says whose figures a row holds; where a set has it, it is part of every key."""

# Columns the loader adds to every table. No column of a ledger may begin with two underscores.
LINE = "__line"
"""int64: the physical line in the file, the header being line 1."""
ROW_TYPE = "__row_type"
"""string: a RowType."""
BLOCK = "__block"
"""int64: how many sub-totals are above this row in its group; says which lines a positional sub-total covers."""
BLOCK_2 = "__block_2"
"""The same for sub-totals of sub-totals."""
BLOCK_3 = "__block_3"
"""The same for sub-totals of those."""
BLOCKS = (BLOCK, BLOCK_2, BLOCK_3)
"""By level, as SUBTOTALS."""
YEAR = "__year"
"""int64: the year in which the financial year of the row's place begins; null where the ledger has none."""
SEQ = "__seq"
"""int64: the row's place along the ledger's sequence; larger is later."""
STEP = "__step"
"""int64: the place `previous()` steps to where the row names one (see Column.names_previous); null elsewhere."""


def rank_column(name: str) -> str:
    """int64: where the row's value of `name` stands in the order of its column (see `has_order`); null if blank."""
    return f"__rank_{name}"


def half_column(name: str) -> str:
    """The column holding half the unit each figure of `name` was rounded to; exists where it varies."""
    return f"__half_{name}"


def text_column(place: int) -> str:
    """The column of a stored Parquet file with the text of the file's column at a place, from 0, as it stands."""
    return f"__text_{place}"


def negated_column(name: str) -> str:
    """bool: where `name` was read, with the sign reversed, from its stand-in; exists where the file has that column."""
    return f"__negated_{name}"


class Rows(Protocol):
    """Some rows of a stored ledger that follow one another, to look single cells up in."""

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        """The physical lines of the rows, in order."""

    def value(self, column: str, row: int) -> object:
        """The typed value of a cell, as Python has it; `row` counts from 0."""

    def text(self, header: str, row: int) -> str:
        """The text of a cell, as in the file."""


class Stored(Protocol):
    """Where the rows of a ledger are kept: in memory, or on disk."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The typed columns and those the loader adds."""

    @property
    def header(self) -> tuple[str, ...]:
        """The header texts of the file."""

    @property
    def parquet(self) -> Path | None:
        """The Parquet file that holds all of it, where there is one."""

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Some of the typed columns."""

    def packed(self, name: str) -> pa.DictionaryArray:
        """A column of words as one dictionary and the place of each row's word in it."""

    def text(self) -> pa.Table:
        """The texts of the cells, as in the file, one string column per header text."""

    def rows_around(self, line: int) -> Rows:
        """Rows among which the one on that physical line is."""


class Facts(Struct, frozen=True):
    """What is known of a ledger's rows: their number, the columns with a blank (added ones too), row types, years
    (YEAR), the columns with one text throughout, the texts of those that hold few, and if all have one place (SEQ).
    """

    rows: int
    blanks: frozenset[str] = frozenset()
    row_types: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    only_values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_one_report: bool = False


class LedgerTable(Struct, frozen=True):
    """A ledger as read: typed rows, and the text they came from.

    The typed rows have the schema's columns (optional ones that the file lacks are null) and the added ones above.
    Money, number, percent and integer columns are decimal128(24, 6): money in currency units, percentages in
    percent. Text is stripped, inner runs of space are one space, and a blank is null. `halves` gives, by numeric
    column, half the unit the figures were rounded to: a Decimal when all rows share it (0 is exact), None when
    `half_column` holds it row by row. `headers` maps a schema column to its header in the file.

    A long ledger may be on disk: `table` and `text` then read all of it, each time; `select` only some columns. `facts`
    are known without reading. `sheet` is that of the workbook; `places` say where rows stand that a mapping gathered.
    """

    schema: LedgerSchema
    file: str
    stored: Stored
    facts: Facts
    headers: Mapping[str, str]
    halves: Mapping[str, Decimal | None]
    unit: str
    has_authority: bool = False
    folder: str = ""
    lost: tuple[int, ...] = ()
    """The lines of rows that could not be read, or of whose key a part could not: sums may lack them."""
    sheet: str = ""
    places: Places | None = None

    @property
    def table(self) -> pa.Table:
        """The typed rows, all columns."""
        return self.select(self.column_names)

    @property
    def text(self) -> pa.Table:
        """The file's cells as they stand, row by row with `table`, one string column per header cell, under the
        file's own header texts.
        """
        return self.stored.text()

    def select(self, names: Sequence[str]) -> pa.Table:
        """The typed rows with only some columns, in that order."""
        return self.stored.columns(names)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the typed columns, with the added ones."""
        return self.stored.column_names

    @property
    def row_count(self) -> int:
        """How many rows there are, totals included."""
        return self.facts.rows

    @property
    def row_types(self) -> frozenset[str]:
        """The row types that any row has."""
        return self.facts.row_types

    @property
    def years(self) -> frozenset[int]:
        """The years in which the financial years of the rows begin."""
        return self.facts.years

    @property
    def parquet(self) -> Path | None:
        """The Parquet file of a ledger on disk, for engines that read it themselves; None for one in memory.

        Besides the typed columns, it has a `half_column` for every column of figures that may vary (`halves` says
        whether it does), and the text of the file's columns as `__text_0`, `__text_1`, … from left to right.
        """
        return self.stored.parquet

    def has_blanks(self, column: str) -> bool:
        """Whether any row has a blank in a typed column."""
        return column in self.facts.blanks

    def only_value(self, column: str) -> str | None:
        """The one text that a column of text holds on every row; None where there are more, or a blank."""
        return self.facts.only_values.get(column)

    def ref(self, line: int, column: str) -> CellRef:
        """Where a cell stands, under the file's own header or the schema's name of the column."""
        header = self.stored.header
        name = column if column in header else self.headers.get(column, "")
        at = cell_address(self.sheet, header.index(name), line) if line and name in header else ""
        return CellRef(self.file, line, column, self.places.address(line, name) if self.places is not None else at)

    @property
    def has_negated(self) -> frozenset[str]:
        """The columns for which the file has the stand-in column too."""
        names = set(self.column_names)
        return frozenset(name for name in self.schema.columns if negated_column(name) in names)


class InputFile(Struct, frozen=True):
    """One file that was read: `rows` counts data rows, totals included; `unit` is as in the settings."""

    file: str
    ledger: str
    sha256: str
    rows: int
    unit: str


class InputProblem(Struct, frozen=True):
    """Something wrong with an input file, with its place. `line` 0 means the file as a whole.

    An error means that a figure or a file could not be read (exit code 2); a warning, that it was read, but
    is not as it should be. `address` names the cell on a sheet of a workbook: "Outturns!F12".
    """

    file: str
    line: int
    column: str
    severity: str
    text: str
    message: str
    address: str = ""

    @property
    def ref(self) -> CellRef:
        """The place."""
        return CellRef(self.file, self.line, self.column, self.address)


class Keeper(Protocol):
    """Who made the files of ledgers on disk, and removes them."""

    def close(self) -> None:
        """Removes them."""


class LedgerSet(Struct, frozen=True):
    """A directory of ledgers as read, with everything that was wrong with it."""

    folder: str
    ledgers: Mapping[str, LedgerTable]
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[InputProblem, ...] = ()
    unread_files: tuple[str, ...] = ()
    unreadable: frozenset[str] = frozenset()
    """Ledgers whose file is there but could not be read at all."""
    currency: str = "GBP"
    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    """The criteria of rules that the set's settings change."""
    year_start: int = 4
    """The month the financial year starts in."""
    trust: Mapping[str, int] = field(default_factory=dict)
    """How much a ledger, or a `ledger.column`, is trusted: the more, the later it is suspected; 1 unless it is here."""
    kept_by: Keeper | None = None
    """What keeps ledgers on disk, if any are."""

    def close(self) -> None:
        """Removes what is on disk: from then on only ledgers in memory can be looked at."""
        if self.kept_by is not None:
            self.kept_by.close()
