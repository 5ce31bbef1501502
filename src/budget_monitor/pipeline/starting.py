"""Beginning a set of ledgers: a worked example to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.period import parse_financial_year
from budget_monitor.pipeline.run.books import rule_book


def start(
    folder: str | Path,
    *,
    year: str | None = None,
    portfolio: str | None = None,
    unit: str = "£",
    only: Sequence[str] = (),
    today: date | None = None,
) -> list[str]:
    """Writes a ledger set to begin with into a new or empty folder, all or nothing, and returns the files' names.

    It is a worked example for a financial year (that of `today` unless given), whose figures are in `unit`; `only`
    names the ledgers that are wanted, none being those of a portfolio's report. Raises UsageError when the folder is
    not empty or cannot be written, and for a year, portfolio, unit or ledger that is none.
    """
    from budget_monitor.load.settings.values import unit_setting
    from budget_monitor.model.ledgers.period import financial_year_of
    from budget_monitor.starter.fill import PORTFOLIO, starter_files
    from budget_monitor.starter.folder import write_folder

    known_unit = unit_setting(unit, "GBP")
    if known_unit is None:
        raise UsageError(f"{unit!r} is not a unit: expected £, £1, £000 or £m")
    known_year = parse_financial_year(year) if year else financial_year_of(today or date.today())
    if known_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    book, _ = rule_book()
    files = starter_files(book.ledgers, known_year, portfolio or PORTFOLIO, known_unit, only)
    write_folder(Path(folder), files)
    return list(files)
