"""The marked copy of an officer's own workbook: what is wrong is marked, and everything else stays byte by byte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font

from budget_monitor import pipeline
from budget_monitor.cli.shared.formats import RENDERERS, Result
from budget_monitor.model.results.choices import FailOn
from budget_monitor.pipeline.files.own_book import own_book
from budget_monitor.render import Format
from budget_monitor.render.formats.marked.sheet import address_of, formulas_in, marked_cells, spot_of
from budget_monitor.render.formats.marked.xml import CannotPatchError, elements, escaped
from budget_monitor.render.formats.workbook.marks import FORMULA, marks
from budget_monitor.render.text.page import Page

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def quarter(folder: Path, name: str = "Quarter 2.xlsx") -> Path:
    """A workbook as somebody keeps it: a title, formulas, a chart, a note, and 12,040 typed for 12,400."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Cash limits"
    sheet["A1"] = "Quarter 2 monitoring"
    sheet["A1"].font = Font(bold=True, size=14)
    rows: list[tuple[str | int, ...]] = [
        ("Libraries", 4808, 163, "=D4+E4"),
        ("Highways", 12000, 400, 12040),
        ("Parks", 900, -50, "=D6+E6"),
    ]
    headers = ["Financial year", "Period", "Portfolio", "Previously reported", "Change", "Cash limit"]
    for at, header in enumerate(headers, start=1):
        sheet.cell(3, at, header)
    for line, row in enumerate(rows, start=4):
        for at, value in enumerate(("2026/27", "Q2", *row), start=1):
            sheet.cell(line, at, value).number_format = "#,##0;(#,##0)"
    sheet["F5"].comment = Comment("as agreed in June", "P Clerk")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=3, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "H3")
    book.create_sheet("It's notes")["A1"] = "Prepared by P Clerk"
    path = folder / name
    book.save(path)
    _calculated(path, {"F4": "4971", "F6": "850"})
    return path


def _calculated(path: Path, values: dict[str, str]) -> None:
    """Writes the formulas' values in, as a spreadsheet program does when it saves."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["xl/worksheets/sheet1.xml"].decode()
    for formula, value in (("D4+E4", values["F4"]), ("D6+E6", values["F6"])):
        text = text.replace(f"<f>{formula}</f><v/>", f"<f>{formula}</f><v>{value}</v>")
        text = text.replace(f"<f>{formula}</f><v></v>", f"<f>{formula}</f><v>{value}</v>")
    parts["xl/worksheets/sheet1.xml"] = text.encode()
    _zip(path, parts)


def _zip(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def checked(path: Path) -> bytes:
    """What `check PATH --format xlsx` writes."""
    report = pipeline.check(path)
    return RENDERERS[Format.XLSX](Result(report, None, Page, FailOn.ERROR, strict=False))


def test_the_wrong_cell_is_marked_and_noted_and_keeps_its_format(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(checked(quarter(tmp_path))))
    assert book.sheetnames == ["Cash limits", "It's notes", "Budget checks"]
    cell = book["Cash limits"]["F5"]
    assert (cell.value, cell.number_format, cell.fill.fgColor.rgb) == (12040, "#,##0;(#,##0)", "FFF8A5A5")
    assert cell.comment is not None
    assert cell.comment.text.startswith("as agreed in June\n\nShould be £12,400: type =D5+E5\n")
    assert book["Cash limits"]["F4"].value == "=D4+E4"
    assert book["Cash limits"]["F4"].fill.fill_type is None
    front = [[cell.value for cell in row] for row in book["Budget checks"].iter_rows()]
    assert front[0][0] == "1 figure to put right"
    assert ["1  Cash limits!F5", "Cash limit", "£12,040", "£12,400", "=D5+E5"] in [row[:5] for row in front]
    assert not [cell for row in book["Budget checks"].iter_rows() for cell in row if cell.data_type == "f"]
    (link, *_) = [cell.hyperlink for row in book["Budget checks"].iter_rows() for cell in row if cell.hyperlink]
    assert link.location == "'Cash limits'!F5"


def test_over_a_formula_nothing_is_to_be_typed(tmp_path: Path) -> None:
    report = pipeline.check(quarter(tmp_path))
    (one,) = report.corrections
    as_figure = tuple(replace(change, type_as="12400") for change in one.cells)
    report = replace(report, corrections=(replace(one, cells=as_figure, alternatives=()),))
    ((ref, comment),) = [
        (ref, mark.comment) for ref, mark in marks(report).items() if mark.comment.startswith("Should be")
    ]
    assert comment.startswith("Should be £12,400: type 12400\n")
    over = marks(report, {ref})[ref].comment
    assert over.startswith(f"{FORMULA}\n\nShould be £12,400\n")
    assert ": type" not in over


def test_a_cell_of_a_sheet_without_rules_is_marked_where_it_stands(tmp_path: Path) -> None:
    """The correction's own cell, not the label of its row."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Monitoring"
    rows = {"Homes": [831, 402, 517], "Care": [125, 330, 271], "Parks": [64, 98, 77], "Total": [1020, 830, 865]}
    for column, month in enumerate(("Service", "Apr", "May", "Jun"), start=1):
        sheet.cell(3, column).value = month
    for at, (service, figures) in enumerate(rows.items(), start=4):
        sheet.cell(at, 1).value = service
        for column, figure in enumerate(figures, start=2):
            sheet.cell(at, column).value = figure
    sheet["C4"] = 420
    path = tmp_path / "months.xlsx"
    book.save(path)
    marked = load_workbook(io.BytesIO(checked(path)))["Monitoring"]
    assert marked["C4"].comment.text.startswith("Should be 402: type 402")
    assert marked["C4"].fill.fgColor.rgb == "FFF8A5A5"
    assert marked["A4"].comment is None
    assert marked["A4"].fill.fill_type is None


