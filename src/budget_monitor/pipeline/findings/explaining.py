"""Explaining a finding: how its corrections were found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.results.request import Request
from budget_monitor.pipeline.findings.inspected import inspect
from budget_monitor.pipeline.run.named import find_finding
from budget_monitor.pipeline.run.places import as_in_files
from budget_monitor.pipeline.run.summaries import lacking

if TYPE_CHECKING:
    from budget_monitor.model.results.reasoning import Reasoning


def explain(finding: str, ledgers: str | Path = "ledgers", *, rules: Sequence[str | Path] = ()) -> Reasoning:
    """How one finding of a folder of ledgers, or of a table without rules, was explained; `finding` is its number, its
    id, or the beginning of it.

    Raises UsageError when no finding, or more than one, has an id that begins so; and as `check` does.
    """
    from budget_monitor.diagnose.reasoning import reason

    checked = inspect(ledgers, Request(rules=tuple(map(Path, rules))))
    named = find_finding(finding, checked.as_loaded)
    told = reason(checked.constraints, named, checked.as_loaded.findings, checked.as_loaded.corrections)
    told = told if checked.ledgers is None else as_in_files(told, checked.ledgers)
    return replace(told, problems=lacking(checked.report))
