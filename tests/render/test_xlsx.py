from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from budget_monitor.errors import UsageError
from budget_monitor.pipeline import Checked, check_set
from budget_monitor.render.formats.workbook import ledger_sheets
from budget_monitor.render.formats.workbook.marks import FILLS, Colour
from budget_monitor.render.formats.workbook.styles import figure_format
from budget_monitor.render.formats.xlsx import sheet_names, to_xlsx

RESERVES = """\
financial_year,period,portfolio,reserve,purpose,opening,movement,closing,note
2021/22,Q4,Communities,Earmarked,Libraries,300,(239),16,as agreed
2021/22,Q4,Communities,Earmarked,Museums,"1,130",,"1,130",=1+1
2021/22,Q4,Communities,Total,,"1,430",(239),"1,191",
"""
"""Closing is £16,000 where it should be £61,000; a blank movement; a note that looks like a formula."""

Check = Callable[..., Checked]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def checked(ledgers: Mapping[str, str], settings: str = 'unit = "£000"\n') -> Checked:
        for name, text in ledgers.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "budget-monitor.toml").write_text(settings, encoding="utf-8")
        return check_set(tmp_path)

    return checked


def book(checked: Checked) -> Workbook:
    """The workbook, read back by another library than the one that wrote it."""
    return load_workbook(io.BytesIO(to_xlsx(checked.report, checked.ledger_set)))


def sheet(of: Workbook, name: str) -> Worksheet:
    found = of[name]
    assert isinstance(found, Worksheet)
    return found


def at(of: Worksheet, place: str) -> Cell:
    cell = of[place]
    assert isinstance(cell, Cell)
    return cell


def colour(cell: Cell) -> str:
    """A cell's background as #RRGGBB, empty where it has none."""
    return f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.fill_type == "solid" else ""


def test_a_ledger_is_a_sheet_with_each_row_on_its_line(check: Check) -> None:
    """Line 2 of the file is row 2 of the sheet; amounts are numbers in the ledger's unit, which the header names."""
    rows = sheet(book(check({"reserve_movements": RESERVES})), "reserve_movements")
    assert [cell.value for cell in rows[1]] == [
        "financial_year", "period", "portfolio", "reserve", "purpose",
        "opening (£000)", "movement (£000)", "closing (£000)", "note",
    ]  # fmt: skip
    assert [cell.value for cell in rows[2]] == [
        "2021/22", "Q4", "Communities", "Earmarked", "Libraries", 300, -239, 16, "as agreed",
    ]  # fmt: skip
    assert at(rows, "G3").value is None
    assert at(rows, "F3").value == 1130
    assert at(rows, "F3").number_format == "#,##0;[Red]-#,##0"
    assert at(rows, "F4").font.b
    assert not at(rows, "F3").font.b


def test_blank_lines_of_the_file_stay_blank_rows(check: Check) -> None:
    spaced = RESERVES.replace("2021/22,Q4,Communities,Total", "\n\n2021/22,Q4,Communities,Total")
    rows = sheet(book(check({"reserve_movements": spaced})), "reserve_movements")
    assert at(rows, "D4").value is None
    assert at(rows, "D6").value == "Total"


def test_the_culprit_is_coloured_and_says_what_it_should_be(check: Check) -> None:
    rows = sheet(book(check({"reserve_movements": RESERVES})), "reserve_movements")
    wrong = at(rows, "H2")
    assert colour(wrong) == FILLS[Colour.PUT_RIGHT][0]
    assert wrong.comment is not None
    text = wrong.comment.text
    assert text.startswith("Should be £61,000: type 61\ndigits transposed\nHow sure: ")
    assert "Settles RM01 at reserve_movements.csv:2, RM02 at reserve_movements.csv:4" in text
    assert "RM01 Opening balance − usage = closing balance: fail" in text
    assert "closing £16,000 (reported)" in text
    failed = at(rows, "H4")
    assert colour(failed) == FILLS[Colour.FAILED][0]
    assert failed.comment is not None
    assert "RM02" in failed.comment.text
    assert colour(at(rows, "F2")) == ""
    assert at(rows, "F2").comment is None


