"""The position says what the reports print: every figure of their financial tables, read again from their text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

import pytest

from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.results.position import PositionFigure, ReportPosition
from tests.support.places import REPORTS
from tests.support.positions import amount, shipped

CFE, IN, RCG = "Citizen Focus and Engagement", "Inclusive Neighbourhoods", "Resources, Commissioning and Governance"

_TAG = re.compile(r"</?b>")
_FIGURE = re.compile(r"\(?\d[\d,]*\)?")


Row: TypeAlias = list[Decimal | int | None]
"""The figures of a printed row, in pounds; what is not printed is None."""


def printed(report: str, header: str, end: str | None = None) -> list[Row]:
    """The figures of a table, row by row: from beneath its header to the line that begins with `end`, or the first."""
    text = _TAG.sub("", (REPORTS / f"{report}.txt").read_text(encoding="utf-8"))
    assert text.count(header) == 1, header
    rows: list[Row] = []
    for line in text.partition(header)[2].split("\n")[1:]:
        if figures := [number(cell) for cell in line.split("\t") if _FIGURE.fullmatch(cell)]:
            rows.append([*figures])
        if rows and (end is None or line.startswith(end)):
            return rows
    raise AssertionError(f"{header}: no line begins with {end}")


def number(cell: str) -> Decimal:
    """A printed figure, which is in thousands, in pounds."""
    size = Decimal(cell.strip("()").replace(",", "")) * 1000
    return -size if cell.startswith("(") else size


def amounts(*figures: PositionFigure) -> Row:
    return [amount(figure) for figure in figures]


def cash_limit(report: ReportPosition) -> Row:
    assert report.cash_limit is not None
    limit = report.cash_limit
    return amounts(limit.previously_reported, limit.change, limit.current)


def outturn(report: ReportPosition) -> Row:
    """As the reports print it: their last column, whatever its header, is the surplus or deficit."""
    assert report.outturn is not None
    shown = report.outturn
    return amounts(shown.cash_limit, shown.net_expenditure, shown.appropriations, report.variance.amount)


def reserves(report: ReportPosition) -> list[Row]:
    """The lines and the sub-totals, and then the total."""
    assert report.reserves is not None
    kept = report.reserves
    lines = [line for line in kept.lines if line.row_type is not RowType.TOTAL]
    return [
        *(amounts(line.opening, line.used, line.remaining) for line in lines),
        amounts(kept.opening, kept.used, kept.remaining),
    ]


def reversed_used(rows: Sequence[Row]) -> list[Row]:
    """The reports of 2021/22 print what was used as a movement: negative where the reserve falls."""
    return [[opening, None if used is None else -used, remaining] for opening, used, remaining in rows]


@pytest.mark.parametrize(
    ("report", "portfolio", "year", "period", "header", "end"),
    [
        ("cfe-2019-20-annual", CFE, "2019/20", "Q4", "Previously Reported £000\tChange £000", "Cash Limit"),
        ("in-2019-20-annual", IN, "2019/20", "Q4", "Previously Reported £000\tChange £000", "Cash Limit"),
        ("in-2021-22-mid-year", IN, "2021/22", "Q2", "Previously Reported (Q1.5)", "Cash Limit Budget"),
        ("cfe-2021-22-annual", CFE, "2021/22", "Q4", "Previously Reported (Q3)", "Cash Limit Budget"),
    ],
)
def test_cash_limit_table(report: str, portfolio: str, year: str, period: str, header: str, end: str) -> None:
    """Section 2.1: previously reported, change, current."""
    (row,) = printed(report, header, end)
    assert cash_limit(shipped(portfolio, year, period)) == row


@pytest.mark.parametrize(
    ("report", "portfolio", "year", "period", "header", "front_page"),
    [
        ("cfe-2019-20-annual", CFE, "2019/20", "Q4", "Net Cash Limit £000\tNet Expenditure £000", "Outturn\t5,598"),
        ("in-2019-20-annual", IN, "2019/20", "Q4", "Net Cash Limit £000\tNet Expenditure £000", "Outturn\t243"),
        ("in-2021-22-mid-year", IN, "2021/22", "Q2", "Net Cash Limit\tForecast Net Expenditure", "Forecast\t621"),
        ("cfe-2021-22-annual", CFE, "2021/22", "Q4", "Net Cash Limit\tNet Expenditure", "Outturn\t4,971"),
    ],
)
def test_outturn_table(report: str, portfolio: str, year: str, period: str, header: str, front_page: str) -> None:
    """Section 2.1: net cash limit, net expenditure, appropriations, surplus; and the outturn of the front page."""
    position = shipped(portfolio, year, period)
    (row,) = printed(report, header)
    assert outturn(position) == row
    assert f"\n{front_page}\n" in (REPORTS / f"{report}.txt").read_text(encoding="utf-8")
    assert position.outturn is not None
    assert amount(position.outturn.outturn) == number(front_page.split("\t")[1])


@pytest.mark.parametrize(
    ("report", "portfolio", "year", "period", "header", "end", "is_movement"),
    [
        ("cfe-2019-20-annual", CFE, "2019/20", "Q4", "Reserve Category\t", "\t\tTotal", False),
        ("in-2019-20-annual", IN, "2019/20", "Q4", "Reserve Category\t", "Total", False),
        ("in-2021-22-mid-year", IN, "2021/22", "Q2", "Reserve Category\t", "TOTAL", True),
        ("cfe-2021-22-annual", CFE, "2021/22", "Q4", "Reserve Category\t", "TOTAL", True),
    ],
)
def test_reserves_table(
    report: str, portfolio: str, year: str, period: str, header: str, end: str, is_movement: bool
) -> None:
    """Section 2.2: every reserve and the total, with what it had, what was used and what is left."""
    rows = printed(report, header, end)
    assert len(rows) > 1
    assert reserves(shipped(portfolio, year, period)) == (reversed_used(rows) if is_movement else rows)


@pytest.mark.parametrize(
    ("report", "year", "end", "has_achieved"),
    [("cfe-2019-20-annual", "2019/20", "Total", True), ("cfe-2021-22-annual", "2021/22", "TOTAL", False)],
)
def test_savings_table(report: str, year: str, end: str, has_achieved: bool) -> None:
    """Section 2.3: every proposal with its value, what was achieved of it where that is printed, and the totals."""
    savings = shipped(CFE, year, "Q4").savings
    assert savings is not None
    proposals = [line for line in savings.lines if line.row_type is RowType.LINE]
    rows = printed(report, "Proposal\tRisk Rating\tValue £000", end)
    shown = [amounts(line.value, line.achieved) for line in proposals] + [amounts(savings.value, savings.achieved)]
    assert shown == [figures if has_achieved else [*figures, None] for figures in rows]


def test_no_report_of_inclusive_neighbourhoods_has_savings() -> None:
    """Section 2.3 says so in words, and section 2.4 of the other portfolio that it has no capital programme."""
    assert shipped(IN, "2019/20", "Q4").savings is None
    assert shipped(IN, "2021/22", "Q2").savings is None
    assert shipped(CFE, "2021/22", "Q4").capital == ()


def test_agreement_budget_changes() -> None:
    """Section 3.2 of the agreement: from the budget at Q3 through every adjustment and saving to the cash limit.

    It prints no change as a whole, so that one is worked out: 24,502 - 24,119 = 383.
    """
    limit = shipped(RCG, "2021/22", "B").cash_limit
    assert limit is not None
    ((before,),) = printed("rcg-2021-22-agreement", "adjustments from the 2020/21 Q3 position")
    *changes, last = printed("rcg-2021-22-agreement", "Indicative Adjustments:", "2021/22 Cash Limit Budget")
    assert amounts(limit.previously_reported, limit.current) == [before, *last]
    assert [amounts(change.amount) for change in limit.changes] == changes
    assert (amount(limit.change), limit.change.is_computed) == (Decimal(383000), True)


def test_agreement_reserves() -> None:
    """Section 3.3: opening balances only; what is used and left is missing, not nothing."""
    rows = printed("rcg-2021-22-agreement", "Reserve Category\t", "Total")
    assert reserves(shipped(RCG, "2021/22", "B")) == [[*figures, None, None] for figures in rows]


def test_agreement_savings() -> None:
    """Section 3.4, and its one Amber proposal is all at risk: nothing is stated as achieved yet."""
    savings = shipped(RCG, "2021/22", "B").savings
    assert savings is not None
    rows = printed("rcg-2021-22-agreement", "Proposal\tRisk Rating\tValue £000", "Total")
    values = [line.value for line in savings.lines if line.row_type is RowType.LINE]
    assert amounts(*values, savings.value) == [figures[0] for figures in rows]
    assert amounts(savings.at_risk, savings.achieved) == [Decimal(166000), None]


def test_agreement_capital() -> None:
    """Section 3.5: every scheme, sub-total and source, for both programme years; each year is funded in full."""
    years = shipped(RCG, "2021/22", "B").capital
    schemes = printed("rcg-2021-22-agreement", "Scheme\t2021/22 Programme £000", "TOTAL")
    sources = printed("rcg-2021-22-agreement", "Resources\t2021/22 £000", "TOTAL")
    assert [year.programme_year for year in years] == ["2021/22", "2022/23"]
    for place, year in enumerate(years):
        lines = [amount(line.amount) for line in year.schemes if line.row_type is not RowType.TOTAL]
        assert [*lines, amount(year.programme)] == [figures[place] for figures in schemes]
        funds = [amount(line.amount) for line in year.sources if line.row_type is not RowType.TOTAL]
        assert [*funds, amount(year.funding)] == [figures[place] for figures in sources]
        assert amount(year.unfunded) == 0
