"""Claims about names and types: what a condition may say, and what is refused before any row is read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.errors import RuleError
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.rules.syntax import Call, Compare, Expression, Member, Name, Not, Number, Text, parse
from budget_monitor.rules.types import Scope, Type, resolve
from tests.support.small_books import BUDGETS, FIGURES, SPENDING, book_of, figures

LEDGERS = book_of(FIGURES, SPENDING, BUDGETS).ledgers


def typed(source: str, ledger: str = "figures", **criteria: str) -> tuple[Expression, Type]:
    """An expression of a ledger, with the numbers that have names in its rule."""
    numbers = {name: Decimal(number) for name, number in criteria.items()}
    return resolve(parse(source), Scope(LEDGERS[ledger], LEDGERS, criteria=numbers))


def refusal(source: str, ledger: str = "figures", **criteria: str) -> RuleError:
    with pytest.raises(RuleError) as error:
        typed(source, ledger, **criteria)
    return error.value


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a + b", Type.MONEY),
        ("a - 50", Type.MONEY),
        ("a * n", Type.MONEY),
        ("n * a", Type.MONEY),
        ("2 * a", Type.MONEY),
        ("a * p / 100", Type.MONEY),
        ("a / n", Type.MONEY),
        ("a / b", Type.NUMBER),
        ("n + p", Type.NUMBER),
        ("n * i", Type.NUMBER),
        ("n / m", Type.NUMBER),
        ("1 + 2", Type.LITERAL),
        ("-a", Type.MONEY),
        ("abs(a)", Type.MONEY),
        ("min(0, a)", Type.MONEY),
        ("max(1, n)", Type.NUMBER),
        ("0 if is_missing(a) else a", Type.MONEY),
        ("previous(a)", Type.MONEY),
        ("previous_year(n) ", Type.NUMBER),
        ("sum(a + b)", Type.MONEY),
        ("count()", Type.NUMBER),
        ("kind", Type.TEXT),
        ("day", Type.DATE),
        ("previous(kind)", Type.TEXT),
        ("a == b", Type.TRUTH),
        ("kind in ('cost',)", Type.TRUTH),
        ("is_missing(kind)", Type.TRUTH),
        ("is_missing(previous(a))", Type.TRUTH),
        ("is_missing(budgets.budget)", Type.TRUTH),
        ("day < previous(day)", Type.TRUTH),
        ("not (a == b and n > 5)", Type.TRUTH),
    ],
)
def test_what_an_expression_stands_for(source: str, kind: Type) -> None:
    """A written number is money beside money, and a plain number beside one."""
    assert typed(source)[1] is kind


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a * b == c", "money cannot be multiplied by money"),
        ("n / a == 1", "a number cannot be divided by money"),
        ("1 / a == 1", "a number cannot be divided by money"),
        ("a + n == b", "+ cannot set money beside a number"),
        ("a == n", "== cannot set money beside a number"),
        ("a / b == c", "== cannot set a number beside money"),
        ("a < 'cost'", "< cannot set money beside text"),
        ("name == 5", "== cannot set text beside a written number"),
        ("a == day", "== cannot set money beside a date"),
        ("day == '2021-04-01'", "== cannot set a date beside text"),
        ("name + a == b", "+ needs figures, not text"),
        ("-name == a", "* needs figures, not text"),
        ("(a == b) + c == a", "+ needs figures, not a condition"),
        ("abs(name) == 1", "abs() needs figures, not text"),
        ("max(a, n) == a", "max() cannot set money beside a number"),
        ("a in ('x',)", "in cannot set money beside text"),
        ("name in (1, 2)", "in cannot set text beside a written number"),
        ("(a if n > 1 else name) == a", "if … else cannot set money beside text"),
        ("a if n else b", "a condition is needed here, not a number"),
        ("a and b", "a condition is needed here, not money"),
        ("not a", "a condition is needed here, not money"),
        ("(a == b) == (b == c)", "conditions are joined with `and` and `or`, not compared"),
        ("name < kind", "text has no order: < needs figures, dates or financial years"),
        ("a == sum(name)", "sum() needs figures, not text"),
        ("sum(5) == a", "sum() needs figures, not a written number"),
        ("sum(a == b) == 1", "sum() needs figures, not a condition"),
        ("sum(a, where=n) == 1", "a condition is needed here, not a number"),
        ("previous(5) == a", "previous() needs a column"),
        ("previous(a == b)", "previous() needs a column"),
        ("is_missing(a + b)", "is_missing() needs a column"),
        ("is_missing(previous(a + b))", "is_missing() needs a column"),
        ("is_missing('x')", "is_missing() needs a column"),
        ("is_missing(sum(a))", "is_missing() needs a column"),
    ],
)
def test_operations_that_make_no_sense_are_refused(source: str, message: str) -> None:
    assert str(refusal(source)) == message


@pytest.mark.parametrize(
    ("source", "ledger", "message", "text", "at"),
    [
        ("amuont == 5", "spending", "spending has no column 'amuont'; did you mean 'amount'?", "amuont", 0),
        ("amount == budget.budget", "spending", "unknown ledger 'budget'; did you mean 'budgets'?",
         "budget.budget", 10),
        ("amount == budgets.budgte", "spending", "budgets has no column 'budgte'; did you mean 'budget'?",
         "budgets.budgte", 10),
        ("amount == sum(budgets.budgte)", "spending", "budgets has no column 'budgte'", "budgets.budgte", 14),
        ("amount == sum(bugdets.budget)", "spending", "unknown ledger 'bugdets'; did you mean 'budgets'?",
         "bugdets", 10),
        ("amount == previous(amuont)", "spending", "spending has no column 'amuont'", "amuont", 19),
        ("budget == sum(spending.amount, where=team == department)", "budgets", "spending has no column 'department'",
         "department", 45),
        ("a > cuont", "figures", "figures has no column 'cuont'; did you mean 'count'?", "cuont", 4),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_the_nearest(
    source: str, ledger: str, message: str, text: str, at: int
) -> None:
    error = refusal(source, ledger)
    assert str(error).startswith(message)
    assert (error.text, error.at) == (text, at)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sum(sum(amount)) == 1", "sum() cannot stand inside sum()"),
        ("sum(previous(amount)) == 1", "previous() cannot stand inside sum()"),
        ("previous(sum(amount)) == 1", "sum() cannot stand inside previous()"),
        ("previous(previous(amount)) == 1", "previous() cannot stand inside previous()"),
        ("sum(amount, where=count() == 1) == 1", "count() cannot stand inside sum()"),
        ("sum(spending.amount + budgets.budget) == 1", "sum() adds up one ledger, not 2"),
        ("sum(amount, where=budgets.status == 'x') == 1", "sum() looks at one ledger; budgets.status is of another"),
        (
            "sum(budgets.budget, where=spending.team == 'x') == 1",
            "sum() looks at one ledger; spending.team is of another",
        ),
        ("previous(budgets.budget) == 1", "previous() looks at one ledger; budgets.budget is of another"),
    ],
)
def test_sums_and_steps_stand_alone(source: str, message: str) -> None:
    """A sum is over one ledger's own columns, and neither sums nor steps nest."""
    assert str(refusal(source, "spending")) == message


