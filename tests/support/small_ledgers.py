"""Small ledgers for the tests of loading, and short ways to read CSV text as one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from budget_monitor.figures.grammar import Notation
from budget_monitor.load.cells.numbers import FIGURE, FigureReader, half_of, halves_of
from budget_monitor.load.cells.row_problems import CellProblem
from budget_monitor.load.ledger_set import set_from_text
from budget_monitor.model.ledgers.ledger import InputProblem, LedgerSet, LedgerTable
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema, Unit

YEAR = Column("financial_year", ColumnType.FINANCIAL_YEAR)
PERIOD = Column("period", ColumnType.PERIOD)


def ledger(
    name: str,
    *columns: Column,
    key: Sequence[str] = (),
    label: str | None = None,
    sequence: Sequence[str] = ("financial_year", "period"),
) -> LedgerSchema:
    """A ledger with those columns."""
    by_name = {column.name: column for column in columns}
    return LedgerSchema(name, name, by_name, tuple(key), label, tuple(sequence))


RESERVES = ledger(
    "reserve_movements",
    YEAR,
    PERIOD,
    Column("reserve", ColumnType.TEXT),
    Column("opening", ColumnType.MONEY),
    Column("usage", ColumnType.MONEY, negated_by="movement"),
    Column("closing", ColumnType.MONEY, required=False),
    key=("financial_year", "period", "reserve"),
    label="reserve",
)

AMOUNTS = ledger("amounts", Column("name", ColumnType.TEXT, required=False), Column("amount", ColumnType.MONEY))


def read(text: str, schema: LedgerSchema = RESERVES, unit: Unit = Unit.POUNDS) -> LedgerSet:
    """The set whose only file holds that text."""
    return set_from_text({schema.name: text}, {schema.name: schema}, unit)


def table(text: str, schema: LedgerSchema = RESERVES, unit: Unit = Unit.POUNDS) -> LedgerTable:
    """The same, where nothing is wrong with it."""
    ledgers = read(text, schema, unit)
    assert ledgers.problems == ()
    return ledgers.ledgers[schema.name]


def problem(text: str, schema: LedgerSchema = RESERVES, unit: Unit = Unit.POUNDS) -> InputProblem:
    """The only thing wrong with it."""
    (found,) = read(text, schema, unit).problems
    return found


def values(ledger_table: LedgerTable, column: str) -> list[object]:
    """A typed column, row by row."""
    cells: list[object] = ledger_table.table[column].to_pylist()
    return cells


@dataclass(frozen=True)
class Parsed:
    """A column of figures: its values, half their unit (one for all, or row by row), and what was wrong, with rows
    from 0 as lines.
    """

    values: list[Decimal | None]
    half: Decimal | list[Decimal]
    problems: list[CellProblem]


def figures(*blocks: Sequence[str], notation: Notation) -> Parsed:
    """Text cells read as figures, in blocks."""
    reader = FigureReader(notation)
    values, powers, row = [], [pa.array([], pa.int8())], 0
    for block in blocks:
        found = reader.read(pa.array(block, pa.string()), pa.array(range(row, row + len(block)), pa.int64()))
        assert found.values.type == FIGURE
        row += len(block)
        values += found.values.to_pylist()
        powers.append(found.powers)
    halves: list[Decimal] = halves_of(pa.concat_arrays(powers)).to_pylist()
    met = set(pa.concat_arrays(powers).drop_null().to_pylist())
    half = half_of(met.pop()) if len(met) == 1 else reader.half_of_none if not met else halves
    return Parsed(values, half, reader.problems())
