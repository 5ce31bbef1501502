"""A set or a table without rules, checked for whoever looks at its findings one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.pipeline.run.one_set import check_set
from budget_monitor.pipeline.run.tables import check_table, is_table_without_rules

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import Settings
    from budget_monitor.model.checks.constraint import ConstraintSource
    from budget_monitor.model.ledgers.grid import Grid
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.outcome import Report
    from budget_monitor.model.results.request import Request


class Inspected(Struct, frozen=True):
    """What a check found, and the rows it found it in: those of `ledgers`, or of `grids` where no rule is known.

    `as_loaded` is the report with the places that `ledgers` and `constraints` have.
    """

    report: Report
    as_loaded: Report
    constraints: ConstraintSource
    settings: Settings
    ledgers: LedgerSet | None = None
    grids: Sequence[Grid] = ()


def inspect(ledgers: str | Path, request: Request) -> Inspected:
    """Checks a set, or what adds up in a file that no ledger is named after. Raises as `check` does."""
    if is_table_without_rules(Path(ledgers), request):
        table = check_table(ledgers, request)
        return Inspected(table.report, table.report, table.constraints, table.settings, grids=table.grids)
    own = check_set(ledgers, request)
    return Inspected(own.report, own.as_loaded, own.constraints, own.in_force.settings, own.ledger_set)
