"""Blanks that the checks determine: the value they come to, or the range they leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import ceil, floor

from msgspec import Struct

from budget_monitor.diagnose.values.ranges import Range
from budget_monitor.model.checks.constraint import Constraint, ConstraintSource
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.money import decimal_of, figure_text
from budget_monitor.model.results.outcome import CellCorrection, Explanation


class FillIn(Struct, frozen=True):
    """What belongs in the one blank of an undecided check, `finding`; `determined`, where no other figure would do."""

    finding: str
    explanation: Explanation
    determined: CellCorrection | None = None


def fill_ins(source: ConstraintSource, undecided: Iterable[Constraint]) -> Iterator[FillIn]:
    """What belongs in the blanks of undecided checks, judged by every equation of which each is the only blank. Nothing
    of a check that has two blanks or more, or is no equation.
    """
    blanks = {
        constraint.finding: constraint.linear.blanks[0]
        for constraint in undecided
        if constraint.finding is not None and constraint.linear is not None and len(constraint.linear.blanks) == 1
    }
    wanted = set(blanks.values())
    equations: dict[CellRef, list[Constraint]] = defaultdict(list)
    for one in source.touching(wanted) if wanted else ():  # all at once: each look at a long ledger costs the same
        for cell in wanted.intersection(one.linear.blanks if one.linear is not None else ()):
            equations[cell].append(one)
    for finding, blank in blanks.items():
        yield from _filled(source, finding, blank, equations[blank])


def _filled(
    source: ConstraintSource, finding: str, blank: CellRef, equations: Iterable[Constraint]
) -> Iterator[FillIn]:
    shared: Range | None = None
    for other in equations:
        found = _range(other, blank)
        if found is not None:
            shared = found if shared is None else shared.meet(found)
            if shared is None:
                text = f"no figure in {blank.column} would suit every check of it"
                yield FillIn(finding, Explanation(Kind.UNEXPLAINED, text))
                return
    if shared is not None:
        yield _offer(source, finding, blank, shared)


def _range(constraint: Constraint, blank: CellRef) -> Range | None:
    linear = constraint.linear
    if linear is None or linear.blanks != (blank,):
        return None
    coefficient = linear.coefficients[blank]
    ends = sorted(((-linear.allowed - linear.gap) / coefficient, (linear.allowed - linear.gap) / coefficient))
    return Range(ends[0], ends[1])


def _offer(source: ConstraintSource, finding: str, blank: CellRef, found: Range) -> FillIn:
    unit = source.unit(blank)
    first, last = ceil(found.low / unit), floor(found.high / unit)
    middle = round((found.low + found.high) / 2 / unit)
    cell = source.cell(blank)
    proposed = source.figure(blank, decimal_of(min(max(middle, first), max(first, last)) * unit))
    is_determined = first >= last
    if is_determined:
        text = f"the checks determine the blank: {figure_text(proposed)}"
    else:
        low, high = (figure_text(source.figure(blank, decimal_of(end * unit))) for end in (first, last))
        text = f"the checks put the blank between {low} and {high}"
    correction = CellCorrection(cell, proposed, Kind.UNEXPLAINED, text)
    return FillIn(finding, Explanation(Kind.UNEXPLAINED, text, correction), correction if is_determined else None)
