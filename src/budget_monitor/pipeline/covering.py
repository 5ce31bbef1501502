"""How far each figure of a set can move before a check fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.results.request import Request
from budget_monitor.pipeline.run.one_set import check_set
from budget_monitor.pipeline.run.places import as_in_files
from budget_monitor.pipeline.run.summaries import lacking

if TYPE_CHECKING:
    from budget_monitor.model.results.coverage import Coverage
    from budget_monitor.model.running.progress import Watch


def coverage(
    ledgers: str | Path = "ledgers",
    *,
    rules: Sequence[str | Path] = (),
    settings: Sequence[str] = (),
    watch: Watch | None = None,
) -> Coverage:
    """The room of every figure of a set, asked of the equations that its checks come to.

    Raises a BudgetMonitorError where `check` does.
    """
    from budget_monitor.evaluate.coverage import coverage as rooms
    from budget_monitor.evaluate.verdicts.constraints import Constraints

    request = Request(rules=tuple(map(Path, rules)), settings=tuple(settings))
    checked = check_set(ledgers, request, watch=watch)
    assert isinstance(checked.constraints, Constraints)
    found = as_in_files(rooms(checked.constraints.with_restatements()), checked.ledger_set)
    return replace(found, problems=lacking(checked.report))
