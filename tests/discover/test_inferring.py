"""Claims about rules that are inferred from a table: they say what adds up, and check it again the same way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.errors import UsageError
from budget_monitor.model.results.correction import Certainty
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline import check
from budget_monitor.pipeline.files.writing import write_rules
from budget_monitor.pipeline.run.tables import discover_tables

MONTHS = ("Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def _statement() -> str:
    """A cash flow over nine months, as a sheet has it: months across, lines and totals down."""
    columns, opening = [], 1000
    for month in range(len(MONTHS)):
        grants, fees, pay, rent = 50 + month * 13 % 29, 30 + month * 17 % 23, 40 + month * 7 % 19, 5 + month * 5 % 11
        closing = opening + grants + fees - pay - rent
        columns.append([opening, grants, fees, grants + fees, pay, rent, pay + rent, closing])
        opening = closing
    names = ("Opening", "Grants", "Fees", "Total income", "Pay", "Rent", "Total spend", "Closing")
    rows = [f"{name},{','.join(map(str, row))}" for name, row in zip(names, zip(*columns, strict=True), strict=True)]
    return "\n".join([f"Cash flow,{','.join(MONTHS)}", *rows, ""])


STATEMENT = _statement()
BUDGETS = "Service,Budget,Actual,Variance\n" + "".join(
    f"Service {n},{n * 137},{n * 137 + (n * 7919) % 50 - 20},{(n * 7919) % 50 - 20}\n" for n in range(1, 12)
)


def table(folder: Path, text: str) -> Path:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_rows_that_are_made_of_rows_become_rules_of_a_transposed_ledger(tmp_path: Path) -> None:
    file = table(tmp_path, STATEMENT)
    written = write_rules(file)
    assert written.checks == written.inferred
    rules = (tmp_path / "rules" / "table_rows.toml").read_text(encoding="utf-8")
    assert 'check = "total_income == grants + fees"' in rules
    assert 'check = "closing == opening + total_income - total_spend"' in rules
    assert 'check = "opening == previous(closing)"\n' in rules
    assert 'layout = "transposed"' in (tmp_path / "table.source.toml").read_text(encoding="utf-8")


def test_a_slip_made_later_is_found_by_the_rules_in_the_officers_cell(tmp_path: Path) -> None:
    file = table(tmp_path, STATEMENT)
    write_rules(file)
    assert not check(file).findings
    assert "Fees,30,47," in STATEMENT
    table(tmp_path, STATEMENT.replace("Fees,30,47,", "Fees,30,74,"))
    (correction,) = check(file).corrections
    (change,) = correction.cells
    assert (change.cell.ref.address, change.cell.text, str(change.proposed)) == ("C4", "74", "47")


def test_columns_that_are_made_of_columns_become_rules(tmp_path: Path) -> None:
    file = table(tmp_path, BUDGETS)
    write_rules(file)
    rules = (tmp_path / "rules" / "table_columns.toml").read_text(encoding="utf-8")
    readings = ("variance == actual - budget", "actual == budget + variance", "budget == actual - variance")
    assert any(f'check = "{one}"' in rules for one in readings)
    assert not check(file).findings


@pytest.mark.parametrize("code", ["#,##0", "#,##0.0", "#,##0.00"])
def test_pence_that_are_shown_as_pounds_hold_with_the_rules_as_without(tmp_path: Path, code: str) -> None:
    """A ledger reads 6723983.27 as it is shown: 6,723,983 - 6,719,621 is 4,362, and 4,363 is shown."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Service", "Budget", "Forecast", "Variance"])
    budgets = (671962057, 70461062, 899325578, 648554207, 14239017)
    forecasts = (672398327, 71001146, 899293681, 648542531, 16050877)
    names = ("Leisure", "Libraries", "Waste", "Housing", "Planning", "Total")
    for name, budget, forecast in zip(names, (*budgets, sum(budgets)), (*forecasts, sum(forecasts)), strict=True):
        page.append([name, *(pence / 100 for pence in (budget, forecast, forecast - budget))])
    for cells in page.iter_rows(min_row=2, min_col=2):
        for cell in cells:
            cell.number_format = code
    file = tmp_path / "table.xlsx"
    book.save(file)
    assert not discover_tables(file).findings
    written = write_rules(file)
    assert written.checks == written.inferred > 0
    assert not check(file).findings
    kept = "".join(one.read_text(encoding="utf-8") for one in (tmp_path / "rules").iterdir())
    assert ('tolerance = "exact"' in kept) is (code == "#,##0.00")


