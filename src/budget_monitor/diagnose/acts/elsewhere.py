"""What else says that a line is missing: a report beside this one has it, or a table that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.web import MAX_FIGURES_OF_A_TABLE, Web, cell_of, coefficient_of, line_like
from budget_monitor.model.checks.constraint import Constraint, Row
from budget_monitor.model.ledgers.cell import CellRef

MAX_TIES_LOOKED_AT = 6
MAX_ROWS_LOOKED_AT = 40
MAX_TIMES_ANOTHER = 5
"""A figure that recurs is so many times another of its line at most."""


def is_named_elsewhere(
    web: Web, like: CellRef, found: Mapping[CellRef, Proposal], failed: Sequence[Constraint]
) -> bool:
    """Whether a row of the period before or after has no row with its key in this period, or a row of another table has
    the missing figure and no row here to be compared with.
    """
    row = web.source.row(like)
    same = frozenset[str]().union(*(one.sorted_by(like.file) for one in failed))
    amounts = {cell_of(ref).column: one.change for ref, one in found.items()}
    absent = [other for other in web.source.absent(like) if _is_of_one_group(row, other, same)]
    if any(_is_of_its_size(web, other, amounts) for other in absent):
        return True
    ties = [one for one in web.touching(line_like(like)) if one.id not in {failing.id for failing in failed}]
    change = amounts.get(like.column)
    return change is not None and any(_has_it(web, one, like, change, row) for one in ties[:MAX_TIES_LOOKED_AT])


def _is_of_one_group(row: Row, other: Row, same: frozenset[str]) -> bool:
    """Whether a row stands in the same sums of another period as this one does of its own."""
    names = [name for name in row.key if name in same and name not in ("financial_year", "period")]
    return all(name in other.key and other.key[name].text == row.key[name].text for name in names)


def _is_of_its_size(web: Web, other: Row, amounts: Mapping[str, Fraction]) -> bool:
    """Whether the figures of a row of another period have the signs of those that are missing, and are as large."""
    before = {ref.column: web.number(ref) or Fraction(0) for ref in other.figures.values()}
    return all(
        value * before.get(column, 0) > 0
        and max(abs(value), abs(before[column])) <= MAX_TIMES_ANOTHER * min(abs(value), abs(before[column]))
        for column, value in amounts.items()
    )


def _has_it(web: Web, tie: Constraint, like: CellRef, change: Fraction, row: Row) -> bool:
    """Whether the table that a sum is compared with has a row with the missing figure, to which no row here belongs."""
    linear = tie.linear
    if linear is None or linear.result is None or linear.result.file == like.file:
        return False
    wanted = -change * coefficient_of(tie, line_like(like)) / linear.coefficients[linear.result]
    column = web.source.column(linear.result, MAX_FIGURES_OF_A_TABLE)
    having = [cell for cell in column if web.number(cell) == wanted][:MAX_ROWS_LOOKED_AT]
    web.fetch(having)
    return any(_is_at_one_time(row, web.source.row(cell)) and not _is_compared(web, cell, tie) for cell in having)


def _is_compared(web: Web, cell: CellRef, tie: Constraint) -> bool:
    return any(one.id[:2] == tie.id[:2] for one in web.touching(cell))


def _is_at_one_time(row: Row, other: Row) -> bool:
    names = [name for name in ("financial_year", "period") if name in row.key]
    return other.is_line and all(name in other.key and other.key[name].text == row.key[name].text for name in names)
