"""Rows only in one version whose key may have been written in another way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from budget_monitor.match.entries.unique import only_each_other
from budget_monitor.model.ledgers.names import are_near
from budget_monitor.model.lists.versions import KeyedTable, Renamed
from budget_monitor.model.running.patience import was_stopped

MAX_ROWS_COMPARED_BY_NAME = 400
"""Rows only on one side whose keys are compared letter by letter with those only on the other; of more, none are."""
MIN_FIGURES_OF_A_ROW = 2
"""Figures, nought apart, that must be the same for a row of another key to be taken for one."""


def renamed_rows(
    left: KeyedTable, right: KeyedTable, ours: Sequence[int], theirs: Sequence[int], common: Sequence[str]
) -> Iterator[Renamed]:
    """Pairs of rows for which nothing else would do on either side: by their figures, then by their keys' looks."""
    figures: dict[object, list[int]] = defaultdict(list)
    for row in theirs:
        figures[_figures(right, row, common)].append(row)
    same = {row: figures.get(found, []) if (found := _figures(left, row, common)) else [] for row in ours}
    by_figures = only_each_other({row: rows for row, rows in same.items() if rows})
    yield from (Renamed(one, other, "all figures are the same") for one, other in by_figures)
    rest_left = [row for row in ours if row not in {one for one, _ in by_figures}]
    rest_right = [row for row in theirs if row not in {other for _, other in by_figures}]
    if max(len(rest_left), len(rest_right)) > MAX_ROWS_COMPARED_BY_NAME:
        return
    near: dict[int, list[int]] = {}
    for one in rest_left:
        if was_stopped():
            return
        near[one] = [other for other in rest_right if all(map(_is_one_name, left.keys[one], right.keys[other]))]
    for one, other in only_each_other({row: rows for row, rows in near.items() if rows}):
        yield Renamed(one, other, "the names are nearly the same")


def _is_one_name(one: str, other: str) -> bool:
    return one == other or are_near(one, other)


def _figures(table: KeyedTable, row: int, common: Sequence[str]) -> tuple[Decimal | None, ...]:
    """The figures of a row; none where they are too few to tell it from others."""
    values = tuple(table.columns[name].values[row] for name in common)
    return values if sum(bool(value) for value in values) >= MIN_FIGURES_OF_A_ROW else ()
