"""Long tables: what is tried of them grows with what is wrong, not with their size."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.diagnose.acts import tables
from budget_monitor.diagnose.acts.patterns import swap
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.outcome import Verdict

ROWS, COLUMNS, WRONG = 300, 8, 150


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Lines that sum across and down, of which one has a figure that is 900 too much."""
    lines = [[(row * 7919 + column * 104729) % 90_000 + 101 for column in range(COLUMNS)] for row in range(ROWS)]
    sums = [sum(line[column] for line in lines) for column in range(COLUMNS)]
    rows: list[list[object]] = [[f"Line {row}", *line, sum(line)] for row, line in enumerate(lines)]
    rows[WRONG][3] = lines[WRONG][2] + 900
    rows.append(["Total", *sums, sum(sums)])
    header = ["Service", *(f"Column {letter}" for letter in "abcdefgh"), "All"]
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_columns_of_a_whole_table_are_exchanged_only_where_that_helps(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For each two of its columns all rows were exchanged first: minutes for 10,000 rows."""
    tried: list[CellRef] = []

    def counted(cell: CellRef, beside: CellRef, value: Fraction, swapped: Fraction) -> Mapping[CellRef, Proposal]:
        tried.append(cell)
        return swap(cell, beside, value, swapped)

    monkeypatch.setattr(tables, "swap", counted)
    report = check(table)
    (wrong,) = report.corrections[0].cells
    assert (wrong.cell.ref.line, wrong.cell.text) == (WRONG + 2, str(int(wrong.type_as) + 900))
    assert sum(one.verdict is Verdict.FAIL for one in report.findings) == len(("the row", "the column"))
    assert len(tried) <= ROWS + COLUMNS**2
