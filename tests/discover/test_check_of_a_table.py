"""`budget-monitor check FILE` where no ledger is named like the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.discover.discovery import discover
from tests.support.grids import grid_of

TABLE = "Service,2020,2021\nRoads,41206,43117\nParks,18411,17960\nTotal,59617,{total}\n"


def run(path: Path, *options: str, command: str = "check") -> tuple[int, str]:
    result = CliRunner().invoke(app, [*command.split(), str(path), *options])
    return result.exit_code, result.output


def test_a_table_that_adds_up_passes_and_says_what_was_checked(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(TABLE.format(total=61077))
    code, output = run(file, "--format", "json")
    document = json.loads(output)
    assert code == 0
    assert [(one["kind"], one["verdict"], one["cells"][0]["place"]) for one in document["relations"]] == [
        ("sum", "exact", "B4"),
        ("sum", "exact", "C4"),
    ]


def test_a_wrong_total_is_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(TABLE.format(total=61707))
    code, output = run(file)
    assert code == 1
    assert "Put right: 1 figure in services.csv" in output
    assert "61077" in output.replace(",", "")


def test_a_table_in_which_nothing_adds_up_is_exit_code_2(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("Name,Town\nAnn,Leeds\nBob,York\n")
    code, output = run(file)
    assert code == 2
    said = " ".join(output.split())
    assert "nothing that adds up was found" in said
    assert "A list without a total is not wrong for that: add one to have it checked." in said


@pytest.mark.parametrize(
    "options",
    [["--select", "RM"], ["--year", "1999/00"], ["--portfolio", "Early"], ["--record"]],
    ids=" ".join,
)
def test_what_chooses_among_rules_and_reports_is_refused(tmp_path: Path, options: list[str]) -> None:
    file = tmp_path / "services.csv"
    file.write_text(TABLE.format(total=61077))
    code, output = run(file, *options)
    assert code == 2
    assert f"{options[0]} is for ledgers that have rules" in " ".join(output.split())


IN_THOUSANDS = """Service,2024/25,2025/26
Libraries,120,131
Museums,44,52
Parks,301,322
Leisure,88,91
Culture total,554,596
Highways,900,915
Street lighting,133,140
Parking,-210,-233
Roads total,823,821
Total,1377,1417
"""
"""Right figures in thousands: 120 + 44 + 301 + 88 is 553, and 915 + 140 - 233 is 822."""


def test_what_holds_within_rounding_only_is_counted_and_listed(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(IN_THOUSANDS)
    code, output = run(file, "--show", "rounding")
    assert code == 0
    assert "6 checks, all hold, of which 2 within rounding" in output
    lines = [line.split() for line in output.splitlines() if line.startswith("services.csv")]
    assert [" ".join(line) for line in lines] == [
        "services.csv:6 B sum 1 too high of 2.5 allowed",
        "services.csv:10 C sum 1 too low of 2 allowed",
    ]
    listed = json.loads(run(file, "--show", "all", "--format", "json")[1])
    assert {one["key"]["cell"]: one["verdict"] for one in listed["findings"]} == {
        "B6": "within_rounding", "C6": "exact", "B10": "exact",
        "C10": "within_rounding", "B11": "exact", "C11": "exact",
    }  # fmt: skip


RESERVES = """Reserve,Opening,In,Out,Closing
Insurance,2450000,120000,-85000,2485000
Winter,640000,0,-40000,600000
IT,1815500,250000,-412350,1653150
Elections,310000,75000,0,385000
Public health,927480,0,-133200,794280
Transformation,3600000,0,-725000,2875000
Total,9742980,445000,-1395500,{closing}
"""
"""The total of what went out is typed wrong by 50: a column in round figures cannot tell, but for the row beside it."""


def test_what_holds_once_a_figure_is_put_right_is_not_to_be_looked_at_besides(tmp_path: Path) -> None:
    file = tmp_path / "reserves.csv"
    file.write_text(RESERVES.format(closing=8792430))
    code, output = run(file)
    assert code == 1
    assert "-1395500 → -1395550" in output
    assert "To look at" not in output
    _, told = run(file, "--format", "json")
    assert [one["verdict"] for one in json.loads(told)["relations"]].count("fail") == len(("row", "column"))


PAGE = """<h2>Services</h2><p>Net spending is £61,707.</p>
<table><tr><th>Service</th><th>2020</th><th>2021</th></tr><tr><td>Roads</td><td>41,206</td><td>43,117</td></tr>
<tr><td>Parks</td><td>18,411</td><td>17,960</td></tr><tr><td>Total</td><td>59,617</td><td>{total}</td></tr></table>"""


def test_the_tables_of_a_document_are_checked_as_any_table_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(total="61,707"))
    code, output = run(page)
    assert code == 1
    assert "61,707 → 61,077" in output
    assert "budget-monitor scrutinise" in output


def test_rules_of_a_document_are_written_and_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(total="61,077"))
    assert run(page, "--write-rules")[0] == 0
    page.write_text(PAGE.format(total="61,707"))
    code, output = run(page, "--format", "json")
    assert code == 1
    assert [one["cells"][0]["proposed"] for one in json.loads(output)["corrections"]] == ["61077"]


def test_a_document_without_a_table_is_exit_code_2(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Net spending is £61,707.</p>")
    code, output = run(page)
    assert code == 2
    assert "there is no table in it" in " ".join(output.split())


def test_a_damaged_workbook_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04 and nothing more")
    code, output = run(file)
    assert code == 2
    assert "the workbook is cut off or damaged" in output


def test_a_finding_is_explained_and_accepted_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(TABLE.format(total=61707))
    assert "budget-monitor explain 1" in run(file)[1]
    code, told = run(file, command="explain 1")
    assert (code, "C4 is 61,707" in told, "rules show" in told) == (0, True, False)
    assert run(file, "--reason", "as published", "--by", "J. Smith", command="accept 1")[0] == 0
    code, after = run(file)
    assert (code, "1 accepted" in after, "reason: as published" in after) == (0, True, True)
    file.write_text(TABLE.format(total=60177))  # another gap is another difference
    code, after = run(file)
    assert (code, "what was accepted is a gap of 630" in " ".join(after.split())) == (1, True)


def test_what_is_accepted_of_a_table_is_no_mistake_to_the_ledgers_beside_it(tmp_path: Path) -> None:
    run(tmp_path, "--only", "savings", command="init")
    file = tmp_path / "services.csv"
    file.write_text(TABLE.format(total=61707))
    run(file, "--reason", "as published", "--by", "J. Smith", command="accept 1")
    code, output = run(tmp_path)
    assert (code, "accepted.toml" in output) == (0, False)


MALFORMED = "Service,Budget,Forecast\nRoads,1O0,110\nParks,200,{forecast}\nTips,300,300\nTotal,600,620\n"


def test_what_was_meant_as_a_figure_and_is_none_is_named_with_its_likeliest_reading(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(MALFORMED.format(forecast="2l0"))
    code, output = run(file)
    said = " ".join(output.split())
    assert code == 2
    assert "services.csv:2 B `1O0`: not an amount" in said
    assert "did you mean 100?; nor can be read C3" in said


def test_an_error_of_a_spreadsheet_that_was_saved_as_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(MALFORMED.format(forecast="#REF!").replace("1O0", "100"))
    code, output = run(file)
    assert code == 2
    assert "services.csv:3 C `#REF!`: a spreadsheet error" in " ".join(output.split())


@pytest.mark.parametrize("text", ["n/a", "31.3.24", "4.1.2", "1)", "£000", "2023/24", "see note 3", "Q1"])
def test_a_text_that_stands_among_figures_by_right_is_no_malformed_figure(text: str) -> None:
    rows = [["Service", "Budget"], ["Roads", "100"], ["Parks", "200"], ["Total", "300"], ["", text]]
    assert not discover([grid_of(rows)]).problems


@pytest.mark.parametrize("command", ["check", "scrutinise"])
def test_all_holds_is_not_said_of_a_sheet_with_cells_in_error(tmp_path: Path, command: str) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Service", 2020, 2021], ["Roads", 41206, 43117], ["Parks", 18411, 17960], ["Tips", 100, "#DIV/0!"]):
        sheet.append(row)
    sheet.append(["Total", 59717, "#REF!"])
    book.save(tmp_path / "services.xlsx")
    code, output = run(tmp_path / "services.xlsx", command=command)
    assert code == 2
    assert "2 cells are in error, so no figure can be read there: C4, C5" in " ".join(output.split())
    assert "all hold" not in output


LETTERS = """Service,Budget,Forecast,Variance,
Libraries,1000,900,100,F
Museums,2000,2300,300,A
Parks,3000,2800,200,F
Leisure,1500,1555,55,F
Roads,4000,3950,50,F
Total,11500,11505,5,A
"""
"""Leisure is £55 over: its letter is wrong, and its row and its column both say so."""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (LETTERS, ("E5", "F", "A")),
        (LETTERS.replace(",F\n", " (F)\n").replace(",A\n", " (A)\n"), ("D5", "55 (F)", "55 (A)")),
    ],
    ids=["in a column beside", "behind the figure"],
)
def test_a_wrong_letter_that_is_the_only_sign_is_put_right_where_it_stands(
    tmp_path: Path, text: str, place: tuple[str, str, str]
) -> None:
    file = tmp_path / "services.csv"
    file.write_text(text)
    code, output = run(file)
    address, now, then = place
    assert code == 1
    assert f"1  {address}  {now} → {then}   sign reversed" in output
    (correction,) = json.loads(run(file, "--format", "json")[1])["corrections"]
    assert [(one["address"], one["type_as"]) for one in correction["cells"]] == [(address, then)]
