"""Claims about `budget-monitor look`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from budget_monitor.cli import app

TABLE = 'Report,,\nItem,Budget,Actual\nRent,10,11\nFees,20,"19,5"\nTotal,30,30.5\nNote: draft,,\n'


def look(*words: str) -> tuple[str, int]:
    ran = CliRunner().invoke(app, ["look", *words])
    return ran.output, ran.exit_code


def test_it_shows_the_grid_with_the_roles_of_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text(TABLE, encoding="utf-8")
    shown, code = look(str(file))
    assert code == 0
    assert "header    line 2" in shown
    assert "1 title, 2 lines, 1 total, 1 note" in shown
    assert "5  total    Total            30    30.5" in shown
    assert "malformed 1 figure, 19,5, read as 19.5 (a decimal comma)" in shown
    assert "   5  Total  3 + 4" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_a_long_and_wide_table_fits_the_page(tmp_path: Path) -> None:
    figures = random.Random(1)
    lines = ["Item," + ",".join(f"Column with a long name {n}" for n in range(30))]
    lines += [
        f"Line of some length number {n}," + ",".join(str(figures.randrange(10**6)) for _ in range(30))
        for n in range(100)
    ]
    file = tmp_path / "wide.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    shown, _ = look(str(file))
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "lines (--all shows them)" in shown
    assert len(look(str(file), "--all")[0].splitlines()) > len(shown.splitlines()) + 60


def test_one_sheet_of_a_workbook_can_be_chosen(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "First"
    book.worksheets[0].append(["a", "b"])
    book.create_sheet("Second").append(["c", "d"])
    book.save(tmp_path / "book.xlsx")
    shown, code = look(str(tmp_path / "book.xlsx"), "--sheet", "second")
    assert code == 0
    assert "sheet Second" in shown
    assert "sheet First" not in shown


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "no such file"),
        ("book.txt", b"Services", "is no table to look at"),
        ("book.pdf", b"%PDF", "it is damaged, or no PDF"),
        ("empty.csv", b"\n\n", "the file is empty"),
        ("bad.xlsx", b"no workbook", "the file is text, whatever its name says"),
        ("bytes.csv", b"\x00\x01", "is not text"),
    ],
)
def test_what_cannot_be_looked_at_is_said(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    shown, code = look(str(tmp_path / name))
    assert code == 2
    assert message in " ".join(shown.split())


def test_a_sheet_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Monitoring"
    book.worksheets[0].append(["a", "b"])
    book.save(tmp_path / "book.xlsx")
    shown, code = look(str(tmp_path / "book.xlsx"), "--sheet", "Monitorign")
    assert code == 2
    assert "did you mean 'Monitoring'?" in shown


def test_a_total_keeps_its_name_where_a_letter_stands_beside_it(tmp_path: Path) -> None:
    lines = ["Service,Budget,Outturn,Variance,Letter", "Roads,10240,10251,11,(A)", "Parks,2310,2305,-5,(F)"]
    lines += ["Libraries and customer contact,880,891,11,(A)", "Sub-total Environment and Place,13430,13447,17,(A)"]
    file = tmp_path / "table.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert "Sub-total Environment and Place" in look(str(file))[0]


def test_formulas_that_were_never_calculated_are_told(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Service", "Budget"], ["Roads", 1], ["Parks", 2], ["Total", "=SUM(B2:B3)"]):
        book.worksheets[0].append(row)
    file = tmp_path / "book.xlsx"
    book.save(file)
    shown, code = look(str(file))
    assert code == 2
    assert "1 formula without a value" in shown


def test_a_long_name_is_shown_cut_short_rather_than_its_code_alone(tmp_path: Path) -> None:
    rows = "Used motor vehicle dealer licences,08-661,88,97,\nParking tax,08-136,73,75,\nFines,08-108,10,11,\n"
    note = "A long sentence about what the figures of this line are of and where they were taken from."
    (tmp_path / "fees.csv").write_text(f"Item,Code,2012,2013,Note\n{rows}Rents,08-110,5,6,{note}\n", encoding="utf-8")
    shown, _ = look(str(tmp_path / "fees.csv"))
    assert "line     Used motor vehicle dealer licen…" in shown
    assert "line     Parking tax | 08-136" in shown
    assert "line     Rents | 08-110" in shown
