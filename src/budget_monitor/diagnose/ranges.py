"""Where a suspected cell's true value may lie, and which value to propose there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from budget_monitor.diagnose.kinds import Slip, Suspect, slips
from budget_monitor.diagnose.web import Changes, gap_after
from budget_monitor.model.constraint import Constraint, ConstraintSource
from budget_monitor.model.money import plain
from budget_monitor.model.outcome import CellRef, Kind


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of changes to one cell, in currency units and the cell's own sign."""

    low: Fraction
    high: Fraction

    def meet(self, other: Range) -> Range | None:
        """What two ranges share, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high) if low <= high else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to a cell and how the slip most likely happened; a smaller weight is likelier."""

    change: Fraction
    kind: Kind
    text: str
    weight: int


UNEXPLAINED_WEIGHT = 1_000
TWICE_WEIGHT = 10
SIBLINGS = 6
"""So many figures beside a suspect tell whether figures of its column change from period to period at all."""


def range_of(constraint: Constraint, cell: CellRef, changes: Changes) -> Range | None:
    """The further changes of a cell with which an equation holds; None where it is no equation of the cell."""
    linear, gap = constraint.linear, gap_after(constraint, changes)
    if linear is None or gap is None or cell not in linear.coefficients or linear.blanks:
        return None
    coefficient = linear.coefficients[cell]
    ends = sorted(((-linear.allowed - gap) / coefficient, (linear.allowed - gap) / coefficient))
    return Range(ends[0], ends[1])


def common_range(constraints: Iterable[Constraint], cell: CellRef, changes: Changes) -> Range | None:
    """The changes of a cell with which every equation of it holds; None where there is none."""
    shared: Range | None = None
    for constraint in constraints:
        found = range_of(constraint, cell, changes)
        if found is not None:
            shared = found if shared is None else shared.meet(found)
            if shared is None:
                return None
    return shared


def number(source: ConstraintSource, cell: CellRef) -> Fraction | None:
    """A cell's value as read, in its own sign; None for a blank or for words."""
    value = source.cell(cell).value
    return None if value is None or isinstance(value, str) else Fraction(plain(value))


def suspect(
    source: ConstraintSource, cell: CellRef, found: Range, around: Sequence[Constraint], *, alone: bool = True
) -> Suspect | None:
    """A cell with all that the kinds of slip look at. Where it is one of very many suspects, not `alone`, last
    period's figure and the lines of a total are not looked up.
    """
    value = number(source, cell)
    if value is None:
        return None
    lines = _lines(source, cell, around) if alone else ()
    return Suspect(
        cell=source.cell(cell),
        value=value,
        unit=source.unit(cell),
        low=value + found.low,
        high=value + found.high,
        earlier=_telling_earlier(source, cell, around) if alone else None,
        lines=lines,
        subtotals=_subtotals(source, cell, around) if lines else (),
        is_exact=source.is_exact(cell),
    )


def propose(
    source: ConstraintSource, cell: CellRef, found: Range, around: Sequence[Constraint], *, alone: bool = True
) -> Proposal | None:
    """The value to propose in a range: what the likeliest slip gives, or else the one that fits the checks best.

    None when no value that the cell could print lies in the range.
    """
    suspected = suspect(source, cell, found, around, alone=alone)
    if suspected is None:
        return None
    if alone and _stands_twice(source, suspected, around):
        text = f"the line seems to stand twice: {suspected.shown(suspected.value)} is one too many"
        return Proposal(-suspected.value, Kind.LINE_COUNTED_TWICE, text, TWICE_WEIGHT)
    explained: list[Slip] = slips(suspected)
    if explained:
        best = explained[0]
        return Proposal(best.proposed - suspected.value, best.kind, best.text, best.weight)
    return _unexplained(suspected, around)


def fitting(source: ConstraintSource, cell: CellRef, found: Range, around: Sequence[Constraint]) -> Proposal | None:
    """The value in a range that fits the checks best, without asking how it came about: quicker than `propose`."""
    suspected = suspect(source, cell, found, around, alone=False)
    return None if suspected is None else _unexplained(suspected, around)


