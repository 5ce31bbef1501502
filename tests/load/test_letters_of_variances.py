"""Claims about (F) and (A) behind the variances of a ledger: favourable and adverse, as treasurers write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.model.results.outcome import Report, Verdict

HEADER = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance"


def checked(folder: Path, *rows: tuple[str, int, int, str]) -> Report:
    lines = [f'2026/27,Q2,{name},forecast,{limit},{spent},0,{spent},"{said}"' for name, limit, spent, said in rows]
    (folder / "outturns.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return check(folder, select=["OT02", "OT07"])


def failed(report: Report) -> Sequence[str]:
    return [one.rule for one in report.findings if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize(
    ("adverse", "favourable", "total"),
    [
        ("10 (A)", "14 (F)", "4 (F)"),
        ("10 (adv)", "14 (fav)", "4 (fav)"),
        ("£10 Adverse", "£14 Favourable", "£4 Fav."),
        ("10 (A)", "-14 (F)", "-4 (F)"),
    ],
)
def test_what_is_to_the_good_is_below_the_budget(tmp_path: Path, adverse: str, favourable: str, total: str) -> None:
    """Also where letters repeat signs that stand there."""
    rows = [("Adults", 100, 110, adverse), ("Parks", 50, 36, favourable), ("Total", 150, 146, total)]
    report = checked(tmp_path, *rows)
    assert (report.input_problems, failed(report), report.tallies[0].counts[Verdict.EXACT]) == ((), [], len(rows))


def test_a_letter_that_is_wrong_is_put_right_by_its_letter(tmp_path: Path) -> None:
    lines = [("Adults", 100, 110, "10 (A)"), ("Roads", 50, 67, "17 (F)"), ("Parks", 50, 36, "14 (F)")]
    report = checked(tmp_path, *lines, ("Total", 200, 213, "13 (A)"))
    (correction,) = report.corrections
    assert [(one.cell.text, one.type_as) for one in correction.cells] == [("17 (F)", "17 (A)")]


def test_elsewhere_a_letter_is_a_note(tmp_path: Path) -> None:
    """(F) of an outturn is a forecast."""
    line = "2026/27,Q2,Adults,forecast,100,110 (F),0,110 (F),10"
    (tmp_path / "outturns.csv").write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    report = check(tmp_path, select=["OT01", "OT02"])
    assert (report.input_problems, failed(report)) == ((), [])
