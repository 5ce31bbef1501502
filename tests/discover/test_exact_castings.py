"""Tables whose sums come out to the last digit far beyond chance: their figures are exact, so all sums should be."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.checks import Check
from budget_monitor.discover.discovery import discover
from budget_monitor.model.checks.verdict import Verdict
from tests.support.grids import grid_of

LINES = 446


def casting(columns: int, gaps: dict[int, int]) -> list[Check]:
    """The checks of a casting of whole pounds of which some columns, by number, are out."""
    draw = Random("casting")
    lines = [[draw.choice((0, 1, 1)) * draw.randint(-900, 90_000) for _ in range(columns)] for _ in range(LINES)]
    totals = [sum(column) + gaps.get(at, 0) for at, column in enumerate(zip(*lines, strict=True))]
    rows: list[list[object]] = [["Cost centre", *(f"Centre {at + 1}" for at in range(columns))]]
    rows += [[f"Cost centre {at + 1:03}", *line] for at, line in enumerate(lines)]
    return list(discover([grid_of([*rows, ["Total", *totals]])]).checks)


def told(checks: list[Check]) -> dict[int, tuple[Verdict, int]]:
    """By column the verdict of what is out, and by how much it may be."""
    return {one.target.column - 1: (one.verdict, int(one.allowed)) for one in checks if one.gap}


def test_a_gap_in_one_of_sixty_exact_castings_is_a_slip_however_long_they_are() -> None:
    found = casting(63, {3: 9, 20: 27, 40: 90})
    assert told(found) == {3: (Verdict.FAIL, 0), 20: (Verdict.FAIL, 0), 40: (Verdict.FAIL, 0)}
    assert sum(one.verdict is Verdict.EXACT for one in found) == 60


def test_gaps_that_rounding_hardly_leaves_fail_where_smaller_ones_may_be_rounding() -> None:
    """Four castings are out by so little that their columns may be rounded; 90 is out by 15 standard deviations."""
    found = told(casting(30, {1: 5, 2: -6, 3: 9, 4: 7, 5: 90}))
    assert [found[at][0] for at in (1, 2, 3, 4)] == [Verdict.WITHIN_ROUNDING] * 4
    assert found[5] == (Verdict.FAIL, 0)


@pytest.mark.parametrize("seed", range(6))
def test_right_figures_in_thousands_do_not_fail(seed: int) -> None:
    draw = Random(f"right {seed}")
    columns, groups = draw.choice((3, 6, 12)), draw.choice((2, 3))
    rows: list[list[object]] = [["Service", *(f"Year {at + 1}" for at in range(columns))]]
    totals = [0] * columns
    for group in range(groups):
        lines = [[draw.randint(-900_000, 90_000_000) for _ in range(columns)] for _ in range(draw.choice((4, 12, 60)))]
        rows += [[f"Line {group}.{at}", *map(thousands, line)] for at, line in enumerate(lines)]
        own = [sum(column) for column in zip(*lines, strict=True)]
        rows.append([f"Group {group} total", *map(thousands, own)])
        totals = [one + other for one, other in zip(totals, own, strict=True)]
    checks = discover([grid_of([*rows, ["Total", *map(thousands, totals)]])]).checks
    assert {one.verdict for one in checks} <= {Verdict.EXACT, Verdict.WITHIN_ROUNDING}
    assert any(one.verdict is Verdict.WITHIN_ROUNDING for one in checks)


def test_a_column_that_was_rounded_among_columns_of_budgets_does_not_fail() -> None:
    """Budgets are set in thousands and add up; what was spent was rounded figure by figure, and both of its sub-totals
    are out, by different amounts.
    """
    draw = Random("budgets")
    rows: list[list[object]] = [["Service", *(f"Budget {at + 1}" for at in range(5)), "Spent"]]
    for group, gap in enumerate((1, -2)):
        lines = [[draw.randint(100, 9_000) for _ in range(6)] for _ in range(20)]
        rows += [[f"Line {group}.{at}", *line] for at, line in enumerate(lines)]
        *budgets, spent = (sum(column) for column in zip(*lines, strict=True))
        rows.append([f"Group {group} total", *budgets, spent + gap])
    found = discover([grid_of(rows)]).checks
    assert [(one.target.column, one.verdict) for one in found if one.gap] == [(6, Verdict.WITHIN_ROUNDING)] * 2


def thousands(pounds: int) -> int:
    """An amount rounded to thousands of pounds."""
    return (pounds + 500) // 1_000
