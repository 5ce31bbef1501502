"""Claims about ledgers in workbooks: the figures of the same CSV, as precise as typed or shown, and what is said."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from budget_monitor.load.ledger_set import load_set
from budget_monitor.load.sources.sheets.number_formats import NumberFormat, number_format
from budget_monitor.load.sources.sheets.opening import Book
from budget_monitor.load.sources.sheets.references import moved
from budget_monitor.load.sources.sheets.texts import NUMBERS, PERCENTS, exact_text, figure_text
from budget_monitor.model.ledgers.ledger import LINE, LedgerSet
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema
from budget_monitor.model.running.limits import Limits, within
from budget_monitor.model.running.result_mark import RESULT_MARK
from tests.support.small_ledgers import AMOUNTS, PERIOD, RESERVES, YEAR, ledger, values

DAYS = ledger(
    "days", YEAR, PERIOD, Column("day", ColumnType.DATE), Column("count", ColumnType.INTEGER),
    Column("share", ColumnType.PERCENT), Column("amount", ColumnType.MONEY), sequence=("day",),
)  # fmt: skip
SCHEMAS: dict[str, LedgerSchema] = {schema.name: schema for schema in (RESERVES, AMOUNTS, DAYS)}
RESERVE_ROW = ["2021/22", "Q4", "General", 1000, 250, 750]
RESERVE_HEADER = ["Financial year", "Period", "Reserve", "Opening", "Usage", "Closing"]


def sheet_of(book: Workbook, name: str, rows: Sequence[Sequence[object]]) -> Worksheet:
    """A new sheet with those rows."""
    sheet: Worksheet = book.create_sheet(name)
    for row in rows:
        sheet.append(list(row))
    return sheet


def saved(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook with those sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet_of(book, name, rows)
    book.save(path)
    return path


def load(path: Path) -> LedgerSet:
    return load_set(path, SCHEMAS)


def messages(found: LedgerSet) -> list[str]:
    return [problem.message for problem in found.problems]


def test_a_sheet_gives_the_figures_of_the_same_csv(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv" / "days.csv").write_text(
        "financial_year,period,day,count,share,amount\n2021/22,Q4,2022-03-31,3,93.5,1234567.89\n"
    )
    rows: list[list[object]] = [
        ["financial_year", "period", "day", "count", "share", "amount"],
        ["2021/22", "Q4", date(2022, 3, 31), 3, 93.5, 1234567.89],
    ]
    found = load(saved(tmp_path / "days.xlsx", {"Sheet1": rows}))
    same = load(tmp_path / "csv")
    assert found.ledgers["days"].table.equals(same.ledgers["days"].table)
    assert found.ledgers["days"].text.equals(same.ledgers["days"].text)
    assert [(one.file, one.ledger) for one in found.inputs] == [("days.xlsx:Sheet1", "days")]
    assert found.ledgers["days"].ref(2, "amount").address == "Sheet1!F2"


def test_a_workbook_has_a_sheet_for_each_ledger(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "quarter.xlsx", {
            "Cover": [["Quarter 4"]],
            "Reserve movements": [RESERVE_HEADER, RESERVE_ROW],
            "AMOUNTS": [["amount"], [97]],
        },
    )  # fmt: skip
    found = load(path)
    assert [one.file for one in found.inputs] == ["quarter.xlsx:Reserve movements", "quarter.xlsx:AMOUNTS"]
    assert found.unread_files == ("quarter.xlsx:Cover",)


def test_a_folder_may_mix_workbooks_and_csv(tmp_path: Path) -> None:
    saved(tmp_path / "amounts.xlsx", {"Sheet1": [["amount"], [97]]})
    (tmp_path / "reserve_movements.csv").write_text(
        "financial_year,period,reserve,opening,usage\n2021/22,Q4,General,1,1\n"
    )
    (tmp_path / "~$amounts.xlsx").write_bytes(b"the lock that Excel leaves beside an open workbook")
    found = load(tmp_path)
    assert set(found.ledgers) == {"amounts", "reserve_movements"}
    assert found.unread_files == ()


def test_a_result_of_an_earlier_run_is_no_ledger(tmp_path: Path) -> None:
    book = Workbook()
    sheet_of(book, "amounts", [["amount"], [98]])
    book.properties.description = RESULT_MARK
    book.save(tmp_path / "findings.xlsx")
    (tmp_path / "amounts.csv").write_text("amount\n97\n")
    found = load(tmp_path)
    assert values(found.ledgers["amounts"], "amount") == [97]
    assert (found.problems, found.unread_files) == ((), ("findings.xlsx",))


def test_the_header_is_found_below_titles_and_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Stockport Council"], [], ["Earmarked reserves, 2021/22"],
        [None, *RESERVE_HEADER[:3], "Opening", "Usage", "Closing"],
        [None, None, None, None, "£000", "£000", "£000"],
        [None, "2021/22", "Q4", "General", 10, 4, 6],
        [None, "Source: the ledger"],
    ]  # fmt: skip
    found = load(saved(tmp_path / "quarter.xlsx", {"Reserve_movements": rows}))
    table = found.ledgers["reserve_movements"]
    assert values(table, "opening") == [Decimal(10_000)]
    assert table.table[LINE].to_pylist() == [6]
    assert table.headers["opening"] == "Opening £000"
    assert table.ref(6, "closing").address == "Reserve_movements!G6"
    (problem,) = found.problems
    assert (problem.severity, problem.message) == (
        "warning", "text in one cell only is taken for a heading or a note, no line: row 7",
    )  # fmt: skip


def test_labels_merged_downwards_stand_for_every_row(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book, "Reserve movements", [RESERVE_HEADER, RESERVE_ROW, [None, "Q4", "Other", 5, 1, 4]])
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "quarter.xlsx")
    assert values(load(tmp_path / "quarter.xlsx").ledgers["reserve_movements"], "financial_year") == ["2021/22"] * 2


def test_figures_are_as_precise_as_typed_or_shown(tmp_path: Path) -> None:
    book = Workbook()
    figures = {5215.0: "General", 33140.4444444444: "#,##0", 4940.190315169932: "General", 66931.4: "#,##0"}
    sheet = sheet_of(book, "amounts", [["amount"], *([one] for one in figures)])
    for cell, code in zip(sheet["A"][1:], figures.values(), strict=True):
        cell.number_format = code
    book.save(tmp_path / "book.xlsx")
    found = load(tmp_path / "book.xlsx")
    table = found.ledgers["amounts"]
    assert values(table, "amount") == [Decimal(5215), Decimal(33140), Decimal("4940.19"), Decimal("66931.4")]
    assert values(table, "__half_amount") == [Decimal(0), Decimal("0.5"), Decimal("0.005"), Decimal(0)]
    assert table.text["amount"].to_pylist() == ["5215", "≈33140", "≈4940.19", "66931.4"]
    assert found.problems == ()


def test_errors_and_formulas_without_a_value_are_told_with_their_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book, "amounts", [["amount"], ["=1+1"], [3]])
    sheet["A3"] = "#REF!"
    book.save(tmp_path / "book.xlsx")
    found = load(tmp_path / "book.xlsx")
    told = {problem.address: problem.message for problem in found.problems if problem.address}
    assert told["amounts!A3"].startswith("a spreadsheet error")
    assert any("formula without a value" in message for message in messages(found))
    assert values(found.ledgers["amounts"], "amount") == [None, None]


def test_what_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book, "amounts", [["amount"], [1], [2], [3]])
    sheet.row_dimensions[3].hidden = True
    sheet.sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    found = load(tmp_path / "book.xlsx")
    assert values(found.ledgers["amounts"], "amount") == [1, 2, 3]
    assert sorted((problem.line, problem.severity, problem.message) for problem in found.problems) == [
        (0, "warning", "the sheet is hidden; it is read all the same"),
        (3, "warning", "1 hidden row is read like any other: 3"),
    ]


XLS_WITH_PASSWORD = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12) + b"\x2f\x00\x36\x00" + bytes(54)
"""How the figures of an xls with a password begin: the file's first record, then the one of its encryption."""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 and nothing more", "cut off or damaged"),
        (b"amount\n97\n", "the file is text"),
        (b"<html><table><tr><td>97</td></tr></table></html>", "the file is a web page"),
        (b"\x00\x01\x02", "no workbook that can be opened"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"\xd0\xcf\x11\xe0" + bytes(508) + XLS_WITH_PASSWORD, "protected by a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
    ],
)
def test_a_workbook_that_cannot_be_opened_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "amounts.xlsx").write_bytes(content)
    found = load(tmp_path)
    (problem,) = found.problems
    assert (problem.file, problem.severity) == ("amounts.xlsx", "error")
    assert words in problem.message


