"""The history of runs beside the ledgers: what was recorded, and what changed between two runs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.model.results.request import Request
from budget_monitor.pipeline.run.books import rule_book
from budget_monitor.pipeline.run.folders import folder_of, refuse_several
from budget_monitor.pipeline.run.tables import is_table_without_rules

if TYPE_CHECKING:
    from budget_monitor.model.lists.versions import Versions
    from budget_monitor.model.results.history import ChangedLedger, Comparison, FigureCounts, RecordedRun, Restatement


def recorded_runs(ledgers: str | Path = "ledgers") -> tuple[RecordedRun, ...]:
    """The runs in the history beside the ledgers, the first one first. Raises UsageError where there is none."""
    from budget_monitor.history.compare import recorded_runs as read

    return read(_set_folder(Path(ledgers)))


def compare(ledgers: str | Path = "ledgers", before: int | None = None, after: int | None = None) -> Comparison:
    """What changed between two recorded runs: the last two, `before` and the last, or `before` and `after`.

    Raises UsageError where there are no such runs.
    """
    from budget_monitor.history.compare import changed_ledgers, compare_runs
    from budget_monitor.match.versions.comparing import versions_of
    from budget_monitor.model.results.history import LedgerVersions

    folder = _set_folder(Path(ledgers))
    found = compare_runs(folder, before, after)
    restated: list[Restatement] = []
    counts: list[FigureCounts] = []
    versions: list[LedgerVersions] = []
    for changed in changed_ledgers(folder, found.before, found.after):
        differs = versions_of(changed.before, changed.after, found.after.currency)
        restated += _restated(changed, differs)
        counts += _counts(changed)
        versions.append(LedgerVersions(changed.ledger, differs))
    return replace(found, restated=tuple(restated), figures=tuple(counts), ledgers=tuple(versions))


def _restated(changed: ChangedLedger, differs: Versions) -> Iterator[Restatement]:
    """The figures that both have, with another amount, in the sign in which the later file has them."""
    from budget_monitor.model.ledgers.money import money
    from budget_monitor.model.results.history import Restatement

    ordered = sorted(differs.differences, key=lambda one: (changed.after.lines[one.right_row], one.column))
    for one in ordered:
        if one.change is None:
            continue
        place, sign = changed.places[one.right_row, one.column]
        key = dict(zip(changed.key_names, one.key, strict=False))
        before, after = (money(Decimal(text) * sign, differs.currency) for text in (one.left, one.right))
        yield Restatement(changed.ledger, key, place, before, after)


def _counts(changed: ChangedLedger) -> Iterator[FigureCounts]:
    """How many figures only one of the two has; nothing where there are none."""
    from budget_monitor.model.results.history import FigureCounts

    per_column = [
        [sum(value is not None for value in column.values) for column in table.columns.values()]
        for table in (changed.before, changed.after)
    ]
    ours, theirs = (changed.before.columns, changed.after.columns)
    rows = {key: row for row, key in enumerate(changed.before.keys)}
    both = sum(
        one is not None and ours[name].values[rows[key]] is not None
        for name, column in theirs.items() if name in ours
        for key, one in zip(changed.after.keys, column.values, strict=True) if key in rows
    )  # fmt: skip
    removed, added = (sum(counts) - both for counts in per_column)
    if added or removed:
        yield FigureCounts(changed.ledger, added, removed)


def _set_folder(ledgers: Path) -> Path:
    """The folder of a set. Raises UsageError where there is none, or several, or a table without rules, of which no run
    is recorded, unless it has a history of its own.
    """
    from budget_monitor.history.store import history_file
    from budget_monitor.load.folder import sources_in

    folder = folder_of(ledgers)
    if not history_file(folder).exists():
        if ledgers.is_file() and is_table_without_rules(ledgers, Request()):
            raise UsageError(
                f"{ledgers}: there is no history of it: it is checked without rules, and of such checks none is"
                " recorded; have its rules written first, with budget-monitor check --write-rules"
            )
        with sources_in(folder) as sources:
            refuse_several(sources, rule_book()[0].ledgers)
    return folder
