"""Virements between two portfolios that name one another net to nil in each report."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.model.results.outcome import Verdict

HEADER = "financial_year,period,portfolio,description,category,amount\n"
HOUSING, LEISURE, ADULTS = "Housing and Environment", "Leisure and Culture", "Adult Care"


def failures(folder: Path, *lines: tuple[str, str, str, float], unit: str = "£000") -> list[tuple[str, int, str]]:
    rows = (f"2026/27,{period},{name},{said},virement,{amount}\n" for period, name, said, amount in lines)
    text = HEADER + "".join(rows)
    (folder / "budget_changes.csv").write_text(text, "utf-8")
    (folder / "budget-monitor.toml").write_text(f'unit = "{unit}"\n', "utf-8")
    found = [one for one in check(folder).findings if one.verdict is Verdict.FAIL]
    return [(one.rule, one.place.line, str(one.gap)) for one in found]


@pytest.mark.parametrize("unit", ["£", "£1", "£000", "£m"])
@pytest.mark.parametrize(
    ("to", "origin"),
    [
        ("Virement to Leisure", "Virement from Housing"),
        ("Transfer to Leisure and Culture for events", "transferred from Housing & Environment"),
        ("VIREMENT TO LEISURE", "Virement (from Housing)"),
    ],
)
def test_two_sides_that_differ_fail(tmp_path: Path, to: str, origin: str, unit: str) -> None:
    assert not failures(tmp_path, ("Q2", HOUSING, to, -30), ("Q2", LEISURE, origin, 30), unit=unit)
    ((rule, line, _),) = failures(tmp_path, ("Q2", HOUSING, to, -30), ("Q2", LEISURE, origin, 35), unit=unit)
    assert (rule, line) == ("BC02", 2)


@pytest.mark.parametrize(
    "lines",
    [
        [("Q2", HOUSING, "Virement to Leisure", -30), ("Q2", LEISURE, "Pay award", 35)],  # one side only
        [("Q2", HOUSING, "Virement to Leisure", -30), ("Q3", LEISURE, "Virement from Housing", 35)],  # two reports
        [("Q2", HOUSING, "Virement to contingency", -30), ("Q2", HOUSING, "Virement from contingency", 10)],
        [("Q2", HOUSING, "Virement to Leisure", -30), ("Q2", HOUSING, "Virement to the events team", -5),
         ("Q2", LEISURE, "Virement from Housing", 35)],  # of one the other side cannot be told
        [("Q2", HOUSING, "Realignment of staffing", -30), ("Q2", LEISURE, "Transfer between services", 35)],
        [("Q2", HOUSING, "Grant passed to Leisure", -30), ("Q2", LEISURE, "Grant from Housing", 35)],
        [("Q2", HOUSING, "Virement to Leisure", -30), ("Q2", HOUSING, "Virement to Adult Care", -5),
         ("Q2", LEISURE, "Virement from Housing", 30), ("Q2", ADULTS, "Virement from Housing", 5)],
    ],
)  # fmt: skip
def test_what_is_no_pair_or_nets_to_nil_is_left_alone(tmp_path: Path, lines: list[tuple[str, str, str, float]]) -> None:
    assert not failures(tmp_path, *lines)


def test_several_lines_of_a_side_are_taken_together(tmp_path: Path) -> None:
    lines = [("Q2", HOUSING, "Virement to Leisure (events)", -10), ("Q2", HOUSING, "Virement to Leisure", -20)]
    assert not failures(tmp_path, *lines, ("Q2", LEISURE, "Virement from Housing", 30))
