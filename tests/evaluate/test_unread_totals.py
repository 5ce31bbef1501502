"""A total that nothing was added up to is said, so that it does not look as if it had been cast."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.render.report.view import not_checked

SAVINGS = """\
financial_year,period,portfolio,proposal,risk_rating,value
2021/22,Q4,Parks,Energy,Amber,100
2021/22,Q4,Parks,Estates,Amber,50
2021/22,Q4,Parks,Total,,150
"""
OWN = """
[ledger]
name  = "places"
key   = ["place"]
label = "place"
[ledger.columns]
place  = "text"
amount = "money"
[[rule]]
id    = "ZZ01"
check = "amount >= 0"
"""


def warnings(folder: Path, **ledgers: str) -> list[InputProblem]:
    for name, text in ledgers.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [one for one in check(folder).input_problems if "total" in one.message]


@pytest.mark.parametrize("portfolio", ["", "All portfolios", "Council"])
@pytest.mark.parametrize("label", ["Grand total", "Totals", "TOTAL SAVINGS"])
def test_a_total_of_a_portfolio_without_lines_is_told(tmp_path: Path, portfolio: str, label: str) -> None:
    (told,) = warnings(tmp_path, savings=SAVINGS + f"2021/22,Q4,{portfolio},{label},,999\n")
    assert (told.severity, told.line, told.column, told.text) == ("warning", 5, "proposal", label)
    assert "no line has the same financial_year, period, portfolio" in told.message


def test_several_are_told_together(tmp_path: Path) -> None:
    more = "".join(f"2021/22,Q{number},,Total,,999\n" for number in (1, 2, 3, 4))
    (told,) = warnings(tmp_path, savings=SAVINGS + more)
    assert told.line == 5
    assert "(also lines 6, 7 and 1 more)" in told.message


def test_totals_of_a_ledger_without_a_casting_are_told(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text(OWN, "utf-8")
    (told,) = warnings(tmp_path, places="place,amount\nNorth,1\nTotal,99\n")
    assert (told.line, told.text) == (3, "Total")
    assert "no rule adds up to" in told.message


def test_a_total_that_was_cast_is_not_told(tmp_path: Path) -> None:
    assert not warnings(tmp_path, savings=SAVINGS)


def test_a_table_without_a_total_is_named_and_fails_a_strict_run(tmp_path: Path) -> None:
    (tmp_path / "savings.csv").write_text(SAVINGS.rpartition("2021/22,Q4,Parks,Total")[0], "utf-8")
    report = check(tmp_path)
    assert report.without_total == 1
    assert report.exit_code() == 0
    assert report.exit_code(strict=True) == 1
    assert "1 because a table has no total" in not_checked(report)
