"""The normal form of a check: conditions over polynomials in atoms.

An atom is one figure or word a check looks up: a cell of its own row, a sum or a single row of another ledger, an
earlier row of the same key. Arithmetic becomes polynomials in atoms, like terms collected, with exact coefficients;
a division is kept as a denominator, so nothing is ever rounded. `a if c else b`, `abs`, `min` and `max` are lifted
out of the arithmetic into conditions. What is left is plain logic over comparisons of a polynomial with zero, which
is what interval arithmetic, and the search for culprits, need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product

from msgspec import Struct

from budget_monitor.errors import RuleError
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.rules.condition import (
    All,
    AnyOf,
    Atom,
    Condition,
    Lookup,
    Missing,
    Never,
    OneOf,
    Own,
    Ratio,
    Step,
    WordTest,
    polynomial_atoms,
)
from budget_monitor.rules.polynomials import bounded, calculate, comparison, constant, scaled, single
from budget_monitor.rules.syntax import (
    Arithmetic,
    Call,
    Compare,
    Conditional,
    Expression,
    Logic,
    Member,
    Name,
    Not,
    Number,
    Text,
)


class _Case(Struct, frozen=True):
    """A value under the conditions that select it."""

    guards: tuple[Condition, ...]
    value: Ratio | Atom | str


def normalise(node: Expression, ledger: str, ledgers: Mapping[str, LedgerSchema]) -> Condition:
    """The normal form of a resolved condition of `ledger`. Raises RuleError for arithmetic it cannot carry."""
    condition = _Normaliser(ledger, ledgers).condition(node)
    bounded(_size(condition, {}), node.at)
    return condition


def _size(condition: Condition, known: dict[int, int]) -> int:
    """How many tests a condition is made of. Parts in several places count in each, and are looked at once."""
    if id(condition) not in known:
        match condition:
            case All() | AnyOf():
                known[id(condition)] = sum(_size(part, known) for part in condition.parts)
            case Never():
                known[id(condition)] = _size(condition.part, known)
            case _:
                known[id(condition)] = 1
    return known[id(condition)]


class _Normaliser:
    def __init__(
        self, ledger: str, ledgers: Mapping[str, LedgerSchema], atom_of: Callable[[Name], Atom] | None = None
    ) -> None:
        self.ledger = ledger
        self.ledgers = ledgers
        self.atom_of = atom_of or self.own_or_other

    def condition(self, node: Expression) -> Condition:
        match node:
            case Logic():
                parts = tuple(self.condition(operand) for operand in node.operands)
                return All(parts) if node.op == "and" else AnyOf(parts)
            case Not(Logic(op, operands)):  # not (a or b) is not a and not b: the one that fails can be named
                parts = tuple(self.condition(Not(operand)) for operand in operands)
                return AnyOf(parts) if op == "and" else All(parts)
            case Not():
                return Never(self.condition(node.operand))
            case Conditional():
                test = self.condition(node.test)
                return AnyOf((All((test, self.condition(node.then))), All((Never(test), self.condition(node.other)))))
            case Compare():
                return self.compare(node)
            case Member():
                return self.member(node)
            case Call(function="is_missing", arguments=(argument,)):
                (case,) = self.cases(argument)
                return Missing(_only_atom(case.value))
        raise RuleError("a condition is needed here", at=node.at)

    def compare(self, node: Compare) -> Condition:
        lefts, rights = self.cases(node.left), self.cases(node.right)
        bounded(len(lefts) * len(rights), node.at)
        return _any_case(
            [
                (left.guards + right.guards, self.link(node, left.value, right.value))
                for left, right in product(lefts, rights)
            ]
        )

    def link(self, node: Compare, left: Ratio | Atom | str, right: Ratio | Atom | str) -> Condition:
        if isinstance(left, Ratio) and isinstance(right, Ratio):
            return comparison(node.op, left, right)
        if isinstance(left, Ratio) or isinstance(right, Ratio):
            raise RuleError(f"{node.op} cannot set a figure beside text", text=node.op, at=node.at)
        return WordTest(node.op, left, right)

    def member(self, node: Member) -> Condition:
        found: list[tuple[tuple[Condition, ...], Condition]] = []
        for case in self.cases(node.item):
            if isinstance(case.value, Ratio):
                numbers = [option for option in node.options if isinstance(option, Number)]
                each = tuple(comparison("==", case.value, constant(Fraction(number.value))) for number in numbers)
                found.append((case.guards, AnyOf(each)))
            elif isinstance(case.value, str):
                raise RuleError("`in` needs a column on its left", text=case.value, at=node.at)
            else:
                words = tuple(option.value for option in node.options if isinstance(option, Text))
                found.append((case.guards, OneOf(case.value, words)))
        return _any_case(found)

    def cases(self, node: Expression) -> list[_Case]:
        """The values an expression may take, each under its guards. Words stay atoms; figures become ratios."""
        match node:
            case Number():
                return [_Case((), constant(Fraction(node.value)))]
            case Text():
                return [_Case((), node.value)]
            case Name():
                return [_Case((), self.value(node, self.atom_of(node)))]
            case Conditional():
                test = self.condition(node.test)
                chosen = [_Case((test, *case.guards), case.value) for case in self.cases(node.then)]
                others = [_Case((Never(test), *case.guards), case.value) for case in self.cases(node.other)]
                return chosen + others
            case Arithmetic():
                lefts, rights = self.figures(node.left), self.figures(node.right)
                bounded(len(lefts) * len(rights), node.at)
                return [
                    _Case(left.guards + right.guards, calculate(node, _ratio(left.value), _ratio(right.value)))
                    for left, right in product(lefts, rights)
                ]
            case Call(function="abs" | "min" | "max"):
                return self.extreme(node)
            case Call(function="previous" | "previous_year" as function, arguments=(argument,)):
                return self.each_cell(argument, lambda name: Step(function, name.column))
            case Call(function="sum", arguments=(argument,), where=where):
                return self.each_cell(argument, lambda name: Lookup("sum", name.ledger or "", name.column, where))
            case Call(function="count", arguments=(Name() as name,), where=where):
                return [_Case((), single(Lookup("count", name.ledger or "", "", where)))]
        raise RuleError("a figure is needed here", at=node.at)

    def figures(self, node: Expression) -> list[_Case]:
        return [_Case(case.guards, _ratio(case.value)) for case in self.cases(node)]

    def own_or_other(self, name: Name) -> Atom:
        return Own(name.column) if name.ledger == self.ledger else Lookup("one", name.ledger or "", name.column)

    def value(self, name: Name, atom: Atom) -> Ratio | Atom:
        """An atom as the value it is: figures are ratios, words and dates stay atoms."""
        column = self.ledgers[name.ledger or self.ledger].columns[name.column]
        return single(atom) if column.type.is_numeric else atom

    def each_cell(self, argument: Expression, atom_of: Callable[[Name], Atom]) -> list[_Case]:
        """A step or sum of an expression is that expression of the steps or sums of its cells, being linear."""
        if isinstance(argument, Name):
            return [_Case((), self.value(argument, atom_of(argument)))]
        (case, *more) = _Normaliser(self.ledger, self.ledgers, atom_of).figures(argument)
        value = _ratio(case.value)
        linear = all(len(monomial) == 1 for monomial in value.numerator) and value.is_whole
        if more or not linear:
            raise RuleError("only sums and differences of columns can stand here", at=argument.at)
        return [case]

    def extreme(self, node: Call) -> list[_Case]:
        """abs, min and max as cases: max(a, b) is a where a >= b, and b otherwise."""
        arguments = [self.figures(argument) for argument in node.arguments]
        if node.function == "abs":
            bounded(2 * len(arguments[0]), node.at)
            return [
                _Case((*case.guards, guard), value)
                for case in arguments[0]
                for ratio in [_ratio(case.value)]
                for positive in [comparison(">=", ratio, constant(Fraction(0)))]
                for guard, value in ((positive, ratio), (Never(positive), scaled(ratio, Fraction(-1))))
            ]
        op = "<=" if node.function == "min" else ">="
        best = arguments[0]
        for argument in arguments[1:]:
            bounded(2 * len(best) * len(argument), node.at)
            best = [
                _Case((*left.guards, *right.guards, guard), value)
                for left, right in product(best, argument)
                for first in [comparison(op, _ratio(left.value), _ratio(right.value))]
                for guard, value in ((first, left.value), (Never(first), right.value))
            ]
        return best


def _any_case(found: list[tuple[tuple[Condition, ...], Condition]]) -> Condition:
    parts = tuple(All((*guards, condition)) if guards else condition for guards, condition in found)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _only_atom(value: Ratio | Atom | str) -> Atom:
    if isinstance(value, str):
        raise RuleError("is_missing() needs a column", text="is_missing")
    return polynomial_atoms(value.numerator)[0] if isinstance(value, Ratio) else value


def _ratio(value: Ratio | Atom | str) -> Ratio:
    if isinstance(value, str):
        raise RuleError("a figure is needed here, not text", text=value)
    return value if isinstance(value, Ratio) else single(value)
