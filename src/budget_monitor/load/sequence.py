"""A row's place along its ledger's sequence: the one place where years and periods become a number."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.load.columns import TypedColumn
from budget_monitor.model.ledger import ColumnType, LedgerSchema

# More than the ordinals of a column can differ, so that a later column never outweighs an earlier one.
_SPANS = {
    ColumnType.FINANCIAL_YEAR: 10_000,
    ColumnType.PERIOD: 1_000,
    ColumnType.CHOICE: 1_000,
    ColumnType.DATE: 10**7,
    ColumnType.INTEGER: 2 * 10**9,
}


def places(schema: LedgerSchema, ordinals: Mapping[str, pa.ChunkedArray], count: int) -> pa.ChunkedArray:
    """int64: larger is later; the second quarter of 2021/22 is 2021 * 1000 + period_rank("Q2").

    Null where a sequence column is blank, and throughout where it cannot be put in order (a text column).
    Sequence columns that the ledger does not have at all are passed over.
    """
    names = [name for name in schema.sequence if name in schema.columns]
    nowhere = pa.chunked_array([pa.nulls(count, pa.int64())])
    if not names or any(schema.columns[name].type not in _SPANS for name in names):
        return nowhere
    spans = [_SPANS[schema.columns[name].type] for name in names]
    if prod(spans) >= 2**62:
        return nowhere
    place = ordinals[names[0]]
    for name, span in zip(names[1:], spans[1:], strict=True):
        place = pc.add(pc.multiply(place, span), ordinals[name])
    return place


def sequence_columns(
    schema: LedgerSchema, columns: Mapping[str, TypedColumn], count: int
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Each row's own place, and the place that its names_previous column tells previous() to step to."""
    ordinals = {name: column.ordinal for name, column in columns.items() if column.ordinal is not None}
    own = places(schema, ordinals, count)
    step = next((name for name, column in schema.columns.items() if column.names_previous), None)
    if step is None:
        return own, pa.chunked_array([pa.nulls(count, pa.int64())])
    earlier = dict(ordinals)
    for name in schema.sequence:
        kind = schema.columns[name].type if name in schema.columns else None
        if kind is ColumnType.PERIOD:
            earlier[name] = ordinals[step]
        elif kind is ColumnType.FINANCIAL_YEAR:
            earlier[name] = pc.coalesce(columns[step].step_year, ordinals[name])
    return own, places(schema, earlier, count)
