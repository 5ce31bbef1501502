"""Claims about `budget-monitor map`: the draft reads the file as it is, and next quarter's too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from budget_monitor.cli import app

MONITORING = """Adult care: monitoring 2026-27 (£000),,,,,,
,,,,,,
,Q1,,,Q2,,
Service area,Budget,Forecast,Over/(under),Budget,Forecast,Over/(under)
Homes,100,110,10,100,90,-10
Day care,200,150,-50,200,200,0
Total,300,260,-40,300,290,-10
Note: subject to audit,,,,,,
"""


def drafted(file: Path, *words: str) -> tuple[dict[str, object], str, int]:
    """The draft as TOML says it, what was told beside, and the exit code."""
    ran = CliRunner().invoke(app, ["map", str(file), *words])
    read = tomllib.loads(ran.stdout)
    source = read.get("source", {})
    assert isinstance(source, dict)
    return source, ran.stderr, ran.exit_code


def test_quarters_across_with_several_measures_are_told(tmp_path: Path) -> None:
    file = tmp_path / "care.csv"
    file.write_text(MONITORING, encoding="utf-8")
    source, told, code = drafted(file, "--ledger", "outturns")
    assert code == 0
    assert source["unit"] == "£000"
    assert source["columns"] == {
        "portfolio": "Service area", "cash_limit": "{period} Budget", "outturn": "{period} Forecast",
        "variance": "{period} Over/(under)",
    }  # fmt: skip
    assert source["constants"] == {"financial_year": "2026/27", "basis": "forecast"}
    assert "outturns: 6 rows read by this mapping" in told
    assert "guessed" not in told


def test_a_draft_by_which_much_fails_says_so(tmp_path: Path) -> None:
    """Here what is left over is positive, and the rules take a variance for what is spent too much."""
    rows = [(f"Service {n}", 100 * n, 100 * n - 7 * n) for n in range(1, 9)]
    lines = [f"{name},{budget},{actual},{budget - actual}" for name, budget, actual in rows]
    file = tmp_path / "services.csv"
    file.write_text(
        "\n".join(["Monitoring 2026-27 Q2", "Service,Budget,Actual,Variance", *lines, ""]), encoding="utf-8"
    )
    ran = CliRunner().invoke(app, ["map", str(file), "--ledger", "outturns"])
    assert "8 of 16 checks of the ledger's rules fail with it" in " ".join(ran.stderr.split())
    assert ran.stdout.startswith("# DOUBTFUL: 8 of 16 checks of the ledger's rules fail with this draft.")
    assert tomllib.loads(ran.stdout)["source"]["columns"]["variance"] == "Variance"


def test_the_draft_used_unchanged_checks_the_file_and_the_next_one(tmp_path: Path) -> None:
    file, mapping = tmp_path / "care.csv", tmp_path / "care.source.toml"
    file.write_text(MONITORING, encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(app, ["map", str(file), "--ledger", "outturns", "--output", str(mapping)]).exit_code == 0
    assert "1 ledger, 22 checks" in " ".join(runner.invoke(app, ["check", str(file)]).stdout.split())
    file.write_text(MONITORING.replace("Total,300,260,-40", "New line,1,1,0\nTotal,301,362,-39"), encoding="utf-8")
    shown = runner.invoke(app, ["check", str(file)])
    assert shown.exit_code == 1
    assert "C8 Q1 Forecast" in shown.stdout


def test_the_sheet_and_the_ledger_that_fit_best_are_taken(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Contents", "Page"])
    sheet = book.create_sheet("Reserves Q2")
    sheet.append(["Earmarked reserves 2026/27"])
    sheet.append([])
    sheet.append(
        ["Portfolio", "Name of reserve", "Purpose", "Balance at 1 April", "Transfers out", "Balance at 31 March"]
    )
    sheet.append(["Parks", "Trees", "planting", 100, 30, 70])
    sheet.append(["Parks", "Paths", "repairs", 50, 20, 30])
    sheet.append(["Parks", "Total", "", 150, 50, 100])
    book.save(tmp_path / "book.xlsx")
    source, _, code = drafted(tmp_path / "book.xlsx")
    assert code == 0
    assert (source["ledger"], source["sheet"]) == ("reserve_movements", "Reserves Q2")
    assert source["constants"] == {"financial_year": "2026/27", "period": "Q2"}
    assert source["columns"] == {
        "portfolio": "Portfolio", "reserve": "Name of reserve", "purpose": "Purpose", "opening": "Balance at 1 April",
        "usage": "Transfers out", "closing": "Balance at 31 March",
    }  # fmt: skip


def test_years_and_periods_in_cells_are_told_whatever_their_header(tmp_path: Path) -> None:
    file = tmp_path / "moves.csv"
    file.write_text(
        "When,Which,Service,Item,Type,Amount\n2026/27,Q1,Parks,Pay award,pay,5\n"
        "2026/27,Q2,Parks,Move,virement,-2\n2026/27,Q3,Parks,Back,virement,2\n"
    )
    source, _, _ = drafted(file, "--ledger", "budget_changes")
    columns = source["columns"]
    assert isinstance(columns, dict)
    assert (columns["financial_year"], columns["period"], columns["amount"]) == ("When", "Which", "Amount")


def test_an_existing_file_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "care.csv"
    file.write_text(MONITORING, encoding="utf-8")
    (tmp_path / "care.source.toml").write_text("mine")
    ran = CliRunner().invoke(
        app, ["map", str(file), "--ledger", "outturns", "--output", str(tmp_path / "care.source.toml")]
    )
    assert ran.exit_code == 2
    assert (tmp_path / "care.source.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--ledger", "outurns"), "did you mean 'outturns'?"),
        ((), "fits no ledger that is known: name one with --ledger"),
    ],
)
def test_a_ledger_that_cannot_be_told_is_asked_for(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    file = tmp_path / "things.csv"
    file.write_text("a,b\nx,1\ny,2\n", encoding="utf-8")
    ran = CliRunner().invoke(app, ["map", str(file), *words])
    assert ran.exit_code == 2
    assert message in " ".join(ran.stderr.split())


def test_a_savings_tracker_is_drafted_with_its_initials_and_amounts(tmp_path: Path) -> None:
    """RAG by its letters; the share that was delivered is no amount of money."""
    file = tmp_path / "savings.csv"
    file.write_text(
        "Directorate,Saving proposal,Target,% delivered,Savings delivered,RAG\n"
        "Environment,Fleet,80000,0%,0,R\nCorporate,Channel shift,220000,27%,60000,A\n"
        "Adults,Reviews,700000,100%,700000,G\n",
        encoding="utf-8",
    )
    source, told, code = drafted(file, "--ledger", "savings")
    assert code == 0
    assert source["columns"] == {
        "portfolio": "Directorate", "proposal": "Saving proposal", "value": "Target", "achieved": "Savings delivered",
        "risk_rating": "RAG",
    }  # fmt: skip
    assert source["values"] == {"risk_rating": {"R": "Red", "A": "Amber", "G": "Green"}}
    assert "not one of" not in told


def test_a_tracker_of_savings_with_its_status_in_words_is_read_as_it_stands(tmp_path: Path) -> None:
    """Titles before references, Total below the references, and status words as the ratings that they mean."""
    file = tmp_path / "tracker.csv"
    file.write_text(
        "Savings tracker 2026/27,,,,,\nSaving Ref,Title,Directorate,Value £,Savings delivered £,Status\n"
        "S01,Opening hours,Place,120000,110000,Delivered\nS02,Shared services,Place,250000,50000,At risk\n"
        "S03,Vacancy factor,Place,60000,0,Not delivered\nTotal,,Place,430000,160000,\n",
        encoding="utf-8",
    )
    source, told, code = drafted(file)
    assert code == 0
    assert source["ledger"] == "savings"
    assert source["columns"] == {
        "portfolio": "Directorate", "proposal": ["Saving Ref", "Title"], "value": "Value £",
        "achieved": "Savings delivered £", "risk_rating": "Status",
    }  # fmt: skip
    assert source["values"] == {"risk_rating": {"Delivered": "Green", "At risk": "Amber", "Not delivered": "Red"}}
    assert source["constants"] == {"financial_year": "2026/27", "period": "Q4"}
    assert "not one of" not in told


def test_a_heading_of_what_was_delivered_is_no_rating(tmp_path: Path) -> None:
    """Without a column of ratings the draft says that it does not know them."""
    file = tmp_path / "savings.csv"
    file.write_text(
        "Portfolio,Saving,Target,Savings delivered\nPlace,Fleet,80000,0\nPlace,Parking,20000,20000\n", encoding="utf-8"
    )
    _, told, _ = drafted(file, "--ledger", "savings")
    assert "guessed: financial_year, period, risk_rating" in " ".join(told.split())


def test_a_draft_that_reads_no_row_is_not_handed_over_for_use(tmp_path: Path) -> None:
    """A list of other things has no line that a parish's annual return could be made of."""
    file = tmp_path / "bins.csv"
    file.write_text("Street,Bins,Collected\nMill Lane,12,Monday\nHigh Street,30,Tuesday\n", encoding="utf-8")
    found = CliRunner().invoke(app, ["map", str(file), "--ledger", "annual_return"])
    assert found.exit_code == 1
    said = " ".join(found.stderr.split())
    assert "annual_return: 0 rows read by this mapping" in said
    assert 'layout = "transposed"' in said
    assert "to use it" not in said
