"""A rate by which all amounts are multiplied, and amounts of a number times a price: one that is mistyped is told."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

HEADINGS = ("Grade", "FTE", "Average cost £", "Total cost £", "On-costs %", "On-costs £", "Full cost £")
GRADES = 4
AVERAGE = 2
RATE = 4
SEEDS = range(10)


def establishment(seed: int) -> list[list[str]]:
    """Posts with their cost, and on-costs of 28%."""
    chance = Random(seed)
    rows = []
    for _ in range(GRADES):
        posts, average = Decimal(chance.randint(4, 90)) / 2, chance.randint(20_100, 64_000)
        cost = posts * average
        rows.append([posts, Decimal(average), cost, Decimal(28), cost * 28 / 100, cost * 128 / 100])
    totals = [sum(column) for column in zip(*rows, strict=True)]
    blank = (AVERAGE - 1, RATE - 1)
    below = ["" if at in blank else f"{total:f}" for at, total in enumerate(totals)]
    lines = [[f"Grade {at}", *(f"{figure:f}" for figure in row)] for at, row in enumerate(rows)]
    return [list(HEADINGS), *lines, ["Total", *below]]


def with_one(rows: list[list[str]], row: int, column: int, text: str) -> Discovery:
    changed = [list(line) for line in rows]
    changed[row][column] = text
    return discover([grid_of(changed)])


@pytest.mark.parametrize("seed", SEEDS)
def test_an_establishment_with_a_rate_for_all_holds(seed: int) -> None:
    found = discover([grid_of(establishment(seed))])
    assert not found.findings
    assert {f"D{row}" for row in range(2, GRADES + 2)} <= {one.cells[0].place for one in found.relations}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rate_that_all_other_rows_contradict_fails_though_there_are_only_four(seed: int) -> None:
    row = 1 + seed % GRADES
    found = with_one(establishment(seed), row, RATE, "82")
    assert [one.cells[0].place for one in found.relations if one.verdict is Verdict.FAIL] == [f"E{row + 1}"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_factor_that_does_not_give_its_product_is_told_though_there_are_only_four(seed: int) -> None:
    rows, row = establishment(seed), 1 + seed % GRADES
    found = with_one(rows, row, AVERAGE, str(int(rows[row][AVERAGE]) + 270))
    told = {cell.place for one in found.relations if one.verdict is not Verdict.EXACT for cell in one.cells}
    assert f"C{row + 1}" in told
    assert found.findings
