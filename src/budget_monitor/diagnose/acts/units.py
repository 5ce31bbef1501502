"""Whole columns with the sign reversed or in another unit: one act and one answer, however many rows it spoils."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import range_of
from budget_monitor.diagnose.web import (
    Changes,
    Web,
    coefficient_of,
    equation_cells,
    holds_after,
    is_casting,
    linked,
    ties_of,
)
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind

MAX_FIGURES_OF_A_COLUMN = 5_000
"""Of a longer column no sign or unit is looked for."""
MIN_ROWS = 2
"""So many failed rows make a column."""
MAX_CHECKS_OF_A_ROW = 12
"""Cells of the checks that a column is tried on."""
MIN_FIGURES_OF_A_TABLE = 3
MAX_LINKED = 3
"""Figures from which a table is followed; the castings of one column reach them all."""
MAX_CHANCE_OF_A_UNIT = Fraction(1, 1000)
"""How probable it may be that figures fit another unit by chance, for what was written in it."""
WEIGHT = 10
PENCE = Fraction(1, 100)
UNITS = {Fraction(1000): "in £000", Fraction(1): "in pounds", PENCE: "in pence", Fraction(1_000_000): "in £m"}
"""The units that figures are typed in, in pounds."""


def whole_columns(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Mapping[CellRef, Proposal]]:
    """Columns of which every row that fails would hold in another unit, or with the sign turned. None is verified
    here.
    """
    rows: dict[tuple[str, str], dict[int, list[Constraint]]] = defaultdict(lambda: defaultdict(list))
    for constraint in equations:
        if len(constraint.cells) > MAX_CHECKS_OF_A_ROW or is_casting(constraint):
            continue  # a column that does not add up adds up in no other unit either
        for cell in equation_cells(constraint):
            rows[cell.file, cell.column][cell.line].append(constraint)
    for (file, column), failing in sorted(rows.items()):
        if len(failing) >= MIN_ROWS:
            first = CellRef(file, min(failing), column)
            column_cells = web.source.column(first, MAX_FIGURES_OF_A_COLUMN)
            yield from _of_column(web, column_cells, failing, equations, applied)


def whole_tables(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Mapping[CellRef, Proposal]]:
    """All figures of a table's column in another unit, or with the sign turned, where the table itself holds: what it
    ties to does not. None is verified here.
    """
    seen: set[CellRef] = set()
    for constraint in ties_of(cluster):
        for cell in constraint.linear.coefficients if constraint.linear else ():
            if cell in seen:
                continue
            table = linked(web, cell)
            seen |= table
            if len(seen) > MAX_FIGURES_OF_A_COLUMN:
                return
            for some in (table, _added_together(constraint, cell)):
                yield from _of_table(web, cluster, cell, some, applied)


def _added_together(constraint: Constraint, cell: CellRef) -> set[CellRef]:
    """The figures of one column that a sum adds with a cell: those drawn from reserves, not those put into them."""
    linear = constraint.linear
    if linear is None or cell not in constraint.summed:
        return set()
    times = linear.coefficients[cell]
    return {
        ref for ref in constraint.summed
        if (ref.file, ref.column) == (cell.file, cell.column) and linear.coefficients.get(ref) == times
    }  # fmt: skip


def _of_table(
    web: Web, cluster: Sequence[Constraint], cell: CellRef, table: set[CellRef], applied: Changes
) -> Iterator[Mapping[CellRef, Proposal]]:
    values = {ref: value for ref in table if (value := web.number(ref))}
    if len(values) < MIN_FIGURES_OF_A_TABLE:
        return
    for factor in plausible_factors(web, next(iter(values))):
        changes = {ref: value * (factor - 1) for ref, value in values.items()}
        if all(holds_after(one, {**applied, **changes}) for one in cluster):
            yield _as_act(changes, cell.column, factor, scale_of(web, next(iter(values))))


def plausible_factors(web: Web, cell: CellRef) -> list[Fraction]:
    """What figures typed as a cell is may have to be multiplied by: the sign, and what makes a unit that is in use."""
    scale = scale_of(web, cell)
    return [Fraction(-1), *(unit / scale for unit in UNITS if is_plausible(unit / scale, scale))]


def is_plausible(factor: Fraction, scale: Fraction) -> bool:
    """Whether figures of which one is worth so much may have been typed in another unit: pence for pounds alone."""
    unit = factor * scale
    return factor != 1 and unit in UNITS and (unit != PENCE or scale == 1)


def scale_of(web: Web, cell: CellRef) -> Fraction:
    """What a bare 1 is worth where a cell stands: 1,000 in £000."""
    digits = re.sub("[^0-9.]", "", web.source.cell(cell).text)
    number = Fraction(Decimal(digits)) if re.fullmatch(r"\d+\.?\d*|\.\d+", digits) else Fraction(0)
    return abs(web.number(cell) or Fraction(0)) / number if number else Fraction(1)


def _as_act(changes: Changes, column: str, factor: Fraction, scale: Fraction) -> Mapping[CellRef, Proposal]:
    kind = Kind.SIGN_CONVENTION if factor < 0 else Kind.UNIT_OF_COLUMN
    text = _words(kind, column, factor * scale)
    return {cell: Proposal(change, kind, text, WEIGHT) for cell, change in sorted(changes.items(), key=_by_place)}


def _of_column(
    web: Web,
    cells: Sequence[CellRef],
    failing: Mapping[int, Sequence[Constraint]],
    equations: Sequence[Constraint],
    applied: Changes,
) -> Iterator[Mapping[CellRef, Proposal]]:
    values = {cell: value for cell in cells if (value := web.number(cell))}
    suspects = [cell for cell in values if cell.line in failing]
    if len(suspects) < MIN_ROWS:
        return
    for factor in plausible_factors(web, suspects[0]):
        changes: dict[CellRef, Fraction] = {}
        for cell in suspects:
            found = _scaled(web, cell, values[cell], factor, applied)
            if not found:
                break
            changes[cell] = found
        if len(changes) < len(suspects) or fits_by_chance(web, suspects, values, factor):
            continue
        beside = set().union(*(linked(web, cell) for cell in suspects[:MAX_LINKED])) & values.keys()
        for cell in sorted(beside - changes.keys(), key=lambda ref: ref.line):
            found = _scaled(web, cell, values[cell], factor, applied)
            if found is not None:
                changes[cell] = found
        changes |= _in_long_checks(web, equations, values, changes, factor, applied)
        if _covers_its_lines(values, changes):
            yield _as_act(changes, cells[0].column, factor, scale_of(web, suspects[0]))


def _in_long_checks(
    web: Web,
    equations: Sequence[Constraint],
    values: Mapping[CellRef, Fraction],
    changes: Changes,
    factor: Fraction,
    applied: Changes,
) -> dict[CellRef, Fraction]:
    """Further figures of the column that the scaled figure resolves: those that tie to sums of many lines."""
    failed: dict[CellRef, list[Constraint]] = defaultdict(list)
    for one in equations:
        for cell in one.linear.coefficients if one.linear else ():
            if cell in values and cell not in changes:
                failed[cell].append(one)
    found: dict[CellRef, Fraction] = {}
    for one in equations:
        some = [cell for cell in equation_cells(one) if cell in values and cell not in changes and cell not in found]
        scaled = {cell: values[cell] * (factor - 1) for cell in some}
        if len(some) > 1 and not is_casting(one) and holds_after(one, {**applied, **changes, **scaled}):
            found |= {ref: values[ref] * (factor - 1) for ref in linked(web, some[0]) if ref in values} | scaled
    for cell, checks in failed.items():
        change = values[cell] * (factor - 1)
        if all(holds_after(one, {**applied, **changes, cell: change}) for one in checks):
            found[cell] = change
    return found


def _covers_its_lines(values: Mapping[CellRef, Fraction], changes: Changes) -> bool:
    """Whether most figures of the column, on the lines from the first changed to the last, are among those changed:
    it is no slip of a column where figures between them stand right.
    """
    lines = {cell.line for cell in changes}
    within = [cell for cell in values if min(lines) <= cell.line <= max(lines)]
    return len(lines) * 2 >= len(within)


def _by_place(item: tuple[CellRef, Fraction]) -> tuple[str, int]:
    return item[0].file, item[0].line


def _scaled(web: Web, cell: CellRef, value: Fraction, factor: Fraction, applied: Changes) -> Fraction | None:
    """The change of a cell in another unit, as its row's checks need it: what was lost when the unit was written is
    free.
    """
    target = value * factor
    free = lost(web, cell, factor)
    low, high = target - value - free, target - value + free
    for constraint in web.touching(cell):
        linear = constraint.linear
        if linear is None or linear.blanks or len(linear.coefficients) > MAX_CHECKS_OF_A_ROW:
            continue
        if cell in constraint.summed or not coefficient_of(constraint, cell):
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


def lost(web: Web, cell: CellRef, factor: Fraction) -> Fraction:
    """How much of a figure went when it was written in a larger unit: half of the last digit."""
    return factor * _last_digit(web.source.cell(cell).text) / 2 if factor > 1 else Fraction(0)


def fits_by_chance(web: Web, cells: Sequence[CellRef], values: Mapping[CellRef, Fraction], factor: Fraction) -> bool:
    """Whether figures have so few digits that others would fit in the larger unit too: 1 in hundreds is 50 to 149."""
    chance = Fraction(1)
    for cell in cells:
        chance *= min(Fraction(1), 2 * lost(web, cell, factor) / abs(values[cell] * factor))
    return chance > MAX_CHANCE_OF_A_UNIT


def _last_digit(text: str) -> Fraction:
    """The value of one in the last digit written, in the unit of the figure."""
    return Fraction(1, 10 ** len(re.sub("[^0-9.]", "", text).partition(".")[2]))


def _words(kind: Kind, column: str, unit: Fraction) -> str:
    if kind is Kind.SIGN_CONVENTION:
        return f"all figures of {column} have their sign reversed"
    return f"all figures of {column} are {UNITS[unit]}"
