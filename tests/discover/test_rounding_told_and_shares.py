"""Shares that come to 100 within rounding, percentages of rounded figures, and a float that is made up again."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of


def failing(rows: list[list[object]], *, is_document: bool = True) -> list[str]:
    """What is told of as wrong."""
    found = discover([grid_of(rows)], is_document=is_document)
    return [one.sentence for one in found.relations if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize("number", range(30))
def test_a_hundred_percent_is_right_within_the_rounding_of_its_shares(number: int) -> None:
    random = Random(number)
    amounts = [random.randint(120, 800) for _ in range(4)]
    rows: list[list[object]] = [["Class", "£m", "% of fund"]]
    rows += [[name, one, f"{one / sum(amounts):.1%}"] for name, one in zip("ABCD", amounts, strict=True)]
    rows.append(["Total", sum(amounts), "100.0%"])
    assert failing(rows) == []


def test_round_shares_may_come_to_a_last_digit_more_than_all() -> None:
    rows: list[list[object]] = [["Class", "£m", "% of fund"], ["Equities", 709, "52.0%"], ["Bonds", 286, "21.0%"]]
    rows += [["Property", 163, "12.0%"], ["Other", 206, "15.1%"], ["Total", "1,364", "100.0%"]]
    assert failing(rows) == []
    rows[2][2] = "31.0%"
    assert failing(rows)


@pytest.mark.parametrize("number", range(30))
def test_percentages_of_figures_told_to_be_rounded_may_be_those_of_what_they_were(number: int) -> None:
    random = Random(number)
    rows: list[list[object]] = [["Area (figures rounded to 10)", "Households", "In need", "% in need"]]
    for name in ("North", "South", "East", "West", "Central", "Coast"):
        all_, some = random.randint(2_000, 7_000), random.randint(300, 1_500)
        rows.append([name, round(all_, -1), round(some, -1), f"{some / all_:.0%}"])
    assert failing(rows) == []


def test_a_float_is_made_up_by_what_is_reimbursed() -> None:
    rows: list[list[object]] = [["Date", "Item", "Spent", "Float"], ["1 Apr", "Float", "", "150.00"]]
    left, spent = 15_000, [420, 810, 635, 260, 315, 1_275]
    for day, one in enumerate(spent, 2):
        left -= one
        rows.append([f"{day} Apr", "Milk", f"{one / 100:.2f}", f"{left / 100:.2f}"])
    rows.append(["", "Reimbursed", f"{sum(spent) / 100:.2f}", "150.00"])
    assert failing(rows, is_document=False) == []
    rows[-1][3] = "160.00"
    assert discover([grid_of(rows)]).findings
