"""What a ledger is, as a rule file declares it: its columns, its key and what puts its rows in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from math import prod

from msgspec import Struct, field

from budget_monitor.errors import did_you_mean


class ColumnType(StrEnum):
    """The types a rule file may give a column."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    INTEGER = "integer"
    DATE = "date"
    FINANCIAL_YEAR = "financial_year"
    PERIOD = "period"
    CHOICE = "choice"

    @property
    def is_numeric(self) -> bool:
        """Whether the column takes part in arithmetic."""
        return self in (ColumnType.MONEY, ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.INTEGER)


class Unit(StrEnum):
    """What a bare number in a money column means, and how coarsely it was rounded."""

    POUNDS = "£"
    WHOLE_POUNDS = "£1"
    """whole pounds, rounded from pence"""
    THOUSANDS = "£000"
    MILLIONS = "£m"

    @property
    def factor(self) -> int:
        """Currency units in one of this unit."""
        return {"£": 1, "£1": 1, "£000": 1_000, "£m": 1_000_000}[self.value]


SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
"""Symbols read and written before an amount; any other currency is written with its code."""


class Layout(StrEnum):
    """Which way a table lies."""

    ROWS = "rows"
    """A line to each row."""
    TRANSPOSED = "transposed"
    """A line to each column: the rows are movements, the columns are reserves."""


class Column(Struct, frozen=True):
    """One column of a ledger.

    `of` lists a choice's values. `negated_by` names the column that may stand in for this one with the sign
    reversed (`movement` for `usage`). `names_previous` marks the period column by which a row says which earlier
    period its "previously reported" figure comes from. A blank takes the value of `blank_means`, another column
    of the row, if that is set; with `blank_is_nil` it is exactly nothing. `other_side_in` names the column of texts by
    which a line is one side of a transfer (`Virement to Leisure`): this column then says between which two it is.
    """

    name: str
    type: ColumnType
    required: bool = True
    of: tuple[str, ...] = ()
    negated_by: str | None = None
    names_previous: bool = False
    blank_means: str | None = None
    blank_is_nil: bool = False
    other_side_in: str | None = None


class LedgerSchema(Struct, frozen=True):
    """A ledger as its rule file declares it. `label` is the column in which "Total" is looked for.

    With `repeats` several lines may have the same key, which then only says what a line is called. `row_name` lists
    the columns that say in words what a row is, where the key has only codes for it; empty means the key's own.
    `layout` is how its files lie. `called` are headings that tables of it stand under in reports; `words` are, by
    column, what else a heading may call it, and by "column.value" what else a choice's value may be called.
    """

    name: str
    title: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    label: str | None = None
    sequence: tuple[str, ...] = ("financial_year", "period")
    what: str = ""
    defined_in: str = ""
    repeats: bool = False
    row_name: tuple[str, ...] = ()
    layout: Layout = Layout.ROWS
    called: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def no_column(self, name: str, also: Iterable[str] = ()) -> str:
        """What is said of a column that the ledger does not have, with the nearest of its own, or of `also`."""
        return f"{self.name} has no column {name!r}{did_you_mean(name, [*self.columns, *also])}"

    @property
    def identity(self) -> tuple[str, ...]:
        """The key less the sequence: what stays the same from one period to the next."""
        return tuple(name for name in self.key if name not in self.sequence)


# More than the ranks of a column can differ, so that a later column never outweighs an earlier one.
_SPANS = {
    ColumnType.FINANCIAL_YEAR: 10_000,
    ColumnType.PERIOD: 1_000,
    ColumnType.CHOICE: 1_000,
    ColumnType.DATE: 10**7,
    ColumnType.INTEGER: 2 * 10**9,
}


def has_order(column: Column) -> bool:
    """Whether rows can be put in order by a column: a sequence may name it, and it has a `rank_column`."""
    return column.type in _SPANS


def place_weights(schema: LedgerSchema, sequence: Sequence[str]) -> Mapping[str, int]:
    """What the rank in each column of a sequence counts for in a row's place: places are sums of weight x rank.

    The second quarter of 2021/22 stands at 2021 * 1000 + period_rank("Q2"). Columns that the ledger does not have
    are passed over; empty when the others give no order, or more places than can be told apart.
    """
    names = [name for name in sequence if name in schema.columns]
    if not all(has_order(schema.columns[name]) for name in names):
        return {}
    spans = [_SPANS[schema.columns[name].type] for name in names]
    if prod(spans) >= 2**62:
        return {}
    return {name: prod(spans[place + 1 :]) for place, name in enumerate(names)}


def no_order(name: str, column: Column) -> str:
    """What is said of a column that puts rows in no order, where an order is needed."""
    return f"{name} holds {column.type.value}, which puts rows in no order"


def unknown_ledger(name: str, ledgers: Iterable[str]) -> str:
    """What is said of a ledger that no rule file declares, with the nearest that one does."""
    return f"unknown ledger {name!r}{did_you_mean(name, ledgers)}"
