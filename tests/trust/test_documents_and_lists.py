"""Claims about reports and lists that are hostile or damaged: answered in time, and nothing is left out in silence."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.discover import effort

TABLE = "# Report\n\n| a | Q1 | Q2 | Year |\n|---|---|---|---|\n| Staff | 10 | 20 | 30 |\n| Total | 10 | 20 | 30 |\n"
LEFT = "date,amount,reference,name\n2026-04-01,10.00,A1,x\n2026-04-02,5.00,A2,y\n"
RIGHT = "date,amount,reference,name\n2026-04-01,10.00,A1,x\n2026-04-03,7.00,A3,z\n"
CARRIED = "pair,side,date,amount,reference,name,file,line,cell\n"
MAX_SECONDS = 9
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def run(*arguments: object) -> tuple[int, str]:
    begun = time.process_time()
    found = CliRunner().invoke(app, [*map(str, arguments)])
    said = " ".join((found.output + found.stderr).split())
    assert found.exit_code in (0, 1, 2), said
    assert "internal error" not in said, said
    assert time.process_time() - begun < MAX_SECONDS, said
    return found.exit_code, said


def lists(folder: Path) -> list[Path]:
    for name, text in (("l.csv", LEFT), ("r.csv", RIGHT)):
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / "l.csv", folder / "r.csv"]


def odt(folder: Path, body: str) -> Path:
    path = folder / "a.odt"
    names = " ".join(f'xmlns:{one}="{OFFICE}{one}:1.0"' for one in ("office", "text", "table"))
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("content.xml", f"{content}</office:document-content>")
    return path


@pytest.mark.parametrize("ending", ["md", "docx", "odt", "html", "pdf", "xlsx"])
def test_a_pipe_named_like_a_document_is_not_waited_for(tmp_path: Path, ending: str) -> None:
    pipe = tmp_path / f"report.{ending}"
    os.mkfifo(pipe)
    code, said = run("scrutinise", pipe)
    assert (code, "this is no file (a pipe, a device or a folder)" in said) == (2, True), said


def test_pipes_beside_a_document_or_lists_are_not_waited_for(tmp_path: Path) -> None:
    report, pipe = tmp_path / "report.md", tmp_path / "pipe.md"
    report.write_text(TABLE, encoding="utf-8")
    os.mkfifo(pipe)
    for command in (
        ("scrutinise", report, "--previous", pipe),
        ("scrutinise", report, "--ticks", pipe),
        ("reconcile", *lists(tmp_path), "--carried", pipe),
    ):
        assert run(*command)[0] == 2


@pytest.mark.parametrize("amount", ["1e999999", "1e900000", "NaN", "sNaN", "-Infinity", "9" * 5_000, "1_0", "٣", ""])
def test_an_amount_carried_forward_that_is_none_is_named(tmp_path: Path, amount: str) -> None:
    (tmp_path / "c.csv").write_text(f"{CARRIED}l | r,left,2026-04-01,{amount},q,w,l.csv,2,\n", encoding="utf-8")
    code, said = run("reconcile", *lists(tmp_path), "--carried", tmp_path / "c.csv")
    assert (code, "is no amount such as -12.50" in said) == (2, True), said


@pytest.mark.parametrize("text", ["[" * 100_000, '{"version": 1, "cleared": ' + "[" * 9_000, "9" * 5_000, "\x00"])
def test_a_file_of_ticks_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.md").write_text(TABLE, encoding="utf-8")
    (tmp_path / "ticks.json").write_text(text, encoding="utf-8")
    code, said = run("scrutinise", tmp_path / "report.md", "--ticks", tmp_path / "ticks.json")
    assert (code, "it is no file of ticks" in said) == (2, True), said


@pytest.mark.parametrize(
    "text",
    [
        "-" * 20_000 + "x\n", "# " + "#" * 100_000 + "x\n", "*a" * 50_000, "[a](" * 50_000, "|" * 100_000 + "\n",
        "No. A " * 20_000, "1.1." * 25_000 + " x", "increase of £5m from £3m to £8m " * 700, "£5m and " * 3_000,
    ],
)  # fmt: skip
def test_a_text_that_is_made_to_take_long_does_not(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    run("scrutinise", tmp_path / "report.md")


def test_columns_that_are_not_kept_are_said_and_are_no_pass(tmp_path: Path) -> None:
    wide = "| a |" + " x |" * 299 + "\n"
    (tmp_path / "report.md").write_text(f"{TABLE}\n\nThen:\n\n{wide * 3}", encoding="utf-8")
    code, said = run("scrutinise", tmp_path / "report.md")
    assert (code, "is read up to its column 200, and no farther" in said) == (2, True), said


def test_a_table_that_a_page_does_not_close_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<table><tr><td>Staff<td>10<tr><td>Rent<td>5<tr><td>Total<td>15", encoding="utf-8")
    code, said = run("scrutinise", tmp_path / "a.html")
    assert (code, "1 table, 1 relation between figures: 1 hold" in said) == (0, True), said


def test_a_page_that_ends_inside_what_is_not_read_is_no_pass(tmp_path: Path) -> None:
    table = "<table><tr><td>Staff<td>10<tr><td>Rent<td>5<tr><td>Total<td>15</table>"
    (tmp_path / "a.html").write_text(f"{table}<script><p>We spent £5m.", encoding="utf-8")
    code, said = run("scrutinise", tmp_path / "a.html")
    assert (code, "the page ends inside <script>" in said) == (2, True), said


def test_elements_that_stand_deep_in_one_another_are_refused_with_the_limit(tmp_path: Path) -> None:
    code, said = run(
        "scrutinise", odt(tmp_path, "<text:p>" + "<text:span>" * 5_000 + "</text:span>" * 5_000 + "</text:p>")
    )
    assert (code, "more than 250 deep" in said) == (2, True), said


def test_numbers_in_a_document_that_are_endless_do_no_harm(tmp_path: Path) -> None:
    endless = "9" * 5_000
    heading = f'<text:h text:outline-level="{endless}">Budget 2026/27</text:h>'
    cell = f'<table:table-cell table:number-columns-repeated="{endless}"><text:p>1</text:p></table:table-cell>'
    table = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    run("scrutinise", odt(tmp_path, heading + table))


def test_a_search_that_is_cut_off_is_said_and_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "clock", lambda: -3_600.0)
    (tmp_path / "table.csv").write_text("a,b,c\nx,1,2\ny,3,4\nTotal,4,6\n", encoding="utf-8")
    code, said = run("check", tmp_path / "table.csv")
    assert (code, "what adds up was looked for during" in said) == (2, True), said
    (tmp_path / "report.md").write_text(TABLE, encoding="utf-8")
    assert run("scrutinise", tmp_path / "report.md")[0] == 2


@pytest.mark.parametrize("text", ["five", "1.2.3", "½", "2½", "1O5", "£1l0"])
def test_what_may_be_meant_as_a_figure_and_is_read_as_text_is_said(tmp_path: Path, text: str) -> None:
    """No sum takes it in, and in a wider table nothing else may tell."""
    rows = [("Parks", "10", "12"), ("Roads", "20", text), ("Libraries", "30", "31"), ("Total", "60", "66")]
    lines = "".join(f"| {' | '.join(row)} |\n" for row in [("Service", "Budget", "Spend"), ("---",) * 3, *rows])
    (tmp_path / "a.md").write_text(f"# Report\n\n{lines}", encoding="utf-8")
    _, said = run("scrutinise", tmp_path / "a.md")
    assert f"table 1, row 3, Spend: '{text}' is read as text, and no sum takes it in" in said


@pytest.mark.parametrize("text", ["n/a", "-", "TBC", "Nil", "A1", "see note", "2024/25", "23"])
def test_a_cell_that_is_meant_as_no_figure_or_is_one_is_not_named(tmp_path: Path, text: str) -> None:
    table = TABLE.replace("| Total", f"| Fees | 1 | {text} | 1 |\n| Total")
    (tmp_path / "a.md").write_text(table, encoding="utf-8")
    assert "is read as text" not in run("scrutinise", tmp_path / "a.md")[1]


@pytest.mark.parametrize("ending", ["md", "html"])
def test_how_the_bytes_of_a_document_are_read_is_said(tmp_path: Path, ending: str) -> None:
    """A stray byte is an error, as it is in a list; a whole file in Windows-1252 is read, and that is said."""
    page = tmp_path / f"a.{ending}"
    table = TABLE if ending == "md" else f"<p>{TABLE}</p>"
    page.write_bytes(table.encode() + "\nThe café made £5m.\n\n".encode() + b"Roads made \xa37m.\n")
    code, said = run("scrutinise", page)
    assert (code, "line 10: byte A3 is no UTF-8, which the rest of the file is" in said) == (2, True), said
    page.write_bytes(table.encode() + b"\nRoads made \xa37m.\n")
    assert "the file is no UTF-8; it is read as Windows-1252" in run("scrutinise", page)[1]
