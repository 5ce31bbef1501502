"""What a run costs goes in proportion to what it reads, and is bounded: in seconds of processor time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest

from budget_monitor.figures.naming import named_table
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.running.limits import limits
from budget_monitor.pipeline import check
from budget_monitor.pipeline.documents.drafting import draft
from budget_monitor.pipeline.documents.scrutinising import scrutinise
from budget_monitor.render.paper.word import Paper

MOST_SECONDS = 10

RULE = """
[[rule]]
id = "OWN{number}"
ledger = "pairs"
check = "a == b + {number} + 10000"
"""
LEDGER = '[ledger]\nname = "pairs"\nkey = ["name"]\n[ledger.columns]\nname = "text"\na = "money"\nb = "money"\n'


def seconds(work: Callable[[], object]) -> float:
    """How much processor time something takes."""
    begun = process_time()
    work()
    return process_time() - begun


def tables(folder: Path, many: int) -> Path:
    """A report of many small tables, each named in a sentence with three amounts."""
    head = "\n| £000 | Budget | Outturn |\n|---|---|---|\n"
    table = head + "| Staff {0} | 10 | 12 |\n| Rent {0} | {0} | 7 |\n| Total | {1} | 19 |\n"
    said = "\nOf Staff {0} the budget was £10k, the outturn £12k, and £7k of Rent {0}, less than £19k in all.\n"
    text = "".join(said.format(one) + table.format(one, one + 10) for one in range(100, many + 100))
    (folder / f"{many}.md").write_text(f"# Budget\n{text}", encoding="utf-8")
    return folder / f"{many}.md"


def savings(file: Path, rows: int) -> Path:
    """A report whose table of savings has so many rows."""
    lines = "".join(f"| Opening hours of library {row} | Green | {row % 900} | {row % 900} |\n" for row in range(rows))
    title = "# Parks: Portfolio performance and resources report, 2021/22 Quarter 4\n\nSavings\n\n"
    head = "| Proposal | Risk rating | Value £000 | Achieved £000 |\n|---|---|---|---|\n"
    file.write_text(f"{title}{head}{lines}", encoding="utf-8")
    return file


def test_a_draft_of_thousands_of_rows_ends_in_time(tmp_path: Path) -> None:
    report = savings(tmp_path / "report.md", 6_000)  # its columns are worked out once
    assert seconds(lambda: draft([report], tmp_path / "set")) < MOST_SECONDS / 2
    page = (tmp_path / "set/DRAFT.md").read_text(encoding="utf-8")
    assert page.count("| value |") == page.count("| achieved |") == 6_000


def test_thousands_of_amounts_that_look_like_years_are_told_apart_in_time() -> None:
    count, years = 40_000, 13_000
    amounts = [Decimal(2000 if place >= count - years else 100) for place in range(count)]
    rows = tuple((GridCell(f"Service {place}"), GridCell(str(one), one)) for place, one in enumerate(amounts))
    table = named_table(Grid("a.csv", "", rows, tuple(range(1, count + 1))))
    assert seconds(lambda: table.rows) < MOST_SECONDS / 5
    assert table.rows == tuple(range(count))


def test_a_table_of_thousands_of_rows_in_a_paper_is_written_in_time() -> None:
    paper = Paper("Findings", "", None)
    rows = [(f"Fund {row}", str(row), str(row)) for row in range(4_000)]
    assert seconds(lambda: paper.table(("Fund", "Opening >", "Closing >"), rows)) < MOST_SECONDS / 5


@pytest.mark.slow
def test_a_document_of_twice_as_many_tables_takes_about_twice_as_long(tmp_path: Path) -> None:
    few, many = tables(tmp_path, 150), tables(tmp_path, 300)
    scrutinise([few])  # what is imported, and made once
    assert seconds(lambda: scrutinise([many])) < 3 * seconds(lambda: scrutinise([few]))


@pytest.mark.slow
def test_thousands_of_tables_and_of_failures_end_in_time(tmp_path: Path) -> None:
    report = tables(tmp_path, 5_000)
    own = limits()  # what adds up, and the text, are looked at for so long each; the rest is in proportion
    assert seconds(lambda: scrutinise([report])) < own.sums_seconds + own.text_seconds + MOST_SECONDS
    (tmp_path / "set/rules").mkdir(parents=True)
    rules = "".join(RULE.format(number=number) for number in range(300))
    (tmp_path / "set/rules/own.toml").write_text(LEDGER + rules, encoding="utf-8")
    rows = "".join(f"n{row},{row},{row}\n" for row in range(50))
    (tmp_path / "set/pairs.csv").write_text(f"name,a,b\n{rows}", encoding="utf-8")
    assert seconds(lambda: check(tmp_path / "set")) < MOST_SECONDS


@pytest.mark.slow
def test_thousands_of_failures_beside_nil_are_put_right_in_time(tmp_path: Path) -> None:
    """What is nil does not show its unit, so that of the figure nearest to it is looked up for each."""
    head = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
    rows = "".join(f"2021/22,Q4,Libraries,Flexibility,P{row},130,0,131\n" for row in range(5_000))
    (tmp_path / "reserve_movements.csv").write_text(head + rows, encoding="utf-8")
    assert seconds(lambda: check(tmp_path)) < MOST_SECONDS


def test_a_text_of_a_hundred_thousand_blank_lines_is_read_in_time(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("# Budget\n\n| a | b |\n|---|---|\n| Total | 3 |\n" + "\n" * 100_000)
    assert seconds(lambda: scrutinise([tmp_path / "report.md"])) < MOST_SECONDS / 2