def test_the_findings_stand_in_front_and_lead_to_their_cells(check: Check) -> None:
    whole = book(check({"reserve_movements": RESERVES}))
    assert whole.sheetnames[0] == "Findings"
    front = sheet(whole, "Findings")
    assert at(front, "A1").value == "1 figure to put right"
    assert [cell.value for cell in front[4]][:6] == [
        "to put right", "column", "says now", "should be", "type", "what happened, and what it resolves",
    ]  # fmt: skip
    assert [cell.value for cell in front[5]][:5] == ["1  reserve_movements.csv:2", "closing", 16000, 61000, "61"]
    assert at(front, "D5").number_format == '"£"#,##0;[Red]-"£"#,##0'
    headers = [cell.value for cell in front[7]]
    assert headers[:3] == ["findings", "column", "verdict"]
    found = dict(zip(headers, [cell.value for cell in front[8]], strict=True))
    assert found["rule"] == "RM01"
    assert (found["reported"], found["computed"], found["gap"]) == (16000, 61000, -45000)
    assert found["report"] == "2021/22 Q4"
    link = at(front, "A8").hyperlink
    assert link is not None
    assert link.location == "'reserve_movements'!H2"


def test_header_rows_stay_in_sight_and_filter(check: Check) -> None:
    whole = book(check({"reserve_movements": RESERVES}))
    front, rows = sheet(whole, "Findings"), sheet(whole, "reserve_movements")
    assert front.freeze_panes == "A8"
    assert str(front.auto_filter.ref).startswith("A7:")
    assert rows.freeze_panes == "A2"
    assert rows.auto_filter.ref == "A1:I4"


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://example.com")', "+1", "@SUM(A1)", "{=1}", "-x"])
def test_text_is_never_a_formula(check: Check, text: str) -> None:
    """It is written as a string, and marked so that editing the cell does not make it one."""
    quoted = text.replace('"', '""')
    ledger = RESERVES.replace("as agreed", f'"{quoted}"').replace("Communities", f'"{quoted}"')
    checked = check({"reserve_movements": ledger})
    note = at(sheet(book(checked), "reserve_movements"), "I2")
    assert (note.value, note.data_type) == (text, "s")
    with zipfile.ZipFile(io.BytesIO(to_xlsx(checked.report, checked.ledger_set))) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
    if text[0] != "{":
        assert note.quotePrefix


def test_addresses_and_numbers_in_text_stay_text(check: Check) -> None:
    ledger = RESERVES.replace("as agreed", "http://example.com").replace("=1+1", "0012")
    rows = sheet(book(check({"reserve_movements": ledger})), "reserve_movements")
    assert at(rows, "I2").hyperlink is None
    assert (at(rows, "I3").value, at(rows, "I3").data_type) == ("0012", "s")


def test_odd_characters_and_very_long_text_are_kept_or_shown(check: Check) -> None:
    """Line breaks stay; controls are shown as pictures; a text longer than a cell takes is cut."""
    ledger = RESERVES.replace("as agreed", '"one\ntwo\x1b\x07 _x0041_ <&>"').replace("=1+1", "x" * 40_000)
    rows = sheet(book(check({"reserve_movements": ledger})), "reserve_movements")
    assert at(rows, "I2").value == "one\ntwo␛␇ _x0041_ <&>"
    assert len(str(at(rows, "I4").value)) == 32_000  # the line break above moved it down a line


def test_pounds_have_pence_and_a_symbol(check: Check) -> None:
    ledger = RESERVES.replace("300", "300.10")
    rows = sheet(book(check({"reserve_movements": ledger}, "")), "reserve_movements")
    assert at(rows, "F1").value == "opening (£)"
    assert at(rows, "F2").value == 300.1
    assert at(rows, "F2").number_format == '"£"#,##0.00;[Red]-"£"#,##0.00'


def test_other_units_and_currencies_are_named(check: Check) -> None:
    """A figure with its own suffix, or under a header with its own unit, is turned into the ledger's unit."""
    ledger = RESERVES.replace("opening", "Opening (€m)").replace(",300,", ",€0.3m,").replace('"1,130",,', "1.13,,")
    ledger = ledger.replace('"1,430"', "1.43")
    rows = sheet(book(check({"reserve_movements": ledger}, 'unit = "£000"\ncurrency = "EUR"\n')), "reserve_movements")
    assert at(rows, "F1").value == "opening (€000)"
    assert [at(rows, f"F{row}").value for row in (2, 3, 4)] == [300, 1130, 1430]


