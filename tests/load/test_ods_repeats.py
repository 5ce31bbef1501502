"""Claims about workbooks as ods that say in few bytes what takes much room or time."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.load.sources.cells import Unreadable
from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in
from budget_monitor.load.sources.sheets.formulas.remarks import remarks
from budget_monitor.load.sources.sheets.opening import Book
from tests.support.old_workbooks import number_cell, ods, row, table, text_cell


@pytest.mark.parametrize("says", ['table:formula="of:=1"', 'office:value-type="float" office:value="1"'])
def test_a_cell_repeated_beyond_measure_is_refused(tmp_path: Path, says: str) -> None:
    cell = f'<table:table-cell {says} table:number-columns-repeated="16000"/>'
    path = tmp_path / "bomb.ods"
    path.write_bytes(ods(table(row(cell, given='table:number-rows-repeated="1000000"'))))
    with ExitStack() as stack, pytest.raises(Unreadable, match=r"more than 12,000,000 cells \(limits\.sheet_cells\)"):
        Book(path, stack)


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ('table:number-rows-repeated="1000000"', "", "where no sheet has one, in row 3,000,000"),
        ("table:number-rows-repeated = '300000'", 'table:number-columns-repeated="20"', "more than 12,000,000 cells"),
        ("", 'table:number-columns-repeated="1000000"', "where no sheet has one"),
        ('table:number-rows-repeated="' + "9" * 5_000 + '"', "", "where no sheet has one"),
        ('table:number-rows-repeated="-5"', "", "'-5' should say how often"),
        ("", 'table:number-columns-repeated="&#57;9"', "should say how often"),
    ],
)
def test_three_rows_repeated_beyond_measure_are_refused_before_room_is_made(
    tmp_path: Path, rows: str, columns: str, said: str
) -> None:
    """They took 1.2 GB before they were refused, or were read as three million lines."""
    path = tmp_path / "bomb.ods"
    path.write_bytes(ods(table(*[row(text_cell("Parks", columns), number_cell("1"), given=rows)] * 3)))
    (tmp_path / "bank.csv").write_text("Date,Payee,Amount\n2026-05-01,Parks,1.00\n", encoding="utf-8")
    for command in ("check", "look", "map", "scrutinise", "reconcile"):
        beside = [str(tmp_path / "bank.csv")] if command == "reconcile" else []
        ran = CliRunner().invoke(app, [command, str(path), *beside])
        assert ran.exit_code == 2
        assert said in " ".join(ran.output.split()), command


@pytest.mark.parametrize("command", ["check", "scrutinise"])
def test_a_figure_of_ods_that_is_no_number_is_in_error(tmp_path: Path, command: str) -> None:
    path = tmp_path / "list.ods"
    lines = [row(text_cell(name), number_cell(value)) for name, value in (("a", "NaN"), ("b", "2"), ("Total", "3"))]
    path.write_bytes(ods(table(row(text_cell("Item"), text_cell("Amount")), *lines)))
    ran = CliRunner().invoke(app, [command, str(path)])
    assert (ran.exit_code, "#NUM!" in ran.output) == (2, True)


def test_rows_repeated_a_few_times_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    lines = [row(text_cell(name), number_cell("2"), given='table:number-rows-repeated="5"') for name in "abc"]
    path.write_bytes(ods(table(row(text_cell("Item"), text_cell("Amount")), *lines)))
    with ExitStack() as stack:
        read = Book(path, stack).sheet("shares").values()
    assert read == [["Item", "Amount"], *[[name, 2.0] for name in "aaaaabbbbbccccc"]]


def test_empty_rows_to_the_end_of_the_last_sheet_need_no_room(tmp_path: Path) -> None:
    """LibreOffice writes them of every sheet that it opened from xlsx; the end of the last was taken for a cell."""
    path = tmp_path / "list.ods"
    nothing = '<table:table-cell table:number-columns-repeated="16384"/>'
    empty = [row(nothing, given='table:number-rows-repeated="1048574"'), row(nothing)]
    lines = [row(text_cell("Item"), text_cell("Amount")), row(text_cell("a"), number_cell("2"))]
    path.write_bytes(ods(table(*lines, *empty)))
    with ExitStack() as stack:
        assert Book(path, stack).sheet("shares").values() == [["Item", "Amount"], ["a", 2.0]]


def test_long_formulas_that_are_repeated_over_a_row_are_not_looked_at_and_that_is_said(tmp_path: Path) -> None:
    """Five of them in a thousand cells each took twelve seconds."""
    long = f"of:={'(' * 5_000}[.B2]{')' * 5_000}"
    cells = [f'<table:table-cell table:formula="{long}" table:number-columns-repeated="1000"/>'] * 5
    path = tmp_path / "list.ods"
    path.write_bytes(ods(table(row(text_cell("Item"), text_cell("Amount")), *[row(one) for one in cells])))
    begun = time.process_time()
    found = remarks_in(path)
    assert time.process_time() - begun < 1
    assert any("more than 2,000,000 characters" in one.message for one in found)


@pytest.mark.parametrize("text", ["'" * 8_000, "a." * 8_000, "_" * 8_000, "'" + "x" * 8_000])
def test_a_formula_of_any_characters_takes_time_in_proportion_to_its_length(text: str) -> None:
    begun = time.process_time()
    assert remarks({(0, 0): text}, [[1.0]]) == []
    assert time.process_time() - begun < 0.5


def test_spaces_beyond_the_length_of_a_cell_are_refused_before_room_is_made(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    for count in ("99999999", "9" * 5_000):
        path.write_bytes(
            ods(table(row(f'<table:table-cell><text:p>a<text:s text:c="{count}"/></text:p></table:table-cell>')))
        )
        with ExitStack() as stack, pytest.raises(Unreadable, match="spaces"):
            Book(path, stack)


@pytest.mark.parametrize("command", ["check", "look", "scrutinise", "reconcile"])
@pytest.mark.parametrize("given", ['table:formula="of:=1" table:formula="of:=2"', 'table:formula="of:=1" a'])
def test_an_ods_whose_formulas_cannot_be_read_is_damaged(tmp_path: Path, command: str, given: str) -> None:
    path = tmp_path / "list.ods"
    path.write_bytes(
        ods(table(row(text_cell("Date"), text_cell("Amount")), row(text_cell("x"), number_cell("1", given))))
    )
    (tmp_path / "bank.csv").write_text("Date,Payee,Amount\n2026-05-01,Parks,1.00\n", encoding="utf-8")
    beside = [str(tmp_path / "bank.csv")] if command == "reconcile" else []
    ran = CliRunner().invoke(app, [command, str(path), *beside])
    assert (ran.exit_code, "damaged" in ran.output, "internal error" in ran.output) == (2, True, False), ran.output


def test_an_ods_without_sheets_has_no_table(tmp_path: Path) -> None:
    (tmp_path / "list.ods").write_bytes(ods(""))
    ran = CliRunner().invoke(app, ["look", str(tmp_path / "list.ods")])
    assert (ran.exit_code, "damaged" in ran.output) == (2, False), ran.output
