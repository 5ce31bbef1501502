"""The year's result told again between what is brought forward and what is carried forward stands where it belongs."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

RESULTS = ["Surplus for the year", "(Surplus) or deficit for the year", "Net increase in cash", "Movement in the fund"]
FORMS = ["added", "taken off", "with totals"]


def account(seed: int, years: int, form: str, *, apart: bool) -> list[list[object]]:
    """Income, spending and result of some years, and the balance carried on, which repeats the result."""
    random = Random(seed)
    name, opening = RESULTS[seed % len(RESULTS)], random.randint(5_000, 9_000)
    rows: list[list[object]] = [[one] for one in ("Fees", "Grants", "Total income", "Rent", "Staff", "Total spend")]
    results: list[list[object]] = [[name], ["Balance brought forward"], [name], ["Balance carried forward"]]
    for _ in range(years):
        fees, grants = random.randint(9_000, 12_000), random.randint(2_000, 4_000)
        rent, staff = random.randint(900, 4_000), random.randint(900, 4_000)
        result, sign = fees + grants - rent - staff, -1 if form == "added" else 1
        spend = (sign * rent, sign * staff, sign * (rent + staff))
        for row, figure in zip(rows, (fees, grants, fees + grants, *spend), strict=True):
            row.append(figure)
        for row, figure in zip(results, (result, opening, result, opening + result), strict=True):
            row.append(figure)
        opening += result
    told = {"added": [2, 5], "taken off": [2, 3, 4], "with totals": range(6)}[form]
    blank: list[list[object]] = [[""] * (years + 1)] if apart else []
    heading: list[object] = ["", *(f"{2024 + at}/{25 + at}" for at in range(years))]
    return [heading, *(rows[at] for at in told), results[0], *blank, *results[1:]]


def failed(rows: list[list[object]]) -> set[str]:
    """The figures that failing checks should make up."""
    return {one.cells[0].place for one in discover([grid_of(rows)]).relations if one.verdict is Verdict.FAIL}


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("years", [2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_a_result_told_again_is_no_line_that_stands_twice(seed: int, years: int, form: str, *, apart: bool) -> None:
    assert failed(account(seed, years, form, apart=apart)) == set()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_a_wrong_balance_below_a_result_told_again_fails(seed: int, form: str) -> None:
    rows = account(seed, 3, form, apart=False)
    rows[-1][3] = int(str(rows[-1][3])) + 900
    closing, opening = f"D{len(rows)}", f"D{len(rows) - 2}"
    assert closing in failed(rows) <= {closing, opening}
