"""A folder with something to do for every command that writes."""

from __future__ import annotations

from pathlib import Path

from tests.support.small_sets import BAD, GOOD, put

REPORT = """# Citizen Focus: Portfolio performance and resources report, 2021/22 Quarter 4

Table 1 Costs

| £000 | Q1 | Q2 | Year |
|---|---|---|---|
| Staff | 1010 | 1220 | 2230 |
| Rent | 513 | 517 | 1030 |
| Heat | 400 | 300 | 700 |
| Total | 1923 | 2037 | 3690 |
"""
SAVINGS = """# Citizen Focus: Portfolio performance and resources report, 2021/22 Quarter 4

Savings

| Proposal | Risk rating | Value £000 | Achieved £000 |
|---|---|---|---|
| Opening hours | Green | 60 | 60 |
| Energy | Amber | 20 | 10 |
| Total | | 80 | 70 |
"""
BANK = "date,amount,reference\n2026-04-01,10.00,A1\n2026-04-02,12.00,A2\n"
BOOK = "date,amount,reference\n2026-04-01,10.00,A1\n2026-04-03,7.00,A9\n"
CARRIED = "pair,side,date,amount,reference,name,file,line,cell\n"
TABLE = "Service,Q1,Q2,Year\nStaff,10,20,30\nRent,5,5,10\nTotal,15,25,40\n"


def make(folder: Path) -> Path:
    """A folder in which every job has something to do, and something that stands there already."""
    rows = "".join(BAD.replace("Archives", f"M{number}") for number in range(3))
    put(folder / "set", GOOD + rows)
    (folder / "empty").mkdir()
    for name, text in (
        ("report.md", REPORT), ("savings.md", SAVINGS), ("bank.csv", BANK), ("book.csv", BOOK), ("table.csv", TABLE),
        ("open.csv", CARRIED), ("report.json", "{}"), ("ticks.json", '{"version": 1, "cleared": []}'),
        ("list.csv", "Proposal,Risk,Value\nHours,Green,60\n"),
    ):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    return folder
