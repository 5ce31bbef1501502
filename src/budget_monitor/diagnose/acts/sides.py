"""Whether it could be the other table that is in another unit, where a whole column does not tie to it."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from budget_monitor.diagnose.acts.units import UNITS, is_plausible, scale_of
from budget_monitor.diagnose.answers import Answer, Solution
from budget_monitor.diagnose.web import Web, equation_cells, linked
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind

MAX_CELLS_OF_THE_OTHER_SIDE = 40
"""Figures of the other side from which its tables are followed."""


def has_another_side(web: Web, solution: Solution) -> bool:
    """Whether all other figures of the checks that it resolves, with their tables, could be in another unit instead."""
    answer = solution.answers[0]
    if any(one.kind not in (Kind.UNIT_OF_COLUMN, Kind.SIGN_CONVENTION) for one in answer.proposals.values()):
        return False
    others = _others(answer, solution.resolved)
    if len({(cell.file, cell.column) for cell in others}) != 1 or len(others) > MAX_CELLS_OF_THE_OTHER_SIDE:
        return False  # two columns in another unit are two slips
    cell, proposal = next(iter(answer.proposals.items()))
    value = web.number(cell)
    factor = value / (value + proposal.change) if value and value + proposal.change else None
    if factor is not None and factor > 0 and not is_plausible(_nearest_power(factor), scale_of(web, others[0])):
        return False
    tables: set[CellRef] = set().union(*(linked(web, cell) for cell in others))
    settled = {one.id for one in solution.resolved}
    return all(_stays_right(one, tables) for one in web.around(tables) if one.id not in settled)


def _nearest_power(factor: Fraction) -> Fraction:
    """The power of ten nearest to a factor, which rounding makes a little larger or smaller."""
    return min((one / other for one in UNITS for other in UNITS), key=lambda power: abs(factor / power - 1))


def _others(answer: Answer, resolved: Collection[Constraint]) -> list[CellRef]:
    own = {(cell.file, cell.column) for cell in answer.proposals}
    return list(dict.fromkeys(
        cell for one in resolved for cell in equation_cells(one) if (cell.file, cell.column) not in own
    ))  # fmt: skip


def _stays_right(one: Constraint, tables: Collection[CellRef]) -> bool:
    """Whether a check still holds once all these tables are in another unit."""
    cells = equation_cells(one)
    return one.linear is None or bool(one.linear.blanks) or all(cell in tables for cell in cells)
