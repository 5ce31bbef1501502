"""Where the totals of a table are called so, if that is not where its lines have their labels."""

from __future__ import annotations

from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.model.ledgers.layout import Layout, RowRole, SeenColumn


def where_totals_are_called(layout: Layout, header: str | list[str] | None) -> SeenColumn | None:
    """The column in which all totals are called so, of a table whose labels stand below `header`, where totals have
    none: a tracker has its lines' titles in one column, and "Total" below their references. None where there is none.
    """
    by_header: dict[str, SeenColumn] = {}
    for column in layout.columns:
        if column.header.strip() and column.header not in by_header:
            by_header[column.header] = column
    own = by_header.get(header) if isinstance(header, str) else None
    rows = [layout.grid.rows[row.place] for row in layout.rows if row.role is RowRole.TOTAL]
    if own is None or not rows or any(cells[own.place].text.strip() for cells in rows):
        return None
    words = TotalWords()
    called = (one for one in by_header.values() if all(words.are_in(cells[one.place].text) for cells in rows))
    return next(called, None)
