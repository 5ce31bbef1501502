"""Balances that run, shares of a total, measures that take turns, and what one sheet takes over from another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.checks.relation import Relation, RelationKind
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import cell_of, grid_of


def sheet(name: str, rows: Sequence[Sequence[object]]) -> Grid:
    width = max(map(len, rows))
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    return Grid("book.xlsx", name, tuple(tuple(map(cell_of, row)) for row in cells), tuple(range(1, len(rows) + 1)))


def cash_book(slip: int = 0) -> Grid:
    """Twelve entries, paid in or paid out, in pence; from the seventh on the balance is wrong by the slip."""
    random, balance = Random(7), 250_000
    rows: list[list[object]] = [["Date", "Details", "Paid in", "Paid out", "Balance"]]
    rows.append(["1 April", "Brought forward", "", "", f"{balance / 100:.2f}"])
    for at in range(12):
        amount, is_in = random.randint(500, 90_000), random.random() < 0.4
        balance += amount if is_in else -amount
        balance += slip if at == 6 else 0
        money = f"{amount / 100:.2f}"
        rows.append(
            [f"{at + 2} April", "Entry", money if is_in else "", "" if is_in else money, f"{balance / 100:.2f}"]
        )
    return sheet("", rows)


def by_target(found: Discovery) -> dict[str, Relation]:
    return {one.cells[0].place: one for one in found.relations}


def test_a_balance_runs_on_from_what_is_paid_in_and_out() -> None:
    found = discover([cash_book()])
    assert {one.kind for one in found.relations} == {RelationKind.RUNNING}
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert set(by_target(found)) == {f"E{row}" for row in range(3, 15)}
    signs = {cell.place[0]: cell.coefficient for one in found.relations for cell in one.cells[1:]}
    assert signs == {"E": 1, "C": 1, "D": -1}


def test_a_balance_that_does_not_run_on_fails_where_it_was_carried_wrongly_and_nowhere_else() -> None:
    found = discover([cash_book(slip=9_000)])
    (wrong,) = [one for one in found.relations if one.verdict is Verdict.FAIL]
    assert (wrong.cells[0].place, wrong.gap) == ("E9", Decimal(90))


@pytest.mark.parametrize(
    ("row", "column", "slip"),
    [
        (5, 4, lambda text: f"-{text}"),  # a balance with its sign reversed keeps two entries from holding
        (7, 4, lambda text: text[:1] + text[2:]),  # a balance without its second digit
        (6, 3, lambda text: text[:1] + text[2:]),  # a payment without its second digit
        (10, 3, lambda text: text[:-1]),  # a payment without its last penny
        (10, 3, lambda text: f"{text[:-2]}0"),  # and as a program writes it that keeps one decimal
    ],
)
def test_one_figure_of_a_cash_book_is_put_right_where_it_was_mistyped(
    row: int, column: int, slip: Callable[[str], str]
) -> None:
    rows = [[cell.text for cell in line] for line in cash_book().rows]
    right = rows[row][column] or rows[row][column - 1]
    column = column if rows[row][column] else column - 1
    rows[row][column] = slip(right)
    found = discover([sheet("", rows)])
    (correction,) = diagnose(found.constraints, found.findings).corrections
    assert [(change.address, change.type_as) for change in correction.cells] == [(f"{'ABCDE'[column]}{row + 1}", right)]
    assert not correction.alternatives


def test_shares_of_a_total_are_found_and_a_wrong_one_told() -> None:
    amounts = [412, 285, 1_907, 733, 1_264]
    total = sum(amounts)
    shares = [f"{100 * one / total:.1f}%" for one in amounts]
    rows: list[list[object]] = [
        ["Service", "£", "Share"],
        *([f"Service {at}", *one] for at, one in enumerate(zip(amounts, shares, strict=True))),
    ]
    rows.append(["Total", total, "100.0%"])
    found = by_target(discover([sheet("", rows)]))
    assert [cell.place for cell in found["C2"].cells] == ["C2", "B2", "B7"]
    assert all(found[f"C{row}"].kind is RelationKind.RATIO for row in range(2, 7))
    assert all(one.verdict is not Verdict.FAIL for one in found.values())
    rows[3][2] = "14.4%"
    wrong = [one.cells[0].place for one in discover([sheet("", rows)]).relations if one.verdict is Verdict.FAIL]
    assert wrong == ["C4", "C7"]  # and so the shares do not come to their total


def test_measures_that_take_turns_add_up_each_by_itself() -> None:
    """Number and value of each quarter side by side, with both totals in front."""
    random = Random(3)
    rows: list[list[object]] = [["Ward", "Number", "Value", *["Number", "Value"] * 4]]
    for at in range(8):
        numbers, values = [random.randint(5, 400) for _ in "1234"], [random.randint(1_000, 90_000) for _ in "1234"]
        both = [one for pair in zip(numbers, values, strict=True) for one in pair]
        rows.append([f"Ward {at}", sum(numbers), sum(values), *both])
    found = by_target(discover([sheet("", rows)]))
    assert [cell.place for cell in found["B2"].cells] == ["B2", "D2", "F2", "H2", "J2"]
    assert sorted(cell.place for cell in found["C9"].cells) == ["C9", "E9", "G9", "I9", "K9"]


def two_sheets(slip: int = 0) -> list[Grid]:
    random, kinds = Random(11), ["Pay", "Premises", "Supplies", "Transport", "Contracts"]
    detail: list[list[object]] = [["Department", "Category", "2025", "2026"]]
    summary: list[list[object]] = [["Category", "2025", "2026"]]
    sums = {kind: [0, 0] for kind in kinds}
    for department in ("Parks", "Libraries", "Highways", "Housing"):
        for kind in kinds:
            figures = [random.randint(1_000, 900_000) for _ in range(2)]
            sums[kind] = [one + more for one, more in zip(sums[kind], figures, strict=True)]
            detail.append([department, kind, *figures])
    summary += [[kind, *figures] for kind, figures in sums.items()]
    summary[3][1] = sums["Supplies"][0] + slip
    return [sheet("Detail", detail), sheet("Summary", summary)]


def test_a_summary_is_the_sum_of_another_sheets_lines_by_what_a_column_says() -> None:
    found = by_target(discover(two_sheets()))
    assert [cell.place for cell in found["Summary!B2"].cells] == [
        "Summary!B2",
        *(f"Detail!C{row}" for row in (2, 7, 12, 17)),
    ]
    assert set(found) == {f"Summary!{column}{row}" for column in "BC" for row in range(2, 7)}
    assert {one.verdict for one in found.values()} == {Verdict.EXACT}


def test_a_summary_that_differs_from_its_lines_fails_with_its_own_sheet() -> None:
    found = discover(two_sheets(slip=900))
    (wrong,) = [one for one in found.relations if one.verdict is Verdict.FAIL]
    assert (wrong.cells[0].place, wrong.gap) == ("Summary!B4", Decimal(900))
    assert found.findings[0].place.file == "book.xlsx:Summary"


@pytest.mark.parametrize("seed", range(6))
def test_figures_of_chance_run_on_from_nothing_and_are_shares_of_nothing(seed: int) -> None:
    random = Random(seed)
    rows: list[list[object]] = [["Name", "A", "B", "C", "D"]]
    rows += [[f"Line {at}", *(random.randint(1, 400) for _ in range(4))] for at in range(30)]
    assert discover([sheet("One", rows), sheet("Two", rows[:1] + rows[5:])]).findings == ()


def cash_flow(random: Random, lines: int = 14) -> list[list[str]]:
    """Months across: receipts and payments with their totals, and a balance that is carried from month to month."""
    months = [[random.randint(100, 9_999) for _ in range(2 * lines)] for _ in range(12)]
    names = [f"Receipt {at}" for at in range(lines)] + [f"Payment {at}" for at in range(lines)]
    rows = [["line", *(f"Month {at + 1}" for at in range(12))]]
    columns, balance = [], 50_000
    for month in months:
        receipts, payments = sum(month[:lines]), sum(month[lines:])
        opening, balance = balance, balance + receipts - payments
        columns.append([opening, *month[:lines], receipts, *month[lines:], payments, balance])
    labels = ["Opening balance", *names[:lines], "Total receipts", *names[lines:], "Total payments", "Closing balance"]
    return rows + [[label, *(str(column[at]) for column in columns)] for at, label in enumerate(labels)]


def carried(rows: list[list[str]]) -> dict[str, str]:
    """By the opening figure, the closing one that it is, of what holds."""
    found = discover([grid_of(rows)]).relations
    return {
        one.cells[0].place: one.cells[1].place
        for one in found
        if one.kind is RelationKind.RUNNING and len(one.cells) == 2 and one.verdict is Verdict.EXACT
    }


@pytest.mark.parametrize("lines", [4, 14, 40])
def test_a_balance_is_carried_on_from_month_to_month_however_many_lines_stand_between(lines: int) -> None:
    rows = cash_flow(Random(lines), lines)
    last = len(rows)
    assert carried(rows) == {f"{after}2": f"{before}{last}" for before, after in pairwise("BCDEFGHIJKLM")}


def test_an_opening_balance_that_is_not_the_closing_one_before_fails() -> None:
    rows = cash_flow(Random(1))
    rows[1][6] = str(int(rows[1][6]) + 1000)
    failed = [one for one in discover([grid_of(rows)]).relations if one.verdict is Verdict.FAIL]
    assert any(one.kind is RelationKind.RUNNING and one.cells[0].place == "G2" for one in failed)
