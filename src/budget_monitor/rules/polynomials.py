"""Exact arithmetic of polynomials in atoms, and of one over another: like terms collected, nothing ever rounded."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from budget_monitor.errors import RuleError
from budget_monitor.rules.condition import ONE, Atom, Comparison, Own, Polynomial, Ratio, polynomial_atoms
from budget_monitor.rules.syntax import Arithmetic

MAX_CASES_OR_TERMS = 1_000
"""Of one expression: every abs, min, max and `if … else` doubles its cases."""

_FLIPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def bounded(number: int, at: int = 0) -> None:
    """Raises RuleError for more cases or terms than can be carried, before they are made."""
    if number > MAX_CASES_OR_TERMS:
        raise RuleError(f"this comes to more than {MAX_CASES_OR_TERMS:,} cases or terms; write several rules", at=at)


def single(atom: Atom) -> Ratio:
    """An atom by itself."""
    return Ratio({(atom,): Fraction(1)}, {ONE: Fraction(1)})


def constant(number: Fraction) -> Ratio:
    """A number in which no figure is looked up."""
    return Ratio({ONE: number} if number else {}, {ONE: Fraction(1)})


def scaled(ratio: Ratio, factor: Fraction) -> Ratio:
    """A ratio times a number."""
    return Ratio({monomial: number * factor for monomial, number in ratio.numerator.items()}, ratio.denominator)


def _sum(first: Polynomial, second: Polynomial, factor: Fraction = Fraction(1)) -> Polynomial:
    total = dict(first)
    for monomial, number in second.items():
        total[monomial] = total.get(monomial, Fraction(0)) + number * factor
    return {monomial: number for monomial, number in total.items() if number}


def _product(first: Polynomial, second: Polynomial) -> Polynomial:
    bounded(len(first) * len(second))
    total: Polynomial = {}
    for (left, one), (right, other) in product(first.items(), second.items()):
        total = _sum(total, {tuple(sorted(left + right, key=repr)): one * other})
    return total


def _added(left: Ratio, right: Ratio, factor: Fraction) -> Ratio:
    if left.denominator == right.denominator:
        return Ratio(_sum(left.numerator, right.numerator, factor), left.denominator)
    crossed = _product(left.numerator, right.denominator), _product(right.numerator, left.denominator)
    return _over(_sum(*crossed, factor), _product(left.denominator, right.denominator))


def _over(numerator: Polynomial, denominator: Polynomial) -> Ratio:
    """A ratio; a constant denominator is always 1."""
    if set(denominator) != {ONE}:
        return Ratio(numerator, denominator)
    return scaled(Ratio(numerator, {ONE: Fraction(1)}), 1 / denominator[ONE])


def _difference(left: Ratio, right: Ratio) -> Ratio:
    return _added(left, right, Fraction(-1))


def calculate(node: Arithmetic, left: Ratio, right: Ratio) -> Ratio:
    """The sum, difference, product or quotient that an expression asks for. Raises RuleError for a zero divisor."""
    if node.op in "+-":
        return _added(left, right, Fraction(1 if node.op == "+" else -1))
    if node.op == "/":
        if not right.numerator:
            raise RuleError("division by zero", text="/", at=node.at)
        right = Ratio(right.denominator, right.numerator)
    return _over(_product(left.numerator, right.numerator), _product(left.denominator, right.denominator))


def comparison(op: str, left: Ratio, right: Ratio) -> Comparison:
    """The gap is taken from the reported side: the one that is a single cell of the row, or else the left."""
    if _is_cell(right) and not _is_cell(left):
        op, left, right = _FLIPPED[op], right, left
    gap = _difference(left, right)
    return Comparison(op, gap, _remaining(left, gap))


def _remaining(side: Ratio, gap: Ratio) -> Ratio:
    """A side without the terms that both sides have: nothing looks up what has cancelled out."""
    known = {*polynomial_atoms(gap.numerator), *polynomial_atoms(gap.denominator)}
    return Ratio({term: number for term, number in side.numerator.items() if known.issuperset(term)}, side.denominator)


def _is_cell(ratio: Ratio) -> bool:
    if not ratio.is_whole or len(ratio.numerator) != 1:
        return False
    ((monomial, number),) = ratio.numerator.items()
    return number == 1 and len(monomial) == 1 and isinstance(monomial[0], Own)
