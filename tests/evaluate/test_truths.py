"""Properties of the truths of a condition: the two ways to tell them agree, and neither ever condemns the innocent.

Conditions are made as trees that can do two things: write themselves in the language of rules, and work themselves
out on given figures by themselves. So nothing of the tool is needed to say what is right.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from budget_monitor.evaluate.truths.scalar import Printed, Value, truth
from budget_monitor.evaluate.truths.truth import Mode
from budget_monitor.model.checks.rule import Clause, Rule
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline import check_texts
from budget_monitor.rules.condition import Atom, Own
from budget_monitor.rules.normal import normalise
from budget_monitor.rules.syntax import parse
from budget_monitor.rules.types import Scope, resolve
from tests.support.engines import LISTS, asked
from tests.support.small_books import FIGURES, book_of

BOOK = book_of(FIGURES)
COLUMNS = ("n", "m", "p")
Row = Mapping[str, str]
"""Figures as they are written, by column; "" is a blank. A figure is as precise as its digits."""
Figures = Mapping[str, Fraction]


@dataclass(frozen=True)
class Tree:
    """An expression: its text in the language of rules, and what it comes to on given figures."""

    text: str
    value: Callable[[Figures], Fraction]


@dataclass(frozen=True)
class Test:
    """A condition, likewise."""

    __test__ = False  # no test case, whatever pytest makes of the name
    text: str
    holds: Callable[[Figures], bool]


def figure(column: str) -> Tree:
    """A cell."""
    return Tree(column, lambda figures: figures[column])


def constant(number: Decimal) -> Tree:
    """A number."""
    return Tree(f"({number})" if number < 0 else str(number), lambda _: Fraction(number))


def arithmetic(op: str, left: Tree, right: Tree) -> Tree:
    """A sum, a difference or a product."""
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[op]
    return Tree(f"({left.text} {op} {right.text})", lambda figures: work(left.value(figures), right.value(figures)))


def extreme(function: str, arguments: Sequence[Tree]) -> Tree:
    """One of abs, min and max."""
    functions: Mapping[str, Callable[..., Fraction]] = {"abs": abs, "min": min, "max": max}
    work = functions[function]
    text = f"{function}({', '.join(argument.text for argument in arguments)})"
    return Tree(text, lambda figures: work(*(argument.value(figures) for argument in arguments)))


def compare(op: str, left: Tree, right: Tree) -> Test:
    """A comparison."""
    work = {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
    return Test(
        f"({left.text} {op} {right.text})", lambda figures: bool(work[op](left.value(figures), right.value(figures)))
    )


def both(op: str, left: Test, right: Test) -> Test:
    """Two conditions joined by `and` or `or`."""
    joined = {"and": all, "or": any}[op]
    return Test(f"({left.text} {op} {right.text})", lambda figures: joined([left.holds(figures), right.holds(figures)]))


def chosen(test: Test, then: Tree, other: Tree) -> Tree:
    """The one or the other, as the condition says."""
    return Tree(
        f"({then.text} if {test.text} else {other.text})",
        lambda figures: then.value(figures) if test.holds(figures) else other.value(figures),
    )


def negated(test: Test) -> Test:
    """The opposite."""
    return Test(f"(not {test.text})", lambda figures: not test.holds(figures))


CONSTANTS = st.decimals(min_value=-3, max_value=3, places=1).map(constant)
CELLS = st.sampled_from(COLUMNS).map(figure)
OPERATORS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
SUMS = st.recursive(
    CELLS | CONSTANTS,
    lambda inner: (
        st.builds(arithmetic, st.sampled_from("+-"), inner, inner)
        | st.builds(lambda number, tree: arithmetic("*", number, tree), CONSTANTS, inner)
    ),
    max_leaves=4,
)
"""Sums of cells and numbers, with factors: what is linear."""


PRODUCTS = st.builds(arithmetic, st.just("*"), SUMS, SUMS)


def with_choices(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Larger expressions: one figure or another."""
    pairs = st.lists(inner, min_size=2, max_size=2)
    return (
        st.builds(extreme, st.just("abs"), st.lists(inner, min_size=1, max_size=1))
        | st.builds(extreme, st.sampled_from(["min", "max"]), pairs)
        | st.builds(chosen, st.builds(compare, OPERATORS, CELLS, CONSTANTS), inner, inner)
        | st.builds(arithmetic, st.sampled_from("+-"), inner, inner)
    )


TREES = st.recursive(SUMS | PRODUCTS, with_choices, max_leaves=2)
COMPARISONS = st.builds(compare, OPERATORS, TREES, TREES)
TESTS = st.recursive(
    COMPARISONS,
    lambda inner: st.builds(both, st.sampled_from(["and", "or"]), inner, inner) | st.builds(negated, inner),
    max_leaves=2,
)

WRITTEN = st.builds(
    lambda number, places: f"{number.scaleb(-places):f}", st.integers(-30, 30).map(Decimal), st.integers(0, 2)
)
"""Whole numbers, tenths and hundredths: rounded to half of their last digit."""


def rows(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[Row]]:
    """A few rows of figures."""
    return st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), min_size=1, max_size=6)


def printed(text: str) -> Value:
    """A figure with half of its last digit, told from its text alone."""
    if not text:
        return None
    number = Decimal(text)
    return Printed(Fraction(number), Fraction(1, 2 * 10 ** -int(number.as_tuple().exponent)))


