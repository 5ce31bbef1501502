"""Whole columns with the sign reversed or in another unit: one act and one answer, however many rows it spoils."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.acts.patterns import linked
from budget_monitor.diagnose.values.ranges import Proposal, number, range_of
from budget_monitor.diagnose.web import Changes, Web, coefficient_of
from budget_monitor.model.cell import CellRef, Kind
from budget_monitor.model.constraint import Constraint

MAX_FIGURES_OF_A_COLUMN = 5_000
"""Of a longer column no sign or unit is looked for."""
MIN_ROWS = 2
"""So many failed rows make a column."""
MAX_CHECKS_OF_A_ROW = 12
"""Cells of the checks that a column is tried on."""
MAX_LINKED = 3
"""Figures from which a table is followed; the castings of one column reach them all."""
WEIGHT = 10
UNITS = (
    Fraction(1000),
    Fraction(1, 1000),
    Fraction(100),
    Fraction(1, 100),
    Fraction(1_000_000),
    Fraction(1, 1_000_000),
)


def whole_columns(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Mapping[CellRef, Proposal]]:
    """Columns of which every row that fails would hold in another unit, or with the sign turned. None is verified
    here.
    """
    rows: dict[tuple[str, str], dict[int, list[Constraint]]] = defaultdict(lambda: defaultdict(list))
    for constraint in equations:
        for cell in constraint.linear.coefficients if constraint.linear else ():
            if len(constraint.cells) <= MAX_CHECKS_OF_A_ROW:
                rows[cell.file, cell.column][cell.line].append(constraint)
    for (file, column), failing in sorted(rows.items()):
        if len(failing) >= MIN_ROWS:
            first = CellRef(file, min(failing), column)
            yield from _of_column(web, web.source.column(first, MAX_FIGURES_OF_A_COLUMN), failing, applied)


def _of_column(
    web: Web, cells: Sequence[CellRef], failing: Mapping[int, Sequence[Constraint]], applied: Changes
) -> Iterator[Mapping[CellRef, Proposal]]:
    values = {cell: value for cell in cells if (value := number(web.source, cell))}
    suspects = [cell for cell in values if cell.line in failing]
    if len(suspects) < MIN_ROWS:
        return
    for factor in (Fraction(-1), *UNITS):
        changes = {cell: found for cell in suspects if (found := _scaled(web, cell, values[cell], factor, applied))}
        if len(changes) < len(suspects):
            continue
        beside = set().union(*(linked(web, cell) for cell in suspects[:MAX_LINKED])) & values.keys()
        for cell in sorted(beside - changes.keys(), key=lambda ref: ref.line):
            found = _scaled(web, cell, values[cell], factor, applied)
            if found is not None:
                changes[cell] = found
        kind = Kind.SIGN_CONVENTION if factor < 0 else Kind.UNIT_OF_COLUMN
        text = _words(kind, cells[0].column, factor)
        yield {cell: Proposal(change, kind, text, WEIGHT) for cell, change in sorted(changes.items(), key=_by_place)}


def _by_place(item: tuple[CellRef, Fraction]) -> tuple[str, int]:
    return item[0].file, item[0].line


def _scaled(web: Web, cell: CellRef, value: Fraction, factor: Fraction, applied: Changes) -> Fraction | None:
    """The change of a cell in another unit, as its row's checks need it: what was lost when the unit was written is
    free.
    """
    target = value * factor
    lost = factor * _last_digit(web.source.cell(cell).text) / 2 if factor > 1 else Fraction(0)
    low, high = target - value - lost, target - value + lost
    for constraint in web.touching(cell):
        linear = constraint.linear
        if linear is None or linear.blanks or len(linear.coefficients) > MAX_CHECKS_OF_A_ROW:
            continue
        if cell in linear.summed or not coefficient_of(constraint, cell):
            continue
        same = [one for one in linear.coefficients if (one.file, one.column) == (cell.file, cell.column)]
        if len(same) > 1:
            continue
        found = range_of(constraint, cell, applied)
        if found is None:
            continue
        low, high = max(low, found.low), min(high, found.high)
    if low > high:
        return None
    return min(max(target - value, low), high)


def _last_digit(text: str) -> Fraction:
    """What one more in the last digit written is worth, in the unit that the figure is written in."""
    return Fraction(1, 10 ** len(re.sub("[^0-9.]", "", text).partition(".")[2]))


def _words(kind: Kind, column: str, factor: Fraction) -> str:
    if kind is Kind.SIGN_CONVENTION:
        return f"all figures of {column} have their sign reversed"
    names = {
        Fraction(1000): "in £000", Fraction(1_000_000): "in £m", Fraction(1, 1000): "in pounds",
        Fraction(1, 1_000_000): "in pounds",
    }  # fmt: skip
    size = f"{factor.numerator:,}" if factor > 1 else f"1/{factor.denominator:,}"
    return f"all figures of {column} are {names.get(factor, f'{size} of what they should be')}"
