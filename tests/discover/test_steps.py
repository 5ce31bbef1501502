"""Columns that say how another one changed from row to row, and balances below sub-totals."""

from __future__ import annotations

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

HEAD = ("Month", "Caseload", "Change")
MONTHS = [
    ("April", "1,240", ""),
    ("May", "1,311", "71"),
    ("June", "1,287", "(24)"),
    ("July", "1,402", "115"),
    ("August", "1,390", "(12)"),
    ("September", "1,455", "65"),
]


def failing(*rows: tuple[str, ...]) -> list[tuple[str, str, str]]:
    found = discover([grid_of(rows)], is_document=True)
    return [
        (one.place.address, str(one.reported), str(one.computed))
        for one in found.findings
        if one.verdict is Verdict.FAIL
    ]


def changed(row: int, column: int, text: str) -> list[tuple[str, ...]]:
    cells = [list(one) for one in MONTHS]
    cells[row][column] = text
    return [tuple(one) for one in cells]


def test_changes_from_row_to_row_hold_and_a_slip_in_one_fails() -> None:
    found = discover([grid_of([HEAD, *MONTHS])], is_document=True)
    assert [one.verdict in HELD for one in found.relations] == [True] * 5
    assert failing(HEAD, *changed(3, 2, "151")) == [("C5", "151", "115")]


def test_a_slip_in_the_figure_that_changed_fails_in_both_changes_it_is_of() -> None:
    assert failing(HEAD, *changed(2, 1, "1,827")) == [("C4", "-24", "516"), ("C5", "115", "-425")]


def test_changes_may_be_told_the_other_way_round_and_with_the_latest_first() -> None:
    turned = [(month, count, change.strip("()") if "(" in change else f"({change})") for month, count, change in MONTHS]
    turned[0] = MONTHS[0]
    assert failing(HEAD, *turned) == []
    assert len(failing(HEAD, *changed(3, 2, "151")[::-1])) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [("April", "3", ""), ("May", "5", "2"), ("June", "6", "1"), ("July", "4", "2"), ("August", "7", "3")],
        [*MONTHS[:3], ("July", "1,402", "n/a"), ("August", "1,390", "97"), ("September", "1,455", "40")],
        [(month, count, str(number * 13)) for number, (month, count, _) in enumerate(MONTHS)],
    ],
)
def test_what_does_not_come_out_often_enough_is_not_judged(rows: list[tuple[str, ...]]) -> None:
    assert failing(HEAD, *rows) == []


BALANCE = [
    ("Opening balance", "4,001"),
    ("Grants", "1,354"),
    ("Fees", "1,508"),
    ("Total income", "2,862"),
    ("Staff", "986"),
    ("Premises", "1,792"),
    ("Total expenditure", "2,778"),
]


@pytest.mark.parametrize("lines", [[], [("Net movement in the year", "84")]])
def test_a_balance_closes_below_sub_totals_and_spending_without_a_sign(lines: list[tuple[str, str]]) -> None:
    head = ("", "General fund £000")
    assert failing(head, *BALANCE, *lines, ("Closing balance", "4,085")) == []
    assert ("B9" if not lines else "B10", "4805", "4085") in failing(
        head, *BALANCE, *lines, ("Closing balance", "4,805")
    )
