"""The position as a whole: every chosen report of a set, with its movement since the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow.compute as pc
from msgspec.structs import replace

from budget_monitor.errors import UsageError, hint, nearest
from budget_monitor.model.ledgers.ledger import LedgerSet
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.position import MonitoringPosition, ReportPosition
from budget_monitor.position.marks import Marks
from budget_monitor.position.programmes import capital_of, reserves_of, savings_of
from budget_monitor.position.revenue import cash_limit_of, current_cash_limit, movement_of, outturn_of
from budget_monitor.position.rows import LedgerRows, ReportKey, Row, in_order, names_of
from budget_monitor.position.sums import Sums
from budget_monitor.position.variance import variance_of

LEDGERS = (
    "cash_limits", "budget_changes", "outturns", "reserve_movements", "savings", "capital_programme", "capital_funding",
)  # fmt: skip
"""What the position is made from."""


def monitoring_position(
    ledger_set: LedgerSet,
    checks: Report,
    *,
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
) -> MonitoringPosition:
    """The position of the reports of a year, a period, and the portfolios with a text in their name; None is all.

    `checks` is what the rules found in the same set. Raises UsageError when there is no such report, naming those
    that there are.
    """
    return _Maker(ledger_set, checks, portfolio or "").position(year, period)


class _Maker:
    def __init__(self, ledger_set: LedgerSet, checks: Report, portfolio: str) -> None:
        self.ledger_set = ledger_set
        self.checks = checks
        self.portfolio = portfolio
        marks = Marks(checks.findings)
        self.sums = Sums(marks)
        self.ledgers = {
            name: LedgerRows(ledger_set.ledgers[name], ledger_set.currency, marks, portfolio)
            for name in LEDGERS
            if name in ledger_set.ledgers
        }

    def position(self, year: str | None, period: str | None) -> MonitoringPosition:
        keys = sorted({key for ledger in self.ledgers.values() for key in ledger.reports}, key=in_order)
        chosen = {key for key in keys if year in (None, key[2]) and period in (None, key[3])}
        if not chosen:
            raise UsageError(self.nothing(keys, year, period))
        reports: list[ReportPosition] = []
        earlier: ReportPosition | None = None
        for key in keys:
            # the report before is wanted whether it is chosen or not; nothing else of those left out is worked out
            report = self.revenue(key)
            if report.outturn is not None or current_cash_limit(report).amount is not None:
                if earlier is not None and _name(earlier) == key[:2] and earlier.key["financial_year"] == key[2]:
                    report = replace(report, movement=movement_of(report, earlier, self.sums))
                earlier = report
            if key in chosen:
                reports.append(self.with_programmes(report, key))
        absent = tuple(name for name in LEDGERS if name not in self.ledger_set.ledgers)
        return MonitoringPosition(tuple(reports), self.checks, absent)

    def rows(self, ledger: str, key: ReportKey) -> Sequence[Row]:
        return self.ledgers[ledger].reports.get(key, []) if ledger in self.ledgers else []

    def revenue(self, key: ReportKey) -> ReportPosition:
        report = ReportPosition(
            names_of(key),
            cash_limit=cash_limit_of(self.rows("cash_limits", key), self.rows("budget_changes", key), self.sums),
            outturn=outturn_of(self.rows("outturns", key)),
        )
        if report.outturn is None:
            return report
        limit = report.outturn.cash_limit
        if limit.amount is None:
            limit = current_cash_limit(report)
        stated = self.rows("outturns", key)[0].figure("variance")
        amount = self.sums.stated_or(stated, report.outturn.outturn, limit)
        return replace(report, variance=variance_of(amount, limit, self.ledger_set.criteria))

    def with_programmes(self, report: ReportPosition, key: ReportKey) -> ReportPosition:
        return replace(
            report,
            reserves=reserves_of(self.rows("reserve_movements", key), self.sums),
            savings=savings_of(self.rows("savings", key), self.ledger_set.currency, self.sums),
            capital=capital_of(self.rows("capital_programme", key), self.rows("capital_funding", key), self.sums),
        )

    def nothing(self, keys: Sequence[ReportKey], year: str | None, period: str | None) -> str:
        """Why there is no report to show, and what there is instead."""
        folder = self.ledger_set.folder or "the ledgers"
        if not keys and self.portfolio:
            known = sorted(_portfolios(self.ledger_set))
            words = [word for name in known for word in name.split() if len(word) > 3]
            near = nearest(self.portfolio, [*known, *words])
            known_ones = f"; it has {_listed(map(repr, known))}" if known else ""
            return f"{folder}: no portfolio has {self.portfolio!r} in its name{hint(near) or known_ones}"
        if not keys:
            needed = ", ".join(f"{name}.csv" for name in LEDGERS)
            return "\n".join([f"{folder}: no report to show; the position is made from {needed}", *self.unreadable()])
        wanted = " ".join(filter(None, [year, period]))
        there = list(dict.fromkeys(f"{key[2]} {key[3]}" for key in sorted(keys, key=lambda key: in_order(key)[-2:])))
        of = f" of a portfolio with {self.portfolio!r} in its name" if self.portfolio else ""
        return f"{folder}: no report for {wanted}{of}; there is {_listed(there)}"

    def unreadable(self) -> list[str]:
        """Why ledgers that are there could not be read."""
        errors = [problem for problem in self.checks.input_problems if problem.severity == "error"]
        return [f"{problem.file}: {problem.message}" for problem in errors if problem.line == 0]


def _name(report: ReportPosition) -> tuple[str, str]:
    return report.key.get("authority", ""), report.key["portfolio"]


def _portfolios(ledger_set: LedgerSet) -> set[str]:
    tables = [ledger_set.ledgers[name].table for name in LEDGERS if name in ledger_set.ledgers]
    columns = [pc.unique(table["portfolio"]).to_pylist() for table in tables if "portfolio" in table.column_names]
    return {name for names in columns for name in names if name}


def _listed(names: Iterable[str], most: int = 12) -> str:
    every = list(names)
    rest = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(every[:most]) + rest
