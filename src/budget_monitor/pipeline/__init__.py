"""The way of a run: load the ledgers and the rules, evaluate, and report. The one place where stages meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.outcome import Report, Show
from budget_monitor.model.period import parse_financial_year
from budget_monitor.model.request import Request
from budget_monitor.pipeline.authorities import check_ledgers, refuse_several
from budget_monitor.pipeline.books import choose_rules, known_names, own_rules, rule_book, rules_in, rules_reading
from budget_monitor.pipeline.one_set import Checked, check_set, check_texts, selection_of

if TYPE_CHECKING:
    from budget_monitor.model.history import Recording
    from budget_monitor.model.position import MonitoringPosition
    from budget_monitor.model.progress import Watch

__all__ = [
    "Checked",
    "check",
    "check_ledgers",
    "check_set",
    "check_texts",
    "choose_rules",
    "known_names",
    "own_rules",
    "refuse_several",
    "rule_book",
    "rules_in",
    "rules_reading",
    "start",
    "summary",
]


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
    set all the same: a figure is marked wherever the check that uses it stands. The other arguments are as for `check`.

    Raises a BudgetMonitorError where `check` does, and when there is no such report.
    """
    from budget_monitor.position.monitoring import monitoring_position

    wanted = Request(year=year, period=period, portfolio=portfolio)
    selection_of(wanted)  # a slip in a name is told before the work; which month it is, after
    request = Request(rules=tuple(map(Path, rules)), engine=engine, settings=tuple(settings), today=today)
    checked = check_set(ledgers, request, watch=watch)
    chosen = selection_of(wanted, checked.in_force.settings.year_start)
    return monitoring_position(
        checked.ledger_set, checked.report, year=chosen.year, period=chosen.period, portfolio=chosen.portfolio
    )


def start(
    folder: str | Path,
    *,
    year: str | None = None,
    portfolio: str | None = None,
    unit: str = "£",
    today: date | None = None,
) -> list[str]:
    """Writes a ledger set to begin with into a new or empty folder, all or nothing, and returns the files' names.

    It is a worked example for a financial year (that of `today` unless given), whose figures are in `unit`. Raises
    UsageError when the folder is not empty or cannot be written, and for a year, portfolio or unit that is none.
    """
    from budget_monitor.load.settings.values import unit_setting
    from budget_monitor.model.period import financial_year_of
    from budget_monitor.starter.fill import PORTFOLIO, starter_files
    from budget_monitor.starter.folder import write_folder

    known_unit = unit_setting(unit, "GBP")
    if known_unit is None:
        raise UsageError(f"{unit!r} is not a unit: expected £, £000 or £m")
    known_year = parse_financial_year(year) if year else financial_year_of(today or date.today())
    if known_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    book, _ = rule_book()
    files = starter_files(book.ledgers, known_year, portfolio or PORTFOLIO, known_unit)
    write_folder(Path(folder), files)
    return list(files)