def test_the_same_failures_are_found_with_the_rules_as_without(tmp_path: Path) -> None:
    wrong = re.sub(r"(Total spend,\d+,)(\d)(\d)", r"\1\3\2", STATEMENT)
    assert wrong != STATEMENT
    file = table(tmp_path, wrong)
    before = {one.place.address for one in discover_tables(file).findings if one.verdict is Verdict.FAIL}
    write_rules(file)
    after = {one.place.address for one in check(file).findings if one.verdict is Verdict.FAIL}
    assert before == after
    assert "C8" in before


def test_malformed_figures_and_words_are_read_as_they_were(tmp_path: Path) -> None:
    text = STATEMENT.replace("Grants,50", 'Grants,"50,0"')
    file = table(tmp_path, text)
    write_rules(file)
    report = check(file)
    assert not [one for one in report.input_problems if one.severity == "error"]
    assert not report.findings


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(st.integers(-99999, 99999), min_size=4, max_size=4), min_size=3, max_size=7),
    st.sampled_from(
        ["sum(1) or in {x}", "Total {x}", 'a "quoted" \\ name {x}', "{x} 2025/26 [net]", "class {x}", "é {x}"]
    ),
)
def test_whatever_a_table_is_called_its_rules_can_be_read_and_hold(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[int]], label: str
) -> None:
    folder = tmp_path_factory.mktemp("table")
    total = [sum(column) for column in zip(*lines, strict=True)]
    named = [label.replace("{x}", str(number)) for number in range(len(lines))]
    rows = [",A,B,C,D", *(_csv(name, line) for name, line in zip(named, lines, strict=True)), _csv("Total", total)]
    file = table(folder, "\n".join(rows) + "\n")
    try:
        written = write_rules(file)
    except UsageError:  # nothing adds up: figures of nought
        return
    assert written.problems == ()
    assert not [one for one in check(file).findings if one.verdict in (Verdict.FAIL, Verdict.BROKEN)]


@pytest.mark.parametrize("place", [(3, 1), (5, 2), (12, 3)])
def test_a_cell_that_two_ledgers_read_is_put_right_once(tmp_path: Path, place: tuple[int, int]) -> None:
    """Its row is checked by the rules of one and its column by those of the other: together they are sure."""
    rows = [text.split(",") for text in BUDGETS.splitlines()]
    rows.append(["Total", *(str(sum(int(row[at]) for row in rows[1:])) for at in (1, 2, 3))])
    file = table(tmp_path, "\n".join(map(",".join, rows)) + "\n")
    write_rules(file)
    line, column = place
    right = rows[line][column]
    rows[line][column] = f"{right}0"
    file.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    report = check(tmp_path)
    (correction,) = report.corrections
    (change,) = correction.cells
    assert (change.cell.ref.file, change.cell.ref.line, change.type_as) == ("table.csv", line + 1, right)
    assert correction.certainty is Certainty.ONLY
    failed = {finding.id for finding in report.findings if finding.verdict is Verdict.FAIL}
    assert set(correction.resolves) == failed
    assert len({finding.rule for finding in report.findings if finding.id in failed}) == 2


def _csv(name: str, figures: list[int]) -> str:
    quoted = name.replace('"', '""')
    return ",".join([f'"{quoted}"', *map(str, figures)])


def test_no_file_is_written_over(tmp_path: Path) -> None:
    file = table(tmp_path, STATEMENT)
    (tmp_path / "table.source.toml").write_text("mine")
    with pytest.raises(UsageError, match="the file is there already; to have the rules written anew, first move away"):
        write_rules(file)
    assert not (tmp_path / "rules").exists()


def test_a_table_in_which_nothing_adds_up_has_no_rules(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing that adds up"):
        write_rules(table(tmp_path, "a,b\nx,1\ny,7\n"))


def test_the_command_writes_them_and_checks_by_them(tmp_path: Path) -> None:
    file = table(tmp_path, STATEMENT)
    ran = CliRunner().invoke(app, ["check", str(file), "--write-rules"])
    assert ran.exit_code == 0, ran.output
    assert "5 rules, which make 41 checks (the table has 41)" in ran.stderr
    assert "41 checks, all hold" in " ".join(ran.stdout.split())
    assert CliRunner().invoke(app, ["check", str(file), "--write-rules"]).exit_code == 2
