"""Claims about workbooks in the forms of ods and xls: what they show, hide and work out is known as of xlsx."""

from __future__ import annotations

import struct
import zipfile
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.load.ledger_set import load_set
from budget_monitor.load.sources.cells import Unreadable
from budget_monitor.load.sources.sheets.forms.ods import plain_formula
from budget_monitor.load.sources.sheets.forms.xls_formulas import Links, NotReadError, formula_text
from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in
from budget_monitor.load.sources.sheets.number_formats import NumberFormat, number_format
from budget_monitor.load.sources.sheets.opening import Book
from budget_monitor.model.ledgers.schema import Column, ColumnType
from tests.support.old_workbooks import formula, label, number, number_cell, ods, record, row, table, text_cell, xls
from tests.support.small_ledgers import RESERVES, YEAR, ledger, values

SHARES = ledger("shares", YEAR, Column("name", ColumnType.TEXT), Column("share", ColumnType.PERCENT))
PERCENT = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1"/></number:percentage-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    '<number:date-style style:name="N2"><number:month number:textual="true"/><number:text>-</number:text><number:year/>'
    "</number:date-style>"
    '<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce1"/>'
)


HEADER = row(text_cell("financial_year"), text_cell("name"), text_cell("share"))


@pytest.mark.parametrize("style", ["ce1", "ce3"])
def test_a_percentage_of_ods_is_as_precise_as_it_is_shown(tmp_path: Path, style: str) -> None:
    cell = number_cell("0.951", f'table:style-name="{style}"', "95.1%")
    body = table(HEADER, row(text_cell("2026/27"), text_cell("On time"), cell))
    (tmp_path / "shares.ods").write_bytes(ods(body, PERCENT))
    found = load_set(tmp_path, {"shares": SHARES}).ledgers["shares"]
    assert values(found, "share") == [Decimal("95.1")]


def test_a_column_of_ods_says_what_its_cells_show(tmp_path: Path) -> None:
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    columns += '<table:table-column table:default-cell-style-name="ce1"/>'
    body = table(HEADER, row(text_cell("2026/27"), text_cell("On time"), number_cell("0.951")), columns=columns)
    (tmp_path / "shares.ods").write_bytes(ods(body, PERCENT))
    assert values(load_set(tmp_path, {"shares": SHARES}).ledgers["shares"], "share") == [Decimal("95.1")]


def test_what_ods_hides_merges_and_has_in_error_is_known(tmp_path: Path) -> None:
    body = table(
        HEADER,
        row(text_cell("2026/27", 'table:number-rows-spanned="2"'), text_cell("A"), number_cell("0.5")),
        row("<table:covered-table-cell/>", text_cell("B"), text_cell("#REF!", 'calcext:value-type="error"'),
            given='table:visibility="collapse"'),
    )  # fmt: skip
    (tmp_path / "shares.ods").write_bytes(ods(body))
    found = load_set(tmp_path, {"shares": SHARES})
    assert values(found.ledgers["shares"], "financial_year") == ["2026/27", "2026/27"]
    messages = [(one.address, one.text, one.message[:24]) for one in found.problems]
    assert ("shares!C3", "#REF!", "a spreadsheet error or a") in messages
    assert any(text.startswith("1 hidden row is read") for _, _, text in messages)


