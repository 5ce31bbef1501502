"""The history of runs beside the ledgers: what was recorded, and what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.pipeline.run.books import rule_book
from budget_monitor.pipeline.run.folders import check_folder, refuse_several

if TYPE_CHECKING:
    from budget_monitor.model.history import Comparison, RecordedRun


def recorded_runs(ledgers: str | Path = "ledgers") -> tuple[RecordedRun, ...]:
    """The runs in the history beside the ledgers, the first one first. Raises UsageError where there is none."""
    from budget_monitor.history.compare import recorded_runs as read

    _is_set(Path(ledgers))
    return read(Path(ledgers))


def compare(ledgers: str | Path = "ledgers", before: int | None = None, after: int | None = None) -> Comparison:
    """What changed between two recorded runs: the last two, `before` and the last, or `before` and `after`.

    Raises UsageError where there are no such runs.
    """
    from budget_monitor.history.compare import compare_runs

    _is_set(Path(ledgers))
    return compare_runs(Path(ledgers), before, after)


def _is_set(folder: Path) -> None:
    """Raises UsageError for what is no folder, or one of several sets, unless it has a history of its own."""
    from budget_monitor.history.store import history_file
    from budget_monitor.load.sources.folder import sources_in

    check_folder(folder)
    if not history_file(folder).exists():
        with sources_in(folder) as sources:
            refuse_several(sources, rule_book()[0].ledgers)
