"""Typing one column: text cells to text, figures, dates, years, periods and choices.

Apart from figures, each distinct text is looked at once, however many rows have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import hint, nearest
from budget_monitor.figures.grammar import Notation
from budget_monitor.figures.letters import ADVERSE_FIGURE, FAVOURABLE_FIGURE, is_of_variances
from budget_monitor.load.cells.distinct import Distinct, constant, plain
from budget_monitor.load.cells.numbers import FIGURE, FigureReader
from budget_monitor.load.cells.row_problems import CellProblem, Faults
from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.load.cells.spellings import Spellings
from budget_monitor.load.cells.times import (
    EXPLAIN_DATE,
    Value,
    explain_period,
    explain_step,
    explain_year,
    read_date,
    read_period,
    read_step,
    read_year,
)
from budget_monitor.model.ledgers.schema import Column, ColumnType, Unit

_MET = 100_000
"""More texts of a column are not remembered: nothing repeats itself there."""
_MAX_SIZE_IN_A_SEQUENCE = 10**9
"""Whole numbers of this size or more have no place in a sequence."""


class Reading(Struct, frozen=True):
    """What a column is read by, apart from its type.

    `needs_value`: a blank is an error, because the key cannot do without. `total_words`: the column is the
    ledger's label, so `Total` is no mistake in it whatever its type; the cell is null then. `spellings`: the column
    holds names, which may be written with other capitals elsewhere.
    """

    unit: Unit = Unit.POUNDS
    currency: str = "GBP"
    year_start: int = 4
    needs_value: bool = False
    total_words: TotalWords | None = None
    spellings: Spellings | None = None


class TypedColumn(Struct, frozen=True):
    """A block of a column as typed; values may be held as a dictionary. `powers` is for figures: see
    `numbers.Figures`. The rest is for the sequence.

    `ordinal` (int64, null where the cell is) puts the values in order within their column; None when the type has
    no order. `step_year` (int64) is the year that a names_previous column names, null where it names none.
    """

    values: pa.Array
    powers: pa.Array | None = None
    ordinal: pa.Array | None = None
    step_year: pa.Array | None = None


def arrow_type(column: Column) -> pa.DataType:
    """The arrow type of the column's values."""
    if column.type.is_numeric:
        return FIGURE
    return pa.date32() if column.type is ColumnType.DATE else pa.string()


def empty_column(column: Column, count: int) -> TypedColumn:
    """What an optional column is when the file does not have it: nothing but nulls."""
    powers = constant(None, pa.int8(), count) if column.type.is_numeric else None
    no_order = constant(None, pa.int64(), count)
    return TypedColumn(constant(None, arrow_type(column), count), powers, no_order, no_order)


class ColumnReader(Protocol):
    """Types a column's cells block by block; blanks, and what could not be read, are null."""

    def read(self, cells: pa.Array | Distinct, lines: pa.Array, /) -> TypedColumn:
        """The next block: its cells, none of them null, and the lines they stand on. All but figures are Distinct."""

    def problems(self) -> list[CellProblem]:
        """What was wrong with the cells read so far."""

    @property
    def lines_at_fault(self) -> Collection[int]:
        """The lines of cells that could not be read, or that should not have been blank."""

    @property
    def half_of_none(self) -> Decimal:
        """Half the unit of a column of figures in which there is none."""


def column_reader(column: Column, reading: Reading) -> ColumnReader:
    """The reader of a column."""
    if column.type.is_numeric:
        return _Figures(column, reading)
    if column.names_previous:
        return _Words(
            lambda text: read_step(text, reading.year_start), lambda text, _: explain_step(text), column, reading
        )
    match column.type:
        case ColumnType.FINANCIAL_YEAR:
            return _Words(read_year, partial(explain_year, year_start=reading.year_start), column, reading)
        case ColumnType.PERIOD:
            start = reading.year_start
            return _Words(
                partial(read_period, year_start=start), partial(explain_period, year_start=start), column, reading
            )
        case ColumnType.DATE:
            return _Words(read_date, lambda *_: EXPLAIN_DATE, column, reading)
        case ColumnType.CHOICE:
            choices = {_folded(choice): Value(choice, place) for place, choice in enumerate(column.of)}
            return _Words(
                lambda text: choices.get(_folded(text)),
                lambda text, _: f"not one of {', '.join(column.of)}{hint(nearest(text, column.of))}",
                column,
                reading,
            )
        case _:
            return _PlainText(reading.spellings)


