"""Typing one column: text cells to text, figures, dates, years, periods and choices.

Apart from figures, each distinct text is looked at once, however many rows have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeGuard

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import nearest
from budget_monitor.load.distinct import distinct
from budget_monitor.load.number_grammar import Notation
from budget_monitor.load.numbers import FIGURE, Half, parse_numbers
from budget_monitor.load.row_problems import RowProblem, row_problems
from budget_monitor.load.row_types import is_total_word
from budget_monitor.model.ledger import Column, ColumnType, Unit
from budget_monitor.model.period import (
    MONTHS,
    PERIODS,
    parse_financial_year,
    parse_period,
    parse_step,
    period_rank,
    start_year,
)

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

    `needs_value`: a blank is an error, because the key cannot do without. `may_say_total`: the column is the
    ledger's label, so `Total` is no mistake in it whatever its type; the cell is null then.
    """

    unit: Unit = Unit.POUNDS
    currency: str = "GBP"
    year_start: int = 4
    needs_value: bool = False
    may_say_total: bool = False


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A column as typed. `half` is for figures: see LedgerTable.halves. The rest is for the sequence.

    `ordinal` (int64, null where the cell is) puts the values in order within their column; None when the type has
    no order. `step_year` (int64) is the year that a names_previous column names, null where it names none.
    """

    values: pa.ChunkedArray
    half: Half | None = None
    ordinal: pa.ChunkedArray | None = None
    step_year: pa.ChunkedArray | None = None
    problems: tuple[RowProblem, ...] = ()


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
    half = Decimal(0) if column.type.is_numeric else None
    no_order = pa.chunked_array([pa.nulls(count, pa.int64())])
    return TypedColumn(pa.chunked_array([pa.nulls(count, arrow_type(column))]), half, no_order, no_order)


def read_column(cells: pa.ChunkedArray, column: Column, reading: Reading) -> TypedColumn:
    """Type a column's cells; blanks, and what could not be read, are null."""
    if column.type.is_numeric:
        return _read_figures(cells, column, reading)
    if column.names_previous:
        return _read_texts(
            cells, lambda text: _step(text, reading), lambda text, _: _explain_step(text), column, reading
        )
    match column.type:
        case ColumnType.FINANCIAL_YEAR:
            return _read_texts(cells, _year, _explain_year, column, reading)
        case ColumnType.PERIOD:
            return _read_texts(cells, lambda text: _period(text, reading), _explain_period, column, reading)
        case ColumnType.DATE:
            return _read_texts(cells, _date, lambda *_: _EXPLAIN_DATE, column, reading)
        case ColumnType.CHOICE:
            choices = {_folded(choice): _Value(choice, place) for place, choice in enumerate(column.of)}
            return _read_texts(
                cells,
                lambda text: choices.get(_folded(text)),
                lambda text, _: f"not one of {', '.join(column.of)}{_did_you_mean(nearest(text, column.of))}",
                column,
                reading,
            )
        case _:
            return _read_plain_text(cells)


def _read_figures(cells: pa.ChunkedArray, column: Column, reading: Reading) -> TypedColumn:
    numbers = parse_numbers(cells, Notation(column.type, reading.unit, reading.currency))
    ordinal = None
    if column.type is ColumnType.INTEGER:
        near = pc.less(pc.abs(numbers.values), pa.scalar(Decimal(_FAR), FIGURE))
        ordinal = pc.if_else(near, numbers.values, None).cast(pa.int64())
    return TypedColumn(numbers.values, numbers.half, ordinal, problems=numbers.problems)


def _read_plain_text(cells: pa.ChunkedArray) -> TypedColumn:
    texts = distinct(cells)
    if texts.is_tidy:
        return TypedColumn(cells)
    return TypedColumn(texts.spread(pc.if_else(pc.equal(texts.tidy, ""), None, texts.tidy)))


def _read_texts(
    cells: pa.ChunkedArray,
    read: Callable[[str], _Value | None],
    explain: Callable[[str, Sequence[str]], str],
    column: Column,
    reading: Reading,
) -> TypedColumn:
    """Type each distinct text with `read`; `explain` gets a text it made nothing of, and the texts it did read."""
    texts = distinct(cells)
    tidy = texts.tidy.to_pylist()
    found = [read(text) if text else None for text in tidy]
    values = pa.array([one and one.value for one in found], arrow_type(column))
    wrong = pa.array(
        [
            one is None and (bool(text) or reading.needs_value) and not (reading.may_say_total and is_total_word(text))
            for one, text in zip(found, tidy, strict=True)
        ],
        pa.bool_(),
    )
    good = sorted({str(one.value) for one in found if one})

    def message(raw: str) -> str:
        text = " ".join(raw.split())
        return explain(text, good) if text else f"blank, but {column.name} is part of the key of every row"

    return TypedColumn(
        cells if values.equals(texts.texts) else texts.spread(values),
        ordinal=texts.spread(pa.array([one and one.ordinal for one in found], pa.int64())),
        step_year=texts.spread(pa.array([one and one.step_year for one in found], pa.int64())),
        problems=tuple(row_problems(texts.rows(wrong), cells, message)),
    )


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
