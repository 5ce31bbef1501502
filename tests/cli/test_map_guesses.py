"""Claims about `budget-monitor map`: what a header does not say is a guess and marked so, and what it says is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.pipeline.checking import check


def drafted(folder: Path, ledger: str, *lines: str) -> tuple[dict[str, Any], str]:
    """The `[source]` of the draft, and its text."""
    file = folder / "own.csv"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    ran = CliRunner().invoke(app, ["map", str(file), "--ledger", ledger, "--output", str(folder / "own.source.toml")])
    assert ran.exit_code == 0, ran.stderr
    text = (folder / "own.source.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["source"], text


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Balance 1 April 2026", "Forecast balance 31 March 2027"),
        ("Balance at 31 March 2026", "Estimated balance at 31 March 2027"),
        ("1 April 2026", "31 March 2027"),
    ],
)
def test_balances_are_told_apart_by_their_days(tmp_path: Path, first: str, last: str) -> None:
    source, _ = drafted(
        tmp_path, "reserve_movements", "Reserves 2026/27 Q3 (£000)", f"Reserve,{first},Net movement,{last}",
        "Flood,910,(100),810", "Markets,75,(25),50", "IT,77,(7),70", "Total,1062,(132),930",
    )  # fmt: skip
    assert source["columns"] == {"reserve": "Reserve", "opening": first, "movement": "Net movement", "closing": last}
    report = check(tmp_path / "own.csv")
    assert report.exit_code() == 0, "the movement is in the unit of the title, as the balances are"


NUMERIC = [
    ("31/03/2021", "31/03/2022"), ("31.03.2021", "31.03.2022"), ("31/3/21", "31/3/22"), ("31-Mar-21", "31-Mar-22"),
    ("Mar 2021", "Mar 2022"), ("Mar-21", "Mar-22"), ("1/4/21", "31/3/22"), ("as at 31/03/2021", "as at 31/03/2022"),
    ("2020/21", "2021/22"), ("2021-03-31", "2022-03-31"), ("31 March 2021", "31 March 2022"),
    ("31/12/2021", "1/4/2022"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last"), NUMERIC)
@pytest.mark.parametrize("latest_first", [False, True])
def test_balances_are_told_apart_by_days_in_figures(
    tmp_path: Path, first: str, last: str, *, latest_first: bool
) -> None:
    headers = [f"Balance {first}", "Net movement", f"Balance {last}"]
    rows = [["Flood", "910", "(100)", "810"], ["Markets", "75", "(25)", "50"], ["IT", "77", "(7)", "70"]]
    order = [0, 3, 2, 1] if latest_first else [0, 1, 2, 3]
    lines = [",".join([row[place] for place in order]) for row in (["Reserve", *headers], *rows)]
    source, _ = drafted(tmp_path, "reserve_movements", "Reserves 2021/22 Q3 (£000)", *lines)
    assert source["columns"] == dict(
        zip(("reserve", "opening", "movement", "closing"), ("Reserve", *headers), strict=True)
    )


def test_transfers_out_beside_transfers_in_are_a_guess(tmp_path: Path) -> None:
    _, text = drafted(
        tmp_path, "reserve_movements", "Reserves 2026/27 Q3", "Reserve,Opening,Transfers in,Transfers out,Closing",
        "Flood,910,100,0,1010", "Markets,75,0,25,50", "IT,77,10,0,87",
    )  # fmt: skip
    (line,) = [one for one in text.splitlines() if one.startswith("usage =")]
    assert line.endswith("# a guess: Transfers in (C) is like it, too")


@pytest.mark.parametrize(
    ("header", "basis"), [("Forecast outturn", "forecast"), ("Projected outturn", "forecast"), ("Actual", "outturn")]
)
def test_the_basis_is_what_the_header_says(tmp_path: Path, header: str, basis: str) -> None:
    source, text = drafted(
        tmp_path, "outturns", "Monitoring 2026/27 Q2 (£000)", f"Service,Budget,Actual to date,{header},Variance",
        "Parks,100,40,110,10", "Waste,200,90,190,-10", "Roads,300,120,310,10", "Total,600,250,610,10",
    )  # fmt: skip
    assert source["constants"]["basis"] == basis
    assert f"# from the header {header}" in text
    assert source["columns"]["outturn"] == header
    assert "Actual to date" not in source["columns"].values()


def test_rows_that_are_sums_of_some_are_sub_totals_and_no_portfolios(tmp_path: Path) -> None:
    source, _ = drafted(
        tmp_path, "outturns", "Outturn 2025/26 Q4 (£000)", "Directorate,Budget,Actual,Variance",
        "Adults,21043,21390,347", "Children,14020,14771,751", "People directorate,35063,36161,1098",
        "Highways,6104,5990,-114", "Waste,2007,2051,44", "Place directorate,8111,8041,-70",
        "Net revenue budget,43174,44202,1028",
    )  # fmt: skip
    assert source["subtotals"] == ["People directorate", "Place directorate"]
    assert source["totals"] == ["Net revenue budget"]
    ran = CliRunner().invoke(app, ["summary", str(tmp_path / "own.csv")])
    assert "Waste" in ran.stdout
    assert "People directorate" not in ran.stdout


def test_the_years_of_a_programme_are_not_the_report_s(tmp_path: Path) -> None:
    source, _ = drafted(
        tmp_path, "capital_programme", "Capital programme 2026/27 Q1 (£000)", "Scheme,2026/27,2027/28,2028/29",
        "Depot,1850,3200,400", "Lorries,600,0,620", "Total,2450,3200,1020",
    )  # fmt: skip
    assert source["columns"]["amount"] == "{programme_year}"
    assert source["constants"]["financial_year"] == "2026/27"


def test_the_unit_of_a_title_is_that_of_a_mapping_without_one(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "Savings 2026/27 (£000),,,\nProposal,RAG,Target,Achieved\nFleet,Green,150,150\nPost,Amber,80,42\n",
        encoding="utf-8",
    )
    (tmp_path / "own.source.toml").write_text(
        '[source]\nledger = "savings"\n[source.columns]\nproposal = "Proposal"\nrisk_rating = "RAG"\nvalue = "Target"\n'
        'achieved = "Achieved"\n[source.constants]\nfinancial_year = "2026/27"\nperiod = "Q1"\nportfolio = "Place"\n',
        encoding="utf-8",
    )
    ran = CliRunner().invoke(app, ["summary", str(tmp_path / "own.csv")])
    assert "£230,000" in ran.stdout
