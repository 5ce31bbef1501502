"""Two columns of a whole table that changed places: where each row shows it, and where only what they tie to does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from budget_monitor.diagnose.acts.patterns import short, swap
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.web import Changes, Web, equation_cells, holds_after, linked, place_of, ties_of
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef

Proposals = Mapping[CellRef, Proposal]

MIN_ROWS_OF_A_TABLE = 3


def swapped_tables(web: Web, cluster: Sequence[Constraint], _applied: Changes) -> Iterator[Proposals]:
    """Two columns of all the rows under one total that changed places."""
    rows: dict[tuple[str, int], dict[CellRef, None]] = defaultdict(dict)
    for constraint in short(cluster):
        for cell in equation_cells(constraint):
            rows[cell.file, cell.line][cell] = None
    for cells in [cells for cells in rows.values() if len(cells) > 1][:2]:
        for first, second in combinations(cells, 2):
            if not _would_resolve(web, cluster, first, second):
                continue  # before the rest of the two columns is looked up
            whole: dict[CellRef, Proposal] = {}
            left, right = ({ref.line: ref for ref in linked(web, cell)} for cell in (first, second))
            for line in sorted(left.keys() & right.keys()):
                one, other = web.number(left[line]), web.number(right[line])
                if one is not None and other is not None and one != other:
                    whole |= swap(left[line], right[line], one, other)
            if len(whole) > 2:
                yield whole


def tables_beside(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two columns of a table that changed places where the table itself holds: what one of them ties to does not."""
    seen: set[CellRef] = set()
    own = {cell for constraint in cluster for cell in constraint.cells}
    for constraint in ties_of(cluster):
        for first in equation_cells(constraint):
            if first in seen:
                continue
            left = linked(web, first)
            seen |= left
            if len(left) < MIN_ROWS_OF_A_TABLE:
                continue
            in_order = sorted(left, key=place_of)
            for column in web.source.row(first).figures.values():
                if column.column == first.column:
                    continue
                pairs = [(cell, CellRef(cell.file, cell.line, column.column)) for cell in in_order]
                of_cluster = [pair for pair in pairs if not own.isdisjoint(pair)]
                tried = _exchanged(web, of_cluster)  # before the rest of the two columns is looked up
                if tried and _all_hold(cluster, applied, tried) and (whole := _exchanged(web, pairs)):
                    yield whole


def _exchanged(web: Web, pairs: Sequence[tuple[CellRef, CellRef]]) -> dict[CellRef, Proposal]:
    """Pairs of figures that change places; none where one is no figure, or all are the same."""
    whole: dict[CellRef, Proposal] = {}
    for cell, other in pairs:
        one, two = web.number(cell), web.number(other)
        if one is None or two is None:
            return {}
        if one != two:
            whole |= swap(cell, other, one, two)
    return whole


def _all_hold(cluster: Sequence[Constraint], applied: Changes, proposals: Proposals) -> bool:
    changes = {**applied, **{cell: proposal.change for cell, proposal in proposals.items()}}
    return all(holds_after(one, changes) for one in cluster)


def _would_resolve(web: Web, cluster: Sequence[Constraint], first: CellRef, second: CellRef) -> bool:
    """Whether two figures of one row, swapped, would resolve the short checks of a cluster that use either."""
    one, other = web.number(first), web.number(second)
    if one is None or other is None:
        return False
    changes = {first: other - one, second: one - other}
    return all(
        holds_after(constraint, changes)
        for constraint in short(cluster)
        if not changes.keys().isdisjoint(constraint.cells)
    )
