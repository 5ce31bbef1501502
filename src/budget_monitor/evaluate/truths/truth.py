"""Conditions as expressions over columns, on printed figures and on the intervals they stand for.

A figure printed to unit u stands for the closed interval +-u/2. A condition has three truths: whether it `HOLDS` on
the figures as printed, whether it is `POSSIBLE` for some figures inside the intervals, and whether it is `CERTAIN`
for all of them. A blank makes all three null, unless the rest decides (false and unknown is false).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from math import lcm

from msgspec import Struct

from budget_monitor.evaluate.engines.expr import Expr, col, lit, when
from budget_monitor.evaluate.truths.intervals import PRODUCTS, SUM, Interval, added, multiplied, times
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
    WordTest,
)


class Mode(Enum):
    """Which truth of a condition is asked for."""

    HOLDS = "holds"
    POSSIBLE = "possible"
    CERTAIN = "certain"

    @property
    def opposite(self) -> Mode:
        """What a condition must be for its negation to have this truth."""
        return {Mode.HOLDS: Mode.HOLDS, Mode.POSSIBLE: Mode.CERTAIN, Mode.CERTAIN: Mode.POSSIBLE}[self]


class AtomColumn(Struct, frozen=True):
    """Where an atom stands in a run's frame: its value, and half its unit (a constant, or a column)."""

    value: str
    half: Decimal | str
    is_text: bool = False


