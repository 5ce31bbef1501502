"""A row's place along its ledger's sequence: the one place where years and periods become a number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.load.cells.columns import TypedColumn
from budget_monitor.load.cells.distinct import constant, plain
from budget_monitor.model.ledgers.ledger import rank_column
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema, has_order, place_weights


def places(schema: LedgerSchema, ordinals: Mapping[str, pa.Array], count: int) -> pa.Array:
    """int64: larger is later (see `place_weights`). Null where a sequence column is blank, and throughout where the
    columns give no order.
    """
    weights = place_weights(schema, schema.sequence)
    parts = [pc.multiply(plain(ordinals[name]), weight) for name, weight in weights.items()]
    return reduce(pc.add, parts) if parts else constant(None, pa.int64(), count)


def rank_columns(schema: LedgerSchema, columns: Mapping[str, TypedColumn]) -> dict[str, pa.Array]:
    """The ranks of every column that rows can be put in order by, under their own column names."""
    ordered = [name for name, column in schema.columns.items() if has_order(column)]
    return {rank_column(name): columns[name].ordinal for name in ordered}


def sequence_columns(schema: LedgerSchema, columns: Mapping[str, TypedColumn], count: int) -> tuple[pa.Array, pa.Array]:
    """Each row's own place, and the place that its names_previous column tells previous() to step to."""
    ordinals = {name: column.ordinal for name, column in columns.items() if column.ordinal is not None}
    own = places(schema, ordinals, count)
    step = next((name for name, column in schema.columns.items() if column.names_previous), None)
    if step is None:
        return own, constant(None, pa.int64(), count)
    earlier = dict(ordinals)
    for name in schema.sequence:
        kind = schema.columns[name].type if name in schema.columns else None
        if kind is ColumnType.PERIOD:
            earlier[name] = ordinals[step]
        elif kind is ColumnType.FINANCIAL_YEAR:
            earlier[name] = pc.coalesce(plain(columns[step].step_year), plain(ordinals[name]))
    return own, places(schema, earlier, count)
