"""Typing one column: text cells to text, figures, dates, years, periods and choices.

Apart from figures, each distinct text is looked at once, however many rows have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple, Protocol, TypeGuard

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import nearest
from budget_monitor.figures.grammar import Notation
from budget_monitor.load.cells.distinct import constant, distinct, plain
from budget_monitor.load.cells.numbers import FIGURE, FigureReader
from budget_monitor.load.cells.row_problems import CellProblem, Faults
from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.model.period import (
    MONTHS,
    PERIODS,
    parse_financial_year,
    parse_period,
    parse_step,
    period_rank,
    start_year,
)
from budget_monitor.model.schema import Column, ColumnType, Unit

_MET = 100_000
"""More texts of a column are not remembered: nothing repeats itself there."""
_FAR = 10**9
"""Whole numbers of this size or more have no place in a sequence."""

_MONTH_NUMBERS = {name[:size]: place for place, name in enumerate(MONTHS, start=1) for size in (3, len(name))}
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})([/-])(\d{1,2})\5(\d{4})|(\d{1,2})[ -]([a-z]+)[ -](\d{4})")
_PERIOD_FORMS = "B, Q1, Q1.5, Q2, Q3, Q4, P01 to P13, Budget, Mid-Year, Annual, Outturn, Year-end or a month's name"
_PERIOD_WORDS = (
    *PERIODS, "Budget", "Agreement", "Mid-Year", "Annual", "Outturn", "Year-end",
    *(month.capitalize() for month in MONTHS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a column is read by, apart from its type.

    `needs_value`: a blank is an error, because the key cannot do without. `total_words`: the column is the
    ledger's label, so `Total` is no mistake in it whatever its type; the cell is null then.
    """

    unit: Unit = Unit.POUNDS
    currency: str = "GBP"
    year_start: int = 4
    needs_value: bool = False
    total_words: TotalWords | None = None


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A block of a column as typed; values may be held as a dictionary. `powers` is for figures: see
    `numbers.Figures`. The rest is for the sequence.

    `ordinal` (int64, null where the cell is) puts the values in order within their column; None when the type has
    no order. `step_year` (int64) is the year that a names_previous column names, null where it names none.
    """

    values: pa.Array
    powers: pa.Array | None = None
    ordinal: pa.Array | None = None
    step_year: pa.Array | None = None


class _Value(NamedTuple):
    """What one text stands for: the typed value, its place in order, and the year a step names."""

    value: str | date
    ordinal: int
    step_year: int | None = None


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

    def read(self, cells: pa.Array, lines: pa.Array) -> TypedColumn:
        """The next block: its cells, none of them null, and the lines they stand on."""

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
        return _Words(lambda text: _step(text, reading), lambda text, _: _explain_step(text), column, reading)
    match column.type:
        case ColumnType.FINANCIAL_YEAR:
            return _Words(_year, _explain_year, column, reading)
        case ColumnType.PERIOD:
            return _Words(lambda text: _period(text, reading), _explain_period, column, reading)
        case ColumnType.DATE:
            return _Words(_date, lambda *_: _EXPLAIN_DATE, column, reading)
        case ColumnType.CHOICE:
            choices = {_folded(choice): _Value(choice, place) for place, choice in enumerate(column.of)}
            return _Words(
                lambda text: choices.get(_folded(text)),
                lambda text, _: f"not one of {', '.join(column.of)}{_did_you_mean(nearest(text, column.of))}",
                column,
                reading,
            )
        case _:
            return _PlainText()


class _Figures:
    def __init__(self, column: Column, reading: Reading) -> None:
        self._is_whole = column.type is ColumnType.INTEGER
        self._reader = FigureReader(Notation(column.type, reading.unit, reading.currency))
        self.problems = self._reader.problems
        self.half_of_none = self._reader.half_of_none

    @property
    def lines_at_fault(self) -> Collection[int]:
        return self._reader.lines_at_fault

    def read(self, cells: pa.Array, lines: pa.Array) -> TypedColumn:
        figures = self._reader.read(plain(cells), lines)
        ordinal = None
        if self._is_whole:
            near = pc.less(pc.abs(figures.values), pa.scalar(Decimal(_FAR), FIGURE))
            ordinal = pc.if_else(near, figures.values, None).cast(pa.int64())
        return TypedColumn(figures.values, figures.powers, ordinal)


class _PlainText:
    half_of_none = Decimal(0)
    lines_at_fault: Collection[int] = ()

    def read(self, cells: pa.Array, lines: pa.Array) -> TypedColumn:  # noqa: ARG002 - no text is at fault
        texts = distinct(cells)
        return TypedColumn(texts.spread(pc.if_else(pc.equal(texts.tidy, ""), None, texts.tidy)))

    def problems(self) -> list[CellProblem]:
        return []


class _Words:
    """Types each distinct text with `read`; `explain` gets a text it made nothing of, and the texts it did read."""

    half_of_none = Decimal(0)

    def __init__(
        self,
        read: Callable[[str], _Value | None],
        explain: Callable[[str, Sequence[str]], str],
        column: Column,
        reading: Reading,
    ) -> None:
        self._read = read
        self._explain = explain
        self._column = column
        self._reading = reading
        self._met: dict[str, _Value | None] = {"": None}
        self._good: set[str] = set()
        self._wrong = Faults()

    def read(self, cells: pa.Array, lines: pa.Array) -> TypedColumn:
        texts = distinct(cells)
        found = [self._value(text) for text in texts.tidy.to_pylist()]
        values = pa.array([one and one.value for one in found], arrow_type(self._column))
        wrong = pa.array(
            [one is None and self._is_wrong(text) for one, text in zip(found, texts.tidy.to_pylist(), strict=True)],
            pa.bool_(),
        )
        self._wrong.add(texts.rows(wrong), cells, lines)
        return TypedColumn(
            texts.spread(values),
            ordinal=texts.spread(pa.array([one and one.ordinal for one in found], pa.int64())),
            step_year=texts.spread(pa.array([one and one.step_year for one in found], pa.int64())),
        )

    def _value(self, text: str) -> _Value | None:
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


def _did_you_mean(near: str | None) -> str:
    return f"; did you mean {near!r}?" if near else ""


def _folded(text: str) -> str:
    """A choice without case and spacing."""
    return re.sub(r"[\s_‐‑–-]+", "", text).casefold()


def _year(text: str) -> _Value | None:
    year = parse_financial_year(text)
    return _Value(year, start_year(year)) if _is_plausible(year) else None


def _is_plausible(year: str | None) -> TypeGuard[str]:
    """Not `0201/02`, a slip of the keyboard: a year has four digits once its leading zeros are gone."""
    return year is not None and year[:4].isdigit()


def _explain_year(text: str, good: Sequence[str]) -> str:
    near = nearest(text, good)
    if digits := re.match(r"(?:\d{2})?\d{2}(?!\d)", text):
        first = int(digits[0]) + (2000 if len(digits[0]) == 2 else 0)
        near = f"{first}/{(first + 1) % 100:02d}" if first >= 1000 else None
    return f"not a financial year: expected 2021/22, 2021-22 or 2021/2022{_did_you_mean(near)}"


def _period(text: str, reading: Reading) -> _Value | None:
    period = parse_period(text, reading.year_start)
    return _Value(period, period_rank(period)) if period else None


def _explain_period(text: str, _: Sequence[str]) -> str:
    return f"not a period: expected {_PERIOD_FORMS}{_did_you_mean(nearest(text, _PERIOD_WORDS))}"


def _step(text: str, reading: Reading) -> _Value | None:
    step = parse_step(text, reading.year_start)
    if step is None:
        return None
    year, period = step
    if year is None:
        return _Value(text, period_rank(period))
    return _Value(text, period_rank(period), start_year(year)) if _is_plausible(year) else None


def _explain_step(text: str) -> str:
    near = nearest(text.rpartition(" ")[2], _PERIOD_WORDS)
    return f"not an earlier period: expected a period such as Q3, or 2020/21 Q3 with its year{_did_you_mean(near)}"


_EXPLAIN_DATE = "not a date: expected 2021-11-12, 12/11/2021 (the day first), 12-11-2021 or 12 Nov 2021"


def _date(text: str) -> _Value | None:
    match = _DATE.fullmatch(text.casefold())
    if match is None:
        return None
    year, month, day = match[1] or match[7] or match[10], match[2] or match[6], match[3] or match[4] or match[8]
    month_number = _MONTH_NUMBERS.get(match[9]) if match[9] else int(month)
    try:
        value = date(int(year), month_number or 0, int(day))
    except ValueError:
        return None
    return _Value(value, value.toordinal())
