"""Claims about a total row that is off in several columns: a line is missing, or the totals are wrong; told apart only
by what else says so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor import Certainty, Correction, check

HEADER = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"


def corrections(folder: Path, *rows: tuple[str, int]) -> tuple[Correction, ...]:
    lines = "".join(f"2026/27,Q1,{name},forecast,{amount},{amount},0,{amount},0\n" for name, amount in rows)
    (folder / "outturns.csv").write_text(HEADER + lines, encoding="utf-8")
    return tuple(check(folder).corrections)


@pytest.mark.parametrize("total", [999, 1_580, 301])
def test_totals_larger_than_all_lines_twice_over_are_told_first_and_a_missing_line_beside_them(
    tmp_path: Path, total: int
) -> None:
    (one,) = corrections(tmp_path, ("Libraries", 100), ("Museums", 50), ("Total", total))
    assert one.certainty is Certainty.TIED
    assert [(cell.cell.ref.line, cell.type_as) for cell in one.cells] == [(4, "150")] * 3
    (other, *_) = one.alternatives
    assert {cell.type_as for cell in other.cells} == {str(total - 150)}


@pytest.mark.parametrize("missing", [20, 56, 149])
def test_a_line_is_missing_or_the_totals_are_wrong_and_neither_is_stated_alone(tmp_path: Path, missing: int) -> None:
    (one,) = corrections(tmp_path, ("Libraries", 100), ("Museums", 50), ("Total", 150 + missing))
    assert one.certainty is Certainty.TIED
    assert {cell.type_as for cell in one.cells} == {str(missing)}
    (other, *_) = one.alternatives
    assert [(cell.cell.ref.line, cell.type_as) for cell in other.cells] == [(4, "150")] * 3


@pytest.mark.parametrize("total", [999, 2_047, 301])
def test_a_single_total_larger_than_all_lines_twice_over_is_told_first_and_never_alone(
    tmp_path: Path, total: int
) -> None:
    """A list of one column: the line that may be missing would be more than all lines together."""
    header = "financial_year,period,portfolio,category,description,amount\n"
    rows = "".join(f"2026/27,Q1,Libraries,Virement,{name},{amount}\n" for name, amount in (("a", 100), ("b", 50)))
    (tmp_path / "budget_changes.csv").write_text(f"{header}{rows}2026/27,Q1,Libraries,,Total,{total}\n")
    (one,) = check(tmp_path).corrections
    assert one.certainty is Certainty.TIED
    assert [(cell.cell.ref.line, cell.type_as) for cell in one.cells] == [(4, "150")]
    assert str(total - 150) in {cell.type_as for other in one.alternatives for cell in other.cells}


PLAN = """
[ledger]
name  = "plan"
title = "Plan by month"
key   = ["line"]
label = "line"
[ledger.columns]
line  = "text"
april = "money"
may   = "money"
total = "money"
[[rule]]
id     = "PL01"
title  = "Lines cast"
casts  = ["april", "may", "total"]
within = []
[[rule]]
id    = "PL02"
title = "Months cross-cast"
check = "april + may == total"
"""


def planned(folder: Path, rows: str) -> tuple[Correction, ...]:
    (folder / "rules").mkdir()
    (folder / "rules" / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "plan.csv").write_text(f"line,april,may,total\n{rows}", encoding="utf-8")
    return tuple(check(folder).corrections)


def test_a_line_missing_from_a_subtotal_is_missing_from_a_total_of_everything(tmp_path: Path) -> None:
    """The grand total, of one group of everything, is right: no line is missing, and the sub-total is wrong."""
    rows = "Clerk,10,20,30\nGrass,1,2,3\nSub-total staff,11,22,33\nHall,5,5,10\nBins,4,4,8\n"
    (one,) = planned(tmp_path, f"{rows}Sub-total places,9,8,17\nTotal,20,31,51\n")
    changed = {(cell.cell.ref.line, cell.cell.ref.column, cell.type_as) for cell in one.cells}
    assert changed == {(7, "may", "9"), (7, "total", "18")}
    assert all(cell.cell.ref.line for other in one.alternatives for cell in other.cells)


def test_a_missing_line_is_told_with_its_sign(tmp_path: Path) -> None:
    rows = "Clerk,100,200,300\nGrass,10,20,30\nHall,50,50,100\n"
    (one,) = planned(tmp_path, f"{rows}Total,153,261,414\n")
    said = [one.sentence, *(other.sentence for other in one.alternatives)]
    assert any("a line (april −£7; may −£9; total −£16) is missing" in sentence for sentence in said), said
