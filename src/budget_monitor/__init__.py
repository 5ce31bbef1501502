"""Checks that a council's budget ledgers add up, and says which figure is wrong.

    from budget_monitor import check

    report = check("ledgers/stockport")

Amounts of money are `moneyed.Money` in the set's currency; percentages and counts are `Decimal`. A gap is reported less
computed: positive when the report is too high.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
"""Not that of `typing`, which takes longer to import than all else before the command line looks after Ctrl-C."""
if TYPE_CHECKING:
    from budget_monitor.errors import BudgetMonitorError, UsageError
    from budget_monitor.model.checks.rule import Severity
    from budget_monitor.model.results.choices import FailOn, Show
    from budget_monitor.model.results.correction import CellChange, Certainty, Correction
    from budget_monitor.model.results.outcome import Culprit, Finding, Outcome, Report, Verdict
    from budget_monitor.pipeline import check, summary
    from budget_monitor.pipeline.findings.explaining import explain
    from budget_monitor.pipeline.reconciling import reconcile

_WHERE = {
    "BudgetMonitorError": "errors",
    "CellChange": "model.results.correction",
    "Certainty": "model.results.correction",
    "Correction": "model.results.correction",
    "Culprit": "model.results.outcome",
    "FailOn": "model.results.choices",
    "Finding": "model.results.outcome",
    "Outcome": "model.results.outcome",
    "Report": "model.results.outcome",
    "Severity": "model.checks.rule",
    "Show": "model.results.choices",
    "UsageError": "errors",
    "Verdict": "model.results.outcome",
    "check": "pipeline",
    "explain": "pipeline.findings.explaining",
    "reconcile": "pipeline.reconciling",
    "summary": "pipeline",
}

__all__ = [
    "BudgetMonitorError",
    "CellChange",
    "Certainty",
    "Correction",
    "Culprit",
    "FailOn",
    "Finding",
    "Outcome",
    "Report",
    "Severity",
    "Show",
    "UsageError",
    "Verdict",
    "check",
    "explain",
    "reconcile",
    "summary",
]


def __getattr__(name: str) -> object:
    """The public names, imported when they are first asked for: importing the package alone costs nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
