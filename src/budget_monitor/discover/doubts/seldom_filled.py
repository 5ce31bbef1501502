"""Columns that are filled in a few rows alone, and belong to what is made up there: a transfer, a bonus, a receipt.

Where they are blank, or nought, nothing tells that they belong to it: opening + income - expenditure was the closing
balance in four rows of five, and in the fifth the one transfer there is comes to the gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import half_of
from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with

MIN_TIMES_ROUNDING = 20
"""A figure that is not so many times what rounding allows is the gap by chance, unless it is so to the last digit."""


def with_seldom_filled(checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table; those of columns take in another column where it is filled, if that is the gap in
    one row, and it is blank or nought wherever they hold without it.
    """
    groups: dict[object, list[Check]] = {}
    for one in checks:
        if one.is_of_columns and one.kind in LINEAR:
            groups.setdefault(_made_of(one), []).append(one)
    mended = {id(one): other for group in groups.values() for one, other in _mended(group)}
    if not mended:
        return list(checks)
    return list({_cells(one): one for one in (mended.get(id(one), one) for one in checks)}.values())


def _made_of(one: Check) -> object:
    """The columns that a check is of; of a balance that runs its own, since moves that are nil are left out."""
    is_running = one.kind is RelationKind.RUNNING
    return (is_running, one.target.column if is_running else frozenset(part.column for part in one.parts))


def _cells(one: Check) -> object:
    return (one.kind, one.is_of_columns, one.target, frozenset(one.terms))


def _mended(group: Sequence[Check]) -> Iterator[tuple[Check, Check]]:
    """The checks that take in the one column that belongs to them, each with what it was before."""
    off = [one for one in group if one.verdict not in HELD]
    held = [one for one in group if one.verdict in HELD]
    used = {part.column for one in group for part in one.parts}
    for column, sign in dict.fromkeys(taken for one in off for taken in _gaps(one)):
        if column in used or any(value_of(one.grid, Part(one.target.row, column)) for one in held):
            continue
        for one in off:
            if value_of(one.grid, Part(one.target.row, column)):
                yield one, _with(one, Part(one.target.row, column, sign))
        return


def _gaps(one: Check) -> Iterator[tuple[int, int]]:
    """The columns of which the figure beside a check is its gap, with the sign that it is so with."""
    row = one.target.row
    for column, cell in enumerate(one.grid.rows[row]):
        value = Fraction(cell.value or 0)
        for sign in (1, -1) if value and not cell.is_percent else ():
            left = abs(one.gap - sign * value)
            allowed = one.allowed + half_of(one.grid, row, column)
            if not left or (left <= allowed and MIN_TIMES_ROUNDING * allowed <= abs(value)):
                yield column, sign


def _with(one: Check, part: Part) -> Check:
    """A check with one more term, and what then becomes of it: what does not hold stays as it was."""
    change = part.sign * value_of(one.grid, part)
    gap, allowed = one.gap - change, one.allowed + half_of(one.grid, part.row, part.column)
    verdict = held_with(gap) if abs(gap) <= allowed else one.verdict
    terms = (*one.terms, part)
    return replace(one, terms=terms, computed=one.computed + change, gap=gap, allowed=allowed, verdict=verdict)
