"""Slips that move several cells in one act: two columns swapped, a total row that leaves a line out or takes one
twice, a whole column in another unit, running totals where a period's own amounts belong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from budget_monitor.diagnose.ranges import Proposal, Range, number, range_of
from budget_monitor.diagnose.web import Changes, Web
from budget_monitor.model.constraint import Constraint, ConstraintSource
from budget_monitor.model.outcome import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]

SHORT = 12
"""Patterns of a row start from checks with at most so many cells."""
ROWS = 20
"""The most rows of a cluster that are tried: a pattern shows in the first few."""
WEIGHT = 20
"""As likely as a common slip of the pen, less likely than the commonest."""


def patterns(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Corrections of several cells that would each be one act, likeliest first. None is verified here."""
    yield from _swapped_columns(web.source, cluster)
    yield from _total_rows(web.source, cluster, applied)
    yield from _scaled_columns(web, cluster)
    yield from _running_totals(web, cluster)


def _short(cluster: Sequence[Constraint]) -> list[Constraint]:
    return [constraint for constraint in cluster if len(constraint.cells) <= SHORT][:ROWS]


def _equation_cells(constraint: Constraint) -> list[CellRef]:
    linear = constraint.linear
    return [] if linear is None else [cell for cell in linear.coefficients if cell not in linear.blanks]


def _swapped_columns(source: ConstraintSource, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    rows: dict[tuple[str, int], dict[CellRef, None]] = defaultdict(dict)
    for constraint in _short(cluster):
        for cell in _equation_cells(constraint):
            rows[cell.file, cell.line][cell] = None
    for cells in rows.values():
        for first, second in combinations(cells, 2):
            one, other = number(source, first), number(source, second)
            if one is None or other is None or one == other:
                continue
            text = f"{first.column} and {second.column} are swapped"
            yield {
                first: Proposal(other - one, Kind.COLUMNS_SWAPPED, text, WEIGHT),
                second: Proposal(one - other, Kind.COLUMNS_SWAPPED, text, WEIGHT),
            }


def _total_rows(source: ConstraintSource, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Totals of one row that are all wrong by the same line (or by the same sub-total row)."""
    totals: dict[tuple[str, int], dict[CellRef, tuple[Range, dict[int, Fraction]]]] = defaultdict(dict)
    for constraint in cluster:
        linear = constraint.linear
        for cell in _equation_cells(constraint) if linear is not None else ():
            assert linear is not None
            same = [ref for ref in linear.coefficients if ref.column == cell.column and ref.file == cell.file]
            own = linear.coefficients[cell]
            found = range_of(constraint, cell, applied)
            if len(same) < 2 or found is None or any(linear.coefficients[ref] != -own for ref in same if ref != cell):
                continue
            lines = {ref.line: value for ref in same if ref != cell and (value := number(source, ref)) is not None}
            totals[cell.file, cell.line][cell] = (found, lines)
    for cells in totals.values():
        if len(cells) < 2:
            continue
        for line in next(iter(cells.values()))[1]:
            for kind, sign, words in (
                (Kind.LINE_OMITTED, 1, "the totals leave out line"),
                (Kind.LINE_COUNTED_TWICE, -1, "the totals take twice line"),
            ):
                changes = {cell: sign * lines.get(line, Fraction(0)) for cell, (_, lines) in cells.items()}
                if all(cells[cell][0].low <= change <= cells[cell][0].high for cell, change in changes.items()):
                    text = f"{words} {line}"
                    yield {cell: Proposal(change, kind, text, WEIGHT) for cell, change in changes.items() if change}
        subtotals = {ref.line for ref in source.subtotals(next(iter(cells)))}
        for line in sorted(subtotals):
            changes = {cell: -(number(source, CellRef(cell.file, line, cell.column)) or Fraction(0)) for cell in cells}
            if all(cells[cell][0].low <= change <= cells[cell][0].high for cell, change in changes.items()):
                text = f"the totals count the sub-total on line {line} as a line"
                kind = Kind.SUBTOTAL_COUNTED_AS_LINE
                yield {cell: Proposal(change, kind, text, WEIGHT) for cell, change in changes.items() if change}


def _scaled_columns(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """A column, or the part of it under one total, in another unit."""
    tried: set[frozenset[CellRef]] = set()
    for constraint in _short(cluster)[:3]:
        cells = _equation_cells(constraint)
        if len({(cell.file, cell.column) for cell in cells}) < 2:
            continue  # figures of one column that disagree still do so in another unit
        for cell in cells:
            linked = {
                other
                for around in web.touching(cell)
                for other in _equation_cells(around)
                if other.file == cell.file and other.column == cell.column
            }
            for group in (frozenset(web.source.column(cell)), frozenset(linked)):
                if len(group) < 2 or group in tried:
                    continue
                tried.add(group)
                values = {ref: number(web.source, ref) or Fraction(0) for ref in sorted(group, key=_place)}
                for power in (3, -3, 2, -2, 1, -1):
                    factor = Fraction(10) ** power
                    text = f"the whole column is {'÷' if power > 0 else '×'} {10 ** abs(power):,}"
                    yield {
                        ref: Proposal(value * factor - value, Kind.SCALE_SLIP, text, WEIGHT)
                        for ref, value in values.items()
                        if value
                    }


def _running_totals(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """The lines of a sum less what they stood at one period before."""
    for constraint in cluster[:ROWS]:
        columns: dict[tuple[str, str], list[CellRef]] = defaultdict(list)
        for cell in _equation_cells(constraint):
            columns[cell.file, cell.column].append(cell)
        for cells in columns.values():
            if len(cells) > ROWS * SHORT:
                continue
            earlier = {cell: value for cell in cells if (value := web.source.earlier(cell))}
            if earlier:
                text = "running totals stand where the period's own amounts belong"
                yield {
                    cell: Proposal(-value, Kind.CUMULATIVE_IN_PERIOD_COLUMN, text, WEIGHT)
                    for cell, value in earlier.items()
                }


def _place(cell: CellRef) -> tuple[str, int, str]:
    return cell.file, cell.line, cell.column
