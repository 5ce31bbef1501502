"""Claims about what is said of the formulas of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.load.ledger_set import load_set
from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in
from budget_monitor.load.sources.sheets.formulas.remarks import remarks
from budget_monitor.load.sources.sheets.formulas.values import NotSimpleError, value_of
from budget_monitor.load.sources.sheets.number_formats import NumberFormat
from budget_monitor.model.ledgers.grid import column_letters
from tests.support.small_ledgers import AMOUNTS

Sheet = Sequence[Sequence[object]]


def said(sheet: Sheet) -> list[str]:
    """What is said of a sheet of numbers and formulas, whose values are worked out here."""
    formulas = {
        (row, column): cell[1:]
        for row, cells in enumerate(sheet)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and cell.startswith("=")
    }
    values = [[0.0 if isinstance(cell, str) and cell.startswith("=") else cell for cell in cells] for cells in sheet]
    for _ in range(4):
        for (row, column), text in formulas.items():
            values[row][column] = value_of(text, values)
    return [f"{one.cell}: {one.message}" for one in remarks(formulas, values)]


def block(months: int = 6, lines: int = 4) -> list[list[object]]:
    """Lines by months, with a total across each line and one down each column."""
    last = column_letters(months)
    sheet: list[list[object]] = [["Item", *(f"M{month}" for month in range(months)), "Total"]]
    for line in range(lines):
        own = [(line * 37 + month * 11) % 90 + 10 for month in range(months)]
        sheet.append([f"Line {line}", *own, f"=SUM(B{line + 2}:{last}{line + 2})"])
    letters = [column_letters(column) for column in range(1, months + 2)]
    sheet.append(["Total", *(f"=SUM({letter}2:{letter}{lines + 1})" for letter in letters)])
    return sheet


def test_nothing_is_said_of_a_sound_sheet() -> None:
    assert said(block()) == []


def test_a_total_typed_among_formulas_is_named() -> None:
    sheet = block()
    sheet[5][3] = 200
    assert said(sheet) == ["D6: a number typed among formulas: C6 beside it is =SUM(C2:C5)"]


def test_a_total_typed_at_the_end_is_named() -> None:
    sheet = block()
    sheet[5][1] = 200
    assert said(sheet) == ["B6: a number typed among formulas: C6 beside it is =SUM(C2:C5)"]


@pytest.mark.parametrize("text", ["=SUM(D2:D5)+500", "=SUM(D2:D5) - 12.5", "=(SUM(D2:D5))+500"])
def test_a_number_typed_into_a_sum_is_named(text: str) -> None:
    sheet = block()
    sheet[5][3] = text
    number = text.rpartition(")")[2].replace(" ", "")
    assert said(sheet) == [f"D6: a number typed into a formula: {number}; C6 beside it is =SUM(C2:C5)"]


def test_a_number_typed_into_the_last_of_two_sums_is_named() -> None:
    total: list[object] = ["Total", "=SUM(B2:B3)", "=SUM(C2:C3)+500"]
    sheet: list[list[object]] = [["Item", "Budget", "Actual"], ["Roads", 410, 395], ["Parks", 120, 131], total]
    assert said(sheet) == ["C4: a number typed into a formula: +500; B4 beside it is =SUM(B2:B3)"]


def said_of_totals(*totals: str) -> list[str]:
    """What is said of the last row of four lines, whose formulas need not be worked out here."""
    figures = [[float(10 * row + column) for column in range(len(totals))] for row in range(5)]
    formulas = {(4, column): text for column, text in enumerate(totals)}
    return [f"{one.cell}: {one.message}" for one in remarks(formulas, figures)]


@pytest.mark.parametrize("which", ["9", "109"])
def test_a_number_before_a_sum_or_in_a_sum_of_what_is_shown_is_named(which: str) -> None:
    beside = f"B5 beside it is =SUBTOTAL({which},B1:B4)"
    for text in (f"SUBTOTAL({which},C1:C4)+500", f"500 + SUBTOTAL({which},C1:C4)"):
        told = said_of_totals(f"SUBTOTAL({which},A1:A4)", f"SUBTOTAL({which},B1:B4)", text)
        assert told == [f"C5: a number typed into a formula: +500; {beside}"]


def test_the_mean_of_a_column_with_a_number_is_no_sum_with_one() -> None:
    assert said_of_totals("SUBTOTAL(1,A1:A4)", "SUBTOTAL(1,B1:B4)+500") == []


def test_links_as_libreoffice_writes_them_are_told() -> None:
    assert said_of_totals("'file:///home/me/Other book.ods'#$Sheet1.C2") == [
        "A5: formula refers to other files, which are not opened: the values are those last saved"
    ]


def test_a_number_that_all_sums_add_is_nothing_odd() -> None:
    sheet = block()
    sheet[5][1:] = [f"=SUM({letter}2:{letter}5)+500" for letter in "BCDEFGH"]
    assert said(sheet) == []


def test_a_range_that_misses_the_last_row_is_named() -> None:
    sheet = block()
    sheet[5][3] = "=SUM(D2:D4)"
    assert said(sheet) == ["D6: the formula differs from its neighbours': like C6 it would be =SUM(D2:D5)"]
    alone: list[list[object]] = [["a", 1], ["b", 2], ["c", 3], ["Total", "=SUM(B1:B2)"]]
    assert said(alone) == ["B4: the sum =SUM(B1:B2) leaves out B3, which stands between its range and the total"]


def test_a_range_that_takes_in_a_total_is_named() -> None:
    sheet: list[list[object]] = [["a", 1], ["b", 2], ["Sub-total", "=SUM(B1:B2)"], ["c", 3], ["Total", "=SUM(B1:B4)"]]
    assert said(sheet) == ["B5: the sum =SUM(B1:B4) takes in the total B3 and the lines it is the sum of"]


def test_a_formula_unlike_its_neighbours_is_named() -> None:
    rows: list[list[object]] = [[n * 10, n * 9, f"=A{n}-B{n}"] for n in range(1, 8)]
    rows[3][2] = "=A4-B3"
    assert said(rows) == ["C4: the formula differs from its neighbours': like C3 it would be =A4-B4"]


def test_a_total_under_a_column_of_differences_is_no_odd_one() -> None:
    rows: list[list[object]] = [[n * 10, n * 9, f"=A{n}-B{n}"] for n in range(1, 8)]
    assert said([*rows, ["=SUM(A1:A7)", "=SUM(B1:B7)", "=SUM(C1:C7)"]]) == []


def test_a_value_that_its_formula_does_not_give_is_named() -> None:
    (one,) = remarks({(2, 0): "SUM(A1:A2)"}, [[10.0], [20.0], [31.0]])
    assert (one.cell, one.message) == (
        "A3",
        "the value is 31.00, but =SUM(A1:A2) gives 30.00: have the workbook worked out again",
    )
    assert (one.line, one.text, one.severity) == (3, "=SUM(A1:A2)", "warning")


def test_links_to_other_files_are_said_once() -> None:
    found = remarks({(0, 0): "[1]Sheet1!A1", (1, 0): "'[Old.xlsx]Sheet'!B2"}, [[1.0], [2.0]])
    assert [f"{one.cell}: {one.message}" for one in found] == [
        "A1: 2 formulas refer to other files, which are not opened: the values are those last saved"
    ]


@pytest.mark.parametrize(
    ("formula", "value"),
    [("A1+B1*2", 7.0), ("(A1+B1)*2", 8.0), ("-A1/4", -0.25), ("SUM(A1:B2,10)", 20.0), ("SUM($A$1:B$1)-1", 3.0 - 0.0)],
)
def test_simple_formulas_are_worked_out(formula: str, value: float) -> None:
    assert value_of(formula, [[1, 3], [2, 4]]) == value


@pytest.mark.parametrize(
    "formula",
    [
        "IF(A1,1,2)",
        "Sheet2!A1",
        "SUM('Energy balance'!$D$32:$D$33)",
        "SUM(Data!A1:B9)",
        "A1^2",
        "SUM(A1",
        "A1/C9",
        '"x"',
        "A1 B1",
        "VLOOKUP(A1,B:B,1)",
    ],
)
def test_any_other_formula_is_not_judged(formula: str) -> None:
    with pytest.raises(NotSimpleError):
        value_of(formula, [[1, 3], [2, 4]])


def test_they_are_said_of_a_ledger_and_of_any_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in block():
        sheet.append(row)
    sheet["D6"] = 200
    book.save(tmp_path / "any.xlsx")
    (found,) = [one for one in remarks_in(tmp_path / "any.xlsx") if one.severity == "warning"]
    assert (found.file, found.line, found.address) == ("any.xlsx:Sheet", 6, "Sheet!D6")
    assert found.message.startswith("a number typed among formulas")


def test_a_sheet_that_is_a_ledger_says_so_too(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["name", "amount", "double", "treble", "fourfold"])
    for row in range(2, 6):
        sheet.append([f"Line {row}", row, f"=B{row}*2", f"=B{row}*3", f"=B{row}*4"])
    sheet["C4"] = 9
    book.save(tmp_path / "amounts.xlsx")
    problems = load_set(tmp_path, {"amounts": AMOUNTS}).problems
    said = {problem.address: problem.message for problem in problems}
    assert said["Sheet!C4"] == "a number typed among formulas: C3 beside it is =B3*2"


def test_a_hidden_sheet_is_said_without_rules_too(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Workings").sheet_state = "hidden"
    book.save(tmp_path / "any.xlsx")
    (found,) = remarks_in(tmp_path / "any.xlsx")
    assert (found.file, found.message) == ("any.xlsx:Workings", "the sheet is hidden; it is read all the same")


def test_formulas_without_a_value_are_an_error_however_the_workbook_is_read(tmp_path: Path) -> None:
    """A program wrote them, and none has worked them out: the figures that are typed add up, the rest is unknown."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Service", "Apr", "May"], ["Homes", 831, 402], ["Care", 125, 330], ["Total", 956, "=SUM(C2:C3)"]):
        sheet.append(row)
    path = tmp_path / "any.xlsx"
    book.save(path)
    for command in ("check", "scrutinise"):
        ran = CliRunner().invoke(app, [command, str(path)])
        assert (ran.exit_code, ran.stdout.count("1 formula without a value")) == (2, 1), ran.stdout


