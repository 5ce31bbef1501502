"""A percentage is of the column that it is of in most rows, also where a figure of that column is mistyped."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

HEADINGS = (
    "Directorate",
    "Original budget",
    "Virements",
    "Current budget",
    "Forecast outturn",
    "Variance",
    "% variance",
)
CURRENT = 3
LINES = 5
SEEDS = range(12)


def forecast(seed: int) -> list[list[str]]:
    """Lines of which each has a virement, but the first, and a variance in percent of the current budget."""
    chance = Random(seed)
    lines = [
        [chance.randint(200, 2_000) * 10, chance.randint(1, 15) * 10, chance.randint(20, 99)] for _ in range(LINES)
    ]
    lines[0][1] = 0
    sums = [sum(column) for column in zip(*lines, strict=True)]
    rows = [list(HEADINGS)]
    for name, (original, virement, variance) in zip([*"ABCDE", "Total"], [*lines, sums], strict=True):
        current = original + virement
        percent = (Decimal(100 * variance) / current).quantize(Decimal("0.1"), ROUND_HALF_UP)
        rows.append([name, *map(str, (original, virement, current, current + variance, variance, percent))])
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_are_not_computed_from_percentages_with_one_decimal(seed: int) -> None:
    found = discover([grid_of(forecast(seed))])
    assert not found.findings
    assert all(cell.place[0] != "G" for one in found.relations for cell in one.cells[1:])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_budget_with_exchanged_digits_puts_no_percentage_in_doubt(seed: int) -> None:
    rows, row = forecast(seed), 1 + seed % LINES
    text = rows[row][CURRENT]
    at = next(place for place in range(len(text) - 1) if text[place] != text[place + 1] and text[place + 1] != "0")
    rows[row][CURRENT] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    found = discover([grid_of(rows)])
    assert Verdict.FAIL in {one.verdict for one in found.findings}
    named = [change.address for one in diagnose(found.constraints, found.findings).corrections for change in one.cells]
    assert named == [f"D{row + 1}"]


@pytest.mark.parametrize("seed", range(40))
def test_a_minus_that_one_small_change_in_percent_lost_is_told(seed: int) -> None:
    chance = Random(seed)
    rows: list[tuple[str, int, int]] = []
    for name in ("Buildings", "Lights", "Gas", "Oil"):
        before = chance.randrange(300_000, 17_000_000)
        after = before * (1000 + chance.choice([-1, 1]) * chance.randrange(21, 140)) // 1000
        rows.append((name, before, after))
    rows.append(("Total", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    table = [[name, f"{a:,}", f"{b:,}", f"{Decimal(100 * (b - a)) / a:+.1f}%"] for name, a, b in rows]
    head = ["Supply", "kWh 2023/24", "kWh 2024/25", "Change %"]
    assert not discover([grid_of([head, *table])], is_document=True).findings
    at = chance.choice([at for at in range(4) if table[at][3].startswith("-")] or [0])
    table[at][3] = f"{-Decimal(table[at][3].rstrip('%'))}%"
    found = discover([grid_of([head, *table])], is_document=True)
    assert [one.cells[0].place for one in found.relations if one.verdict is Verdict.FAIL] == [f"D{at + 2}"]
