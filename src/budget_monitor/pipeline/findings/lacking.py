"""What a run could not read or run: what is worked out from the rest is not worked out from everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.ledger import InputProblem

if TYPE_CHECKING:
    from budget_monitor.model.results.outcome import Report


def lacking(report: Report) -> tuple[InputProblem, ...]:
    """The errors of what was read, and the rules that could not run and are not among these, each with its place."""
    errors = [problem for problem in report.input_problems if problem.severity == "error"]
    told = {(problem.file, problem.line) for problem in errors}
    broken = (one for one in report.findings if one.verdict is Verdict.BROKEN)
    unable = [
        InputProblem(one.place.file, one.place.line, "", "error", "", f"rule {one.rule}: {one.message}")
        for one in broken
        if (one.place.file, one.place.line) not in told
    ]
    return (*errors, *unable)