def _unexplained(suspected: Suspect, around: Sequence[Constraint]) -> Proposal | None:
    target = _best_fit(suspected, around)
    if target is None:
        return None
    change = target - suspected.value
    return Proposal(change, Kind.UNEXPLAINED, "no single slip of the pen explains it", UNEXPLAINED_WEIGHT)


def _stands_twice(source: ConstraintSource, suspected: Suspect, around: Sequence[Constraint]) -> bool:
    """Whether the checks hold without the figure, and another of the same sum is the same to the penny."""
    if not suspected.value or not suspected.low <= 0 <= suspected.high:
        return False
    ref = suspected.cell.ref
    for constraint in around:
        linear = constraint.linear
        own = linear.coefficients.get(ref) if linear is not None else None
        for other, coefficient in linear.coefficients.items() if linear is not None else ():
            same_column = (other.file, other.column) == (ref.file, ref.column)
            if other != ref and same_column and coefficient == own and number(source, other) == suspected.value:
                return True
    return False


def _best_fit(suspected: Suspect, around: Sequence[Constraint]) -> Fraction | None:
    """The printable value in range with which most equations hold exactly; of those, the nearest to what was typed."""
    unit = suspected.unit
    first, last = ceil(suspected.low / unit), floor(suspected.high / unit)
    if first > last:
        return suspected.low if suspected.low == suspected.high else None
    exact: Counter[Fraction] = Counter()
    for constraint in around:
        linear = constraint.linear
        coefficient = linear.coefficients.get(suspected.cell.ref) if linear is not None else None
        if linear is not None and coefficient:
            point = suspected.value - linear.gap / coefficient
            if suspected.low <= point <= suspected.high and (point / unit).denominator == 1:
                exact[point] += 1
    nearest = min(max(round(suspected.value / unit), first), last) * unit
    candidates = [*exact, nearest]
    return min(candidates, key=lambda point: (-exact[point], abs(point - suspected.value), point))


def _telling_earlier(source: ConstraintSource, cell: CellRef, around: Sequence[Constraint]) -> Fraction | None:
    """Last period's figure, unless the figures beside it stand as they stood too: then it says nothing."""
    earlier = source.earlier(cell)
    if earlier is None or earlier != number(source, cell):
        return earlier
    siblings = {
        ref
        for constraint in around
        if constraint.linear is not None
        for ref in constraint.linear.coefficients
        if ref != cell and (ref.file, ref.column) == (cell.file, cell.column)
    }
    some = sorted(siblings, key=lambda ref: (abs(ref.line - cell.line), ref.line))[:SIBLINGS]
    standing = sum(source.earlier(ref) == number(source, ref) for ref in some)
    return None if standing * 2 > len(some) else earlier


def _lines(source: ConstraintSource, cell: CellRef, around: Sequence[Constraint]) -> tuple[Fraction, ...]:
    """The figures that a total adds up: the other cells of its own column in an equation of three cells or more."""
    for constraint in around:
        linear = constraint.linear
        if linear is None or cell not in linear.coefficients:
            continue
        own = linear.coefficients[cell]
        lines = [
            ref for ref in linear.coefficients if ref != cell and ref.file == cell.file and ref.column == cell.column
        ]
        if lines and all(linear.coefficients[ref] == -own for ref in lines):
            values = (number(source, ref) for ref in lines)
            return tuple(value for value in values if value is not None)
    return ()


def _subtotals(source: ConstraintSource, cell: CellRef, around: Sequence[Constraint]) -> tuple[Fraction, ...]:
    """The sub-totals that stand among a total's lines."""
    lines = [ref.line for constraint in around if constraint.linear for ref in constraint.linear.coefficients
             if ref.file == cell.file and ref.column == cell.column]  # fmt: skip
    within = range(min(lines, default=0), max(lines, default=0) + 1)
    values = (number(source, ref) for ref in source.subtotals(cell) if ref.line in within and ref != cell)
    return tuple(value for value in values if value is not None)