def test_everything_else_is_as_it_was(tmp_path: Path) -> None:
    path = quarter(tmp_path)
    before, after = parts_of(path.read_bytes()), parts_of(checked(path))
    changed = {name for name, content in before.items() if after.get(name) != content}
    assert {name for name in changed if "comments" not in name and "legacy" not in name and "vml" not in name} == {
        "[Content_Types].xml", "docProps/core.xml", "xl/styles.xml", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    assert "xl/charts/chart1.xml" in before
    sheet = after["xl/worksheets/sheet1.xml"]
    assert formulas_in(sheet, [(4, 6), (5, 6), (6, 6)]) == {(4, 6), (6, 6)}
    assert len(list(elements(sheet, ["c"]))) == len(list(elements(before["xl/worksheets/sheet1.xml"], ["c"])))


def test_the_same_check_gives_the_same_bytes_and_the_input_stays(tmp_path: Path) -> None:
    path = quarter(tmp_path)
    before = path.read_bytes()
    assert checked(path) == checked(path)
    assert path.read_bytes() == before


def test_the_copy_is_no_ledger_of_the_next_check(tmp_path: Path) -> None:
    path = quarter(tmp_path)
    (tmp_path / "marked.xlsx").write_bytes(checked(path))
    report = pipeline.check(tmp_path)
    assert [read.file for read in report.inputs] == ["Quarter 2.xlsx:Cash limits"]
    assert own_book(report) is not None


def test_macros_are_left_out_of_the_copy_and_it_says_so(tmp_path: Path) -> None:
    path = quarter(tmp_path)
    parts = parts_of(path.read_bytes())
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    relation = b'<Relationship Id="rId99" Type="%s" Target="vbaProject.bin"/>' % kind
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", relation + b"</Relationships>")
    parts["xl/vbaProject.bin"] = b"Sub Auto_Open()"
    _zip(tmp_path / "Quarter 2.xlsm", parts)
    path.unlink()
    after = parts_of(checked(tmp_path / "Quarter 2.xlsm"))
    assert "xl/vbaProject.bin" not in after
    assert not any(b"vbaProject" in content or b"macroEnabled" in content for content in after.values())
    assert b"macros are left out" in b"".join(after.values())


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        (b"<sheetData/>", b'<sheetData><row r="3"><c r="C3" s="7"/></row></sheetData>'),
        (b'<sheetData><row r="3"/></sheetData>', b'<sheetData><row r="3"><c r="C3" s="7"/></row></sheetData>'),
        (
            b'<sheetData><row r="2"><c r="A2"/></row><row r="4"/></sheetData>',
            b'<sheetData><row r="2"><c r="A2"/></row><row r="3"><c r="C3" s="7"/></row><row r="4"/></sheetData>',
        ),
        (
            b'<sheetData><row r="3"><c r="B3"/><c r="D3"><v>1</v></c></row></sheetData>',
            b'<sheetData><row r="3"><c r="B3"/><c r="C3" s="7"/><c r="D3"><v>1</v></c></row></sheetData>',
        ),
        (
            b"<sheetData><row/><row/><row><c/><c/><c s='2' t=\"s\"><v>1</v></c></row></sheetData>",
            b'<sheetData><row/><row/><row><c/><c/><c t="s" s="7"><v>1</v></c></row></sheetData>',
        ),
    ],
)
def test_a_blank_cell_is_put_where_it_belongs(sheet: bytes, shown: bytes) -> None:
    root = b"<worksheet " + MAIN + b">%s</worksheet>"
    assert marked_cells(root % sheet, {(3, 3): lambda _: 7}) == root % shown


def test_addresses() -> None:
    for address, spot in (("A1", (1, 1)), ("Z9", (9, 26)), ("AA10", (10, 27)), ("XFD1048576", (1048576, 16384))):
        assert (spot_of(address), address_of(spot)) == (spot, address)
    assert spot_of("Total") is None


def test_what_cannot_be_followed_is_not_patched() -> None:
    with pytest.raises(CannotPatchError):
        elements('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"))
    with pytest.raises(CannotPatchError):
        elements(b"<a><b></a>")
    assert escaped('a<b & "c"\x07') == "a&lt;b &amp; &quot;c&quot;\ufffd"
