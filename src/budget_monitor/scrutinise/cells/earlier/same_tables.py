"""Which table of the last report is one of this report again: the one that has most of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.scrutinise.cells.evidence import is_total_row
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

NEUTRAL = content("cash limit budget total reported balance figure current closing opening revised net")
"""What does not tell one row from another."""
_ROLES = content("reported balance figure current closing opening revised")
"""What only says that a figure is an opening or a closing."""
_TOTAL_WORDS = content("grand overall sum sub-total subtotal all")
MIN_SHARED_ROWS = 0.5
"""The share of the rows of two tables, together, that both have if they are the same table."""
ANY_TABLE = -1


def row_words(cell: TableFigure) -> frozenset[str]:
    """The words of a figure's row, apart from those that only say that it is an opening or a closing."""
    words = content(cell.label)
    return words - NEUTRAL or words - _ROLES


class SameTables(Struct, frozen=True):
    """In which tables of the last report the rows of a report are looked for."""

    tables: Mapping[int, int]
    """By table of the report, that of the last report which is the same; both by the number of their block."""
    rows: frozenset[tuple[frozenset[str], int]]
    """The rows of the last report, each with its table."""
    is_last: bool

    @classmethod
    def of(cls, cells: Sequence[TableFigure], last: Sequence[TableFigure]) -> SameTables:
        """Of the figures of a report and of the last one, which may be the same."""
        rows = frozenset((row_words(cell), cell.block.number) for cell in last)
        if cells is last:
            return cls({}, rows, is_last=True)
        there = _tables(last)
        found = {}
        for number, own in _tables(cells).items():
            shared = {other: own.likeness(table) for other, table in there.items()}
            best = max(shared, key=lambda other: shared[other], default=ANY_TABLE)
            if best != ANY_TABLE and shared[best][0] >= MIN_SHARED_ROWS:
                found[number] = best
        return cls(found, rows, is_last=False)

    def of_row(self, cell: TableFigure) -> tuple[int, ...]:
        """The tables of the last report in which a figure's row is looked for, or under which it is found there: the
        same table where that has the row; else any, but for a total, which is called so in all of them.
        """
        anywhere = () if is_total_row(cell) and not row_words(cell) - NEUTRAL - _TOTAL_WORDS else (ANY_TABLE,)
        if self.is_last:
            return (cell.block.number, *anywhere)
        table = self.tables.get(cell.block.number, ANY_TABLE)
        return (table,) if (row_words(cell), table) in self.rows else anywhere


class _Table(Struct, frozen=True):
    rows: frozenset[frozenset[str]]
    headings: frozenset[str]

    def likeness(self, other: _Table) -> tuple[float, float]:
        """The share of the rows that both have, and of the headings."""
        return _share(self.rows, other.rows), _share(self.headings, other.headings)


def _share(ones: frozenset[object], others: frozenset[object]) -> float:
    return len(ones & others) / max(1, len(ones | others))


def _tables(cells: Sequence[TableFigure]) -> dict[int, _Table]:
    rows: dict[int, set[frozenset[str]]] = defaultdict(set)
    headings: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        rows[cell.block.number].add(row_words(cell))
        headings[cell.block.number].add(cell.heading)
    return {number: _Table(frozenset(ones), frozenset(headings[number])) for number, ones in rows.items()}
