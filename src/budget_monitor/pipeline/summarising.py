"""The monitoring position of a set, with the checks that its figures are marked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.results.request import Request
from budget_monitor.pipeline.run.one_set import check_set, selection_of
from budget_monitor.pipeline.run.places import as_in_files

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.outcome import Report
    from budget_monitor.model.results.position import MonitoringPosition
    from budget_monitor.model.running.progress import Watch


def summary(
    ledgers: str | Path = "ledgers",
    *,
    rules: Sequence[str | Path] = (),
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
    engine: str = "arrow",
    settings: Sequence[str] = (),
    today: date | None = None,
    watch: Watch | None = None,
) -> MonitoringPosition:
    """The monitoring position of a folder of ledgers, with the checks that its figures are marked for.

    `year`, `period` and `portfolio` (a part of its name) choose the reports to show. The checks are run on the whole
    set all the same: a figure is marked whichever report its check belongs to. The other arguments are as for `check`.

    Raises a BudgetMonitorError where `check` does, and when there is no such report.
    """
    from budget_monitor.position.monitoring import monitoring_position

    wanted = Request(year=year, period=period, portfolio=portfolio)
    selection_of(wanted)  # a slip in a name is told before the work; which month it is, after
    request = Request(rules=tuple(map(Path, rules)), engine=engine, settings=tuple(settings), today=today)
    checked = check_set(ledgers, request, watch=watch)
    chosen = selection_of(wanted, checked.in_force.settings.year_start)
    position = monitoring_position(
        checked.ledger_set, checked.as_loaded, year=chosen.year, period=chosen.period, portfolio=chosen.portfolio
    )
    return as_in_files(position, checked.ledger_set)


def position_of(ledger_set: LedgerSet | None, report: Report) -> MonitoringPosition | None:
    """The position of all reports of a set that has been checked; None where it has no figures of a position, or the
    report is on several sets.
    """
    from budget_monitor.position.monitoring import LEDGERS, monitoring_position

    if ledger_set is None or not any(name in ledger_set.ledgers for name in LEDGERS):
        return None
    try:
        return monitoring_position(ledger_set, report)
    except UsageError:  # the ledgers are there, and no row of them names a report
        return None
