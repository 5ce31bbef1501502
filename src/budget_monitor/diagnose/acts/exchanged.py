"""Figures that changed places: between two rows, or between two columns of one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.acts.lines import MAX_LINES_OF_A_SUM, MAX_SUMS_COMPARED
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, number, range_of
from budget_monitor.diagnose.web import Changes, Web
from budget_monitor.model.cell import CellRef, Kind
from budget_monitor.model.constraint import Constraint, Row

Proposals = Mapping[CellRef, Proposal]

EXCHANGED_WEIGHT = 15


def exchanged(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two figures of one column exchanged between rows: each check fails by itself, by opposite amounts."""
    wanted: dict[tuple[str, str, Fraction], list[tuple[CellRef, Constraint]]] = defaultdict(list)
    for constraint in equations[:MAX_SUMS_COMPARED]:
        linear = constraint.linear
        if linear is None or linear.blanks or len(linear.coefficients) > MAX_LINES_OF_A_SUM:
            continue
        for cell in linear.coefficients:
            found = range_of(constraint, cell, applied)
            value = number(web.source, cell)
            if found is not None and value is not None and found.low == found.high:
                wanted[cell.file, cell.column, value + found.low].append((cell, constraint))
    seen: set[frozenset[CellRef]] = set()
    yield from _columns_exchanged(web, equations[:MAX_SUMS_COMPARED], applied)
    for (file, column, value), several in wanted.items():
        for cell, constraint in several:
            own = number(web.source, cell)
            for other, beyond in wanted.get((file, column, own or Fraction(0)), ()):
                pair = frozenset((cell, other))
                if other.line == cell.line or own is None or beyond.id == constraint.id or pair in seen:
                    continue
                if number(web.source, other) == value:
                    seen.add(pair)
                    yield from _rows_exchanged(web, web.source.row(cell), web.source.row(other), column)


def _columns_exchanged(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two figures of one row exchanged, each of which fails a check of its own."""
    by_row: dict[tuple[str, int], dict[CellRef, tuple[Fraction, Range, Constraint]]] = defaultdict(dict)
    for constraint in equations:
        for cell in constraint.linear.coefficients if constraint.linear else ():
            value, found = number(web.source, cell), range_of(constraint, cell, applied)
            if value is not None and found is not None:
                by_row[cell.file, cell.line][cell] = (value, found, constraint)
    for cells in by_row.values():
        for cell, (value, found, constraint) in cells.items():
            for other, (beside, there, beyond) in cells.items():
                change = beside - value
                is_pair = constraint.id < beyond.id and change and cell.column != other.column
                if is_pair and found.low <= change <= found.high and there.low <= -change <= there.high:
                    text = f"{cell.column} and {other.column} are exchanged"
                    yield {
                        cell: Proposal(change, Kind.COLUMNS_SWAPPED, text, EXCHANGED_WEIGHT),
                        other: Proposal(-change, Kind.COLUMNS_SWAPPED, text, EXCHANGED_WEIGHT),
                    }


def _rows_exchanged(web: Web, row: Row, other: Row, column: str) -> Iterator[Proposals]:
    """The one column alone, then all columns of both rows."""
    for names in ([name for name, ref in row.figures.items() if ref.column == column], list(row.figures)):
        text = f"lines {min(row.line, other.line)} and {max(row.line, other.line)} are exchanged"
        found: dict[CellRef, Proposal] = {}
        for name in names:
            if name not in other.figures:
                continue
            one, two = row.figures[name], other.figures[name]
            change = (number(web.source, two) or Fraction(0)) - (number(web.source, one) or Fraction(0))
            if change:
                found[one] = Proposal(change, Kind.ROWS_EXCHANGED, text, EXCHANGED_WEIGHT)
                found[two] = Proposal(-change, Kind.ROWS_EXCHANGED, text, EXCHANGED_WEIGHT)
        if found:
            yield found
