"""Cells that are unlike those beside them, where the formula of these makes checks hold and breaks none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from fractions import Fraction

from msgspec import Struct

from budget_monitor.diagnose.formulas.sheets import Meant, Sheets, holds_exactly
from budget_monitor.diagnose.web import Changes
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef

MAX_SUSPECTS = 2_000
"""More figures than these, with those that they are worked out from, are not compared with those beside them."""
FIGURES_KEPT = Context(prec=15)
"""What a formula gives has as many digits as spreadsheets keep."""


class Unlike(Struct, frozen=True):
    """A cell, what it may have been meant to hold, by how much it would change, all that changes with it, and the
    checks that did not hold and then do.
    """

    cell: CellRef
    meant: Meant
    change: Fraction
    moved: Changes
    settled: tuple[Constraint, ...]


def cells_unlike(sheets: Sheets, failed: Sequence[Constraint]) -> Iterator[Unlike]:
    """Those among the figures of checks that failed, and among what these are worked out from."""
    names = {one.id for one in failed}
    for cell in suspects(sheets, failed):
        for meant in sheets.meant(cell):
            value, now = meant.formula.gives(sheets.number), sheets.number(cell)
            if value is None or now is None or value == now or sheets.is_over():
                continue
            value = Fraction(FIGURES_KEPT.divide(Decimal(value.numerator), Decimal(value.denominator)))
            change = sheets.formulas.as_read(cell, value - now)
            moved = sheets.changed_with(cell, change)
            if moved is None:
                continue
            around, after = sheets.web.around(moved), sheets.after(moved)
            settled = [one for one in around if one.id in names and holds_exactly(one, after) and moved_gap(one, moved)]
            held = (one for one in around if one.id not in names and not _says_its_formula(sheets, one, cell))
            if settled and all(holds_exactly(one, after) for one in held):
                yield Unlike(cell, meant, change, moved, tuple(settled))


def _says_its_formula(sheets: Sheets, check: Constraint, cell: CellRef) -> bool:
    """Whether a check that holds says of a cell what its formula does, and so speaks for it no more than that does."""
    own, linear = sheets.formulas.made.get(cell), check.linear
    return own is not None and linear is not None and linear.result == cell and {*check.cells} - {cell} == {*own.reads}


def suspects(sheets: Sheets, failed: Sequence[Constraint]) -> list[CellRef]:
    """The figures of failed checks and those that they are worked out from, of those that checks know."""
    cells = dict.fromkeys(cell for one in failed for cell in one.cells)
    for one in list(cells):
        cells.update(dict.fromkeys(sorted(sheets.above(one), key=lambda ref: (ref.file, ref.line, ref.column))))
        if len(cells) > MAX_SUSPECTS:
            return []
    sheets.web.fetch(cells)
    return [cell for cell in cells if sheets.web.touching(cell) and sheets.web.number(cell) is not None]


def moved_gap(check: Constraint, moved: Changes) -> Fraction:
    """By how much changes move the gap of an equation: those of both its sides keep each other in balance."""
    coefficients = {} if check.linear is None else check.linear.coefficients
    return sum((coefficients.get(ref, Fraction(0)) * by for ref, by in moved.items()), Fraction(0))
