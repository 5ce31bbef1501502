"""Slips that move several cells in one act: two columns swapped, a total row that leaves a line out or takes one
twice, a whole column in another unit, running totals where a period's own amounts belong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from budget_monitor.diagnose.ranges import Proposal, Range, number, range_of
from budget_monitor.diagnose.web import Changes, Web, holds_after
from budget_monitor.model.constraint import Constraint, ConstraintSource
from budget_monitor.model.outcome import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]

SHORT = 12
"""Patterns of a row start from checks with at most so many cells."""
ROWS = 20
"""The most rows of a cluster that are tried: a pattern shows in the first few."""
TABLE = 5_000
"""The most figures of one column that a pattern moves."""
PAIRS = 40
"""The most failed equations that are compared two by two."""
WEIGHT = 20
"""As likely as a common slip of the pen, less likely than the commonest."""


def patterns(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """Corrections of several cells of one cluster that would each be one act. None is verified here."""
    yield from _swapped_columns(web, cluster)
    yield from _scaled_columns(web, cluster)
    yield from _running_totals(web, cluster)


def patterns_across(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Corrections of several cells in one act that settle checks which share no cell. None is verified here."""
    yield from _swaps_across(web, equations, applied)
    yield from _total_rows(web.source, equations, applied)


def _swaps_across(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two figures of one row swapped between columns that only their castings tie: each casting fails by itself, and
    the two gaps are equal and opposite.
    """
    sums: list[tuple[Constraint, dict[tuple[str, int], CellRef]]] = []
    for constraint in equations[:PAIRS]:
        rows = {(cell.file, cell.line): cell for cell in _equation_cells(constraint)}
        if len(rows) > 2:
            sums.append((constraint, rows))
    for (first, one), (second, other) in combinations(sums, 2):
        for row, cell in one.items():
            beside = other.get(row)
            if beside is None or beside.column == cell.column:
                continue
            value, swapped = number(web.source, cell), number(web.source, beside)
            if value is None or swapped is None or value == swapped:
                continue
            ranges = range_of(first, cell, applied), range_of(second, beside, applied)
            if all(
                found is not None and found.low <= change <= found.high
                for found, change in zip(ranges, (swapped - value, value - swapped), strict=True)
            ):
                yield _swap(cell, beside, value, swapped)


def _swap(cell: CellRef, beside: CellRef, value: Fraction, swapped: Fraction) -> Proposals:
    text = f"{cell.column} and {beside.column} are swapped"
    return {
        cell: Proposal(swapped - value, Kind.COLUMNS_SWAPPED, text, WEIGHT),
        beside: Proposal(value - swapped, Kind.COLUMNS_SWAPPED, text, WEIGHT),
    }


def _short(cluster: Sequence[Constraint]) -> list[Constraint]:
    return [constraint for constraint in cluster if len(constraint.cells) <= SHORT][:ROWS]


def _equation_cells(constraint: Constraint) -> list[CellRef]:
    linear = constraint.linear
    return [] if linear is None else [cell for cell in linear.coefficients if cell not in linear.blanks]


def _swapped_columns(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """Two figures of one row swapped; then two columns of all the rows under one total."""
    rows: dict[tuple[str, int], dict[CellRef, None]] = defaultdict(dict)
    for constraint in _short(cluster):
        for cell in _equation_cells(constraint):
            rows[cell.file, cell.line][cell] = None
    for cells in rows.values():
        for first, second in combinations(cells, 2):
            one, other = number(web.source, first), number(web.source, second)
            if one is not None and other is not None and one != other:
                yield _swap(first, second, one, other)
    for cells in [cells for cells in rows.values() if len(cells) > 1][:2]:
        for first, second in combinations(cells, 2):
            if not _would_settle(web, cluster, first, second):
                continue  # before the rest of the two columns is looked up
            whole: dict[CellRef, Proposal] = {}
            left, right = ({ref.line: ref for ref in _linked(web, cell)} for cell in (first, second))
            for line in sorted(left.keys() & right.keys()):
                one, other = number(web.source, left[line]), number(web.source, right[line])
                if one is not None and other is not None and one != other:
                    whole |= _swap(left[line], right[line], one, other)
            if len(whole) > 2:
                yield whole


def _would_settle(web: Web, cluster: Sequence[Constraint], first: CellRef, second: CellRef) -> bool:
    """Whether two figures of one row, swapped, would settle the short checks of a cluster that use either."""
    one, other = number(web.source, first), number(web.source, second)
    if one is None or other is None:
        return False
    changes = {first: other - one, second: one - other}
    return all(
        holds_after(constraint, changes)
        for constraint in _short(cluster)
        if not changes.keys().isdisjoint(constraint.cells)
    )


def _linked(web: Web, cell: CellRef) -> set[CellRef]:
    """The figures of a cell's own column that checks set beside it, directly or through one another: a whole table."""
    found = {cell}
    frontier = [cell]
    while frontier and len(found) < TABLE:
        beside = {
            other
            for around in web.around(frontier)
            for other in _equation_cells(around)
            if other.file == cell.file and other.column == cell.column
        }
        frontier = sorted(beside - found, key=_place)
        found |= beside
    return found


def _total_of(constraint: Constraint) -> tuple[CellRef, list[CellRef]] | None:
    """The total of a casting and its lines, all of one column; None for any other equation."""
    linear = constraint.linear
    cells = _equation_cells(constraint)
    if linear is None or len(cells) < 2 or len({(cell.file, cell.column) for cell in cells}) > 1:
        return None
    total, *lines = cells
    own = linear.coefficients[total]
    return (total, lines) if all(linear.coefficients[line] == -own for line in lines) else None


def _total_rows(source: ConstraintSource, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Totals of one row that are all wrong by the same line (or by the same sub-total row)."""
    totals: dict[tuple[str, int], dict[CellRef, tuple[Range, dict[int, Fraction]]]] = defaultdict(dict)
    for constraint in equations:
        casting = _total_of(constraint)
        found = None if casting is None else range_of(constraint, casting[0], applied)
        if casting is None or found is None:
            continue
        total, lines = casting
        values = {ref.line: value for ref in lines if (value := number(source, ref)) is not None}
        totals[total.file, total.line][total] = (found, values)
    for cells in totals.values():
        if len(cells) > 1:
            yield from _miscovered(source, cells)


def _miscovered(
    source: ConstraintSource, cells: Mapping[CellRef, tuple[Range, dict[int, Fraction]]]
) -> Iterator[Proposals]:
    first, (_, lines) = next(iter(cells.items()))
    subtotals = [ref.line for ref in source.subtotals(first) if ref.line != first.line]
    for kind, sign, words, suspected in (
        (Kind.LINE_OMITTED, 1, "the totals leave out line", lines),
        (Kind.LINE_COUNTED_TWICE, -1, "the totals take twice line", lines),
        (Kind.SUBTOTAL_COUNTED_AS_LINE, -1, "the totals count as a line the sub-total on line", subtotals),
    ):
        for line in suspected:
            changes = {
                cell: sign * (number(source, CellRef(cell.file, line, cell.column)) or Fraction(0)) for cell in cells
            }
            fitted = {cell: _fitted(change, cells[cell][0], source.unit(cell)) for cell, change in changes.items()}
            if all(change is not None for change in fitted.values()):
                text = f"{words} {line}"
                yield {cell: Proposal(change, kind, text, WEIGHT) for cell, change in fitted.items() if change}


def _fitted(change: Fraction, found: Range, unit: Fraction) -> Fraction | None:
    """A change, or the one a unit away that rounding makes of it, if it lies in the range."""
    return next((near for near in (change, change + unit, change - unit) if found.low <= near <= found.high), None)


def _scaled_columns(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """A column, or the part of it under one total, in another unit."""
    tried: set[frozenset[CellRef]] = set()
    for constraint in _short(cluster)[:3]:
        cells = _equation_cells(constraint)
        if len({(cell.file, cell.column) for cell in cells}) < 2:
            continue  # figures of one column that disagree still do so in another unit
        for cell in cells:
            powers = _powers(web, constraint, cell)
            for group in (frozenset(web.source.column(cell, TABLE)), frozenset(_linked(web, cell))) if powers else ():
                if len(group) < 2 or group in tried:
                    continue
                tried.add(group)
                values = {ref: number(web.source, ref) or Fraction(0) for ref in sorted(group, key=_place)}
                for power in powers:
                    factor = Fraction(10) ** power
                    text = f"the whole column is {'÷' if power > 0 else '×'} {10 ** abs(power):,}"
                    yield {
                        ref: Proposal(value * factor - value, Kind.SCALE_SLIP, text, WEIGHT)
                        for ref, value in values.items()
                        if value
                    }


def _powers(web: Web, constraint: Constraint, cell: CellRef) -> list[int]:
    """The powers of ten by which a cell's column may be out, as far as one check of the row can tell."""
    values = {
        ref: number(web.source, ref) or Fraction(0)
        for ref in _equation_cells(constraint)
        if (ref.file, ref.column) == (cell.file, cell.column)
    }
    return [
        power
        for power in (3, -3, 2, -2, 1, -1)
        if holds_after(constraint, {ref: value * (Fraction(10) ** power - 1) for ref, value in values.items()})
    ]


def _running_totals(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """The lines of a sum less what they stood at one period before, or less the line above them."""
    text = "running totals stand where each line's own amount belongs"
    for constraint in cluster[:ROWS]:
        linear = constraint.linear
        columns: dict[tuple[str, str, Fraction], list[CellRef]] = defaultdict(list)
        for cell in _equation_cells(constraint):
            assert linear is not None
            columns[cell.file, cell.column, linear.coefficients[cell]].append(cell)
        for cells in columns.values():
            if not 1 < len(cells) <= ROWS * SHORT:
                continue
            earlier = {cell: value for cell in cells if (value := web.source.earlier(cell))}
            above: dict[CellRef, Fraction] = {}
            ordered = sorted(cells, key=_place)
            for before, cell in pairwise(ordered):
                above[cell] = number(web.source, before) or Fraction(0)
            for running in (above, earlier):
                if running:
                    yield {
                        cell: Proposal(-value, Kind.CUMULATIVE_IN_PERIOD_COLUMN, text, WEIGHT)
                        for cell, value in running.items()
                        if value
                    }


def _place(cell: CellRef) -> tuple[str, int, str]:
    return cell.file, cell.line, cell.column
