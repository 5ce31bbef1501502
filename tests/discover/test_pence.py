"""Columns that say in pence by how much two columns of pounds differ."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

HEADINGS = ("Increase (p)", "Change (pence)", "Difference in pence", "More (in p)")
YEARS = (("2025-26 (£)", "2026-27 (£)"), ("Rate now £", "Rate proposed £"), ("Proposed £", "Last year £"))


def rates(seed: int) -> list[list[str]]:
    """Hourly rates of two years, and what one is more than the other in pence."""
    chance = Random(seed)
    first, second = chance.choice(YEARS)
    sign = -1 if first.startswith("Proposed") else 1
    rows = [["Rate", first, second, chance.choice(HEADINGS)]]
    for name in ("Under twos", "Two-year-olds", "Older", "All day", "Holidays")[: chance.randrange(3, 6)]:
        pounds, pence = (
            Decimal(chance.randrange(400, 1_900)) / 100,
            chance.choice([-1, 1, 1]) * chance.randrange(11, 60),
        )
        rows.append([name, f"{pounds:.2f}", f"{pounds + Decimal(sign * pence) / 100:.2f}", f"{pence:+d}"])
    return rows


def found_in(rows: list[list[str]]) -> Discovery:
    return discover([grid_of(rows)], is_document=True)


@pytest.mark.parametrize("seed", range(40))
def test_differences_in_pence_hold(seed: int) -> None:
    found = found_in(rates(seed))
    assert not found.findings
    assert sum(one.cells[0].place.startswith("D") for one in found.relations) >= 2


@pytest.mark.parametrize("seed", range(40))
def test_one_wrong_digit_of_the_pence_fails(seed: int) -> None:
    rows, chance = rates(seed), Random(seed)
    at = chance.randrange(1, len(rows))
    right = rows[at][3]
    wrong = chance.choice([one for one in "123456789" if one != right[1]])
    rows[at][3] = f"{right[0]}{wrong}{right[2]}"
    found = found_in(rows)
    (one,) = found.findings
    assert (one.verdict, one.cells[0].text, str(one.computed)) == (Verdict.FAIL, rows[at][3], str(int(right)))
    diagnose(found.constraints, found.findings)


@pytest.mark.parametrize("heading", ["Price per unit (p)", "Pence per kWh", "Increase (%)", "Places (p)"])
def test_other_columns_of_small_figures_are_no_differences_in_pence(heading: str) -> None:
    rows = rates(1)
    rows[0][3] = heading
    rows[1][3] = "+13"
    assert not found_in(rows).findings