def test_formulas_of_ods_are_looked_at(tmp_path: Path) -> None:
    summed = [
        row(*(number_cell(str(at)) for at in (1, 2)), number_cell("3", f'table:formula="of:=SUM([.A{at}:.B{at}])"'))
        for at in range(1, 5)
    ]
    rows = [*summed, row(number_cell("1"), number_cell("2"), number_cell("4")), summed[0].replace("A1:.B1", "A6:.B6")]
    path = tmp_path / "any.ods"
    path.write_bytes(ods(table(*rows, name="Plan")))
    (one,) = remarks_in(path)
    assert (one.address, one.message) == ("Plan!C5", "a number typed among formulas: C4 beside it is =SUM(A4:B4)")


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("of:=SUM([.B2:.B9];[.C1])", "SUM(B2:B9,C1)"),
        ("of:=[$Fees.C$1]*2", "Fees!C$1*2"),
        ("of:=['Other fees'.C1]", "'Other fees'!C1"),
        ("of:=['file:///C:/old/last year.ods'#$Sheet1.A1]", "'[last year.ods]Sheet1'!A1"),
        ('of:=IF([.A1]="a;b";1;0)', 'IF(A1="a;b",1,0)'),
        ("msoxl:=SUM(A1:A2)", "SUM(A1:A2)"),
    ],
)
def test_a_formula_of_ods_reads_as_it_is_shown(stated: str, shown: str) -> None:
    assert plain_formula(stated) == shown


REF = struct.pack("<BHH", 0x24, 0, 0xC000)
AREA = struct.pack("<BHHHH", 0x25, 0, 2, 0xC000, 0xC000)
SUM = struct.pack("<BBH", 0x19, 0x10, 0)


@pytest.mark.parametrize(
    ("tokens", "shown"),
    [
        (AREA + SUM, "SUM(A1:A3)"),
        (REF + struct.pack("<BH", 0x1E, 2) + b"\x05", "A1*2"),
        (REF + REF + b"\x04\x15\x13", "-(A1-A1)"),
        (AREA + struct.pack("<BBH", 0x42, 1, 5), "AVERAGE(A1:A3)"),
        (REF + struct.pack("<BH", 0x1E, 0) + struct.pack("<BH", 0x41, 27), "ROUND(A1,0)"),
        (struct.pack("<BBB", 0x17, 1, 0) + b"x", '"x"'),
        (struct.pack("<BHHH", 0x5A, 0, 4, 0x0001), "Fees!$B$5"),
    ],
)
def test_a_formula_of_xls_reads_as_it_is_shown(tokens: bytes, shown: str) -> None:
    assert formula_text(tokens, (9, 9), {}, Links(["Fees"], [""], [(0, 0)])) == shown


def test_a_shared_formula_of_xls_moves_with_its_cell() -> None:
    shared = {(0, 2): struct.pack("<BHH", 0x2C, 0, 0xC0FF)}
    assert formula_text(struct.pack("<BHH", 0x01, 0, 2), (4, 2), shared, Links()) == "B5"


def test_a_formula_of_xls_that_is_not_understood_is_none_that_is_judged() -> None:
    with pytest.raises(NotReadError):
        formula_text(struct.pack("<BBH", 0x22, 1, 9_999), (0, 0), {}, Links())


def test_what_xls_shows_hides_and_has_in_error_is_known(tmp_path: Path) -> None:
    cells = [
        *(label(0, at, text) for at, text in enumerate(("financial_year", "name", "share"))),
        record(0x0208, struct.pack("<HHHHHHHH", 1, 0, 3, 0, 0, 0, 0x20, 0)),
        label(1, 0, "2026/27"), label(1, 1, "On time"), number(1, 2, 0.951, style=1),
        label(2, 0, "2026/27"), label(2, 1, "Late"), record(0x0205, struct.pack("<HHHBB", 2, 2, 0, 0x17, 1)),
    ]  # fmt: skip
    (tmp_path / "shares.xls").write_bytes(xls(cells, ["0.0%"], sheet="shares"))
    found = load_set(tmp_path, {"shares": SHARES})
    assert values(found.ledgers["shares"], "share")[:1] == [Decimal("95.1")]
    assert ("shares!C3", "#REF!") in [(one.address, one.text) for one in found.problems]
    assert any(one.message.startswith("1 hidden row is read") for one in found.problems)


