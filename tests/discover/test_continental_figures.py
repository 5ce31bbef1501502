"""Figures with a decimal comma, points or spaces between thousands, or another dash for a minus add up like others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.figures.written import read_figure
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

LINES = [("1{}234{}567,89", "1{}200{}000,10"), ("234{}567,10", "250{}000,00"), ("34{}500,01", "33{}100,50")]


@pytest.mark.parametrize("between", [".", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"])
@pytest.mark.parametrize(("total", "failed"), [("1{}503{}635,00", 0), ("1{}530{}635,00", 1)])
def test_a_table_of_them_is_checked(between: str, total: str, failed: int) -> None:
    rows = [[text.replace("{}", between) for text in row] for row in [*LINES, (total, "1{}483{}100,60")]]
    names = ("Care", "Homes", "Parks", "Total")
    table = grid_of([("Service", "Budget", "Actual"), *[(name, *row) for name, row in zip(names, rows, strict=True)]])
    verdicts = [one.verdict for one in discover([table], is_document=True).relations]
    assert verdicts.count(Verdict.FAIL) == failed
    assert verdicts.count(Verdict.EXACT) == len(("Budget", "Actual")) - failed


@pytest.mark.parametrize("text", ["1 234 56,7", "1 234,567", "12 345,6 7", "1234 567,89"])
def test_spaces_that_stand_elsewhere_are_not_between_thousands(text: str) -> None:
    assert read_figure(text) is None


@pytest.mark.parametrize("dash", "-‐‑‒–—―−⁃﹘﹣－˗")
def test_whichever_dash_stands_for_the_minus_the_figure_is_read(dash: str) -> None:
    found = read_figure(f"{dash}£97.50")
    assert found
    assert (found.value, found.decimals) == (Decimal("-97.50"), 2)
    assert read_figure(f"1{dash}2") is None
