"""The sums of both versions, and what the differences that are listed make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from budget_monitor.model.ledgers.names import begins_as_total
from budget_monitor.model.lists.versions import CellDifference, ColumnTotal, Key, KeyedColumn, KeyedTable, RepeatedKey


def totals_of(
    left: KeyedTable,
    right: KeyedTable,
    common: Sequence[str],
    differences: Sequence[CellDifference],
    only: tuple[Sequence[int], Sequence[int]],
    repeated: Sequence[RepeatedKey],
) -> Iterator[ColumnTotal]:
    """The sums of the columns that can be added up, and what the lists say of their difference, counted apart."""
    alone_left = [*only[0], *(row for one in repeated for row in one.left_rows)]
    alone_right = [*only[1], *(row for one in repeated for row in one.right_rows)]
    for name in common:
        ours, theirs = left.columns[name], right.columns[name]
        if not (ours.is_added and theirs.is_added):
            continue
        changed = [one for one in differences if one.column == ours.header and not _is_total(one.key)]
        explained = _sum(right, theirs, alone_right) - _sum(left, ours, alone_left)
        explained += sum(
            (theirs.values[one.right_row] or Decimal(0)) - (ours.values[one.left_row] or Decimal(0)) for one in changed
        )
        yield ColumnTotal(
            ours.header,
            _sum(left, ours, range(len(left.keys))),
            _sum(right, theirs, range(len(right.keys))),
            explained,
        )


def _sum(table: KeyedTable, column: KeyedColumn, rows: Iterable[int]) -> Decimal:
    return sum((column.values[row] or Decimal(0) for row in rows if not _is_total(table.keys[row])), Decimal(0))


def _is_total(key: Key) -> bool:
    return any(map(begins_as_total, key))