def test_formulas_of_xls_are_looked_at(tmp_path: Path) -> None:
    cells = [number(at, column, 1.0 + column) for at in range(6) for column in (0, 1)]
    for at in range(6):
        tokens = struct.pack("<BHHHH", 0x25, at, at, 0xC000, 0xC001) + SUM
        cells.append(number(at, 2, 4.0) if at == 4 else formula(at, 2, 3.0, tokens))
    path = tmp_path / "any.xls"
    path.write_bytes(xls(cells))
    (one,) = remarks_in(path)
    assert (one.address, one.message) == ("Sheet1!C5", "a number typed among formulas: C4 beside it is =SUM(A4:B4)")


ENCRYPTED = (
    "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
)


def test_a_workbook_protected_by_a_password_says_so(tmp_path: Path) -> None:
    in_ods, in_xls = tmp_path / "q.ods", tmp_path / "q.xls"
    with zipfile.ZipFile(in_ods, "w") as archive:
        archive.writestr("content.xml", b"\x9f" * 40)
        archive.writestr("META-INF/manifest.xml", ENCRYPTED)
    in_xls.write_bytes(xls([number(0, 0, 1.0)], before=record(0x002F, b"\0" * 54)))
    for path in (in_ods, in_xls):
        with ExitStack() as stack, pytest.raises(Unreadable, match="protected by a password"):
            Book(path, stack)


def test_empty_cells_are_repeated_without_harm(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = [
        row(number_cell("1"), blank),
        row(blank, given='table:number-rows-repeated="1048574"'),
        row(number_cell("2")),
    ]
    path = tmp_path / "wide.ods"
    path.write_bytes(ods(table(*rows)))
    with ExitStack() as stack:
        assert Book(path, stack).sheet("shares").values()[-1] == [2.0]


def test_records_of_xls_that_are_cut_off_leave_the_values(tmp_path: Path) -> None:
    """The values are read, and it is said that nothing else is known."""
    path = tmp_path / "any.xls"
    path.write_bytes(xls([number(0, 0, 1.0), record(0x0208, b"\0" * 3), number(1, 0, 2.0)]))
    with ExitStack() as stack:
        assert "could not be read" in Book(path, stack).sheet_parts("Sheet1").not_told


@pytest.mark.parametrize(
    ("code", "is_month"), [("mmm-yy", True), ("mmmm yyyy", True), ("dd/mm/yyyy", False), ("mm:ss", False)]
)
def test_a_date_may_be_shown_as_a_month(code: str, is_month: bool) -> None:
    assert number_format(code) == (NumberFormat(is_month=True) if is_month else NumberFormat())


def test_a_workbook_of_ods_is_checked_as_that_of_xlsx(tmp_path: Path) -> None:
    rows = [row(text_cell(name), number_cell(value)) for name, value in (("a", "1234"), ("b", "2345"), ("c", "3456"))]
    path = tmp_path / "any.ods"
    path.write_bytes(
        ods(table(row(text_cell("Item"), text_cell("Amount")), *rows, row(text_cell("Total"), number_cell("7035"))))
    )
    result = CliRunner().invoke(app, ["check", str(path)])
    assert result.exit_code == 0, result.stdout


def test_a_month_that_a_spreadsheet_made_a_date_is_that_period(tmp_path: Path) -> None:
    """Whoever types Apr-26 into a spreadsheet gets a date, shown as Apr-26; a date that shows its day is none."""
    header = row(*map(text_cell, ("financial_year", "period", "reserve", "opening", "usage", "closing")))
    amounts = [number_cell(one) for one in ("10", "3", "7")]
    day = '<table:table-cell office:value-type="date" office:date-value="2021-06-01" {}/>'
    lines = [
        row(text_cell("2021/22"), day.format(f'table:style-name="{style}"'), text_cell(style), *amounts)
        for style in ("ce2", "ce1")
    ]
    (tmp_path / "reserves.ods").write_bytes(ods(table(header, *lines, name="reserves"), PERCENT))
    found = load_set(tmp_path, {"reserves": RESERVES})
    assert values(found.ledgers["reserves"], "period") == ["P03", None]
    assert [one.text for one in found.problems if one.severity == "error"] == ["2021-06-01"]
