"""A figure that was never typed, or was typed over with a nought, is found by what the sums around it ask for."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of
from tests.support.monitoring import BUDGET, PERCENT, TO_DATE, figures_of, monitoring

SEEDS = range(12)


def with_cell(rows: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    changed = [list(one) for one in rows]
    changed[row][column] = text
    return changed


def advice_for(rows: list[list[str]]) -> list[tuple[str, str]]:
    """What to type where, by the first correction."""
    found = discover([grid_of(rows)])
    corrections = diagnose(found.constraints, found.findings).corrections
    return (
        [(change.address.rpartition("!")[2], change.type_as) for change in corrections[0].cells] if corrections else []
    )


def told(rows: list[list[str]]) -> set[str]:
    """The cells that are named to look at."""
    findings = discover([grid_of(rows)]).findings
    return {one.place.address.rpartition("!")[2] for one in findings if one.verdict is Verdict.UNDECIDED}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_report_holds_and_has_nothing_to_look_at(seed: int) -> None:
    relations = discover([grid_of(monitoring(Random(seed)))]).relations
    assert {one.verdict for one in relations} <= {Verdict.EXACT, Verdict.WITHIN_ROUNDING}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_nought_typed_over_any_figure_is_told_with_the_figure(seed: int) -> None:
    chance = Random(seed)
    rows = monitoring(chance)
    row, column = chance.choice(figures_of(rows))
    assert advice_for(with_cell(rows, row, column, "0")) == [(cell_address("", column, row + 1), rows[row][column])]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_blank_is_put_right_or_named_with_the_figure(seed: int) -> None:
    chance = Random(seed)
    rows = monitoring(chance)
    row, column = chance.choice(figures_of(rows))
    blank = with_cell(rows, row, column, "")
    address = cell_address("", column, row + 1)
    assert advice_for(blank) == [(address, rows[row][column])] or told(blank) == {address}


def test_a_blank_that_a_row_and_a_column_ask_for_is_put_right() -> None:
    rows = monitoring(Random(1))
    assert advice_for(with_cell(rows, 2, BUDGET, "")) == [(cell_address("", BUDGET, 3), rows[2][BUDGET])]


def test_a_percentage_ten_times_too_large_fails() -> None:
    rows = monitoring(Random(1))
    tenfold = f"{10 * float(rows[3][PERCENT].rstrip('%')):.1f}%"
    found = discover([grid_of(with_cell(rows, 3, PERCENT, tenfold))])
    assert [one.place.address for one in found.findings if one.verdict is Verdict.FAIL] == ["K4"]


def test_totals_that_were_not_made_in_a_column_of_differences_do_not_fail() -> None:
    """Nobody adds up what the lines differ by; a row and a column would both ask for it."""
    rows = [["Service", "2024", "2025", "Change"]]
    chance = Random(2)
    lines = [(chance.randint(10_000, 90_000), chance.randint(10_000, 90_000)) for _ in range(9)]
    rows += [[f"Line {at}", str(one), str(other), str(other - one)] for at, (one, other) in enumerate(lines)]
    rows.append(["Total", *(str(sum(column)) for column in zip(*lines, strict=True)), ""])
    assert all(one.verdict is not Verdict.FAIL for one in discover([grid_of(rows)]).relations)


def test_a_dash_of_which_one_sum_knows_is_named_and_does_not_fail() -> None:
    """It may say that nothing belongs there."""
    rows = [row[:TO_DATE] for row in monitoring(Random(3))]
    dash = with_cell(rows, 3, 2, "-")
    assert advice_for(dash) == []
    assert told(dash) == {"C4"}
