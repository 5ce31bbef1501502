"""The position of ledgers given as CSV text, and of the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from budget_monitor import pipeline
from budget_monitor.load.ledger_set import set_from_text
from budget_monitor.model.results.position import MonitoringPosition, PositionFigure, ReportPosition
from budget_monitor.position.monitoring import monitoring_position
from tests.support.places import STOCKPORT

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
LIMITS = "financial_year,period,portfolio,previously_reported,change,cash_limit\n"
RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
SAVINGS = "financial_year,period,portfolio,proposal,risk_rating,value,achieved\n"


def position_of(
    ledgers: Mapping[str, str], *, unit: str = "£", year: str | None = None, portfolio: str | None = None
) -> MonitoringPosition:
    """The position of some ledgers, with the shipped rules."""
    book, _ = pipeline.rule_book()
    checks = pipeline.check_texts(ledgers, book, list(book.rules.values()), unit=unit)
    return monitoring_position(set_from_text(ledgers, book.ledgers, unit), checks, year=year, portfolio=portfolio)


def report_of(ledgers: Mapping[str, str]) -> ReportPosition:
    """The one report of some ledgers."""
    (report,) = position_of(ledgers).reports
    return report


@cache
def stockport() -> MonitoringPosition:
    """The position of the shipped ledgers."""
    return pipeline.summary(STOCKPORT)


def shipped(portfolio: str, year: str, period: str) -> ReportPosition:
    """One report of the shipped ledgers."""
    (found,) = (
        report
        for report in stockport().reports
        if (report.key["portfolio"], report.key["financial_year"], report.key["period"]) == (portfolio, year, period)
    )
    return found


def amount(figure: PositionFigure) -> Decimal | int | None:
    """The amount of a figure, in pounds; it may be compared with whole numbers."""
    return None if figure.amount is None else figure.amount.amount


def rules(position: MonitoringPosition, figure: PositionFigure) -> list[str]:
    """The rules of the failing checks that a figure is marked for."""
    return [finding.rule for finding in position.marked if finding.id in figure.findings]