def test_a_number_is_odd_in_a_column_of_one_formula_across_blank_rows() -> None:
    lines: Sheet = [
        [3, 2, "=A1-B1"], [5, 1, "=A2-B2"], ["", "", "=SUM(C1:C2)"], [""],
        [7, 4, 3], [9, 2, "=A6-B6"], [""], [8, 2, "=A8-B8"], [6, 5, "=A9-B9"],
    ]  # fmt: skip
    assert [line for line in said(lines) if "typed among formulas" in line] != []


def test_a_number_with_formulas_on_all_sides_is_odd_though_no_two_are_alike() -> None:
    block: Sheet = [[1, "=A1", 2], ["=A3", 373156, "=C1"], [4, "=C3", 3]]
    assert any("typed among formulas" in line for line in said(block))


def test_a_number_between_two_totals_is_odd_though_these_differ() -> None:
    sheet = block(months=3)
    sheet[-1][1:4] = ["=SUM(B2:B4)", 200, "=SUM(D2:D5)"]
    assert "C6: a number typed among formulas: B6 beside it is =SUM(B2:B4)" in said(sheet)


def test_a_figure_kept_as_text_is_named_where_a_sum_leaves_it_out() -> None:
    found = remarks({(4, 0): "SUM(A2:A4)"}, [["2025"], [10.0], ["3,000"], ["see note 4"], [10.0]])
    message = "a figure kept as text, which =SUM(A2:A4) in A5 leaves out: type it as a number"
    assert [(one.cell, one.message) for one in found] == [("A3", message)]


