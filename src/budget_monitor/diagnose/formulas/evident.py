"""Checks that hold elsewhere and not here, of which the formulas of the workbook leave no doubt that they should.

That a sum holds in one column of two is little reason to call the other one wrong: it may be an average, or another
list. Where the cell is a number and the formula beside it, copied there, would give what the check asks for to the
penny, two things that know nothing of one another say the same.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from budget_monitor.diagnose.formulas.sheets import Sheets, holds_exactly
from budget_monitor.diagnose.formulas.unlike import Unlike, cells_unlike
from budget_monitor.diagnose.web import Web
from budget_monitor.model.checks.constraint import Constraint, ConstraintSource
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.formulas import Formula
from budget_monitor.model.ledgers.grid import column_letters, column_number
from budget_monitor.model.ledgers.period import is_calendar_year
from budget_monitor.model.running.patience import clock, is_over

MAX_SECONDS = 5
MAX_SHARE_OF_A_GAP = Fraction(1, 2)
"""How far a typed number may be, as a share of the sum, from one that it was typed for."""
MIN_CHECKS_OF_A_CELL = 2
"""So many checks that a cell alone would settle need no such nearness."""


def failures_that_formulas_show(source: ConstraintSource) -> Collection[tuple[int, int, int]]:
    """The checks, by id, that a cell unlike those beside it keeps from holding, among those that do not hold (the
    `failing` ones of the source).
    """
    formulas = source.formulas
    if formulas is None or not formulas.made:
        return ()
    until = clock() + MAX_SECONDS
    web = Web(source)
    applied: dict[CellRef, Fraction] = {}
    sheets = Sheets(web, formulas, applied, lambda: is_over(until))
    rest = [one for one in web.failing if one.linear is not None]
    shown: set[tuple[int, int, int]] = set()
    while rest and (found := [one for one in cells_unlike(sheets, rest) if _is_clear(sheets, one)]):
        best = max(found, key=lambda one: len(one.settled))
        shown.update(one.id for one in best.settled)
        for ref, change in best.moved.items():
            applied[ref] = applied.get(ref, Fraction(0)) + change
        rest = [one for one in rest if one.id not in shown and not holds_exactly(one, applied)]
    return shown


def _is_clear(sheets: Sheets, one: Unlike) -> bool:
    """False where the cell may well be meant to be another thing than those beside it."""
    own = sheets.formulas.made.get(one.cell)
    if not one.meant.is_sure or not _adds(one.meant.formula):
        return False
    if len(one.meant.beside) == 1 and _leaves_a_line_out(sheets, one.meant.formula):
        return False
    if one.meant.kind is Kind.NOT_WORKED_OUT:
        return True
    alone = [check for check in one.settled if one.moved.keys().isdisjoint({*check.cells} - {one.cell})]
    if own is not None and not _adds(own):
        return False
    if len(alone) >= MIN_CHECKS_OF_A_CELL:
        return True
    if own is None:
        is_used_alike = any(sheets.is_used_like(one.cell, near) for near in one.meant.beside)
        return is_used_alike or any(_is_near(sheets, one, check) for check in alone)
    return _reads_alike(sheets, own, one.meant.formula)


def _leaves_a_line_out(sheets: Sheets, formula: Formula) -> bool:
    """Whether a typed figure stands just before the range that a formula adds up: then the formula may be the wrong
    one, as the only witness. A year there is a heading.
    """
    spots = [sheets.formulas.spot(ref) for ref in formula.reads]
    lines, columns = {one.line for one in spots}, {column_number(one.column) for one in spots}
    is_range = len(spots) == (max(lines) - min(lines) + 1) * (max(columns) - min(columns) + 1)
    if not is_range or (len(lines) > 1) == (len(columns) > 1):
        return False
    down = len(columns) == 1
    line, column = (min(lines) - 1, min(columns)) if down else (min(lines), min(columns) - 1)
    if line < 1 or column < 0:
        return False
    before = sheets.formulas.at(CellRef(spots[0].file, line, column_letters(column)))
    number = sheets.formulas.number(before)
    is_year = number is not None and is_calendar_year(str(number))
    return before not in sheets.formulas.made and bool(number) and not is_year


def _reads_alike(sheets: Sheets, own: Formula, meant: Formula) -> bool:
    """Whether a formula takes in most of what it may be meant to, or the row or the column beside that."""
    reads, wanted = set(own.reads), set(meant.reads)
    if 2 * len(reads & wanted) >= len(reads | wanted):
        return True
    spots = [[sheets.formulas.spot(ref) for ref in formula.reads] for formula in (own, meant)]
    steps = {(one.line - other.line, column_number(one.column) - column_number(other.column))
             for one, other in zip(*spots, strict=False)}  # fmt: skip
    return len(reads) == len(wanted) > 1 and len(steps) == 1 and sum(map(abs, *steps)) == 1


def _adds(formula: Formula) -> bool:
    return not {"*", "/"} & set(formula.text)


def _is_near(sheets: Sheets, one: Unlike, check: Constraint) -> bool:
    """Whether a typed number is near what the others come to, and beyond each of them, as no average, highest figure
    or rate is.
    """
    linear = check.linear
    if linear is None or linear.result != one.cell:
        return False
    now, change = sheets.web.number(one.cell) or Fraction(0), one.change
    others = [ref for ref in check.cells if ref != one.cell]
    if abs(change) > MAX_SHARE_OF_A_GAP * abs(now + change):
        return False
    is_difference = len({linear.coefficients[ref] > 0 for ref in others if linear.coefficients.get(ref)}) > 1
    return is_difference or all(abs(now) > abs(sheets.web.number(ref) or Fraction(0)) for ref in others)
