"""How badly a value fits the checks of its cell: the rounding it would take, against what rounding usually comes to."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.diagnose.web import Changes, Web, coefficient_of, gap_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef

FIGURES_PRINTED_TWICE = 10
"""A figure printed in two places is the same figure: a difference within rounding is so many times less likely."""


class Misfit:
    """What each value of one cell would leave of the gaps of its equations."""

    def __init__(
        self, web: Web, cell: CellRef, value: Fraction, around: Sequence[Constraint], changes: Changes
    ) -> None:
        self._value = value
        self._terms: list[tuple[Fraction, Fraction, float]] = []
        self.before = 0.0
        """What rounding has to make up for as things stand, in the equations that hold."""
        others = {ref: one for ref, one in changes.items() if ref != cell} if cell in changes else changes
        for constraint in around:
            linear, coefficient = constraint.linear, coefficient_of(constraint, cell)
            gap = gap_after(constraint, others)
            if linear is None or not coefficient or linear.blanks or gap is None or linear.is_tangent:
                continue
            if linear.allowed:
                variance = _variance(web, constraint)
                self._terms.append((gap, coefficient, variance))
                self.before += float(gap) ** 2 / variance if abs(gap) <= linear.allowed else 0.0

    def exact_points(self) -> list[Fraction]:
        """The values with which one equation each holds exactly."""
        return [self._value - gap / coefficient for gap, coefficient, _ in self._terms]

    def of(self, value: Fraction) -> float:
        """The sum of squares of what rounding would have to make up for, in standard deviations: 0 fits exactly.

        Only the order of proposals hangs on this, never a figure: binary floats will do.
        """
        change = value - self._value
        return sum(float(gap + coefficient * change) ** 2 / variance for gap, coefficient, variance in self._terms)


class Misfits:
    """The same of several cells that change together."""

    def __init__(self, web: Web, around: Sequence[Constraint]) -> None:
        self._terms = [
            (one, _variance(web, one))
            for one in around
            if one.linear is not None and one.linear.allowed and not one.linear.blanks and not one.linear.is_tangent
        ]

    def of(self, changes: Changes) -> float:
        """What rounding would have to make up for once cells are changed."""
        return sum(float(gap_after(one, changes) or 0) ** 2 / variance for one, variance in self._terms)


def _variance(web: Web, constraint: Constraint) -> float:
    linear = constraint.linear
    assert linear is not None
    count = len(linear.coefficients)
    if count == 2:
        one, other = linear.coefficients
        ends = abs(linear.coefficients[one]), abs(linear.coefficients[other])
        if ends[0] == ends[1] and web.unit(one) == web.unit(other):
            return float(linear.allowed / FIGURES_PRINTED_TWICE) ** 2
    return float(linear.allowed) ** 2 / (3 * count)
