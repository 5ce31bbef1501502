"""Two versions of one table: every row is told once, nothing is multiplied, and rounding is no change."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.match.versions.comparing import versions_of
from budget_monitor.model.lists.versions import KeyedColumn, KeyedTable
from budget_monitor.pipeline.reconciling import compare_versions

DRAFT = """Portfolio,Period,Budget (£),Outturn (£),Note
Libraries,Q1,"1,200,400","1,163,200",checked
Parks,Q1,300000,310499.60,
Highways,Q1,90000,91000,
Childrens Services,Q1,55000,56000,
Legal,Q1,10,20,
Legal,Q1,10,20,
Total,Q1,1645420,1620739.60,
"""
FINAL = """portfolio,period,Budget (£000),Outturn (£000)
Libraries,Q1,1200,1136
Parks,Q1,300,310
Children’s Services,Q1,55,57
Legal,Q1,0,0
Museums,Q1,1,1
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    draft, final = tmp_path / "draft.csv", tmp_path / "final.csv"
    draft.write_text(DRAFT, encoding="utf-8")
    final.write_text(FINAL, encoding="utf-8")
    return draft, final


def test_a_return_in_thousands_differs_only_by_more_than_rounding(files: tuple[Path, Path]) -> None:
    found = compare_versions(*files, ["portfolio", "period"])
    cells = [(one.key[0], one.column, str(one.change), one.is_rounding) for one in found.differences]
    assert cells == [
        ("Libraries", "Budget (£)", "-400", True),
        ("Libraries", "Outturn (£)", "-27200", False),
        ("Parks", "Outturn (£)", "-499.60", True),
    ]


def test_rows_of_one_side_repeated_keys_and_renamed_ones_are_told(files: tuple[Path, Path]) -> None:
    found = compare_versions(*files, ["Portfolio", "Period"])
    assert [found.left.keys[row][0] for row in found.only_left] == ["Highways", "Childrens Services", "Total"]
    assert [found.right.keys[row][0] for row in found.only_right] == ["Children's Services", "Museums"]
    (legal,) = found.repeated
    assert (legal.key[0], len(legal.left_rows), len(legal.right_rows)) == ("Legal", 2, 1)
    (renamed,) = found.renamed
    assert (renamed.left_row, renamed.right_row, renamed.why) == (3, 2, "the names are nearly the same")
    assert found.columns_only_left == ("Note",)
    assert [(one.column, one.left, one.right, one.holds) for one in found.totals] == [
        ("Budget (£)", Decimal(1645420), Decimal(1556000), True),
        ("Outturn (£)", Decimal("1620739.60"), Decimal(1504000), True),
    ]


def test_a_row_with_the_same_figures_under_another_key_is_perhaps_renamed(tmp_path: Path) -> None:
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("unit,x,y\nHousing,123,456\nParks,1,2\n", encoding="utf-8")
    other.write_text("unit,x,y\nHomes,123,456\nParks,1,2\n", encoding="utf-8")
    found = compare_versions(one, other, ["unit"])
    assert [(one.left_row, one.right_row, one.why) for one in found.renamed] == [(0, 0, "all figures are the same")]
    assert (found.same_rows, found.exit_code) == (1, 1)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["reconcile", *map(str, arguments)])
    return result.exit_code, result.output


def test_sheets_of_workbooks_are_compared_and_places_are_cells(tmp_path: Path) -> None:
    book = Workbook()
    for title, outturn in (("Draft", 1163), ("Final", 1136)):
        sheet = book.create_sheet(title)
        for row in (["Portfolio", "Outturn"], ["Libraries", outturn], ["Parks", 12]):
            sheet.append(row)
    path = tmp_path / "q1.xlsx"
    book.save(path)
    code, text = run(
        path, path, "--key", "portfolio", "--left", "sheet=Draft", "--right", "sheet=Final", "--format", "json"
    )
    (cell,) = json.loads(text)["differences"]
    assert (code, cell["change"], cell["right_place"]) == (1, "-27", "q1.xlsx:Final!B2")


def test_the_same_figures_are_0_however_they_are_written_and_ordered(tmp_path: Path) -> None:
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text('unit,x\nA,"£1,200.50"\nB,(97)\nC,-0\n', encoding="utf-8")
    other.write_text("x,unit\n0,C\n-97.00,B\n1200.5,A\n", encoding="utf-8")
    code, text = run(one, other, "--key", "unit")
    assert (code, "3 rows the same in both" in text) == (0, True), text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--key", "portfolo"), "did you mean 'Portfolio'?"),
        (("--key", ","), "--key needs the names of columns"),
        (("--key", "portfolio", "--left", "amount=x"), "say the sheet alone"),
        (("--key", "portfolio", "--format", "docx"), "not docx"),
        (("--key", "portfolio", "--carried", "x.csv"), "nothing is carried forward"),
    ],
)
def test_bad_input_is_told(files: tuple[Path, Path], arguments: tuple[str, ...], message: str) -> None:
    code, text = run(*files, *arguments)
    assert (code, message in text) == (2, True), text


ROWS = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.none() | st.integers(-5, 5)), max_size=8)


def table(name: str, rows: list[tuple[str, int | None]]) -> KeyedTable:
    values = [None if value is None else Decimal(value) for _, value in rows]
    column = KeyedColumn("x", 1, ["" if value is None else str(value) for value in values], values, 0, is_added=True)
    return KeyedTable(name, "", [(key,) for key, _ in rows], range(2, len(rows) + 2), {"x": column})


@given(ROWS, ROWS)
@settings(deadline=None, max_examples=150)
def test_every_row_is_told_once_and_what_is_told_makes_the_difference_of_the_totals(
    ours: list[tuple[str, int | None]], theirs: list[tuple[str, int | None]]
) -> None:
    found = versions_of(table("a", ours), table("b", theirs))
    assert all(total.holds for total in found.totals)
    pairs = found.same_rows + len({one.left_row for one in found.differences})
    apart = [len(one.left_rows) for one in found.repeated], [len(one.right_rows) for one in found.repeated]
    assert pairs + len(found.only_left) + sum(apart[0]) == len(ours)
    assert pairs + len(found.only_right) + sum(apart[1]) == len(theirs)
