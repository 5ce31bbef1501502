"""Rules over a workbook, written or mapped, tell by its formulas which figure is wrong, as tables without rules do."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from benchmarks.sheets.formulas.books import Book, Sum
from budget_monitor import check
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.results.correction import Correction
from tests.discover.test_blame_by_formulas import LAST, monthly, told, two_years, typed_over
from tests.support.command import run


def checked_by_rules(right: Book, wrong: Book, folder: Path) -> tuple[Correction, ...]:
    """What is to be put right, by the rules that were written of the right workbook."""
    assert run("check", right.write(folder), "--write-rules").exit_code == 0
    (folder / "plain.xlsx").unlink()
    wrong.write(folder)
    (folder / "plain.xlsx").unlink()
    return check(folder).corrections


def test_a_total_typed_over_is_named_first_with_its_formula(tmp_path: Path) -> None:
    (one,) = checked_by_rules(two_years(), typed_over(two_years(), LAST, 2, 2_430_000), tmp_path)
    assert told(one) == [("Monitoring!C7", "=SUM(C2:C6)")]
    assert "B7 beside it is a formula, which here would be =SUM(C2:C6)" in one.sentence


def test_a_cell_that_two_ledgers_read_is_named_with_what_follows_in_both(tmp_path: Path) -> None:
    (one,) = checked_by_rules(monthly(), typed_over(monthly(), 2, 4, 251_193), tmp_path)
    assert told(one)[0] == ("Monitoring!E3", "=SUM(B3:D3)")
    assert "Monitoring!E7 follows by its formula" in one.sentence
    assert len(one.resolves) == len(("its row", "its column"))


def test_a_range_that_misses_a_row_is_named_with_the_formula_beside_it(tmp_path: Path) -> None:
    short = monthly()
    short.made[LAST, 2] = Sum(tuple((1, (row, 2)) for row in range(1, LAST - 1)))
    (one,) = checked_by_rules(monthly(), short, tmp_path)
    assert (told(one)[0], one.kind) == (("Monitoring!C7", "=SUM(C2:C6)"), Kind.FORMULA_WRONG)


@pytest.mark.parametrize("name", ["C7", "B7"])
def test_the_marked_workbook_has_the_formula_in_the_cell_that_was_typed_over(tmp_path: Path, name: str) -> None:
    column = "ABC".index(name[0])
    folder, marked = tmp_path / "set", tmp_path / "marked.xlsx"
    folder.mkdir()
    checked_by_rules(two_years(), typed_over(two_years(), LAST, column, 2_430_000), folder)
    assert run("check", folder, "--format", "xlsx", "--output", marked).exit_code == 1
    note = load_workbook(marked)["Monitoring"][name].comment
    assert note is not None
    assert f"type =SUM({name[0]}2:{name[0]}6)" in note.text
