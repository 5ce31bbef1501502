"""Averages that were rounded one by one, and a ratio below the two rows that it is of."""

from __future__ import annotations

from budget_monitor.discover.discovery import discover
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

PLOTS = [
    ["", "Plots", "Rent per plot £", "Income £", "Water £", "Surplus £"],
    ["Church Lane", "54", "51", "2754", "359", "2395"], ["Mill Road", "45", "31", "1395", "233", "1162"],
    ["Station Field", "44", "50", "2200", "139", "2061"], ["All sites", "143", "44.4", "6349", "731", "5618"],
    ["Average per site", "47.7", "", "2116.33", "243.67", "1872.67"],
]  # fmt: skip
COSTS = [
    ["Prudential indicator", "2025/26 Actual", "2026/27 Estimate", "2027/28 Estimate"],
    ["Capital expenditure £m", "24.6", "31.2", "18.4"],
    ["Gross debt £m", "121.0", "130.5", "133.0"],
    ["Financing costs £m", "8.1", "8.9", "9.4"],
    ["Net revenue stream £m", "162.5", "168.0", "174.2"],
    ["Ratio %", "5.0", "5.3", "5.4"],
]


def test_averages_need_not_add_up_to_the_penny() -> None:
    found = discover([grid_of(PLOTS)])
    (average,) = [one for one in found.checks if one.is_of_columns and one.target.row == len(PLOTS) - 1]
    assert average.gap * 100 == -1
    assert average.verdict is Verdict.WITHIN_ROUNDING


def test_a_ratio_in_percent_is_that_of_the_two_rows_before_it() -> None:
    assert {one.target.row for one in discover([grid_of(COSTS)]).checks if one.verdict in HELD} == {5}


def test_a_wrong_ratio_below_the_two_rows_that_it_is_of_is_told() -> None:
    found = discover([grid_of([*COSTS[:-1], ["Ratio %", "5.0", "5.3", "6.4"]])])
    assert [one.place.address for one in found.findings] == ["D6"]


def test_a_percentage_of_something_else_below_two_rows_is_no_ratio_of_them() -> None:
    assert not discover([grid_of([*COSTS[:-1], ["Collected in the year %", "97.1", "97.3", "96.8"]])]).findings
