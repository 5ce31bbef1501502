"""Claims about names that match nothing and look like one that does: they are told, with the name they may be."""

from __future__ import annotations

from pathlib import Path

import pytest

import budget_monitor
from budget_monitor.model.ledgers.ledger import InputProblem

LIMITS = "financial_year,period,portfolio,previously_reported,change,cash_limit\n"
HEADLINES = "financial_year,period,portfolio,figure,amount\n"
RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"


def warnings(folder: Path, **ledgers: str) -> list[InputProblem]:
    for name, text in ledgers.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [one for one in budget_monitor.check(folder).input_problems if one.severity == "warning"]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Childrens Services", "Children's Services"),
        ("Adults & Health", "Adults and Health"),
        ("Libaries", "Libraries"),
        ("Resources, Commissioning and Governence", "Resources, Commissioning and Governance"),
    ],
)
def test_a_portfolio_that_no_other_ledger_has_is_told_with_the_one_it_may_be(
    tmp_path: Path, here: str, there: str
) -> None:
    limits = LIMITS + f'2026/27,Q1,"{there}",1000,163,1163\n2026/27,Q1,Parks,10,0,10\n2026/27,Q1,Total,1010,163,1173\n'
    headlines = HEADLINES + f'2026/27,Q1,"{here}",cash_limit,1163\n'
    (problem,) = warnings(tmp_path, cash_limits=limits, headlines=headlines)
    assert (problem.file, problem.line, problem.column, problem.text) == ("headlines.csv", 2, "portfolio", here)
    assert problem.message == f"portfolio is in no other ledger; did you mean {there!r}, as in cash_limits.csv?"


@pytest.mark.parametrize("name", ["Roads", "Children's Homes", "Total", "Totals"])
def test_another_name_is_no_slip(tmp_path: Path, name: str) -> None:
    limits = LIMITS + "2026/27,Q1,Children's Services,1000,163,1163\n2026/27,Q1,Total,1000,163,1163\n"
    headlines = HEADLINES + f"2026/27,Q1,Children's Services,cash_limit,1163\n2026/27,Q1,{name},cash_limit,1163\n"
    assert warnings(tmp_path, cash_limits=limits, headlines=headlines) == []


def test_two_near_names_that_one_ledger_has_are_two_names(tmp_path: Path) -> None:
    limits = LIMITS + "2026/27,Q1,Adult Care,1000,163,1163\n2026/27,Q1,Adults Care,10,0,10\n"
    assert warnings(tmp_path, cash_limits=limits, headlines=HEADLINES + "2026/27,Q1,Adult Care,cash_limit,1163\n") == []


@pytest.mark.parametrize("name", ["Childrens Trust", "Children's Trusts"])
def test_a_reserve_that_changes_its_spelling_from_one_report_to_the_next_is_told(tmp_path: Path, name: str) -> None:
    text = RESERVES + "2025/26,Q4,Families,Children's Trust,Digital,500,150,350\n"
    (problem,) = warnings(tmp_path, reserve_movements=text + f"2026/27,Q4,Families,{name},Digital,900,10,890\n")
    assert (problem.line, problem.column, problem.text) == (3, "reserve", name)
    assert 'never stands in one report with "Children\'s Trust" (line 2); are they the same?' in problem.message


def test_reserves_of_two_portfolios_are_two(tmp_path: Path) -> None:
    text = RESERVES + "2025/26,Q4,Families,Invest to Save,Digital,500,150,350\n"
    assert warnings(tmp_path, reserve_movements=text + "2026/27,Q4,Parks,Invest to save,Trees,900,10,890\n") == []
