"""Checking ledgers: the job the tool is for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.request import Request
from budget_monitor.pipeline.several.check import check_ledgers

if TYPE_CHECKING:
    from budget_monitor.model.results.history import Recording
    from budget_monitor.model.running.progress import Watch


def check(
    ledgers: str | Path = "ledgers",
    *,
    rules: Sequence[str | Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
    engine: str = "arrow",
    show: Show = Show.FAILURES,
    settings: Sequence[str] = (),
    today: date | None = None,
    record: Recording | None = None,
    watch: Watch | None = None,
    jobs: int = 1,
) -> Report:
    """Checks a folder of ledgers and returns everything found, in a stable order.

    A folder that holds no ledger, but a folder of ledgers for each of several authorities, is checked authority by
    authority, each by its own settings and acceptances, in at most `jobs` processes; the report is on all of them.

    `rules` adds rule files, or folders of them, to the shipped ones and to those in `rules/` beside the ledgers.
    `select` and `ignore` name rules by id, or by the beginning of an id (`RM` is every rule of reserve movements).
    `year`, `period` and `portfolio` (a part of its name) choose the reports to check; sums and earlier periods still
    see the whole set. `show` says which checks the report lists besides the findings.

    `settings` (`unit=£000`) go before those of the set's `budget-monitor.toml`. Differences accepted in its
    `accepted.toml` are set apart, as of `today`. With `record` the run is added to the history beside the ledgers.
    `watch` is told how far the work has come.

    Raises a BudgetMonitorError when there is nothing to check: no such folder, no ledger in it, an unknown rule id,
    year, period, setting or engine; or when the run cannot be recorded. Whatever is wrong inside the files is in the
    report's `input_problems`; so is an authority's folder that cannot be checked, where there are several.
    """
    request = Request(
        rules=tuple(map(Path, rules)), select=tuple(select), ignore=tuple(ignore), year=year, period=period,
        portfolio=portfolio, engine=engine, show=show, settings=tuple(settings), today=today, record=record,
    )  # fmt: skip
    report, ledger_set = check_ledgers(ledgers, request, jobs=jobs, watch=watch)
    if ledger_set is not None:
        ledger_set.close()
    return report
