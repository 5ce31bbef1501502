"""`budget-monitor explain`: how one finding was explained."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.shared.book import LedgersArgument, MoreRules, refuse_ledgers_for_finding, set_of, tell_errors
from budget_monitor.cli.shared.completing import complete_findings
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.reports import TicksOfReport, is_document, refuse_ticks, scrutinised
from budget_monitor.cli.shared.streams import answers_for_errors, deliver


@answers_for_errors
def explain(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING",
            help="The finding's number, its id, or the beginning of it.",
            autocompletion=complete_findings,
        ),
    ],
    ledgers: LedgersArgument = None,
    rules: MoreRules = None,
    ticks: TicksOfReport = None,
) -> None:
    """Explain one finding: its equation, what rounding allows, and every figure that might be to blame.

    Each figure of the equation is tried by itself: what it would have to be, and whether every other check that uses
    it would still hold. `check` prints the ids of findings.

    Of a report that is a document (its name in place of LEDGERS) a finding of `scrutinise` is told in full: where each
    of its figures stands, and what else they take part in.

    Exit codes: 0 it was explained; 2 it could not be, or not from everything that is there.
    """
    refuse_ledgers_for_finding(finding, ledgers, "explain")
    if ledgers is not None and is_document(ledgers):
        _explain_slip(finding, ledgers, ticks)
        return
    refuse_ticks(ticks)
    from budget_monitor.pipeline.findings.explaining import explain as run
    from budget_monitor.render.report.reasoning import to_reasoning
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    with progress("checking"):
        told = run(finding, set_of(ledgers), rules=rules or ())
        text = to_reasoning(told, page)
    exit_code = 2 if tell_errors(told.problems) else 0
    deliver(text.encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(exit_code)


def _explain_slip(finding: str, report: Path, ticks: Path | None) -> None:
    from budget_monitor.pipeline.documents.scrutinising import finding_of
    from budget_monitor.render.scrutiny.reasoning import slip_text
    from budget_monitor.render.text.page import Page

    result, page = scrutinised(report, ticks), Page.of(sys.stdout)
    text = slip_text(result.documents[0], finding_of(result, finding), page)
    deliver(text.encode(page.encoding, "backslashreplace"), None)