class _Figures:
    def __init__(self, column: Column, reading: Reading) -> None:
        self._is_whole = column.type is ColumnType.INTEGER
        self._may_have_letters = is_of_variances(column.name)
        self._reader = FigureReader(Notation(column.type, reading.unit, reading.currency))
        self.problems = self._reader.problems
        self.half_of_none = self._reader.half_of_none

    @property
    def lines_at_fault(self) -> Collection[int]:
        return self._reader.lines_at_fault

    def read(self, cells: pa.Array, lines: pa.Array) -> TypedColumn:
        texts = plain(cells)
        figures = self._reader.read(texts, lines)
        if self._may_have_letters:
            figures = replace(figures, values=_signed_by_letters(figures.values, texts))
        ordinal = None
        if self._is_whole:
            near = pc.less(pc.abs(figures.values), pa.scalar(Decimal(_MAX_SIZE_IN_A_SEQUENCE), FIGURE))
            ordinal = pc.if_else(near, figures.values, None).cast(pa.int64())
        return TypedColumn(figures.values, figures.powers, ordinal)


def _signed_by_letters(values: pa.Array, texts: pa.Array) -> pa.Array:
    """The variances of a block, those with an F negative where letters are their only signs: none has a minus then."""
    favourable = pc.match_substring_regex(texts, FAVOURABLE_FIGURE)
    if not favourable.true_count:
        return values
    lettered = pc.or_(favourable, pc.match_substring_regex(texts, ADVERSE_FIGURE))
    if pc.any(pc.and_(lettered, pc.less(values, pa.scalar(Decimal(0), FIGURE))), min_count=0).as_py():
        return values
    return pc.if_else(favourable, pc.negate(values), values)


class _PlainText:
    half_of_none = Decimal(0)
    lines_at_fault: Collection[int] = ()

    def __init__(self, spellings: Spellings | None) -> None:
        self._spellings = spellings

    def read(self, texts: Distinct, lines: pa.Array) -> TypedColumn:  # noqa: ARG002 - no text is at fault
        names = texts.tidy if self._spellings is None else self._spellings.joined(texts.tidy)
        return TypedColumn(texts.spread(pc.if_else(pc.equal(names, ""), None, names)))

    def problems(self) -> list[CellProblem]:
        return []


class _Words:
    """Types each distinct text with `read`; `explain` gets a text it made nothing of, and the texts it did read."""

    half_of_none = Decimal(0)

    def __init__(
        self,
        read: Callable[[str], Value | None],
        explain: Callable[[str, Sequence[str]], str],
        column: Column,
        reading: Reading,
    ) -> None:
        self._read = read
        self._explain = explain
        self._column = column
        self._reading = reading
        self._met: dict[str, Value | None] = {"": None}
        self._good: set[str] = set()
        self._wrong = Faults()

    def read(self, texts: Distinct, lines: pa.Array) -> TypedColumn:
        found = [self._value(text) for text in texts.tidy.to_pylist()]
        values = pa.array([one and one.value for one in found], arrow_type(self._column))
        wrong = pa.array(
            [one is None and self._is_wrong(text) for one, text in zip(found, texts.tidy.to_pylist(), strict=True)],
            pa.bool_(),
        )
        self._wrong.add(texts.rows(wrong), texts.cells, lines)
        return TypedColumn(
            texts.spread(values),
            ordinal=texts.spread(pa.array([one and one.ordinal for one in found], pa.int64())),
            step_year=texts.spread(pa.array([one and one.step_year for one in found], pa.int64())),
        )

    def _value(self, text: str) -> Value | None:
        if text not in self._met:
            if len(self._met) > _MET:
                self._met = {"": None}
            value = self._met[text] = self._read(text)
            if value is not None:
                self._good.add(str(value.value))
        return self._met[text]

    def _is_wrong(self, text: str) -> bool:
        """Whether a text that stands for nothing should not be there."""
        reading = self._reading
        says_total = reading.total_words is not None and reading.total_words.are_in(text)
        return (bool(text) or reading.needs_value) and not says_total

    @property
    def lines_at_fault(self) -> Collection[int]:
        return self._wrong.lines

    def problems(self) -> list[CellProblem]:
        good = sorted(self._good)

        @cache
        def message(raw: str) -> str:
            text = " ".join(raw.split())
            if not text:
                return f"blank, but {self._column.name} is part of the key of every row"
            return self._explain(text, good)

        return list(self._wrong.problems(message))


def _folded(text: str) -> str:
    """A choice without case and spacing."""
    return re.sub(r"[\s_‐‑–-]+", "", text).casefold()
