"""Columns that are filled from others of the row: stand-ins with the sign reversed, and what a blank means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from budget_monitor.load.cells.columns import TypedColumn
from budget_monitor.load.cells.distinct import constant, plain
from budget_monitor.load.cells.numbers import CODE_OF_EXACT, FIGURE, MILLIONS_POWER
from budget_monitor.model.ledgers.schema import Column, LedgerSchema


def stand_ins(schema: LedgerSchema) -> dict[str, Column]:
    """By the name of each stand-in, the column it stands in for."""
    return {column.negated_by: column for column in schema.columns.values() if column.negated_by}


def always(message: str) -> Callable[[str], str]:
    """The same message of every text."""
    return lambda _: message


def is_figure(column: Column) -> bool:
    """True if a column holds figures."""
    return column.type.is_numeric


def negated(column: TypedColumn) -> TypedColumn:
    """A column with the sign reversed."""
    ordinal = None if column.ordinal is None else pc.negate(column.ordinal)
    return replace(column, values=pc.negate(column.values), ordinal=ordinal)


def nil(count: int) -> TypedColumn:
    """So many figures that are exactly nothing."""
    return TypedColumn(constant(Decimal(0), FIGURE, count), constant(CODE_OF_EXACT, pa.int8(), count))


def filled(first: TypedColumn, second: TypedColumn, where: pa.Array) -> TypedColumn:
    """`first`, with `second` in the rows `where` says so."""
    ordinal, powers = first.ordinal, first.powers
    if first.ordinal is not None and second.ordinal is not None:
        ordinal = pc.if_else(where, plain(second.ordinal), plain(first.ordinal))
    if first.powers is not None and second.powers is not None:
        powers = pc.if_else(where, second.powers, first.powers)
    values = pc.if_else(where, plain(second.values), plain(first.values))
    return replace(first, values=values, powers=powers, ordinal=ordinal)


def with_precise_noughts(figures: Mapping[str, TypedColumn]) -> Mapping[str, TypedColumn]:
    """The columns of figures, of which those that hold nothing but noughts in millions are as precise as the others.

    By itself 0 or £0m would stand for anything up to half a million; `numbers` sees to noughts beside other figures of
    their own column.
    """
    lowest = {name: pc.min(one.powers).as_py() for name, one in figures.items() if one.powers is not None}
    finest = min((power for power in lowest.values() if power is not None), default=CODE_OF_EXACT)
    found = {}
    for name in (name for name, power in lowest.items() if power == MILLIONS_POWER > finest):
        one = figures[name]
        is_coarse = pc.equal(one.powers, MILLIONS_POWER)
        noughts = pc.equal(plain(one.values).filter(is_coarse), pa.scalar(Decimal(0), FIGURE))
        if pc.all(noughts).as_py():
            found[name] = replace(one, powers=pc.if_else(is_coarse, pa.scalar(finest, pa.int8()), one.powers))
    return found