def rezipped(path: Path, changed: Mapping[str, bytes]) -> None:
    """The same workbook with some of its parts replaced."""
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))


def test_a_cell_far_away_is_refused_before_room_is_made_for_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book, "amounts", [["amount"], [97]])
    sheet["XFD1048576"] = 1
    book.save(tmp_path / "book.xlsx")
    (problem,) = load(tmp_path / "book.xlsx").problems
    assert "reaches down to row 1,048,576" in problem.message


def test_empty_formatted_rows_to_the_end_of_the_sheet_do_no_harm(tmp_path: Path) -> None:
    path = saved(tmp_path / "book.xlsx", {"amounts": [["amount"], [97]]})
    with zipfile.ZipFile(path) as archive:
        part = next(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        text = archive.read(part).decode()
    row = '<row r="{0}"><c r="A{0}" s="0"/><c r="AZ{0}" s="0"/></row>'
    empty = "".join(row.format(number) for number in range(3, 300_003))
    rezipped(path, {part: text.replace("</sheetData>", f"{empty}</sheetData>").encode()})
    assert values(load(path).ledgers["amounts"], "amount") == [97]


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    saved(path, {"amounts": [["amount"], [97]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/filling.bin", b" " * 3_000_000)
    with within(Limits(unpacked_megabytes=2)):
        (problem,) = load(path).problems
    assert "up to 2 MB are read (limits.unpacked_megabytes)" in problem.message


@pytest.mark.parametrize(
    ("code", "decimals", "is_percent"),
    [
        ("General", None, False), ("@", None, False), ("0", 0, False), ("#,##0.00", 2, False),
        ("#,##0;(#,##0)", 0, False), ("£#,##0.0;[Red]-£#,##0.0", 1, False), ('_-"£"* #,##0.00_-', 2, False),
        ("0.0%", 1, True), ("dd/mm/yyyy", None, False), ("[$£-809]#,##0", 0, False), ("[Red]0.000", 3, False),
    ],
)  # fmt: skip
def test_a_number_format_says_how_many_decimals_are_shown(code: str, decimals: int | None, is_percent: bool) -> None:
    assert number_format(code) == NumberFormat(decimals, is_percent)


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [(0.93, "0.0%", "93.0%"), (93.0, "0.0", "93.0"), (93.0, "General", "93"), (0.930635838150289, "0%", "93%")],
)
def test_percentages_are_as_precise_as_shown(value: float, shown: str, text: str) -> None:
    assert figure_text(value, number_format(shown), PERCENTS) == text


def test_a_plain_number_with_a_percent_format_is_told_without_its_sign() -> None:
    assert figure_text(0.93, number_format("0.0%"), NUMBERS) == "93.0"


@settings(deadline=None, max_examples=200)
@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_what_was_typed_to_the_penny_comes_back_to_the_penny(amount: Decimal) -> None:
    assert Decimal(exact_text(float(amount))) == amount
    assert Decimal(figure_text(float(amount), number_format("#,##0"))) == amount


@settings(deadline=None, max_examples=100)
@given(st.lists(st.decimals(min_value=-(10**7), max_value=10**7, places=2), min_size=2, max_size=40))
def test_a_sum_of_pence_is_exact_whatever_the_workbook_made_of_it(amounts: list[Decimal]) -> None:
    computed = sum(float(amount) for amount in amounts)
    assert Decimal(figure_text(computed, number_format("General"))) == sum(amounts)


def test_a_shared_formula_is_moved_like_a_copied_one() -> None:
    assert moved("SUM(B2:B9)+$C$1+C$2*Data!B2", 1, 2) == "SUM(D3:D10)+$C$1+E$2*Data!D3"


def test_a_sheet_whose_extent_is_stated_as_whole_rows_is_read(tmp_path: Path) -> None:
    """As LibreOffice writes it where formats reach to the last column."""
    path = saved(tmp_path / "reserves.xlsx", {"reserves": [RESERVE_HEADER, RESERVE_ROW]})
    written = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="1:2"', old.read(name))
            new.writestr(name, part)
    with ExitStack() as open_files:
        assert Book(path, open_files).sheet("reserves").values()[1] == RESERVE_ROW


def test_two_tables_of_one_ledger_side_by_side_are_told_in_one_sentence(tmp_path: Path) -> None:
    book = Workbook()
    sheet_of(book, "Reserve movements", [[*RESERVE_HEADER, None, *RESERVE_HEADER], [*RESERVE_ROW, None, *RESERVE_ROW]])
    book.save(tmp_path / "q.xlsx")
    (one,) = load_set(tmp_path / "q.xlsx", SCHEMAS).problems
    assert one.message.startswith("two tables side by side: the headers of columns H to M stand to the left of them")


def test_figures_beside_a_ledger_beyond_an_empty_column_are_told(tmp_path: Path) -> None:
    book = Workbook()
    header, line = [*RESERVE_HEADER, None, "Service", "Budget", "Spent"], [*RESERVE_ROW, None, "Parks", 10, 9]
    sheet_of(book, "Reserve movements", [header, line])
    book.save(tmp_path / "q.xlsx")
    (one,) = load_set(tmp_path / "q.xlsx", SCHEMAS).problems
    assert (one.severity, one.message.partition(",")[0]) == ("warning", "columns H to J")


def test_notes_beside_a_ledger_are_no_table(tmp_path: Path) -> None:
    book = Workbook()
    sheet_of(book, "Reserve movements", [[*RESERVE_HEADER, None, "Checked", "By"], [*RESERVE_ROW, None, "yes", "AB"]])
    book.save(tmp_path / "q.xlsx")
    assert not load_set(tmp_path / "q.xlsx", SCHEMAS).problems