def test_what_cannot_be_read_is_shown_as_it_stands_and_marked(check: Check) -> None:
    whole = book(check({"reserve_movements": RESERVES.replace(",16,", ",12..3,"), "notes": "a\n1\n"}))
    cell = at(sheet(whole, "reserve_movements"), "H2")
    assert cell.value == "12..3"
    assert colour(cell) == FILLS[Colour.UNREADABLE][0]
    problems = [[cell.value for cell in row] for row in sheet(whole, "Input problems").iter_rows(min_row=2)]
    assert problems[0][:4] == ["reserve_movements.csv:2", "closing", "error", "12..3"]
    assert problems[1][0] == "notes.csv"


def test_dates_are_dates(check: Check, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "grants.toml").write_text(
        '[ledger]\nname = "grants"\ntitle = "Grants"\nkey = ["grant"]\nsequence = []\n'
        '[ledger.columns]\ngrant = "text"\nreceived = "date"\nshare = "percent"\n'
        '[[rule]]\nid = "GR01"\ntitle = "A share is no more than all"\ncheck = "share <= 100"\n',
        encoding="utf-8",
    )
    rows = sheet(book(check({"grants": "grant,received,share\nArts,12/11/2021,93.0\nSport,1850-01-02,5\n"})), "grants")
    assert at(rows, "B2").value == datetime(2021, 11, 12)
    assert at(rows, "B2").number_format == "yyyy-mm-dd"
    assert at(rows, "B3").value == "1850-01-02"
    assert (at(rows, "C2").value, at(rows, "C2").number_format) == (93, '#,##0.0"%";[Red]-#,##0.0"%"')


def test_a_number_longer_than_a_spreadsheet_keeps_is_text(check: Check) -> None:
    """Excel has 15 digits: 12,345,678,901,234.567 would change without a word."""
    ledger = RESERVES.replace(",300,", ",12345678901234.56,")
    rows = sheet(book(check({"reserve_movements": ledger}, "")), "reserve_movements")
    assert at(rows, "F2").value == "12345678901234.56"


def test_accepted_differences_are_a_colour_of_their_own(check: Check, tmp_path: Path) -> None:
    (tmp_path / "accepted.toml").write_text(
        '[[accepted]]\nrule = "RM01"\n'
        'key = { financial_year = "2021/22", period = "Q4", portfolio = "Communities", reserve = "Earmarked",'
        ' purpose = "Libraries" }\n'
        'gap = "-45000"\nreason = "late invoice"\nby = "A. Officer"\non = 2022-05-01\n',
        encoding="utf-8",
    )
    checked = check({"reserve_movements": "".join(RESERVES.splitlines(keepends=True)[:2])})
    assert checked.report.accepted, checked.report.input_problems
    whole = book(checked)
    assert colour(at(sheet(whole, "reserve_movements"), "H2")) == FILLS[Colour.KNOWN][0]
    front = sheet(whole, "Findings")
    assert any("late invoice" in str(cell.value) for row in front.iter_rows() for cell in row)


def test_the_same_report_gives_the_same_bytes(check: Check) -> None:
    checked = check({"reserve_movements": RESERVES})
    written = to_xlsx(checked.report, checked.ledger_set)
    assert written == to_xlsx(checked.report, checked.ledger_set)
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {info.date_time[0] for info in parts.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_more_lines_than_a_sheet_has_rows_are_refused(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_sheets, "MAX_ROWS_OF_A_SHEET", 3)
    checked = check({"reserve_movements": RESERVES})
    with pytest.raises(UsageError, match=r"reserve_movements\.csv has more than the 3 lines that a workbook takes"):
        to_xlsx(checked.report, checked.ledger_set)


def test_sheets_have_names_that_excel_takes() -> None:
    """31 characters, no signs that mean something, none twice whatever the case, none that is taken."""
    assert sheet_names(["findings", "history", "a" * 40, "A" * 31, "x/y:z"]) == {
        "findings": "findings 2",
        "history": "history 2",
        "a" * 40: "a" * 31,
        "A" * 31: "A" * 29 + " 2",
        "x/y:z": "x_y_z",
    }


@pytest.mark.parametrize(
    ("places", "code", "expected"),
    [
        (0, "GBP", '"£"#,##0;[Red]-"£"#,##0'),
        (1, "GBP", '"£"#,##0.00;[Red]-"£"#,##0.00'),
        (0, "CHF", '"CHF "#,##0;[Red]-"CHF "#,##0'),
        (2, None, "#,##0.00;[Red]-#,##0.00"),
    ],
)
def test_number_formats(places: int, code: str | None, expected: str) -> None:
    assert figure_format(places, code) == expected
