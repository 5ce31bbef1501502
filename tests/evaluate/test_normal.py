"""Claims about the normal form: arithmetic becomes polynomials in figures, and choices become conditions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from budget_monitor.errors import RuleError
from budget_monitor.rules.condition import (
    ONE,
    All,
    AnyOf,
    Atom,
    Comparison,
    Condition,
    Lookup,
    Missing,
    Never,
    OneOf,
    Own,
    Polynomial,
    Step,
    WordTest,
    atoms,
)
from budget_monitor.rules.normal import normalise
from budget_monitor.rules.syntax import parse
from budget_monitor.rules.types import Scope, resolve
from tests.support.small_books import BUDGETS, FIGURES, SPENDING, book_of

LEDGERS = book_of(FIGURES, SPENDING, BUDGETS).ledgers
A, B, C, N, M = Own("a"), Own("b"), Own("c"), Own("n"), Own("m")


def normal(source: str, ledger: str = "figures") -> Condition:
    tree, _ = resolve(parse(source), Scope(LEDGERS[ledger], LEDGERS))
    return normalise(tree, ledger, LEDGERS)


def comparison(source: str, ledger: str = "figures") -> Comparison:
    found = normal(source, ledger)
    assert isinstance(found, Comparison)
    return found


def gap(source: str, ledger: str = "figures") -> Polynomial:
    """The gap of a comparison that divides by nothing."""
    found = comparison(source, ledger).gap
    assert found.denominator == {ONE: 1}
    return found.numerator


def test_the_gap_is_the_reported_side_less_the_computed_one() -> None:
    """The reported side is a single cell of the row, wherever it stands, or else the left side."""
    assert gap("a == b - c") == {(A,): 1, (B,): -1, (C,): 1}
    assert gap("b - c == a") == {(A,): 1, (B,): -1, (C,): 1}
    assert gap("a + b == 2 * c") == {(A,): 1, (B,): 1, (C,): -2}
    assert gap("a == b") == {(A,): 1, (B,): -1}
    assert gap("-a == b") == {(B,): 1, (A,): 1}  # -a is not what stands in the cell
    assert gap("sum(amount) == before", "spending") == {
        (Own("before"),): 1,
        (Lookup("sum", "spending", "amount"),): -1,
    }


@pytest.mark.parametrize(
    ("source", "op"),
    [("b - c <= a", ">="), ("b - c < a", ">"), ("b + c > a", "<"), ("a <= b - c", "<="), ("b + c != a", "!=")],
)
def test_a_comparison_is_turned_round_with_its_sides(source: str, op: str) -> None:
    found = comparison(source)
    assert found.op == op
    assert found.reported.numerator == {(A,): 1}
    assert found.gap.numerator[(A,)] == 1


def test_like_terms_are_collected() -> None:
    """A figure that stands on both sides is counted once; what cancels out is gone."""
    assert gap("a + b - a + b == c") == {(C,): 1, (B,): -2}
    assert gap("a - b == a") == {(B,): 1}
    assert gap("a + 3 == c + 1 + 2") == {(A,): 1, (C,): -1}
    assert gap("n * a - a * n == c") == {(C,): 1}
    assert gap("a == a") == {}
    # what has cancelled out is no part of the reported side either
    assert comparison("a + b == a + c").reported.numerator == {(B,): 1}


def test_coefficients_are_exact() -> None:
    """A tenth is a tenth, and a third a third."""
    assert gap("0.1 * a + 0.2 * a == c") == {(C,): 1, (A,): Fraction(-3, 10)}
    assert gap("a / 3 == c") == {(C,): 1, (A,): Fraction(-1, 3)}
    assert gap("(a - b) * 12 / 100 == c") == {(C,): 1, (A,): Fraction(-12, 100), (B,): Fraction(12, 100)}


def test_products_are_multiplied_out() -> None:
    """The factors of a product stand in one order, so that n * m and m * n are alike."""
    assert gap("(a + b) * n == c") == {(C,): 1, (A, N): -1, (B, N): -1}
    assert gap("n * m == m * n") == {}
    assert gap("(n + 1) * (n - 1) == m") == {(M,): 1, (N, N): -1, ONE: 1}


def test_a_division_becomes_a_denominator() -> None:
    """Nothing is divided: n == 100 * a / b is (n * b - 100 * a) / b == 0."""
    found = comparison("n == 100 * a / b")
    assert found.gap.numerator == {(B, N): 1, (A,): -100}
    assert found.gap.denominator == {(B,): 1}
    assert found.reported.numerator == {(N,): 1}


def test_divisions_by_the_same_are_added_over_one_denominator() -> None:
    found = comparison("n == a / c + b / c")
    assert found.gap.denominator == {(C,): 1}
    assert found.gap.numerator == {(C, N): 1, (A,): -1, (B,): -1}


def test_a_division_of_a_division() -> None:
    """Dividing by m / p is multiplying by p / m."""
    found = comparison("n / (m / p) == i")
    assert found.gap.denominator == {(M,): 1}
    assert found.gap.numerator == {(Own("i"), M): 1, (N, Own("p")): -1}


@pytest.mark.parametrize("source", ["a / 0 == b", "a / (n - n) == b", "a / (0 * n) == b"])
def test_a_division_by_what_is_always_nothing_is_refused(source: str) -> None:
    with pytest.raises(RuleError, match="division by zero"):
        normal(source)


def test_abs_is_the_figure_or_its_opposite() -> None:
    """abs(a) == b says: a >= 0 and a == b, or not a >= 0 and -a == b."""
    positive = comparison("a >= 0")
    straight, turned = comparison("a == b"), comparison("-a == b")
    assert normal("abs(a) == b") == AnyOf((All((positive, straight)), All((Never(positive), turned))))


@pytest.mark.parametrize(("function", "op"), [("max", ">="), ("min", "<=")])
def test_the_larger_and_the_smaller_are_cases(function: str, op: str) -> None:
    """max(a, b) is a where a >= b, and b otherwise."""
    guard = comparison(f"a {op} b")
    first, second = comparison("a == c"), comparison("b == c")
    assert normal(f"{function}(a, b) == c") == AnyOf((All((guard, first)), All((Never(guard), second))))


def test_a_conditional_is_lifted_out_of_the_arithmetic() -> None:
    """There is one equation where the row is a cost, and another elsewhere."""
    found = normal("b + (a if kind == 'cost' else -a) == c")
    cost = WordTest("==", Own("kind"), "cost")
    assert found == AnyOf((All((cost, comparison("b + a == c"))), All((Never(cost), comparison("b - a == c")))))


def test_a_conditional_condition_is_one_or_the_other() -> None:
    found = normal("a == b if kind == 'cost' else a == c")
    cost = WordTest("==", Own("kind"), "cost")
    assert found == AnyOf((All((cost, comparison("a == b"))), All((Never(cost), comparison("a == c")))))


def test_words_blanks_and_lists() -> None:
    assert normal("kind != 'cost'") == WordTest("!=", Own("kind"), "cost")
    assert normal("kind in ('cost', 'income')") == OneOf(Own("kind"), ("cost", "income"))
    assert normal("n in (1, 2)") == AnyOf((comparison("n == 1"), comparison("n == 2")))
    assert normal("is_missing(a)") == Missing(A)
    assert normal("not is_missing(previous(a))") == Never(Missing(Step("previous", "a")))
    assert normal("name == previous(name)") == WordTest("==", Own("name"), Step("previous", "name"))


def test_a_sum_of_an_expression_is_that_expression_of_sums() -> None:
    """And so for steps; what is not linear cannot be taken apart, and is refused."""
    first, second = Lookup("sum", "figures", "a"), Lookup("sum", "figures", "b")
    assert gap("sum(a - 2 * b) == c") == {(C,): 1, (first,): -1, (second,): 2}
    assert gap("previous(a + b) == c") == {(C,): 1, (Step("previous", "a"),): -1, (Step("previous", "b"),): -1}
    for source in ("sum(n * m) == 1", "sum(a / n) == c", "sum(abs(a)) == c", "previous(a + 1) == c"):
        with pytest.raises(RuleError, match="only sums and differences of columns can stand here"):
            normal(source)


def test_atoms_come_in_the_order_of_their_use() -> None:
    found: tuple[Atom, ...] = atoms(normal("amount == budgets.budget and team == 'x'", "spending"))
    assert found == (Own("amount"), Lookup("one", "budgets", "budget"), Own("team"))


NESTED = ["a == b"]
"""A choice whose test is a choice, and so on: each stands twice in the next."""
for _ in range(10):
    NESTED.append(f"(a if {NESTED[-1]} else b) == c")


@pytest.mark.parametrize(
    "source",
    [
        "abs(" * 20 + "a" + ")" * 20 + " == c",
        " + ".join(["abs(a - b)"] * 12) + " == c",
        "max(" + ", ".join("abc" * 5) + ") == c",
        " * ".join(["(n + m + p + i + 1)"] * 30) + " == 1",
        NESTED[10],
        " and ".join(["a == b"] * 1_001),
    ],
)
def test_what_comes_to_too_many_cases_is_refused_at_once(source: str) -> None:
    """Each choice doubles the cases: twenty of them would be a million."""
    with pytest.raises(RuleError, match="this comes to more than 1,000 cases or terms"):
        normal(source)