class Truth:
    """Builds the expressions of one run's conditions.

    With `prepare`, gaps become columns of their own, which `prepared` lists and which the frame must be given first:
    each is used by several truths, and no engine but a database would see that.
    """

    def __init__(self, columns: Mapping[Atom, AtomColumn], tolerance: Tolerance, *, prepare: bool = False) -> None:
        self.columns = columns
        self.tolerance = tolerance
        self.prepare = prepare
        self.prepared: list[Expr] = []
        self._gaps: dict[int, Interval] = {}

    def of(self, condition: Condition, mode: Mode) -> Expr:
        """The truth of a condition as a boolean expression, null where it is not known."""
        match condition:
            case Comparison():
                return self._comparison(condition, mode)
            case All():
                return _joined(operator.and_, [self.of(part, mode) for part in condition.parts])
            case AnyOf():
                return _joined(operator.or_, [self.of(part, mode) for part in condition.parts])
            case Never():
                return ~self.of(condition.part, mode.opposite)
            case Missing():
                return self._missing(condition.atom)
            case OneOf():
                word = self._word(condition.atom)
                return word.is_in(condition.options) | (word != word)  # false, or null where there is no word
            case WordTest():
                left, right = self._word(condition.left), self._word(condition.right)
                return _compare(condition.op, left, right)

    def is_exact(self, condition: Condition) -> bool:
        """Whether the three truths of a condition are one: no figure in it was rounded, nothing is tolerated."""
        match condition:
            case Comparison():
                gap = self._polynomial(condition.gap.numerator)
                below = self._polynomial(condition.gap.denominator)
                return not self.tolerance and (self.tolerance is not None or (gap.is_exact and below.is_exact))
            case All() | AnyOf():
                return all(self.is_exact(part) for part in condition.parts)
            case Never():
                return self.is_exact(condition.part)
        return True

    def _missing(self, atom: Atom) -> Expr:
        column = self.columns[atom]
        value = col(column.value)
        return value.is_null() | (value == "").fill_null(False) if column.is_text else value.is_null()

    def _word(self, side: Atom | str) -> Expr:
        return lit(side) if isinstance(side, str) else col(self.columns[side].value)

    def _comparison(self, comparison: Comparison, mode: Mode) -> Expr:
        gap = self._gap(comparison)
        zero = lit(Decimal(0))
        if mode is Mode.HOLDS or gap.is_exact:
            return _compare(comparison.op, gap.printed, zero)
        match comparison.op, mode:
            case "==", Mode.POSSIBLE:
                if gap.under is gap.over and gap.under is not None:
                    return gap.printed.abs() <= gap.under
                return (gap.low <= zero) & (gap.high >= zero)
            case "==", Mode.CERTAIN:
                return (gap.low == zero) & (gap.high == zero)
            case "!=", Mode.POSSIBLE:
                return (gap.low != zero) | (gap.high != zero)
            case "!=", Mode.CERTAIN:
                return (gap.low > zero) | (gap.high < zero)
            case ("<" | "<=") as op, _:
                return _compare(op, gap.low if mode is Mode.POSSIBLE else gap.high, zero)
            case op, _:
                return _compare(op, gap.high if mode is Mode.POSSIBLE else gap.low, zero)

    def _gap(self, comparison: Comparison) -> Interval:
        if id(comparison) not in self._gaps:
            gap = self._computed_gap(comparison)
            if self.prepare:
                name = f"__g{len(self.prepared)}"
                self.prepared.append(gap.printed.alias(name))
                gap = Interval(col(name), gap.under, gap.over)
            self._gaps[id(comparison)] = gap
        return self._gaps[id(comparison)]

    def _computed_gap(self, comparison: Comparison) -> Interval:
        """The gap times its denominator, which is made positive; null where the denominator may be nothing."""
        scale, above = _whole(comparison.gap.numerator)
        gap = self._polynomial(above)
        if comparison.gap.is_whole:
            return self._tolerated(gap, lit((self.tolerance or Decimal(0)) * scale))
        size, below = _whole(comparison.gap.denominator)
        divisor = self._polynomial(below)
        if self.tolerance:
            scale, below = _whole({monomial: number * scale / size for monomial, number in below.items()})
            gap = self._polynomial({monomial: number * scale for monomial, number in above.items()})
            gap = self._tolerated(gap, self._polynomial(below).printed.abs() * lit(self.tolerance))
        elif self.tolerance is not None:
            gap = Interval(gap.printed)
        zero = lit(Decimal(0))
        # a factor of -1 would widen the decimals
        turned = when(divisor.high < zero, zero - gap.printed)
        return Interval(when(divisor.low > zero, gap.printed, turned), *self._turned(gap, divisor))

    def _turned(self, gap: Interval, divisor: Interval) -> tuple[Expr | None, Expr | None]:
        """How far below and above a gap may lie once its denominator is made positive."""
        if gap.under is gap.over:
            return gap.under, gap.over
        nothing = lit(Decimal(0))
        under = gap.under if gap.under is not None else nothing
        over = gap.over if gap.over is not None else nothing
        positive = divisor.printed > nothing
        return when(positive, under, over), when(positive, over, under)

    def _tolerated(self, gap: Interval, amount: Expr) -> Interval:
        if self.tolerance is None:
            return gap
        return Interval(gap.printed) if self.tolerance == 0 else Interval(gap.printed, amount, amount)

    def _polynomial(self, polynomial: Polynomial) -> Interval:
        """A polynomial with its interval: its terms' intervals, added. Its coefficients must be whole."""
        printed: list[tuple[int, Expr]] = []
        under: list[tuple[int, Expr]] = []
        over: list[tuple[int, Expr]] = []
        slack = Decimal(0)  # what the terms of a constant half-unit add up to, either way
        lopsided = False
        kind = PRODUCTS if any(len(monomial) > 1 for monomial in polynomial) else SUM
        for monomial, number in polynomial.items():
            sign, size = (1, number.numerator) if number > 0 else (-1, -number.numerator)
            if not monomial:
                printed.append((sign, lit(Decimal(size))))
                continue
            if len(monomial) > 1:
                product = self._product(monomial)
                printed.append((sign, times(product.printed, size, PRODUCTS)))
                spread = (product.under, product.over) if sign > 0 else (product.over, product.under)
                under += [(1, times(part, size, PRODUCTS)) for part in spread[:1] if part is not None]
                over += [(1, times(part, size, PRODUCTS)) for part in spread[1:] if part is not None]
                lopsided = lopsided or not product.is_exact
                continue
            column = self.columns[monomial[0]]
            printed.append((sign, times(col(column.value), size, kind)))
            if isinstance(column.half, Decimal):
                slack += column.half * size
            else:
                half = (1, times(col(column.half), size, kind))
                under.append(half)
                over.append(half)
        middle = added(printed, kind)
        if not (slack or under or over):
            return Interval(middle)
        constant = [(1, lit(slack))] if slack else []
        below = added(constant + under, kind)
        return Interval(middle, below, added(constant + over, kind) if lopsided else below)

    def _product(self, monomial: Monomial) -> Interval:
        product, *others = [self._atom(atom) for atom in monomial]
        for factor in others:
            product = multiplied(product, factor)
        return product

    def _atom(self, atom: Atom) -> Interval:
        column = self.columns[atom]
        value = col(column.value)
        if column.half == 0:
            return Interval(value)
        half = col(column.half) if isinstance(column.half, str) else lit(column.half)
        return Interval(value, half, half)


def _joined(op: Callable[[Expr, Expr], Expr], parts: Sequence[Expr]) -> Expr:
    """Many truths joined by `and` or `or`, half by half: one after the other they would stand too deep in each other
    for the stages that walk through them.
    """
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return op(_joined(op, parts[:middle]), _joined(op, parts[middle:]))


def _whole(polynomial: Polynomial) -> tuple[int, Polynomial]:
    """A polynomial times the least number that makes its coefficients whole, and that number."""
    scale = lcm(*(number.denominator for number in polynomial.values()))
    return scale, {monomial: number * scale for monomial, number in polynomial.items()}


def _compare(op: str, left: Expr, right: Expr) -> Expr:
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right
