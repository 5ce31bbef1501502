"""`map` of tables with portfolios or services across, and several measures under each."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.pipeline.checking import check

UNDER_EACH = """Portfolio monitoring 2026/27 Quarter 2,,,,,,
,Adults,,,Place,,
,Budget,Forecast,Variance,Budget,Forecast,Variance
Pay,1000,1020,20,500,500,0
Running costs,400,390,-10,250,260,10
Total,1400,1410,10,750,760,10
"""
QUARTERS = """2026/27,Adults Budget,Adults Outturn,Adults Variance,Adults % Variance,Place Budget,\
Place Outturn,Place Variance
Q1,1000,1020,20,2%,800,790,-10
Q2,1000,1030,30,3%,800,800,0
"""
RATED = """Savings 2026/27 Quarter 2,Adults,,,Children,,
Proposal,Target,Delivered,RAG,Target,Delivered,RAG
Agency staff,100,50,A,80,80,G
Contracts,200,200,G,,,
Vacancies,50,0,R,40,10,R
"""


def drafted(folder: Path, text: str, *words: str) -> tuple[dict[str, Any], Path]:
    """The drafted `[source]`, kept beside its file."""
    file = folder / "across.csv"
    file.write_text(text, encoding="utf-8")
    beside = file.with_suffix(".source.toml")
    ran = CliRunner().invoke(app, ["map", str(file), *words, "--output", str(beside)])
    assert ran.exit_code == 0, ran.stderr
    return tomllib.loads(beside.read_text(encoding="utf-8"))["source"], file


def test_each_measure_under_each_portfolio_becomes_rows(tmp_path: Path) -> None:
    """The ledger has no column for pay and running costs, so that their total is the portfolio's line."""
    source, file = drafted(tmp_path, UNDER_EACH)
    assert source["ledger"] == "outturns"
    assert source["columns"] == {
        "cash_limit": "{portfolio} Budget", "outturn": "{portfolio} Forecast", "variance": "{portfolio} Variance",
    }  # fmt: skip
    assert source["constants"] == {"financial_year": "2026/27", "period": "Q2", "basis": "forecast"}
    assert source["only"] == {"column A": "Total"}
    assert [(one.rows, one.file) for one in check(file).inputs] == [(2, "across.csv")]


def test_a_wrong_variance_of_one_portfolio_is_told_at_its_cell(tmp_path: Path) -> None:
    _, file = drafted(tmp_path, UNDER_EACH)
    file.write_text(UNDER_EACH.replace("1410,10,750,760,10", "1410,10,750,760,100"), encoding="utf-8")
    ran = CliRunner().invoke(app, ["check", str(file)])
    assert ran.exit_code == 1
    assert "G6 Place Variance 100 → 10" in " ".join(ran.stdout.split())


def test_quarters_down_and_portfolios_across_are_both_read_and_shares_are_no_portfolio(tmp_path: Path) -> None:
    """Else "Adults %" before "Variance" would be one."""
    source, file = drafted(tmp_path, QUARTERS, "--ledger", "outturns")
    assert source["columns"] == {
        "period": "2026/27", "cash_limit": "{portfolio} Budget", "outturn": "{portfolio} Outturn",
        "variance": "{portfolio} Variance",
    }  # fmt: skip
    assert source["leave_out"] == {"portfolio": ["Adults %"]}
    assert [one.rows for one in check(file).inputs] == [4]


def test_ratings_across_are_read_beside_the_amounts_they_rate(tmp_path: Path) -> None:
    source, file = drafted(tmp_path, RATED)
    assert source["ledger"] == "savings"
    assert source["columns"] == {
        "proposal": "Savings 2026/27 Quarter 2 Proposal", "value": "{portfolio} Target",
        "achieved": "{portfolio} Delivered", "risk_rating": "{portfolio} RAG",
    }  # fmt: skip
    assert source["values"] == {"risk_rating": {"A": "Amber", "G": "Green", "R": "Red"}}
    assert source["constants"] == {"financial_year": "2026/27", "period": "Q2"}
    assert [one.rows for one in check(file).inputs] == [6]
