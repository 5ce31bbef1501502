"""Claims about what is said of the files: once, however many ledgers and lists it would stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.command import run


@pytest.mark.parametrize("form", ["table", "concise", "csv", "github", "junit", "markdown"])
def test_a_file_that_a_problem_names_is_not_listed_again_as_one_that_no_rule_reads(tmp_path: Path, form: str) -> None:
    (tmp_path / "savings.csv").write_text("portfolio,period,proposal,target\nPlace,2026/27 Q1,Bins,100\n")
    (tmp_path / "outturn.csv").write_text("a,b\n1,2\n")
    (tmp_path / "zebra.csv").write_text("a,b\n1,2\n")
    told = " ".join(run("check", str(tmp_path), "--format", form).stdout.split())
    assert told.count("outturn.csv") == 1
    assert "did you mean outturns.csv" in told
    assert told.count("zebra.csv") == 1
    assert run("check", str(tmp_path), "--format", "json").stdout.count('"outturn.csv"') == 2


def test_what_there_is_to_say_of_a_sheet_is_said_once_where_it_feeds_two_ledgers(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    figures = [(1204, 2310, 880), (3120, 2205, 1990), (310, 402, 265), (505, 610, 710), (77, 81, 93)]
    page.append(["Service", "Staff", "Premises", "Supplies", "Total"])
    for at, line in enumerate(figures):
        page.append([f"Service {at}", *line, sum(line)])
    totals = [sum(column) for column in zip(*figures, strict=True)]
    page.append(["Total", *totals, sum(totals)])
    page.row_dimensions[4].hidden = True
    book.save(tmp_path / "services.xlsx")
    run("check", str(tmp_path / "services.xlsx"), "--write-rules")
    told = run("check", str(tmp_path)).stdout
    assert told.count("hidden row") == 1
