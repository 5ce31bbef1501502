from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.money import figure_text
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.render.text.arithmetic import Step, beside, steps
from tests.support.small_reports import cell, finding, pounds, roll_forward


def test_the_other_cells_lead_to_the_computed_figure() -> None:
    """300,000 - 239,000 = 61,000, and the report says 16,000."""
    assert steps(roll_forward()) == [
        Step("", "opening", "£300,000"),
        Step("−", "usage", "£239,000"),
        Step("=", "computed", "£61,000"),
        Step("", "closing", "£16,000", "reported"),
    ]


def test_a_tie_to_another_file_names_the_place() -> None:
    limit = cell("cash_limit", 100, file="cash_limits.csv", line=3)
    outturn = cell("cash_limit", 90, file="outturns.csv", line=7)
    tie = finding([limit, outturn], coefficients=[-1, 1], reported=pounds(90), computed=pounds(100))
    assert steps(tie) == [
        Step("", "cash_limit", "£100", "cash_limits.csv:3"),
        Step("", "cash_limit", "£90", "reported"),
    ]


def test_many_cells_of_a_column_become_their_sum() -> None:
    lines = [cell("amount", 10 * line, file="budget_changes.csv", line=line) for line in (2, 3, 4, 6, 9)]
    change = cell("change", 250, file="cash_limits.csv", line=8)
    check = finding([*lines, change], coefficients=[-1] * 5 + [1], reported=pounds(250), computed=pounds(240))
    assert steps(check) == [
        Step("", "amount, sum of 5 lines", "£240", "budget_changes.csv lines 2–4, 6, 9"),
        Step("", "change", "£250", "reported"),
    ]


def test_few_cells_of_a_column_are_added_up_one_by_one() -> None:
    lines = [cell("closing", amount, line=line) for line, amount in ((2, 10), (3, -4))]
    total = cell("closing", 5, line=4)
    check = finding([*lines, total], coefficients=[-1, -1, 1], reported=pounds(5), computed=pounds(6))
    assert steps(check) == [
        Step("", "closing", "£10", "line 2"),
        Step("+", "closing", "−£4", "line 3"),
        Step("=", "computed", "£6"),
        Step("", "closing", "£5", "reported"),
    ]


def test_both_sides_may_be_sums() -> None:
    """The finding stands at the first line of a group whose sum is the reported figure."""
    schemes = [cell("amount", amount, line=line, file="a.csv") for line, amount in ((2, 10), (3, 20))]
    sources = [cell("amount", amount, line=line, file="b.csv") for line, amount in ((2, 15), (3, 16))]
    check = finding(
        [*schemes, *sources],
        coefficients=[1, 1, -1, -1],
        reported=pounds(30),
        computed=pounds(31),
        place=schemes[0].ref,
    )
    assert steps(check) == [
        Step("", "amount", "£15", "b.csv:2"),
        Step("+", "amount", "£16", "b.csv:3"),
        Step("=", "computed", "£31"),
        Step("", "amount", "£10"),
        Step("+", "amount", "£20", "line 3"),
        Step("=", "reported", "£30"),
    ]


def test_a_coefficient_and_a_fixed_amount_are_written_out() -> None:
    """The rule is achieved == 0.9 * value + 100"""
    value, achieved = cell("value", 1000), cell("achieved", 900)
    check = finding([value, achieved], coefficients=["-0.9", 1], reported=pounds(900), computed=pounds(1000))
    assert steps(check) == [
        Step("", "0.9 × value", "£900"),
        Step("+", "a fixed amount", "£100"),
        Step("=", "computed", "£1,000"),
        Step("", "achieved", "£900", "reported"),
    ]


def test_an_inequality_says_what_it_asks() -> None:
    limit, outturn = cell("cash_limit", 100), cell("outturn", 110)
    check = finding([limit, outturn], coefficients=[-1, 1], reported=pounds(110), computed=pounds(100), comparison="<=")
    assert steps(check)[-1] == Step("", "outturn", "£110", "reported; must be at most £100")


