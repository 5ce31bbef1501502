"""Cells of a workbook that two ledgers read: the rules of both are about one figure, which is right or wrong once.

A mapping may take one sheet for several ledgers: its rows for one and its columns for another, or one column for two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import LINE, LedgerTable

MAX_CELLS_COMPARED = 200_000
"""Of larger ledgers it is not gone into which cells they share."""


class Twins:
    """The references by which different ledgers know the same cell; the first of them stands for all."""

    def __init__(self, tables: Iterable[LedgerTable]) -> None:
        self._tables = [table for table in tables if table.places is not None]

    def of(self, ref: CellRef) -> Sequence[CellRef]:
        """All references to a cell, its own among them."""
        return self._known.get(ref, (ref,))

    def all_of(self, refs: Collection[CellRef]) -> Collection[CellRef]:
        """All references to some cells."""
        return {one for ref in refs for one in self.of(ref)} if self._known else refs

    @cached_property
    def _known(self) -> Mapping[CellRef, Sequence[CellRef]]:
        sheets = [{(part.file, part.sheet) for part in table.places.parts} for table in self._tables if table.places]
        shared = {sheet for at, some in enumerate(sheets) for other in sheets[at + 1 :] for sheet in some & other}
        tables = [table for table, own in zip(self._tables, sheets, strict=True) if not shared.isdisjoint(own)]
        figures = {table.file: _figures(table) for table in tables}
        if sum(table.row_count * len(figures[table.file]) for table in tables) > MAX_CELLS_COMPARED:
            return {}
        by_place: dict[tuple[str, str], list[CellRef]] = defaultdict(list)
        for table in tables:
            for line in table.select([LINE])[LINE].to_pylist():
                for header in figures[table.file]:
                    place = table.places.ref(line, header) if table.places is not None else None
                    if place is not None and place.address:
                        by_place[place.file, place.address].append(CellRef(table.file, line, header, place.address))
        return {ref: refs for refs in by_place.values() if len(refs) > 1 for ref in refs}


def _figures(table: LedgerTable) -> Sequence[str]:
    """The headers of a ledger's columns of figures, as they stand in the file."""
    numeric = (name for name, column in table.schema.columns.items() if column.type.is_numeric)
    return [table.headers[name] for name in numeric if table.headers.get(name) in table.stored.header]
