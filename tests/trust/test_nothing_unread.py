"""Claims about what is not read though it may have been meant: it is told; a choice that leaves nothing is no pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor import check
from budget_monitor.cli import app
from tests.support.small_sets import BAD, GOOD, put

SAVINGS = (
    "financial_year,period,portfolio,proposal,risk_rating,value,achieved\n"
    "2021/22,Q4,Libraries,Opening hours,Green,100,100\n2021/22,Q4,Libraries,Total,,100,100\n"
)
MAPPED = '[[source]]\nledger = "savings"\nfile = "list.csv"\n'


def told(folder: Path) -> tuple[int, list[tuple[str, str]]]:
    """The exit code, and what is said with its severity."""
    report = check(folder)
    return report.exit_code(), [(one.severity, one.message) for one in report.input_problems]


def mapped(folder: Path, more: str, text: str = SAVINGS) -> tuple[int, list[tuple[str, str]]]:
    put(folder)
    (folder / "list.csv").write_text(text, encoding="utf-8")
    (folder / "budget-monitor.toml").write_text(MAPPED + more, encoding="utf-8")
    return told(folder)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('only = { proposal = "Opening hr" }', "only: no row has the proposal 'Opening hr'; did you mean 'Opening"),
        ('leave_out = { proposal = "*" }', "only and leave_out keep none of its rows, so nothing of it is checked"),
        ('only = { period = ["Q4"] }\nleave_out = { portfolio = "Lib*" }', "only and leave_out keep none of its rows"),
    ],
)  # fmt: skip
def test_a_choice_of_a_mapping_that_keeps_nothing_is_no_pass(tmp_path: Path, more: str, message: str) -> None:
    code, ((severity, said),) = mapped(tmp_path, more)
    assert (code, severity, said.startswith(message)) == (2, "error", True), said


def test_one_text_of_a_choice_that_no_row_has_is_told(tmp_path: Path) -> None:
    code, said = mapped(tmp_path, 'only = { proposal = ["Opening hours", "Total", "Opening hrs"] }')
    wanted = "only: no row has the proposal 'Opening hrs'; did you mean 'Opening hours'? (budget-monitor.toml:1)"
    assert (code, said) == (0, [("warning", wanted)])


def test_a_table_that_goes_on_below_the_range_of_its_mapping_is_told(tmp_path: Path) -> None:
    code, said = mapped(tmp_path, 'range = "A1:G2"')
    assert (code, said) == (
        0, [("warning", "the table goes on below the range A1:G2, from here; what is there is not read")]
    )  # fmt: skip
    assert mapped(tmp_path, 'range = "A1:G3"') == (0, [])


def test_a_column_of_the_file_that_a_constant_stands_for_is_told(tmp_path: Path) -> None:
    code, ((severity, said),) = mapped(tmp_path, "constants = { achieved = 100 }")
    assert (code, severity) == (0, "warning")
    assert said == "the mapping gives every row achieved '100'; this column of the file is not read"


def test_columns_that_a_pattern_fits_but_for_its_period_are_told(tmp_path: Path) -> None:
    more = (
        'columns = { proposal = "Name", value = "{period} value" }\n'
        'constants = { financial_year = "2021/22", portfolio = "Libraries", risk_rating = "Green" }\n'
    )
    text = "Name,Q1 value,Qtr. two value,Total value,Empty value\nHours,5,900,905,\nTotal,5,7,12,\n"
    code, said = mapped(tmp_path, more, text)
    assert (code, said) == (
        0, [("warning", "this fits '{period} value', but for its period, so the column is not read")]
    )  # fmt: skip


@pytest.mark.parametrize("more", ["", MAPPED])
def test_a_column_that_need_not_be_there_and_is_mistyped_is_told(tmp_path: Path, more: str) -> None:
    put(tmp_path)
    (tmp_path / ("list.csv" if more else "savings.csv")).write_text(SAVINGS.replace("achieved", "acheived"), "utf-8")
    (tmp_path / "budget-monitor.toml").write_text(more, encoding="utf-8")
    said = "no column of savings is called that, and nothing in it is checked; is it 'achieved'?"
    assert told(tmp_path) == (0, [("warning", said)])


@pytest.mark.parametrize("name", ["savings.xlsb", "savings.csv.gz", "savings.zip"])
def test_a_ledger_in_a_form_that_is_not_read_is_told(tmp_path: Path, name: str) -> None:
    put(tmp_path)
    (tmp_path / name).write_bytes(b"PK")
    code, ((severity, said),) = told(tmp_path)
    assert (code, severity, "it is not read; did you mean savings.csv?" in said) == (2, "error", True), said


def test_a_folder_of_ledgers_beside_ledgers_is_told(tmp_path: Path) -> None:
    put(put(tmp_path) / "more", GOOD + BAD)
    (tmp_path / "papers").mkdir()
    said = "this folder is not read, though there is a ledger in it: reserve_movements.csv"
    assert told(tmp_path) == (0, [("warning", said)])


TABLE = "Service,Budget,Actual\nA,100,90\nB,200,250\nTotal,300,340\n"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (TABLE.replace("A,", '"A,').encode(), (2, "a quotation mark is opened here and never closed")),
        (f'{TABLE}"Note'.encode(), (5, "a quotation mark is opened here and never closed")),
        (TABLE.replace("A,", "Café,").encode().replace(b"B,", b"B\xe9,"), (3, "byte E9 is no UTF-8")),
    ],
)
def test_a_line_of_a_table_without_rules_that_cannot_be_read_is_no_pass(
    tmp_path: Path, text: bytes, wrong: tuple[int, str]
) -> None:
    (tmp_path / "table.csv").write_bytes(text)
    report = check(tmp_path / "table.csv")
    assert report.exit_code() == 2
    line, message = wrong
    assert [(one.line, message in one.message) for one in report.input_problems if one.line] == [(line, True)]
    looked_at = CliRunner().invoke(app, ["look", str(tmp_path / "table.csv")])
    assert (looked_at.exit_code, message in " ".join(looked_at.output.split())) == (2, True), looked_at.output


def test_a_figure_of_more_digits_than_a_number_is_read_from_is_no_internal_error(tmp_path: Path) -> None:
    fine = f"0.{'0' * 5_000}1"
    (tmp_path / "table.csv").write_text(
        f"Service,Budget,Actual,Variance\nA,100,{fine},-10\nB,200,250,50\nC,300,300,0\nTotal,600,640,40\n"
    )
    found = CliRunner().invoke(app, ["check", str(tmp_path / "table.csv")])
    assert (found.exit_code, "internal error" in found.output) == (1, False), found.output[-300:]
