"""A failed check of a reserve, and an acceptance of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.review import Acceptance, LookedAt

KEY = {"financial_year": "2021/22", "period": "Q4", "portfolio": "Libraries"}
RULES = ["RM01", "RM02"]
EVERYTHING = LookedAt(frozenset(RULES))


def finding(name: str = "one", gap: str | None = "-45000", column: str = "closing", rule: str = "RM01") -> Finding:
    """A failed check of a reserve."""
    amount = None if gap is None else money(Decimal(gap))
    return Finding(
        id=name,
        rule=rule,
        title="",
        severity=Severity.ERROR,
        verdict=Verdict.FAIL,
        ledger="reserve_movements",
        key=KEY,
        place=CellRef("reserve_movements.csv", 5, column),
        cells=(),
        message="",
        gap=amount,
    )


ENTRY = Acceptance(
    rule="RM01",
    key=KEY,
    gap=Decimal(-45000),
    reason="late invoice",
    by="J. Smith",
    on=date(2022, 5, 12),
    until=date(2022, 6, 30),
    ledger="reserve_movements",
    column="closing",
    line=3,
)