def test_a_sum_of_percentages_and_other_figures_is_named() -> None:
    shown = {(0, 0): NumberFormat(1, is_percent=True)}
    rows: Sheet = [[0.25], [1000.0], [1000.25]]
    found = remarks({(2, 0): "SUM(A1:A2)"}, rows, lambda place: shown.get(place, NumberFormat()))
    assert [(one.cell, one.message) for one in found] == [("A3", "it adds a percentage, A1, to what is none, A2")]


def test_a_sum_of_columns_in_different_units_is_named() -> None:
    rows: Sheet = [["Budget (£000)", "Grant (£)", "Both"], [10.0, 9000.0, 9010.0], [1.0, 2.0, 2.0]]
    found = remarks({(1, 2): "A2+B2", (2, 2): "A3+A3"}, rows)
    assert [(one.cell, one.message) for one in found] == [
        ("C2", "it adds figures of several units: A2 in £000 and B2 in £")
    ]


def test_cells_in_error_are_told_in_one_line_where_no_ledger_is_known(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Item", "Share"])
    for name in "ab":
        sheet.append([name, "#DIV/0!"])
    book.save(tmp_path / "any.xlsx")
    (one,) = remarks_in(tmp_path / "any.xlsx")
    assert (one.severity, one.text) == ("error", "#DIV/0!")
    assert one.message == "2 cells are in error, so no figure can be read there: B2, B3"


@pytest.mark.parametrize(("column", "sound"), [(1, 2), (3, 2)])
def test_a_number_at_either_end_of_a_row_called_a_total_is_odd_where_the_next_two_are_of_one_form(
    column: int, sound: int
) -> None:
    sheet = block(months=3)
    for row in sheet[1:]:
        row[4:] = []
    sheet[-1][column] = 205
    place, near = (f"{column_letters(one)}6" for one in (column, sound))
    letter = column_letters(sound)
    assert said(sheet) == [f"{place}: a number typed among formulas: {near} beside it is =SUM({letter}2:{letter}5)"]


def test_a_rate_typed_in_a_row_called_a_total_is_no_odd_number() -> None:
    """What is not near the sum of its column is not meant for it, and a row of another name promises no sum."""
    sheet = block(months=3)
    for row in sheet[1:]:
        row[4:] = []
    sheet[-1][3] = 48.5
    assert said(sheet) == []
    sheet[-1][0], sheet[-1][3] = "Comparison", 205
    assert said(sheet) == []