def verdicts(
    condition: str, table: Sequence[Row], tolerance: Decimal | None = None, engine: str = LISTS
) -> list[Verdict]:
    """What the tool says of each row."""
    text = "name,n,m,p\n" + "".join(f"{place},{row['n']},{row['m']},{row['p']}\n" for place, row in enumerate(table))
    rule = Rule("T1", (Clause("figures", check=condition),), tolerance=tolerance)
    report = check_texts({"figures": text}, BOOK, [rule], engine=asked(engine), show=Show.ALL)
    found = {
        finding.place.line: finding.verdict for finding in (*report.findings, *report.within_rounding, *report.exact)
    }
    assert sum(report.counts.values()) == len(table)
    return [found[line + 2] for line in range(len(table))]


def told_alone(condition: str, row: Row, tolerance: Decimal | None = None) -> Verdict:
    """The verdict from the truths of one row, in fractions."""
    tree, _ = resolve(parse(condition), Scope(BOOK.ledgers["figures"], BOOK.ledgers))
    normal = normalise(tree, "figures", BOOK.ledgers)
    values: dict[Atom, Value] = {Own(column): printed(text) for column, text in row.items()}
    holds = truth(normal, values, Mode.HOLDS, tolerance)
    possible = truth(normal, values, Mode.POSSIBLE, tolerance)
    if holds is True:
        return Verdict.EXACT
    if possible is False:
        return Verdict.FAIL
    return Verdict.UNDECIDED if holds is None or possible is None else Verdict.WITHIN_ROUNDING


@settings(deadline=None, max_examples=60)
@given(TESTS, rows(WRITTEN | st.just("")), st.sampled_from([None, None, Decimal(0), Decimal("0.5")]))
def test_rows_together_and_rows_alone_come_to_the_same(test: Test, table: list[Row], tolerance: Decimal | None) -> None:
    """Decimal columns, of an engine and in lists, and fractions of one row at a time; blanks and tolerances too."""
    alone = [told_alone(test.text, row, tolerance) for row in table]
    assert verdicts(test.text, table, tolerance) == alone
    assert verdicts(test.text, table, tolerance, "arrow") == alone


def ranges(row: Row) -> list[tuple[Fraction, Fraction]]:
    """The least and the greatest that each figure of a row may have been."""
    cells = [printed(row[column]) for column in COLUMNS]
    return [(cell.value - cell.half, cell.value + cell.half) for cell in cells if isinstance(cell, Printed)]


def grid(row: Row, steps: int) -> Iterator[Figures]:
    """Figures behind those of a row: the corners of their ranges, and some between."""
    points = [[low + (high - low) * step / steps for step in range(steps + 1)] for low, high in ranges(row)]
    return (dict(zip(COLUMNS, point, strict=True)) for point in product(*points))


@settings(deadline=None, max_examples=60)
@given(TESTS, rows(WRITTEN))
def test_exact_is_what_printed_figures_satisfy_and_nothing_fails_that_others_do(test: Test, table: list[Row]) -> None:
    """A condition that one of a grid of figures behind the printed ones satisfies cannot be called a failure."""
    for row, verdict in zip(table, verdicts(test.text, table), strict=True):
        assert (verdict is Verdict.EXACT) == test.holds({column: Fraction(text) for column, text in row.items()})
        if any(test.holds(figures) for figures in grid(row, 4)):
            assert verdict is not Verdict.FAIL


@settings(deadline=None, max_examples=60)
@given(OPERATORS, SUMS, SUMS, rows(WRITTEN))
def test_a_comparison_of_sums_fails_just_where_no_figures_satisfy_it(
    op: str, left: Tree, right: Tree, table: list[Row]
) -> None:
    """Its gap is least and greatest where each figure is, and takes every value between."""
    for row, verdict in zip(table, verdicts(compare(op, left, right).text, table), strict=True):
        gaps = [left.value(figures) - right.value(figures) for figures in grid(row, 1)]
        least, most = min(gaps), max(gaps)
        satisfied = {
            "==": least <= 0 <= most, "!=": not least == most == 0, "<": least < 0, "<=": least <= 0,
            ">": most > 0, ">=": most >= 0,
        }[op]  # fmt: skip
        assert (verdict is Verdict.FAIL) == (not satisfied)


@settings(deadline=None, max_examples=40)
@given(OPERATORS, CELLS, SUMS, SUMS, rows(WRITTEN))
def test_a_quotient_is_known_where_its_denominator_cannot_be_nothing(
    op: str, cell: Tree, left: Tree, right: Tree, table: list[Row]
) -> None:
    """And then it is what its figures say. Cross-multiplying by a negative figure turns an inequality round."""
    points: list[Figures] = [
        {"n": Fraction(a), "m": Fraction(b), "p": Fraction(1)} for a, b in ((0, 0), (1, 2), (3, 1))
    ]
    assume(any(right.value(figures) for figures in points))  # a denominator that is always nothing is refused
    quotient = Tree(f"({left.text}) / ({right.text})", lambda figures: left.value(figures) / right.value(figures))
    test = compare(op, cell, quotient)
    for row, verdict in zip(table, verdicts(test.text, table), strict=True):
        assert verdict is told_alone(test.text, row)
        below = [right.value(figures) for figures in grid(row, 1)]
        if min(below) <= 0 <= max(below):
            assert verdict is Verdict.UNDECIDED
            continue
        figures = {column: Fraction(text) for column, text in row.items()}
        assert (verdict is Verdict.EXACT) == test.holds(figures)
        if any(test.holds(figures) for figures in grid(row, 3)):
            assert verdict is not Verdict.FAIL
