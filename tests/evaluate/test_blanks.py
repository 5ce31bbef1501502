"""Claims about blanks: a blank in the key is said and fills no sum, and one that means nil is decided."""

from __future__ import annotations

from pathlib import Path

import pytest

import budget_monitor
from budget_monitor.model.results.outcome import Outcome, Verdict
from tests.support.engines import QUICK
from tests.support.small_books import check, counts, rule

CHANGES = """financial_year,period,portfolio,description,category,amount
2026/27,Q1,Libraries,Pay award,pay,98
2026/27,Q1,Libraries,Income lost,adjustment,65
2026/27,Q1,Libraries,Rents,adjustment,7
2026/27,Q1,Libraries,Total,,170
"""
NOTES = """
[ledger]
name  = "spending"
key   = ["financial_year", "period", "item"]
label = "item"

[ledger.columns]
financial_year = "financial_year"
period = "period"
item   = "text"
amount = { type = "money", blank = "nil" }
used   = { type = "money", blank = "nil", negated_by = "movement", required = false }
note   = { type = "money", required = false }
"""


def with_blanks(text: str, column: int, lines: list[int]) -> str:
    rows = [line.split(",") for line in text.splitlines()]
    for line in lines:
        rows[line - 1][column] = ""
    return "\n".join(",".join(cells) for cells in rows) + "\n"


@pytest.mark.parametrize("lines", [[3], [4], [3, 4]])
@pytest.mark.parametrize(("column", "name", "above"), [(2, "portfolio", "Libraries"), (3, "description", "Pay award")])
def test_a_blank_in_the_key_proposes_to_fill_down_and_no_sum_is_decided(
    tmp_path: Path, lines: list[int], column: int, name: str, above: str
) -> None:
    (tmp_path / "budget_changes.csv").write_text(with_blanks(CHANGES, column, lines), encoding="utf-8")
    report = budget_monitor.check(tmp_path)
    (problem,) = report.input_problems
    assert (problem.line, problem.column, problem.severity) == (lines[0], name, "error")
    above = "Income lost" if (name, lines) == ("description", [4]) else above
    assert f"fill {above!r} down from the row above" in problem.message
    assert ("and on line 4" in problem.message) == (lines == [3, 4])
    assert report.counts[Verdict.FAIL] == 0
    assert report.corrections == ()
    assert [one.outcome for one in report.findings if one.rule == "BC01"] == [Outcome.BLANK]


def test_a_blank_beyond_the_label_is_a_warning_and_decides_nothing(tmp_path: Path) -> None:
    (tmp_path / "budget_changes.csv").write_text(with_blanks(CHANGES, 4, [3]), encoding="utf-8")
    report = budget_monitor.check(tmp_path)
    assert [(one.line, one.column, one.severity) for one in report.input_problems] == [(3, "category", "warning")]
    assert report.counts[Verdict.UNDECIDED] == 0


def test_a_column_that_is_blank_throughout_is_of_no_use_here(tmp_path: Path) -> None:
    (tmp_path / "budget_changes.csv").write_text(with_blanks(CHANGES, 2, [2, 3, 4, 5]), encoding="utf-8")
    report = budget_monitor.check(tmp_path)
    assert report.input_problems == ()
    assert report.counts[Verdict.FAIL] == report.counts[Verdict.UNDECIDED] == 0


def test_many_blanks_are_said_once(tmp_path: Path) -> None:
    head = CHANGES.splitlines()[0]
    rows = "".join(f"2026/27,Q1,{'Libraries' if not at else ''},Line {at},pay,1\n" for at in range(200))
    (tmp_path / "budget_changes.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    (problem,) = budget_monitor.check(tmp_path).input_problems
    assert "blank, and on lines 4, 5 and 196 more, but portfolio" in problem.message


@pytest.mark.parametrize("engine", QUICK)
def test_a_blank_that_means_nil_is_decided(engine: str) -> None:
    text = (
        "financial_year,period,item,amount,movement,note\n"
        "2021/22,Q1,Salt,5,,5\n2021/22,Q1,Grit,,-3,3\n2021/22,Q1,Total,5,-3,8\n"
    )
    casts = "\n[[rule]]\nid = 'T1'\ncasts = ['amount', 'used']\nwithin = ['financial_year', 'period']\n"
    assert counts(check(NOTES + casts, ledgers={"spending": text}, engine=engine)) == {"exact": 2}
    sums = check(NOTES + rule("amount + used == note"), ledgers={"spending": text}, engine=engine)
    assert counts(sums) == {"exact": 3}


def test_a_text_that_is_no_amount_is_not_nil() -> None:
    text = "financial_year,period,item,amount,note\n2021/22,Q1,Salt,five,5\n"
    assert counts(check(NOTES + rule("amount <= note"), ledgers={"spending": text})) == {"undecided": 1}


def test_nil_is_exactly_nothing_in_thousands() -> None:
    text = "financial_year,period,item,amount,note\n2021/22,Q1,Salt,,1\n"
    assert counts(check(NOTES + rule("amount == note"), ledgers={"spending": text}, unit="£000")) == {"fail": 1}


def test_whole_pounds_rounded_from_pence_cast_within_rounding() -> None:
    text = "financial_year,period,item,amount\n2021/22,Q1,Salt,1\n2021/22,Q1,Grit,1\n2021/22,Q1,Total,{}\n"
    casts = "\n[[rule]]\nid = 'T1'\ncasts = ['amount']\nwithin = ['financial_year', 'period']\n"
    for total, verdict in (("2", "exact"), ("3", "within_rounding"), ("4", "fail")):
        report = check(NOTES + casts, ledgers={"spending": text.format(total)}, unit="£1")
        assert counts(report) == {verdict: 1}
