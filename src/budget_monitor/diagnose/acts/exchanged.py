"""Figures that changed places: between two rows, or between two columns of one row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from budget_monitor.diagnose.acts.groups import MAX_LINES_OF_A_SUM, MAX_SUMS_COMPARED
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, chance_of, range_of
from budget_monitor.diagnose.web import Changes, Web, casting_of, coefficient_of, equation_cells
from budget_monitor.model.checks.constraint import Constraint, Row
from budget_monitor.model.ledgers.cell import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]

EXCHANGED_WEIGHT = 15


def exchanged(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two figures of one column exchanged between rows: each check fails by itself, by opposite amounts."""
    columns: dict[tuple[str, str], list[_Needed]] = defaultdict(list)
    for constraint in equations[:MAX_SUMS_COMPARED]:
        linear = constraint.linear
        if linear is None or linear.blanks or len(linear.coefficients) > MAX_LINES_OF_A_SUM:
            continue
        for cell in linear.coefficients:
            found = range_of(constraint, cell, applied)
            value = web.number(cell)
            if found is not None and value is not None:
                columns[cell.file, cell.column].append(_Needed(cell, constraint.id, value, found))
    seen: set[frozenset[CellRef]] = set()
    yield from _columns_exchanged(web, equations[:MAX_SUMS_COMPARED], applied)
    yield from _total_exchanged(web, equations[:MAX_SUMS_COMPARED], applied)
    for (_, column), several in columns.items():
        ordered = sorted(several, key=lambda one: one.value)
        values = [one.value for one in ordered]
        for one in several:
            first = bisect_left(values, one.value + one.change.low)
            last = bisect_right(values, one.value + one.change.high)
            for other in ordered[first:last]:
                pair = frozenset((one.cell, other.cell))
                if other.cell.line == one.cell.line or other.check == one.check or pair in seen:
                    continue
                if other.change.has(one.value - other.value):
                    seen.add(pair)
                    yield from _rows_exchanged(web, web.source.row(one.cell), web.source.row(other.cell), column)


def _total_exchanged(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """A total typed where one of its lines belongs, and that line where the total does."""
    for constraint in equations:
        total, lines = casting_of(constraint) or (None, [])
        if total is None or len(lines) > MAX_LINES_OF_A_SUM:
            continue
        value, needed = web.number(total), range_of(constraint, total, applied)
        for line in lines if value is not None and needed is not None else ():
            change = (web.number(line) or Fraction(0)) - (value or Fraction(0))
            if change and needed is not None and needed.has(2 * change):  # the total takes, and the lines lose
                text = f"lines {min(line.line, total.line)} and {max(line.line, total.line)} are exchanged"
                chance = chance_of(web, total, needed)
                yield {
                    total: Proposal(change, Kind.ROWS_EXCHANGED, text, EXCHANGED_WEIGHT, chance),
                    line: Proposal(-change, Kind.ROWS_EXCHANGED, text, EXCHANGED_WEIGHT, chance),
                }


class _Needed(Struct, frozen=True):
    """A figure of a failed check, and the changes with which the check would hold."""

    cell: CellRef
    check: tuple[int, int, int]
    value: Fraction
    change: Range


def _columns_exchanged(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two figures of one row exchanged, each in a failed check of its own: the one is too high by what the other is
    too low.
    """
    looked_at = [_Wanted(one, applied) for one in equations]
    for one, beyond in combinations(looked_at, 2):
        opposite = {
            (times, other)
            for times, low in one.ranges.items()
            for other, high in beyond.ranges.items()
            if low.low <= -high.low and -high.high <= low.high
        }
        for cell, times in one.cells if opposite else ():
            for other, times_there in beyond.rows.get((cell.file, cell.line), ()):
                if cell.column == other.column or (times, times_there) not in opposite:
                    continue
                value, beside = web.number(cell), web.number(other)
                if value is None or beside is None:
                    continue
                change = beside - value
                if change and one.ranges[times].has(change) and beyond.ranges[times_there].has(-change):
                    text = f"{cell.column} and {other.column} are exchanged"
                    yield {
                        cell: Proposal(change, Kind.COLUMNS_SWAPPED, text, EXCHANGED_WEIGHT),
                        other: Proposal(-change, Kind.COLUMNS_SWAPPED, text, EXCHANGED_WEIGHT),
                    }


class _Wanted:
    """A failed equation with its cells, each with its coefficient as a pair of whole numbers (fractions are slow to
    compare), by row too; and for each coefficient the further changes with which it holds.
    """

    def __init__(self, constraint: Constraint, applied: Changes) -> None:
        self.cells = [
            (cell, coefficient_of(constraint, cell).as_integer_ratio()) for cell in equation_cells(constraint)
        ]
        self.rows: dict[tuple[str, int], list[tuple[CellRef, tuple[int, int]]]] = defaultdict(list)
        for cell, times in self.cells:
            self.rows[cell.file, cell.line].append((cell, times))
        some = {times: cell for cell, times in self.cells}
        found = {times: range_of(constraint, cell, applied) for times, cell in some.items()}
        self.ranges: dict[tuple[int, int], Range] = {times: one for times, one in found.items() if one is not None}


def _rows_exchanged(web: Web, row: Row, other: Row, column: str) -> Iterator[Proposals]:
    """Two rows exchanged: in the one column alone, then in all columns."""
    for names in ([name for name, ref in row.figures.items() if ref.column == column], list(row.figures)):
        text = f"lines {min(row.line, other.line)} and {max(row.line, other.line)} are exchanged"
        found: dict[CellRef, Proposal] = {}
        for name in names:
            if name not in other.figures:
                continue
            one, two = row.figures[name], other.figures[name]
            change = (web.number(two) or Fraction(0)) - (web.number(one) or Fraction(0))
            if change:
                found[one] = Proposal(change, Kind.ROWS_EXCHANGED, text, EXCHANGED_WEIGHT)
                found[two] = Proposal(-change, Kind.ROWS_EXCHANGED, text, EXCHANGED_WEIGHT)
        if found:
            yield found
