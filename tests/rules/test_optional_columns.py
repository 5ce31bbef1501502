"""Claims about columns that a body does not print, and about rules that need other ledgers: what can be checked is."""

from __future__ import annotations

from pathlib import Path

import pytest

import budget_monitor
from budget_monitor.model.results.outcome import Report, Verdict

OUTTURNS = """financial_year,period,portfolio,basis,cash_limit,outturn,variance
2021/22,Q4,Libraries,outturn,4971,4971,0
2021/22,Q4,Parks,outturn,100,90,-10
2021/22,Q4,Total,outturn,5071,5061,-10
"""
LIMITS = """financial_year,period,portfolio,previously_reported,change,cash_limit
2021/22,Q4,Libraries,4808,163,4971
"""
RESERVES = "financial_year,period,portfolio,reserve,opening,usage,closing\n"


def checked(folder: Path, **ledgers: str) -> Report:
    for name, text in ledgers.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return budget_monitor.check(folder)


def made(report: Report, rule: str) -> int:
    return next(tally.checks for tally in report.tallies if tally.rule == rule)


def test_outturns_without_net_expenditure_are_checked_by_all_else(tmp_path: Path) -> None:
    report = checked(tmp_path, outturns=OUTTURNS)
    assert report.input_problems == ()
    assert (made(report, "OT01"), made(report, "OT02"), report.counts[Verdict.FAIL]) == (0, 3, 0)
    wrong = checked(tmp_path, outturns=OUTTURNS.replace("5071,5061,-10", "5071,5061,10"))
    assert {one.rule for one in wrong.findings if one.verdict is Verdict.FAIL} >= {"OT02", "OT07"}


@pytest.mark.parametrize(
    ("openings", "failing"),
    [
        ([130, 130, 130], []),
        ([130, 110, 95], []),
        ([130, 140, 130], [3, 4]),
        ([130, 130, 103], [4]),
    ],
)
def test_within_a_year_an_opening_stays_or_goes_on_from_the_last_closing(
    tmp_path: Path, openings: list[int], failing: list[int]
) -> None:
    rows = zip(("Q1", "Q2", "Q3"), openings, (110, 95, 90), strict=True)
    lines = [
        f"2021/22,{period},Libraries,Flex,{opening},{opening - closing},{closing}\n"
        for period, opening, closing in rows
    ]
    report = checked(tmp_path, reserve_movements=RESERVES + "".join(lines))
    found = [one for one in report.findings if one.verdict is Verdict.FAIL]
    assert {one.rule for one in found} == ({"RM06"} if failing else set())
    assert [one.place.line for one in found] == failing


def test_a_cash_limit_needs_an_outturn_only_where_outturns_are_kept(tmp_path: Path) -> None:
    assert checked(tmp_path, cash_limits=LIMITS).counts[Verdict.FAIL] == 0
    report = checked(tmp_path, outturns=OUTTURNS.replace("Libraries", "Museums"))
    (finding,) = [one for one in report.findings if one.rule == "OT06"]
    assert finding.message == "no outturn stands beside this cash limit"
