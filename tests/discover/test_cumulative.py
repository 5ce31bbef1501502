"""Figures that are called cumulative: each is the one before it and what has come since, in a column or in a row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

YEARS = [
    ("Year", "Grant", "Spent", "Cumulative"),
    ("2022/23", "700,000", "617,921", "617,921"),
    ("2023/24", "2,400,000", "2,483,713", "3,101,634"),
    ("2024/25", "4,300,000", "4,260,920", "7,362,554"),
]


def failing(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, str, str]]:
    found = discover([grid_of(rows)], is_document=True)
    return [
        (one.place.address, str(one.reported), str(one.computed))
        for one in found.findings
        if one.verdict is Verdict.FAIL
    ]


def changed(row: int, column: int, text: str) -> list[tuple[str, ...]]:
    cells = [list(one) for one in YEARS]
    cells[row][column] = text
    return [tuple(one) for one in cells]


def test_cumulative_figures_run_up_what_another_column_or_row_has() -> None:
    for rows in (YEARS, list(zip(*YEARS, strict=True))):
        found = discover([grid_of(rows)], is_document=True)
        assert [one.verdict in HELD for one in found.relations] == [True] * 2


def test_one_in_the_middle_breaks_the_steps_to_it_and_from_it() -> None:
    wrong = changed(2, 3, "3,101,364")
    assert failing(wrong) == [("D3", "3101364", "3101634"), ("D4", "7362554", "7362284")]
    turned = list(zip(*wrong, strict=True))
    assert failing(turned) == [("C4", "3101364", "3101634"), ("D4", "7362554", "7362284")]


def test_the_last_one_or_a_figure_that_is_added_up_may_be_wrong() -> None:
    assert failing(changed(3, 3, "7,326,554")) == [("D4", "7326554", "7362554")]
    assert failing(changed(2, 2, "2,483,731")) == [("D3", "3101634", "3101652")]


@pytest.mark.parametrize(
    "text", ["5,000,000", "3,900,417"], ids=["a figure of another kind", "two slips in one figure"]
)
def test_what_no_slip_explains_is_not_told(text: str) -> None:
    assert failing(changed(3, 3, text)) == []


def test_a_running_total_below_one_line_repeats_nothing() -> None:
    rows: list[tuple[str, ...]] = [("Month", "April", "May", "June"), ("Paid", "169", "112", "190")]
    rows.append(("Running total", "169", "281", "471"))
    assert failing(rows) == []
