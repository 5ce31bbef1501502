"""The months of a report come to its actual to date, also where the actual is read as the budget and the variance."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of
from tests.support.monitoring import BUDGET, MONTH_COLUMNS, MONTHS, TO_DATE, VARIANCE, monitoring

CARRIED = 9_000
SEEDS = range(8)


def added(rows: list[list[str]], group: str, column: int, by: int) -> list[list[str]]:
    """The first line of a group, changed in one column, and all totals of that column with it."""
    names = (f"{group} 1", f"Sub-total {group}", "Net expenditure")
    return [
        [str(int(text) + by) if row[0] in names and at == column else text for at, text in enumerate(row)]
        for row in rows
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_months_are_cast_across_and_the_variance_is_the_actual_less_the_budget(seed: int) -> None:
    rows = monitoring(Random(seed))
    made = {
        (one.cells[0].place, tuple(cell.place for cell in one.cells[1:]))
        for one in discover([grid_of(rows)]).relations
        if one.verdict is Verdict.EXACT
    }
    for line, row in enumerate(rows, start=1):
        if row[TO_DATE].lstrip("-").isdigit():
            assert (f"H{line}", tuple(f"{column}{line}" for column in "BCDEFG")) in made
            assert (f"J{line}", (f"H{line}", f"I{line}")) in made
    assert (len(MONTHS) + 1, len(MONTHS) + 2, len(MONTHS) + 3) == (TO_DATE, BUDGET, VARIANCE)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_month_that_was_changed_with_its_totals_fails_against_the_actual_to_date(seed: int) -> None:
    chance = Random(seed)
    rows, month = monitoring(chance), chance.choice(MONTH_COLUMNS)
    relations = discover([grid_of(added(rows, "Housing", month, CARRIED))]).relations
    failed = {one.cells[0].place: int(one.gap) for one in relations if one.verdict is Verdict.FAIL}
    lines = {row[0]: line for line, row in enumerate(rows, start=1)}
    names = ("Housing 1", "Sub-total Housing", "Net expenditure")
    assert failed == {f"H{lines[name]}": -CARRIED for name in names}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_total_that_was_carried_down_is_told_with_the_figures_that_would_do_as_well(seed: int) -> None:
    """A nought in a column of noughts is none of them alone: its own total would not be nought then."""
    chance = Random(seed)
    lines = [[chance.randint(1_000, 90_000), chance.randint(1_000, 90_000), 0] for _ in range(chance.randint(3, 8))]
    totals = [sum(line) for line in lines]
    totals[1] += chance.randint(11, 4_000)
    body = [["Service", *map(str, line), str(total)] for line, total in zip(lines, totals, strict=True)]
    below = ["Total", *(str(sum(column)) for column in zip(*lines, strict=True)), str(sum(totals))]
    found = discover([grid_of([["Service", "Pay", "Other", "Mergers", "Total"], *body, below])])
    first, *others = diagnose(found.constraints, found.findings).corrections
    likely = (first.cells, *(one.cells for one in first.alternatives))
    cells = [{change.address for change in changes} for changes in likely]
    assert not others
    assert {"E3", f"E{len(lines) + 2}"} in cells
    assert all(len(one) > 1 for one in cells)
