"""Conditions on the figures of one row, exactly: the same three truths as `truth`, in rational arithmetic.

Used for the rows that somebody looks at: to say which comparison failed and by how much, and whether a corrected
figure would make it hold.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.evaluate.truths.truth import Mode
from budget_monitor.model.checks.rule import Tolerance
from budget_monitor.rules.condition import (
    All,
    AnyOf,
    Atom,
    Comparison,
    Condition,
    Missing,
    Monomial,
    Never,
    OneOf,
    Polynomial,
    Ratio,
    WordTest,
)


class Printed(Struct, frozen=True):
    """A figure as printed, and half the unit it was rounded to."""

    value: Fraction
    half: Fraction


Value: TypeAlias = Printed | str | date | None
Values: TypeAlias = Mapping[Atom, Value]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


_NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Gap(Struct, frozen=True):
    """Reported minus computed, on the printed figures, and the least and most it can be."""

    printed: Fraction
    low: Fraction
    high: Fraction

    @property
    def allowed(self) -> Fraction:
        """How far from the printed gap the figures behind it may lie."""
        return max(self.high - self.printed, self.printed - self.low)


_UNIT = Gap(Fraction(1), Fraction(1), Fraction(1))


def truth(condition: Condition, values: Values, mode: Mode, tolerance: Tolerance) -> bool | None:
    """A truth of a condition on one row; None where a blank leaves it open."""
    match condition:
        case Comparison():
            gap = gap_of(condition, values, tolerance)
            return None if gap is None else _compare(condition.op, gap, mode)
        case All():
            return _every(truth(part, values, mode, tolerance) for part in condition.parts)
        case AnyOf():
            found = _every(_opposite(truth(part, values, mode, tolerance)) for part in condition.parts)
            return _opposite(found)
        case Never():
            return _opposite(truth(condition.part, values, mode.opposite, tolerance))
        case Missing():
            return values[condition.atom] in (None, "")
        case OneOf():
            word = values[condition.atom]
            return None if word is None else word in condition.options
        case WordTest():
            left, right = (
                side if isinstance(side, str) else values[side] for side in (condition.left, condition.right)
            )
            return None if left is None or right is None else _OPERATORS[condition.op](left, right)


def deciding(condition: Condition, values: Values, tolerance: Tolerance) -> Comparison | None:
    """The comparison that makes a condition fail (or leaves it open), or None where figures have no part in it."""
    match condition:
        case Comparison():
            return condition
        case All():
            for wanted in (False, None):
                for part in condition.parts:
                    if truth(part, values, Mode.POSSIBLE, tolerance) is wanted:
                        return deciding(part, values, tolerance)
        case AnyOf():
            found = None
            for part in condition.parts:
                guards = part.parts[:-1] if isinstance(part, All) else ()
                last = part.parts[-1] if isinstance(part, All) else part
                found = found or deciding(last, values, tolerance)
                if all(truth(guard, values, Mode.HOLDS, tolerance) for guard in guards):
                    return deciding(last, values, tolerance)
            return found
        case Never():
            found = deciding(condition.part, values, tolerance)
            return None if found is None else replace(found, op=_NEGATED[found.op])
    return None


def words_of(condition: Condition, values: Values, tolerance: Tolerance) -> WordTest | None:
    """The test of words that a condition comes to on its row: itself, or the one that its cases select there."""
    match condition:
        case WordTest():
            return condition
        case All():
            failing = (part for part in condition.parts if truth(part, values, Mode.HOLDS, tolerance) is False)
            return next((words for part in failing if (words := words_of(part, values, tolerance))), None)
        case AnyOf():
            for part in condition.parts:
                *guards, last = part.parts if isinstance(part, All) else (part,)
                chosen = guards and all(truth(guard, values, Mode.HOLDS, tolerance) for guard in guards)
                if chosen and isinstance(last, WordTest):
                    return last
    return None


def subject_of(condition: Condition) -> Atom | None:
    """The word that a condition is about, whichever of its cases holds."""
    match condition:
        case WordTest(left=left):
            return None if isinstance(left, str) else left
        case AnyOf(parts=(first, *_)):
            return subject_of(first.parts[-1] if isinstance(first, All) else first)
    return None


def gap_of(comparison: Comparison, values: Values, tolerance: Tolerance) -> Gap | None:
    """The gap of a comparison on one row; None where a figure is blank, or the denominator may be nothing."""
    above = interval(comparison.gap.numerator, values)
    below = _UNIT if comparison.gap.is_whole else interval(comparison.gap.denominator, values)
    if above is None or below is None or below.low <= 0 <= below.high:
        return None
    if tolerance is None and comparison.gap.is_whole:
        return above
    printed = above.printed / below.printed
    if tolerance is not None:
        return Gap(printed, printed - Fraction(tolerance), printed + Fraction(tolerance))
    corners = [one / other for one, other in product((above.low, above.high), (below.low, below.high))]
    return Gap(printed, min(corners), max(corners))


def numerator_of(comparison: Comparison, values: Values, tolerance: Tolerance) -> Gap | None:
    """The gap times its denominator: what a sum of cells comes to, without dividing by any of them."""
    above = interval(comparison.gap.numerator, values)
    if above is None or tolerance is None:
        return above
    below = interval(comparison.gap.denominator, values)
    slack = Fraction(tolerance) * abs(below.printed) if below is not None else Fraction(0)
    return Gap(above.printed, above.printed - slack, above.printed + slack)


def slope_of(polynomial: Polynomial, atom: Atom, values: Values) -> Fraction | None:
    """How much a polynomial changes for each unit of one atom, the others staying as printed; None where another
    factor is blank, or the atom is multiplied by itself.
    """
    slope = Fraction(0)
    for monomial, number in polynomial.items():
        if monomial.count(atom) > 1:
            return None
        if atom in monomial:
            for factor in monomial:
                value = values[factor]
                if factor != atom:
                    if not isinstance(value, Printed):
                        return None
                    number *= value.value
            slope += number
    return slope


def interval(polynomial: Polynomial, values: Values) -> Gap | None:
    """What a polynomial comes to, with its interval; None where a figure is blank."""
    printed = low = high = Fraction(0)
    for monomial, number in polynomial.items():
        term = _product(monomial, values)
        if term is None:
            return None
        if number != 1:  # mostly it is, and fractions are slow
            ends = (term.low * number, term.high * number)
            term = Gap(term.printed * number, min(ends), max(ends)) if term.low != term.high else _exactly(ends[0])
        printed = printed + term.printed if printed else term.printed
        low = low + term.low if low else term.low
        high = high + term.high if high else term.high
    return Gap(printed, low, high)


def _exactly(value: Fraction) -> Gap:
    return Gap(value, value, value)


def value_of(ratio: Ratio, values: Values) -> Fraction | None:
    """What a ratio comes to on the printed figures."""
    above, below = interval(ratio.numerator, values), interval(ratio.denominator, values)
    return None if above is None or below is None or not below.printed else above.printed / below.printed


def _product(monomial: Monomial, values: Values) -> Gap | None:
    product_so_far: Gap | None = None
    for atom in monomial:
        value = values[atom]
        if not isinstance(value, Printed):
            return None
        ends = (value.value - value.half, value.value + value.half) if value.half else (value.value, value.value)
        if product_so_far is None:
            product_so_far = Gap(value.value, *ends)
            continue
        corners = [one * other for one, other in product((product_so_far.low, product_so_far.high), ends)]
        product_so_far = Gap(product_so_far.printed * value.value, min(corners), max(corners))
    return product_so_far or _UNIT


def _every(found: Iterable[bool | None]) -> bool | None:
    """Whether all hold; one that does not decides, and those after it are not asked."""
    known = True
    for part in found:
        if part is False:
            return False
        known = known and part is not None
    return True if known else None


def _opposite(found: bool | None) -> bool | None:
    return None if found is None else not found


def _compare(op: str, gap: Gap, mode: Mode) -> bool:
    if mode is Mode.HOLDS:
        return _OPERATORS[op](gap.printed, 0)
    possible = mode is Mode.POSSIBLE
    match op:
        case "==":
            return gap.low <= 0 <= gap.high if possible else gap.low == gap.high == 0
        case "!=":
            return not gap.low == gap.high == 0 if possible else gap.low > 0 or gap.high < 0
        case "<" | "<=":
            return _OPERATORS[op](gap.low if possible else gap.high, 0)
    return _OPERATORS[op](gap.high if possible else gap.low, 0)
