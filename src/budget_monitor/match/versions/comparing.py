"""Two versions of one table, row by row of one key and cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from budget_monitor.match.versions.renamed import renamed_rows
from budget_monitor.match.versions.totals import totals_of
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.lists.versions import CellDifference, Key, KeyedColumn, KeyedTable, RepeatedKey, Versions
from budget_monitor.model.running.patience import STOPPED, was_stopped

PENCE = 2
"""Figures with so many decimals are exact; those with fewer may be rounded."""


def versions_of(left: KeyedTable, right: KeyedTable, currency: str = "GBP") -> Versions:
    """What differs. A key that stands in several rows of a side is told, and its rows are not compared. Ctrl-C ends the
    comparison, where it is asked to tell then what it knows.
    """
    ours, theirs = _rows_by_key(left), _rows_by_key(right)
    repeated = [
        RepeatedKey(key, tuple(ours.get(key, ())), tuple(theirs.get(key, ())))
        for key in dict.fromkeys([*ours, *theirs])
        if max(len(ours.get(key, ())), len(theirs.get(key, ()))) > 1
    ]
    apart = {one.key for one in repeated}
    pairs = [(rows[0], theirs[key][0]) for key, rows in ours.items() if key in theirs and key not in apart]
    only_left = tuple(rows[0] for key, rows in ours.items() if key not in theirs and key not in apart)
    only_right = tuple(rows[0] for key, rows in theirs.items() if key not in ours and key not in apart)
    common = [name for name in left.columns if name in right.columns]
    compared = 0
    differences: list[CellDifference] = []
    for pair in pairs:
        if was_stopped():
            break
        differences += (one for name in common if (one := _difference(left, right, name, *pair)) is not None)
        compared += 1
    differing = {one.left_row for one in differences}
    renamed = tuple(renamed_rows(left, right, only_left, only_right, common))
    is_whole = not was_stopped()
    totals = totals_of(left, right, common, differences, (only_left, only_right), repeated) if is_whole else ()
    return Versions(
        left, right, compared - len(differing), only_left, only_right, tuple(differences), tuple(repeated), renamed,
        tuple(totals),
        tuple(column.header for name, column in left.columns.items() if name not in right.columns),
        tuple(column.header for name, column in right.columns.items() if name not in left.columns),
        currency, cut_off="" if is_whole else _cut_off(len(pairs) - compared),
    )  # fmt: skip


def _cut_off(rows: int) -> str:
    left = f"{rows:,} rows that both have were not compared" if rows else "rows that may be renamed were not looked for"
    return f"{STOPPED}: {left}, and no totals were made"


def _rows_by_key(table: KeyedTable) -> Mapping[Key, list[int]]:
    rows: dict[Key, list[int]] = defaultdict(list)
    for row, key in enumerate(table.keys):
        rows[key].append(row)
    return dict(rows)


def _difference(left: KeyedTable, right: KeyedTable, name: str, one: int, other: int) -> CellDifference | None:
    ours, theirs = left.columns[name], right.columns[name]
    texts = ours.texts[one], theirs.texts[other]
    values = ours.values[one], theirs.values[other]
    if values[0] is not None and values[1] is not None:
        if values[0] == values[1]:
            return None
        change = values[1] - values[0]
        is_rounding = abs(change) <= _allowed(ours, theirs)
    elif folded(texts[0]) == folded(texts[1]):
        return None
    else:
        change, is_rounding = None, False
    return CellDifference(left.keys[one], ours.header, *texts, one, other, change, is_rounding)


def _allowed(ours: KeyedColumn, theirs: KeyedColumn) -> Decimal:
    """How far two figures of one amount may lie apart: nothing, where both are rounded alike."""
    coarse, fine = sorted((ours.precision, theirs.precision))
    if coarse == fine:
        return Decimal(0)
    half = Decimal(1).scaleb(-coarse) / 2
    return half if fine >= PENCE else half + Decimal(1).scaleb(-fine) / 2
