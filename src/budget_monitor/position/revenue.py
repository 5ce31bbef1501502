"""The revenue part of a report: cash limit, outturn, and what has changed since the last report."""

from __future__ import annotations

from collections.abc import Sequence

from budget_monitor.model.results.position import (
    MISSING,
    BudgetChange,
    CashLimit,
    Movement,
    Outturn,
    PositionFigure,
    ReportPosition,
)
from budget_monitor.position.rows import Row
from budget_monitor.position.sums import Sums


def cash_limit_of(rows: Sequence[Row], changes: Sequence[Row], sums: Sums) -> CashLimit | None:
    """The cash limit from its row (the first, where a key stands twice), with the changes that explain it."""
    if not rows and not changes:
        return None
    lines = tuple(
        BudgetChange(row.text("description"), row.text("category"), row.row_type, row.figure("amount"))
        for row in changes
    )
    if not rows:
        return CashLimit("", MISSING, MISSING, MISSING, lines)
    row = rows[0]
    before, current = row.figure("previously_reported"), row.figure("cash_limit")
    change = sums.stated_or(row.figure("change"), current, before)
    return CashLimit(row.text("previous_period"), before, change, current, lines)


def outturn_of(rows: Sequence[Row]) -> Outturn | None:
    """The outturn or forecast from its row (the first, where a key stands twice)."""
    if not rows:
        return None
    row = rows[0]
    return Outturn(
        basis=row.text("basis"),
        cash_limit=row.figure("cash_limit"),
        net_expenditure=row.figure("net_expenditure"),
        appropriations=row.figure("appropriations"),
        outturn=row.figure("outturn"),
    )


def current_cash_limit(report: ReportPosition) -> PositionFigure:
    """The cash limit of a report: of the cash limit table, or else the one its outturn is set beside."""
    if report.cash_limit is not None and report.cash_limit.current.amount is not None:
        return report.cash_limit.current
    return MISSING if report.outturn is None else report.outturn.cash_limit


def movement_of(report: ReportPosition, earlier: ReportPosition, sums: Sums) -> Movement:
    """What has changed in a report since an earlier one of the same portfolio."""
    now = MISSING if report.outturn is None else report.outturn.outturn
    then = MISSING if earlier.outturn is None else earlier.outturn.outturn
    return Movement(
        since=(earlier.key["financial_year"], earlier.key["period"]),
        cash_limit=sums.difference(current_cash_limit(report), current_cash_limit(earlier)),
        outturn=sums.difference(now, then),
        variance=sums.difference(report.variance.amount, earlier.variance.amount),
    )