def test_names_inside_a_sum_are_of_the_ledger_that_is_added_up() -> None:
    """In a rule of budgets, `where` speaks of the rows of spending."""
    tree, _ = typed("budget == sum(spending.amount, where=kind == 'cost')", "budgets")
    assert isinstance(tree, Compare)
    assert isinstance(tree.right, Call)
    assert tree.right.where == Compare("==", Name("spending", "kind"), Text("cost"))


@pytest.mark.parametrize(
    ("source", "ledger", "literal"),
    [
        ("period == 'Mid-Year'", "spending", "Q2"),
        ("'mid year' == period", "spending", "Q2"),
        ("period == 'Outturn'", "spending", "Q4"),
        ("period == 'April'", "spending", "P01"),
        ("previous(period) == 'Annual'", "spending", "Q4"),
        ("financial_year == '2021-22'", "spending", "2021/22"),
        ("kind == 'INCOME'", "spending", "income"),
        ("budgets.period == 'Year-end'", "spending", "Q4"),
        ("team == 'mid-year'", "spending", "mid-year"),
    ],
)
def test_a_quoted_word_is_what_its_column_writes(source: str, ledger: str, literal: str) -> None:
    """Periods, years and choices have one spelling inside; other text stays as it is written."""
    tree, _ = typed(source, ledger)
    assert isinstance(tree, Compare)
    assert Text(literal) in (tree.left, tree.right)


def test_the_words_of_a_list_too() -> None:
    tree, _ = typed("period not in ('Mid-Year', 'q4')", "spending")
    assert tree == Not(Member(Name("spending", "period"), (Text("Q2"), Text("Q4"))))


@pytest.mark.parametrize(
    ("source", "message", "text", "at"),
    [
        ("kind == 'icnome'", "kind is never 'icnome'; did you mean 'income'?", "icnome", 8),
        ("kind in ('cost', 'incme')", "kind is never 'incme'; did you mean 'income'?", "incme", 17),
        ("period == 'Q5'", "period is never 'Q5'; did you mean 'Q", "Q5", 10),
        ("financial_year == '2021/23'", "financial_year is never '2021/23'; did you mean '2021/22'?", "2021/23", 18),
        ("sum(amount, where=kind == 'csot') == 1", "kind is never 'csot'; did you mean 'cost'?", "csot", 26),
    ],
)
def test_a_word_that_a_column_cannot_hold_is_refused_with_the_nearest(
    source: str, message: str, text: str, at: int
) -> None:
    error = refusal(source, "spending")
    assert str(error).startswith(message)
    assert (error.text, error.at) == (text, at)


def test_financial_years_have_an_order() -> None:
    assert typed("financial_year >= '2021/22'", "spending")[1] is Type.TRUTH
    assert "text has no order" in str(refusal("period > 'Q2'", "spending"))


def test_a_criterion_is_a_number_with_a_name() -> None:
    """It stands for its number, exactly, and may not be mistaken for a column."""
    tree, _ = typed("n >= lowest", lowest="0.10")
    assert isinstance(tree, Compare)
    assert tree.right == Number(Decimal("0.10"))
    assert str(refusal("n >= lowset", lowest="1")) == "figures has no column 'lowset'; did you mean 'lowest'?"
    assert str(refusal("n >= m", m="1")) == "'m' is a criterion of the rule and a column of figures"


def test_a_rule_that_makes_no_sense_is_broken_and_says_where() -> None:
    """The finding and the input problem have the message; the problem has the piece and its place."""
    report = figures("a + bb == c", "a,b,c\n1,2,3\n")
    (finding,), (problem,) = report.findings, report.input_problems
    assert finding.verdict is Verdict.BROKEN
    assert finding.message.startswith("figures has no column 'bb'")
    assert (problem.column, problem.severity, problem.text) == ("check", "error", "bb")
    assert problem.message.endswith("(at character 5)")
    assert problem.line == report.findings[0].place.line > 0


@pytest.mark.parametrize("condition", ["a", "a + b", "name"])
def test_a_rule_states_a_condition(condition: str) -> None:
    (finding,) = figures(condition, "a,b\n1,2\n").findings
    assert finding.message.startswith("a rule states a condition; this is ")
