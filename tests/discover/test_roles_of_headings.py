"""What headings say of the figures below them is checked, also of figures that stand apart from one another."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

OUTTURN = ["Cash limit", "Net expenditure", "Appropriations", "Outturn", "Variance"]
MONITORING = ["Revised budget", "Actual to date", "Forecast outturn", "Variance"]
NAMES = ["Libraries", "Highways", "Adults", "Children", "Parks"]


def written(value: int) -> str:
    return f"{value:,}" if value >= 0 else f"({-value:,})"


def table(random: Random, headings: list[str], rows: int, *, is_over: bool) -> list[list[str]]:
    """A right table: the variance is that of the last figure before it against the first."""
    lines = [["Portfolio", *headings]]
    for name in NAMES[:rows]:
        budget, spent, moved = random.randint(2_000, 40_000), random.randint(2_000, 40_000), random.randint(-400, 400)
        between = [spent, moved, spent + moved] if headings == OUTTURN else [spent // 2, spent]
        variance = (between[-1] - budget) * (1 if is_over else -1)
        lines.append([name, *map(written, [budget, *between, variance])])
    return lines


def told(rows: list[list[str]]) -> list[str]:
    """The cells of what fails."""
    found = discover([grid_of(rows)], is_document=True)
    return [one.cells[0].place for one in found.relations if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED)]


@pytest.mark.parametrize("is_over", [True, False])
@pytest.mark.parametrize("headings", [OUTTURN, MONITORING])
def test_a_variance_is_held_against_the_nearest_budget_and_the_figure_before_it(
    headings: list[str], *, is_over: bool
) -> None:
    random = Random(7)
    for _ in range(10):
        rows = table(random, headings, random.randint(3, 5), is_over=is_over)
        assert told(rows) == []
        right = rows[2][-1]
        digits = [one for one in right if one.isdigit()]
        if len(set(digits)) < len("ab"):
            continue
        at = next(place for place, one in enumerate(digits) if one != digits[-1])
        digits[at], digits[-1] = digits[-1], digits[at]
        marks = iter(digits)
        rows[2][-1] = "".join(next(marks) if one.isdigit() else one for one in right)
        assert told(rows) == [f"{'ABCDEF'[len(headings)]}3"]


def test_commitments_between_the_two_make_another_variance() -> None:
    rows = [
        ["Service", "Budget", "Actual", "Commitments", "Variance"],
        ["Parks", "900", "700", "150", "50"],
        ["Roads", "800", "640", "0", "160"],
        ["Pools", "500", "410", "0", "90"],
    ]
    assert told(rows) == []