def test_a_reported_side_with_its_own_minus_leads_to_the_gap() -> None:
    """The rule is net - income == cost, reported being net - income: no cell is the reported figure."""
    net, income, cost = cell("net", 100), cell("income", 30), cell("cost", 60)
    check = finding(
        [net, income, cost], coefficients=[1, -1, -1], reported=pounds(70), computed=pounds(60), place=net.ref
    )
    assert steps(check) == [
        Step("", "net", "£100"),
        Step("−", "income", "£30"),
        Step("−", "cost", "£60"),
        Step("=", "gap", "£10"),
        Step("", "computed", "£60"),
        Step("", "reported", "£70"),
    ]


def test_where_a_figure_is_missing_the_cells_stand_as_they_are() -> None:
    check = finding([cell("opening", 300), cell("usage", None), cell("closing", 16)], verdict=Verdict.UNDECIDED)
    assert steps(check) == [
        Step("", "opening", "£300"),
        Step("", "usage", "(blank)"),
        Step("", "closing", "£16"),
    ]


def test_of_many_cells_only_the_blank_ones_are_shown() -> None:
    cells = [cell("amount", None if line == 20 else line, line=line) for line in range(2, 22)]
    assert steps(finding(cells, verdict=Verdict.UNDECIDED, place=cells[0].ref)) == [
        Step("", "amount", "(blank)", "line 20"),
        Step("", "and 19 more", ""),
    ]


def test_of_many_cells_without_a_blank_the_first_are_shown() -> None:
    cells = [cell("amount", line, line=line) for line in range(2, 22)]
    shown = steps(finding(cells, place=cells[0].ref))
    assert shown[0] == Step("", "amount", "£2")
    assert shown[-1] == Step("", "and 12 more", "")
    assert len(shown) == 9


def test_words_of_a_check_stand_beside_its_figures() -> None:
    rating = Cell(CellRef("savings.csv", 5, "risk_rating"), "Green", "Green")
    achieved = Cell(CellRef("savings.csv", 5, "achieved"), "70", Decimal(70))
    check = finding([rating, achieved], message="Green needs 90%")
    assert steps(check) == [Step("", "risk_rating", "Green"), Step("", "achieved", "70")]


def test_cells_that_are_no_part_of_the_sum_stand_beside_it() -> None:
    check = replace(roll_forward(), terms=roll_forward().terms[1:], computed=pounds(-239000), gap=pounds(255000))
    assert steps(check) == [
        Step("−", "usage", "£239,000"),
        Step("=", "computed", "−£239,000"),
        Step("", "closing", "£16,000", "reported"),
    ]
    assert beside(check) == "opening £300,000"
    assert beside(roll_forward()) == ""


amounts = st.integers(-(10**9), 10**9).map(lambda pence: Decimal(pence) / 100)


@given(st.lists(st.tuples(amounts, st.sampled_from([1, -1])), min_size=1, max_size=12), amounts)
def test_the_steps_add_up_to_the_computed_figure(others: list[tuple[Decimal, int]], reported: Decimal) -> None:
    """Whatever the cells are, the signed figures above `computed` sum to it exactly."""
    cells = [cell(f"c{at}", str(amount)) for at, (amount, _) in enumerate(others)]
    total = cell("total", str(reported), line=9)
    computed = sum((amount * sign for amount, sign in others), Decimal(0))
    check = finding(
        [*cells, total],
        coefficients=[*(-sign for _, sign in others), 1],
        reported=pounds(str(reported)),
        computed=pounds(str(computed)),
        place=total.ref,
    )
    *above, last = steps(check)
    assert last == Step("", "total", figure_text(pounds(str(reported))), "reported")
    parts = [step for step in above if step.sign != "="]
    assert (
        sum((-_read(step.figure) if step.sign == "−" else _read(step.figure) for step in parts), Decimal(0)) == computed
    )


def _read(figure: str) -> Decimal:
    return Decimal(figure.replace("£", "").replace(",", "").replace("−", "-"))
